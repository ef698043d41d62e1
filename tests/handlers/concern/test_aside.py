"""Standing aside, at every press: from a mentee, a mentor who is proposed or registered, an issue, a complaint (R3.3, R8.4)."""

import pytest

from handlers.concern.about import ALSO
from handlers.kit.ui import Action, Form
from scheme.audience import WITH_OTHERS
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry
from scheme.concern.raised import Raised
from scheme.ids import PersonId
from scheme.refusal import Gone, Refusal
from scheme.subject import Subject
from storage.matching import proposals
from tests.support.dialogue import Stage
from tests.support.pairs import rows
from tests.support.rounds import (
    act,
    application_of,
    asked,
    barred,
    chooses,
    eligible,
    offered,
    on_register,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import ALEX, IDA, JO, MAYA, PRIYA, ROBIN, SAM, TOM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")

LOOKING = (
    "review.open",
    "propose.open",
    "propose.send",
    "propose.agree",
    "propose.take_back",
    "question.to_applicant",
)


async def stands_aside(scene: Stage, member: str, subject: str) -> None:
    """A member stands aside by the button in the window."""
    player = await scene.person(member)
    await act(player, "review.open", subject)
    await act(player, "review.aside", subject)
    await act(player, "review.stood_aside", subject)


async def agreed(scene: Stage) -> set[PersonId]:
    """Who agrees to what is proposed to Maya now."""
    async with scene.bot.work(writes=False) as work:
        return await proposals.who_agreed(work, (await application_of(scene, MAYA)).id)


async def test_a_mentor_somebody_stands_aside_from_is_not_suggested_to_them_and_they_are_told(
    scene: Stage,
) -> None:
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
    await ida.does_not_see("Tom Birch")
    assert isinstance(ida.window, Form)
    assert [one.label for one in ida.window.fields[0].options] == ["Priya Nair"]  # type: ignore[union-attr]
    await ida.presses("See everybody")
    await ida.sees("Tom Birch", "With the other members; it stays closed to you.")
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


async def test_nobody_agrees_to_a_mentor_they_stand_aside_from_nor_reads_of_it(
    scene: Stage,
) -> None:
    _, tom = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await stands_aside(scene, IDA, tom)
    ida = await scene.person(IDA)
    await act(ida, "review.open", subject)
    await selects(scene, ROBIN, subject, [TOM])
    for name in LOOKING:
        assert (
            await barred(ida, name, subject, revision="1", mentors=["1"], criteria=["a"])
            == WITH_OTHERS
        )
    await ida.says("what is waiting")
    await ida.does_not_see("A-3, mentee application")
    await selects(scene, ROBIN, subject, [PRIYA], 1)
    await act(ida, "review.open", subject)
    await act(ida, "propose.agree", subject, revision="2")


async def test_a_member_who_is_a_mentor_neither_proposes_nor_agrees_to_herself(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, IDA)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await act(ida, "review.open", subject)
    reply = await scene.bot.act(
        ida.person_id, Action(name="propose.everybody", subject=Subject.read(subject))
    )
    assert "This is you, so the others decide." in str(reply.window)
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


async def test_who_asked_to_be_kept_from_a_member_is_not_suggested_to_that_member(
    scene: Stage,
) -> None:
    await on_register(scene, TOM, avoid="Ida Moss")
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    reply = await scene.bot.act(
        ida.person_id, Action(name="propose.everybody", subject=Subject.read(subject))
    )
    assert "With the other members; it stays closed to you." in str(reply.window)
    await selects(scene, ROBIN, subject, [TOM])
    await barred(ida, "propose.agree", subject, revision="1")


async def test_whoever_stands_aside_from_a_mentor_takes_their_word_for_that_mentor_back(
    scene: Stage,
) -> None:
    _, tom = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await scene.group_sees("Proposed; 1 of 2 agreed")
    await stands_aside(scene, IDA, tom)
    await scene.group_sees("Proposed; 0 of 2 agreed")
    assert await agreed(scene) == set()
    await barred(await scene.person(IDA), "propose.agree", subject, revision="1")


async def test_from_a_mentor_with_a_place_taken_and_from_a_matched_mentee_one_can_stand_aside(
    scene: Stage,
) -> None:
    await act(await scene.person(PRIYA), "answer.accept", await asked(scene))
    for card, member in (("A-1", SAM), ("A-3", ALEX)):
        player = await scene.person(member)
        await player.presses_in_channel("Open", card=card)
        await player.presses("Stand aside")
        await player.presses("Stand aside")
        await barred(player, "review.open", f"application:{card[2:]}")
    # Maya's application leads to Priya, so whoever stands aside from Priya keeps out of it as well.
    await barred(await scene.person(SAM), "review.open", "application:3")


async def test_what_was_proposed_before_is_not_read_by_whoever_stands_aside_from_a_mentor_in_it(
    scene: Stage,
) -> None:
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


# What was raised


async def raises(scene: Stage, step: str, about: str, *also: str) -> Raised:
    """Maya complains, or raises an issue, about one and others; each an address or a topic."""
    keys = [
        f"person:{(await scene.person(one)).person_id}" if "@" in one else one
        for one in (about, *also)
    ]
    maya = await scene.person(MAYA)
    await act(maya, step, about=keys[0], also=keys[1:], text="Quokkas in the reading room.")
    kind = Concern if step == "concern.send" else Enquiry
    async with scene.bot.work(writes=False) as work:
        found = await rows(work.session, "concerns" if kind is Concern else "enquiries")
        return await work.session.get_one(kind, found[-1].id)


STEPS = {"concern.send": ("concern.open", "Complaint"), "enquiry.raised": ("enquiry.open", "Issue")}


@pytest.mark.parametrize("step", STEPS)
async def test_what_is_about_several_is_kept_from_each_of_them(scene: Stage, step: str) -> None:
    one = await raises(scene, step, IDA, ROBIN, ALEX, IDA)
    opens = STEPS[step][0]
    for email in (IDA, ROBIN, ALEX):
        player = await scene.person(email)
        await player.says("hello")
        await player.does_not_see(one.ref)
        assert await refused(player, opens, str(one.subject)) == Gone().text
    await scene.group_does_not_see(one.ref)
    sam = await scene.person(SAM)
    await sam.sees(one.ref)
    await sam.presses("Open")
    await sam.sees("About: Ida Moss, Robin Ash, Alex Finch")
    maya = await scene.person(MAYA)
    await maya.presses("Read it")
    await maya.sees("About: Ida Moss, Robin Ash, Alex Finch")


async def test_about_the_whole_group_and_somebody_of_the_steering_group_nobody_of_either_reads_it(
    scene: Stage,
) -> None:
    text = await refused(
        await scene.person(MAYA),
        "concern.send",
        about="group",
        also=[f"person:{(await scene.person(JO)).person_id}"],
        text="They all laughed.",
    )
    assert "Nobody here could read this" in text


async def test_an_issue_about_several_becomes_a_complaint_about_the_same(scene: Stage) -> None:
    one = await raises(scene, "enquiry.raised", IDA, ROBIN)
    reply = await scene.bot.act(
        (await scene.person(MAYA)).person_id, Action(name="concern.complain", subject=one.subject)
    )
    assert isinstance(reply.window, Form)
    ids = [(await scene.person(email)).person_id for email in (IDA, ROBIN)]
    assert reply.window.answers == {"about": f"person:{ids[0]}", ALSO: [f"person:{ids[1]}"]}


async def test_a_name_beside_nobody_in_particular_counts(scene: Stage) -> None:
    one = await raises(scene, "enquiry.raised", "nobody", IDA)
    assert await refused(await scene.person(IDA), "enquiry.open", str(one.subject)) == Gone().text


@pytest.mark.parametrize("step", STEPS)
async def test_from_an_issue_or_a_complaint_a_member_stands_aside_for_good(
    scene: Stage, step: str
) -> None:
    one = await raises(scene, step, "scheme" if step == "concern.send" else "nobody")
    opens, kind = STEPS[step]
    ida, sam = await scene.person(IDA), await scene.person(SAM)
    await scene.group_sees(one.ref)
    await ida.presses_in_channel("Open", card=one.ref)
    await ida.presses("Stand aside")
    await ida.sees(f"From then on {one.ref} is closed to you", "no reason is asked")
    await ida.presses("Stand aside")
    await ida.sees(f"You stand aside from {one.ref}.")
    for name in (opens, "aside.ask", "aside.done"):
        assert await refused(ida, name, str(one.subject)) == Gone().text
    await ida.says("what is waiting")
    await ida.does_not_see(f"{one.ref}, {kind.lower()}")
    await sam.sees(f"{one.ref}, {kind.lower()}")
    await act(sam, opens, str(one.subject))
    await (await scene.person(MAYA)).presses("Read it")
    if step == "concern.send":
        await (await scene.person(MAYA)).sees("Read by: Alex Finch, Robin Ash, Sam Okoro, Uma Reid")


async def test_the_last_who_could_look_at_a_complaint_cannot_leave_it_to_nobody(
    scene: Stage,
) -> None:
    one = await raises(scene, "concern.send", JO, ROBIN, SAM, ALEX, IDA)
    uma = await scene.person(UMA)
    assert "Nobody else could look at" in await refused(uma, "aside.done", str(one.subject))
    await act(uma, "concern.open", str(one.subject))


async def test_where_the_whole_group_stands_aside_the_steering_group_looks_into_it(
    scene: Stage,
) -> None:
    one = await raises(scene, "concern.send", "scheme")
    for email in (ROBIN, SAM, ALEX, IDA, UMA):
        await act(await scene.person(email), "aside.done", str(one.subject))
    jo = await scene.person(JO)
    await jo.sees(one.ref)
    await act(jo, "concern.open", str(one.subject))


async def test_whoever_was_asked_for_advice_can_stand_aside_from_the_complaint(
    scene: Stage,
) -> None:
    one = await raises(scene, "concern.send", "scheme")
    sam, jo = await scene.person(SAM), await scene.person(JO)
    assert await refused(jo, "aside.from_advising", str(one.subject)) == Gone().text
    await act(sam, "concern.advice_asked", str(one.subject), text="What would you do?")
    await jo.presses("Stand aside")
    await jo.presses("Stand aside")
    await jo.sees(f"You stand aside from {one.ref}.")
    assert await refused(jo, "concern.advise", str(one.subject)) == Gone().text
    await act(sam, "concern.open", str(one.subject))
