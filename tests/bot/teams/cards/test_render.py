"""Messages and windows as Teams has them: what people typed stays words, all of it can be read, nothing is too big."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat import payload as chat_payload
from bot.chat.payload import Payloads
from bot.teams.cards import render
from bot.teams.cards.render import GOES_ON, MORE
from bot.teams.cards.texts import escaped, heading, is_plain, rich, run, weight
from handlers.kit.ui import (
    Action,
    Attachment,
    Bullets,
    Button,
    Card,
    Contact,
    Facts,
    Form,
    Link,
    Message,
    Prose,
    View,
    When,
)
from scheme.ids import PersonId
from scheme.subject import Subject
from tests.support.ui_values import MISCHIEF
from tests.teams.reading import buttons, read_activity, read_card
from tests.teams.rules import check_activity, check_invoke, check_task, interpreted

Json = dict[str, Any]
OPENER = Action(name="home.show", subject=Subject("round", 7))
AT = datetime(2026, 12, 7, 14, 30, tzinfo=UTC)
WORDS = "Monday 7 December at 14:30 GMT"


def drawn(message: Message, **more: Any) -> Json:
    """The card of a message that Teams takes, and that fits."""
    made = render.message(message, Payloads(), **more)
    check_activity(made.activity)
    assert not made.rest
    card: Json = made.activity["attachments"][0]["content"]
    return card


def window(view: View, page: int = 0, opener: Action | None = OPENER, **more: Any) -> Json:
    """The card of a window's page, which Teams takes."""
    task = render.dialog(view, Payloads(), opener=opener, page=page, **more)
    check_task(render.continue_with(task))
    card: Json = task["card"]["content"]
    return card


def actions(card: Json) -> list[Json]:
    """The buttons of a card."""
    return [one.action for one in buttons(card)]


def test_a_message_is_a_card_with_its_words_for_notifications_and_screen_readers() -> None:
    made = render.message(
        Message(text="All is well.", parts=(Prose("Secret plans."),), heading="Your week"),
        Payloads(),
    )
    check_activity(made.activity)
    card = made.activity["attachments"][0]["content"]
    assert made.activity["summary"] == "All is well."
    assert card["version"] == "1.5"
    assert card["speak"] == card["fallbackText"] == "Your week\nAll is well."
    assert read_activity(made.activity).split("\n") == [
        "Your week",
        "All is well.",
        "Secret plans.",
    ]
    assert "text" not in made.activity


def test_a_message_without_a_text_is_told_by_its_heading() -> None:
    made = render.message(Message(text="", heading="Your week"), Payloads())
    assert made.activity["summary"] == "Your week"
    check_activity(render.message(Message(text=""), Payloads()).activity)


@pytest.mark.parametrize(
    "typed", [*MISCHIEF, "# a", "- a", "1. a", "> a", "a\n---", "[a](b)", "<at>Ada</at>", "a\\"]
)
def test_what_people_typed_stays_words_wherever_it_stands(typed: str) -> None:
    card = Card(
        title=typed,
        subtitle=typed,
        text=typed,
        facts=((typed, typed),),
        buttons=(Button(label=typed, action="a.b"),),
    )
    parts = (
        Prose(typed, typed),
        Facts(((typed, typed),), typed),
        Bullets((typed,), typed),
        card,
        Link(typed, typed),
    )
    for made in (
        drawn(Message(text=typed, parts=parts, heading=typed)),
        window(View(title=typed, parts=parts)),
    ):
        # An address of mail in a Link is one by intent, and leads where it says.
        assert not [one for one in interpreted(made) if one not in {"strong", f"link {typed}"}]
        assert typed.startswith("mailto:") or not [
            one for one in interpreted(made) if one.startswith("link")
        ]
        assert read_card(made).count(" ".join(typed.split())) >= 6


@pytest.mark.parametrize(
    "typed", ["{{DATE(2026-12-07T14:30:00Z)}}", "{{TIME(2026-12-07T14:30:00Z)}} {{{{"]
)
def test_nobody_can_type_a_date_that_the_client_changes(typed: str) -> None:
    made = drawn(
        Message(text=typed, parts=(Prose(typed, typed), Facts(((typed, typed),))), heading=typed)
    )
    assert not interpreted(made)
    words = ["".join(run["text"] for run in one["inlines"]) for one in made["body"]]
    assert words == [typed, typed, typed, typed, f"{typed}: {typed}"]


def test_lines_and_paragraphs_stay() -> None:
    text = "Dear all,\none line\n\nand a paragraph.\n\n\nFar below."
    [block] = drawn(Message(text=text))["body"]
    assert "".join(one["text"] for one in block["inlines"]) == text


def test_headings_are_headings_unless_markdown_would_change_them() -> None:
    [plain] = heading("Your mentor (2026)")
    assert (plain["type"], plain["style"], plain["wrap"]) == ("TextBlock", "heading", True)
    [odd] = heading("Your *mentor*")
    assert (odd["type"], odd["inlines"][0]["weight"]) == ("RichTextBlock", "Bolder")
    assert heading("  ") == []


@pytest.mark.parametrize(
    "text",
    ["*a*", "_a_", "a_b_c", "[a](b)", "`a`", "<b>a</b>", "1. a", "2) a", "- a", "+ a", "# a"],
)
def test_signs_are_escaped_only_where_markdown_is_read_and_makes_something_of_them(
    text: str,
) -> None:
    assert not is_plain(text)
    assert escaped(text) != text
    assert escaped("Ada (2026) – 3.5 years") == "Ada (2026) – 3.5 years"


def test_a_moment_is_shown_on_its_readers_own_clock_and_said_in_words() -> None:
    card = drawn(Message(text="We meet.", parts=(When(label="Next meeting", at=AT, text=WORDS),)))
    assert card["body"][-1]["text"] == (
        "**Next meeting:** {{DATE(2026-12-07T14:30:00Z, LONG)}} at {{TIME(2026-12-07T14:30:00Z)}}"
    )
    assert f"Next meeting: {WORDS}" in card["speak"]
    assert "7 December 2026 at 14:30" in read_card(card)


def test_a_moment_that_the_text_tells_is_not_told_again() -> None:
    card = drawn(
        Message(
            text=f"Hello.\n\nWe meet on {WORDS}.\nBye *now*.",
            parts=(When(label="When", at=AT, text=WORDS),),
        )
    )
    assert [one["type"] for one in card["body"]] == ["RichTextBlock", "TextBlock", "RichTextBlock"]
    assert card["body"][1]["text"].startswith("We meet on {{DATE(")
    odd = drawn(
        Message(text=f"We *meet* on {WORDS}.", parts=(When(label="When", at=AT, text=WORDS),))
    )
    assert WORDS in read_card(odd)
    assert "**When:**" in odd["body"][1]["text"]


def test_short_facts_stand_side_by_side_and_long_ones_below_their_names() -> None:
    [short] = drawn(Message(text="x", parts=(Facts((("City", "Leeds"), ("Years", ""))),)))["body"][
        1:
    ]
    assert short == {
        "type": "FactSet",
        "facts": [{"title": "City", "value": "Leeds"}, {"title": "Years", "value": "–"}],
    }
    [long] = drawn(Message(text="x", parts=(Facts((("City", "Leeds"), ("About", "word " * 40))),)))[
        "body"
    ][1:]
    assert "".join(one["text"] for one in long["inlines"]).startswith(
        "City: Leeds\n\nAbout\nword word"
    )


def test_a_card_stands_in_a_container_with_its_picture_and_its_own_buttons() -> None:
    cards = tuple(
        Card(
            title=name,
            subtitle="Leeds",
            text="About me",
            facts=(("Years", "3"),),
            buttons=(Button(label="Choose", action="a.b", subject=Subject.read(name)),),
            picture=picture,
        )
        for name, picture in (
            ("Ada", "https://pictures.example.org/a.png"),
            ("Bea", "http://pictures.example.org/b.png"),
        )
    )
    first, second = drawn(Message(text="Two mentors", parts=cards))["body"][1:]
    assert (first["type"], second["separator"]) == ("Container", True)
    image = first["items"][0]["columns"][0]["items"][0]
    assert (image["url"], image["altText"], image["style"]) == (
        cards[0].picture,
        "Picture of Ada",
        "Person",
    )
    assert "Image" not in json.dumps(second)
    tips = [one["tooltip"] for one in actions(drawn(Message(text="Two mentors", parts=cards)))]
    assert tips == ["Choose: Ada", "Choose: Bea"]


def test_a_button_says_how_it_is_pressed() -> None:
    ways = (
        Button(label="Done", action="a.b", style="primary"),
        Button(label="Stop", action="a.c", style="danger"),
        Button(label="More", action="a.d", opens=True),
    )
    press, stop, opens = actions(drawn(Message(text="x", buttons=ways)))
    assert (press["type"], press["verb"], press["style"]) == ("Action.Execute", "press", "positive")
    assert stop["style"] == "destructive"
    assert (opens["type"], opens["data"]["msteams"]) == ("Action.Submit", {"type": "task/fetch"})
    assert chat_payload.unpacked(opens["data"]["m"]).action == Action(name="a.d")
    inside = actions(window(View(title="x", buttons=ways)))
    assert {(one["type"], one["data"]["k"], one["associatedInputs"]) for one in inside} == {
        ("Action.Submit", "press", "none")
    }


def test_a_row_has_six_buttons_and_a_long_label_is_said_in_full() -> None:
    label = "Choose this one rather than any of the many others there are, please, today"
    card = drawn(
        Message(
            text="x", buttons=tuple(Button(label=f"{n} {label}", action="a.b") for n in range(8))
        )
    )
    assert [len(one["actions"]) for one in card["body"] if one["type"] == "ActionSet"] == [6, 2]
    assert all(len(one["title"]) <= 61 and one["tooltip"].endswith(label) for one in actions(card))


def test_what_a_button_carries_is_short_and_holds_nobodys_words() -> None:
    payloads = Payloads()
    said = Button(label="Send", action="a.b", answers={"text": "Dear Ada, " + "and so on " * 50})
    made = render.message(
        Message(
            text="x", buttons=(said, Button(label="Long", action="a.c", answers={"key": "k" * 500}))
        ),
        payloads,
    )
    assert "Dear" not in json.dumps(made.activity)
    assert len(payloads.overflow) == 2


def test_somebody_is_written_to_in_teams_where_they_are_known_there() -> None:
    contact = Contact(
        person=PersonId(7), name="Ada Reed", rows=(("E-mail", "ada@library.example.org"),)
    )
    [way] = actions(
        drawn(Message(text="x", parts=(contact,)), known={7: "ada+x@library.example.org"})
    )
    assert way["url"] == "https://teams.microsoft.com/l/chat/0/0?users=ada%2Bx@library.example.org"
    assert way["title"] == "Chat with Ada Reed"
    for known in ({}, {7: "a@b,evil@c"}, {8: "bea@library.example.org"}):
        card = drawn(Message(text="x", parts=(contact,)), known=known)
        assert not actions(card)
        assert "ada@library.example.org" in read_card(card)


def test_only_safe_links_are_buttons() -> None:
    [way] = actions(
        drawn(Message(text="x", parts=(Link("The rules", "https://library.example.org/a?b=1"),)))
    )
    assert (way["type"], way["title"], way["url"]) == (
        "Action.OpenUrl", "The rules", "https://library.example.org/a?b=1",
    )  # fmt: skip
    for address in ("javascript:alert(1)", "http://library.example.org", "https://a@b.example.org"):
        card = drawn(Message(text="x", parts=(Link("The rules", address),)))
        assert not actions(card)
        assert f"The rules: {address}" in read_card(card)


def test_files_are_downloaded_where_there_is_a_link_and_named_where_there_is_none() -> None:
    parts = (
        Attachment(label="Calendar entry", name="meeting.ics", text="x"),
        Attachment(label="Your CV", name="cv.pdf", text="y"),
    )
    links = {"meeting.ics": "https://bot.example.org/teams/file/abc"}
    made = render.message(Message(text="x", parts=parts), Payloads(), links=links)
    card = made.activity["attachments"][0]["content"]
    assert [one["url"] for one in actions(card)] == list(links.values())
    assert made.files == [parts[1]]
    assert "Your CV (cv.pdf)" in read_card(card)
    assert [one["title"] for one in actions(window(View(title="x", parts=parts), links=links))] == [
        "Calendar entry"
    ]


def test_a_long_message_goes_on_in_further_ones_with_its_buttons_on_the_first() -> None:
    parts = tuple(Prose(f"Paragraph {n}. " + "And so on. " * 40) for n in range(90))
    made = render.message(
        Message(
            text="Much.",
            parts=parts,
            buttons=(Button(label="Done", action="a.b"),),
            heading="All of it",
        ),
        Payloads(),
    )
    every = [made.activity, *made.rest]
    assert len(every) > 2
    for one in every:
        check_activity(one)
        assert weight(one["attachments"][0]["content"]) <= render.MOST_BYTES
    words = "".join(map(read_activity, every))
    assert all(f"Paragraph {n}." in words for n in range(90))
    assert GOES_ON in read_activity(made.activity)
    assert [bool(actions(one["attachments"][0]["content"])) for one in every] == [
        True,
        *[False] * len(made.rest),
    ]
    assert {one["summary"] for one in made.rest} == {"All of it (continued)"}


def test_a_long_window_shows_more_and_leads_back() -> None:
    parts = tuple(Prose(f"Paragraph {n}. " + "And so on. " * 40) for n in range(90))
    view = View(title="Profile", parts=parts, buttons=(Button(label="Choose", action="a.b"),))
    first, last = window(view), window(view, 99)
    assert [one["title"] for one in actions(first)] == ["Show more"]
    assert [one["title"] for one in actions(last)] == ["Choose", "Back"]
    press = chat_payload.unpacked(actions(first)[0]["data"]["m"])
    assert (press.action, press.page) == (OPENER, 1)
    alone = window(view, opener=None)
    assert MORE in read_card(alone)
    assert [one["title"] for one in actions(alone)] == ["Choose"]
    assert weight(alone) <= render.MOST_BYTES


def test_a_window_opened_by_a_form_is_not_opened_by_sending_it_again() -> None:
    view = View(title="Profile", parts=tuple(Prose("And so on. " * 200) for _ in range(40)))
    sent = Action(name="apply.send", opener=OPENER)
    assert not actions(window(view, opener=sent))


def test_a_dialog_has_a_title_and_a_size_that_fits_what_it_shows() -> None:
    small = render.dialog(View(title="Done", parts=(Prose("This is done."),)), Payloads())
    assert (small["title"], small["width"], small["height"]) == ("Done", "medium", "medium")
    tall = render.dialog(View(title="Profile", parts=(Prose("line\n" * 30),)), Payloads())
    assert tall["height"] == "large"
    long = "The words of a title that is longer than the top of a dialog has room for"
    named = render.dialog(View(title=long), Payloads())
    assert named["title"].endswith("…")
    assert read_card(named["card"]["content"]) == long
    check_task(
        render.continue_with(
            render.dialog(Form(title="Empty", action="a.b", fields=(), submit="Send"), Payloads())
        )
    )


def test_invokes_are_answered_with_a_dialog_a_card_or_a_word() -> None:
    check_task(render.close_with("Thank you."))
    assert render.close_with("Thank you.")["task"] == {"type": "message", "value": "Thank you."}
    check_invoke(render.invoke_message("Only you see this."))
    check_invoke(render.invoke_card(drawn(Message(text="As it is now."))))


def test_a_block_of_rich_text_has_no_empty_lines_around_it() -> None:
    assert rich([run("\n\n"), run("a", bold=True), run("b\n", bold=True), run(" \n")]) == [
        {
            "type": "RichTextBlock",
            "inlines": [{"type": "TextRun", "text": "ab", "weight": "Bolder"}],
        }
    ]
    assert rich([run(" \n ")]) == []
    text = "word " * 2000
    assert (
        "".join(one["inlines"][0]["text"] for one in rich([run(text)])).replace(" ", "")
        == "word" * 2000
    )


def test_what_is_seldom_needed_stands_in_teams_own_menu_after_the_buttons() -> None:
    menu = tuple(
        Button(label=f"Entry {n}", action="a.b", subject=Subject("thing", n), place="menu")
        for n in range(3)
    )
    card = drawn(
        Message(text="Choose.", parts=(), buttons=(*menu, Button(label="In sight", action="a.b")))
    )
    [row] = [one for one in card["body"] if one["type"] == "ActionSet"]
    assert [(one["title"], one.get("mode")) for one in row["actions"]] == [
        ("In sight", None),
        *((f"Entry {n}", "secondary") for n in range(3)),
    ]


def test_a_menu_without_a_button_beside_it_is_a_row_of_buttons() -> None:
    menu = tuple(
        Button(label=f"Entry {n}", action="a.b", subject=Subject("thing", n), place="menu")
        for n in range(7)
    )
    card = drawn(Message(text="Choose.", parts=(), buttons=menu))
    rows = [one["actions"] for one in card["body"] if one["type"] == "ActionSet"]
    assert [len(row) for row in rows] == [6, 1]
    assert all("mode" not in one for row in rows for one in row)


def test_what_a_row_has_no_room_for_in_its_menu_stands_in_sight_below() -> None:
    menu = tuple(
        Button(label=f"Entry {n}", action="a.b", subject=Subject("thing", n), place="menu")
        for n in range(7)
    )
    card = drawn(Message(text="Choose.", buttons=(*menu, Button(label="In sight", action="a.b"))))
    rows = [row["actions"] for row in card["body"] if row["type"] == "ActionSet"]
    assert [[action.get("mode") for action in row] for row in rows] == [
        [None, *["secondary"] * 5],
        [None, None],
    ]
