"""What Slack sends, with something odd in the place of each of its parts, one after another."""

from collections.abc import Iterator
from typing import Any

from slack_world import Json

ODD: tuple[object, ...] = (None, [], {}, 5, True, "", "\x00", "\ud800", [[None]], {"id": []}, "x" * 1_000_000)
GONE = object()  # the place itself is not there


def odd_payloads(payload: Json) -> Iterator[tuple[str, Json]]:
    """A payload once for each of its places and each odd value, with the name of what is odd."""
    for path in _places(payload):
        for value in (GONE, *ODD):
            shown = "gone" if value is GONE else repr(value)[:12]
            yield f"{'.'.join(map(str, path))}: {shown}", _with(payload, path, value)


def _places(given: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    for key, value in inside:
        yield (*path, key)
        yield from _places(value, (*path, key))


def _with(given: Any, path: tuple[Any, ...], value: object) -> Any:
    made = dict(given) if isinstance(given, dict) else list(given)
    first, *rest = path
    if rest:
        made[first] = _with(given[first], tuple(rest), value)
    elif value is GONE:
        del made[first]
    else:
        made[first] = value
    return made
