"""What a member's board is made of: who waits, in which order, with what selected, and who looks at whom just now (R3.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.kit.turn import Turn
from scheme.application.application import Application
from scheme.calendar import add_minutes, local_day
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.matching.board import (
    Board,
    WaitingMentee,
    board_of,
    how_often_selected,
    readable,
)
from scheme.matching.candidate import OPEN
from scheme.matching.ranking import Mentee, Mentor
from scheme.matching.side import keys, text
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from scheme.wording import plain
from storage import matters, people
from storage.many import apart
from storage.matching import board as kept
from storage.matching import register
from storage.matching.register import Pending
from storage.work import Work

LOOKED = 5  # minutes that somebody counts as looking, after they opened something
LOOKS = ("board.show", "board.pair", "propose.open", "propose.consider", "propose.beside")
EVERYONE = ""
UNSELECTED = "unselected"
MINE = "mine"


@dataclass(frozen=True, kw_only=True)
class Asks:
    """What a member looks for on the board: words in a name or a reference, an area, and which of those who wait."""

    mentee: str = ""
    mentor: str = ""
    area: str = ""
    only: str = EVERYONE
    one: int = 0  # the application of the one mentee who is looked at; 0 for all

    @classmethod
    def of(cls, turn: Turn) -> "Asks":
        """As a turn says it; what names nothing there is counts as not asked for."""
        areas = {option.key for option in turn.definition.areas}
        area = turn.given("area")
        only = turn.given("only")
        return cls(
            mentee=turn.given("mentee").strip()[:80],
            mentor=turn.given("mentor").strip()[:80],
            area=area if area in areas else "",
            only=only if only in (UNSELECTED, MINE) else EVERYONE,
            one=turn.number("one"),
        )

    @property
    def is_everybody(self) -> bool:
        """Whether nothing narrows it."""
        return self == Asks()


@dataclass(frozen=True, kw_only=True)
class Waits:
    """Somebody who waits, as the board tells of them."""

    pending: Pending
    waiting: WaitingMentee
    days: int  # that they have waited
    looking: tuple[str, ...] = ()  # the other members who look at them just now, by name

    @property
    def application(self) -> Application:
        """What waits to be matched."""
        return self.pending.application

    @property
    def subject(self) -> Subject:
        """What a press on them is about."""
        return Subject("application", self.application.id)


@dataclass(frozen=True, kw_only=True)
class OnBoard:
    """All that a member may read of on the board. `here`: the other members who have it open, by name."""

    waits: Sequence[Waits]  # all of them, who comes first before the others
    mentors: Sequence[Mentor]  # all of the register
    selected: Mapping[ApplicationId, int]  # for how many of those who wait each mentor is selected
    here: tuple[str, ...] = ()

    def of(self, application_id: ApplicationId) -> Waits | None:
        """One of those who wait."""
        return next((each for each in self.waits if each.application.id == application_id), None)

    def asked_for(self, turn: Turn, asks: Asks) -> "OnBoard":
        """What of it a member looks for."""
        return replace(
            self,
            waits=[each for each in self.waits if _is_meant(turn, asks, each)],
            mentors=[
                mentor
                for mentor in self.mentors
                if has_name(mentor.application, asks.mentor) and _works_on(mentor, asks.area)
            ],
        )


def has_name(application: Application, words: str) -> bool:
    """Whether all of some words begin a word of a name, or are in a reference."""
    if not words:
        return True
    there = plain(application.applicant).split()
    reference = application.ref.casefold()
    return all(
        word in reference or any(part.startswith(word) for part in there)
        for word in plain(words).split()
    )


def _is_meant(turn: Turn, asks: Asks, each: Waits) -> bool:
    if asks.one and each.application.id != asks.one:
        return False
    if asks.only == UNSELECTED and each.waiting.held:
        return False
    if asks.only == MINE and (not each.waiting.held or turn.person.id in each.pending.agreed):
        return False
    if asks.area and asks.area not in keys(each.application.answers, "areas"):
        return False
    return has_name(each.application, asks.mentee)


def _works_on(mentor: Mentor, area: str) -> bool:
    return not area or area in keys(mentor.application.answers, "areas")


async def on_board(turn: Turn, work: Work) -> OnBoard:
    """The whole board of a member: in as many statements, however many there are."""
    definition = turn.definition
    found = await kept.waiting_mentees(work, definition.key)
    barred = await matters.conflicted_each(work, found)
    mine = [each for each in found if turn.person.id not in barred[each.id]]
    stand = await register.pending_each(work, mine)
    parted = await kept.did_not_work_each(work, definition.key, [each.person_id for each in mine])
    known = await people.by_ids(work, {each.person_id for each in mine})
    looking = await _looking(turn, work, barred)
    reader = await people.reader(work, turn.person)
    mentors = await register.mentors(work, definition)

    def put_together() -> OnBoard:
        waits = [
            Waits(
                pending=pending,
                waiting=WaitingMentee(
                    mentee=Mentee(
                        application=pending.application, person=known[pending.application.person_id]
                    ),
                    held=_held(pending),
                    parted=parted.get(pending.application.person_id, frozenset()),
                ),
                days=(
                    turn.today - local_day(pending.application.received_at, definition.zone)
                ).days,
                looking=looking.get(Subject("application", pending.application.id), ()),
            )
            for pending in stand
        ]
        return OnBoard(
            waits=waits,
            mentors=readable(definition, mentors, reader),
            selected=how_often_selected(each.waiting for each in waits),
            here=looking.get(NOTHING_IN_PARTICULAR, ()),
        )

    return await apart(put_together)


def _held(pending: Pending) -> frozenset[ApplicationId]:
    return frozenset(
        candidate.mentor_application_id
        for candidate in pending.candidates
        if candidate.state in OPEN
    )


async def _looking(
    turn: Turn, work: Work, barred: Mapping[int, frozenset[PersonId]]
) -> dict[Subject, tuple[str, ...]]:
    """The other members who opened something a moment ago, by what; nobody is named who keeps out of it by now."""
    seats = await people.group(work, turn.definition.key)
    others = {seat.person_id for seat in seats} - {turn.person.id}
    found = await kept.looking_since(
        work,
        turn.definition.key,
        members=others,
        actions=LOOKS,
        since=add_minutes(turn.now, -LOOKED),
    )
    known = await people.by_ids(work, others)
    return {
        subject: tuple(
            known[person_id].name
            for person_id in who
            if person_id not in barred.get(subject.id, frozenset())
        )
        for subject, who in found.items()
    }


async def who_looks(turn: Turn, work: Work, application: Application) -> tuple[str, ...]:
    """The other members who look at an application just now, by name; nobody who keeps out of it by now."""
    barred: dict[int, frozenset[PersonId]] = {
        application.id: await matters.conflicted(work, application)
    }
    return (await _looking(turn, work, barred)).get(turn.subject, ())


async def drawn(turn: Turn, waits: Sequence[Waits], mentors: Sequence[Mentor]) -> Board:
    """Some who wait and some mentors, pair by pair; thought about apart from everybody else's work."""
    return await apart(
        board_of, turn.definition, [each.waiting for each in waits], mentors, turn.today
    )


def areas_of(definition: Definition, application: Application) -> str:
    """The areas that somebody chose, in words."""
    chosen = keys(application.answers, "areas")
    return ", ".join(option.label for option in definition.areas if option.key in chosen)


def employer_of(definition: Definition, application: Application) -> str:
    """Where somebody works, in words; "" where they do not say."""
    organisation = definition.organisation(text(application.answers, "organisation"))
    return organisation.name if organisation else ""
