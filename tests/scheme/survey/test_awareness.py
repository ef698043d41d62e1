"""The question of the year: the addresses of a list as people paste it, and figures that tell nobody apart (R7.3)."""

from datetime import date

import pytest

from scheme.refusal import Refusal
from scheme.survey.awareness import (
    MOST_ADDRESSES,
    Asking,
    addresses_in,
    addresses_in_file,
    figures,
    questions,
)
from tests.support.scheme_cast import VALLEY

CLOSES = date(2026, 3, 1)


def asking(answered: int, *, is_closed: bool) -> Asking:
    return Asking(
        id=1,
        scheme="valley",
        year=2026,
        closes_on=CLOSES,
        is_closed=is_closed,
        asked=40,
        waiting=0,
        answered=answered,
        shared=0,
        tallies={"heard": {"yes": answered}, "knows": {"no": answered}, "speaks": {}},
    )


@pytest.mark.parametrize(
    "pasted",
    [
        "una@fells.example.org\nTOM@fells.example.org\n\nuna@Fells.example.org",
        "una@fells.example.org, tom@fells.example.org",
        "E-mail address;Name\nuna@fells.example.org;Una Bell\ntom@fells.example.org;Tom Birch",
        'Name,Mail\n"Bell, Una",una@fells.example.org\n"Birch, Tom",tom@fells.example.org',
        "Una Bell <una@fells.example.org>\nTom Birch <tom@fells.example.org>",
    ],
)
def test_a_list_is_taken_as_it_is_pasted_each_address_once(pasted: str) -> None:
    assert set(addresses_in(pasted, "a")) == {"una@fells.example.org", "tom@fells.example.org"}


def test_addresses_with_odd_signs_are_addresses() -> None:
    odd = "o\u2019neill+work@fells.example.org\njos\u00e9@fells.example.org"
    assert addresses_in(odd, "a") == (
        "o'neill+work@fells.example.org",
        "jos\u00e9@fells.example.org",
    )


def test_every_line_at_fault_is_named() -> None:
    with pytest.raises(Refusal) as no:
        addresses_in("una@fells.example.org\nUna Bell\ntom@\n", "a")
    assert (
        no.value.errors["a"]
        == "Please correct what is no address: line 2 (Una Bell), line 3 (tom@)."
    )


def test_of_many_lines_at_fault_the_first_are_named_and_the_others_counted() -> None:
    with pytest.raises(Refusal) as no:
        addresses_in("\n".join(f"line{number}" for number in range(15)), "a")
    assert "and 5 more" in no.value.errors["a"]


def test_what_was_answered_is_shown_once_closed_and_of_no_fewer_than_the_smallest_group() -> None:
    before, after = date(2026, 2, 9), date(2026, 3, 2)
    assert figures(VALLEY, asking(20, is_closed=False), before) == ()
    assert figures(VALLEY, asking(4, is_closed=True), before) == ()
    assert figures(VALLEY, asking(4, is_closed=False), after) == ()
    heard, knows, speaks = figures(VALLEY, asking(5, is_closed=True), before)
    assert heard.counts == (("Yes", 5), ("Partly", 0), ("No", 0))
    assert knows.counts == (("Yes", 0), ("Partly", 0), ("No", 5))
    assert speaks.counts == (("Yes", 0), ("Partly", 0), ("No", 0))


def test_the_questions_are_in_the_schemes_own_words() -> None:
    assert [field.label for field in questions(VALLEY)] == [
        VALLEY.awareness.heard,
        VALLEY.awareness.knows,
        VALLEY.awareness.speaks,
    ]


@pytest.mark.parametrize(
    "data",
    [
        b"una@fells.example.org\r\ntom@fells.example.org\r\n",
        b"\xef\xbb\xbfE-mail,Name\nuna@fells.example.org,Una\ntom@fells.example.org,Tom",
        'Mail;Name\nuna@fells.example.org;"Bäll; Una"\ntom@fells.example.org;Zoë'.encode("cp1252"),
        "Name\tAddress\nUna\tuna@fells.example.org\nTom\ttom@fells.example.org".encode("utf-16"),
        b'Name,Mail\n"Bell,\nUna",una@fells.example.org\n"",\nTom,tom@fells.example.org',
    ],
)
def test_a_file_is_read_whichever_program_has_saved_it(data: bytes) -> None:
    found = addresses_in_file(data, "a")
    assert set(found) == {"una@fells.example.org", "tom@fells.example.org"}


def test_a_row_of_a_file_that_has_no_address_is_named_as_the_spreadsheet_counts_it() -> None:
    data = b'Mail,Where\nuna@fells.example.org,"Beck\nLane"\nnobody at\xe2\x80\xae all,Fellside\n'
    with pytest.raises(Refusal) as no:
        addresses_in_file(data, "a")
    assert no.value.errors["a"] == (
        "Please correct what is no address: row 3 (nobody at all Fellside)."
    )


@pytest.mark.parametrize("data", [b"Mail\n", b"\n\n", b"\xff\xfe", b'"'])
def test_a_file_without_an_address_says_so(data: bytes) -> None:
    with pytest.raises(Refusal) as no:
        addresses_in_file(data, "a")
    assert "no address" in no.value.errors["a"]


def test_so_many_are_taken_at_a_time_and_no_more() -> None:
    rows = [f"p{number}@fells.example.org" for number in range(MOST_ADDRESSES)]
    assert len(addresses_in_file("\n".join(rows).encode(), "a")) == MOST_ADDRESSES
    for more in ("una@fells.example.org", "nobody"):
        with pytest.raises(Refusal) as no:
            addresses_in_file("\n".join([*rows, more]).encode(), "a")
        assert "more than 1000" in no.value.errors["a"]
