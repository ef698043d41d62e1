"""The months of a partnership, told once and played through every channel: from the agreement to what follows the end.

Maya is the mentee and Priya her mentor, except where somebody else is named.
"""

from scheme.forms.fields import Answers
from tests.journeys.story import Person, Scene, applies_in_chat
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, TOM

MINE = "A talk with the head of learning, and two lessons of my own."


async def the_two(scene: Scene) -> tuple[Person, Person]:
    """Maya and Priya."""
    return await scene.person(MAYA), await scene.person(PRIYA)


# Agreement and goals


async def agreed(scene: Scene) -> None:
    """Maya fills in the agreement and signs, Priya changes it and signs, Maya signs what it says now."""
    maya, priya = await the_two(scene)
    await maya.says("our agreement")
    await maya.holds(months="6")
    await maya.fills(
        between="A line on Fridays is enough.", months="6", meetings="6", weeks="4", minutes="60"
    )
    await maya.submits()
    await maya.presses("Sign")
    await maya.sees("You have signed your agreement. Priya Nair has been asked to sign too")
    await maya.closes()
    await priya.sees("Maya Thorne has written and signed the text of your agreement.")
    await priya.does_not_see("A line on Fridays")
    await priya.presses("Read and sign")
    await priya.sees("A line on Fridays is enough.")
    await priya.presses("Change it")
    await priya.holds(between="A line on Fridays is enough.")
    await priya.fills(notice="Two days' notice, please.")
    await priya.submits()
    await priya.presses("Sign")
    await priya.closes()
    await maya.sees("Priya Nair has changed and signed the text of your agreement.")
    await maya.presses("Read and sign")
    await maya.sees("Two days' notice, please.")
    await maya.presses("Sign")
    await maya.sees("have both signed your agreement")
    await maya.closes()
    await priya.sees("You and Maya Thorne have both signed your agreement")


async def set_goals(scene: Scene) -> None:
    """The first goal is what Maya applied with; Priya reads it in a window, and later it is met."""
    maya, priya = await the_two(scene)
    await maya.says("our goals")
    await maya.presses("Add a goal")
    await maya.holds(text="I would like to lead teaching sessions and apply for a librarian post.")
    await maya.submits()
    await maya.presses("Add a goal")
    await maya.fills(text=MINE)
    await maya.submits()
    await maya.sees(MINE, "To reach")
    await maya.closes()
    await maya.does_not_see(MINE)
    await priya.sees("Maya Thorne has changed what is noted as your goals.")
    await priya.does_not_see(MINE)
    await priya.says("our goals")
    await priya.presses("We have met it", card=MINE)
    await priya.sees("Met on Monday 11 January 2027")
    await priya.closes()


# Meetings


async def planned(scene: Scene) -> None:
    """Maya plans the next meeting, Priya moves it; each has one message about it, with a calendar file."""
    maya, priya = await the_two(scene)
    await maya.says("plan our next meeting")
    await maya.holds(minutes="60")
    await maya.fills(day="2027-01-18", hour="14:00", how="teams")
    await maya.submits()
    await priya.sees(
        "Maya planned your next meeting for Monday 18 January 2027, 14:00",
        "Put it in your calendar",
    )
    await priya.presses("Move")
    await priya.holds(day="2027-01-18", hour="14:00")
    await priya.fills(day="2027-01-19")
    await priya.submits()
    await maya.sees(
        "Priya moved your next meeting to Tuesday 19 January 2027, 14:00", "Put it in your calendar"
    )


async def prepared(scene: Scene) -> None:
    """The working day before, both are reminded; there is something to think about, one thing at a time."""
    maya, priya = await the_two(scene)
    await scene.forward(7)
    for person in (maya, priya):
        await person.sees("Coming up", "You meet")
    await maya.presses("Prepare")
    await maya.sees("Before you meet")
    await maya.presses("Another")
    await maya.presses("While you meet")
    await maya.sees("While you meet")
    await maya.presses("That's enough")
    await maya.sees("Put away.")


async def logged(scene: Scene) -> None:
    """The day after they are asked whether they met: two presses. Nobody asks what was said."""
    maya, priya = await the_two(scene)
    await scene.forward(2)
    await maya.sees("Did you meet?")
    await maya.presses("Log it")
    await maya.holds(day="2027-01-19", minutes="60", how="teams")
    await maya.submits()
    await maya.sees("Noted: Tuesday 19 January 2027.")
    await priya.sees("Maya Thorne noted that you two met on Tuesday 19 January 2027.")
    await maya.presses("Look back")
    await maya.sees("Looking back")


async def reflected(scene: Scene) -> None:
    """Maya writes for herself alone, adds her preparation, and takes both along as files."""
    maya, priya = await the_two(scene)
    await maya.presses("Write a reflection")
    await maya.holds(day="2027-01-20")
    await maya.fills(text="I spoke more than I thought I would.")
    await maya.submits()
    await maya.sees("Your reflection is kept.")
    await maya.says("my reflections")
    await maya.sees("I spoke more than I thought I would.", "Only you can see this.")
    await maya.presses("My hours")
    await maya.sees("Contact", "1 h")
    await maya.presses("Add time")
    await maya.holds(day="2027-01-20", kind="preparation")
    await maya.fills(minutes="45")
    await maya.submits()
    await maya.says("my hours")
    await maya.sees("45 min", "1 h 45 min")
    await maya.closes()
    await priya.says("my hours")
    await priya.does_not_see("45 min")
    await priya.closes()


# Longer, resting, surveyed


async def made_longer(scene: Scene) -> None:
    """Maya proposes a month more, Priya agrees with one press."""
    maya, priya = await the_two(scene)
    await maya.says("extend our partnership")
    await maya.fills(until=await maya.option("1 month more"))
    await maya.submits()
    await maya.sees("Priya is asked")
    await priya.presses("Agree", card="would like to go on longer")
    for person in (maya, priya):
        await person.sees("Agreed: you two go on until Wednesday 11 August 2027.")


async def paused(scene: Scene) -> None:
    """Priya pauses it for three weeks, without a reason; nobody is reminded; then it goes on, and the end has moved."""
    maya, priya = await the_two(scene)
    await priya.says("pause my partnership")
    await priya.fills(until="2027-02-01")
    await priya.submits()
    for person in (maya, priya):
        await person.sees("rests until Monday 1 February 2027")
    await scene.forward(14)
    await maya.does_not_see("Quiet weeks")
    await scene.forward(7)
    for person in (maya, priya):
        await person.sees("Welcome back.", "goes on until Wednesday 1 September 2027")


async def surveyed(scene: Scene) -> None:
    """Halfway, both are asked how it goes: never within a week of another message that nobody asked for."""
    maya, priya = await the_two(scene)
    await scene.forward(63)
    await maya.says("log a meeting")
    await maya.submits()
    await scene.forward(42)
    for person in (maya, priya):
        await person.sees("Quiet weeks")
    await scene.forward(3)  # halfway was the day before yesterday
    for person in (maya, priya):
        await person.does_not_see("Halfway survey")
    await scene.forward(4)
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
        await person.sees("Halfway survey")
        await person.presses("Answer", card="halfway. How is it going?")
        await person.sees("What we know already", "If it is not going well")
        await person.fills(**given)
        await person.submits()
        await person.sees("Thank you", "You can change your answers until")
    await maya.presses("Change", card="You can change your answers until")
    await maya.holds(going_well="mostly")
    await maya.fills(going_well="fully")
    await maya.submits()
    await maya.sees("Saved.")


async def parted(scene: Scene) -> None:
    """Maya ends it; Priya reads no reason and is asked about her place; the last survey comes after a week."""
    maya, priya = await the_two(scene)
    await maya.says("end my partnership")
    await maya.fills(how="completed", reason="A new post, thanks to all this.")
    await maya.submits()
    await maya.sees("Ends at ", "Nobody else has been told yet")
    await priya.does_not_see("Partnership closed")
    await maya.presses("Take it back")
    await maya.sees("goes on as it was, and nobody was told otherwise")
    await maya.says("end my partnership")
    await maya.fills(how="completed", reason="A new post, thanks to all this.")
    await maya.submits()
    await scene.group_does_not_see("P-1, partnership: completed")
    await maya.presses("End it now")
    for person in (maya, priya):
        await person.sees("Partnership closed", "its reminders have stopped")
        await person.does_not_see("thanks to all this")
    await scene.group_sees("P-1, partnership: completed")
    await scene.group_does_not_see("thanks to all this")
    await priya.presses("I'm available")
    await priya.sees("You are on the register")
    await scene.forward(8)
    for person, extra in ((maya, {"present_job": "mostly"}), (priya, {})):
        await person.presses("Answer", card="how was it with")
        await person.fills(goals_met="mostly", worked_well="fully", **extra)
        await person.submits()
        await person.sees("Thank you")


async def became_a_mentor(scene: Scene) -> None:
    """The next round is weeks away, and Maya is reminded of it; then what she applied with before is filled in."""
    maya, _ = await the_two(scene)
    await maya.presses("Become a mentor")
    await maya.sees("Applications for mentors are closed just now.", "Friday 30 July 2027")
    await maya.presses("Remind me")
    await scene.forward(63)
    await maya.sees("Applications for mentors are open now", "You asked me to say so.")
    await maya.presses("Apply")
    await maya.holds(
        name="Maya Thorne", email=MAYA, organisation="fellside", job_title="Library assistant"
    )
    await maya.fills(
        experience="A year of learning to teach.", areas=["teaching"], capacity="1", consent=True
    )
    await maya.submits()
    await maya.sees("Your mentor application is here")


async def looked_back(scene: Scene) -> None:
    """Half a year later, once more: what has stayed?"""
    maya, _ = await the_two(scene)
    await scene.forward(126)
    await maya.sees("A look back")


# A partner who never answers


async def taken_as_started(scene: Scene) -> None:
    """Maya says that they have started; Priya never answers, and after two reminders it is taken so."""
    maya, priya = await the_two(scene)
    await scene.forward(7)
    await maya.presses("We have started")
    await scene.forward(3)
    await priya.sees("Maya Thorne says that you two have started")
    await scene.forward(7)
    for person in (maya, priya):
        await person.sees("Your partnership is under way")


async def nudged_in_vain(scene: Scene) -> None:
    """Maya puts hers off; Priya has three, and the last says that it is the last; then the Group has a quiet flag."""
    maya, priya = await the_two(scene)
    await scene.forward(42)
    await maya.presses("Not now", card="No meeting with Priya is noted yet.")
    await maya.presses("Quiet for four weeks")
    await maya.sees("No reminders before")
    await priya.sees("No meeting with Maya is noted yet.")
    await priya.does_not_see("my last reminder")
    await scene.forward(28)
    await priya.sees("This is my last reminder")
    await scene.group_does_not_see("P-1")
    await scene.forward(21)
    await scene.group_sees("P-1, partnership: nothing noted for")
    await scene.group_does_not_see("Priya")


async def asked_for_a_word(scene: Scene) -> None:
    """Maya asks Ida for a word; Ida alone reads it and answers; then Maya ends it and looks for another mentor."""
    maya, priya = await the_two(scene)
    ida = await scene.person(IDA)
    await maya.says("a word in confidence")
    await maya.fills(whom=await maya.option("Ida Moss"), text="I have heard nothing for weeks.")
    await maya.submits()
    await maya.sees("Ida Moss has been asked for a word, and nobody else knows.")
    await ida.sees("Somebody would like a word with you in confidence.")
    await ida.does_not_see("nothing for weeks")
    await ida.presses("Open", card="Somebody would like a word")
    await ida.sees("I have heard nothing for weeks.")
    await ida.presses("Answer")
    await ida.fills(answer="That is no fault of yours. You can end it, and we look again.")
    await ida.submits()
    await maya.sees("Ida Moss has answered you, in confidence.")
    await priya.does_not_see("Ida Moss")


async def found_another(scene: Scene) -> None:
    """Maya ends it as not right; a search begins, with a day to hear by."""
    maya, _ = await the_two(scene)
    await maya.says("I want another mentor")
    await maya.presses("End it")
    await maya.fills(how="not working", now=True)
    await maya.submits()
    await maya.presses("Look for another mentor")
    await maya.sees("Gladly.", "you'll hear by")
    await scene.group_sees("The mentee would like another mentor.")


# Forms: in the chat, and left half-way


async def applied_in_chat(scene: Scene) -> None:
    """Noah applies in the chat, leaves, goes on another day, and writes what is confidential in windows."""
    await applies_in_chat(scene, await scene.person(NOAH))


async def left_a_form(scene: Scene) -> None:
    """Tom closes the form half-way; another day his home offers it again as it was, and he sends it."""
    tom = await scene.person(TOM)
    await tom.says("I want to be a mentor")
    await tom.fills(
        job_title="Team leader", experience="Leading teaching teams.", areas=["teaching"]
    )
    await tom.leaves()
    await scene.forward(1)
    await tom.says("hello")
    await tom.sees("You began this form on Monday 11 January 2027.", "nothing was sent")
    await tom.presses("Continue")
    await tom.holds(job_title="Team leader", experience="Leading teaching teams.")
    await tom.fills(
        level="team-leader", years_at_level="5", experience_years="14", manager_name="Gwen Pike"
    )
    await tom.fills(manager_approval=True, capacity="1", consent=True)
    await tom.submits()
    await tom.sees("Your mentor application is here")
    await tom.says("hello")
    await tom.does_not_see("You began this form on Tuesday")


async def left_a_form_after_a_page(scene: Scene) -> None:
    """Tom leaves a form after its first page, which is kept, where a platform does not tell what stands in a window that is closed."""
    tom = await scene.person(TOM)
    await tom.says("I want to be a mentor")
    await tom.fills(
        job_title="Team leader", level="team-leader", years_at_level="5", experience_years="14"
    )
    await tom.leaves()
    await scene.forward(1)
    await tom.says("hello")
    await tom.sees("You began this form on Monday 11 January 2027.", "nothing was sent")
    await tom.presses("Continue")
    await tom.holds(job_title="Team leader", level="team-leader")
    await tom.fills(manager_name="Gwen Pike", manager_approval=True)
    await tom.fills(
        experience="Leading teaching teams.", areas=["teaching"], capacity="1", consent=True
    )
    await tom.submits()
    await tom.sees("Your mentor application is here")
    await tom.says("hello")
    await tom.does_not_see("You began this form on Tuesday")


async def begun_and_cancelled(scene: Scene) -> None:
    """Esther thinks better of it: cancel means cancel."""
    esther = await scene.person(ESTHER)
    await esther.says("I would like a mentor please")
    await esther.presses("Answer in the chat instead")
    await esther.presses("Keep: Esther Lowe")
    await esther.says("cancel")
    await esther.presses("Yes, cancel it")
    await esther.sees("Cancelled. Nothing was sent")
