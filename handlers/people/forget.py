"""The words of what is over go, some time afterwards; dates and counts stay (R11.1)."""

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.post import Later, unasked
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from handlers.people.privacy import SHOW
from scheme import calendar
from scheme.application.application import Application
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry
from scheme.concern.sounding import Sounding
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from scheme.retention import forgetting
from storage import partnerships
from storage.member.forgetting import (
    forget_application,
    forget_pair,
    forget_raised,
    forget_sounding,
    has_words,
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


@forget.when("partnership", "forget-soon")
async def pair_goes_soon(moment: Moment, work: Work) -> None:
    """Four weeks before: whoever of the two wrote or read anything there may want to keep it."""
    pair = moment.the(Partnership)
    person_id = pair.recipient_of(moment.occasion)
    if pair.ended_at is None or not await has_words(work, pair, person_id):
        return
    definition = moment.definition
    gone = forgetting(definition, pair.ended_at, definition.retention.concluded_days)
    ended = spoken(calendar.local_day(pair.ended_at, definition.zone))
    text = (
        f"What was written in your partnership that ended on {ended} is deleted on "
        f"{spoken(calendar.local_day(gone.at, definition.zone))}: agreement, goals, thank-yous, your own reflections. That you "
        "took part stays. If you would like to keep the words, show me my data gives you them as a file."
    )
    message = Message(text=text, buttons=(SHOW, HOME), heading="Words that go soon")
    await unasked(moment, work, person_id, message, key=f"forget:{pair.id}")


@forget.when("partnership", "forget")
async def pair_goes(moment: Moment, work: Work) -> None:
    """What the two wrote in a partnership that ended long ago."""
    await forget_pair(work, moment.the(Partnership))


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
