"""What waits for a member, by date, and the register with its loads and partnerships (R3.1, R3.3)."""

import pytest

from benchmarks.crowd import gather
from handlers.kit import paging
from handlers.kit.ui import Card, Prose, View
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, applies, asked, barred, eligible, introduced, on_register
from tests.support.stage import ALEX, ESTHER, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


def cards_of(player: Player) -> list[Card]:
    """The cards in somebody's window."""
    assert isinstance(player.window, View)
    return [part for part in player.window.parts if isinstance(part, Card)]


def labels_of(player: Player) -> list[str]:
    """The buttons below somebody's window."""
    assert isinstance(player.window, View)
    return [button.label for button in player.window.buttons]


async def test_the_register_shows_each_mentors_load_now_and_over_time_and_the_partnerships(
    scene: Stage,
) -> None:
    await asked(scene, MAYA, PRIYA)
    ida = await scene.person(IDA)
    await ida.says("open the register")
    await ida.sees(
        "Priya Nair: full; 1 of 1 place taken; 0 partnerships so far",
        "Tom Birch: available; 0 of 1 place",
    )
    await ida.does_not_see("Partnerships")
    await act(await scene.person(PRIYA), "answer.accept", "candidate:1")
    await ida.says("open the register")
    await ida.sees("1 partnership so far", "P-1: introduced since Monday 11 January 2027")
    for email in (MAYA, PRIYA):
        await act(await scene.person(email), "start.started", "partnership:1")
    await ida.says("open the register")
    await ida.sees("P-1: active since Monday 11 January 2027")


async def test_a_mentor_away_or_withdrawn_is_shown_so(scene: Stage) -> None:
    mentors = await on_register(scene, PRIYA, TOM)
    await act(await scene.person(PRIYA), "available.rest", mentors[0], until="2027-03-01")
    await act(await scene.person(TOM), "applied.withdrawn", mentors[1])
    ida = await scene.person(IDA)
    await ida.says("open the register")
    await ida.sees("Priya Nair: away until Monday 1 March 2027")
    await ida.does_not_see("Tom Birch")


async def test_a_member_who_stands_aside_finds_nothing_of_it_in_the_list_or_the_register(
    scene: Stage,
) -> None:
    await introduced(scene)
    await act(await scene.person(IDA), "review.stood_aside", "application:3")
    ida, robin = await scene.person(IDA), await scene.person(ROBIN)
    await ida.says("open the register")
    await ida.does_not_see("P-1")
    await robin.says("open the register")
    await robin.sees("P-1")


async def test_what_waits_is_in_order_of_its_dates_with_questions_among_them(scene: Stage) -> None:
    await eligible(scene, MAYA)
    await scene.forward(2)
    await applies(scene, NOAH, "mentor")
    await act(await scene.person(MAYA), "question.put_to_group", "application:1", text="Soon?")
    alex = await scene.person(ALEX)
    await alex.says("what is waiting")
    order = [
        alex.screen.index(text) for text in ("A question on A-1", "A-1, mentee", "A-2, mentor")
    ]
    assert order == sorted(order)
    await alex.presses("Open", card="A-2, mentor")
    await alex.sees("A-2, Noah Quill")


async def test_who_waits_and_how_long_is_said_where_one_member_alone_reads_it(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await scene.forward(3)
    await applies(scene, NOAH, "mentor")
    alex = await scene.person(ALEX)
    await alex.says("what is waiting")
    await alex.sees(
        "Maya Thorne has waited 3 days. Answer by", "Noah Quill came in today. Answer by"
    )
    await alex.says("home")
    assert "Maya" not in str(alex.room).rpartition("\n---\n")[2]
    await scene.group_does_not_see("Maya")


async def test_a_question_of_ones_own_or_of_somebody_who_withdrew_does_not_wait(
    scene: Stage,
) -> None:
    await applies(scene, IDA, "mentee")
    await act(await scene.person(IDA), "question.put_to_group", "application:1", text="Mine?")
    ida, alex = await scene.person(IDA), await scene.person(ALEX)
    await ida.says("what is waiting")
    await ida.sees("Nothing waits for you")
    await alex.says("what is waiting")
    await alex.sees("A question on A-1")
    await act(ida, "applied.withdrawn", "application:1")
    await alex.says("what is waiting")
    await alex.does_not_see("A question on A-1")
    await scene.group_sees("Nothing waits for the Group.")


async def test_only_members_read_either(scene: Stage) -> None:
    for email in (NOAH, ESTHER, JO):
        for step in ("waiting", "register"):
            await barred(await scene.person(email), f"review.{step}")


async def test_what_waits_comes_a_page_at_a_time_with_the_ways_on_and_back(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "CARDS", 2)
    for email in (JO, NOAH):
        await applies(scene, email, "mentee")
    await eligible(scene, MAYA)
    await act(await scene.person(MAYA), "question.put_to_group", "application:3", text="Soon?")
    await scene.forward(1)
    alex = await scene.person(ALEX)
    await alex.says("what is waiting")
    pages = []
    for way in ("Next", "Previous"):
        pages.append([card.title for card in cards_of(alex)])
        assert labels_of(alex)[0] == way
        await alex.presses(way)
    assert [len(page) for page in pages] == [2, 2]
    assert len({*pages[0], *pages[1]}) == 4
    assert pages[0][0] == "A question on A-3"
    assert [card.title for card in cards_of(alex)] == pages[0]
    await alex.sees("4 waiting for you", "1 to 2 of 4.", "Asked 1 day ago")
    shorter = await act(alex, "review.waiting", **{"from": "90"})
    assert isinstance(shorter.window, View)
    assert Prose("3 to 4 of 4.") in shorter.window.parts


async def test_the_register_and_the_partnerships_come_a_page_at_a_time(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "LINES", 1)
    await introduced(scene)
    ida = await scene.person(IDA)
    await ida.says("open the register")
    await ida.sees("1 to 1 of 2.", "Priya Nair: ", "P-1: ")
    await ida.does_not_see("Tom Birch: ")
    await ida.presses("Next")
    await ida.sees("2 to 2 of 2.", "Tom Birch: ", "P-1: ")
    assert labels_of(ida)[0] == "Previous"


async def test_partnerships_that_fill_more_than_a_page_have_a_list_of_their_own(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "LINES", 10)
    async with scene.bot.work() as work:
        await gather(work, next(iter(scene.bot.definitions.values())), 48)
    ida = await scene.person(IDA)
    await ida.says("open the register")
    await ida.sees("1 to 10 of 48.", "There are 12.")
    await ida.presses("See partnerships")
    await ida.sees("1 to 10 of 12.", "Goals")
    await ida.presses("Next")
    await ida.sees("11 to 12 of 12.")
    assert labels_of(ida) == ["Previous", "Open register"]
    await ida.presses("Open register")
    await ida.sees("Register of mentors")
