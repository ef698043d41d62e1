"""Where the bot is installed and what it speaks with there: one workspace by its token, or many by OAuth.

What is known is kept in memory, so that an incoming request costs no call to Slack, and is read again from the database
once a minute, so that what another process learnt is known here soon.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

import aiohttp
import structlog
from pydantic import SecretStr
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.settings import SlackSettings
from bot.slack.wire.place import UNREACHABLE, BotInWorkspace, reason_of
from scheme.refusal import Refusal
from storage.engine.turns import answering_within
from storage.platforms import accounts, installations
from storage.platforms.installations import Installed
from storage.work import Work

log = structlog.get_logger("slack")

__all__ = [
    "NOT_HERE",
    "SLACK",
    "UNREACHABLE",
    "BotInWorkspace",
    "Clients",
    "NotInstalled",
    "reason_of",
]

SLACK = "slack"
SECONDS = 10  # that a call to Slack may take
FRESH = 60.0  # seconds before what is known of a workspace is read again
A_MOMENT = 0.8  # seconds that somebody waits for Slack to say whose the bot token is
PATIENCE = 15.0  # seconds before a bot token that could not be tried is tried again
# Slack shows this to whoever turns to a bot that has no place in their workspace any more.
NOT_HERE = "The mentoring bot is not installed in this workspace any more. Please ask whoever looks after your Slack."

MakeWork = Callable[..., Work]
Returned = Callable[[str], Awaitable[None]]


class NotInstalled(Exception):
    """The bot is not, or no longer, installed in a workspace."""

    def __init__(self, workspace: str) -> None:
        super().__init__(f"not installed in {workspace}")
        self.workspace = workspace


class Clients:
    """A client for each workspace, over one session. `start` and `stop` it."""

    def __init__(self, settings: SlackSettings, work: MakeWork) -> None:
        self.settings = settings
        self.work = work
        self.authorize = Authorize(self)
        self.returned: Returned | None = None  # hears that the bot is in a workspace, perhaps again
        self._session: aiohttp.ClientSession | None = None
        self._known: dict[str, tuple[float, BotInWorkspace | None]] = {}
        self._own: BotInWorkspace | None = None
        self._wrong = ""  # Slack's word for why it is not known whose the bot token is
        self._tried_at = -PATIENCE
        self._learning: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the session and learn whose the bot token is. A token that is refused is logged, and asked for again."""
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS))
        await self._own_place(None)

    async def stop(self) -> None:
        """Close the session."""
        if self._learning is not None:
            self._learning.cancel()
        if self._session is not None:
            await self._session.close()

    def plain(self, token: str | None = None) -> AsyncWebClient:
        """A client over our session; for Bolt, which sets the token for each request."""
        # Without handlers that repeat a call: delivery does that, and knows what has been said already.
        return AsyncWebClient(
            token=token,
            base_url=self.settings.api_url,
            timeout=SECONDS,
            session=self._session,
            retry_handlers=[],
        )

    async def of(self, workspace: str) -> AsyncWebClient:
        """The client of a workspace. Raises `NotInstalled`."""
        place = await self.place(workspace)
        if place is None:
            raise NotInstalled(workspace)
        return place.client

    async def workspaces(self) -> Sequence[str]:
        """The workspaces the bot can speak in, by id."""
        own = await self._own_place()
        found = [own.workspace] if own else []
        if self.settings.several:
            async with self.work(writes=False) as work:
                found += [
                    workspace
                    for workspace in await installations.live(work, SLACK)
                    if workspace not in found
                ]
        return found

    async def look(self) -> str:
        """What is wrong with the bot token, where there is one; "" when nothing is. It is tried again meanwhile."""
        if self.settings.bot_token is None or await self._own_place() is not None:
            return ""
        if self._wrong:
            return f"the bot token does not work ({self._wrong})"
        return "the bot token was not tried yet"

    def bot_user(self, workspace: str) -> str:
        """The bot's own user id in a workspace; "" while nothing was asked of it there."""
        if self._own and self._own.workspace == workspace:
            return self._own.bot_user
        _, place = self._known.get(workspace, (0.0, None))
        if place:
            return place.bot_user
        return ""

    def forget(self, workspace: str) -> None:
        """Something has changed in a workspace: the next to ask for it learns it afresh."""
        self._known.pop(workspace, None)
        if self._own and self._own.workspace == workspace:
            self._own = None
            self._tried_at = -PATIENCE

    async def lost(self, workspace: str) -> bool:
        """The bot was removed from a workspace, or its token revoked; False when that was known already."""
        async with self.work() as work:
            lost = await installations.lose(work, SLACK, workspace)
        self._known.pop(workspace, None)
        if self._own and self._own.workspace == workspace:
            self._own = None
            self._tried_at = monotonic()
        return lost

    async def tell_returned(self, workspace: str) -> None:
        """Let it be known that the bot is in a workspace, so that what waited there is taken up."""
        if self.returned is None:
            return
        try:
            await self.returned(workspace)
        except (*UNREACHABLE, NotInstalled, Refusal) as error:
            log.error("what waited was not taken up", workspace=workspace, error=reason_of(error))

    async def place(self, workspace: str) -> BotInWorkspace | None:
        """The bot in a workspace; None when it is not installed there."""
        read_at, known = self._known.get(workspace, (-FRESH, None))
        is_fresh = monotonic() - read_at < FRESH
        if known is not None and is_fresh:
            return known
        own = await self._own_place()
        if own is not None and own.workspace == workspace:
            return own
        if not self.settings.several:
            return None
        if is_fresh:
            return known
        return await self._read(workspace, known)

    async def _read(self, workspace: str, known: BotInWorkspace | None) -> BotInWorkspace | None:
        try:
            async with self.work(writes=False) as work:
                found = await installations.of(work, SLACK, workspace)
        except Refusal:
            if known is None:
                raise
            return known  # the database is busy: what was true a minute ago will do
        place = self._placed(found, known)
        self._known[workspace] = (monotonic(), place)
        return place

    def _placed(
        self, found: Installed | None, known: BotInWorkspace | None
    ) -> BotInWorkspace | None:
        if found is None or found.token is None or found.gone_at is not None:
            return None
        if known is not None and known.token == found.token:
            return known
        told = {
            key: str(found.body.get(key) or "")
            for key in ("team_name", "enterprise_url", "bot_id", "bot_user_id")
        }
        return BotInWorkspace(
            enterprise=found.enterprise,
            workspace=found.workspace,
            name=told["team_name"],
            url=told["enterprise_url"],
            bot_id=told["bot_id"],
            bot_user=told["bot_user_id"],
            token=found.token,
            client=self.plain(found.token),
        )

    async def _own_place(self, seconds: float | None = A_MOMENT) -> BotInWorkspace | None:
        """The workspace of the bot token. While Slack cannot be reached or refuses it, it is tried again now and then.

        Nobody waits longer than these `seconds` for Slack to say whose the token is.
        """
        token = self.settings.bot_token
        if self._own is not None or token is None:
            return self._own
        if self._learning is None or self._learning.done():
            if not self._is_time:
                return None
            self._learning = asyncio.create_task(self._learn(token))
        await asyncio.wait({self._learning}, timeout=seconds)
        return self._own

    async def _learn(self, token: SecretStr) -> None:
        try:
            own = await self._learnt(token)
        except UNREACHABLE as error:
            self._wrong = reason_of(error)
            log.error("the bot token could not be tried", error=self._wrong)
            return
        finally:
            self._tried_at = monotonic()
        self._own = own
        try:
            await self._noted(own)
        except Refusal as no:  # a busy database; it is there all the same
            log.warning(
                "not noted where the bot is", workspace=own.workspace, error=type(no).__name__
            )
        await self.tell_returned(own.workspace)

    @property
    def _is_time(self) -> bool:
        return monotonic() - self._tried_at >= PATIENCE

    async def _learnt(self, token: SecretStr) -> BotInWorkspace:
        client = self.plain(token.get_secret_value())
        told = await client.auth_test()
        return BotInWorkspace(
            enterprise=told.get("enterprise_id") or "",
            workspace=told["team_id"],
            name=told.get("team") or "",
            url=told.get("url") or "",
            bot_id=told.get("bot_id") or "",
            bot_user=told["user_id"],
            token=token.get_secret_value(),
            client=client,
        )

    async def _noted(self, place: BotInWorkspace) -> None:
        """That the bot is here is kept, without its token, so that a return after a removal is noticed."""
        async with self.work() as work:
            earlier = await installations.of(work, SLACK, place.workspace)
            if earlier is None or earlier.gone_at is not None:
                installed = Installed(
                    enterprise=place.enterprise,
                    workspace=place.workspace,
                    token=None,
                    body={"team_name": place.name},
                    gone_at=None,
                )
                if await installations.keep(work, SLACK, installed):
                    await accounts.regain(work, SLACK, place.workspace)


class Authorize(AsyncAuthorize):
    """Tells Bolt with what to answer in a workspace, from memory."""

    def __init__(self, clients: Clients) -> None:
        self.clients = clients
        self._missed: set[str | None] = set()

    async def __call__(
        self,
        *,
        context: AsyncBoltContext,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None,
        **_actor: str | None,
    ) -> AuthorizeResult | None:
        """None where the bot is not installed, which is logged once; Bolt then shows `NOT_HERE`.

        While the database is too busy to tell, whoever acts is heard: it shows when they are answered.
        """
        try:
            with answering_within(A_MOMENT):
                place = await self.clients.place(team_id or "")
        except Refusal:
            return AuthorizeResult(enterprise_id=None, team_id=team_id, user_id=user_id)
        if place is not None:
            self._missed.discard(team_id)
            return place.result(user_id)
        if team_id not in self._missed:
            self._missed.add(team_id)
            log.warning("not installed", workspace=team_id)
        return None
