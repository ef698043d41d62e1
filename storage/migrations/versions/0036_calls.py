"""Calls for mentors, and whom each is for

Revision: 0036
After: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "mentor_calls",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("background", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_mentor_calls_application_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_mentor_calls_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor_calls")),
    )
    op.create_index("ix_mentor_calls_application_id", "mentor_calls", ["application_id"])
    op.create_index("ix_mentor_calls_asked_by", "mentor_calls", ["asked_by"])
    where = sa.text("closed_at IS NULL")
    op.create_index(
        "one_running_call",
        "mentor_calls",
        ["scheme"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_table(
        "called",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("organisation", sa.String(60), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(["call_id"], ["mentor_calls.id"], name=op.f("fk_called_call_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_called_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_called")),
    )
    op.create_index("ix_called_call_id", "called", ["call_id"])
    op.create_index("ix_called_person_id", "called", ["person_id"])


def downgrade() -> None:
    """Down. The calls are lost."""
    op.drop_table("called")
    op.drop_table("mentor_calls")
