"""How often a promised day was missed

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("missed", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    """Down."""
    with op.batch_alter_table("applications") as batch:
        batch.drop_column("missed")
