"""Home: where I stand and the one next thing to do, in every state; free text; several schemes (R12.1, R12.2, R1.3)."""

from dataclasses import replace

import pytest

from handlers.kit.ui import Action, Card, Form, Message, When
from scheme.definition.definition import Definition
from scheme.refusal import Gone
from scheme.subject import Subject
from storage import people
from tests.support.dialogue import Player, Stage, buttons_of
from tests.support.rounds import (
    act,
    applies,
    asked,
    barred,
    chooses,
    definition_of,
    eligible,
    introduced,
    logged,
    offered,
    on_register,
    selects,
)
from tests.support.stage import ALEX, ESTHER, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, START, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def home(player: Player) -> Message:
    """Somebody's home, now: the one next thing, with what else is theirs below it."""
    before = len(player.room.messages)
    await player.says("hello")
    first, *also = list(player.room.messages.values())[before:]
    if not also:
        return first
    [rest] = also
    parts = rest.parts
    if not parts:  # one thing alone stands there by itself
        parts = (Card(title=rest.heading, text=rest.text, buttons=rest.buttons),)
    return replace(first, parts=parts)


async def stands(player: Player, headline: str, primary: str, *others: str) -> None:
    """A home with this headline, exactly one primary button, and these others in reach, two of them beside it."""
    shown = await home(player)
    assert shown.heading == headline
    every = buttons_of(shown)
    labels = [one.label for one in shown.buttons]
    assert [one.label for one in every if one.style == "primary"] == [primary] == labels[:1]
    assert {*others, "More"} <= set(labels)
    in_sight = [one.label for one in shown.buttons if one.place == "row"]
    assert "Talk to a person" in in_sight
    assert len(in_sight) == 3 or len(labels) <= 4
    assert len(labels) - len(in_sight) <= 5
    done = [(one.action, one.subject) for one in every]
    assert len(set(done)) == len(done), "something stands there twice"
    for part in (one for one in shown.parts if not isinstance(one, When)):
        assert isinstance(part, Card)
        assert len([one for one in part.buttons if one.place == "row"]) <= 2


async def test_a_mentees_home_from_new_to_introduced(scene: Stage) -> None:
    maya, robin = await scene.person(MAYA), await scene.person(ROBIN)
    await on_register(scene, PRIYA, TOM)
    await stands(
        maya, "Welcome to ALN Mentoring Scheme", "Find a mentor", "Be a mentor", "How it works"
    )
    subject = await applies(scene, MAYA, "mentee")
    day = "answer by Monday 8 February 2027"
    await stands(maya, f"Application received; {day}", "View it", "Change it", "Withdraw it")
    await act(robin, "review.eligible", subject)
    await stands(maya, f"Looking for mentors; {day}", "View it", "Change it", "Withdraw it")
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await stands(maya, f"Looking for mentors; {day}", "View it")
    await selects(scene, ROBIN, subject, [PRIYA, TOM])
    await stands(
        maya, "2 mentors to consider", "Read profiles", "Ask for others", "Ask a question first"
    )
    request = await chooses(scene, MAYA, PRIYA)
    await stands(maya, "Priya Nair has been asked", "View profile", "Change choice")
    await act(await scene.person(PRIYA), "answer.accept", request)
    await stands(
        maya, "Arrange your first talk", "Contact Priya", "We have started", "Not right for me"
    )
    await act(maya, "start.started", "partnership:1")
    await stands(maya, "Started with Priya Nair", "Contact Priya", "Not right for me")
    await act(await scene.person(PRIYA), "start.started", "partnership:1")
    await stands(maya, "Next meeting with Priya: not planned", "Plan the next meeting")


async def test_a_mentors_home_from_registered_to_full(scene: Stage) -> None:
    priya = await scene.person(PRIYA)
    [subject] = await on_register(scene, PRIYA)
    await stands(
        priya, "You are on the register", "Review profile", "Change places", "Away for a while"
    )
    await offered(scene, MAYA, [PRIYA])
    await stands(priya, "You are on the register", "Review profile")
    request = await chooses(scene, MAYA, PRIYA)
    await stands(priya, "A mentee asks; answer by Monday 18 January 2027", "Read the request")
    await act(priya, "answer.accept", request)
    await stands(priya, "Arrange your first talk", "Contact Maya")
    await priya.sees("Your places are taken")
    await act(priya, "available.rest", subject, until="2027-02-01")
    await priya.says("hello")
    await priya.sees("Away until Monday 1 February 2027")


async def test_a_members_home_names_what_waits_for_them_and_not_for_others(scene: Stage) -> None:
    ida, robin, jo = await scene.person(IDA), await scene.person(ROBIN), await scene.person(JO)
    await stands(ida, "Nothing waits for you", "Open register", "All, by date")
    await on_register(scene, PRIYA)
    first = await eligible(scene)
    await scene.forward(1)
    await applies(scene, NOAH, "mentee")
    await stands(
        ida,
        "2 matters wait; the earliest by Monday 8 February 2027",
        "Open the earliest",
        "All, by date",
    )
    await ida.presses("Open the earliest")
    await ida.sees("A-2, Maya Thorne")
    await selects(scene, IDA, first, [PRIYA])
    await stands(
        ida, "1 matter waits; the earliest by Tuesday 9 February 2027", "Open the earliest"
    )
    await ida.presses("All, by date")
    await ida.sees("1 waiting for you", "With others", "Your word is given")
    await stands(
        robin, "2 matters wait; the earliest by Monday 8 February 2027", "Open the earliest"
    )
    await stands(jo, "Welcome to ALN Mentoring Scheme", "Find a mentor")


async def test_a_complaint_is_not_hidden_behind_nothing_waits(scene: Stage) -> None:
    await act(await scene.person(NOAH), "concern.send", about="scheme", text="Too slow.")
    alex = await scene.person(ALEX)
    shown = await home(alex)
    assert shown.heading.startswith("1 matter waits; the earliest by")
    await alex.sees(", complaint.")
    await alex.does_not_see(
        "Complaint; reply by"
    )  # it is counted above, and would stand here twice
    await alex.does_not_see("Nothing waits for you")
    await alex.says("what is waiting")
    await alex.sees("1 waiting for you", ", complaint")


async def test_a_members_count_the_list_and_the_channel_agree_and_the_earliest_is_the_earliest(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    await applies(scene, NOAH, "mentee")
    await act(await scene.person(NOAH), "concern.send", about="scheme", text="Too slow.")
    alex = await scene.person(ALEX)
    await alex.says("hello")
    await alex.sees("3 matters wait; the earliest by Monday 25 January 2027", "First: C-")
    await alex.presses("Open the earliest")
    await alex.sees("Too slow.")
    await alex.says("what is waiting")
    await alex.sees("3 waiting for you")
    await scene.group_sees("3 open matters.")


async def test_what_waits_comes_before_what_is_under_way_and_invitations(scene: Stage) -> None:
    await asked(scene, MAYA, PRIYA, [PRIYA])
    robin, priya = await scene.person(ROBIN), await scene.person(PRIYA)
    await applies(scene, PRIYA, "mentee")
    shown = await home(priya)
    titles = [shown.heading, *(part.title for part in shown.parts if isinstance(part, Card))]
    assert titles[0].startswith("A mentee asks")
    assert titles[1].startswith("Application received")
    assert titles[2] == "Your places are taken"
    shown = await home(robin)
    assert shown.heading.startswith("1 matter waits")


# Free text


@pytest.mark.parametrize(
    "text", ["qwertyuiop", "x" * 10_000, "<b>?</b>", "\u202e", "it", "banana", ""]
)
async def test_what_is_unclear_gets_two_or_three_buttons_that_lead_on_and_do_not_carry_it(
    scene: Stage, text: str
) -> None:
    reply = await act(await scene.person(MAYA), "home.say", text=text)
    [message] = reply.says
    assert message.text == "I'm not sure I understood. Is it one of these?"
    assert 2 <= len(message.buttons) <= 3
    for button in message.buttons:
        assert set(button.answers) <= {"about"}
        await act(await scene.person(MAYA), button.action, **button.answers)


async def test_every_button_of_help_leads_somewhere(scene: Stage) -> None:
    await introduced(scene)
    for email in (MAYA, PRIYA, IDA, ESTHER):
        player = await scene.person(email)
        await player.says("help")
        window = player.window
        assert window is not None
        for card in (part for part in window.parts if isinstance(part, Card)):
            for button in card.buttons:
                reply = await act(player, button.action, str(button.subject))
                assert reply.says or reply.window


async def test_a_button_of_another_day_says_what_to_do(scene: Stage) -> None:
    player = await scene.person(MAYA)
    for name, subject in (
        ("old.step", ""),
        ("home.show", "pigeon:1"),
        ("home.show", "application:1"),
        ("home.show", "x"),
    ):
        with pytest.raises(Exception, match="Say hello to see how things stand"):
            await act(player, name, subject)


# Several schemes


async def second_scheme(scene: Stage) -> Definition:
    """Another scheme beside the first, with words of its own."""
    data = definition_of(scene).model_dump() | {"key": "m25", "name": "M25 Mentoring"}
    data["terms"] = data["terms"] | {"mentor": "adviser"}
    data["roster"] = data["roster"][:1]
    data["outside"] = {"name": "The trustees", "phone": "01632 960 011"}
    second = Definition.model_validate(data)
    assert isinstance(scene.bot.definitions, dict)
    scene.bot.definitions["m25"] = second
    async with scene.bot.work() as work:
        await people.ensure_roster(work, second)
    return second


async def test_who_is_in_one_scheme_is_asked_which_only_to_start_something(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await second_scheme(scene)
    maya = await scene.person(MAYA)
    for text in (
        "hello",
        "where is my application?",
        "what are our meetings",
        "how does it work",
        "help",
    ):
        await maya.says(text)
        await maya.does_not_see("Which scheme")
    await maya.says("I want to be a mentor")
    await maya.sees("Which scheme is this about?")
    await maya.presses("M25 Mentoring")
    await maya.sees("Apply as an adviser")
    assert isinstance(maya.window, Form)


async def test_who_is_in_none_is_asked_once_and_then_stays_in_the_one_chosen(scene: Stage) -> None:
    await second_scheme(scene)
    noah = await scene.person(NOAH)
    await noah.says("hello")
    await noah.presses("M25 Mentoring")
    await noah.sees("Welcome to M25 Mentoring")
    await noah.presses("How it works")
    await noah.presses("Be an adviser")
    await noah.sees("Apply as an adviser")
    await noah.closes()
    assert str(noah.room).count("Which scheme") == 1


async def test_who_is_in_both_is_asked_which_and_what_they_typed_is_in_no_button(
    scene: Stage,
) -> None:
    await second_scheme(scene)
    robin = await scene.person(ROBIN)
    await robin.says("what is waiting for me")
    await robin.sees("Which scheme is this about?", "ALN Mentoring Scheme", "M25 Mentoring")
    assert "what is waiting for me" not in repr(list(robin.room.messages.values())[-1])
    await robin.presses("M25 Mentoring")
    await robin.sees("Nothing waits for you")


async def test_a_matter_names_its_own_scheme_and_so_does_the_log_of_who_was_refused(
    scene: Stage,
) -> None:
    subject = await eligible(scene)
    await second_scheme(scene)
    await act(await scene.person(ROBIN), "review.open", subject)
    await barred(await scene.person(NOAH), "review.open", subject)
    last = (await logged(scene))[-2:]
    assert [(scheme, outcome) for scheme, _, _, _, outcome in last] == [
        ("aln", "done"),
        ("aln", "refused"),
    ]


async def test_an_old_card_of_a_scheme_that_is_gone_leads_nowhere_and_says_so(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    aln = scene.bot.definitions["aln"]
    scene.bot.desk.definitions = {"m25": aln.model_copy(update={"key": "m25"})}
    with pytest.raises(Gone):
        await scene.bot.desk.perform(
            (await scene.person(MAYA)).person_id,
            Action(name="applied.view", subject=Subject.read(subject)),
            START,
        )
