"""First talks of a mentee with several mentors: when both are asked, that they have talked, by when the mentee decides

Revision: 0028
After: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

TALKS = ("approached", "talking", "talked", "parted")


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("candidates") as batch:
        batch.add_column(sa.Column("talk_by", sa.Date()))
        batch.add_column(sa.Column("talked_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("decide_by", sa.Date()))


def downgrade() -> None:
    """Down. Raises `RuntimeError` where there were first talks, which an earlier version cannot read."""
    candidates = sa.table("candidates", sa.column("state"))
    there = sa.select(candidates.c.state).where(candidates.c.state.in_(TALKS))
    if op.get_bind().execute(there).first():
        raise RuntimeError(
            "Mentees have had first talks, and what became of them would be lost to an earlier version."
        )
    with op.batch_alter_table("candidates") as batch:
        for column in ("talk_by", "talked_at", "decide_by"):
            batch.drop_column(column)
