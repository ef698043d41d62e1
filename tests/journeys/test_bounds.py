"""What anybody can type into any form is bounded: dates, figures and texts (R13.6)."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from handlers.kit.ui import Action, Form
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    ShortText,
    TickField,
)
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import applications
from storage.engine.database import Database
from tests.journeys.test_who_may import PEOPLE, STEPS, tried
from tests.journeys.test_who_may import _world as world
from tests.support.dialogue import Stage
from tests.support.stage import TOM, scheme, set_stage

DATES = ["0001-01-01", "9999-12-31", "2400-02-29"]


@pytest.fixture(autouse=True)
def ears() -> None:
    """What is tried here is forged a thousand times over; what the bot says is listened to elsewhere."""


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot on a small database."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    yield await set_stage(database)
    await database.close()


async def _forms(stage: Stage) -> list[tuple[int, Form]]:
    """Every form that any step shows to anybody of the cast, and whose it is."""
    found: dict[str, tuple[int, Form]] = {}
    subjects = {"": "", **await world(stage)}
    async with stage.bot.work(writes=False) as work:
        tom = await applications.open_of(
            work, scheme().key, (await stage.person(TOM)).person_id, "mentor"
        )
    assert tom is not None
    shows = [(name, kind) for name, kind in tried() if STEPS[name].reads or STEPS[name].opens]
    asked = [
        (name, subjects[kind]) for name, kind in shows if not name.startswith(("home.", "ask."))
    ]
    asked.append(("available.away", f"application:{tom.id}"))
    for email in PEOPLE.values():
        person_id = (await stage.person(email)).person_id
        for name, subject in asked:
            try:
                reply = await stage.bot.act(
                    person_id, Action(name=name, subject=Subject.read(subject))
                )
            except Refusal:
                continue
            if isinstance(reply.window, Form):
                found.setdefault(reply.window.action, (person_id, reply.window))
    return list(found.values())


def _good(field: AnyField) -> Answer:
    match field:
        case ChoiceField():
            return field.options[-1].key if field.options else None
        case ChoicesField():
            return [field.options[0].key] if field.options else []
        case Number():
            return field.least
        case DateField():
            return field.earliest.isoformat()
        case TickField():
            return True
        case FileField():
            return None
        case ShortText(form="email"):
            return "somebody@fellside.example.org"
        case ShortText(form="link"):
            return "https://example.org/"
        case ShortText() | LongText():
            return "Something"
        case _:
            return "14:30"


async def _errors(
    stage: Stage, person_id: PersonId, form: Form, answers: Mapping[str, Answer]
) -> Mapping[str, str]:
    """What stands beside the fields of a form that was sent; {} where it was taken."""
    try:
        await stage.bot.act(
            person_id,
            Action(
                name=form.action,
                subject=form.subject,
                answers={**form.carries, **answers},
                opener=form.opener,
            ),
        )
    except Refusal as no:
        return no.errors
    return {}


async def test_no_form_takes_a_date_or_a_figure_from_beyond_its_bounds(stage: Stage) -> None:
    forms = await _forms(stage)
    tried: list[str] = []
    for person_id, form in forms:
        good = {field.key: _good(field) for field in form.fields}
        for field in form.fields:
            wrong: list[Answer] = []
            if isinstance(field, DateField):
                wrong = [*DATES]
            elif isinstance(field, Number):
                wrong = [field.most + 1, field.least - 1, 10**12, "1e9", "9" * 40]
            for answer in wrong:
                errors = await _errors(
                    stage, PersonId(person_id), form, {**good, field.key: answer}
                )
                assert field.key in errors, (form.action, field.key, answer)
                assert errors[field.key].startswith("Please give a"), errors
                tried.append(form.action)
    assert {
        "organise.absent",
        "answer.declined",
        "available.rest",
        "pause.paused",
        "quiet.rested",
    } <= set(tried)
    assert {"plan.saved", "meet.logged", "reflect.kept", "reflect.noted", "extend.proposed"} <= set(
        tried
    )


async def test_no_form_takes_a_text_that_is_longer_than_it_says(stage: Stage) -> None:
    tried = 0
    for person_id, form in await _forms(stage):
        good = {field.key: _good(field) for field in form.fields}
        for field in form.fields:
            if isinstance(field, ShortText | LongText):
                errors = await _errors(
                    stage, PersonId(person_id), form, {**good, field.key: "word " * 20_000}
                )
                assert "shorten" in errors.get(field.key, ""), (form.action, field.key, errors)
                tried += 1
    assert tried > 15
