"""Standing aside, at every press: from a mentee, a mentor who is proposed or registered, an issue, a complaint (R3.3, R8.4)."""

import pytest

from dialogue import Stage
from handlers.kit.ui import Action, Form
from rounds import (
    act,
    application_of,
    asked,
    barred,
    chooses,
    eligible,
    offered,
    on_register,
    proposal_of,
    selects,
)
from scheme.audience import WITH_OTHERS
from scheme.refusal import Refusal
from stage import ALEX, IDA, MAYA, PRIYA, ROBIN, SAM, TOM
from storage import proposals

LOOKING = ("review.open", "propose.open", "propose.send", "propose.agree", "propose.take_back", "question.to_applicant")


async def stands_aside(scene: Stage, member: str, subject: str) -> None:
    """A member stands aside by the button in the window."""
    player = await scene.person(member)
    await act(player, "review.open", subject)
    await act(player, "review.aside", subject)
    await act(player, "review.stood_aside", subject)


async def agreed(scene: Stage) -> set[int]:
    """Who agrees to what is proposed to Maya now."""
    async with scene.bot.work(writes=False) as work:
        return await proposals.who_agreed(work, (await application_of(scene, MAYA)).id)


async def test_a_mentor_somebody_stands_aside_from_is_not_suggested_to_them_and_they_are_told(scene: Stage) -> None:
    _, tom = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-2")
    await ida.presses("Stand aside")
    await ida.sees("no reason is asked")
    await ida.presses("Stand aside")
    assert await barred(ida, "review.open", tom) == WITH_OTHERS
    await ida.closes()
    await ida.presses_in_channel("Open", card="A-3")
    await ida.presses("Suggest mentors")
    await ida.sees("Tom Birch: With the other members; it stays closed to you.")
    assert isinstance(ida.window, Form)
    assert [one.label for one in ida.window.fields[0].options] == ["Priya Nair"]  # type: ignore[union-attr]
    with pytest.raises(Refusal) as no:
        await selects(scene, IDA, subject, [TOM])
    assert set(no.value.errors) == {"mentors"}
    await ida.closes()
    await ida.says("register")
    await ida.sees("Left to the other members: 1 mentor.")
    await ida.does_not_see("Tom Birch: available")
    robin = await scene.person(ROBIN)
    await act(robin, "propose.open", subject)
    await selects(scene, ROBIN, subject, [TOM])


async def test_nobody_agrees_to_a_mentor_they_stand_aside_from_nor_reads_of_it(scene: Stage) -> None:
    _, tom = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await stands_aside(scene, IDA, tom)
    ida = await scene.person(IDA)
    await act(ida, "review.open", subject)
    await selects(scene, ROBIN, subject, [TOM])
    for name in LOOKING:
        assert await barred(ida, name, subject, revision="1", mentors=["1"], criteria=["a"]) == WITH_OTHERS
    await ida.says("what is waiting")
    await ida.does_not_see("A-3, mentee application")
    await selects(scene, ROBIN, subject, [PRIYA], 1)
    await act(ida, "review.open", subject)
    await act(ida, "propose.agree", subject, revision="2")


async def test_a_member_who_is_a_mentor_neither_proposes_nor_agrees_to_herself(scene: Stage) -> None:
    await on_register(scene, PRIYA, IDA)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await act(ida, "review.open", subject)
    reply = await scene.bot.act(ida.person_id, Action("propose.open", subject))
    assert "Ida Moss: This is you, so the others decide." in str(reply.window)
    with pytest.raises(Refusal) as no:
        await selects(scene, IDA, subject, [IDA, PRIYA])
    assert set(no.value.errors) == {"mentors"}
    await selects(scene, ROBIN, subject, [IDA])
    for name in LOOKING:
        await barred(ida, name, subject, revision="1", mentors=["1"], criteria=["a"])
    await selects(scene, SAM, subject, [IDA])
    proposal = f"proposal:{(await proposal_of(scene)).id}"
    assert (await scene.person(IDA)).person_id not in await agreed(scene)
    await barred(ida, "choose.read", proposal)
    await barred(ida, "undo.ask", subject)


async def test_who_asked_to_be_kept_from_a_member_is_not_suggested_to_that_member(scene: Stage) -> None:
    await on_register(scene, TOM, avoid="Ida Moss")
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    reply = await scene.bot.act(ida.person_id, Action("propose.open", subject))
    assert "Tom Birch: With the other members; it stays closed to you." in str(reply.window)
    await selects(scene, ROBIN, subject, [TOM])
    await barred(ida, "propose.agree", subject, revision="1")


async def test_whoever_stands_aside_from_a_mentor_takes_their_word_for_that_mentor_back(scene: Stage) -> None:
    _, tom = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await scene.group_sees("Proposed; 1 of 2 agreed")
    await stands_aside(scene, IDA, tom)
    await scene.group_sees("Proposed; 0 of 2 agreed")
    assert await agreed(scene) == set()
    await barred(await scene.person(IDA), "propose.agree", subject, revision="1")


async def test_from_a_mentor_with_a_place_taken_and_from_a_matched_mentee_one_can_stand_aside(scene: Stage) -> None:
    await act(await scene.person(PRIYA), "answer.accept", await asked(scene))
    for card, member in (("A-1", SAM), ("A-3", ALEX)):
        player = await scene.person(member)
        await player.presses_in_channel("Open", card=card)
        await player.presses("Stand aside")
        await player.presses("Stand aside")
        await barred(player, "review.open", f"application:{card[2:]}")
    # Maya's application leads to Priya, so whoever stands aside from Priya keeps out of it as well.
    await barred(await scene.person(SAM), "review.open", "application:3")


async def test_what_was_proposed_before_is_not_read_by_whoever_stands_aside_from_a_mentor_in_it(scene: Stage) -> None:
    _, tom = await on_register(scene, PRIYA, TOM)
    await offered(scene, MAYA, [TOM])
    request = await chooses(scene, MAYA, TOM)
    await act(await scene.person(TOM), "answer.declined", request)
    await stands_aside(scene, IDA, tom)
    ida, robin = await scene.person(IDA), await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-3")
    await robin.sees("Tom Birch: declined")
    await ida.presses_in_channel("Open", card="A-3")
    await ida.does_not_see("Tom Birch")
