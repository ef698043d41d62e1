"""Administrators set events up in a form, change them and call them off; two at once do not double one (R9.1)."""

import pytest

from handlers.kit.ui import Action, Form, View
from scheme.refusal import Refusal
from tests.handlers.learning.test_events import heard, heard_to
from tests.support.dialogue import Stage
from tests.support.learning import every_event, subject_for
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, applies, at_once, barred, refused
from tests.support.stage import ALEX, IDA, PRIYA, TOM

GIVEN = {
    "name": "Drop-in",
    "about": "",
    "guests": "mentors",
    "day": "2027-01-28",
    "hour": "13:00",
    "minutes": "60",
    "every": "once",
    "times": "1",
    "place": "online",
    "room": "",
    "link": "https://example.org/join",
    "host": "",
    "places": "1",
}
CHANGES = {key: GIVEN[key] for key in ("day", "hour", "minutes", "places", "room", "link", "host")}


async def set_up(scene: Stage, **changes: str) -> str:
    """Alex sets up an event for mentors; its subject."""
    alex = await scene.person(ALEX)
    form = await act(alex, "events.plan")
    assert isinstance(form.window, Form)
    await act(alex, "events.planned", **(GIVEN | changes))
    return f"learningevent:{(await every_event(scene))[0].id}"


async def both_signed_up(scene: Stage) -> str:
    """Priya has the one place, Tom waits for it."""
    for email in (PRIYA, TOM):
        await applies(scene, email, "mentor")
    event = await set_up(scene)
    await pass_by(scene, 0.1)
    [kept] = await every_event(scene)
    for email in (PRIYA, TOM):
        own = await subject_for(scene, email, kept.key)
        await act(await scene.person(email), "events.come", own)
    return event


async def test_what_is_set_up_is_announced_and_listed_with_its_numbers(scene: Stage) -> None:
    await both_signed_up(scene)
    ida = await scene.person(IDA)
    shown = await act(ida, "events.all")
    assert isinstance(shown.window, View)
    assert "1 of 1 coming." in str(shown.window.parts)
    await barred(ida, "events.plan")
    await barred(await scene.person(PRIYA), "events.all")


async def test_what_comes_again_has_all_its_dates(scene: Stage) -> None:
    """On the same weekday of each month, and never twice for one day."""
    await set_up(scene, every="month, same weekday", times="3")
    days = [event.day.isoformat() for event in await every_event(scene)]
    assert days == ["2027-01-28", "2027-02-25", "2027-03-25"]
    alex = await scene.person(ALEX)
    assert "on that day already" in await refused(alex, "events.planned", **GIVEN)


async def test_two_administrators_at_once_set_up_one_event(scene: Stage) -> None:
    answers = dict(GIVEN)
    found = await at_once(
        scene,
        (ALEX, Action(name="events.planned", answers=answers)),
        (ALEX, Action(name="events.planned", answers=answers)),
    )
    assert sum(isinstance(each, Refusal) for each in found) == 1
    assert len(await every_event(scene)) == 1


async def test_a_change_reaches_those_who_signed_up_and_more_places_those_who_wait(
    scene: Stage,
) -> None:
    event = await both_signed_up(scene)
    alex, priya, tom = [await scene.person(email) for email in (ALEX, PRIYA, TOM)]
    await act(
        alex, "events.changed", event, revision="0", **(CHANGES | {"hour": "15:00", "places": "2"})
    )
    await pass_by(scene, 0.1)
    assert len(heard_to(scene, priya, "there is a change")) == 1
    assert len(heard_to(scene, tom, "a place came free")) == 1
    assert "changed it meanwhile" in await refused(
        alex, "events.changed", event, revision="0", **CHANGES
    )
    said = await act(alex, "events.changed", event, revision="1", **(CHANGES | {"hour": "15:00"}))
    assert "hears of it" not in said.says[0].text


async def test_what_is_called_off_reaches_all_who_signed_up_with_why(scene: Stage) -> None:
    event = await both_signed_up(scene)
    alex = await scene.person(ALEX)
    await act(alex, "events.stop", event)
    await act(alex, "events.stopped", event, why="The speaker is ill.")
    await pass_by(scene, 1)
    assert len(heard(scene, "is off, sorry. The speaker is ill.")) == 2
    assert "called off" in await refused(alex, "events.stopped", event, why="")
    await pass_by(scene, 30)
    assert not heard(scene, "this is soon")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"day": "2027-01-11", "hour": "09:00"}, "That time has passed"),
        ({"day": "2027-03-28", "hour": "01:30"}, "The clocks go forward"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_at_its_field(
    scene: Stage, given: dict[str, str], words: str
) -> None:
    alex = await scene.person(ALEX)
    assert words in await refused(alex, "events.planned", **(GIVEN | given))
    assert await every_event(scene) == []
