"""A pause: either side alone, silence until the return, the end and the midpoint moved along (R5.6, R7.4)."""

from datetime import date

from handlers.kit.ui import Action, Reply
from scheme.partnership.phase import Phase
from scheme.subject import Subject
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act, at_once, barred, pair_of, refused
from tests.support.stage import DAY_ONE, ESTHER, IDA, MAYA, NOAH, PRIYA, TOM, set_stage


async def paused(
    scene: Stage, until: str = "2027-02-10", *, days_ago: int = 0, by: str = MAYA
) -> str:
    """Maya and Priya, paused by one of them; the subject."""
    subject = Subject("partnership", await pair(scene, MAYA, PRIYA, days_ago=days_ago))
    player = await scene.person(by)
    await player.says("pause my partnership")
    await player.fills(until=until)
    await player.submits()
    return str(subject)


async def test_either_side_pauses_alone_and_both_see_until_when_and_no_reason(scene: Stage) -> None:
    await paused(scene, by=PRIYA)
    for email, partner in ((MAYA, "Priya Nair"), (PRIYA, "Maya Thorne")):
        person = await scene.person(email)
        await person.sees(
            f"Your partnership with {partner} rests until Wednesday 10 February 2027", "Resume"
        )
    await scene.group_sees("P-1, partnership: paused until Wednesday 10 February 2027.")
    found = await pair_of(scene)
    assert (found.phase, found.paused_on, found.returns_on) == (
        Phase.PAUSED,
        DAY_ONE,
        date(2027, 2, 10),
    )


async def test_it_is_silent_until_the_return_and_then_both_are_told_with_the_end_moved(
    scene: Stage,
) -> None:
    await paused(scene, days_ago=35)  # a nudge would come after a week
    maya = await scene.person(MAYA)
    before = (await pair_of(scene)).ends_on
    await scene.forward(29)
    await maya.does_not_see("No meeting with")
    await maya.does_not_see("Under way again")
    await scene.forward(1)
    for email in (MAYA, PRIYA):
        await (await scene.person(email)).sees("Welcome back.", "Under way again")
    found = await pair_of(scene)
    assert (before, found.ends_on) == (date(2027, 6, 7), date(2027, 7, 7))
    assert (found.phase, found.returns_on) == (Phase.ACTIVE, None)
    await scene.forward(40)
    await maya.does_not_see("No meeting with")  # the quiet weeks begin with the return
    await scene.forward(5)
    await maya.sees("No meeting with Priya is noted yet.")


async def test_a_pause_over_the_midpoint_moves_the_survey_by_as_many_days(scene: Stage) -> None:
    await paused(scene, "2027-04-20", days_ago=60)
    assert (await pair_of(scene)).midpoint() == date(2027, 2, 10)
    maya = await scene.person(MAYA)
    await scene.forward(98)
    await maya.does_not_see("Halfway survey")
    await scene.forward(1)
    found = await pair_of(scene)
    assert found.midpoint() == date(2027, 5, 20)
    await scene.forward(29)
    await maya.does_not_see("Halfway survey")
    await scene.forward(9)
    await maya.sees("Halfway survey")


async def test_either_side_resumes_early_and_the_end_moves_by_the_days_it_rested(
    scene: Stage,
) -> None:
    await paused(scene)
    await scene.forward(10)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await priya.says("resume our partnership")
    await maya.sees("Your partnership with Priya Nair goes on until Wednesday 21 July 2027")
    await maya.does_not_see("rests until")
    reply = await act(maya, "pause.resumed", "partnership:1")
    assert "It goes on already until Wednesday 21 July 2027" in reply.says[0].text
    await scene.forward(40)
    assert (await pair_of(scene)).ends_on == date(2027, 7, 21)


async def test_the_day_of_return_can_be_changed_and_the_first_day_counts_for_the_end(
    scene: Stage,
) -> None:
    subject = await paused(scene)
    await scene.forward(5)
    await act(await scene.person(PRIYA), "pause.paused", subject, until="2027-01-20")
    await (await scene.person(MAYA)).sees("rests until Wednesday 20 January 2027")
    await scene.forward(4)
    assert (await pair_of(scene)).ends_on == date(2027, 7, 20)


async def test_noting_a_meeting_in_a_pause_offers_to_resume_first(scene: Stage) -> None:
    subject = await paused(scene)
    maya = await scene.person(MAYA)
    assert "Resume it first" in await refused(
        maya, "meet.logged", subject, day=DAY_ONE.isoformat(), minutes="60", how="phone"
    )
    await maya.says("log a meeting")
    await maya.sees("If you have met, resume first")
    await maya.presses("Resume")
    await maya.closes()
    await maya.says("log a meeting")
    await maya.sees("A meeting with Priya Nair")


async def test_home_shows_the_pause_and_what_can_be_done(scene: Stage) -> None:
    await paused(scene, by=PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for person in (maya, priya):
        person.room.messages.clear()
        await person.says("hello")
        await person.sees(
            "Paused until Wednesday 10 February 2027", "Resume", "Change the day", "End"
        )
    await maya.sees("Look elsewhere")
    await priya.does_not_see("Look elsewhere")


async def test_a_mentee_whose_mentor_pauses_may_look_elsewhere_instead_of_waiting(
    scene: Stage,
) -> None:
    subject = await paused(scene, by=PRIYA)
    maya = await scene.person(MAYA)
    await maya.presses("Look elsewhere")
    await maya.sees("This ends the partnership with Priya Nair")
    await maya.presses("End it and look elsewhere")
    await maya.closes()
    assert (await pair_of(scene)).phase == Phase.PAUSED
    await maya.presses("End it now")
    await maya.sees("The Oversight Group looks for another mentor")
    assert (await pair_of(scene)).phase == Phase.ENDED
    await scene.group_sees("The mentee would like another mentor.")
    assert "closed" in await refused(await scene.person(PRIYA), "pause.resumed", subject)
    await (await scene.person(PRIYA)).sees("so its pause is over too")


async def test_who_paused_it_does_not_replace_a_mentor_by_a_forged_press(scene: Stage) -> None:
    subject = await paused(scene)
    assert "not waiting" in await refused(await scene.person(MAYA), "end.replaced", subject)
    assert "for the mentee" in await refused(await scene.person(PRIYA), "end.replaced", subject)


async def test_a_pause_ends_with_the_partnership_and_brings_nothing_back(scene: Stage) -> None:
    subject = await paused(scene)
    await act(await scene.person(MAYA), "end.ended", subject, how="completed", reason="", now=True)
    await scene.forward(60)
    for email in (MAYA, PRIYA):
        await (await scene.person(email)).does_not_see("Welcome back")


async def test_only_the_two_pause_and_resume(scene: Stage) -> None:
    subject = await paused(scene)
    for email in (TOM, NOAH, ESTHER, IDA):
        for step in ("form", "paused", "resumed", "waits"):
            await barred(await scene.person(email), f"pause.{step}", subject, until="2027-03-01")


async def test_what_has_not_started_is_not_paused(scene: Stage) -> None:
    subject = Subject("partnership", await pair(scene, MAYA, PRIYA, days_ago=None))
    maya = await scene.person(MAYA)
    assert "not started yet" in await refused(
        maya, "pause.paused", str(subject), until="2027-03-01"
    )
    await maya.says("pause my partnership")
    await maya.sees("there is nothing to pause")
    await maya.says("resume our partnership")
    await maya.sees("None of your partnerships is paused.")


async def test_when_both_resume_at_the_same_moment_it_counts_once(database: Database) -> None:
    scene = await set_stage(database)
    subject = await paused(scene)
    await scene.forward(10)
    press = Action(name="pause.resumed", subject=Subject.read(subject))
    found = await at_once(scene, (MAYA, press), (PRIYA, press))
    assert all(isinstance(one, Reply) for one in found)
    assert (await pair_of(scene)).ends_on == date(2027, 7, 21)
