"""What goes by mail: what people wish, where no mail is taken, and what waits for the mail of the day

Revision: 0020
After: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("people") as batch:
        batch.add_column(
            sa.Column("mails", sa.String(length=10), server_default="usual", nullable=False)
        )
        batch.add_column(
            sa.Column("unasked_mails", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch.add_column(sa.Column("unreachable", sa.Text()))
    op.create_table(
        "mail_waits",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("letter", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["letter"], ["outbox.id"], name="fk_mail_waits_letter"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_mail_waits_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mail_waits"),
        sa.UniqueConstraint("person_id", "letter", name="uq_mail_waits_person_id_letter"),
    )
    op.create_index("ix_mail_waits_person_id", "mail_waits", ["person_id"])


def downgrade() -> None:
    """Down. What people wished to be mailed is forgotten."""
    op.drop_table("mail_waits")
    with op.batch_alter_table("people") as batch:
        batch.drop_column("unreachable")
        batch.drop_column("unasked_mails")
        batch.drop_column("mails")
