"""Messages and windows as Block Kit: every limit at its border, nothing lost, nothing typed gets out of its place."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest

from bot.chat import payload as chat_payload
from bot.chat.payload import Payloads
from bot.slack.cards import read, render
from bot.slack.cards.fields import KEPT
from bot.slack.cards.render import modal
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
    Part,
    Prose,
    View,
    When,
)
from scheme.forms.fields import (
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
)
from scheme.ids import PersonId
from scheme.subject import Subject
from tests.slack.rules import check_message, check_view
from tests.web.showcase import BUTTONS, FIELDS, PARTS, PROFILE, form

Json = dict[str, Any]

OPENER = Action(name="show.form", subject=Subject("round", 7))
NASTY = "<!channel> <@U1> & *bold* :tada: <https://bad.example.org|good>"


def drawn(*parts: Part, text: str = "Words.", buttons: tuple[Button, ...] = ()) -> render.Rendered:
    """A message, checked."""
    made = render.message(Message(text=text, parts=parts, buttons=buttons), Payloads())
    for payload in (made.payload, *made.rest):
        check_message(payload)
    return made


def window(shown: View | Form, page: int = 0, **more: Any) -> Json:
    """A window, checked."""
    view = modal(shown, Payloads(), page=page, **more)
    check_view(view)
    return view


def asked(*fields: AnyField, **answers: Any) -> list[Json]:
    """The blocks of a form with some questions."""
    blocks: list[Json] = window(
        Form(title="Title", action="a.b", fields=fields, submit="Send", answers=answers)
    )["blocks"]
    return blocks


def pieces(blocks: list[Json], kind: str) -> list[Json]:
    """Everything of a type in some blocks, however deep."""
    found: list[Json] = []

    def walk(given: Any) -> None:
        if isinstance(given, list):
            for one in given:
                walk(one)
        elif isinstance(given, dict):
            if given.get("type") == kind:
                found.append(given)
            for one in given.values():
                walk(one)

    walk(blocks)
    return found


def said(blocks: list[Json]) -> str:
    """All text of some blocks, in order."""
    return "".join(one["text"] for one in pieces(blocks, "text"))


def options(count: int, label: str = "Option", help_text: str = "") -> tuple[Option, ...]:
    """As many options."""
    return tuple(Option(key=f"o{n}", label=f"{label} {n}", help=help_text) for n in range(count))


# Messages


def test_a_message_has_its_words_twice_for_notifications_and_for_reading() -> None:
    made = render.message(Message(text="Tom has answered.", heading="A & B"), Payloads())
    check_message(made.payload)
    assert made.payload["text"] == "A &amp; B\nTom has answered."
    assert [one["type"] for one in made.payload["blocks"]] == ["header", "rich_text"]


def test_what_people_typed_is_never_where_its_signs_mean_something() -> None:
    card = Card(
        title=NASTY,
        subtitle=NASTY,
        text=NASTY,
        facts=((NASTY, NASTY),),
        buttons=(Button(label=NASTY, action="a.b"),),
        picture="https://pictures.example.org/a.png",
    )
    parts = (
        Prose(NASTY, NASTY),
        Facts(((NASTY, NASTY),)),
        Bullets((NASTY,)),
        card,
        Link(NASTY, NASTY),
    )
    made = render.message(Message(text=NASTY, parts=parts, buttons=(), heading=NASTY), Payloads())
    check_message(made.payload)
    blocks = made.payload["blocks"]
    assert not pieces(blocks, "mrkdwn")
    assert not [
        kind
        for kind in ("user", "link", "channel", "broadcast", "usergroup")
        if pieces(blocks, kind)
    ]
    assert all(one["emoji"] is False for one in pieces(blocks, "plain_text"))
    assert "<" not in made.payload["text"]
    assert said(blocks).count(NASTY) >= 8


def test_a_heading_of_a_hundred_and_fifty_characters_is_one_and_a_longer_one_is_bold() -> None:
    for length, kind in ((150, "header"), (151, "rich_text")):
        blocks = render.message(Message(text="Words.", heading="h" * length), Payloads()).payload[
            "blocks"
        ]
        assert blocks[0]["type"] == kind
        assert "h" * length in json.dumps(blocks[0])


def test_a_fact_stands_beside_its_name_when_both_are_short_and_below_it_when_not() -> None:
    [_, block] = drawn(Facts((("Name", "Maya"), ("Why?", "long " * 30), ("Empty", "")))).payload[
        "blocks"
    ]
    [section] = block["elements"]
    assert "".join(one["text"] for one in section["elements"]) == (
        "Name: Maya\n\nWhy?\n" + ("long " * 30).strip() + "\n\nEmpty: –"
    )
    assert [one["text"] for one in section["elements"] if "style" in one] == [
        "Name:",
        "Why?",
        "Empty:",
    ]


def test_a_text_of_ten_thousand_characters_is_there_whole_in_blocks_that_slack_takes() -> None:
    text = "word " * 2000
    made = drawn(Prose(text))
    blocks = [block for one in (made.payload, *made.rest) for block in one["blocks"]]
    assert said(blocks).count("word") == 2000
    assert max(len(said([one])) for one in blocks) <= 3000


def test_a_moment_is_shown_on_the_reader_s_own_clock_with_its_words_to_fall_back_on() -> None:
    at = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
    [date] = pieces(
        drawn(When(label="When", at=at, text="Monday at nine")).payload["blocks"], "date"
    )
    assert (date["timestamp"], date["fallback"]) == (int(at.timestamp()), "Monday at nine")


@pytest.mark.parametrize("year", [1960, 2400])
def test_a_moment_that_slack_has_no_date_for_is_told_in_words(year: int) -> None:
    blocks = drawn(
        When(label="When", at=datetime(year, 1, 1, tzinfo=UTC), text="Long ago")
    ).payload["blocks"]
    assert not pieces(blocks, "date")
    assert "Long ago" in said(blocks)


def test_a_partner_is_led_to_where_both_share_a_workspace_and_their_details_stand_there_in_any_case() -> (
    None
):
    message = Message(
        text="Meet.",
        parts=(
            Contact(person=PersonId(3), name="Tom", rows=(("E-mail", "tom@fellside.example.org"),)),
        ),
    )
    for known, users in (({3: "U3TOM"}, ["U3TOM"]), ({4: "U4"}, [])):
        blocks = render.message(message, Payloads(), known).payload["blocks"]
        assert [one["user_id"] for one in pieces(blocks, "user")] == users
        assert "tom@fellside.example.org" in said(blocks)


@pytest.mark.parametrize(
    ("address", "links"),
    [
        ("https://handbook.example.org/start?a=1&b=2", True),
        ("mailto:office@example.org", True),
        ("https://example.org/" + "a" * 2980, True),
        ("https://example.org/" + "a" * 2981, False),
        ("https://good.example.org@bad.example.org/", False),
        ("https://example.org/<x>", False),
        ("https://example.org/a|b", False),
        ("javascript:alert(1)", False),
    ],
)
def test_only_a_safe_address_becomes_a_link(address: str, links: bool) -> None:
    blocks = drawn(Link("There", address)).payload["blocks"]
    assert bool(pieces(blocks, "link")) is links
    assert links or address in said(blocks)


def test_a_card_has_its_picture_beside_it_and_ids_that_tell_whose_blocks_they_are() -> None:
    card = replace(PROFILE, picture="https://pictures.example.org/priya.png")
    blocks = drawn(card, card).payload["blocks"]
    ours = [one["block_id"] for one in blocks if one["block_id"].startswith("card1:")]
    assert [one["type"] for one in blocks if one["block_id"] in ours] == [
        "rich_text",
        "section",
        "rich_text",
        "actions",
    ]
    assert pieces(blocks, "image")[0]["alt_text"] == "Priya Nair"
    assert len(pieces(blocks, "divider")) == 1


def test_a_picture_that_slack_cannot_fetch_is_left_out() -> None:
    card = Card(
        title="Priya Nair", subtitle="Head", picture="http://pictures.example.org/priya.png"
    )
    blocks = drawn(card).payload["blocks"]
    assert not pieces(blocks, "image")
    assert "Head" in said(blocks)


def test_the_same_label_on_several_cards_says_whose_it_is_to_whoever_hears_it() -> None:
    cards = [
        Card(
            title=name,
            buttons=(
                Button(label="Choose", action="a.b"),
                Button(label=f"Ask {name}", action="a.c"),
            ),
        )
        for name in ("Priya", "Tom")
    ]
    labels = [
        one.get("accessibility_label") for one in pieces(drawn(*cards).payload["blocks"], "button")
    ]
    assert labels == ["Choose: Priya", None, "Choose: Tom", None]


def test_buttons_go_on_in_another_row_after_twenty_five() -> None:
    for count, rows in ((25, [25]), (26, [25, 1])):
        blocks = drawn(
            buttons=tuple(Button(label=f"Button {n}", action="a.b") for n in range(count))
        ).payload["blocks"]
        assert [len(one["elements"]) for one in blocks if one["type"] == "actions"] == rows


def _menu(count: int) -> tuple[Button, ...]:
    return tuple(
        Button(label=f"Entry {n}", action="a.b", subject=Subject("thing", n + 1), place="menu")
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("count", "kinds"),
    [
        (1, ["button"]),
        (2, ["overflow"]),
        (5, ["overflow"]),
        (6, ["overflow", "button"]),
        (7, ["overflow", "overflow"]),
    ],
)
def test_what_is_seldom_needed_stands_in_slack_s_own_menu_of_five_after_the_buttons(
    count: int, kinds: list[str]
) -> None:
    blocks = drawn(buttons=(*_menu(count), Button(label="In sight", action="a.b"))).payload[
        "blocks"
    ]
    [row] = [one for one in blocks if one["type"] == "actions"]
    first, *menus = row["elements"]
    assert first["text"]["text"] == "In sight"
    assert [one["type"] for one in menus] == kinds
    entries = [one for menu in menus for one in menu.get("options", [menu])]
    assert [one["text"]["text"] for one in entries] == [f"Entry {n}" for n in range(count)]
    subjects = [chat_payload.unpacked(one["value"]).action.subject for one in entries]
    assert subjects == [Subject("thing", n) for n in range(1, count + 1)]


def test_what_an_entry_of_a_menu_has_no_room_for_is_kept_and_two_that_do_the_same_both_stand_there() -> (
    None
):
    payloads = Payloads()
    long = Button(label="Long", action="a.b", subject=Subject.read("x" * 200), place="menu")
    same = Button(label="Same", action="a.b", subject=Subject("thing", 1), place="menu")
    again = replace(same, label="Again")
    blocks = render.message(
        Message(text="Choose.", parts=(), buttons=(long, same, again)), payloads
    ).payload["blocks"]
    values = [one["value"] for one in blocks[-1]["elements"][0]["options"]]
    assert all(len(value) <= 150 for value in values)
    kept = [payloads.overflow.get(chat_payload.token(value) or "", value) for value in values]
    assert [chat_payload.unpacked(one).action for one in kept] == [long.does, same.does, again.does]


def test_a_label_of_seventy_five_characters_is_whole_and_a_longer_one_is_shortened() -> None:
    for label, shown in (
        ("b" * 75, "b" * 75),
        ("b" * 76, "b" * 74 + "…"),
        ("word " * 20, "word " * 14 + "word…"),
    ):
        [button] = pieces(
            drawn(buttons=(Button(label=label, action="a.b"),)).payload["blocks"], "button"
        )
        assert button["text"]["text"] == shown


def test_styles_that_slack_does_not_know_are_plain() -> None:
    buttons = (*BUTTONS, Button(label="Quietly", action="a.b", style="quiet"))
    shown = [one.get("style") for one in pieces(drawn(buttons=buttons).payload["blocks"], "button")]
    assert shown == ["primary", None, None, "danger", None]


def test_what_fifty_blocks_do_not_hold_goes_on_in_the_thread_and_the_buttons_stay_above() -> None:
    proses = [Prose(f"Paragraph {n}.") for n in range(49)]
    fits = drawn(*proses[:48], buttons=(Button(label="Do it", action="a.b"),))
    assert (len(fits.payload["blocks"]), fits.rest) == (50, [])
    more = drawn(*proses, buttons=(Button(label="Do it", action="a.b"),))
    assert len(more.payload["blocks"]) == 50
    assert more.payload["blocks"][-1]["type"] == "actions"
    assert [said(one["blocks"]) for one in more.rest] == ["Paragraph 48."]
    assert more.rest[0]["text"] == "Words. (continued)"


def test_lines_between_cards_go_before_a_card_does() -> None:
    cards = [
        Card(title=f"Card {n}", buttons=(Button(label="Open", action="a.b"),)) for n in range(24)
    ]
    made = drawn(*cards)
    assert not made.rest
    assert not pieces(made.payload["blocks"], "divider")
    assert pieces(drawn(*cards[:16]).payload["blocks"], "divider")


def test_a_card_s_buttons_stay_with_it_when_a_message_is_parted() -> None:
    made = drawn(
        *[Card(title=f"Card {n}", buttons=(Button(label="Open", action="a.b"),)) for n in range(30)]
    )
    for payload in (made.payload, *made.rest):
        of = [
            one["block_id"].split(":")[0]
            for one in payload["blocks"]
            if one["block_id"].startswith("card")
        ]
        assert all(of.count(one) == 2 for one in of)


def test_no_message_has_more_words_than_slack_takes_in_one() -> None:
    made = drawn(*[Prose("w" * 2900) for _ in range(10)])
    assert len(made.rest) >= 2
    assert sum(said(one["blocks"]).count("w") for one in (made.payload, *made.rest)) == 29_000


def test_what_needs_several_messages_stands_in_the_thread_as_one_piece() -> None:
    long = Facts(tuple((f"Question {n}", "a" * 2000) for n in range(6)))
    made = drawn(
        Prose("Before."), long, Prose("After."), buttons=(Button(label="Open", action="a.b"),)
    )
    assert said(made.payload["blocks"]) == "Words.Before."
    assert made.payload["blocks"][-1]["type"] == "actions"
    assert "".join(said(one["blocks"]) for one in made.rest).endswith("After.")


def test_files_are_handed_over_beside_the_message() -> None:
    file = Attachment(
        label="Put it in your calendar", name="meeting.ics", text="BEGIN", media="text/calendar"
    )
    assert drawn(file).files == [file]


def test_a_message_without_words_of_its_own_is_named_by_its_cards() -> None:
    made = render.message(Message(text="", parts=(Card(title="Priya Nair"),)), Payloads())
    check_message(made.payload)
    assert made.payload["text"] == "Priya Nair"


# What buttons carry


def test_a_button_carries_its_action_whole() -> None:
    action = Action(
        name="a.b",
        subject=Subject("application", 17),
        answers={"stage": "to-day:1", "many": ["a"], "n": 3, "yes": True},
        scheme="riverside",
    )
    payloads = Payloads()
    value = payloads.of(action, 2, "meeting.ics")
    assert chat_payload.unpacked(value) == chat_payload.Press(action, 2, "meeting.ics")
    assert not payloads.overflow


def test_words_that_somebody_wrote_go_under_a_token_and_never_into_a_button_or_window() -> None:
    action = Action(
        name="a.b",
        subject=Subject("application", 17),
        answers={"text": '"quoted" & <odd>'},
        scheme="riverside",
    )
    payloads = Payloads()
    token = chat_payload.token(payloads.of(action, 2))
    assert token
    assert chat_payload.unpacked(payloads.overflow[token]) == chat_payload.Press(action, 2)
    window = Form(title="Form", action="a.send", fields=(), submit="Send", opener=action)
    assert "quoted" not in render.modal(window, payloads, opener=action)["private_metadata"]


def test_what_does_not_fit_a_button_is_kept_under_a_token() -> None:
    empty = len(Payloads().of(Action(name="a.b", answers={"t": "x"}))) - 1
    for length, kept in ((2000 - empty, 0), (2001 - empty, 1)):
        payloads, action = Payloads(), Action(name="a.b", answers={"t": "x" * length})
        value = payloads.of(action)
        assert len(value) <= 2000
        assert len(payloads.overflow) == kept
        token = chat_payload.token(value)
        assert (token is not None) == bool(kept)
        assert chat_payload.unpacked(payloads.overflow[token] if token else value).action == action


# Windows


def test_a_title_of_twenty_four_characters_is_whole_and_a_longer_one_stands_below_in_full() -> None:
    for title, short, below in (
        ("a" * 24, "a" * 24, False),
        ("a" * 25, "a" * 23 + "…", True),
        ("Application of Maya Thorne", "Application of Maya…", True),
    ):
        view = window(View(title=title, parts=(Prose("Text."),)))
        assert view["title"]["text"] == short
        assert (view["blocks"][0]["type"] == "header") is below


def test_a_window_closes_and_has_nothing_to_submit() -> None:
    view = window(View(title="Application A-17", parts=PARTS, buttons=BUTTONS))
    assert view["callback_id"] == "view"
    assert view["close"]["text"] == "Close"
    assert "submit" not in view
    assert not view.get("notify_on_close")


def test_a_long_window_goes_on_behind_a_button_until_all_of_it_was_shown() -> None:
    shown = View(
        title="All of it",
        parts=tuple(Prose(f"Paragraph {n}.") for n in range(200)),
        buttons=(Button(label="Agree", action="a.b"),),
    )
    words, page, labels = "", 0, ["Show more"]
    while "Show more" in labels:
        view = window(shown, page, opener=OPENER)
        words += said(view["blocks"])
        buttons = pieces(view["blocks"], "button")
        labels = [one["text"]["text"] for one in buttons]
        if "Show more" in labels:
            assert "Agree" not in labels
            press = chat_payload.unpacked(buttons[labels.index("Show more")]["value"])
            assert press == chat_payload.Press(OPENER, page + 1)
            page = press.page
    assert all(f"Paragraph {n}." in words for n in range(200))
    assert labels == ["Agree", "Back"]


def test_a_long_window_that_a_submission_opened_is_never_opened_by_sending_it_again() -> None:
    shown = View(title="All of it", parts=tuple(Prose(f"Paragraph {n}.") for n in range(200)))
    view = window(shown, opener=Action(name="show.send", opener=OPENER))
    assert not pieces(view["blocks"], "button")
    assert "more than Slack has room for" in said(view["blocks"])


def test_a_file_in_a_window_is_asked_for_with_a_button() -> None:
    view = window(
        View(title="Application", parts=(Attachment(label="Their CV", name="cv.pdf", text="x"),)),
        opener=OPENER,
    )
    [button] = pieces(view["blocks"], "button")
    assert chat_payload.unpacked(button["value"]) == chat_payload.Press(OPENER, 0, "cv.pdf")


def test_a_window_with_nothing_in_it_says_at_least_what_it_is() -> None:
    assert said(window(View(title="Nothing yet"))["blocks"]) == "Nothing yet"


def test_home_holds_messages_one_under_another_and_never_more_than_a_hundred_blocks() -> None:
    for count in (3, 40):
        view = render.home(
            [
                Message(text="You can apply.", parts=PARTS, buttons=BUTTONS, heading=f"Thing {n}")
                for n in range(count)
            ],
            Payloads(),
        )
        check_view(view)
        assert "Thing 2" in json.dumps(view)
    assert view["blocks"][-1]["elements"][0]["elements"][0]["text"] == render.MORE


def test_a_home_of_many_small_things_fills_a_hundred_blocks_and_no_more() -> None:
    view = render.home([Message(text="A line.")] * 120, Payloads())
    check_view(view)
    assert len(view["blocks"]) > 90


def test_a_notice_is_put_on_top_of_what_slack_sent_and_takes_an_earlier_one_s_place() -> None:
    view = window(replace(form(), opener=OPENER, notice="As you left it."))
    sent = {
        **view,
        "id": "V1",
        "hash": "h",
        "state": {"values": {}},
        "previous_view_id": None,
        "external_id": "",
    }
    again = render.notice(sent, "That mentor has no place left.")
    check_view(again)
    assert "no place left" in said([again["blocks"][0]])
    assert [one["block_id"] for one in again["blocks"]] == [
        one["block_id"] for one in view["blocks"]
    ]
    assert again["private_metadata"] == view["private_metadata"]


def test_there_is_room_for_a_notice_in_the_longest_window() -> None:
    view = window(
        View(
            title="All of it",
            parts=tuple(Prose(f"Paragraph {n}.") for n in range(200)),
            buttons=BUTTONS,
        ),
        opener=OPENER,
    )
    again = render.notice(view, "No.")
    assert len(again["blocks"]) == len(view["blocks"]) + 1
    check_view(again)


# Forms


def test_every_kind_of_field_has_its_native_input() -> None:
    inputs = {
        one["block_id"]: one["element"]["type"] for one in asked(*FIELDS) if one["type"] == "input"
    }
    assert inputs == {
        "short.name": "plain_text_input",
        "short.email": "email_text_input",
        "short.video": "url_text_input",
        "choice.contact": "radio_buttons",
        "choice.organisation": "radio_buttons",
        "number.years": "number_input",
        "choices.areas": "checkboxes",
        "long.goals": "plain_text_input",
        "date.start": "datepicker",
        "time.hour": "timepicker",
        "tick.consent": "checkboxes",
        "file.cv": "file_input",
    }


def test_what_need_not_be_answered_is_optional_and_help_stands_below() -> None:
    blocks = {one["block_id"]: one for one in asked(*FIELDS)}
    assert blocks["short.video"]["optional"] is True
    assert blocks["short.name"]["optional"] is False
    assert blocks["short.email"]["hint"]["text"] == "The one your employer gave you."


def test_help_of_a_hundred_and_fifty_characters_is_a_hint_and_longer_help_stands_above() -> None:
    for length, above in ((150, False), (151, True)):
        blocks = asked(ShortText(key="name", label="Name", help="h" * length))
        assert ("hint" in blocks[-1]) is not above
        assert ("h" * length in said(blocks[:-1])) is above


@pytest.mark.parametrize(
    ("required", "count", "kind"),
    [
        (True, 10, "radio_buttons"),
        (True, 11, "static_select"),
        (False, 9, "radio_buttons"),
        (False, 10, "static_select"),
    ],
)
def test_few_options_are_radio_buttons_and_more_are_a_list(
    required: bool, count: int, kind: str
) -> None:
    field = ChoiceField(key="how", label="How?", options=options(count), required=required)
    [block] = asked(field, how="o3")
    assert block["element"]["type"] == kind
    assert block["element"]["initial_option"]["value"] == "o3"
    assert ("No answer" in json.dumps(block)) is not required


@pytest.mark.parametrize(("count", "kind"), [(10, "checkboxes"), (11, "multi_static_select")])
def test_few_options_are_checkboxes_and_more_are_a_list_with_the_most_that_may_be_chosen(
    count: int, kind: str
) -> None:
    [block] = asked(
        ChoicesField(key="areas", label="Areas", options=options(count), most=3),
        areas=["o1", "gone", "o2"],
    )
    assert block["element"]["type"] == kind
    assert [one["value"] for one in block["element"]["initial_options"]] == ["o1", "o2"]
    assert block["element"].get("max_selected_items") == (
        3 if kind == "multi_static_select" else None
    )


def test_more_than_a_hundred_options_stand_in_groups() -> None:
    for count, groups in ((100, 0), (101, 2)):
        [block] = asked(ChoiceField(key="how", label="How?", options=options(count)), how="o99")
        assert len(block["element"].get("option_groups", [])) == groups
        assert block["element"]["initial_option"]["value"] == "o99"


def test_an_option_of_seventy_five_characters_is_whole_and_a_longer_one_is_told_in_full_above() -> (
    None
):
    for length, above in ((75, False), (76, True)):
        blocks = asked(
            ChoiceField(key="how", label="How?", options=(Option(key="a", label="o" * length),))
        )
        assert ("o" * length in said(blocks[:-1])) is above
        assert len(blocks[-1]["element"]["options"][0]["text"]["text"]) == 75


def test_an_earlier_answer_that_slack_would_not_take_is_left_out() -> None:
    fields = (
        ChoiceField(key="how", label="How?", options=options(2)),
        Number(key="years", label="Years", least=0, most=60),
        DateField(key="day", label="Day"),
        TickField(key="yes", label="Yes?"),
    )
    blocks = asked(*fields, how="gone", years="about five", day="2026-02-30", yes=False)
    assert not [key for one in blocks for key in one["element"] if key.startswith("initial")]


def test_a_text_of_three_thousand_characters_stays_in_one_input_and_a_longer_one_goes_on_in_the_next() -> (
    None
):
    field = LongText(key="goals", label="Goals", most=10_000)
    for length, ids in ((3000, ["long.goals"]), (3001, ["long.goals", "long.goals~2"])):
        blocks = asked(field, goals="g" * length)
        assert [one["block_id"] for one in blocks] == ids
        assert sum(len(one["element"]["initial_value"]) for one in blocks) == length
    assert blocks[1]["optional"] is True


def test_the_longest_answer_comes_back_as_it_was() -> None:
    text = ("A sentence that ends here. " * 9 + "\n\n") * 40
    blocks = asked(LongText(key="goals", label="Goals", most=10_000), goals=text)
    assert len(blocks) > 3
    values = {
        one["block_id"]: {"answer": {"value": one["element"]["initial_value"]}} for one in blocks
    }
    assert read.answers(values, blocks) == {"goals": text}


def test_a_file_that_is_kept_need_not_be_chosen_again() -> None:
    payloads, field = Payloads(), FileField(key="cv", label="Your CV", accepts=("pdf", "jpg"))
    view = modal(
        Form(
            title="Apply", action="a.b", fields=(field,), submit="Send", answers={"cv": "file:12"}
        ),
        payloads,
    )
    check_view(view)
    [block] = view["blocks"]
    assert block["optional"] is True
    assert "kept already" in block["hint"]["text"]
    assert block["element"]["filetypes"] == ["pdf", "jpg", "jpeg"]
    assert chat_payload.metadata(view["private_metadata"]).kept == {"cv": "file:12"}


def test_help_that_leaves_no_room_for_what_is_said_of_a_kept_file_stands_above() -> None:
    for length, above in ((150 - len(KEPT) - 1, False), (150 - len(KEPT), True)):
        blocks = asked(FileField(key="cv", label="Your CV", help="h" * length), cv="file:12")
        assert KEPT in blocks[-1]["hint"]["text"]
        assert ("h" * length in said(blocks[:-1])) is above


def test_a_field_without_help_says_what_is_counted_and_how_many_may_be_chosen() -> None:
    years = Number(key="years", label="Years", unit="years")
    areas = ChoicesField(key="areas", label="Areas", options=options(5), most=3)
    assert [one["hint"]["text"] for one in asked(years, areas)] == ["In years.", "Up to 3."]
    assert "hint" not in asked(areas.model_copy(update={"most": 5}))[0]


def test_a_line_may_hold_what_is_too_long_until_it_is_shortened() -> None:
    for text, most in (("n" * 20, 20), ("n" * 25, 25)):
        [block] = asked(ShortText(key="name", label="Name", most=20), name=text)
        assert (block["element"]["max_length"], block["element"]["initial_value"]) == (most, text)


def test_long_answers_make_pages_of_their_own_rather_than_a_window_too_heavy_for_slack() -> None:
    fields = tuple(LongText(key=f"q{n}", label="Why?", most=10_000) for n in range(8))
    shown = Form(
        title="Apply",
        action="a.b",
        fields=fields,
        submit="Send",
        answers={one.key: "é " * 5000 for one in fields},
        opener=OPENER,
    )
    sizes = [len(one) for one in render.pages(shown)]
    assert (sum(sizes), max(sizes)) == (8, 4)
    assert all(window(shown, page) for page in range(len(sizes)))


def test_what_is_wrong_stands_right_above_its_field() -> None:
    blocks = window(replace(form(), errors={"years": "Please give a number."}))["blocks"]
    ids = [one["block_id"] for one in blocks]
    assert ids[ids.index("number.years") - 1] == "error:years"
    assert "Please give a number." in said([blocks[ids.index("error:years")]])


def test_sections_are_headings_and_the_notice_comes_first() -> None:
    blocks = window(replace(form(), notice="As you left it on Monday."))["blocks"]
    assert blocks[0]["block_id"] == "notice"
    assert [one["text"]["text"] for one in blocks if one["type"] == "header"] == [
        "About you",
        "Your work",
        "When",
    ]


def test_a_form_says_send_and_not_now_and_tells_when_it_is_closed() -> None:
    view = window(replace(form(), submit="Send my application to the Group"))
    assert view["callback_id"] == "form"
    assert view["notify_on_close"] is True
    assert view["close"]["text"] == "Not now"
    assert view["submit"]["text"] == "Send my application to…"


def test_other_ways_to_go_on_stand_above_the_questions_of_the_first_page() -> None:
    ways = (Button(label="Start afresh", action="ask.afresh", subject=Subject("draft", 1)),)
    first, second = (window(replace(form(), opener=OPENER, buttons=ways), page) for page in (0, 1))
    types = [one["type"] for one in first["blocks"]]
    assert types.index("actions") < types.index("input")
    labels = [one["text"]["text"] for one in pieces(second["blocks"], "button")]
    assert labels == ["Back"]


def many(count: int, section: str = "") -> tuple[AnyField, ...]:
    """As many questions."""
    return tuple(
        ShortText(key=f"{section.lower() or 'q'}{n}", label=f"Question {n}", section=section)
        for n in range(count)
    )


def test_nine_questions_are_one_page_and_ten_are_two() -> None:
    for count, sizes in ((9, [9]), (10, [5, 5]), (19, [7, 7, 5])):
        shown = Form(title="Apply", action="a.b", fields=many(count), submit="Send", opener=OPENER)
        assert [len(one) for one in render.pages(shown)] == sizes


def test_sections_stay_together_on_a_page() -> None:
    fields = (*many(5, "One"), *many(5, "Two"), *many(3, "Three"))
    shown = Form(title="Apply", action="a.b", fields=fields, submit="Send", opener=OPENER)
    assert [[one.section for one in page] for page in render.pages(shown)] == [
        ["One"] * 5,
        ["Two"] * 5 + ["Three"] * 3,
    ]


def test_a_section_that_goes_on_shows_its_heading_again() -> None:
    shown = Form(
        title="Apply", action="a.b", fields=many(10, "About"), submit="Send", opener=OPENER
    )
    headers = [pieces(window(shown, page)["blocks"], "header") for page in (0, 1)]
    assert [[one["text"]["text"] for one in found] for found in headers] == [["About"], ["About"]]


def test_pages_say_which_step_they_are_and_only_the_last_one_sends() -> None:
    shown = Form(title="Apply", action="a.b", fields=many(10), submit="Send", opener=OPENER)
    first, last = (window(shown, page) for page in (0, 1))
    assert [one["submit"]["text"] for one in (first, last)] == ["Next", "Send"]
    assert "Step 1 of 2" in json.dumps(first)
    assert [chat_payload.metadata(one["private_metadata"]).page for one in (first, last)] == [0, 1]
    assert chat_payload.metadata(last["private_metadata"]).pages == 2


def test_a_form_that_cannot_keep_a_draft_has_one_page() -> None:
    shown = Form(title="Apply", action="a.b", fields=many(60), submit="Send")
    assert len(render.pages(shown)) == 1
    assert len(pieces(window(shown)["blocks"], "input")) == 60


def test_much_to_read_before_a_form_has_pages_of_its_own() -> None:
    parts = tuple(Prose(f"Paragraph {n}.") for n in range(150))
    shown = Form(
        title="Agree", action="a.b", fields=many(2), submit="Agree", parts=parts, opener=OPENER
    )
    assert [len(one) for one in render.pages(shown)] == [0, 0, 2]
    views = [window(shown, page) for page in range(3)]
    words = "".join(said(one["blocks"]) for one in views)
    assert all(f"Paragraph {n}." in words for n in range(150))


def test_answers_are_never_in_what_slack_keeps_of_a_window() -> None:
    shown = replace(form(), opener=OPENER, answers={"goals": "To lead a team"})
    view = window(shown, given={"name": "Maya Thorne"})
    assert "lead" not in view["private_metadata"]
    assert "Maya" not in view["private_metadata"]
    assert chat_payload.metadata(view["private_metadata"]).carries == {"revision": "3"}


def test_given_answers_are_laid_over_those_that_the_form_holds() -> None:
    view = window(replace(form(), answers={"name": "Before"}), given={"name": "After"})
    [block] = [one for one in view["blocks"] if one["block_id"] == "short.name"]
    assert block["element"]["initial_value"] == "After"


def test_metadata_that_is_too_long_is_kept_under_a_token() -> None:
    payloads = Payloads()
    view = modal(replace(form(), carries={"document": "x" * 3000}), payloads, origin="C1")
    check_view(view)
    token = chat_payload.token(view["private_metadata"])
    assert token is not None
    known = chat_payload.metadata(payloads.overflow[token])
    assert (known.action, known.origin, len(known.carries["document"])) == ("show.send", "C1", 3000)


def test_a_form_that_is_to_be_empty_again_has_inputs_that_slack_does_not_know_yet() -> None:
    before, after = window(form()), window(form(), fresh="2")
    ids = [
        {one["element"]["action_id"] for one in view["blocks"] if one["type"] == "input"}
        for view in (before, after)
    ]
    assert ids == [{"answer"}, {"answer2"}]


def test_a_choice_with_nothing_to_choose_from_says_so() -> None:
    assert "nothing to choose from" in said(asked(ChoiceField(key="how", label="How?")))


MENTORS = ChoicesField(
    key="mentors",
    label="Propose one or more",
    help="Nobody is asked until the mentee chooses.",
    most=2,
    options=tuple(Option(key=key, label=f"Mentor {key}") for key in ("1", "2", "a b,c", "9")),
)
CARDS = tuple(
    Card(
        title=f"Mentor {key}",
        text="With care: same employer. In favour: budgets in common, and more than Slack has room for in a box.",
        buttons=(Button(label="Details", action="propose.beside", answers={"mentor": key}),),
        option=key,
    )
    for key in ("2", "1", "a b,c")
)


def test_options_with_cards_have_each_a_box_below_its_card_and_are_read_as_one_answer() -> None:
    asks = Form(
        title="Mentors",
        action="propose.send",
        fields=(MENTORS,),
        submit="Agree",
        parts=(Prose("Read this first."), *CARDS),
        answers={"mentors": ["a b,c", "9"]},
        opener=OPENER,
    )
    view = modal(asks, Payloads())
    check_view(view)
    told = json.dumps(view["blocks"])
    assert told.index("Read this first.") < told.index("Propose one or more")
    assert told.count("With care: same employer.") == 3
    boxes = [block for block in view["blocks"] if block["type"] == "input"]
    assert [box["element"]["options"][0]["value"] for box in boxes] == ["1", "2", "a b,c", "9"]
    for before, after in pairwise(["Mentor 1", "Mentor 2", "Mentor a b,c", "Mentor 9"]):
        assert told.index(before) < told.index(after)
    values = {
        box["block_id"]: {"answer": {"selected_options": box["element"].get("initial_options", [])}}
        for box in boxes
    }
    assert read.answers(values, view["blocks"]) == {"mentors": ["a b,c", "9"]}
    assert read.answers({}, view["blocks"]) == {"mentors": []}


def test_a_box_keeps_its_id_wherever_its_card_stands() -> None:
    def ids(fields: ChoicesField) -> dict[str, str]:
        view = modal(
            Form(title="M", action="a", fields=(fields,), submit="S", parts=CARDS), Payloads()
        )
        return {
            block["element"]["options"][0]["value"]: block["block_id"]
            for block in view["blocks"]
            if block["type"] == "input"
        }

    turned = MENTORS.model_copy(update={"options": MENTORS.options[::-1]})
    assert ids(MENTORS) == ids(turned)
