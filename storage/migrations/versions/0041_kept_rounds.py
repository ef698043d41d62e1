"""The draft of a whole round, for each scheme

Revision: 0041
After: 0040
"""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "kept_rounds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.Text(), nullable=False),
        sa.Column("wished", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("costs", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_kept_rounds_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_rounds")),
        sa.UniqueConstraint("scheme", name=op.f("uq_kept_rounds_scheme")),
    )
    op.create_index("ix_kept_rounds_made_by", "kept_rounds", ["made_by"])


def downgrade() -> None:
    """Down. What was drafted is lost, and can be made up anew."""
    op.drop_table("kept_rounds")
