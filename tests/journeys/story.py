"""A mentoring round told once, and played through every channel; together.py and running.py tell the rest of the life.

The story knows only what people do and see: it says, presses, fills in, submits and reads.
"""

from collections.abc import Mapping
from typing import Protocol

from scheme.forms.fields import Answer, Answers
from tests.support.stage import (
    ALEX,
    IDA,
    MAYA,
    MENTEE_ANSWERS,
    MENTOR_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    TOM,
)


class Person(Protocol):
    """Somebody at their chat, in any channel."""

    async def says(self, text: str) -> None: ...
    async def presses(self, label: str, *, card: str = "") -> None: ...
    async def presses_in_channel(self, label: str, *, card: str = "") -> None: ...
    async def fills(self, **answers: Answer) -> None: ...
    async def option(self, label: str) -> str: ...
    async def submits(self) -> None: ...
    async def holds(self, **answers: str) -> None: ...
    async def leaves(self) -> None: ...
    async def closes(self) -> None: ...
    async def sees(self, *texts: str) -> None: ...
    async def does_not_see(self, text: str) -> None: ...


class Scene(Protocol):
    """Where a story is played."""

    async def person(self, email: str) -> Person: ...
    async def forward(self, days: int) -> None: ...
    async def group_sees(self, text: str) -> None: ...
    async def group_does_not_see(self, text: str) -> None: ...


async def applies(person: Person, role: str, answers: Mapping[str, Answer]) -> None:
    """Somebody applies: one form."""
    await person.says(
        f"I want to be a {role}" if role == "mentor" else "I would like a mentor please"
    )
    await person.fills(**answers)
    await person.submits()
    await person.sees("Application received")


async def applies_in_chat(scene: Scene, person: Person) -> None:
    """A mentee's application as a conversation: left, gone on with another day, the confidential in windows (R2.9)."""
    await person.says("I would like a mentor please")
    await person.presses("Answer in the chat instead")
    await person.sees("One question at a time", "Question 1 of 21")
    await person.presses("Keep: Noah Quill")
    await person.says("Noah")
    await person.presses("Keep: noah.quill@harbour.example.org")
    await person.presses("Skip")
    await person.says("harbour")
    await person.says("Library assistant")
    await person.says("back")
    await person.sees("Your job title")
    await person.presses("Keep what is there")
    await person.says("leave for now")
    await person.sees("everything is kept")
    await scene.forward(1)
    await person.says("hello")
    await person.sees("question 7 of 21")
    await person.presses("Continue")
    for said in (
        "library assistant",
        "3 years",
        "a fortnight",
        "four",
        "Lena Marsh",
        "skip",
        "yes",
    ):
        await person.says(said)
    await person.sees("Your answer stays out of this chat.")
    await writes_in_private(person, goals="I would like to lead teaching sessions.")
    await person.says("2, 11")
    await person.sees("shares a background or group?")
    await person.presses("Skip")
    await person.sees("Anything to add about that wish")
    await writes_in_private(person, background_note="No wish of that kind.")
    await person.says("teams and phone")
    await person.says("skip")
    await person.sees("rather not be matched with")
    await writes_in_private(person, avoid="Zed Hollow")
    await person.sees("Question 20 of 21")
    await person.presses("Skip")
    await person.presses("Yes")
    await person.sees("That was the last question.")
    for kept_out in ("lead teaching sessions", "Zed Hollow"):
        await person.does_not_see(kept_out)
    await person.presses("What I said")
    await person.sees("Library assistant", "I would like to lead teaching sessions.", "Zed Hollow")
    await person.presses("Send application")
    await person.sees("Your mentee application is here; its reference is A-")


async def writes_in_private(person: Person, **answer: str) -> None:
    """A confidential question, answered in a window of its own."""
    await person.presses("Write it in private")
    await person.fills(**answer)
    await person.submits()


async def register_of_two(scene: Scene) -> None:
    """Two mentors apply and are put on the register."""
    ida = await scene.person(IDA)
    different: Answers = {"areas": ["collections", "teaching"], "level": "manager"}
    for email, answers in ((PRIYA, MENTOR_ANSWERS), (TOM, MENTOR_ANSWERS | different)):
        await applies(await scene.person(email), "mentor", answers)
    for ref in ("A-1", "A-2"):
        await ida.presses_in_channel("Open", card=ref)
        await ida.sees("Eligibility", "Met")
        await ida.presses("Eligible")
    await (await scene.person(PRIYA)).sees("Welcome to the register")


async def matched(scene: Scene) -> None:
    """Maya applies; the Group proposes two mentors; she chooses Priya, who accepts."""
    maya, robin, ida, priya = [await scene.person(email) for email in (MAYA, ROBIN, IDA, PRIYA)]
    await maya.says("hello")
    await maya.sees("Welcome to ALN")
    await applies(maya, "mentee", MENTEE_ANSWERS)
    await maya.says("where is my application?")
    await maya.sees("A-3", "You'll hear by")
    await scene.group_sees("A-3")
    await scene.group_does_not_see("Maya")
    await scene.group_does_not_see("teaching sessions")

    await ida.presses_in_channel("Open", card="A-3")
    await ida.sees("Maya Thorne", "lead teaching sessions")
    await ida.presses("Eligible")
    await ida.sees("Priya Nair", "Tom Birch", "Good: Teaching and information literacy in common")
    await ida.fills(mentors=["1", "2"], criteria=["b", "h"])
    await ida.submits()
    await scene.group_sees("1 of 2 agreed")
    await maya.does_not_see("to consider")
    await robin.presses_in_channel("Open", card="A-3")
    await robin.presses("Agree to these")
    await robin.fills(criteria=["b", "e"])
    await robin.submits()

    await maya.sees("2 mentors to consider")
    await maya.presses("Read profiles")
    await maya.sees("Priya Nair", "Tom Birch", "moving from assistant")
    await maya.does_not_see("Gwen Pike")
    await priya.does_not_see("Maya")
    await maya.presses("Choose Priya Nair")
    await maya.sees(
        "Send this to Priya Nair?", "lead teaching sessions", "Nobody has been asked yet."
    )
    await priya.does_not_see("Maya")
    await maya.presses("Send")
    await maya.closes()
    await maya.sees("has been asked")

    await priya.sees("A mentee asks")
    await priya.presses("Read the request")
    await priya.sees("lead teaching sessions")
    await priya.presses("Accept")
    await priya.closes()
    for person, partner in (
        (maya, "priya.nair@harbour.example.org"),
        (priya, "maya.thorne@fellside.example.org"),
    ):
        await person.sees("Meet ", partner)


async def started(scene: Scene) -> None:
    """Both confirm that they have started."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.forward(7)
    await maya.sees("are you and Priya in touch?")
    await maya.presses("We have started")
    await priya.sees("Maya Thorne says that you two have started")
    await priya.presses("We have started")
    for person in (maya, priya):
        await person.sees("Your partnership is under way")


async def met_and_surveyed(scene: Scene) -> None:
    """They log meetings, are nudged once, and answer the midpoint survey; the Group sees no figures of two answers."""
    maya, priya, ida = await scene.person(MAYA), await scene.person(PRIYA), await scene.person(IDA)
    await maya.says("log a meeting")
    await maya.submits()
    await maya.says("hello")
    await maya.sees("In partnership with Priya Nair")
    await scene.forward(44)
    await priya.sees("Quiet weeks")
    await priya.presses("Log a meeting")
    await priya.submits()
    await scene.forward(48)
    answers: dict[Person, Answers] = {
        maya: {
            "going_well": "mostly",
            "progress": "partly",
            "present_job": "fully",
            "next_step": "mostly",
        },
        priya: {
            "going_well": "fully",
            "progress": "mostly",
            "difference": "mostly",
            "gained": "partly",
        },
    }
    for person, given in answers.items():
        await person.says("answer the survey")  # the invitation itself waits a week after a nudge
        await person.sees("2027")
        await person.fills(**given)
        await person.submits()
        await person.sees("Thank you")
    await ida.says("survey figures")
    await ida.closes()


async def concluded(scene: Scene) -> None:
    """Six months are over: they finish, answer the closing survey, and are shown what can follow."""
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.forward(84)
    await maya.says("hello")
    await maya.sees("Ends on Sunday 18 July 2027")
    await scene.forward(7)
    await maya.says("end my partnership")
    await maya.fills(how="completed", reason="We did what we set out to do, and more.")
    await maya.submits()
    await maya.sees("Ends at ", "Take it back")
    await scene.group_does_not_see("P-1, partnership: completed")
    await scene.forward(1)
    await scene.group_sees("P-1, partnership: completed")
    await scene.group_does_not_see("and more")
    for person in (maya, priya):
        await person.sees("Your partnership with")
        await person.does_not_see("and more")
    await maya.sees("Become a mentor")
    await priya.sees("Your place is open again")
    await priya.presses("What you did together")
    await priya.sees("Finished: Maya Thorne", "You met", "Save my data")
    await priya.does_not_see("and more")
    await priya.closes()
    await scene.forward(1)
    for person, extra in ((maya, {"present_job": "mostly"}), (priya, {})):
        await person.says("answer the survey")
        await person.fills(goals_met="mostly", worked_well="fully", **extra)
        await person.submits()
        await person.sees("Thank you")


async def complained(scene: Scene) -> None:
    """Noah complains about a member: she sees nothing of it, the others have it, the clock runs."""
    noah, ida, alex = await scene.person(NOAH), await scene.person(IDA), await scene.person(ALEX)
    await noah.says("I want to make a complaint")
    await noah.fills(about=await noah.option("Ida Moss"), text="She laughed at my application.")
    await noah.submits()
    await noah.sees("Complaint received", "C-", "You have a reply by")
    await scene.group_does_not_see("C-")
    await ida.says("hello")
    await ida.does_not_see("C-")
    await ida.does_not_see("omplain")
    await alex.sees("C-")
    await alex.does_not_see("laughed")
    await alex.presses("Open", card="C-")
    await alex.sees("She laughed at my application.")
    await alex.presses("Reply")
    await alex.fills(reply="We are sorry. We have spoken about it and this is what changes.")
    await alex.submits()
    await noah.sees("Your complaint has a reply")
    await noah.does_not_see("what changes")
