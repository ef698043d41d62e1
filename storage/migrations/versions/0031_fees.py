"""The fee of a partnership: whose, how much, until when, and whether it is settled

Revision: 0031
After: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("partnerships") as batch:
        batch.add_column(sa.Column("fee", sa.String(10)))
        batch.add_column(sa.Column("fee_by", sa.Integer()))
        batch.add_column(sa.Column("fee_sum", sa.String(20)))
        batch.add_column(sa.Column("fee_from", sa.Date()))
        batch.add_column(sa.Column("fee_until", sa.Date()))
        batch.add_column(sa.Column("fee_settled_on", sa.Date()))
        batch.create_foreign_key("fk_partnerships_fee_by", "people", ["fee_by"], ["id"])
    op.create_index("ix_partnerships_fee_by", "partnerships", ["fee_by"])


def downgrade() -> None:
    """Down. Which fees are due, paid and waived is lost."""
    op.drop_index("ix_partnerships_fee_by", "partnerships")
    with op.batch_alter_table("partnerships") as batch:
        batch.drop_constraint("fk_partnerships_fee_by", type_="foreignkey")
        for name in ("fee", "fee_by", "fee_sum", "fee_from", "fee_until", "fee_settled_on"):
            batch.drop_column(name)
