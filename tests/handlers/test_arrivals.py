"""Every reminder arrives, as often as the rules say, says what has changed, and has an end (R12.8, R4.3, R6.2)."""

from collections.abc import Sequence

from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act, arrived, asked, offered, on_register
from tests.support.stage import ALEX, MAYA, PRIYA, TOM


async def days_pass(scene: Stage, days: int) -> None:
    """Day by day, as they come: what is posted on one is delivered on it."""
    for _ in range(days):
        await scene.forward(1)


def never_twice_the_same(texts: Sequence[str]) -> bool:
    return len(set(texts)) == len(texts)


async def test_a_silent_mentor_is_reminded_twice_with_the_days_left_and_then_hears_that_it_has_closed(
    scene: Stage,
) -> None:
    await asked(scene)
    priya = await scene.person(PRIYA)
    await days_pass(scene, 70)
    first, *reminders = arrived(scene, priya, "A mentee asks")
    assert "would like to work with you" in first
    assert [text.rpartition("reason. ")[2] for text in reminders] == [
        "4 days left.",
        "Today is the last day.",
    ]
    assert len(arrived(scene, priya, "Request closed")) == 1


async def test_a_mentee_whose_mentor_was_silent_hears_just_that(scene: Stage) -> None:
    await asked(scene)
    maya = await scene.person(MAYA)
    await scene.forward(8)
    [text] = arrived(scene, maya, "Another choice")
    assert text.startswith("Priya Nair has not answered in time, so we don't keep you waiting.")


async def test_a_question_that_holds_up_a_mentor_is_asked_again_in_other_words(
    scene: Stage,
) -> None:
    request = await asked(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "question.put_to_mentee", request, text="Which years?")
    await days_pass(scene, 30)
    texts = [
        text for text in arrived(scene, maya, "A question for you") if "needs no answer" not in text
    ]
    assert len(texts) == 3
    assert never_twice_the_same(texts)
    assert (
        arrived(scene, priya, "A mentee asks")[1:] == []
    )  # who waits for an answer is not the one to be reminded


async def test_a_mentee_who_does_not_choose_is_reminded_twice_and_hears_when_the_day_has_passed(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene, MAYA, [PRIYA, TOM])
    maya = await scene.person(MAYA)
    await days_pass(scene, 70)
    reminders = arrived(scene, maya, "Options waiting for you")
    assert len(reminders) == 2
    assert never_twice_the_same(reminders)
    [passed] = arrived(scene, maya, "Your options stay open")
    assert "I won't remind you again" in passed
    assert len([one for one in scene.channel.arrivals if "No choice yet" in one.message.text]) == 1


async def test_quiet_weeks_are_spoken_of_three_times_each_time_with_how_long_it_has_been(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await days_pass(scene, 140)
    texts = arrived(scene, maya, "Quiet weeks")
    assert [
        "It has been 6 weeks" in texts[0],
        "It has been 8 weeks" in texts[1],
        "It has been 10 weeks" in texts[2],
    ] == [True] * 3
    assert ["last reminder" in text for text in texts] == [False, False, True]


async def test_a_mentee_who_waits_for_the_group_is_not_pressed_to_choose_and_the_group_is_reminded(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene, MAYA, [PRIYA, TOM])
    maya = await scene.person(MAYA)
    await act(maya, "question.put_to_group", proposal, text="Does Priya know archives?")
    await days_pass(scene, 70)
    assert arrived(scene, maya, "Options waiting for you") == []
    waits = arrived(scene, maya, "Your question still waits")
    assert len(waits) == 2
    assert never_twice_the_same(waits)
    [passed] = arrived(scene, maya, "Your options stay open")
    assert "Your question has no answer yet, sorry; to ask a person: " in passed
    notes = [one.message.text for one in scene.channel.arrivals if "question" in one.message.text]
    group = [text for text in notes if "still waits for an answer" in text]
    assert ["14 days left" in group[0], "7 days left" in group[1], len(group)] == [True, True, 2]
    await scene.group_sees("No choice yet, and a question that waits for your answer.")


async def test_once_the_group_has_answered_the_mentee_is_reminded_of_the_options_again(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene, MAYA, [PRIYA, TOM])
    maya = await scene.person(MAYA)
    await act(maya, "question.put_to_group", proposal, text="Does Priya know archives?")
    await days_pass(scene, 8)
    await act(
        await scene.person(ALEX), "question.answered_for_group", "question:1", text="She does."
    )
    await days_pass(scene, 20)
    assert len(arrived(scene, maya, "Your question still waits")) == 1
    assert len(arrived(scene, maya, "Options waiting for you")) == 1
    [passed] = arrived(scene, maya, "Your options stay open")
    assert "no answer yet" not in passed


async def test_another_end_that_waits_is_spoken_of_with_the_planned_one_as_it_stands(
    scene: Stage,
) -> None:
    number = await pair(scene, MAYA, PRIYA, days_ago=140)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(
        maya, "extend.proposed", f"partnership:{number}", until="day", day="2027-04-05", seen=""
    )
    await days_pass(scene, 50)
    for heading in ("Ends on Wednesday 24 February 2027", "The planned end"):
        [mine], [theirs] = arrived(scene, maya, heading), arrived(scene, priya, heading)
        assert "You proposed Monday 5 April 2027 instead, and Priya has not answered yet." in mine
        assert (
            "Maya has proposed Monday 5 April 2027 instead; your answer waits on your home"
            in theirs
        )
        assert "ask to go on longer" not in mine + theirs
    await priya.presses("Home", card="The planned end")
    await priya.presses("Agree")
    await maya.sees("Agreed: you two go on until Monday 5 April 2027.")


async def test_news_in_the_same_words_is_news_again(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("our agreement")
    await maya.submits()
    for times, months in enumerate(("7", "8", "9"), 1):
        await maya.says("our agreement")
        await maya.presses("Change it")
        await maya.fills(months=months)
        await maya.submits()
        assert (
            sum("has changed the text" in one for one in arrived(scene, priya, "Your agreement"))
            == times
        )
