"""Goal 4: what a turn in Teams costs, beside botbuilder as it comes, and beside botbuilder with msrest's fault mended.

Three turns: one that does nothing, one that says something back, and a complaint that is sent in a dialog (a form with
typed text, encrypted, in one transaction). Requests are signed by an issuer of our own, which is also whom the bot signs
in with, and the connector it speaks to.
"""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from pathlib import Path
from statistics import median
from time import process_time, time
from typing import TYPE_CHECKING, Any, Literal

import jwt
from aiohttp import ClientSession, web
from botbuilder.core import CloudAdapterBase, TurnContext  # type: ignore[import-untyped]  # it has no types
from botbuilder.schema import Activity  # type: ignore[import-untyped]
from botframework.connector.auth import (  # type: ignore[import-untyped]
    BotFrameworkAuthenticationFactory,
    MicrosoftAppCredentials,
    PasswordServiceClientCredentialFactory,
)
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from pydantic import SecretStr

from benchmarks.machine import cpu_seconds
from benchmarks.scenario import make_bot
from bot.app import Bot
from bot.chat.payload import Payloads
from bot.teams.settings import TeamsSettings
from bot.teams.wire.mend import mend
from bot.teams.wire.place import ConversationAddress
from handlers.kit.ui import Action, Form
from scheme.definition.sections import Workspace
from scheme.ids import PersonId
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import people

if TYPE_CHECKING:
    from bot.teams.app import Teams

# What mends msrest when it is imported is imported where it is wanted: the stock side must not be mended.

Json = dict[str, Any]
Side = Literal["stock", "mended", "teams", "echoing"]
SIDES: tuple[Side, ...] = ("stock", "mended", "teams", "echoing")
TURNS = ("nothing", "echo", "action")
APP, TENANT = "5f0c1a52-95b6-4d0e-9b0e-3a5f0f5b0001", "5f0c1a52-95b6-4d0e-9b0e-3a5f0f5b0002"
ISSUER, KEY_ID = "https://api.botframework.com", "bench"
PEOPLE, ROUNDS, SLICE, WARM = 20, 6, 20, 25
WORDS = "We agreed to meet every month, and three times nobody came and nobody wrote. "


@dataclass
class Sides:
    """CPU milliseconds a request, by side and turn, a slice each."""

    cpu: dict[tuple[str, str], list[float]] = field(default_factory=dict)

    def typical(self, side: str, turn: str) -> float:
        """The median of the slices."""
        return median(self.cpu[side, turn])

    @property
    def ratio(self) -> float:
        """An action in Teams beside a mended turn and the action alone, together."""
        return self.typical("teams", "action") / (
            self.typical("mended", "nothing") + self.typical("alone", "action")
        )

    def times(self, turn: str) -> float:
        """How many times as fast a turn is as with botbuilder as it comes."""
        ours = "teams" if turn == "nothing" else "echoing"
        return self.typical("stock", turn) / self.typical(ours, turn)


@dataclass(frozen=True)
class Upstream:
    """Where the bot finds keys, signs in, and speaks."""

    at: str
    token: str

    @property
    def metadata(self) -> str:
        """Where the issuer is described."""
        return f"{self.at}/openid"


async def _bot(url: str) -> Bot:
    bot = await make_bot(url)
    known = {
        key: one.model_copy(update={"workspaces": (Workspace(platform="teams", id=TENANT),)})
        for key, one in bot.definitions.items()
    }
    return Bot(settings=bot.settings, database=bot.database, definitions=known, clock=bot.clock)


def address(bot: Bot, number: int) -> str:
    """The address of one of those who act."""
    definition = next(iter(bot.definitions.values()))
    place = next(one for one in definition.organisations if one.domains)
    return f"person{number}@{place.domains[0]}"


def user(number: int) -> str:
    """The directory's id of one of those who act."""
    return f"5f0c1a52-95b6-4d0e-9b0e-{number:012d}"


# The sides


def serve(side: Side, url: str, upstream: Upstream, listening: socket.socket) -> None:
    """Runs in a process of its own, until it is ended."""
    asyncio.run(_serve(side, url, upstream, listening))


async def _serve(side: Side, url: str, upstream: Upstream, listening: socket.socket) -> None:
    app = web.Application()
    if side in ("stock", "mended"):
        if side == "mended":
            mend()
        app.router.add_post("/api/messages", _bare(upstream))
    else:
        from bot.teams.app import Teams  # noqa: PLC0415

        settings = TeamsSettings(
            app_id=APP,
            app_password=SecretStr("for-benchmarks-only"),
            app_tenant_id=TENANT,
            openid_metadata=upstream.metadata,
            login_url=upstream.at,
        )
        teams = Teams(await _bot(url), settings)
        if side == "echoing":
            teams.acts.heard = _echoes(teams)  # type: ignore[method-assign, assignment]
        teams.add_routes(app)
        await teams.start()
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    await asyncio.Event().wait()


def _bare(upstream: Upstream) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """Botbuilder by itself: reads, authenticates, takes a turn; a message is answered."""
    MicrosoftAppCredentials.get_access_token = lambda self, force_refresh=False: (
        "for-benchmarks-only"
    )
    authentication = BotFrameworkAuthenticationFactory.create(
        to_channel_from_bot_login_url="https://login.microsoftonline.com/",
        to_channel_from_bot_oauth_scope="https://api.botframework.com",
        to_bot_from_channel_token_issuer=ISSUER,
        oauth_url="https://api.botframework.com",
        to_bot_from_channel_open_id_metadata_url=upstream.metadata,
        to_bot_from_emulator_open_id_metadata_url=upstream.metadata,
        credential_factory=PasswordServiceClientCredentialFactory(APP, "for-benchmarks-only"),
    )

    class Bare(CloudAdapterBase):  # type: ignore[misc]
        """All of it is there."""

    adapter = Bare(authentication)

    async def turn(context: TurnContext) -> None:
        if context.activity.type == "message":
            await context.send_activity(Activity(type="message", text=context.activity.text))

    async def listen(request: web.Request) -> web.StreamResponse:
        activity = Activity().deserialize(await request.json())
        await adapter.process_activity(request.headers["Authorization"], activity, turn)
        return web.Response()

    return listen


def _echoes(teams: "Teams") -> Callable[[Json], Awaitable[None]]:
    async def heard(body: Json) -> None:
        place = ConversationAddress(TENANT, body["serviceUrl"], body["conversation"]["id"])
        await teams.connector.send(place, {"type": "message", "text": body["text"]}, at_once=True)

    return heard


# Measuring


async def measure(folder: Path) -> Sides:
    """Measure the sides in turn, in processes of their own; the action alone in this one."""
    found = Sides()
    bot = await _bot(f"sqlite:///{folder}/alone-in-teams.db")
    async with _upstream(address(bot, 0).partition("@")[2]) as upstream:
        ids, sent = await _forms(bot)
        running = {side: _start(side, f"sqlite:///{folder}/{side}.db", upstream) for side in SIDES}
        headers = {"Authorization": f"Bearer {upstream.token}"}
        try:
            async with ClientSession(headers=headers) as session:
                for side, (_, at) in running.items():
                    for turn in _turns(side):
                        await _send(
                            session,
                            at,
                            [_activity(turn, one, upstream, sent) for one in range(WARM)],
                        )
                for number in range(ROUNDS):
                    numbers = range(WARM + number * SLICE, WARM + (number + 1) * SLICE)
                    for side, (process, at) in running.items():
                        for turn in _turns(side):
                            bodies = [_activity(turn, one, upstream, sent) for one in numbers]
                            before = cpu_seconds(process.pid or 0)
                            await _send(session, at, bodies)
                            took = (cpu_seconds(process.pid or 0) - before) / SLICE * 1000
                            found.cpu.setdefault((side, turn), []).append(took)
                    found.cpu.setdefault(("alone", "action"), []).append(
                        await _alone(bot, ids, numbers)
                    )
        finally:
            for process, _ in running.values():
                process.terminate()
                process.join()
            await bot.database.close()
    return found


def _turns(side: Side) -> Sequence[str]:
    return {"teams": ("nothing", "action"), "echoing": ("echo",)}.get(side, ("nothing", "echo"))


async def _forms(bot: Bot) -> tuple[list[PersonId], list[Json]]:
    """So many people, and what each of them sends from a dialog."""
    from bot.teams.cards import render  # noqa: PLC0415

    ids, sent = [], []
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
        card = render.dialog(window, Payloads())["card"]["content"]
        sends = next(one for one in card["actions"] if one["data"].get("k") == "send")
        sent.append(sends["data"] | {one["id"]: _value(one) for one in _inputs(card)})
    return ids, sent


def _inputs(given: Any) -> list[Json]:
    if isinstance(given, list):
        return [found for one in given for found in _inputs(one)]
    if not isinstance(given, dict):
        return []
    own = [given] if str(given.get("type", "")).startswith("Input.") else []
    return own + [found for one in given.values() for found in _inputs(one)]


def _value(asked: Json) -> str:
    if asked["type"] == "Input.ChoiceSet":
        return "" if asked.get("isMultiSelect") else str(asked["choices"][-1]["value"])
    return "false" if asked["type"] == "Input.Toggle" else WORDS * 6


def _activity(turn: str, number: int, upstream: Upstream, sent: Sequence[Json]) -> Json:
    who = number % PEOPLE
    body: Json = {
        "type": {"nothing": "typing", "echo": "message", "action": "invoke"}[turn],
        "id": f"{turn}:{number}",
        "channelId": "msteams",
        "serviceUrl": upstream.at,
        "from": {"id": f"29:{who}", "name": f"Person {who}", "aadObjectId": user(who)},
        "recipient": {"id": f"28:{APP}", "name": "Mentoring"},
        "conversation": {"id": f"a:{who}", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
        "localTimezone": "Europe/London",
        "locale": "en-GB",
    }
    if turn == "echo":
        body["text"] = WORDS
    if turn == "action":
        body |= {
            "name": "task/submit",
            "value": {"data": sent[who], "context": {"theme": "default"}},
        }
    return body


async def _send(session: ClientSession, at: str, bodies: Sequence[Json]) -> None:
    for body in bodies:
        async with session.post(f"{at}/api/messages", json=body) as answer:
            assert answer.status in (200, 201, 202), (
                body["type"],
                answer.status,
                await answer.text(),
            )
            said = await answer.text()
            assert not said or json.loads(said).get("task", {}).get("type") != "continue", said


async def _alone(bot: Bot, ids: Sequence[int], numbers: range) -> float:
    about = next(iter(bot.definitions))
    before = process_time()
    for number in numbers:
        given = {"about": "scheme", "text": (WORDS * 6).strip()}
        await bot.act(
            PersonId(ids[number % PEOPLE]),
            Action(name="concern.send", subject=NOTHING_IN_PARTICULAR, answers=given, scheme=about),
            f"alone:{number}",
        )
    return (process_time() - before) / len(numbers) * 1000


@asynccontextmanager
async def _upstream(domain: str) -> AsyncIterator[Upstream]:
    """As much of Microsoft as a turn asks for."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    at = ""

    async def described(_request: web.Request) -> web.Response:
        return web.json_response({"issuer": ISSUER, "jwks_uri": f"{at}/keys"})

    async def keys(_request: web.Request) -> web.Response:
        return web.json_response(
            {"keys": [public | {"kid": KEY_ID, "use": "sig", "endorsements": ["msteams"]}]}
        )

    async def signs_in(_request: web.Request) -> web.Response:
        return web.json_response(
            {"token_type": "Bearer", "expires_in": 3600, "access_token": "for-benchmarks-only"}
        )

    async def takes(_request: web.Request) -> web.Response:
        return web.json_response({"id": "1"}, status=201)

    async def tells(request: web.Request) -> web.Response:
        asked = request.match_info["user"]
        number = int(asked[-12:]) if "-" in asked else int(asked.removeprefix("29:"))
        told = {
            "id": f"29:{number}",
            "name": f"Person {number}",
            "aadObjectId": user(number),
            "tenantId": TENANT,
        }
        return web.json_response(
            told | {"email": f"person{number}@{domain}", "userPrincipalName": ""}
        )

    app = web.Application()
    app.router.add_get("/openid", described)
    app.router.add_get("/keys", keys)
    app.router.add_post("/{tenant}/oauth2/v2.0/token", signs_in)
    app.router.add_post("/v3/conversations", takes)
    app.router.add_post("/v3/conversations/{conversation}/activities", takes)
    app.router.add_post("/v3/conversations/{conversation}/activities/{activity}", takes)
    app.router.add_get("/v3/conversations/{conversation}/members/{user}", tells)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    at = f"http://127.0.0.1:{runner.addresses[0][1]}"
    now = int(time())
    claims = {
        "iss": ISSUER,
        "aud": APP,
        "serviceurl": at,
        "iat": now - 60,
        "nbf": now - 60,
        "exp": now + 3600,
    }
    try:
        yield Upstream(at, jwt.encode(claims, key, "RS256", headers={"kid": KEY_ID}))
    finally:
        await runner.cleanup()


def _start(side: Side, url: str, upstream: Upstream) -> tuple[SpawnProcess, str]:
    listening = socket.create_server(("127.0.0.1", 0))
    process = get_context("spawn").Process(
        target=serve, args=(side, url, upstream, listening), daemon=True
    )
    process.start()
    return process, f"http://127.0.0.1:{listening.getsockname()[1]}"
