"""Choose one of the proposed: the Group proposes, the mentee chooses one, who is asked; after a no, another (R4.1)."""

from collections.abc import Sequence
from datetime import datetime

from scheme.definition.definition import Definition
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate
from scheme.matching.choosing import Choice, Next, Outcome
from scheme.matching.proposal import ProposalProgress


class ChooseOne:
    """One mentor is asked at a time; the others proposed know nothing of it."""

    talks_first = False
    opens_list = False
    tells_both = False

    def most(self, definition: Definition) -> int:
        """As many as the scheme says."""
        return definition.choosing.options

    def agree(self, choice: Choice, *, now: datetime) -> Outcome:
        """The mentee has the options, and a day to choose by."""
        return choice.offer(now)

    def choose(self, choice: Choice, *, chosen: Sequence[CandidateId], now: datetime) -> Outcome:
        """The one chosen is asked."""
        choice.proposal.must_be_open_to_choice()
        if len(chosen) != 1:
            raise choice.not_among()
        candidate = choice.option(chosen[0])
        choice.proposal.choose()
        return Outcome(next=Next.MENTOR, ask=(candidate,))

    def accept(self, choice: Choice, *, candidate: Candidate, now: datetime) -> Outcome:
        """The two are matched."""
        return choice.match(candidate, now)

    def go_on(self, choice: Choice, *, able: Sequence[Candidate], now: datetime) -> Outcome:
        """The other options are open again, with a new day to choose by; where there is none, the Group looks again."""
        if not able:
            return choice.come_to_nothing(now)
        if (
            choice.proposal.state != ProposalProgress.OFFERED
        ):  # else they have not chosen yet, from one option fewer now
            choice.proposal.offer_again(choice.definition, now)
        return Outcome(next=Next.MENTEE)
