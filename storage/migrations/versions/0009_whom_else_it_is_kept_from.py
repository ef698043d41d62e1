"""Whom else something raised is kept from: others it is about, and those who stood aside from it

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

RAISED = ("concerns", "enquiries")


def upgrade() -> None:
    """Up."""
    for table in RAISED:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("kept_from", sa.Text()))


def downgrade() -> None:
    """Down. Raises `RuntimeError` while something is kept from somebody who could then read it."""
    for table in RAISED:
        rows = sa.table(table, sa.column("kept_from"))
        if (
            op.get_bind()
            .execute(sa.select(rows.c.kept_from).where(rows.c.kept_from.is_not(None)))
            .first()
        ):
            raise RuntimeError(
                "Something raised is kept from people whom the earlier version would let read it."
            )
    for table in RAISED:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("kept_from")
