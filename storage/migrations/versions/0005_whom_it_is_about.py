"""Whom something raised is about, and how a pair ended, is sealed: the file alone tells of neither

Revision: 0005
After: 0004
"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

from storage.engine.encryption import vault

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

RAISED = ("concerns", "enquiries")
WORD = 40  # characters: a token tells how long something is


def upgrade() -> None:
    """Up."""
    _see_that_the_key_fits()
    for table in RAISED:
        with op.batch_alter_table(table) as batch:
            batch.drop_constraint(f"fk_{table}_about_id", type_="foreignkey")
            batch.drop_index(f"ix_{table}_about_id")
            batch.alter_column("about_id", type_=sa.Text(), existing_type=sa.Integer())
        _rewrite(table, "about_id", vault.seal)
    with op.batch_alter_table("partnerships") as batch:
        batch.alter_column("ending", type_=sa.Text(), existing_type=sa.String(40))
    _rewrite("partnerships", "ending", lambda ending: vault.seal(ending.ljust(WORD)))


def downgrade() -> None:
    """Down."""
    _rewrite("partnerships", "ending", lambda token: vault.unseal(token).rstrip())
    with op.batch_alter_table("partnerships") as batch:
        batch.alter_column("ending", type_=sa.String(40), existing_type=sa.Text())
    for table in RAISED:
        _rewrite(table, "about_id", vault.unseal)
        with op.batch_alter_table(table) as batch:
            batch.alter_column(
                "about_id",
                type_=sa.Integer(),
                existing_type=sa.Text(),
                postgresql_using="about_id::integer",
            )
            batch.create_foreign_key(f"fk_{table}_about_id", "people", ["about_id"], ["id"])
            batch.create_index(f"ix_{table}_about_id", ["about_id"])


def _see_that_the_key_fits() -> None:
    """Nothing is sealed under a key that does not open what is here already. Raises `KeyProblem`."""
    kept = (
        op.get_bind().execute(sa.text("SELECT value FROM notes WHERE key = 'key.check'")).scalar()
    )
    if kept is not None:
        vault.unseal(kept)


def _rewrite(table: str, name: str, change: Callable[[str], str]) -> None:
    rows = sa.table(table, sa.column("id"), sa.column(name))
    bind = op.get_bind()
    for row in bind.execute(
        sa.select(rows.c.id, rows.c[name]).where(rows.c[name].is_not(None))
    ).all():
        bind.execute(rows.update().where(rows.c.id == row[0]).values({name: change(row[1])}))
