"""What people want to be called, and the given name that a platform tells

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAMES = ("called", "given")


def upgrade() -> None:
    """Up. Nobody was asked so far: until they say, they are greeted without a name."""
    with op.batch_alter_table("people") as batch:
        for name in NAMES:
            batch.add_column(sa.Column(name, sa.Text()))


def downgrade() -> None:
    """Down."""
    with op.batch_alter_table("people") as batch:
        for name in reversed(NAMES):
            batch.drop_column(name)
