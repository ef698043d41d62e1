"""Erase me: seen beforehand, taken back in time, done on its day, held by a complaint that is open (R11.1)."""

import pytest

from handlers.kit.ui import View
from scheme.ids import PersonId
from scheme.member.erasure import ErasureState
from scheme.partnership.phase import Phase
from storage import people
from tests.support.dialogue import Stage, read
from tests.support.pairs import rows
from tests.support.rounds import act, applies, asked, introduced, pair_of, refused
from tests.support.stage import ALEX, MAYA, NOAH, PRIYA

pytestmark = pytest.mark.usefixtures("ids_that_count")
DAYS = 14


async def state_of(scene: Stage) -> ErasureState:
    """Where the latest wish stands."""
    async with scene.bot.work(writes=False) as work:
        return ErasureState(str((await rows(work.session, "erasures"))[-1].state))


async def name_of(scene: Stage, person_id: int) -> str:
    """As others read it."""
    async with scene.bot.work(writes=False) as work:
        return (await people.by_id(work, PersonId(person_id))).name


async def test_it_is_seen_beforehand_and_taken_back_in_time(scene: Stage) -> None:
    await introduced(scene)
    maya = await scene.person(MAYA)
    await maya.says("erase me")
    assert isinstance(maya.window, View)
    seen = read(maya.window)
    for words in ("Priya Nair ends that day", "Your reflections", "The log of who did what"):
        assert words in seen
    await maya.presses("Erase me")
    await maya.sees("Until then nothing changes.")
    await maya.presses("Keep me")
    await maya.sees("Nothing is erased, and all is as it was.")
    await scene.forward(DAYS + 3)
    assert await name_of(scene, maya.person_id) == "Maya Thorne"
    assert await state_of(scene) is ErasureState.KEPT


async def test_on_its_day_all_that_is_open_ends_and_an_hour_later_they_are_gone(
    scene: Stage,
) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "erase.asked")
    await scene.forward(DAYS - 2)
    await maya.sees("If you would rather stay, press Keep me.")
    await scene.forward(4)
    pair = await pair_of(scene)
    assert pair.phase is Phase.ENDED
    assert await state_of(scene) is ErasureState.DONE
    assert await name_of(scene, maya.person_id) == "Somebody who has left"
    await priya.sees("has come to an end")
    assert "Maya" not in str(priya.room)


async def test_an_open_application_is_withdrawn_and_whoever_was_asked_hears_it(
    scene: Stage,
) -> None:
    await asked(scene)
    await act(await scene.person(MAYA), "erase.asked")
    await scene.forward(DAYS + 2)
    async with scene.bot.work(writes=False) as work:
        theirs = [row for row in await rows(work.session, "applications") if row.role == "mentee"]
    assert [row.stage for row in theirs] == ["withdrawn"]
    assert "Maya" not in str((await scene.person(PRIYA)).room)


async def test_a_complaint_that_is_open_holds_what_answers_it_until_it_is_closed(
    scene: Stage,
) -> None:
    await applies(scene, NOAH, "mentee", goals="To lead a team.")
    noah, alex = await scene.person(NOAH), await scene.person(ALEX)
    await act(noah, "concern.send", about="scheme", text="Nobody answers.")
    await act(noah, "erase.asked")
    await scene.forward(DAYS + 2)
    assert await state_of(scene) is ErasureState.HELD
    await noah.sees("Your complaint is still open")
    assert await name_of(scene, noah.person_id) == "Noah Quill"
    async with scene.bot.work(writes=False) as work:
        assert (await rows(work.session, "applications"))[0].answers == {}
    await act(alex, "concern.answered", "concern:1", reply="We are sorry, and will.")
    await act(alex, "concern.closed", "concern:1", outcome="upheld")
    await scene.forward(2)
    assert await state_of(scene) is ErasureState.DONE
    assert await name_of(scene, noah.person_id) == "Somebody who has left"


async def test_whom_a_complaint_is_about_reads_the_same_and_only_their_name_is_held(
    scene: Stage,
) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    before = read((await act(priya, "erase.ask")).window)
    await act(maya, "concern.send", about=f"person:{priya.person_id}", text="She never came.")
    assert read((await act(priya, "erase.ask")).window) == before
    await act(priya, "erase.asked")
    await scene.forward(DAYS + 2)
    assert await name_of(scene, priya.person_id) == "Priya Nair"
    async with scene.bot.work(writes=False) as work:
        person = next(
            row for row in await rows(work.session, "people") if row.id == priya.person_id
        )
    assert person.email.endswith("@erased.invalid")


async def test_the_last_who_has_a_duty_hands_it_over_first(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    assert "You are the last" in await refused(alex, "erase.asked")


async def test_an_administrator_does_it_for_somebody_who_writes_and_reads_no_numbers(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    caller = {"phone_for": str(maya.person_id)}
    home = await act(alex, "phone.do", "", **caller, phone_step="home.show")
    assert "Erase everything about them" in read(home.window)
    seen = read((await act(alex, "phone.do", "", **caller, phone_step="erase.ask")).window)
    assert "Erase me" in seen
    assert "in numbers" not in seen
    await act(alex, "phone.do", "", **caller, phone_step="erase.asked")
    await maya.sees("If it was not you")
    assert await state_of(scene) is ErasureState.ASKED
