"""How often the day of an answer or a reply was missed

Revision: 0010
After: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LATE = {"concerns": "again_by IS NOT NULL", "enquiries": "late"}


def upgrade() -> None:
    """Up. What has a new day, or is late, has missed one day as far as anybody knows."""
    for table, late in LATE.items():
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("missed", sa.Integer(), server_default="0", nullable=False))
        op.execute(f"UPDATE {table} SET missed = 1 WHERE {late}")  # noqa: S608


def downgrade() -> None:
    """Down."""
    for table in LATE:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("missed")
