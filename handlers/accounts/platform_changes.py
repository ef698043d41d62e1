"""What a platform takes away and gives back: the Group's channel, a whole workspace; whom that concerns hears of it (R3.3)."""

from collections.abc import Iterable

from handlers.accounts.identity import administrators, let_in_by, place_of
from handlers.kit.catalogue import PlatformWords
from handlers.kit.post import tell
from handlers.kit.ui import Message
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES
from scheme.room import Room
from storage import outbox, people
from storage.platforms import accounts, rooms
from storage.work import Work

HEADING = "The Group's channel"


async def room_lost(work: Work, room: Room, words: PlatformWords) -> None:
    """The bot cannot post in the Group's channel any more: its members are told in their own chats, once."""
    room.lose(work.now)
    definition = work.definitions[room.scheme]
    text = (
        f"I can't post in the channel of {definition.terms.the_group} any more: it was archived, or I was removed. Cards "
        f"come in your own chats until then. To mend it, {words.bringing_in}; or, in another channel, "
        f"{words.saying_here}."
    )
    for person_id in await _group_members(work, room.scheme):
        await tell(work, person_id, Message(text=text, heading=HEADING), key=_room_key(room.scheme))


async def room_back(work: Work, room: Room) -> None:
    """The bot can post in the Group's channel again: the list and the open cards are brought up to date there."""
    if room.lost_at is None:
        return
    room.recover()
    await outbox.post_again(work, f"group:{room.scheme}", in_place=True)
    group = work.definitions[room.scheme].terms.group
    await settled(
        work, room.scheme, f"The channel of the {group} works again, and what is open stands there."
    )


async def settled(work: Work, scheme: str, text: str) -> None:
    """Whoever was told that the channel is lost reads that it needs nothing any more."""
    for recipient in sorted(await outbox.holders(work, _room_key(scheme))):
        message = Message(text=text, heading=HEADING)
        await tell(
            work,
            PersonId(int(recipient.partition(":")[2])),
            message,
            key=_room_key(scheme),
            notify=False,
        )


async def _group_members(work: Work, scheme: str) -> list[PersonId]:
    return [
        member.person_id
        for member in await people.roster(work, scheme)
        if member.duty in GROUP_DUTIES
    ]


async def workspace_lost(work: Work, platform: str, workspace: str) -> None:
    """The bot was removed from a workspace: nobody is reached there; who runs a scheme and is reached elsewhere hears of it."""
    await accounts.lose(work, platform, workspace)
    await work.flush()
    for room in await rooms.in_workspace(work, platform, workspace):
        room.lose(work.now)
    for definition in _letting_in(work, platform, workspace):
        text = (
            f"I was removed from {place_of(definition, platform, workspace)}, so people there don't hear from me. Nothing is "
            "lost: what is for them waits. Whoever looks after that workspace can install me again."
        )
        for person_id in await _reached(work, definition.key):
            await tell(
                work,
                person_id,
                Message(text=text, heading="A workspace"),
                key=_key(platform, workspace),
            )


async def workspace_back(work: Work, platform: str, workspace: str) -> None:
    """The bot is back in a workspace: what waited for people there comes, and whoever was told that it was gone hears it."""
    for person_id in await accounts.live_in(work, platform, workspace):
        await outbox.take_up(work, f"person:{person_id}")
    definition = let_in_by(work.definitions, platform, workspace)
    if definition is None:
        return
    text = f"I am back in {place_of(definition, platform, workspace)}, and what waited for people there has gone out."
    for recipient in sorted(await outbox.holders(work, _key(platform, workspace))):
        person_id = PersonId(int(recipient.partition(":")[2]))
        message = Message(text=text, heading="A workspace")
        await tell(work, person_id, message, key=_key(platform, workspace), notify=False)


def _letting_in(work: Work, platform: str, workspace: str) -> Iterable[Definition]:
    return [
        definition
        for definition in work.definitions.values()
        if definition.workspace(platform, workspace)
    ]


async def _reached(work: Work, scheme: str) -> list[PersonId]:
    ours = dict.fromkeys([*await administrators(work, scheme), *await _group_members(work, scheme)])
    return [person_id for person_id in ours if await accounts.of_person(work, person_id)]


def _room_key(scheme: str) -> str:
    return f"room:{scheme}"


def _key(platform: str, workspace: str) -> str:
    return f"{platform}:{workspace}"[:80]
