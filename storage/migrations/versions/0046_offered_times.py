"""Times offered for a talk alone with a coach

Revision: 0046
After: 0045
"""

import sqlalchemy as sa
from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "offered_times",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("coach_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by", sa.Integer()),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.ForeignKeyConstraint(
            ["coach_id"], ["people.id"], name=op.f("fk_offered_times_coach_id")
        ),
        sa.ForeignKeyConstraint(
            ["booked_by"], ["people.id"], name=op.f("fk_offered_times_booked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_times")),
    )
    op.create_index("ix_offered_times_coach_id", "offered_times", ["coach_id"])
    op.create_index("ix_offered_times_booked_by", "offered_times", ["booked_by"])
    op.create_index("offered_times_in_order", "offered_times", ["scheme", "at"])


def downgrade() -> None:
    """Down. Which times were offered, and who booked them, is lost."""
    op.drop_table("offered_times")
