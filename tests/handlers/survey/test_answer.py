"""Surveys as dialogues: asked halfway and at the end, reminded, answered and changed until they close."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.kit.ui import Action, Form
from scheme.forms.fields import Answers
from scheme.partnership.ending import Ending
from scheme.refusal import NotAllowed
from scheme.subject import Subject
from storage import partnerships
from storage.engine.database import Database
from storage.tables import inbound
from tests.support.dialogue import Stage
from tests.support.pairs import pair, rows, written
from tests.support.stage import ESTHER, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage
from tests.support.surveying import (
    GOING,
    HALF,
    HELPED,
    SECRET,
    WORDS,
    cards,
    ends,
    halfway,
    met,
    sends,
    surveyed,
    surveys,
    time_comes,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    one = Database(f"sqlite:///{tmp_path}/test.db")
    yield one
    await one.close()


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await set_stage(database, surveyed())


# Asking


async def test_halfway_both_are_told_how_long_it_takes_until_when_and_who_sees_what(
    stage: Stage,
) -> None:
    maya, priya = await halfway(stage)
    for person, partner in ((maya, "Priya"), (priya, "Maya")):
        (card,) = cards(person)
        assert f"{person.name.split()[0]}, you and {partner} are halfway." in card
        assert "About 2 minutes, until Monday 8 February 2027." in card
        off = "After that your name is taken off: the Oversight Group sees figures and words of several people together"
        assert f"{off}, and {partner} sees nothing." in card
        assert "optional" not in card
        assert card.endswith("Answer")


async def test_both_are_asked_once_even_when_the_midpoint_moves(stage: Stage) -> None:
    partnership_id = await met(stage, MAYA, PRIYA)
    await time_comes(stage)
    async with stage.bot.work() as work:
        one = await partnerships.by_id(work, partnership_id)
        one.ends_on = date(2027, 6, 12)
    await stage.forward(60)
    assert [(one.role, one.occasion) for one in await surveys(stage)] == [
        ("mentee", "midpoint"),
        ("mentor", "midpoint"),
    ]
    async with stage.bot.work(writes=False) as work:
        issued = [one for one in await rows(work.session, "due") if one.name == "midpoint"]
    assert [(bool(one.done_at), one.failures) for one in issued] == [(True, 0), (True, 0)]


async def test_a_scheme_that_calls_it_optional_says_so_and_one_without_questions_asks_nobody(
    tmp_path: Path,
) -> None:
    for number, (definition, found) in enumerate(
        ((surveyed(optional=True), True), (surveyed(()), False))
    ):
        database = Database(f"sqlite:///{tmp_path}/{number}.db")
        stage = await set_stage(database, definition)
        maya, _ = await halfway(stage)
        assert [("Answering is optional." in card) for card in cards(maya)] == [True] * found
        await stage.forward(8)
        assert [("It is optional." in card) for card in cards(maya)] == [True] * found
        await database.close()


async def test_at_the_end_both_are_asked_and_the_unanswered_halfway_survey_is_over(
    stage: Stage,
) -> None:
    partnership_id = await met(stage, MAYA, PRIYA)
    await time_comes(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await sends(maya, going="yes")
    await stage.forward(1)
    await ends(stage, partnership_id)
    assert "You can change your answers" in "".join(cards(maya))
    (middle,) = cards(priya)  # the closing one waits a week, and stands on the home page until then
    assert "This survey has been put aside. Nothing more is needed." in middle
    await priya.says("hello")
    await priya.sees("A survey waits")
    await stage.forward(6)
    middle, closing = cards(priya)
    assert "Maya, how was it with Priya?" in "".join(cards(maya))
    assert "Answer" not in middle
    assert "Priya, how was it with Maya?" in closing
    await stage.forward(40)
    assert "still welcome" not in "".join(cards(maya)[:1])


async def test_an_ending_that_did_not_work_is_surveyed_too_and_one_that_never_started_is_not(
    stage: Stage,
) -> None:
    await ends(stage, await pair(stage, MAYA, PRIYA, days_ago=20), Ending.NOT_WORKING)
    await ends(stage, await pair(stage, NOAH, TOM, days_ago=None), Ending.CHANGED)
    assert [one.occasion for one in await surveys(stage)] == ["conclusion", "conclusion"]
    assert cards(await stage.person(NOAH)) == []


async def test_who_has_not_answered_is_reminded_twice_and_then_left_in_peace(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(priya, going="yes")
    async with stage.bot.work(writes=False) as work:
        plan = [
            one for one in await rows(work.session, "due") if one.subject == Subject("survey", 2)
        ]
        assert [one.name for one in plan if not one.done_at] == ["close"]
    for left in (21, 14):
        maya.room.messages.clear()
        await stage.forward(7)
        (card,) = cards(maya)
        assert f"still welcome: {left} days left, until Monday 8 February 2027." in card
        assert card.endswith("Answer")
    maya.room.messages.clear()
    await stage.forward(13)
    assert cards(maya) == []
    assert "still welcome" not in str(priya.room)


@pytest.mark.parametrize(
    ("day", "words"),
    [(7, "one day left, until Tuesday 19 January 2027"), (8, "today is the last day")],
)
async def test_a_late_reminder_says_that_it_is_nearly_over(
    database: Database, day: int, words: str
) -> None:
    stage = await set_stage(database, surveyed(open_days=8, reminders=(day,)))
    maya, _ = await halfway(stage)
    await stage.to_next_due()
    assert words in cards(maya)[0]


async def test_a_closed_survey_says_so_on_its_message_without_a_sound(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(priya, going="yes")
    await stage.forward(20)
    await stage.forward(10)
    assert "This survey closed on Monday 8 February 2027. Nothing more is needed." in cards(maya)[0]
    assert "Thank you for your answers; your name is off them now." in cards(priya)[0]
    assert "Change" not in cards(priya)[0]
    async with stage.bot.work(writes=False) as work:
        posted = [
            one for one in await rows(work.session, "outbox") if str(one.key).startswith("survey:")
        ]
    assert [one.notify for one in posted] == [False, False]


async def test_every_message_is_short(stage: Stage) -> None:
    partnership_id = await met(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    texts = []
    await time_comes(stage)
    texts += cards(maya)
    await stage.forward(8)
    texts += cards(maya)
    await sends(maya, going="no")
    texts += cards(maya)
    await ends(stage, partnership_id)
    await stage.forward(7)
    texts += cards(maya)
    await stage.forward(29)
    texts += cards(maya)
    await stage.forward(160)
    texts += cards(maya)
    assert len(set(texts)) == 7
    assert all(
        len(text.split()) <= 56 and "!" not in text for text in texts
    )  # with its heading and buttons


# Answering


async def test_what_the_bot_knows_is_shown_and_not_asked(stage: Stage) -> None:
    partnership_id = await met(stage, MAYA, PRIYA)
    await time_comes(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await maya.presses("Answer")
    await maya.sees(
        "Your mentor: Priya Nair", "Started on: Monday 12 October 2026", "So far: 3 months"
    )
    await maya.sees("Ends on: Monday 12 April 2027", "If it is not going well", "We listen")
    await priya.presses("Answer")
    await priya.sees("Your mentee: Maya Thorne")
    await maya.closes()
    await ends(stage, partnership_id)
    await maya.says("answer the survey")
    await maya.sees("Closing survey")
    await maya.sees("Lasted: 3 months", "Ended on: Monday 11 January 2027")
    await maya.does_not_see("If it is not going well")


async def test_the_length_of_a_young_pair_is_told_in_weeks(stage: Stage) -> None:
    for mentee, days, length in (
        (MAYA, 8, "1 week"),
        (NOAH, 20, "2 weeks"),
        (ESTHER, 6, "less than a week"),
    ):
        await ends(stage, await pair(stage, mentee, PRIYA, days_ago=days))
        person = await stage.person(mentee)
        await person.presses("Answer")
        await person.sees(f"Lasted: {length}\n")


async def test_who_answers_is_thanked_may_change_it_and_is_quietly_offered_help_halfway(
    stage: Stage,
) -> None:
    maya, priya = await halfway(stage)
    for person, word in ((maya, "no"), (priya, "yes")):
        await person.presses("Answer")
        await person.fills(going=word)
        await person.submits()
        (card,) = cards(person)
        assert f"Thank you, {person.name.split()[0]}." in card
        assert "change your answers until Monday 8 February 2027" in card
        assert card.endswith("Change\nGet help")
    await maya.presses("Change")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["going"] == "no"
    await maya.fills(going="yes")
    await maya.submits()
    await maya.sees(
        "Saved. Your answers read as you wrote them; change them until Monday 8 February 2027."
    )
    assert [one.answers and one.answers["going"] for one in await surveys(stage)] == ["yes", "yes"]
    await maya.presses("Get help")
    await maya.sees("People to turn to")


async def test_the_thanks_at_the_end_offer_only_to_change_it(stage: Stage) -> None:
    await ends(stage, await met(stage, MAYA, PRIYA))
    maya = await stage.person(MAYA)
    await maya.presses("Answer", card="Closing survey")
    await maya.fills(going="no")
    await maya.submits()
    assert [card.endswith("Change") for card in cards(maya) if "Closing survey" in card] == [True]


async def test_what_comes_back_of_a_survey_is_kept_in_no_reply_and_comes_back_again(
    stage: Stage,
) -> None:
    maya, _ = await halfway(stage)
    await sends(maya, going="yes")
    given: Answers = {"going": "no", "words": SECRET, "revision": "0"}
    stale = Action(
        name="survey.send",
        subject=Subject("survey", 1),
        answers=given,
        opener=Action(name="survey.form", subject=Subject("survey", 1)),
    )
    first = await stage.bot.act(maya.person_id, stale, "web:1")
    assert isinstance(first.window, Form)
    assert first.window.answers["words"] == SECRET
    assert await stage.bot.act(maya.person_id, stale, "web:1") == first
    await stage.bot.act(
        maya.person_id, Action(name="survey.form", subject=Subject("survey", 1)), "web:2"
    )
    async with stage.bot.work(writes=False) as work:
        replies = (await work.session.scalars(select(inbound.c.reply))).all()
    assert not any(SECRET in reply or "going" in reply for reply in replies)


async def test_a_stale_form_is_shown_again_with_what_differs(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    await maya.presses("Answer")
    stale = maya.window
    await maya.closes()
    await sends(maya, going="no", words=SECRET)
    maya.window = stale
    await maya.fills(going="yes", words=SECRET)
    await maya.submits()
    assert isinstance(maya.window, Form)
    assert "elsewhere meanwhile" in maya.window.notice
    assert GOING.label in maya.window.notice
    assert WORDS.label not in maya.window.notice
    assert maya.window.answers["going"] == "yes"
    assert (await surveys(stage))[0].answers == {
        "going": "no",
        "helped": [],
        "role": None,
        "words": SECRET,
    }
    await maya.submits()
    answers = (await surveys(stage))[0].answers
    assert answers
    assert answers["going"] == "yes"


async def test_the_same_answers_sent_twice_are_kept_once(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    action = Action(
        name="survey.send", subject=Subject("survey", 1), answers={"going": "yes", "revision": "1"}
    )
    for press in ("click-1", "click-2", "click-2"):
        reply = await stage.bot.act(maya.person_id, action, press)
        assert reply.window is None
    assert (await surveys(stage))[0].revision == 2


async def test_after_it_closes_it_kindly_takes_nothing_more(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    await maya.presses("Answer")
    await maya.fills(going="perhaps")
    await stage.forward(29)
    await maya.submits()
    await maya.sees("This survey has closed. Thank you")
    await maya.closes()
    await maya._do(Action(name="survey.form", subject=Subject("survey", 1)))
    await maya.sees("This survey has closed. Thank you")
    assert (await surveys(stage))[0].answers is None


async def test_answers_are_checked_beside_their_field_and_kept(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    await sends(maya, going="perhaps", words="x" * 3001)
    assert set(maya.errors) == {"going", "words"}
    assert maya.typed["going"] == "perhaps"
    assert not (await surveys(stage))[0].answered


async def test_a_survey_without_a_single_answer_is_not_taken(database: Database) -> None:
    stage = await set_stage(database, surveyed((HELPED, WORDS)))
    maya, _ = await halfway(stage)
    await sends(maya, words=" ")
    await maya.sees("Nothing is answered yet.")
    assert not (await surveys(stage))[0].answered
    await maya.fills(words="Everything.")
    await maya.submits()
    assert (await surveys(stage))[0].answers == {"helped": [], "words": "Everything."}


async def test_nobody_else_opens_or_answers_it(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(maya, going="no", words=SECRET)
    for person in (priya, await stage.person(ROBIN), await stage.person(ESTHER)):
        for step in ("form", "send"):
            with pytest.raises(NotAllowed):
                await stage.bot.act(
                    person.person_id,
                    Action(
                        name=f"survey.{step}",
                        subject=Subject("survey", 1),
                        answers={"going": "yes"},
                    ),
                )
    answers = (await surveys(stage))[0].answers
    assert answers
    assert answers["going"] == "no"


async def test_no_answer_stands_in_outbox_audit_or_the_bytes_of_the_file(
    stage: Stage, tmp_path: Path
) -> None:
    maya, _ = await halfway(stage)
    await sends(maya, going="yes", words=SECRET)
    await stage.forward(30)
    async with stage.bot.work(writes=False) as work:
        for table in ("outbox", "audit", "chats", "due"):
            assert SECRET not in str(await rows(work.session, table))
    assert b"Maya Thorne" in written(tmp_path)
    assert SECRET.encode() not in written(tmp_path)


# Finding one's own


async def test_the_phrase_leads_to_the_survey_that_waits_and_then_to_changing_it(
    stage: Stage,
) -> None:
    maya, _ = await halfway(stage)
    await maya.says("answer the survey")
    await maya.sees("Halfway survey", "Send answers")
    await maya.fills(going="yes")
    await maya.submits()
    await maya.says("answer the survey")
    await maya.sees("Halfway survey", "Save changes")


async def test_a_mentor_of_two_is_asked_which(stage: Stage) -> None:
    for mentee in (MAYA, NOAH):
        await met(stage, mentee, PRIYA)
    await time_comes(stage)
    priya = await stage.person(PRIYA)
    await priya.says("answer the survey")
    await priya.sees("Which one?")
    await priya.presses("Halfway survey, Noah Quill")
    await priya.sees("Your mentee: Noah Quill")
    await priya.fills(going="yes")
    await priya.submits()
    await priya.says("answer the survey")
    await priya.sees("Your mentee: Maya Thorne")


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [
        (0, "The next comes halfway, on Monday 12 April 2027."),
        (HALF + 40, "The next comes at the end, on Tuesday 2 March 2027."),
        (None, "They come halfway through a partnership and at its end"),
    ],
)
async def test_with_none_open_it_says_when_the_next_comes(
    stage: Stage, days_ago: int | None, said: str
) -> None:
    if days_ago is None:
        await pair(stage, MAYA, PRIYA, days_ago=None)
    else:
        await met(stage, MAYA, PRIYA, days_ago=days_ago)
    maya = await stage.person(MAYA)
    await time_comes(stage)
    if days_ago and days_ago > HALF:
        await stage.forward(29)
    await maya.says("answer the survey")
    await maya.sees("No survey waits for you.", said)


async def test_past_the_planned_end_it_is_the_closing_survey_that_comes_next(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA, days_ago=190)
    maya = await stage.person(MAYA)
    await maya.says("answer the survey")
    await maya.sees("The next comes at the end, on Tuesday 19 January 2027.")
    async with stage.bot.work() as work:
        one = await partnerships.by_id(work, number)
        one.end(Ending.AGREED, one.mentee_id, None, work.now)
    await maya.says("answer the survey")
    await maya.sees("The next comes at the end, on Monday 11 January 2027.")
    await time_comes(stage)
    await maya.says("answer the survey")
    assert isinstance(maya.window, Form)
    assert maya.window.title == "Closing survey"


async def test_somebody_without_a_partnership_is_told_kindly_when_surveys_come(
    stage: Stage,
) -> None:
    esther = await stage.person(ESTHER)
    await esther.says("answer the survey")
    await esther.sees("No survey waits for you.", "halfway through a partnership")
    assert "Home" in [
        button.label for message in esther.room.messages.values() for button in message.buttons
    ]


async def test_home_says_that_a_survey_waits_until_it_is_answered(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await maya.says("hello")
    await maya.sees("A survey waits", "the time with Priya, open until Monday 8 February 2027")
    await maya.presses("Answer", card="A survey waits")
    await maya.fills(going="yes")
    await maya.submits()
    maya.room.messages.clear()
    await maya.says("hello")
    await maya.does_not_see("A survey waits")
    await stage.forward(30)
    priya.room.messages.clear()
    await priya.says("hello")
    await priya.does_not_see("A survey waits")
