"""The applicant's side of a line manager's word: how it stands, sending the link again, somebody else, an answer (R2.7)."""

from handlers.group import managers
from handlers.group.changed import application_changed
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.forgotten import GONE
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme.application.application import Application
from scheme.application.permission import GOOD_DAYS, Manager, Permission, PermissionState
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.checking import check
from scheme.forms.fields import LongText, ShortText
from scheme.forms.shown import spoken
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import applications, permissions
from storage.plans import subject_of
from storage.work import Work

permission_conversation = Conversation(name="permission")

NAME = ShortText(key="manager_name", label="Your line manager's name", most=120, fills="off")
ADDRESS = ShortText(
    key="manager_email",
    label="Their e-mail address at work",
    help="They get a link there, and say yes or no with it.",
    form="email",
    fills="off",
)
ANSWER = LongText(key="answer", label="Your answer", most=2000)


@permission_conversation.step("open", Audience.PARTY, about="permission", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """Who was asked and when, what they said, and what the applicant can do."""
    permission = turn.the(Permission)
    if not permission.address:
        return Reply(window=View(title=managers.HEADING, parts=(Prose(GONE),)))
    rows = (
        ("Asked", f"{permission.name}, {permission.address}"),
        ("On", _day(turn, permission)),
        ("So far", _so_far(turn, permission)),
    )
    parts: list[Part] = [Facts(rows)]
    if permission.words:
        parts.append(Prose(permission.words, "What they wrote"))
    if permission.question:
        parts.append(Prose(permission.question, "What they asked"))
        parts.append(Prose(permission.answer or "Not answered yet.", "Your answer"))
    readers = turn.definition.terms.the_group
    parts.append(Prose(f"What they write is read by you and {readers}, and by nobody else."))
    return Reply(
        window=View(
            title=managers.HEADING,
            parts=tuple(parts),
            buttons=_can_do(turn.the(Application), permission),
        )
    )


def _day(turn: Moment, permission: Permission) -> str:
    return spoken(local_day(permission.asked_at, turn.definition.zone))


def _so_far(turn: Turn, permission: Permission) -> str:
    match permission.state:
        case PermissionState.APPROVED:
            return "They said yes"
        case PermissionState.DECLINED:
            return "They said no"
        case PermissionState.QUESTION:
            return "They asked you something first"
        case PermissionState.LAPSED:
            return "Nothing came, and the link is good no more"
        case PermissionState.VOID:
            return "They are not asked any more"
        case PermissionState.ASKED:
            until = spoken(local_day(permission.good_until, turn.definition.zone))
            return f"Nothing yet; their link is good until {until}"


def _can_do(application: Application, permission: Permission) -> tuple[Button, ...]:
    """What helps the applicant on, the first thing first."""
    if not application.is_open or permission.state in (
        PermissionState.APPROVED,
        PermissionState.VOID,
    ):
        return ()
    subject = subject_of(permission)
    again = Button(label="Send it again", action="permission.again", subject=subject)
    elsewhere = Button(
        label="Somebody else", action="permission.elsewhere", subject=subject, opens=True
    )
    if permission.state == PermissionState.QUESTION:
        answer = Button(
            label="Answer", action="permission.answer", subject=subject, style="primary", opens=True
        )
        return (answer, elsewhere)
    if permission.may_be_reminded:
        return (again, elsewhere)
    return (elsewhere,)


@permission_conversation.step(
    "again",
    Audience.PARTY,
    about="permission",
    pace=SELDOM,
    by_phone="the link was sent to your line manager once more",
)
async def send_again(turn: Turn, work: Work) -> Reply:
    """Send the link once more, which is the only reminder that a manager gets."""
    permission = turn.the(Permission)
    _must_be_wanted(turn.the(Application))
    permission.remind(turn.now)
    await managers.send(work, permission, "again")
    await _show(
        work,
        permission,
        "The link is on its way to your line manager once more. You hear here when they answer.",
        notify=False,
    )
    return says("Sent once more. You hear here when they answer.", HOME)


def _must_be_wanted(application: Application) -> None:
    if not application.is_open:
        raise Refusal(f"{application.ref} is closed, so nobody needs to be asked any more.")


@permission_conversation.step(
    "elsewhere", Audience.PARTY, about="permission", opens=True, by_phone=""
)
async def ask_elsewhere(turn: Turn, work: Work) -> Reply:
    """Asks for another address of the manager's, or for another manager."""
    permission = turn.the(Permission)
    _must_be_wanted(turn.the(Application))
    text = f"The earlier link then leads nowhere. {managers.SEES}"
    return Reply(
        window=Form(
            title="Ask at another address",
            action="permission.given",
            fields=(NAME, ADDRESS),
            submit="Ask them",
            subject=turn.subject,
            parts=(Prose(text),),
            answers={"manager_name": permission.name, "manager_email": permission.address},
        )
    )


@permission_conversation.step(
    "given",
    Audience.PARTY,
    about="permission",
    pace=SELDOM,
    by_phone="your line manager was asked at the address you gave",
)
async def given(turn: Turn, work: Work) -> Reply:
    """Ask there: the application says so from now on, and the earlier link leads nowhere."""
    application = turn.the(Application)
    _must_be_wanted(application)
    answers = check((NAME, ADDRESS), turn.answers)
    latest = await permissions.latest(work, application.id)
    named = Manager.named_in(answers)
    is_same = latest is not None and named is not None and latest.address == named.address
    if is_same and latest is not None and latest.state != PermissionState.LAPSED:
        raise Refusal(
            "They have been asked at this address already. Please give another one, or have the link sent again.",
            "manager_email",
        )
    if is_same and named is not None:  # the link was good no more
        await managers.ask_anew(turn, work, application, named)
    application.revise(application.answers | answers, application.revision, turn.now)
    await application_changed(
        turn, work, application, note="The applicant has named another address of a line manager."
    )
    return says("They have been asked. You hear here when they answer.", HOME)


@permission_conversation.step("answer", Audience.PARTY, about="permission", opens=True)
async def answer(turn: Turn, work: Work) -> Reply:
    """What the manager asked, and a field for the answer."""
    permission = turn.the(Permission)
    if permission.state != PermissionState.QUESTION:
        raise Refusal("There is no question that waits for your answer any more.")
    text = "They get it by the same link, and can then say yes or no."
    return Reply(
        window=Form(
            title="Your line manager asks",
            action="permission.answered",
            fields=(ANSWER,),
            submit="Send answer",
            subject=turn.subject,
            parts=(Prose(permission.question or ""), Prose(text)),
        )
    )


@permission_conversation.step("answered", Audience.PARTY, about="permission", pace=SELDOM)
async def answered(turn: Turn, work: Work) -> Reply:
    """The answer stands on the manager's page, and a mail says that it is there."""
    permission = turn.the(Permission)
    _must_be_wanted(turn.the(Application))
    permission.reply(str(check((ANSWER,), turn.answers)["answer"]), turn.now)
    await managers.send(work, permission, "answer")
    await _show(
        work,
        permission,
        "Your answer is on its way to your line manager. You hear here when they say yes or no.",
        notify=False,
    )
    return says("Your answer is on its way to them.", HOME)


async def _show(
    work: Work, permission: Permission, text: str, *buttons: Button, notify: bool = True
) -> None:
    card = Message(
        text=text, buttons=buttons or (managers.see(permission), HOME), heading=managers.HEADING
    )
    await tell(work, permission.person_id, card, key=str(subject_of(permission)), notify=notify)


# What time brings


@permission_conversation.when("permission", "silent")
async def silent(moment: Moment, work: Work) -> None:
    """Nothing for five working days: the applicant hears, and can do something about it."""
    permission = moment.the(Permission)
    permission.note_silence()
    buttons = _can_do(moment.the(Application), permission)
    if permission.may_be_reminded:
        text = (
            "Your line manager has not answered for five working days. You can have the link sent once more, or give "
            "another address."
        )
    else:
        text = (
            "Your line manager has still not answered. You can give another address, or have a word with them yourself; "
            "their link still works."
        )
    await _show(work, permission, text, *buttons, HOME)


@permission_conversation.when("permission", "lapse")
async def lapse(moment: Moment, work: Work) -> None:
    """The link is good no more: the applicant can ask afresh, there or elsewhere."""
    permission = moment.the(Permission)
    permission.lapse()
    text = (
        f"The link to your line manager was good for {GOOD_DAYS} days, and nothing came. You can ask again, there or "
        "elsewhere."
    )
    await _show(work, permission, text, *_can_do(moment.the(Application), permission), HOME)


@permission_conversation.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """How it stands with the line managers of somebody's open applications, where it is not settled."""
    if not turn.definition.asks_managers:
        return []
    mine = [
        application
        for application in await applications.of_person(work, turn.definition.key, turn.person.id)
        if application.is_open
    ]
    standing = await permissions.latest_each(work, [application.id for application in mine])
    return [entry for permission in standing.values() if (entry := _entry(turn, permission))]


def _entry(turn: Turn, permission: Permission) -> HomeEntry | None:
    waits = 0
    match permission.state:
        case PermissionState.APPROVED | PermissionState.VOID:
            return None
        case PermissionState.DECLINED:
            headline, text = "Your line manager said no", "Their words are behind the button."
        case PermissionState.QUESTION:
            headline, text = "Your line manager asks", "They would like to know something first."
        case PermissionState.LAPSED:
            headline, text = "Your line manager never answered", "You can ask again."
        case PermissionState.ASKED if permission.silent:
            headline, text = "Your line manager is silent", "You can do something about it."
        case PermissionState.ASKED:
            headline = "Your line manager has been asked"
            text = f"They have had the link since {_day(turn, permission)}."
            waits = 1
    see = Button(
        label="See how it stands",
        action="permission.open",
        subject=Subject("permission", permission.id),
        style="plain" if waits else "primary",
        opens=True,
    )
    return HomeEntry(headline=headline, text=text, rank=waits, primary=see)
