"""Goals: set, revised, met, opened again and dropped by either of the two; the Group sees how many (R5.2)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit.ui import Form
from scheme.ids import PartnershipId
from scheme.partnership.ending import Ending
from scheme.partnership.goal import Goal
from storage import agreements
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.pairs import pair, written
from tests.support.rounds import act, barred, keeps_to_the_voice, refused
from tests.support.stage import (
    ALEX,
    IDA,
    JO,
    MAYA,
    MENTEE_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    TOM,
    set_stage,
)

TEACH = "zebra: teach a class on my own"
POST = "zebra: apply for a librarian post"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on a small database; what is said on it keeps to the voice."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    one = await set_stage(database)
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def kept(stage: Stage, number: int) -> list[Goal]:
    """The goals of a partnership as they are kept."""
    async with stage.bot.work(writes=False) as work:
        return list(await agreements.goals_of(work, PartnershipId(number)))


async def adds(player: Player, text: str) -> None:
    """Somebody adds a goal."""
    await player.says("our goals")
    await player.presses("Add a goal")
    await player.fills(text=text)
    await player.submits()


async def test_either_sets_a_goal_and_the_other_finds_it_with_a_quiet_word(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await adds(maya, TEACH)
    await maya.sees("Goals with Priya Nair", TEACH, "Set by you on Monday 11 January 2027.")
    await adds(priya, POST)
    await priya.sees(TEACH, POST, "Set by Maya")
    await maya.closes()
    await maya.sees("Priya Nair has changed what is noted as your goals.")
    assert [(one.text, one.progress) for one in await kept(stage, number)] == [
        (TEACH, "open"),
        (POST, "open"),
    ]


async def test_a_mentees_first_goal_is_filled_in_with_what_they_applied_with(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    for player, known in ((priya, ""), (maya, MENTEE_ANSWERS["goals"])):
        await player.says("our goals")
        await player.presses("Add a goal")
        assert isinstance(player.window, Form)
        assert player.window.private
        assert player.window.answers["text"] == known
    await maya.submits()
    assert [one.text for one in await kept(stage, number)] == [MENTEE_ANSWERS["goals"]]
    await maya.presses("Add a goal")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["text"] == ""


async def test_the_same_goal_saved_twice_is_one_goal(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await adds(maya, TEACH)
    await adds(maya, TEACH)
    await maya.sees("That goal is here already, so nothing was added.")
    assert len(await kept(stage, number)) == 1


async def test_a_goal_without_words_is_refused_beside_its_field(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await adds(maya, "  ")
    assert list(maya.errors) == ["text"]
    assert await kept(stage, number) == []


async def test_a_goal_is_met_opened_again_and_dropped_by_either(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await adds(maya, TEACH)
    await priya.says("our goals")
    await priya.presses("We have met it")
    await priya.sees("Met on Monday 11 January 2027", TEACH)
    await priya.does_not_see("Drop it")
    await maya.presses("We have met it")  # from the list as it was
    assert [one.progress for one in await kept(stage, number)] == ["met"]
    await maya.presses("Open again")
    await maya.sees("To reach")
    await maya.presses("Drop it")
    await maya.sees("Dropped on Monday 11 January 2027", TEACH)
    assert [one.progress for one in await kept(stage, number)] == ["dropped"]


async def test_a_goal_is_put_in_other_words_and_an_older_form_is_shown_again_with_what_was_typed(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await adds(maya, TEACH)
    await maya.presses("Change")
    await priya.says("our goals")
    await priya.presses("Change")
    await priya.fills(text="zebra of Priya")
    await priya.submits()
    await maya.fills(text="zebra of Maya")
    await maya.submits()
    await maya.sees("This was changed meanwhile.", "zebra of Priya")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["text"] == "zebra of Maya"
    assert [one.text for one in await kept(stage, number)] == ["zebra of Priya"]
    await maya.submits()
    assert [(one.text, one.revision) for one in await kept(stage, number)] == [("zebra of Maya", 3)]


async def test_a_goal_that_is_met_keeps_its_words(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await adds(maya, TEACH)
    await maya.presses("Change")
    await act(maya, "goals.met", "goal:1")
    await maya.fills(text="other words")
    await maya.submits()
    assert "no longer open" in maya.notice
    assert [one.text for one in await kept(stage, number)] == [TEACH]
    reply = await act(maya, "goals.revise", "goal:1")
    assert "no longer open" in str(reply.window)


async def test_nobody_but_the_two_sees_or_touches_a_goal(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    await adds(await stage.person(MAYA), TEACH)
    for email in (TOM, NOAH, ROBIN, ALEX, IDA, JO):
        stranger = await stage.person(email)
        for action in ("show", "new", "add"):
            await barred(stranger, f"goals.{action}", f"partnership:{number}", text="x")
        for action in ("revise", "revised", "met", "drop", "reopen"):
            await barred(stranger, f"goals.{action}", "goal:1", text="x")
    assert [(one.text, one.progress) for one in await kept(stage, number)] == [(TEACH, "open")]


async def test_the_group_sees_how_many_goals_are_set_and_met_and_none_of_them(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    other = await pair(stage, NOAH, TOM)
    maya, ida = await stage.person(MAYA), await stage.person(IDA)
    for text in (TEACH, POST, "zebra dropped"):
        await adds(maya, text)
    await act(maya, "goals.met", "goal:1")
    await act(maya, "goals.drop", "goal:3")
    await adds(await stage.person(NOAH), "zebra of Noah")
    for subject, counts in ((number, "Goals: 2 set, 1 met"), (other, "Goals: 1 set, 0 met")):
        ida.window = (await act(ida, "meet.overview", f"partnership:{subject}")).window
        await ida.sees(counts)
        await ida.does_not_see("zebra")
    ida.window = (await act(ida, "review.register")).window
    await ida.sees("Set: 3", "Met: 1")


async def test_when_the_partnership_has_ended_its_goals_can_still_be_read(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await adds(maya, TEACH)
    await act(priya, "end.ended", f"partnership:{number}", how=str(Ending.AGREED), now=True)
    await maya.says("our goals")
    await maya.sees(TEACH)
    await maya.does_not_see("Add a goal")
    await maya.does_not_see("Drop it")
    for action, subject in (
        ("new", f"partnership:{number}"),
        ("add", f"partnership:{number}"),
        ("met", "goal:1"),
    ):
        assert "closed" in await refused(maya, f"goals.{action}", subject, text="x")


async def test_who_has_no_partnership_is_told_what_comes_next(stage: Stage) -> None:
    tom = await stage.person(TOM)
    await tom.says("our goals")
    await tom.sees("You have no partnership at the moment, so there are no goals.", "Home")


async def test_no_word_of_a_goal_stands_in_a_message_or_can_be_read_in_the_database(
    stage: Stage, tmp_path: Path
) -> None:
    await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await adds(maya, TEACH)
    await maya.presses("Change")
    await maya.fills(text=POST)
    await maya.submits()
    assert not [room for room in stage.channel.rooms.values() if "zebra" in str(room)]
    assert b"maya.thorne@fellside" in written(tmp_path)
    assert b"zebra" not in written(tmp_path)
