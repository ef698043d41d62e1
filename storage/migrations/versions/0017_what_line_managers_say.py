"""What line managers say to applications: asked by a mailed link, given on a page

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "permissions",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reminded", sa.Boolean(), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.Column("question", sa.Text()),
        sa.Column("answer", sa.Text()),
        sa.Column("words", sa.Text()),
        sa.Column("said_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_permissions_application_id"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_permissions_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_permissions"),
    )
    op.create_index("ix_permissions_application_id", "permissions", ["application_id"])
    op.create_index("ix_permissions_person_id", "permissions", ["person_id"])
    is_open = sa.text("state IN ('asked', 'question')")
    op.create_index(
        "one_open_permission",
        "permissions",
        ["application_id"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    """Down."""
    op.drop_table("permissions")
