"""The question of the year whether the scheme is known: whom it goes to, what lets one answer, and answers that are nobody's

Revision: 0022
After: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "askings",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("shared_hash", sa.String(44)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_askings")),
        sa.UniqueConstraint("scheme", "year", name=op.f("uq_askings_scheme_year")),
        sa.UniqueConstraint("shared_hash", name=op.f("uq_askings_shared_hash")),
    )
    op.create_table(
        "asked_addresses",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asking_id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(44), nullable=False),
        sa.Column("address", sa.Text()),
        sa.ForeignKeyConstraint(
            ["asking_id"], ["askings.id"], name=op.f("fk_asked_addresses_asking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_addresses")),
        sa.UniqueConstraint(
            "asking_id", "address_hash", name=op.f("uq_asked_addresses_asking_id_address_hash")
        ),
    )
    op.create_table(
        "tickets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("asking_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(44), nullable=False),
        sa.ForeignKeyConstraint(["asking_id"], ["askings.id"], name=op.f("fk_tickets_asking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_tickets_token_hash")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tickets_asking_id", "tickets", ["asking_id"])
    op.create_table(
        "awareness_answers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("asking_id", sa.Integer(), nullable=False),
        sa.Column("heard", sa.String(10), nullable=False),
        sa.Column("knows", sa.String(10), nullable=False),
        sa.Column("speaks", sa.String(10), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asking_id"], ["askings.id"], name=op.f("fk_awareness_answers_asking_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_awareness_answers")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_awareness_answers_asking_id", "awareness_answers", ["asking_id"])
    op.create_table(
        "not_to_ask",
        sa.Column("address_hash", sa.String(44), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_not_to_ask")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Down. What was answered is lost, and who does not want to be asked; so a list is not to be asked again blindly."""
    op.drop_table("not_to_ask")
    op.drop_table("awareness_answers")
    op.drop_table("tickets")
    op.drop_table("asked_addresses")
    op.drop_table("askings")
