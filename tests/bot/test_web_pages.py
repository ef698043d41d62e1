"""The pieces of the playground page: a chat, the people, the clock."""

import html
from dataclasses import replace
from datetime import timedelta

from bot.web.pages import clock_html, people_html, room_html
from handlers.kit.ui import Button, Message, message_json
from scheme.ids import PersonId
from storage.platforms.chats import ChatLine
from tests.web.reader import Reader
from tests.web.showcase import CAST, MONDAY


def test_a_chat_parts_its_days_in_the_zone_of_the_scheme() -> None:
    late = MONDAY.replace(month=7, hour=23, minute=30)
    lines = [
        ChatLine(id=1, said_by=PersonId(5), said="good night", body=None, at=late, changed=1),
        ChatLine(
            id=2,
            said_by=None,
            said=None,
            body=message_json(Message(text="Hello")),
            at=MONDAY,
            changed=2,
        ),
    ]
    page = Reader(room_html("chat", lines, "Europe/London", "-"))
    assert [one["datetime"] for one in page.all("time")] == [
        "2026-07-08",
        "2026-07-08T00:30+01:00",
        "2026-12-07",
        "2026-12-07T09:00+00:00",
    ]
    assert [one["id"] for one in page.all("article")] == ["m1", "m2"]
    assert [one["data-changed"] for one in page.all("article")] == ["1", "2"]


def test_a_message_of_another_version_does_not_hide_the_rest() -> None:
    lines = [
        ChatLine(
            id=1,
            said_by=None,
            said=None,
            body='{"text": "x", "parts": [{"kind": "hologram"}]}',
            at=MONDAY,
            changed=1,
        ),
        ChatLine(
            id=2,
            said_by=None,
            said=None,
            body=message_json(Message(text="Still here")),
            at=MONDAY,
            changed=2,
        ),
    ]
    words = Reader(room_html("chat", lines, "Europe/London", "-")).words
    assert "can't be shown" in words
    assert "Still here" in words


def told(number: int, message: Message, *, later: int = 0) -> ChatLine:
    """A line of the bot's; `later`: days after the first."""
    return ChatLine(
        id=number,
        said_by=None,
        said=None,
        body=message_json(message),
        at=MONDAY + timedelta(days=later),
        changed=number * 10,
    )


def home(text: str) -> tuple[Message, Message]:
    go_on = Button(label=f"Go on with {text}", action="home.show")
    return (
        Message(text=text, heading="Where you stand", buttons=(go_on,), home="first"),
        Message(text=f"Beside {text}", buttons=(go_on,), home="beside"),
    )


def test_of_several_homes_the_newest_is_shown_and_each_before_it_is_a_line() -> None:
    (first, beside), (second, besides), (third, _) = home("one"), home("two"), home("three")
    lines = [
        told(1, first),
        told(2, beside),
        told(3, second, later=2),
        told(4, besides, later=2),
        told(5, third, later=2),
    ]
    page = Reader(room_html("chat", lines, "Europe/London", "-"))
    assert [one["id"] for one in page.all("article")] == ["m1", "m3", "m5"]
    assert page.words.count("Your home, as it was then. The newest is below.") == 2
    assert "Go on with three" in page.words
    assert len(page.all("button")) == 1
    assert "Beside" not in page.words


def test_a_home_that_is_the_only_one_is_shown_with_all_that_belongs_to_it() -> None:
    first, beside = home("one")
    words = Reader(room_html("chat", [told(1, first), told(2, beside)], "UTC", "-")).words
    assert "Beside one" in words
    assert "as it was then" not in words


def test_nothing_but_a_home_is_folded_however_alike_it_is() -> None:
    first, _ = home("one")
    lines = [
        told(1, replace(first, home="")),  # as an earlier version kept it
        told(2, Message(text='"home":"first"')),
        told(3, first),
    ]
    page = Reader(room_html("chat", lines, "Europe/London", "-"))
    assert "as it was then" not in page.words
    assert [one["data-changed"] for one in page.all("article")] == ["10", "20", "30"]


def test_a_folded_home_is_drawn_again_by_an_open_page_once() -> None:
    homes = [told(number, home(str(number))[0]) for number in (1, 2, 3)]
    two = Reader(room_html("chat", homes[:2], "Europe/London", "-"))
    three = Reader(room_html("chat", homes, "Europe/London", "-"))
    assert [one["data-changed"] for one in two.all("article")] == ["20", "20"]
    assert [one["data-changed"] for one in three.all("article")] == ["20", "30", "30"]


def test_an_empty_chat_says_what_to_do() -> None:
    assert "Say hello" in room_html("chat", [], "Europe/London", "Say hello")


def test_the_picker_marks_who_one_is_and_for_whom_something_is_new() -> None:
    drawn = people_html(CAST, PersonId(1), frozenset({PersonId(2)}))
    links = Reader(drawn).all("a")
    assert [one.get("aria-current") for one in links] == ["page", None, None]
    assert [one["href"] for one in links] == ["/?as=1", "/?as=2", "/?as=3"]
    assert drawn.count("something new") == 1
    assert drawn.index("something new") > drawn.index("Tom Birch")


def test_the_clock_shows_the_local_time_and_what_is_due() -> None:
    summer = MONDAY.replace(month=7, day=6)
    drawn = html.unescape(clock_html(summer, summer.replace(day=13), "Europe/London"))
    assert "Monday 6 July 2026" in drawn
    assert ">10:00<" in drawn
    assert "(Mon 13 Jul 10:00)" in drawn
    assert "London time" in drawn


def test_with_nothing_due_the_clock_has_nowhere_to_go() -> None:
    last = Reader(clock_html(MONDAY, None, "Europe/London")).all("button")[-1]
    assert last["data-to"] == "next"
    assert last["aria-disabled"] == "true"
