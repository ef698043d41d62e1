"""Private addresses at which somebody's calendar is read

Revision: 0037
After: 0036
"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "feeds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(44), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("with_names", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("read_on", sa.Date()),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_feeds_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feeds")),
        sa.UniqueConstraint("person_id", name=op.f("uq_feeds_person_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feeds_token_hash")),
    )


def downgrade() -> None:
    """Down. Every calendar address ends."""
    op.drop_table("feeds")
