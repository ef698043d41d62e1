"""Discussions of matches, and when the Group had the register in short

Revision: 0044
After: 0043
"""

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "held_discussions",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("digest_for", sa.Date()),
        sa.Column("digest_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_discussions")),
        sa.UniqueConstraint("scheme", name=op.f("uq_held_discussions_scheme")),
    )


def downgrade() -> None:
    """Down. Before the next discussion the Group has the register in short, also where it had it already."""
    op.drop_table("held_discussions")
