"""Membership numbers: where alike ones are found, and which an administrator has found right

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("number_bucket", sa.Integer()))
        batch.add_column(sa.Column("number_checked", sa.Text()))
        batch.create_index("ix_applications_number_bucket", ["number_bucket"])


def downgrade() -> None:
    """Down. Which numbers were found right is lost; they can be checked again."""
    with op.batch_alter_table("applications") as batch:
        batch.drop_index("ix_applications_number_bucket")
        batch.drop_column("number_checked")
        batch.drop_column("number_bucket")
