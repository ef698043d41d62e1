"""A mentor's place on the register: on it, full, away and back (R3.1, R4.3)."""

from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    asked,
    barred,
    eligible,
    introduced,
    on_register,
    places_taken,
    refused,
)
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM


async def test_home_says_how_many_places_are_taken_and_what_to_do_when_all_are(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    priya = await scene.person(PRIYA)
    await priya.says("hello")
    await priya.sees(
        "You are on the register", "With 1 place, 0 taken.", "Review profile", "Away for a while"
    )
    await asked(scene, MAYA, TOM, [TOM])
    tom = await scene.person(TOM)
    await tom.says("hello")
    await tom.sees("A mentee asks; answer by", "Your places are taken")
    await tom.presses("Change places")
    await tom.fills(capacity="2")
    await tom.submits()
    await tom.says("hello")
    await tom.sees("With 2 places, 1 taken.")


async def test_a_full_mentor_with_a_partnership_is_led_to_its_meetings(scene: Stage) -> None:
    await introduced(scene)
    priya = await scene.person(PRIYA)
    await priya.says("hello")
    await priya.sees("Arrange your first talk", "Your places are taken", "Our meetings")


async def test_a_mentor_goes_away_until_a_day_changes_it_and_comes_back(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    priya, ida = await scene.person(PRIYA), await scene.person(IDA)
    await priya.says("hello")
    await priya.presses("Away for a while")
    for wrong in ("", "2027-01-11", "2026-01-01", "tomorrow"):
        await priya.fills(until=wrong)
        await priya.submits()
        assert set(priya.errors) == {"until"}
    await priya.fills(until="2027-03-01")
    await priya.submits()
    await act(ida, "propose.open", subject)
    reply = await act(ida, "propose.open", subject)
    assert "Away until Monday 1 March 2027." in repr(reply.window)
    await priya.says("hello")
    await priya.presses("Change date")
    await priya.fills(until="2027-02-01")
    await priya.submits()
    await priya.says("hello")
    await priya.sees("Away until Monday 1 February 2027")
    await priya.presses("I'm back")
    assert "Priya Nair" in repr((await act(ida, "propose.open", subject)).window)
    await priya.says("hello")
    await priya.sees("You are on the register")


async def test_an_absence_ends_by_itself(scene: Stage) -> None:
    mentors = await on_register(scene, PRIYA)
    priya = await scene.person(PRIYA)
    await act(priya, "available.rest", mentors[0], until="2027-01-20")
    await scene.forward(9)
    await priya.says("hello")
    await priya.sees("You are on the register")


async def test_a_place_on_the_register_is_its_mentors_alone_and_only_while_it_is_there(
    scene: Stage,
) -> None:
    mentors = await on_register(scene, PRIYA)
    for email in (TOM, NOAH, IDA):
        for step in ("away", "rest", "back"):
            await barred(await scene.person(email), f"available.{step}", mentors[0])
    priya = await scene.person(PRIYA)
    await act(priya, "applied.withdrawn", mentors[0])
    for step in ("away", "rest", "back"):
        assert "not on the register" in await refused(
            priya, f"available.{step}", mentors[0], until="2027-03-01"
        )
    assert (await application_of(scene, PRIYA, "mentor")).away_until is None
    assert await places_taken(scene, PRIYA) == 0
