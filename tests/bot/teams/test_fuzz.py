"""Whatever conversations say and ask, and whatever people type: Teams takes it, and people can read it and answer."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bot.chat import payload as chat_payload
from bot.chat.payload import Payloads
from bot.teams.cards import read, render
from bot.teams.cards.texts import weight
from handlers.kit.ui import (
    Action,
    Attachment,
    Button,
    Card,
    Contact,
    Form,
    Link,
    Message,
    Part,
    Table,
    TableCell,
    View,
    When,
)
from scheme.forms.checking import check
from scheme.forms.fields import Answer, AnyField, ChoiceField, ChoicesField
from scheme.subject import Subject
from tests.support.dialogue import buttons_of, text_of
from tests.support.ui_values import filled, forms, messages, views
from tests.teams.inputs import complaints, data_of
from tests.teams.inputs import given as filled_in
from tests.teams.reading import buttons, inputs, read_card
from tests.teams.rules import check_activity, check_task, interpreted

Json = dict[str, Any]

# MENTORING_FUZZ=300 looks longer.
pytestmark = pytest.mark.timeout(900)  # a machine that is busy with something else is waited for
EXAMPLES = int(os.environ.get("MENTORING_FUZZ", "15"))
PATIENTLY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
KNOWN = {1: "ada@library.example.org", 2: "bea@library.example.org"}
LINKS = {"meeting.ics": "https://bot.example.org/teams/file/abc"}
OPENER = Action(name="home.show", subject=Subject("round", 7))

TURNING = {"Show more", "Back"}


def squeezed(text: str) -> str:
    """A text without spaces and the signs that only set things apart: seams come and go."""
    return re.sub(r"[\s:•*]+", "", text)


def cards_of(drawn: render.Rendered) -> list[Json]:
    """The cards of a message, in order."""
    return [one["attachments"][0]["content"] for one in (drawn.activity, *drawn.rest)]


def without_seam(card: Json) -> Json:
    """A card without what stands between a long text and the message in which it goes on."""
    seam = next(
        (at for at, one in enumerate(card["body"]) if render.GOES_ON in json.dumps(one)), None
    )
    return {**card, "body": card["body"][:seam]}


def said_in(parts: tuple[Part, ...]) -> Iterator[str]:
    """What has to be readable of some parts, apart from moments and from the ends of very long labels."""
    for part in parts:
        match part:
            case Attachment():
                yield beginning(part.label)
            case When():
                continue
            case Contact():
                yield part.name
                yield from (text for row in part.rows for text in row)
            case Link():
                yield beginning(part.label)
            case Card():
                yield from (
                    part.title,
                    part.subtitle,
                    part.text,
                    *(text for row in part.facts for text in row),
                )
                yield from (beginning(one.label) for one in part.buttons)
            case Table():
                yield part.title
                for column in part.columns:
                    if isinstance(column.sorts, Button):
                        yield beginning(column.sorts.label)
                for row in part.rows:
                    yield from _said_in_a_row(part, row)
            case _:
                yield from (half for text in text_of((part,)) for half in text.split(": "))


def _said_in_a_row(table: Table, row: tuple[TableCell, ...]) -> Iterator[str]:
    """What has to be readable of a row: a button of the first cell only opens what the cell names."""
    for at, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
        match cell:
            case str():
                yield cell
                yield column.heading if at and cell and len(table.columns) > 2 else ""
            case Link():
                yield from said_in((cell,))
            case Button():
                yield beginning(cell.label) if at else cell.label


def beginning(label: str) -> str:
    """As much of a label as a button has room for, without the signs that are left out before a cut."""
    label = " ".join(label.split())
    return label if len(label) <= 60 else label[:30].rstrip(" ,;:–-")


def body_of(value: str, payloads: Payloads) -> str:
    """What a button or dialog carries: itself, or what is kept under its token."""
    token = chat_payload.token(value)
    return value if token is None else payloads.overflow[token]


def pressed(cards: list[Json], payloads: Payloads) -> list[chat_payload.Press]:
    """What the buttons of some cards do, in the order in which they stand."""
    actions = [one.action for card in cards for one in buttons(card)]
    carried = [one["data"] for one in actions if one["type"] != "Action.OpenUrl"]
    return [
        chat_payload.unpacked(body_of(one["m"], payloads))
        for one in carried
        if one.get("k") != "send"
    ]


def every_page(view: View, payloads: Payloads) -> list[Json]:
    """All the pages of a window, as somebody sees them who goes on with "Show more"."""
    drawn: list[Json] = []
    while True:
        drawn.append(
            render.dialog(view, payloads, opener=OPENER, page=len(drawn), links=LINKS, known=KNOWN)
        )
        labels = [one.label for one in buttons(drawn[-1]["card"]["content"])]
        if "Show more" not in labels:
            return drawn
        assert len(drawn) < 80, "a window without end"


def sent(card: Json, answers: Mapping[str, Answer]) -> Json:
    """What Teams sends of a card that was filled in so; what has no answer here is left as it is."""
    asked = [one for one in inputs(card) if read.key(one["id"]) in answers]
    values = {one["id"]: filled_in(one, answers[read.key(one["id"])]) for one in asked}
    send, *others = card["actions"]
    assert [action["title"] for action in others] in ([], ["Back"])
    assert not complaints(send, card, values)
    return data_of(send, card, values)


def without_turning(card: Json) -> str:
    """What a page of a window says; not the buttons below it that turn the page, between two halves of a text."""
    lines = read_card(card).split("\n")
    while lines and lines[-1] in TURNING:
        lines.pop()
    return "\n".join(lines)


@PATIENTLY
@given(messages())
def test_every_message_is_one_that_teams_takes_and_can_be_read(message: Message) -> None:
    drawn = render.message(message, Payloads(), KNOWN, links=LINKS)
    for activity in (drawn.activity, *drawn.rest):
        check_activity(activity)
        assert json.loads(json.dumps(activity)) == activity
    cards = cards_of(drawn)
    assert max(map(weight, cards)) <= render.MOST_BYTES
    shown = squeezed("".join(map(read_card, map(without_seam, cards))))
    for text in (message.heading, *said_in(message.parts)):
        assert squeezed(text) in shown
    whens = [one for one in message.parts if isinstance(one, When)]
    if not any(one.text in message.text for one in whens):
        assert squeezed(message.text) in shown
    assert all(beginning(one.label) in "".join(map(read_card, cards)) for one in message.buttons)
    assert drawn.files == [
        one for one in message.parts if isinstance(one, Attachment) and one.name not in LINKS
    ]


@PATIENTLY
@given(messages())
def test_nothing_that_somebody_typed_is_taken_for_more_than_words(message: Message) -> None:
    offered = {f"link {one.address}" for one in message.parts if isinstance(one, Link)}
    for card in cards_of(render.message(message, Payloads(), KNOWN)):
        found = interpreted(card)
        assert {one.split()[0] for one in found} <= {"moment", "strong", "link"}
        # Only what the bot itself offers to write or phone to is a link.
        assert {one for one in found if one.startswith("link ")} <= offered
        moments = sum(one.startswith("moment") for one in found)
        assert moments <= 2 * sum(isinstance(one, When) for one in message.parts)


@PATIENTLY
@given(messages())
def test_every_button_of_a_message_does_what_it_is_meant_to(message: Message) -> None:
    payloads = Payloads()
    done = [
        one.action for one in pressed(cards_of(render.message(message, payloads, KNOWN)), payloads)
    ]
    meant = [one.does for one in buttons_of(message)]
    assert sorted(map(repr, done)) == sorted(map(repr, meant))


@PATIENTLY
@given(views())
def test_every_page_of_a_window_is_one_that_teams_takes_and_all_of_it_can_be_read(
    view: View,
) -> None:
    payloads = Payloads()
    drawn = every_page(view, payloads)
    for page in drawn:
        check_task(render.continue_with(page))
        assert weight(page["card"]["content"]) <= render.MOST_BYTES
    cards = [page["card"]["content"] for page in drawn]
    shown = squeezed("".join(map(without_turning, cards)))
    for text in said_in(view.parts):
        assert squeezed(text) in shown
    done = [one.action for one in pressed(cards, payloads) if one.action != OPENER]
    meant = [one.does for one in buttons_of(view)]
    assert sorted(map(repr, done)) == sorted(map(repr, meant))
    check_task(render.continue_with(render.dialog(view, Payloads())))


@PATIENTLY
@given(forms())
def test_every_page_of_a_form_is_one_that_teams_takes(form: Form) -> None:
    asked: list[str] = []
    for page in range(len(render.pages(form))):
        task = render.dialog(
            form,
            Payloads(),
            page=page,
            known=KNOWN,
            links={"field:cv": "https://bot.example.org/up"},
        )
        check_task(render.continue_with(task))
        assert weight(task["card"]["content"]) <= render.MOST_BYTES
        asked += [read.key(one["id"]) for one in inputs(task["card"]["content"])]
    assert asked == [one.key for one in form.fields if one.kind != "file"]


@PATIENTLY
@given(
    forms(most=4, odd=False).flatmap(lambda form: filled(form).map(lambda answers: (form, answers)))
)
def test_what_somebody_fills_in_comes_back_as_their_answers(
    pair: tuple[Form, dict[str, Answer]],
) -> None:
    form, answers = pair
    given: dict[str, Answer] = {}
    for page in range(len(render.pages(form))):
        payloads = Payloads()
        card = render.dialog(form, payloads, page=page)["card"]["content"]
        known = body_of(card["actions"][0]["data"]["m"], payloads)
        assert chat_payload.metadata(known).action == form.action
        given |= read.answers(sent(card, answers), known)
    fields: list[AnyField] = [one for one in form.fields if one.kind != "file"]
    assert check(fields, given) == check(fields, answers)


@PATIENTLY
@given(forms(most=3, odd=False))
def test_what_a_form_holds_stands_in_it_again(form: Form) -> None:
    assume(form.opener is not None)
    given: dict[str, Answer] = {}
    for page in range(len(render.pages(form))):
        card = render.dialog(form, Payloads(), page=page)["card"]["content"]
        given |= read.answers({one["id"]: one["value"] for one in inputs(card) if "value" in one})
    for one in form.fields:
        held = form.answers.get(one.key)
        if one.kind != "file" and held not in (None, [], False, ""):
            meant = check([one], {one.key: held})[one.key]
            kept = given.get(one.key)
            assert kept == meant or (isinstance(one, ChoiceField | ChoicesField) and kept == held)
