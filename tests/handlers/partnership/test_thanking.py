"""A thank-you to pass on: shown before it is sent, told once, opened by the other alone, left out or waiting quietly (R5.4)."""

import pytest
from sqlalchemy import text as sql

from handlers.kit.ui import Action, Form, View
from scheme.partnership.ending import Ending
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from storage.tables import outbox
from storage.tables import thanks as table
from tests.support.dialogue import Player, Stage
from tests.support.pairs import pair
from tests.support.rounds import act, arrived, at_once, barred, pair_of, refused, written
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, ROBIN, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

PAIR = "partnership:1"
WORDS = "You believed in me before I did, zebra."


async def ended(scene: Stage, *, by: str = PRIYA, now: bool = False) -> tuple[Player, Player]:
    """Maya and Priya, whose partnership has ended: after its ten minutes, or `now`."""
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(await scene.person(by), "end.ended", PAIR, how=str(Ending.AGREED), now=now)
    if not now:
        await scene.forward(1)
    return maya, priya


async def writes(person: Player, text: str = WORDS) -> View:
    window = (await act(person, "thank.worded", PAIR, text=text)).window
    assert isinstance(window, View)
    return window


async def sends(person: Player, revision: str = "1") -> View:
    window = (await act(person, "thank.sent", PAIR, revision=revision)).window
    assert isinstance(window, View)
    return window


async def thanked(person: Player, text: str = WORDS) -> None:
    await writes(person, text)
    await sends(person)


async def looks_back(person: Player) -> str:
    return str((await act(person, "end.finished", PAIR)).window)


async def kept(scene: Stage) -> int:
    async with scene.bot.work(writes=False) as work:
        return len((await work.session.execute(table.select())).all())


async def test_it_is_shown_as_it_will_be_read_then_sent_and_opened_by_the_other(
    scene: Stage,
) -> None:
    maya, priya = await ended(scene)
    await maya.presses("What you did together")
    await maya.sees("A thank-you to pass on", "who alone reads them")
    await maya.presses("Say thank you")
    await maya.sees("Only Priya reads it", "nobody will ask about it")
    await maya.fills(text=WORDS)
    await maya.submits()
    await maya.sees("Send this to Priya?", "Nothing has been sent yet", WORDS, "From Maya Thorne")
    assert arrived(scene, priya, "A thank-you") == []
    assert "zebra" not in await looks_back(priya)
    await maya.presses("Send")
    await maya.sees("Your thank-you to Priya", "It is sent", WORDS)
    [letter] = arrived(scene, priya, "A thank-you")
    assert letter == (
        "There is a thank-you for you from Maya. It opens for you alone, and needs no answer."
    )
    await priya.presses("Read it")
    await priya.sees("A thank-you from Maya", WORDS)


async def test_a_second_click_sends_nothing_more_and_each_can_thank_the_other(scene: Stage) -> None:
    maya, priya = await ended(scene)
    await thanked(maya)
    assert "It is sent" in str(await sends(maya))
    assert "Send this" not in str(await writes(maya))
    await scene.forward(20)
    assert len(arrived(scene, priya, "A thank-you")) == 1
    await thanked(priya, "And I thank you.")
    assert len(arrived(scene, maya, "A thank-you")) == 1
    assert await kept(scene) == 2


async def test_two_presses_at_the_same_moment_send_it_once(database: Database) -> None:
    scene = await set_stage(database)
    maya, priya = await ended(scene)
    word = Action(name="thank.worded", subject=Subject.read(PAIR), answers={"text": WORDS})
    await at_once(scene, (MAYA, word), (MAYA, word))
    assert await kept(scene) == 1
    send = Action(name="thank.sent", subject=Subject.read(PAIR), answers={"revision": "1"})
    await at_once(scene, (MAYA, send), (MAYA, send))
    assert len(arrived(scene, priya, "A thank-you")) == 1
    assert "It is sent" in str(await sends(maya))
    await scene.bot.stop()


async def test_once_it_is_sent_its_words_stay_and_nothing_asks_for_another(scene: Stage) -> None:
    maya, priya = await ended(scene)
    await thanked(maya)
    assert "sent already" in await refused(maya, "thank.worded", PAIR, text="Something else.")
    assert "sent already" in await refused(maya, "thank.dropped", PAIR)
    assert not isinstance((await act(maya, "thank.form", PAIR)).window, Form)
    shown = await looks_back(maya)
    assert "Say thank you" not in shown
    assert "Read it again" in shown
    await priya.says("hello")
    await priya.does_not_see("Say thank you")


async def test_only_the_words_that_were_read_are_sent(scene: Stage) -> None:
    maya, priya = await ended(scene)
    await writes(maya)
    await act(maya, "thank.worded", PAIR, text="Thank you, quince.", revision="1")
    shown = str(await sends(maya, revision="1"))
    assert "Send this to Priya?" in shown
    assert "quince" in shown
    assert arrived(scene, priya, "A thank-you") == []
    await sends(maya, revision="2")
    assert len(arrived(scene, priya, "A thank-you")) == 1
    assert "quince" in str((await act(priya, "thank.read", PAIR)).window)


async def test_words_changed_elsewhere_are_not_lost_to_an_older_form(scene: Stage) -> None:
    maya, _ = await ended(scene)
    await writes(maya)
    await act(maya, "thank.worded", PAIR, text="Second.", revision="1")
    window = (await act(maya, "thank.worded", PAIR, text="Third.", revision="1")).window
    assert isinstance(window, Form)
    assert "changed this elsewhere" in window.notice
    assert window.answers["text"] == "Third."
    assert "Second." in str((await act(maya, "thank.shown", PAIR)).window)


async def test_it_can_be_left_out_and_nothing_of_it_is_kept(scene: Stage) -> None:
    maya, priya = await ended(scene)
    await writes(maya)
    assert "has not been sent" in await looks_back(maya)
    await act(maya, "thank.shown", PAIR)
    reply = await act(maya, "thank.dropped", PAIR)
    assert "Finished: Priya" in str(reply.window)
    assert await kept(scene) == 0
    assert "no thank-you of yours" in await refused(maya, "thank.sent", PAIR, revision="1")
    await act(maya, "thank.dropped", PAIR)
    await scene.forward(60)
    for person in (maya, priya):
        assert arrived(scene, person, "A thank-you") == []
    assert "nothing here to read" in await refused(priya, "thank.read", PAIR)


async def test_it_is_bounded_and_not_empty(scene: Stage) -> None:
    maya, _ = await ended(scene)
    for text in ("", "  ", "x" * 1001):
        with pytest.raises(Refusal):
            await act(maya, "thank.worded", PAIR, text=text)
    assert await kept(scene) == 0


@pytest.mark.parametrize("step", ["form", "worded", "shown", "sent", "dropped", "read"])
async def test_it_is_for_the_two_alone_and_for_the_end(scene: Stage, step: str) -> None:
    maya, _ = await ended(scene)
    await thanked(maya)
    for email in (TOM, IDA, ROBIN, ALEX):
        await barred(await scene.person(email), f"thank.{step}", PAIR)


@pytest.mark.parametrize("step", ["form", "worded", "shown", "sent", "dropped"])
async def test_there_is_none_while_it_goes_on(scene: Stage, step: str) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya = await scene.person(MAYA)
    assert "still going on" in await refused(maya, f"thank.{step}", PAIR, text=WORDS, revision="1")
    await act(maya, "end.ended", PAIR, how=str(Ending.AGREED))
    assert "still going on" in await refused(maya, f"thank.{step}", PAIR, text=WORDS, revision="1")


async def test_who_is_thanked_reads_nothing_before_it_is_sent_and_not_their_own_as_the_others(
    scene: Stage,
) -> None:
    maya, priya = await ended(scene)
    await writes(maya)
    assert "nothing here to read" in await refused(priya, "thank.read", PAIR)
    await sends(maya)
    assert "nothing here to read" in await refused(maya, "thank.read", PAIR)


async def waits_quietly(scene: Stage, maya: Player, priya: Player) -> None:
    """Maya's thank-you stands where Priya looks back, and nobody is told; Maya reads what she would read anyway."""
    room = str(priya.room)
    await writes(maya)
    said = str(await sends(maya))
    assert "It is sent. Priya alone can open it." in said
    await scene.forward(10)
    assert arrived(scene, priya, "A thank-you") == []
    assert "thank-you" not in str(priya.room).removeprefix(room)
    assert "A thank-you from Maya" in await looks_back(priya)
    assert WORDS in str((await act(priya, "thank.read", PAIR)).window)


async def test_who_ended_it_at_once_is_not_told(scene: Stage) -> None:
    maya, priya = await ended(scene, by=PRIYA, now=True)
    await waits_quietly(scene, maya, priya)
    await thanked(priya)  # the other way round it arrives
    assert len(arrived(scene, maya, "A thank-you")) == 1


async def test_who_would_not_wait_for_the_minutes_is_not_told(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "end.ended", PAIR, how=str(Ending.AGREED))
    await act(priya, "end.at_once", PAIR)
    await waits_quietly(scene, maya, priya)


async def test_who_ended_it_at_once_while_the_other_had_begun_to_is_not_told(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=60)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "end.ended", PAIR, how=str(Ending.AGREED))
    await act(priya, "end.ended", PAIR, how=str(Ending.NOT_WORKING), now=True)
    assert (await pair_of(scene)).hurried_by == priya.person_id
    await waits_quietly(scene, maya, priya)


async def test_who_has_an_open_complaint_about_the_writer_is_not_told_nor_offered_to_thank(
    scene: Stage,
) -> None:
    maya, priya = await ended(scene)
    about = f"person:{maya.person_id}"
    await act(priya, "concern.send", "", about=about, text="Something happened.")
    await waits_quietly(scene, maya, priya)
    assert "Say thank you" not in await looks_back(priya)
    assert "Say thank you" not in await looks_back(maya)  # hers is sent


async def test_a_complaint_about_something_else_keeps_nothing_back(scene: Stage) -> None:
    maya, priya = await ended(scene)
    await act(priya, "concern.send", "", about="scheme", text="Something happened.")
    await thanked(maya)
    assert len(arrived(scene, priya, "A thank-you")) == 1


async def test_a_complaint_that_is_over_keeps_nothing_back(scene: Stage) -> None:
    maya, priya = await ended(scene)
    about = f"person:{maya.person_id}"
    await act(priya, "concern.send", "", about=about, text="Something happened.")
    await act(priya, "concern.withdrawn", "concern:1")
    await thanked(maya)
    assert len(arrived(scene, priya, "A thank-you")) == 1


async def test_its_words_are_in_no_chat_and_sealed_in_the_database(database: Database) -> None:
    scene = await set_stage(database)
    maya, priya = await ended(scene)
    await thanked(maya)
    assert "zebra" not in written(scene)
    async with scene.bot.work(writes=False) as work:
        bodies = (await work.session.execute(outbox.select())).all()
        rows = (await work.session.execute(table.select())).all()
        plain = str((await work.session.execute(sql("SELECT * FROM thanks"))).all())
    assert "zebra" not in str(bodies)
    assert [row.text for row in rows] == [WORDS]
    assert "zebra" not in plain
    assert WORDS in str((await act(priya, "thank.read", PAIR)).window)
    await scene.bot.stop()


async def test_each_of_the_two_has_it_among_their_own_data(scene: Stage) -> None:
    maya, priya = await ended(scene)
    await writes(maya)
    assert "zebra" not in str(await act(priya, "privacy.show"))
    await sends(maya)
    for person, title in ((maya, "Thank-yous you wrote"), (priya, "Thank-yous you were sent")):
        own = str(await act(person, "privacy.show"))
        assert title in own
        assert "zebra" in own
