"""What a form or a profile says of somebody's name: what to call them counts, of another name they are asked (R2.12)."""

from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.forms.fields import Answers
from scheme.names import must_be_a_name
from scheme.people import Person
from scheme.rename import Rename, RenameState
from storage import applications
from storage.member import renames
from storage.plans import subject_of
from storage.work import Work

HEADING = "Your name"
CHANGE = Button(label="Your name", action="name.ask", opens=True)


async def taken(turn: Turn, work: Work, answers: Answers) -> Answers:
    """The answers as they are kept. What the sender wants to be called counts at once; of another name they are asked.

    A form of an earlier version did not ask what to call them, and changes nothing of that. Raises `Refusal` for what is
    no name.
    """
    must_be_a_name(answers)
    if "called" in turn.answers:
        called = answers.get("called")
        turn.person.be_called(str(called) if called else None)
        for application in await _theirs(work, turn.person):
            application.say_of_name({"called": turn.person.called})
    await ask(
        work,
        turn.definition.key,
        person=turn.person,
        name=str(answers.get("name") or ""),
        where="You wrote",
    )
    return answers | {"called": turn.person.called}


async def ask(work: Work, scheme: str, person: Person, name: str, where: str) -> bool:
    """Ask somebody whether a name that is not the one they are known by is theirs now. Whether they were asked.

    `where` it stands begins the question. The same is not asked twice while it waits; another takes its place.
    """
    earlier = await renames.open_of(work, person.id)
    if earlier is not None and earlier.after == name:
        return True
    if not name or (earlier is None and name == person.name):
        return False
    if earlier is not None:
        earlier.replace()
        await work.flush()
        await settled(work, earlier, f"You are {person.name}, as before.")
    if name == person.name:
        return False
    rename = await work.add(
        Rename(
            scheme=scheme, person_id=person.id, asked_at=work.now, before=person.name, after=name
        )
    )
    text = f"{where} {name}; here you are {person.name}. Shall it be {name} everywhere? Nothing changes until you say so."
    await tell(
        work,
        person.id,
        Message(text=text, parts=(), buttons=buttons(rename), heading=HEADING),
        key=str(subject_of(rename)),
    )
    return True


async def of_profile(work: Work, scheme: str, person: Person, name: str) -> None:
    """Ask about a name that a profile has now, unless they have said already that it is not theirs here."""
    kept = await renames.latest(work, person.id, RenameState.KEPT)
    if kept is None or kept.after != name:
        await ask(work, scheme, person=person, name=name, where="Your profile says")


def buttons(rename: Rename) -> tuple[Button, Button]:
    """Yes and no."""
    yes = Button(
        label="Yes, everywhere",
        action="name.confirmed",
        subject=subject_of(rename),
        style="primary",
    )
    return yes, Button(label="No, keep the old one", action="name.kept", subject=subject_of(rename))


def _settled(text: str) -> Message:
    return Message(text=text, parts=(), buttons=(CHANGE,), heading=HEADING)


async def settled(work: Work, rename: Rename, text: str) -> None:
    """The question says what came of it."""
    await tell(work, rename.person_id, _settled(text), key=str(subject_of(rename)), notify=False)


async def _theirs(work: Work, person: Person) -> list[Application]:
    return [
        application
        for key in work.definitions
        for application in await applications.of_person(work, key, person.id)
    ]


async def keep(work: Work, person: Person) -> None:
    """They are who they were: so their applications say."""
    for application in await _theirs(work, person):
        application.say_of_name({"name": person.name})
