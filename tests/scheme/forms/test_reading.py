"""What people type in the chat, read as the answer to a question (R2.9)."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.day_order import DayOrder
from scheme.forms import reading
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
    TimeField,
)
from scheme.refusal import Refusal

TODAY = date(2027, 1, 11)  # a Monday
LEVELS = tuple(
    Option(key=key, label=label)
    for key, label in (
        ("assistant", "Library assistant"),
        ("senior", "Senior library assistant"),
        ("librarian", "Librarian, officer or specialist"),
        ("head", "Head of a department or of services"),
    )
)
AREAS = tuple(
    Option(key=key, label=label)
    for key, label in (
        ("frontline", "Enquiries and help for users"),
        ("teaching", "Teaching and information literacy"),
        ("metadata", "Cataloguing and metadata"),
        ("phone", "Phone"),
    )
)
LEVEL = ChoiceField(key="level", label="Level", options=LEVELS)
AREA = ChoicesField(key="areas", label="Areas", options=AREAS, most=3)
FREE = ChoicesField(key="areas", label="Areas", options=AREAS, required=False)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("1", "assistant"),
        (" 3. ", "librarian"),
        ("library assistant", "assistant"),
        ("Senior library assistant", "senior"),
        ("libary asistant", "assistant"),
        ("officer", "librarian"),
        ("head of a department", "head"),
        ("Librarian, officer or specialist", "librarian"),
        ("assistant", "assistant"),
    ],
)
def test_an_option_is_meant_by_its_number_its_words_or_words_near_to_them(
    text: str, key: str
) -> None:
    assert reading.read(LEVEL, text, TODAY) == key


@pytest.mark.parametrize("text", ["0", "5", "lib ", "or", "something else", "", "1, 2", "-"])
def test_what_means_no_option_or_several_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match=r"Please (type the number|choose one|fill)"):
        reading.read(LEVEL, text, TODAY)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("1, 3", ["frontline", "metadata"]),
        ("3 1", ["frontline", "metadata"]),
        ("1 and 3", ["frontline", "metadata"]),
        ("1;2;4", ["frontline", "teaching", "phone"]),
        ("Cataloguing and metadata", ["metadata"]),
        ("phone, teaching and information literacy", ["teaching", "phone"]),
        ("teaching and phone", ["teaching", "phone"]),
        ("2, 2", ["teaching"]),
    ],
)
def test_several_options_are_read_from_numbers_and_words(text: str, keys: list[str]) -> None:
    assert reading.read(AREA, text, TODAY) == keys


def test_too_many_unknown_or_no_options_are_refused_unless_none_is_fine() -> None:
    for text, words in (
        ("all", "3 at most"),
        ("1, 9", "numbers of those"),
        ("none", "at least one"),
    ):
        with pytest.raises(Refusal, match=words):
            reading.read(AREA, text, TODAY)
    assert reading.read(FREE, "none", TODAY) == []
    assert reading.read(FREE, "all of them", TODAY) == [
        "frontline",
        "teaching",
        "metadata",
        "phone",
    ]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("14 March", "2027-03-14"),
        ("14th of march 2028", "2028-03-14"),
        ("Sunday 14 March", "2027-03-14"),
        ("March 14th, 2027", "2027-03-14"),
        ("14/3/2027", "2027-03-14"),
        ("14.3.27", "2027-03-14"),
        ("14/3", "2027-03-14"),
        ("2027-3-14", "2027-03-14"),
        ("10 January", "2028-01-10"),
        ("today", "2027-01-11"),
        ("Tomorrow.", "2027-01-12"),
        ("yesterday", "2027-01-10"),
        ("monday", "2027-01-11"),
        ("on Friday", "2027-01-15"),
        ("this friday", "2027-01-15"),
        ("next Friday", "2027-01-22"),
        ("last friday", "2027-01-08"),
        ("last monday", "2027-01-04"),
        ("in two weeks", "2027-01-25"),
        ("in 3 days", "2027-01-14"),
        ("a week ago", "2027-01-04"),
        ("29 February", "2028-02-29"),
        ("1 sept", "2027-09-01"),
        ("3 febuary", "2027-02-03"),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: str) -> None:
    assert reading.read(DateField(key="d", label="D"), text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["31 June", "31/13/2027", "soon", "14", "two weeks", "in ten", "m 4", "99 days ago ago"]
)
def test_what_is_no_day_is_refused_with_examples(text: str) -> None:
    with pytest.raises(Refusal, match="next Friday"):
        reading.read(DateField(key="d", label="D"), text, TODAY)


DAY_FIRST, MONTH_FIRST = DayOrder


@pytest.mark.parametrize(
    ("text", "orders", "day"),
    [
        ("5/2/2027", {DAY_FIRST}, "2027-02-05"),
        ("5/2/2027", {MONTH_FIRST}, "2027-05-02"),
        ("2/13/2027", {DAY_FIRST}, "2027-02-13"),
        ("13/2/2027", {MONTH_FIRST}, "2027-02-13"),
        ("13.2.27", {DAY_FIRST, MONTH_FIRST}, "2027-02-13"),
        ("5/5/2027", {DAY_FIRST, MONTH_FIRST}, "2027-05-05"),
        ("February 5, 2027", {DAY_FIRST}, "2027-02-05"),
        ("5 February 2027", {MONTH_FIRST}, "2027-02-05"),
    ],
)
def test_figures_are_read_in_the_order_of_who_types_them(
    text: str, orders: set[DayOrder], day: str
) -> None:
    field = DateField(key="d", label="D")
    assert reading.read(field, text, TODAY, frozenset(orders)) == day


def test_figures_that_may_be_two_days_are_asked_again() -> None:
    field = DateField(key="d", label="D")
    with pytest.raises(Refusal, match="write the month as a word"):
        reading.read(field, "5/2/2027", TODAY, frozenset(DayOrder))


def test_without_a_year_the_day_that_will_do_is_meant() -> None:
    met = DateField(key="d", label="D", earliest=date(2026, 6, 1), latest=TODAY)
    assert reading.read(met, "14 December", TODAY) == "2026-12-14"
    assert reading.read(met, "friday", TODAY) == "2027-01-08"
    with pytest.raises(Refusal, match="Monday 11 January 2027"):
        reading.read(met, "tomorrow", TODAY)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("14:30", "14:30"),
        ("14.30", "14:30"),
        ("2pm", "14:00"),
        ("2.30 pm", "14:30"),
        ("12 am", "00:00"),
        ("noon", "12:00"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, hour: str) -> None:
    assert reading.read(TimeField(key="t", label="T"), text, TODAY) == hour


@pytest.mark.parametrize("text", ["14", "25:00", "13 pm", "0 am", "later"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Please give a time"):
        reading.read(TimeField(key="t", label="T"), text, TODAY)


@pytest.mark.parametrize(
    ("text", "number"),
    [("4", 4), ("four", 4), ("4 years", 4), ("about 4, I think", 4), ("zero", 0)],
)
def test_numbers_are_read_in_figures_and_small_words(text: str, number: int) -> None:
    assert reading.read(Number(key="n", label="N", most=60), text, TODAY) == number


@pytest.mark.parametrize("text", ["many", "4 or 5", "4.5", "9999999999", "61", "-1"])
def test_numbers_that_will_not_do_are_refused(text: str) -> None:
    with pytest.raises(Refusal, match="Please give"):
        reading.read(Number(key="n", label="N", most=60), text, TODAY)


def test_a_tick_takes_yes_or_no_and_one_that_is_needed_only_yes() -> None:
    needed, free = TickField(key="t", label="T"), TickField(key="t", label="T", required=False)
    assert reading.read(needed, "Yes, please".replace(",", ""), TODAY) is True
    assert reading.read(free, "not yet", TODAY) is False
    with pytest.raises(Refusal, match="without a yes"):
        reading.read(needed, "no", TODAY)
    with pytest.raises(Refusal, match="yes or no"):
        reading.read(free, "perhaps", TODAY)


def test_text_is_checked_as_a_form_checks_it() -> None:
    email = ShortText(key="e", label="E", form="email")
    assert reading.read(email, " Maya@Fellside.example.org ", TODAY) == "maya@fellside.example.org"
    with pytest.raises(Refusal, match="e-mail address"):
        reading.read(email, "nowhere", TODAY)
    with pytest.raises(Refusal, match="shorten"):
        reading.read(LongText(key="l", label="L", most=3), "four", TODAY)


def test_a_file_cannot_be_typed() -> None:
    for text in ("file:1", "cv.pdf", "attached"):
        with pytest.raises(Refusal, match="can't be typed"):
            reading.read(FileField(key="f", label="F"), text, TODAY)


FIELDS: tuple[AnyField, ...] = (
    LEVEL, AREA, DateField(key="d", label="D"), TimeField(key="t", label="T"), Number(key="n", label="N"),
    TickField(key="k", label="K"), ShortText(key="s", label="S"), FileField(key="f", label="F"),
)  # fmt: skip


@given(
    field=st.sampled_from(FIELDS),
    text=st.text() | st.from_regex(r"[0-9]{1,4}[ /.,-][a-z0-9]{1,9}( [0-9]{4})?"),
)
def test_whatever_is_typed_is_an_answer_or_a_refusal_in_words(field: AnyField, text: str) -> None:
    with suppress(Refusal):
        assert reading.read(field, text, TODAY) is not None


NAME = ShortText(key="name", label="Your name", fills="name")
MANAGER = ShortText(key="manager_name", label="Your line manager's name")
YEARS = Number(key="years", label="How long", most=60, unit="years")


@pytest.mark.parametrize("text", ["what?", "Who, me?", "yes", "no", "I don't know", "123", "hello"])
@pytest.mark.parametrize("field", [NAME, MANAGER], ids=lambda field: field.key)
def test_what_cannot_be_a_name_is_asked_again(field: ShortText, text: str) -> None:
    with pytest.raises(Refusal, match="That doesn't look like a name to me"):
        reading.read(field, text, TODAY)


@pytest.mark.parametrize(
    "text", ["Maya Thorne", "O", "Ng", "J. Test", "李娜", "Hope Later", "X 23"]
)
def test_whatever_may_be_a_name_is_one(text: str) -> None:
    assert reading.read(NAME, text, TODAY) == text


@pytest.mark.parametrize("text", ["?", "...", "-", "\U0001f937"])
def test_what_has_neither_letters_nor_figures_is_no_answer(text: str) -> None:
    with pytest.raises(Refusal, match="I can't read an answer in that"):
        reading.read(ShortText(key="place", label="Where"), text, TODAY)


def test_since_a_year_is_as_many_years_as_there_are_since_then() -> None:
    assert reading.read(YEARS, "since 2015", TODAY) == 12
    assert reading.read(YEARS, "2027", TODAY) == 0
    assert reading.read(YEARS, "12", TODAY) == 12
    for text in ("2028", "1950", "since 3000"):
        with pytest.raises(Refusal, match="Please give a number from 0 to 60"):
            reading.read(YEARS, text, TODAY)


def test_a_year_is_no_length_where_something_else_is_counted() -> None:
    with pytest.raises(Refusal, match="Please give a number from 0 to 60"):
        reading.read(Number(key="n", label="How many", most=60, unit="people"), "2015", TODAY)
