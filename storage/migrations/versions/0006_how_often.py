"""How often somebody has done something, and what was posted last, are found by an index

Revision: 0006
After: 0005
"""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_index("ix_audit_person_id_action_at", "audit", ["person_id", "action", "at"])
    op.create_index("ix_outbox_recipient_id", "outbox", ["recipient", "id"])


def downgrade() -> None:
    """Down."""
    op.drop_index("ix_outbox_recipient_id", "outbox")
    op.drop_index("ix_audit_person_id_action_at", "audit")
