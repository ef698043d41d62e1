"""When a second contact was proved by a code

Revision: 0023
After: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("proofs") as batch:
        batch.add_column(sa.Column("proved_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Down."""
    with op.batch_alter_table("proofs") as batch:
        batch.drop_column("proved_at")
