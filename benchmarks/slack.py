"""Goals 1 and 3: what Slack adds to an action, beside bare Bolt and the same action without any channel.

The action is a complaint that is sent: a form with typed text, encrypted, in one transaction, with nothing to say in the
chat, so that no side calls Slack.
"""

import asyncio
import hashlib
import hmac
import json
import socket
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from statistics import median
from time import process_time, time
from typing import Any, Literal
from urllib.parse import urlencode

from aiohttp import ClientSession, web
from pydantic import SecretStr
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from benchmarks.machine import cpu_seconds
from benchmarks.scenario import make_bot
from bot.app import Bot
from bot.chat.payload import Payloads
from bot.slack.app import Slack
from bot.slack.cards import render
from bot.slack.settings import SlackSettings
from handlers.concern.complaint import complaint_conversation
from handlers.desk.desk import Desk
from handlers.home.home import home
from handlers.kit.ui import Action, Form
from scheme.definition.sections import Workspace
from scheme.ids import PersonId
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import people

Side = Literal["bolt", "slack", "two"]
SIDES: tuple[Side, ...] = ("bolt", "slack", "two")
TEAM, SECRET, TOKEN = "T0BENCH", "for-benchmarks-only", "xoxb-for-benchmarks-only"
PEOPLE, ROUNDS, SLICE, WARM = 20, 8, 25, 40
WORDS = "We agreed to meet every month, and three times nobody came and nobody wrote. "


@dataclass
class Sides:
    """CPU milliseconds a request of each side, a slice each; and the calls to Slack that warm requests made."""

    cpu: dict[str, list[float]] = field(default_factory=dict)
    calls: int = 0

    def typical(self, side: str) -> float:
        """The median of the slices."""
        return median(self.cpu[side])

    @property
    def ratio(self) -> float:
        """Slack beside bare Bolt and the action alone, together."""
        return self.typical("slack") / (self.typical("bolt") + self.typical("alone"))

    @property
    def crowded(self) -> float:
        """All conversations beside two."""
        return self.typical("slack") / self.typical("two")


async def _bot(url: str) -> Bot:
    bot = await make_bot(url)
    known = {
        key: one.model_copy(update={"workspaces": (Workspace(platform="slack", id=TEAM),)})
        for key, one in bot.definitions.items()
    }
    return Bot(settings=bot.settings, database=bot.database, definitions=known, clock=bot.clock)


def address(bot: Bot, number: int) -> str:
    """The address of one of those who act."""
    definition = next(iter(bot.definitions.values()))
    place = next(one for one in definition.organisations if one.domains)
    return f"person{number}@{place.domains[0]}"


def serve(side: Side, url: str, api: str, listening: socket.socket) -> None:
    """Runs in a process of its own, until it is ended."""
    asyncio.run(_serve(side, url, api, listening))


async def _serve(side: Side, url: str, api: str, listening: socket.socket) -> None:
    app = web.Application()
    if side == "bolt":
        app.router.add_post("/slack/events", _bare())
    else:
        bot = await _bot(url)
        if side == "two":
            bot.desk = Desk(bot.database, bot.definitions, (home, complaint_conversation))
        settings = SlackSettings(
            bot_token=SecretStr(TOKEN), signing_secret=SecretStr(SECRET), api_url=api
        )
        slack = Slack(bot, settings)
        slack.add_routes(app)
        await slack.start()
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    await asyncio.Event().wait()


def _bare() -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=TEAM, bot_id="B1", bot_user_id="U0BOT", bot_token=TOKEN
        )

    app = AsyncApp(signing_secret=SECRET, authorize=authorize, process_before_response=True)

    @app.view("form")
    async def sent(ack: Callable[..., Awaitable[None]]) -> None:
        await ack(response_action="clear")

    async def listen(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await app.async_dispatch(await to_bolt_request(request)))

    return listen


async def measure(folder: Path) -> Sides:
    """Measure the sides in turn, in processes of their own; the action alone in this one."""
    found, called = Sides({side: [] for side in (*SIDES, "alone")}), [0]
    bot = await _bot(f"sqlite:///{folder}/alone.db")
    runner, api = await _api(called, address(bot, 0).partition("@")[2])
    ids, views = await _forms(bot)
    running = {side: _start(side, f"sqlite:///{folder}/{side}.db", api) for side in SIDES}
    try:
        async with ClientSession() as session:
            for _, at in running.values():
                await _send(session, at, views, range(WARM))
            called[0] = 0
            for number in range(ROUNDS):
                numbers = range(WARM + number * SLICE, WARM + (number + 1) * SLICE)
                for side, (process, at) in running.items():
                    before = cpu_seconds(process.pid or 0)
                    await _send(session, at, views, numbers)
                    found.cpu[side].append((cpu_seconds(process.pid or 0) - before) / SLICE * 1000)
                found.cpu["alone"].append(await _alone(bot, ids, numbers))
    finally:
        for process, _ in running.values():
            process.terminate()
            process.join()
        await runner.cleanup()
        await bot.database.close()
    found.calls = called[0]
    return found


async def _forms(bot: Bot) -> tuple[list[PersonId], list[dict[str, Any]]]:
    """So many people, and the window that each of them sends."""
    ids, views = [], []
    for number in range(PEOPLE):
        async with bot.work() as work:
            ids.append(
                (
                    await people.add(
                        work, f"Person {number}", address(bot, number), "Europe/London"
                    )
                ).id
            )
        window = (await bot.act(ids[-1], Action(name="concern.complain"))).window
        assert isinstance(window, Form)
        view = render.modal(window, Payloads())
        values = {
            one["block_id"]: {"answer": _value(one["element"])}
            for one in view["blocks"]
            if one["type"] == "input"
        }
        views.append(view | {"id": f"V{number}", "state": {"values": values}})
    return ids, views


def _value(element: dict[str, Any]) -> dict[str, Any]:
    kind = element["type"]
    if kind == "plain_text_input":
        return {"type": kind, "value": WORDS * 6}
    options = element.get("options") or element["option_groups"][0]["options"]
    return (
        {"type": kind, "selected_options": []}
        if kind == "checkboxes"
        else {"type": kind, "selected_option": options[-1]}
    )


async def _send(
    session: ClientSession, at: str, views: Sequence[dict[str, Any]], numbers: range
) -> None:
    for number in numbers:
        body = urlencode({"payload": json.dumps(_submission(views[number % PEOPLE], number))})
        stamp = str(int(time()))
        mark = hmac.new(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={mark}",
        }
        async with session.post(f"{at}/slack/events", data=body, headers=headers) as answer:
            said = await answer.json(content_type=None)
            assert said == {"response_action": "clear"}, said


def _submission(view: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": TEAM},
        "user": {"id": f"U{number % PEOPLE}", "team_id": TEAM},
        "api_app_id": "A1",
        "trigger_id": f"{number}.1",
        "view": view | {"hash": f"{number}.h", "team_id": TEAM},
        "response_urls": [],
    }


async def _alone(bot: Bot, ids: Sequence[int], numbers: range) -> float:
    about = next(iter(bot.definitions))
    before = process_time()
    for number in numbers:
        person = ids[number % PEOPLE]
        given = {"about": "scheme", "text": (WORDS * 6).strip()}
        await bot.act(
            PersonId(person),
            Action(name="concern.send", subject=NOTHING_IN_PARTICULAR, answers=given, scheme=about),
            f"alone:{number}",
        )
    return (process_time() - before) / len(numbers) * 1000


async def _api(called: list[int], domain: str) -> tuple[web.AppRunner, str]:
    """As much of Slack as a start and a first visit ask for; counts the calls."""

    async def answer(request: web.Request) -> web.Response:
        called[0] += 1
        method = request.match_info["method"]
        if method == "auth.test":
            return web.json_response(
                {
                    "ok": True,
                    "team_id": TEAM,
                    "team": "Benchmarks",
                    "user_id": "U0BOT",
                    "bot_id": "B1",
                }
            )
        assert method == "users.info", method
        number = request.query["user"].removeprefix("U")
        profile = {"email": f"person{number}@{domain}", "real_name": f"Person {number}"}
        user = {
            "id": f"U{number}",
            "team_id": TEAM,
            "deleted": False,
            "is_bot": False,
            "tz": "Europe/London",
        }
        return web.json_response(
            {"ok": True, "user": user | {"profile": profile, "real_name": f"Person {number}"}}
        )

    app = web.Application()
    app.router.add_route("*", "/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}/api/"


def _start(side: Side, url: str, api: str) -> tuple[SpawnProcess, str]:
    listening = socket.create_server(("127.0.0.1", 0))
    process = get_context("spawn").Process(
        target=serve, args=(side, url, api, listening), daemon=True
    )
    process.start()
    return process, f"http://127.0.0.1:{listening.getsockname()[1]}"
