"""A database that was in use goes up to the newest schema and down again with everything in it, on both databases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import MetaData, Table, func, insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from scheme.ids import PersonId
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.encryption import KeyProblem, vault

THEN, LATER = datetime(2026, 9, 1, 9, 0, tzinfo=UTC), datetime(2027, 2, 1, 9, 0, tzinfo=UTC)
DAY, SCHEME = date(2026, 9, 1), {"scheme": "aln"}
MAYA, PRIYA, ROBIN = 1, 2, 3

# What fell due for the pair in the first version: name, occasion, series, and whether it was done.
PAIR_DUE = [
    ("in-touch", "in-touch", "start", True),
    ("nudge", "nudge:1:2026-09-01", "quiet", True),
    ("nudge", "nudge:2:2026-09-01", "quiet", False),
    ("ending", "ending:2027-09-01", "end", False),
    ("ended", "ended:2027-09-01", "end", False),
    ("quiet", "quiet:2026-09-01", "quiet", False),
]


def _application(person: PersonId, role: str) -> dict[str, Any]:
    said = {"answers": vault.seal_json({"job_title": f"{role} of old"}), "consent_version": "2026"}
    when = {"received_at": THEN, "answer_by": DAY, "decided_at": THEN, "decided_by": ROBIN}
    return {**SCHEME, "person_id": person, "role": role, "round": "spring", "stage": "matched", "revision": 2,
            "discretion": False, **said, **when}  # fmt: skip


def _survey(occasion: str, answered_at: datetime | None, answers: str | None) -> dict[str, Any]:
    about = {"partnership_id": 1, "person_id": MAYA, "role": "mentee", "occasion": occasion}
    when = {"issued_at": THEN, "closes_on": DAY, "answered_at": answered_at}
    return {**SCHEME, **about, **when, "revision": 1, "answers": answers}


def _due(subject: str, name: str, occasion: str, series: str, done: bool) -> dict[str, Any]:
    when = {"at": LATER, "done_at": LATER if done else None, "failures": 0}
    return {
        **SCHEME,
        "subject": subject,
        "name": name,
        "occasion": occasion,
        "series": series,
        **when,
    }


def _concern(replied_at: datetime | None) -> dict[str, Any]:
    said = {
        "about": vault.seal("other"),
        "text": vault.seal("What went wrong."),
        "reply_by": DAY,
        "raised_at": THEN,
    }
    reply = (
        {"reply": vault.seal("The reply."), "replied_by": ROBIN}
        if replied_at
        else {"reply": None, "replied_by": None}
    )
    return {**SCHEME, "raised_by": MAYA, **said, "replied_at": replied_at, **reply}


def _rows() -> dict[str, list[dict[str, Any]]]:
    """A pair with all that led to it and hangs on it, as the first version kept them."""
    names = ("Maya Thorne", "Priya Nair", "Robin Ash")
    proposal = {
        "application_id": 1,
        "mentee_id": MAYA,
        "state": "taken",
        "revision": 1,
        "opened_at": THEN,
    }
    candidate = {
        "proposal_id": 1,
        "mentor_id": PRIYA,
        "mentor_application_id": 2,
        "rank": 1,
        "state": "accepted",
    }
    pair: dict[str, Any] = {
        "candidate_id": 1,
        "mentee_application_id": 1,
        "mentor_application_id": 2,
        "mentee_id": MAYA,
    }
    pair |= {
        "mentor_id": PRIYA,
        "phase": "active",
        "introduced_at": THEN,
        "started_on": DAY,
        "ends_on": date(2027, 9, 1),
    }
    meeting = {"partnership_id": 1, "logged_by": MAYA, "day": DAY, "minutes": 60, "how": "teams"}
    question = {
        "application_id": 1,
        "asker_id": MAYA,
        "to_id": PRIYA,
        "from_group": False,
        "text": vault.seal("When?"),
    }
    return {
        "people": [
            {"name": one, "email": f"{one[0].lower()}@example.org", "since": THEN, "zone": "Europe/London"}
            for one in names
        ],
        "accounts": [{"platform": "web", "workspace": "", "user": "maya", "person_id": MAYA}],
        "members": [{**SCHEME, "person_id": ROBIN, "duty": "chair", "organisation": "moor", "since": THEN}],
        "applications": [_application(PersonId(MAYA), "mentee"), _application(PersonId(PRIYA), "mentor")],
        "proposals": [{**SCHEME, **proposal}],
        "approvals": [{"proposal_id": 1, "person_id": ROBIN, "revision": 1, "at": THEN, "criteria": "two"}],
        "candidates": [{**SCHEME, **candidate}],
        "places": [{"mentor_application_id": 2, "number": 1, "candidate_id": 1, "taken_at": THEN}],
        "stands_aside": [{"application_id": 1, "person_id": ROBIN, "declared_at": THEN}],
        "questions": [{**SCHEME, **question, "asked_at": THEN}],
        "partnerships": [{**SCHEME, **pair}],
        "meetings": [{**meeting, "logged_at": THEN, "revision": 1}],
        "surveys": [
            _survey("midpoint", THEN, vault.seal_json({"helpful": "5"})),
            _survey("conclusion", None, None),
        ],
        "concerns": [_concern(None), _concern(THEN)],
        "audit": [{**SCHEME, "at": THEN, "person_id": MAYA, "action": "apply.send", "subject": "", "outcome": "done"}],
        "inbound": [{"id": "web:1", "person_id": MAYA, "at": THEN, "reply": vault.seal("{}")}],
        "chats": [{"room": "person:1", "said_by": MAYA, "said": vault.seal("hello"), "at": THEN, "changed": 1}],
        "due": [
            *(_due("partnership:1", *one) for one in PAIR_DUE),
            _due("survey:1", "close", "close", "", True),
            _due("concern:1", "late", "late", "reply", False),
        ],
    }  # fmt: skip


async def _tables(connection: AsyncConnection) -> dict[str, Table]:
    found = MetaData()
    await connection.run_sync(found.reflect)
    return dict(found.tables)


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database of the first version, in use."""
    await migrate.upgrade(database, "0001")
    async with database.writing.begin() as connection:
        tables = await _tables(connection)
        for name, rows in _rows().items():
            for row in rows:  # one by one: an executemany would take its columns from the first
                zoned = connection.dialect.name != "sqlite"
                fit = {
                    key: one if zoned or not isinstance(one, datetime) else one.replace(tzinfo=None)
                    for key, one in row.items()
                }
                await connection.execute(insert(tables[name]).values(fit))
    return database


async def _all(database: Database, name: str, *columns: str) -> list[tuple[Any, ...]]:
    async with database.reading.connect() as connection:
        table = (await _tables(connection))[name]
        chosen = [table.c[one] for one in columns or table.columns.keys()]
        query = select(*chosen).order_by(chosen[0])
        return [tuple(row) for row in (await connection.execute(query)).all()]


async def _due_of_the_pair(database: Database) -> set[tuple[str, str, str, bool]]:
    found = await _all(database, "due", "subject", "name", "occasion", "series", "done_at")
    return {(*row[1:4], row[4] is not None) for row in found if row[0] == "partnership:1"}


EACH = {
    (name, f"{occasion}:{side}", f"{series}:{side}", done)
    for name, occasion, series, done in PAIR_DUE
    for side in ("mentee", "mentor")
    if name != "quiet"
}


async def test_everything_that_was_kept_is_there_after_the_upgrade(filled: Database) -> None:
    before = {
        name: await _all(filled, name, *rows[0])
        for name, rows in _rows().items()
        if name not in ("due", "surveys")
    }
    await migrate.upgrade(filled)
    for name, rows in _rows().items():
        if name in before:
            assert await _all(filled, name, *rows[0]) == before[name], name
            assert len(before[name]) == len(rows), name
    assert await _all(filled, "surveys", "occasion", "answered") == [
        ("conclusion", False),
        ("midpoint", True),
    ]
    sealed = dict(await _all(filled, "surveys", "occasion", "answers"))
    assert vault.unseal_json(sealed["midpoint"]) == {"helpful": "5"}
    assert [row[1] for row in await _all(filled, "concerns", "id", "stage")] == [
        "received",
        "answered",
    ]
    assert await _all(filled, "consents", "person_id", "role") == [
        (MAYA, "mentee"),
        (PRIYA, "mentor"),
    ]
    assert await migrate.differences(filled) == []


async def test_whom_something_is_about_and_how_a_pair_ended_can_be_read_with_the_key_alone(
    filled: Database,
) -> None:
    async with filled.writing.begin() as connection:
        await connection.execute(text("UPDATE concerns SET about_id = 2 WHERE id = 2"))
        await connection.execute(text("UPDATE partnerships SET ending = 'did not work'"))
    await migrate.upgrade(filled)
    about = dict(await _all(filled, "concerns", "id", "about_id"))
    ending = (await _all(filled, "partnerships", "ending"))[0][0]
    assert (about[1], vault.unseal(about[2]), vault.unseal(ending).rstrip()) == (
        None,
        "2",
        "did not work",
    )
    await migrate.downgrade(filled, "0004")
    assert await _all(filled, "concerns", "id", "about_id") == [(1, None), (2, PRIYA)]
    assert await _all(filled, "partnerships", "ending") == [("did not work",)]


async def test_nothing_is_sealed_under_a_key_that_does_not_fit(filled: Database) -> None:
    await migrate.upgrade(filled, "0004")
    async with filled.writing.begin() as connection:
        await connection.execute(text("UPDATE concerns SET about_id = 2 WHERE id = 2"))
        await connection.execute(
            text("INSERT INTO notes VALUES ('key.check', 'under another key')")
        )
    with pytest.raises(KeyProblem):
        await migrate.upgrade(filled)
    assert await _all(filled, "concerns", "id", "about_id") == [(1, None), (2, PRIYA)]


async def test_references_hold_after_the_upgrade_and_go_on_being_looked_at(
    filled: Database,
) -> None:
    await migrate.upgrade(filled)
    async with filled.writing.begin() as connection:
        if filled.is_sqlite:
            assert (await connection.execute(text("PRAGMA foreign_key_check"))).all() == []
        with pytest.raises(DBAPIError):
            await connection.execute(text("UPDATE partnerships SET candidate_id = 99"))


async def test_what_was_due_for_both_becomes_due_for_each_done_or_not_as_it_was(
    filled: Database,
) -> None:
    await migrate.upgrade(filled)
    assert await _due_of_the_pair(filled) == {*EACH, ("quiet", "quiet:2026-09-01", "quiet", False)}


async def test_a_survey_that_had_closed_is_closed_once_more(filled: Database) -> None:
    await migrate.upgrade(filled)
    found = await _all(filled, "due", "subject", "name", "done_at")
    assert ("survey:1", "close", None) in found
    assert ("concern:1", "late", None) in found


@pytest.mark.parametrize("change", ["UPDATE audit SET outcome = 'refused'", "DELETE FROM audit"])
async def test_the_audit_log_takes_more_and_gives_up_nothing_after_the_upgrade(
    filled: Database, change: str
) -> None:
    await migrate.upgrade(filled)
    async with filled.writing.begin() as connection:
        audit = (await _tables(connection))["audit"]
        kept = select(audit.c.at, audit.c.scheme, audit.c.action, audit.c.subject, audit.c.outcome)
        await connection.execute(
            insert(audit).from_select(["at", "scheme", "action", "subject", "outcome"], kept)
        )
    with pytest.raises(DBAPIError, match="append-only"):
        async with filled.writing.begin() as connection:
            await connection.execute(text(change))
    async with filled.reading.connect() as connection:
        assert (await connection.execute(select(func.count()).select_from(audit))).scalar() == 2


async def test_a_database_in_use_goes_down_again_with_its_rows(filled: Database) -> None:
    before = {name: await _all(filled, name) for name in _rows() if name not in ("due", "surveys")}
    due = await _due_of_the_pair(filled)
    await migrate.upgrade(filled)
    async with filled.writing.begin() as connection:
        table = (await _tables(connection))["due"]
        at = select(table.c.at).limit(1).scalar_subquery()
        row = {
            **SCHEME,
            "subject": "agreement:1",
            "name": "unsigned",
            "occasion": "unsigned",
            "series": "",
            "at": at,
        }
        await connection.execute(insert(table).values(row))
    await migrate.downgrade(filled, "0001")
    assert {name: await _all(filled, name) for name in before} == before
    assert await _due_of_the_pair(filled) == due
    assert "agreement:1" not in {row[0] for row in await _all(filled, "due", "subject")}
    answered = dict(await _all(filled, "surveys", "occasion", "answered_at"))
    assert answered["midpoint"] is not None
    assert answered["conclusion"] is None
    await migrate.upgrade(filled)
    assert await _due_of_the_pair(filled) == {*EACH, ("quiet", "quiet:2026-09-01", "quiet", False)}
    assert await migrate.differences(filled) == []
