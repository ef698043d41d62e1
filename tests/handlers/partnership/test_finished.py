"""Finished: what two did together, what can be saved and what comes next, in words that are kind and true to each (R5.4)."""

import pytest

from handlers.kit.ui import Button, Card, View
from scheme.partnership.ending import Ending
from tests.support.dialogue import Player, Stage
from tests.support.pairs import pair
from tests.support.rounds import act, barred, cards, pair_of, refused
from tests.support.stage import IDA, MAYA, PRIYA, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

PAIR = "partnership:1"
EITHER = "what you did together stays yours"
OWN = ("set out to do", "right for you both", "Life changed", "Not every match fits")


async def looks_back(person: Player) -> View:
    window = (await act(person, "end.finished", PAIR)).window
    assert isinstance(window, View)
    return window


def labels(window: View) -> list[str]:
    held = [button for part in window.parts if isinstance(part, Card) for button in part.buttons]
    return [button.label for button in (*window.buttons, *held) if isinstance(button, Button)]


async def test_what_they_did_is_there_in_figures_and_the_words_of_their_goals(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.forward(3)
    for day, minutes in (("2027-01-11", "60"), ("2027-01-14", "75")):
        await act(maya, "meet.logged", PAIR, day=day, minutes=minutes, how="phone")
    for text in ("Lead a session.", "Write a plan."):
        await act(maya, "goals.add", PAIR, text=text)
    await act(maya, "goals.met", "goal:1")
    await act(maya, "end.ended", PAIR, how=str(Ending.COMPLETED), now=True)
    for person in (maya, priya):
        await person.presses("What you did together")
        await person.sees("2 meetings, 2 h 15 min", "Goals you reached", "Lead a session.")
        await person.does_not_see("Write a plan.")
        for room in scene.channel.rooms.values():
            assert "Lead a session." not in str(room)
    await maya.sees("Look for another mentor")
    await priya.sees("I'm available", "Your place is open again")


@pytest.mark.parametrize("how", Ending)
async def test_the_words_are_true_to_whoever_ended_it_and_the_partner_reads_the_same_each_time(
    scene: Stage, how: Ending
) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "end.ended", PAIR, how=str(how), now=True)
    theirs, partners = str(await looks_back(priya)), str(await looks_back(maya))
    assert [words for words in OWN if words in theirs] == [OWN[list(Ending).index(how)]]
    assert EITHER in partners
    assert not any(words in partners for words in OWN)


async def test_where_both_ended_it_neither_reads_the_way_of_the_other(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "end.ended", PAIR, how=str(Ending.COMPLETED))
    await act(priya, "end.ended", PAIR, how=str(Ending.NOT_WORKING))
    for person in (maya, priya):
        assert EITHER in str(await looks_back(person))


async def test_one_that_closed_by_itself_and_one_that_never_began(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=None)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "end.ended", PAIR, how=str(Ending.AGREED), now=True)
    for person in (maya, priya):
        shown = await looks_back(person)
        assert "it did not come to a start" in str(shown)
        assert "None noted" in str(shown)
        assert "questions" not in str(shown)


async def test_only_what_exists_is_offered_to_be_saved(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", PAIR, how=str(Ending.AGREED), now=True)
    shown = labels(await looks_back(maya))
    assert "Save my data" in shown
    assert "Our agreement" not in shown
    assert "Goals you reached" not in str(await looks_back(maya))


async def test_the_survey_stands_there_with_its_day_and_what_was_chosen_is_not_offered_again(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "end.ended", PAIR, how=str(Ending.AGREED), now=True)
    await scene.bot.sweep()
    shown = await looks_back(maya)
    assert "how it was are open until" in str(shown)
    assert "Answer the survey" in labels(shown)
    await act(maya, "end.again", PAIR)
    await act(priya, "end.available", PAIR)
    for person in (maya, priya):
        again = labels(await looks_back(person))
        assert not {"Look for another mentor", "I'm available"} & set(again)
        assert "Talk to a person" in again


async def test_it_is_for_the_two_alone_and_only_once_it_has_ended(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya = await scene.person(MAYA)
    assert "still going on" in await refused(maya, "end.finished", PAIR)
    await act(maya, "end.ended", PAIR, how=str(Ending.AGREED))
    assert "still going on" in await refused(maya, "end.finished", PAIR)
    for email in (TOM, IDA):
        await barred(await scene.person(email), "end.finished", PAIR)
    assert (await pair_of(scene)).is_live
    assert cards(await scene.person(PRIYA), "Partnership closed") == []
