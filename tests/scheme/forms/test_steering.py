"""What is typed while a form is asked, and is no answer (R2.9)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.forms.steering import BACK, CANCEL, EXPLAIN, LEAVE, MOST, SEEN, SKIP, steer


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("back", BACK),
        ("Can I go back?", BACK),
        ("skip this one", SKIP),
        ("can I skip this", SKIP),
        ("stop", LEAVE),
        ("I want to stop", LEAVE),
        ("I want to stop now.", LEAVE),
        ("I'd like to stop", LEAVE),
        ("i have to go", LEAVE),
        ("I don\u2019t want to do this any more", LEAVE),
        ("I'll finish this later", LEAVE),
        ("get me out of here!", LEAVE),
        ("I want to cancel this", CANCEL),
        ("what did I say?", SEEN),
        ("what does this mean", EXPLAIN),
        ("What does this mean?", EXPLAIN),
        ("what should I write here?", EXPLAIN),
        ("why do you ask?", EXPLAIN),
        ("who will read this?", EXPLAIN),
        ("do I have to?", EXPLAIN),
        ("?", EXPLAIN),
        ("???", EXPLAIN),
        ("I don't understand", EXPLAIN),
    ],
)
def test_a_way_to_go_or_a_question_is_told_from_an_answer(text: str, way: str) -> None:
    assert steer(text) == way


@pytest.mark.parametrize(
    "text",
    [
        "Maya Thorne",
        "Back office manager",
        "Stopford",
        "I want to stop smoking and to lead a team",
        "Leave and absence coordinator",
        "To learn how to skip what does not matter",
        "",
        "   ",
        "3",
        "yes",
        "no",
        "Librarian",
        "I want to go to Leeds",
    ],
)
def test_an_answer_is_not_taken_for_a_way_to_go(text: str) -> None:
    assert steer(text) == ""


@given(st.text(min_size=MOST + 1))
def test_what_is_long_steers_nowhere_unless_it_is_mostly_room(text: str) -> None:
    assert steer(text) == "" or len(" ".join(text.split()).strip(" .!?,")) <= MOST
