"""What the two of a pair thank each other for, and who would not wait for the end of theirs

Revision: 0024
After: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "thanks",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnerships.id"], name=op.f("fk_thanks_partnership_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_thanks_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
        sa.UniqueConstraint(
            "partnership_id", "person_id", name=op.f("uq_thanks_partnership_id_person_id")
        ),
    )
    op.create_index("ix_thanks_person_id", "thanks", ["person_id"])
    with op.batch_alter_table("partnerships") as batch:
        batch.add_column(sa.Column("hurried_by", sa.Integer()))
        batch.create_foreign_key("fk_partnerships_hurried_by", "people", ["hurried_by"], ["id"])
    op.create_index("ix_partnerships_hurried_by", "partnerships", ["hurried_by"])


def downgrade() -> None:
    """Down. What people thanked each other for is lost, and who would not wait for an end."""
    op.drop_index("ix_partnerships_hurried_by", "partnerships")
    with op.batch_alter_table("partnerships") as batch:
        batch.drop_constraint("fk_partnerships_hurried_by", type_="foreignkey")
        batch.drop_column("hurried_by")
    op.drop_table("thanks")
