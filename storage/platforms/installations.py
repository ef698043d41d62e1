"""Where the bot is installed on a platform, and the states of installations that are under way (R11.4).

What the bot speaks with in a workspace is sealed, and dropped when it is removed from there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from storage.tables import installations, oauth_states
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Installed:
    """The bot in a workspace. `body`: all else that the platform told; `gone_at`: since when it is removed."""

    enterprise: str  # the organisation above several workspaces; "" for none
    workspace: str
    token: str | None = field(repr=False)  # None of a tenant, and once it is removed
    body: dict[str, Any] = field(repr=False)
    gone_at: datetime | None


KEY = ("platform", "enterprise", "workspace")
COLUMNS = (
    installations.c.enterprise,
    installations.c.workspace,
    installations.c.token,
    installations.c.body,
    installations.c.gone_at,
)


def _there(platform: str, workspace: str) -> ColumnElement[bool]:
    # By the workspace alone: it keeps its id when it becomes part of an enterprise.
    return (installations.c.platform == platform) & (installations.c.workspace == workspace)


async def of(work: Work, platform: str, workspace: str) -> Installed | None:
    """The bot in a workspace, also where it is gone from; None when it was never there."""
    row = (await work.session.execute(select(*COLUMNS).where(_there(platform, workspace)))).first()
    if row is None:
        return None
    return Installed(**row._mapping)


async def live(work: Work, platform: str) -> Sequence[str]:
    """The workspaces in which the bot has something to speak with."""
    query = select(installations.c.workspace).where(
        installations.c.platform == platform,
        installations.c.gone_at.is_(None),
        installations.c.token.is_not(None),
    )
    return (await work.session.scalars(query.order_by(installations.c.id))).all()


async def keep(work: Work, platform: str, installed: Installed) -> bool:
    """Keep an installation, in place of an earlier one in the same workspace; whether the bot was gone from there."""
    earlier = await of(work, platform, installed.workspace)
    values = {
        "enterprise": installed.enterprise,
        "token": installed.token,
        "body": installed.body,
        "installed_at": work.now,
        "gone_at": None,
    }
    changed = update(installations).where(_there(platform, installed.workspace)).values(**values)
    if (await work.session.scalars(changed.returning(installations.c.id))).first() is None:
        dialect = sqlite.insert if work.database.is_sqlite else postgresql.insert
        row = dialect(installations).values(
            platform=platform, workspace=installed.workspace, **values
        )
        # Several processes can learn of it at once.
        await work.session.execute(row.on_conflict_do_update(index_elements=KEY, set_=values))
    return earlier is not None and earlier.gone_at is not None


async def lose(work: Work, platform: str, workspace: str) -> bool:
    """The bot was removed from a workspace: what it spoke with there is dropped; False when that was known."""
    here = _there(platform, workspace) & installations.c.gone_at.is_(None)
    lost = (
        update(installations)
        .where(here)
        .values(gone_at=work.now, token=None)
        .returning(installations.c.id)
    )
    return (await work.session.scalars(lost)).first() is not None


async def begin(work: Work, state: str, until: datetime) -> None:
    """An installation is under way under a state; those that came to nothing are dropped."""
    await work.session.execute(delete(oauth_states).where(oauth_states.c.expires_at <= work.now))
    await work.session.execute(insert(oauth_states).values(state=state, expires_at=until))


async def finish(work: Work, state: str) -> bool:
    """Whether an installation is under way under this state; it ends with the answer, so that each counts once."""
    spent = (
        delete(oauth_states)
        .where(oauth_states.c.state == state)
        .returning(oauth_states.c.expires_at)
    )
    until = (await work.session.scalars(spent)).first()
    return until is not None and until > work.now
