"""An application: received, checked, answered; changed or withdrawn; and its four-week clock (R2, R3.6)."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from scheme import calendar
from scheme.application.standing import bucket_of, number_of
from scheme.definition.definition import Definition
from scheme.due import Due, in_order, nine
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, PersonId
from scheme.people import Role
from scheme.promise import Missed, Promised
from scheme.refusal import Refusal
from scheme.retention import forgetting

HOLDING_HOUR = time(15, 0)
MOST_WORDS = 8  # times that somebody who waits hears how things stand, where no round says when
SOON = 7  # days, in which they hear anyway
MOST_WAITS = 2  # days that are named to a mentee whom nobody suits, one after the other


class ApplicationStage(StrEnum):
    """Where an application stands. `eligible` for a mentor means on the register, `concluded` that a partnership ended.

    `unplaced`: a mentee was found eligible, and no mentor could be found this time; or their round closed without an answer.
    `listed`: eligible, and on the waiting list of a round that is full (R2.8).
    """

    RECEIVED = "received"
    LISTED = "listed"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    UNPLACED = "unplaced"
    MATCHED = "matched"
    CONCLUDED = "concluded"
    WITHDRAWN = "withdrawn"


OPEN = (
    ApplicationStage.RECEIVED,
    ApplicationStage.LISTED,
    ApplicationStage.ELIGIBLE,
    ApplicationStage.MATCHED,
)
# What is over, and came to no partnership.
FOUND_NOBODY = (
    ApplicationStage.INELIGIBLE,
    ApplicationStage.UNPLACED,
    ApplicationStage.WITHDRAWN,
)
# What takes a place of its round. Whose partnership has ended had theirs, and may be looked for again.
PLACED = (ApplicationStage.ELIGIBLE, ApplicationStage.MATCHED, ApplicationStage.CONCLUDED)


@dataclass(kw_only=True)
class Application(Promised):
    """One person's application in one role and round.

    `answers` are as `fields.check` returned them. `answer_by` is the day promised to the applicant; `answered_on`
    the day they heard. `reason` is the Group's, shown to the applicant and the Group alone. `priority`: a mentee whose mentor
    left is looked for first; no reason is kept (R5.7).
    """

    scheme: str  # the scheme's key
    person_id: PersonId  # the applicant
    role: Role  # in which they take part
    round: str  # key of the round in the scheme file
    received_at: datetime  # when it was sent
    answer_by: date
    answers: Answers
    consent_version: str  # of the words they agreed to when they applied
    stage: ApplicationStage = ApplicationStage.RECEIVED  # how far it is
    revision: int = 1  # rises with every change; a form made from an earlier one is refused
    answered_on: date | None = None
    # None until the Group has decided, and again once that is undone.
    decided_at: datetime | None = None
    decided_by: PersonId | None = None  # id of the member
    discretion: bool = False  # found eligible although a guideline is not met
    reason: str | None = None
    changed_at: datetime | None = None  # when its answers were last changed; None: never
    # A mentor is suggested to nobody before this day; None: they are here.
    away_until: date | None = None
    priority: bool = False
    # Among which membership numbers the one given is looked for; None without one.
    number_bucket: int | None = None
    number_checked: str | None = None  # the one that an administrator found right; None: none yet
    # When they heard that their round has closed; None: not yet.
    round_told_at: datetime | None = None
    # How often the Group has let a mentee wait until a day, since they last had an answer.
    waits: int = 0
    id: ApplicationId = field(init=False)  # of its row, by chance

    @classmethod
    def receive(
        cls,
        definition: Definition,
        person_id: PersonId,
        role: Role,
        round_key: str,
        answers: Answers,
        now: datetime,
        *,
        priority: bool = False,
    ) -> "Application":
        """A new application, with the day by which its applicant hears. `priority`: they went without one last time."""
        return cls(
            scheme=definition.key,
            person_id=person_id,
            role=role,
            round=round_key,
            received_at=now,
            answer_by=promised_day(definition, round_key, calendar.local_day(now, definition.zone)),
            answers=answers,
            consent_version=definition.policies.consent_version,
            number_bucket=bucket_of(answers),
            priority=priority,
        )

    @property
    def ref(self) -> str:
        """The reference people quote."""
        return reference(self.id)

    @property
    def applicant(self) -> str:
        """What its applicant calls themselves; its reference where nothing is left of that."""
        return str(self.answers.get("name") or self.ref)

    @property
    def is_open(self) -> bool:
        """Whether it still counts: received, on the waiting list, eligible or matched."""
        return self.stage in OPEN

    @property
    def awaits_answer(self) -> bool:
        """Whether its applicant has still to hear: the clock runs."""
        waits = (ApplicationStage.RECEIVED, ApplicationStage.LISTED, ApplicationStage.ELIGIBLE)
        return self.stage in waits and self.answered_on is None

    @property
    def awaits_decision(self) -> bool:
        """Whether the Group may still have to act on it: not yet checked, or a mentee not yet matched."""
        return self.stage == ApplicationStage.RECEIVED or (
            self.stage == ApplicationStage.ELIGIBLE and self.role == "mentee"
        )

    @property
    def capacity(self) -> int:
        """How many mentees a mentor takes at the same time; 0 for a mentee."""
        if self.role == "mentor":
            places = self.answers.get("capacity")
        else:
            places = 0
        if isinstance(places, int):
            return places
        return 0

    def revise(self, answers: Answers, revision: int, now: datetime) -> None:
        """Change the answers. The clock goes on as it was (R2.4).

        Raises `Refusal` when it is closed, or when the form was made from an earlier revision.
        """
        if not self.is_open:
            raise Refusal(
                "This application is closed, so it can't be changed. You can apply afresh."
            )
        if revision != self.revision:
            raise Refusal(
                "This was changed elsewhere since you opened it. Here it is as it stands now."
            )
        if answers != self.answers:
            self.answers = answers
            self.number_bucket = bucket_of(answers)
            self.changed_at = now
            self.revision = self.revision + 1

    def say_of_name(self, said: Answers) -> None:
        """What it says of its applicant's name is otherwise from now on; one that was forgotten says nothing."""
        known = {key: answer for key, answer in said.items() if key in self.answers}
        if known != {key: self.answers[key] for key in known}:
            self.answers = self.answers | known
            self.revision = self.revision + 1

    def withdraw(self, now: datetime) -> None:
        """Take it back. Raises `Refusal` when it is closed, or already a partnership."""
        self.must_be_withdrawable()
        self._decide(ApplicationStage.WITHDRAWN, None, now, None)

    def _kept_for(self, definition: Definition) -> int:
        """For how many days its words are kept once it has found no partner."""
        if self.stage == ApplicationStage.WITHDRAWN:
            return definition.retention.withdrawn_days
        return definition.retention.unmatched_days

    def forget(self) -> None:
        """It has been over for a while: what was written goes, and that there was one stays."""
        self.answers = {}
        self.reason = None
        self.number_bucket = None
        self.number_checked = None

    @property
    def is_forgotten(self) -> bool:
        """Whether what was written in it is gone."""
        return not self.is_open and not self.answers

    def _must_have_words(self) -> None:
        if self.is_forgotten:
            raise Refusal(
                f"What was written in {self.ref} has been deleted by now, so it can't be taken up again. A new application can "
                "be sent instead."
            )

    @property
    def waits_for_number(self) -> bool:
        """Whether it gives a membership number that no administrator has found right."""
        number = number_of(self.answers)
        return bool(number) and number != self.number_checked

    def find_number_right(self) -> None:
        """An administrator has looked the membership number up. Another one given later is to be looked up again.

        Raises `Refusal` when there is none, or it is closed.
        """
        if not self.is_open:
            raise Refusal(f"{self.ref} is closed, so there is nothing left to check.")
        if not self.waits_for_number:
            raise Refusal(f"{self.ref} has no membership number that waits to be checked.")
        self.number_checked = number_of(self.answers)

    def must_be_withdrawable(self) -> None:
        """Raises `Refusal` when it is closed, or already a partnership."""
        if self.stage == ApplicationStage.MATCHED:
            raise Refusal("You are in a partnership now. To end it, choose End under Home.")
        if not self.is_open:
            raise Refusal("This application is already closed. Nothing more is needed.")

    def find_eligible(
        self, member_id: PersonId, now: datetime, discretion: str | None = None
    ) -> None:
        """The Group finds it eligible, perhaps by discretion, whose reason is kept (R2.3)."""
        self.must_be_undecided()
        self._decide(ApplicationStage.ELIGIBLE, member_id, now, discretion)
        self.discretion = discretion is not None

    def find_ineligible(self, member_id: PersonId, reason: str, now: datetime) -> None:
        """The Group finds it not eligible, for a reason the applicant reads."""
        self.must_be_undecided()
        self._decide(ApplicationStage.INELIGIBLE, member_id, now, reason)

    def find_no_place(self, member_id: PersonId, reason: str, now: datetime) -> None:
        """Found eligible, and no mentor could be found, nor a place: a kind no, whose reason the applicant reads (R3.6).

        They come first when they apply again (R2.8). That was promised, so it holds where the no is taken back as well.
        """
        self.must_go_without()
        self._decide(ApplicationStage.UNPLACED, member_id, now, reason)
        self.priority = True

    def wait_for_place(self, definition: Definition, today: date) -> None:
        """Its round is full: it goes from what was found eligible onto the waiting list, with a day to hear by (R2.8)."""
        self.stage = ApplicationStage.LISTED
        self._hear_by(
            promised_day(definition, self.round, today, days=definition.answering.again_days)
        )

    def have_place(self, definition: Definition, today: date) -> None:
        """A place has come free for it: as any that was found eligible, with a new day to hear by.

        Raises `Refusal` unless it is on the waiting list.
        """
        if not self.is_listed:
            raise Refusal(f"{self.ref} is not on the waiting list now. Open it again to see.")
        self.stage = ApplicationStage.ELIGIBLE
        self._hear_by(answer_day(definition, today, definition.answering.again_days))
        if self.role == "mentor":
            self.answered(today)

    def have_late_place(self, definition: Definition, today: date) -> None:
        """Its round has closed, and there is a place after all. Raises `Refusal` unless it was answered without a mentor."""
        if self.stage != ApplicationStage.UNPLACED:
            raise Refusal(f"{self.ref} was not closed with its round. Open it again to see.")
        self._must_have_words()
        self.stage = ApplicationStage.LISTED
        self.reason = None
        self.have_place(definition, today)

    def close_with_round(
        self, member_id: PersonId, word: str | None, now: datetime, *, priority: bool
    ) -> None:
        """Its round is over, and it goes without: with a word its applicant reads, and perhaps first in the next."""
        self._decide(ApplicationStage.UNPLACED, member_id, now, word)
        self.priority = priority
        self.round_told_at = now

    def stay_after_round(self, definition: Definition, now: datetime) -> None:
        """Its round is over, and it stays where it is; who still waits for an answer has a new day to hear by."""
        self.round_told_at = now
        if self.awaits_answer:
            today = calendar.local_day(now, definition.zone)
            self._hear_by(answer_day(definition, today, definition.answering.again_days))

    def _hear_by(self, day: date) -> None:
        self.answered_on = None
        self.promise_afresh()
        self.answer_by = day

    @property
    def is_listed(self) -> bool:
        """Whether it is on the waiting list of its round."""
        return self.stage == ApplicationStage.LISTED

    @property
    def comes_first_next(self) -> bool:
        """Whether its applicant went without in a round, and was promised to come first in the next (R2.8)."""
        return self.stage == ApplicationStage.UNPLACED and self.priority

    def must_go_without(self) -> None:
        """Raises `Refusal` unless it is eligible, and there is neither a mentor nor a place."""
        if not self.is_listed:
            self.must_wait_for_a_mentor()

    def must_wait_for_a_mentor(self) -> None:
        """Raises `Refusal` unless it is a mentee's, found eligible and not matched."""
        if self.stage != ApplicationStage.ELIGIBLE or self.role != "mentee":
            raise Refusal(
                f"{self.ref} does not wait for options now. Open it again to see where it stands."
            )

    def must_be_undecided(self) -> None:
        """Raises `Refusal` once it was decided or withdrawn."""
        if self.stage == ApplicationStage.WITHDRAWN:
            raise Refusal(f"{self.ref} has been withdrawn, so there is nothing left to decide.")
        if self.stage != ApplicationStage.RECEIVED:
            raise Refusal(f"{self.ref} has been decided already. Open it again to see the outcome.")

    def _decide(
        self, stage: ApplicationStage, member_id: PersonId | None, now: datetime, reason: str | None
    ) -> None:
        self.stage = stage
        self.decided_at = now
        self.decided_by = member_id
        self.reason = reason

    def undo(self, definition: Definition, today: date) -> str:
        """Take the Group's decision back: to be checked again, as it was received (R3.4). Returns what it was.

        Raises `Refusal` when there is none that can be taken back, or its words are gone.
        """
        self._must_have_words()
        if self.stage == ApplicationStage.UNPLACED:
            self.stage = ApplicationStage.ELIGIBLE
            self.reason = None
            self.look_again(definition, today)
            return "no mentor this time"
        if self.stage == ApplicationStage.LISTED:
            self.stage = ApplicationStage.ELIGIBLE
        if self.stage not in (ApplicationStage.ELIGIBLE, ApplicationStage.INELIGIBLE):
            raise Refusal(
                f"There is no decision on {self.ref} that can be undone now. Open it again to see why."
            )
        if self.stage == ApplicationStage.ELIGIBLE:
            was = "eligible"
        else:
            was = "not eligible"
        self.stage = ApplicationStage.RECEIVED
        self.decided_at = None
        self.decided_by = None
        self.reason = None
        self.discretion = False
        self.await_again(definition, today)
        return was

    def await_again(self, definition: Definition, today: date) -> None:
        """What was answered no longer stands: they hear by the day promised, or by a new one when it has come."""
        if self.answer_by > today:
            self.answered_on = None
        else:
            self.look_again(definition, today)

    def answered(self, today: date) -> None:
        """The promise is kept: options, a place on the register, or a kind no."""
        self.answered_on = today
        self.waits = 0

    @property
    def is_waiting(self) -> bool:
        """Whether nobody suits this mentee now, and the Group waits for new mentors until a day (R3.5)."""
        return self.waits > 0 and self.stage == ApplicationStage.ELIGIBLE and self.awaits_answer

    def wait(self, definition: Definition, day: date, today: date) -> None:
        """Nobody suits this mentee, who hears by a day; at most twice, as then a kind no is kinder (R3.5).

        Raises `Refusal` when it does not wait for a mentor, or has waited twice, or for a day that is not to come.
        """
        self.must_wait_for_a_mentor()
        if self.waits >= MOST_WAITS:
            raise Refusal(
                f"{self.ref} has waited for two days that were named already. A kind no is an answer as well, and they then "
                "come first next time."
            )
        if not today < day <= calendar.add_days(today, definition.answering.wait_days):
            raise Refusal(
                f"Please choose a day within {definition.answering.wait_days} days from now.", "day"
            )
        self.waits += 1
        self._hear_by(calendar.on_or_before(day, definition.region))
        if self.answer_by <= today:
            self.answer_by = calendar.on_or_after(day, definition.region)

    def take_one_more(self, now: datetime) -> None:
        """A mentor has one place more. Raises `Refusal` unless they are on the register."""
        self._must_be_an_open_mentors()
        self.revise(self.answers | {"capacity": self.capacity + 1}, self.revision, now)

    def be_away(self, until: date | None) -> None:
        """The mentor is suggested to nobody before a day; None says that they are here. Raises `Refusal` as `be_back`."""
        self._must_be_an_open_mentors()
        self.away_until = until

    def be_back(self) -> None:
        """The mentor can be suggested from now on. Raises `Refusal` unless it is an open one of a mentor."""
        self._must_be_an_open_mentors()
        self.away_until = None

    def _must_be_an_open_mentors(self) -> None:
        if self.role != "mentor" or not self.is_open:
            raise Refusal(
                f"{self.ref} is not on the register. Say hello to see where things stand."
            )

    def match(self) -> None:
        """A mentor has accepted. Raises `Refusal` unless it is a mentee's, found eligible and not matched."""
        self.must_wait_for_a_mentor()
        self.stage = ApplicationStage.MATCHED

    def conclude(self) -> None:
        """Its partnership has ended: no longer open, so that the mentee can apply afresh or have the Group look again."""
        if self.is_open:
            self.stage = ApplicationStage.CONCLUDED

    def look_again(self, definition: Definition, today: date, *, priority: bool = False) -> None:
        """Nothing came of it so far, or a partnership ended: with the Group again, and a new day to hear by (R5.4).

        `priority` where the mentor left: the mentee is looked for first, until matched again (R5.7).
        Raises `Refusal` when it is closed, or its words are gone.
        """
        if not self.is_open and self.stage != ApplicationStage.CONCLUDED:
            raise Refusal(f"{self.ref} is closed, so there is nothing to look for.")
        self._must_have_words()
        if self.stage in (ApplicationStage.MATCHED, ApplicationStage.CONCLUDED):
            self.stage = ApplicationStage.ELIGIBLE
            self.priority = priority
        self.waits = 0
        self.answered_on = None
        self.promise_afresh()
        self.answer_by = answer_day(definition, today, definition.answering.again_days)

    def hold(self, definition: Definition, today: date) -> None:
        """The day has come without an answer: a new one, once (R12.8)."""
        self.miss()
        if self.has_a_day:
            self.answer_by = answer_day(definition, today, definition.answering.again_days)

    def due(self, definition: Definition) -> list[Due]:
        """Warnings to the Group on working days before the promised one, and the holding message on it.

        Once two days were missed, word to the Steering Group when nothing has come of that either; then nothing.
        What is withdrawn, and what found no partner, is forgotten after a while.
        """
        if self.stage in FOUND_NOBODY:
            over_at = self.decided_at or self.received_at
            return [forgetting(definition, over_at, self._kept_for(definition))]
        if not self.awaits_answer:
            return []
        words = self._words(definition)
        if self.missed == Missed.TOLD_OF:
            return words
        if self.missed == Missed.TWICE:
            patience = calendar.add_days(self.answer_by, definition.answering.again_days)
            at = calendar.at(calendar.on_or_after(patience, definition.region), definition.zone)
            return [
                Due(name="escalate", occasion=f"escalate:{self.answer_by}", at=at, series="answer"),
                *words,
            ]
        warnings = [
            Due(
                name="warn",
                occasion=f"warn:{days}:{self.answer_by}",
                at=calendar.at(
                    calendar.on_or_before(
                        calendar.add_days(self.answer_by, -days), definition.region
                    ),
                    definition.zone,
                ),
                series="answer",
            )
            for days in definition.answering.warnings
        ]
        holding = calendar.at(self.answer_by, definition.zone, HOLDING_HOUR)
        return in_order(
            [
                *warnings,
                Due(name="hold", occasion=f"hold:{self.answer_by}", at=holding, series="answer"),
                *words,
            ]
        )

    def hears_within_a_week(self, today: date) -> bool:
        """Whether their day is so near that no other word is needed."""
        return self.has_a_day and 0 <= (self.answer_by - today).days < SOON

    def _words(self, definition: Definition) -> list[Due]:
        """Once a round, how things stand for somebody who was found eligible and waits (R4.4).

        The day after the Group has looked at a round; where no round has such a day, every `answering.word_days`.
        """
        if self.stage == ApplicationStage.RECEIVED or self.decided_at is None:
            return []
        since = calendar.local_day(self.decided_at, definition.zone)
        looked = {
            campaign.key: calendar.add_days(campaign.review, 1)
            for campaign in definition.rounds
            if campaign.review is not None
        }
        every = definition.answering.word_days
        if not looked and every:
            looked = {
                str(number): calendar.add_days(since, number * every)
                for number in range(1, MOST_WORDS + 1)
            }
        return [
            Due(name="stands", occasion=f"stands:{key}", at=nine(definition, day))
            for key, day in looked.items()
            if day > since
        ]


def reference(application_id: ApplicationId) -> str:
    """How people name an application: by its id, nine figures in threes, or fewer from when ids still counted.

    Unlike what was raised, of which there are few, its id is not made shorter: no two may share a reference.
    """
    figures = str(application_id)
    if len(figures) < 9:
        return f"A-{figures}"
    return f"A-{figures[:3]}-{figures[3:6]}-{figures[6:]}"


def promised_day(
    definition: Definition, round_key: str, today: date, days: int | None = None
) -> date:
    """The day by which an applicant of a round hears: that of the round where it has one that lies ahead (R1.7).

    Else within so many `days`, as the scheme promises where they are not given.
    """
    campaign = definition.round_of(round_key)
    if campaign is not None and campaign.matched_by is not None:
        day = calendar.on_or_before(campaign.matched_by, definition.region)
        if day > today:
            return day
    return answer_day(definition, today, days or definition.answering.days)


def answer_day(definition: Definition, today: date, days: int) -> date:
    """The last working day within `days` of today, as what is promised is kept early rather than late.

    Where a weekend or holidays fill those days, the first working day after them: never today or a day gone by.
    """
    last = calendar.on_or_before(calendar.add_days(today, days), definition.region)
    if last > today:
        return last
    return calendar.add_working_days(today, 1, definition.region)
