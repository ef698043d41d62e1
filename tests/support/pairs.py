"""Pairs who have started, put on a stage without the months before; and everything the database holds as bytes."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from scheme.application import application as forms
from scheme.application.application import Application
from scheme.forms.fields import Answers
from scheme.ids import PartnershipId, PersonId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.partnership.partnership import Partnership
from scheme.people import Role
from storage import applications, people, tables
from storage.work import Work
from tests.support.dialogue import Stage
from tests.support.stage import MENTEE_ANSWERS, MENTOR_ANSWERS


async def pair(
    stage: Stage, mentee: str, mentor: str, *, days_ago: int | None = 0
) -> PartnershipId:
    """The id of a new partnership of two addresses: started so many days ago, or only introduced when None."""
    async with stage.bot.work() as work:
        definition = next(iter(stage.bot.definitions.values()))
        ids = []
        for email in (mentee, mentor):
            name = email.partition("@")[0].replace(".", " ").title()
            person = await people.add(work, name, email, definition.zone)
            person.called = name.split()[0]
            ids.append(person.id)
        theirs = await _application(work, ids[0], "mentee", MENTEE_ANSWERS)
        other = await _application(work, ids[1], "mentor", MENTOR_ANSWERS)
        proposal = await work.add(
            Proposal(
                scheme=definition.key,
                application_id=theirs.id,
                mentee_id=ids[0],
                opened_at=work.now,
                state=ProposalProgress.ACCEPTED,
            )
        )
        asked = Candidate(
            scheme=definition.key,
            proposal_id=proposal.id,
            mentor_id=ids[1],
            mentor_application_id=other.id,
            rank=1,
            state=Word.ACCEPTED,
            asked_at=work.now,
        )
        candidate = await work.add(asked)
        one = Partnership(
            scheme=definition.key,
            candidate_id=candidate.id,
            mentee_application_id=theirs.id,
            mentor_application_id=other.id,
            mentee_id=ids[0],
            mentor_id=ids[1],
            introduced_at=work.now,
        )
        if days_ago is not None:
            one.start(definition, work.now.date() - timedelta(days=days_ago))
        return (await work.add(one)).id


async def _application(
    work: Work, person_id: PersonId, role: Role, answers: Answers
) -> Application:
    definition = next(iter(work.definitions.values()))
    if (known := await applications.open_of(work, definition.key, person_id, role)) is not None:
        return known
    one = Application.receive(definition, person_id, role, "spring", answers, work.now)
    one.stage = forms.ApplicationStage.MATCHED
    return await work.add(one)


async def rows(session: AsyncSession, table: str) -> list[Row[tuple[object, ...]]]:
    """Every row of a table, as it is kept."""
    return list((await session.execute(select(tables.metadata.tables[table]))).all())


def written(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(file.read_bytes() for file in sorted(folder.glob("test.db*")))
