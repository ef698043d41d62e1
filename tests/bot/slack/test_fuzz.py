"""Whatever conversations say and ask, and whatever people type: Slack takes it, and people can read it and answer."""

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bot.chat import payload as chat_payload
from bot.chat.payload import Payloads
from bot.slack.cards import read, render
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
)
from scheme.forms.checking import check
from scheme.forms.fields import Answer, Answers, ChoiceField, ChoicesField
from scheme.refusal import Refusal
from scheme.subject import Subject
from tests.slack.inputs import elements, state_of
from tests.slack.inputs import given as filled_in
from tests.slack.reading import lines
from tests.slack.rules import check_message, check_view
from tests.support.dialogue import buttons_of, text_of
from tests.support.ui_values import filled, forms, line, messages, views

Json = dict[str, Any]

# MENTORING_FUZZ=300 looks longer.
pytestmark = pytest.mark.timeout(900)  # a machine that is busy with something else is waited for
EXAMPLES = int(os.environ.get("MENTORING_FUZZ", "15"))
PATIENTLY = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
KNOWN = {1: "U1ADA", 2: "U2BEA"}
OPENER = Action(name="home.show", subject=Subject("round", 7))


def types_in(given: Any) -> Iterator[str]:
    """The types of everything in a payload."""
    if isinstance(given, list):
        for one in given:
            yield from types_in(one)
    elif isinstance(given, dict):
        if isinstance(given.get("type"), str):
            yield given["type"]
        for one in given.values():
            yield from types_in(one)


def squeezed(text: str) -> str:
    """A text without spaces and the signs that only set things apart: seams come and go."""
    return re.sub(r"[\s:]+", "", text)


def read_all(messages: list[Json]) -> str:
    """All that can be read in some messages."""
    said = [words for one in messages for words in lines(one.get("blocks", []))]
    links = [piece["url"] for piece in _links(messages)]
    return squeezed("".join([*said, *links]))


def _links(given: Any) -> Iterator[Json]:
    if isinstance(given, list):
        for one in given:
            yield from _links(one)
    elif isinstance(given, dict):
        if given.get("type") == "link":
            yield given
        for one in given.values():
            yield from _links(one)


def said_in(parts: tuple[Part, ...]) -> Iterator[str]:
    """What has to be readable of some parts, apart from files and from the ends of very long labels."""
    for part in parts:
        match part:
            case Attachment():
                continue
            case Contact():
                yield part.name
                yield from (text for row in part.rows for text in row)
            case Link():
                yield part.label
                yield part.address
            case Card():
                yield from (
                    part.title,
                    part.subtitle,
                    part.text,
                    *(text for row in part.facts for text in row),
                )
                yield from (beginning(one.label, 75) for one in part.buttons)
            case Table():
                yield part.title
                for column in part.columns:
                    if isinstance(column.sorts, Button):
                        yield beginning(column.sorts.label, 75)
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
                yield beginning(cell.label, 75) if at else cell.label


def beginning(label: str, most: int) -> str:
    """As much of a label as a button or a title has room for."""
    label = " ".join(label.split())
    return label if len(label) <= most else label[: most // 2].rstrip(" ,;:–-")


def body_of(value: str, payloads: Payloads) -> str:
    """What a button or window carries: itself, or what is kept under its token."""
    token = chat_payload.token(value)
    if token is None:
        return value
    kept = payloads.overflow.get(token) or payloads.overflow.get(value.removeprefix("~"))
    assert kept is not None, "a token under which nothing is kept"
    return kept


def pressed(messages: list[Json], payloads: Payloads) -> list[chat_payload.Press]:
    """What the buttons of some messages do, in the order in which they stand."""
    found = [
        one
        for payload in messages
        for _, one in elements(payload.get("blocks", []))
        if one["type"] in ("button", "overflow") and one["action_id"].startswith("do.")
    ]
    carried = [entry for one in found for entry in one.get("options", [one])]
    return [chat_payload.unpacked(body_of(entry["value"], payloads)) for entry in carried]


def every_page(view: View, payloads: Payloads) -> list[Json]:
    """All the pages of a window, as somebody sees them who goes on with "Show more"."""
    drawn: list[Json] = []
    while True:
        drawn.append(render.modal(view, payloads, opener=OPENER, page=len(drawn), known=KNOWN))
        labels = [
            one["text"]["text"]
            for _, one in elements(drawn[-1]["blocks"])
            if one["type"] == "button"
        ]
        if "Show more" not in labels:
            return drawn
        assert len(drawn) < 50, "a window without end"


def sent(view: Mapping[str, Any], answers: Mapping[str, Answer]) -> Json:
    """What Slack sends of a window that was filled in so; what has no answer here is left as it is."""
    blocks = view["blocks"]
    state = state_of(blocks)
    for block, element in elements(blocks):
        key = read.key(block["block_id"])
        if block["type"] != "input" or key not in answers or element["type"] == "file_input":
            continue
        first = "~" not in block["block_id"]
        state[block["block_id"]] = {
            element["action_id"]: filled_in(element, answers[key] if first else None)
        }
    return state


def wanted(form: Form, answers: Mapping[str, Answer]) -> Answers:
    """What the form's fields make of some answers, files aside: they come another way."""
    fields = [one for one in form.fields if one.kind != "file"]
    return check(fields, answers)


@PATIENTLY
@given(messages())
def test_every_message_is_one_that_slack_takes(message: Message) -> None:
    drawn = render.message(message, Payloads(), KNOWN)
    for payload in (drawn.payload, *drawn.rest):
        check_message(payload)
        assert "mrkdwn" not in types_in(payload)


@PATIENTLY
@given(messages())
def test_everything_in_a_message_can_be_read_and_its_files_are_handed_over(
    message: Message,
) -> None:
    drawn = render.message(message, Payloads(), KNOWN)
    shown = read_all([drawn.payload, *drawn.rest])
    for text in (message.heading, message.text, *said_in(message.parts)):
        assert squeezed(text) in shown
    assert drawn.files == [one for one in message.parts if isinstance(one, Attachment)]


@PATIENTLY
@given(messages())
def test_every_button_of_a_message_does_what_it_is_meant_to(message: Message) -> None:
    payloads = Payloads()
    drawn = render.message(message, payloads, KNOWN)
    done = [one.action for one in pressed([drawn.payload, *drawn.rest], payloads)]
    meant = [one.does for one in buttons_of(message)]
    assert sorted(map(repr, done)) == sorted(map(repr, meant))


@PATIENTLY
@given(st.lists(messages(), max_size=3))
def test_every_home_is_one_that_slack_takes(stands: list[Message]) -> None:
    view = render.home(stands, Payloads())
    check_view(view)
    assert "mrkdwn" not in types_in(view)


@PATIENTLY
@given(views())
def test_every_page_of_a_window_is_one_that_slack_takes_and_all_of_it_can_be_read(
    view: View,
) -> None:
    payloads = Payloads()
    drawn = every_page(view, payloads)
    for page in drawn:
        check_view(page)
        assert "mrkdwn" not in types_in(page)
    shown = read_all(drawn)
    for text in (*said_in(view.parts), *(beginning(one.label, 75) for one in view.buttons)):
        assert squeezed(text) in shown
    assert beginning(view.title, 24) in drawn[0]["title"]["text"]


@PATIENTLY
@given(views())
def test_a_window_hands_over_its_files_and_its_buttons_do_what_they_are_meant_to(
    view: View,
) -> None:
    payloads = Payloads()
    every = pressed(every_page(view, payloads), payloads)
    assert {one.file for one in every if one.file} == {
        one.name for one in view.parts if isinstance(one, Attachment)
    }
    done = [one.action for one in every if not one.file and one.action != OPENER]
    meant = [one.does for one in buttons_of(view)]
    assert sorted(map(repr, done)) == sorted(map(repr, meant))


@PATIENTLY
@given(views())
def test_a_window_that_cannot_be_opened_again_is_one_that_slack_takes(view: View) -> None:
    check_view(render.modal(view, Payloads(), known=KNOWN))


@PATIENTLY
@given(forms(), line(400))
def test_every_page_of_a_form_is_one_that_slack_takes(form: Form, notice: str) -> None:
    for page in range(len(render.pages(form))):
        view = render.modal(form, Payloads(), page=page, known=KNOWN)
        check_view(view)
        check_view(render.notice(view, notice))
        assert "mrkdwn" not in types_in(view)


@PATIENTLY
@given(forms())
def test_everything_in_a_form_can_be_read(form: Form) -> None:
    drawn = [
        render.modal(form, Payloads(), page=page, known=KNOWN)
        for page in range(len(render.pages(form)))
    ]
    shown = read_all(drawn)
    for one in form.fields:
        for text in (one.label, one.help, form.errors.get(one.key, "")):
            assert squeezed(text) in shown
        if isinstance(one, ChoiceField | ChoicesField):
            # What does not fit beside its box stands above: of very many long ones, not all do.
            assert all(squeezed(beginning(option.label, 75)) in shown for option in one.options)
    for text in (
        form.notice,
        *said_in(form.parts),
        *(beginning(one.label, 75) for one in form.buttons),
    ):
        assert squeezed(text) in shown


@PATIENTLY
@given(forms(), st.data())
def test_what_is_filled_in_comes_back_as_it_was_meant(form: Form, data: st.DataObject) -> None:
    answers = {
        key: text[:3000].strip() if isinstance(text, str) else text
        for key, text in data.draw(filled(form)).items()
    }
    got: Answers = {}
    for page in range(len(render.pages(form))):
        view = render.modal(form, Payloads(), page=page, known=KNOWN)
        got |= read.answers(sent(view, answers), view["blocks"])
    assert wanted(form, got) == wanted(form, answers)


@PATIENTLY
@given(forms(odd=False))
def test_what_was_answered_before_is_in_the_form_and_comes_back_untouched(form: Form) -> None:
    try:
        before = wanted(form, form.answers)
    except Refusal:
        before = None
    assume(before is not None)
    got: Answers = {}
    for page in range(len(render.pages(form))):
        view = render.modal(form, Payloads(), page=page, known=KNOWN)
        got |= read.answers(sent(view, {}), view["blocks"])
    assert wanted(form, got) == before


@PATIENTLY
@given(forms(), line(60))
def test_a_form_knows_what_it_is_for(form: Form, origin: str) -> None:
    payloads = Payloads()
    for page in range(len(render.pages(form))):
        view = render.modal(form, payloads, page=page, origin=origin)
        known = chat_payload.metadata(body_of(view["private_metadata"], payloads))
        assert (known.action, known.subject, known.scheme) == (
            form.action,
            form.subject,
            form.scheme,
        )
        assert (known.opener, known.carries, known.page, known.origin) == (
            form.opener,
            form.carries,
            page,
            origin,
        )
        last = page + 1 == len(render.pages(form))
        assert (view["submit"]["text"] == "Next") is not last or form.submit == "Next"


@pytest.mark.parametrize(
    "mischief", ["<!channel>", "<@U1>", "&lt;!here&gt;", "<https://phish.example.org|here>"]
)
def test_what_somebody_typed_mentions_nobody_even_in_a_notification(mischief: str) -> None:
    drawn = render.message(Message(text=f"{mischief} wrote", heading=mischief), Payloads())
    assert "<" not in drawn.payload["text"]
    assert {
        one for one in types_in(drawn.payload) if one in {"user", "channel", "broadcast", "link"}
    } == set()
    assert squeezed(mischief) in read_all([drawn.payload])
