"""Question (a): what is known of members' ties to an applicant is told, and nobody who keeps out is named (R3.2, R3.3)."""

from handlers.kit.ui import Form, Prose
from scheme.forms.fields import Answer
from scheme.partnership.ending import Ending
from tests.support import pairs
from tests.support.dialogue import Stage
from tests.support.rounds import act, eligible, on_register
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, UMA


async def verdict(scene: Stage, subject: str, reader: str = IDA) -> str:
    """What stands above the suggestions about question (a)."""
    reply = await act(await scene.person(reader), "propose.open", subject)
    assert isinstance(reply.window, Form)
    [said] = {
        part.text
        for part in reply.window.parts
        if isinstance(part, Prose) and part.title == "Known to us"
    }
    return str(said)


async def test_members_with_an_employer_in_common_are_named(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    said = await verdict(scene, await eligible(scene))
    assert "Robin Ash has or had an employer in common with the mentee: does that help" in said
    for name in ("Sam Okoro", "Alex Finch", "Ida Moss", "Uma Reid", "Jo Sand", "keep"):
        assert name not in said


async def test_an_employer_before_a_move_counts_too(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene, NOAH)
    moved: dict[str, Answer] = {
        "email": NOAH,
        "organisation": "moor",
        "job_title": "Librarian",
        "level": "assistant",
        "manager_name": "Lena Marsh",
        "manager_email": "lena.marsh@moor.example.org",
    }
    await act(await scene.person(NOAH), "moved.said", "", manager_approval=True, **moved)
    assert "Alex Finch, Sam Okoro and Uma Reid have or had an employer in common" in await verdict(
        scene, subject
    )


async def test_a_member_of_an_earlier_partnership_or_given_as_a_contact_knows_the_applicant(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, ALEX)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", "partnership:1", how=str(Ending.COMPLETED), now=True)
    await on_register(scene, PRIYA)
    subject = await eligible(scene, second_contact=f"{UMA} or 01632 960 002")
    assert "Alex Finch and Uma Reid know the mentee; Robin Ash has or had" in await verdict(
        scene, subject
    )


async def test_who_keeps_out_is_counted_whatever_the_reason_and_never_named(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene, avoid="Sam Okoro")
    assert (await verdict(scene, subject)).endswith("1 member keeps out of this one already.")
    await act(await scene.person(ROBIN), "review.stood_aside", subject)
    said = await verdict(scene, subject)
    assert said.endswith("2 members keep out of this one already.")
    for name in ("Sam", "Robin"):
        assert name not in said
