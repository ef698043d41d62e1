"""The rows of a round's draft as one member may read them: nothing of what they stand aside from is in them (R3.3, R3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.kit.turn import Turn
from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId
from scheme.matching.kept_round import KeptRound
from scheme.matching.proposal import ProposalProgress
from scheme.matching.ranking import Exclusion, Mentee, Mentor, Suggestion, suggest
from scheme.matching.round_draft import Placing
from scheme.matching.side import Side
from scheme.matching.ways import way_to_come
from storage import applications, matters, people
from storage.matching import kept_rounds, register, shortlists
from storage.matching.register import Pending
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class RoundRow:
    """A mentee of the draft with the mentors it has for them, or those that members have selected already."""

    pending: Pending  # the mentee's application, and how far it is
    mentors: tuple[Suggestion, ...]  # who can be proposed, the one the round is made up for first
    gone: tuple[Exclusion, ...]  # who can't be any more
    chose: tuple[ApplicationId, ...] = ()  # whom the mentee chose themselves, in their order

    @property
    def mentee(self) -> Application:
        """Who waits."""
        return self.pending.application

    @property
    def is_selected(self) -> bool:
        """Whether members have selected somebody already."""
        return self.pending.proposal is not None

    @property
    def is_ready(self) -> bool:
        """Whether a member can agree to it as it stands."""
        return bool(self.mentors) and not self.gone


@dataclass(frozen=True, kw_only=True)
class RoundPage:
    """Some rows of a draft; `kept_from`: how many more of these are with the other members."""

    rows: tuple[RoundRow, ...]
    kept_from: int


async def rows_of(
    turn: Turn, work: Work, placings: Sequence[Placing], *, locks: bool = False
) -> RoundPage:
    """Rows for some placings, of those mentees who wait still; `locks`: nobody else changes them until the work ends."""
    mentees = await _waiting(turn, work, placings, locks=locks)
    conflicted = await matters.conflicted_each(work, mentees)
    open_to = [mentee for mentee in mentees if turn.person.id not in conflicted[mentee.id]]
    drafted = {placing.mentee: placing.mentors for placing in placings}
    wanted: dict[ApplicationId, tuple[ApplicationId, ...]] = {}
    pending = await register.pending_each(work, open_to)
    for each in pending:
        wanted[each.application.id] = drafted[each.application.id]
        if each.proposal is not None:
            wanted[each.application.id] = tuple(
                candidate.mentor_application_id for candidate in each.candidates
            )
    mentors = await _mentors(turn, work, {each for found in wanted.values() for each in found})
    reader = await people.reader(work, turn.person, among=list(mentors))
    known = await people.by_ids(work, {mentee.person_id for mentee in open_to})
    chose = await chosen_by_each(turn.definition, work, [mentee.id for mentee in open_to])
    rows = []
    for each in pending:
        mentee = each.application
        theirs = [mentors[number] for number in wanted[mentee.id] if number in mentors]
        sides = [mentor.side for mentor in theirs if mentor.side is not None]
        if any(reader.keeps_out_of(side) for side in sides):
            continue
        found = suggest(
            turn.definition,
            Mentee(application=mentee, person=known[mentee.person_id]),
            theirs,
            turn.today,
        )
        order = {number: place for place, number in enumerate(wanted[mentee.id])}
        ranked = sorted(found.ranked, key=lambda one: order[one.mentor.application.id])
        rows.append(
            RoundRow(
                pending=each,
                mentors=tuple(ranked),
                gone=tuple(found.excluded),
                chose=chose.get(mentee.id, ()),
            )
        )
    return RoundPage(rows=tuple(rows), kept_from=len(mentees) - len(rows))


async def chosen_by_each(
    definition: Definition, work: Work, mentees: Sequence[ApplicationId]
) -> dict[ApplicationId, tuple[ApplicationId, ...]]:
    """Whom each of some mentees chose themselves, in their order; nobody, where a scheme's mentees don't (R4.1)."""
    if not way_to_come(definition).opens_list:
        return {}
    return await shortlists.chosen_by_each(work, definition.key, mentees)


async def _waiting(
    turn: Turn, work: Work, placings: Sequence[Placing], *, locks: bool
) -> list[Application]:
    """The mentees of some placings who wait for the Group still, in that order."""
    ids = [placing.mentee for placing in placings]
    if locks:
        for number in sorted(ids):
            await matters.locked(work, Application, number)
    known = await applications.by_ids(work, ids)
    live = {
        each.application.id
        for each in await register.pending_each(work, list(known.values()))
        if each.proposal is not None and each.proposal.state != ProposalProgress.DRAFT
    }
    return [
        known[number]
        for number in ids
        if number in known
        and known[number].stage == ApplicationStage.ELIGIBLE
        and number not in live
    ]


async def _mentors(turn: Turn, work: Work, ids: set[ApplicationId]) -> dict[ApplicationId, Mentor]:
    from_register = await applications.by_ids(work, ids)
    found = await register.mentors(work, turn.definition, list(from_register.values()))
    failed = await kept_rounds.did_not_work(work, turn.definition.key)
    return {
        mentor.application.id: replace(
            mentor,
            did_not_work_with=failed.get(mentor.application.person_id, frozenset()),
            side=mentor.side or _side(turn, mentor),
        )
        for mentor in found
    }


def _side(turn: Turn, mentor: Mentor) -> Side:
    return Side.of(turn.definition, mentor.application, mentor.person)


async def names_for(turn: Turn, work: Work, kept: KeptRound) -> dict[ApplicationId, str]:
    """What those are called whom the changes and costs of a draft name, as far as a member may know of them."""
    told = {
        number for change in kept.changes for number in (change.mentee, change.before, change.now)
    }
    for cost in kept.wish_costs:
        told |= {cost.wish.mentee, cost.wish.mentor, *cost.left, *cost.gained, *cost.moved}
    ids = {number for number in told if number is not None}
    found = await applications.by_ids(work, ids)
    conflicted = await matters.conflicted_each(work, found.values())
    return {
        number: application.applicant
        for number, application in found.items()
        if turn.person.id not in conflicted[number]
    }


def is_open_to(turn: Turn, row: RoundRow) -> bool:
    """Whether a member can agree to a row as it stands, and has not yet."""
    return row.is_ready and turn.person.id not in row.pending.agreed
