"""Applying: the form, its acknowledgement, and what to do outside a round (R1.2, R1.5, R2.1, R2.2)."""

from typing import Literal

from handlers.application.second_contact import ask_to_prove
from handlers.forms import names
from handlers.forms.notices import notices
from handlers.group import cards
from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationReceived
from handlers.kit.help import TAKING_PART, FromWhen
from handlers.kit.post import tell
from handlers.kit.reading import listed
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Facts, Form, Link, Message, Prose, Reply, says
from scheme.application import eligibility
from scheme.application.application import Application
from scheme.application.permission import Manager
from scheme.application.reminder import Reminder
from scheme.application.standing import checked
from scheme.application.windows import when_open
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round
from scheme.forms.fields import Answers, LongText, TickField
from scheme.forms.shown import spoken
from scheme.learning.shelves import resources_for
from scheme.pace import SELDOM
from scheme.people import Person, Role
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import a, several
from storage import applications, files, matters
from storage import rounds as rounds_kept
from storage.member import consents
from storage.work import Work

apply = Conversation(name="apply")


def _from_when(role: Role) -> FromWhen:
    """From when somebody can apply in a role; "" where they can now, or be reminded of the day."""

    async def from_when(turn: Turn, work: Work) -> str:
        other: Role = "mentor" if role == "mentee" else "mentee"
        roles = [role] if turn.definition.eligibility.both_roles else [role, other]
        for each in roles:
            if await applications.open_of(work, turn.definition.key, turn.person.id, each):
                return f"Once your application as {a(turn.definition.term(each))} is closed"
        return ""

    return from_when


@apply.step(
    "mentee",
    Audience.ANYONE,
    reads=True,
    starts=True,
    by_phone="",
    in_help=TAKING_PART.entry("Find {mentor}", 10, _from_when("mentee")),
)
async def begin_as_mentee(turn: Turn, work: Work) -> Reply:
    """The form for a mentee, or why not now."""
    return await _begin(turn, work, "mentee")


@apply.step(
    "mentor",
    Audience.ANYONE,
    reads=True,
    starts=True,
    by_phone="",
    in_help=TAKING_PART.entry("Be {mentor}", 20, _from_when("mentor")),
)
async def begin_as_mentor(turn: Turn, work: Work) -> Reply:
    """The form for a mentor, or why not now."""
    return await _begin(turn, work, "mentor")


async def _begin(turn: Turn, work: Work, role: Role) -> Reply:
    if await applications.open_of(work, turn.definition.key, turn.person.id, role):
        return Reply(then=Action(name="applied.status"))
    if turn.definition.open_round(role, turn.today) is None:
        return _closed(turn, role)
    await _must_not_hold_both(turn, work, role)
    return Reply(window=await _form(turn, work, role))


async def _must_not_hold_both(turn: Turn, work: Work, role: Role) -> None:
    if turn.definition.eligibility.both_roles:
        return
    other: Role = "mentor" if role == "mentee" else "mentee"
    if await applications.open_of(work, turn.definition.key, turn.person.id, other):
        held = a(turn.definition.term(other))
        wanted = a(turn.definition.term(role))
        raise Refusal(
            f"You have applied as {held}, and in this scheme each person takes one part, so that places go round. If you "
            f"would rather be {wanted}, withdraw that first; nobody minds."
        )


def _closed(turn: Turn, role: Role) -> Reply:
    """Outside a round: when the next opens, and a reminder for who wants one (R1.2)."""
    definition = turn.definition
    those = several(turn.definition.term(role))
    about = Button(label="How it works", action="home.about", opens=True)
    coming = definition.next_round(role, turn.today)
    if coming is None:
        contact = definition.help[0]
        text = (
            f"Applications for {those} are closed, and the next {definition.terms.round} has no date yet. "
            f"{contact.name} can tell you more: {contact.email or contact.phone}."
        )
        return says(text, about)
    opens = spoken(coming.window(role).opens)
    text = f"Applications for {those} are closed just now. {coming.name} opens on {opens}. Shall I remind you that morning?"
    return says(text, _remind(role, coming, "Remind me", "primary"), about)


def _remind(
    role: Role, coming: Round, label: str, style: Literal["plain", "primary"] = "plain"
) -> Button:
    return Button(
        label=label, action="apply.remind", answers={"role": role, "round": coming.key}, style=style
    )


async def _form(turn: Turn, work: Work, role: Role) -> Form:
    definition = turn.definition
    before = definition.before(role)
    return Form(
        title=f"Apply as {a(definition.term(role))}",
        action="apply.send",
        fields=definition.form(role),
        submit="Send application",
        parts=(*((Prose(before),) if before else ()), *notices(definition, role)),
        answers=_begun(turn, role) | await _known(turn, work, role),
        carries={"role": role},
        scheme=definition.key,
    )


def _begun(turn: Turn, role: Role) -> Answers:
    """The words with which the form is opened, such as beginnings of sentences; nothing that one agrees to or chooses."""
    words = {f.key: f.most for f in turn.definition.form(role) if isinstance(f, LongText)}
    return {key: turn.given(key)[:most] for key, most in words.items() if turn.given(key)}


async def _known(turn: Turn, work: Work, role: Role) -> Answers:
    """What the bot knows already is filled in, not asked again; what one agrees to is asked each time."""
    fields = {field.key for field in turn.definition.form(role) if not isinstance(field, TickField)}
    known: Answers = {"name": turn.person.name, "email": turn.person.email}
    domain = turn.person.email.rpartition("@")[2]
    for organisation in turn.definition.organisations:
        if any(domain == d or domain.endswith(f".{d}") for d in organisation.domains):
            known["organisation"] = organisation.key
    for earlier in reversed(
        await applications.of_person(work, turn.definition.key, turn.person.id)
    ):
        known |= earlier.answers
    known["called"] = turn.person.called or turn.person.given
    return {key: answer for key, answer in known.items() if key in fields}


@apply.step("send", Audience.ANYONE, pace=SELDOM, by_phone="your application was sent")
async def send(turn: Turn, work: Work) -> Reply:
    """Check and keep an application; acknowledge it; tell the Group (R2.2)."""
    definition = turn.definition
    role: Role = "mentor" if turn.given("role") == "mentor" else "mentee"
    if await applications.open_of(work, definition.key, turn.person.id, role):
        raise Refusal(
            f"You have an open application as {a(definition.term(role))} already. Say status to see it."
        )
    round_key = definition.open_round(role, turn.today)
    if round_key is None:
        raise Refusal(_closed_meanwhile(turn, role))
    if not definition.eligibility.both_roles:
        await matters.locked(
            work, Person, turn.person.id
        )  # two forms sent at once are not two parts
    await _must_not_hold_both(turn, work, role)
    answers = checked(definition, role, turn.answers)
    if (pointer := _towards_sister(turn, role, answers)) is not None:
        return Reply(window=pointer)
    answers = await names.taken(turn, work, answers)
    await files.claim(
        work,
        definition.key,
        person_id=turn.person.id,
        fields=definition.form(role),
        answers=answers,
        before={},
    )
    first = await _comes_first(turn, work, role)
    application = await work.add(
        Application.receive(
            definition,
            turn.person.id,
            role=role,
            round_key=round_key,
            answers=answers,
            now=turn.now,
            priority=first,
        )
    )
    await consents.give(work, definition, turn.person.id, role)
    card = received(definition, turn.person, application)
    await tell(work, turn.person.id, card, key=f"application:{application.id}")
    await application_changed(
        turn, work, application, note="A new application has come in.", new=True
    )
    await ask_to_prove(turn, work, application)
    await turn.happened(work, ApplicationReceived(application=application))
    return Reply()


async def _comes_first(turn: Turn, work: Work, role: Role) -> bool:
    """Whether somebody went without before, and was promised to come first now (R2.8)."""
    earlier = await rounds_kept.last_of(work, turn.definition.key, turn.person.id, role)
    return earlier is not None and earlier.comes_first_next


def _closed_meanwhile(turn: Turn, role: Role) -> str:
    coming = turn.definition.next_round(role, turn.today)
    if coming:
        again = f"{coming.name} opens on {spoken(coming.window(role).opens)}."
    else:
        again = "Say apply to hear what comes next."
    return f"Applications closed while you were writing, so this was not sent. Please keep a copy. {again}"


def _towards_sister(turn: Turn, role: Role, answers: Answers) -> Form | None:
    """A senior applicant is shown the sister scheme first, and may still send what they wrote (R1.5)."""
    sister = eligibility.points_to_sister(turn.definition, role, answers)
    if sister is None or turn.given("seen_sister"):
        return None
    definition = turn.definition
    about = f" {sister.about}" if sister.about else ""
    return Form(
        title=f"Apply as {a(definition.term(role))}",
        action="apply.send",
        fields=definition.form(role),
        submit="Send it all the same",
        parts=(Link(f"Read about {sister.name}", sister.link), *notices(definition, role)),
        answers=answers,
        carries={"role": role, "seen_sister": "yes"},
        notice=f"{definition.name} is meant for staff who are not yet senior. {sister.name} may suit you better.{about} "
        f"You can also send this; {definition.terms.the_group} will decide.",
        scheme=definition.key,
    )


def received(definition: Definition, person: Person, application: Application) -> Message:
    """The acknowledgement, with the day of an answer and where to learn meanwhile."""
    subject = Subject("application", application.id)
    reading = listed(resources_for(definition, application.role, "applying"))
    if reading:
        learn = " Meanwhile, have a look at what is below."
    else:
        learn = ""
    if application.priority:
        learn = f" This time you come first.{learn}"
    if Manager.of(definition, application.answers):
        asks = " Your line manager is asked by e-mail whether they agree."
    else:
        asks = ""
    if eligibility.takes_as_far_as_possible(definition, application.role, application.answers):
        asks = (
            f" For your level we do our best; {a(definition.terms.mentor)} can't be promised.{asks}"
        )
    text = (
        f"{person.greeted('Thank you')}. Your {cards.kind_of(definition, application)} is here; its reference is "
        f"{application.ref}. {definition.terms.the_group_first} reads it next, and you'll hear by "
        f"{spoken(application.answer_by)}.{asks}{learn}"
    )
    see = Button(label="View it", action="applied.view", subject=subject, opens=True)
    change = Button(label="Change it", action="applied.change", subject=subject, opens=True)
    buttons = [see, change]
    if definition.equality.questions:
        buttons.append(Button(label="Equality form", action="equality.open", opens=True))
    return Message(text=text, parts=reading, buttons=tuple(buttons), heading="Application received")


@apply.step("rounds", Audience.ANYONE, reads=True, starts=True, by_phone="", in_chat=True)
async def rounds(turn: Turn, work: Work) -> Reply:
    """When one can apply: for each role, until when, or from when on."""
    definition = turn.definition
    term = a(turn.definition.terms.mentor)
    rows: list[tuple[str, str]] = []
    buttons: list[Button] = []
    labels: dict[Role, str] = {"mentee": f"Find {term}", "mentor": f"Be {term}"}
    for role, label in labels.items():
        coming = definition.next_round(role, turn.today)
        told = when_open(definition, role, turn.today)
        if definition.open_round(role, turn.today) is not None:
            buttons.append(
                Button(
                    label=label,
                    action=f"apply.{role}",
                    style="plain" if buttons else "primary",
                    opens=True,
                )
            )
        elif coming is not None:
            buttons.append(_remind(role, coming, f"Remind me as {a(definition.term(role))}"))
        rows.append((f"As {a(definition.term(role))}", told))
    about = Button(label="How it works", action="home.about", opens=True)
    return says("Here is when you can apply.", *buttons, about, parts=(Facts(tuple(rows)),))


@apply.step("remind", Audience.ANYONE, by_phone="you will be reminded when applications open")
async def remind(turn: Turn, work: Work) -> Reply:
    """Keep a wish to hear when a round opens."""
    role: Role = "mentor" if turn.given("role") == "mentor" else "mentee"
    coming = next((r for r in turn.definition.rounds if r.key == turn.given("round")), None)
    if coming is None or coming.window(role).opens <= turn.today:
        raise Refusal("That has opened already. Say apply, and the form is yours.")
    if (
        await applications.reminder(
            work, turn.definition.key, person_id=turn.person.id, role=role, round_key=coming.key
        )
        is None
    ):
        await work.add(
            Reminder(
                scheme=turn.definition.key, person_id=turn.person.id, role=role, round=coming.key
            )
        )
    return says(
        f"Gladly. I'll write to you on {spoken(coming.window(role).opens)}, when {coming.name} opens."
    )


@apply.when("reminder", "opens")
async def round_opens(moment: Moment, work: Work) -> None:
    """The round somebody waited for is open; not told to whoever has applied meanwhile."""
    wish = moment.the(Reminder)
    definition = moment.definition
    window = next(
        (
            campaign.window(wish.role)
            for campaign in definition.rounds
            if campaign.key == wish.round
        ),
        None,
    )
    applied = await applications.open_of(work, definition.key, wish.person_id, wish.role)
    if window is None or applied or not window.holds(moment.today):
        return
    those = several(definition.term(wish.role))
    apply_now = Button(
        label="Apply",
        action=f"apply.{wish.role}",
        style="primary",
        opens=True,
        scheme=definition.key,
    )
    text = f"Applications for {those} are open now, until {spoken(window.closes)}. You asked me to say so."
    await tell(work, wish.person_id, Message(text=text, buttons=(apply_now,)))
