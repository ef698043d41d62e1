"""What is raised and how a scheme is run, told once and played through every channel."""

import asyncio

from tests.journeys.story import Person, Scene, applies
from tests.mail.mailbox import Mailbox
from tests.support.browser import SECONDS
from tests.support.codes import code_in
from tests.support.stage import (
    ALEX,
    ESTHER,
    IDA,
    JO,
    MAYA,
    MENTEE_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    SAM,
    TOM,
    UMA,
)


async def enquired(scene: Scene) -> None:
    """Noah asks; the administrator answers through the bot; he says that it is settled."""
    noah, alex = await scene.person(NOAH), await scene.person(ALEX)
    await noah.says("ask a question")
    await noah.fills(text="May I join while I am on a fixed contract?")
    await noah.submits()
    await noah.sees("Question received", "You have an answer by")
    await scene.group_does_not_see("Q-")
    await alex.does_not_see("fixed contract")
    await alex.presses("Open", card="Q-")
    await alex.sees("May I join while I am on a fixed contract?")
    await alex.presses("Answer")
    await alex.fills(text="Yes, as long as your library is a member.")
    await alex.submits()
    await noah.sees("Your question has an answer")
    await noah.does_not_see("as long as your library")
    await noah.presses("Read it")
    await noah.sees("Yes, as long as your library is a member.")
    await noah.presses("It is settled")
    await noah.closes()
    await noah.sees("Good to hear.")


async def raised_an_issue(scene: Scene) -> None:
    """Tom says what isn't right; the Group reads it, one of them looks at it, and answers."""
    tom, robin = await scene.person(TOM), await scene.person(ROBIN)
    await tom.says("something isn't right")
    await tom.fills(
        about=await tom.option("Nobody in particular"), text="The webinar clashed with term."
    )
    await tom.submits()
    await scene.group_sees("I-")
    await scene.group_does_not_see("webinar")
    await robin.presses_in_channel("Open", card="I-")
    await robin.sees("The webinar clashed with term.")
    await robin.presses("I'm looking at it")
    await robin.closes()
    await tom.sees("is being looked at")
    await robin.presses_in_channel("Open", card="I-")
    await robin.presses("Answer")
    await robin.fills(text="We are sorry; the next one is in the holidays.")
    await robin.submits()
    await tom.sees("Your issue has an answer")


async def complained_with_advice(scene: Scene) -> None:
    """Esther complains about the chair: he sees nothing; the others ask for advice, reply, and say what came of it."""
    esther, robin, alex, jo = [await scene.person(email) for email in (ESTHER, ROBIN, ALEX, JO)]
    await esther.says("I want to make a complaint")
    await esther.fills(
        about=await esther.option("Robin Ash"), text="My reply was read out to others."
    )
    await esther.submits()
    await esther.sees("Complaint received")
    await scene.group_does_not_see("C-")
    await alex.presses("Open", card="C-")
    await alex.presses("Ask the Steering Group")
    await alex.fills(text="How would you look into this?")
    await alex.submits()
    await esther.sees("The Steering Group has been asked for advice")
    await jo.presses("Read and advise")
    await jo.sees("My reply was read out to others.")
    await jo.fills(text="Hear both, apart from each other.")
    await jo.submits()
    await alex.sees("advice is here")
    await alex.presses("Open", card="C-")
    await alex.sees("Hear both, apart from each other.")
    await alex.presses("Reply")
    await alex.fills(reply="We have heard both of you. Replies are read by one person from now on.")
    await alex.submits()
    await alex.presses("Close it")
    await alex.fills(outcome=await alex.option("Upheld"), lesson="Read replies alone.")
    await alex.submits()
    await esther.sees("Your complaint is closed")
    await robin.says("hello")
    await robin.does_not_see("C-")
    await robin.does_not_see("omplain")


async def complained_to_the_steering_group(scene: Scene) -> None:
    """Maya's complaint is handed over: the Steering Group alone has it from then on, and the day of the reply stays."""
    maya, alex, jo = [await scene.person(email) for email in (MAYA, ALEX, JO)]
    await maya.says("I want to make a complaint")
    await maya.fills(about=await maya.option("Ida Moss"), text="She answered with a joke.")
    await maya.submits()
    await alex.presses("Open", card="A new complaint has come in.")
    await alex.presses("Hand over")
    await alex.fills(text="It needs somebody from outside.")
    await alex.submits()
    await maya.sees("is with the Steering Group now")
    await jo.presses("Open", card="The Group has handed it to you.")
    await jo.sees("She answered with a joke.", "It needs somebody from outside.")
    await jo.presses("Reply")
    await jo.fills(reply="We have spoken with her, and she is sorry.")
    await jo.submits()
    await maya.sees("Your complaint has a reply")


async def changed_the_roster(scene: Scene) -> None:
    """Alex adds Esther to the Group; Ida is away and back; Uma leaves."""
    alex, esther, ida, uma = [await scene.person(email) for email in (ALEX, ESTHER, IDA, UMA)]
    await alex.says("roster")
    await alex.presses("Add somebody")
    await alex.fills(name="Esther Lowe", email=ESTHER, duty="member", organisation="moor")
    await alex.submits()
    await esther.sees("has put you on the roster", "as member")
    await scene.group_sees("Esther Lowe has joined as member.")
    await ida.says("roster")
    await ida.presses("I'll be away")
    await ida.holds(first="2027-01-11")
    await ida.fills(until="2027-01-22")
    await ida.submits()
    await scene.group_sees("Ida Moss is away from")
    await ida.presses("I'm back")
    await scene.group_sees("Ida Moss is here again.")
    await alex.says("roster")
    await alex.presses("They leave", card="Uma Reid")
    await alex.presses("They leave")
    await alex.closes()
    await uma.sees("Thank you for all you did.")


async def needed_a_stand_in(scene: Scene) -> None:
    """All but one stand aside from Maya's application: Jo names Tom, who opens it and decides with the one left."""
    maya, jo, tom = [await scene.person(email) for email in (MAYA, JO, TOM)]
    await applies(maya, "mentee", MENTEE_ANSWERS)
    for email in (SAM, ALEX, IDA, ESTHER):
        member = await scene.person(email)
        await member.presses_in_channel("Open", card="A-1")
        await member.presses("Stand aside")
        await member.presses("Stand aside")
        await member.closes()
    await scene.group_sees("too few members can decide on it")
    await scene.group_does_not_see("Maya")
    await jo.presses("Name a stand-in")
    await jo.does_not_see("Maya")
    await jo.fills(name="Tom Birch", email=TOM)
    await jo.submits()
    await tom.sees("Would you stand in?")
    await tom.presses("Open", card="Would you stand in?")
    await tom.sees("Maya Thorne", "lead teaching sessions")
    await tom.presses("Eligible")
    await tom.closes()
    await maya.sees("You are eligible")


async def undone(scene: Scene) -> None:
    """The chair takes the decision back, with a reason for the Group alone; Maya hears kindly, with a day."""
    maya, robin = await scene.person(MAYA), await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-1")
    await robin.presses("Undo the decision")
    await robin.fills(reason="Her library's membership is still to be renewed.")
    await robin.submits()
    await maya.sees("Another look", "You'll hear by")
    await maya.does_not_see("membership")


async def acted_by_phone(scene: Scene) -> None:
    """Noah phones; Alex applies for him, and sees nothing of his complaint; he reads in his own chat what was noted."""
    noah, alex = await scene.person(NOAH), await scene.person(ALEX)
    await noah.says("I want to make a complaint")
    await noah.fills(about=await noah.option("Alex Finch"), text="My call was cut short.")
    await noah.submits()
    await alex.says("somebody phones")
    await alex.fills(who=NOAH)
    await alex.submits()
    await alex.presses("This one", card="Noah Quill")
    await alex.sees("For Noah Quill, by phone")
    await alex.does_not_see("omplain")
    await alex.presses("When they can apply")
    await alex.presses("Find a mentor")
    await alex.holds(name="Noah Quill", email=NOAH, organisation="harbour")
    await alex.fills(**MENTEE_ANSWERS)
    await alex.submits()
    await alex.sees("For Noah Quill, by phone")
    await alex.closes()
    await noah.sees(
        "Noted after your call",
        "Alex Finch noted this for you after your call: your application was sent.",
    )


async def showed_my_data(scene: Scene) -> None:
    """Noah sees what is kept about him, and can save it; consent is there with its version."""
    noah = await scene.person(NOAH)
    await noah.says("show me my data")
    await noah.sees("What is kept about you", "Save it to read", "Save it for another program")
    await noah.closes()


async def _types_the_code(person: Person, box: Mailbox, address: str) -> None:
    await person.sees("A code is on its way to your new address")
    await person.does_not_see("in danger")  # "moor" was chosen, and not written
    async with asyncio.timeout(SECONDS / 1000):
        while not box.of(address):
            box.arrived.clear()
            await box.arrived.wait()
    await person.presses("Type the code")
    await person.fills(code=code_in(box, address))
    await person.submits()
    await person.sees("Your new address is confirmed, and counts from now on.")


async def moved_to_another_library(scene: Scene) -> None:
    """Priya has a new address, which counts once a code has proved it, or, without mail, an administrator has confirmed it."""
    priya, alex = await scene.person(PRIYA), await scene.person(ALEX)
    await priya.says("I have a new job")
    await priya.holds(email=PRIYA)
    await priya.fills(email="priya.nair@moor.example.org", organisation="moor")
    await priya.submits()
    if (box := getattr(scene, "box", None)) is not None:
        await _types_the_code(priya, box, "priya.nair@moor.example.org")
        await alex.sees("A code that was sent to the new address has proved it.")
        return
    await priya.sees("An administrator confirms your new address")
    await alex.presses("Open", card="Somebody has a new work address")
    await alex.sees("priya.nair@moor.example.org")
    await alex.presses("Confirm it")
    await alex.closes()
    await priya.sees("Your new address is confirmed")
