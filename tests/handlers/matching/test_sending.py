"""Before a mentor is asked, the mentee reads what they will read; only Send asks, and the words may change first."""

import pytest

from handlers.desk.encoding import decoded
from handlers.kit.ui import Form, View
from scheme.matching.candidate import Word
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    barred,
    candidate_of,
    cards,
    chooses,
    offered,
    on_register,
    places_taken,
    proposal_of,
    refused,
)
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


def window_of(player: Player) -> View:
    assert isinstance(player.window, View)
    return player.window


async def chosen(scene: Stage) -> Player:
    """Maya, with the request to Priya in front of her."""
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    maya = await scene.person(MAYA)
    await maya.presses("Read profiles")
    await maya.presses("Choose Priya Nair")
    return maya


async def test_the_mentee_reads_exactly_what_the_mentor_will_read_and_nobody_is_asked_before_send(
    scene: Stage,
) -> None:
    maya, priya = await chosen(scene), await scene.person(PRIYA)
    await maya.sees("Send this to Priya Nair?", "you hear by Monday 18 January 2027")
    shown = window_of(maya)
    assert [button.label for button in shown.buttons] == ["Send", "Change the words", "Not now"]
    assert cards(priya, "A mentee asks") == []
    assert await places_taken(scene, PRIYA) == 0
    assert (await candidate_of(scene, MAYA, PRIYA)).state == Word.PROPOSED
    await maya.presses("Send")
    assert "has until Monday 18 January 2027" in cards(maya, "Your choice is made")[0]
    await priya.presses("Read the request")
    assert window_of(priya).parts == shown.parts[2:]
    assert await places_taken(scene, PRIYA) == 1


async def test_not_now_leads_back_to_the_profiles_and_asks_nobody(scene: Stage) -> None:
    maya = await chosen(scene)
    await maya.presses("Not now")
    await maya.sees("Mentors to consider", "Choose Tom Birch")
    assert (await proposal_of(scene)).state == "offered"
    assert cards(await scene.person(PRIYA), "A mentee asks") == []


async def test_the_words_can_be_changed_first_and_are_seen_once_more(scene: Stage) -> None:
    maya, priya = await chosen(scene), await scene.person(PRIYA)
    await maya.presses("Change the words")
    form = maya.window
    assert isinstance(form, Form)
    assert "lead teaching sessions" in str(form.answers["goals"])
    await maya.fills(goals="I would like to speak in front of groups without fear.")
    await maya.submits()
    await maya.sees("Send this to Priya Nair?", "in front of groups without fear")
    assert cards(priya, "A mentee asks") == []
    mentee = await application_of(scene, MAYA)
    assert mentee.revision == 2
    assert mentee.answers["job_title"]
    await scene.group_sees("The applicant has changed it.")
    await maya.presses("Send")
    await priya.presses("Read the request")
    await priya.sees("in front of groups without fear")
    assert "front of groups" not in str(priya.room)


async def test_words_that_are_left_as_they_were_change_nothing(scene: Stage) -> None:
    maya = await chosen(scene)
    await maya.presses("Change the words")
    await maya.submits()
    await maya.sees("Send this to Priya Nair?")
    assert (await application_of(scene, MAYA)).revision == 1
    await scene.group_does_not_see("The applicant has changed it.")


async def test_words_that_changed_elsewhere_are_shown_again_before_they_are_sent(
    scene: Stage,
) -> None:
    maya = await chosen(scene)
    send = window_of(maya).buttons[0].does
    mentee = await application_of(scene, MAYA)
    changed = {**mentee.answers, "goals": "Something new.", "revision": "1"}
    await act(maya, "applied.resend", f"application:{mentee.id}", **changed)
    shown = (await act(maya, send.name, str(send.subject), **send.answers)).window
    assert isinstance(shown, View)
    assert "Your words have changed since you looked" in str(shown.parts[0])
    assert "Something new." in str(shown.parts)
    assert cards(await scene.person(PRIYA), "A mentee asks") == []
    proposal, one = await proposal_of(scene), await candidate_of(scene, MAYA, PRIYA)
    form = (
        await act(
            maya,
            "choose.worded",
            f"proposal:{proposal.id}",
            candidate=str(one.id),
            revision="1",
            goals="Typed meanwhile.",
        )
    ).window
    assert isinstance(form, Form)
    assert "changed elsewhere" in form.notice
    assert form.answers["goals"] == "Typed meanwhile."
    assert form.carries["revision"] == "2"


async def test_a_place_that_has_gone_meanwhile_is_told_and_nobody_is_asked(scene: Stage) -> None:
    maya = await chosen(scene)
    send = window_of(maya).buttons[0].does
    await offered(scene, NOAH, [PRIYA])
    await chooses(scene, NOAH, PRIYA)
    for name in ("choose.sent", "choose.chosen"):
        assert "can't be asked just now, so nobody has been" in await refused(
            maya, name, str(send.subject), **send.answers
        )
    assert len(cards(await scene.person(PRIYA), "A mentee asks")) == 1
    assert (await proposal_of(scene)).state == "offered"


async def test_a_second_click_and_a_late_click_ask_nobody_once_more(scene: Stage) -> None:
    maya = await chosen(scene)
    send, change = (button.does for button in window_of(maya).buttons[:2])
    await maya.presses("Send")
    for late in (send, change):
        assert "You have asked somebody already" in await refused(
            maya, late.name, str(late.subject), **late.answers
        )
    await act(await scene.person(PRIYA), "answer.decline", "candidate:1")
    await act(await scene.person(PRIYA), "answer.declined", "candidate:1", away_until="")
    for late in (send, change):
        assert await refused(maya, late.name, str(late.subject), **late.answers)
    assert await places_taken(scene, PRIYA) == 0


async def test_options_that_came_back_to_the_group_can_be_sent_to_nobody(scene: Stage) -> None:
    maya = await chosen(scene)
    send = window_of(maya).buttons[0].does
    mentee = await application_of(scene, MAYA)
    await act(await scene.person(IDA), "undo.done", f"application:{mentee.id}", reason="Too soon.")
    assert "no longer open" in await refused(maya, send.name, str(send.subject), **send.answers)
    assert cards(await scene.person(PRIYA), "A mentee asks") == []


async def test_the_button_of_the_last_release_shows_the_request_and_asks_nobody(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await offered(scene)
    old = decoded(
        f'{{"n":"choose.chosen","s":"{subject}","a":{{"candidate":"1"}}}}'
    )  # what asked at once
    maya = await scene.person(MAYA)
    shown = (await act(maya, old.name, str(old.subject), **old.answers)).window
    assert isinstance(shown, View)
    assert shown.title == "Send this to Priya Nair?"
    assert cards(await scene.person(PRIYA), "A mentee asks") == []
    assert await places_taken(scene, PRIYA) == 0


async def test_nobody_else_sees_or_sends_a_request(scene: Stage) -> None:
    await chosen(scene)
    proposal = f"proposal:{(await proposal_of(scene)).id}"
    for email in (NOAH, PRIYA, IDA):
        for step in ("chosen", "sent", "words", "worded"):
            await barred(await scene.person(email), f"choose.{step}", proposal, candidate="1")
