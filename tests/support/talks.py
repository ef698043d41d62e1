"""Scenes of a scheme whose mentees have first talks with several mentors before they choose, for the tests."""

from collections.abc import Sequence

from scheme.definition.definition import Definition
from storage import people
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    candidate_of,
    offered,
    on_register,
    proposal_of,
)
from tests.support.stage import MAYA, PRIYA, TOM, scheme


def several(**choosing: object) -> Definition:
    """The scheme of the stage, with first talks."""
    usual = scheme()
    changed = usual.choosing.model_copy(update={"mode": "approach-several", **choosing})
    return usual.model_copy(update={"choosing": changed})


async def joins(scene: Stage, name: str, email: str) -> str:
    """Somebody new is known to the bot; their address."""
    async with scene.bot.work() as work:
        zone = next(iter(scene.bot.definitions.values())).zone
        (await people.add(work, name, email, zone)).called = name.split()[0]
    return email


async def approaches(scene: Stage, mentee: str, mentor: str) -> str:
    """A mentee asks somebody proposed for a first talk; the subject of the request."""
    proposal = await proposal_of(scene, mentee)
    wanted = await candidate_of(scene, mentee, mentor)
    own = await application_of(scene, mentee)
    await act(
        await scene.person(mentee),
        "choose.sent",
        f"proposal:{proposal.id}",
        candidate=str(wanted.id),
        revision=str(own.revision),
    )
    return f"candidate:{wanted.id}"


async def talking(
    scene: Stage, mentee: str = MAYA, mentors: Sequence[str] = (PRIYA, TOM)
) -> tuple[str, dict[str, str]]:
    """A mentee who is to have a first talk with each of these, all on the register already; the proposal, the requests."""
    proposal = await offered(scene, mentee, mentors)
    requests = {}
    for mentor in mentors:
        requests[mentor] = await approaches(scene, mentee, mentor)
        await act(await scene.person(mentor), "answer.accept", requests[mentor])
    return proposal, requests


async def two_talks(scene: Stage) -> tuple[str, dict[str, str]]:
    """Maya is to talk with Priya and Tom: the subject of the proposal, and of each request."""
    await on_register(scene, PRIYA, TOM)
    return await talking(scene)
