"""One proposed mentor: proposed, asked, perhaps in a first talk, and what became of it (R4.1, R4.3)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order, nine
from scheme.ids import ApplicationId, CandidateId, PersonId, ProposalId
from scheme.people import Role
from scheme.refusal import Refusal

TOO_LATE = (
    "It is too late to take this back: something has come of it. Open the application to see."
)
CLOSED = "This request is closed, so there is nothing left to answer. Thank you all the same."
TALK_FIRST = "This is about a first talk, and nobody decides before it. Open the request to answer."
NO_TALK = "This first talk is over. Your home shows where things stand."


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


def answer_day(definition: Definition, now: datetime, *, both: bool = False) -> date:
    """The last day of a mentor who is asked now (R4.3); or on which either says no, where both are told now."""
    if both:
        days = definition.choosing.no_days
    else:
        days = definition.choosing.mentor_days
    last = calendar.add_days(calendar.local_day(now, definition.zone), days)
    return calendar.on_or_after(last, definition.region)
