"""The roster: who joins, leaves, does something else or is away; what waited passes on and nothing is revealed (R13.1)."""

from datetime import timedelta

import pytest

from handlers.kit.ui import Action
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import people
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    applies,
    at_once,
    barred,
    definition_of,
    eligible,
    offered,
    on_register,
    refused,
    selects,
)
from tests.support.stage import (
    ALEX,
    DAY_ONE,
    ESTHER,
    IDA,
    JO,
    MAYA,
    PRIYA,
    ROBIN,
    SAM,
    UMA,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

ELI = {
    "name": "Eli Roe",
    "email": "eli.roe@moor.example.org",
    "duty": "member",
    "organisation": "moor",
}


async def seat(scene: Stage, email: str) -> str:
    """The subject of somebody's seat."""
    async with scene.bot.work(writes=False) as work:
        found = await people.seat_of(
            work, definition_of(scene).key, (await scene.person(email)).person_id
        )
    assert found is not None
    return f"member:{found.id}"


async def joins(scene: Stage, **other: str) -> Player:
    """Eli joins, put on the roster by the administrator."""
    given = {**ELI, **other}
    await act(await scene.person(ALEX), "organise.added", **given)
    return await scene.person(given["email"])


async def leaves(scene: Stage, email: str) -> None:
    """Somebody leaves; the chair sees to it."""
    await act(await scene.person(ROBIN), "organise.left", await seat(scene, email))


async def away(scene: Stage, email: str, days: int, *, starts: int = 0) -> None:
    """A member is away from some day on, for so many days."""
    first = scene.bot.clock.now().date() + timedelta(days=starts)
    await act(
        await scene.person(email), "organise.absent",
        first=first.isoformat(), until=(first + timedelta(days=days - 1)).isoformat(),
    )  # fmt: skip


async def test_members_read_the_roster_and_only_its_keepers_change_it(scene: Stage) -> None:
    uma, alex = await scene.person(UMA), await scene.person(ALEX)
    await uma.says("help")
    await uma.presses("Roster")
    await uma.sees(
        "5 of 5 available today.",
        "Robin Ash",
        "Chair, University of Fellside",
        "Jo Sand",
        "Steering Group member",
    )
    await uma.does_not_see("They leave")
    for step in ("duty", "leave", "changed", "left"):
        for email in (UMA, SAM, JO, MAYA):
            await barred(
                await scene.person(email), f"organise.{step}", await seat(scene, IDA), duty="chair"
            )
    await barred(uma, "organise.add")
    await barred(uma, "organise.added", **ELI)
    await barred(await scene.person(MAYA), "organise.roster")
    await act(alex, "organise.roster")
    await alex.says("help")
    await alex.presses("Roster")
    await alex.sees("Add somebody", "They leave")


async def test_whoever_joins_is_told_and_sees_what_waits_but_nothing_they_are_too_close_to(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", avoid="Eli Roe")
    subject = await eligible(scene, ESTHER)
    alex = await scene.person(ALEX)
    await act(alex, "organise.roster")
    await alex.says("help")
    await alex.presses("Roster")
    await alex.presses("Add somebody")
    await alex.fills(**ELI)
    await alex.submits()
    await alex.sees("Eli Roe is on the roster, as member, and has been told.")
    await scene.group_sees("Eli Roe has joined as member.")
    eli = await scene.person(ELI["email"])
    await eli.sees("Welcome. Alex Finch has put you on the roster")
    await eli.presses("What waits for me")
    await eli.sees("A-2, mentee application")
    await eli.does_not_see("A-1")
    await act(eli, "review.open", subject)
    await barred(eli, "review.open", "application:1")
    text = await refused(alex, "organise.added", **ELI)
    assert text == "Eli Roe is on the roster already, as member. You can change that."


async def test_an_applicant_who_joins_does_not_decide_on_their_own_application(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await joins(scene, name="Maya Thorne", email=MAYA)
    await barred(await scene.person(MAYA), "review.eligible", subject)


async def test_a_leaver_may_do_nothing_more_and_what_they_agreed_to_while_here_still_counts(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    robin = await scene.person(ROBIN)
    await robin.says("help")
    await robin.presses("Roster")
    await robin.presses("They leave", card="Ida Moss")
    await robin.sees("Ida Moss, member, leaves?", "still counts")
    await robin.presses("They leave")
    await robin.sees("Ida Moss has left the roster, and has been told.")
    ida = await scene.person(IDA)
    await ida.sees("Thank you for all you did.", "Anything of your own stays as it is.")
    await scene.group_sees("Ida Moss has left.")
    for name in ("review.open", "propose.take_back", "review.waiting", "organise.roster"):
        await barred(ida, name, subject if name[0] != "o" and name != "review.waiting" else "")
    await scene.group_sees("Proposed; 1 of 2 agreed")
    await act(robin, "propose.agree", subject, revision="1", considered="yes", criteria=["a"])
    await (await scene.person(MAYA)).sees("1 mentor to consider")
    await act(await scene.person(ALEX), "review.open", subject)


async def test_a_second_click_on_a_leaver_is_answered_kindly(scene: Stage) -> None:
    old = await seat(scene, IDA)
    await leaves(scene, IDA)
    for step in ("left", "leave", "duty"):
        text = await refused(await scene.person(ALEX), f"organise.{step}", old)
        assert (
            text == "Ida Moss's place has changed meanwhile. Open the roster to see how it stands."
        )


async def test_the_last_administrator_and_the_last_chair_do_not_go_without_a_successor(
    scene: Stage,
) -> None:
    robin = await scene.person(ROBIN)
    assert "last administrator" in await refused(robin, "organise.left", await seat(scene, ALEX))
    assert "last administrator" in await refused(
        robin, "organise.changed", await seat(scene, ALEX), duty="member"
    )
    assert "last chair" in await refused(robin, "organise.leave", await seat(scene, ROBIN))
    await act(robin, "organise.changed", await seat(scene, SAM), duty="chair")
    await (await scene.person(SAM)).sees("you are now chair.")
    await scene.group_sees("Sam Okoro is now chair.")
    await act(robin, "organise.left", await seat(scene, ROBIN))
    await barred(robin, "organise.roster")
    await act(await scene.person(SAM), "organise.left", await seat(scene, IDA))


async def test_two_administrators_who_send_each_other_away_at_once_leave_one(
    database: Database,
) -> None:
    scene = await set_stage(database)
    await joins(scene, duty="administrator")
    alex, eli = await seat(scene, ALEX), await seat(scene, ELI["email"])
    done = await at_once(
        scene,
        (ALEX, Action(name="organise.left", subject=Subject.read(eli))),
        (ELI["email"], Action(name="organise.left", subject=Subject.read(alex))),
    )
    assert sum(isinstance(one, Refusal) for one in done) == 1
    async with scene.bot.work(writes=False) as work:
        seats = await people.roster(work, definition_of(scene).key)
    assert [one.duty for one in seats].count("administrator") == 1


async def test_a_change_of_the_roster_hands_complaints_on_and_reveals_none(scene: Stage) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    robin_id = (await scene.person(ROBIN)).person_id
    await act(maya, "concern.send", about=f"person:{robin_id}", text="He shouted.")
    card = next(text for text in map(str, [(await scene.person(UMA)).room]) if "complaint" in text)
    ref = next(word.strip(",.") for word in card.split() if word.startswith("C-"))
    eli = await joins(scene)
    assert ref in str(eli.room)
    await leaves(scene, UMA)
    assert ref not in str((await scene.person(UMA)).room)
    await act(alex, "organise.changed", await seat(scene, SAM), duty="chair")
    await act(alex, "organise.left", await seat(scene, ROBIN))
    await scene.forward(12)
    for room in (str((await scene.person(ROBIN)).room), str(scene.group_room)):
        assert ref not in room
        assert "complaint" not in room


async def test_too_few_after_a_leaver_asks_the_steering_group(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee", avoid="Sam Okoro\nAlex Finch\nIda Moss")
    jo = await scene.person(JO)
    await jo.does_not_see("A stand-in is needed")
    await leaves(scene, UMA)
    await jo.sees("A stand-in is needed")
    await joins(scene)
    await jo.sees("A-1: enough people can look at it")
    await jo.does_not_see("A stand-in is needed")


async def test_a_steering_member_can_be_appointed_and_a_scheme_without_one_says_so(
    scene: Stage,
) -> None:
    await leaves(scene, JO)
    await applies(scene, MAYA, "mentee", avoid="Sam Okoro\nAlex Finch\nIda Moss\nUma Reid")
    await scene.group_sees(
        "there is no Steering Group to name somebody. An administrator can appoint one."
    )
    eli = await joins(scene, duty="steering")
    await eli.sees("as Steering Group member", "A stand-in is needed")


# Being away


async def test_a_member_is_away_the_others_read_it_and_they_can_come_back_early(
    scene: Stage,
) -> None:
    ida, uma = await scene.person(IDA), await scene.person(UMA)
    await ida.says("help")
    await ida.presses("I'll be away")
    await ida.fills(until=(DAY_ONE + timedelta(days=9)).isoformat())
    await ida.submits()
    await ida.sees("Away from Monday 11 January 2027 until Wednesday 20 January 2027.")
    await scene.group_sees(
        "Ida Moss is away from Monday 11 January 2027 until Wednesday 20 January 2027. 4 of 5 available today."
    )
    await uma.says("help")
    await uma.presses("Roster")
    await uma.sees("4 of 5 available today.", "Away from Monday 11 January 2027")
    await ida.says("hello")
    await ida.presses("I'm back")
    await ida.sees("Welcome back.")
    await scene.group_sees("Ida Moss is here again. 5 of 5 available today.")
    assert "You are not away" in await refused(ida, "organise.back")


async def test_an_absence_ends_by_itself(scene: Stage) -> None:
    await away(scene, IDA, 3)
    await scene.forward(3)
    uma = await scene.person(UMA)
    await act(uma, "organise.roster")
    await uma.says("help")
    await uma.presses("Roster")
    await uma.sees("5 of 5 available today.")
    await uma.does_not_see("Away from")


async def test_days_that_do_not_fit_are_refused_beside_their_field(scene: Stage) -> None:
    ida = await scene.person(IDA)
    with pytest.raises(Refusal) as no:
        await act(ida, "organise.absent", first="2027-01-20", until="2027-01-19")
    assert set(no.value.errors) == {"until"}
    with pytest.raises(Refusal) as no:
        await act(ida, "organise.absent", first="2027-01-01", until="2027-01-19")
    assert set(no.value.errors) == {"first"}
    await barred(
        await scene.person(MAYA), "organise.absent", first="2027-01-20", until="2027-01-21"
    )


async def test_absences_past_the_promised_day_ask_for_a_stand_in_and_short_ones_do_not(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    jo = await scene.person(JO)
    for email in (SAM, ALEX, IDA, UMA):
        await away(scene, email, 20)
    await jo.does_not_see("A stand-in is needed")
    for email in (SAM, ALEX, IDA, UMA):
        await away(scene, email, 60)
    await jo.sees("A stand-in is needed")
    await act(await scene.person(UMA), "organise.back")
    await jo.does_not_see("A stand-in is needed")


async def test_the_warning_before_the_promise_lapses_says_how_many_are_here(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await away(scene, IDA, 90)
    await scene.forward(21)
    await scene.group_sees("7 days left to answer. 4 of 5 members are here.")


async def test_a_complaints_warning_rings_those_who_are_here_and_not_who_is_away(
    scene: Stage,
) -> None:
    await away(scene, IDA, 60)
    robin_id = (await scene.person(ROBIN)).person_id
    await act(
        await scene.person(MAYA), "concern.send", about=f"person:{robin_id}", text="He shouted."
    )
    ida, uma = await scene.person(IDA), await scene.person(UMA)
    await act(ida, "home.show")
    await ida.says("hello")
    await uma.says("hello")
    await scene.forward(10)
    assert "complaint" in uma.room.latest_first()[0].text
    assert "complaint" not in ida.room.latest_first()[0].text


async def test_options_that_a_leaver_agreed_to_stay_with_the_mentee(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    await offered(scene, MAYA, [PRIYA])
    await leaves(scene, IDA)
    maya = await scene.person(MAYA)
    await maya.says("read the profiles")
    await maya.sees("Choose Priya Nair")


async def test_a_member_without_a_partnership_who_says_they_will_be_away_is_asked_from_when(
    scene: Stage,
) -> None:
    ida = await scene.person(IDA)
    await ida.says("I'll be away")
    await ida.sees("Away for a while", "First day away")
