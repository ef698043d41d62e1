"""How much of what is kept refers to what a scheme file says; counted when one has changed, each kind in one statement."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Label,
    Select,
    Table,
    and_,
    func,
    literal,
    or_,
    select,
    union_all,
)

from scheme.application.application import OPEN, ApplicationStage
from scheme.definition import changes
from scheme.definition.changes import LostEntries, Outline, Uses
from scheme.forms.fields import Answers
from scheme.matching.proposal import ProposalProgress
from scheme.partnership.phase import Phase
from scheme.survey.occasion import kind_of
from storage.tables import (
    accounts,
    agreements,
    applications,
    members,
    partnerships,
    proposals,
    reminders,
    surveys,
    wordings,
)
from storage.work import Work

Held = dict[str, Counter[str]]  # by scheme and kind of thing

LIVE = partnerships.c.phase != Phase.ENDED
SEATED = members.c.until.is_(None)


async def held(work: Work) -> Held:
    """How much there is of each scheme in the database, whatever files there are: by kind of thing."""
    kinds = (
        ("application", applications, None),
        ("partnership", partnerships, None),
        (changes.SEAT, members, SEATED),
    )
    queries = []
    for kind, table, where in kinds:
        query = select(literal(kind).label("kind"), table.c.scheme, func.count().label("number"))
        queries.append((query if where is None else query.where(where)).group_by(table.c.scheme))
    found: Held = {}
    for kind, scheme, number in (await work.session.execute(union_all(*queries))).all():
        found.setdefault(scheme, Counter())[kind] = number
    return found


async def uses(work: Work, scheme: str, before: Outline, gone: LostEntries) -> Uses:
    """What there is of a scheme, and how much of it refers to what has gone from its file."""
    found = Uses(await _counts(work, scheme))
    pairs = await _live_pairs(work, scheme) if gone else []
    await _note_answers(work, scheme, before=before, gone=gone, pairs=pairs, found=found)
    if "organisations" in gone:
        seated = _by(members, "organisation", scheme).where(SEATED)
        await _note(work, seated, path="organisations", gone=gone, kind=changes.SEAT, found=found)
    if "rounds" in gone:
        await _note(
            work,
            _by(reminders, "round", scheme),
            path="rounds",
            gone=gone,
            kind=changes.WISH,
            found=found,
        )
    if "workspaces" in gone:
        await _note_accounts(work, gone, found)
    if "agreement.clauses" in gone:
        await _note_clauses(work, scheme, gone, found)
    if any(path.startswith(changes.QUESTIONS) for path in gone):
        await _note_questions(work, scheme, gone, found)
    return found


async def _counts(work: Work, scheme: str) -> Counter[str]:
    undecided = applications.c.stage.in_(
        (ApplicationStage.RECEIVED, ApplicationStage.LISTED, ApplicationStage.ELIGIBLE)
    )
    unanswered = applications.c.answered_on.is_(None)
    unbound = and_(LIVE, partnerships.c.started_on.is_(None), partnerships.c.months.is_(None))
    under_way = (ProposalProgress.DRAFT, ProposalProgress.OFFERED, ProposalProgress.ASKED)
    columns = (
        _count(changes.WAITING, applications, scheme, undecided, unanswered),
        _count(changes.RUNNING, partnerships, scheme, LIVE),
        _count(changes.ENDED, partnerships, scheme, partnerships.c.phase == Phase.ENDED),
        _count(changes.UNBOUND, partnerships, scheme, unbound),
        _count(changes.RHYTHM, partnerships, scheme, LIVE, partnerships.c.every_weeks.is_not(None)),
        _count(changes.PROPOSAL, proposals, scheme, proposals.c.state.in_(under_way)),
        _count(changes.SURVEY, surveys, scheme, surveys.c.closes_on >= _today(work)),
    )
    row = (await work.session.execute(select(*columns))).one()
    return Counter(dict(row._mapping))


def _count(kind: str, table: Table, scheme: str, *where: ColumnElement[bool]) -> Label[int]:
    query = select(func.count()).select_from(table).where(table.c.scheme == scheme, *where)
    return query.scalar_subquery().label(kind)


def _today(work: Work) -> date:
    return work.now.date()


def _by(table: Table, column: str, scheme: str) -> Select[Any]:
    key = table.c[column]
    return select(key, func.count()).where(table.c.scheme == scheme).group_by(key)


async def _note(
    work: Work, query: Select[Any], path: str, gone: LostEntries, kind: str, found: Uses
) -> None:
    for key, number in (await work.session.execute(query)).all():
        if key in gone[path]:
            found.note(path, key, kind, number)


@dataclass(frozen=True)
class _Pair:
    mentee: int
    mentor: int


async def _live_pairs(work: Work, scheme: str) -> list[_Pair]:
    both = (partnerships.c.mentee_application_id, partnerships.c.mentor_application_id)
    rows = await work.session.execute(select(*both).where(partnerships.c.scheme == scheme, LIVE))
    return [_Pair(mentee, mentor) for mentee, mentor in rows.all()]


async def _note_answers(
    work: Work, scheme: str, before: Outline, gone: LostEntries, pairs: list[_Pair], found: Uses
) -> None:
    """Open applications, and partnerships by what either side applied with. Answers are sealed, so they are read."""
    if not any(path in gone for path in _answered(before)):
        return
    paired = {application_id for pair in pairs for application_id in (pair.mentee, pair.mentor)}
    columns = (
        applications.c.id,
        applications.c.role,
        applications.c.round,
        applications.c.stage,
        applications.c.answers,
    )
    live = select(partnerships.c.mentee_application_id).where(partnerships.c.scheme == scheme, LIVE)
    theirs = select(partnerships.c.mentor_application_id).where(
        partnerships.c.scheme == scheme, LIVE
    )
    wanted = or_(
        applications.c.stage.in_(OPEN), applications.c.id.in_(live), applications.c.id.in_(theirs)
    )
    rows = await work.session.stream(
        select(*columns).where(applications.c.scheme == scheme, wanted)
    )
    refer: dict[tuple[str, str], set[int]] = {}
    async for row in rows:
        form = f"forms.{row.role}"
        named = [("rounds", row.round), *_named(form, row.answers, before.sources.get(form, {}))]
        for path, key in {(path, key) for path, key in named if key in gone.get(path, {})}:
            if row.stage in OPEN:
                found.note(path, key, changes.APPLICATION)
            if row.id in paired:
                refer.setdefault((path, key), set()).add(row.id)
    for (path, key), ids in refer.items():
        found.note(
            path,
            key,
            changes.RUNNING,
            sum(pair.mentee in ids or pair.mentor in ids for pair in pairs),
        )


def _answered(before: Outline) -> set[str]:
    """The lists that an application may name an entry of."""
    return {
        "rounds",
        *before.sources,
        *(path for source in before.sources.values() for path in source.values()),
    }


def _named(form: str, answers: Answers, sources: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The fields that were answered, and what was chosen in them: as list and key."""
    for field, answer in answers.items():
        if answer in (None, "", [], False):
            continue
        yield form, field
        chosen = answer if isinstance(answer, list) else [answer]
        if field in sources:
            yield from ((sources[field], str(key)) for key in chosen)


async def _note_accounts(work: Work, gone: LostEntries, found: Uses) -> None:
    there = (accounts.c.person_id.is_not(None), accounts.c.gone_at.is_(None))
    place = (accounts.c.platform, accounts.c.workspace)
    rows = await work.session.execute(select(*place, func.count()).where(*there).group_by(*place))
    named = {key.lower(): key for key in gone["workspaces"]}
    for platform, workspace, number in rows.all():
        key = named.get(f"{platform} {workspace}".lower())
        if key is not None:
            found.note("workspaces", key, changes.ACCOUNT, number)


async def _note_clauses(work: Work, scheme: str, gone: LostEntries, found: Uses) -> None:
    """Agreements of running partnerships that say something about a matter, in their newest wording."""
    newest = and_(
        wordings.c.agreement_id == agreements.c.id, wordings.c.revision == agreements.c.revision
    )
    query = select(wordings.c.text).join(agreements, newest)
    query = query.join(partnerships, partnerships.c.id == agreements.c.partnership_id)
    for text in (
        await work.session.scalars(query.where(partnerships.c.scheme == scheme, LIVE))
    ).all():
        for key in gone["agreement.clauses"]:
            if text.get(key):
                found.note("agreement.clauses", key, changes.RUNNING)


async def _note_questions(work: Work, scheme: str, gone: LostEntries, found: Uses) -> None:
    kinds = (surveys.c.role, surveys.c.occasion)
    query = select(*kinds, func.count()).where(
        surveys.c.scheme == scheme, surveys.c.closes_on >= _today(work)
    )
    for role, occasion, number in (await work.session.execute(query.group_by(*kinds))).all():
        path = f"{changes.QUESTIONS}{role}_{kind_of(occasion)}"
        for key in gone.get(path, {}):
            found.note(path, key, changes.SURVEY, number)
