"""Puts one message into one chat or channel, anew or in place of its earlier wording; twice looks like once.

In a chat of two, news moves to the end, and what was posted is found again by its metadata. In the Group's channel a card
keeps its place and its thread, and news is a word in that thread, shown in the channel too: the bot has no right to read
what people talk about there, and needs none.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import time
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.app import Bot
from bot.chat.carrying import keep
from bot.chat.payload import Payloads
from bot.pacing import Pacer
from bot.slack import files
from bot.slack.cards import render
from bot.slack.wire.errors import SlackProblem, problem_of
from handlers.home.at_a_glance import EARLIER_HOME
from handlers.kit.ui import Attachment, Button, Message
from storage.outbox import Letter

log = structlog.get_logger("slack")

Json = dict[str, Any]

EVENT = "mentoring_letter"
LOOK_BACK = 4 * 86_400  # seconds: a letter is tried for less than three days
MOST_LOOKED_AT = 100
MOST_REST = 8  # messages that an address can name besides the first
MOST_PLAIN = 2000
WRITES = frozenset({"chat.postMessage", "chat.update", "chat.postEphemeral"})
# What people typed must neither mention, link nor unfold.
AS_IT_IS: Json = {"parse": "none", "link_names": False}
PLAIN: Json = {**AS_IT_IS, "mrkdwn": False, "unfurl_links": False, "unfurl_media": False}
MOVED = Message(text="This has changed and stands further down now.")


@dataclass(frozen=True, kw_only=True)
class Chat:
    """A channel, or a chat of two, in a workspace. `known`: Slack's ids of people there whom a message leads to."""

    workspace: str
    channel: str
    client: AsyncWebClient
    known: Mapping[int, str]

    @property
    def is_own(self) -> bool:
        """Whether it is the chat of one person with the bot."""
        return self.channel.startswith("D")

    def address(self, ts: str, rest: Sequence[str] = ()) -> str:
        """How the outbox remembers a message here, with what did not fit into it and stands in its thread."""
        return "+".join([f"{self.workspace}/{self.channel}/{ts}", *rest[:MOST_REST]])


@dataclass(frozen=True)
class Seen:
    """A letter's message as it stands in a chat."""

    ts: str
    wanted: int
    files: str


class Posting:
    """Posts, updates and takes away, at the pace that Slack allows. Raises `DeliveryProblem`."""

    def __init__(self, bot: Bot, pacer: Pacer) -> None:
        self._bot = bot
        self._pacer = pacer

    async def call(
        self, chat: Chat, method: str, *, at_once: bool = False, reads: bool = False, **given: Any
    ) -> Json:
        """Call a method when it is its turn. Where Slack asks to wait, nothing more of it is sent before."""
        if method in WRITES:
            await self._pacer.take(chat.workspace, chat.channel, at_once=at_once, method=method)
        else:
            await self._pacer.heed(chat.workspace, method)
        try:
            if reads:
                answer = await chat.client.api_call(method, http_verb="GET", params=given)
            else:
                answer = await chat.client.api_call(method, json=given)
        except Exception as error:
            raise self.noted(chat.workspace, error, method) from None
        if isinstance(answer.data, dict):
            return dict(answer.data)
        return {}

    def noted(self, workspace: str, error: Exception, method: str = "") -> Exception:
        """A failed call as a delivery has it; a limit is remembered."""
        problem = problem_of(error)
        if (
            isinstance(problem, SlackProblem)
            and problem.about == "limit"
            and problem.after is not None
        ):
            until = asyncio.get_running_loop().time() + problem.after.total_seconds()
            self._pacer.blocked(workspace, until, method)
        return problem

    # Replies

    async def say(self, chat: Chat, message: Message, to: str = "", below: str = "") -> str:
        """Post a reply ahead of what waits, to one person alone when `to` names one; returns its stamp.

        `below` is the stamp of the message in whose thread it stands.
        """
        made = await self._made(chat, message)
        if to:
            method = "chat.postEphemeral"
        else:
            method = "chat.postMessage"
        extra = (
            {"user": to, **AS_IT_IS} if to else PLAIN
        )  # what one person sees alone is never unfolded
        ts = ""
        thread: Json = {"thread_ts": below} if below else {}
        for payload in (made.payload, *made.rest):
            told = await self._shown(
                chat, method, message, payload, at_once=True, **extra, **thread
            )
            ts = ts or str(told.get("ts") or "")
            top = below or ts
            thread = {"thread_ts": top} if top else {}
        if made.files and not to:
            await self._upload(chat, below or ts, made.files)
        return ts

    async def fold(self, chat: Chat, home: Sequence[str]) -> None:
        """A home is a line without buttons, when it is its turn; what stood beside it goes. `home`: their stamps."""
        first, *rest = home
        made = await self._made(chat, EARLIER_HOME)
        where: Json = {"channel": chat.channel, "ts": first}
        await self.call(chat, "chat.update", **where, **made.payload, **AS_IT_IS)
        for ts in rest:
            await self._take_away(chat, ts)

    # Letters

    async def put(self, chat: Chat, message: Message, letter: Letter) -> str:
        """Show a letter's message, in place of its earlier wording here; returns its address."""
        made = await self._made(chat, message)
        old = self._earlier(chat, letter)
        mark = files.digest(made.files)
        seen = await self._seen(chat, letter, old, looks=bool(made.files))
        if (
            seen and seen.wanted == letter.wanted and seen.ts != old
        ):  # posted by a try that was not noted
            ts = seen.ts
            is_new = False
        elif seen and not (letter.notify and chat.is_own):
            if made.files and seen.files != mark:
                await self._upload(chat, seen.ts, made.files)
            ts, is_new = await self._updated(
                chat, message, payload=made.payload, letter=letter, ts=seen.ts, mark=mark
            )
            if letter.notify and not is_new:
                await self._tell_of(chat, made, ts)
        else:
            ts = await self._posted(chat, message, payload=made.payload, letter=letter, mark=mark)
            is_new = True
        rest = await self._complete(chat, message, letter=letter, made=made, ts=ts, is_new=is_new)
        for gone in {old, seen.ts if seen else None} - {ts, None}:
            await self._take_away(chat, str(gone))
        return chat.address(ts, rest)

    async def _complete(
        self,
        chat: Chat,
        message: Message,
        letter: Letter,
        made: render.Rendered,
        ts: str,
        *,
        is_new: bool,
    ) -> list[str]:
        """What belongs to a message besides itself: what did not fit into it, its files, its pin. The stamps of the first."""
        thread: list[Json] = []
        if (
            chat.is_own
            and not is_new
            and (made.rest or message.pinned or (made.files and letter.attempts > 1))
        ):
            thread = await self._thread(chat, ts)
        there = {
            held["part"]: str(post["ts"]) for post in thread if "part" in (held := _held(post))
        }
        if not chat.is_own and not is_new:
            there = dict(enumerate((letter.address or "").split("+")[1:]))
        rest = await self._put_rest(
            chat, message, letter=letter, rest=made.rest, ts=ts, there=there
        )
        if made.files and (
            is_new or (letter.attempts > 1 and not any(post.get("files") for post in thread))
        ):
            await self._upload(chat, ts, made.files)
        if message.pinned and (is_new or letter.attempts > 1):
            await self._pin(chat, ts)
        return rest

    async def _made(self, chat: Chat, message: Message) -> render.Rendered:
        payloads = Payloads()
        made = render.message(message, payloads, chat.known)
        await keep(self._bot, payloads)
        return made

    @staticmethod
    def _earlier(chat: Chat, letter: Letter) -> str | None:
        workspace, _, rest = (letter.address or "").partition("+")[0].partition("/")
        channel, _, ts = rest.partition("/")
        if ts and (workspace, channel) == (chat.workspace, chat.channel):
            return ts
        return None

    async def _seen(
        self, chat: Chat, letter: Letter, old: str | None, *, looks: bool
    ) -> Seen | None:
        """The letter's message as it stands, looked for where a try may have got through, or its files matter."""
        known = Seen(old, 0, "") if old else None
        if not chat.is_own:
            return known
        if letter.attempts > 1 and (old is None or letter.notify):
            oldest = f"{time() - LOOK_BACK:.6f}"
            return await self._found(chat, letter, oldest=oldest, limit=MOST_LOOKED_AT) or known
        if old and looks and not letter.notify:
            return (
                await self._found(chat, letter, oldest=old, latest=old, inclusive=True, limit=1)
                or known
            )
        return known

    async def _found(self, chat: Chat, letter: Letter, **where: Any) -> Seen | None:
        try:
            told = await self.call(
                chat,
                "conversations.history",
                reads=True,
                channel=chat.channel,
                include_all_metadata=True,
                **where,
            )
        except SlackProblem as problem:
            if problem.about in ("passing", "limit"):
                raise
            log.warning("not looked for", letter=letter.id, reason=problem.reason)
            return None
        for post in told.get("messages") or ():
            held = _held(post)
            if held.get("letter") == letter.id and "part" not in held:
                return Seen(
                    str(post["ts"]), int(held.get("wanted") or 0), str(held.get("files") or "")
                )
        return None

    async def _posted(
        self, chat: Chat, message: Message, payload: Json, letter: Letter, mark: str
    ) -> str:
        metadata = _metadata(letter, mark)
        told = await self._shown(
            chat, "chat.postMessage", message, payload, metadata=metadata, **PLAIN
        )
        return str(told["ts"])

    async def _updated(
        self, chat: Chat, message: Message, payload: Json, letter: Letter, ts: str, mark: str
    ) -> tuple[str, bool]:
        """The message's stamp, and whether it had to be posted anew, as it is not there or cannot be changed any more."""
        metadata = _metadata(letter, mark)
        try:
            await self._shown(
                chat, "chat.update", message, payload, ts=ts, metadata=metadata, **AS_IT_IS
            )
        except SlackProblem as problem:
            if problem.about != "gone":
                raise
            return await self._posted(
                chat, message, payload=payload, letter=letter, mark=mark
            ), True
        return ts, False

    async def _shown(
        self, chat: Chat, method: str, message: Message, payload: Json, **given: Any
    ) -> Json:
        """Send a message; where Slack does not take it as it is, its plain words, so that nobody waits for it in vain."""
        try:
            return await self.call(chat, method, channel=chat.channel, **payload, **given)
        except SlackProblem as problem:
            if problem.about != "content":
                raise
            log.error("not shown as it was meant", method=method, reason=problem.reason)
        plain = Message(
            text=message.text[:MOST_PLAIN],
            buttons=(Button(label="Home", action="home.show"),),
            heading=message.heading[:100],
        )
        made = await self._made(chat, plain)
        return await self.call(chat, method, channel=chat.channel, **made.payload, **given)

    async def _tell_of(self, chat: Chat, made: render.Rendered, ts: str) -> None:
        """News of a card that keeps its place: a word below it, which the channel shows as well."""
        word = {"text": made.payload["text"], "thread_ts": ts, "reply_broadcast": True}
        await self.call(chat, "chat.postMessage", channel=chat.channel, **word, **PLAIN)

    # What belongs to a message

    async def _thread(self, chat: Chat, ts: str) -> list[Json]:
        told = await self.call(
            chat,
            "conversations.replies",
            reads=True,
            channel=chat.channel,
            ts=ts,
            limit=MOST_LOOKED_AT,
            include_all_metadata=True,
        )
        return [post for post in told.get("messages") or () if post.get("ts") != ts]

    async def _put_rest(
        self,
        chat: Chat,
        message: Message,
        letter: Letter,
        rest: Sequence[Json],
        ts: str,
        there: dict[int, str],
    ) -> list[str]:
        """What did not fit into the message stands in its thread, each part where it stood before. Their stamps."""
        stamps = []
        for number, payload in enumerate(rest):
            metadata = _metadata(letter, "", number)
            if number in there:
                where = {"ts": there.pop(number), **AS_IT_IS}
                told = await self._shown(
                    chat, "chat.update", message, payload, metadata=metadata, **where
                )
            else:
                where = {"thread_ts": ts, **PLAIN}
                told = await self._shown(
                    chat, "chat.postMessage", message, payload, metadata=metadata, **where
                )
            stamps.append(str(told["ts"]))
        for surplus in there.values():
            await self.call(chat, "chat.delete", channel=chat.channel, ts=surplus)
        return stamps

    async def _upload(self, chat: Chat, ts: str, wanted: Sequence[Attachment]) -> None:
        await self._pacer.heed(chat.workspace, "files")
        try:
            await files.upload(chat.client, chat.channel, wanted, ts)
        except Exception as error:
            problem = self.noted(chat.workspace, error, "files")
            if isinstance(problem, SlackProblem) and problem.about in ("passing", "limit"):
                raise problem from None
            log.error(
                "files not uploaded", reason=str(getattr(problem, "reason", type(problem).__name__))
            )

    async def _pin(self, chat: Chat, ts: str) -> None:
        try:
            await self.call(chat, "pins.add", channel=chat.channel, timestamp=ts)
        except SlackProblem as problem:  # it is as readable without
            if problem.reason != "already_pinned":
                log.warning("not pinned", reason=problem.reason)

    async def _take_away(self, chat: Chat, ts: str) -> None:
        """An earlier wording goes; one that was spoken about in its thread stays, and says that it is old."""
        try:
            if await self._thread(chat, ts):
                made = await self._made(chat, MOVED)
                await self.call(
                    chat, "chat.update", channel=chat.channel, ts=ts, **made.payload, **AS_IT_IS
                )
            else:
                await self.call(chat, "chat.delete", channel=chat.channel, ts=ts)
        except SlackProblem as problem:
            if problem.about in ("passing", "limit"):
                raise
            log.info("an earlier wording stays", reason=problem.reason)


def _metadata(letter: Letter, mark: str, part: int | None = None) -> Json:
    """By what a letter's message is known again. Anybody in the channel can read it: it holds numbers alone."""
    held: Json = {"letter": letter.id, "wanted": letter.wanted}
    if mark:
        held["files"] = mark
    if part is not None:
        held["part"] = part
    return {"event_type": EVENT, "event_payload": held}


def _held(shown: Json) -> Json:
    metadata = shown.get("metadata") or {}
    held: Json = metadata.get("event_payload") or {} if metadata.get("event_type") == EVENT else {}
    return held
