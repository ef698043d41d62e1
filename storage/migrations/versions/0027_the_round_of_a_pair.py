"""In which round a pair came together, as the round may have a common start and a fixed end

Revision: 0027
After: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up. A pair from before keeps its own days."""
    with op.batch_alter_table("partnerships") as batch:
        batch.add_column(sa.Column("round", sa.String(60), nullable=False, server_default=""))


def downgrade() -> None:
    """Down. Pairs no longer know their round."""
    with op.batch_alter_table("partnerships") as batch:
        batch.drop_column("round")
