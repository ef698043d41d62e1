"""What the Group does for mentees whom nobody suits: mentors asked to take one more, and days until which they wait

Revision: 0034
After: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("waits", sa.Integer(), nullable=False, server_default="0"))
    op.create_table(
        "one_mores",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("mentor_application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_one_mores_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["mentor_application_id"],
            ["applications.id"],
            name=op.f("fk_one_mores_mentor_application_id"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_one_mores_person_id")),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_one_mores_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_mores")),
    )
    op.create_index("ix_one_mores_application_id", "one_mores", ["application_id"])
    op.create_index("ix_one_mores_person_id", "one_mores", ["person_id"])
    op.create_index("ix_one_mores_asked_by", "one_mores", ["asked_by"])
    where = sa.text("state = 'asked'")
    op.create_index(
        "one_open_one_more",
        "one_mores",
        ["mentor_application_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Down. Who was asked to take one more is lost, and which mentees wait until a day."""
    op.drop_table("one_mores")
    with op.batch_alter_table("applications") as batch:
        batch.drop_column("waits")
