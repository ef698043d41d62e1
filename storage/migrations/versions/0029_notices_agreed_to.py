"""What people agreed to besides the consent, each with its version

Revision: 0029
After: 0028
"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("consents") as batch:
        batch.add_column(sa.Column("notices", sa.String(600), nullable=False, server_default=""))


def downgrade() -> None:
    """Down. Which notices people agreed to is lost."""
    with op.batch_alter_table("consents") as batch:
        batch.drop_column("notices")
