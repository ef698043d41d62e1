"""Events that people attend

Revision: 0043
After: 0042
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "learning_events",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(60), nullable=False),
        sa.Column("guests", sa.String(20), nullable=False),
        sa.Column("round", sa.String(60), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("host_id", sa.Integer()),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("instead", sa.String(60), nullable=False),
        sa.Column("weight", sa.String(20), nullable=False),
        sa.Column("afterwards", sa.Text(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("by", sa.Integer()),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_to", sa.Integer(), nullable=False),
        sa.Column("is_announced", sa.Boolean(), nullable=False),
        sa.Column("late_to", sa.Integer(), nullable=False),
        sa.Column("news", sa.String(20), nullable=False),
        sa.Column("told_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_id"], ["people.id"], name=op.f("fk_learning_events_host_id")
        ),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_learning_events_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_events")),
    )
    op.create_index("ix_learning_events_host_id", "learning_events", ["host_id"])
    op.create_index("ix_learning_events_by", "learning_events", ["by"])
    op.create_index("one_event_of_a_day", "learning_events", ["scheme", "key", "day"], unique=True)
    op.create_index("events_in_order", "learning_events", ["scheme", "at"])
    op.create_table(
        "sign_ups",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True)),
        sa.Column("said_at", sa.DateTime(timezone=True)),
        sa.Column("came", sa.Boolean()),
        sa.Column("shared_at", sa.DateTime(timezone=True)),
        sa.ForeignKeyConstraint(
            ["event_id"], ["learning_events.id"], name=op.f("fk_sign_ups_event_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_ups_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_ups")),
    )
    op.create_index("ix_sign_ups_person_id", "sign_ups", ["person_id"])
    op.create_index("one_sign_up", "sign_ups", ["event_id", "person_id"], unique=True)
    op.create_index("sign_ups_in_turn", "sign_ups", ["event_id", "state", "said_at"])


def downgrade() -> None:
    """Down. Which events there were, and who came, is lost."""
    op.drop_table("sign_ups")
    op.drop_table("learning_events")
