"""Forms as HTML: every field has its control and its label, and what a form shows comes back from it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web import render
from handlers.kit.ui import Button, Card, Form, Prose
from scheme.forms.checking import check
from scheme.forms.fields import (
    Answers,
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
from tests.web.reader import Reader
from tests.web.showcase import FIELDS, form


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.kind + "-" + field.key)
def test_every_kind_of_field_has_a_label_tied_to_its_control_and_says_what_is_optional(
    field: AnyField,
) -> None:
    page = Reader(render.field_html(field))
    controls = {
        one["id"] for tag in ("input", "textarea", "select") for one in page.all(tag) if "id" in one
    }
    labelled = {one["for"] for one in page.all("label")}
    assert controls
    assert labelled == controls
    assert f"field-{field.key}" in controls
    assert field.label in page.words
    assert ("(optional)" in page.words) is not field.required
    assert field.help in page.words


def test_a_choice_of_many_is_a_list_and_of_few_is_buttons_with_a_way_to_take_the_answer_back() -> (
    None
):
    options = tuple(Option(key=f"o{n}", label=f"Option {n}") for n in range(8))
    many = Reader(render.field_html(ChoiceField(key="c", label="Which", options=options)))
    few = Reader(render.field_html(ChoiceField(key="c", label="Which", options=options[:7])))
    free = Reader(
        render.field_html(ChoiceField(key="c", label="Which", options=options[:2], required=False))
    )
    assert [len(page.all("select")) for page in (many, few, free)] == [1, 0, 0]
    assert len(many.all("option")) == 9
    assert [one["value"] for one in few.all("input")] == [option.key for option in options[:7]]
    assert [one["value"] for one in free.all("input")] == ["o0", "o1", ""]
    assert "checked" in free.all("input")[2]


def test_fields_say_what_a_browser_may_fill_in_and_set_no_hard_stop() -> None:
    page = Reader(render.window_html(form(), "id"))
    by_name = {one["name"]: one for one in page.all("input") if one.get("name")}
    assert by_name["short.name"]["autocomplete"] == "name"
    assert by_name["short.email"]["type"] == "email"
    assert by_name["short.video"]["type"] == "url"
    assert by_name["short.video"]["data-most"] == "80"
    assert all("maxlength" not in given for _, given in page.elements)
    assert "novalidate" in page.all("form")[0]


def test_an_error_is_beside_its_field_and_linked_from_the_top() -> None:
    window = Form(
        title="Apply",
        action="a.b",
        fields=FIELDS,
        submit="Send",
        errors={"goals": "Please fill this in.", "areas": "Choose one."},
    )
    page = Reader(render.window_html(window, "id"))
    [goals] = page.all("textarea")
    assert goals["aria-invalid"] == "true"
    assert goals["aria-describedby"].split() == ["field-goals-help", "field-goals-error"]
    links = [one["href"] for one in page.all("a")]
    assert links[:2] == ["#field-areas", "#field-goals"]
    assert "What you hope to reach: Please fill this in." in page.words
    assert "hidden" not in next(one for one in page.all("div") if one.get("id") == "window-summary")


def test_a_form_without_errors_hides_its_summary() -> None:
    page = Reader(render.window_html(form(), "id"))
    assert "hidden" in next(one for one in page.all("div") if one.get("id") == "window-summary")


def test_sections_are_headings_once_each_and_a_long_form_lists_them_and_counts_them() -> None:
    page = Reader(render.window_html(form(), "id"))
    names = ["About you", "Your work", "When"]
    assert [one["id"] for one in page.all("h3") if one.get("class") == "section"] == [
        "section-1",
        "section-2",
        "section-3",
    ]
    links = [one["href"] for one in page.all("a") if str(one.get("href")).startswith("#section")]
    assert links == ["#section-1", "#section-2", "#section-3"]
    lines = [line.strip() for line in page.words.split("\n")]
    assert [lines.count(name) for name in names] == [1, 1, 1]
    counted = [f"{name} {at} of 3" for at, name in enumerate(names, 1)]
    assert [line for line in lines if line.endswith("of 3")] == counted


def test_a_form_of_two_parts_has_no_list_of_them() -> None:
    short = replace(form(), fields=tuple(one for one in form().fields if one.section != "When"))
    page = Reader(render.window_html(short, "id"))
    assert not page.all("nav")
    assert "of 2" not in page.words


@given(text=st.text(), errors=st.text(min_size=1))
def test_no_text_at_all_breaks_a_form(text: str, errors: str) -> None:
    window = Form(
        title=text,
        action="a.b",
        fields=FIELDS,
        submit=text,
        answers={"goals": text, "name": text},
        errors={"name": errors},
    )
    assert (
        len(Reader(render.window_html(window, "id")).all("input"))
        == len(Reader(render.window_html(form(), "id")).all("input")) - 1
    )


_texts = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]))
    | st.just("one\ntwo\n\nthree")
    | st.just("\nfirst")
)


@given(
    short=_texts.filter(lambda text: "\n" not in text),
    long=_texts,
    number=st.integers(-999_999_999, 999_999_999) | st.just("many"),
    choice=st.sampled_from(["me", "them", "either", ""]),
    organisation=st.sampled_from(["", "org1", "org9"]),
    choices=st.lists(st.sampled_from(["teaching", "metadata", "leading"]), unique=True).map(sorted),
    day=st.dates().map(date.isoformat) | st.just(""),
    tick=st.booleans(),
)
def test_what_a_form_shows_comes_back_from_it_unchanged(
    short: str,
    long: str,
    number: int | str,
    choice: str,
    organisation: str,
    choices: list[str],
    day: str,
    tick: bool,
) -> None:
    answers: Answers = {
        "name": short,
        "goals": long,
        "years": number,
        "contact": choice,
        "organisation": organisation,
        "areas": sorted(choices, key=["teaching", "metadata", "leading"].index),
        "start": day,
        "consent": tick,
    }
    window = Form(
        title="Apply",
        action="a.b",
        fields=FIELDS,
        submit="Send",
        answers=answers,
        carries={"revision": "3"},
    )
    came_back = render.answers_from(Reader(render.window_html(window, "id")).posted)
    assert came_back == {"email": "", "video": "", "hour": "", "cv": "", "revision": "3", **answers}


def test_a_form_left_as_it_was_opened_passes_when_nothing_is_required() -> None:
    fields: list[AnyField] = [
        ShortText(key="a", label="A", required=False),
        LongText(key="b", label="B", required=False),
        ChoiceField(key="c", label="C", required=False, options=(Option(key="x", label="X"),)),
        ChoicesField(key="d", label="D", required=False, options=(Option(key="x", label="X"),)),
        Number(key="e", label="E", required=False),
        DateField(key="f", label="F", required=False),
        TimeField(key="g", label="G", required=False),
        TickField(key="h", label="H", required=False),
        FileField(key="i", label="I", required=False),
    ]
    posted = Reader(
        render.window_html(Form(title="T", action="a.b", fields=tuple(fields), submit="Send"), "id")
    ).posted
    answers = check(fields, render.answers_from(posted))
    assert answers == {
        "a": None,
        "b": None,
        "c": None,
        "d": [],
        "e": None,
        "f": None,
        "g": None,
        "h": False,
        "i": None,
    }


def test_names_of_another_shape_are_passed_over() -> None:
    assert render.answers_from([("action", "a.b"), ("inbound", "1"), ("short.name", "Maya")]) == {
        "name": "Maya"
    }


def test_a_file_s_control_says_what_it_takes_and_what_is_kept_already() -> None:
    field = FileField(key="cv", label="Your CV", accepts=("pdf", "jpg"), most_mb=3)
    empty, kept = (
        Reader(render.field_html(field)),
        Reader(render.field_html(field, "file:7", name="<b>cv</b>.pdf, 2 kB")),
    )
    chooser = next(one for one in empty.all("input") if one["type"] == "file")
    assert (chooser["name"], chooser["accept"]) == ("file.cv", ".pdf,.jpg,.jpeg")
    assert chooser["aria-describedby"].split() == ["field-cv-limits", "field-cv-kept"]
    assert ".pdf, .jpg, .jpeg; up to 3 MB." in empty.words
    assert "is kept" not in empty.words
    assert "<b>cv</b>.pdf, 2 kB is kept. Choosing another file replaces it." in kept.words
    assert kept.posted == [("file.cv", "file:7")]
    assert "A file is kept." in Reader(render.field_html(field, "file:7")).words


def test_options_with_cards_have_the_box_on_the_card_and_come_back_as_one_answer() -> None:
    field = ChoicesField(
        key="mentors",
        label="Propose one or more",
        options=tuple(Option(key=key, label=f"Mentor {key}") for key in ("1", "2", "9")),
    )
    cards = tuple(
        Card(
            title=f"<b>Mentor {key}",
            text="With care: same employer.",
            buttons=(Button(label="Details", action="propose.beside"),),
            option=key,
        )
        for key in ("2", "1")
    )
    window = Form(
        title="Mentors",
        action="propose.send",
        fields=(field,),
        submit="Agree",
        parts=(Prose("Read this first."), *cards, Card(title="No option's", option="7")),
        answers={"mentors": ["2", "9"]},
    )
    page = Reader(render.window_html(window, "one"))
    assert page.words.count("With care: same employer.") == 2
    assert page.words.index("Read this first.") < page.words.index("No option's")
    assert page.words.index("No option's") < page.words.index("Propose one or more")
    assert page.words.index("<b>Mentor 1") < page.words.index("<b>Mentor 2")
    assert page.words.index("<b>Mentor 2") < page.words.index("Mentor 9")
    boxes = [one for one in page.all("input") if one.get("type") == "checkbox"]
    assert [one["value"] for one in boxes] == ["1", "2", "9"]
    told = {one["id"] for tag in ("div", "p") for one in page.all(tag) if "id" in one}
    assert {one["aria-describedby"] for one in boxes[:2]} <= told
    assert {one["for"] for one in page.all("label")} == {one["id"] for one in boxes}
    assert render.answers_from(page.posted)["mentors"] == ["2", "9"]
