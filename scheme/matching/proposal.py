"""A proposal: the Group agrees on mentors for a mentee, the mentee chooses, the mentor answers (R3.4, R4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order
from scheme.ids import ApplicationId, CandidateId, PersonId, ProposalId
from scheme.people import Role
from scheme.refusal import Refusal

SENT = "These options have been sent already. Nothing more is needed until they choose."
OVER = "These options are no longer open. Your home shows where things stand."
TOO_LATE = (
    "It is too late to take this back: something has come of it. Open the application to see."
)
CLOSED = "This request is closed, so there is nothing left to answer. Thank you all the same."
TALK_FIRST = "This is about a first talk, and nobody decides before it. Open the request to answer."
NO_TALK = "This first talk is over. Your home shows where things stand."


class ProposalProgress(StrEnum):
    """Where a proposal stands. `returned`: nothing came of it, and the Group looks again."""

    DRAFT = "draft"
    OFFERED = "offered"
    ASKED = "asked"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CLOSED = "closed"


class Word(StrEnum):
    """Where one proposed mentor stands. `released`: not chosen, or no longer needed.

    Where a mentee may talk with several first: `approached` for a first talk, `talking`, `talked`, and `parted` where one
    of the two would rather not go on. Only `asked` and `accepted` hold a place.
    """

    PROPOSED = "proposed"
    ASKED = "asked"
    APPROACHED = "approached"
    TALKING = "talking"
    TALKED = "talked"
    PARTED = "parted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    RELEASED = "released"


WAITED_FOR = frozenset({Word.ASKED, Word.APPROACHED})  # a mentor's answer
IN_TALKS = frozenset({Word.APPROACHED, Word.TALKING, Word.TALKED})
TALKS = frozenset({Word.TALKING, Word.TALKED})  # both know of each other
OPEN = frozenset({Word.PROPOSED, *WAITED_FOR, *TALKS})


@dataclass(kw_only=True)
class Proposal:
    """What the Group puts to one mentee. `revision` counts the sets of mentors it has held; agreement is to one set."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the mentee's
    mentee_id: PersonId  # the person
    opened_at: datetime  # when the first mentors were selected
    way: str = "choose-one"  # by which it goes to a mentor, whatever the scheme switches to
    state: ProposalProgress = ProposalProgress.DRAFT  # how far it is
    revision: int = 1
    offered_at: datetime | None = None  # None while it is a draft
    choose_by: date | None = None  # the mentee's last day; None while it rests, and for a draft
    reason: str | None = None  # why the mentee wants none of them; None: nothing was said
    id: ProposalId = field(init=False)  # of its row

    @property
    def is_live(self) -> bool:
        """Whether anything can still come of it."""
        return self.state in (
            ProposalProgress.DRAFT,
            ProposalProgress.OFFERED,
            ProposalProgress.ASKED,
        )

    def offer(self, definition: Definition, now: datetime) -> None:
        """Enough members agreed: the mentee has until `choose_by` to choose. Raises `Refusal` unless a draft."""
        self._offer(ProposalProgress.DRAFT, definition, now)

    def offer_again(self, definition: Definition, now: datetime) -> None:
        """A mentor who was asked is not to be: the mentee has as long as at first. Raises `Refusal` unless one was asked."""
        self._offer(ProposalProgress.ASKED, definition, now)

    def _offer(self, before: ProposalProgress, definition: Definition, now: datetime) -> None:
        if not self.is_live:
            raise Refusal(
                "These options are closed, so they can't be offered. Open the application to start afresh."
            )
        if self.state != before:
            raise Refusal(SENT)
        self.state = ProposalProgress.OFFERED
        self.run(definition, now)

    def run(self, definition: Definition, now: datetime) -> None:
        """The mentee's time to choose starts, or starts afresh. Raises `Refusal` unless it is with them."""
        if self.state != ProposalProgress.OFFERED:
            raise Refusal(OVER)
        self.offered_at = now
        last = calendar.add_days(
            calendar.local_day(now, definition.zone), definition.choosing.mentee_days
        )
        self.choose_by = calendar.on_or_after(last, definition.region)

    def rest(self) -> None:
        """First talks are under way, each with a day of its own: there is no day to choose by meanwhile.

        Raises `Refusal` unless it is with the mentee.
        """
        if self.state != ProposalProgress.OFFERED:
            raise Refusal(OVER)
        self.choose_by = None

    def tell_both(self, now: datetime) -> None:
        """Enough members agreed, and both of a pair are told. Raises `Refusal` unless a draft."""
        if not self.is_live:
            raise Refusal(OVER)
        if self.state != ProposalProgress.DRAFT:
            raise Refusal(SENT)
        self.state = ProposalProgress.ASKED
        self.offered_at = now

    def untell(self) -> None:
        """What both were told is taken back: a draft again, to be agreed on anew. Raises `Refusal` unless they were told."""
        if self.state != ProposalProgress.ASKED:
            raise Refusal(TOO_LATE)
        self._to_draft()

    def draw_back(self) -> None:
        """A member took back their word before the mentee acted on it (R3.4): a draft again, to be agreed on anew.

        Raises `Refusal` when it is not with the mentee.
        """
        if self.state != ProposalProgress.OFFERED:
            raise Refusal(TOO_LATE)
        self._to_draft()

    def _to_draft(self) -> None:
        self.state = ProposalProgress.DRAFT
        self.offered_at = None
        self.choose_by = None

    def agree_afresh(self) -> None:
        """What members agreed to no longer stands: the set is another, or was taken back. Raises `Refusal` unless a draft."""
        if self.state != ProposalProgress.DRAFT:
            raise Refusal(SENT)
        self.revision += 1

    def choose(self) -> None:
        """The mentee has chosen, and waits for an answer. Raises `Refusal` unless it is open to choice."""
        self.must_be_open_to_choice()
        self.state = ProposalProgress.ASKED

    def accept(self) -> None:
        """A mentor who was asked has accepted. Raises `Refusal` unless an answer was waited for."""
        if self.state != ProposalProgress.ASKED:
            raise Refusal(OVER)
        self.state = ProposalProgress.ACCEPTED

    def settle(self) -> None:
        """The mentee has decided for somebody they talked with. Raises `Refusal` unless it is with them."""
        self.must_be_open_to_choice()
        self.state = ProposalProgress.ACCEPTED

    def come_to_nothing(self, reason: str | None = None) -> None:
        """Nobody is left, or none suits, for a reason perhaps: the Group looks again.

        Raises `Refusal` unless the mentee had it.
        """
        if self.state not in (ProposalProgress.OFFERED, ProposalProgress.ASKED):
            raise Refusal(OVER)
        self.state = ProposalProgress.RETURNED
        self.reason = reason

    def close(self) -> None:
        """It is not needed any more, wherever it stood. Raises `Refusal` when it is over already."""
        if not self.is_live:
            raise Refusal(OVER)
        self.state = ProposalProgress.CLOSED

    def must_be_open_to_choice(self) -> None:
        """Raises `Refusal` unless the mentee can choose from it now."""
        match self.state:
            case ProposalProgress.OFFERED:
                return
            case ProposalProgress.ASKED:
                raise Refusal(
                    "You have asked somebody already. You'll hear as soon as they answer."
                )
            case ProposalProgress.ACCEPTED:
                raise Refusal(
                    "Your choice has been accepted, so these options are closed. Your home has the next step."
                )
            case ProposalProgress.DRAFT | ProposalProgress.RETURNED | ProposalProgress.CLOSED:
                raise Refusal(OVER)

    def due(self, definition: Definition) -> list[Due]:
        """Reminders to a mentee who has not chosen, then word to the Group."""
        if (
            self.state != ProposalProgress.OFFERED
            or self.offered_at is None
            or self.choose_by is None
        ):
            return []
        start = calendar.local_day(self.offered_at, definition.zone)
        reminders = [
            Due(
                name="remind",
                occasion=f"remind:{days}:{self.choose_by}",
                at=nine(definition, calendar.add_days(start, days)),
                series="choose",
            )
            for days in definition.choosing.mentee_reminders
            if calendar.add_days(start, days) < self.choose_by
        ]
        limit = nine(definition, calendar.add_days(self.choose_by, 1))
        return in_order(
            [
                *reminders,
                Due(
                    name="unchosen",
                    occasion=f"unchosen:{self.choose_by}",
                    at=limit,
                    series="choose",
                ),
            ]
        )


@dataclass(kw_only=True)
class Candidate:
    """One proposed mentor. A place of theirs is taken when they are asked, not when they are proposed (R4.3).

    A first talk takes none: nine who would like to talk leave their places open to whoever decides first.
    """

    scheme: str  # the scheme's key
    proposal_id: ProposalId  # the one they are in
    mentor_id: PersonId  # the person
    mentor_application_id: ApplicationId  # theirs, which is on the register
    rank: int  # the place in the Group's order, from 0
    state: Word = Word.PROPOSED  # what has become of the request
    asked_at: datetime | None = None  # None until the mentee chose them, as is `answer_by`
    answer_by: date | None = None  # the mentor's last day
    answered_at: datetime | None = None  # when they answered, or the wait was over; None until then
    talk_by: date | None = None  # when both are asked how a first talk went
    talked_at: datetime | None = None  # when either said that they have talked
    decide_by: date | None = None  # by when the mentee decides after it
    both_told: bool = False  # whether the mentee knows too, and no word until `answer_by` is a yes
    mentee_fine_at: datetime | None = None  # when the mentee said yes, where both were told
    mentor_fine_at: datetime | None = None  # likewise the mentor
    id: CandidateId = field(init=False)  # of its row

    def ask(self, definition: Definition, now: datetime) -> None:
        """The mentee chose them: they have until `answer_by`."""
        self._ask(Word.ASKED, definition, now)

    def approach(self, definition: Definition, now: datetime) -> None:
        """The mentee would like a first talk: they have until `answer_by` to say."""
        self._ask(Word.APPROACHED, definition, now)

    def _ask(self, word: Word, definition: Definition, now: datetime) -> None:
        if self.state != Word.PROPOSED:
            raise Refusal(
                "They can't be asked any more. Please choose another, or ask for other options."
            )
        self.state = word
        self.wait_longer(definition, now)

    def tell_both(self, definition: Definition, now: datetime) -> None:
        """Both of the pair are told: until `answer_by` either may say no. Raises `Refusal` unless proposed."""
        self.ask(definition, now)
        self.both_told = True
        self.wait_longer(definition, now)

    def untell(self) -> None:
        """What both were told is taken back, before either has said a word. Raises `Refusal` otherwise."""
        if not self.is_untouched:
            raise Refusal(TOO_LATE)
        self.state = Word.PROPOSED
        self.both_told = False
        self.asked_at = None
        self.answer_by = None

    @property
    def is_untouched(self) -> bool:
        """Whether both were told, and neither has said anything yet."""
        return (
            self.both_told
            and self.state == Word.ASKED
            and self.mentee_fine_at is None
            and self.mentor_fine_at is None
        )

    @property
    def both_are_fine(self) -> bool:
        """Whether both have said yes."""
        return self.mentee_fine_at is not None and self.mentor_fine_at is not None

    def say_yes(self, role: Role, now: datetime) -> None:
        """The mentee or the mentor says yes, where both were told; again changes nothing. Raises `Refusal` otherwise."""
        self.must_be_asked()
        if not self.both_told:
            raise Refusal(CLOSED)
        if role == "mentee":
            self.mentee_fine_at = self.mentee_fine_at or now
        else:
            self.mentor_fine_at = self.mentor_fine_at or now

    def wait_longer(self, definition: Definition, now: datetime) -> None:
        """Their time to answer starts, or starts afresh when they asked for more. Raises `Refusal` unless asked."""
        self.must_be_asked()
        self.asked_at = now
        self.answer_by = answer_day(definition, now, both=self.both_told)

    def accept(self, now: datetime) -> None:
        """The mentor says yes. Raises `Refusal` when no answer is waited for, or it is for a first talk."""
        self.must_be_able_to_accept()
        self._answer(Word.ACCEPTED, now)

    def talk(self, definition: Definition, now: datetime) -> None:
        """The mentor says yes to a first talk. Raises `Refusal` unless they were asked for one."""
        self.must_be_asked()
        if self.state != Word.APPROACHED:
            raise Refusal(CLOSED)
        self._answer(Word.TALKING, now)
        self.talk_later(definition, now)

    def talk_later(self, definition: Definition, now: datetime) -> None:
        """They have as long as at first to talk. Raises `Refusal` unless a first talk is still to come."""
        self.must_talk()
        if self.state == Word.TALKED:
            raise Refusal("You have talked already. Your home has what is next.")
        last = calendar.add_days(
            calendar.local_day(now, definition.zone), definition.choosing.talk_days
        )
        self.talk_by = calendar.on_or_after(last, definition.region)

    def have_talked(self, definition: Definition, now: datetime) -> None:
        """Either says that they have talked: the mentee has until `decide_by`. Nothing changes when it was said before.

        Raises `Refusal` where there is no first talk.
        """
        self.must_talk()
        if self.state == Word.TALKED:
            return
        self.state = Word.TALKED
        self.talked_at = now
        last = calendar.add_days(
            calendar.local_day(now, definition.zone), definition.choosing.mentee_days
        )
        self.decide_by = calendar.on_or_after(last, definition.region)

    def part(self) -> None:
        """One of the two would rather not go on; neither who nor why is kept. Raises `Refusal` where there is no first talk."""
        self.must_talk()
        self.state = Word.PARTED

    def fade(self) -> None:
        """A first talk came to nothing by itself: it never was, or no decision followed. Raises `Refusal` where there is none."""
        self.must_talk()
        self.state = Word.LAPSED

    def be_chosen(self) -> None:
        """After a first talk the mentee would like them. Raises `Refusal` where there is none."""
        self.must_talk()
        self.state = Word.ACCEPTED

    def must_talk(self) -> None:
        """Raises `Refusal` unless the two are to have a first talk, or have had it, and may still go on."""
        if self.state not in TALKS:
            raise Refusal(NO_TALK)

    def decline(self, now: datetime) -> None:
        """The mentor says no, or leaves the register. Raises `Refusal` when no answer is waited for."""
        self._answer(Word.DECLINED, now)

    def lapse(self, now: datetime) -> None:
        """No answer came in time. Raises `Refusal` when none is waited for."""
        self._answer(Word.LAPSED, now)

    def take_back(self, now: datetime) -> None:
        """The mentee no longer asks. Raises `Refusal` when no answer is waited for."""
        self._answer(Word.RELEASED, now)

    def _answer(self, word: Word, now: datetime) -> None:
        self.must_be_asked()
        self.state = word
        self.answered_at = now

    def release(self) -> None:
        """They are no longer needed, whether asked or not. Raises `Refusal` once that was settled."""
        if not self.is_open:
            raise Refusal(CLOSED)
        self.state = Word.RELEASED

    @property
    def is_talking(self) -> bool:
        """Whether a first talk is to come, or over without a decision: both of the two know of it."""
        return self.state in TALKS

    def rank_at(self, rank: int) -> None:
        """Their rank in the Group's order, from 0."""
        self.rank = rank

    @property
    def is_open(self) -> bool:
        """Whether something can still come of it: proposed, asked, or in a first talk."""
        return self.state in OPEN

    @property
    def is_in_talks(self) -> bool:
        """Whether a first talk is asked for, to come, or over without a decision."""
        return self.state in IN_TALKS

    def must_be_able_to_accept(self) -> None:
        """Raises `Refusal` unless their yes is waited for, and is one to the mentee and not to a first talk."""
        self.must_be_asked()
        if self.state == Word.APPROACHED:
            raise Refusal(TALK_FIRST)

    def must_be_asked(self) -> None:
        """Raises `Refusal` unless their answer is waited for."""
        if self.state == Word.ACCEPTED:
            raise Refusal("You have accepted already. Your home has the next step.")
        if self.state in TALKS:
            raise Refusal("You have said yes to a first talk already. Your home has the next step.")
        if self.state not in WAITED_FOR:
            raise Refusal(CLOSED)

    def due(self, definition: Definition) -> list[Due]:
        """What time brings to a mentor who was asked, and to a first talk: each ends by itself in the end."""
        if self.state in WAITED_FOR:
            return self._answer_due(definition)
        if self.state == Word.TALKING:
            return self._talk_due(definition)
        if self.state == Word.TALKED:
            return self._decision_due(definition)
        return []

    def _talk_due(self, definition: Definition) -> list[Due]:
        """Both are asked once whether they have talked; then it is let go."""
        if self.talk_by is None:
            return []
        asked = nine(definition, calendar.add_days(self.talk_by, 1))
        over = nine(
            definition, calendar.add_days(self.talk_by, definition.choosing.mentor_days + 1)
        )
        return in_order(
            [
                Due(name="how", occasion=f"how:{self.talk_by}", at=asked, series="talk"),
                Due(name="never", occasion=f"never:{self.talk_by}", at=over, series="talk"),
            ]
        )

    def _decision_due(self, definition: Definition) -> list[Due]:
        """Reminders to a mentee who has talked with them, then it is let go."""
        if self.talked_at is None or self.decide_by is None:
            return []
        start = calendar.local_day(self.talked_at, definition.zone)
        reminders = [
            Due(
                name="decide",
                occasion=f"decide:{days}:{start}",
                at=nine(definition, calendar.add_days(start, days)),
                series="talk",
            )
            for days in definition.choosing.mentee_reminders
            if calendar.add_days(start, days) < self.decide_by
        ]
        over = nine(definition, calendar.add_days(self.decide_by, 1))
        return in_order(
            [
                *reminders,
                Due(name="undecided", occasion=f"undecided:{start}", at=over, series="talk"),
            ]
        )

    def _answer_due(self, definition: Definition) -> list[Due]:
        """Reminders to a mentor who was asked, then on to the next option; where both were told, then they begin."""
        if self.asked_at is None or self.answer_by is None:
            return []
        start = calendar.local_day(self.asked_at, definition.zone)
        if self.both_told:
            remind, limit_name = "remind_both", "begin"
        else:
            remind, limit_name = "remind", "lapse"
        reminders = [
            Due(
                name=remind,
                occasion=f"{remind}:{days}:{start}",
                at=nine(definition, calendar.add_days(start, days)),
                series="answer",
            )
            for days in definition.choosing.mentor_reminders
            if calendar.add_days(start, days) <= self.answer_by
        ]
        limit = nine(definition, calendar.add_days(self.answer_by, 1))
        return in_order(
            [
                *reminders,
                Due(
                    name=limit_name,
                    occasion=f"{limit_name}:{self.answer_by}",
                    at=limit,
                    series="answer",
                ),
            ]
        )


@dataclass(kw_only=True)
class Approval:
    """A member agreed to one set of mentors; `criteria` are the letters of the questions they considered."""

    proposal_id: ProposalId  # what was agreed to
    person_id: PersonId  # the member
    revision: int  # the set of mentors that it is about
    at: datetime  # when it was given
    criteria: str
    id: int = field(init=False)  # of its row


@dataclass(kw_only=True)
class Place:
    """One of a mentor's places, held by a request and then by its partnership until released."""

    mentor_application_id: ApplicationId  # of the mentor whose place it is
    number: int  # from 1 to the mentor's capacity
    candidate_id: CandidateId  # the request that took it
    taken_at: datetime  # when the mentor was asked
    released_at: datetime | None = None  # None while it is taken
    id: int = field(init=False)  # of its row

    def release(self, now: datetime) -> None:
        """It is free again. Keeps the moment when it was freed before."""
        self.released_at = self.released_at or now


def agreed(proposal: Proposal, approvals: Iterable[Approval]) -> set[PersonId]:
    """The members who agree to the set as it stands."""
    return {a.person_id for a in approvals if a.revision == proposal.revision}


def answer_day(definition: Definition, now: datetime, *, both: bool = False) -> date:
    """The last day of a mentor who is asked now (R4.3); or on which either says no, where both are told now."""
    if both:
        days = definition.choosing.no_days
    else:
        days = definition.choosing.mentor_days
    last = calendar.add_days(calendar.local_day(now, definition.zone), days)
    return calendar.on_or_after(last, definition.region)


def free_place(capacity: int, taken: Iterable[int]) -> int | None:
    """The lowest free place of a mentor, from 1; None when all are taken."""
    held = set(taken)
    return next((number for number in range(1, capacity + 1) if number not in held), None)


def nine(definition: Definition, day: date) -> datetime:
    """Nine in the morning, on the next working day: when reminders are sent."""
    return calendar.at(calendar.on_or_after(day, definition.region), definition.zone)
