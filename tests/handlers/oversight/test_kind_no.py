"""A kind no to somebody who was found eligible promises them the first place next time, and keeps it (R2.8, R3.6)."""

import pytest

from tests.support.dialogue import Stage, read
from tests.support.rounds import (
    act,
    application_of,
    applies,
    arrived,
    definition_of,
    eligible,
    on_register,
)
from tests.support.stage import IDA, MAYA, PRIYA

pytestmark = pytest.mark.usefixtures("ids_that_count")
FIRST = "When you apply again, you come first."


async def says_no(scene: Stage, subject: str) -> None:
    ida = await scene.person(IDA)
    await act(ida, "review.no_mentor_told", subject, reason="Nobody near Tarn has a place.")


async def test_a_kind_no_says_that_they_come_first_next_time_and_so_they_do(scene: Stage) -> None:
    await says_no(scene, await eligible(scene))
    maya = await scene.person(MAYA)
    (told,) = arrived(scene, maya, "About A-1")
    assert told.endswith(FIRST)
    await maya.says("where is my application")
    await maya.sees(FIRST)
    await on_register(scene, PRIYA)
    again = await applies(scene, MAYA, "mentee")
    assert "This time you come first." in arrived(scene, maya, "Application received")[-1]
    ida = await scene.person(IDA)
    await act(ida, "review.eligible", again)
    suggested = await act(ida, "propose.open", again)
    assert "Please look for this one first" in read(suggested.window)


async def test_it_is_so_in_a_scheme_without_rounds_as_well(scene: Stage) -> None:
    data = definition_of(scene).model_copy(update={"rounds": (), "always_open": True})
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[data.key] = data
    await says_no(scene, await eligible(scene))
    await applies(scene, MAYA, "mentee")
    assert (await application_of(scene, MAYA)).priority


async def test_who_is_not_eligible_is_promised_nothing(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(IDA), "review.declined", subject, reason="Not a member yet.")
    (told,) = arrived(scene, await scene.person(MAYA), "About A-1")
    assert FIRST not in told
    await applies(scene, MAYA, "mentee")
    assert not (await application_of(scene, MAYA)).priority


async def test_what_was_promised_holds_where_the_no_is_taken_back(scene: Stage) -> None:
    subject = await eligible(scene)
    await says_no(scene, subject)
    await act(await scene.person(IDA), "undo.done", subject, reason="Somebody came.")
    assert (await application_of(scene, MAYA)).priority
