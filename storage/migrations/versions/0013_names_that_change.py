"""Names that change: what is asked of their owners, and under which names they were known before

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("people") as batch:
        batch.add_column(sa.Column("formerly", sa.Text()))
    op.create_table(
        "renames",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("alike", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_renames_person_id"),
        sa.PrimaryKeyConstraint("id", name="pk_renames"),
    )
    op.create_index("ix_renames_person_id", "renames", ["person_id"])
    still_open = sa.text("state = 'open'")
    op.create_index(
        "one_open_rename",
        "renames",
        ["person_id"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )


def downgrade() -> None:
    """Down. Raises `RuntimeError` while somebody is known by another name than before: that they were would be lost."""
    people = sa.table("people", sa.column("formerly"))
    if (
        op.get_bind()
        .execute(sa.select(people.c.formerly).where(people.c.formerly.is_not(None)))
        .first()
    ):
        raise RuntimeError(
            "People have changed their names, and the earlier version can't tell who they were."
        )
    op.drop_table("renames")
    with op.batch_alter_table("people") as batch:
        batch.drop_column("formerly")
