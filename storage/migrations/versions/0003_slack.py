"""Accounts on platforms, the Group's channels, and where the bot is installed

Revision: 0003
After: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    with op.batch_alter_table("people") as batch:
        batch.add_column(
            sa.Column("picture", sa.String(length=500), server_default="", nullable=False)
        )
    _accounts_with_profiles()
    op.create_table(
        "rooms",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("readers", sa.JSON(), nullable=False),
        sa.Column("lost_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rooms")),
        sa.UniqueConstraint("scheme", name=op.f("uq_rooms_scheme")),
        sa.UniqueConstraint(
            "platform", "workspace", "channel", name=op.f("uq_rooms_platform_workspace_channel")
        ),
    )
    op.create_table(
        "installations",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("enterprise", sa.String(length=100), nullable=False),
        sa.Column("workspace", sa.String(length=100), nullable=False),
        sa.Column("token", sa.Text()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installations")),
        sa.UniqueConstraint(
            "platform",
            "enterprise",
            "workspace",
            name=op.f("uq_installations_platform_enterprise_workspace"),
        ),
    )
    op.create_table(
        "oauth_states",
        sa.Column("state", sa.String(length=100), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state", name=op.f("pk_oauth_states")),
    )
    op.create_table(
        "carried",
        sa.Column("token", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer()),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_carried_person_id")),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_carried")),
    )
    op.create_index(op.f("ix_carried_person_id"), "carried", ["person_id"])
    _files()


def _files() -> None:
    """What people hand in, with names and contents sealed."""
    op.create_table(
        "files",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("scheme", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("ending", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True)),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_files_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )
    op.create_index(op.f("ix_files_person_id"), "files", ["person_id"])
    unclaimed = sa.text("claimed_at IS NULL")
    op.create_index(
        "ix_files_unclaimed",
        "files",
        ["kept_at"],
        sqlite_where=unclaimed,
        postgresql_where=unclaimed,
    )


def _accounts_with_profiles() -> None:
    """An account may wait for its person, and keeps what its profile says, sealed."""
    with op.batch_alter_table("accounts") as batch:
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        for name in ("name", "email"):
            batch.add_column(sa.Column(name, sa.Text()))
        batch.add_column(
            sa.Column("scheme", sa.String(length=60), server_default="", nullable=False)
        )
        batch.add_column(sa.Column("chat", sa.String(length=60), server_default="", nullable=False))
        for name in ("asked_at", "seen_at", "gone_at"):
            batch.add_column(sa.Column(name, sa.DateTime(timezone=True)))


def downgrade() -> None:
    """Down."""
    for table in ("files", "carried", "oauth_states", "installations", "rooms"):
        op.drop_table(table)
    op.execute("DELETE FROM accounts WHERE person_id IS NULL")
    with op.batch_alter_table("accounts") as batch:
        for name in ("gone_at", "seen_at", "asked_at", "chat", "scheme", "email", "name"):
            batch.drop_column(name)
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("people") as batch:
        batch.drop_column("picture")
