"""A fee falls due only with a match, is told with how to pay, reminded with an end, and marked by an administrator (R4.5)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from scheme.partnership.ending import Ending
from scheme.partnership.fee import FeeState
from scheme.refusal import Refusal
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    asked,
    barred,
    introduced,
    keeps_to_the_voice,
    pair_of,
    refused,
)
from tests.support.scheme_cast import MAYA as MAYA_ID
from tests.support.scheme_cast import MONDAY, active, days, definition
from tests.support.scheme_cast import introduced as introduced_pair
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, scheme, set_stage

FEE = {
    "role": "mentee",
    "amount": 150,
    "currency": "AUD",
    "reference": "MENTORING",
    "how": "The office sends you an invoice.",
    "link": "https://example.org/pay",
}
WITH = definition(fee=FEE)


@pytest.fixture
async def priced(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose mentees pay once they are matched."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(
        database, Definition.model_validate(scheme().model_dump() | {"fee": FEE})
    )
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


async def test_nothing_is_due_before_the_match_and_the_one_who_pays_is_told_once_how(
    priced: Stage,
) -> None:
    candidate = await asked(priced)
    maya, priya = await priced.person(MAYA), await priced.person(PRIYA)
    await maya.does_not_see("150 AUD")
    await act(priya, "answer.accept", candidate)
    found = await pair_of(priced)
    assert (found.fee, found.fee_by, found.fee_sum) == (FeeState.DUE, maya.person_id, "150 AUD")
    await maya.sees(
        "Now that you are matched, the fee of 150 AUD is due. Please pay it by Monday 8 February 2027, with the "
        f"reference MENTORING {found.ref}. The office sends you an invoice.",
        "Where to pay https://example.org/pay",
    )
    await priya.does_not_see("150 AUD")
    await maya.presses("How to pay")
    await maya.sees("Amount: 150 AUD", "State: due", "Due by: Monday 8 February 2027")


async def test_an_administrator_marks_it_as_paid_and_twice_says_so(priced: Stage) -> None:
    subject = await introduced(priced)
    maya, alex = await priced.person(MAYA), await priced.person(ALEX)
    await alex.presses_in_channel("Open", card="fee: due")
    await alex.sees("Who pays: Maya Thorne", "Amount: 150 AUD")
    await alex.presses("Mark as paid")
    await maya.sees("Thank you: your fee has come, and nothing more is due.")
    again = await refused(alex, "fee.paid", subject)
    assert "It was marked as paid on" in again
    assert "Nothing has changed." in await refused(alex, "fee.waived", subject)
    assert (await pair_of(priced)).fee == FeeState.PAID
    await priced.forward(60)
    await maya.does_not_see("is not marked as paid yet")


async def test_it_can_be_waived_without_a_reason(priced: Stage) -> None:
    subject = await introduced(priced)
    await act(await priced.person(ALEX), "fee.waived", subject)
    await (await priced.person(MAYA)).sees("Your fee is waived, so nothing is due.")
    assert (await pair_of(priced)).fee == FeeState.WAIVED


async def test_reminders_have_an_end_and_then_the_administrators_see_to_it(priced: Stage) -> None:
    await introduced(priced)
    maya = await priced.person(MAYA)
    reminders = []
    for _ in range(12):
        await priced.forward(7)
        reminders = [
            arrival
            for arrival in priced.channel.arrivals
            if "is not marked as paid yet" in arrival.message.text
        ]
    assert len(reminders) == 2
    assert {arrival.recipient for arrival in reminders} == {f"person:{maya.person_id}"}
    await priced.group_sees("fee: not marked as paid by its day.")


@pytest.mark.parametrize("who", [MAYA, PRIYA, NOAH, IDA])
async def test_nobody_but_an_administrator_marks_it_or_opens_it(priced: Stage, who: str) -> None:
    subject = await introduced(priced)
    player = await priced.person(who)
    for step in ("fee.paid", "fee.waived", "fee.open"):
        assert await barred(player, step, subject)
    assert (await pair_of(priced)).fee == FeeState.DUE


async def test_the_partner_learns_nothing_of_it(priced: Stage) -> None:
    subject = await introduced(priced)
    reply = await act(await priced.person(PRIYA), "fee.show", subject)
    assert [message.text for message in reply.says] == [
        "You owe no fee here. Nothing is needed from you."
    ]


@pytest.mark.parametrize(
    ("before", "state", "says"),
    [
        ("", FeeState.VOID, "fee: void, as the match fell through."),
        (
            "fee.paid",
            FeeState.PAID,
            "fee: paid, and the match fell through; please see to a refund.",
        ),
    ],
)
async def test_a_match_that_falls_through_owes_nothing(
    priced: Stage, before: str, state: FeeState, says: str
) -> None:
    subject = await introduced(priced)
    maya = await priced.person(MAYA)
    if before:
        await act(await priced.person(ALEX), before, subject)
    await act(maya, "end.ended", subject, how=str(Ending.CHANGED), now=True)
    assert (await pair_of(priced)).fee == state
    await priced.group_sees(says)
    if not before:
        await maya.sees("The match has come to nothing, so no fee is due.")


@pytest.mark.parametrize("before", ["", "fee.paid", "fee.waived"])
async def test_a_fee_that_is_due_when_a_pair_that_had_begun_ends_is_seen_to_and_reminds_nobody(
    priced: Stage, before: str
) -> None:
    subject = await introduced(priced)
    maya, alex = await priced.person(MAYA), await priced.person(ALEX)
    await priced.forward(7)
    for email in (MAYA, PRIYA):
        await act(await priced.person(email), "start.started", subject)
    if before:
        await act(alex, before, subject)
    await act(maya, "end.ended", subject, how=str(Ending.CHANGED), now=True)
    told = [
        message.text
        for message in maya.room.messages.values()
        if "You are not reminded of it again" in message.text
    ]
    assert len(told) == (0 if before else 1)
    if before:
        return
    assert (await pair_of(priced)).fee == FeeState.DUE
    await priced.group_sees("fee: still due, and the partnership has ended")
    for _ in range(8):
        await priced.forward(7)
    assert not [
        message
        for message in maya.room.messages.values()
        if message.heading == "The fee" and message.text not in told
    ]
    await act(alex, "fee.waived", subject)
    assert (await pair_of(priced)).fee == FeeState.WAIVED


async def test_ones_own_data_has_it_and_the_partners_has_not(priced: Stage) -> None:
    await introduced(priced)
    for email, has in ((MAYA, True), (PRIYA, False)):
        player = await priced.person(email)
        await act(player, "privacy.show")
        await player.says("show me my data")
        data = (await player.saves("Save it to read")).decode()
        assert ("150 AUD" in data) == has


async def test_a_scheme_without_a_fee_asks_for_none(scene: Stage) -> None:
    subject = await introduced(scene)
    assert (await pair_of(scene)).fee is None
    no = await refused(await scene.person(ALEX), "fee.paid", subject)
    assert no == "No fee belongs to this partnership, so nothing was marked."


# The rule


def test_a_fee_is_due_so_many_days_after_the_match_and_its_reminders_have_their_days() -> None:
    pair = introduced_pair()
    pair.owe(WITH, MAYA_ID, MONDAY)
    assert (pair.fee_from, pair.fee_until) == (date(2026, 2, 2), date(2026, 3, 2))
    assert days(pair.fee_dues(WITH), "fee") == [date(2026, 2, 16), date(2026, 3, 2)]
    assert days(pair.fee_dues(WITH), "fee-late") == [date(2026, 3, 3)]
    pair.owe(WITH, MAYA_ID, MONDAY + timedelta(days=9))  # once only
    assert pair.fee_from == date(2026, 2, 2)


@pytest.mark.parametrize("first", [FeeState.PAID, FeeState.WAIVED, FeeState.VOID])
@pytest.mark.parametrize("then", [FeeState.PAID, FeeState.WAIVED])
def test_what_is_settled_stays_as_it_is(first: FeeState, then: FeeState) -> None:
    pair = active()
    pair.owe(WITH, MAYA_ID, MONDAY)
    pair.settle_fee(first, MONDAY.date())
    assert pair.fee_dues(WITH) == []
    with pytest.raises(Refusal, match=f"It was marked as {first} on"):
        pair.settle_fee(then, MONDAY.date())
    assert pair.fee == first


@pytest.mark.parametrize(
    ("change", "says"),
    [({"amount": 0}, "amount"), ({"currency": "aud"}, "currency"), ({"how": ""}, "how")],
)
def test_a_fee_that_cannot_be_is_refused(change: dict[str, object], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        definition(fee=FEE | change)
