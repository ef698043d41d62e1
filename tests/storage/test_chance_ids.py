"""What a reader must not know to be there has an id by chance, so that no button tells how many there are (R8.4)."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy.sql.schema import CallableColumnDefault

from scheme.application.application import Application, reference
from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from scheme.forms.fields import FileField
from scheme.ids import ApplicationId, PersonId
from scheme.subject import Subject
from storage import applications, files, matters
from storage.concern import concerns
from storage.engine.database import Database
from storage.tables import base, metadata
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
HIDDEN = (
    "concerns", "enquiries", "soundings", "surveys", "reflections", "hours", "applications", "drafts", "files",
)  # fmt: skip
CV = FileField(key="cv", label="Your CV", accepts=("pdf",))


@pytest.mark.parametrize("name", HIDDEN)
def test_an_id_is_as_long_as_a_subject_holds_and_follows_from_no_other(name: str) -> None:
    default = metadata.tables[name].c.id.default
    assert isinstance(default, CallableColumnDefault)
    made = [base._by_chance() for _ in range(200)]
    assert len(set(made)) == 200
    assert {len(str(one)) for one in made} == {9}
    assert len({later - earlier for earlier, later in pairwise(made)}) == 199


async def test_complaints_are_found_by_an_id_of_chance_and_stay_in_the_order_in_which_they_came(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        made = [
            await work.add(
                Concern.receive(
                    definition, cast[0], "scheme", None, text, NOW.replace(minute=minute)
                )
            )
            for minute, text in enumerate(("One", "Two", "Three", "Four"))
        ]
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        assert [one.id for one in await concerns.not_closed(work, definition.key)] == [
            one.id for one in made
        ]
        found = await matters.find(work, made[2].subject, "")
        assert found.the(Concern).text == "Three"


def _received(definition: Definition, person_id: PersonId, minute: int) -> Application:
    return Application.receive(
        definition, person_id, "mentee", f"r{minute}", {}, NOW.replace(minute=minute)
    )


async def test_applications_are_in_the_order_in_which_they_came_whatever_their_ids(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        made = [await work.add(_received(definition, cast[0], minute)) for minute in range(6)]
        assert len({one.ref for one in made}) == 6
        assert {len(one.ref) for one in made} == {len("A-483-920-174")}
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        ids = [one.id for one in made]
        found = await applications.of_person(work, definition.key, cast[0])
        assert [one.id for one in found] == ids[::-1]
        assert [one.id for one in await applications.awaiting_answer(work, definition.key)] == ids
        latest = await applications.open_of(work, definition.key, cast[0], "mentee")
        assert latest is not None
        assert latest.id == ids[-1]


async def test_an_application_from_when_ids_counted_keeps_its_button_and_its_reference(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        for number in (17, 1234):
            old = _received(definition, cast[0], number % 60)
            old.id = ApplicationId(number)
            await work.add(old)
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        for number in (17, 1234):
            found = await matters.find(work, Subject.read(f"application:{number}"), "")
            assert found.the(Application).ref == f"A-{number}"


def test_references_are_read_in_threes_and_no_two_are_alike() -> None:
    assert reference(ApplicationId(483920174)) == "A-483-920-174"
    numbers = (1, 17, 999, 1000, 483920174, *range(100_000_000, 100_002_000), *range(1, 2000))
    assert len({reference(one) for one in numbers}) == len(set(numbers))


async def test_of_files_that_nobody_sent_the_oldest_go_whatever_their_ids(
    migrated: Database, definition: Definition, cast: list[PersonId]
) -> None:
    for minute in range(files.MOST_WAITING + 3):
        async with Work(migrated, {definition.key: definition}, NOW.replace(minute=minute)) as work:
            await files.keep(work, definition.key, cast[0], CV, f"{minute}.pdf", "", b"%PDF-1.7")
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        left = [one.name for one in await files.of_person(work, cast[0])]
    assert left == [f"{minute}.pdf" for minute in range(3, files.MOST_WAITING + 3)]
