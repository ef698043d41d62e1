"""What has not arrived, on the command line: who it was for and why, never what is in it; tried again, or dropped."""

import asyncio
import sys
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import insert, select, update

from bot.__main__ import main
from bot.channel import DeliveryProblem
from bot.delivery import Delivery
from handlers.kit.ui import Message, message_json
from scheme.subject import Subject
from storage import outbox, people
from storage.engine.database import Database
from storage.engine.encryption import new_key
from storage.tables import audit
from storage.tables import outbox as rows
from storage.work import Work

NOW = datetime.now(UTC)
SECRET = "Xylophonic grievance"
T = TypeVar("T")
Command = Callable[..., tuple[int, str]]


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """`mentoring-bot outbox` on a database: what it ends with, and what it says."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MENTORING_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("MENTORING_SECRET_KEYS", new_key())

    def run(*words: str, about: str = "outbox") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["mentoring-bot", about, *words])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out + said.err

    assert run("upgrade", about="db")[0] == 0
    return run


def kept(step: Callable[[Work], Coroutine[Any, Any, T]]) -> T:
    """What a piece of work on the database of the folder comes to."""

    async def do() -> T:
        database = Database("sqlite:///mentoring.db")
        try:
            async with Work(database, {}, NOW) as work:
                return await step(work)
        finally:
            await database.close()

    return asyncio.run(do())


async def _several(work: Work) -> list[int]:
    """Letters to a person, to the Group and to a channel: two set aside, one put off, one that just waits, one delivered."""
    person = await people.add(work, "Priya Nair", "priya.nair@harbour.example.org", "Europe/London")
    shared: dict[str, object] = {
        "body": message_json(Message(text=SECRET)),
        "wanted": 1,
        "notify": True,
        "posted_at": NOW,
        "try_at": NOW,
    }
    made: list[dict[str, object]] = [
        {
            "recipient": f"person:{person.id}",
            "set_aside": "account_inactive",
            "attempts": 1,
            "key": "readers:123456789",
        },
        {
            "recipient": "room:slack:T1/C1",
            "set_aside": "no account",
            "posted_at": NOW - timedelta(days=61),
        },
        {"recipient": "group:aln", "attempts": 3, "try_at": NOW + timedelta(hours=1)},
        {"recipient": "group:aln"},
        {"recipient": "group:aln", "sent": 1, "address": "x"},
    ]
    query = insert(rows).returning(rows.c.id)
    return [int(await work.session.scalar(query.values(shared | one)) or 0) for one in made]


async def _states(work: Work) -> dict[int, tuple[Any, ...]]:
    found = (
        await work.session.execute(
            select(rows.c.id, rows.c.sent, rows.c.set_aside, rows.c.attempts)
        )
    ).all()
    return {row.id: tuple(row[1:]) for row in found}


async def _audited(work: Work) -> list[tuple[Any, ...]]:
    query = select(audit.c.action, audit.c.subject, audit.c.outcome, audit.c.person_id)
    return [tuple(row) for row in (await work.session.execute(query)).all()]


def test_the_list_says_to_whom_and_why_and_never_what_or_about_what(command: Command) -> None:
    assert command("list") == (0, "Nothing is undelivered.\n")
    one, old, late, *_ = kept(_several)
    code, said = command("list")
    lines = said.splitlines()
    assert code == 0
    assert len(lines) == 3
    assert lines[0].startswith(f"{old}  to the channel slack:T1/C1, ")
    assert (
        lines[1]
        == f"{one}  to Priya Nair, {NOW:%Y-%m-%d %H:%M} UTC: set aside after 1 attempt: account_inactive"
    )
    assert lines[2].startswith(f"{late}  to the Group of aln, ")
    assert "3 attempts in vain, the next " in lines[2]
    for hidden in (SECRET, "readers", "123456789"):
        assert hidden not in said


def test_ten_thousand_are_a_list_that_can_be_read(command: Command) -> None:
    shared: dict[str, object] = {
        "recipient": "group:aln",
        "body": "made:list\n",
        "wanted": 1,
        "notify": True,
        "set_aside": "x",
    }
    many = [shared | {"posted_at": NOW, "try_at": NOW} for _ in range(10_000)]

    async def fill(work: Work) -> None:
        await work.session.execute(insert(rows), many)

    kept(fill)
    lines = command("list")[1].splitlines()
    assert len(lines) == 201
    assert lines[-1] == "and 9800 more."


def test_what_is_still_news_is_tried_again_and_what_is_old_when_it_is_named(
    command: Command,
) -> None:
    one, old, late, fresh, done = kept(_several)
    assert command("retry") == (0, "3 to be tried again.\n")
    states = kept(_states)
    assert states[one] == states[late] == states[fresh] == (0, None, 0)
    assert states[old][1] == "no account"
    assert states[done] == (1, None, 0)
    assert command("retry", str(old)) == (0, "1 to be tried again.\n")
    assert kept(_states)[old] == (0, None, 0)


def test_what_is_tried_again_is_delivered_by_the_running_bot(command: Command) -> None:
    one, *_ = kept(_several)
    command("retry", str(one))
    flown: list[str] = []

    class Chat:
        name = "chat"

        async def reaches(self, recipient: str) -> bool:
            return recipient.startswith("person:")

        async def deliver(self, _recipient: str, message: Message, _letter: outbox.Letter) -> str:
            flown.append(message.text)
            return "here"

    async def carry() -> None:
        database = Database("sqlite:///mentoring.db")
        await Delivery(database, {}, [Chat()]).drain()
        await database.close()

    asyncio.run(carry())
    assert flown == [SECRET]


def test_what_is_dropped_is_never_delivered_and_the_audit_log_has_it(command: Command) -> None:
    one, old, *_ = kept(_several)
    assert command("drop", str(one), str(old)) == (0, "2 dropped, never to be delivered.\n")
    assert [state[:2] for number, state in kept(_states).items() if number in {one, old}] == [
        (1, None),
        (1, None),
    ]
    dropped = "command line: outbox drop"
    assert kept(_audited) == [
        (dropped, Subject("letter", number), "done", None) for number in (one, old)
    ]
    assert len(command("list")[1].splitlines()) == 1

    async def worded_anew(work: Work) -> None:
        await outbox.post(
            work, "person:1", message_json(Message(text="News")), key="readers:123456789"
        )

    kept(worded_anew)
    assert kept(_states)[one][:2] == (1, None)
    assert kept(lambda work: outbox.waiting(work.session)) == (3, 0)


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_a_number_of_nothing_changes_nothing_and_a_second_press_says_so(
    command: Command, verb: str
) -> None:
    one, _, _, fresh, done = kept(_several)
    before = kept(_states)
    for wrong in (done, 99, 10**9, *([fresh] if verb == "drop" else [])):
        code, said = command(verb, str(one), str(wrong))
        assert code == 1
        assert said.startswith(f"{wrong}: nothing ")
        assert said.endswith("Nothing was changed.\n")
    assert command(verb, str(one), str(10**12))[0] == 2
    assert kept(_states) == before
    assert kept(_audited) == []
    command("drop", str(one))
    assert command(verb, str(one))[0] == 1
    assert len(kept(_audited)) == 1


def test_what_is_just_being_delivered_is_left_alone(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "LEASE", timedelta(days=1))  # longer than any machine takes
    _, _, late, *_ = kept(_several)

    async def lease(work: Work) -> None:
        await work.session.execute(
            update(rows).where(rows.c.id == late).values(leased_until=NOW + timedelta(days=1))
        )

    kept(lease)
    assert command("retry", str(late))[0] == 1
    assert kept(_states)[late] == (0, None, 3)


def test_without_numbers_nothing_is_dropped(command: Command) -> None:
    kept(_several)
    assert command("drop")[0] == 2
    assert kept(_audited) == []


def test_what_can_never_be_delivered_is_set_aside_again(command: Command) -> None:
    one, *_ = kept(_several)
    command("retry", str(one))

    class Nowhere:
        name = "nowhere"

        async def reaches(self, _recipient: str) -> bool:
            return True

        async def deliver(self, _recipient: str, _message: Message, _letter: outbox.Letter) -> str:
            raise DeliveryProblem("account_inactive", permanent=True)

    async def carry() -> None:
        database = Database("sqlite:///mentoring.db")
        await Delivery(database, {}, [Nowhere()]).drain()
        await database.close()

    asyncio.run(carry())
    assert kept(_states)[one] == (0, "account_inactive", 1)
