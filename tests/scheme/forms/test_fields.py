"""Answers are checked field by field: kept as typed where they can be, refused in words beside the field where not."""

from collections.abc import Mapping, Sequence
from datetime import date

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

from scheme.day_order import DayOrder, written
from scheme.forms.checking import address, check
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
from scheme.forms.shown import shown
from scheme.refusal import Refusal

HUGE = pytest.param(10**5000, id="5,001 figures")
COLOURS = (
    Option(key="red", label="Red"),
    Option(key="green", label="Green"),
    Option(key="blue", label="Blue"),
)

NAME = ShortText(key="name", label="Name", most=40)
EMAIL = ShortText(key="email", label="E-mail", form="email")
LINK = ShortText(key="link", label="Link", form="link")
STORY = LongText(key="story", label="Story", most=10_000)
COLOUR = ChoiceField(key="colour", label="Colour", options=COLOURS)
SOME = ChoicesField(key="some", label="Colours", options=COLOURS, most=2)
YEARS = Number(key="years", label="Years", least=0, most=60, unit="years")
DAY = DateField(key="day", label="Day", earliest=date(2026, 1, 1), latest=date(2026, 12, 31))
HOUR = TimeField(key="hour", label="Hour")
AGREED = TickField(key="agreed", label="I agree")
CV = FileField(key="cv", label="Your CV")
FORM: tuple[AnyField, ...] = (NAME, EMAIL, LINK, STORY, COLOUR, SOME, YEARS, DAY, HOUR, AGREED, CV)
OPTIONAL: tuple[AnyField, ...] = tuple(
    field.model_copy(update={"required": False}) for field in FORM
)


def answer(field: AnyField, typed: object) -> Answer:
    return check([field], {field.key: typed})[field.key]


def refusal(field: AnyField, typed: object) -> str:
    with pytest.raises(Refusal) as caught:
        answer(field, typed)
    assert list(caught.value.errors) == [field.key]
    return caught.value.errors[field.key]


def test_a_good_form_comes_back_in_plain_values() -> None:
    typed = {
        "name": "  Maya   Thorne ", "email": "M.Thorne@Library.Example.org", "link": "https://example.org/me?a=b",
        "story": "One.\r\nTwo.", "colour": "red", "some": ["blue", "red"], "years": " 12 ", "day": "2026-03-09",
        "hour": "14:30", "agreed": "on", "cv": "file:12", "no_such_field": "dropped",
    }  # fmt: skip
    assert check(FORM, typed) == {
        "name": "Maya Thorne", "email": "m.thorne@library.example.org", "link": "https://example.org/me?a=b",
        "story": "One.\nTwo.", "colour": "red", "some": ["red", "blue"], "years": 12, "day": "2026-03-09",
        "hour": "14:30", "agreed": True, "cv": "file:12",
    }  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "🙂 emoji 👩🏽‍🏫 and 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
        "שלום, אני ספרנית",
        "مرحبا بكم في المكتبة",
        "中文图书馆",
        "<script>alert('x')</script> & <b>bold</b>",
        "@channel <!here> [a](https://example.org) *b* `c`",
        "Zoë O'Neill-Łukasz",
        "'; DROP TABLE application; --",
    ],
)
def test_odd_text_is_kept_as_it_was_typed(text: str) -> None:
    assert answer(STORY, text) == text
    assert answer(NAME.model_copy(update={"most": 200}), text) == text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b\x07c\x1b[31md\x7f\x9f", "abc[31md"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("\ttab\tstays\n\n", "tab\tstays"),
        ("a \ud800 lone half", "a  lone half"),
        ("\ufeffmark", "mark"),
        ("Maya \u202egnp.exe\u202c and \u2067more\u2069", "Maya gnp.exe and more"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
    ],
)
def test_what_cannot_be_read_is_taken_out_of_text(typed: str, kept: str) -> None:
    assert answer(STORY, typed) == kept


def test_a_line_of_text_has_no_line_ends_and_no_glued_words() -> None:
    assert answer(NAME, "Maya\nAnn\tThorne\u2003 of\x0bHull") == "Maya Ann Thorne of Hull"


def test_ten_thousand_characters_are_kept_where_they_may_and_counted_where_not() -> None:
    text = "🙂" * 10_000
    assert answer(STORY, text) == text
    assert refusal(STORY, text + "x") == "Please shorten this to 10,000 characters; it has 10,001."
    assert refusal(NAME, text) == "Please shorten this to 40 characters; it has 10,000."


@pytest.mark.parametrize(
    "nothing", [None, "", "   ", "\n\t", "\x00\x1f", "\u200b\u200d", "\u202e", "\u00a0", []]
)
@pytest.mark.parametrize("field", FORM, ids=lambda field: field.key)
def test_what_is_left_empty_is_missed_where_required_and_nothing_elsewhere(
    field: AnyField, nothing: object
) -> None:
    assert refusal(field, nothing).startswith("Please ")
    empty = field.model_copy(update={"required": False})
    assert answer(empty, nothing) == ([] if field is SOME else False if field is AGREED else None)


def test_a_field_that_never_arrived_is_missed() -> None:
    with pytest.raises(Refusal) as caught:
        check(FORM, {})
    assert list(caught.value.errors) == [field.key for field in FORM]
    assert caught.value.text == "11 answers need another look. Nothing you typed is lost."


def test_each_field_at_fault_is_named_and_the_others_are_not() -> None:
    with pytest.raises(Refusal) as caught:
        check([NAME, EMAIL, YEARS], {"name": "Maya", "email": "maya", "years": "many"})
    assert set(caught.value.errors) == {"email", "years"}
    with pytest.raises(Refusal, match=r"^One answer needs another look\."):
        check([NAME, EMAIL], {"name": "Maya", "email": "maya"})


@pytest.mark.parametrize("wrong", [7, True, 1.5, ["text"], {"text": "x"}, {}])
@pytest.mark.parametrize("field", [NAME, STORY, EMAIL, LINK], ids=lambda field: field.key)
def test_what_is_not_text_is_refused_as_text(field: AnyField, wrong: object) -> None:
    assert refusal(field, wrong) == "Please answer with text."


@pytest.mark.parametrize(
    "typed",
    [
        "maya",
        "maya@",
        "@example.org",
        "a\u2003b@example.org",
        "maya@localhost",
        "a@b@c.org",
        "<a@b.org>",
        "a“b@example.org",
        "a…b@example.org",
        "a🙂@example.org",
    ],
)
def test_what_is_not_an_address_is_refused(typed: str) -> None:
    assert "name@library.example.org" in refusal(EMAIL, typed)
    with pytest.raises(Refusal):
        address(typed)


@pytest.mark.parametrize("apostrophe", "'’‘ʼ＇")
def test_the_apostrophe_of_an_address_is_the_one_that_mail_knows(apostrophe: str) -> None:
    assert address(f"Sean.O{apostrophe}Neill@Example.org") == "sean.o'neill@example.org"
    assert address("jürgen.groß@example.org") == "jürgen.groß@example.org"


@pytest.mark.parametrize(
    "typed",
    [
        "example.org",
        "http://example.org",
        "javascript:alert(1)",
        "https://",
        "https://localhost",
        "https://a.org/x y",
    ],
)
def test_what_is_not_a_web_address_is_refused(typed: str) -> None:
    assert "https://" in refusal(LINK, typed)


@pytest.mark.parametrize(
    "typed", ["purple", "Red", 1, True, {"key": "red"}, ["red", "blue"], "red\x00blue"]
)
def test_a_choice_is_one_of_its_options(typed: object) -> None:
    assert refusal(COLOUR, typed) == "Please choose one of the options listed."
    assert answer(COLOUR, ["red"]) == "red"


@pytest.mark.parametrize(
    "typed", ["purple", ["red", "purple"], [["red"]], [None], {"red": True}, 3, True]
)
def test_several_choices_are_all_among_the_options(typed: object) -> None:
    assert refusal(SOME, typed) == "Please choose from the options listed."


def test_several_choices_come_once_each_in_the_order_of_the_list() -> None:
    assert answer(SOME, ["blue", "red", "blue"]) == ["red", "blue"]
    assert answer(SOME, "green") == ["green"]
    assert refusal(SOME, ["red", "green", "blue"]) == "Please choose 2 at most."


@pytest.mark.parametrize(
    "typed", ["many", "1.5", "1_0", "0x10", 1.5, True, [1], "9" * 5000, HUGE, "--1", "1e1"]
)
def test_what_is_not_a_whole_number_is_refused(typed: object) -> None:
    assert refusal(YEARS, typed).startswith("Please give a ")


@pytest.mark.parametrize(
    ("typed", "kept"), [("0", 0), (0, 0), ("60", 60), ("+7", 7), (7.0, 7), ("٧", 7)]
)
def test_a_whole_number_is_kept_as_a_number(typed: object, kept: int) -> None:
    assert answer(YEARS, typed) == kept
    assert isinstance(answer(YEARS, typed), int)


@pytest.mark.parametrize("typed", ["-1", "61", 1000, -1])
def test_a_number_outside_its_limits_is_refused_with_them(typed: object) -> None:
    assert refusal(YEARS, typed) == "Please give a number from 0 to 60."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("9 March", "such as 2026-03-09"), ("2026-02-30", "such as 2026-03-09"), (20260309, "such as"),
        ("20260309", "such as"),
        ("2026-W11-1", "such as"), ([], "fill this"),
        ("2025-12-31", "from Thursday 1 January 2026 on"), ("2027-01-01", "up to Thursday 31 December 2026"),
    ],
)  # fmt: skip
def test_a_day_that_is_none_or_outside_its_limits_is_refused(typed: object, said: str) -> None:
    assert said in written(refusal(DAY, typed), DayOrder.DAY_FIRST)


@pytest.mark.parametrize(
    "typed", ["25:00", "14:60", "half past two", "1430", "14", 1430, {"hour": 14}]
)
def test_what_is_not_a_time_is_refused(typed: object) -> None:
    assert refusal(HOUR, typed) == "Please give a time, such as 14:30."


@pytest.mark.parametrize("typed", ["14:30", "14.30", "14:30:00", " 14:30 "])
def test_a_time_is_read_as_browsers_and_people_write_it(typed: str) -> None:
    assert answer(HOUR, typed) == "14:30"
    assert answer(HOUR, "9:05") == "09:05"


@pytest.mark.parametrize("typed", [False, "off", "no", "false", 0, 2, ["on"], {"on": True}, HUGE])
def test_what_is_not_ticked_is_asked_for_where_required_and_false_elsewhere(typed: object) -> None:
    assert refusal(AGREED, typed) == "Please tick this to go on."
    assert answer(AGREED.model_copy(update={"required": False}), typed) is False


@pytest.mark.parametrize("typed", [True, "true", "on", "Yes", "1"])
def test_a_tick_arrives_in_the_words_of_any_channel(typed: object) -> None:
    assert answer(AGREED, typed) is True


@pytest.mark.parametrize(
    ("field", "kept", "read"),
    [
        (NAME, "Maya", "Maya"), (NAME, None, "–"), (COLOUR, "red", "Red"), (COLOUR, "gone", "gone"),
        (SOME, ["red", "blue"], "Red, Blue"), (SOME, [], "–"), (YEARS, 0, "0 years"), (AGREED, True, "Yes"),
        (AGREED, False, "No"), (DAY, "2026-03-09", "Monday 9 March 2026"), (HOUR, "14:30", "14:30"),
    ],
)  # fmt: skip
def test_an_answer_is_shown_in_the_words_people_read(
    field: AnyField, kept: Answer, read: str
) -> None:
    assert written(shown(field, kept), DayOrder.DAY_FIRST) == read


@pytest.mark.parametrize("field", [NAME, COLOUR, SOME, YEARS, DAY, HOUR, AGREED, CV])
@pytest.mark.parametrize("kept", ["In spring", "2026-02-30", ["red", "other"], 7, True])
def test_an_answer_from_before_the_question_was_another_can_still_be_shown(
    field: AnyField, kept: Answer
) -> None:
    text = shown(field, kept)
    assert text
    assert "[" not in text


LIKELY = st.sampled_from(
    ["red", "blue", "on", "yes", "12", "2026-03-09", "14:30", "T12", "maya@example.org", "https://example.org", "e\x00\u0301"]
)  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | LIKELY,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
ADDRESSES = st.emails() | st.builds(
    "{}@{}".format, st.text(max_size=8), st.sampled_from(["example.org", "bücher.example"])
)


# Hypothesis builds its tables of characters within the first example, which is slow on a fresh machine.
calmly = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def errors(fields: Sequence[AnyField], typed: Mapping[str, object]) -> dict[str, str]:
    """What is said beside the fields; anything but a refusal goes through and fails the test."""
    try:
        answers = check(fields, typed)
    except Refusal as no:
        return no.errors or {"": "refused without a word"}
    assert check(fields, answers) == answers
    return {}


def stays_as_it_is(fields: Sequence[AnyField], typed: Mapping[str, object]) -> None:
    said = errors(fields, typed)
    assert said.keys() <= {field.key for field in fields}
    assert all(said.values())


@calmly
@given(st.dictionaries(st.sampled_from([field.key for field in FORM]), ANYTHING), st.booleans())
def test_whatever_is_sent_is_refused_in_words_or_kept_for_good(
    typed: dict[str, object], required: bool
) -> None:
    stays_as_it_is(FORM if required else OPTIONAL, typed)


@calmly
@given(st.sampled_from(OPTIONAL), ANYTHING)
@example(STORY, "e\x00\u0301")
@example(AGREED, 10**5000)
def test_whatever_one_field_is_sent_is_refused_in_words_or_kept_for_good(
    field: AnyField, typed: object
) -> None:
    stays_as_it_is([field], {field.key: typed})


@calmly
@given(ADDRESSES)
def test_an_address_that_was_accepted_is_accepted_again_unchanged(typed: str) -> None:
    stays_as_it_is([EMAIL], {"email": typed})


@pytest.mark.parametrize(
    "typed",
    ["cv.pdf", "file:", "file:x", "file:-1", "file:1234567890", "draft:1", 7, ["file:1"], True],
)
def test_a_file_is_answered_with_its_reference_and_nothing_else(typed: object) -> None:
    assert refusal(CV, typed) == "Please choose the file again."


def test_a_file_is_asked_for_when_it_is_missing_and_stays_in_a_window() -> None:
    assert refusal(CV, "") == "Please choose a file."
    assert answer(CV.model_copy(update={"required": False}), "") is None
    assert shown(CV, "file:12") == "A file"
    assert CV.window_only
