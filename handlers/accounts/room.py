"""The Group's channel on a platform: an administrator makes a channel the Group's, or gives it up (R3.3)."""

import re

from handlers.accounts import platform_changes
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Message, Reply, message_json, says
from scheme.audience import Audience
from scheme.refusal import Refusal
from scheme.room import Room
from storage import outbox
from storage.platforms import rooms
from storage.work import Work

room = Conversation(name="room")

MOST = 300  # of a recipient
PLACE = re.compile(r"[\w.:;@=-]{1,100}", re.ASCII)  # ids as the platforms make them


@room.step("here", Audience.ADMINISTRATOR, takes="channel")
async def here(turn: Turn, work: Work) -> Reply:
    """The channel that this was said in becomes the Group's, in place of the one it had. The bot is in it already."""
    definition = turn.definition
    group = turn.definition.terms.group
    platform, workspace, channel = (turn.given(key) for key in ("platform", "workspace", "channel"))
    if not all(PLACE.fullmatch(part) for part in (platform, workspace, channel)):
        raise Refusal("Please say this in the channel itself that is to be the Group's.")
    if definition.workspace(platform, workspace) is None:
        raise Refusal(
            f"This workspace is not one that {definition.name} lets in, so the Group's channel can't be here."
        )
    if turn.answers.get("inside") is False:
        raise Refusal(
            f"I am not in this channel yet. Please {turn.catalogue.platforms[platform].bringing_in}, then say it again."
        )
    taken = await rooms.at(work, platform, workspace, channel)
    if taken is not None and taken.scheme != definition.key:
        raise Refusal(
            "This channel is another scheme's Group's, so it can't be yours as well. Please choose another one."
        )
    if taken is not None and taken.lost_at is None:
        return says(
            f"It is already the channel of the {group}.",
            Button(label="Give it up", action="room.away"),
        )
    if taken is not None:
        await platform_changes.room_back(work, taken)
        return says(f"This is the channel of the {group} again; what is open stands here afresh.")
    earlier = await rooms.of(work, definition.key)
    if earlier is not None:
        await _farewell(
            work,
            earlier,
            f"The {group} has its channel elsewhere now. What stands here is not kept up any more.",
        )
    await rooms.move(
        work,
        Room(
            scheme=definition.key,
            platform=platform,
            workspace=workspace,
            channel=channel,
            since=turn.now,
        ),
    )
    await outbox.post_again(work, f"group:{definition.key}")
    await platform_changes.settled(
        work, definition.key, f"The {group} has a channel that works again."
    )
    return says(
        f"This is now the channel of the {group}. Whoever is in it sees references and dates, nothing confidential; "
        "details open for members alone. Members who are not in it get the cards in their own chats.",
    )


@room.step("away", Audience.ADMINISTRATOR)
async def away(turn: Turn, work: Work) -> Reply:
    """The Group has no channel any more: cards come in its members' own chats."""
    definition = turn.definition
    earlier = await rooms.of(work, definition.key)
    if earlier is None:
        raise Refusal(
            f"{definition.terms.the_group_first} has no channel, so there is none to give up."
        )
    await _farewell(
        work, earlier, f"This is not the channel of {definition.terms.the_group} any more."
    )
    await rooms.leave(work, definition.key)
    await outbox.post_again(work, f"group:{definition.key}")
    await platform_changes.settled(work, definition.key, "The channel was given up.")
    return says(
        f"{definition.terms.the_group_first} has no channel now, and its members get the cards in their own chats. "
        f"To make another channel the Group's: in it, {turn.catalogue.platforms[earlier.platform].saying_here}."
    )


async def _farewell(work: Work, earlier: Room, text: str) -> None:
    """A last word in a channel that is not the Group's any more, where the bot can still say it."""
    place = f"room:{earlier.platform}:{earlier.workspace}/{earlier.channel}"
    if earlier.lost_at is None and len(place) <= MOST:
        await outbox.post(
            work, place, message_json(Message(text=text, heading=platform_changes.HEADING))
        )
