"""The seam behind which a way to a mentor stands: another way is one object, and the conversations carry out what it says."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from scheme.application.application import ApplicationStage as Standing
from scheme.definition.definition import Definition
from scheme.matching.candidate import Candidate
from scheme.matching.choosing import Choice, Next, Outcome
from scheme.matching.ways import WAYS
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    candidate_of,
    cards,
    eligible,
    on_register,
    places_taken,
    refused,
    selects,
)
from tests.support.stage import IDA, MAYA, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


class AskTheFirst:
    """The first of those the Group agreed on is asked at once, after a no the next; the mentee has nothing to choose."""

    talks_first = False
    opens_list = False
    tells_both = False

    def most(self, definition: Definition) -> int:
        return definition.choosing.options

    def agree(self, choice: Choice, *, now: datetime) -> Outcome:
        choice.offer(now)
        choice.proposal.choose()
        return Outcome(next=Next.MENTOR, ask=(choice.candidates[0],))

    def choose(self, choice: Choice, *, chosen: Sequence[int], now: datetime) -> Outcome:
        raise choice.not_among()

    def accept(self, choice: Choice, *, candidate: Candidate, now: datetime) -> Outcome:
        return choice.match(candidate, now)

    def go_on(self, choice: Choice, *, able: Sequence[Candidate], now: datetime) -> Outcome:
        if not able:
            return choice.come_to_nothing(now)
        return Outcome(next=Next.MENTOR, ask=(able[0],))


async def request_to(scene: Stage, mentor: str) -> str:
    return f"candidate:{(await candidate_of(scene, MAYA, mentor)).id}"


async def test_another_way_is_carried_out_with_places_clocks_and_kindness_as_they_are(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WAYS, "choose-one", AskTheFirst())
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    maya, priya, tom = [await scene.person(email) for email in (MAYA, PRIYA, TOM)]
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [PRIYA, TOM])
    await maya.does_not_see("to consider")
    await priya.sees("Maya Thorne would like to work with you", "Monday 18 January 2027")
    assert (await places_taken(scene, PRIYA), await places_taken(scene, TOM)) == (1, 0)
    assert "not among your options" in await refused(
        maya, "choose.sent", "proposal:1", candidate="2", revision="1"
    )
    await act(priya, "answer.declined", await request_to(scene, PRIYA))
    assert (await places_taken(scene, PRIYA), await places_taken(scene, TOM)) == (0, 1)
    await tom.sees("Maya Thorne would like to work with you")
    await act(tom, "answer.accept", await request_to(scene, TOM))
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED
    assert cards(maya, "Meet Tom Birch")
