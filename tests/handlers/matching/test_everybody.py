"""Everybody on the register can be seen, found by name, read beside the mentee and proposed (R3.2)."""

import pytest

from handlers.kit import paging
from handlers.kit.ui import Beside, Card, Form, View
from handlers.matching import suggestions
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, application_of, eligible, on_register, refused
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def round_of(scene: Stage) -> str:
    """Four mentors on the register, and a mentee to be matched: `PRIYA` suits her best, and she would rather not have Tom."""
    await on_register(scene, PRIYA)
    await on_register(scene, TOM, NOAH, UMA)
    return await eligible(scene, avoid="Tom Birch")


def titles(player: Player) -> list[str]:
    """The titles of the cards in somebody's window."""
    assert isinstance(player.window, View | Form)
    return [part.title for part in player.window.parts if isinstance(part, Card)]


async def opens_suggestions(scene: Stage) -> Player:
    """Ida, with the suggestions before her."""
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-5")
    await ida.presses("Suggest mentors")
    return ida


async def test_whoever_stands_below_the_first_is_seen_with_what_counts_and_page_by_page(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "SHOWN", 1)
    monkeypatch.setattr(paging, "CARDS", 3)
    await round_of(scene)
    ida = await opens_suggestions(scene)
    first = titles(ida)[0]
    await ida.sees("Everybody on the register", "Of 4 mentors on the register, 1 is below.")
    await ida.presses("See everybody")
    await ida.sees("1 to 3 of 4; 3 can be proposed.", "Good: ", "2. ", "3. ")
    assert titles(ida)[0] == f"1. {first}"
    await ida.presses("Next")
    await ida.sees("4 to 4 of 4", "Tom Birch", "Can't be proposed now", "At someone's request.")
    await ida.presses("Previous")
    assert titles(ida)[0] == f"1. {first}"


async def test_a_mentor_is_read_beside_the_mentee_and_added_to_what_was_ticked(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "SHOWN", 1)
    subject = await round_of(scene)
    ida = await opens_suggestions(scene)
    ticked = str((await application_of(scene, UMA, "mentor")).id)
    reply = await act(ida, "propose.beside", subject, mentor=ticked)
    assert isinstance(reply.window, View)
    [texts] = [part for part in reply.window.parts if isinstance(part, Beside)]
    assert texts.first.title == "What the mentee looks for"
    assert "Goals\n" in texts.first.text
    assert "Tom Birch" not in texts.first.text
    assert texts.second.title == "What Uma Reid offers"
    assert "Experience offered\n" in texts.second.text
    await ida.closes()
    shown = (await act(ida, "propose.open", subject, also=[ticked])).window
    assert isinstance(shown, Form)
    assert shown.answers["mentors"] == [ticked]
    assert "Uma Reid" in [part.title for part in shown.parts if isinstance(part, Card)]
    await act(ida, "propose.send", subject, mentors=[ticked], criteria=["every"], revision="0")
    await scene.group_sees("1 of 2 agreed")


async def test_what_was_ticked_before_stays_when_somebody_is_added(scene: Stage) -> None:
    subject = await round_of(scene)
    ida = await scene.person(IDA)
    first, second = [
        str((await application_of(scene, email, "mentor")).id) for email in (PRIYA, UMA)
    ]
    form = (await act(ida, "propose.open", subject)).window
    assert isinstance(form, Form)
    await scene.bot.desk.keep(
        ida.person_id,
        form,
        {"mentors": [first], "criteria": ["a"]},
        form.carries,
        scene.bot.clock.now(),
    )
    again = (await act(ida, "propose.open", subject, also=[second])).window
    assert isinstance(again, Form)
    assert again.answers["mentors"] == [first, second]
    assert again.answers["criteria"] == ["a"]


async def test_somebody_is_found_by_a_part_of_their_name_also_when_they_cannot_be_proposed(
    scene: Stage,
) -> None:
    subject = await round_of(scene)
    ida = await scene.person(IDA)
    found = (await act(ida, "propose.found", subject, name="birch")).window
    assert isinstance(found, View)
    assert [(one.title, one.text) for one in found.parts if isinstance(one, Card)] == [
        ("Tom Birch", "At someone's request.")
    ]
    again = (await act(ida, "propose.found", subject, name="Zz")).window
    assert isinstance(again, Form)
    assert again.notice == "Nobody on the register has that name. Try a part of it."


async def test_nothing_of_a_mentor_who_cannot_be_proposed_stands_beside_anybody(
    scene: Stage,
) -> None:
    subject = await round_of(scene)
    ida = await scene.person(IDA)
    tom = str((await application_of(scene, TOM, "mentor")).id)
    told = (await act(ida, "propose.beside", subject, mentor=tom)).window
    assert isinstance(told, View)
    assert [part for part in told.parts if not isinstance(part, Card)] == []
    assert [(one.title, one.text) for one in told.parts if isinstance(one, Card)] == [
        ("Tom Birch", "At someone's request.")
    ]
    maya = str((await application_of(scene, MAYA)).id)
    gone = "That mentor is not on the register any more. Open the suggestions again."
    assert await refused(ida, "propose.beside", subject, mentor=maya) == gone
    assert await refused(ida, "propose.beside", subject, mentor="99") == gone
