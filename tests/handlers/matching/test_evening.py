"""A whole round at once: made up, wished of, agreed to together; nothing of what a member stands aside from (R3.3, R3.4, R3.7)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from handlers.desk import desk
from handlers.kit.ui import Action, Reply, View
from scheme.application.application import Application
from scheme.audience import FOR_THE_GROUP
from scheme.matching.proposal import ProposalProgress
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.kind import row
from storage.matching import kept_rounds, proposals, shortlists
from tests.support.dialogue import Stage, read
from tests.support.rounds import (
    act,
    application_of,
    at_once,
    barred,
    definition_of,
    eligible,
    on_register,
    proposal_of,
    refused,
    selects,
    with_rules,
)
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")

MENTEES = (MAYA, NOAH, ESTHER)


async def round_of(scene: Stage, mentees: tuple[str, ...] = MENTEES) -> dict[str, str]:
    """Three who wait and three who would mentor, made up by Ida; the subjects of the mentees by address."""
    await on_register(scene, PRIYA, TOM, UMA)
    subjects = {email: await eligible(scene, email) for email in mentees}
    await act(await scene.person(IDA), "evening.draft")
    return subjects


async def seen(scene: Stage, email: str = IDA) -> str:
    """All of the draft that a member reads."""
    reply = await act(await scene.person(email), "evening.show")
    assert isinstance(reply.window, View)
    return read(reply.window)


async def first_of(scene: Stage, email: str) -> str:
    """The key of the mentor whom the draft has for a mentee; "" for nobody."""
    async with scene.bot.work(writes=False) as work:
        kept = await kept_rounds.of(work, (await application_of(scene, email)).scheme)
    assert kept is not None
    mentee = await application_of(scene, email)
    found = {placing.mentee: placing.first for placing in kept.placings}
    return str(found[mentee.id] or "")


async def key_of(scene: Stage, mentor: str) -> str:
    """What stands for a mentor in a form."""
    return str((await application_of(scene, mentor, "mentor")).id)


async def together(scene: Stage, member: str, *mentees: str) -> Reply:
    """A member agrees to several of what they read."""
    player = await scene.person(member)
    form = (await act(player, "evening.agree")).window
    assert form is not None
    keys = [str((await application_of(scene, email)).id) for email in mentees]
    given = dict(getattr(form, "carries", {}))
    return await act(player, "evening.agreed", pairs=keys, criteria=["a", "b"], **given)


async def test_a_round_is_made_up_and_nobody_is_told(scene: Stage) -> None:
    ida = await scene.person(IDA)
    assert "Nothing is made up yet" in await seen(scene)
    await round_of(scene)
    told = await seen(scene)
    assert "3 of 3 mentees have a mentor in it." in told
    assert "Maya Thorne, A-" in told
    assert "Look and agree" in told
    firsts = {await first_of(scene, email) for email in MENTEES}
    assert len(firsts) == 3
    await (await scene.person(PRIYA)).does_not_see("asks")
    await ida.does_not_see("3 of 3")


async def test_whoever_is_no_member_reads_none_of_it(scene: Stage) -> None:
    subjects = await round_of(scene)
    maya = await scene.person(MAYA)
    assert await barred(maya, "evening.show") == FOR_THE_GROUP
    assert await barred(maya, "evening.draft") == FOR_THE_GROUP
    assert await barred(maya, "evening.keep", subjects[NOAH], mentor="1")


async def test_a_wish_is_kept_and_what_it_costs_is_said(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subjects = {email: await eligible(scene, email) for email in (MAYA, NOAH)}
    with_rules(scene, choosing={"options": 1})
    ida, priya = await scene.person(IDA), await key_of(scene, PRIYA)
    await act(ida, "evening.draft")
    has, has_not = (MAYA, NOAH) if await first_of(scene, MAYA) == priya else (NOAH, MAYA)
    capacity = (await application_of(scene, PRIYA, "mentor")).capacity
    assert capacity == 1
    await act(ida, "evening.keep", subjects[has_not], mentor=priya)
    assert await first_of(scene, has_not) == priya
    assert await first_of(scene, has) == ""
    names = {MAYA: "Maya Thorne", NOAH: (await application_of(scene, NOAH)).applicant}
    told = await seen(scene)
    assert f"Keeping {names[has_not]} with Priya Nair leaves {names[has]} without a mentor." in told
    assert f"{names[has]}: with nobody, before with Priya Nair" in told
    no = await refused(ida, "evening.keep", subjects[has], mentor=priya)
    assert "has no place left in this draft" in no
    await act(ida, "evening.free", subjects[has_not])
    assert await first_of(scene, has) == priya


async def test_somebody_ruled_out_or_left_out_stays_so_when_it_is_made_up_again(
    scene: Stage,
) -> None:
    subjects = await round_of(scene)
    ida = await scene.person(IDA)
    mentor = await first_of(scene, MAYA)
    await act(ida, "evening.never", subjects[MAYA], mentor=mentor)
    await act(ida, "evening.rest", subjects[NOAH])
    await act(await scene.person(ROBIN), "evening.draft")
    assert await first_of(scene, MAYA) not in ("", mentor)
    assert await first_of(scene, NOAH) == ""
    assert "left out this time" in await seen(scene)


async def test_another_mentor_is_chosen_from_the_suggestions(scene: Stage) -> None:
    subjects = await round_of(scene)
    ida = await scene.person(IDA)
    form = (await act(ida, "evening.another", subjects[MAYA])).window
    assert "Good" in read(form)
    before = await first_of(scene, MAYA)
    keys = [await key_of(scene, mentor) for mentor in (PRIYA, TOM, UMA)]
    other = next(key for key in keys if key != before)
    await act(ida, "evening.keep", subjects[MAYA], mentor=other)
    assert await first_of(scene, MAYA) == other
    assert "can't be given here" in await refused(
        ida, "evening.keep", subjects[MAYA], mentor="999999"
    )


async def test_several_are_agreed_to_together_each_with_what_was_considered(scene: Stage) -> None:
    await round_of(scene)
    reply = await together(scene, IDA, MAYA, NOAH)
    assert "Noted for 2 mentees." in reply.says[0].text
    for email in (MAYA, NOAH):
        proposal = await proposal_of(scene, email)
        assert proposal.state == ProposalProgress.DRAFT
    assert "selected already, 1 of 2 agreed" in await seen(scene)
    await together(scene, SAM, MAYA, NOAH)
    for email in (MAYA, NOAH):
        proposal = await proposal_of(scene, email)
        assert proposal.state == ProposalProgress.OFFERED
        async with scene.bot.work(writes=False) as work:
            words = await proposals.approvals_of(work, proposal.id)
        assert [word.criteria for word in words] == ["ab", "ab"]
    await (await scene.person(MAYA)).sees("to consider")


async def test_what_was_made_up_again_meanwhile_is_not_agreed_to(scene: Stage) -> None:
    await round_of(scene)
    ida = await scene.person(IDA)
    mentee = str((await application_of(scene, MAYA)).id)
    assert "made up again" in await refused(
        ida, "evening.agreed", pairs=[mentee], criteria=["a"], revision="7"
    )


async def test_whom_members_have_selected_stays_with_whom_they_selected(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM, UMA)
    subjects = {email: await eligible(scene, email) for email in MENTEES}
    await selects(scene, ROBIN, subjects[MAYA], [TOM])
    await act(await scene.person(IDA), "evening.draft")
    assert await first_of(scene, MAYA) == await key_of(scene, TOM)
    assert "selected already, 1 of 2 agreed" in await seen(scene)


async def test_nothing_is_shown_of_what_a_member_stands_aside_from(scene: Stage) -> None:
    subjects = await round_of(scene)
    sam = await scene.person(SAM)
    await act(sam, "review.stood_aside", subjects[MAYA])
    told = await seen(scene, SAM)
    assert "Maya Thorne" not in told
    assert "1 more here: with the other members" in told
    assert "Maya Thorne" not in read((await act(sam, "evening.agree")).window)
    maya = str((await application_of(scene, MAYA)).id)
    with pytest.raises(Refusal):
        await act(sam, "evening.agreed", pairs=[maya], criteria=["a"], revision="1")
    assert await barred(sam, "evening.keep", subjects[MAYA], mentor=await key_of(scene, PRIYA))
    await act(await scene.person(IDA), "evening.rest", subjects[MAYA])
    assert "Maya Thorne" not in await seen(scene, SAM)


async def test_two_who_agree_at_once_to_the_last_place_of_a_mentor_do_not_both_have_it(
    scene: Stage,
) -> None:
    with_rules(scene, choosing={"mode": "organisers-decide", "approvals": 1})
    await round_of(scene)
    form = (await act(await scene.person(IDA), "evening.agree")).window
    given = dict(getattr(form, "carries", {}))
    keys = [str((await application_of(scene, email)).id) for email in MENTEES]
    wish = Action(
        name="evening.agreed",
        subject=Subject.read(""),
        answers={"pairs": keys, "criteria": ["a"], **given},
    )
    found = await at_once(scene, (IDA, wish), (SAM, wish))
    assert sum(isinstance(one, Refusal) for one in found) == 1
    for email in MENTEES:
        assert (await proposal_of(scene, email)).state == ProposalProgress.ASKED


async def test_what_another_selected_since_a_member_read_is_not_agreed_to_unread(
    scene: Stage,
) -> None:
    subjects = await round_of(scene)
    sam = await scene.person(SAM)
    form = (await act(sam, "evening.agree")).window
    given = dict(getattr(form, "carries", {}))
    drafted = await first_of(scene, MAYA)
    others = [email for email in (PRIYA, TOM, UMA) if await key_of(scene, email) != drafted]
    await selects(scene, ROBIN, subjects[MAYA], others[:1])
    maya = str((await application_of(scene, MAYA)).id)
    told = await refused(sam, "evening.agreed", pairs=[maya], criteria=["a"], **given)
    assert "selected" in told
    proposal = await proposal_of(scene, MAYA)
    async with scene.bot.work(writes=False) as work:
        words = await proposals.approvals_of(work, proposal.id)
    assert len(words) == 1


async def test_two_who_can_no_longer_be_kept_together_are_not_said_to_be(scene: Stage) -> None:
    subjects = await round_of(scene)
    ida = await scene.person(IDA)
    mentor = await first_of(scene, MAYA)
    await act(ida, "evening.keep", subjects[MAYA], mentor=mentor)
    assert "kept together" in await seen(scene)
    addresses = {await key_of(scene, email): email for email in (PRIYA, TOM, UMA)}
    await selects(scene, ROBIN, subjects[NOAH], [addresses[mentor]])
    await act(ida, "evening.draft")
    assert await first_of(scene, MAYA) != mentor
    told = await seen(scene)
    assert "kept together" not in told
    assert "can't be kept with whom a member wished" in told


async def test_nothing_is_held_while_a_round_is_thought_about_and_what_changed_meanwhile_counts(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await round_of(scene)
    mentor = await first_of(scene, MAYA)
    thought = 0

    async def meanwhile(think: Callable[[], object]) -> object:
        """The mentor goes away while the first draft is thought about: another work writes, which nothing keeps waiting."""
        nonlocal thought
        thought += 1
        if thought == 1:
            async with scene.bot.work() as work:
                gone = await row(work, Application, int(mentor))
                gone.be_away(work.now.date() + timedelta(days=90))
        return think()

    monkeypatch.setattr(desk, "apart", meanwhile)
    await act(await scene.person(IDA), "evening.draft")
    assert thought == 2
    assert await first_of(scene, MAYA) != mentor


async def test_a_draft_that_is_overtaken_twice_is_told_and_nothing_of_it_is_kept(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects = await round_of(scene)
    before = await first_of(scene, MAYA)

    async def overtaken(think: Callable[[], object]) -> object:
        found = think()
        async with scene.bot.work() as work:
            kept = await kept_rounds.lock(work, definition_of(scene).key, ida.person_id)
            kept.revision += 1
        return found

    ida = await scene.person(IDA)
    monkeypatch.setattr(desk, "apart", overtaken)
    told = await refused(ida, "evening.never", subjects[MAYA], mentor=before)
    assert "Somebody else just did something here" in told
    assert await first_of(scene, MAYA) == before


async def test_the_same_press_that_comes_twice_is_done_once_and_has_one_reply(
    scene: Stage,
) -> None:
    subjects = await round_of(scene)
    ida = await scene.person(IDA)
    action = Action(name="evening.rest", subject=Subject.read(subjects[MAYA]))
    found = [await scene.bot.act(ida.person_id, action, "slack:7") for _ in range(2)]
    assert found[0].window == found[1].window
    async with scene.bot.work(writes=False) as work:
        kept = await kept_rounds.of(work, definition_of(scene).key)
    assert kept is not None
    assert kept.revision == 2
    assert await first_of(scene, MAYA) == ""


async def test_what_two_members_wish_at_the_same_moment_both_holds(scene: Stage) -> None:
    subjects = await round_of(scene)
    wishes = [
        (member, Action(name="evening.rest", subject=Subject.read(subjects[email])))
        for member, email in ((IDA, MAYA), (SAM, NOAH))
    ]
    found = await at_once(scene, *wishes)
    assert all(isinstance(one, Reply) for one in found), found
    assert [await first_of(scene, email) for email in (MAYA, NOAH)] == ["", ""]


async def test_nothing_is_wished_of_whoever_has_options_already(scene: Stage) -> None:
    subjects = await round_of(scene)
    for member in (IDA, SAM):
        await together(scene, member, MAYA, NOAH)
    assert (await proposal_of(scene, MAYA)).state == ProposalProgress.OFFERED
    ida = await scene.person(IDA)
    for name in ("evening.rest", "evening.free", "evening.another"):
        assert "not waiting to be matched" in await refused(ida, name, subjects[MAYA])


async def test_whom_a_mentee_chose_of_all_is_drafted_and_said_to_be_chosen(scene: Stage) -> None:
    with_rules(
        scene, choosing={"mode": "choose-of-all", "choices": 2, "options": 1, "ranked": True}
    )
    await round_of(scene)
    before = await first_of(scene, MAYA)
    keys = [await key_of(scene, email) for email in (PRIYA, TOM, UMA)]
    chosen = next(key for key in keys if key != before)
    async with scene.bot.work(writes=False) as work:
        shortlist = await shortlists.of(work, (await application_of(scene, MAYA)).id)
    assert shortlist is not None
    maya = await scene.person(MAYA)
    await act(maya, "choices.add", f"shortlist:{shortlist.id}", mentor=chosen)
    await act(await scene.person(IDA), "evening.draft")
    assert await first_of(scene, MAYA) == chosen
    assert "First choice of the mentee." in await seen(scene)
