"""The language and land that somebody's platform is set to, which say how they read a day

Revision: 0018
After: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("people") as batch:
        batch.add_column(
            sa.Column("locale", sa.String(length=35), server_default="", nullable=False)
        )


def downgrade() -> None:
    """Down. Days are read in the scheme's order again."""
    with op.batch_alter_table("people") as batch:
        batch.drop_column("locale")
