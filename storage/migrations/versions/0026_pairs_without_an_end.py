"""When two who have set no end last said that they still go on

Revision: 0026
After: 0025
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.add_column("partnerships", sa.Column("still_on", sa.Date()))


def downgrade() -> None:
    """Down. When they said so is lost."""
    op.drop_column("partnerships", "still_on")
