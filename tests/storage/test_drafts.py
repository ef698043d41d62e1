"""What is kept of forms that are begun: one of each, one that is talked about, and nothing after it was sent."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from scheme.forms.draft import Draft
from scheme.ids import PersonId
from scheme.people import Person
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import drafts
from storage.engine.database import Database
from storage.tables import metadata
from storage.work import Clash, Work
from tests.support.scheme_cast import definition

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
SCHEME = definition()


async def work_on(database: Database) -> Work:
    async with database.writing.begin() as connection:
        await connection.run_sync(metadata.create_all)
    return Work(database, {SCHEME.key: SCHEME}, NOW)


def draft(person_id: PersonId, opener: str = "apply.mentee", **more: object) -> Draft:
    made = Draft(
        scheme=SCHEME.key,
        person_id=person_id,
        opener=opener,
        action="apply.send",
        subject=NOTHING_IN_PARTICULAR,
        title="Zebra",
        opening={},
        private=False,
        answers={"goals": "zebra"},
        carries={},
        changed_at=NOW,
    )
    for name, value in more.items():
        setattr(made, name, value)
    return made


async def both(database: Database, *those: Draft) -> None:
    async with Work(database, {SCHEME.key: SCHEME}, NOW) as work:
        for one in those:
            await work.add(one)


async def test_forms_are_told_apart_by_what_opened_them_and_sealed(database: Database) -> None:
    async with await work_on(database) as work:
        maya = await work.add(Person(name="Maya", email="maya@fellside.example.org", since=NOW))
        await work.add(draft(maya.id))
        await work.add(draft(maya.id, "apply.mentor", answers={"goals": "other"}))
        found = await drafts.begun(
            work, SCHEME.key, maya.id, "apply.mentor", "apply.send", NOTHING_IN_PARTICULAR
        )
        assert found is not None
        assert found.answers == {"goals": "other"}
        rows = (
            await work.session.execute(text("SELECT title, answers, opening, carries FROM drafts"))
        ).all()
        assert "ebra" not in repr(rows)
        await drafts.drop_sent(work, maya.id, "apply.mentee", "apply.send", NOTHING_IN_PARTICULAR)
        assert (
            await drafts.begun(
                work, SCHEME.key, maya.id, "apply.mentee", "apply.send", NOTHING_IN_PARTICULAR
            )
            is None
        )
        await drafts.drop_sent(work, maya.id, "", "apply.send", NOTHING_IN_PARTICULAR)
        assert not await drafts.to_go_on_with(work, SCHEME.key, maya.id)


async def test_the_same_form_is_begun_once_and_one_is_talked_about(database: Database) -> None:
    async with await work_on(database) as work:
        maya = await work.add(Person(name="Maya", email="maya@fellside.example.org", since=NOW))
    for other in (draft(maya.id), draft(maya.id, "apply.mentor", talking=True)):
        with pytest.raises(Clash):
            await both(database, draft(maya.id, talking=True), other)


async def test_who_was_silent_for_long_is_not_talking_any_more(database: Database) -> None:
    async with await work_on(database) as work:
        maya = await work.add(Person(name="Maya", email="maya@fellside.example.org", since=NOW))
        one = await work.add(draft(maya.id, talking=True))
        assert await drafts.talking(work, maya.id, NOW - timedelta(hours=1)) is one
        assert await drafts.talking(work, maya.id, NOW + timedelta(hours=1)) is None
        await drafts.rest(work, maya.id)
        assert not one.talking
        assert await drafts.talking(work, maya.id, NOW - timedelta(hours=1)) is None


async def test_forgetting_a_draft_forgets_what_was_typed_in_windows_about_it(
    database: Database,
) -> None:
    async with await work_on(database) as work:
        maya = await work.add(Person(name="Maya", email="maya@fellside.example.org", since=NOW))
        one = await work.add(draft(maya.id))
        await work.add(
            draft(maya.id, "ask.window", action="ask.given", subject=Subject("draft", one.id))
        )
        other = await work.add(draft(maya.id, "apply.mentor"))
        await drafts.drop(work, one)
        assert await drafts.to_go_on_with(work, SCHEME.key, maya.id) == [other]
