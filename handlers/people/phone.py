"""Somebody phones: an administrator finds them and does for them what they ask, marked as such (R13.2)."""

from handlers.desk.by_phone import FOR, STEP, must_be_by_phone, press
from handlers.kit.conversation import AS_BY_PHONE, Conversation
from handlers.kit.help import RUNNING
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Card, Form, Part, Prose, Reply, View
from scheme.audience import WITH_OTHERS, Audience
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ShortText
from scheme.ids import PersonId
from scheme.people import Person
from scheme.refusal import Gone, NotAllowed, Refusal
from storage import applications, matters, people
from storage.work import Work

phone = Conversation(name="phone")

MOST = 8
WHO: tuple[AnyField, ...] = (
    ShortText(
        key="who",
        label="Their name or address",
        help="A part is enough for anybody who takes part here; anybody else is found by their whole address.",
    ),
)
NEW: tuple[AnyField, ...] = (
    ShortText(key="name", label="Their name"),
    ShortText(
        key="email",
        label="Their work e-mail address",
        form="email",
        help="It is how they are known from now on.",
    ),
)


@phone.step(
    "find", Audience.ADMINISTRATOR, opens=True, in_help=RUNNING.entry("Somebody phones", 10)
)
async def find(turn: Turn, work: Work) -> Reply:
    """Asks who is on the phone."""
    return Reply(window=_search())


def _search(notice: str = "") -> Form:
    text = "What you do for them is marked as done by you, and they read of it in their own chat."
    return Form(
        title="Who is on the phone?",
        action="phone.found",
        fields=WHO,
        submit="Look",
        parts=(Prose(text),),
        notice=notice,
    )


@phone.step("found", Audience.ADMINISTRATOR, opens=True)
async def found(turn: Turn, work: Work) -> Reply:
    """The people whose name or address is like it; somebody new can be added."""
    who = str(check(WHO, turn.answers)["who"])
    like = [
        person
        for person in await people.search(work, turn.definition.key, who, MOST + 1)
        if person.id != turn.person.id
    ]
    add = Button(label="Somebody new", action="phone.new", opens=True)
    if not like:
        text = f"Nobody here is known as {who}. Look again, or add them."
        return Reply(
            window=View(
                title="Nobody found",
                parts=(Prose(text),),
                buttons=(Button(label="Look again", action="phone.find", opens=True), add),
            )
        )
    scheme = turn.definition.key
    parts: list[Part] = [
        Card(
            title=person.name,
            subtitle=person.email,
            buttons=(press(person, "This one", "home.show", scheme),),
        )
        for person in like[:MOST]
    ]
    if len(like) > MOST:
        parts.append(Prose("There are more. A longer part of the name or address finds them."))
    return Reply(window=View(title="Who is it?", parts=tuple(parts), buttons=(add,)))


@phone.step("new", Audience.ADMINISTRATOR, opens=True)
async def ask_new(turn: Turn, work: Work) -> Reply:
    """Asks for the name and address of somebody who is not known yet."""
    text = "Please read the address back to them: whoever signs in with it sees what is theirs."
    return Reply(
        window=Form(
            title="Somebody new on the phone",
            action="phone.added",
            fields=NEW,
            submit="Go on",
            parts=(Prose(text),),
        )
    )


@phone.step("added", Audience.ADMINISTRATOR)
async def add(turn: Turn, work: Work) -> Reply:
    """Somebody is known from now on; whoever has that address already is not added twice."""
    given = check(NEW, turn.answers)
    person = await people.add(work, str(given["name"]), str(given["email"]), turn.definition.zone)
    if person.id == turn.person.id:
        raise Refusal("This is your own address. What is yours you do from your own home.", "email")
    go_on = press(person, f"Go on for {person.short_name}", "home.show", turn.definition.key)
    return Reply(
        window=View(
            title=f"For {person.name}, by phone",
            parts=(Prose(f"{person.name}, {person.email}."),),
            buttons=(go_on,),
        )
    )


@phone.step("do", Audience.ADMINISTRATOR, about=AS_BY_PHONE, opens=True)
async def do(turn: Turn, work: Work) -> Reply:
    """Lead to the step that is meant, which is then done for the caller."""
    name = turn.given(STEP)
    must_be_by_phone(name, turn.catalogue)
    caller = await _caller(turn, work)
    answers = {key: answer for key, answer in turn.answers.items() if key not in (FOR, STEP)}
    return Reply(
        then=Action(name=name, subject=turn.subject, answers=answers, scheme=turn.definition.key),
        behalf=caller.id,
    )


async def _caller(turn: Turn, work: Work) -> Person:
    """Who is on the phone. Raises `NotAllowed` when the administrator is too close to them, or stands aside."""
    caller_id = PersonId(turn.number(FOR))
    caller = (await people.by_ids(work, {caller_id})).get(caller_id)
    if caller is None:
        raise Gone
    theirs = await applications.of_person(work, turn.definition.key, caller.id)
    if caller.id == turn.person.id or (
        theirs and turn.person.id in await matters.conflicted(work, *theirs)
    ):
        raise NotAllowed(WITH_OTHERS)
    return caller
