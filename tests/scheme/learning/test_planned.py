"""What contradicts itself in the events of a scheme file is told with the key to change."""

import pytest

from scheme.definition.learning import PlannedEvent, led_astray


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"round": "nowhere"}, "events[1].round"),
        ({"instead": "nothing"}, "events[1].instead"),
        ({"instead": "talk"}, "events[1].instead"),
        ({"times": 3}, "events[1].times"),
        ({"weight": "required", "guests": "mentees"}, "events[1].weight"),
    ],
)
def test_what_leads_nowhere_is_named(changed: dict[str, object], where: str) -> None:
    """Each contradiction is one line, at its key."""
    event = PlannedEvent.model_validate(
        {"key": "talk", "name": "A talk", "day": "2026-02-12"} | changed
    )
    assert [at for at, _ in led_astray((event,), frozenset({"spring"}))] == [where]


def test_what_holds_together_is_not_complained_of() -> None:
    """A webinar of a round that comes again, and the recording that stands for it."""
    first = PlannedEvent.model_validate(
        {
            "key": "talk",
            "name": "A talk",
            "day": "2026-02-12",
            "every": "month",
            "times": 3,
            "round": "spring",
            "instead": "online",
        }
    )
    second = first.model_copy(update={"key": "online", "instead": ""})
    assert list(led_astray((first, second), frozenset({"spring"}))) == []
