"""Taking part stays easy: each thing people do is counted on the way through a partnership, and held to its aim."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit.ui import Form, View
from scheme.forms.fields import Answers, DateField
from storage import applications, people
from storage.engine.database import Database
from tests.journeys.effort import Aim, Tally
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.evening import gather_evening
from tests.support.rounds import application_of, applies
from tests.support.stage import (
    ALEX,
    IDA,
    MAYA,
    MENTEE_ANSWERS,
    MENTOR_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    TOM,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

PAGE = Path(__file__).parents[2] / "docs" / "effort.md"
EVENING = 28  # applications
ONE_FORM = Aim(forms=1)
AFTER_READING = Aim(after_reading=1)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage with an open round."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    yield await set_stage(database)
    await database.close()


async def apply(scene: Stage, tally: Tally) -> None:
    """Two mentors and a mentee apply; the mentors are checked."""
    priya, tom, maya, ida = [await scene.person(email) for email in (PRIYA, TOM, MAYA, IDA)]
    for person, role, label, answers in (
        (priya, "mentor", "Be a mentor", MENTOR_ANSWERS),
        (maya, "mentee", "Find a mentor", MENTEE_ANSWERS),
    ):
        await person.says("hello")
        async with tally.of(role, f"applies as a {role}", person, ONE_FORM):
            await person.presses(label)
            await person.fills(**answers)
            await person.submits()
    async with tally.of("member", "checks a mentor's application", ida):
        await ida.presses_in_channel("Open", card="A-1")
        await ida.presses("Eligible")
    await tom.says("I want to be a mentor")
    await tom.fills(**MENTOR_ANSWERS)
    await tom.submits()
    await ida.presses_in_channel("Open", card="A-3")
    await ida.presses("Eligible")


async def match(scene: Stage, tally: Tally) -> None:
    """The Group decides, the mentee chooses, the mentor accepts, and both start."""
    maya, priya, ida, robin = [await scene.person(email) for email in (MAYA, PRIYA, IDA, ROBIN)]
    async with tally.of("member", "checks a mentee's application", ida, stays=True):
        await ida.presses_in_channel("Open", card="A-2")
        await ida.presses("Eligible")
    async with tally.of(
        "member",
        "decides a match, as the first: selects two mentors, ticks a question",
        ida,
        Aim(5),
    ):
        await ida.fills(mentors=["1", "3"], criteria=["b"])
        await ida.submits()
    async with tally.of(
        "member", "decides a match, as the second: agrees, ticks a question", robin, Aim(5)
    ):
        await robin.presses_in_channel("Open", card="A-2")
        await robin.presses("Agree to these")
        await robin.fills(criteria=["b"])
        await robin.submits()
    async with tally.of("mentee", "chooses a mentor", maya, AFTER_READING):
        await maya.presses("Read profiles")
        await maya.presses("Choose Priya Nair")
        await maya.presses("Send")
    async with tally.of("mentor", "accepts a request", priya, AFTER_READING):
        await priya.presses("Read the request")
        await priya.presses("Accept")
    await scene.forward(7)
    for role, person in (("mentee", maya), ("mentor", priya)):
        async with tally.of(role, "says that they have started", person):
            await person.presses("We have started")


async def settle(scene: Stage, tally: Tally) -> None:
    """The agreement is written and signed; a goal is set and met."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("our agreement")
    await maya.fills(meetings="6")
    async with tally.of("either", "saves the agreement as suggested, and signs it", maya, ONE_FORM):
        await maya.submits()
        await maya.presses("Sign")
    async with tally.of("either", "signs what the other has written", priya, AFTER_READING):
        await priya.presses("Read and sign")
        await priya.presses("Sign")
    await maya.says("our goals")
    async with tally.of(
        "either", "sets a goal, filled in with what they applied with", maya, ONE_FORM
    ):
        await maya.presses("Add a goal")
        await maya.submits()
    await maya.says("our goals")
    async with tally.of("either", "notes that a goal is met", maya):
        await maya.presses("We have met it")


async def meet(scene: Stage, tally: Tally) -> None:
    """A meeting is planned, moved and logged; another is logged without a plan."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("hello")
    async with tally.of("either", "plans the next meeting", maya, ONE_FORM):
        await maya.presses("Plan the next meeting")
        await maya.fills(day="2027-01-25", hour="14:00")
        await maya.submits()
    async with tally.of("either", "moves it", priya, ONE_FORM):
        await priya.presses("Move")
        await priya.fills(day="2027-01-26")
        await priya.submits()
    async with tally.of("either", "reads something to prepare", maya):
        await maya.presses("Prepare")
    await scene.forward(9)
    async with tally.of("either", "logs a meeting that was planned", priya, Aim(2)):
        await priya.presses("Log it")
        await priya.submits()
    await scene.forward(2)
    await maya.says("hello")
    async with tally.of("either", "logs another meeting, from their home", maya, Aim(2)):
        await maya.presses("Log a meeting")
        await maya.submits()
    async with tally.of("either", "writes a reflection", maya, ONE_FORM):
        await maya.presses("Look back")
        await maya.presses("Write a reflection")
        await maya.fills(text="Less than I feared.")
        await maya.submits()


async def carry_on(scene: Stage, tally: Tally) -> None:
    """It is made longer, paused and taken up again; reminders rest; halfway, both are asked."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("extend our partnership")
    async with tally.of("either", "proposes a month more", maya, ONE_FORM):
        await maya.fills(until=await maya.option("1 month more"))
        await maya.submits()
    async with tally.of("either", "agrees to it", priya, AFTER_READING):
        await priya.presses("Agree")
    await priya.says("pause our partnership")
    async with tally.of("either", "pauses the partnership", priya, ONE_FORM):
        await priya.fills(until="2027-02-10")
        await priya.submits()
    async with tally.of("either", "takes it up again", maya):
        await maya.presses("Resume")
    await scene.forward(44)
    async with tally.of("either", "puts reminders off, from a reminder", priya):
        await priya.presses("Not now")
        await priya.presses("Quiet for four weeks")
    await scene.forward(70)
    answers: Answers = {
        "going_well": "fully",
        "progress": "mostly",
        "present_job": "mostly",
        "next_step": "partly",
    }
    async with tally.of("mentee", "answers the halfway survey", maya, ONE_FORM):
        await maya.presses("Answer", card="Halfway survey")
        await maya.fills(**answers)
        await maya.submits()


async def speak_up(scene: Stage, tally: Tally) -> None:
    """Somebody asks, and somebody complains; both are answered. Somebody phones, and somebody looks at their data."""
    noah, alex = await scene.person(NOAH), await scene.person(ALEX)
    await noah.says("hello")
    async with tally.of("anybody", "asks a question", noah, ONE_FORM):
        await noah.presses("Talk to a person")
        await noah.presses("Ask a question")
        await noah.fills(text="May I join on a fixed contract?")
        await noah.submits()
    async with tally.of("administrator", "answers a question", alex, ONE_FORM):
        await alex.presses("Open", card="Q-")
        await alex.presses("Answer")
        await alex.fills(text="Yes.")
        await alex.submits()
    async with tally.of("anybody", "complains in confidence", noah, ONE_FORM):
        await noah.presses("Talk to a person")
        await noah.presses("Complain in confidence")
        await noah.fills(about=await noah.option("Ida Moss"), text="She laughed at it.")
        await noah.submits()
    async with tally.of("member", "replies to a complaint", alex, ONE_FORM):
        await alex.presses("Open", card="C-")
        await alex.presses("Reply")
        await alex.fills(reply="We are sorry, and have spoken with her.")
        await alex.submits()
    async with tally.of("anybody", "sees and saves their data", noah):
        await noah.presses("More")
        await noah.presses("Show me my data")


async def part(scene: Stage, tally: Tally) -> None:
    """They finish near the planned end; each sees to what follows, and answers the closing survey."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.forward(88)
    async with tally.of("either", "finishes near the planned end", maya, ONE_FORM):
        await maya.presses("Finish")
        await maya.submits()
    await scene.forward(1)
    async with tally.of("mentor", "is available again", priya):
        await priya.presses("I'm available")
    async with tally.of("mentee", "has another mentor looked for", maya):
        await maya.presses("Look for another mentor")
    await scene.forward(8)
    async with tally.of("mentor", "answers the closing survey", priya, ONE_FORM):
        await priya.presses("Answer", card="Closing survey")
        await priya.fills(goals_met="mostly", worked_well="fully")
        await priya.submits()


async def decide(scene: Stage, tally: Tally) -> None:
    """A new round, and an evening on which a member checks all who applied."""
    [definition] = scene.bot.definitions.values()
    refs = []
    for count in range(EVENING):
        email = f"applicant{count}@fellside.example.org"
        async with scene.bot.work() as work:
            person = await people.add(work, "Noah Quill", email, definition.zone)
            person.called = "Noah"
        await applies(scene, email, "mentee")
        refs.append((await application_of(scene, email)).ref)
    alex = await scene.person(ALEX)
    what = f"checks {EVENING} applications in an evening"
    async with tally.of("member", what, alex, Aim(presses=60)):
        await alex.presses_in_channel("Open", card=refs[0])
        for following in refs[1:]:
            await alex.presses("Eligible")
            await alex.presses(f"Check {following}")
        await alex.presses("Eligible")
    async with scene.bot.work(writes=False) as work:
        assert not await applications.to_check(work, definition.key, 1)


async def decide_on_the_board(scene: Stage, tally: Tally) -> None:
    """Those who were checked wait; a member picks for one after another, and another member agrees."""
    [definition] = scene.bot.definitions.values()
    async with scene.bot.work() as work:
        await gather_evening(work, definition, 0, 12)
    for member, what in (
        (IDA, "decides three matches on the board, as the first"),
        (ROBIN, "decides three matches on the board, as the second"),
    ):
        person = await scene.person(member)
        await person.says("the board")
        async with tally.of("member", what, person, Aim(presses=6)):
            await person.presses("Next for me")
            await _decides(person)
            for _ in range(2):
                await person.presses("On to the next")
                await _decides(person)


async def _decides(person: Player) -> None:
    """By one press, whoever it is about, having looked at all nine questions."""
    assert isinstance(person.window, View)
    await person.presses(person.window.buttons[0].label)
    await person.sees("of 2 agreed")


@pytest.fixture
async def tally(scene: Stage) -> Tally:
    """A whole partnership, with everything counted."""
    tally = Tally()
    for scenes in (
        apply,
        match,
        settle,
        meet,
        carry_on,
        speak_up,
        part,
        decide,
        decide_on_the_board,
    ):
        await scenes(scene, tally)
    return tally


async def test_nothing_takes_more_than_its_aim_and_the_page_says_what_it_takes(
    tally: Tally,
) -> None:
    assert [str(deed) for deed in tally.deeds if deed.exceeds] == []
    assert len({deed.what for deed in tally.deeds if str(deed.aim)}) > 15
    if os.environ.get("MENTORING_EFFORT"):
        PAGE.write_text(tally.page(), "utf-8")
    assert PAGE.read_text("utf-8") == tally.page(), (
        "docs/effort.md says otherwise: look at the change, then make effort"
    )


async def test_more_than_the_aim_is_noticed(scene: Stage) -> None:
    tally, maya = Tally(), await scene.person(MAYA)
    await maya.says("hello")
    for aim in (Aim(presses=1), Aim(forms=0), Aim(after_reading=1), Aim(2, forms=1)):
        async with tally.of("mentee", "opens the form and ticks", maya, aim):
            await maya.presses("Find a mentor")
            await maya.fills(areas=["teaching", "users"])
            await maya.submits()
            assert maya.errors
            maya.notice = ""
    assert [deed.exceeds for deed in tally.deeds] == [True] * 4
    assert [(deed.presses, deed.looks, deed.forms) for deed in tally.deeds] == [(4, 1, 1)] * 4


async def test_nobody_is_asked_for_what_the_bot_knows(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA, days_ago=0)
    maya, noah = await scene.person(MAYA), await scene.person(NOAH)
    await noah.says("I would like a mentor please")
    await noah.holds(name="Noah Quill", email=NOAH, organisation="harbour")
    await maya.says("I want to be a mentor")
    await maya.holds(
        email=MAYA, job_title="Library assistant", manager_name="Lena Marsh", level="assistant"
    )
    await maya.says("I have a new job")
    await maya.holds(email=MAYA, job_title="Library assistant")
    await maya.says("log a meeting")
    await maya.holds(day="2027-01-11", minutes="90", how="face-to-face")
    await maya.fills(minutes="60", how="phone")
    await maya.submits()
    await maya.says("plan our next meeting")
    await maya.holds(day="2027-02-08", minutes="60", how="phone")
    await maya.says("our agreement")
    await maya.holds(months="6", weeks="5", minutes="90")


async def test_a_survey_shows_who_and_since_when_and_asks_neither(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA, days_ago=0)
    maya = await scene.person(MAYA)
    await scene.forward(95)
    await maya.says("answer the survey")
    await maya.sees(
        "Your mentor: Priya Nair",
        "Started on: Monday 11 January 2027",
        "Ends on: Sunday 11 July 2027",
    )
    assert isinstance(maya.window, Form)
    keys = {one.key for one in maya.window.fields}
    assert not keys & {"name", "email", "mentor", "mentee", "organisation"}
    assert not any(isinstance(one, DateField) for one in maya.window.fields)
