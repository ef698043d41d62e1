"""Choose of all: mentees choose some of all mentors until a day, then the organisers match, seeing the choices (R4.1)."""

from collections.abc import Sequence
from datetime import datetime

from scheme.definition.definition import Definition
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate
from scheme.matching.choose_one import ChooseOne
from scheme.matching.choosing import Choice, Next, Outcome
from scheme.matching.proposal import ProposalProgress


class ChooseOfAll:
    """Whom the mentee chose and the Group selects is asked; others are offered to the mentee first."""

    opens_list = True
    talks_first = False
    tells_both = False

    def most(self, definition: Definition) -> int:
        """As many as the scheme says."""
        return definition.choosing.options

    def agree(self, choice: Choice, *, now: datetime) -> Outcome:
        """Of those the Group selected, the mentee's first choice is asked; with none such, the mentee has the options."""
        outcome = choice.offer(now)
        if choice.shortlist is not None:
            choice.shortlist.close(now)
        wanted = _chosen(choice, choice.candidates)
        if not wanted:
            return outcome
        choice.proposal.choose()
        return Outcome(next=Next.MENTOR, ask=(wanted[0],))

    def choose(self, choice: Choice, *, chosen: Sequence[CandidateId], now: datetime) -> Outcome:
        """Of those offered, the one chosen is asked."""
        return ChooseOne().choose(choice, chosen=chosen, now=now)

    def accept(self, choice: Choice, *, candidate: Candidate, now: datetime) -> Outcome:
        """The two are matched."""
        return choice.match(candidate, now)

    def go_on(self, choice: Choice, *, able: Sequence[Candidate], now: datetime) -> Outcome:
        """The next of those the mentee chose is asked; else what is left is offered, or the Group looks again."""
        wanted = _chosen(choice, able)
        if wanted and choice.proposal.state == ProposalProgress.ASKED:
            return Outcome(next=Next.MENTOR, ask=(wanted[0],))
        return ChooseOne().go_on(choice, able=able, now=now)


def _chosen(choice: Choice, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Those of some mentors in a proposal whom the mentee had chosen of all, first choice first."""
    order = {mentor_id: place for place, mentor_id in enumerate(choice.chosen)}
    found = [candidate for candidate in candidates if candidate.mentor_application_id in order]
    return sorted(found, key=lambda candidate: order[candidate.mentor_application_id])
