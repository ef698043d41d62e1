"""Who was invited by mail to register, while that is open

Revision: 0035
After: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "invitations",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("address_mark", sa.String(64)),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name=op.f("fk_invitations_application_id")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_invitations_asked_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    op.create_index("ix_invitations_application_id", "invitations", ["application_id"])
    op.create_index("ix_invitations_asked_by", "invitations", ["asked_by"])
    where = sa.text("state = 'sent'")
    op.create_index(
        "one_open_invitation",
        "invitations",
        ["scheme", "address_mark"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Down. Who was invited is lost."""
    op.drop_table("invitations")
