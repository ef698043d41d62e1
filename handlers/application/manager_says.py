"""What a line manager reads and says with the link that was mailed to them; they have no account and need none (R2.7).

Opening shows, and changes nothing. Nothing that the applicant wrote about themselves is shown: no goals, no reasons.
"""

from handlers.group import managers
from handlers.group.changed import application_changed
from handlers.kit.addressee import Addressee
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Facts, Form, Link, Message, Part, Prose, View
from scheme.application.application import Application
from scheme.application.permission import Permission, PermissionState, is_one_of
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import Answers, LongText
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.matching.side import Side
from scheme.partnership.usual import meets, usual_time
from scheme.wording import a, several
from storage import applications, ledger, people, permissions
from storage.plans import subject_of
from storage.web import links
from storage.work import Work

manager_says = Conversation(name="permission")

PURPOSE = "permission"  # of the links
WORDS = LongText(
    key="words", label="Your words to them", help="A sentence is plenty.", most=1000, required=False
)
QUESTION = LongText(key="question", label="Your question", most=1000)


# The mail


@manager_says.addressee("permission")
async def addressee(work: Work, permission_id: int) -> Addressee | None:
    """The manager who is asked; None once they are not, so that nothing is sent any more."""
    permission = await permissions.by_id(work, permission_id)
    if permission is None or not permission.is_open:
        return None
    application = await applications.by_id(work, permission.application_id)
    definition = work.definitions.get(application.scheme)
    if definition is None or not application.is_open:
        return None
    return Addressee(
        address=permission.address,
        name=permission.name,
        scheme=application.scheme,
        zone=definition.zone,
    )


@manager_says.lost("permission")
async def not_there(work: Work, permission_id: int, address: str) -> bool:
    """Nobody is at the manager's address: the applicant hears at once, and can give another. The mail is not sent again."""
    permission = await permissions.by_id(work, permission_id)
    if permission is None or not permission.is_open or address not in ("", permission.address):
        return False
    elsewhere = Button(
        label="Somebody else",
        action="permission.elsewhere",
        subject=subject_of(permission),
        style="primary",
        opens=True,
    )
    text = "The mail to your line manager did not arrive: nobody seems to be at the address you gave. Please give another one."
    await tell(
        work,
        permission.person_id,
        Message(text=text, buttons=(elsewhere, HOME), heading=managers.HEADING),
        key=str(subject_of(permission)),
    )
    return False


@manager_says.draws("permission")
async def letter(moment: Moment, work: Work) -> Message:
    """The request, the same again, or that there is an answer: with a link that this mail alone holds."""
    permission = moment.the(Permission)
    managers.must_still_ask(permission)
    token = await links.make(
        work, PURPOSE, str(moment.subject), now=work.now, until=permission.good_until
    )
    name = moment.the(Application).applicant
    taking_part = f"take part in {moment.definition.name}"
    match moment.occasion:
        case "answer":
            heading = f"{name} has answered your question"
            text = f"Your question about whether {name} may {taking_part} has an answer. It is on the page."
        case "again":
            heading = f"{name} would still like to {taking_part}"
            text = f"{name} asks once more for your word as their line manager. You won't be reminded again."
        case _:
            heading = f"{name} would like to {taking_part}"
            text = (
                f"{name} has named you as their line manager, and the scheme asks for your word before they begin. The page "
                "says what it is and how much time it takes. There you say yes or no, or ask something first."
            )
    until = spoken(local_day(permission.good_until, moment.definition.zone))
    good = Prose(
        f"The page is for you alone, and open until {until}. Nothing happens before you press a button there. Not their line "
        "manager? Then you need do nothing."
    )
    return Message(
        text=text,
        parts=(Link("Read and answer", f"/permission/{token}"), good),
        heading=heading,
    )


# The page


async def is_the_applicant(moment: Moment, work: Work, reader: PersonId) -> bool:
    """Whether whoever has the page open is the applicant: signed in as such, or the address that was asked is theirs by now.

    `reader`: who is signed in there; `NOBODY` where nobody is.
    """
    permission = moment.the(Permission)
    if reader == permission.person_id:
        return True
    applicant = await people.by_id(work, permission.person_id)
    own = Side.of(moment.definition, moment.the(Application), applicant).own_addresses
    return is_one_of(permission.address, own)


def shown(moment: Moment) -> View:
    """What the manager reads before they say anything: who, in which role, how much time, and what mentoring is."""
    permission = moment.the(Permission)
    application = moment.the(Application)
    definition = moment.definition
    role = a(definition.term(application.role))
    parts: list[Part] = [
        Prose(
            f"{application.applicant} has applied as {role}, and has named you, {permission.name}, as their line manager. "
            "The scheme would like to know whether you agree."
        ),
        Facts(_time(definition, application), "What it takes"),
        Prose(_what_it_is(definition), "What mentoring is"),
    ]
    if permission.question:
        answer = permission.answer or "The answer comes to you by e-mail."
        parts.append(Prose(f"{permission.question}\n\n{answer}", "You asked"))
    contact = definition.help[0]
    parts.append(
        Prose(
            f"What you write is read by {application.applicant} and {definition.terms.the_group} alone. Questions about the "
            f"scheme itself: {contact.name}, {contact.email or contact.phone}.",
            "Who reads what you say",
        )
    )
    return View(title=f"May {application.applicant} take part?", parts=tuple(parts))


def _time(definition: Definition, application: Application) -> tuple[tuple[str, str], ...]:
    rows = [("Meetings", meets(definition)), ("For", usual_time(definition))]
    if application.capacity > 1:
        those = several(definition.terms.mentee)
        rows.append(("At the same time", f"up to {application.capacity} {those}"))
    return tuple(rows)


def _what_it_is(definition: Definition) -> str:
    mentor = a(definition.terms.mentor)
    mentee = a(definition.terms.mentee)
    text = (
        f"In mentoring {mentor} from another workplace listens to {mentee}, asks, and tells what they have tried. It is no line "
        "management and no assessment, and what is said stays between the two."
    )
    first = definition.about.partition("\n\n")[0].strip()  # the rest is on the scheme's own page
    return "\n\n".join(filter(None, (first, text)))


def yes(moment: Moment) -> Form:
    """Asks once more before a yes counts."""
    name = moment.the(Application).applicant
    text = f"You say as their line manager that {name} may take part."
    return _asks(moment, "Say yes?", "yes", (), "Yes, they may", text)


def no(moment: Moment) -> Form:
    """Asks for a few words, which need not be, before a no counts."""
    name = moment.the(Application).applicant
    text = f"You say as their line manager that {name} may not take part for now. A word why helps them."
    return _asks(moment, "Say no?", "no", (WORDS,), "No, not now", text)


def ask(moment: Moment) -> Form:
    """What the manager would like to know first."""
    name = moment.the(Application).applicant
    text = f"{name} gets your question and answers it; you then hear by e-mail. You can ask once."
    return _asks(moment, "Ask something first", "ask", (QUESTION,), "Send question", text)


def _asks(
    moment: Moment, title: str, action: str, fields: tuple[LongText, ...], submit: str, text: str
) -> Form:
    return Form(
        title=title,
        action=action,
        fields=fields,
        submit=submit,
        subject=moment.subject,
        parts=(Prose(text),),
    )


async def say(moment: Moment, work: Work, what: str, answers: Answers) -> Message:
    """Do what the manager confirmed ("yes", "no", "ask"); returns what they read then. Raises `Refusal`."""
    permission = moment.the(Permission)
    permission.must_be_open(moment.now)
    match what:
        case "yes":
            permission.approve(moment.now)
            told = "Your line manager has said yes to your taking part. Nothing is needed from you."
            done = (
                "Thank you. {name} has been told that you agree. Nothing more is needed from you."
            )
        case "no":
            permission.decline(str(check((WORDS,), answers)["words"] or ""), moment.now)
            told = "Your line manager has said no for now. What they wrote is behind the button."
            done = "Thank you for saying so. {name} has been told. Nothing more is needed from you."
        case _:
            permission.enquire(str(check((QUESTION,), answers)["question"]), moment.now)
            told = "Your line manager would like to know something before they say yes or no."
            done = "Your question is on its way to {name}. The answer comes to you by e-mail."
    await ledger.record(work, permission.scheme, None, f"permission.{what}", moment.subject, "done")
    await tell(
        work,
        permission.person_id,
        Message(text=told, buttons=_leads_on(permission), heading=managers.HEADING),
        key=str(subject_of(permission)),
    )
    note = "" if what == "ask" else "The line manager has answered."
    await application_changed(moment, work, moment.the(Application), note=note)
    return Message(text=done.format(name=moment.the(Application).applicant), heading="Thank you")


def _leads_on(permission: Permission) -> tuple[Button, ...]:
    if permission.state == PermissionState.QUESTION:
        return (
            Button(
                label="Read and answer",
                action="permission.answer",
                subject=subject_of(permission),
                style="primary",
                opens=True,
            ),
            HOME,
        )
    if permission.state == PermissionState.DECLINED:
        return (managers.see(permission, "Read it"), HOME)
    return (HOME,)
