"""Day and month in the order that their reader has them; a mark says which words are a day, and nobody can type it (R12.5)."""

from datetime import date

import pytest

from scheme import cleaning
from scheme.day_order import MARK, DayOrder, in_words, marked, order_in, order_of, written

FRIDAY = date(2026, 1, 9)
DAY_FIRST = DayOrder.DAY_FIRST
MONTH_FIRST = DayOrder.MONTH_FIRST


@pytest.mark.parametrize(
    ("locale", "order"),
    [
        ("en-GB", DAY_FIRST),
        ("en-AU", DAY_FIRST),
        ("de-DE", DAY_FIRST),
        ("de", DAY_FIRST),
        ("es-US", DAY_FIRST),
        ("fr_CA", DAY_FIRST),
        ("en-US", MONTH_FIRST),
        ("en_CA", MONTH_FIRST),
        ("en-us", MONTH_FIRST),
        ("zh-Hant-TW", MONTH_FIRST),
        ("ja-JP", MONTH_FIRST),
        ("ko", MONTH_FIRST),
        ("en", None),
        ("", None),
        ("?", None),
        ("a language", None),
    ],
)
def test_a_locale_says_which_comes_first_where_it_names_a_language_and_a_land(
    locale: str, order: DayOrder | None
) -> None:
    assert order_of(locale) == order


@pytest.mark.parametrize(
    ("region", "order"),
    [("GB-ENG", DAY_FIRST), ("AU-ACT", DAY_FIRST), ("US", MONTH_FIRST), ("US-NY", MONTH_FIRST)],
)
def test_a_scheme_without_its_readers_locale_goes_by_its_region(
    region: str, order: DayOrder
) -> None:
    assert order_in(region) == order


@pytest.mark.parametrize(
    ("order", "text"),
    [
        (DAY_FIRST, "From Friday 9 January 2026 until Saturday 10 January 2026."),
        (MONTH_FIRST, "From Friday, January 9, 2026 until Saturday, January 10, 2026."),
    ],
)
def test_every_marked_day_of_a_text_is_put_in_order_and_no_mark_is_left(
    order: DayOrder, text: str
) -> None:
    posted = f"From {marked(FRIDAY)} until {marked(date(2026, 1, 10))}."
    assert written(posted, order) == text
    assert in_words(FRIDAY, order) in text


def test_what_people_typed_stays_as_they_typed_it() -> None:
    typed = cleaning.line(f"See you {MARK}Friday 9 January 2026")
    assert typed == "See you Friday 9 January 2026"
    assert written(f"{typed}, {marked(FRIDAY)}", MONTH_FIRST) == f"{typed}, Friday, January 9, 2026"


def test_a_day_that_was_cut_short_loses_its_mark_all_the_same() -> None:
    assert written(marked(FRIDAY)[:12], MONTH_FIRST) == "Friday 9 Ja"
