"""Choose of all: mentees look at every mentor and choose some until a day; then the Group matches, seeing it (R4.1)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheme.application.application import ApplicationStage as Standing
from scheme.matching.proposal import ProposalProgress
from scheme.matching.shortlist import Shortlist
from scheme.people import Role
from storage.engine.database import Database
from storage.matching import shortlists
from tests.support.dialogue import Player, Stage
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import (
    act,
    application_of,
    barred,
    candidate_of,
    eligible,
    keeps_to_the_voice,
    on_register,
    places_taken,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import (
    ESTHER,
    IDA,
    MAYA,
    NOAH,
    PRIYA,
    ROBIN,
    SAM,
    TOM,
    scheme,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose mentees choose two of all mentors."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    definition = scheme()
    choosing = definition.choosing.model_copy(update={"mode": "choose-of-all", "choices": 2})
    one = await set_stage(database, definition.model_copy(update={"choosing": choosing}))
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def opens(player: Player, name: str, subject: str = "", /, **answers: str) -> None:
    """A press that opens something, so that it can be read."""
    player.window = (await act(player, name, subject, **answers)).window


async def key_of(scene: Stage, email: str, role: Role = "mentor") -> str:
    return str((await application_of(scene, email, role)).id)


async def list_of(scene: Stage, email: str = MAYA) -> tuple[Shortlist, list[int]]:
    """A mentee's shortlist, and the applications of the mentors on it in their order."""
    own = await application_of(scene, email)
    async with scene.bot.work(writes=False) as work:
        found = await shortlists.of(work, own.id)
        assert found is not None
        picked = await shortlists.picks_of(work, found)
        return found, [int(pick.mentor_application_id) for pick in picked]


async def choosing(scene: Stage, *mentors: str) -> str:
    """Maya is eligible and has chosen some mentors of those on the register; the subject of her list."""
    await on_register(scene, PRIYA, TOM, ESTHER)
    await eligible(scene)
    return await chooses(scene, MAYA, *mentors)


async def chooses(scene: Stage, email: str, *mentors: str) -> str:
    player = await scene.person(email)
    subject = f"shortlist:{(await list_of(scene, email))[0].id}"
    for mentor in mentors:
        await act(player, "choices.add", subject, mentor=await key_of(scene, mentor))
    return subject


async def test_a_mentee_who_is_eligible_reads_all_mentors_and_nothing_meant_for_the_group(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM, avoid="Somebody Else")
    await eligible(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.sees(
        "You can look at every mentor now", "Choose up to 2 mentors whom you would like"
    )
    assert not (await application_of(scene, MAYA)).awaits_answer
    await maya.presses("See all of them")
    await maya.sees(
        "1 to 2 of 2", "You have chosen 0 of 2", "Priya Nair", "Tom Birch", "Leading teaching teams"
    )
    for secret in ("Gwen Pike", "Somebody Else", PRIYA, TOM):
        await maya.does_not_see(secret)
    await opens(
        maya, "choices.profile", await chooses(scene, MAYA), mentor=await key_of(scene, PRIYA)
    )
    await maya.sees("Priya Nair", "Leading teaching teams", "Add to my choices")
    await maya.does_not_see("Gwen Pike")
    await priya.does_not_see("Maya")


async def test_choices_are_added_put_in_order_and_taken_off_until_the_day(scene: Stage) -> None:
    subject = await choosing(scene, PRIYA, TOM)
    maya = await scene.person(MAYA)
    keys = [int(await key_of(scene, email)) for email in (PRIYA, TOM, ESTHER)]
    assert (await list_of(scene))[1] == keys[:2]
    await act(maya, "choices.add", subject, mentor=str(keys[0]))  # once more changes nothing
    assert (await list_of(scene))[1] == keys[:2]
    assert "as many as can be" in await refused(maya, "choices.add", subject, mentor=str(keys[2]))
    await opens(maya, "choices.mine", subject)
    await maya.sees(
        "First choice: Priya Nair", "Second choice: Tom Birch", "There is nothing to send"
    )
    await act(maya, "choices.earlier", subject, mentor=str(keys[1]))
    assert (await list_of(scene))[1] == [keys[1], keys[0]]
    await act(maya, "choices.take_off", subject, mentor=str(keys[1]))
    await act(maya, "choices.add", subject, mentor=str(keys[2]))
    assert (await list_of(scene))[1] == [keys[0], keys[2]]
    for email in (PRIYA, TOM, ESTHER):
        await (await scene.person(email)).does_not_see("Maya")


async def test_a_search_finds_by_words_and_area_and_says_when_nobody_fits(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    await on_register(scene, TOM, experience="Building collections.", areas=["collections"])
    await eligible(scene)
    maya = await scene.person(MAYA)
    subject = await chooses(scene, MAYA)
    await opens(maya, "choices.search", subject)
    await maya.sees("Words", "Area", "Way of meeting", "Show them")
    await opens(maya, "choices.found", subject, words="coll build")
    await maya.sees("Tom Birch", "1 to 1 of 1", "Show all")
    await maya.does_not_see("Priya Nair")
    await opens(maya, "choices.found", subject, area="teaching")
    await maya.sees("Priya Nair")
    await maya.does_not_see("Tom Birch")
    await opens(maya, "choices.found", subject, words="beekeeping")
    await maya.sees("Nobody fits all of that")


async def test_who_is_away_full_or_kept_apart_is_not_in_the_list_and_can_not_be_chosen(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await on_register(scene, ESTHER, avoid="Maya Thorne")
    await eligible(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    until = (scene.bot.clock.now() + timedelta(days=30)).date().isoformat()
    await act(priya, "available.rest", f"application:{await key_of(scene, PRIYA)}", until=until)
    subject = await chooses(scene, MAYA)
    await opens(maya, "choices.list", subject)
    await maya.sees("1 to 1 of 1", "Tom Birch")
    for email in (PRIYA, ESTHER, MAYA):
        role: Role = "mentee" if email == MAYA else "mentor"
        wanted = await key_of(scene, email, role)
        for step in ("add", "profile"):
            no = await refused(maya, f"choices.{step}", subject, mentor=wanted)
            assert "can't be chosen just now" in no
    for nonsense in ("", "0", "999999999", "x"):
        assert "can't be chosen" in await refused(maya, "choices.add", subject, mentor=nonsense)


async def test_the_list_is_the_mentees_own(scene: Stage) -> None:
    subject = await choosing(scene, PRIYA)
    mentor = await key_of(scene, TOM)
    for email in (NOAH, PRIYA, IDA, SAM):
        other = await scene.person(email)
        for step in ("list", "search", "found", "mine", "profile", "add", "take_off", "earlier"):
            await barred(other, f"choices.{step}", subject, mentor=mentor)
    assert len((await list_of(scene))[1]) == 1


async def test_of_two_chosen_who_leave_the_mentee_hears_while_they_can_choose(scene: Stage) -> None:
    subject = await choosing(scene, PRIYA, TOM)
    maya = await scene.person(MAYA)
    for number, email in enumerate((PRIYA, TOM), 1):
        own = f"application:{await key_of(scene, email)}"
        await act(await scene.person(email), "applied.withdrawn", own)
        await maya.sees("has left the register", f"you have {2 - number} of 2 chosen")
    assert (await list_of(scene))[1] == []
    await act(maya, "choices.add", subject, mentor=await key_of(scene, ESTHER))
    assert len((await list_of(scene))[1]) == 1


async def test_a_chosen_mentor_who_is_away_stays_and_the_group_reads_why_not(scene: Stage) -> None:
    subject = await choosing(scene, PRIYA, TOM)
    maya, priya, ida = [await scene.person(email) for email in (MAYA, PRIYA, IDA)]
    until = (scene.bot.clock.now() + timedelta(days=90)).date().isoformat()
    await act(priya, "available.rest", f"application:{await key_of(scene, PRIYA)}", until=until)
    await opens(maya, "choices.mine", subject)
    await maya.sees("First choice: Priya Nair", "Just now they have no place or are away")
    await pass_by(scene, 30)
    await opens(ida, "propose.open", f"application:{await key_of(scene, MAYA, 'mentee')}")
    await ida.sees(
        "What the mentee chose",
        "First choice: Priya Nair. Not now: Away until",
        "Second choice: Tom Birch",
    )


async def test_after_the_day_the_choices_are_the_groups_and_nothing_can_be_changed(
    scene: Stage,
) -> None:
    subject = await choosing(scene, TOM, PRIYA)
    maya = await scene.person(MAYA)
    await pass_by(scene, 30)
    await maya.sees("Your choices are in: Tom Birch, Priya Nair", "You'll hear by")
    assert (await application_of(scene, MAYA)).awaits_answer
    mentor = await key_of(scene, ESTHER)
    for step in ("list", "search", "profile", "add", "take_off", "earlier"):
        assert "Choices were open until" in await refused(
            maya, f"choices.{step}", subject, mentor=mentor
        )
    await opens(maya, "choices.mine", subject)
    await maya.sees("First choice: Tom Birch", "has these now, and matches with them in mind")
    await maya.does_not_see("Take off")


async def test_everybody_chooses_the_same_mentor_and_the_group_sees_by_how_many(
    scene: Stage,
) -> None:
    await choosing(scene, PRIYA)
    await eligible(scene, NOAH)
    await chooses(scene, NOAH, TOM, PRIYA)
    await pass_by(scene, 30)
    ida = await scene.person(IDA)
    await opens(ida, "propose.open", f"application:{await key_of(scene, NOAH, 'mentee')}")
    await ida.sees(
        "First choice: Tom Birch, chosen by 1 mentee",
        "Second choice: Priya Nair, chosen by 2 mentees",
    )
    await ida.sees("Second choice; chosen by 2 mentees; 1 of 1 place free")


async def test_the_chosen_mentor_whom_the_group_selects_is_asked_and_a_no_goes_on_to_the_next(
    scene: Stage,
) -> None:
    await choosing(scene, TOM, PRIYA)
    await pass_by(scene, 30)
    maya, tom, priya = [await scene.person(email) for email in (MAYA, TOM, PRIYA)]
    subject = f"application:{await key_of(scene, MAYA, 'mentee')}"
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [TOM, PRIYA, ESTHER])
    await tom.sees("Maya Thorne would like to work with you")
    await maya.sees("Tom Birch has been asked")
    assert (await places_taken(scene, TOM), await places_taken(scene, PRIYA)) == (1, 0)
    await act(tom, "answer.declined", f"candidate:{(await candidate_of(scene, MAYA, TOM)).id}")
    await maya.sees("Priya Nair has been asked")
    assert (await places_taken(scene, TOM), await places_taken(scene, PRIYA)) == (0, 1)
    request = f"candidate:{(await candidate_of(scene, MAYA, PRIYA)).id}"
    await act(priya, "answer.accept", request)
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED
    await (await scene.person(ESTHER)).does_not_see("Maya")


async def test_whoever_the_mentee_did_not_choose_is_offered_first(scene: Stage) -> None:
    await choosing(scene, TOM)
    await pass_by(scene, 30)
    subject = f"application:{await key_of(scene, MAYA, 'mentee')}"
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [PRIYA])
    assert (await proposal_of(scene)).state == ProposalProgress.OFFERED
    assert await places_taken(scene, PRIYA) == 0
    await (await scene.person(MAYA)).sees("Nobody is asked until you choose")


async def test_the_list_closes_when_the_group_agrees_before_the_day(scene: Stage) -> None:
    subject = await choosing(scene, TOM)
    ida = await scene.person(IDA)
    own = f"application:{await key_of(scene, MAYA, 'mentee')}"
    await opens(ida, "propose.open", own)
    await ida.sees("they can change it until")
    for member in (IDA, ROBIN):
        await selects(scene, member, own, [TOM])
    assert not (await list_of(scene))[0].is_open
    maya = await scene.person(MAYA)
    mentor = await key_of(scene, PRIYA)
    assert "nothing was changed" in await refused(maya, "choices.add", subject, mentor=mentor)


async def test_a_day_of_the_round_counts_and_an_eligible_latecomer_has_some_days(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/round.db")
    definition = scheme()
    choosing = definition.choosing.model_copy(update={"mode": "choose-of-all"})
    closes = definition.rounds[0].mentee.closes + timedelta(days=7)
    spring = definition.rounds[0].model_copy(update={"choices_close": closes})
    rounds = (spring, *definition.rounds[1:])
    scene = await set_stage(
        database, definition.model_copy(update={"choosing": choosing, "rounds": rounds})
    )
    await on_register(scene, PRIYA)
    await eligible(scene)
    assert (await list_of(scene))[0].closes_on == closes
    await database.close()


async def test_a_decision_that_is_undone_rests_the_list_and_keeps_what_was_chosen(
    scene: Stage,
) -> None:
    subject = await choosing(scene, TOM)
    robin, maya = await scene.person(ROBIN), await scene.person(MAYA)
    own = f"application:{await key_of(scene, MAYA, 'mentee')}"
    await act(robin, "undo.done", own, reason="Another look.", decision="eligible")
    await maya.sees("This rests while your application is looked at again")
    assert "nothing was changed" in await refused(maya, "choices.list", subject)
    await act(robin, "review.eligible", own)
    found, picked = await list_of(scene)
    assert (found.is_open, len(picked)) == (True, 1)


async def test_who_withdraws_has_no_list_any_more(scene: Stage) -> None:
    subject = await choosing(scene, TOM)
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", f"application:{await key_of(scene, MAYA, 'mentee')}")
    assert not (await list_of(scene))[0].is_open
    assert "nothing was changed" in await refused(maya, "choices.list", subject)


async def test_a_home_and_what_is_typed_lead_to_the_list(scene: Stage) -> None:
    await choosing(scene, TOM)
    maya = await scene.person(MAYA)
    await maya.says("home")
    await maya.sees("Mentors chosen: 1 of 2, until", "See all of them", "My choices")
    await maya.says("show me the mentors")
    await maya.sees("Priya Nair", "Search")


async def test_ten_silent_weeks_bring_two_reminders_an_end_and_a_day_to_hear_by(
    scene: Stage,
) -> None:
    await choosing(scene)
    maya = await scene.person(MAYA)
    begun = len(scene.channel.arrivals)
    await pass_by(scene, 70)
    read = [
        arrival.message.text
        for arrival in scene.channel.arrivals[begun:]
        if arrival.recipient == f"person:{maya.person_id}"
    ]
    assert sum("The list is open until" in text for text in read) == 2
    assert sum("The day for choices has passed, and nothing is lost" in text for text in read) == 1
    assert len(read) <= 6


async def test_whoever_has_chosen_as_many_as_they_may_is_not_reminded(scene: Stage) -> None:
    await choosing(scene, TOM, PRIYA)
    await pass_by(scene, 18)
    await (await scene.person(MAYA)).does_not_see("The list is open until")
