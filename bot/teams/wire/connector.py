"""Every call to Teams goes out here: messages, conversations, and who is in them.

The library's client turns an activity into its own models before it is sent, and these drop what they do not know: whom a
mention names, what the data of a card's button holds. So the client is used as its own operations use it (its addresses,
its quoting, its pipeline with the token), and only the body is ours: a plain dictionary, sent exactly as it was given.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote

import aiohttp
from botframework.connector.aio import ConnectorClient  # type: ignore[import-untyped]  # it has no types
from botframework.connector.aiohttp_bf_pipeline import AsyncBfPipeline  # type: ignore[import-untyped]  # it has no types
from msrest.exceptions import ClientException
from msrest.pipeline import SansIOHTTPPolicy
from msrest.pipeline.universal import RawDeserializer

from bot.pacing import Pacer
from bot.teams.settings import TeamsSettings
from bot.teams.wire import wire
from bot.teams.wire.errors import TeamsProblem, problem_from
from bot.teams.wire.limits import Limits
from bot.teams.wire.mend import mend
from bot.teams.wire.place import THREAD, ConversationAddress
from bot.teams.wire.sender import Sender
from bot.teams.wire.tokens import Tokens, trusts_loopback

Json = dict[str, Any]

A_PAGE = 500  # members that one answer holds
MOST_PAGES = 50
MOST_CLIENTS = 64  # a service URL stands for a part of the world: there are few
AGENT = "mentoring-bot"
HEADERS = {"Accept": "application/json", "Content-Type": "application/json; charset=utf-8"}
OPENING = "conversations"  # what a limit on new chats is remembered under

mend()


@dataclass(frozen=True, kw_only=True)
class Call:
    """One of the client's operations, the ids in its address, and what is sent."""

    verb: Literal["get", "post", "put", "delete"]
    operation: str
    ids: Mapping[str, str] = field(default_factory=dict)
    body: Json | None = None  # None: nothing is sent
    query: Mapping[str, str] = field(default_factory=dict)  # what stands behind the question mark


class Connector:
    """Speaks to Teams at the pace it allows. `start` and `stop` it.

    Every call raises `DeliveryProblem`: what Teams said as `TeamsProblem`, and a turn that is too far off as the Pacer has it.
    """

    def __init__(self, settings: TeamsSettings, pacer: Pacer) -> None:
        self.settings = settings
        self._pacer = pacer
        self._limits = Limits(pacer)
        self._loopback = trusts_loopback(settings)
        self._session: aiohttp.ClientSession | None = None
        self._tokens: Tokens | None = None
        self._sender: Sender | None = None
        self._clients: dict[str, ConnectorClient] = {}

    async def start(self) -> None:
        """Open the session that all calls share."""
        self._session = wire.session()
        self._tokens = Tokens(self.settings, self._session)
        self._sender = Sender(self._session, self._tokens)

    async def stop(self) -> None:
        """Close it."""
        self._clients.clear()
        if self._tokens is not None:
            self._tokens.close()
        if self._session is not None:
            await self._session.close()

    @property
    def tokens(self) -> Tokens:
        """What the bot signs in with, once it is started."""
        if self._tokens is None:
            raise TeamsProblem("not started", "passing")
        return self._tokens

    def client(self, service_url: str) -> ConnectorClient:
        """The library's client for an address of Teams. Raises `TeamsProblem` for one that no token may be sent to."""
        if service_url in self._clients:
            return self._clients[service_url]
        if self._sender is None:
            raise TeamsProblem("not started", "passing")
        if not wire.is_safe(service_url, loopback=self._loopback):
            raise TeamsProblem("service url", "other")
        if len(self._clients) >= MOST_CLIENTS:
            self._clients.clear()
        # The client insists on credentials: a policy that does nothing, as the sender has the token.
        client = ConnectorClient(
            SansIOHTTPPolicy(),
            base_url=service_url,
            pipeline_type=AsyncBfPipeline,
            sender=self._sender,
        )
        client.config.add_user_agent(AGENT)
        self._clients[service_url] = client
        return client

    # Messages

    async def send(
        self, place: ConversationAddress, activity: Json, *, at_once: bool = False
    ) -> str:
        """Say something in a conversation; returns the message's id. `at_once`: somebody waits for it."""
        await self._turn(place, at_once=at_once)
        ids = {"conversationId": place.conversation}
        return _text(
            await self._told(
                place, Call(verb="post", operation="send_to_conversation", ids=ids, body=activity)
            ),
            "id",
        )

    async def update(
        self, place: ConversationAddress, activity_id: str, activity: Json, *, at_once: bool = False
    ) -> None:
        """Put something else in place of a message."""
        await self._turn(place, at_once=at_once)
        ids = {"conversationId": place.conversation, "activityId": activity_id}
        await self._told(
            place, Call(verb="put", operation="update_activity", ids=ids, body=activity)
        )

    async def delete(self, place: ConversationAddress, activity_id: str) -> None:
        """Take a message away."""
        await self._turn(place)
        ids = {"conversationId": place.conversation, "activityId": activity_id}
        await self._told(place, Call(verb="delete", operation="delete_activity", ids=ids))

    # Conversations

    async def open_chat(self, place: ConversationAddress, user: str) -> str:
        """The chat of two with a person, of whom Teams' id or the directory's is given; returns the conversation's id."""
        await self._limits.heed(place.tenant, OPENING)
        await self._pacer.take(place.tenant, user)
        body = {**self._as_bot(place), "isGroup": False, "members": [{"id": user}]}
        return _text(
            await self._told(
                place, Call(verb="post", operation="create_conversation", body=body), OPENING
            ),
            "id",
        )

    async def start_thread(self, place: ConversationAddress, activity: Json) -> tuple[str, str]:
        """A new post in a channel; returns the conversation of its answers (with ";messageid=") and the post's own id."""
        await self._turn(place)
        body = {
            **self._as_bot(place, {"channel": {"id": place.channel}}),
            "isGroup": True,
            "activity": activity,
        }
        told = await self._told(
            place, Call(verb="post", operation="create_conversation", body=body)
        )
        root = _text(told, "id").partition(THREAD)[2] or _text(told, "activityId")
        return f"{place.channel}{THREAD}{root}", str(told.get("activityId") or root)

    def _as_bot(self, place: ConversationAddress, where: Json | None = None) -> Json:
        data = {"tenant": {"id": place.tenant}, **(where or {})}
        return {
            "bot": {"id": f"28:{self.settings.app_id}"},
            "tenantId": place.tenant,
            "channelData": data,
        }

    # Who is there

    async def member(self, place: ConversationAddress, user: str) -> Json | None:
        """What Teams tells of a person in a conversation; None where there is no such person there, or no such place."""
        await self._reads(place)
        ids = {"conversationId": place.channel, "memberId": user}
        try:
            return (
                await self._told(
                    place, Call(verb="get", operation="get_conversation_member", ids=ids)
                )
                or None
            )
        except TeamsProblem as problem:
            if problem.status == 404:
                return None
            raise

    async def members(self, place: ConversationAddress) -> list[Json]:
        """Everybody in a conversation."""
        found: list[Json] = []
        ids = {"conversationId": place.channel}
        query = {"pageSize": str(A_PAGE)}
        for _ in range(MOST_PAGES):
            await self._reads(place)
            told = await self._told(
                place,
                Call(verb="get", operation="get_conversation_paged_members", ids=ids, query=query),
            )
            people = told.get("members")
            token = told.get("continuationToken")
            found += (
                [person for person in people if isinstance(person, dict)]
                if isinstance(people, list)
                else []
            )
            if not isinstance(token, str) or not token:
                break
            query = {"pageSize": str(A_PAGE), "continuationToken": quote(token, safe="")}
        return found

    # One call

    async def _turn(self, place: ConversationAddress, *, at_once: bool = False) -> None:
        """Wait until it is this conversation's turn, and until Teams takes something for it again."""
        await self._limits.heed(place.tenant, place.channel)
        await self._pacer.take(place.tenant, place.channel, at_once=at_once)

    async def _reads(self, place: ConversationAddress) -> None:
        """A question is not counted, and waits only where Teams has asked for it."""
        await self._limits.heed(place.tenant, place.channel)
        await self._pacer.heed(place.tenant, "")

    async def _told(self, place: ConversationAddress, call: Call, limited: str = "") -> Json:
        """Teams' answer to a call. `limited`: what else than the conversation has to wait where Teams says so."""
        try:
            return await self._answer(place.service_url, call)
        except (
            ClientException
        ):  # msrest could not read it; what it says of that may hold the answer's text
            raise TeamsProblem("answer not read", "other") from None
        except Exception as error:
            problem = problem_from(error)
            if problem.after is not None:
                self._limits.note(place.tenant, limited or place.channel, problem.after)
            raise problem from None

    async def _answer(self, service_url: str, call: Call) -> Json:
        if any(value in ("", ".", "..") for value in call.ids.values()):
            raise TeamsProblem("no such id", "place")
        client = self.client(service_url)
        service = client._client
        path = getattr(client.conversations, call.operation).metadata["url"]
        url = service.format_url(
            path, **{name: quote(value, safe="") for name, value in call.ids.items()}
        )
        request = getattr(service, call.verb)(url, dict(call.query), dict(HEADERS))
        if call.body is not None:
            # As UTF-8, not as ASCII with escapes: Teams counts the bytes. Half a character, which JSON can carry, has none.
            body = json.dumps(call.body, ensure_ascii=False, separators=(",", ":"))
            request.data = body.encode("utf-8", "replace")
        response = await service.async_send(request, stream=False)
        told = response.context.get(RawDeserializer.CONTEXT_NAME)
        if isinstance(told, dict):
            return told
        return {}


def _text(told: Json, key: str) -> str:
    """A word of an answer. Raises `TeamsProblem` where Teams did not give it."""
    value = told.get(key)
    if not isinstance(value, str) or not value:
        raise TeamsProblem(f"no {key}", "other")
    return value
