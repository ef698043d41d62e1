"""SchemeCounts a scheme: each table is read once, a few rows at a time, and what is left of it are numbers (R10.1).

What people wrote is opened where a number hangs on it (an employer, a wish for a background, how a pair ended), and
nothing of it is kept.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from scheme.application.application import Application, ApplicationStage, promised_day
from scheme.application.eligibility import flags
from scheme.calendar import local_day
from scheme.concern.enquiry import Enquiry, Sort
from scheme.definition.definition import Definition
from scheme.figures.counts import (
    AnswerTimeCount,
    AppliedCount,
    AskedCount,
    EmployerCount,
    Furthest,
    KnownCount,
    MentorRoom,
    MonthCount,
    OpenCount,
    PaceCount,
    PairCount,
    PairStanding,
    QuestionCount,
    ReasonCount,
    Rhythm,
    RoomCount,
    SaidCount,
    SchemeCounts,
    WaitCount,
    WishCounts,
    YearCount,
)
from scheme.figures.factors import ELIGIBLE
from scheme.figures.years import year_of
from scheme.ids import ApplicationId, PersonId
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.survey.occasion import kind_of
from storage.figures import equality
from storage.many import each_row
from storage.tables import (
    applications,
    askings,
    awareness_answers,
    candidates,
    enquiries,
    meetings,
    partnerships,
    places,
    proposals,
    survey_results,
    surveys,
)
from storage.work import Work


async def count(work: Work, definition: Definition, today: date) -> SchemeCounts:
    """Everything that is counted of a scheme, as it stands: a pass over each of its tables."""
    tally = _Tally(definition=definition, today=today)
    await tally.read_pairs(work)
    await tally.read_offers(work)
    await tally.read_applications(work)
    return SchemeCounts(
        equality=await equality.counts(work, definition.key),
        applied=tuple(
            _rows(AppliedCount, tally.applied, "year", "round", "role", "stage", "furthest")
        ),
        reasons=tuple(_rows(ReasonCount, tally.reasons, "year", "round", "role", "reason")),
        answered=tuple(
            _rows(AnswerTimeCount, tally.answered, "year", "round", "role", "days", "late")
        ),
        open=tuple(_rows(OpenCount, tally.open, "year", "round", "role", "days", "late")),
        waited=tuple(_rows(WaitCount, tally.waited, "year", "round", "days")),
        pairs=tuple(
            _rows(PairCount, tally.pairs, "year", "round", "started", "ended", "standing", "taught")
        ),
        employers=tuple(_rows(EmployerCount, tally.employers, "year", "round", "organisation")),
        wishes=tally.wishes(),
        became=tuple(_rows(YearCount, tally.became, "year")),
        meetings=tuple(_rows(MonthCount, await _meetings(work, definition), "month")),
        paces=tuple(_rows(PaceCount, tally.paces, "round", "pace")),
        rooms=tuple(_rows(RoomCount, tally.rooms, "round", "room")),
        asked=await _asked(work, definition),
        said=await _said(work, definition),
        questions=await _questions(work, definition),
        known=await _known(work, definition),
    )


def _rows(kind: Any, counter: Counter[Any], *names: str) -> list[Any]:
    """The counts of a counter as objects of a kind, in order; its keys hold the values of `names`."""
    made = []
    for key, number in sorted(counter.items(), key=lambda item: str(item[0])):
        if len(names) == 1:
            key = (key,)
        made.append(kind(**dict(zip(names, key, strict=True)), number=number))
    return made


@dataclass(kw_only=True)
class _Tally:
    """What is counted on the way, and what has to be known of one table to count another."""

    definition: Definition
    today: date
    applied: Counter[Any] = field(default_factory=Counter)
    reasons: Counter[Any] = field(default_factory=Counter)
    answered: Counter[Any] = field(default_factory=Counter)
    open: Counter[Any] = field(default_factory=Counter)
    waited: Counter[Any] = field(default_factory=Counter)
    pairs: Counter[Any] = field(default_factory=Counter)
    employers: Counter[Any] = field(default_factory=Counter)
    became: Counter[int] = field(default_factory=Counter)
    paces: Counter[Any] = field(default_factory=Counter)
    rooms: Counter[Any] = field(default_factory=Counter)
    # The first introduction of an application, and how far it has come by its partnerships.
    introduced: dict[ApplicationId, datetime] = field(default_factory=dict)
    concluded: set[ApplicationId] = field(default_factory=set)
    offered: set[ApplicationId] = field(default_factory=set)
    held: Counter[ApplicationId] = field(default_factory=Counter)
    mentees: dict[PersonId, datetime] = field(default_factory=dict)  # since when, by the person
    partners: dict[ApplicationId, list[ApplicationId]] = field(default_factory=dict)
    wished: dict[ApplicationId, frozenset[str]] = field(default_factory=dict)
    groups: dict[ApplicationId, frozenset[str]] = field(default_factory=dict)

    def year(self, moment: datetime) -> int:
        """The year of the scheme that a moment is in."""
        return year_of(self.definition, local_day(moment, self.definition.zone))

    async def read_pairs(self, work: Work) -> None:
        """The partnerships, and which places are held."""
        query = select(Partnership).where(partnerships.c.scheme == self.definition.key)
        async for (pair,) in each_row(work, query):
            self._pair(pair)
            work.session.expunge(pair)
        held = (
            select(places.c.mentor_application_id, func.count())
            .join(applications, applications.c.id == places.c.mentor_application_id)
            .where(applications.c.scheme == self.definition.key, places.c.released_at.is_(None))
            .group_by(places.c.mentor_application_id)
        )
        async for application_id, number in each_row(work, held):
            self.held[application_id] = number

    def _pair(self, pair: Partnership) -> None:
        ended = self.year(pair.ended_at) if pair.ended_at else 0
        started = f"{pair.started_on:%Y-%m}" if pair.started_on else ""
        key = (self.year(pair.introduced_at), pair.round, started, ended)
        self.pairs[(*key, _standing(pair), pair.lessons is not None)] += 1
        for application_id in (pair.mentee_application_id, pair.mentor_application_id):
            first = self.introduced.get(application_id, pair.introduced_at)
            self.introduced[application_id] = min(first, pair.introduced_at)
            if _standing(pair) == "concluded":
                self.concluded.add(application_id)
        since = self.mentees.get(pair.mentee_id, pair.introduced_at)
        self.mentees[pair.mentee_id] = min(since, pair.introduced_at)
        self.partners.setdefault(pair.mentee_application_id, []).append(pair.mentor_application_id)
        if pair.is_live:
            self.paces[pair.round, _pace(self.definition, pair, self.today)] += 1

    async def read_offers(self, work: Work) -> None:
        """Whose options were with them, and which mentors were asked."""
        scheme = self.definition.key
        offered = select(proposals.c.application_id).where(
            proposals.c.scheme == scheme, proposals.c.offered_at.is_not(None)
        )
        asked = select(candidates.c.mentor_application_id).where(
            candidates.c.scheme == scheme, candidates.c.asked_at.is_not(None)
        )
        for query in (offered, asked):
            async for (application_id,) in each_row(work, query):
                self.offered.add(application_id)

    async def read_applications(self, work: Work) -> None:
        """The applications, those of mentees and of mentors."""
        query = select(Application).where(applications.c.scheme == self.definition.key)
        async for (application,) in each_row(work, query):
            self._application(application)
            work.session.expunge(application)

    def _application(self, application: Application) -> None:
        year = self.year(application.received_at)
        place = (year, application.round)
        stage = application.stage
        self.applied[(*place, application.role, stage, self._furthest(application))] += 1
        if application.answered_on is not None or application.awaits_answer:
            self._answer_time(application, place)
        if stage == ApplicationStage.INELIGIBLE:
            unmet = [flag.key for flag in flags(self.definition, application) if not flag.met]
            self.reasons[(*place, application.role, (*unmet, "")[0])] += 1
        if stage not in ELIGIBLE:
            return
        employer = application.answers.get("organisation")
        if employer:
            self.employers[(*place, str(employer))] += 1
        if application.role == "mentee":
            self._mentee(application, place)
        else:
            self._mentor(application, year)

    def _answer_time(self, application: Application, place: tuple[int, str]) -> None:
        """How long an answer took; of an application that still waits for one, how long it has waited."""
        received = local_day(application.received_at, self.definition.zone)
        until = application.answered_on or self.today
        late = until > promised_day(self.definition, application.round, received)
        days = max(0, (until - received).days)
        tally = self.answered
        if application.answered_on is None:
            tally = self.open
        tally[(*place, application.role, days, late)] += 1

    def _furthest(self, application: Application) -> Furthest:
        if application.id in self.concluded:
            return "concluded"
        if application.id in self.introduced:
            return "introduced"
        if application.id in self.offered:
            return "offered"
        if application.stage in ELIGIBLE:
            return "eligible"
        return "applied"

    def _mentee(self, application: Application, place: tuple[int, str]) -> None:
        met = self.introduced.get(application.id)
        if met is not None:
            self.waited[(*place, max(0, (met - application.received_at).days))] += 1
        wished = _chosen(application.answers.get("background"))
        if wished:
            self.wished[application.id] = wished

    def _mentor(self, application: Application, year: int) -> None:
        self.groups[application.id] = _chosen(application.answers.get("groups"))
        since = self.mentees.get(application.person_id)
        before = since is not None and since < application.received_at
        if before or application.answers.get("was_mentee") is True:
            self.became[year] += 1
        if application.stage == ApplicationStage.ELIGIBLE:
            self.rooms[application.round, self._room(application)] += 1

    def _room(self, application: Application) -> MentorRoom:
        held = self.held[application.id]
        if application.away_until is not None and application.away_until > self.today:
            return "away"
        if not held:
            return "free"
        if held < application.capacity:
            return "some room"
        return "full"

    def wishes(self) -> WishCounts:
        """Those who asked for a background, once everything is read."""
        met = [one for one in self.wished if one in self.partners]
        shared = sum(
            any(
                self.wished[one] & self.groups.get(other, frozenset())
                for other in self.partners[one]
            )
            for one in met
        )
        return WishCounts(asked=len(self.wished), introduced=len(met), shared=shared)


def _chosen(answer: object) -> frozenset[str]:
    if isinstance(answer, list):
        return frozenset(str(key) for key in answer)
    if answer:
        return frozenset({str(answer)})
    return frozenset()


def _standing(pair: Partnership) -> PairStanding:
    match pair.phase:
        case Phase.INTRODUCED:
            return "introduced"
        case Phase.ACTIVE:
            return "active"
        case Phase.PAUSED:
            return "paused"
        case Phase.ENDED:
            if pair.ending == Ending.NOT_WORKING:
                return "failed"
            return "concluded"


def _pace(definition: Definition, pair: Partnership, today: date) -> Rhythm:
    """How the meetings of a live pair keep to their rhythm: late from its last week on, quiet once they are asked about it."""
    since = pair.quiet_since()
    rhythm = pair.rhythm(definition)
    if pair.phase == Phase.PAUSED:
        return "paused"
    if since is None:
        return "not started"
    if rhythm is None:
        return "their own rhythm"
    days = (today - since).days
    if days <= 7 * rhythm[1]:
        return "in rhythm"
    if days <= 7 * rhythm[1] + definition.pairing.quiet_days:
        return "late"
    return "quiet"


async def _meetings(work: Work, definition: Definition) -> Counter[str]:
    query = (
        select(meetings.c.day, func.count())
        .join(partnerships, partnerships.c.id == meetings.c.partnership_id)
        .where(partnerships.c.scheme == definition.key, meetings.c.deleted_at.is_(None))
        .group_by(meetings.c.day)
    )
    found: Counter[str] = Counter()
    async for day, number in each_row(work, query):
        found[f"{day:%Y-%m}"] += number
    return found


async def _asked(work: Work, definition: Definition) -> tuple[AskedCount, ...]:
    """Surveys that have closed, where so many were asked that nobody can be told (R7.5)."""
    query = select(
        surveys.c.role, surveys.c.occasion, surveys.c.answered, surveys.c.closes_on
    ).where(surveys.c.scheme == definition.key)
    asked: Counter[Any] = Counter()
    answered: Counter[Any] = Counter()
    async for role, occasion, is_answered, closes_on in each_row(work, query):
        if closes_on < local_day(work.now, definition.zone):
            asked[role, kind_of(occasion)] += 1
            answered[role, kind_of(occasion)] += bool(is_answered)
    return tuple(
        AskedCount(role=role, kind=kind, asked=number, answered=answered[role, kind])
        for (role, kind), number in sorted(asked.items())
        if number >= definition.surveys.minimum
    )


async def _said(work: Work, definition: Definition) -> tuple[SaidCount, ...]:
    """Answers that count, of questions that enough have answered."""
    query = select(survey_results.c.role, survey_results.c.kind, survey_results.c.answers).where(
        survey_results.c.scheme == definition.key, survey_results.c.counted
    )
    options: Counter[Any] = Counter()
    people: Counter[Any] = Counter()
    async for role, kind, answers in each_row(work, query):
        for question, answer in answers.items():
            chosen = _chosen(answer)
            people[role, kind, question] += bool(chosen)
            for option in chosen:
                options[role, kind, question, option] += 1
    return tuple(
        SaidCount(role=role, kind=kind, question=question, option=option, number=number)
        for (role, kind, question, option), number in sorted(options.items())
        if people[role, kind, question] >= definition.surveys.minimum
    )


async def _questions(work: Work, definition: Definition) -> tuple[QuestionCount, ...]:
    query = select(Enquiry).where(
        enquiries.c.scheme == definition.key, enquiries.c.sort == Sort.QUESTION
    )
    number: Counter[int] = Counter()
    answered: Counter[int] = Counter()
    in_time: Counter[int] = Counter()
    async for (enquiry,) in each_row(work, query):
        year = year_of(definition, local_day(enquiry.raised_at, definition.zone))
        number[year] += 1
        answered[year] += enquiry.first_answered_at is not None
        in_time[year] += enquiry.in_time(definition)
    return tuple(
        QuestionCount(
            year=year, number=number[year], answered=answered[year], in_time=in_time[year]
        )
        for year in sorted(number)
    )


async def _known(work: Work, definition: Definition) -> tuple[KnownCount, ...]:
    """The questions of the year that have closed and that enough have answered."""
    said = awareness_answers.c
    query = (
        select(askings.c.opened_at, said.heard, said.knows, said.speaks, func.count())
        .join(awareness_answers, said.asking_id == askings.c.id)
        .where(askings.c.scheme == definition.key, askings.c.closed_at.is_not(None))
        .group_by(askings.c.opened_at, said.heard, said.knows, said.speaks)
    )
    found: Counter[tuple[int, str]] = Counter()
    async for opened_at, heard, knows, speaks, number in each_row(work, query):
        year = year_of(definition, local_day(opened_at, definition.zone))
        found[year, "answered"] += number
        for name, word in (("heard", heard), ("knows", knows), ("speaks", speaks)):
            found[year, name] += number * (word == "yes")
    return tuple(
        KnownCount(
            year=year,
            answered=found[year, "answered"],
            heard=found[year, "heard"],
            knows=found[year, "knows"],
            speaks=found[year, "speaks"],
        )
        for year in sorted({year for year, _ in found})
        if found[year, "answered"] >= definition.surveys.minimum
    )
