"""What a sentence says of a meeting is taken where it can be meant in one way, and left open where it cannot (R12.1)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.forms.fields import Option
from scheme.meeting.said import said

TODAY = date(2027, 1, 13)  # a Wednesday
WAYS = tuple(
    Option(key=key, label=key) for key in ("face-to-face", "teams", "zoom", "phone", "other")
)


def told(text: str, *, ahead: bool) -> dict[str, str]:
    """The answers in a sentence."""
    return said(text, TODAY, ahead=ahead, ways=WAYS).answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("log meeting 3rd nov 90 mins on zoom", {"day": "2026-11-03", "minutes": "90", "how": "zoom"}),
        ("we met yesterday for an hour", {"day": "2027-01-12", "minutes": "60"}),
        ("had coffee last thursday, 2 hrs", {"day": "2027-01-07", "minutes": "120", "how": "face-to-face"}),
        ("met on the 5th", {"day": "2027-01-05"}),
        ("met on wednesday", {"day": "2027-01-06"}),
        ("spoke on the phone for half an hour on 15/12", {"day": "2026-12-15", "minutes": "30", "how": "phone"}),
        ("Teams, hour and a half, 20 December 2026", {"day": "2026-12-20", "minutes": "90", "how": "teams"}),
        ("met on 5/1", {}),
        ("we had our third meeting", {}),
        ("I may have met her", {}),
        ("met 2026-12-01", {"day": "2026-12-01"}),
    ],
)  # fmt: skip
def test_a_meeting_that_was(text: str, answers: dict[str, str]) -> None:
    assert told(text, ahead=False) == answers


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("move it to Friday 2pm", {"day": "2027-01-15", "hour": "14:00"}),
        ("book 12 feb at 10", {"day": "2027-02-12", "hour": "10:00"}),
        ("cancel my meeting tomorrow", {"day": "2027-01-14"}),
        ("next monday 3.30pm on teams for 45 mins", {"day": "2027-01-18", "hour": "15:30", "minutes": "45", "how": "teams"}),
        ("next friday", {}),
        ("at 3", {}),
        ("the 14th at 15:00", {"day": "2027-01-14", "hour": "15:00"}),
        ("monday or tuesday", {}),
        ("on the 31st of february", {}),
        ("zoom or teams", {}),
        ("at noon", {"hour": "12:00"}),
    ],
)  # fmt: skip
def test_a_meeting_to_come(text: str, answers: dict[str, str]) -> None:
    assert told(text, ahead=True) == answers


@given(st.text(max_size=80) | st.from_regex(r"[0-9/:. apmthndr]{1,30}", fullmatch=True))
def test_no_text_fails(text: str) -> None:
    for ahead in (True, False):
        assert set(told(text, ahead=ahead)) <= {"day", "hour", "minutes", "how"}
