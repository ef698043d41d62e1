"""The waiting list of a round that is full, and how a round was closed

Revision: 0030
After: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

BEFORE = "stage IN ('received', 'eligible', 'matched')"
NOW = "stage IN ('received', 'listed', 'eligible', 'matched')"


def upgrade() -> None:
    """Up."""
    op.create_table(
        "held_rounds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(60), nullable=False),
        sa.Column("round", sa.String(60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True)),
        sa.Column("closed_by", sa.Integer()),
        sa.Column("answered_at", sa.DateTime(timezone=True)),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("batches", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["closed_by"], ["people.id"], name=op.f("fk_held_rounds_closed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_held_rounds")),
        sa.UniqueConstraint("scheme", "round", name=op.f("uq_held_rounds_scheme_round")),
    )
    op.create_index("ix_held_rounds_closed_by", "held_rounds", ["closed_by"])
    with op.batch_alter_table("applications") as batch:
        batch.add_column(sa.Column("round_told_at", sa.DateTime(timezone=True)))
    op.create_index(
        "ix_applications_scheme_round_role_stage",
        "applications",
        ["scheme", "round", "role", "stage"],
    )
    _only_open(NOW)


def downgrade() -> None:
    """Down. Who is on a waiting list is to be checked again; how rounds were closed is lost."""
    op.execute("UPDATE applications SET stage = 'received' WHERE stage = 'listed'")
    _only_open(BEFORE)
    op.drop_index("ix_applications_scheme_round_role_stage", "applications")
    with op.batch_alter_table("applications") as batch:
        batch.drop_column("round_told_at")
    op.drop_table("held_rounds")


def _only_open(where: str) -> None:
    """One application that is open, for each person, role and round."""
    op.drop_index("one_open_application", "applications")
    op.create_index(
        "one_open_application",
        "applications",
        ["scheme", "person_id", "role", "round"],
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )
