"""What is taken away in Teams and comes back: a tenant, a person's chat, the Group's team and channel. Nothing is lost by it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.teams.wire.place import TEAMS
from scheme.people import Account
from storage.engine.database import Database
from tests.support import pairs
from tests.support.rounds import applies
from tests.support.stage import ALEX, MAYA, PRIYA, ROBIN, UMA
from tests.teams.corner import hand_of, of_group, said, teams_corner
from tests.teams.hand import THand
from tests.teams.stage import TeamsStage

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("ids_that_count")]

QUIET = "Quiet weeks"
UNDELIVERED = "A message to somebody in P-1 could not be delivered"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsStage]:
    """The town in Teams."""
    database = Database(f"sqlite:///{tmp_path}/gone.db")
    async with teams_corner(database) as one:
        yield one
    await database.close()


def times(hand: THand, text: str) -> int:
    """In how many messages somebody has a text."""
    return sum(text in one for one in said(hand))


async def a_pair(scene: TeamsStage) -> tuple[THand, THand]:
    """Maya and Priya, who have started, and have both spoken with the bot."""
    await pairs.pair(scene.stage, MAYA, PRIYA, days_ago=0)
    return await hand_of(scene, MAYA), await hand_of(scene, PRIYA)


async def test_what_waited_while_a_tenant_was_shut_off_comes_once_it_is_let_in_again(
    scene: TeamsStage,
) -> None:
    maya, priya = await a_pair(scene)
    alex, robin = await hand_of(scene, ALEX), (await scene.person(ROBIN)).hand
    maya.user.tenant.off = True
    await scene.forward(50)
    assert (times(maya, QUIET), times(priya, QUIET)) == (0, 1)
    assert times(alex, "I was removed from Fells libraries") == 1
    maya.user.tenant.off = False
    await robin.types("hello")  # whoever it is that writes from there first
    await scene.settled()
    await scene.forward(1)
    assert (times(maya, QUIET), times(priya, QUIET)) == (1, 1)
    assert times(alex, "I am back in Fells libraries") == 1
    assert times(alex, "I was removed") == 0
    await scene.group_does_not_see("could not be delivered")


async def _removes(scene: TeamsStage, hand: THand) -> None:
    await hand.removes_app()


async def _blocks(scene: TeamsStage, hand: THand) -> None:
    hand.blocks()


async def _adds(scene: TeamsStage, hand: THand) -> None:
    await hand.adds_app()


async def _leaves(scene: TeamsStage, hand: THand) -> None:
    hand.user.gone = True


async def _returns(scene: TeamsStage, hand: THand) -> None:
    hand.user.gone = False
    await hand.types("hello")


async def _unblocks(scene: TeamsStage, hand: THand) -> None:
    hand.user.blocked = False
    await hand.types("hello")


Deed = Callable[[TeamsStage, THand], Awaitable[None]]
WAYS: dict[str, tuple[Deed, Deed]] = {
    "removed the app": (_removes, _adds),
    "blocked the bot and took it in again": (_blocks, _adds),
    "blocked the bot and wrote again": (_blocks, _unblocks),
    "left and came back": (_leaves, _returns),
}


@pytest.mark.parametrize("way", WAYS)
async def test_who_is_gone_is_missed_by_the_group_and_finds_everything_when_they_return(
    scene: TeamsStage, way: str
) -> None:
    maya, priya = await a_pair(scene)
    goes, returns = WAYS[way]
    await goes(scene, priya)
    await scene.forward(50)
    await scene.group_sees(UNDELIVERED)
    assert (times(maya, QUIET), times(priya, QUIET)) == (1, 0)
    await returns(scene, priya)
    await scene.settled()
    await scene.forward(1)
    assert times(priya, QUIET) == 1


async def test_who_has_an_account_elsewhere_is_written_to_there_while_their_chat_is_closed(
    scene: TeamsStage,
) -> None:
    maya, priya = await a_pair(scene)
    guest = THand(scene.stub, scene.town.group_tenant.add_guest("Priya Nair", PRIYA))
    person = (await scene.stage.person(PRIYA)).person_id
    async with scene.bot.work() as work:
        await work.add(
            Account(
                platform=TEAMS,
                workspace=guest.user.tenant.id,
                user=guest.user.aad,
                person_id=person,
                name="Priya Nair",
                email=PRIYA,
            )
        )
    await priya.removes_app()
    await scene.forward(50)
    assert (times(maya, QUIET), times(priya, QUIET), times(guest, QUIET)) == (1, 0, 1)
    await scene.group_does_not_see("could not be delivered")


async def _removes_team(scene: TeamsStage) -> None:
    await scene.stub.events.removed_from(scene.town.team, scene.town.of_group[ROBIN])


async def _adds_team(scene: TeamsStage) -> None:
    await scene.stub.events.added_to(scene.town.team, by=scene.town.of_group[ROBIN])


async def _deletes(scene: TeamsStage) -> None:
    await scene.stub.events.happens("channelDeleted", scene.channel, scene.town.of_group[ROBIN])


async def _restores(scene: TeamsStage) -> None:
    await scene.stub.events.happens("channelRestored", scene.channel, scene.town.of_group[ROBIN])


async def _quietly_gone(scene: TeamsStage) -> None:
    scene.channel.deleted = True


async def _shuts_off(scene: TeamsStage) -> None:
    plain = scene.bot.definitions["aln"]
    named = [
        one.model_copy(update={"name": "Fells libraries"}) for one in plain.workspaces
    ]  # as docs/messages.md has it
    scene.bot.definitions["aln"] = plain.model_copy(update={"workspaces": named})  # type: ignore[index]  # as a new start would
    scene.town.group_tenant.off = True


async def _lets_in(scene: TeamsStage) -> None:
    scene.town.group_tenant.off = False
    await (await of_group(scene, UMA)).types("hello")


Change = Callable[[TeamsStage], Awaitable[None]]
LOSSES: dict[str, tuple[Change, Change]] = {
    "the app was removed from the team": (_removes_team, _adds_team),
    "the channel was deleted": (_deletes, _restores),
    "the whole tenant was shut off": (_shuts_off, _lets_in),
    "the channel was deleted and nothing told": (_quietly_gone, _restores),
}


@pytest.mark.parametrize("loss", LOSSES)
async def test_while_the_groups_channel_is_lost_its_members_have_the_cards_themselves(
    scene: TeamsStage, loss: str
) -> None:
    robin, alex = await hand_of(scene, ROBIN), await hand_of(scene, ALEX)
    goes, returns = LOSSES[loss]
    await goes(scene)
    await applies(scene.stage, MAYA, "mentee")
    await scene.settled()
    await scene.group_does_not_see("A-1")
    for member in (robin, alex):
        assert times(member, "I can't post in the channel of the Oversight Group") == 1
        assert times(member, "A-1") >= 1
    await returns(scene)
    await scene.settled()
    await scene.group_sees("A-1")
    for member in (robin, alex):
        assert times(member, "The channel of the Oversight Group works again") == 1
    posts = [one for one in scene.channel.shown if one.by_bot and one.thread == one.id]
    assert len(posts) == len({str(one.body.get("summary")) for one in posts})
