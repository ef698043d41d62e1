"""A bot that knows people in two tenants, and a Teams that answers at once: for who is who, what is done, and what changes."""

import itertools
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import func, select

from bot.chat.carrying import keep
from bot.chat.payload import Payloads
from bot.teams.acts import Acts, InvokeAnswer
from bot.teams.changes import Changes
from bot.teams.channel import TeamsChannel
from bot.teams.files import Files
from bot.teams.identities import TeamsIdentities
from bot.teams.references import References
from bot.teams.replying import Replying
from bot.teams.wire.connector import Connector
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.place import ConversationAddress, channel_of
from handlers.kit.ui import Action, Reply
from scheme.definition.sections import Workspace as LetIn
from scheme.ids import PersonId
from scheme.people import Account
from scheme.refusal import Refusal
from scheme.room import Room
from storage import people, tables
from storage.engine.database import Database
from storage.platforms import accounts, rooms
from tests.support.dialogue import Stage
from tests.support.stage import CAST, MAYA, scheme, set_stage
from tests.teams.dialogs import Dialog
from tests.teams.reading import read_card
from tests.teams.rules import check_invoke, check_task

Json = dict[str, Any]

FELLS, UNION, ELSEWHERE = (f"{one}0000000-0000-4000-8000-000000000000" for one in "abc")
SERVED = "https://smba.example.org/emea/"
BOT = "28:00000000-0000-4000-8000-00000000b007"
CHANNEL = "19:oversight@thread.tacv2"
TEAM = "19:general@thread.tacv2"
_numbers = itertools.count(1)


def user_of(email: str) -> str:
    """The directory's id of somebody."""
    return f"{sum(map(ord, email)):08d}-1111-4000-8000-000000000000"


def chat_of(email: str) -> str:
    """The id of somebody's own chat with the bot."""
    return f"a:chat-of-{email.partition('@')[0]}"


def member(tenant: str, email: str, name: str = "", **more: Any) -> Json:
    """Somebody as Teams tells of a member of a conversation."""
    return {
        "id": f"29:{email}",
        "name": name or CAST.get(email, email.partition("@")[0]),
        "email": email,
        "userPrincipalName": email,
        "tenantId": tenant,
        "aadObjectId": user_of(email),
        "userRole": "user",
        **more,
    }


class Answers:
    """Teams, as far as the bot calls it: who is in which conversation, what was said there, and what fails."""

    def __init__(self) -> None:
        self.inside: dict[str, list[Json]] = {}
        self.said: list[tuple[str, Json]] = []
        self.calls: list[str] = []
        self.fails: dict[str, BaseException] = {}

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if name in self.fails:
            raise self.fails[name]

    async def send(
        self, place: ConversationAddress, activity: Json, *, at_once: bool = False
    ) -> str:
        """A message is said."""
        self._call("send")
        self._call(f"send {place.channel}")
        self.said.append((place.conversation, activity))
        return f"m{next(_numbers)}"

    async def update(
        self, place: ConversationAddress, activity_id: str, activity: Json, *, at_once: bool = False
    ) -> None:
        """A message is another."""
        self._call("update")
        self.said.append((place.conversation, activity))

    async def delete(self, place: ConversationAddress, activity_id: str) -> None:
        """A message is taken away."""
        self._call("delete")

    async def open_chat(self, place: ConversationAddress, user: str) -> str:
        """A chat of two."""
        self._call("open_chat")
        return f"a:opened-{user}"

    async def start_thread(self, place: ConversationAddress, activity: Json) -> tuple[str, str]:
        """A new post."""
        made = await self.send(place, activity)
        return f"{place.channel};messageid={made}", made

    async def member(self, place: ConversationAddress, user: str) -> Json | None:
        """One member."""
        self._call("member")
        return next(
            (one for one in self.inside.get(place.conversation, []) if one["id"] == user), None
        )

    async def members(self, place: ConversationAddress) -> list[Json]:
        """Every member."""
        self._call("members")
        if place.conversation not in self.inside:
            raise TeamsProblem("BotNotInConversationRoster", "account", status=403)
        return list(self.inside[place.conversation])


class Known:
    """The stage, Teams, and all that hears of it. `FELLS` is believed about one organisation, `UNION` about all."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.bot, self.teams = stage, stage.bot, Answers()
        connector = cast("Connector", self.teams)
        self.references = References(self.bot, connector)
        self.identities = TeamsIdentities(self.bot, connector, self.references)
        self.files = Files(self.bot, "https://mentoring.example.org")
        self.channel = TeamsChannel(self.bot, connector, self.references, self.files)
        self.changes = Changes(self.bot, connector, self.references, self.identities, self.channel)
        self.replying = Replying(self.bot, connector, self.references, self.channel)
        self.acts = Acts(
            self.bot,
            self.identities,
            self.references,
            self.changes,
            self.channel,
            self.replying,
            self.files,
        )

    # What Teams sends

    def activity(
        self, kind: str, email: str = MAYA, *, tenant: str = FELLS, where: str = "", **more: Any
    ) -> Json:
        """An activity of somebody, in their own chat or in the channel that `where` says."""
        told = member(tenant, email)
        conversation = where or chat_of(email)
        if not where:
            self.teams.inside.setdefault(conversation, [told])
        shared: Json = {"conversationType": "channel", "id": conversation, "tenantId": tenant}
        own: Json = {"conversationType": "personal", "id": conversation, "tenantId": tenant}
        data: Json = {"tenant": {"id": tenant}}
        if where:
            data |= {"team": {"id": TEAM}, "channel": {"id": channel_of(where)}}
        return {
            "type": kind,
            "id": f"1{next(_numbers)}",
            "serviceUrl": SERVED,
            "channelId": "msteams",
            "localTimezone": "Europe/London",
            "from": {key: told[key] for key in ("id", "name", "aadObjectId")},
            "recipient": {"id": BOT, "name": "Mentoring"},
            "conversation": shared if where else own,
            "channelData": data | more.pop("channelData", {}),
            **more,
        }

    async def types(self, text: str, email: str = MAYA, **more: Any) -> list[Json]:
        """Somebody types; what was said at that."""
        return await self.hears(
            self.activity("message", email, text=text, textFormat="plain", **more)
        )

    async def hears(self, body: Json) -> list[Json]:
        """Something comes in that is no invoke; what was said at that."""
        before = len(self.teams.said)
        assert await self.acts.heard(body) is None
        await self.replying.stop()
        return [activity for _, activity in self.teams.said[before:]]

    async def invokes(self, name: str, value: Json, email: str = MAYA, **more: Any) -> InvokeAnswer:
        """Somebody presses, or sends a form."""
        answer = await self.acts.heard(
            self.activity("invoke", email, name=name, value=value, **more)
        )
        await self.replying.stop()
        assert answer is not None
        return answer

    async def packed(self, action: Action) -> str:
        """What a button carries."""
        payloads = Payloads()
        text = payloads.of(action)
        await keep(self.bot, payloads)
        return text

    async def opens(self, action: Action, email: str = MAYA, **more: Any) -> InvokeAnswer:
        """Somebody presses a button that opens a dialog."""
        value = {"data": {"msteams": {"type": "task/fetch"}, "m": await self.packed(action)}}
        return await self.invokes("task/fetch", value, email, **more)

    async def presses(self, action: Action, email: str = MAYA, **more: Any) -> InvokeAnswer:
        """Somebody presses a button that does something."""
        data = {"m": await self.packed(action)}
        value = {
            "action": {"type": "Action.Execute", "verb": "press", "data": data},
            "trigger": "manual",
        }
        return await self.invokes("adaptiveCard/action", value, email, **more)

    async def sends(
        self, dialog: Dialog, email: str = MAYA, *, by: str = "", **more: Any
    ) -> InvokeAnswer:
        """Somebody sends the form that they have open, without their client looking at it first.

        `by`: another of its buttons that takes what is typed with it.
        """
        button = dialog.button(by) if by else dialog.sender
        return await self.invokes("task/submit", {"data": dialog.data(button)}, email, **more)

    # What is kept

    def forward(self, **by: float) -> None:
        """Move the clock."""
        self.bot.clock.set(self.bot.clock.now() + timedelta(**by))

    async def person(self, email: str) -> PersonId:
        """The id of whoever has an address."""
        async with self.bot.work(writes=False) as work:
            found = await people.by_email(work, email)
        assert found is not None, f"nobody has the address {email}"
        return found.id

    async def account(self, email: str = MAYA, tenant: str = FELLS) -> Account | None:
        """Somebody's account as it is kept."""
        async with self.bot.work(writes=False) as work:
            return await accounts.at(work, "teams", tenant, user_of(email))

    async def make_room(self, *, tenant: str = UNION, readers: tuple[PersonId, ...] = ()) -> None:
        """The channel is the Group's."""
        async with self.bot.work() as work:
            await rooms.move(
                work,
                Room(
                    scheme="aln",
                    platform="teams",
                    workspace=tenant,
                    channel=CHANNEL,
                    since=work.now,
                    readers=list(readers),
                ),
            )

    async def room(self) -> Room:
        """The Group's channel as it is kept."""
        async with self.bot.work(writes=False) as work:
            found = await rooms.of(work, "aln")
        assert found is not None
        return found

    async def chat(self, email: str) -> str:
        """What somebody reads by the stage's own channel."""
        await self.bot.delivery.drain()
        return str((await self.stage.person(email)).room)


def card_of(activity: Json) -> Json:
    """The card of a message."""
    card: Json = activity["attachments"][0]["content"]
    return card


def read(activities: Sequence[Json]) -> str:
    """What messages say."""
    return "\n---\n".join(read_card(card_of(one)) for one in activities)


def dialog_of(answer: InvokeAnswer) -> Dialog:
    """The dialog that an invoke was answered with."""
    check_task(answer.body)
    assert answer.status == 200
    assert answer.body is not None
    assert answer.body["task"]["type"] == "continue"
    info: Json = answer.body["task"]["value"]
    return Dialog(info["title"], info["card"]["content"], origin=None)  # type: ignore[arg-type]  # nobody asks for it


def word_of(answer: InvokeAnswer) -> str:
    """What a press in a message was answered with, for the presser alone."""
    assert answer.status == 200
    assert answer.body is not None
    check_invoke(answer.body)
    return str(answer.body["value"])


async def teams_known(database: Database) -> Known:
    """The bot is asked for in two tenants that are let in."""
    let_in = (
        LetIn(platform="teams", id=FELLS, name="Fells libraries", organisations=("fellside",)),
        LetIn(platform="teams", id=UNION, name="Union of libraries"),
    )
    return Known(await set_stage(database, scheme().model_copy(update={"workspaces": let_in})))


async def count(known: Known, table: str) -> int:
    """How many rows of a table there are."""
    async with known.bot.work(writes=False) as work:
        return int(
            (
                await work.session.scalars(
                    select(func.count()).select_from(tables.metadata.tables[table])
                )
            ).one()
        )


def said_in(known: Known) -> set[str]:
    """The conversations in which something was said."""
    return {conversation for conversation, _ in known.teams.said}


def replies(known: Known, monkeypatch: pytest.MonkeyPatch, reply: Reply | Refusal) -> list[Action]:
    """Every step answers this; the actions that were taken."""
    taken: list[Action] = []

    async def act(person: PersonId, action: Action, inbound: str | None = None) -> Reply:
        taken.append(action)
        if isinstance(reply, Refusal):
            raise reply
        return reply

    monkeypatch.setattr(known.bot, "act", act)
    return taken
