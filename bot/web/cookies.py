"""The cookie by which a browser is known again, and how a browser is called where somebody reads a list of theirs."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bot.app import Bot
from bot.web.guard import LOOPBACK
from storage.web import sessions
from storage.web.sessions import Session

LONG = 30 * 24 * 60  # minutes that a session lasts
SHORT = 12 * 60  # on a computer that others use as well
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Mac OS", "a Mac"),
    ("Linux", "Linux"),
)


def is_secure(url: str) -> bool:
    """Whether people reach the bot by https, so that a cookie goes nowhere in the clear."""
    return urlsplit(url).scheme == "https"


def may_be_kept(url: str) -> bool:
    """Whether a session can be kept: by https, or on this very machine."""
    return is_secure(url) or urlsplit(url).hostname in LOOPBACK


def name(url: str) -> str:
    """What the cookie is called: by https a name that no other site, nor a part of this one, can set."""
    if is_secure(url):
        return "__Host-session"
    return "session"


def made(url: str, token: str, *, lasts: bool) -> str:
    """The header that gives a browser its session; one that does not last goes when the browser is closed."""
    age = f"; Max-Age={LONG * 60}" if lasts else ""
    return f"{name(url)}={token}; Path=/; HttpOnly; SameSite=Lax{_secure(url)}{age}"


def dropped(url: str) -> str:
    """The header that takes it away again."""
    return f"{name(url)}=; Path=/; HttpOnly; SameSite=Lax{_secure(url)}; Max-Age=0"


def _secure(url: str) -> str:
    return "; Secure" if is_secure(url) else ""


def token_in(url: str, cookies: Mapping[str, str]) -> str:
    """The token that a browser shows; "" for none."""
    return cookies.get(name(url), "")


async def session(bot: Bot, cookies: Mapping[str, str]) -> Session | None:
    """The session of a browser, also one whose time is over (`Session.expires_at`); None where there is none."""
    token = token_in(bot.settings.url, cookies)
    if not token:
        return None
    async with bot.work(writes=False) as work:
        return await sessions.of_token(work, token)


def called(browser: str) -> str:
    """Roughly which browser it is, of what it says of itself: "Firefox on Windows"."""
    program = next((name for mark, name in BROWSERS if f"{mark}/" in browser), "A browser")
    system = next((name for mark, name in SYSTEMS if mark in browser), "")
    if system:
        return f"{program} on {system}"
    return program
