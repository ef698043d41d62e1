"""Pure: what Slack sends, as far as the bot reads it. Whatever is of another kind or shape comes no further than here."""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qsl

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    model_validator,
)

Json = dict[str, Any]

MOST_PAIRS = 100  # of a command, which has about 15

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,100}$")]
Mark = Annotated[str, StringConstraints(max_length=500)]


class Malformed(Exception):
    """Nothing that Slack sends."""


class Shape(BaseModel):
    """Values of the very type; what is not named here is left out, and so is what Slack says is null."""

    model_config = ConfigDict(strict=True, extra="ignore")


class Named(Shape):
    """Whatever has an id: a channel, a workspace."""

    id: Id


class Challenge(Shape):
    """Slack tries the address."""

    type: str
    challenge: Mark


class Command(Shape):
    """A command somebody typed."""

    command: Mark
    team_id: Id
    user_id: Id
    channel_id: Id
    trigger_id: Mark
    response_url: str
    channel_name: str | None = None
    text: str | None = None


# Interactions


class User(Shape):
    """Whoever acts."""

    id: Id
    team_id: Id | None = None


class Container(Shape):
    """Where a button stands."""

    is_ephemeral: bool = False


class ChosenOption(Shape):
    """An entry of a menu, or of a field's list."""

    value: str | None = None


class Pressed(Shape):
    """A button, an entry of a menu, or a field that was filled in."""

    action_id: str
    block_id: str | None = None
    type: str | None = None
    value: str | None = None
    selected_option: ChosenOption | None = None


class Block(Shape):
    """A block of a window; it can be sent back as it is."""

    model_config = ConfigDict(extra="allow")

    type: str
    block_id: str | None = None
    element: Json | None = None

    @model_validator(mode="after")
    def _asks(self) -> "Block":
        if self.type == "input" and (self.block_id is None or self.element is None):
            raise ValueError("an input that is none")
        return self


class ViewState(Shape):
    """What a window's fields hold."""

    values: dict[str, Json] = Field(default_factory=dict)


class SlackView(Shape):
    """A window, or the home tab; it can be sent back as it is."""

    model_config = ConfigDict(extra="allow")

    id: Mark
    type: str
    hash: Mark = ""
    callback_id: Mark = ""
    private_metadata: str = ""
    blocks: list[Block] = Field(default_factory=list)
    state: ViewState = Field(default_factory=ViewState)
    app_installed_team_id: Id | None = None


class SlackMessage(Shape):
    """A message that a shortcut was taken on."""

    text: str | None = None
    user: Id | None = None


class Interaction(Shape):
    """What every press, form and shortcut has."""

    type: str
    user: User
    team: Named | None = None
    channel: Named | None = None
    container: Container = Field(default_factory=Container)
    trigger_id: Mark = ""
    response_url: str | None = None


class BlockActions(Interaction):
    """A press in a message, a window or the home tab."""

    actions: list[Pressed] = Field(min_length=1)
    view: SlackView | None = None


class ViewSubmission(Interaction):
    """A window that was sent, or closed."""

    view: SlackView


class ShortcutTaken(Interaction):
    """A shortcut, perhaps on a message."""

    callback_id: Mark
    message: SlackMessage | None = None


# Events


class SlackEvent(Shape):
    """Something happened; of kinds that the bot does not listen to, no more than the kind is read."""

    type: Mark


class Said(SlackEvent):
    """A message."""

    user: Id | None = None
    user_team: Id | None = None
    team: Id | None = None
    bot_id: Id | None = None
    channel_type: Mark | None = None
    subtype: Mark | None = None
    thread_ts: Mark | None = None
    text: str | None = None


class Mentioned(Said):
    """A message in a channel that mentions the bot."""

    channel: Id


class HomeOpened(SlackEvent):
    """Somebody looks at the app."""

    user: Id
    tab: Mark | None = None


class Homes(Shape):
    """The workspaces of somebody in an enterprise."""

    teams: list[Id] | None = None


class SlackUser(Shape):
    """Somebody in a workspace, as they are now."""

    model_config = ConfigDict(extra="allow")

    id: Id
    team_id: Id | None = None
    profile: Json | None = None
    enterprise_user: Homes | None = None


class MemberChanged(SlackEvent):
    """Somebody has joined, or has another profile."""

    user: SlackUser


class InChannel(SlackEvent):
    """Something about a channel."""

    channel: Id
    user: Id | None = None


class Revoked(SlackEvent):
    """Tokens do not count any more."""

    tokens: dict[str, list[str] | None] | None = None


class Authorization(Shape):
    """For which workspace Slack tells of an event, and to whom: the bot, by its id as a user."""

    team_id: Id | None = None
    user_id: Id | None = None


class EventCallback(Shape):
    """An event, in whichever workspace."""

    type: str
    team_id: Id
    event_id: Mark
    event: SlackEvent
    authorizations: list[Authorization] | None = None


LEFT = (
    *("channel_archive", "channel_deleted", "channel_left"),
    *("group_archive", "group_deleted", "group_left", "member_left_channel"),
)
BACK = ("member_joined_channel", "channel_unarchive", "group_unarchive")

_KINDS: Mapping[str, type[Shape]] = {
    "url_verification": Challenge,
    "block_actions": BlockActions,
    "view_submission": ViewSubmission,
    "view_closed": ViewSubmission,
    "shortcut": ShortcutTaken,
    "message_action": ShortcutTaken,
}
_EVENTS: Mapping[str, type[SlackEvent]] = {
    "app_mention": Mentioned,
    "message": Said,
    "app_home_opened": HomeOpened,
    "user_change": MemberChanged,
    "team_join": MemberChanged,
    "tokens_revoked": Revoked,
    **dict.fromkeys((*LEFT, *BACK), InChannel),
}


def parsed(body: bytes, media: str) -> object:
    """What a request's body says: JSON, a form, or JSON in a form. Raises `Malformed`."""
    try:
        text = body.decode()
        if media == "application/json" or text.startswith("{"):
            return json.loads(text)
        form = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PAIRS))
        if "payload" in form:
            return json.loads(form["payload"])
        return form
    except (ValueError, RecursionError):  # not text, not JSON, nested without end
        raise Malformed from None


def checked(payload: object) -> Json | None:
    """What was sent, as far as the bot reads it; None for kinds that are nothing to it. Raises `Malformed`."""
    if not isinstance(payload, dict):
        raise Malformed
    kind: type[Shape] | None = Command if "command" in payload else None
    if kind is None and payload.get("type") != "event_callback":
        kind = _KINDS.get(_word(payload.get("type", "")))
        if kind is None:
            return None
    try:
        if kind is not None:
            return _plain(kind.model_validate(payload))
        told = _plain(EventCallback.model_validate(payload))
        event = _EVENTS.get(told["event"]["type"], SlackEvent).model_validate(payload["event"])
        return {**told, "event": _plain(event)}
    except (ValidationError, RecursionError):
        raise Malformed from None


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise Malformed
    return value


def _plain(shape: Shape) -> Json:
    return shape.model_dump(exclude_none=True)
