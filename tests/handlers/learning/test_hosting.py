"""Who came is noted in one list or by a code on the day, and there is a word afterwards for all who signed up (R9.1)."""

import pytest

from handlers.kit.ui import Form
from scheme.pace import TooMuch
from tests.handlers.learning.test_events import heard, heard_to
from tests.support.dialogue import Stage
from tests.support.learning import TALK, every_event, sign_up_of, subject_for, with_events
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, applies, barred, refused
from tests.support.stage import ESTHER, IDA, PRIYA, ROBIN, TOM

TO_EVENT = 17.2  # days from the first to when the event has begun


async def on_the_day(scene: Stage, *coming: str, host: str = "") -> str:
    """Mentors have signed up, and it has begun; the event's subject."""
    for email in (PRIYA, TOM):
        await applies(scene, email, "mentor")
    await with_events(scene, TALK | {"guests": "mentors", "host_email": host})
    await pass_by(scene, 1)
    for email in coming:
        await act(await scene.person(email), "events.come", await subject_for(scene, email))
    await pass_by(scene, TO_EVENT - 1)
    [event] = await every_event(scene)
    return f"learningevent:{event.id}"


async def came(scene: Stage, email: str) -> bool | None:
    found = await sign_up_of(scene, email)
    assert found is not None
    return found.came


async def test_who_came_is_one_list_in_which_everybody_is_ticked(scene: Stage) -> None:
    """A member opens it from the message of the day after, takes one out, and it is kept; noted again it is put right."""
    event = await on_the_day(scene, PRIYA, TOM)
    await pass_by(scene, 1)
    assert heard(scene, "Mentor training has been. 2 people had a place.") == ["group:aln"]
    ida = await scene.person(IDA)
    form = await act(ida, "events.who", event)
    assert isinstance(form.window, Form)
    ticked = form.window.answers["came"]
    assert isinstance(ticked, list)
    assert len(ticked) == 2
    own = (await subject_for(scene, PRIYA)).partition(":")[2]
    said = await act(ida, "events.noted", event, came=[own])
    assert said.says[0].text == "Noted: 1 of 2 people came to Mentor training."
    assert (await came(scene, PRIYA), await came(scene, TOM)) == (True, False)
    await act(ida, "events.noted", event, came=ticked)
    assert await came(scene, TOM) is True


async def test_the_host_notes_it_and_nobody_else_who_takes_part(scene: Stage) -> None:
    """A host who is known here is asked instead of the Group; who only has a place is not let in."""
    event = await on_the_day(scene, PRIYA, TOM, host=ESTHER)
    await pass_by(scene, 1)
    esther, priya = await scene.person(ESTHER), await scene.person(PRIYA)
    assert heard_to(scene, esther, "has been. 2 people had a place.")
    assert "group:aln" not in heard(scene, "has been. 2 people had a place.")
    await act(esther, "events.guests", event)
    await barred(priya, "events.who", event)
    await barred(priya, "events.noted", event)


async def test_a_code_on_the_day_notes_who_is_there(scene: Stage) -> None:
    """Whoever types it is noted; another code and the code of another day are not."""
    event = await on_the_day(scene, PRIYA, TOM)
    robin, priya, tom = [await scene.person(email) for email in (ROBIN, PRIYA, TOM)]
    own = await subject_for(scene, PRIYA)
    assert "no code to type" in await refused(priya, "events.arriving", own)
    await act(robin, "events.code", event)
    [kept] = await every_event(scene)
    code = kept.code
    assert "not the code" in await tries(scene, PRIYA, "zzzzzz")
    assert await came(scene, PRIYA) is None
    await act(priya, "events.here", own, code=f" {code.upper()} ")
    assert await came(scene, PRIYA) is True
    await pass_by(scene, 1)
    theirs = await subject_for(scene, TOM)
    assert "no code to type" in await refused(tom, "events.here", theirs, code=code)
    assert await came(scene, TOM) is None


async def tries(scene: Stage, email: str, code: str) -> str:
    """What stands beside a code that was typed."""
    form = await act(
        await scene.person(email), "events.here", await subject_for(scene, email), code=code
    )
    assert isinstance(form.window, Form)
    return form.window.errors["code"]


async def test_a_code_cannot_be_tried_out(scene: Stage) -> None:
    """After a dozen tries in an hour it has to wait, the right one as well."""
    event = await on_the_day(scene, PRIYA)
    priya = await scene.person(PRIYA)
    await act(await scene.person(ROBIN), "events.code", event)
    for tried in range(12):
        assert "not the code" in await tries(scene, PRIYA, f"aaaaaa{tried}")
    [kept] = await every_event(scene)
    with pytest.raises(TooMuch):
        await act(priya, "events.here", await subject_for(scene, PRIYA), code=kept.code)


async def test_material_reaches_those_who_came_and_those_who_could_not(scene: Stage) -> None:
    """Once each; whoever never answered is left in peace; what is added later is told as well."""
    event = await on_the_day(scene, PRIYA)
    ida = await scene.person(IDA)
    await act(
        ida, "events.noted", event, came=[(await subject_for(scene, PRIYA)).partition(":")[2]]
    )
    await act(ida, "events.shared", event, afterwards="Ask one open question.", material="")
    await pass_by(scene, 5)
    priya, tom = await scene.person(PRIYA), await scene.person(TOM)
    assert len(heard_to(scene, priya, "Thank you for coming to Mentor training")) == 1
    assert not heard_to(scene, tom, "here is what there is from")
    await act(ida, "events.shared", event, afterwards="", material="https://example.org/slides")
    await pass_by(scene, 9)
    assert len(heard_to(scene, priya, "The slides or the recording are under Details.")) == 1
    await pass_by(scene, 20)
    assert len(heard_to(scene, priya, "Thank you for coming to Mentor training")) == 2
