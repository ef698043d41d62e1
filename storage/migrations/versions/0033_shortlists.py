"""Whom mentees choose of all mentors, until a day

Revision: 0033
After: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "shortlists",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_shortlists_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_shortlists_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shortlists")),
        sa.UniqueConstraint("application_id", name=op.f("uq_shortlists_application_id")),
    )
    op.create_index("ix_shortlists_person_id", "shortlists", ["person_id"])
    op.create_table(
        "picks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("shortlist_id", sa.Integer(), nullable=False),
        sa.Column("mentor_application_id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("picked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["shortlist_id"], ["shortlists.id"], name=op.f("fk_picks_shortlist_id")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_application_id"],
            ["applications.id"],
            name=op.f("fk_picks_mentor_application_id"),
        ),
        sa.ForeignKeyConstraint(["mentor_id"], ["people.id"], name=op.f("fk_picks_mentor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picks")),
        sa.UniqueConstraint(
            "shortlist_id",
            "mentor_application_id",
            name=op.f("uq_picks_shortlist_id_mentor_application_id"),
        ),
    )
    op.create_index("ix_picks_mentor_application_id", "picks", ["mentor_application_id"])
    op.create_index("ix_picks_mentor_id", "picks", ["mentor_id"])


def downgrade() -> None:
    """Down. Whom mentees chose is lost."""
    op.drop_table("picks")
    op.drop_table("shortlists")
