"""A pair that the organisers decide on: that both were told, what each said, and who would rather not

Revision: 0032
After: 0031
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("candidates") as batch:
        batch.add_column(
            sa.Column("both_told", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(sa.Column("mentee_fine_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("mentor_fine_at", sa.DateTime(timezone=True)))
    op.create_table(
        "rather_nots",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("candidate_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["candidate_id"], ["candidates.id"], name=op.f("fk_rather_nots_candidate_id")
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_rather_nots_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_rather_nots_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rather_nots")),
        sa.UniqueConstraint("candidate_id", name=op.f("uq_rather_nots_candidate_id")),
    )
    op.create_index("ix_rather_nots_application_id", "rather_nots", ["application_id"])
    op.create_index("ix_rather_nots_person_id", "rather_nots", ["person_id"])


def downgrade() -> None:
    """Down. What the two of a pair said of it is lost, and who would rather not."""
    op.drop_table("rather_nots")
    with op.batch_alter_table("candidates") as batch:
        batch.drop_column("mentor_fine_at")
        batch.drop_column("mentee_fine_at")
        batch.drop_column("both_told")
