"""The words of what is over go, some time afterwards; dates and counts stay (R11.1)."""

from handlers.kit.conversation import Conversation
from handlers.kit.post import Later
from handlers.kit.turn import Moment
from scheme import calendar
from scheme.application.application import Application
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry
from scheme.concern.sounding import Sounding
from storage import partnerships
from storage.member.forgetting import (
    forget_application,
    forget_raised,
    forget_sounding,
)
from storage.work import Work

forget = Conversation(name="forget")


@forget.when("application", "forget")
async def application_goes(moment: Moment, work: Work) -> None:
    """Not while a partnership rests on it: a mentor who takes no more mentees still has the one they have."""
    application = moment.the(Application)
    live = await partnerships.live_of(work, application.scheme, application.person_id)
    if application.id in {partnership.mentor_application_id for partnership in live}:
        day = calendar.add_days(moment.today, moment.definition.retention.withdrawn_days)
        raise Later(calendar.at(day, moment.definition.zone))
    await forget_application(work, application)


@forget.when("concern", "forget")
async def complaint_goes(moment: Moment, work: Work) -> None:
    """A complaint that was withdrawn, or closed long ago."""
    await forget_raised(work, moment.the(Concern))


@forget.when("enquiry", "forget")
async def enquiry_goes(moment: Moment, work: Work) -> None:
    """A question or an issue that was closed."""
    await forget_raised(work, moment.the(Enquiry))


@forget.when("sounding", "forget")
async def sounding_goes(moment: Moment, work: Work) -> None:
    """Help that was asked for in confidence, and settled long ago."""
    await forget_sounding(work, moment.the(Sounding))
