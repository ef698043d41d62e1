"""The way to a mentor of each scheme of the seeds, told once and played through every channel (R1.5, R4.1–R4.5)."""

from collections.abc import Awaitable, Callable
from typing import Protocol, runtime_checkable

from bot.demonstration.answers import a_file, fit
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer, Answers, FileField
from scheme.people import Role
from tests.journeys import story
from tests.support.stage import ALEX, IDA, MAYA, MENTEE_ANSWERS, MENTOR_ANSWERS, PRIYA, ROBIN, TOM

WRITTEN: dict[Role, Answers] = {
    "mentee": MENTEE_ANSWERS,
    "mentor": MENTOR_ANSWERS | {"level": "deputy-director"},
}
HEADS = {"libraries-connected": {"level": "head"}}  # who may apply there
KNOWN = {
    "name",
    "called",
    "email",
    "organisation",
    "second_contact",
}  # the form holds these already


@runtime_checkable
class TakesFiles(Protocol):
    """Somebody whose channel takes files."""

    async def hands_in(self, **chosen: tuple[str, bytes]) -> None: ...


class Scene(Protocol):
    """Where a story is played."""

    async def person(self, email: str) -> story.Person: ...
    async def forward(self, days: int) -> None: ...
    async def group_sees(self, text: str) -> None: ...


Play = Callable[[Scene, Definition], Awaitable[None]]


async def applied(scene: Scene, definition: Definition) -> None:
    """Two mentors and a mentee apply by their scheme's own forms, and are found eligible."""
    ida = await scene.person(IDA)
    for number, email in enumerate((PRIYA, TOM, MAYA), 1):
        role: Role = "mentee" if email == MAYA else "mentor"
        person = await scene.person(email)
        form = definition.form(role)
        files = {field.key: a_file(field) for field in form if isinstance(field, FileField)}
        own: Answers = {"member_number": f"1000{number}"}
        fits = fit(definition, form, WRITTEN[role] | HEADS.get(definition.key, {}) | own)
        answers = {
            key: _typed(answer) for key, answer in fits.items() if key not in KNOWN | {*files}
        }
        asks = "I want to be a mentor" if role == "mentor" else "I would like a mentor please"
        await person.says(asks)
        await person.fills(**{key: answer for key, answer in answers.items() if answer is not None})
        if files:
            assert isinstance(person, TakesFiles)
            await person.hands_in(**files)
        await person.submits()
        await person.sees("Application received")
    for number in (1, 2, 3):
        if any(field.key == "member_number" for field in definition.form("mentee")):
            alex = await scene.person(ALEX)
            await alex.presses_in_channel("Open", card=f"A-{number}")
            await alex.presses("The number is right")
            await alex.closes()
        await ida.presses_in_channel("Open", card=f"A-{number}")
        await ida.presses("Eligible")
        await ida.closes()


def _typed(answer: Answer) -> Answer:
    """An answer as a form takes it: numbers in figures."""
    return str(answer) if isinstance(answer, int) and not isinstance(answer, bool) else answer


async def selected(scene: Scene, members: tuple[str, ...], *mentors: str) -> None:
    """Members of the Group select, or agree to, mentors for Maya."""
    first, *others = [await scene.person(email) for email in members]
    await first.presses_in_channel("Open", card="A-3")
    await first.presses("Suggest mentors")
    await first.fills(mentors=list(mentors), criteria=["b", "h"])
    await first.submits()
    for member in others:
        await member.presses_in_channel("Open", card="A-3")
        await member.presses("Agree to these")
        await member.fills(criteria=["b", "e"])
        await member.submits()


async def introduced(scene: Scene) -> None:
    """Maya and Priya each have the other's address."""
    for email, other in ((MAYA, PRIYA), (PRIYA, MAYA)):
        await (await scene.person(email)).sees("Meet ", other)
    await (await scene.person(TOM)).does_not_see("Priya")


async def by_first_talks(scene: Scene, definition: Definition) -> None:
    """M25 and SCONUL: the mentee has first talks, chooses afterwards, and whoever is not chosen is told kindly."""
    maya, priya, tom = [await scene.person(email) for email in (MAYA, PRIYA, TOM)]
    await applied(scene, definition)
    await selected(scene, (IDA, ROBIN)[: definition.choosing.approvals], "1", "2")
    for mentor in ("Priya Nair", "Tom Birch"):
        await maya.presses("Read profiles")
        await maya.presses(f"Ask {mentor} for a first talk")
        await maya.sees(f"Send this to {mentor}?")
        await maya.presses("Send")
        await maya.closes()
    for asked in (priya, tom):
        await asked.presses("Read the request")
        await asked.sees("It binds neither of you", "lead teaching sessions")
        await asked.presses("Yes, let's talk")
        await asked.closes()
    await maya.presses("How to reach them", card="First talk with Priya Nair")
    await maya.sees(PRIYA, "How to arrange it")
    await maya.closes()
    await maya.presses("We have talked", card="First talk with Priya Nair")
    await maya.closes()
    await maya.presses("Choose Priya Nair")
    await maya.sees("You and Priya Nair begin at once")
    await maya.presses("Choose Priya Nair")
    await maya.closes()
    await introduced(scene)
    await tom.sees("Maya Thorne goes another way now")


async def by_choosing_of_all(scene: Scene, definition: Definition) -> None:
    """Libraries Connected: the mentee reads all mentors and chooses; the Group matches with that in mind."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await applied(scene, definition)
    await maya.presses("See all of them")
    await maya.sees("Priya Nair", "Tom Birch")
    await maya.presses("Add to my choices", card="Priya Nair")
    await maya.closes()
    await priya.does_not_see("Maya")
    await scene.forward(30)
    await maya.sees("Your choices are in: Priya Nair")
    await selected(scene, (IDA, ROBIN)[: definition.choosing.approvals], "1")
    await maya.sees("Priya Nair has been asked")
    await priya.presses("Read the request")
    await priya.presses("Accept")
    await priya.closes()
    await introduced(scene)


async def by_decision(scene: Scene, definition: Definition) -> None:
    """ALIA: the organisers decide; both are told at once, and each says that it is fine."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await applied(scene, definition)
    await selected(scene, (IDA, ROBIN)[: definition.choosing.approvals], "1")
    for person, other in ((maya, "Priya Nair"), (priya, "Maya Thorne")):
        await person.sees(other, "Either of you may say no")
        await person.presses("Read the profile")
        await person.sees(f"{other} reads the same of you")
        await person.presses("Fine by me")
        await person.closes()
    await introduced(scene)


WAYS: dict[str, Play] = {
    "m25": by_first_talks,
    "sconul": by_first_talks,
    "libraries-connected": by_choosing_of_all,
    "alia": by_decision,
}
