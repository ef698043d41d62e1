"""A call for mentors where nobody suits: what it says and whom it reaches is read first; it is rare, and it ends (R3.5)."""

from dataclasses import dataclass

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.post import mail
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Prose, Reply, View, says
from handlers.searching import called
from handlers.searching.nobody import sought
from handlers.searching.told import show, was_told_today
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.definition.sections import Organisation
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, Option
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.matching.side import Side
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.searching.call import OPEN_DAYS, Called, MentorCall
from scheme.wording import counted, several
from storage import awareness
from storage.plans import subject_of
from storage.searching import calls
from storage.work import Work

call = Conversation(name="nobody")

TITLE = "Call for mentors"


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
            said.append(f"{counted(len(self.contacts), 'contact')} at organisations")
        return " and ".join(said)


async def _reached(turn: Turn, work: Work, application: Application) -> _Reached:
    definition = turn.definition
    persons = await calls.to_be_called(work, definition, application.person_id, turn.now)
    contacts = []
    if turn.catalogue.mails and turn.catalogue.site:
        addresses = [each.contact for each in definition.organisations if each.contact]
        stopped = await awareness.stopped_among(work, addresses)
        contacts = [
            each
            for each in definition.organisations
            if each.contact and each.contact not in stopped
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
        f"It reaches {reached.counted}, each once, when they may be written to; of these, only whom your choice below may suit. "
        "It never says for whom; whoever was called is left in peace for half a year."
    )
    words = called.words(turn.definition, ())
    return Reply(
        window=Form(
            title=f"Call for {several(turn.definition.terms.mentor)}",
            action="nobody.called",
            fields=_fields(turn.definition),
            submit="Send the call",
            subject=turn.subject,
            private=True,  # a background beside a reference is nothing for a chat
            parts=(Prose(text), Prose(f"{words} {called.RARELY}", "What they read")),
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
    meant = await _meant(turn, work, made, reached)
    if not meant:
        raise Refusal(
            "Nobody who may be called wrote of just that, so nothing was sent. Leave it more open, and it reaches more people."
        )
    await work.add(made)
    await work.flush()
    for person_id in meant.persons:
        await work.add(
            Called(scheme=made.scheme, call_id=made.id, at=turn.now, person_id=person_id)
        )
    for organisation in meant.contacts:
        await _mail(turn, work, made, organisation)
    await work.flush()
    await show(turn, work, application, notify=first_today)
    note = f"A call for {several(turn.definition.terms.mentor)} has gone out."
    await application_changed(turn, work, application, note=note)
    return says(
        f"The call is on its way, and runs for {counted(OPEN_DAYS, 'day')}. {application.applicant} has been told that you go on "
        "looking."
    )


async def _meant(turn: Turn, work: Work, made: MentorCall, reached: _Reached) -> _Reached:
    """Those of them for whom the call is, by what it says of who is looked for."""
    persons = reached.persons
    if made.area or made.background or made.place:
        others = {
            application.person_id
            async for application in calls.last_applications(work, made.scheme, persons)
            if not made.may_suit(turn.definition, Side.of(turn.definition, application))
        }
        persons = [person_id for person_id in persons if person_id not in others]
    contacts = [each for each in reached.contacts if made.place in ("", each.place)]
    return _Reached(persons, contacts)


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
