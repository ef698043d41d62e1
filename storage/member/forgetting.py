"""The words of something that is over go, wherever they lie; ids, states and dates stay, to be counted (R11.1)."""

from sqlalchemy import update

from scheme.application.application import Application
from scheme.concern.raised import Raised
from scheme.concern.sounding import Sounding
from scheme.subject import Subject
from storage import applications, drafts, files, permissions
from storage.concern import concerns
from storage.matching import proposals, rather_nots
from storage.member import proofs
from storage.tables import undoings
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
