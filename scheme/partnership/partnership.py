"""A partnership: introduced, started, surveyed, ended (R4.5, R4.6, R5.3, R5.4, R6.2)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from scheme import calendar
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId, CandidateId, PartnershipId, PersonId
from scheme.partnership.ending import Ending, Leaving
from scheme.partnership.fee import WithFee
from scheme.partnership.in_round import InRound
from scheme.partnership.months import plan, quiet_weeks
from scheme.partnership.phase import Phase
from scheme.people import Role
from scheme.refusal import Refusal


@dataclass(kw_only=True)
class Partnership(InRound, Leaving, WithFee):
    """A mentee and a mentor who were introduced. `last_met` is the day of the latest meeting logged.

    `new_end` is a day one of them proposed to end on, for the other to agree. `paused_on` to `returns_on`: a pause under
    way; `rested`: days of pauses before the midpoint, which move it whole; `rested_later`: of those after it, which move
    the end alone; `resumed_on`: when the last pause was over.
    `mentor_said_at`: when the mentor answered, after the end, whether they are available. `lessons` are the Group's.
    `months`, `every_weeks` and `minutes` are as their agreement says; None: it leaves that open, or there is none.
    `still_on`: the day on which one of them last said that they still go on, asked as no end is set.
    """

    scheme: str  # the scheme's key
    candidate_id: CandidateId  # the request that led to it
    mentee_application_id: ApplicationId  # by which the mentee came to it
    mentor_application_id: ApplicationId  # by which the mentor came to it
    mentee_id: PersonId  # the person
    mentor_id: PersonId  # the person
    introduced_at: datetime  # when both were told of each other
    phase: Phase = Phase.INTRODUCED  # how far it is
    # When they said that the two have begun; None until then.
    mentee_started_at: datetime | None = None
    mentor_started_at: datetime | None = None  # likewise
    started_on: date | None = None  # the day on which the first said so; None until both have
    # The planned end, pauses included; None until both have begun, and where the two have set none.
    ends_on: date | None = None
    last_met: date | None = None
    ended_at: datetime | None = None  # None while it is live
    ended_by: PersonId | None = None  # id of whoever ended it; None: its time was over
    ending: Ending | None = None  # None while it is live
    reason: str | None = None  # in the words of whoever ended it; None: none were given
    new_end: date | None = None
    new_end_by: PersonId | None = None  # id of the party who proposed it
    paused_on: date | None = None
    paused_by: PersonId | None = None  # id of the party who asked for it
    returns_on: date | None = None
    resumed_on: date | None = None
    rested: int = 0
    rested_later: int = 0
    mentor_said_at: datetime | None = None
    lessons: str | None = None
    months: int | None = None
    every_weeks: int | None = None
    minutes: int | None = None
    still_on: date | None = None
    id: PartnershipId = field(init=False)  # of its row

    @classmethod
    def begin(
        cls, *, candidate_id: CandidateId, mentee: Application, mentor: Application, now: datetime
    ) -> "Partnership":
        """A mentor has accepted: the two are introduced."""
        return cls(
            scheme=mentee.scheme,
            round=mentee.round,
            candidate_id=candidate_id,
            mentee_application_id=mentee.id,
            mentor_application_id=mentor.id,
            mentee_id=mentee.person_id,
            mentor_id=mentor.person_id,
            introduced_at=now,
        )

    @property
    def ref(self) -> str:
        """The reference people quote."""
        return f"P-{self.id}"

    @property
    def is_live(self) -> bool:
        """Whether it has not ended: introduced, active or paused."""
        return self.phase != Phase.ENDED

    def role_of(self, person_id: PersonId) -> Role:
        """The side a party is on."""
        if person_id == self.mentee_id:
            return "mentee"
        return "mentor"

    def partner_of(self, person_id: PersonId) -> PersonId:
        """The other party."""
        if person_id == self.mentee_id:
            return self.mentor_id
        return self.mentee_id

    def midpoint(self) -> date | None:
        """The day halfway between start and end; a pause before it puts it off by as many days (R7.4)."""
        if self.started_on is None or self.ends_on is None:
            return None
        planned = (self.ends_on - self.started_on).days - self._rest
        return calendar.add_days(self.started_on, self.rested + planned // 2)

    def midway(self, definition: Definition) -> date | None:
        """The day on which both are asked how it goes: halfway, or after the scheme's days where no end is set.

        None before the start, and where such a scheme asks at the end alone (R7.2).
        """
        days = definition.surveys.midpoint_days
        if self.started_on is None or self.ends_on is not None or not days:
            return self.midpoint()
        return calendar.add_days(self.started_on, self.rested + days)

    @property
    def _rest(self) -> int:
        """The days of all its pauses."""
        return self.rested + self.rested_later

    def recipient_of(self, occasion: str) -> PersonId:
        """Whom something that falls due is for: the id of the party whose side its occasion ends with."""
        if occasion.endswith(":mentee"):
            return self.mentee_id
        return self.mentor_id

    def must_be_live(self) -> None:
        """Raises `Refusal` once it has ended."""
        if not self.is_live:
            raise Refusal(
                "This partnership is closed, so nothing more is needed. Your home shows what comes next."
            )

    def started_by(self, person_id: PersonId) -> datetime | None:
        """When a party said that they have started."""
        if person_id == self.mentee_id:
            return self.mentee_started_at
        return self.mentor_started_at

    def confirm_start(self, definition: Definition, person_id: PersonId, now: datetime) -> bool:
        """One side says they have started; when both have, it is active. Returns whether it is."""
        self.must_be_live()
        if self.started_by(person_id) is not None:
            return self.phase == Phase.ACTIVE
        if person_id == self.mentee_id:
            self.mentee_started_at = now
        else:
            self.mentor_started_at = now
        if self.mentee_started_at and self.mentor_started_at:
            first = min(self.mentee_started_at, self.mentor_started_at)
            self.start(definition, calendar.local_day(first, definition.zone))
        return self.phase == Phase.ACTIVE

    def start(self, definition: Definition, day: date) -> None:
        """It is active from a day on, or from the common start of its round. It ends with the round, else after the months
        agreed or usual; where none of these is set, it has no end.
        """
        if self.phase == Phase.INTRODUCED:
            self.phase = Phase.ACTIVE
            self.started_on = self.counts_from(definition, day)
            self.ends_on = self.ends_together(definition, self.started_on)
            months = self.months or definition.pairing.months
            if self.ends_on is None and months:
                self.ends_on = self.ends_after(months)

    def ends_after(self, months: int) -> date | None:
        """The planned end of so many months, pauses not counted; None before the start."""
        if self.started_on is None:
            return None
        return calendar.add_days(calendar.add_months(self.started_on, months), self._rest)

    def length(self, definition: Definition) -> int | None:
        """Months from the start to the planned end, to the nearest; before the start as agreed, or as usual.

        None where the two have set no end, and the scheme leaves that to them.
        """
        if self.started_on is None or self.ends_on is None:
            return self.months or definition.pairing.months or None
        begun = self.started_on
        end = calendar.add_days(self.ends_on, -self._rest)
        days = end.day - begun.day
        months = (end.year - begun.year) * 12 + end.month - begun.month
        return max(1, months + (days > 15) - (days < -15))

    def keeps_length(self, definition: Definition, months: int | None) -> bool:
        """Whether its end stays where it is: so many months are planned, or were agreed before, or its round has an end."""
        begun = self.started_on
        if begun is not None and self.ends_together(definition, begun) is not None:
            return True
        return months in (self.months, self.length(definition))

    def rhythm(self, definition: Definition) -> tuple[int, int] | None:
        """From how many to how many weeks lie between meetings: a week either side of what the two agreed, else as usual.

        None where nothing was agreed, and the scheme leaves it to them.
        """
        usual = definition.meetings
        if self.every_weeks is None:
            return (usual.least_weeks, usual.most_weeks) if usual.most_weeks else None
        return max(1, self.every_weeks - 1), self.every_weeks + 1

    def keep_to(
        self, definition: Definition, months: int | None, weeks: int | None, minutes: int | None
    ) -> None:
        """The length and the rhythm the two agreed, which set its clocks from now on (R5.1).

        None is what their agreement leaves open: an end that is agreed elsewhere stays.
        """
        if months is not None and not self.keeps_length(definition, months):
            self.ends_on = self.ends_after(months)
            self.take_back_end()
        self.months = months
        self.every_weeks = weeks
        self.minutes = minutes

    def meeting_days(self, definition: Definition, today: date) -> tuple[date, date]:
        """The first and the last day on which the two can have met: from the introduction to the end, or today."""
        first = calendar.local_day(self.introduced_at, definition.zone)
        return first, calendar.local_day(self.ended_at, definition.zone) if self.ended_at else today

    def note_meeting(self, definition: Definition, day: date, now: datetime) -> None:
        """The two met on a day: that counts as having started, for both (R4.6). Raises `Refusal` when ended or paused."""
        self.must_be_live()
        self.must_not_rest()
        self.mentee_started_at = self.mentee_started_at or now
        self.mentor_started_at = self.mentor_started_at or now
        self.start(definition, day)
        self.last_met = max(day, self.last_met or day)

    def recall_meetings(self, latest: date | None) -> None:
        """Meetings were put right or deleted: the day of the latest that is left, None when there is none."""
        self.last_met = latest

    def quiet_since(self) -> date | None:
        """The day from which quiet weeks are counted: the latest meeting or the start; None before it."""
        return max(
            (
                day
                for day in (self.last_met, self.started_on, self.resumed_on, self.still_on)
                if day
            ),
            default=None,
        )

    def say_it_goes_on(self, today: date) -> None:
        """One of them says that they still go on. Raises `Refusal` when it has ended, rests or has not begun."""
        self.must_be_live()
        self.must_not_rest()
        if self.started_on is None:
            raise Refusal("You two have not started yet. Tell me first when you have.")
        self.still_on = today

    def next_usual(self, definition: Definition) -> tuple[date, date] | None:
        """From when to when the next meeting is usual (R6.2); None before the start, or when the end comes first."""
        since = self.quiet_since()
        rhythm = self.rhythm(definition)
        if since is None or rhythm is None:
            return None
        weeks = (calendar.add_days(since, 7 * count) for count in rhythm)
        first, last = (calendar.day_to_meet(day, definition.region) for day in weeks)
        if self.ends_on is None or first < self.ends_on:
            return (first, last)
        return None

    def nudges(self, definition: Definition, now: datetime) -> int:
        """How many nudges about these quiet weeks have fallen due by now."""
        return sum(
            week.at <= now
            for week in quiet_weeks(self, definition)
            if week.occasion.endswith(":mentee")
        )

    def ends_soon(self, definition: Definition, today: date) -> bool:
        """Whether it is live and its planned end is near, or past."""
        near = calendar.add_days(today, definition.pairing.end_notice_days)
        return self.phase == Phase.ACTIVE and self.ends_on is not None and self.ends_on <= near

    def closes_on(self, definition: Definition) -> date | None:
        """The working day on which it closes by itself when nobody has ended it; None before the start."""
        if self.ends_on is None:
            return None
        return calendar.on_or_after(
            calendar.add_days(self.ends_on, definition.pairing.grace_days), definition.region
        )

    def end(self, ending: Ending, by: PersonId | None, reason: str | None, now: datetime) -> None:
        """Close it, at once. `by` is the party who did, None when its time ran out."""
        self.must_be_live()
        self._must_be_a_way_to_end(ending)
        self.phase = Phase.ENDED
        self.ending = ending
        self.ended_by = by
        self.reason = reason
        self.ended_at = now
        self.paused_on = self.returns_on = None

    def leave(
        self,
        ending: Ending,
        by: PersonId,
        why: str | None,
        now: datetime,
        *,
        at_once: bool = False,
        looks_on: bool = False,
    ) -> bool:
        """One side ends it: it goes on for some minutes, in which they can take that back. Returns whether it has ended now.

        That is so `at_once`, and where the other has ended it meanwhile too: what each of them said is kept.
        """
        self.must_be_live()
        self._must_be_a_way_to_end(ending)
        if self.leaves_by in (None, by):
            self._say_it_ends(ending, by, why, now, looks_on=looks_on)
            if at_once:
                self.part(now)
            return at_once
        looks_on = looks_on or self.looks_on
        if Ending.NOT_WORKING in (ending, self.leaves_as):
            both = Ending.NOT_WORKING
        else:
            both = self.leaves_as or ending
        self.end(both, self.leaves_by, self.leaves_why, now)
        self._forget_leaving()
        if at_once:
            self.hurried_by = by
        self.leaves_by = by
        self.leaves_why = why
        self.looks_on = looks_on
        return True

    def is_left_by(self, person_id: PersonId) -> bool:
        """Whether somebody has ended it and can still take that back."""
        return self.is_live and self.leaves_at is not None and self.leaves_by == person_id

    def part(self, now: datetime) -> None:
        """The minutes are over, or whoever ended it would not wait: it ends as they said."""
        self.must_be_live()
        if self.leaves_as is None:
            raise Refusal("This partnership goes on. To end it, choose End under Home.")
        if self.leaves_at is not None and now < self.leaves_at:
            self.hurried_by = self.leaves_by
        looks_on = self.looks_on
        self.end(self.leaves_as, self.leaves_by, self.leaves_why, now)
        self._forget_leaving()
        self.looks_on = looks_on

    def stay(self, person_id: PersonId) -> None:
        """Whoever ended it takes that back in time. Raises `Refusal` when it has ended."""
        if not self.is_live:
            raise Refusal(
                "It has ended meanwhile, and both of you have been told. If you would like to go on, talk to a person: "
                "they are glad to help."
            )
        if self.is_left_by(person_id):
            self._forget_leaving()

    def _must_be_a_way_to_end(self, ending: Ending) -> None:
        if ending == Ending.COMPLETED and self.started_on is None:
            raise Refusal(
                "It has not started yet, so it can't be completed. Please choose another way to end it."
            )

    def note_mentor_said(self, now: datetime) -> None:
        """After the end, the mentor answered whether they are available. Raises `Refusal` while it goes on."""
        if self.is_live:
            raise Refusal("This partnership is still going on. To end it, choose End under Home.")
        self.mentor_said_at = now

    @property
    def teaches(self) -> bool:
        """Whether there may be a lesson in it: it was not the right fit (R5.4)."""
        return self.ending == Ending.NOT_WORKING

    def must_teach(self) -> None:
        """Raises `Refusal` unless there may be a lesson in it."""
        if not self.teaches:
            raise Refusal(
                "Lessons are noted of a partnership that was not the right fit. This one was not such."
            )

    def note_lesson(self, text: str) -> None:
        """A member notes what was learnt, beside what others noted; the same text once. Raises `Refusal` as `must_teach`."""
        self.must_teach()
        if text not in (self.lessons or ""):
            self.lessons = f"{self.lessons}\n\n{text}" if self.lessons else text

    # Longer or shorter, by agreement (R5.3)

    def end_days(self, definition: Definition, today: date) -> tuple[date, date]:
        """The first and the last day it can be agreed to end on. Raises `Refusal` unless it is active."""
        self.must_be_live()
        self.must_not_rest()
        if self.started_on is None:
            raise Refusal(
                "It has not started yet, so its length is still open. Tell me first when you have started."
            )
        longest = self.latest_end(definition, self.started_on)
        first = calendar.add_days(max(today, self.started_on), 1)
        if longest < first:
            raise Refusal(
                "It is as long as the scheme allows. To go on as friends needs no bot; to talk, ask for help."
            )
        return first, longest

    def latest_end(self, definition: Definition, started_on: date) -> date:
        """The last day that a scheme allows a partnership to end on that began on a day, pauses added."""
        most = definition.pairing.most_months
        if not most:
            return calendar.LATEST
        last = calendar.add_months(started_on, most)
        together = self.ends_together(definition, started_on)
        return calendar.add_days(max(last, together or last), self._rest)

    def propose_end(
        self, definition: Definition, person_id: PersonId, day: date, today: date
    ) -> bool:
        """One side would end on a day; whether that is agreed, as the other has proposed the same.

        Raises `Refusal` for a day that cannot be, or the one that is planned already.
        """
        first, longest = self.end_days(definition, today)
        if not first <= day <= longest:
            upto = "on" if longest == calendar.LATEST else f"to {spoken(longest)}"
            raise Refusal(f"Please choose a day from {spoken(first)} {upto}.", "day")
        if day == self.ends_on:
            raise Refusal(
                "That is the planned end already. Choose another day, or close this.", "day"
            )
        if self.new_end == day and self.new_end_by != person_id:
            self.agree_end(definition, day, today)
            return True
        self.new_end = day
        self.new_end_by = person_id
        return False

    def agree_end(self, definition: Definition, day: date, today: date) -> None:
        """The other side agrees to the day proposed. Raises `Refusal` when it is not what is proposed now."""
        first, longest = self.end_days(definition, today)
        if self.new_end != day:
            raise Refusal(
                "That proposal has changed or was taken back meanwhile. Your home shows how it stands."
            )
        if not first <= day <= longest:
            raise Refusal("That day has come already. You can propose another.")
        self.ends_on = day
        self.take_back_end()

    def take_back_end(self) -> None:
        """No other end is proposed any more."""
        self.new_end = self.new_end_by = None

    # A pause, by either side (R5.6)

    def must_not_rest(self) -> None:
        """Raises `Refusal` while it is paused."""
        if self.phase == Phase.PAUSED and self.returns_on:
            raise Refusal(
                f"This partnership is paused until {spoken(self.returns_on)}. Resume it first, under Home."
            )

    def pause(self, by: PersonId, until: date, today: date) -> None:
        """It rests from today until a day; while it does, another day. Raises `Refusal` unless it has started and goes on."""
        self.must_be_live()
        if self.started_on is None:
            raise Refusal(
                "It has not started yet, so there is nothing to pause. Begin whenever it suits you both."
            )
        if self.phase != Phase.PAUSED:
            self.paused_on = today
            self.paused_by = by
        self.phase = Phase.PAUSED
        self.returns_on = until

    def resume(self, today: date) -> int:
        """It goes on. The end moves by the days it rested, the midpoint too if it lay ahead; returns those days."""
        self.must_be_live()
        if self.phase != Phase.PAUSED or self.paused_on is None:
            raise Refusal("It is not paused, so it goes on as planned.")
        middle = self.midpoint()
        days = max((today - self.paused_on).days, 0)
        if self.ends_on is None or (middle is not None and middle >= self.paused_on):
            self.rested += days
        else:
            self.rested_later += days
        if self.ends_on is not None:
            self.ends_on = calendar.add_days(self.ends_on, days)
        self.phase = Phase.ACTIVE
        self.resumed_on = today
        self.paused_on = self.paused_by = self.returns_on = None
        return days

    def forget(self) -> None:
        """It ended long ago: the words about its end go. That something was learnt stays, to be counted."""
        self.reason = None
        self.leaves_why = None
        if self.lessons is not None:
            self.lessons = ""

    def due(self, definition: Definition) -> list[Due]:
        """What the months bring, from the first week to the last day and after it."""
        return plan(self, definition)
