"""How a mentee comes to a mentor: what every way shares, and the seam behind which each way is one file (R3.4, R4).

Every way moves the same objects, by the same moves: `Proposal` (whose turn it is), `Candidate` (how one mentor stands) and
`Place`. Shared by all of them, and no way can do otherwise:

- a place of a mentor is taken when they are asked (`ask`), or chosen after a first talk (`hold`), and free as soon as it is
  over; a first talk takes none (`approach`);
- the clocks run by state: the mentee's from `offer`, the mentor's from `ask`;
- whoever had been asked and is no longer needed is in `Outcome.released`, and is told kindly;
- what members agreed to can be drawn back until the mentee has acted on it (`is_acted_on`).

A way (`Way`) says only what follows a move. `scheme.matching.ways` has them all.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from scheme import calendar
from scheme.application.application import Application
from scheme.application.question import Question
from scheme.definition.definition import Definition
from scheme.definition.joining import Choosing
from scheme.ids import ApplicationId, CandidateId
from scheme.matching.candidate import TALKS, WAITED_FOR, Candidate, Word
from scheme.matching.proposal import Place, Proposal, ProposalProgress, free_place
from scheme.matching.shortlist import Shortlist
from scheme.refusal import Refusal


class Next(StrEnum):
    """What follows a move. `both`: a pair is decided on; `pair`: two are matched, and introduced; `nothing`: it is over."""

    MENTEE = "the mentee chooses"
    MENTOR = "a mentor answers"
    TALK = "the two talk"
    GROUP = "the Group looks again"
    BOTH = "both are told, and either may say no"
    PAIR = "the two begin"
    NOTHING = "nothing"


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a move brought, for a conversation to do and to tell."""

    next: Next  # who has the next word
    ask: tuple[Candidate, ...] = ()  # to be asked now, each by `ask`
    approach: tuple[Candidate, ...] = ()  # to be asked for a first talk now, each by `approach`
    released: tuple[Candidate, ...] = ()  # had been asked: told kindly, their places free


@dataclass(kw_only=True)
class Choice:
    """A mentee on their way to a mentor. `candidates` are the mentors in the proposal, in the Group's order."""

    definition: Definition  # the scheme's rules
    mentee: Application  # the application it is for
    proposal: Proposal  # what the Group put to them
    candidates: Sequence[Candidate]
    shortlist: Shortlist | None = None  # where the mentee chose of all mentors
    chosen: Sequence[ApplicationId] = ()  # the mentors on it, by their applications

    def option(self, candidate_id: CandidateId) -> Candidate:
        """The candidate of an id. Raises `Refusal` when it is not in this proposal."""
        found = self._find(candidate_id)
        if found is None:
            raise self.not_among()
        return found

    def not_among(self) -> Refusal:
        """What is said of a choice that was not offered."""
        return Refusal(
            f"That {self.definition.terms.mentor} is not among your options. Open them again to choose."
        )

    def request(self, candidate_id: CandidateId) -> Candidate:
        """The candidate of an id who was asked and has not answered. Raises `Refusal` when there is none."""
        found = self._find(candidate_id)
        if found is None or found.state not in WAITED_FOR:
            raise Refusal(
                "This request has been answered, or is closed. Your home shows where things stand."
            )
        return found

    def _find(self, candidate_id: CandidateId) -> Candidate | None:
        return next(
            (candidate for candidate in self.candidates if candidate.id == candidate_id), None
        )

    def offer(self, now: datetime) -> Outcome:
        """The mentee has their options, which keeps the promise to them (R3.6). Raises `Refusal` unless a draft."""
        self.proposal.offer(self.definition, now)
        self.mentee.answered(calendar.local_day(now, self.definition.zone))
        return Outcome(next=Next.MENTEE)

    def tell_both(self, candidate: Candidate, now: datetime) -> Outcome:
        """A pair is decided on: both are told, which keeps the promise to the mentee (R3.6). Raises `Refusal` unless a draft."""
        self.proposal.tell_both(now)
        self.mentee.answered(calendar.local_day(now, self.definition.zone))
        return Outcome(next=Next.BOTH, ask=(candidate,))

    def draw_back(self) -> Outcome:
        """The Group takes back what nobody has acted on: a draft again. Raises `Refusal` when it is too late.

        A mentor who knew of it is in `released`: told kindly, their place free.
        """
        told = tuple(candidate for candidate in self.candidates if candidate.state == Word.ASKED)
        if told:
            for candidate in told:
                candidate.untell()
            self.proposal.untell()
        else:
            self.proposal.draw_back()
        return Outcome(next=Next.GROUP, released=told)

    def told_pair(self) -> Candidate:
        """The mentor of a pair that was decided on, where either may still say a word. Raises `Refusal` otherwise."""
        for candidate in self.candidates:
            if candidate.both_told and candidate.state == Word.ASKED:
                return candidate
        raise Refusal("This is settled already. Your home shows where things stand.")

    def match(self, candidate: Candidate, now: datetime) -> Outcome:
        """A mentor accepts: the mentee is matched, and nobody else is needed. Raises `Refusal` when none is waited for."""
        candidate.must_be_able_to_accept()
        self.mentee.must_wait_for_a_mentor()
        self.proposal.accept()
        candidate.accept(now)
        self.mentee.match()
        return Outcome(next=Next.PAIR, released=self._release())

    def settle(self, candidate: Candidate, now: datetime) -> Outcome:
        """After a first talk the mentee chooses: the two are matched, and nobody else is needed.

        The place is to be held first, by `hold`. Raises `Refusal` where there was no such talk, or it is not theirs to say.
        """
        candidate.must_talk()
        self.mentee.must_wait_for_a_mentor()
        self.proposal.settle()
        candidate.be_chosen()
        self.mentee.match()
        return Outcome(next=Next.PAIR, released=self._release())

    def count_days(self, now: datetime) -> None:
        """The mentee's day to choose by rests while there are first talks, and starts afresh when there are none."""
        if any(candidate.is_in_talks for candidate in self.candidates):
            self.proposal.rest()
        elif self.proposal.choose_by is None:
            self.proposal.run(self.definition, now)

    def come_to_nothing(self, now: datetime, *, reason: str | None = None) -> Outcome:
        """The Group looks again, and the mentee has a new day to hear by (R4.3). `reason`: why, in the mentee's words."""
        self.proposal.come_to_nothing(reason)
        self.mentee.look_again(self.definition, calendar.local_day(now, self.definition.zone))
        return Outcome(next=Next.GROUP, released=self._release())

    def close(self) -> Outcome:
        """It is not needed any more: the mentee has withdrawn, or heard a kind no."""
        self.proposal.close()
        return Outcome(next=Next.NOTHING, released=self._release())

    def _release(self) -> tuple[Candidate, ...]:
        """Nobody in it is needed any more. Returns those who had been asked, and know of it."""
        known = WAITED_FOR | TALKS
        asked = tuple(candidate for candidate in self.candidates if candidate.state in known)
        for candidate in self.candidates:
            if candidate.is_open:
                candidate.release()
        return asked


class Way(Protocol):
    """A way to a mentor: what follows each move. Implementations hold no state, and change a choice by its own moves.

    What a conversation shows differently by the way is said here too, so that none asks for the name of a mode.
    """

    talks_first: bool  # whether those whom the mentee chooses are asked for a first talk, which takes no place

    opens_list: bool  # whether mentees choose of all mentors first
    tells_both: bool  # whether mentee and mentor are told at once when enough members agree

    def most(self, definition: Definition) -> int:
        """How many mentors the Group may select for a mentee."""

    def agree(self, choice: Choice, *, now: datetime) -> Outcome:
        """Enough members agree to the set as it stands (R3.4)."""

    def choose(self, choice: Choice, *, chosen: Sequence[CandidateId], now: datetime) -> Outcome:
        """The mentee says whom they would like, or would like to talk with: ids of candidates, first choice first.

        Of a pair decided on: yes to it.

        Raises `Refusal` when it is not theirs to say now.
        """

    def accept(self, choice: Choice, *, candidate: Candidate, now: datetime) -> Outcome:
        """A mentor who was asked says yes: to the mentee, or to a first talk. Raises `Refusal` when none is waited for."""

    def go_on(self, choice: Choice, *, able: Sequence[Candidate], now: datetime) -> Outcome:
        """A request or a first talk ended without a yes, or a mentor left. `able`: those not asked yet who could be asked now."""


def ask(
    choice: Choice,
    *,
    candidate: Candidate,
    mentor: Application,
    taken: Collection[int],
    able: bool,
    now: datetime,
    both: bool = False,
) -> Place:
    """Ask a mentor: their time to answer starts, and the place returned is taken (R4.3).

    `both`: a pair was decided on, and both are told instead.
    `taken`: the numbers of their places that are held; `able`: whether they could be asked now.
    Raises `Refusal` when they have no place left, or can't be asked.
    """
    number = free_place(mentor.capacity, taken)
    if number is None or not able:
        raise cannot_be_told(mentor) if both else cannot_be_asked(mentor)
    if both:
        candidate.tell_both(choice.definition, now)
    else:
        candidate.ask(choice.definition, now)
    return Place(
        mentor_application_id=mentor.id, number=number, candidate_id=candidate.id, taken_at=now
    )


def may_talk(
    *, choosing: Choosing, mentor: Application, taken: Collection[int], talks: int
) -> bool:
    """Whether a mentor has room for another first talk: so many for each free place. `talks`: those they are in now."""
    free = mentor.capacity - len(taken)
    return talks < choosing.talks * free


def approach(
    choice: Choice,
    *,
    candidate: Candidate,
    mentor: Application,
    taken: Collection[int],
    talks: int,
    able: bool,
    now: datetime,
) -> None:
    """Ask a mentor for a first talk, which takes no place: their time to answer starts (R4.1).

    `taken` and `able` as `ask` has them; `talks`: the first talks they are asked for or in already, with whomever.
    Raises `Refusal` when they have no place left, no room for another talk, or can't be asked.
    """
    room = may_talk(choosing=choice.definition.choosing, mentor=mentor, taken=taken, talks=talks)
    if not able or not room:
        raise cannot_be_asked(mentor)
    candidate.approach(choice.definition, now)


def hold(
    *, candidate: Candidate, mentor: Application, taken: Collection[int], now: datetime
) -> Place:
    """A place of a mentor whom a mentee chooses after a first talk; `taken` as `ask` has it.

    Raises `Refusal` where the last has gone to another meanwhile.
    """
    candidate.must_talk()
    number = free_place(mentor.capacity, taken)
    if number is None:
        raise Refusal(
            f"{mentor.applicant}'s last place has just gone, so nothing was decided. It says nothing about you. "
            "Your home shows whom else you can choose."
        )
    return Place(
        mentor_application_id=mentor.id, number=number, candidate_id=candidate.id, taken_at=now
    )


def cannot_be_asked(mentor: Application) -> Refusal:
    """What is said where a mentor who was proposed has no place left, or is away or kept apart by now."""
    return Refusal(
        f"{mentor.applicant} can't be asked just now, so nobody has been. "
        "Please choose another, or ask for other options."
    )


def cannot_be_told(mentor: Application) -> Refusal:
    """What a member reads where the mentor they decided on has no place left, or is away or kept apart by now."""
    return Refusal(
        f"{mentor.applicant} can't take this on just now, so nobody was told. Please select another."
    )


def is_acted_on(
    *, proposal: Proposal, candidates: Iterable[Candidate], questions: Iterable[Question]
) -> bool:
    """Whether the mentee has done something about their options: chosen one, or asked a question first (R3.4).

    Of a pair that was decided on: whether either has said a word.
    """
    if proposal.state == ProposalProgress.ASKED:
        return not any(candidate.is_untouched for candidate in candidates)
    if any(candidate.asked_at for candidate in candidates):
        return True
    since = proposal.offered_at
    return since is not None and any(
        question.asker_id == proposal.mentee_id and question.asked_at >= since
        for question in questions
    )
