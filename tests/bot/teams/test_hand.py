"""A person's Teams in the tests, and what travels to the bot when they type, press and send."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.teams.hand import TROUBLE, THand
from tests.teams.played import Played, held, playing
from tests.teams.samples import (
    answered,
    card,
    dialog,
    line,
    link,
    message,
    opens,
    press,
    push,
    send,
    text,
    tick,
    told,
)

ADAPTIVE = "application/vnd.microsoft.card.adaptive"


@pytest.fixture
async def played() -> AsyncIterator[Played]:
    """Maya at her Teams."""
    async with playing() as one:
        yield one


async def test_typed_words_arrive_signed_and_in_their_true_shape(played: Played) -> None:
    maya = played.maya
    said = await maya.types("Hello & <b>all</b>")
    body = played.seen.last
    assert (body["type"], body["channelId"], body["text"]) == (
        "message",
        "msteams",
        "Hello & <b>all</b>",
    )
    assert body["id"] == said.id
    assert body["from"] == {"id": maya.user.id, "name": "Maya Thorne", "aadObjectId": maya.user.aad}
    assert body["conversation"] == {
        "conversationType": "personal",
        "tenantId": maya.user.tenant.id,
        "id": maya.conversation.id,
    }
    assert body["channelData"] == {"tenant": {"id": maya.user.tenant.id}}
    assert body["recipient"]["id"] == f"28:{played.stub.issuer.app_id}"
    assert (body["localTimezone"], body["entities"][0]["timezone"]) == (
        "Europe/Paris",
        "Europe/Paris",
    )
    claims = played.seen.claims[-1]
    assert (claims["aud"], claims["serviceurl"]) == (played.stub.issuer.app_id, body["serviceUrl"])
    assert body["serviceUrl"] == maya.user.tenant.service_url


async def test_in_a_channel_the_bot_hears_only_what_mentions_it(played: Played) -> None:
    await played.maya.types("Just talking", played.talk, mention=False)
    assert not played.seen.bodies
    said = await played.maya.types("oversight here", played.talk)
    body = played.seen.last
    assert body["text"] == "<at>Mentoring</at> oversight here"
    mention = next(one for one in body["entities"] if one["type"] == "mention")
    assert (mention["mentioned"]["id"], mention["text"]) == (
        played.stub.world.bot_id,
        "<at>Mentoring</at>",
    )
    assert body["conversation"]["id"] == f"{played.talk.id};messageid={said.id}"
    assert body["channelData"]["channel"] == {"id": played.talk.id}
    assert body["channelData"]["team"] == {"id": played.talk.of.id}
    await played.maya.types("and more", played.talk, thread=said)
    assert played.seen.last["conversation"]["id"] == f"{played.talk.id};messageid={said.id}"


async def test_a_press_is_an_invoke_with_the_buttons_data(played: Played) -> None:
    post = played.shows(press("~one", title="Take part", id="take"))
    played.seen.answer = answered("You are in.")
    await played.maya.presses(post, "Take part")
    body = played.seen.last
    assert (body["type"], body["name"], body["replyToId"]) == (
        "invoke",
        "adaptiveCard/action",
        post.id,
    )
    action = {
        "type": "Action.Execute",
        "title": "Take part",
        "id": "take",
        "verb": "press",
        "data": {"m": "~one"},
    }
    assert body["value"] == {"action": action, "trigger": "manual"}
    assert played.maya.aside == "You are in."


async def test_a_card_that_comes_back_replaces_it_for_whoever_pressed_until_it_is_changed_for_all(
    played: Played,
) -> None:
    paul = THand(played.stub, played.maya.user.tenant.add_user("Paul Weir"))
    played.talk.of.members.append(paul.user)
    post = played.talk.said(played.stub.world.bot_id, message(text("One"), actions=[press()]))
    played.seen.answer = answered(card(text("Two")), ADAPTIVE)
    await played.maya.presses(post, "a")

    def reads(hand: THand) -> str:
        shown = hand.card(post)
        assert shown is not None
        return str(shown["body"][0]["text"])

    assert (reads(played.maya), reads(paul)) == ("Two", "One")
    post.change(message(text("Three")))
    assert (reads(played.maya), reads(paul)) == ("Three", "Three")


async def test_a_dialog_is_opened_filled_in_and_sent(played: Played) -> None:
    post = played.shows(opens("~one", title="Apply"))
    played.seen.answer = dialog(
        line(), tick(), actions=[send(title="Send"), push(title="Back"), link(title="Read")]
    )
    await played.maya.presses(post, "Apply")
    assert played.seen.last["name"] == "task/fetch"
    assert held(played.seen.last, "value", "data") == {
        "m": "~one",
        "msteams": {"type": "task/fetch"},
    }
    open_now = played.maya.dialog
    assert open_now is not None
    assert open_now.labels == ["Send", "Back", "Read"]
    await played.maya.presses(open_now, "Read")
    assert played.maya.opened == ["https://library.example.org/a"]
    played.maya.fills("short.name", "Maya")
    await played.maya.presses(open_now, "Back")
    assert held(played.seen.last, "value", "data") == {"m": '{"n":"home.show"}', "k": "press"}
    played.seen.answer = told("Thank you.")
    played.maya.fills("short.name", "Maya")
    assert not await played.maya.submits()
    data = {"m": '{"n":"home.show"}', "k": "send", "short.name": "Maya", "tick.agreed": "false"}
    assert (played.seen.last["name"], held(played.seen.last, "value", "data")) == (
        "task/submit",
        data,
    )
    assert "replyToId" not in played.seen.last
    assert (played.maya.dialog, played.maya.notice) == (None, "Thank you.")


async def test_a_dialog_answered_with_another_begins_anew_and_with_nothing_closes(
    played: Played,
) -> None:
    post = played.shows(opens())
    played.seen.answer = dialog(line())
    await played.maya.presses(post, "a")
    played.maya.fills("short.name", "Maya")
    played.seen.answer = dialog(line(value="M."))
    await played.maya.submits()
    assert played.maya.dialog is not None
    assert played.maya.dialog.values == {"short.name": "M."}
    played.seen.answer = None
    await played.maya.submits()
    assert played.maya.dialog is None


async def test_the_client_sends_nothing_until_it_is_content(played: Played) -> None:
    post = played.shows(opens())
    needed = {"isRequired": True, "errorMessage": "Please say your name."}
    played.seen.answer = dialog(line(**needed), actions=[send(), push(title="Back")])
    await played.maya.presses(post, "a")
    before = len(played.seen.bodies)
    assert await played.maya.submits() == {"short.name": "Please say your name."}
    assert len(played.seen.bodies) == before
    assert played.maya.dialog is not None
    await played.maya.presses(played.maya.dialog, "Back")
    assert len(played.seen.bodies) == before + 1


async def test_what_is_empty_is_left_out_in_a_browser_and_sent_by_a_telephone(
    played: Played,
) -> None:
    post = played.shows(opens())
    played.seen.answer = dialog(line())
    await played.maya.presses(post, "a")
    await played.maya.submits()
    assert "short.name" not in held(played.seen.last, "value", "data")
    played.maya.mobile = True
    await played.maya.submits()
    assert held(played.seen.last, "value", "data")["short.name"] == ""


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (None, 200),
        (None, 500),
        ({"statusCode": 200, "type": "text", "value": "Yes"}, 200),
        (
            answered(
                {"code": "BadRequest", "message": "No."}, "application/vnd.microsoft.error", 400
            ),
            200,
        ),
        (dialog(line()), 200),
    ],
)
async def test_a_press_answered_otherwise_is_trouble(
    played: Played, answer: Any, status: int
) -> None:
    post = played.shows(press())
    played.seen.answer, played.seen.status = answer, status
    await played.maya.presses(post, "a")
    assert played.maya.trouble == TROUBLE
    assert "Maya Thorne was told" in played.wrongs


@pytest.mark.parametrize(
    ("answer", "status"),
    [(None, 200), (told(""), 200), (answered("Yes"), 200), (dialog(line()), 501)],
)
async def test_a_dialog_answered_otherwise_is_trouble(
    played: Played, answer: Any, status: int
) -> None:
    post = played.shows(opens())
    played.seen.answer, played.seen.status = answer, status
    await played.maya.presses(post, "a")
    assert (played.maya.trouble, played.maya.dialog) == (TROUBLE, None)
    assert played.wrongs


async def test_an_answer_that_comes_too_late_is_trouble(played: Played) -> None:
    post = played.shows(press())
    played.stub.world.patience = 0.000_1
    await played.maya.presses(post, "a")
    assert played.maya.trouble == TROUBLE
    assert "nothing came" in played.wrongs


async def test_only_what_stands_there_can_be_pressed(played: Played) -> None:
    post = played.shows(press(title="One"), press(title="One"))
    with pytest.raises(AssertionError, match="2 buttons"):
        await played.maya.presses(post, "One")
    with pytest.raises(AssertionError, match="no button"):
        await played.maya.presses(post, "Two")
    stranger = THand(played.stub, played.maya.user.tenant.add_user("Paul Weir"))
    with pytest.raises(AssertionError, match="does not see"):
        await stranger.presses(post, "One")


async def test_a_button_that_leads_somewhere_is_not_told(played: Played) -> None:
    post = played.shows(link(title="Read"))
    await played.maya.presses(post, "Read")
    assert played.maya.opened == ["https://library.example.org/a"]
    assert not played.seen.bodies


async def test_a_plain_submit_is_a_message_without_words(played: Played) -> None:
    post = played.shows({"type": "Action.Submit", "title": "Go", "data": {"m": "~one"}})
    await played.maya.presses(post, "Go")
    body = played.seen.last
    assert (body["type"], body["value"], body["replyToId"]) == ("message", {"m": "~one"}, post.id)
    assert "text" not in body
    assert not played.maya.trouble
    played.seen.status = 500
    await played.maya.presses(post, "Go")
    assert played.maya.trouble == TROUBLE
    assert "heard with 200, not 500" in played.wrongs
    await played.maya.types("Hello")
    assert "heard with 200, not 500" in played.wrongs


async def test_a_bot_without_an_app_id_hears_without_a_token(played: Played) -> None:
    played.stub.world.app_id = ""
    await played.maya.types("Hello")
    assert played.seen.claims == [{}]


async def test_the_last_thing_is_sent_again_with_the_same_id(played: Played) -> None:
    post = played.shows(press())
    played.seen.answer = answered("Yes")
    await played.maya.presses(post, "a")
    assert (await played.maya.again()).body == answered("Yes")
    assert played.seen.bodies[0] == played.seen.bodies[1]
    assert len(played.maya.asides) == 1


async def test_a_card_refreshes_itself_for_those_it_names(played: Played) -> None:
    refresh = {"action": press("~fresh"), "userIds": [played.maya.user.id]}
    post = played.talk.said(played.stub.world.bot_id, message(refresh=refresh))
    played.seen.answer = answered(card(text("Fresh")), ADAPTIVE)
    await played.maya.looks(post)
    assert (
        held(played.seen.last, "value", "trigger"),
        held(played.seen.last, "value", "action", "data"),
    ) == (
        "automatic",
        {"m": "~fresh"},
    )
    paul = THand(played.stub, played.maya.user.tenant.add_user("Paul Weir"))
    played.talk.of.members.append(paul.user)
    await paul.looks(post)
    assert len(played.seen.bodies) == 1
