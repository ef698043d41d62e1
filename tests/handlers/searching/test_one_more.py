"""Nobody suits: a mentor whose places are taken is asked for one more, answers, is silent, or is not needed any more (R3.5)."""

from datetime import timedelta

import pytest

from handlers.kit.ui import Action, Form, Reply
from scheme.application.application import Application
from scheme.partnership.ending import Ending
from scheme.refusal import Refusal
from scheme.searching.one_more import OneMore, OneMoreState
from scheme.subject import Subject
from storage.searching import one_mores
from tests.support.dialogue import Stage, read
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import (
    act,
    application_of,
    arrived,
    at_once,
    barred,
    cards,
    eligible,
    in_this_round,
    introduced,
    on_register,
    refused,
    selects,
    written,
)
from tests.support.stage import ALEX, DAY_ONE, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")
HOW = "How we go on"
ONE_MORE = "One more?"


async def full(scene: Stage) -> str:
    """Priya's one place is taken by Maya, Noah waits, and there is nobody else; the subject of Noah's application."""
    await introduced(scene)
    await act(await scene.person(TOM), "applied.withdrawn", await _of(scene, TOM, "mentor"))
    subject = await eligible(scene, NOAH)
    scene.channel.arrivals.clear()
    return subject


async def _of(scene: Stage, email: str, role: str) -> str:
    assert role in ("mentee", "mentor")
    return f"application:{(await application_of(scene, email, role)).id}"  # type: ignore[arg-type]


async def asks(scene: Stage, subject: str, member: str = IDA) -> str:
    """A member asks Priya for one more; the subject by which she answers."""
    ida = await scene.person(member)
    form = await act(ida, "nobody.one_more", subject)
    assert isinstance(form.window, Form)
    await act(ida, "nobody.asked", subject, mentor=str((await mentor(scene)).id))
    return f"onemore:{(await asked(scene))[0].id}"


async def mentor(scene: Stage, email: str = PRIYA) -> Application:
    return await application_of(scene, email, "mentor")


async def asked(scene: Stage, email: str = NOAH) -> list[OneMore]:
    """Who was asked for a mentee, latest first."""
    mentee = await application_of(scene, email)
    async with scene.bot.work(writes=False) as work:
        return list(await one_mores.about(work, mentee.id))


async def test_where_nobody_suits_a_member_is_led_to_what_can_be_done(scene: Stage) -> None:
    await full(scene)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-4")
    await ida.presses("Suggest mentors")
    await ida.presses("What can be done")
    await ida.sees("Nobody suits A-4 yet", "hears of it at once")
    await ida.presses("Ask a mentor to take one more")
    await ida.sees("Priya Nair", "1 place, all taken")
    await ida.fills(mentor=str((await mentor(scene)).id))
    await ida.submits()
    await ida.sees("Priya Nair has been asked", "Noah Quill has been told")
    noah, priya = await scene.person(NOAH), await scene.person(PRIYA)
    (told,) = arrived(scene, noah, HOW)
    assert "has asked a mentor whether they can take one more" in told
    assert "You'll hear by" in told
    assert "Priya" not in told
    (question,) = arrived(scene, priya, ONE_MORE)
    assert "No is fine and needs no reason." in question
    assert "Noah" not in written(scene).partition("One more?")[2][:900]


async def test_a_yes_is_a_place_more_and_the_mentor_is_suggested(scene: Stage) -> None:
    subject = await full(scene)
    await asks(scene, subject)
    priya = await scene.person(PRIYA)
    await priya.says("home")
    await priya.sees("Could you take one more?")
    await priya.presses("Yes, one more")
    await priya.sees("You have 2 places now.")
    assert (await mentor(scene)).capacity == 2
    assert (await asked(scene))[0].state == OneMoreState.YES
    await scene.group_sees("can take one more")
    assert cards(priya, ONE_MORE) == ["You said yes, and have 2 places now. Thank you."]
    await selects(scene, IDA, subject, [PRIYA])
    await selects(scene, ROBIN, subject, [PRIYA], 1)
    assert len(arrived(scene, await scene.person(NOAH), HOW)) == 1
    assert cards(await scene.person(NOAH), HOW) == [
        "This is settled. Your home shows where things stand."
    ]


async def test_a_place_that_came_free_meanwhile_is_enough(scene: Stage) -> None:
    request = await asks(scene, await full(scene))
    priya = await scene.person(PRIYA)
    await act(priya, "end.ended", "partnership:1", how=str(Ending.AGREED), reason="", now=True)
    await act(priya, "nobody.yes", request)
    assert (await mentor(scene)).capacity == 1


async def test_a_no_needs_no_reason_and_she_is_left_in_peace_for_a_while(scene: Stage) -> None:
    subject = await full(scene)
    request = await asks(scene, subject)
    priya = await scene.person(PRIYA)
    reply = await act(priya, "nobody.no", request)
    assert "That is fine, Priya." in reply.says[0].text
    assert await refused(priya, "nobody.yes", request) == (
        "This is settled already, and nothing more is needed from you. Thank you."
    )
    await scene.group_sees("would rather not take one more just now; please look further")
    again = await act(await scene.person(IDA), "nobody.one_more", subject)
    assert "Nobody to ask for one more" in read(again.window)
    ways = await act(await scene.person(IDA), "nobody.open", subject)
    assert "asked Priya Nair to take one more; would rather not just now" in read(ways.window)
    assert len(arrived(scene, await scene.person(NOAH), HOW)) == 1


async def test_silence_is_reminded_once_and_then_let_go(scene: Stage) -> None:
    await asks(scene, await full(scene))
    for _ in range(70):
        await scene.forward(1)
    priya = await scene.person(PRIYA)
    first, again = arrived(scene, priya, ONE_MORE)
    assert "You won't be reminded again." in again
    assert first != again
    assert (await asked(scene))[0].state == OneMoreState.LAPSED
    assert "Yes, one more" not in str(priya.room)
    assert len(arrived(scene, await scene.person(NOAH), HOW)) == 1


async def test_when_the_mentee_withdraws_nothing_is_left_to_answer(scene: Stage) -> None:
    subject = await full(scene)
    request = await asks(scene, subject)
    await act(await scene.person(NOAH), "applied.withdrawn", subject)
    priya = await scene.person(PRIYA)
    assert cards(priya, ONE_MORE) == [
        "This is settled without you, and nothing is needed. Thank you."
    ]
    assert "settled already" in await refused(priya, "nobody.yes", request)
    assert (await mentor(scene)).capacity == 1
    await pass_by(scene, 30)
    assert len(arrived(scene, priya, ONE_MORE)) == 1


async def test_when_the_mentor_leaves_the_group_looks_further(scene: Stage) -> None:
    subject = await full(scene)
    await act(
        await scene.person(PRIYA),
        "end.ended",
        "partnership:1",
        how=str(Ending.AGREED),
        reason="",
        now=True,
    )
    await asks_full_again(scene, subject)
    await act(await scene.person(PRIYA), "applied.withdrawn", await _of(scene, PRIYA, "mentor"))
    await scene.group_sees("has left the register; please look further")
    assert (await asked(scene))[0].state == OneMoreState.OVER


async def asks_full_again(scene: Stage, subject: str) -> None:
    """She is asked although a place is free, as it came free just before she leaves."""
    async with scene.bot.work() as work:
        mentee = await application_of(scene, NOAH)
        theirs = await mentor(scene)
        ida = await scene.person(IDA)
        definition = next(iter(scene.bot.definitions.values()))
        await work.add(OneMore.ask(definition, mentee, theirs, ida.person_id, work.now))


async def test_a_round_that_closes_answers_the_mentee_and_frees_her_of_the_question(
    scene: Stage,
) -> None:
    await asks(scene, await full(scene))
    window = {"opens": DAY_ONE - timedelta(days=9), "closes": DAY_ONE - timedelta(days=1)}
    in_this_round(scene, mentee=window, mentor=window)
    groups = dict.fromkeys(("listed", "looked_for", "unread"), "first")
    await act(await scene.person(ALEX), "round.closed", round="spring", **groups)
    await pass_by(scene, 0.01)
    assert (await asked(scene))[0].state == OneMoreState.OVER
    noah, priya = await scene.person(NOAH), await scene.person(PRIYA)
    assert len(arrived(scene, noah, "Spring has closed")) == 1
    assert cards(noah, HOW) == ["This is settled. Your home shows where things stand."]
    assert "nothing is needed" in cards(priya, ONE_MORE)[0]


async def test_two_members_ask_her_once_between_them(scene: Stage) -> None:
    subject = await full(scene)
    answers = {"mentor": str((await mentor(scene)).id)}
    wish = Action(name="nobody.asked", subject=Subject.read(subject), answers=answers)
    found = await at_once(scene, (IDA, wish), (ROBIN, wish))
    assert sorted(type(one) is Reply for one in found) == [False, True]
    assert any(isinstance(one, Refusal) for one in found)
    assert len(await asked(scene)) == 1
    assert len(arrived(scene, await scene.person(PRIYA), ONE_MORE)) == 1
    assert len(arrived(scene, await scene.person(NOAH), HOW)) == 1


async def test_nobody_is_asked_for_whom_something_stands_against_it(scene: Stage) -> None:
    await introduced(scene)
    subject = await eligible(scene, NOAH, avoid="Priya Nair")
    shown = await act(await scene.person(IDA), "nobody.one_more", subject)
    assert "Priya" not in read(shown.window)


async def test_a_mentor_with_as_many_places_as_there_can_be_is_not_asked(scene: Stage) -> None:
    await on_register(scene, ESTHER, capacity="5")
    subject = await eligible(scene, NOAH)
    shown = await act(await scene.person(IDA), "nobody.one_more", subject)
    assert "Esther" not in read(shown.window)


async def test_outside_the_group_nobody_asks_and_nobody_else_answers(scene: Stage) -> None:
    subject = await full(scene)
    for step in ("open", "one_more", "asked", "wait", "waits"):
        text = await barred(await scene.person(NOAH), f"nobody.{step}", subject)
        assert text.startswith("This is for the Group")
    request = await asks(scene, subject)
    for email in (NOAH, IDA, TOM):
        await barred(await scene.person(email), "nobody.yes", request)
    assert (await asked(scene))[0].is_open


async def test_once_the_mentee_has_options_there_is_nothing_to_look_for(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene, MAYA)
    await selects(scene, IDA, subject, [PRIYA])
    await selects(scene, ROBIN, subject, [PRIYA], 1)
    assert "has its options" in await refused(await scene.person(IDA), "nobody.open", subject)


@pytest.mark.parametrize(
    ("typed", "answered"),
    [
        ("I could take one more", OneMoreState.YES),
        ("one more is fine", OneMoreState.YES),
        ("one more isn't possible", OneMoreState.NO),
        ("sorry, I have no room for one more", OneMoreState.NO),
    ],
)
async def test_a_mentor_answers_in_their_own_words(
    scene: Stage, typed: str, answered: OneMoreState
) -> None:
    subject = await full(scene)
    await asks(scene, subject)
    priya = await scene.person(PRIYA)
    await priya.says(typed)
    (found,) = await asked(scene)
    assert found.state == answered
