"""Pauses in the second half

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("partnerships") as batch:
        batch.add_column(
            sa.Column("rested_later", sa.Integer(), server_default="0", nullable=False)
        )


def downgrade() -> None:
    """Down."""
    with op.batch_alter_table("partnerships") as batch:
        batch.drop_column("rested_later")
