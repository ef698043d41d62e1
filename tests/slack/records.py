"""What there is in Slack, as the stub remembers it: people, channels, messages, windows, files, tokens."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from manifest.slack import EVENTS, SCOPES

if TYPE_CHECKING:
    from tests.slack.world import Workspace

Json = dict[str, Any]


@dataclass(eq=False)
class App:
    """The app as its owner registered it with Slack: by our manifest."""

    id: str = "A0MENTORING"
    client_id: str = "1001.2002"
    client_secret: str = "client-secret-of-the-tests"
    signing_secret: str = "signing-secret-of-the-tests"
    app_token: str = "xapp-1-A0MENTORING-of-the-tests"
    scopes: frozenset[str] = frozenset(SCOPES)
    events: frozenset[str] = frozenset(EVENTS)
    redirects: tuple[str, ...] = ()


@dataclass(eq=False)
class User:
    """Somebody in a workspace, or a bot."""

    id: str
    team: "Workspace"
    name: str
    email: str = ""
    zone: str = "Europe/London"
    is_bot: bool = False
    deleted: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    picture: str = ""
    display: str = ""


@dataclass(eq=False)
class Post:
    """A message. `only_for` is the one person who sees it, when it is ephemeral."""

    ts: str
    channel: "Channel"
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str = ""
    by_bot: bool = False
    only_for: str = ""
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    edited: bool = False
    pinned: bool = False


@dataclass(eq=False)
class Channel:
    """A channel, or a chat of two or more. `kind`: "channel", "group" (a private one), "im" or "mpim"."""

    id: str
    team: "Workspace"
    name: str
    kind: str = "channel"
    members: set[str] = field(default_factory=set)
    archived: bool = False
    posts: dict[str, Post] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """How scopes and events name this kind."""
        return {"channel": "channels", "group": "groups"}.get(self.kind, self.kind)


@dataclass(eq=False)
class Token:
    """What a bot speaks with. `state`: "live", "revoked", or "gone" when the app was uninstalled."""

    value: str
    team: "Workspace"
    scopes: frozenset[str]
    state: str = "live"


@dataclass(eq=False)
class Modal:
    """A window or a home tab somebody has before them; `state` is what is typed or chosen in it."""

    id: str
    user: User
    view: Json
    hash: str
    state: dict[str, dict[str, Json]] = field(default_factory=dict)
    previous: "Modal | None" = None
    root: "Modal | None" = None
    errors: dict[str, str] = field(default_factory=dict)
    open: bool = True


@dataclass(eq=False)
class Stored:
    """A file."""

    id: str
    team: "Workspace"
    name: str
    size: int
    user: str
    content: bytes = b""
    title: str = ""
    done: bool = False
    shares: list[Post] = field(default_factory=list)


@dataclass(eq=False)
class Trigger:
    """The right to open one window, soon. `modal` is the window it came from."""

    user: User
    at: float
    modal: Modal | None = None
    used: bool = False


@dataclass(eq=False)
class AnswerAddress:
    """Where the bot may answer something up to five times, within half an hour; `post` is what was pressed on."""

    user: User
    channel: Channel
    at: float
    post: Post | None = None
    uses: int = 0


@dataclass(eq=False)
class Code:
    """What somebody who allowed the app in brings back."""

    team: "Workspace"
    user: User
    redirect: str
    scopes: frozenset[str]
    at: float
    used: bool = False
