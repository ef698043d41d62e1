"""A scheme that leaves length and rhythm to the two names no figure that nobody set, from the introduction to the end (R5.1)."""

import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pytest

from handlers.kit.ui import Reply
from scheme.definition.definition import Definition
from scheme.partnership.phase import Phase
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage, read
from tests.support.pairs import pair
from tests.support.rounds import act, barred, keeps_to_the_voice, pair_of, refused
from tests.support.stage import MAYA, NOAH, PRIYA, scheme, set_stage

NUMBER = r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half a)"
FIGURE = re.compile(rf"\b{NUMBER}(?: to {NUMBER})? (?:month|week|minute|year)s?\b", re.IGNORECASE)
# What is no length or rhythm of a pair: the minutes in which an end can be taken back.
TAKE_BACK = re.compile(r"the ten minutes|10 minutes to take it back")
EVERY_WINDOW = (
    "meet.show",
    "meet.form",
    "plan.form",
    "agree.read",
    "goals.show",
    "extend.form",
    "pause.form",
    "end.form",
)


def left_to_them(**surveys: object) -> Definition:
    """The scheme of the stage, with length and rhythm left to the pair."""
    data = scheme().model_dump()
    data["pairing"] |= {"months": 0, "most_months": 0}
    data["meetings"] |= dict.fromkeys(
        ("least_weeks", "most_weeks", "least_minutes", "most_minutes"), 0
    )
    data["surveys"] |= surveys
    data["forms"] |= {"before_mentee": "", "before_mentor": ""}  # words that name half a year
    return Definition.model_validate(data)


@pytest.fixture
async def theirs(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose scheme leaves it to the two."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, left_to_them())
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


def figures(text: str, own: Iterable[str] = ()) -> list[str]:
    """The figures of a text that the pair has not set themselves."""
    found = FIGURE.findall(TAKE_BACK.sub("", text))
    return [figure for figure in found if figure not in own]


def words(reply: Reply) -> str:
    return "\n".join([read(reply.window), *(read(message) for message in reply.says)])


async def everything(scene: Stage, *players: Player) -> str:
    """All that the two can open and all that has arrived, whoever it was for."""
    found = [read(arrival.message) for arrival in scene.channel.arrivals]
    subject = f"partnership:{(await pair_of(scene)).id}"
    found_pair = await pair_of(scene)
    opened = EVERY_WINDOW if found_pair.started_on else EVERY_WINDOW[:-3]
    for player in players:
        found += [words(await act(player, name)) for name in ("home.show", "home.about")]
        if found_pair.is_live:
            found += [words(await act(player, name, subject)) for name in opened]
        found.append(str(player.room))
    found.append(str(scene.group_room))
    return "\n".join(found)


async def test_no_sentence_of_a_pairs_life_says_a_figure_that_nobody_set(theirs: Stage) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA, days_ago=None)}"
    maya, priya = await theirs.person(MAYA), await theirs.person(PRIYA)
    assert figures(await everything(theirs, maya)) == []
    await act(maya, "start.started", subject)
    await act(priya, "start.started", subject)
    await maya.sees("How long it goes on and how often you meet is for the two of you to agree.")
    assert figures(await everything(theirs, maya, priya)) == []
    await act(maya, "meet.logged", subject, day="2027-01-11", minutes="45", how="teams")
    for _ in range(5):
        await theirs.forward(30)
        assert figures(await everything(theirs, maya, priya), ["45 minutes"]) == []
    await maya.sees("Are you two still going on?")
    await maya.presses("We go on")
    await maya.sees("I'll leave you two in peace")
    await theirs.forward(140)
    assert figures(await everything(theirs, maya, priya), ["45 minutes"]) == []
    await theirs.forward(150)
    await priya.sees("Partnership closed")
    assert (await pair_of(theirs)).phase == Phase.ENDED
    assert figures(await everything(theirs, maya, priya), ["45 minutes"]) == []


def test_the_walk_would_find_a_figure() -> None:
    assert figures("Most pairs meet every 4 to 6 weeks.") == ["4 to 6 weeks"]
    assert figures("It lasts half a year, 90 minutes each.") == ["half a year", "90 minutes"]
    assert figures("With 45 minutes each.", ["45 minutes"]) == []


async def test_the_last_question_says_what_follows_and_the_place_is_free_then(
    theirs: Stage,
) -> None:
    await pair(theirs, MAYA, PRIYA)
    maya = await theirs.person(MAYA)
    await theirs.forward(125)
    await maya.sees("Are you two still going on?")
    await maya.does_not_see("Without an answer")
    await theirs.forward(120)
    await maya.sees("Without an answer I take it that you have finished, and close it on")
    await theirs.forward(20)
    await maya.sees("Your partnership with Priya Nair has come to an end.")
    await maya.does_not_see("We go on")
    assert not (await pair_of(theirs)).is_live


async def test_what_the_agreement_says_is_what_holds(theirs: Stage) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA)}"
    maya, priya = await theirs.person(MAYA), await theirs.person(PRIYA)
    await act(maya, "agree.form", subject)
    figured = {"months": "4", "meetings": "4", "weeks": "4", "minutes": "60"}
    await act(maya, "agree.save", subject, **figured, confidence="It stays here.", revision="0")
    await act(maya, "agree.sign", subject, revision="1")
    await act(priya, "agree.sign", subject, revision="1")
    found = await pair_of(theirs)
    assert str(found.ends_on) == "2027-05-11"
    assert (found.months, found.every_weeks, found.minutes) == (4, 4, 60)


async def test_an_agreement_may_leave_all_of_it_open(theirs: Stage) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA)}"
    maya, priya = await theirs.person(MAYA), await theirs.person(PRIYA)
    await act(maya, "agree.save", subject, confidence="It stays here.", revision="0")
    await act(maya, "agree.sign", subject, revision="1")
    await act(priya, "agree.sign", subject, revision="1")
    await priya.sees("have both signed your agreement")
    found = await pair_of(theirs)
    assert (found.ends_on, found.months, found.every_weeks, found.minutes) == (None,) * 4


async def test_they_can_agree_on_an_end_and_each_card_says_that_there_is_none_yet(
    theirs: Stage,
) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA)}"
    maya, priya = await theirs.person(MAYA), await theirs.person(PRIYA)
    await act(maya, "extend.proposed", subject, until="day", day="2027-07-01", seen="")
    await maya.sees(
        "You proposed Thursday 1 July 2027 as the new end. Priya is asked; until then there is none."
    )
    await priya.sees(
        "Maya Thorne would like to agree on an end: Thursday 1 July 2027. Either answer is fine."
    )
    await priya.presses("Keep it as it is")
    await maya.sees("would rather keep the end as it is, so no end is set.")
    await act(maya, "extend.proposed", subject, until="day", day="2027-07-01", seen="")
    await act(maya, "extend.withdrawn", subject, day="2027-07-01")
    await act(maya, "extend.proposed", subject, until="day", day="2027-08-02", seen="")
    await priya.presses("Agree")
    await maya.sees("Agreed: you two go on until Monday 2 August 2027.")
    assert str((await pair_of(theirs)).ends_on) == "2027-08-02"


async def test_a_pause_without_an_end_says_nothing_of_one(theirs: Stage) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA)}"
    maya = await theirs.person(MAYA)
    await act(maya, "pause.paused", subject, until="2027-03-01")
    await maya.sees(
        "Your partnership with Priya Nair rests until Monday 1 March 2027. Nothing is needed"
    )
    await act(maya, "pause.resumed", subject)
    await maya.sees("Your partnership with Priya Nair goes on.")


async def test_somebody_else_cannot_say_that_they_go_on_and_not_before_the_start(
    theirs: Stage,
) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA, days_ago=None)}"
    assert await barred(await theirs.person(NOAH), "still.on", subject)
    no = await refused(await theirs.person(MAYA), "still.on", subject)
    assert no == "You two have not started yet. Tell me first when you have."
    assert (await pair_of(theirs)).still_on is None


async def test_a_meeting_settles_the_question(theirs: Stage) -> None:
    subject = f"partnership:{await pair(theirs, MAYA, PRIYA)}"
    maya, priya = await theirs.person(MAYA), await theirs.person(PRIYA)
    await theirs.forward(125)
    await act(maya, "meet.logged", subject, day="2027-05-10", minutes="45", how="teams")
    await priya.sees("A meeting is noted, so you two go on.")
    await priya.does_not_see("We go on")


@pytest.mark.parametrize(
    ("table", "zero", "says"),
    [
        ("pairing", ("months",), "Most pairs meet every 4 to 6 weeks. How long it goes on is for"),
        ("meetings", ("least_weeks", "most_weeks"), "How often you meet is for the two of you"),
    ],
)
async def test_what_is_set_is_said_and_what_is_not_is_theirs(
    tmp_path: Path, table: str, zero: tuple[str, ...], says: str
) -> None:
    data = scheme().model_dump()
    data[table] |= dict.fromkeys(zero, 0)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, Definition.model_validate(data))
    subject = f"partnership:{await pair(stage, MAYA, PRIYA, days_ago=None)}"
    for email in (MAYA, PRIYA):
        await act(await stage.person(email), "start.started", subject)
    await (await stage.person(PRIYA)).sees(says)
    await database.close()
    keeps_to_the_voice(stage)
