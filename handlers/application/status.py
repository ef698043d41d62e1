"""An application on its way: where it stands, reading it, changing it, taking it back (R2.4, R2.5)."""

from handlers.application.second_contact import ask_to_prove
from handlers.forms import names
from handlers.forms.answers import answers_of
from handlers.forms.file_cards import cards
from handlers.forms.profiles import profile
from handlers.group import cards as group
from handlers.group import missed
from handlers.group.changed import application_changed
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import ApplicationEnded
from handlers.kit.forgotten import GONE, goes
from handlers.kit.help import TAKING_PART
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Form, Link, Message, Part, Prose, Reply, View, says
from scheme.application.application import Application, ApplicationStage
from scheme.application.standing import checked
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.forms.shown import spoken
from scheme.people import Role
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import a, capital, counted
from storage import applications, files, partnerships
from storage.work import Work

applied = Conversation(name="applied")

AFTERWARDS = 60  # days; how long somebody's home shows an answer that was no


async def _from_application(turn: Turn, work: Work) -> str:
    """From when there is an application to look at; "" where there is."""
    own = await applications.of_person(work, turn.definition.key, turn.person.id)
    return "" if own else "Once you have applied"


@applied.step(
    "status",
    Audience.ANYONE,
    reads=True,
    by_phone="",
    in_chat=True,
    in_help=TAKING_PART.entry("My application", 30, _from_application),
)
async def status(turn: Turn, work: Work) -> Reply:
    """Where is my application? A true answer, with a date (R2.5)."""
    mine = await _latest(turn, work)
    if not mine:
        return says(
            "There is no application from you yet. Would you like to make one?",
            *_invitations(turn.definition),
        )
    found = [_told(turn, application) for application in mine]
    if None in found:
        return Reply(then=Action(name="home.show"))
    messages = tuple(
        Message(
            text=entry.text,
            buttons=tuple(b for b in (entry.primary, *entry.others) if b),
            heading=entry.headline,
        )
        for entry in found
        if entry
    )
    return Reply(says=messages)


def _invitations(definition: Definition) -> tuple[Button, Button]:
    return (
        Button(
            label=f"Find {a(definition.terms.mentor)}",
            action="apply.mentee",
            style="primary",
            opens=True,
        ),
        Button(label=f"Be {a(definition.terms.mentor)}", action="apply.mentor", opens=True),
    )


@applied.step("view", Audience.PARTY, about="application", opens=True, by_phone="")
async def view(turn: Turn, work: Work) -> Reply:
    """The applicant's own answers, what a partner sees of them, and the Group's reason where it gave one."""
    application = turn.the(Application)
    definition = turn.definition
    if application.is_forgotten:
        return Reply(window=View(title=f"Your application {application.ref}", parts=(Prose(GONE),)))
    held = await files.in_application(work, application)
    parts: list[Part] = []
    if application.stage in (ApplicationStage.INELIGIBLE, ApplicationStage.UNPLACED):
        parts.append(Prose(application.reason or "", "Why not this time"))
        parts.extend(_other_doors(definition, application.role))
    buttons: tuple[Button, ...] = ()
    if application.is_open:
        reader = definition.term("mentee" if application.role == "mentor" else "mentor")
        parts.append(Prose(f"{capital(a(reader))} reads this of you, and no more.", "Your profile"))
        parts.append(profile(definition, application, files=held, picture=turn.person.picture))
        buttons = _changes(application)
    so_far = Button(
        label="Requests and questions", action="question.so_far", subject=turn.subject, opens=True
    )
    parts.extend(
        (
            Prose("As you sent it, or changed it since.", "What you wrote"),
            *answers_of(definition, application, own=True),
            *cards(definition, application, held),
        )
    )
    return Reply(
        window=View(
            title=f"Your application {application.ref}",
            parts=tuple(parts),
            buttons=(*buttons, so_far),
        )
    )


def _changes(application: Application) -> tuple[Button, ...]:
    subject = Subject("application", application.id)
    change = Button(label="Change it", action="applied.change", subject=subject, opens=True)
    # Who is in a partnership ends that; there is nothing to take back any more.
    taken = application.stage == ApplicationStage.MATCHED
    if taken:
        return (change,)
    return (
        change,
        Button(label="Withdraw it", action="applied.withdraw", subject=subject, opens=True),
    )


def _other_doors(definition: Definition, role: Role) -> list[Part]:
    doors: list[Part] = []
    if door := definition.other_door(role):
        doors.append(Link(f"Read about {door.name}", door.link))
    contact = definition.help[0]
    doors.append(
        Prose(f"{contact.name} is glad to talk it over: {contact.email or contact.phone}.")
    )
    return doors


# Changing it


@applied.step("change", Audience.ANYONE, about=("", "application"), opens=True, by_phone="")
async def change(turn: Turn, work: Work) -> Reply:
    """The form, as it was sent, to be changed."""
    application = await _own(turn, work)
    if application is None:
        return await _which(turn, work, "applied.change", "Which one would you like to change?")
    if not application.is_open:
        raise Refusal(
            f"{application.ref} is closed, so it can't be changed. To apply afresh, say apply."
        )
    return Reply(window=_change_form(turn, application, application.answers))


async def _own(turn: Turn, work: Work) -> Application | None:
    """The application a person means: the one named, or their only open one; None when it must be asked."""
    if turn.subject:
        return turn.the(Application)
    mine = await _open(turn, work)
    if not mine:
        raise Refusal("There is no open application of yours. Say apply to make one.")
    if len(mine) == 1:
        return mine[0]
    return None


async def _open(turn: Turn, work: Work) -> list[Application]:
    return [
        application
        for application in await applications.of_person(work, turn.definition.key, turn.person.id)
        if application.is_open
    ]


async def _which(turn: Turn, work: Work, action: str, question: str) -> Reply:
    buttons = [
        Button(
            label=f"{application.ref}, as {a(turn.definition.term(application.role))}",
            action=action,
            subject=Subject("application", application.id),
            opens=True,
        )
        for application in await _open(turn, work)
    ]
    return says(question, *buttons)


def _change_form(turn: Turn, application: Application, answers: Answers, notice: str = "") -> Form:
    return Form(
        title=f"Change {application.ref}, your {group.kind_of(turn.definition, application)}",
        action="applied.resend",
        fields=turn.definition.form(application.role),
        submit="Save changes",
        subject=Subject("application", application.id),
        answers=answers,
        carries={"revision": str(application.revision)},
        notice=notice,
    )


@applied.step(
    "resend", Audience.PARTY, about="application", by_phone="your application was changed"
)
async def resend(turn: Turn, work: Work) -> Reply:
    """Keep a changed application; the clock goes on as it was (R2.4)."""
    application = turn.the(Application)
    form = turn.definition.form(application.role)
    answers = checked(turn.definition, application.role, turn.answers)
    differs = [f.label for f in form if application.answers.get(f.key) != answers.get(f.key)]
    if application.is_open and not differs:
        return says(f"Nothing was different, so {application.ref} stays as it was.")
    if application.is_open and turn.number("revision") != application.revision:
        notice = f"This was changed elsewhere meanwhile. What you typed is here and differs in: {'; '.join(differs)}."
        return Reply(window=_change_form(turn, application, answers, notice))
    answers = await names.taken(turn, work, answers)
    await files.claim(
        work,
        application.scheme,
        person_id=application.person_id,
        fields=form,
        answers=answers,
        before=application.answers,
    )
    application.revise(answers, application.revision, turn.now)
    await application_changed(turn, work, application, note="The applicant has changed it.")
    await ask_to_prove(turn, work, application)
    dated = application.awaits_answer and application.has_a_day
    if dated:
        hear = f", and you still hear by {spoken(application.answer_by)}"
    else:
        hear = ""
    return says(f"Saved. {application.ref} now reads as you wrote it{hear}.")


# Taking it back


@applied.step("withdraw", Audience.ANYONE, about=("", "application"), opens=True, by_phone="")
async def ask_to_withdraw(turn: Turn, work: Work) -> Reply:
    """Asks before an application is taken back."""
    application = await _own(turn, work)
    if application is None:
        return await _which(turn, work, "applied.withdraw", "Which one would you like to withdraw?")
    application.must_be_withdrawable()
    text = (
        f"Nobody will mind, and you can apply again later. What you wrote {goes(turn.definition)}"
    )
    if application.role == "mentor":
        text = (
            f"{text} A request that waits for you is declined kindly; a partnership goes on as it is, and keeps what you wrote "
            "until it has ended."
        )
    yes = Button(
        label="Withdraw",
        action="applied.withdrawn",
        subject=Subject("application", application.id),
        style="danger",
    )
    title = f"Withdraw {application.ref}, your {group.kind_of(turn.definition, application)}?"
    return Reply(window=View(title=title, parts=(Prose(text),), buttons=(yes,)))


@applied.step(
    "withdrawn", Audience.PARTY, about="application", by_phone="your application was withdrawn"
)
async def withdraw(turn: Turn, work: Work) -> Reply:
    """Take an application back; whoever was asked, or had asked, is told kindly, and places are free at once (R4.4)."""
    application = turn.the(Application)
    application.withdraw(turn.now)
    await work.flush()
    await turn.happened(work, ApplicationEnded(application=application))
    goes_on = ""
    if application.role == "mentor":
        live = await partnerships.live_of(work, turn.definition.key, turn.person.id)
        if any(partnership.mentor_application_id == application.id for partnership in live):
            goes_on = " Your partnership goes on as it is."
    closed = Message(text=f"You have withdrawn {application.ref}.", heading="Withdrawn")
    await tell(work, turn.person.id, closed, key=str(turn.subject), notify=False)
    await application_changed(turn, work, application, note="The applicant has withdrawn it.")
    text = f"{application.ref} is withdrawn.{goes_on} Thank you for letting us know; you are welcome back whenever it suits."
    return says(text, HOME)


# Where it stands


@applied.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Where a person's applications stand; a mentor's place on the register is shown on its own."""
    found = []
    for application in await _latest(turn, work):
        on_register = (
            application.role == "mentor" and application.stage == ApplicationStage.ELIGIBLE
        )
        past = application.stage == ApplicationStage.WITHDRAWN or (
            application.decided_at is not None
            and (turn.now - application.decided_at).days >= AFTERWARDS
        )
        if on_register or (past and not application.is_open):
            told = None
        else:
            told = _told(turn, application)
        found += [told] if told else []
    return found


async def _latest(turn: Turn, work: Work) -> list[Application]:
    """A person's latest application in each role."""
    seen: dict[Role, Application] = {}
    for application in await applications.of_person(work, turn.definition.key, turn.person.id):
        seen.setdefault(application.role, application)
    return list(seen.values())


def _told(turn: Turn, application: Application) -> HomeEntry | None:
    """Where an application stands; None when something that came of it says more."""
    definition = turn.definition
    see = Button(
        label="View it",
        action="applied.view",
        subject=Subject("application", application.id),
        style="primary",
        opens=True,
    )
    waits = _where_it_waits(definition, application)
    if waits:
        headline, text = waits
        if application.has_a_day:
            by = application.answer_by
            headline = f"{headline}; answer by {spoken(by)}"
        else:
            by = None
        return HomeEntry(
            headline=headline,
            text=text,
            rank=1,
            primary=see,
            others=_changes(application),
            by=by,
        )
    again = (Button(label="Apply again", action=f"apply.{application.role}", opens=True),)
    decided = spoken(local_day(application.decided_at or application.received_at, definition.zone))
    match application.stage:
        case ApplicationStage.ELIGIBLE if application.role == "mentor":
            places = counted(application.capacity, "place")
            return HomeEntry(
                headline="You are on the register",
                text=f"You are on the register with {places}. Nobody is promised; you hear when somebody asks.",
                rank=2,
                primary=see,
                others=_changes(application),
            )
        case ApplicationStage.INELIGIBLE | ApplicationStage.UNPLACED:
            if definition.other_door(application.role):
                besides = "another door"
            else:
                besides = "somebody to talk it over with"
            text = f"{application.ref} was answered on {decided}. The reason is behind View it, and so is {besides}."
            if application.comes_first_next:
                text = f"{text} When you apply again, you come first."
            return HomeEntry(
                headline="Not a place this time", text=text, rank=2, primary=see, others=again
            )
        case ApplicationStage.WITHDRAWN:
            text = f"You withdrew {application.ref} on {decided}. You are welcome to apply again."
            return HomeEntry(headline="Withdrawn", text=text, rank=2, primary=see, others=again)
        case _:
            return None


def _where_it_waits(definition: Definition, application: Application) -> tuple[str, str] | None:
    """What an application waits for, as a headline and a text; None when the scheme owes no word about it."""
    hears = missed.hears(definition, application)
    match application.stage:
        case ApplicationStage.RECEIVED:
            return (
                "Application received",
                f"{application.ref} is with {definition.terms.the_group}. {hears}",
            )
        case ApplicationStage.LISTED:
            return (
                "On the waiting list",
                f"You are eligible, and your {definition.terms.round} is full. A place that comes free goes to the first. {hears}",
            )
        case ApplicationStage.ELIGIBLE if application.role == "mentor":
            return None
        case ApplicationStage.ELIGIBLE if application.is_waiting:
            return (
                "On the waiting list",
                f"Nobody on the register would suit you well just now. {hears} You keep your place.",
            )
        case ApplicationStage.ELIGIBLE if application.answered_on is None:
            return (
                f"Looking for {definition.sought}",
                f"You are eligible, and {definition.terms.the_group} is looking. {hears}",
            )
        case _:
            return None
