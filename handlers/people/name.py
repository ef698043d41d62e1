"""One's own name: what one wants to be called, and another name once one has confirmed it (R2.12)."""

from dataclasses import replace

from handlers.forms import names
from handlers.group.changed import application_changed
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import PersonRenamed
from handlers.kit.help import DATA
from handlers.kit.post import tell_group
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Message, Prose, Reply, says
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import ShortText
from scheme.names import CALLED
from scheme.pace import SELDOM
from scheme.people import Person
from scheme.rename import Rename, RenameState
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import applications, matters, people
from storage.member import renames
from storage.work import Work

name = Conversation(name="name")

OPEN_ROSTER = Button(label="Open roster", action="organise.roster", opens=True)
WHOLE = ShortText(key="name", label="Your name", most=120, fills="name")


@name.step("ask", Audience.ANYONE, opens=True, in_help=DATA.entry("Your name", 30))
async def ask(turn: Turn, work: Work) -> Reply:
    """The form, as things stand."""
    text = "What you are called counts at once. Another name is asked about once more, then it is yours everywhere."
    known = {"name": turn.person.name, "called": turn.person.called or turn.person.given}
    fields = (WHOLE, CALLED)
    scheme = turn.definition.key
    return Reply(
        window=Form(
            title="Your name",
            action="name.said",
            fields=fields,
            submit="Save",
            subject=NOTHING_IN_PARTICULAR,
            parts=(Prose(text),),
            answers=known,
            scheme=scheme,
        )
    )


@name.step("said", Audience.ANYONE, pace=SELDOM)
async def said(turn: Turn, work: Work) -> Reply:
    """What to call them counts; of another name they are asked."""
    before = turn.person.called
    answers = await names.taken(turn, work, check((WHOLE, CALLED), turn.answers))
    if answers["name"] != turn.person.name:
        return Reply()
    if turn.person.called == before:
        return says("Nothing was different, so all stays as it was.", HOME)
    if turn.person.called is None:
        return says("Saved. Nobody guesses what to call you.", HOME)
    return says(f"Saved. From now on you are called {turn.person.called}.", HOME)


@name.step("confirmed", Audience.PARTY, about="rename", pace=SELDOM)
async def confirmed(turn: Turn, work: Work) -> Reply:
    """The new name is theirs from now on, everywhere; the Group sees who they were."""
    rename = turn.the(Rename)
    rename.decide(RenameState.CONFIRMED, turn.now)
    person = await matters.locked(work, Person, rename.person_id)
    await _change(turn, work, rename, person)
    group = turn.definition.terms.group
    await names.settled(
        work,
        rename,
        f"You are {person.name} everywhere now. The {group} can see who you were before.",
    )
    return Reply()


async def _change(turn: Turn, work: Work, rename: Rename, person: Person) -> None:
    """Somebody has another name: home, cards, register and profiles have it, the Group sees who they were.

    Raises `Refusal` where it has changed too often to be told apart.
    """
    person.rename(rename.after)
    await names.keep(work, person)
    await work.flush()
    rename.note_namesake(await renames.has_namesake(work, person))
    if rename.alike:
        same = " Somebody else here has the very same one, so please look."
    else:
        same = ""
    for key in sorted(await applications.schemes_of(work, person.id)):
        if key in work.definitions:
            await _tell(
                replace(turn, definition=work.definitions[key]),
                work,
                rename=rename,
                person=person,
                same=same,
            )


async def _tell(turn: Turn, work: Work, rename: Rename, person: Person, same: str) -> None:
    """The Group of a scheme, and whoever works with them there."""
    key = turn.definition.key
    for application in await applications.of_person(work, key, person.id):
        if application.is_open:
            note = f"The applicant has another name now.{same}"
            await application_changed(turn, work, application, note=note)
    if await people.seat_of(work, key, person.id) is not None:
        text = f"{rename.before} is {person.name} from now on.{same}"
        await tell_group(work, key, Message(text=text, buttons=(OPEN_ROSTER,), heading="Roster"))
    await turn.happened(
        work,
        PersonRenamed(
            person_id=person.id, name=person.name, before=rename.before, rename_id=rename.id
        ),
    )


@name.step("kept", Audience.PARTY, about="rename")
async def kept(turn: Turn, work: Work) -> Reply:
    """They keep the name they had."""
    rename = turn.the(Rename)
    rename.decide(RenameState.KEPT, turn.now)
    await names.keep(work, turn.person)
    await names.settled(work, rename, f"You are {turn.person.name}, as before.")
    return Reply()


@name.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """A name about which they were asked."""
    rename = await renames.open_of(work, turn.person.id)
    if rename is None:
        return []
    yes, no = names.buttons(rename)
    text = f"Here you are {rename.before}. Nothing changes until you say so."
    return [
        HomeEntry(
            headline=f"Are you {rename.after} now?", text=text, rank=0, primary=yes, others=(no,)
        )
    ]
