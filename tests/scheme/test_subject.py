"""A subject is read once, and written as every button that is still in a chat has it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from scheme.subject import NOTHING_IN_PARTICULAR, UNREADABLE, Subject, SubjectText


@given(st.from_regex(r"[a-z]{1,12}", fullmatch=True), st.integers(1, 999_999_999))
def test_what_is_written_is_read_back(kind: str, number: int) -> None:
    subject = Subject(kind, number)
    assert str(subject) == f"{kind}:{number}"
    assert Subject.read(str(subject)) == subject
    assert subject


@pytest.mark.parametrize("text", ["", None])
def test_nothing_in_particular_is_no_text(text: str | None) -> None:
    assert Subject.read(text) == NOTHING_IN_PARTICULAR
    assert str(NOTHING_IN_PARTICULAR) == ""
    assert not NOTHING_IN_PARTICULAR


@pytest.mark.parametrize(
    "text",
    [
        "application",
        "application:",
        ":17",
        "application:0",
        "application:017",
        "application:1234567890",
        "application:17:18",
        "application:-1",
        "application:17 ",
        "Application:17",
        "application:١٧",
        "<b>:1",
    ],
)
def test_what_is_no_subject_names_nothing_there_is(text: str) -> None:
    assert Subject.read(text) == UNREADABLE
    assert UNREADABLE


def test_it_is_text_in_what_is_kept_as_json_as_in_earlier_versions() -> None:
    json = TypeAdapter(SubjectText)
    assert json.dump_json(Subject("application", 17)) == b'"application:17"'
    assert json.dump_json(NOTHING_IN_PARTICULAR) == b'""'
    assert json.validate_json('"application:17"') == Subject("application", 17)
    assert json.validate_json('""') == NOTHING_IN_PARTICULAR
