"""One of everything that Slack sends, and the same with something odd in the place of each of its parts, one after another."""

from collections.abc import Iterator
from typing import Any

from tests.slack.corner import in_channel
from tests.slack.stage import SlackStage
from tests.slack.world import Json
from tests.support.stage import MAYA

ODD: tuple[object, ...] = (
    None,
    [],
    {},
    5,
    True,
    "",
    "\x00",
    "\ud800",
    [[None]],
    {"id": []},
    "x" * 1_000_000,
)
GONE = object()  # the place itself is not there


async def everything(scene: SlackStage) -> dict[str, Json]:
    """One of every kind of thing that Slack sends, of somebody who is known."""
    maya = (await scene.person(MAYA)).hand
    told, events = maya.told, scene.stub.events
    await maya.types("hello")
    card = next(
        one for one in reversed(maya.messages) if one.by_bot and "actions" in str(one.blocks)
    )
    block = next(one for one in card.blocks if one["type"] == "actions")
    button = block["elements"][0]
    pressed = {name: button[name] for name in ("type", "action_id", "value")} | {
        "block_id": block["block_id"]
    }
    room = in_channel(scene, maya)
    await maya.command("talk to a person")
    assert maya.modal is not None
    sent = {
        "command": told.command("/mentoring", "hello", room),
        "shortcut": told.shortcut("log_meeting"),
        "message": told.shortcut_on(await maya.types("words", where=room), "raise_concern"),
        "press": told.press(card, pressed, {}),
        "press in a window": told.press(maya.modal, pressed, {}),
        "form": told.submission(maya.modal),
        "closing": told.closing(maya.modal, cleared=True),
    }
    for name, happening in {
        "typed": maya.types("hello"),
        "home": events.home_opened(maya.user),
        "changed": events.changed(maya.user, name="Maya Thorn"),
        "joined": events.joined_team(maya.user),
        "in a channel": events.joined(maya.user, scene.channel),
    }.items():
        await happening
        assert events.last is not None
        sent[name] = events.last[1]
    tokens = {"type": "tokens_revoked", "tokens": {"oauth": ["U1"], "bot": []}}
    sent["tokens"] = sent["home"] | {"event": tokens}
    return sent


def odd_payloads(payload: Json) -> Iterator[tuple[str, Json]]:
    """A payload once for each of its places and each odd value, with the name of what is odd."""
    for path in _places(payload):
        for value in (GONE, *ODD):
            shown = "gone" if value is GONE else repr(value)[:12]
            yield f"{'.'.join(map(str, path))}: {shown}", _with(payload, path, value)


def _places(given: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    inside = (
        given.items()
        if isinstance(given, dict)
        else enumerate(given)
        if isinstance(given, list)
        else ()
    )
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
