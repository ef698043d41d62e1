"""No one sender floods the others: what anybody does too often waits, is told kindly, and nothing of it is lost (R13.6)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from handlers import CONVERSATIONS
from handlers.accounts import identity
from handlers.accounts.identity import Profile
from handlers.desk.drafts import MOST_DRAFTS, MOST_TYPED
from handlers.kit.post import tell_group
from handlers.kit.ui import Action, Form, Message
from scheme.definition.sections import Workspace
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.pace import CARDS, REFUSALS, SELDOM, TooMuch
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import people, tables
from storage.tables import outbox as rows
from storage.work import Work
from tests.support.dialogue import Stage
from tests.support.rounds import act, barred
from tests.support.stage import ALEX, ESTHER, MAYA, PRIYA, SAM

TEAM = "T0FELLS"
GRIEVANCE = "Xylophonic grievance"
COMPLAINT = Action(
    name="concern.send",
    answers={"about": "scheme", "text": GRIEVANCE},
    opener=Action(name="concern.complain", scheme="aln"),
)


def passes(scene: Stage, hours: int) -> None:
    """Time goes by, and nothing falls due."""
    scene.bot.clock.set(scene.bot.clock.now() + timedelta(hours=hours))


async def count(scene: Stage, table: str) -> int:
    """How many rows a table has."""
    async with scene.bot.work(writes=False) as work:
        query = select(func.count()).select_from(tables.metadata.tables[table])
        return (await work.session.scalars(query)).one()


async def test_a_flood_of_complaints_ends_kindly_and_the_last_one_is_kept_as_it_was_typed(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    for _ in range(SELDOM.hour):
        await scene.bot.act(maya.person_id, COMPLAINT)
    with pytest.raises(TooMuch) as no:
        await scene.bot.act(maya.person_id, COMPLAINT)
    contact = next(iter(scene.bot.definitions.values())).help[0]
    assert contact.name in no.value.text
    assert "kept" in no.value.text
    assert len(no.value.text.split()) <= 50
    assert await count(scene, "concerns") == SELDOM.hour
    form = (await scene.bot.act(maya.person_id, Action(name="concern.complain"))).window
    assert isinstance(form, Form)
    assert form.answers["text"] == GRIEVANCE


async def test_what_one_person_does_too_often_holds_up_nobody_else_and_nothing_else(
    scene: Stage,
) -> None:
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for _ in range(SELDOM.hour):
        await scene.bot.act(maya.person_id, COMPLAINT)
    await scene.bot.act(priya.person_id, COMPLAINT)
    await act(maya, "enquiry.asked", about="scheme", text="When is the next round?")
    passes(scene, 1)
    await scene.bot.act(maya.person_id, COMPLAINT)
    assert await count(scene, "concerns") == SELDOM.hour + 2


async def test_there_is_an_end_to_a_day_as_well(scene: Stage) -> None:
    maya, done = await scene.person(MAYA), 0
    for _ in range(24):
        try:
            for _ in range(SELDOM.hour):
                await scene.bot.act(maya.person_id, COMPLAINT)
                done += 1
        except TooMuch:
            break
        passes(scene, 1)
    assert done == SELDOM.day


async def test_what_was_done_under_a_clock_that_ran_ahead_does_not_count(scene: Stage) -> None:
    maya, now = await scene.person(MAYA), scene.bot.clock.now()
    passes(scene, 24 * 365)
    for _ in range(SELDOM.hour):
        await scene.bot.act(maya.person_id, COMPLAINT)
    scene.bot.clock.set(now)
    await scene.bot.act(maya.person_id, COMPLAINT)


async def cards(scene: Stage, *numbers: int, text: str = "Something came in.") -> list[str]:
    """Show the Group so many matters, one by one; the keys of what its channel then has."""
    for number in numbers:
        async with scene.bot.work() as work:
            await tell_group(work, "aln", Message(text=text), key=f"enquiry:{number}")
    await scene.bot.delivery.drain()
    async with scene.bot.work(writes=False) as work:
        query = (
            select(tables.outbox.c.key)
            .where(tables.outbox.c.recipient == "group:aln")
            .order_by(tables.outbox.c.id)
        )
        return [str(key) for key in (await work.session.scalars(query)).all()]


async def test_a_crowd_is_one_message_to_the_group_and_not_a_thousand_cards(scene: Stage) -> None:
    shown = await cards(scene, *range(1, 4 * CARDS))
    assert len(shown) == CARDS + 1
    assert shown[-1].startswith("crowd:")
    await scene.group_sees("The list has all of it, by date.")
    await cards(scene, 1, text="It was looked into.")
    await scene.group_sees("It was looked into.")
    passes(scene, 2)
    assert (await cards(scene, 4 * CARDS))[-1] == f"enquiry:{4 * CARDS}"


async def strangers(scene: Stage, number: int) -> list[int]:
    """So many people of whom nobody has heard before."""
    async with scene.bot.work() as work:
        many = [
            await people.add(work, f"Eli {one}", f"eli{one}@moor.example.org", "UTC")
            for one in range(number)
        ]
    return [one.id for one in many]


async def letters(scene: Stage, *kinds: str) -> dict[str, int]:
    """How many letters about such matters, or about a crowd, each recipient has; those who raised them left out."""
    found: Counter[str] = Counter()
    async with scene.bot.work(writes=False) as work:
        for recipient, key in (
            await work.session.execute(select(rows.c.recipient, rows.c.key))
        ).all():
            found[recipient] += str(key).partition(":")[0] in {*kinds, "crowd"}
    return {recipient: count for recipient, count in found.items() if count > 1}


async def heard_of_a_crowd(scene: Stage) -> set[int]:
    """How often each crowd was told of to anybody."""
    async with scene.bot.work(writes=False) as work:
        query = select(rows.c.wanted).where(rows.c.key.startswith("crowd:"))
        return set((await work.session.scalars(query)).all())


@pytest.mark.parametrize("about", ["scheme", "group"])
async def test_many_strangers_together_are_one_message_and_none_of_them_is_refused(
    scene: Stage, about: str
) -> None:
    complaint = replace(COMPLAINT, answers={**COMPLAINT.answers, "about": about})
    for one in await strangers(scene, CARDS + 15):
        await scene.bot.act(PersonId(one), complaint)
    assert await count(scene, "concerns") == CARDS + 15
    told = await letters(scene, "concern")
    assert told
    assert max(told.values()) <= CARDS + 1
    assert await heard_of_a_crowd(scene) == {1}


async def test_many_who_ask_one_person_for_a_word_are_one_message_to_them(scene: Stage) -> None:
    sam = await scene.person(SAM)
    for one in await strangers(scene, CARDS + 5):
        await scene.bot.act(
            PersonId(one),
            Action(name="sounding.sent", answers={"whom": str(sam.person_id)}, scheme="aln"),
        )
    assert await count(scene, "soundings") == CARDS + 5
    assert await letters(scene, "sounding") == {f"person:{sam.person_id}": CARDS + 1}
    assert await heard_of_a_crowd(scene) == {1}


async def test_many_who_ask_to_be_let_in_are_one_message_to_each_administrator(
    scene: Stage,
) -> None:
    here = (Workspace(platform="slack", id=TEAM, name="Fells libraries"),)
    known = {
        key: one.model_copy(update={"workspaces": here})
        for key, one in scene.bot.definitions.items()
    }
    for number in range(CARDS + 5):
        async with Work(scene.bot.database, known, scene.bot.clock.now()) as work:
            text = await identity.ask_in(
                work,
                Profile(
                    platform="slack",
                    workspace=TEAM,
                    user=f"U{number}",
                    name="Eli Roe",
                    email="eli@vale.example.com",
                ),
            )
        assert "have been asked to confirm you" in text
    told = await letters(scene, "account")
    assert set(told.values()) == {CARDS + 1}
    assert await heard_of_a_crowd(scene) == {1}


async def test_refused_presses_are_written_down_a_few_times_an_hour_and_not_for_ever(
    scene: Stage,
) -> None:
    esther = await scene.person(ESTHER)
    before = await count(scene, "audit")
    for _ in range(5 * REFUSALS.hour):
        await barred(esther, "organise.add")
    assert await count(scene, "audit") - before == REFUSALS.hour
    await barred(esther, "organise.roster")
    assert await count(scene, "audit") - before == REFUSALS.hour + 1


async def test_the_drafts_of_a_person_are_so_many_and_of_such_a_length(scene: Stage) -> None:
    maya, now = await scene.person(MAYA), scene.bot.clock.now()
    for number in range(2 * MOST_DRAFTS):
        form = Form(
            title="A form",
            action="concern.send",
            fields=(),
            submit="Send",
            subject=Subject("enquiry", number + 1),
            opener=Action(name="concern.complain", scheme="aln"),
        )
        await scene.bot.desk.keep(maya.person_id, form, {"text": GRIEVANCE}, {}, now)
    assert await count(scene, "drafts") == MOST_DRAFTS
    parts: Answers = {f"text{number}": "x" * 20_000 for number in range(MOST_TYPED // 20_000 + 1)}
    with pytest.raises(Refusal, match="more than can be kept"):
        await scene.bot.desk.keep(maya.person_id, form, parts, {}, now)


async def test_an_administrator_may_enter_fifty_applications_in_an_hour(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    for number in range(50):
        await act(
            alex, "phone.added", name=f"Eli Roe {number}", email=f"eli.roe{number}@moor.example.org"
        )
    assert await count(scene, "people") >= 50


def test_whatever_somebody_else_has_to_answer_is_asked_for_seldom() -> None:
    steps = {
        name: step for conversation in CONVERSATIONS for name, step in conversation.steps.items()
    }
    seldom = {name for name, step in steps.items() if step.pace == SELDOM}
    assert seldom >= {
        "apply.send",
        "concern.send",
        "concern.added",
        "enquiry.asked",
        "enquiry.raised",
        "sounding.sent",
    }
    assert not [name for name, step in steps.items() if step.pace.hour > 150 or step.pace.day > 600]
