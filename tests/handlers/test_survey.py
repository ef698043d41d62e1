"""Surveys as dialogues: asked halfway and at the end, reminded, changed until they close, counted when there are enough."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from dialogue import Player, Stage, buttons_of, read
from handlers.kit.ui import Action, Form
from pairs import pair, rows, written
from scheme.definition import Definition
from scheme.fields import Answer, Answers, Choice, Choices, LongText, Option, ShortText
from scheme.partnership import Ending, Occasion
from scheme.people import Role
from scheme.refusal import NotAllowed
from scheme.survey import Survey, Tally, minutes, tally
from stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, scheme, set_stage
from storage import partnerships
from storage.database import Database

HALF = 91  # a pair that started so many days ago is halfway on the stage's first day
SECRET = "Quokkas and marmalade"
YES, NO = Option(key="yes", label="Yes"), Option(key="no", label="No")
GOING = Choice(key="going", label="Is it going well?", options=(YES, NO))
HELPED = Choices(key="helped", label="What helped?", options=(YES, NO), required=False)
ROLE = Choice(key="role", label="A new role?", options=(YES, NO), required=False)
WORDS = LongText(key="words", label="What makes it so?", required=False)
QUESTIONS = (GOING, HELPED, ROLE, WORDS)
FORMS = ("mentee_midpoint", "mentee_conclusion", "mentor_midpoint", "mentor_conclusion")


def surveyed(questions: tuple[object, ...] = QUESTIONS, **changes: object) -> Definition:
    """The scheme of the stage, asking the same few questions of everybody."""
    plain = scheme()
    rules = plain.surveys.model_dump() | {"forms": dict.fromkeys(FORMS, questions)} | changes
    return Definition.model_validate(plain.model_dump() | {"surveys": rules})


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    one = Database(f"sqlite:///{tmp_path}/test.db")
    yield one
    await one.close()


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await set_stage(database, surveyed())


async def halfway(stage: Stage) -> tuple[Player, Player]:
    """Maya and Priya on the day their halfway survey goes out."""
    await pair(stage, MAYA, PRIYA, days_ago=HALF)
    await time_comes(stage)
    return await stage.person(MAYA), await stage.person(PRIYA)


async def time_comes(stage: Stage) -> None:
    await stage.bot.sweep()
    await stage.bot.delivery.drain()


async def ends(stage: Stage, partnership_id: int, ending: Ending = Ending.AGREED) -> None:
    async with stage.bot.work() as work:
        one = await partnerships.by_id(work, partnership_id)
        one.end(ending, one.mentee_id, None, work.now)
    await time_comes(stage)


async def sends(player: Player, **answers: Answer) -> None:
    """Answer the survey that is open, or change what was answered."""
    await player.closes()
    await player.says("answer the survey")
    await player.fills(**answers)
    await player.submits()


async def surveys(stage: Stage) -> list[Survey]:
    async with stage.bot.work(writes=False) as work:
        return list(await partnerships.surveys_issued(work, next(iter(stage.bot.definitions))))


def cards(player: Player) -> list[str]:
    """The survey messages in somebody's chat, in order."""
    return [read(m) for m in player.room.messages.values() if m.heading in ("Halfway survey", "Closing survey")]


# Asking


async def test_halfway_both_are_told_how_long_it_takes_until_when_and_who_sees_what(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    for person, partner in ((maya, "Priya"), (priya, "Maya")):
        (card,) = cards(person)
        assert f"{person.name.split()[0]}, you and {partner} are halfway." in card
        assert "About 2 minutes, until Monday 8 February 2027." in card
        assert f"The Oversight Group sees figures of all answers together; {partner} never sees yours." in card
        assert "optional" not in card
        assert card.endswith("Answer")


async def test_both_are_asked_once_even_when_the_midpoint_moves(stage: Stage) -> None:
    partnership_id = await pair(stage, MAYA, PRIYA, days_ago=HALF)
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


async def test_a_scheme_that_calls_it_optional_says_so_and_one_without_questions_asks_nobody(tmp_path: Path) -> None:
    for number, (definition, found) in enumerate(((surveyed(optional=True), True), (surveyed(()), False))):
        database = Database(f"sqlite:///{tmp_path}/{number}.db")
        stage = await set_stage(database, definition)
        maya, _ = await halfway(stage)
        assert [("Answering is optional." in card) for card in cards(maya)] == [True] * found
        await stage.forward(8)
        assert [("It is optional." in card) for card in cards(maya)] == [True] * found
        await database.close()


async def test_at_the_end_both_are_asked_and_the_unanswered_halfway_survey_is_over(stage: Stage) -> None:
    partnership_id = await pair(stage, MAYA, PRIYA, days_ago=HALF)
    await time_comes(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await sends(maya, going="yes")
    await stage.forward(1)
    await ends(stage, partnership_id)
    assert "Maya, how was it with Priya?" in "".join(cards(maya))
    assert "You can change your answers" in "".join(cards(maya))
    middle, closing = cards(priya)
    assert "This survey closed" in middle
    assert "Nothing more is needed." in middle
    assert "Answer" not in middle
    assert "Priya, how was it with Maya?" in closing
    await stage.forward(40)
    assert "still welcome" not in "".join(cards(maya)[:1])


async def test_an_ending_that_did_not_work_is_surveyed_too_and_one_that_never_started_is_not(stage: Stage) -> None:
    await ends(stage, await pair(stage, MAYA, PRIYA, days_ago=20), Ending.NOT_WORKING)
    await ends(stage, await pair(stage, NOAH, TOM, days_ago=None), Ending.CHANGED)
    assert [one.occasion for one in await surveys(stage)] == ["conclusion", "conclusion"]
    assert cards(await stage.person(NOAH)) == []


async def test_who_has_not_answered_is_reminded_twice_and_then_left_in_peace(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(priya, going="yes")
    async with stage.bot.work(writes=False) as work:
        assert [one.name for one in await rows(work.session, "due") if one.subject == "survey:2"] == ["close"]
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


async def test_the_last_reminders_say_that_it_is_nearly_over(database: Database) -> None:
    stage = await set_stage(database, surveyed(open_days=8, reminders=(7, 8)))
    maya, _ = await halfway(stage)
    for words in ("one day left, until Tuesday 19 January 2027", "today is the last day"):
        await stage.to_next_due()
        assert words in cards(maya)[0]


async def test_a_closed_survey_says_so_on_its_message_without_a_sound(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(priya, going="yes")
    await stage.forward(20)
    await stage.forward(10)
    assert "This survey closed on Monday 8 February 2027. Nothing more is needed." in cards(maya)[0]
    assert "Thank you for your answers." in cards(priya)[0]
    assert "Change" not in cards(priya)[0]
    async with stage.bot.work(writes=False) as work:
        posted = [one for one in await rows(work.session, "outbox") if str(one.key).startswith("survey:")]
    assert [one.notify for one in posted] == [False, False]


async def test_every_message_is_short(stage: Stage) -> None:
    partnership_id = await pair(stage, MAYA, PRIYA, days_ago=HALF)
    maya = await stage.person(MAYA)
    texts = []
    await time_comes(stage)
    texts += cards(maya)
    await stage.forward(8)
    texts += cards(maya)
    await sends(maya, going="no")
    texts += cards(maya)
    await ends(stage, partnership_id)
    texts += cards(maya)
    assert len(set(texts)) == 4
    assert all(len(text.split()) <= 56 and "!" not in text for text in texts)  # with its heading and buttons


# Answering


async def test_what_the_bot_knows_is_shown_and_not_asked(stage: Stage) -> None:
    partnership_id = await pair(stage, MAYA, PRIYA, days_ago=HALF)
    await time_comes(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await maya.presses("Answer")
    await maya.sees("Your mentor: Priya Nair", "Started on: Monday 12 October 2026", "So far: 3 months")
    await maya.sees("Ends on: Monday 12 April 2027", "If it is not going well", "We listen")
    await priya.presses("Answer")
    await priya.sees("Your mentee: Maya Thorne")
    await maya.closes()
    await ends(stage, partnership_id)
    await maya.presses("Answer", card="Closing survey")
    await maya.sees("Lasted: 3 months", "Ended on: Monday 11 January 2027")
    await maya.does_not_see("If it is not going well")


async def test_the_length_of_a_young_pair_is_told_in_weeks(stage: Stage) -> None:
    for mentee, days, length in ((MAYA, 8, "1 week"), (NOAH, 20, "2 weeks"), (ESTHER, 6, "less than a week")):
        await ends(stage, await pair(stage, mentee, PRIYA, days_ago=days))
        person = await stage.person(mentee)
        await person.presses("Answer")
        await person.sees(f"Lasted: {length}\n")


async def test_who_answers_is_thanked_may_change_it_and_is_quietly_offered_help_halfway(stage: Stage) -> None:
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
    await maya.sees("Saved. Your answers read as you wrote them; change them until Monday 8 February 2027.")
    assert [one.answers and one.answers["going"] for one in await surveys(stage)] == ["yes", "yes"]
    await maya.presses("Get help")
    await maya.sees("People to turn to")


async def test_the_thanks_at_the_end_offer_only_to_change_it(stage: Stage) -> None:
    await ends(stage, await pair(stage, MAYA, PRIYA, days_ago=HALF))
    maya = await stage.person(MAYA)
    await maya.presses("Answer", card="Closing survey")
    await maya.fills(going="no")
    await maya.submits()
    assert [card.endswith("Change") for card in cards(maya) if "Closing survey" in card] == [True]


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
    assert (await surveys(stage))[0].answers == {"going": "no", "helped": [], "role": None, "words": SECRET}
    await maya.submits()
    answers = (await surveys(stage))[0].answers
    assert answers
    assert answers["going"] == "yes"


async def test_the_same_answers_sent_twice_are_kept_once(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    action = Action("survey.send", "survey:1", {"going": "yes", "revision": "1"})
    for inbound in ("click-1", "click-2", "click-2"):
        reply = await stage.bot.act(maya.person_id, action, inbound)
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
    await maya._do(Action("survey.form", "survey:1"))
    await maya.sees("This survey has closed. Thank you")
    assert (await surveys(stage))[0].answers is None


async def test_answers_are_checked_beside_their_field_and_kept(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    await sends(maya, going="perhaps", words="x" * 3001)
    assert set(maya.errors) == {"going", "words"}
    assert maya.typed["going"] == "perhaps"
    assert (await surveys(stage))[0].answered_at is None


async def test_a_survey_without_a_single_answer_is_not_taken(database: Database) -> None:
    stage = await set_stage(database, surveyed((HELPED, WORDS)))
    maya, _ = await halfway(stage)
    await sends(maya, words=" ")
    await maya.sees("Nothing is answered yet.")
    assert (await surveys(stage))[0].answered_at is None
    await maya.fills(words="Everything.")
    await maya.submits()
    assert (await surveys(stage))[0].answers == {"helped": [], "words": "Everything."}


async def test_nobody_else_opens_or_answers_it(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(maya, going="no", words=SECRET)
    for person in (priya, await stage.person(ROBIN), await stage.person(ESTHER)):
        for step in ("form", "send"):
            with pytest.raises(NotAllowed):
                await stage.bot.act(person.person_id, Action(f"survey.{step}", "survey:1", {"going": "yes"}))
    answers = (await surveys(stage))[0].answers
    assert answers
    assert answers["going"] == "no"


async def test_no_answer_stands_in_outbox_audit_or_the_bytes_of_the_file(stage: Stage, tmp_path: Path) -> None:
    maya, _ = await halfway(stage)
    await sends(maya, going="yes", words=SECRET)
    await stage.forward(30)
    async with stage.bot.work(writes=False) as work:
        for table in ("outbox", "audit", "chats", "due"):
            assert SECRET not in str(await rows(work.session, table))
    assert b"Maya Thorne" in written(tmp_path)
    assert SECRET.encode() not in written(tmp_path)


# Finding one's own


async def test_the_phrase_leads_to_the_survey_that_waits_and_then_to_changing_it(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    await maya.says("answer the survey")
    await maya.sees("Halfway survey", "Send answers")
    await maya.fills(going="yes")
    await maya.submits()
    await maya.says("answer the survey")
    await maya.sees("Halfway survey", "Save changes")


async def test_a_mentor_of_two_is_asked_which(stage: Stage) -> None:
    for mentee in (MAYA, NOAH):
        await pair(stage, mentee, PRIYA, days_ago=HALF)
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
async def test_with_none_open_it_says_when_the_next_comes(stage: Stage, days_ago: int | None, said: str) -> None:
    await pair(stage, MAYA, PRIYA, days_ago=days_ago)
    maya = await stage.person(MAYA)
    await time_comes(stage)
    if days_ago and days_ago > HALF:
        await stage.forward(29)
    await maya.says("answer the survey")
    await maya.sees("No survey waits for you.", said)


async def test_somebody_without_a_partnership_is_told_kindly_when_surveys_come(stage: Stage) -> None:
    esther = await stage.person(ESTHER)
    await esther.says("answer the survey")
    await esther.sees("No survey waits for you.", "halfway through a partnership")
    assert "Home" in [button.label for message in esther.room.messages.values() for button in message.buttons]


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


# Figures


async def answered(stage: Stage, role: Role, occasion: Occasion, *given: Answers | None) -> None:
    """So many surveys of a kind are issued, each answered as told."""
    definition = next(iter(stage.bot.definitions.values()))
    for number, answers in enumerate(given):
        mentee = f"m{number}.{role}.{occasion}@fellside.example.org"
        partnership_id = await pair(stage, mentee, f"r{number}.{role}.{occasion}@harbour.example.org")
        async with stage.bot.work() as work:
            one = await partnerships.by_id(work, partnership_id)
            person = one.mentee_id if role == "mentee" else one.mentor_id
            survey = Survey.issue(definition, partnership_id, person, role, occasion, work.now)
            if answers is not None:
                survey.answer(answers, 1, work.now, work.now.date())
            await work.add(survey)


async def figures(stage: Stage) -> str:
    robin = await stage.person(ROBIN)
    await robin._do(Action("survey.results"))
    return robin.screen


async def test_figures_are_shown_from_five_answers_on_and_never_what_was_written(stage: Stage) -> None:
    four: list[Answers] = [{"going": "yes", "helped": ["yes", "no"], "words": SECRET}] * 4
    await answered(stage, "mentee", "midpoint", *four, None)
    await answered(stage, "mentor", "conclusion", *four, {"going": "no", "helped": ["no"]}, None)
    seen = await figures(stage)
    mentees, mentors = seen.split("Mentors, at the end")
    assert "Mentees, halfway\nAsked: 5\nAnswered: 4 (80%)\nFigures: shown from 5 answers on; 4 so far" in mentees
    assert "Yes:" not in mentees
    assert "Asked: 6\nAnswered: 5 (83%)" in mentors
    assert "Is it going well?\nYes: 4 (80%)\nNo: 1 (20%)" in mentors
    assert "What helped?\nYes: 4 (80%)\nNo: 5 (100%)" in mentors
    assert "A new role?\nFigures: shown from 5 answers on; 0 so far" in mentors
    assert SECRET not in seen
    assert "M0" not in seen


async def test_before_anybody_is_asked_the_figures_say_so(stage: Stage) -> None:
    seen = await figures(stage)
    assert seen.count("Asked: 0\nAnswered: 0\nFigures: shown from 5 answers on; 0 so far") == 4


async def test_the_figures_are_the_groups_alone(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    await maya._do(Action("survey.results"))
    await maya.sees("This is for the Group that runs the scheme.")
    ida = await stage.person(IDA)
    await ida._do(Action("survey.results"))
    await ida.sees("Survey figures")
    assert [button.action for button in buttons_of(ida.window)] == ["review.register"]


def test_a_question_that_fewer_than_five_answered_has_no_figures_of_its_own() -> None:
    four: list[Answers] = [{"going": "yes", "role": "no"}] * 4
    given: list[Answers] = [*four, {"going": "no", "role": None}]
    assert tally((GOING, ROLE, WORDS), given, 5) == [
        Tally("Is it going well?", 5, (("Yes", 4), ("No", 1))),
        Tally("A new role?", 4, None),
    ]
    assert tally((GOING,), four, 5) is None


def test_a_questionnaire_of_few_questions_takes_few_minutes() -> None:
    assert minutes((GOING,)) == 1
    assert minutes((GOING, GOING, GOING, GOING, ShortText(key="name", label="Your name"))) == 2
    assert minutes((WORDS, WORDS, WORDS, WORDS)) == 3
