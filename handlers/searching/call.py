"""A call for mentors where nobody suits: what it says and whom it reaches is read first; it is rare, and it ends (R3.5)."""

from dataclasses import dataclass

from handlers.group.changed import application_changed
from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.conversation import Conversation
from handlers.kit.post import mail, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Form, Link, Message, Prose, Reply, View, says
from handlers.searching.nobody import sought
from handlers.searching.told import is_sought, show, was_told_today
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.definition.sections import Organisation
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, Option
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.pace import SELDOM
from scheme.people import Person
from scheme.refusal import Refusal
from scheme.searching.call import OPEN_DAYS, Called, MentorCall
from scheme.wording import a, capital, counted, several
from storage import awareness, people
from storage.plans import subject_of
from storage.searching import calls, invitations
from storage.work import Work

call = Conversation(name="nobody")

TITLE = "Call for mentors"
ANY = "any"


@dataclass(frozen=True)
class _Reached:
    """Whom a call would reach now."""

    persons: list[PersonId]
    contacts: list[Organisation]

    def __bool__(self) -> bool:
        return bool(self.persons or self.contacts)

    @property
    def counted(self) -> str:
        """How many of each, in words."""
        said = []
        if self.persons:
            those = "person whose partnership here has ended"
            if len(self.persons) > 1:
                those = "people whose partnerships here have ended"
            said.append(f"{len(self.persons)} {those}")
        if self.contacts:
            said.append(counted(len(self.contacts), "contact of an organisation"))
        return " and ".join(said).replace(
            "contact of an organisations", "contacts of organisations"
        )


async def _reached(turn: Turn, work: Work, application: Application) -> _Reached:
    definition = turn.definition
    persons = await calls.to_be_called(work, definition, application.person_id, turn.now)
    contacts = []
    if turn.catalogue.mails and turn.catalogue.site:
        contacts = [
            organisation
            for organisation in definition.organisations
            if organisation.contact and not await awareness.is_stopped(work, organisation.contact)
        ]
    return _Reached(persons, contacts)


async def _must_be_possible(turn: Turn, work: Work) -> None:
    """Raises `Refusal` where a call runs already, or nobody could come of it."""
    definition = turn.definition
    if definition.open_round("mentor", turn.today) is None:
        raise Refusal(
            f"Applications for {several(definition.terms.mentor)} are closed now, so a call would lead nowhere. It can be made once "
            "they are open."
        )
    if (runs := await calls.running(work, definition.key)) is not None:
        until = spoken(local_day(runs.due(definition)[0].at, definition.zone))
        raise Refusal(f"A call runs already, until {until}. One at a time is enough for everybody.")


@call.step("call", Audience.UNCONFLICTED, about="application", opens=True)
async def kind_of_mentor(turn: Turn, work: Work) -> Reply:
    """Asks what kind of mentor is looked for; says whom the call reaches and what they read."""
    application = await sought(turn, work)
    await _must_be_possible(turn, work)
    reached = await _reached(turn, work, application)
    if not reached:
        return Reply(window=_nobody(turn))
    text = (
        f"It reaches {reached.counted}, each once, when they may be written to. It says what kind of "
        f"{turn.definition.terms.mentor} is looked for, never for whom; whoever was called is left in peace for half a year."
    )
    words = _words(turn.definition, ())
    return Reply(
        window=Form(
            title=f"Call for {several(turn.definition.terms.mentor)}",
            action="nobody.called",
            fields=_fields(turn.definition),
            submit="Send the call",
            subject=turn.subject,
            parts=(Prose(text), Prose(f"{capital(words)} {WORDS}", "What they read")),
        )
    )


def _nobody(turn: Turn) -> View:
    text = "No partnership has ended yet of which somebody may be written to, and no organisation has a contact in the scheme file."
    back = Button(
        label="What else can be done", action="nobody.open", subject=turn.subject, opens=True
    )
    return View(title="Nobody to call", parts=(Prose(text),), buttons=(back,))


def _fields(definition: Definition) -> tuple[AnyField, ...]:
    places = sorted({each.place for each in definition.organisations if each.place})
    asked: list[tuple[str, str, tuple[Option, ...]]] = [
        ("area", "With experience of", definition.areas),
        ("background", "Sharing a background", definition.groups),
        ("place", "Near", tuple(Option(key=place, label=place) for place in places)),
    ]
    return tuple(
        ChoiceField(key=key, label=label, options=options, required=False)
        for key, label, options in asked
        if options
    )


@call.step("called", Audience.UNCONFLICTED, about="application", pace=SELDOM)
async def send(turn: Turn, work: Work) -> Reply:
    """The call goes out, to each when it is welcome; the mentee hears that it does."""
    application = await sought(turn, work)
    await _must_be_possible(turn, work)
    answers = check(_fields(turn.definition), turn.answers)
    given = {key: str(answer or "") for key, answer in answers.items()}
    made = MentorCall(
        scheme=turn.definition.key,
        application_id=application.id,
        asked_by=turn.person.id,
        asked_at=turn.now,
        area=given.get("area", ""),
        background=given.get("background", ""),
        place=given.get("place", ""),
    )
    made.must_not_point()
    reached = await _reached(turn, work, application)
    if not reached:
        raise Refusal("There is nobody to call now, so nothing was sent.")
    first_today = not await was_told_today(turn, work, application)
    await work.add(made)
    await work.flush()
    for person_id in reached.persons:
        await work.add(
            Called(scheme=made.scheme, call_id=made.id, at=turn.now, person_id=person_id)
        )
    for organisation in reached.contacts:
        if made.place in ("", organisation.place):
            await _mail(turn, work, made, organisation)
    await work.flush()
    await show(turn, work, application, notify=first_today)
    note = f"A call for {several(turn.definition.terms.mentor)} has gone out."
    await application_changed(turn, work, application, note=note)
    return says(
        f"The call is on its way, and runs for {counted(OPEN_DAYS, 'day')}. {application.applicant} has been told that you go on "
        "looking."
    )


async def _mail(turn: Turn, work: Work, made: MentorCall, organisation: Organisation) -> None:
    each = await work.add(
        Called(
            scheme=made.scheme,
            call_id=made.id,
            at=turn.now,
            organisation=organisation.key,
            told_at=turn.now,
        )
    )
    await work.flush()
    subject = str(subject_of(each))
    await mail(work, subject, name=subject, key="call")


# What they read

WORDS = "No is fine; this comes twice a year at most."


def _words(definition: Definition, wanted: tuple[str, ...]) -> str:
    looked_for = f", above all: {'; '.join(wanted)}" if wanted else ""
    mentors = several(definition.terms.mentor)
    return (
        f"{definition.name} looks for {mentors}{looked_for}. You know what it is like: would you be {a(definition.terms.mentor)}, or "
        "do you know somebody?"
    )


def _asks(definition: Definition, made: MentorCall, person: Person) -> Message:
    text = person.addressed(_words(definition, made.wanted(definition)))
    term = a(definition.terms.mentor)
    return Message(
        text=f"{text} {WORDS}",
        buttons=(
            Button(
                label=f"Be {term}",
                action="apply.mentor",
                style="primary",
                opens=True,
                scheme=definition.key,
            ),
            Button(label="How it works", action="home.about", opens=True, scheme=definition.key),
        ),
        heading=f"{capital(several(definition.terms.mentor))} are looked for",
    )


@call.when("called", "call")
async def tell_person(moment: Moment, work: Work) -> None:
    """A word to one of those who were with us, when it is welcome; none once the call is over, or they mentor by now."""
    each = moment.the(Called)
    made = moment.the(MentorCall)
    definition = moment.definition
    if each.person_id is None or not made.is_open:
        return
    if await calls.is_taking_part(work, definition, each.person_id):
        return
    person = await people.by_id(work, each.person_id)
    if await unasked(moment, work, person.id, _asks(definition, made, person)):
        each.tell(moment.now)


@call.addressee("called")
async def addressee(work: Work, called_id: int) -> Addressee | None:
    """An organisation's contact; None once the call is over, the contact is gone, or they want no such mail."""
    found = await calls.by_id(work, called_id)
    if found is None or not found[1].is_open:
        return None
    definition = work.definitions.get(found[1].scheme)
    if definition is None:
        return None
    contact = next(
        (each.contact for each in definition.organisations if each.key == found[0].organisation), ""
    )
    if not contact or await awareness.is_stopped(work, contact):
        return None
    return Addressee(
        address=contact,
        name="",
        scheme=definition.key,
        zone=definition.zone,
        stop=f"/invited/stop/{invitations.stopping(0, contact)}",
    )


@call.draws("called")
async def letter(moment: Moment, work: Work) -> Message:
    """The mail to an organisation's contact, who passes it on if they like."""
    made = moment.the(MentorCall)
    if not made.is_open:
        raise NobodyToTell
    definition = moment.definition
    wanted = made.wanted(definition)
    looked_for = f" Looked for above all: {'; '.join(wanted)}." if wanted else ""
    mentors = several(definition.terms.mentor)
    return Message(
        text=f"{definition.name} looks for {mentors}, and you are its contact at your organisation.{looked_for} Could you pass this "
        f"on to colleagues who might like to be {a(definition.terms.mentor)}?",
        parts=(
            Link("The page to pass on", f"{moment.catalogue.site}/about/{definition.key}"),
            Prose(
                "The page says what it is and how much time it takes. This is the only mail of this call, and it needs no answer."
            ),
        ),
        heading=f"{definition.name} looks for {mentors}",
    )


# What ends it


@call.when("mentorcall", "over")
async def over(moment: Moment, work: Work) -> None:
    """Four weeks are over: the Group looks at the suggestions again."""
    moment.the(MentorCall).close(moment.now)
    await work.flush()
    mentee = moment.the(Application)
    await show(moment, work, mentee)
    if is_sought(mentee):
        note = f"The call for {several(moment.definition.terms.mentor)} is over; please look at the suggestions again."
        await application_changed(moment, work, mentee, note=note)


async def close(moment: Moment, work: Work, mentee: Application) -> None:
    """Nobody is looked for any more: whoever was not called yet is left in peace."""
    for made in await calls.about(work, mentee.id):
        made.close(moment.now)
