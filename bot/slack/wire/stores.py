"""slack_sdk's stores over our own database: installations with their tokens sealed, and states that count once."""

import logging
import re
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models.bot import Bot
from slack_sdk.oauth.installation_store.models.installation import Installation
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.slack.installations import SLACK, Clients, MakeWork
from storage.platforms import accounts, installations
from storage.platforms.installations import Installed

STATES_LIVE = timedelta(minutes=10)
STATE = re.compile(
    r"[A-Za-z0-9_-]{43}"
)  # no other is asked for in the database, which need not take it
# The bot token has a column of its own, which is emptied at a removal; of people no token is asked for.
TOKENS = frozenset(
    {"bot_token", "bot_refresh_token", "user_token", "user_refresh_token", "incoming_webhook_url"}
)
# Bolt and slack_sdk log through it; what matters is logged here, by kind alone, as their lines hold codes and states.
QUIET = logging.getLogger("slack.oauth")
QUIET.setLevel(logging.CRITICAL)


class InstallationStore(AsyncInstallationStore):
    """Where the bot is installed. There is one row a workspace, whoever installed it."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self.work = clients.work

    @property
    def logger(self) -> logging.Logger:
        """Nothing is said through it."""
        return QUIET

    async def async_save(self, installation: Installation) -> None:
        """Keep an installation; where the bot was removed before, everyone there can be reached again."""
        await self._save(
            installation.enterprise_id,
            installation.team_id,
            installation.bot_token,
            installation.to_dict(),
        )

    async def async_save_bot(self, bot: Bot) -> None:
        """Keep what the bot speaks with."""
        await self._save(bot.enterprise_id, bot.team_id, bot.bot_token, bot.to_dict())

    async def _save(
        self, enterprise: str | None, workspace: str | None, token: str | None, told: dict[str, Any]
    ) -> None:
        if not workspace or not token:
            raise BoltError(
                "not a single workspace"
            )  # one for a whole organisation has neither room nor members here
        installed = Installed(
            enterprise=enterprise or "",
            workspace=workspace,
            token=token,
            body=_plain(told),
            gone_at=None,
        )
        async with self.work() as work:
            if await installations.keep(work, SLACK, installed):
                await accounts.regain(work, SLACK, workspace)
        self.clients.forget(workspace)
        await self.clients.tell_returned(workspace)

    async def async_find_bot(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        is_enterprise_install: bool | None = False,
    ) -> Bot | None:
        """The bot of a workspace; None where it is not installed."""
        found = await self.async_find_installation(
            enterprise_id=enterprise_id,
            team_id=team_id,
            is_enterprise_install=is_enterprise_install,
        )
        if found:
            return found.to_bot()
        return None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> Installation | None:
        """The installation of a workspace, whoever made it; None where there is none."""
        async with self.work(writes=False) as work:
            found = await installations.of(work, SLACK, team_id or "")
        if found is None or found.token is None or found.gone_at is not None:
            return None
        return Installation(**{"user_id": "", **found.body}, bot_token=found.token)

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The bot was removed from a workspace."""
        await self.clients.lost(team_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """The bot was removed from a workspace. That one person's own token was revoked says nothing of the bot."""
        if user_id is None:
            await self.clients.lost(team_id or "")

    async def async_delete_all(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        """The bot was removed from a workspace."""
        await self.clients.lost(team_id or "")


def _plain(told: dict[str, Any]) -> dict[str, Any]:
    """What was told, as JSON can hold it, without any token."""
    return {
        key: value.isoformat() if isinstance(value, datetime) else value
        for key, value in told.items()
        if key not in TOKENS
    }


class StateStore(AsyncOAuthStateStore):
    """States of installations that are under way: random, each good once and for ten minutes."""

    def __init__(self, work: MakeWork) -> None:
        self.work = work

    @property
    def logger(self) -> logging.Logger:
        """Nothing is said through it."""
        return QUIET

    async def async_issue(self, *_args: object, **_kwargs: object) -> str:
        """A new state."""
        state = token_urlsafe(32)
        async with self.work() as work:
            await installations.begin(work, state, work.now + STATES_LIVE)
        return state

    async def async_consume(self, state: str) -> bool:
        """Whether it was issued here, is not spent and not too old; it is spent now."""
        if not STATE.fullmatch(state):
            return False
        async with self.work() as work:
            return await installations.finish(work, state)
