"""Messages and windows as HTML: every part is shown, and nothing that people typed gets out of its place."""

import json
from base64 import b64decode, b64encode

import pytest

from bot.web import render
from bot.web.pages import room_html
from handlers.kit.ui import Attachment, Button, Card, Facts, Form, Link, Message, Part, Prose, View
from scheme.forms.fields import Answer
from scheme.ids import PersonId
from scheme.subject import Subject
from storage.platforms.chats import ChatLine
from tests.web.reader import Reader
from tests.web.showcase import BUTTONS, FIELDS, MONDAY, PARTS

NASTY = '<script>alert("x")</script> & <b>@channel</b> javascript:void(0) \u05e9\u05dc\u05d5\u05dd'


def read(part: Part) -> Reader:
    return Reader(render.part_html(part, "m1-0"))


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.kind)
def test_every_kind_of_part_shows_all_its_words(part: Part) -> None:
    words = " ".join(read(part).words.split())
    expected = {
        "prose": ["What it is", "A first paragraph.", "A second one,", "with a second line."],
        "facts": ["Reference", "A-17", "Answer by", "Friday 8 January 2027"],
        "bullets": ["Meanwhile", "Think of a goal", "Talk to your manager"],
        "card": [
            "Priya Nair",
            "Head of collections",
            "Twelve years",
            "Offers",
            "Read profile",
            "Choose",
        ],
        "link": ["Read the handbook"],
        "table": ["Mentors with places", "Mentees now", "Wen Li", "Hill College", "Read more"],
    }
    for text in expected[part.kind]:
        assert text in words


def test_what_people_type_is_shown_as_they_typed_it_and_never_becomes_markup() -> None:
    card = Card(
        title=NASTY,
        subtitle=NASTY,
        text=NASTY,
        facts=((NASTY, NASTY),),
        buttons=(
            Button(label=NASTY, action="a.b", subject=Subject.read(NASTY), answers={"x": NASTY}),
        ),
    )
    message = Message(
        text=NASTY,
        parts=(Prose(NASTY, NASTY), Facts(((NASTY, NASTY),)), card, Link(NASTY, NASTY)),
        buttons=(),
        heading=NASTY,
    )
    fields = tuple(field.model_copy(update={"label": NASTY, "help": NASTY}) for field in FIELDS)
    answers: dict[str, Answer] = {"name": NASTY, "goals": f"</textarea>{NASTY}", "years": NASTY}
    window = Form(
        title=NASTY,
        action=NASTY,
        fields=fields,
        submit=NASTY,
        subject=Subject.read(NASTY),
        answers=answers,
        carries={"a": NASTY},
        errors={"name": NASTY},
    )
    for drawn in (
        render.message_html(message, "m1"),
        render.window_html(window, "id"),
        render.window_html(View(title=NASTY, parts=(card,)), "id"),
        room_html(
            "chat",
            [ChatLine(id=1, said_by=PersonId(5), said=NASTY, body=None, at=MONDAY, changed=1)],
            "Europe/London",
            "-",
        ),
    ):
        page = Reader(drawn)
        assert not page.all("script")
        assert not page.all("b")
        assert not page.all("a") or all(
            one["href"].startswith(("#field-", "#section-")) for one in page.all("a")
        )
        assert NASTY in page.words
        assert "<script" not in drawn


def test_a_button_carries_its_answers_whole() -> None:
    answers: dict[str, Answer] = {
        "text": '"quoted" & <odd>',
        "many": ["a", "b"],
        "n": 3,
        "yes": True,
        "none": None,
    }
    [button] = Reader(
        render.buttons_html(
            [
                Button(
                    label="Do it", action="a.b", subject=Subject("application", 17), answers=answers
                )
            ]
        )
    ).all("button")
    assert button["data-action"] == "a.b"
    assert button["data-subject"] == "application:17"
    assert json.loads(button["data-answers"]) == answers


def test_a_text_of_ten_thousand_characters_is_shown_whole() -> None:
    text = "word " * 2000
    assert render.message_html(Message(text=text), "m1").count("word") == 2000


def test_each_text_reads_in_its_own_direction() -> None:
    drawn = Reader(
        render.message_html(
            Message(text="\u05e9\u05dc\u05d5\u05dd", heading="\u0645\u0631\u062d\u0628\u0627"), "m1"
        )
    )
    assert [one.get("dir") for tag in ("h3", "p") for one in drawn.all(tag)] == ["auto", "auto"]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a?b=c#d",
        "http://example.org",
        "HTTPS://EXAMPLE.ORG/",
    ],
)
def test_a_link_to_the_web_opens_apart_from_this_page(address: str) -> None:
    [link] = read(Link("There", address)).all("a")
    assert link["href"] == address
    assert link["rel"] == "noopener noreferrer"


@pytest.mark.parametrize("address", ["mailto:office@example.org", "tel:+441632960003"])
def test_an_address_or_a_number_opens_another_program_and_no_tab(address: str) -> None:
    [link] = read(Link("There", address)).all("a")
    assert link["href"] == address
    assert "target" not in link


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "java\nscript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,<b>",
        "//example.org",
        "/press",
        "https://good.example.org@bad.example.org/",
        "https://exa mple.org",
        "mailto:nobody",
        "",
    ],
)
def test_anything_else_stays_plain_text(address: str) -> None:
    page = read(Link("There", address))
    assert not page.all("a")
    assert address in page.words


def test_a_web_address_that_somebody_typed_does_not_become_a_link() -> None:
    assert "<a" not in render.message_html(Message(text="See https://bad.example.org/ now"), "m1")


def test_headings_go_down_by_one_level() -> None:
    with_heading = Reader(
        render.message_html(Message(text="Text", parts=PARTS, buttons=(), heading="Heading"), "m1")
    )
    without = Reader(render.message_html(Message(text="Text", parts=PARTS), "m1"))
    assert [tag for tag, _ in with_heading.elements if tag[0] == "h" and tag[1:].isdigit()] == [
        "h3",
        *["h4"] * 4,
    ]
    assert {tag for tag, _ in without.elements if tag[0] == "h" and tag[1:].isdigit()} == {"h3"}


def test_a_message_s_buttons_are_all_there_and_say_when_they_open_something() -> None:
    buttons = Reader(render.message_html(Message(text="Text", buttons=BUTTONS), "m1")).all("button")
    assert [one.get("aria-haspopup") for one in buttons] == ["dialog", "dialog", None, None]
    assert [one["class"] for one in buttons] == [
        "button primary",
        "button plain",
        "button plain",
        "button danger",
    ]


def test_a_file_is_saved_byte_for_byte_from_the_page_itself() -> None:
    data = bytes(range(256))
    for part in (
        Attachment(
            label="Save",
            name="a.pdf",
            text=b64encode(data).decode(),
            media="application/pdf",
            encoded=True,
        ),
        Attachment(label="Save", name="a", text="é"),
    ):
        [link] = read(part).all("a")
        head, _, content = link["href"].partition(",")
        assert b64decode(content) == part.content()
        assert head == (
            "data:application/pdf;base64"
            if part.encoded
            else "data:text/plain;charset=utf-8;base64"
        )
        assert link["download"] == part.name


def test_what_is_seldom_needed_is_folded_away_after_the_buttons_in_sight() -> None:
    entry = Button(label="Entry", action="a.c", place="menu")
    html = render.buttons_html((entry, Button(label="In sight", action="a.b", style="primary")))
    before, after = str(html).split('<details class="menu">')
    assert "In sight" in before
    assert "Entry" not in before
    assert "<summary" in after
    assert "Entry" in after
