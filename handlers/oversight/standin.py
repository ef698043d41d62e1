"""Stand-ins: the Steering Group names somebody to act as a member on one application (R3.3)."""

from handlers.group import cards, quorum
from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Message, Prose, Reply, says
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ShortText
from scheme.forms.shown import spoken
from scheme.people import Person, StandIn
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import capital, counted
from storage import applications, matters, people
from storage.work import Work

standin = Conversation(name="standin")

WHO: tuple[AnyField, ...] = (
    ShortText(key="name", label="Their name", fills="name"),
    ShortText(key="email", label="Their work e-mail address", form="email", fills="email"),
)


@standin.step("name", Audience.STEERING, about="application", opens=True)
async def ask_for_name(turn: Turn, work: Work) -> Reply:
    """Asks who is to stand in. The Steering Group reads nothing of the application but its reference."""
    application = turn.the(Application)
    terms = turn.definition.terms
    count = await _still_missing(turn, work)
    text = (
        f"Still needed: {counted(count, 'stand-in')}. Somebody fair is best, who knows the scheme and not the applicant. "
        f"They read {application.ref} in confidence, decide on it with {terms.the_group}, and see nothing else."
    )
    title = f"A stand-in for {application.ref}"
    return Reply(
        window=Form(
            title=title,
            action="standin.named",
            fields=WHO,
            submit="Name them",
            subject=turn.subject,
            parts=(Prose(text),),
        )
    )


async def _still_missing(turn: Turn, work: Work) -> int:
    """How many are missing. Raises `Refusal` when nobody is, or nothing waits any more."""
    count = await quorum.missing(turn, work, turn.the(Application))
    if not count:
        raise Refusal(
            f"Enough people can look at {turn.the(Application).ref} now, so nobody more is needed. Thank you."
        )
    return count


@standin.step("named", Audience.STEERING, about="application")
async def named(turn: Turn, work: Work) -> Reply:
    """Somebody is named: from now on they open and decide on this one application, as a member would."""
    application = turn.the(Application)
    await _still_missing(turn, work)
    given = check(WHO, turn.answers)
    person = await people.add(work, str(given["name"]), str(given["email"]), turn.definition.zone)
    await _must_be_able(turn, work, person)
    await work.add(
        StandIn(
            scheme=turn.definition.key,
            application_id=application.id,
            person_id=person.id,
            named_by=turn.person.id,
            named_at=turn.now,
        )
    )
    if person.id in await matters.conflicted(work, application):
        # Whether by an address, a name or a declaration is between the applicant and the Group.
        raise Refusal(
            f"{person.name} can't stand in for this one. Please name somebody else.", "name"
        )
    await tell(
        work, person.id, _asked(turn, person, application), key=f"standing-in:{application.id}"
    )
    await application_changed(
        turn, work, application, note="A stand-in has been named, and can look at it now."
    )
    return says(
        f"Thank you. {person.name} can look at {application.ref} now, and has been told what it means."
    )


async def _must_be_able(turn: Turn, work: Work, person: Person) -> None:
    seat = await people.seat_of(work, turn.definition.key, person.id)
    if seat is not None and seat.in_group:
        raise Refusal(
            f"{person.name} belongs to {turn.definition.terms.the_group} already. Please name somebody else."
        )
    if person.id in await people.named_for(work, turn.the(Application).id):
        raise Refusal(f"{person.name} has been named already. Please name somebody else.", "name")


def _asked(turn: Turn, person: Person, application: Application) -> Message:
    text = (
        f"{turn.person.name} asks you to stand in for {turn.definition.terms.the_group} on "
        f"{application.ref}: read it in confidence and help to decide by {spoken(application.answer_by)}. "
        "If you know the applicant, stand aside; nobody minds."
    )
    return Message(text=text, buttons=(_open(application),), heading="Would you stand in?")


def _open(application: Application) -> Button:
    return Button(
        label="Open",
        action="review.open",
        subject=Subject("application", application.id),
        style="primary",
        opens=True,
    )


@standin.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Stand-ins still to be named; and what somebody stands in on, until it is settled or they stand aside."""
    if "steering" in turn.duties:
        found = await _wanted(turn, work)
    else:
        found = []
    waits = [
        own
        for own in await people.stands_in_on(work, turn.definition.key, turn.person.id)
        if own.awaits_answer
    ]
    barred = await matters.conflicted_each(work, waits)
    for application in waits:
        if turn.person.id not in barred[application.id]:
            kind = capital(cards.kind_of(turn.definition, application))
            who = turn.definition.terms.the_group_first
            text = f"{kind} {application.ref}. {who} decides with you by {spoken(application.answer_by)}."
            headline = f"You stand in on {application.ref}"
            found.append(
                HomeEntry(
                    headline=headline,
                    text=text,
                    rank=0,
                    primary=_open(application),
                    by=application.answer_by,
                )
            )
    return found


async def _wanted(turn: Turn, work: Work) -> list[HomeEntry]:
    found = []
    waits = await applications.awaiting_answer(work, turn.definition.key)
    missing = await quorum.missing_each(turn, work, waits)
    lacking = [wait for wait in waits if missing[wait.id]]
    barred = await matters.conflicted_each(work, lacking)
    for application in lacking:
        if turn.person.id not in barred[application.id]:
            subject = Subject("application", application.id)
            by = application.answer_by
            name = Button(
                label="Name a stand-in",
                action="standin.name",
                subject=subject,
                style="primary",
                opens=True,
            )
            wanted = counted(missing[application.id], "stand-in")
            text = f"Too few members can decide on it. {wanted} by {spoken(by)} would be in time."
            found.append(
                HomeEntry(
                    headline=f"A stand-in is needed on {application.ref}",
                    text=text,
                    rank=0,
                    primary=name,
                    by=by,
                )
            )
    return found
