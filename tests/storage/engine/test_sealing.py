"""What people write is unreadable in the database, on disk too, and readable again with the key it was written with."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from cryptography.fernet import Fernet
from dateutil.tz import tzoffset
from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, Text, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import StatementError

from scheme.application.application import Application
from scheme.application.question import Question
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.partnership.ending import Ending
from scheme.people import Person
from storage import ledger
from storage.engine.columns import (
    ENCRYPTED,
    WORD,
    OneNumberOf,
    OneOf,
    SealedId,
    SealedOneOf,
    SubjectColumn,
    UtcDateTime,
)
from storage.engine.database import Database
from storage.engine.encryption import KeyProblem, Vault, new_key, vault
from storage.platforms import chats
from storage.tables import metadata
from storage.work import Work

# Columns that hold no words of anybody: messages of the bot, which carry nothing confidential (R11.4), its own notes,
# and the names, addresses and keys that platforms and scheme files give.
PLAIN = {
    "outbox.body",
    "chats.body",
    "notes.value",
    "people.name",
    "people.email",
    "people.picture",
    "consents.notices",  # keys and versions of the scheme file
    "invitations.address_mark",  # made under the keys; no address can be read from it
    "rooms.workspace",
    "rooms.channel",
    "rooms.readers",
    "installations.enterprise",
    "installations.workspace",
    "oauth_states.state",
    "accounts.workspace",
    "accounts.user",
    "accounts.chat",
    "outbox.recipient",
    "outbox.key",
    "outbox.address",
    "outbox.set_aside",
    "due.occasion",
    "inbound.id",
    "chats.room",
    "prompts_seen.keys",
    "kept_figures.counts",
    "equality_sheets.sheet",  # encrypted by a key that stands outside the database
    "equality_sheets.batch",  # keys of the scheme file, a role and a stage
}
NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
KEY_LENGTH = 60  # long enough for a key or a state, too short for a sentence
MARKED = ("quokka", "wombat", "numbat", "bilby", "dunnart")


LISTED = (OneOf, OneNumberOf, SubjectColumn)  # no other word than the code's own, and an id


def _readable(table: Table) -> Iterator[str]:
    """The columns of a table in which somebody's words could be read."""
    for column in table.columns:
        kind = column.type
        short = (
            isinstance(kind, String)
            and not isinstance(kind, Text)
            and (kind.length or KEY_LENGTH + 1) <= KEY_LENGTH
        )
        if not (
            short or isinstance(kind, (*ENCRYPTED, *LISTED, UtcDateTime, Integer, Boolean, Date))
        ):
            yield f"{table.name}.{column.name}"


def test_every_column_that_people_write_into_is_sealed() -> None:
    assert {one for table in metadata.sorted_tables for one in _readable(table)} == PLAIN


@pytest.mark.parametrize("kind", [Text(), String(), String(200)])
def test_a_new_column_of_plain_text_is_noticed(kind: String) -> None:
    table = Table(
        "diaries",
        metadata.__class__(),
        Column("person_id", ForeignKey("people.id")),
        Column("entry", kind),
    )
    table.c.person_id.type = Integer()
    assert list(_readable(table)) == ["diaries.entry"]


async def _write(database: Database, definition: Definition, maya: PersonId, robin: int) -> None:
    async with Work(database, {definition.key: definition}, NOW) as work:
        answers: Answers = {
            "goals": f"I would like to understand the {MARKED[0]}.",
            "areas": ["teaching"],
        }
        application = Application.receive(definition, maya, "mentee", "spring", answers, NOW)
        application.reason = f"We think of the {MARKED[1]}."
        await work.add(application)
        await work.add(
            Question(
                scheme=definition.key,
                application_id=application.id,
                asker_id=PersonId(robin),
                to_id=maya,
                text=f"And the {MARKED[2]}?",
                asked_at=NOW,
                from_group=True,
            )
        )
        await work.add(
            Concern.receive(definition, maya, "scheme", None, f"Nobody feeds the {MARKED[3]}.", NOW)
        )
        await chats.say(work, f"person:{maya}", maya, f"Tell me of the {MARKED[4]}.")
        await ledger.earlier_reply(work, "web:1", maya)
        await ledger.remember_inbound(work, "web:1", maya, f"The {MARKED[0]} is well.")


async def _raw(database: Database) -> str:
    """Everything that lies in the database, as somebody would find it who stole it."""
    async with database.reading.connect() as connection:
        rows = [
            (await connection.exec_driver_sql(f'SELECT * FROM "{name}"')).all()  # noqa: S608
            for name in metadata.tables
        ]
    found = str(rows)
    if database.file is not None:
        for file in (database.file, database.file.with_name(f"{database.file.name}-wal")):
            raw = file.read_bytes()
            assert len(raw) > 1000, f"{file.name} is where it lies"
            found += raw.decode("latin-1")
    return found


async def test_no_word_that_people_wrote_can_be_read_in_the_database(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    await _write(migrated, definition, *cast[:2])
    found = await _raw(migrated)
    assert "maya@moor.example.org" in found
    assert [word for word in MARKED if word in found] == []


async def test_whom_a_complaint_is_about_stands_nowhere_in_the_clear(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    maya, robin = cast[:2]
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        one = await work.add(
            Concern.receive(definition, maya, f"person:{robin}", robin, "He shouted.", NOW)
        )
        enquiry = Enquiry.receive(definition, Sort.ISSUE, maya, f"person:{robin}", robin, NOW)
        await work.add(enquiry)
    async with migrated.reading.connect() as connection:
        for table in ("concerns", "enquiries"):
            row = (await connection.execute(text(f"SELECT * FROM {table}"))).mappings().one()  # noqa: S608
            assert robin not in [value for name, value in row.items() if name != "id"]
            assert vault.unseal(row["about_id"]) == str(robin)
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        assert (await work.session.get_one(Concern, one.id)).about_id == robin


def test_the_length_of_what_is_sealed_tells_neither_how_a_pair_ended_nor_whom_a_complaint_is_about() -> (
    None
):
    dialect = sqlite.dialect()
    endings = {SealedOneOf(Ending).process_bind_param(one, dialect) for one in Ending}
    people = {SealedId().process_bind_param(one, dialect) for one in (1, 7, 12_345, 999_999_999)}
    for tokens in (endings, people):
        assert len({len(token or "") for token in tokens}) == 1
    assert {SealedOneOf(Ending).process_result_value(token, dialect) for token in endings} == set(
        Ending
    )
    assert max(len(one) for one in Ending) <= WORD


async def test_without_sealing_each_of_them_could_be_read(
    migrated: Database,
    definition: Definition,
    cast: list[PersonId],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(vault, "seal", lambda text: text)
    await _write(migrated, definition, *cast[:2])
    found = await _raw(migrated)
    assert [word for word in MARKED if word in found] == list(MARKED)


def test_a_new_key_seals_and_the_old_one_still_opens() -> None:
    old, new, both = Vault(), Vault(), Vault()
    keys = [new_key(), new_key()]
    old.open([keys[0]])
    new.open([keys[1]])
    both.open([keys[1], keys[0]])
    assert both.unseal(old.seal("Words")) == "Words"
    assert new.unseal(both.seal("Words")) == "Words"
    assert both.unseal_json(old.seal_json({"areas": ["teaching", "Größe", None]})) == {
        "areas": ["teaching", "Größe", None]
    }
    with pytest.raises(KeyProblem, match="Put back the key"):
        new.unseal(old.seal("Words"))


def test_the_same_words_look_different_each_time_and_a_changed_token_is_refused() -> None:
    token = vault.seal("Words")
    assert token != vault.seal("Words")
    with pytest.raises(KeyProblem):
        vault.unseal(token[:-6] + "AAAAA=")


@pytest.mark.parametrize("keys", [[], ["opensesame"], [new_key(), "opensesame"], ["ключ"], [""]])
def test_a_key_that_is_none_is_told_of_without_repeating_it(keys: list[str]) -> None:
    with pytest.raises(KeyProblem, match="MENTORING_SECRET_KEYS") as told:
        Vault().open(keys)
    assert "opensesame" not in str(told.value)
    assert all(key not in str(told.value) for key in keys if key)


def test_nothing_is_sealed_before_the_keys_are_there() -> None:
    with pytest.raises(KeyProblem):
        Vault().seal("Words")


async def test_a_moment_comes_back_as_the_same_moment_in_utc(migrated: Database) -> None:
    there = datetime(2027, 7, 1, 9, 30, 0, 123456, tzinfo=tzoffset(None, 3600))
    async with Work(migrated, {}, NOW) as work:
        kept = await work.add(
            Person(name="Maya Thorne", email="maya@fellside.example.org", since=there)
        )
    async with Work(migrated, {}, NOW, writes=False) as work:
        found = await work.session.get(Person, kept.id)
    assert found is not None
    assert found is not kept
    assert found.since == there
    assert found.since.tzinfo == UTC


async def test_a_moment_without_a_zone_is_refused(migrated: Database) -> None:
    with pytest.raises(StatementError, match="time zone"):
        async with Work(migrated, {}, NOW) as work:
            await work.add(
                Person(
                    name="Maya Thorne",
                    email="maya@fellside.example.org",
                    since=datetime(2027, 7, 1),  # noqa: DTZ001
                )
            )


async def test_a_day_and_answers_come_back_as_they_were(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    given: Answers = {
        "goals": "Größe, 大, \u202e and 🌱",
        "areas": ["teaching"],
        "consent": True,
        "note": None,
        "years": 3,
    }
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        kept = await work.add(
            Application.receive(definition, cast[0], "mentee", "spring", given, NOW)
        )
    async with Work(migrated, {}, NOW, writes=False) as work:
        found = await work.session.get(Application, kept.id)
    assert found is not None
    assert found.answer_by == kept.answer_by == date(2027, 2, 8)
    assert found.answers == given


def test_a_sealed_word_does_not_tell_when_it_was_sealed(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Vault()
    key = new_key()
    keys.open([key])
    moments = []
    for second in (1_000_000_000, 1_900_000_000):
        monkeypatch.setattr("time.time", lambda now=second: float(now))
        for token in (
            keys.seal("Obsidian"),
            keys.seal_json(["Obsidian"]),
            keys.reseal(keys.seal("Obsidian")),
        ):
            moments.append(Fernet(key).extract_timestamp(token.encode()))
    assert set(moments) == {0}
    assert keys.unseal(keys.seal("Obsidian")) == "Obsidian"
