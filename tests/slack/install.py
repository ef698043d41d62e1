"""Adding the bot to a workspace, as an administrator of it does in the browser: the bot's page, Slack's, and back."""

import html
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.slack.world import User, World

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"


@dataclass(frozen=True)
class Page:
    """What the browser shows in the end."""

    status: int
    text: str


@dataclass(frozen=True)
class Begun:
    """An installation that waits for a yes: what the bot asked Slack for, and the mark it left in the browser."""

    asked: dict[str, str]
    cookie: str


async def begins(session: aiohttp.ClientSession, address: str) -> Begun:
    """Open the bot's page and follow its link, up to where Slack asks whether to allow it."""
    async with session.get(f"{address}{INSTALL}", allow_redirects=False) as answer:
        text = await answer.text()
        cookies = "; ".join(
            one.partition(";")[0] for one in answer.headers.getall("Set-Cookie", [])
        )
        links = [
            answer.headers.get("Location", ""),
            *(html.unescape(one) for one in re.findall(r'href="([^"]+)"', text)),
        ]
    link = next(one for one in links if "/oauth/v2/authorize" in one)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    return Begun(asked, cookies)


async def goes_back(
    session: aiohttp.ClientSession, address: str, query: dict[str, str], cookie: str
) -> Page:
    """Come back from Slack to the bot."""
    headers = {"Cookie": cookie} if cookie else {}
    async with session.get(f"{address}{REDIRECT}", params=query, headers=headers) as answer:
        return Page(answer.status, await answer.text())


async def installs(session: aiohttp.ClientSession, address: str, world: World, admin: User) -> Page:
    """All of it: an administrator allows what was asked for."""
    begun = await begins(session, address)
    assert begun.asked["client_id"] == world.app.client_id
    scopes = frozenset(begun.asked["scope"].split(","))
    assert scopes <= world.app.scopes, (
        f"the app has not the scopes {sorted(scopes - world.app.scopes)}"
    )
    code = world.code(admin.team, admin, begun.asked["redirect_uri"], scopes)
    return await goes_back(
        session, address, {"code": code, "state": begun.asked["state"]}, begun.cookie
    )
