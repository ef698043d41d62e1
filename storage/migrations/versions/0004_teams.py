"""Room for the names that Teams gives conversations and messages

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    _set_lengths(chat=300, recipient=300, address=500)


def downgrade() -> None:
    """Down."""
    _set_lengths(chat=60, recipient=80, address=200)


def _set_lengths(chat: int, recipient: int, address: int) -> None:
    with op.batch_alter_table("accounts") as batch:
        batch.alter_column(
            "chat",
            type_=sa.String(length=chat),
            existing_nullable=False,
            existing_server_default="",
        )
    with op.batch_alter_table("outbox") as batch:
        batch.alter_column("recipient", type_=sa.String(length=recipient), existing_nullable=False)
        batch.alter_column("address", type_=sa.String(length=address))
