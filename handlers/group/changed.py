"""What follows for the Group when an application has changed: its card, stand-ins where too few can decide, the list."""

from handlers.group import cards, managers, quorum
from handlers.kit.turn import Moment
from scheme.application.application import Application
from scheme.pace import CARDS
from storage import outbox
from storage.work import Work


async def application_changed(
    moment: Moment, work: Work, application: Application, *, note: str = "", new: bool = False
) -> None:
    """Show an application as it is now, and ask for stand-ins where too few are left who can decide on it.

    A `note` on its card also notifies. About a `new` one nobody has said anything yet. Where the scheme asks line managers,
    whoever it names now is asked; raises `Refusal` where that is the applicant.
    """
    await managers.follow(moment, work, application, new=new)
    group = f"group:{moment.definition.key}"
    await outbox.look_ahead(work, group, CARDS, [quorum.key_of(application)])
    await cards.show_application(moment, work, application, note=note)
    if not new or await quorum.may_lack(moment, work, application):
        await quorum.ask_for_stand_ins(moment, work, application)
    await cards.show_list(moment, work)
