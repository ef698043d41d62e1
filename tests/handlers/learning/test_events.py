"""Events are announced to those they are for, once; they sign up, wait for a place, step back, and hear of changes (R9.1)."""

from icalendar import Calendar

from handlers.kit.ui import Attachment
from scheme.learning.sign_up import SignUpState
from tests.support.dialogue import Player, Stage
from tests.support.learning import TALK, every_event, sign_up_of, subject_for, with_events
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, applies, barred, refused
from tests.support.stage import ESTHER, MAYA, NOAH, PRIYA, ROBIN, TOM


def heard(scene: Stage, text: str) -> list[str]:
    """To whom something was said that has these words, once for each time."""
    return [arrival.recipient for arrival in scene.channel.arrivals if text in arrival.message.text]


async def announced(scene: Stage, *emails: str, **more: object) -> None:
    """Mentors have applied, and the talk has been announced to them."""
    for email in emails:
        await applies(scene, email, "mentor")
    await with_events(scene, TALK | {"guests": "mentors"} | more)
    await pass_by(scene, 8)


async def test_an_event_is_announced_once_to_those_it_is_for(scene: Stage) -> None:
    """Mentors who applied hear of it with its day, hour and length; a mentee does not; nobody hears twice."""
    await applies(scene, MAYA, "mentee")
    await announced(scene, PRIYA, TOM)
    told = heard(scene, "Mentor training: ")
    assert len(told) == 2
    priya = await scene.person(PRIYA)
    await priya.sees("Mentor training: Thursday 28 January 2027, 13:00 (2 hours, online)")
    assert await sign_up_of(scene, MAYA) is None
    before = len(scene.channel.arrivals)
    await with_events(scene, TALK | {"guests": "mentors"})  # the bot starts again
    await pass_by(scene, 3)
    assert not heard_since(scene, before, "Mentor training: ")


def heard_since(scene: Stage, begun: int, text: str) -> list[str]:
    return [one.recipient for one in scene.channel.arrivals[begun:] if text in one.message.text]


def file_of(scene: Stage, player: Player) -> str:
    """The calendar file that somebody had last."""
    files = [
        part.text
        for arrival in scene.channel.arrivals
        if arrival.recipient == f"person:{player.person_id}"
        for part in arrival.message.parts
        if isinstance(part, Attachment)
    ]
    return files[-1]


async def test_who_signs_up_twice_has_one_place_and_a_file_for_the_calendar(scene: Stage) -> None:
    await announced(scene, PRIYA, places=1)
    priya = await scene.person(PRIYA)
    await priya.presses("I'll come")
    await priya.sees("You have a place", "You're reminded the working day before")
    file = Calendar.from_ical(file_of(scene, priya))
    (entry,) = file.events
    assert (str(entry["SUMMARY"]), entry.start.isoformat()) == (
        "Mentor training",
        "2027-01-28T13:00:00+00:00",
    )
    assert entry.sequence == 0
    await act(priya, "events.come", await subject_for(scene, PRIYA))
    await priya.sees("You have a place already")
    found = await sign_up_of(scene, PRIYA)
    assert found is not None
    assert found.state == SignUpState.COMING


async def test_who_steps_back_lets_the_next_in_and_they_hear_of_it(scene: Stage) -> None:
    await announced(scene, PRIYA, TOM, ESTHER, places=1)
    priya, tom, esther = [await scene.person(email) for email in (PRIYA, TOM, ESTHER)]
    await act(priya, "events.come", await subject_for(scene, PRIYA))
    await act(tom, "events.come", await subject_for(scene, TOM))
    await tom.sees("is full, so you're on the waiting list")
    await act(esther, "events.come", await subject_for(scene, ESTHER))
    await priya.presses("Step back")
    await priya.sees("That's fine: you're not coming to Mentor training")
    await tom.sees("a place came free, and it is yours")
    await esther.does_not_see("a place came free")
    await act(priya, "events.come", await subject_for(scene, PRIYA))  # at the end of the line now
    await act(tom, "events.away", await subject_for(scene, TOM))
    await esther.sees("a place came free")
    await priya.does_not_see("a place came free")


async def test_nobody_signs_up_for_somebody_else(scene: Stage) -> None:
    await announced(scene, PRIYA, TOM)
    tom, robin = await scene.person(TOM), await scene.person(ROBIN)
    theirs = await subject_for(scene, PRIYA)
    for player in (tom, robin):
        for step in ("events.come", "events.away", "events.look"):
            await barred(player, step, theirs)
    await barred(tom, "events.guests", f"learningevent:{(await every_event(scene))[0].id}")


async def test_one_who_leaves_the_scheme_gives_their_place_to_the_next(scene: Stage) -> None:
    own = await applies(scene, PRIYA, "mentor")
    await announced(scene, TOM, places=1)
    priya, tom = await scene.person(PRIYA), await scene.person(TOM)
    await act(priya, "events.come", await subject_for(scene, PRIYA))
    await act(tom, "events.come", await subject_for(scene, TOM))
    await act(priya, "applied.withdrawn", own)
    await tom.sees("a place came free, and it is yours")


async def test_what_moves_in_the_scheme_file_moves_for_everybody_and_in_calendars(
    scene: Stage,
) -> None:
    await announced(scene, PRIYA, TOM)
    priya = await scene.person(PRIYA)
    await act(priya, "events.come", await subject_for(scene, PRIYA))
    await with_events(scene, TOM_MOVED | {"guests": "mentors"})
    await pass_by(scene, 0.1)
    await priya.sees("there is a change", "Friday 29 January 2027, 14:00", "Your place is kept")
    file = Calendar.from_ical(file_of(scene, priya))
    assert file.events[0].sequence == 1
    assert not heard_to(scene, await scene.person(TOM), "there is a change")
    [event] = await every_event(scene)
    assert event.day.isoformat() == "2027-01-29"
    await pass_by(scene, 9)
    assert len(heard(scene, "this is soon")) == 1


TOM_MOVED = TALK | {"day": "2027-01-29", "at": "14:00"}


def heard_to(scene: Stage, player: Player, text: str) -> list[str]:
    return [to for to in heard(scene, text) if to == f"person:{player.person_id}"]


async def test_what_leaves_the_scheme_file_is_called_off_and_leaves_calendars(scene: Stage) -> None:
    await announced(scene, PRIYA)
    priya = await scene.person(PRIYA)
    await act(priya, "events.come", await subject_for(scene, PRIYA))
    await with_events(scene)
    await pass_by(scene, 0.1)
    await priya.sees("is off, sorry")
    raw = file_of(scene, priya)
    assert "METHOD:CANCEL" in raw
    assert "STATUS:CANCELLED" in raw
    assert "called off" in await refused(priya, "events.come", await subject_for(scene, PRIYA))


async def test_who_applies_after_it_was_announced_hears_of_it_too(scene: Stage) -> None:
    await announced(scene, PRIYA)
    await applies(scene, TOM, "mentor")
    await pass_by(scene, 2)
    tom = await scene.person(TOM)
    await tom.sees("there is an event for you")


async def test_several_events_are_one_message(scene: Stage) -> None:
    await applies(scene, NOAH, "mentee")
    dropins = {
        "key": "drop-in",
        "name": "Drop-in",
        "day": "2027-01-20",
        "every": "week",
        "times": 3,
    }
    await with_events(scene, TALK, dropins)
    await pass_by(scene, 9)
    noah = await scene.person(NOAH)
    await noah.sees("there are events for you")
    assert len(heard_to(scene, noah, "there are events for you")) == 1
