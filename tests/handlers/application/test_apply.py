"""Applying in the chat: the form, odd input, rounds that are open and closed, the sister scheme (R1.2, R1.5, R2.1, R2.2)."""

from datetime import date, timedelta

import pytest

from handlers.kit.ui import Action, Form
from scheme.application.application import ApplicationStage as Standing
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.refusal import Refusal
from storage import applications
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import (
    act,
    application_of,
    applies,
    at_once,
    definition_of,
    eligible,
    refused,
)
from tests.support.stage import (
    ESTHER,
    IDA,
    MAYA,
    MENTEE_ANSWERS,
    MENTOR_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    START,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


def given(**extra: Answer) -> dict[str, Answer]:
    return {
        "name": "Maya Thorne",
        "email": MAYA,
        "organisation": "fellside",
        "role": "mentee",
        **MENTEE_ANSWERS,
        **extra,
    }


def changed(scene: Stage, **changes: object) -> None:
    """The same scheme with some tables replaced, as if its file had been edited."""
    data = definition_of(scene).model_dump() | changes
    definition = Definition.model_validate(data)
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[definition.key] = definition


async def test_an_application_is_acknowledged_at_once_with_its_reference_the_day_of_an_answer_and_the_induction(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.sees(
        "Application received", "A-1", "you'll hear by Monday 8 February 2027", "Induction"
    )
    await maya.does_not_see("Mentor skills training")
    await scene.group_sees("A-1, mentee application. A new application has come in.")
    await scene.group_sees("Answer due: Monday 8 February 2027")


async def test_what_the_bot_knows_is_filled_in_and_what_one_agrees_to_is_asked_each_time(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", subject)
    await maya.says("I would like a mentor")
    form = maya.window
    assert isinstance(form, Form)
    assert form.answers["organisation"] == "fellside"
    assert form.answers["goals"] == MENTEE_ANSWERS["goals"]
    assert not {"consent", "manager_approval"} & set(form.answers)


async def test_each_wrong_answer_is_named_beside_its_field_and_what_was_typed_is_kept(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("find a mentor")
    await maya.fills(
        **{**MENTEE_ANSWERS, "email": "nowhere", "experience_years": "many", "goals": "x" * 10_000}
    )
    await maya.submits()
    assert set(maya.errors) == {"email", "experience_years", "goals"}
    assert "3 answers need another look" in maya.notice
    assert maya.typed["goals"] == "x" * 10_000
    await maya.fills(email=MAYA, experience_years="4", goals="Teach")
    await maya.submits()
    assert maya.window is None
    assert (await application_of(scene, MAYA)).answers["goals"] == "Teach"


ODD = {
    "emoji": "🌱👩🏽‍🏫 growing",
    "right to left": "אני רוצה ללמוד",
    "html": "<script>alert('x')</script> <b>bold</b>",
    "mention": "<!channel> @everyone [link](https://evil.example.org)",
}


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
async def test_odd_text_is_kept_as_it_was_typed_and_stands_in_no_message(
    scene: Stage, text: str
) -> None:
    await eligible(scene, MAYA, goals=text, other=text, job_title=text)
    found = (await application_of(scene, MAYA)).answers
    assert (found["goals"], found["other"], found["job_title"]) == (text, text, text)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees(text)
    for room in scene.channel.rooms.values():
        assert text not in str(room)


async def test_control_characters_and_marks_that_turn_text_round_are_taken_out(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", goals="one\x00two\u202ethree", name="Ma\u0007ya\nThorne")
    found = (await application_of(scene, MAYA)).answers
    assert (found["goals"], found["name"]) == ("onetwothree", "Maya Thorne")


async def test_a_form_without_a_single_answer_or_for_no_known_role_keeps_nothing(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    assert "need another look" in await refused(maya, "apply.send", role="emperor")
    assert "need another look" in await refused(maya, "apply.send", role=["mentor"])
    assert "no application from you yet" in (await act(maya, "applied.status")).says[0].text


async def test_a_second_click_on_send_makes_no_second_application(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    action = Action(name="apply.send", answers=given())
    first = await scene.bot.act(maya.person_id, action, "web:1")
    assert await scene.bot.act(maya.person_id, action, "web:1") == first
    assert "open application as a mentee already" in await refused(maya, "apply.send", **given())
    await scene.bot.delivery.drain()
    await scene.group_sees("A-1")
    await scene.group_does_not_see("A-2")


async def test_one_person_may_be_mentee_and_mentor_unless_the_scheme_bars_it(scene: Stage) -> None:
    await applies(scene, ESTHER, "mentee")
    await applies(scene, ESTHER, "mentor")
    noah = await scene.person(NOAH)
    changed(scene, eligibility={"both_roles": False})
    await applies(scene, NOAH, "mentor")
    text = await refused(noah, "apply.mentee")
    assert (
        text
        == "You have applied as a mentor, and in this scheme each person takes one part, so that places go round. If you "
        "would rather be a mentee, withdraw that first; nobody minds."
    )
    assert "each person takes one part" in await refused(noah, "apply.send", **given(email=NOAH))


async def test_two_forms_sent_at_once_are_not_two_parts_where_the_scheme_bars_it(
    scene: Stage,
) -> None:
    changed(scene, eligibility={"both_roles": False})
    mentee = Action(name="apply.send", answers=given(email=NOAH))
    mentor = Action(
        name="apply.send",
        answers={**given(email=NOAH), **MENTOR_ANSWERS, "role": "mentor"},
    )
    found = await at_once(scene, (NOAH, mentee), (NOAH, mentor))
    assert [isinstance(one, Refusal) for one in found].count(True) == 1
    noah = await scene.person(NOAH)
    async with scene.bot.work(writes=False) as work:
        own = await applications.of_person(work, definition_of(scene).key, noah.person_id)
    assert len(own) == 1


async def test_a_mentee_who_mentors_by_now_is_not_both_once_more(scene: Stage) -> None:
    changed(scene, eligibility={"both_roles": False})
    subject = f"partnership:{await pair(scene, MAYA, PRIYA, days_ago=60)}"
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", subject, how="completed", now=True)
    await maya.sees("Become a mentor")
    await applies(scene, MAYA, "mentor")
    await act(maya, "end.again", subject)
    assert (await application_of(scene, MAYA)).stage == Standing.CONCLUDED
    await maya.does_not_see("looks for another mentor, and you'll hear")


# Levels


LEVELED = {
    "non_senior": False,
    "mentee_levels": ["deputy-director", "head"],
    "best_effort_levels": ["director"],
    "mentor_levels": ["director"],
}


async def test_who_is_taken_as_far_as_possible_is_told_so_at_once_and_the_group_sees_it(
    scene: Stage,
) -> None:
    changed(scene, eligibility=LEVELED)
    await applies(scene, MAYA, "mentee", level="director")
    maya, robin = await scene.person(MAYA), await scene.person(ROBIN)
    await maya.sees("For your level we do our best; a mentor can't be promised.")
    await robin.presses_in_channel("Open", card="A-1")
    await robin.sees(
        "Director or head of the library is taken as far as possible: a mentor is looked for, and none is promised."
    )
    await applies(scene, NOAH, "mentee", level="head")
    noah = await scene.person(NOAH)
    await noah.does_not_see("we do our best")


async def test_a_level_that_is_not_among_those_is_the_groups_to_judge(scene: Stage) -> None:
    changed(scene, eligibility=LEVELED)
    await applies(scene, MAYA, "mentee", level="assistant")
    await applies(scene, NOAH, "mentor", level="head")
    robin = await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-1")
    await robin.sees("Library assistant is not a level of mentees here; these are: ")
    await robin.presses_in_channel("Open", card="A-2")
    await robin.sees("is not a level of mentors here; these are: Director or head of the library.")


# Rounds


async def test_outside_a_round_one_is_told_when_the_next_opens_and_reminded_that_morning_once(
    scene: Stage,
) -> None:
    await scene.forward(60)
    maya = await scene.person(MAYA)
    await maya.says("hello")
    await maya.sees("Autumn opens on Friday 30 July 2027")
    await maya.says("I would like a mentor")
    await maya.sees("closed just now", "Friday 30 July 2027", "Remind me")
    await maya.presses("Remind me")
    await maya.presses("Remind me")
    await maya.sees("I'll write to you on Friday 30 July 2027")
    await maya.does_not_see("open now")
    moment = await scene.to_next_due()
    assert (moment.date(), moment.hour) == (date(2027, 7, 30), 8)  # nine in British summer time
    await maya.sees("Applications for mentees are open now, until")
    await scene.forward(3)
    assert str(maya.room).count("are open now") == 1
    await maya.presses("Apply")
    assert isinstance(maya.window, Form)


async def test_whoever_has_applied_by_the_opening_day_is_not_reminded(scene: Stage) -> None:
    await scene.forward(60)
    maya = await scene.person(MAYA)
    await maya.says("find a mentor")
    await maya.presses("Remind me")
    changed(scene, always_open=True)
    await applies(scene, MAYA, "mentee")
    await scene.forward(200)
    await maya.does_not_see("open now")


async def test_nobody_is_told_of_a_round_that_closed_while_the_bot_was_down(scene: Stage) -> None:
    await scene.forward(60)
    maya = await scene.person(MAYA)
    await maya.says("find a mentor")
    await maya.presses("Remind me")
    scene.bot.clock.set(START + timedelta(days=300))
    await scene.bot.sweep()
    await scene.bot.delivery.drain()
    await maya.does_not_see("You asked me to say so")


async def test_a_late_click_on_remind_me_says_that_it_is_open(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    assert "opened already" in await refused(maya, "apply.remind", role="mentee", round="spring")
    assert "opened already" in await refused(maya, "apply.remind", role="mentee", round="never")


async def test_a_round_that_closes_while_one_writes_says_so_and_keeps_what_was_typed(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("find a mentor")
    await maya.fills(**MENTEE_ANSWERS)
    await scene.forward(60)
    await maya.submits()
    assert maya.notice.startswith(
        "Applications closed while you were writing, so this was not sent."
    )
    assert "Autumn opens on Friday 30 July 2027" in maya.notice
    assert isinstance(maya.window, Form)
    assert maya.typed["goals"] == MENTEE_ANSWERS["goals"]


async def test_a_scheme_without_another_round_names_somebody_to_ask(scene: Stage) -> None:
    await scene.forward(400)
    maya = await scene.person(MAYA)
    await maya.says("find a mentor")
    await maya.sees("the next wave has no date yet", "ALN Development Managers can tell you more")


async def test_a_scheme_that_is_always_open_takes_applications_between_rounds(scene: Stage) -> None:
    changed(scene, always_open=True)
    await scene.forward(60)
    await applies(scene, MAYA, "mentee")
    assert (await application_of(scene, MAYA)).round == "always"
    assert "open" in str((await act(await scene.person(NOAH), "apply.rounds")).says[0].parts)


async def test_when_one_can_apply_is_said_for_each_role_with_what_to_press(scene: Stage) -> None:
    rounds = [one.model_dump() for one in definition_of(scene).rounds]
    rounds[0]["mentee"]["closes"] = START.date() - timedelta(days=1)
    changed(scene, rounds=rounds)
    noah = await scene.person(NOAH)
    await noah.says("when can I apply?")
    await noah.sees(
        "As a mentee: Autumn opens on Friday 30 July 2027",
        "As a mentor: open until Tuesday 2 March 2027",
    )
    await noah.presses("Remind me as a mentee")
    await noah.sees("I'll write to you on Friday 30 July 2027")
    await noah.presses("Be a mentor")
    assert isinstance(noah.window, Form)


# Senior applicants, and terms


async def test_a_senior_applicant_is_pointed_to_the_sister_scheme_and_may_send_it_anyway(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("find a mentor")
    await maya.fills(**{**MENTEE_ANSWERS, "level": "director"})
    await maya.submits()
    await maya.sees(
        "SCONUL mentoring scheme may suit you better",
        "https://www.sconul.ac.uk/",
        "Send it all the same",
    )
    await maya.submits()
    assert (await application_of(scene, MAYA)).stage == Standing.RECEIVED
    robin = await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-1")
    await robin.sees("is a senior level", "Use discretion")


async def test_the_schemes_own_words_are_used_with_their_right_article(scene: Stage) -> None:
    terms = {
        **definition_of(scene).terms.model_dump(),
        "mentor": "adviser",
        "mentee": "associate",
        "round": "intake",
    }
    changed(scene, terms=terms, eligibility={"both_roles": False})
    maya = await scene.person(MAYA)
    await maya.says("hello")
    await maya.sees("You can find an adviser", "Find an adviser", "Be an adviser")
    await maya.presses("Find an adviser")
    await maya.sees("Apply as an associate")
    await applies(scene, MAYA, "mentee")
    await maya.sees("Your associate application is here")
    assert "you would rather be an adviser" in await refused(maya, "apply.mentor")
