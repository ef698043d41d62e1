"""Surveys, and what they came to once their link to a person is gone (R7.5)."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from scheme.audience import Matter
from scheme.ids import PartnershipId, PersonId
from scheme.partnership.partnership import Partnership
from scheme.survey.findings import SurveyResult, SurveyText
from scheme.survey.occasion import Occasion
from scheme.survey.survey import Survey
from storage.erasure import Emptied, Leaver, Reworked, Stays
from storage.kind import Asked, Belonging, Declared, Found, Kind, Retention, owned_by, reach, row
from storage.tables import survey_results, survey_texts, surveys
from storage.work import Work

IN_ORDER = (surveys.c.issued_at, surveys.c.role)


async def of_occasion(
    work: Work, partnership_id: PartnershipId, person_id: PersonId, occasion: Occasion
) -> Survey | None:
    """The invitation of a person on an occasion."""
    query = select(Survey).where(
        surveys.c.partnership_id == partnership_id,
        surveys.c.person_id == person_id,
        surveys.c.occasion == occasion,
    )
    return (await work.session.scalars(query)).first()


async def of_partnership(work: Work, partnership_id: PartnershipId) -> Sequence[Survey]:
    """All that the two were ever sent, oldest first."""
    query = select(Survey).where(surveys.c.partnership_id == partnership_id).order_by(*IN_ORDER)
    return (await work.session.scalars(query)).all()


async def of_person(work: Work, scheme: str, person_id: PersonId) -> Sequence[Survey]:
    """A person's surveys, latest first."""
    query = (
        select(Survey)
        .where(surveys.c.scheme == scheme, surveys.c.person_id == person_id)
        .order_by(surveys.c.issued_at.desc(), surveys.c.role)
    )
    return (await work.session.scalars(query)).all()


async def issued(work: Work, scheme: str) -> Sequence[Survey]:
    """Every survey sent out in a scheme."""
    return (
        await work.session.scalars(
            select(Survey).where(surveys.c.scheme == scheme).order_by(*IN_ORDER)
        )
    ).all()


async def keep(work: Work, result: SurveyResult, texts: Sequence[SurveyText], minimum: int) -> None:
    """Keep what a closed survey came to; it counts as soon as it is one of `minimum` of its kind that do not yet."""
    work.session.add_all([result, *texts])
    await work.flush()
    ours, theirs = (
        (
            table.c.scheme == result.scheme,
            table.c.role == result.role,
            table.c.kind == result.kind,
            ~table.c.counted,
        )
        for table in (survey_results, survey_texts)
    )
    waiting = await work.session.scalar(
        select(func.count()).select_from(survey_results).where(*ours)
    )
    if (waiting or 0) >= minimum:
        await work.session.execute(update(survey_results).where(*ours).values(counted=True))
        await work.session.execute(update(survey_texts).where(*theirs).values(counted=True))


async def results(work: Work, scheme: str) -> Sequence[SurveyResult]:
    """The closed answers that count, in no order that means anything."""
    query = select(SurveyResult).where(survey_results.c.scheme == scheme, survey_results.c.counted)
    return (await work.session.scalars(query.order_by(survey_results.c.id))).all()


async def texts(work: Work, scheme: str) -> Sequence[SurveyText]:
    """What was written and counts, in no order that means anything."""
    query = select(SurveyText).where(survey_texts.c.scheme == scheme, survey_texts.c.counted)
    return (await work.session.scalars(query.order_by(survey_texts.c.id))).all()


async def _find(work: Work, asked: Asked) -> Found:
    survey = await row(work, Survey, asked.id, lock=True)
    partnership = await row(work, Partnership, survey.partnership_id)
    return Found(
        survey.scheme,
        Matter(subject=asked.subject, parties=frozenset({survey.person_id})),
        (survey, partnership),
    )


_NO_LONGER_LINKED = "no longer linked to anybody, so it cannot be found for anybody"

SURVEY = Kind(
    thing=Survey,
    table=surveys,
    find=_find,
    reach=reach(surveys, "person_id"),
    belongs=(
        Belonging(
            title="Surveys that are still linked to you",
            columns=("scheme", "role", "occasion", "issued_at", "closes_on", "answered", "answers"),
            whose=owned_by(surveys.c.person_id),
        ),
    ),
    erased=(
        Emptied(
            whose=owned_by(surveys.c.person_id),
            columns={"answers": None},
            told="Answers to surveys that are still open",
        ),
        Stays(
            why="that somebody was asked and answered, to be counted",
            told="Survey answers that were parted from you when the survey closed: nobody can tell which are yours",
        ),
    ),
    retention=Retention.PARTED,
)


async def _under_their_name(work: Work, leaver: Leaver) -> None:
    """What they put their name to, of which alone one can tell that it is theirs."""
    for found in (await work.session.scalars(select(SurveyText))).all():
        if found.name in leaver.names:
            await work.session.delete(found)


RESULT = Declared(
    table=survey_results,
    apart=_NO_LONGER_LINKED,
    erased=(Stays(why="nothing leads to who answered", columns=("answers",)),),
    retention=Retention.STAYS,
)
TEXT = Declared(
    table=survey_texts,
    apart=_NO_LONGER_LINKED,
    erased=(
        Stays(why="nothing leads to who wrote it but the name they put to it", columns=("text",)),
        Reworked(does=_under_their_name, columns=("name", "text")),
    ),
    retention=Retention.PASSES,
)
