"""Stand-ins: when too few can decide, the Steering Group names somebody for that one application (R3.3)."""

import pytest

from handlers.kit.ui import Action
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    applies,
    at_once,
    barred,
    cards,
    eligible,
    on_register,
    refused,
    selects,
)
from tests.support.stage import ALEX, ESTHER, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, SAM, UMA, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

OMAR = {"name": "Omar Vale", "email": "omar.vale@tarn.example.org"}


async def too_few(scene: Stage, *leave: str, subject: str = "") -> str:
    """A mentee's application from which all but Robin stand aside; its subject."""
    subject = subject or await eligible(scene)
    for email in (SAM, ALEX, IDA, UMA):
        if email not in leave:
            await act(await scene.person(email), "review.stood_aside", subject)
    return subject


async def omar(scene: Stage, subject: str) -> Player:
    """Somebody from outside who stands in."""
    jo = await scene.person(JO)
    await jo.presses("Name a stand-in", card="A stand-in is needed")
    await jo.fills(**OMAR)
    await jo.submits()
    await jo.sees("Omar Vale can look at A-")
    assert subject
    return await scene.person(OMAR["email"])


async def test_the_steering_group_is_asked_once_too_few_are_left_and_reads_the_reference_alone(
    scene: Stage,
) -> None:
    subject = await too_few(scene, UMA)
    jo = await scene.person(JO)
    assert cards(jo, "A stand-in is needed") == []
    await act(await scene.person(UMA), "review.stood_aside", subject)
    [text] = cards(jo, "A stand-in is needed")
    assert "decide on A-1, a mentee application" in text
    assert "1 stand-in" in text
    await scene.group_sees(
        "A-1: too few members can decide on it, so the Steering Group is asked to name 1 stand-in."
    )
    await jo.says("hello")
    await jo.sees("A stand-in is needed on A-1")
    await jo.presses("Name a stand-in")
    await jo.sees("A stand-in for A-1", "Still needed: 1 stand-in.")
    for room in (jo.screen, str(jo.room)):
        assert "Maya" not in room
        assert "teaching sessions" not in room


async def test_whoever_stands_in_acts_as_a_member_on_that_one_application_and_on_no_other(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    other = await applies(scene, NOAH, "mentee")
    subject = await too_few(scene, subject=await eligible(scene))
    await barred(await scene.person(ESTHER), "review.open", subject)
    stand_in = await omar(scene, subject)
    await stand_in.sees("Jo Sand asks you to stand in", "If you know the applicant, stand aside")
    await scene.group_sees("A stand-in has been named")
    assert cards(await scene.person(JO), "A stand-in is needed") == []
    await selects(scene, ROBIN, subject, [PRIYA])
    await stand_in.says("hello")
    await stand_in.sees("You stand in on A-3")
    await stand_in.presses("Open")
    await stand_in.sees("Maya Thorne", "teaching sessions")
    await stand_in.presses("Agree to these")
    await stand_in.fills(criteria=["a"])
    await stand_in.submits()
    await (await scene.person(MAYA)).sees("1 mentor to consider")
    for name in ("review.open", "review.eligible"):
        await barred(stand_in, name, other)
    await barred(stand_in, "review.waiting")
    await barred(stand_in, "review.register")
    await barred(stand_in, "organise.roster")


async def test_a_stand_in_ends_with_the_matter(scene: Stage) -> None:
    subject = await too_few(scene)
    stand_in = await omar(scene, subject)
    await act(await scene.person(MAYA), "applied.withdrawn", subject)
    await stand_in.sees("A-1 is settled, so your part is done. Thank you for standing in.")
    assert cards(stand_in, "Would you stand in?") == []
    await barred(stand_in, "review.open", subject)
    await stand_in.says("hello")
    await stand_in.does_not_see("You stand in on")


async def test_nobody_too_close_to_the_applicant_is_named_and_the_steering_group_does_not_learn_why(
    scene: Stage,
) -> None:
    subject = await too_few(
        scene, subject=await eligible(scene, avoid="Omar Vale <omar.vale@tarn.example.org>")
    )
    jo = await scene.person(JO)
    text = await refused(jo, "standin.named", subject, **OMAR)
    assert text == "Omar Vale can't stand in for this one. Please name somebody else."
    lena = {"name": "Lena Marsh", "email": "lena.marsh@fellside.example.org"}
    assert "can't stand in" in await refused(jo, "standin.named", subject, **lena)
    maya = {"name": "Maya Thorne", "email": MAYA}
    assert "can't stand in" in await refused(jo, "standin.named", subject, **maya)
    sam = {"name": "Sam Okoro", "email": SAM}
    assert "belongs to the Oversight Group already" in await refused(
        jo, "standin.named", subject, **sam
    )


async def test_a_stand_in_who_stands_aside_is_barred_and_another_is_asked_for(scene: Stage) -> None:
    subject = await too_few(scene)
    stand_in = await omar(scene, subject)
    await act(stand_in, "review.stood_aside", subject)
    await barred(stand_in, "review.open", subject)
    await stand_in.says("hello")
    await stand_in.does_not_see("You stand in on")
    jo = await scene.person(JO)
    assert len(cards(jo, "A stand-in is needed")) == 1
    assert "has been named already" in await refused(jo, "standin.named", subject, **OMAR)


async def test_an_avoid_list_that_leaves_too_few_asks_for_stand_ins_as_the_application_comes_in(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", avoid="Sam Okoro\nAlex Finch\nIda Moss\nUma Reid")
    assert len(cards(await scene.person(JO), "A stand-in is needed")) == 1


async def test_a_steering_member_who_is_too_close_names_nobody(scene: Stage) -> None:
    subject = await too_few(scene, subject=await eligible(scene, avoid="Jo Sand"))
    jo = await scene.person(JO)
    await barred(jo, "standin.name", subject)
    await barred(jo, "standin.named", subject, **OMAR)
    await jo.says("hello")
    await jo.does_not_see("A stand-in is needed on")


async def test_nobody_but_the_steering_group_names_a_stand_in_and_only_where_one_is_needed(
    scene: Stage,
) -> None:
    subject = await eligible(scene)
    assert "Enough people can look at A-1" in await refused(
        await scene.person(JO), "standin.named", subject, **OMAR
    )
    await too_few(scene, subject=subject)
    for email in (ROBIN, ALEX, MAYA, NOAH):
        await barred(await scene.person(email), "standin.name", subject)
        await barred(await scene.person(email), "standin.named", subject, **OMAR)


async def test_two_steering_members_who_name_at_once_name_one(database: Database) -> None:
    scene = await set_stage(database)
    await act(
        await scene.person(ALEX), "organise.added", name="Eli Roe", email="eli.roe@moor.example.org",
        duty="steering", organisation="moor",
    )  # fmt: skip
    subject = await too_few(scene)
    nell = {"name": "Nell Fox", "email": "nell.fox@tarn.example.org"}
    wishes = (
        (JO, Action(name="standin.named", subject=Subject.read(subject), answers=OMAR)),
        (
            "eli.roe@moor.example.org",
            Action(name="standin.named", subject=Subject.read(subject), answers=nell),
        ),
    )
    done = await at_once(scene, *wishes)
    [no] = [one for one in done if isinstance(one, Refusal)]
    assert "Enough people can look at A-1" in no.text
