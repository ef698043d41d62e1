"""Who is signed in where: by a token that only the browser knows; and how often something was tried."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from scheme.ids import PersonId
from storage.engine.database import Database
from storage.tables import sessions as table
from storage.web import sessions, sign_ins, tries
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
MONTH = timedelta(days=30)
FIREFOX = "Firefox on Windows"


async def begun(database: Database, person_id: PersonId, browser: str = FIREFOX) -> str:
    async with Work(database, {}, NOW) as work:
        return await sessions.begin(work, person_id, browser, now=NOW, until=NOW + MONTH)


async def test_a_session_is_found_by_its_token_which_is_kept_nowhere(
    migrated: Database, cast: list[PersonId]
) -> None:
    token = await begun(migrated, cast[0])
    async with Work(migrated, {}, NOW) as work:
        found = await sessions.of_token(work, token)
        assert found is not None
        assert (found.person_id, found.browser) == (cast[0], FIREFOX)
        assert await sessions.of_token(work, token + "x") is None
        assert token not in str((await work.session.execute(select(table))).one())


async def test_one_browser_is_signed_out_or_all_of_somebody_s_or_everybody(
    migrated: Database, cast: list[PersonId]
) -> None:
    tokens = [await begun(migrated, cast[at]) for at in (0, 0, 0, 1, 1)]
    async with Work(migrated, {}, NOW) as work:
        await sessions.end(work, tokens[0])
        first = (await sessions.of_person(work, cast[0]))[0]
        assert await sessions.end_of(work, cast[1], first.id) == 0  # nobody ends another's
        assert await sessions.end_of(work, cast[0], first.id) == 1
        assert await sessions.end_of(work, cast[0]) == 1
        assert await sessions.of_person(work, cast[0]) == []
        assert await sessions.end_all(work) == 2


async def test_the_latest_used_is_listed_first_and_one_whose_time_is_over_is_dropped(
    migrated: Database, cast: list[PersonId]
) -> None:
    await begun(migrated, cast[0], "Safari on iPhone")
    token = await begun(migrated, cast[0])
    async with Work(migrated, {}, NOW) as work:
        found = await sessions.of_token(work, token)
        assert found is not None
        await sessions.note_seen(work, found.id, now=NOW + timedelta(hours=1))
        listed = await sessions.of_person(work, cast[0])
        assert [one.browser for one in listed] == [FIREFOX, "Safari on iPhone"]
        await sessions.forget(work, NOW + MONTH + timedelta(seconds=1))
        assert await sessions.of_token(work, token) is None


async def test_tries_are_counted_apart_and_only_the_recent_ones(migrated: Database) -> None:
    async with Work(migrated, {}, NOW) as work:
        for minutes in (90, 30, 10):
            await tries.note(work, "signin", "una", now=NOW - timedelta(minutes=minutes))
        await tries.note(work, "signin", "tom", now=NOW)
        hour = NOW - timedelta(hours=1)
        assert await tries.count(work, "signin", "una", since=hour) == 2
        assert await tries.count(work, "signin", "tom", since=hour) == 1
        assert await tries.count(work, "code", "una", since=hour) == 0
        await tries.forget(work, NOW - timedelta(minutes=20))
        assert await tries.count(work, "signin", "una", since=hour) == 1


async def test_an_address_that_somebody_asked_a_mail_for_is_kept_for_a_while(
    migrated: Database,
) -> None:
    async with Work(migrated, {}, NOW) as work:
        number = await sign_ins.ask(work, "una@moor.example.org", now=NOW)
        assert await sign_ins.asked(work, number) == ("una@moor.example.org", NOW)
        assert await sign_ins.asked(work, number + 1) is None
        await sign_ins.forget(work, NOW + timedelta(seconds=1))
        assert await sign_ins.asked(work, number) is None
