"""Answers to the equality form: those that wait, what they came to, and marks of who has answered

Revision: 0045
After: 0044
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "equality_sheets",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("batch", sa.String(100), nullable=False),
        sa.Column("key_mark", sa.String(16), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equality_sheets")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_equality_sheets_batch", "equality_sheets", ["batch"])
    op.create_table(
        "equality_books",
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("role", sa.String(10), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scheme", "role", name=op.f("pk_equality_books")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "equality_answered",
        sa.Column("mark", sa.String(43), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_equality_answered")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Down. What was answered to the equality form is lost."""
    op.drop_table("equality_answered")
    op.drop_table("equality_books")
    op.drop_table("equality_sheets")
