"""What people do in Teams: typed words and presses, late, wrong and repeated ones; and who reads the answer."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.channel import DeliveryProblem
from bot.teams.wire.errors import TeamsProblem
from handlers.home.at_a_glance import EARLIER_HOME
from handlers.kit.ui import Action, Button, Message, Reply
from storage import outbox
from storage.engine.database import Database
from tests.support.stage import ALEX, MAYA, PRIYA, ROBIN
from tests.teams.known import (
    CHANNEL,
    TEAM,
    UNION,
    Known,
    card_of,
    chat_of,
    count,
    dialog_of,
    member,
    read,
    replies,
    said_in,
    teams_known,
    word_of,
)
from tests.teams.reading import read_card

THREAD = f"{CHANNEL};messageid=77"
ANOTHER_DAY = "is from another day and does nothing now"
SECRET = "My manager reads my diary."
ASK = Action(name="enquiry.ask")


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


# Typed words


async def test_typed_words_are_answered_in_the_chat(known: Known) -> None:
    said = await known.types("home")
    assert "Welcome to" in read(said)
    assert said_in(known) == {chat_of(MAYA)}


async def test_words_that_lead_to_a_window_are_answered_with_a_button_that_opens_it(
    known: Known,
) -> None:
    [said] = await known.types("how does it work?")
    assert "This opens in a window of its own." in read([said])
    buttons = [one for one in _actions(card_of(said)) if one["title"] == "Open"]
    assert [one["data"]["msteams"] for one in buttons] == [{"type": "task/fetch"}]
    answer = await known.invokes("task/fetch", {"data": buttons[0]["data"]})
    assert dialog_of(answer).title == "How it works"


async def test_what_is_unclear_gets_buttons_that_open_their_windows_at_once(known: Known) -> None:
    [said] = await known.types("qwertyuiop")
    offered = {one["title"]: one["type"] for one in _actions(card_of(said))}
    assert "Action.Submit" in offered.values()
    [said] = await known.types("application")
    offered = {one["title"]: one["type"] for one in _actions(card_of(said))}
    assert list(offered) == ["Find a mentor", "Become a mentor", "Help", "Talk to a person"]
    assert set(offered.values()) == {"Action.Submit"}


def _actions(given: Any) -> list[dict[str, Any]]:
    if isinstance(given, list):
        return [found for one in given for found in _actions(one)]
    if not isinstance(given, dict):
        return []
    own = [given] if str(given.get("type", "")).startswith("Action.") else []
    return own + [found for one in given.values() for found in _actions(one)]


async def test_a_message_that_comes_twice_is_answered_once(known: Known) -> None:
    body = known.activity("message", text="home")
    assert await known.hears(body)
    assert await known.hears(body) == []


async def test_a_message_that_could_not_be_answered_is_told_so_and_is_heard_when_it_comes_again(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = known.activity("message", text="home")
    with monkeypatch.context() as patch:
        patch.setattr(known.identities, "person_of", None)
        assert "Something went wrong on our side." in read(await known.hears(body))
    assert "Welcome to" in read(await known.hears(body))


async def test_too_much_at_once_is_told_and_does_nothing(known: Known) -> None:
    assert "Please shorten this to 10,000 characters; it has 10,001." in read(
        await known.types("x" * 10_001)
    )


async def test_what_should_not_stay_in_the_chat_is_told_to_be_deleted_by_whoever_typed_it(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies(
        known, monkeypatch, Reply(says=(Message(text="Please answer in the window."),), hush=True)
    )
    said = await known.types(SECRET)
    assert "Only you can take back what you typed here" in read(said[:1])
    assert "Please answer in the window." in read(said[1:])


async def test_a_picture_alone_is_answered_and_silence_is_not(known: Known) -> None:
    said = await known.types(
        "", attachments=[{"contentType": "image/*", "contentUrl": "https://example.org/p"}]
    )
    assert "I read words alone" in read(said)
    assert await known.types(" ") == []


async def test_what_teams_does_not_take_now_comes_later_and_nothing_is_said_twice(
    known: Known,
) -> None:
    await known.types("hello")
    known.teams.fails["send"] = TeamsProblem("ServiceUnavailable", "passing")
    assert await known.types("home") == []
    del known.teams.fails["send"]
    async with known.bot.work() as work:
        letters = await outbox.claim(work.session, work.now)
    assert [one.recipient for one in letters] == [f"person:{await known.person(MAYA)}"]


# Where others read


async def test_words_in_a_channel_are_answered_in_the_writers_own_chat_and_the_thread_says_no_more(
    known: Known,
) -> None:
    await known.types("hello")
    before = len(known.teams.said)
    await known.types("<at>Mentoring</at> home", where=THREAD)
    said = [one for one in known.teams.said[before:] if EARLIER_HOME.text not in read([one[1]])]
    assert [conversation for conversation, _ in said] == [chat_of(MAYA), THREAD]
    assert "Welcome to" in read([said[0][1]])
    assert (
        read([said[1][1]]).strip() == "The answer is in our own chat, as it may be about you alone."
    )


@pytest.mark.parametrize(
    ("written", "met"),
    [
        ("I want to complain about my mentor", "Complain in confidence"),
        ("I want to kill myself", "People can, now"),
        ("my mentor shouted at me", "People can, now"),
    ],
)
async def test_a_complaint_or_danger_among_others_is_met_in_their_own_chat_and_not_repeated(
    known: Known, written: str, met: str
) -> None:
    await known.types("hello")
    before = len(known.teams.said)
    await known.types(f"<at>Mentoring</at> {written}", where=THREAD)
    said = known.teams.said[before:]
    own = read([activity for conversation, activity in said if conversation == chat_of(MAYA)])
    among = [activity for conversation, activity in said if conversation == THREAD]
    assert met in own
    assert own.count("Others can read what you typed to me just now") == 1
    assert written not in own
    assert read(among).strip() == "The answer is in our own chat, as it may be about you alone."


async def test_words_in_a_channel_are_never_the_answer_to_a_question_in_the_chat(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = replies(known, monkeypatch, Reply(says=(Message(text="Yes."),)))
    await known.types("hello")
    await known.types("<at>Mentoring</at> yes", where=THREAD)
    assert [one.name for one in taken] == ["home.say", "home.command"]


async def test_who_cannot_be_written_to_is_asked_to_open_a_chat_and_a_refusal_stays_out_of_the_thread(
    known: Known,
) -> None:
    known.teams.inside[THREAD] = [member(UNION, PRIYA)]
    known.teams.fails["open_chat"] = TeamsProblem(
        "ForbiddenOperationException", "account", status=403
    )
    said = await known.types("<at>Mentoring</at> home", PRIYA, tenant=UNION, where=THREAD)
    assert len(said) == 1
    assert "Please open one with me" in read(said)


async def test_a_strangers_word_in_a_channel_is_answered_to_them_alone(known: Known) -> None:
    email = "omar@vale.example.com"
    known.teams.inside[THREAD] = [member(UNION, email)]
    await known.types("<at>Mentoring</at> home", email, tenant=UNION, where=THREAD)
    own = [activity for conversation, activity in known.teams.said if conversation != THREAD]
    among = [activity for conversation, activity in known.teams.said if conversation == THREAD]
    assert "An administrator can confirm you" in read(own)
    assert "confirm" not in read(among)


async def test_an_administrator_makes_a_channel_the_groups_and_the_thread_says_so(
    known: Known,
) -> None:
    known.teams.inside[THREAD] = [member(UNION, ALEX)]
    known.teams.inside[CHANNEL] = [member(UNION, ALEX), member(UNION, ROBIN)]
    entity = {
        "type": "mention",
        "mentioned": {"id": "28:00000000-0000-4000-8000-00000000b007"},
        "text": "<at>M</at>",
    }
    said = await known.types(
        "<at>M</at> Oversight  here", ALEX, tenant=UNION, where=THREAD, entities=[entity]
    )
    assert "This is now the channel of the Oversight Group" in read(said)
    assert known.teams.said[-1][0] == THREAD
    room = await known.room()
    assert (room.platform, room.workspace, room.channel) == ("teams", UNION, CHANNEL)
    assert set(room.readers) == {await known.person(ALEX), await known.person(ROBIN)}
    assert await known.references.team_of(UNION, CHANNEL) == TEAM


async def test_nobody_else_makes_a_channel_the_groups_and_why_not_is_for_them_alone(
    known: Known,
) -> None:
    await known.types("hello", PRIYA, tenant=UNION)
    known.teams.inside[THREAD] = [member(UNION, PRIYA)]
    before = len(known.teams.said)
    await known.types("oversight here", PRIYA, tenant=UNION, where=THREAD)
    own, among = known.teams.said[before:]
    assert own[0] == chat_of(PRIYA)
    assert among[0] == THREAD
    assert (
        read([among[1]]).strip() == "The answer is in our own chat, as it may be about you alone."
    )
    with pytest.raises(AssertionError):
        await known.room()


async def test_a_chat_is_no_channel_and_says_so(known: Known) -> None:
    assert "in the channel itself" in read(await known.types("oversight here", ALEX, tenant=UNION))


# Presses that do something


async def test_a_press_in_the_chat_is_answered_there(known: Known) -> None:
    answer = await known.presses(Action(name="home.show"))
    assert word_of(answer) == "The answer stands below."
    assert "Welcome to" in read([activity for _, activity in known.teams.said])


async def test_a_press_among_others_is_answered_to_the_presser_alone(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies(known, monkeypatch, Reply(says=(Message(text="You have said so already."),)))
    known.teams.inside[THREAD] = [member(UNION, PRIYA)]
    answer = await known.presses(Action(name="home.show"), PRIYA, tenant=UNION, where=THREAD)
    assert word_of(answer) == "You have said so already."
    assert known.teams.said == []


async def test_a_refusal_among_others_is_seen_by_the_presser_alone(known: Known) -> None:
    known.teams.inside[THREAD] = [member(UNION, PRIYA)]
    answer = await known.presses(Action(name="room.away"), PRIYA, tenant=UNION, where=THREAD)
    assert "administrator" in word_of(answer)
    assert known.teams.said == []


async def test_what_has_buttons_comes_into_the_pressers_own_chat(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known.types("hello", PRIYA, tenant=UNION)
    known.teams.said.clear()
    replies(
        known,
        monkeypatch,
        Reply(
            says=(Message(text="Which one?", buttons=(Button(label="This", action="home.show"),)),)
        ),
    )
    answer = await known.presses(Action(name="home.show"), PRIYA, tenant=UNION, where=THREAD)
    assert "Which one?" in word_of(answer)
    assert "There is more in our own chat." in word_of(answer)
    assert said_in(known) == {chat_of(PRIYA)}


async def test_a_press_that_turns_out_to_open_a_window_gives_a_button_for_it_to_the_presser_alone(
    known: Known,
) -> None:
    await known.types("hello", PRIYA, tenant=UNION)
    known.teams.said.clear()
    answer = await known.presses(ASK, PRIYA, tenant=UNION, where=THREAD)
    assert "The button for it is in our own chat." in word_of(answer)
    assert said_in(known) == {chat_of(PRIYA)}
    assert "This opens in a window of its own." in read([known.teams.said[0][1]])


async def test_without_a_chat_the_button_for_a_window_stands_in_the_pressers_own_view_of_the_card(
    known: Known,
) -> None:
    known.teams.inside[THREAD] = [member(UNION, PRIYA)]
    known.teams.fails["open_chat"] = DeliveryProblem("paced")
    answer = await known.presses(ASK, PRIYA, tenant=UNION, where=THREAD)
    assert answer.body is not None
    assert answer.body["type"] == "application/vnd.microsoft.card.adaptive"
    assert "This opens in a window of its own." in read_card(answer.body["value"])
    assert known.teams.said == []


async def test_a_press_that_comes_twice_is_done_once(known: Known) -> None:
    data = {
        "m": await known.packed(
            Action(name="enquiry.asked", answers={"text": "When does it open?"})
        )
    }
    body = known.activity(
        "invoke", name="adaptiveCard/action", value={"action": {"data": data}, "trigger": "manual"}
    )
    answers = [await known.acts.heard(body) for _ in range(2)]
    assert answers[0] == answers[1]
    assert await count(known, "enquiries") == 1


async def test_a_button_that_answers_with_a_message_is_a_press(known: Known) -> None:
    said = await known.hears(
        known.activity("message", value={"m": await known.packed(Action(name="home.show"))})
    )
    assert "Welcome to" in read(said)


# What else comes in


@pytest.mark.parametrize(
    "kind", ["messageReaction", "typing", "event", "endOfConversation", None, 7, "nonsense"]
)
async def test_activities_of_unknown_kinds_are_left_alone(known: Known, kind: Any) -> None:
    assert await known.hears(known.activity("message", text="home") | {"type": kind}) == []


@pytest.mark.parametrize("name", ["composeExtension/query", None, 7, "task/unknown"])
async def test_an_unknown_invoke_is_not_implemented(known: Known, name: Any) -> None:
    assert (await known.invokes(name, {})).status == 501


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "installationUpdate"])
async def test_an_activity_of_nobody_does_nothing(known: Known, kind: str) -> None:
    body = known.activity(kind, text="home", name="task/fetch") | {"from": None}
    answer = await known.acts.heard(body)
    assert answer is None or answer.status == 400
    assert known.teams.said == []


async def test_a_fault_is_told_and_no_words_are_logged(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(*_: object, **__: object) -> Reply:
        raise ValueError(SECRET)

    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", SECRET)
    monkeypatch.setattr(known.acts._windows._forms, "sent", fails)
    with capture_logs() as lines:
        assert (await known.sends(dialog)).status == 500
    assert lines
    assert SECRET not in str(lines)


async def test_nothing_that_is_typed_is_logged(known: Known) -> None:
    with capture_logs() as lines:
        await known.types(SECRET)
        dialog = dialog_of(await known.opens(ASK))
        dialog.fills("long.text", SECRET)
        await known.sends(dialog)
    assert lines
    assert SECRET not in str(lines)
