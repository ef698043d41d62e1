"""What a person's Teams lets them put into the inputs of a card, and what it says before it sends anything."""

from collections.abc import Iterator

import pytest

from tests.teams.inputs import complaint, given
from tests.teams.records import Json
from tests.teams.samples import choice, day, hour, line, number, option, tick


def complaints() -> Iterator[tuple[str, Json, str, str]]:
    """What is tried, an input, an answer that its client takes, one that it does not."""
    said = {"errorMessage": "No."}
    yield "line, long", line(maxLength=3, **said), "abc", "abcd"
    yield "line, pattern", line(regex="^[0-9]+$", **said), "12", "a1"
    yield "number", number(min=1, max=3, **said), "3", "4"
    yield "day", day(min="2026-11-01", max="2026-11-30", **said), "2026-11-30", "2026-12-01"
    yield "hour", hour(min="09:00", **said), "09:00", "08:59"
    yield "box", tick(isRequired=True, **said), "true", "false"
    yield "choice", choice(isRequired=True, **said), "a", ""


@pytest.mark.parametrize(("words", "element", "right", "wrong"), list(complaints()))
def test_the_client_minds_what_the_input_says(
    words: str, element: Json, right: str, wrong: str
) -> None:
    assert complaint(element, right) == "", words
    assert complaint(element, wrong) == "No.", words
    if element["type"] != "Input.Toggle" and "isRequired" not in element:
        assert complaint(element, "") == ""


def test_everything_is_sent_as_text() -> None:
    several = choice(option("a%2Cb", "Both"), option("c", "Third"), isMultiSelect=True)
    assert given(several, ["a,b", "Third"]) == "a%2Cb,c"
    assert given(tick(), True) == "true"
    assert given(tick(valueOff="no"), False) == "no"
    assert given(number(), 7) == "7"
    with pytest.raises(AssertionError, match="no choice"):
        given(several, ["d"])
    with pytest.raises(AssertionError, match="only one"):
        given(choice(), ["a", "b"])
    with pytest.raises(AssertionError, match="nobody can put"):
        given(day(), "tomorrow")
