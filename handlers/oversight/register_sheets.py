"""The lists of the register as rows: mentors, who waits, proposals, partnerships, and who left (R3.1, R10.3).

Each member reads what they may read of it elsewhere: nobody they stand aside from, and no partnership of their own.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from handlers.forms.sheet import Column, Sheet, SheetCell
from handlers.group import cards
from handlers.kit.turn import Turn
from scheme.application.application import Application
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId
from scheme.matching.ranking import Mentor
from scheme.matching.register_state import mentor_load, mentor_state, pair_state
from scheme.matching.side import Side
from scheme.wording import capital, several
from storage import applications, matters, partnerships, people
from storage.many import in_turn
from storage.matching import register, register_lists
from storage.work import Work

LISTS = ("mentors", "waiting", "proposals", "partnerships", "left")
STATE = 1  # the column in which a list has its state
MOST_LEFT = 500  # of those who left, the latest


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list, and the application that each row is about; none where rows are about something else."""

    sheet: Sheet
    about: Sequence[ApplicationId] = ()


def titles(definition: Definition) -> dict[str, str]:
    """How the lists are called."""
    names = (
        capital(several(definition.terms.mentor)),
        "Who waits",
        "Proposals",
        "Partnerships",
        "Who left",
    )
    return dict(zip(LISTS, names, strict=True))


async def listed(turn: Turn, work: Work, chosen: str) -> Listed:
    """One of the lists, as this member may read it."""
    match chosen:
        case "mentors":
            return await _mentors(turn, work)
        case "waiting":
            return await _waiting(turn, work)
        case "proposals":
            return await _proposals(turn, work)
        case "left":
            return await _left(turn, work)
        case _:
            return await _partnerships(turn, work)


async def _mine(turn: Turn, work: Work, found: Sequence[Application]) -> list[Application]:
    """Those of some applications that this member may read of."""
    barred = await matters.conflicted_each(work, found)
    return [each for each in found if turn.person.id not in barred[each.id]]


async def _mentors(turn: Turn, work: Work) -> Listed:
    definition = turn.definition
    mentee = definition.terms.mentee
    reader = await people.reader(work, turn.person)
    proposed = await register_lists.proposed(work, definition.key)
    pairs = await register_lists.paired(work, definition.key)
    rows: list[Sequence[SheetCell]] = []
    about: list[ApplicationId] = []
    async for mentor in in_turn(await register.mentors(work, definition)):
        if not reader.keeps_out_of(mentor.side or Side.of(definition, mentor.application)):
            about.append(mentor.application.id)
            state = mentor_state(
                mentor,
                turn.today,
                proposed=proposed.get(mentor.application.id, 0),
                pairs=pairs.get(mentor.application.id, 0),
            )
            rows.append(_mentor(mentor, state, turn))
    columns = (
        Column("Name", f"Who is on the register as {definition.terms.mentor}."),
        Column(
            "State",
            "away until the day beside; full; offered: in a proposal that can still come to something; matched: with "
            "somebody, and room for another; available.",
        ),
        Column("Away until", "The last day they are away; empty where they are here."),
        Column("Places", f"How many {several(mentee)} they take at a time."),
        Column(
            "Taken", "How many of these places are taken, by those who were asked and by pairs."
        ),
        Column("Free", "Places less those that are taken; none while they are away."),
        Column(
            "So far", "All partnerships they have had in this scheme, those that go on included."
        ),
        Column(
            "Load",
            f"too many: more places are taken than they offer; none yet: no {mentee} in eight weeks since they applied.",
        ),
        Column("Since", "The day on which they applied."),
    )
    return Listed(sheet=Sheet(titles(definition)["mentors"], columns, rows), about=about)


def _mentor(mentor: Mentor, state: str, turn: Turn) -> Sequence[SheetCell]:
    application = mentor.application
    since = local_day(application.received_at, turn.definition.zone)
    away = None
    free = max(mentor.capacity - mentor.taken, 0)
    if state == "away":
        away = application.away_until
        free = 0
    return (
        application.applicant, state, away, mentor.capacity, mentor.taken, free,
        mentor.partnerships_ever, mentor_load(mentor, since, turn.today), since,
    )  # fmt: skip


async def _waiting(turn: Turn, work: Work) -> Listed:
    definition = turn.definition
    mine = await _mine(turn, work, await applications.awaiting_answer(work, definition.key))
    rows: list[Sequence[SheetCell]] = []
    async for pending in in_turn(await register.pending_each(work, mine)):
        application = pending.application
        came = local_day(application.received_at, definition.zone)
        rows.append(
            (
                application.applicant, application.ref, cards.stage_of(definition, pending),
                definition.term(application.role), came, (turn.today - came).days,
                application.answer_by, len(pending.candidates),
            )
        )  # fmt: skip
    columns = (
        Column("Name", "Who applied and has not had an answer yet."),
        Column("Reference", "Of their application."),
        Column("Stage", "How far it is."),
        Column("As", "The role they applied for."),
        Column("Applied", "The day on which they applied."),
        Column("Days", "Days since then."),
        Column("Answer by", "The day by which they were promised an answer."),
        Column("Proposed", f"How many {several(definition.terms.mentor)} are selected for them."),
    )
    sheet = Sheet(titles(definition)["waiting"], columns, rows)
    return Listed(sheet=sheet, about=[each.id for each in mine])


async def _proposals(turn: Turn, work: Work) -> Listed:
    definition = turn.definition
    mine = await _mine(turn, work, await register_lists.in_proposals(work, definition.key))
    rows: list[Sequence[SheetCell]] = []
    about: list[ApplicationId] = []
    async for pending in in_turn(await register.pending_each(work, mine)):
        proposal = pending.proposal
        if proposal is None:
            continue
        about.append(pending.application.id)
        asked = [each.answer_by for each in pending.candidates if each.answer_by]
        rows.append(
            (
                pending.application.applicant, str(proposal.state), len(pending.candidates),
                len(pending.agreed), local_day(proposal.opened_at, definition.zone),
                _day(definition, proposal.offered_at), proposal.choose_by,
                max(asked, default=None), cards.stage_of(definition, pending),
            )
        )  # fmt: skip
    mentors = several(definition.terms.mentor)
    columns = (
        Column("Name", f"The {definition.terms.mentee} to whom it is made."),
        Column(
            "State",
            f"draft: members have still to agree; offered: to choose; asked: one of the {mentors} is.",
        ),
        Column(capital(mentors), "How many are in it."),
        Column("Agreed", "How many members agree to it as it stands."),
        Column("Since", "The day on which it was begun."),
        Column("Offered", f"The day on which the {definition.terms.mentee} had it; empty before."),
        Column("Choose by", "The last day to choose; empty where there is none."),
        Column(
            "Answer by",
            f"The last day for the answer of the {definition.terms.mentor} who was asked.",
        ),
        Column("Stage", "How far it is, in words."),
    )
    return Listed(sheet=Sheet(titles(definition)["proposals"], columns, rows), about=about)


async def _left(turn: Turn, work: Work) -> Listed:
    definition = turn.definition
    found = await register_lists.left(work, definition.key, MOST_LEFT)
    mine = await _mine(turn, work, found)
    rows: list[Sequence[SheetCell]] = [
        (
            each.applicant, str(each.stage), definition.term(each.role),
            local_day(each.received_at, definition.zone), _day(definition, each.decided_at),
        )
        for each in mine
    ]  # fmt: skip
    columns = (
        Column(
            "Name", "Who is not on the register any more; by reference where their words are gone."
        ),
        Column(
            "State",
            "withdrawn; unplaced: without a match this time; concluded: the partnership has ended.",
        ),
        Column("As", "The role they applied for."),
        Column("Applied", "The day on which they applied."),
        Column("Decided", "The day of the last decision on it, theirs or the Group's."),
    )
    sheet = Sheet(titles(definition)["left"], columns, rows)
    return Listed(sheet=sheet, about=[each.id for each in mine])


async def _partnerships(turn: Turn, work: Work) -> Listed:
    definition = turn.definition
    count = await partnerships.count_read_by(work, definition.key, turn.person.id)
    found = await partnerships.read_by(
        work, definition.key, turn.person.id, start=0, most=max(count, 1)
    )
    rows: list[Sequence[SheetCell]] = []
    async for each in in_turn(found):
        ended = _day(definition, each.ended_at)
        rows.append(
            (
                each.ref, pair_state(each, ended), local_day(each.introduced_at, definition.zone),
                each.started_on, each.ends_on, each.last_met, ended,
            )
        )  # fmt: skip
    columns = (
        Column("Reference", "Of the partnership; whose it is stands with the partnership itself."),
        Column("State", "How far it is; ended early: before the day on which it was to end."),
        Column("Introduced", "The day on which both were told of each other."),
        Column("Started", "The day on which they began; empty until both have said so."),
        Column("Ends", "The day on which it is to end; empty where none is set."),
        Column("Last met", "The day of the latest meeting that was noted."),
        Column("Ended", "The day on which it ended; empty while it goes on."),
    )
    return Listed(sheet=Sheet(titles(definition)["partnerships"], columns, rows))


def _day(definition: Definition, at: datetime | None) -> date | None:
    if at is None:
        return None
    return local_day(at, definition.zone)
