"""Organisers decide: the Group selects one mentor, both are told at once, and each may say no, once, kindly (R4.1)."""

from collections.abc import Sequence
from datetime import datetime

from scheme.definition.definition import Definition
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate
from scheme.matching.choosing import Choice, Next, Outcome

TALK_AFTER = 2  # times that somebody would rather not; then a person talks with them first


class OrganisersDecide:
    """Both know from the start; they begin once both say yes, or the day has passed without a no."""

    opens_list = False
    talks_first = False
    tells_both = True

    def most(self, definition: Definition) -> int:
        """One: nobody is told of several."""
        return 1

    def agree(self, choice: Choice, *, now: datetime) -> Outcome:
        """Both are told; the mentor's place is taken."""
        return choice.tell_both(choice.candidates[0], now)

    def choose(self, choice: Choice, *, chosen: Sequence[CandidateId], now: datetime) -> Outcome:
        """The mentee is fine with the mentor they were told of."""
        candidate = choice.told_pair()
        if list(chosen) != [candidate.id]:
            raise choice.not_among()
        candidate.say_yes("mentee", now)
        return self._begin_if_fine(choice, candidate, now)

    def accept(self, choice: Choice, *, candidate: Candidate, now: datetime) -> Outcome:
        """The mentor is fine with the mentee they were told of."""
        candidate.say_yes("mentor", now)
        return self._begin_if_fine(choice, candidate, now)

    def _begin_if_fine(self, choice: Choice, candidate: Candidate, now: datetime) -> Outcome:
        if candidate.both_are_fine:
            return choice.match(candidate, now)
        return Outcome(next=Next.BOTH)

    def go_on(self, choice: Choice, *, able: Sequence[Candidate], now: datetime) -> Outcome:
        """The Group looks again: nobody else was decided on."""
        return choice.come_to_nothing(now)


def needs_a_talk(nos: int) -> bool:
    """Whether a person is to talk with somebody before they are told of another; `nos`: how often they would rather not."""
    return nos >= TALK_AFTER
