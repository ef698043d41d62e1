"""What an action is about is found, and stays as it was found until the work ends, whoever else acts on it."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from time import perf_counter

import pytest

from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.refusal import Gone
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import matters, plans
from storage.engine.database import Database
from storage.kinds import KINDS
from storage.work import Busy, Clash, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
BOUND = 2.5  # seconds; a platform waits three

Begin = Callable[[], Work]

only_postgresql = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


@pytest.fixture
async def subjects(begin: Begin, definition: Definition, cast: list[PersonId]) -> list[Subject]:
    """Two applications, as they are named."""
    async with begin() as work:
        made = [
            await work.add(Application.receive(definition, one, "mentee", "spring", {}, NOW))
            for one in cast[:2]
        ]
    return [plans.subject_of(one) for one in made]


def test_everything_for_which_something_falls_due_can_be_found() -> None:
    assert set(plans.planned()) <= set(KINDS)


async def test_an_application_is_found_with_whose_it_is_and_the_empty_subject_is_about_nothing(
    begin: Begin, subjects: list[str], cast: list[PersonId]
) -> None:
    async with begin() as work:
        found = await matters.find(work, Subject.read(subjects[0]), "")
        nothing = await matters.find(work, NOTHING_IN_PARTICULAR, "aln")
    assert (found.scheme, found.matter.parties, found.the(Application).person_id) == (
        "aln",
        frozenset({cast[0]}),
        cast[0],
    )
    assert (nothing.scheme, nothing.things) == ("aln", ())


@pytest.mark.parametrize(
    "subject",
    [
        "application:99",
        "application:",
        "application:-1",
        "application:1e3",
        "application:9999999999",
        "letter:1",
        ":",
        "1",
    ],
)
async def test_what_is_not_there_is_gone(begin: Begin, subjects: list[str], subject: str) -> None:
    with pytest.raises(Gone):
        async with begin() as work:
            await matters.find(work, Subject.read(subject), "aln")


@only_postgresql
async def test_what_another_holds_is_waited_for_a_bounded_time(
    begin: Begin, subjects: list[str]
) -> None:
    async with begin() as holder:
        await matters.find(holder, Subject.read(subjects[0]), "")
        start = perf_counter()
        with pytest.raises(Busy):
            async with begin() as work:
                await matters.find(work, Subject.read(subjects[0]), "")
        assert perf_counter() - start < BOUND
        async with begin() as work:
            assert (await matters.find(work, Subject.read(subjects[1]), "")).scheme == "aln"
    async with begin() as work:
        assert (await matters.find(work, Subject.read(subjects[0]), "")).scheme == "aln"


@only_postgresql
async def test_of_two_that_each_hold_what_the_other_wants_one_goes_on_and_the_other_is_told_of_a_clash(
    begin: Begin, subjects: list[str]
) -> None:
    both_began = asyncio.Barrier(2)

    async def takes(*order: str) -> str:
        try:
            async with begin() as work:
                await matters.find(work, Subject.read(order[0]), "")
                await both_began.wait()
                await matters.find(work, Subject.read(order[1]), "")
        except Clash:
            return "clash"
        return "done"

    outcomes = await asyncio.gather(takes(*subjects), takes(*reversed(subjects)))
    assert sorted(outcomes) == ["clash", "done"]
