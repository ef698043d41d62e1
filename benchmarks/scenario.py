"""What is measured: somebody sends the mentee's form, or notes a meeting, in the web channel; and the same by hand."""

from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from time import perf_counter
from typing import Any
from uuid import UUID

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from bot.app import Bot
from bot.clock import Clock
from bot.demonstration.scheme import demonstrate
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.cast import CastMember
from bot.web.live import Hub
from handlers.kit.ui import Action, Form
from scheme.definition.loading import load, preset
from scheme.forms.fields import (
    Answers,
    AnyField,
    ChoiceField,
    ChoicesField,
    LongText,
    Number,
    ShortText,
    TickField,
)
from scheme.ids import PersonId
from storage import people
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.encryption import vault

Statement = tuple[str, Any, bool]  # SQL, parameters, many rows at once
Transaction = tuple[bool, list[Statement]]  # whether it writes, and its statements
Posted = list[tuple[str, str]]
KEY = "bWVudG9yaW5nLWJvdC1iZW5jaG1hcmtzLW9ubHkhISE="  # of invented people alone


@dataclass
class Recorder:
    """Every transaction of a database, statement by statement."""

    transactions: list[Transaction] = field(default_factory=list)

    def listen(self, database: Database) -> None:
        """Note what is executed from now on."""
        for engine in engines(database):
            event.listen(engine, "begin", self._begin)
            event.listen(engine, "before_cursor_execute", self._execute)

    def _begin(self, connection: Connection) -> None:
        self.transactions.append((bool(connection.get_execution_options().get("writes")), []))

    def _execute(
        self,
        _connection: object,
        _cursor: object,
        sql: str,
        parameters: object,
        _context: object,
        many: bool,
    ) -> None:
        if not sql.startswith("BEGIN"):
            self.transactions[-1][1].append((sql, parameters, many))

    def taken(self) -> list[Transaction]:
        """What was noted since the last call."""
        noted, self.transactions = [one for one in self.transactions if one[1]], []
        return noted


def engines(database: Database) -> tuple[Engine, ...]:
    """Where statements are heard, each once: on PostgreSQL what reads is heard with what writes."""
    one = database.writing.sync_engine
    return (one, database.reading.sync_engine) if database.is_sqlite else (one,)


@dataclass(frozen=True)
class Request:
    """One thing that somebody does."""

    person_id: PersonId
    action: Action
    fields: tuple[AnyField, ...]
    inbound: str

    def posted(self) -> Posted:
        """As a browser posts it."""
        kinds = {one.key: one.kind for one in self.fields}
        body = [
            ("action", self.action.name),
            ("subject", str(self.action.subject)),
            ("inbound", self.inbound),
        ]
        for key, answer in self.action.answers.items():
            kind = kinds.get(key, "carries")
            texts = (
                answer if isinstance(answer, list) else ["on" if answer is True else str(answer)]
            )
            body += [(f"{kind}.{key}", text) for text in texts]
        return body


async def make_bot(url: str) -> Bot:
    """A bot on a database, which is made where it is missing. Neither delivers nor ticks, so that nothing interferes."""
    vault.open([KEY])
    database = Database(url)
    await migrate.upgrade(database)
    definition = demonstrate(load(preset("aln")), datetime(2027, 1, 11, tzinfo=UTC).date())
    bot = Bot(
        settings=Settings(),
        database=database,
        definitions={definition.key: definition},
        clock=Clock(),
    )
    bot.clock.set(datetime(2027, 1, 11, 10, 0, tzinfo=UTC))
    async with bot.work() as work:
        await people.ensure_roster(work, definition)
    return bot


async def applicants(bot: Bot, count: int) -> list[Request]:
    """So many people, and the form that each of them sends."""
    definition = next(iter(bot.definitions.values()))
    place = next(one for one in definition.organisations if one.domains)
    requests = []
    for number in range(count):
        email = f"person{number}@{place.domains[0]}"
        async with bot.work() as work:
            person = await people.add(work, f"Person {number}", email, definition.zone)
        reply = await bot.act(person.id, Action(name="apply.mentee"))
        assert isinstance(reply.window, Form)
        given = _answers(reply.window.fields, f"Person {number}", email) | {
            "organisation": place.key
        }
        action = Action(
            name=reply.window.action,
            subject=reply.window.subject,
            answers={**given, **reply.window.carries},
        )
        requests.append(Request(person.id, action, reply.window.fields, str(UUID(int=number + 1))))
    return requests


def _answers(fields: Sequence[AnyField], name: str, email: str) -> Answers:
    answers: Answers = {}
    for one in fields:
        match one:
            case ShortText() if one.required:
                known = name if one.key == "name" else f"Something for {one.key}"[: one.most]
                answers[one.key] = email if one.form == "email" else known
            case LongText() if one.required:
                answers[one.key] = "I would like to lead teaching sessions. " * 8
            case ChoiceField() if one.required:
                answers[one.key] = one.options[0].key
            case ChoicesField() if one.required:
                answers[one.key] = [one.options[0].key]
            case Number() if one.required:
                answers[one.key] = max(one.least, 3)
            case TickField() if one.required:
                answers[one.key] = True
            case _:
                pass
    return answers


async def recorded(url: str, count: int) -> tuple[list[Request], list[list[Transaction]]]:
    """What each of so many requests comes to in statements, found by sending them through the web channel."""
    bot, recorder = await make_bot(url), Recorder()
    requests = await applicants(bot, count)
    recorder.listen(bot.database)
    client = TestClient(TestServer(playground(bot, requests)))
    await client.start_server()
    found = []
    for request in requests:
        recorder.taken()
        await send(client.session, str(client.make_url("")), request)
        found.append(recorder.taken())
    await client.close()
    await bot.database.close()
    return requests, found


def playground(bot: Bot, requests: Sequence[Request]) -> web.Application:
    """The web channel, with those who send something as its cast."""
    cast = [
        CastMember(person_id=one.person_id, name="Somebody", blurb="", section="", reads_group=True)
        for one in requests
    ]

    async def everybody() -> Sequence[CastMember]:
        return cast

    return make_app(bot, Hub(), cast=everybody)


def by_hand(database: Database, found: Sequence[Sequence[Transaction]]) -> web.Application:
    """The floor: a bare handler that runs the same statements in the same transactions, and answers as much."""

    async def submit(request: web.Request) -> web.Response:
        await request.post()
        for writes, statements in found[int(request.query["number"])]:
            turn = database.write_lock if writes and database.is_sqlite else nullcontext()
            async with (
                turn,
                (database.writing if writes else database.reading).begin() as connection,
            ):
                for sql, parameters, many in statements:
                    result = await connection.exec_driver_sql(
                        sql, list(parameters) if many else tuple(parameters)
                    )
                    if result.returns_rows:
                        result.all()
        return web.json_response({"window": None, "says": 0})

    app = web.Application()
    app.router.add_post("/submit", submit)
    return app


async def send(session: ClientSession, address: str, request: Request, number: int = 0) -> float:
    """Send one request and return how long the answer took, in seconds. Raises when it was not taken."""
    at = f"{address.rstrip('/')}/submit?as={request.person_id}&number={number}"
    start = perf_counter()
    async with session.post(
        at, data=request.posted(), headers={"Origin": address.rstrip("/")}
    ) as answer:
        body = await answer.json()
    took = perf_counter() - start
    assert answer.status == 200, body
    return took
