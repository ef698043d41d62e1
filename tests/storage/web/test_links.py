"""Links and codes work once, for as long as they are said to, and stand nowhere in the database."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from storage.engine.database import Database
from storage.tables import links as table
from storage.web import links
from storage.web.links import Ended
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=20)
ADDRESS = "una@moor.example.org"


def work(database: Database) -> Work:
    return Work(database, {}, NOW)


async def made(database: Database, subject: str = "signin:9") -> links.Sent:
    async with work(database) as one:
        return await links.make_with_code(
            one, "signin", subject, address=ADDRESS, now=NOW, until=LATER
        )


async def tried(database: Database, code: str, now: datetime = NOW, address: str = ADDRESS) -> bool:
    async with work(database) as one:
        found = await links.by_code(one, "signin", address=address, code=code, now=now)
        return found is not None


async def test_a_link_is_found_by_its_token_for_its_purpose_alone(migrated: Database) -> None:
    token = (await made(migrated)).token
    async with work(migrated) as one:
        found = await links.find(one, "signin", token)
        assert found is not None
        assert (found.subject, found.ended(NOW)) == ("signin:9", None)
        assert await links.find(one, "approval", token) is None
        assert await links.find(one, "signin", token[:-1]) is None


async def test_neither_a_token_nor_a_code_nor_an_address_is_kept(migrated: Database) -> None:
    sent = await made(migrated)
    async with work(migrated) as one:
        kept = " ".join(map(str, (await one.session.execute(select(table))).one()))
    assert not any(word in kept for word in (sent.token, sent.code, ADDRESS, "una"))


async def test_it_works_once_and_others_about_the_same_end_with_it(migrated: Database) -> None:
    first, second = (await made(migrated)).token, (await made(migrated)).token
    other = (await made(migrated, "signin:10")).token
    async with work(migrated) as one:
        found = await links.find(one, "signin", first)
        assert found is not None
        assert await links.use(one, found, now=NOW)
        assert not await links.use(one, found, now=NOW)
        became = [await links.find(one, "signin", token) for token in (first, second, other)]
    assert [link and link.ended(NOW) for link in became] == [Ended.USED, Ended.VOID, None]


async def test_of_two_at_the_same_moment_one_is_let_through(migrated: Database) -> None:
    token = (await made(migrated)).token

    async def use() -> bool:
        async with work(migrated) as one:
            found = await links.find(one, "signin", token)
            assert found is not None
            return await links.use(one, found, now=NOW)

    assert sorted(await asyncio.gather(*(use() for _ in range(4)))) == [False, False, False, True]


@pytest.mark.parametrize(("minutes", "ended"), [(19, None), (20, Ended.LATE), (600, Ended.LATE)])
async def test_it_ends_when_it_is_said_to(
    migrated: Database, minutes: int, ended: Ended | None
) -> None:
    token = (await made(migrated)).token
    then = NOW + timedelta(minutes=minutes)
    async with work(migrated) as one:
        found = await links.find(one, "signin", token)
        assert found is not None
        assert found.ended(then) is ended
        assert await links.use(one, found, now=then) is (ended is None)


async def test_a_code_is_read_however_it_is_typed(migrated: Database) -> None:
    code = (await made(migrated)).code
    assert len(code) == links.CODE_LENGTH
    assert set(code) <= set(links.LETTERS)
    for typed in (code.lower(), f"{code[:3]} {code[3:]}", f" {code[:3]}-{code[3:]} "):
        assert await tried(migrated, typed)


async def test_a_code_is_of_one_address_and_of_its_time(migrated: Database) -> None:
    code = (await made(migrated)).code
    assert not await tried(migrated, code, address="tom@moor.example.org")
    assert not await tried(migrated, code, now=LATER)
    assert await tried(migrated, code)


async def test_after_five_tries_a_code_does_nothing_more_and_its_link_still_does(
    migrated: Database,
) -> None:
    sent = await made(migrated)
    for _ in range(links.MOST_WRONG):
        assert not await tried(migrated, "AAAAAA")
    assert not await tried(migrated, sent.code)
    async with work(migrated) as one:
        found = await links.find(one, "signin", sent.token)
        assert found is not None
        assert await links.use(one, found, now=NOW)


async def test_a_newer_code_leaves_the_one_before_it_working(migrated: Database) -> None:
    before = (await made(migrated)).code
    await made(migrated, "signin:10")
    assert await tried(migrated, before)


async def test_what_ended_long_ago_is_dropped_and_the_rest_stays(migrated: Database) -> None:
    token = (await made(migrated)).token
    async with work(migrated) as one:
        await links.forget(one, LATER)
        assert await links.find(one, "signin", token) is not None
        await links.forget(one, LATER + timedelta(seconds=1))
        assert await links.find(one, "signin", token) is None
