"""What a trial says would go is what goes: counted from the things themselves, by the rules as they are (R11.1)."""

import pytest

from scheme.partnership.ending import Ending
from storage.retained import Retained, retained
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    applies,
    definition_of,
    eligible,
    introduced,
    logged,
    with_rules,
)
from tests.support.stage import ALEX, IDA, MAYA, NOAH, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

DAYS = {"withdrawn_days": 30, "unmatched_days": 30, "enquiry_days": 30, "concluded_days": 90}


async def trial(scene: Stage) -> dict[str, Retained]:
    """What would go, by kind."""
    async with scene.bot.work(writes=False) as work:
        return {kind.what: kind for kind in await retained(work, definition_of(scene))}


async def gone(scene: Stage) -> int:
    """How often words have gone."""
    return len([row for row in await logged(scene) if row[2] == "due.forget"])


async def play(scene: Stage) -> None:
    """Of each kind there is something that is over, and of some there is something that goes on."""
    maya, ida, robin, alex = [await scene.person(email) for email in (MAYA, IDA, ROBIN, ALEX)]
    await introduced(scene)
    await act(maya, "sounding.sent", whom=str(alex.person_id), text="A word, please.")
    await act(alex, "sounding.spoken", "sounding:1")
    await act(maya, "end.ended", "partnership:1", how=str(Ending.AGREED), now=True)
    await act(ida, "review.no_mentor_told", await eligible(scene, NOAH), reason="Nobody near.")
    await act(await scene.person(TOM), "applied.withdrawn", await applies(scene, TOM, "mentee"))
    for number in (1, 2, 3):
        await act(maya, "enquiry.asked", text=f"Question {number}?")
    await act(alex, "enquiry.answered", "enquiry:1", text="Yes.")
    await act(maya, "enquiry.settled", "enquiry:1")
    await act(maya, "enquiry.settled", "enquiry:2")
    for number in (1, 2, 3):
        await act(maya, "concern.send", about="scheme", text=f"Complaint {number}.")
    await act(robin, "concern.answered", "concern:1", reply="Sorry.")
    await act(robin, "concern.closed", "concern:1", outcome="upheld")
    await act(maya, "concern.withdrawn", "concern:2")


async def test_a_trial_counts_what_goes_before_it_goes_and_nothing_after_it(scene: Stage) -> None:
    with_rules(scene, retention=DAYS)
    await play(scene)
    first = await trial(scene)
    assert {what: (kind.kept, kind.past, kind.soon) for what, kind in first.items()} == {
        "applications that were withdrawn": (1, 0, 1),
        "applications that found no partner": (1, 0, 1),
        "partnerships that have ended": (1, 0, 0),
        "questions and issues that were taken back": (1, 0, 1),
        "questions and issues that were answered": (1, 0, 1),
        "help that was asked for in confidence": (1, 0, 1),
        "complaints that were withdrawn": (1, 0, 1),
        "complaints that were closed": (1, 0, 0),
        "answers that people wrote in surveys": (0, 0, 0),
    }
    await scene.forward(29)
    assert await gone(scene) == 0
    assert sum(kind.past for kind in (await trial(scene)).values()) == 0
    await scene.forward(2)
    assert await gone(scene) == sum(kind.soon for kind in first.values())
    left = await trial(scene)
    assert {what: kind.kept for what, kind in left.items() if kind.kept} == {
        "partnerships that have ended": 1,
        "complaints that were closed": 1,
    }


async def test_other_rules_are_tried_before_they_hold(scene: Stage) -> None:
    with_rules(scene, retention=DAYS | {"unmatched_days": 700})
    await play(scene)
    await scene.forward(60)
    kind = "applications that found no partner"
    assert (await trial(scene))[kind].past == 0
    with_rules(scene, retention=DAYS | {"unmatched_days": 30})
    tried = (await trial(scene))[kind]
    assert (tried.kept, tried.past, tried.days) == (1, 1, 30)
