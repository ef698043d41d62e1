"""What the bot shows to Teams when it speaks: a token of Microsoft's sign-in, had for the app id and its secret.

msal, which botframework-connector signs in with, blocks the event loop for each request, bounds none of them, and takes no
sign-in but Microsoft's own, so that nothing of it can be tried here. The grant is one small request.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
import structlog

from bot.logs import Seldom
from bot.teams.settings import TeamsSettings
from bot.teams.wire import wire
from bot.teams.wire.errors import TeamsProblem, problem_from, problem_of

log = structlog.get_logger("teams")

SCOPE = "https://api.botframework.com/.default"
EARLY = 300.0  # seconds before a token ends that the next is asked for
PATIENCE = 20.0  # seconds between two sign-ins, whatever became of the first
SHORTEST = 60.0  # that any token is taken to last
A_MOMENT = 1.0  # seconds that whoever asks how it stands waits for a sign-in
NUMBER = re.compile(
    r"\bAADSTS[0-9]{4,9}\b"
)  # of what is wrong, in an explanation that is otherwise left alone


class Tokens:
    """The bot's token, kept until a few minutes before it ends. Those who wait for it wait for the same request."""

    def __init__(self, settings: TeamsSettings, session: aiohttp.ClientSession) -> None:
        self._settings = settings
        self._session = session
        self._asking = asyncio.Lock()
        self._token = ""
        self._ends = 0.0
        self._asked_at = 0.0
        self._ask_at = 0.0
        self._problem: TeamsProblem | None = None
        self._trying: asyncio.Task[None] | None = None
        self._refused = Seldom(log.error, "microsoft does not sign the bot in")

    def close(self) -> None:
        """Ask for nothing more."""
        if self._trying is not None:
            self._trying.cancel()

    async def look(self) -> str:
        """What Microsoft says against signing the bot in, "" when nothing. What a tenant says against it is that tenant's."""
        if not self._settings.app_id:
            return ""
        if self._trying is None or self._trying.done():
            self._trying = asyncio.create_task(self._try())
        await asyncio.wait({self._trying}, timeout=A_MOMENT)
        problem = self._problem
        if problem is not None and problem.about == "tenant":
            return f"Microsoft does not sign the bot in ({problem.reason})"
        if self._token and _now() < self._ends:
            return ""
        if problem:
            return f"Microsoft's sign-in does not answer ({problem.reason})"
        return "the bot has not signed in yet"

    async def _try(self) -> None:
        with suppress(TeamsProblem):  # it is kept
            await self.bearer()

    async def bearer(self) -> str:
        """The token; "" in development, where there is none to have. Raises `TeamsProblem`."""
        if not self._settings.app_id:
            return ""
        if _now() >= self._ask_at:
            async with self._asking:
                if _now() >= self._ask_at:
                    await self._renew()
        if self._token and _now() < self._ends:
            return self._token
        raise self._problem or TeamsProblem("no token", "tenant")

    async def renewed(self, refused: str) -> str:
        """Another token in place of one that a tenant has refused; "" where there is no newer one to show there.

        The refused one serves on elsewhere: a tenant may only not take the token of a bot that is registered in another.
        """
        async with self._asking:
            if refused == self._token and _now() >= self._asked_at + PATIENCE:
                await self._renew()
        if self._token != refused and _now() < self._ends:
            return self._token
        return ""

    async def _renew(self) -> None:
        self._asked_at = _now()
        try:
            token, seconds = await self._asked()
        except Exception as error:
            problem = problem_from(error)
            self._problem = (
                problem
                if isinstance(problem, TeamsProblem)
                else TeamsProblem(problem.reason, "other")
            )
            self._refused.note(error=problem.reason)
            self._ask_at = _now() + (problem.after.total_seconds() if problem.after else PATIENCE)
            return
        self._token = token
        self._ends = _now() + seconds
        self._ask_at = _now() + max(seconds - EARLY, seconds / 2)
        self._problem = None

    async def _asked(self) -> tuple[str, float]:
        """A new token, and the seconds that it lasts."""
        settings = self._settings
        if not wire.is_safe(settings.login_url, loopback=True) or settings.app_password is None:
            raise TeamsProblem("settings", "tenant")
        given = {
            "grant_type": "client_credentials",
            "client_id": settings.app_id,
            "client_secret": settings.app_password.get_secret_value(),
            "scope": SCOPE,
        }
        url = f"{settings.login_url.rstrip('/')}/{quote(settings.authority, safe='')}/oauth2/v2.0/token"
        async with self._session.post(url, data=given, allow_redirects=False) as response:
            told = _told(await wire.read(response))
            if response.status != 200:
                raise _refused(response.status, told, response.headers.get("Retry-After", ""))
        token = told.get("access_token")
        seconds = told.get("expires_in")
        if not isinstance(token, str) or not token:
            raise TeamsProblem("no token", "tenant", status=200)
        return token, max(float(seconds), SHORTEST) if isinstance(
            seconds, int | float
        ) else SHORTEST


def trusts_loopback(settings: TeamsSettings) -> bool:
    """Whether Teams may be this machine itself: in development, and where the sign-in is here as well, as in tests."""
    parts = urlsplit(settings.login_url)
    return settings.development or (
        parts.scheme == "http" and wire.is_loopback(parts.hostname or "")
    )


def _told(body: bytes) -> Mapping[str, Any]:
    try:
        told = json.loads(body)
    except ValueError:
        return {}
    if isinstance(told, dict):
        return told
    return {}


def _refused(status: int, told: Mapping[str, Any], retry_after: str) -> TeamsProblem:
    """Why there is no token: the sign-in's word and its number, such as "invalid_client AADSTS7000215"."""
    problem = problem_of(status, "", retry_after)
    if problem.about in ("limit", "passing"):
        return problem
    word = str(told.get("error", ""))
    number = NUMBER.search(str(told.get("error_description", "")))
    if word.isidentifier():
        reason = word[:60]
    else:
        reason = f"status {status}"
    return TeamsProblem(f"{reason} {number[0]}" if number else reason, "tenant", status=status)


def _now() -> float:
    return asyncio.get_running_loop().time()
