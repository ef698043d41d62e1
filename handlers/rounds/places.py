"""A place that comes free: it goes to the first on the waiting list, also the day after the round has closed (R2.8)."""

from handlers.group.places import give
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded
from handlers.kit.post import tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.wording import a
from storage import rounds
from storage.work import Work

places = Conversation(name="round")  # it hears what others do; its steps are those of the round


@places.hears(ApplicationEnded)
async def over(moment: Moment, work: Work, event: ApplicationEnded) -> None:
    """Whoever left may have had a place. Where nobody waits for it and the round has closed, the Group may know somebody."""
    application = event.application
    campaign = moment.definition.round_of(application.round)
    if campaign is None or not campaign.room(application.role):
        return
    held = await rounds.lock(work, application.scheme, campaign.key)
    given, free = await give(moment, work, held=held, role=application.role)
    if given or not free or held.answered_at is None:
        return
    see = Button(
        label="This round",
        action="round.show",
        answers={"round": campaign.key},
        style="primary",
        opens=True,
    )
    text = (
        f"A place for {a(moment.definition.term(application.role))} in {campaign.name} has come free after it closed, and nobody "
        "is on the waiting list. You can find a late place for somebody who went without."
    )
    key = f"free:{campaign.key}:{application.role}"
    await tell_group(
        work,
        application.scheme,
        Message(text=text, buttons=(see,), heading="A late place"),
        key=key,
    )
