"""The line manager of an applicant is asked when the application says who that is, and no more once it is taken back (R2.7)."""

from handlers.kit.addressee import NobodyToTell
from handlers.kit.buttons import HOME
from handlers.kit.post import mail, tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application, ApplicationStage
from scheme.application.permission import MOST_ASKED, Manager, Permission, PermissionState
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.matching.side import Side
from scheme.refusal import Refusal
from storage import people, permissions
from storage.plans import subject_of
from storage.work import Work

HEADING = "Your line manager"
SEES = "They read your name, your role and the time it takes, and never what you wrote about your goals."


async def follow(moment: Moment, work: Work, application: Application, *, new: bool) -> None:
    """Ask whoever an application names as line manager, and let a link that is no longer needed lead nowhere.

    Raises `Refusal`, beside the field, where that is the applicant. Does nothing in a scheme in which applicants tick.
    """
    if not moment.definition.asks_managers:
        return
    standing = None if new else await permissions.latest(work, application.id)
    if not application.is_open:
        if standing is not None:
            standing.void()
        return
    manager = Manager.of(moment.definition, application.answers)
    if manager is None:  # whoever has no employer any more has no line manager
        if standing is not None:
            standing.void()
        return
    if _is_settled(application, standing, manager):
        return
    if standing is not None:
        await _must_not_be_too_many(moment, work, application)
        standing.void()
        await work.flush()  # before another one is open
    permission = await ask(moment, work, application, manager)
    if not new:
        text = f"Your line manager has been asked by e-mail whether they agree. {SEES}"
        await tell(
            work,
            application.person_id,
            Message(text=text, buttons=(see(permission), HOME), heading=HEADING),
            key=str(subject_of(permission)),
            notify=False,
        )


def _is_settled(application: Application, standing: Permission | None, manager: Manager) -> bool:
    """Whether nobody else is to be asked: it is the same address, or came in before managers were asked at all."""
    if standing is None:
        return application.stage != ApplicationStage.RECEIVED
    if standing.address != manager.address or standing.state == PermissionState.VOID:
        return False
    standing.correct(manager.name)
    return True


async def _must_not_be_too_many(moment: Moment, work: Work, application: Application) -> None:
    if len(await permissions.all_on(work, application.id)) >= MOST_ASKED:
        contact = moment.definition.help[0]
        raise Refusal(
            f"Several people have been asked about this application already. Please talk to {contact.name}: "
            f"{contact.email or contact.phone}.",
            "manager_email",
        )


async def ask_anew(moment: Moment, work: Work, application: Application, manager: Manager) -> None:
    """Ask the same manager at the same address afresh, once their link was good no more. Raises `Refusal` as `follow` does."""
    await _must_not_be_too_many(moment, work, application)
    await ask(moment, work, application, manager)


async def ask(moment: Moment, work: Work, application: Application, manager: Manager) -> Permission:
    """Ask a manager. Raises `Refusal`, beside the field, where it is the applicant."""
    applicant = await people.by_id(work, application.person_id)
    own = Side.of(moment.definition, application, applicant).own_addresses
    for name in (application.applicant, applicant.name):
        manager.must_not_be(name, own)
    permission = await work.add(
        Permission.ask(application.scheme, application.id, application.person_id, manager, work.now)
    )
    await send(work, permission, "request")
    return permission


async def send(work: Work, permission: Permission, what: str) -> None:
    """Mail a manager the "request", the same "again", or that there is an "answer". The link in it is made when it goes out."""
    subject = str(subject_of(permission))
    await mail(work, subject, name=subject, key=what, note=what)


def see(permission: Permission, label: str = "See how it stands") -> Button:
    """Opens how it stands, for the applicant."""
    return Button(label=label, action="permission.open", subject=subject_of(permission), opens=True)


def must_still_ask(permission: Permission) -> None:
    """Raises `NobodyToTell` where the manager is not asked any more: a mail that has waited so long ends quietly."""
    if not permission.is_open:
        raise NobodyToTell


def in_short(moment: Moment, permission: Permission | None) -> str:
    """How it stands, for the Group's own list: a few words that name nobody."""
    if permission is None:
        return "Line manager not asked yet"
    day = spoken(local_day(permission.said_at or permission.mailed_at, moment.definition.zone))
    match permission.state:
        case PermissionState.APPROVED:
            return f"Line manager said yes on {day}"
        case PermissionState.DECLINED:
            return f"Line manager said no on {day}"
        case PermissionState.QUESTION:
            return "Line manager has asked the applicant something"
        case PermissionState.LAPSED | PermissionState.VOID:
            return "Line manager never answered"
        case PermissionState.ASKED if permission.silent:
            return f"Line manager silent since {day}"
        case PermissionState.ASKED:
            return f"Line manager asked on {day}"
