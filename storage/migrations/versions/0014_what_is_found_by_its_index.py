"""What is looked for every few seconds, or for each card, is found by an index, however much is stored

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

SET_ASIDE = sa.text("sent < wanted AND set_aside IS NOT NULL")
GIVEN_UP = sa.text("done_at IS NOT NULL AND failures >= 5")


def upgrade() -> None:
    """Up."""
    op.create_index("ix_outbox_key", "outbox", ["key"])
    op.create_index(
        "ix_outbox_set_aside",
        "outbox",
        ["id"],
        sqlite_where=SET_ASIDE,
        postgresql_where=SET_ASIDE,
    )
    op.create_index(
        "ix_due_given_up", "due", ["id"], sqlite_where=GIVEN_UP, postgresql_where=GIVEN_UP
    )


def downgrade() -> None:
    """Down."""
    op.drop_index("ix_due_given_up", table_name="due")
    op.drop_index("ix_outbox_set_aside", table_name="outbox")
    op.drop_index("ix_outbox_key", table_name="outbox")
