"""The words of something that is over go, wherever they lie; ids, states and dates stay, to be counted (R11.1)."""

from sqlalchemy import delete, exists, or_, select, update

from scheme.application.application import Application, ApplicationStage
from scheme.concern.raised import Raised
from scheme.concern.sounding import Sounding
from scheme.ids import ApplicationId, PersonId
from scheme.partnership.partnership import Partnership
from scheme.subject import Subject
from storage import applications, drafts, files, permissions
from storage.concern import concerns
from storage.matching import proposals, rather_nots
from storage.member import proofs
from storage.tables import (
    agreements,
    goals,
    partnerships,
    reflections,
    thanks,
    undoings,
    wordings,
)
from storage.work import Work


async def forget_application(work: Work, application: Application) -> None:
    """Its answers and files, what was asked and answered about it, also of the manager, what was said of it, and forms begun."""
    await files.let_go(work, application)
    about = [Subject("application", application.id)]
    for asked in await applications.questions_on(work, application.id):
        asked.forget()
        about.append(Subject("question", asked.id))
    for permission in await permissions.all_on(work, application.id):
        permission.forget()
        about.append(Subject("permission", permission.id))
    for said in await rather_nots.by(work, application.id):
        said.forget()
    for proposal in await proposals.of_application(work, application.id):
        proposal.reason = None
        for comment in await proposals.comments_on(work, proposal.id):
            comment.text = ""
        about.append(Subject("proposal", proposal.id))
        about += [
            Subject("candidate", candidate.id)
            for candidate in await proposals.candidates_of(work, proposal.id)
        ]
    await work.session.execute(
        update(undoings).where(undoings.c.application_id == application.id).values(reason="")
    )
    await drafts.drop_about(work, *about)
    await proofs.drop_about(work, Subject("application", application.id))
    application.forget()


async def forget_raised(work: Work, raised: Raised) -> None:
    """What was written about it to and fro, noted and advised, and forms begun about it."""
    for remark in await concerns.remarks_on(work, raised):
        remark.text = ""
    await drafts.drop_about(work, raised.subject)
    raised.forget()


async def forget_sounding(work: Work, sounding: Sounding) -> None:
    """What was asked in confidence and answered, and forms begun about it."""
    await drafts.drop_about(work, Subject("sounding", sounding.id))
    sounding.forget()


async def forget_pair(work: Work, pair: Partnership) -> None:
    """What the two agreed, noted and wrote in a partnership that has ended, and the application that led to it."""
    ours = select(agreements.c.id).where(agreements.c.partnership_id == pair.id)
    about = [Subject("partnership", pair.id)]
    for table, name in ((agreements, "agreement"), (goals, "goal"), (reflections, "reflection")):
        held = select(table.c.id).where(table.c.partnership_id == pair.id)
        about += [Subject(name, number) for number in (await work.session.scalars(held)).all()]
    for statement in (
        update(wordings).where(wordings.c.agreement_id.in_(ours)).values(text={}),
        update(goals).where(goals.c.partnership_id == pair.id).values(text=""),
        delete(reflections).where(reflections.c.partnership_id == pair.id),
        delete(thanks).where(thanks.c.partnership_id == pair.id),
    ):
        await work.session.execute(statement)
    await drafts.drop_about(work, *about)
    pair.forget()
    for application_id in (pair.mentee_application_id, pair.mentor_application_id):
        application = await applications.by_id(work, application_id)
        if application.stage == ApplicationStage.CONCLUDED and not await _outlives(
            work, pair, application_id
        ):
            await forget_application(work, application)


async def _outlives(work: Work, pair: Partnership, application_id: ApplicationId) -> bool:
    """Whether another partnership rests on an application, and goes on or ended later."""
    theirs = or_(
        partnerships.c.mentee_application_id == application_id,
        partnerships.c.mentor_application_id == application_id,
    )
    later = or_(partnerships.c.ended_at.is_(None), partnerships.c.ended_at > pair.ended_at)
    query = select(partnerships.c.id).where(theirs, later, partnerships.c.id != pair.id)
    return (await work.session.execute(query.limit(1))).first() is not None


async def has_words(work: Work, pair: Partnership, person_id: PersonId) -> bool:
    """Whether there is anything in a partnership that somebody could want to keep when its words go."""
    of_pair = [
        exists().where(table.c.partnership_id == pair.id) for table in (agreements, goals, thanks)
    ]
    own = exists().where(
        reflections.c.partnership_id == pair.id, reflections.c.person_id == person_id
    )
    return bool((await work.session.execute(select(or_(own, *of_pair)))).scalar_one())
