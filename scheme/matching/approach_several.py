"""Approach several of the proposed: first talks with some of them at once, then the mentee decides (R4.1).

The Group proposes; the mentee asks up to `choosing.at_once` of them for a first talk; each mentor says whether they would.
Nobody's place is taken by it. Either steps back after it (`Candidate.part`); of those who have not, the mentee chooses
(`Choice.settle`).
"""

from collections.abc import Sequence
from datetime import datetime

from scheme.definition.definition import Definition
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate
from scheme.matching.choosing import Choice, Next, Outcome
from scheme.refusal import Refusal
from scheme.wording import counted


class ApproachSeveral:
    """Several mentors may be asked for a first talk at once; none learns who else is."""

    talks_first = True
    opens_list = False
    tells_both = False

    def most(self, definition: Definition) -> int:
        """As many as the scheme says."""
        return definition.choosing.options

    def agree(self, choice: Choice, *, now: datetime) -> Outcome:
        """The mentee has the options, and a day to choose by."""
        return choice.offer(now)

    def choose(self, choice: Choice, *, chosen: Sequence[CandidateId], now: datetime) -> Outcome:
        """Those chosen are asked for a first talk, as long as there are not too many at once."""
        choice.proposal.must_be_open_to_choice()
        if not chosen:
            raise choice.not_among()
        wanted = tuple(choice.option(candidate_id) for candidate_id in chosen)
        most = choice.definition.choosing.at_once
        running = sum(candidate.is_in_talks for candidate in choice.candidates)
        if running + len(wanted) > most:
            raise Refusal(
                f"You can have {counted(most, 'first talk')} at once. Wait until a talk is over, or step back from "
                "somebody, and you can ask another."
            )
        choice.proposal.rest()
        return Outcome(next=Next.MENTOR, approach=wanted)

    def accept(self, choice: Choice, *, candidate: Candidate, now: datetime) -> Outcome:
        """The two have a first talk, and a day by which they hear from here again."""
        choice.proposal.must_be_open_to_choice()
        candidate.talk(choice.definition, now)
        return Outcome(next=Next.TALK)

    def go_on(self, choice: Choice, *, able: Sequence[Candidate], now: datetime) -> Outcome:
        """The rest go on; with nobody to talk with or to ask, the Group looks again."""
        if not able and not any(candidate.is_in_talks for candidate in choice.candidates):
            return choice.come_to_nothing(now)
        choice.count_days(now)
        return Outcome(next=Next.MENTEE)
