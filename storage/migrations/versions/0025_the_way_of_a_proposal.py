"""By which way a proposal goes to a mentor: what runs keeps its own where a scheme switches to another

Revision: 0025
After: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("proposals") as batch:
        batch.add_column(
            sa.Column("way", sa.String(20), nullable=False, server_default="choose-one")
        )


def downgrade() -> None:
    """Down. Which way a proposal had is lost; all of them go by the only way that there was."""
    with op.batch_alter_table("proposals") as batch:
        batch.drop_column("way")
