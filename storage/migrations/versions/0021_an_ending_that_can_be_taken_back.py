"""An ending that can be taken back for some minutes: who ends it, as what and when

Revision: 0021
After: 0020
"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

COLUMNS = ("leaves_at", "leaves_by", "leaves_as", "leaves_why", "looks_on")


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("partnerships") as batch:
        batch.add_column(sa.Column("leaves_at", sa.DateTime(timezone=True)))
        batch.add_column(sa.Column("leaves_by", sa.Integer()))
        batch.add_column(sa.Column("leaves_as", sa.Text()))
        batch.add_column(sa.Column("leaves_why", sa.Text()))
        batch.add_column(
            sa.Column("looks_on", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch.create_foreign_key("fk_partnerships_leaves_by", "people", ["leaves_by"], ["id"])
    op.create_index("ix_partnerships_leaves_by", "partnerships", ["leaves_by"])


def downgrade() -> None:
    """Down. Raises `RuntimeError` while somebody can take an ending back: that they have ended it would be lost."""
    pairs = sa.table("partnerships", sa.column("leaves_at"))
    waiting = sa.select(pairs.c.leaves_at).where(pairs.c.leaves_at.is_not(None))
    if op.get_bind().execute(waiting).first():
        raise RuntimeError(
            "Somebody has just ended a partnership. In ten minutes the earlier version can be had back."
        )
    op.drop_index("ix_partnerships_leaves_by", "partnerships")
    with op.batch_alter_table("partnerships") as batch:
        batch.drop_constraint("fk_partnerships_leaves_by", type_="foreignkey")
        for column in COLUMNS:
            batch.drop_column(column)
