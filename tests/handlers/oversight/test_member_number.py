"""Members by themselves and retired people: they apply, the Group reads how they belong, a number is checked (R2.10)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scheme.application.application import ApplicationStage
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from storage import people
from storage.engine.database import Database
from storage.matching import ties
from tests.scheme.definition.test_membership import ASSOCIATION
from tests.support.dialogue import Stage
from tests.support.rounds import act, application_of, applies, barred, eligible, refused
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, NOAH, TOM, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

PERSONAL: dict[str, Answer] = {
    "membership": "personal",
    "member_number": "00 12345",
    "organisation": "",
    "manager_name": "",
    "manager_email": "",
    "manager_approval": False,
}
RETIRED: dict[str, Answer] = {
    **PERSONAL,
    "membership": "retired",
    "member_number": "",
    "job_title": "",
}


def association() -> Definition:
    """The usual scheme, which also takes members by themselves and retired mentors."""
    return Definition.model_validate(scheme().model_dump() | {"membership": ASSOCIATION})


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """The usual stage in such a scheme."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    yield await set_stage(database, association())
    await database.close()


async def test_a_personal_member_applies_without_an_employer_and_an_administrator_checks_the_number(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee", **PERSONAL)
    kept = await application_of(scene, MAYA)
    assert kept.answers["organisation"] is None
    ida = await scene.person(IDA)
    await act(ida, "review.open", subject)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees(
        "To consider: Membership number 0012345 is still to be checked by an administrator.",
        "Takes part as",
        "A personal member",
        "Use discretion",
    )
    for words in ("The number is right", "line manager's agreement", "is not among"):
        await ida.does_not_see(words)
    assert await barred(ida, "number.right", subject, revision="1")

    alex = await scene.person(ALEX)
    await alex.presses_in_channel("Open", card="A-1")
    await alex.presses("The number is right")
    await alex.sees("Met: An administrator has found membership number 0012345 right.", "Eligible")
    await alex.does_not_see("The number is right")
    await alex.does_not_see("Use discretion")
    assert "no membership number that waits" in await refused(
        alex, "number.right", subject, revision="1"
    )


async def test_an_administrator_says_it_of_the_number_they_read(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee", **PERSONAL)
    async with scene.bot.work() as work:
        application = await work.session.merge(await application_of(scene, MAYA))
        application.revise(
            application.answers | {"member_number": "0099999"}, application.revision, work.now
        )
    told = await refused(await scene.person(ALEX), "number.right", subject, revision="1")
    assert "has changed" in told
    assert (await application_of(scene, MAYA)).number_checked is None


async def test_a_number_that_two_people_give_is_flagged_with_both(database: Database) -> None:
    scene = await set_stage(database, association())
    first = await applies(scene, MAYA, "mentee", **PERSONAL)
    second = await applies(scene, TOM, "mentor", **PERSONAL)
    third = await applies(scene, NOAH, "mentee", **{**PERSONAL, "member_number": "0099999"})
    ida = await scene.person(IDA)
    for subject, is_twice in ((first, True), (second, True), (third, False)):
        reply = await act(ida, "review.open", subject)
        assert ("Somebody else here gave the same number" in str(reply.window)) is is_twice


async def test_a_retired_mentor_names_neither_employer_nor_manager_and_needs_no_discretion(
    scene: Stage,
) -> None:
    subject = await applies(scene, TOM, "mentor", **RETIRED)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("Met: Retired, and welcome here; so no employer is compared.", "Eligible")
    await act(ida, "review.eligible", subject)
    assert (await application_of(scene, TOM, "mentor")).stage == ApplicationStage.ELIGIBLE
    await eligible(scene, MAYA, membership="organisation")
    mentee = f"application:{(await application_of(scene, MAYA)).id}"
    shown = str((await act(ida, "propose.open", mentee)).window)
    assert "Same employer" not in shown
    assert "An employer is not known" not in shown


async def test_what_goes_with_how_one_takes_part_is_asked_beside_its_field_and_nothing_is_lost(
    scene: Stage,
) -> None:
    noah = await scene.person(NOAH)
    await noah.says("find a mentor")
    await noah.fills(membership="organisation", organisation="", goals="Teach")
    await noah.submits()
    assert noah.errors["organisation"] == "Staff of a member organisation fill this in."
    assert noah.typed["goals"] == "Teach"
    await noah.fills(membership="personal", member_number="12")
    await noah.submits()
    assert noah.errors["member_number"].endswith("five to seven figures, such as 0012345.")


async def test_a_colleague_of_old_is_no_tie_of_somebody_who_belongs_by_themselves(
    scene: Stage,
) -> None:
    await applies(scene, ESTHER, "mentee", **PERSONAL)
    async with scene.bot.work() as work:
        applicant = await people.by_email(work, ESTHER)
        assert applicant is not None
        known = await ties.to_applicant(work, await application_of(scene, ESTHER), applicant)
    # Her address is one of the University of Moor's, which is shown by it and pretended by nobody.
    assert known.colleagues == {"Sam Okoro", "Uma Reid"}


async def test_whoever_retires_says_so_as_a_move(scene: Stage) -> None:
    await applies(scene, TOM, "mentor", membership="organisation")
    tom = await scene.person(TOM)
    await act(tom, "moved.ask")
    await tom.says("I have a new job")
    await tom.fills(**{**RETIRED, "email": TOM})
    await tom.submits()
    kept = await application_of(scene, TOM, "mentor")
    assert kept.answers["membership"] == "retired"
    assert kept.answers["organisation"] is None
