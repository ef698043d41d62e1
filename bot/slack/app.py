"""Assembles Slack: Bolt behind the web application, or over Socket Mode; one listener a kind, our own table inside."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.app import Bot, place_of
from bot.logs import Seldom
from bot.pacing import Pacer
from bot.slack import asker as askers
from bot.slack.acts import Acts
from bot.slack.asker import Body
from bot.slack.changes import Changes
from bot.slack.channel import SlackChannel
from bot.slack.hearing import Hearing
from bot.slack.identities import SlackIdentities
from bot.slack.installations import NOT_HERE, Clients
from bot.slack.replying import Replying
from bot.slack.settings import SlackSettings
from bot.slack.uploads import Uploads
from bot.slack.wire.oauth import oauth_flow, routes
from bot.slack.wire.payloads import Malformed, checked, parsed
from bot.slack.wire.place import reason_of
from bot.slack.wire.signed import Signatures, Unsigned
from bot.slack.wire.socket import Socket
from storage.engine.turns import answering_within

log = structlog.get_logger("slack")

# A message as it is, and what Slack tells apart: with a file, by /me, and a reply that the chat shows as well.
TYPED = frozenset({None, "file_share", "me_message", "thread_broadcast"})
ANY = re.compile(".*", re.DOTALL)
# Bolt and the SDK log whole payloads, which hold what people typed; what is worth knowing of them is logged here.
SILENT = logging.getLogger("mentoring.slack")
for logger in (SILENT, logging.getLogger("slack_sdk"), logging.getLogger("slack_bolt")):
    logger.setLevel(logging.CRITICAL + 1)


class Slack:
    """The Slack side of a bot: what it hears, and `channel`, by which it is heard. `pacer` sets how fast it speaks."""

    def __init__(self, bot: Bot, settings: SlackSettings, pacer: Pacer | None = None) -> None:
        self.settings = settings
        self._bot = bot
        self.clients = Clients(settings, bot.work)
        self.identities = SlackIdentities(bot, self.clients)
        self.channel = SlackChannel(bot, self.clients, self.identities, pacer or Pacer())
        self.changes = Changes(bot, self.clients, self.identities)
        self.replying = Replying(bot, self.clients, self.channel)
        uploads = Uploads(bot, self.clients, self.channel)
        self.acts = Acts(
            bot,
            self.identities,
            changes=self.changes,
            channel=self.channel,
            replying=self.replying,
            uploads=uploads,
        )
        self.hearing = Hearing(bot, self.identities, self.replying)
        self._refused = Seldom(log.warning, "request refused: not signed by Slack, or too old")
        self._app: AsyncApp | None = None
        self._socket: Socket | None = None
        self._catching_up: asyncio.Task[None] | None = None
        bot.readiness.ask("slack", self._look)

    async def _look(self) -> str:
        """What is wrong with Slack as a whole, "" when nothing is; what is wrong in one workspace is that workspace's."""
        if wrong := await self.clients.look():
            return wrong
        if self._socket is not None:
            return await self._socket.look()
        return ""

    def _bolt(self) -> AsyncApp:
        app = AsyncApp(
            logger=SILENT,
            name="mentoring-bot",
            request_verification_enabled=False,  # `signed` has seen to it
            ssl_check_enabled=False,
            client=self.clients.plain(),
            authorize=self.clients.authorize,  # type: ignore[arg-type]  # Bolt takes one of its own kind as well
            user_facing_authorize_error_message=NOT_HERE,
            # Else Bolt looks every ten milliseconds whether the listener has acknowledged.
            process_before_response=True,
            attaching_function_token_enabled=False,
            attaching_conversation_kwargs_enabled=False,
        )
        app.command(ANY)(self._acknowledged(self.acts.command))
        app.action(ANY)(self._acknowledged(self.acts.pressed))
        app.view_submission(ANY)(self._answered)
        app.view_closed(ANY)(self._acknowledged(_nothing))
        app.shortcut(ANY)(self._acknowledged(self.acts.shortcut))
        app.event(ANY)(self._event)
        app.error(_failed)
        return app

    def _acknowledged(
        self, act: Callable[[Body], Coroutine[Any, Any, None]]
    ) -> Callable[..., Awaitable[None]]:
        """For what Slack takes an empty answer to: it has that in time, and whoever acted has theirs when it is there.

        What is promised: the person is answered, with what was done or that the bot was too busy for it; while they have
        no answer, nothing is. Slack sends none of these again, so a crash in between is a press that nobody answered.
        """

        async def listener(body: dict[str, Any], ack: AsyncAck) -> None:
            await self.replying.in_time(act(body), askers.patience().left())
            await ack()

        return listener

    async def _answered(self, body: dict[str, Any], ack: AsyncAck) -> None:
        """A form, whose answer must come with the acknowledgement: it says what was kept."""
        await ack(**await self.acts.submitted(body))

    async def _event(self, body: dict[str, Any], request: AsyncBoltRequest) -> None:
        """Something that happened. What is promised differs with what is lost if the bot should stop in the middle.

        Words count as heard once they are kept; until then Slack is told to send them again (`NotKept`), in a moment, in
        a minute and in five. A home tab is shown the next time it is opened. What changed is looked for at every start.
        """
        event = body["event"]
        match event["type"]:
            case "message":
                theirs = event.get("user") and not event.get("bot_id")
                if theirs and event.get("channel_type") == "im" and event.get("subtype") in TYPED:
                    again = request.headers.get("x-slack-retry-num", ["0"])[0] != "0"
                    if not await self.hearing.typed(body, again=again):
                        raise NotKept
            case askers.MENTION:
                # In a chat of two Slack sends the message itself, which is heard as it is.
                theirs = event.get("user") and not event.get("bot_id")
                again = request.headers.get("x-slack-retry-num", ["0"])[0] != "0"
                in_channel = not event["channel"].startswith("D")
                if theirs and in_channel and not await self.hearing.typed(body, again=again):
                    raise NotKept
            case "app_home_opened":
                if event.get("tab") == "home":
                    await self.acts.home_opened(askers.of_event(body))
            case _:
                await self.replying.in_time(
                    self.changes.heard(body["team_id"], event), askers.patience().left()
                )

    def add_routes(self, app: web.Application) -> None:
        """Listen at `/slack/events`, and let workspaces install the app where there may be several."""
        if self.settings.signing_secret is not None:  # without one, anybody could sign
            app.router.add_post(
                "/slack/events", self._listener(self.settings.signing_secret.get_secret_value())
            )
        if self.settings.several:
            routes(app, oauth_flow(self._bot, self.clients))

    def _listener(self, secret: str) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
        signatures = Signatures(secret)

        async def listen(request: web.Request) -> web.StreamResponse:
            try:
                body = await signatures.body_of(request)
            except Unsigned:
                self._refused.note()
                return web.Response(status=401)
            if self._app is None:  # not started yet; Slack asks again
                raise web.HTTPServiceUnavailable
            try:
                payload = parsed(body, request.content_type)
            except Malformed:
                payload = None
            again = request.headers.get("X-Slack-Retry-Num", "0")
            return await to_aiohttp_response(await self._dispatched(self._app, payload, again))

        return listen

    @staticmethod
    async def _dispatched(app: AsyncApp, payload: object, again: str) -> BoltResponse:
        """What Bolt answers to what has come by either way; `again`: how often Slack has sent it before."""
        try:
            body = checked(payload)
        except Malformed:
            log.warning("request refused: not what Slack sends")
            return BoltResponse(status=400, body="")
        if body is None:  # of a kind that is nothing to us
            return BoltResponse(status=200, body="")
        # Who has sent it is known by now, so that Bolt need not ask: as in Socket Mode, whichever way it came.
        request = AsyncBoltRequest(
            mode="socket_mode", body=body, headers={"x-slack-retry-num": again}
        )
        with askers.counted_from_now() as patience, answering_within(patience.left()):
            return await app.async_dispatch(request)

    async def start(self) -> None:
        """Learn who we are, and connect where there is an app token."""
        await self.clients.start()
        self._app = self._bolt()
        if self.settings.app_token is not None:
            self._socket = Socket(
                self._app, self.settings.app_token.get_secret_value(), self._dispatched
            )
            self._socket.connect_soon()
        self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        """What changed in the workspaces while nobody listened."""
        try:
            for workspace in await self.clients.workspaces():
                await self.changes.returned(workspace)
        except (
            Exception
        ) as fault:  # it is learnt again from what people do, and from what cannot be delivered
            log.error("not caught up", error=reason_of(fault), at=place_of(fault))

    async def stop(self) -> None:
        """Hear nothing more; finish what is being said."""
        if self._catching_up is not None:
            self._catching_up.cancel()
            await asyncio.wait(
                {self._catching_up}, timeout=1
            )  # it may hold a connection to the database
        if self._socket is not None:
            await self._socket.stop()
        await self.replying.stop()
        await self.clients.stop()


async def _nothing(_body: Body) -> None:
    """A closed window: what was given is kept already, page by page."""


class NotKept(Exception):
    """What an event tells is not kept yet, and Slack waits no longer: it sends the event again."""


async def _failed(error: Exception) -> BoltResponse:
    """Something that no person can be told of; Slack sends events again. Its own text may hold what somebody wrote."""
    if isinstance(error, NotKept):
        log.info("an event is to be sent again", reason="not kept yet")
        return BoltResponse(status=503, body="")
    log.error("request failed", error=reason_of(error), at=place_of(error))
    return BoltResponse(status=500, body="")
