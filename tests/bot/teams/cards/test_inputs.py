"""Questions as Teams asks them: each kind with its own input, labelled, with words for what is wrong, and nothing lost."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.chat.payload import Payloads, metadata
from bot.teams.cards import read, render
from bot.teams.cards.inputs import ADD, KEPT, LINKED, NO_ANSWER, NO_WAY, question
from bot.teams.cards.pages import LEFT_OUT
from bot.teams.cards.texts import weight
from handlers.kit.ui import Action, Button, Card, Form, Prose
from scheme.forms.fields import (
    Answer,
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
    TimeField,
)
from tests.teams.reading import inputs, read_card
from tests.teams.rules import check_task

Json = dict[str, Any]
OPENER = Action(name="apply.open")


def options(count: int, label: str = "Option") -> tuple[Option, ...]:
    """As many options."""
    return tuple(Option(key=f"o{one}", label=f"{label} {one}") for one in range(count))


def drawn(form: Form, page: int = 0, links: Mapping[str, str] | None = None) -> Json:
    """The card of a page of a form, which Teams takes."""
    task = render.dialog(form, Payloads(), page=page, links=links)
    check_task(render.continue_with(task))
    card: Json = task["card"]["content"]
    assert weight(card) <= render.MOST_BYTES
    return card


def asked(*fields: AnyField, **answers: Answer) -> list[Json]:
    """The inputs of a form with these questions and answers."""
    return inputs(
        drawn(Form(title="Apply", action="a.b", fields=fields, submit="Send", answers=answers))
    )


def many(count: int, section: str = "") -> tuple[AnyField, ...]:
    """As many questions."""
    return tuple(
        ShortText(key=f"{section.lower() or 'q'}{n}", label=f"Question {n}", section=section)
        for n in range(count)
    )


@pytest.mark.parametrize(
    ("field", "answer", "wanted"),
    [
        (
            ShortText(key="a", label="A"),
            "Maya",
            {"type": "Input.Text", "value": "Maya", "maxLength": 200},
        ),
        (ShortText(key="a", label="A", form="email"), None, {"style": "Email"}),
        (ShortText(key="a", label="A", form="link"), None, {"style": "Url"}),
        (
            LongText(key="a", label="A"),
            "One\n\nTwo",
            {"isMultiline": True, "value": "One\n\nTwo", "maxLength": 3000},
        ),
        (
            Number(key="a", label="A", most=9),
            3,
            {"type": "Input.Number", "value": 3, "min": 0, "max": 9},
        ),
        (
            DateField(key="a", label="A"),
            "2026-12-07",
            {"type": "Input.Date", "value": "2026-12-07"},
        ),
        (
            DateField(key="a", label="A", earliest=date(2026, 1, 1), latest=date(2026, 12, 31)),
            None,
            {"min": "2026-01-01", "max": "2026-12-31"},
        ),
        (TimeField(key="a", label="A"), "14:30", {"type": "Input.Time", "value": "14:30"}),
        (
            TickField(key="a", label="A"),
            True,
            {"type": "Input.Toggle", "value": "true", "title": "Yes"},
        ),
        (TickField(key="a", label="A"), None, {"value": "false"}),
        (
            ChoiceField(key="a", label="A", options=options(3)),
            "o1",
            {"style": "expanded", "value": "o1", "wrap": True},
        ),
        (ChoiceField(key="a", label="A", options=options(11)), None, {"style": "compact"}),
        (
            ChoiceField(key="a", label="A", options=options(40)),
            "o9",
            {"style": "filtered", "value": "o9"},
        ),
        (
            ChoicesField(key="a", label="A", options=options(12)),
            ["o1", "o2"],
            {"isMultiSelect": True, "value": "o1,o2"},
        ),
    ],
)
def test_each_kind_of_question_has_an_input_of_its_own(
    field: AnyField, answer: Answer, wanted: Json
) -> None:
    [one] = asked(field, a=answer)
    assert {key: one.get(key) for key in wanted} == wanted
    assert (one["id"], one["label"]) == (f"{field.kind}.a", "A")
    assert one["isRequired"] is True
    assert one["errorMessage"].startswith("Please ")


@pytest.mark.parametrize(
    "field",
    [
        ShortText(key="a", label="A", required=False),
        ChoicesField(key="a", label="A", required=False, options=options(2)),
        TickField(key="a", label="A", required=False),
    ],
)
def test_what_need_not_be_answered_is_not_asked_for(field: AnyField) -> None:
    [one] = asked(field)
    assert not {"isRequired", "errorMessage"} & set(one)


def test_a_number_that_may_be_left_out_still_says_what_it_may_be() -> None:
    [one] = asked(Number(key="years", label="Years", required=False, most=60))
    assert one["errorMessage"] == "Please give a whole number from 0 to 60."
    [day] = asked(DateField(key="day", label="Day", required=False, latest=date(2026, 12, 7)))
    assert day["errorMessage"] == "Please give a date up to Monday 7 December 2026."


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        (ShortText(key="a", label="A", most=20), "n" * 25, "n" * 25),
        (ShortText(key="a", label="A", most=2), "🎉🎉", "🎉🎉"),
        (LongText(key="a", label="A", most=10), "long\n" * 9, "long\n" * 9),
        (Number(key="a", label="A", most=9), 40, 40),
        (Number(key="a", label="A", most=9), "20.5", 20.5),
        (DateField(key="a", label="A", latest=date(2026, 1, 1)), "2027-01-01", "2027-01-01"),
    ],
)
def test_what_will_not_do_stays_to_be_put_right(field: AnyField, typed: Answer, value: Any) -> None:
    [one] = asked(field, a=typed)
    assert one["value"] == value
    assert not {"min", "max"} & set(one)
    if "maxLength" in one:
        assert one["maxLength"] >= len(typed.encode("utf-16-le")) // 2  # type: ignore[union-attr]  # a text, as above


@pytest.mark.parametrize(
    ("field", "odd"),
    [
        (Number(key="a", label="A"), "about five"),
        (DateField(key="a", label="A"), "2026-02-30"),
        (DateField(key="a", label="A"), "tomorrow"),
        (TimeField(key="a", label="A"), "25:99"),
        (ChoiceField(key="a", label="A", options=options(3)), "gone"),
        (ChoicesField(key="a", label="A", options=options(3)), ["gone"]),
    ],
)
def test_what_an_input_cannot_hold_is_left_empty(field: AnyField, odd: Answer) -> None:
    assert "value" not in asked(field, a=odd)[0]


def test_an_answer_that_need_not_be_given_can_be_taken_back() -> None:
    [one] = asked(
        ChoiceField(key="how", label="How?", required=False, options=options(2)), how="o1"
    )
    assert one["choices"][-1] == {"title": "No answer", "value": NO_ANSWER}
    assert read.answers({one["id"]: NO_ANSWER}) == {"how": None}


def test_options_stand_there_in_full_whatever_signs_they_hold() -> None:
    long = Option(
        key="a,b",
        label=f"{'Long words ' * 25}*end*",
        help="With [some](https://x.example.org) help.",
    )
    card = drawn(
        Form(
            title="Apply",
            action="a.b",
            fields=(ChoicesField(key="x", label="X", options=(long,)),),
            submit="Send",
        )
    )
    assert " ".join(f"{long.label} – {long.help}".split()) in " ".join(read_card(card).split())
    [one] = inputs(card)
    assert read.answers({one["id"]: one["choices"][0]["value"]}) == {"x": ["a,b"]}


def test_a_long_list_says_above_it_what_its_options_mean() -> None:
    few = Option(key="z", label="Zines", help="Small magazines.")
    for kind in (ChoiceField, ChoicesField):
        card = drawn(
            Form(
                title="Apply",
                action="a.b",
                fields=(kind(key="x", label="X", options=(few, *options(30))),),
                submit="Send",
            )
        )
        assert "Zines: Small magazines." in read_card(card)
        assert inputs(card)[0]["choices"][0]["title"] == "Zines"


def test_help_stands_below_and_what_is_wrong_right_above_its_input() -> None:
    elements = question(
        ShortText(key="a", label="A", help="As on your *badge*."), None, "Please shorten this."
    )
    assert [one["type"] for one in elements] == ["TextBlock", "Input.Text", "RichTextBlock"]
    assert (elements[0]["text"], elements[0]["color"]) == ("Please shorten this.", "Attention")
    assert elements[2]["inlines"][0]["text"] == "As on your *badge*."
    [odd, *_] = question(ShortText(key="a", label="A"), None, "Not *that*.")
    assert (odd["type"], odd["inlines"][0]["color"]) == ("RichTextBlock", "Attention")


def test_a_field_without_help_says_what_is_counted_and_how_many_may_be_chosen() -> None:
    years = Number(key="years", label="Years", unit="years")
    areas = ChoicesField(key="areas", label="Areas", options=options(5), most=3)
    words = read_card(
        drawn(Form(title="Apply", action="a.b", fields=(years, areas), submit="Send"))
    )
    assert "In years." in words
    assert "Choose up to 3." in words
    helped = areas.model_copy(update={"help": "What you like."})
    assert "Choose up to" not in read_card(
        drawn(Form(title="Apply", action="a.b", fields=(helped,), submit="Send"))
    )


def test_a_file_is_added_on_a_page_of_its_own() -> None:
    form = Form(
        title="Apply",
        action="a.b",
        fields=(FileField(key="cv", label="Your CV", accepts=("pdf",)),),
        submit="Send",
    )
    links = {"field:cv": "https://bot.example.org/teams/upload/abc"}
    card = drawn(form, links=links)
    [row] = [one for one in card["body"] if one["type"] == "ActionSet"]
    [way] = row["actions"]
    assert (way["type"], way["title"], way["url"]) == ("Action.OpenUrl", ADD, links["field:cv"])
    assert LINKED in read_card(card)
    assert KEPT not in read_card(card)
    assert KEPT in read_card(drawn(replace(form, answers={"cv": "file:12"}), links=links))
    assert NO_WAY in read_card(drawn(form))
    assert not inputs(card)


def test_a_kept_file_is_known_to_the_dialog() -> None:
    form = Form(
        title="Apply",
        action="a.b",
        fields=(FileField(key="cv", label="CV"),),
        submit="Send",
        answers={"cv": "file:12"},
    )
    assert metadata(drawn(form)["actions"][0]["data"]["m"]).kept == {"cv": "file:12"}


def test_a_choice_with_nothing_to_choose_from_says_so() -> None:
    card = drawn(
        Form(
            title="Apply",
            action="a.b",
            fields=(ChoiceField(key="how", label="How?"),),
            submit="Send",
        )
    )
    assert "nothing to choose from" in read_card(card)
    assert not inputs(card)


def test_the_notice_comes_first_and_sections_have_headings() -> None:
    fields = (*many(2, "One"), *many(2, "Two"))
    card = drawn(
        Form(
            title="Apply",
            action="a.b",
            fields=fields,
            submit="Send",
            notice="As you left it on Monday.",
        )
    )
    assert (
        read_card({**card, "body": card["body"][:1], "actions": []}) == "As you left it on Monday."
    )
    headings = [one["text"] for one in card["body"] if one.get("style") == "heading"]
    assert headings == ["One", "Two"]


def test_long_forms_come_in_steps_and_only_the_last_one_sends() -> None:
    form = Form(
        title="Apply",
        action="a.b",
        fields=many(19),
        submit="Send it",
        opener=OPENER,
        buttons=(Button(label="Start afresh", action="ask.afresh"),),
    )
    assert [len(one) for one in render.pages(form)] == [7, 7, 5]
    cards = [drawn(form, page) for page in range(3)]
    assert [one["actions"][0]["title"] for one in cards] == ["Next", "Next", "Send it"]
    assert "Step 1 of 3. What you fill in is kept at every step." in read_card(cards[0])
    assert "Step 2 of 3. What you filled in before is kept." in read_card(cards[1])
    assert [[one["title"] for one in card["actions"][1:]] for card in cards] == [
        [],
        ["Back"],
        ["Back"],
    ]
    known = [metadata(one["actions"][0]["data"]["m"]) for one in cards]
    assert [(one.page, one.pages) for one in known] == [(0, 3), (1, 3), (2, 3)]
    assert ["Start afresh" in read_card(one) for one in cards] == [True, False, False]


def test_a_page_that_can_be_left_backwards_holds_nobody_for_what_stands_on_it() -> None:
    asked = tuple(Number(key=f"n{at}", label="How many", most=9) for at in range(10))
    form = Form(title="Apply", action="a.b", fields=asked, submit="Send", opener=OPENER)
    first, second = (drawn(form, page) for page in (0, 1))
    assert all("isRequired" in one and "max" in one for one in inputs(first))
    assert not any(
        {"isRequired", "errorMessage", "min", "max"} & one.keys() for one in inputs(second)
    )


def test_on_such_a_page_what_is_optional_says_so() -> None:
    asked = [ShortText(key=f"n{at}", label="Name", required=at != 9) for at in range(10)]
    form = Form(title="Apply", action="a.b", fields=tuple(asked), submit="Send", opener=OPENER)
    assert inputs(drawn(form, 1))[-1]["label"] == "Name (optional)"
    assert {one["label"] for one in inputs(drawn(form, 1))[:-1]} == {"Name"}


def test_a_section_that_goes_on_shows_its_heading_again() -> None:
    form = Form(title="Apply", action="a.b", fields=many(10, "About"), submit="Send", opener=OPENER)
    assert ["About" in read_card(drawn(form, page)) for page in (0, 1)] == [True, True]


def test_what_is_typed_moves_no_question_to_another_page() -> None:
    fields = tuple(LongText(key=f"q{n}", label="Why?", most=3000) for n in range(8))
    empty = Form(title="Apply", action="a.b", fields=fields, submit="Send", opener=OPENER)
    full = replace(empty, answers={one.key: "word " * 600 for one in fields})
    assert render.pages(empty) == render.pages(full)
    assert len(render.pages(full)) == 2
    assert [one["value"] for page in (0, 1) for one in inputs(drawn(full, page))] == [
        "word " * 600
    ] * 8


def test_a_form_that_cannot_keep_a_draft_has_one_page_and_says_what_is_shortened() -> None:
    shown = Form(title="Apply", action="a.b", fields=many(60), submit="Send")
    assert len(render.pages(shown)) == 1
    assert len(inputs(drawn(shown))) == 60
    heavy = tuple(
        ChoicesField(key=f"c{n}", label="Which?", options=options(60, "Words " * 20))
        for n in range(4)
    )
    card = drawn(Form(title="Apply", action="a.b", fields=(*heavy, *many(2)), submit="Send"))
    assert LEFT_OUT in read_card(card)
    assert [len(one["choices"]) for one in inputs(card)[:4]] == [60] * 4
    assert [one["label"] for one in inputs(card)[4:]] == ["Question 0", "Question 1"]


def test_much_to_read_before_a_form_has_pages_of_its_own() -> None:
    parts = tuple(Prose(f"Paragraph {n}. " + "And so on. " * 20) for n in range(80))
    form = Form(
        title="Agree", action="a.b", fields=many(2), submit="Agree", parts=parts, opener=OPENER
    )
    count = [len(one) for one in render.pages(form)]
    assert count == [0, 0, 2]
    words = "".join(read_card(drawn(form, page)) for page in range(3))
    assert all(f"Paragraph {n}." in words for n in range(80))


def test_answers_are_never_in_what_a_dialog_knows_of_itself() -> None:
    form = Form(
        title="Apply",
        action="a.b",
        fields=many(1),
        submit="Send",
        answers={"q0": "To lead a team"},
        carries={"revision": "3"},
    )
    carried = json.dumps(drawn(form)["actions"])
    assert "lead" not in carried
    payloads = Payloads()
    task = render.dialog(replace(form, carries={"document": "secret words"}), payloads)
    assert "secret" not in json.dumps(task)
    [kept] = payloads.overflow.values()
    assert "secret words" in kept


def test_what_there_is_to_read_gives_way_where_the_questions_leave_it_no_room() -> None:
    options = tuple(Option(key=f"k{at}{'x' * 30}", label=f"{at} {'w' * 10}") for at in range(20))
    fields = tuple(
        ChoicesField(key=f"f{at}", label="Which?", options=options, most=20) for at in range(8)
    )
    chosen = {one.key: [option.key for option in options] for one in fields}
    form = Form(
        title="All",
        action="apply.send",
        fields=fields,
        submit="Send",
        parts=(Prose("word " * 1000),),
        answers=chosen,
    )
    card = render.dialog(form, Payloads())["card"]["content"]
    assert weight(card) <= render.MOST_BYTES
    assert [one["value"] for one in inputs(card)] == [",".join(one) for one in chosen.values()]


def test_options_with_cards_have_each_a_box_below_its_card_and_are_read_as_one_answer() -> None:
    keys = ("1", "a b,c", "9")
    field = ChoicesField(
        key="mentors",
        label="Propose one or more",
        most=2,
        options=tuple(Option(key=key, label=f"Mentor {key}") for key in keys),
    )
    cards = tuple(
        Card(title=f"Mentor {key}", text="With care: same employer.", option=key)
        for key in ("a b,c", "1")
    )
    form = Form(
        title="Mentors",
        action="propose.send",
        fields=(field,),
        submit="Agree",
        parts=(Prose("Read this first."), *cards),
        answers={"mentors": ["a b,c", "9"]},
        opener=OPENER,
    )
    dialog = render.dialog(form, Payloads())
    check_task(render.continue_with(dialog))
    card = dialog["card"]["content"]
    told = read_card(card)
    assert told.index("Read this first.") < told.index("Propose one or more")
    assert told.count("With care: same employer.") == 2
    boxes = inputs(card)
    assert [box["choices"][0]["title"] for box in boxes] == ["Mentor 1", "Mentor a b,c", "Mentor 9"]
    given = {box["id"]: box["value"] for box in boxes if "value" in box}
    ticked = read.answers(given, card["actions"][0]["data"]["m"])["mentors"]
    assert isinstance(ticked, list)
    assert sorted(ticked) == ["9", "a b,c"]
    assert read.answers({boxes[0]["id"]: "1", boxes[1]["id"]: ""}) == {"mentors": ["1"]}
