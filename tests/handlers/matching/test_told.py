"""Organisers decide: both are told at once, each may say yes or, kindly and once, that they would rather not (R4.1)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from handlers.kit.ui import Form
from scheme.application.application import ApplicationStage as Standing
from scheme.forms.fields import Answer
from scheme.matching.candidate import Word
from scheme.matching.proposal import ProposalProgress
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import (
    act,
    application_of,
    barred,
    candidate_of,
    cards,
    definition_of,
    eligible,
    keeps_to_the_voice,
    on_register,
    pair_of,
    places_taken,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose organisers decide."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    definition = scheme()
    choosing = definition.choosing.model_copy(update={"mode": "organisers-decide"})
    one = await set_stage(database, definition.model_copy(update={"choosing": choosing}))
    yield one
    await database.close()
    keeps_to_the_voice(one)


def switches(scene: Stage, mode: str) -> None:
    """The scheme has another way to a mentor from now on."""
    before = definition_of(scene)
    choosing = before.choosing.model_copy(update={"mode": mode})
    assert isinstance(scene.bot.definitions, dict)
    scene.bot.definitions[before.key] = before.model_copy(update={"choosing": choosing})


async def told(scene: Stage, mentor: str = PRIYA) -> tuple[str, str]:
    """Two members agree on a mentor for Maya: the subjects by which the mentee and the mentor say what they think."""
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    return await told_of(scene, subject, mentor)


async def told_of(scene: Stage, subject: str, mentor: str) -> tuple[str, str]:
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [mentor])
    candidate = await candidate_of(scene, MAYA, mentor)
    return f"proposal:{candidate.proposal_id}", f"candidate:{candidate.id}"


async def opens(player: Player, name: str, subject: str = "") -> None:
    """A press that opens something, so that it can be read."""
    player.window = (await act(player, name, subject)).window


async def stands(scene: Stage, mentor: str = PRIYA) -> tuple[ProposalProgress, Word, int]:
    """How the proposal and the mentor in it stand, and how many of the mentor's places are taken."""
    proposal = await proposal_of(scene)
    candidate = await candidate_of(scene, MAYA, mentor)
    return proposal.state, candidate.state, await places_taken(scene, mentor)


async def test_both_are_told_at_once_who_it_is_and_until_when_a_no_is_fine(scene: Stage) -> None:
    await told(scene)
    maya, priya, tom = [await scene.person(email) for email in (MAYA, PRIYA, TOM)]
    assert await stands(scene) == (ProposalProgress.ASKED, Word.ASKED, 1)
    await maya.sees(
        "Priya Nair could be your mentor", "Either of you may say no", "Monday 18 January 2027"
    )
    await priya.sees(
        "to be Maya Thorne's mentor", "Either of you may say no", "Monday 18 January 2027"
    )
    await tom.does_not_see("Maya Thorne")
    await maya.presses("Read the profile")
    await maya.sees(
        "Priya Nair reads the same of you", "Fine by me", "I'd rather not", "Team leader"
    )
    await priya.presses("Read the profile")
    await priya.sees("Maya Thorne reads the same of you", "I would like to lead teaching sessions")
    assert not (await application_of(scene, MAYA)).awaits_answer


async def test_one_mentor_is_selected_and_not_two(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    keys = [str((await application_of(scene, email, "mentor")).id) for email in (PRIYA, TOM)]
    no = await refused(
        ida, "propose.send", subject, mentors=keys, criteria=["a"], revision="0", replaces="0"
    )
    assert "needs another look" in no
    assert (await application_of(scene, MAYA)).awaits_answer
    await opens(ida, "propose.open", subject)
    await ida.sees("Select one", "Both are told once 2 members agreed, and may say no")


async def test_with_a_yes_of_both_they_are_introduced_at_once(scene: Stage) -> None:
    proposal, candidate = await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "told.mentor_fine", candidate)
    await priya.sees("Maya Thorne has until Monday 18 January 2027")
    await maya.does_not_see("Meet Priya Nair")
    await act(priya, "told.mentor_fine", candidate)  # once more changes nothing
    assert (await application_of(scene, MAYA)).stage == Standing.ELIGIBLE
    await act(maya, "told.mentee_fine", proposal)
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED
    assert cards(maya, "Meet Priya Nair")
    assert cards(priya, "Meet Maya Thorne")
    assert "settled already" in await refused(maya, "told.mentee_fine", proposal)
    assert "settled already" in await refused(priya, "told.mentor_said_no", candidate)


async def test_without_a_word_they_are_reminded_and_then_begin(scene: Stage) -> None:
    await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await pass_by(scene, 3.5)
    await maya.sees("You are introduced to Priya Nair after Monday 18 January 2027")
    await priya.sees("You are introduced to Maya Thorne after Monday 18 January 2027")
    await pass_by(scene, 5)
    assert cards(maya, "Meet Priya Nair")
    assert (await pair_of(scene)).mentor_id == priya.person_id


async def test_whoever_has_said_yes_is_not_reminded(scene: Stage) -> None:
    _, candidate = await told(scene)
    priya = await scene.person(PRIYA)
    await act(priya, "told.mentor_fine", candidate)
    await pass_by(scene, 6.5)
    await priya.does_not_see("You are introduced to Maya Thorne after")
    await (await scene.person(MAYA)).sees("You are introduced to Priya Nair after")


async def test_a_mentor_who_would_rather_not_says_so_once_and_the_reason_is_the_groups(
    scene: Stage,
) -> None:
    _, candidate = await told(scene)
    maya, priya, ida = [await scene.person(email) for email in (MAYA, PRIYA, IDA)]
    await priya.presses("Read the profile")
    await priya.presses("I'd rather not")
    await priya.sees("That is fine, and needs no reason", "Oversight Group alone reads it")
    await priya.fills(reason="We know each other too well.")
    await priya.submits()
    await priya.sees("Thank you for saying so; Maya Thorne is told kindly")
    await maya.sees(
        "You and Priya Nair are not matched after all. It says nothing about you.", "looks again"
    )
    await maya.does_not_see("know each other")
    assert await stands(scene) == (ProposalProgress.RETURNED, Word.RELEASED, 0)
    subject = f"application:{(await application_of(scene, MAYA)).id}"
    await opens(ida, "review.open", subject)
    await ida.sees("Priya Nair would rather not", "We know each other too well.")
    assert (await application_of(scene, MAYA)).awaits_answer
    assert "settled already" in await refused(priya, "told.mentor_said_no", candidate)


async def test_a_mentee_who_would_rather_not_needs_no_reason(scene: Stage) -> None:
    proposal, _ = await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "told.mentee_said_no", proposal)
    await maya.sees("Thank you for saying so; Priya Nair is told kindly.", "looks again")
    await priya.sees("You and Maya Thorne are not matched after all. Your place is open again")
    assert await stands(scene) == (ProposalProgress.RETURNED, Word.RELEASED, 0)


async def test_after_a_second_no_somebody_talks_with_them_before_a_third_match(
    scene: Stage,
) -> None:
    proposal, _ = await told(scene)
    maya, ida = await scene.person(MAYA), await scene.person(IDA)
    await act(maya, "told.mentee_said_no", proposal)
    await maya.does_not_see("Somebody talks with you")
    subject = f"application:{(await application_of(scene, MAYA)).id}"
    proposal, _ = await told_of(scene, subject, TOM)
    await act(maya, "told.mentee_said_no", proposal, reason="It is the time of day.")
    await maya.sees("Somebody talks with you before anybody else is suggested")
    tom = str((await application_of(scene, TOM, "mentor")).id)
    form: dict[str, Answer] = {
        "mentors": [tom],
        "criteria": ["a"],
        "revision": "0",
        "replaces": "0",
    }
    no = await refused(ida, "propose.send", subject, **form)
    assert "Please talk with them first" in no
    await opens(ida, "propose.open", subject)
    await ida.sees("I have talked with them first", "Needed for Maya Thorne")
    assert isinstance(ida.window, Form)
    assert (
        ida.window.private
    )  # long enough for the chat, where nothing that is said of people may stand
    await ida.does_not_see("Answer in the chat instead")
    await act(ida, "propose.send", subject, **form, talked=True)
    assert (await proposal_of(scene)).state == ProposalProgress.DRAFT


async def test_a_mentor_who_is_away_and_silent_by_the_day_is_not_matched(scene: Stage) -> None:
    await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    own = f"application:{(await application_of(scene, PRIYA, 'mentor')).id}"
    until = (scene.bot.clock.now() + timedelta(days=60)).date().isoformat()
    await act(priya, "available.rest", own, until=until)
    await pass_by(scene, 9)
    await maya.sees("Priya Nair can't take this on just now", "looks again")
    await priya.sees("You are away, so you are not matched with Maya Thorne now")
    assert await stands(scene) == (ProposalProgress.RETURNED, Word.LAPSED, 0)


async def test_a_mentor_who_is_away_and_has_said_yes_begins(scene: Stage) -> None:
    _, candidate = await told(scene)
    priya = await scene.person(PRIYA)
    await act(priya, "told.mentor_fine", candidate)
    own = f"application:{(await application_of(scene, PRIYA, 'mentor')).id}"
    until = (scene.bot.clock.now() + timedelta(days=60)).date().isoformat()
    await act(priya, "available.rest", own, until=until)
    await pass_by(scene, 9)
    assert cards(priya, "Meet Maya Thorne")


async def test_a_mentor_who_withdraws_leaves_the_mentee_with_a_day_to_hear_by(scene: Stage) -> None:
    await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    own = f"application:{(await application_of(scene, PRIYA, 'mentor')).id}"
    await act(priya, "applied.withdrawn", own)
    await maya.sees("Priya Nair can't take this on just now", "you'll hear by")
    assert (await proposal_of(scene)).state == ProposalProgress.RETURNED


async def test_members_can_undo_it_until_either_has_said_a_word(scene: Stage) -> None:
    _, candidate = await told(scene)
    maya, priya, robin = [await scene.person(email) for email in (MAYA, PRIYA, ROBIN)]
    subject = f"application:{(await application_of(scene, MAYA)).id}"
    await act(robin, "undo.done", subject, reason="A word first.", decision="options")
    await maya.sees("takes another look before anything is settled")
    await priya.sees(
        "takes another look before anything begins with Maya Thorne", "Your place is open again"
    )
    assert await stands(scene) == (ProposalProgress.DRAFT, Word.PROPOSED, 0)
    revision = (await proposal_of(scene)).revision
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [PRIYA], revision)
    assert await stands(scene) == (ProposalProgress.ASKED, Word.ASKED, 1)
    await act(priya, "told.mentor_fine", candidate)
    assert "too late" in await refused(robin, "undo.done", subject, reason="Again.")
    assert "acted on it" in await refused(robin, "propose.take_back", subject)


async def test_the_word_of_a_member_can_be_taken_back_too(scene: Stage) -> None:
    await told(scene)
    subject = f"application:{(await application_of(scene, MAYA)).id}"
    await act(await scene.person(ROBIN), "propose.take_back", subject)
    assert await stands(scene) == (ProposalProgress.DRAFT, Word.PROPOSED, 0)
    await (await scene.person(PRIYA)).sees("takes another look before anything begins")


async def test_what_is_typed_and_old_buttons_of_a_request_lead_to_the_match(scene: Stage) -> None:
    proposal, candidate = await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await opens(priya, "answer.ready", candidate)
    await priya.sees("Fine by me")
    await opens(priya, "answer.decline", candidate)
    await priya.sees("That is fine, and needs no reason")
    await opens(maya, "choose.options")
    await maya.sees("Priya Nair reads the same of you")
    number = candidate.partition(":")[2]
    assert "both told" in await refused(maya, "choose.changed", proposal, candidate=number)
    assert (await stands(scene))[:2] == (ProposalProgress.ASKED, Word.ASKED)
    await act(priya, "answer.accept", candidate)  # an old card's yes is a yes to the match
    await act(maya, "choose.sent", proposal, candidate=number, revision="1")
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED


async def test_nobody_but_the_two_says_anything_of_it(scene: Stage) -> None:
    proposal, candidate = await told(scene)
    for email in (NOAH, TOM, SAM, IDA):
        other = await scene.person(email)
        for step in ("mentee", "mentee_fine", "mentee_no", "mentee_said_no"):
            await barred(other, f"told.{step}", proposal)
        for step in ("mentor", "mentor_fine", "mentor_no", "mentor_said_no"):
            await barred(other, f"told.{step}", candidate)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await barred(maya, "told.mentor_fine", candidate)
    await barred(maya, "told.mentor_said_no", candidate)
    await barred(maya, "answer.accept", candidate)
    await barred(priya, "told.mentee_fine", proposal)
    await barred(priya, "told.mentee_said_no", proposal)
    assert await stands(scene) == (ProposalProgress.ASKED, Word.ASKED, 1)


async def test_a_home_has_the_match_until_it_is_settled(scene: Stage) -> None:
    proposal, _ = await told(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for player, name in ((maya, "Priya Nair"), (priya, "Maya Thorne")):
        await player.says("home")
        await player.sees(
            f"You and {name}: a match, unless either says no by Monday 18 January 2027"
        )
    await act(maya, "told.mentee_fine", proposal)
    await maya.says("home")
    await maya.sees("You said yes")


async def test_what_runs_goes_on_by_its_own_way_when_the_scheme_switches(scene: Stage) -> None:
    proposal, candidate = await told(scene)
    assert definition_of(scene).choosing.mode == "organisers-decide"
    switches(scene, "choose-one")
    await act(await scene.person(PRIYA), "told.mentor_fine", candidate)
    await act(await scene.person(MAYA), "told.mentee_fine", proposal)
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED


async def test_ten_silent_weeks_bring_each_of_the_two_two_reminders_and_an_introduction(
    scene: Stage,
) -> None:
    await told(scene)
    begun = len(scene.channel.arrivals)
    await pass_by(scene, 70)
    for email in (MAYA, PRIYA):
        player = await scene.person(email)
        read = [
            arrival.message.text
            for arrival in scene.channel.arrivals[begun:]
            if arrival.recipient == f"person:{player.person_id}"
        ]
        assert sum("You are introduced to" in text for text in read) == 2
