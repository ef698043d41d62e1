"""The one mail of the year that asks whether somebody knows of the scheme: to whom, and what it says (R7.3)."""

from handlers.kit.addressee import Addressee
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Moment
from handlers.kit.ui import Link, Message
from scheme.definition.definition import Definition
from storage import awareness
from storage.work import Work

asked_by_mail = Conversation(name="aware")


@asked_by_mail.addressee("asked")
async def asked(work: Work, asked_id: int) -> Addressee | None:
    """An address of the list; nobody any more once it was written to, or the question is closed."""
    found = await awareness.address_of(work, asked_id)
    if found is None:
        return None
    address, scheme = found
    never = await awareness.stopping(work, asked_id)
    return Addressee(
        address=address,
        name="",
        scheme=scheme,
        zone=work.definitions[scheme].zone,
        stop=f"/question/stop/{never}",
    )


@asked_by_mail.draws("awareness")
async def letter(moment: Moment, work: Work) -> Message:
    """The one mail of the year: what the scheme is, and a link that lets its reader answer once."""
    asked_id = int(moment.occasion)
    definition = moment.definition
    site = moment.catalogue.site
    token = await awareness.ticket(work, asked_id)
    return Message(
        text=f"{about(definition)} Three questions ask whether you know of it, and take a minute. They are asked once a year, and "
        "without a name: nobody can tell which answer is yours.",
        parts=(Link("Answer the three questions", f"{site}/question/{token}"),),
        heading=f"Do you know the {definition.name}?",
    )


def about(definition: Definition) -> str:
    """What the scheme is, in a sentence, for somebody who may never have heard of it."""
    return (
        definition.awareness.intro
        or definition.page.description
        or f"{definition.name} brings people together who learn from each other."
    ).strip()
