"""Whatever happens to the roster, whoever a complaint concerns never comes to read it (R8.4, R13.1)."""

import pytest

from handlers.kit.ui import Message
from scheme.concern.concern import Concern
from scheme.refusal import Gone
from storage import people
from tests.support.dialogue import Player, Stage, read
from tests.support.pairs import rows
from tests.support.rounds import act, definition_of, refused
from tests.support.stage import ALEX, ESTHER, IDA, JO, MAYA, NOAH, ROBIN, SAM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")

GONE = Gone().text
GROUP = (ROBIN, SAM, ALEX, IDA, UMA)
LOOKS = (
    "open",
    "mine",
    "advise",
    "ask_advice",
    "reply",
    "word",
    "note",
    "close",
    "hand",
    "look",
    "withdraw",
    "more",
)


async def complains(scene: Stage, about: str = "group") -> Concern:
    """Maya complains about the whole Group."""
    await act(await scene.person(MAYA), "concern.send", about=about, text="They all laughed.")
    async with scene.bot.work(writes=False) as work:
        return await work.session.get_one(Concern, (await rows(work.session, "concerns"))[-1].id)


async def seat(scene: Stage, email: str) -> str:
    """The subject of somebody's seat."""
    async with scene.bot.work(writes=False) as work:
        found = await people.seat_of(
            work, definition_of(scene).key, (await scene.person(email)).person_id
        )
    assert found is not None
    return f"member:{found.id}"


async def becomes(scene: Stage, email: str, duty: str, *, by: str = ROBIN) -> None:
    """An organiser changes what somebody does."""
    await act(await scene.person(by), "organise.changed", await seat(scene, email), duty=duty)


async def joins(scene: Stage, email: str, duty: str, *, by: str = ROBIN) -> Player:
    """An organiser puts somebody on the roster."""
    name = email.partition("@")[0].replace(".", " ").title()
    await act(
        await scene.person(by),
        "organise.added",
        name=name,
        email=email,
        duty=duty,
        organisation="moor",
    )
    return await scene.person(email)


async def leaves(scene: Stage, email: str, *, by: str = ROBIN) -> None:
    """An organiser takes somebody off the roster."""
    await act(await scene.person(by), "organise.left", await seat(scene, email))


async def knows_nothing(player: Player, one: Concern) -> None:
    """Every way to it is as for what never was, and no card, home or figure tells of it."""
    for step in LOOKS:
        assert await refused(player, f"concern.{step}", str(one.subject)) == GONE
    await player.closes()
    assert one.ref not in str(player.room)
    player.room.messages.clear()
    await player.says("hello")
    assert "omplaint" not in player.screen


async def can_read(player: Player, one: Concern) -> None:
    """It opens for them."""
    assert "They all laughed." in read((await act(player, "concern.open", str(one.subject))).window)


@pytest.mark.parametrize("email", [ALEX, IDA, SAM])
async def test_a_seat_in_the_steering_group_opens_no_complaint_about_the_group_one_sat_in(
    scene: Stage, email: str
) -> None:
    await joins(scene, ESTHER, "administrator")
    one = await complains(scene)
    by = email if email == ALEX else ROBIN
    await becomes(scene, email, "steering", by=by)
    await knows_nothing(await scene.person(email), one)
    await leaves(scene, JO)
    await knows_nothing(await scene.person(email), one)


async def test_whoever_left_the_group_and_came_back_elsewhere_is_still_among_those_it_is_about(
    scene: Stage,
) -> None:
    one = await complains(scene)
    await leaves(scene, IDA)
    await scene.forward(3)
    await joins(scene, IDA, "steering")
    await leaves(scene, JO)
    await knows_nothing(await scene.person(IDA), one)


async def test_whoever_sat_in_the_group_for_a_day_since_then_is_among_them_too(
    scene: Stage,
) -> None:
    one = await complains(scene)
    await joins(scene, ESTHER, "member")
    await scene.forward(1)
    await becomes(scene, ESTHER, "steering")
    await leaves(scene, JO)
    await knows_nothing(await scene.person(ESTHER), one)


async def test_whoever_left_the_group_before_it_was_raised_is_not(scene: Stage) -> None:
    await becomes(scene, IDA, "steering")
    await scene.forward(1)
    one = await complains(scene)
    await can_read(await scene.person(IDA), one)


async def test_a_friends_seat_opens_nothing_while_somebody_from_before_is_there(
    scene: Stage,
) -> None:
    one = await complains(scene)
    await scene.forward(1)
    esther, jo = await joins(scene, ESTHER, "steering"), await scene.person(JO)
    await knows_nothing(esther, one)
    await can_read(jo, one)
    assert "nobody was asked" in await refused(
        jo, "concern.advice_asked", str(one.subject), text="What would you do?"
    )


async def test_what_waited_for_the_last_of_them_passes_on_and_the_complainant_is_told(
    scene: Stage,
) -> None:
    one, maya = await complains(scene), await scene.person(MAYA)
    await scene.forward(1)
    await leaves(scene, JO)
    assert f"Your complaint {one.ref} is read by nobody just now." in str(maya.room)
    for email in (*GROUP, JO):
        await knows_nothing(await scene.person(email), one)
    esther = await joins(scene, ESTHER, "steering")
    await can_read(esther, one)
    assert f"{one.ref}: who reads it has changed on Tuesday 12 January 2027." in str(maya.room)
    await maya.presses("Read it")
    await maya.sees("Read by: Esther Lowe")


async def test_a_complainant_is_not_told_where_nothing_has_changed_for_them(scene: Stage) -> None:
    one, maya = await complains(scene), await scene.person(MAYA)
    before = str(maya.room)
    await leaves(scene, UMA)
    await joins(scene, ESTHER, "steering")
    await act(await scene.person(JO), "concern.answered", str(one.subject), reply="We are sorry.")
    await act(await scene.person(JO), "concern.closed", str(one.subject), outcome="upheld")
    await leaves(scene, JO)
    assert (
        before.count("who reads it has changed")
        == str(maya.room).count("who reads it has changed")
        == 0
    )
    assert "read by nobody" not in str(maya.room)


async def test_the_steering_group_hears_of_every_seat_in_it_that_is_given_or_ended(
    scene: Stage,
) -> None:
    jo, alex = await scene.person(JO), await scene.person(ALEX)
    esther = await joins(scene, ESTHER, "steering", by=ALEX)
    await jo.sees(
        "Alex Finch has given Esther Lowe a seat in the Steering Group. If that is news to you"
    )
    assert "has given Esther Lowe" not in str(esther.room) + str(alex.room)
    await becomes(scene, IDA, "steering")
    for player in (jo, esther):
        await player.sees("Robin Ash has given Ida Moss a seat in the Steering Group.")
    await becomes(scene, IDA, "member")
    await leaves(scene, ESTHER)
    await jo.sees("has ended the seat of Ida Moss", "has ended the seat of Esther Lowe")
    before = len(jo.room.messages)
    await joins(scene, NOAH, "member")
    await becomes(scene, NOAH, "administrator")
    await leaves(scene, NOAH)
    assert len(jo.room.messages) == before


async def test_a_member_of_the_steering_group_reads_no_figure_of_what_concerned_them_in_the_group(
    scene: Stage,
) -> None:
    one, jo = await complains(scene), await scene.person(JO)
    await act(jo, "concern.answered", str(one.subject), reply="We are sorry.")
    await act(jo, "concern.closed", str(one.subject), outcome="upheld")
    await becomes(scene, IDA, "steering")
    shown = [
        read((await act(await scene.person(email), "counts.board")).window) for email in (JO, IDA)
    ]
    assert ["Complaints\nClosed: 1" in each for each in shown] == [True, False]
    assert await refused(await scene.person(IDA), "concern.open", str(one.subject)) == GONE


async def test_whoever_one_complaint_is_about_does_not_come_to_it_by_any_seat(scene: Stage) -> None:
    one = await complains(scene, f"person:{(await scene.person(SAM)).person_id}")
    sam = await scene.person(SAM)
    for duty in ("administrator", "steering", "member"):
        await becomes(scene, SAM, duty)
        await knows_nothing(sam, one)
    await act(await scene.person(IDA), "concern.handed", str(one.subject))
    await becomes(scene, SAM, "steering")
    await knows_nothing(sam, one)
    await leaves(scene, SAM)
    await joins(scene, SAM, "administrator")
    await knows_nothing(sam, one)
    assert not any(
        one.ref in read(each) for each in sam.room.messages.values() if isinstance(each, Message)
    )
