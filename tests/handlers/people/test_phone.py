"""Somebody phones: an administrator does for them what they ask, marked as such, and they are told (R13.2)."""

import pytest
from sqlalchemy import select

from handlers import CATALOGUE
from handlers.desk.gate import Unknown
from handlers.kit.ui import Action, Form
from scheme.definition.definition import Definition
from scheme.subject import Subject
from storage import people
from storage.tables import audit, drafts
from tests.support.dialogue import Player, Stage, read
from tests.support.pairs import pair
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    barred,
    cards,
    definition_of,
    offered,
    on_register,
    pair_of,
    refused,
)
from tests.support.stage import ALEX, IDA, JO, MAYA, MENTEE_ANSWERS, NOAH, PRIYA, ROBIN, TOM


async def on_the_phone(scene: Stage, who: str) -> Player:
    """The administrator has found a caller."""
    alex = await scene.person(ALEX)
    await alex.says("help")
    await alex.presses("Somebody phones")
    await alex.fills(who=who)
    await alex.submits()
    await alex.presses("This one", card=who)
    return alex


async def marked(scene: Stage, email: str, step: str, **given: str) -> dict[str, str]:
    """What a button for a caller carries."""
    return {"phone_for": str((await scene.person(email)).person_id), "phone_step": step, **given}


async def recorded(scene: Stage) -> list[tuple[int | None, int | None, str, str]]:
    """The audit log: who, for whom, what, and whether it was allowed."""
    async with scene.bot.work(writes=False) as work:
        found = (await work.session.execute(select(audit).order_by(audit.c.id))).all()
    return [(one.person_id, one.behalf, one.action, one.outcome) for one in found]


async def test_a_form_is_filled_in_for_a_caller_who_is_told_and_both_are_recorded(
    scene: Stage,
) -> None:
    alex, maya = await on_the_phone(scene, MAYA), await scene.person(MAYA)
    await alex.sees("For Maya Thorne, by phone")
    await alex.presses("Find a mentor")
    await alex.sees("For Maya Thorne, by phone: Apply as a mentee")
    assert isinstance(alex.window, Form)
    assert alex.window.answers["name"] == "Maya Thorne"
    await alex.fills(**MENTEE_ANSWERS)
    await alex.submits()
    await alex.sees("For Maya Thorne, by phone", "Noted.")
    assert len(cards(maya, "Application received")) == 1
    [text] = cards(maya, "Noted after your call")
    assert text.startswith(
        "Alex Finch noted this for you after your call: your application was sent. If it is not right"
    )
    assert (await application_of(scene, MAYA)).person_id == maya.person_id
    assert (alex.person_id, maya.person_id, "apply.send", "done") in await recorded(scene)
    await alex.presses("Something else for them")
    await alex.sees("Application received; answer by")
    await alex.presses("Withdraw it")
    await alex.presses("Withdraw")
    assert "your application was withdrawn" in cards(maya, "Noted after your call")[-1]
    assert not (await application_of(scene, MAYA)).is_open


async def test_a_form_with_a_mistake_comes_back_and_nothing_is_noted(scene: Stage) -> None:
    alex, maya = await on_the_phone(scene, MAYA), await scene.person(MAYA)
    await alex.presses("Find a mentor")
    await alex.fills(**{**MENTEE_ANSWERS, "goals": ""})
    await alex.submits()
    await alex.sees("One answer needs another look")
    assert cards(maya, "Noted after your call") == []


async def begun(scene: Stage) -> list[tuple[int, str]]:
    """Whose forms were begun and not sent."""
    async with scene.bot.work(writes=False) as work:
        return [
            (one.person_id, one.action)
            for one in (await work.session.execute(select(drafts))).all()
        ]


async def test_a_form_the_caller_had_begun_is_settled_by_the_one_sent_for_them_and_no_other(
    scene: Stage,
) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    for player, title in ((maya, "Quokka minder"), (alex, "Zebra keeper")):
        await player.says("I would like a mentor")
        await player.fills(job_title=title)
        await player.leaves()
    alex = await on_the_phone(scene, MAYA)
    await alex.presses("Continue")
    for title in (
        "Quokka minder",
        "Zebra keeper",
    ):  # what somebody has not sent yet is for nobody else to read
        await alex.does_not_see(title)
    await alex.fills(**{**MENTEE_ANSWERS, "goals": ""})
    await alex.submits()
    assert {one for one, _ in await begun(scene)} == {maya.person_id, alex.person_id}
    await alex.fills(**MENTEE_ANSWERS)
    await alex.submits()
    assert (await application_of(scene, MAYA)).answers["job_title"] == MENTEE_ANSWERS["job_title"]
    assert await begun(scene) == [(alex.person_id, "apply.send")]
    await maya.says("hello")
    await maya.does_not_see("You began this form")


async def test_what_is_typed_into_a_callers_form_is_kept_for_nobody(scene: Stage) -> None:
    alex = await on_the_phone(scene, MAYA)
    await alex.presses("Find a mentor")
    assert isinstance(alex.window, Form)
    assert (alex.window.opener, alex.window.buttons) == (None, ())
    await alex.fills(job_title="Quokka minder")
    with pytest.raises(Unknown):
        await alex.leaves()
    assert await begun(scene) == []


async def search(scene: Stage, who: str, scheme: str = "aln") -> str:
    """What the administrator of a scheme sees who looks for a caller there."""
    alex = await scene.person(ALEX)
    reply = await scene.bot.act(
        alex.person_id, Action(name="phone.found", answers={"who": who}, scheme=scheme)
    )
    assert reply.window is not None
    return read(reply.window)


async def test_a_caller_is_looked_for_among_those_of_the_scheme_and_others_by_their_address_alone(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    data = definition_of(scene).model_dump() | {"key": "m25", "name": "M25 Mentoring"}
    data["roster"] = [one for one in data["roster"] if one["email"] in (ALEX, JO)]
    data["outside"] = {"name": "The trustees", "phone": "01632 960 011"}
    second = Definition.model_validate(data)
    assert isinstance(scene.bot.definitions, dict)
    scene.bot.definitions["m25"] = second
    async with scene.bot.work() as work:
        await people.ensure_roster(work, second)
    assert "Maya Thorne" in await search(scene, "maya")
    assert "Maya Thorne" not in await search(scene, "maya", "m25")
    assert "Maya Thorne" in await search(scene, MAYA.upper(), "m25")
    assert "Jo Sand" in await search(scene, "jo s", "m25")
    assert "Robin Ash" not in await search(scene, "robin", "m25")
    assert "Noah Quill" not in await search(scene, "noah")
    assert "Noah Quill" in await search(scene, f" {NOAH}")


async def test_a_caller_chooses_and_a_mentor_accepts_by_phone(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    await offered(scene, MAYA, [PRIYA])
    alex = await on_the_phone(scene, "Maya")
    await alex.presses("Read profiles")
    await alex.sees("For Maya Thorne, by phone: Mentors to consider")
    await alex.does_not_see("Ask a question first")
    await alex.presses("Choose Priya Nair")
    await alex.sees("For Maya Thorne, by phone: Send this to Priya Nair?")
    await alex.presses("Change the words")
    await alex.fills(goals="To speak up in meetings.")
    await alex.submits()
    await alex.sees(
        "For Maya Thorne, by phone: Send this to Priya Nair?", "To speak up in meetings."
    )
    assert cards(await scene.person(PRIYA), "A mentee asks") == []
    await alex.presses("Send")
    changed, sent = cards(await scene.person(MAYA), "Noted after your call")
    assert "your words were changed" in changed
    assert "your request was sent" in sent
    await alex.closes()
    alex = await on_the_phone(scene, "Priya")
    await alex.presses("Read the request")
    await alex.presses("Accept")
    assert (
        "you accepted the request" in cards(await scene.person(PRIYA), "Noted after your call")[0]
    )
    assert (await pair_of(scene)).is_live


async def test_a_meeting_is_logged_once_however_often_the_press_arrives(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=20)
    subject = Subject("partnership", (await pair_of(scene)).id)
    day = scene.bot.clock.now().date().isoformat()
    given = await marked(scene, MAYA, "meet.logged", day=day, minutes="60", how="phone")
    alex = await scene.person(ALEX)
    first = await scene.bot.act(
        alex.person_id, Action(name="phone.do", subject=subject, answers=given), "web:1:abc"
    )
    assert (
        await scene.bot.act(
            alex.person_id, Action(name="phone.do", subject=subject, answers=given), "web:1:abc"
        )
        == first
    )
    await scene.bot.delivery.drain()
    told = [one for one in await recorded(scene) if one[2] == "meet.logged"]
    assert told == [(alex.person_id, (await scene.person(MAYA)).person_id, "meet.logged", "done")]
    assert len(cards(await scene.person(MAYA), "Noted after your call")) == 1


async def test_what_is_private_to_a_caller_is_not_done_by_phone(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=20)
    subject, alex = f"partnership:{(await pair_of(scene)).id}", await scene.person(ALEX)
    private = (
        "survey.open",
        "survey.send",
        "agree.read",
        "agree.sign",
        "goals.show",
        "concern.complain",
        "reflect.list",
    )
    for step in (*private, "review.open", "phone.do", "nothing.here", ""):
        text = await refused(alex, "phone.do", subject, **await marked(scene, MAYA, step))
        assert text.startswith("This is theirs alone")
    alex = await on_the_phone(scene, "Maya")
    for label in ("Agreement", "Goals", "Survey", "Talk to a person"):
        await alex.does_not_see(label)


async def test_nobody_but_an_administrator_acts_for_another(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    for email in (ROBIN, IDA, MAYA, NOAH):
        player = await scene.person(email)
        await barred(player, "phone.find")
        await barred(player, "phone.found", who="Maya")
        await barred(player, "phone.added", name="Eve Hay", email="eve.hay@moor.example.org")
        await barred(player, "phone.do", subject, **await marked(scene, MAYA, "applied.withdrawn"))
    assert (await application_of(scene, MAYA)).is_open


async def test_an_administrator_who_is_too_close_or_stands_aside_does_nothing_for_them(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee", avoid="Alex Finch")
    alex = await scene.person(ALEX)
    for step in ("home.show", "applied.status"):
        await barred(alex, "phone.do", **await marked(scene, MAYA, step))
    await barred(alex, "phone.do", subject, **await marked(scene, MAYA, "applied.withdrawn"))
    await barred(alex, "phone.do", **await marked(scene, ALEX, "home.show"))
    assert (alex.person_id, None, "phone.do", "refused") in await recorded(scene)


async def test_a_caller_has_nobody_elses_rights_by_phone(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    request = await asked(scene, NOAH, PRIYA, [PRIYA, TOM])
    alex = await scene.person(ALEX)
    await barred(alex, "phone.do", request, **await marked(scene, MAYA, "answer.accept"))
    found = await recorded(scene)
    assert (
        alex.person_id,
        (await scene.person(MAYA)).person_id,
        "answer.accept",
        "refused",
    ) in found
    ida = await on_the_phone(scene, "Ida")
    await ida.does_not_see("matters wait")
    await ida.does_not_see("Open register")


async def test_somebody_new_on_the_phone_is_added_by_their_address_once(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    await act(alex, "phone.find")
    await alex.says("help")
    await alex.presses("Somebody phones")
    await alex.fills(who="Eve")
    await alex.submits()
    await alex.sees("Nobody here is known as Eve.")
    await alex.presses("Somebody new")
    await alex.fills(name="Eve Hay", email="eve.hay@moor.example.org")
    await alex.submits()
    await alex.sees("For Eve Hay, by phone", "eve.hay@moor.example.org")
    await alex.presses("Go on for Eve Hay")
    await alex.sees("Welcome to")
    reply = await act(alex, "phone.added", name="Another", email="eve.hay@moor.example.org")
    assert reply.window is not None
    assert reply.window.title == "For Eve Hay, by phone"


async def test_everything_that_can_be_done_by_phone_is_there_and_is_nobodys_duty(
    scene: Stage,
) -> None:
    assert len(CATALOGUE.by_phone) > 50
    for name, told in CATALOGUE.by_phone.items():
        step = scene.bot.desk.steps[name]
        assert step.audience in ("anyone", "party"), name
        assert bool(told) is not (step.reads or step.opens), name


async def test_what_a_caller_keeps_from_an_administrator_stays_out_of_their_home_by_phone(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA)
    for email in (MAYA, NOAH):
        caller = await scene.person(email)
        await caller.says("I want to make a complaint")
        await caller.fills(about=await caller.option("Alex Finch"), text="My call was cut short.")
        await caller.submits()
        assert not caller.notice
    for email, offered_instead in ((MAYA, "Log a meeting"), (NOAH, "When they can apply")):
        alex = await on_the_phone(scene, email)
        await alex.sees(offered_instead)
        for hidden in ("omplain", "C-"):
            await alex.does_not_see(hidden)


def test_what_is_done_by_phone_is_about_what_the_steps_done_so_are_about() -> None:
    steps = CATALOGUE.steps
    assert set(steps["phone.do"].about) == {
        kind for name in CATALOGUE.by_phone for kind in steps[name].about
    }
    assert "concern" not in steps["phone.do"].about
