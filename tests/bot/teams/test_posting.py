"""A letter in Teams: once, in place or at the end, whole or in parts, and plain where Teams takes it no other way."""

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import structlog

from bot.teams import posting
from bot.teams.posting import MOST_ADDRESS, Chat, PostedLetter, _address
from bot.teams.wire.place import ConversationAddress
from handlers.kit.ui import Bullets, Button, Message
from tests.support.stage import MAYA, ROBIN
from tests.teams.letters import GROUP, Letters, letters
from tests.teams.world import Activity

SECRET = "What somebody wrote"
LONG = 40  # lists of words that are more than one card holds


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Letters]:
    """Teams, and a bot that writes there."""
    async with letters(tmp_path) as found:
        yield found


def listing(text: str, count: int, *, pinned: bool = False) -> Message:
    """A message that is too long for one card from about `LONG` lists on."""
    parts = tuple(
        Bullets(tuple(f"Line {n} of {part} {'word ' * 30}" for n in range(8)), f"Part {part}")
        for part in range(count)
    )
    return Message(text=text, parts=parts, pinned=pinned)


def firsts(read: list[str]) -> list[str]:
    """The first line of each message."""
    return [one.partition("\n")[0] for one in read]


# In one's own chat


async def test_without_news_a_message_is_updated_where_it_stands(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    await town.post(MAYA, "Between")
    (first, _) = town.chat(MAYA)
    await town.post(MAYA, "Two", key="card", notify=False)
    assert town.reads(MAYA) == ["Two", "Between"]
    assert town.chat(MAYA)[0].id == first.id
    assert (await town.rows())[0]["address"].endswith(f"/{first.id}")


async def test_with_news_a_message_moves_to_the_end_and_the_old_one_goes(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    (old,) = town.chat(MAYA)
    await town.post(MAYA, "Between")
    await town.post(MAYA, "Two", key="card")
    assert town.reads(MAYA) == ["Between", "Two"]
    assert old.deleted
    assert (await town.rows())[0]["address"].endswith(f"/{town.chat(MAYA)[-1].id}")


async def test_where_the_old_one_cannot_go_it_says_that_it_has_moved(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("delete", 403, code="ForbiddenOperationException")
    assert await town.post(MAYA, "Two", key="card") == 1
    assert town.reads(MAYA) == ["This has changed and stands further down now.", "Two"]
    await town.post(MAYA, "Three", key="card")
    assert town.reads(MAYA)[-1] == "Three"


async def test_where_the_old_one_can_neither_go_nor_change_it_stays_and_nobody_waits(
    town: Letters,
) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("delete", 403)
    town.world.fails("update", 403)
    with structlog.testing.capture_logs() as lines:
        assert await town.post(MAYA, "Two", key="card") == 1
    assert town.reads(MAYA) == ["One", "Two"]
    assert any(line["event"] == "an earlier wording stays" for line in lines)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (404, "ActivityNotFoundInConversation"),
        (403, "ServiceError"),
        (404, ""),
        (403, "ForbiddenOperationException"),
    ],
)
async def test_what_is_not_there_any_more_is_posted_anew(
    town: Letters, status: int, code: str
) -> None:
    await town.post(MAYA, "One", key="card")
    town.chat(MAYA)[0].deleted = True
    town.world.fails("update", status, code=code)
    assert await town.post(MAYA, "Two", key="card", notify=False) == 1
    assert town.reads(MAYA) == ["Two"]
    assert (await town.rows())[0]["address"].endswith(f"/{town.chat(MAYA)[-1].id}")
    assert (await town.kept(town.users[MAYA])).gone_at is None


async def test_the_same_letter_twice_looks_like_once(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    await town.change(sent=0)
    assert await town.again() == 1
    assert town.reads(MAYA) == ["One"]
    await town.post(MAYA, "Two", key="card")
    before = [one.id for one in town.chat(MAYA)]
    await town.change(sent=1)
    assert await town.again() == 1
    assert [one.id for one in town.chat(MAYA)] == before
    assert town.reads(MAYA) == ["Two"]


async def test_a_move_to_the_end_that_broke_off_is_finished_and_not_repeated(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("delete", 502)
    assert await town.post(MAYA, "Two", key="card") == 0
    assert town.reads(MAYA) == ["One", "Two"]
    assert await town.again() == 1
    assert town.reads(MAYA) == ["Two"]
    assert len(town.world.faults.called("send")) == 2


async def test_a_message_of_several_parts_that_broke_off_goes_on_where_it_was(
    town: Letters,
) -> None:
    await town.post(MAYA, listing("The list", LONG), key="list", drain=False)
    posted = asyncio.Event()
    send = town.connector.send

    async def once(place: ConversationAddress, activity: dict[str, object], **more: bool) -> str:
        if posted.is_set():
            town.world.fails("send", 502)
        posted.set()
        return await send(place, activity, **more)

    town.connector.send = once  # type: ignore[method-assign]  # the second part does not get through
    assert await town.bot.delivery.drain() == 0
    town.connector.send = send  # type: ignore[method-assign]
    assert len(town.chat(MAYA)) == 1
    assert await town.again() == 1
    assert firsts(town.reads(MAYA)).count("The list") == 1
    assert len(town.chat(MAYA)) >= 2


async def test_a_new_process_knows_from_the_outbox_where_a_message_stands(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    town.restart()
    await town.post(MAYA, "Two", key="card", notify=False)
    town.restart()
    assert town.reads(MAYA) == ["Two"]
    await town.post(MAYA, "Three", key="card")
    assert town.reads(MAYA) == ["Three"]


async def test_a_letter_that_stands_in_another_chat_is_posted_here_and_left_there(
    town: Letters,
) -> None:
    await town.post(MAYA, "One", key="card")
    user = town.users[MAYA]
    elsewhere = f"{user.tenant.id}/a:1another/1600000000000"
    await town.change(address=elsewhere)
    assert await town.post(MAYA, "Two", key="card", notify=False) == 1
    assert town.reads(MAYA) == ["One", "Two"]
    assert not town.world.faults.called("update")


# In parts


async def test_what_does_not_fit_stands_below_and_grows_and_shrinks_with_it(town: Letters) -> None:
    await town.post(MAYA, listing("The list", LONG), key="list")
    parts = town.chat(MAYA)
    assert len(parts) >= 2
    address = (await town.rows())[0]["address"]
    assert address.rpartition("/")[2] == "+".join(one.id for one in parts)
    assert len(address) <= MOST_ADDRESS
    await town.post(MAYA, listing("The list again", LONG), key="list", notify=False)
    assert [one.id for one in town.chat(MAYA)] == [one.id for one in parts]
    assert len([one for one in parts if len(one.history) == 2]) == len(parts)
    await town.post(MAYA, listing("The list, short", 1), key="list", notify=False)
    assert [one.id for one in town.chat(MAYA)] == [parts[0].id]
    assert "+" not in (await town.rows())[0]["address"]


async def test_all_parts_move_to_the_end_with_the_news(town: Letters) -> None:
    await town.post(MAYA, listing("The list", LONG), key="list")
    old = town.chat(MAYA)
    await town.post(MAYA, "Between")
    await town.post(MAYA, listing("The list again", LONG), key="list")
    assert firsts(town.reads(MAYA))[:2] == ["Between", "The list again"]
    assert all(one.deleted for one in old)


async def test_where_one_part_is_gone_it_and_all_that_follow_are_posted_anew(town: Letters) -> None:
    await town.post(MAYA, listing("The list", LONG * 2), key="list")
    first, second, *others = town.chat(MAYA)
    assert others
    second.deleted = True
    await town.post(MAYA, listing("The list again", LONG * 2), key="list", notify=False)
    now = town.chat(MAYA)
    assert now[0].id == first.id
    assert {one.id for one in now}.isdisjoint({one.id for one in others})
    assert len(now) == 2 + len(others)


def test_an_address_is_never_longer_than_the_outbox_holds() -> None:
    place = ConversationAddress("1" * 36, "https://example.org/", f"a:1{'x' * 160}")
    stands = PostedLetter(place.conversation, [f"16000000000{n:02}" for n in range(40)])
    address = _address(Chat(place, own=True), stands)
    assert len(address) <= MOST_ADDRESS
    assert address.startswith(f"{place.tenant}/{place.conversation}/1600000000000+1600000000001+")


# In the Group's channel


def card_of(town: Letters) -> Activity:
    """The first post of the Group's channel."""
    return next(one for one in town.channel.shown if one.thread == one.id)


async def test_a_card_of_the_group_keeps_its_place_and_its_thread_where_news_of_it_is_told(
    town: Letters,
) -> None:
    await town.make_room(*GROUP)
    buttons = (Button(label="Open", action="home.show"),)
    await town.post("group:aln", Message(text="One", buttons=buttons, heading="A-1"), key="card")
    card = card_of(town)
    town.channel.said(town.of_group[ROBIN].id, {"type": "message", "text": "I agree"}, card.id)
    assert town.thread(card) == ["I agree"]
    await town.post("group:aln", Message(text="Two", buttons=buttons, heading="A-1"), key="card")
    assert firsts(town.posts()) == ["A-1"]
    assert "Two" in town.posts()[0]
    assert town.thread(card) == ["I agree", "A-1\nTwo"]
    await town.post(
        "group:aln", Message(text="Three", buttons=buttons, heading="A-1"), key="card", notify=False
    )
    assert "Three" in town.posts()[0]
    assert len(town.thread(card)) == 2
    address = (await town.rows("group:aln"))[0]["address"]
    assert address == f"{town.group_tenant.id}/{town.channel.id};messageid={card.id}/{card.id}"
    assert not [one for one in town.world.calls if one.method in ("members", "member")]


async def test_news_is_told_once_however_often_the_rest_fails(town: Letters) -> None:
    await town.make_room(*GROUP)
    await town.post("group:aln", listing("One", LONG), key="card")
    town.world.fails("delete", 502)
    assert await town.post("group:aln", "Two", key="card") == 0
    assert await town.again() == 1
    said = [one for one in town.thread(card_of(town)) if one == "Two"]
    assert said == ["Two"]


async def test_a_new_card_is_no_news_of_itself_even_where_its_parts_failed(town: Letters) -> None:
    await town.make_room(*GROUP)
    town.world.fails("send", 502)
    assert await town.post("group:aln", listing("One", LONG), key="card") == 0
    assert await town.again() == 1
    card = card_of(town)
    assert len(town.posts()) == 1
    assert not any(one.startswith("One") and len(one) < 20 for one in town.thread(card))


async def test_what_does_not_fit_a_card_of_the_group_stands_in_its_thread(town: Letters) -> None:
    await town.make_room(*GROUP)
    await town.post("group:aln", listing("The list", LONG, pinned=True), key="list", notify=False)
    card = card_of(town)
    before = town.thread(card)
    assert before
    await town.post(
        "group:aln", listing("The list again", LONG, pinned=True), key="list", notify=False
    )
    assert len(town.thread(card)) == len(before)
    await town.post("group:aln", listing("The list", 1, pinned=True), key="list", notify=False)
    assert town.thread(card) == []
    assert len(town.posts()) == 1


async def test_a_card_that_somebody_deleted_is_a_new_post(town: Letters) -> None:
    await town.make_room(*GROUP)
    await town.post("group:aln", "One", key="card")
    old = card_of(town)
    old.deleted = True
    await town.post("group:aln", "Two", key="card")
    new = card_of(town)
    assert new.id != old.id
    assert town.posts() == ["Two"]
    assert town.thread(new) == []
    assert (await town.rows("group:aln"))[0]["address"].endswith(f";messageid={new.id}/{new.id}")


async def test_long_news_is_short_in_the_thread(town: Letters) -> None:
    await town.make_room(*GROUP)
    await town.post("group:aln", "One", key="card")
    await town.post("group:aln", "Long. " * 200, key="card")
    (word,) = town.thread(card_of(town))
    assert len(word) <= 300
    assert word.endswith("…")


# What Teams does not take


@pytest.mark.parametrize(("status", "code"), [(413, "MessageSizeTooBig"), (400, "BadSyntax")])
async def test_what_teams_cannot_show_comes_in_plain_words_with_a_way_home(
    town: Letters, status: int, code: str
) -> None:
    await town.make_room(*GROUP)
    message = Message(
        text=SECRET,
        parts=(Bullets(("a", "b")),),
        buttons=(Button(label="Open", action="home.show"),),
    )
    for method, to in (("send", MAYA), ("start_thread", "group:aln")):
        town.world.fails(method, status, code=code)
        with structlog.testing.capture_logs() as lines:
            assert await town.post(to, message, key="card") >= 1
        assert any(line.get("reason") == code for line in lines)
        assert SECRET not in json.dumps(lines)
    for read in (town.reads(MAYA)[-1], town.posts()[-1]):
        assert SECRET in read
        assert "Home" in read
        assert "Open" not in read
    town.world.fails("update", status, code=code)
    assert await town.post(MAYA, replace(message, heading="Again"), key="card", notify=False) == 1
    assert len(town.reads(MAYA)) == 1
    assert "Home" in town.reads(MAYA)[0]


@pytest.mark.parametrize("status", [405, 501])
async def test_where_nothing_is_ever_deleted_a_message_arrives_once_and_the_earlier_one_says_so(
    town: Letters, status: int
) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("delete", status, times=100, code="")
    assert await town.post(MAYA, "Two", key="card") == 1
    assert town.reads(MAYA) == [posting.MOVED.text, "Two"]
    assert len(town.world.faults.called("delete")) == 1
    assert await town.again() == 0


async def test_where_nothing_is_ever_updated_the_message_is_posted_anew(town: Letters) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("update", 501, times=100, code="")
    assert await town.post(MAYA, "Two", key="card", notify=False) == 1
    assert town.reads(MAYA) == ["Two"]


async def test_where_nothing_is_ever_taken_a_letter_is_set_aside_and_not_tried_for_days(
    town: Letters,
) -> None:
    town.world.fails("send", 501, times=100, code="")
    assert await town.post(MAYA, "Hello") == 0
    assert (await town.rows())[0]["set_aside"] == "status 501"
    assert len(town.world.faults.called("send")) == 1


async def test_what_is_refused_plain_as_well_waits_and_is_not_lost_at_once(town: Letters) -> None:
    town.world.fails("send", 400, times=2)
    assert await town.post(MAYA, "Hello") == 0
    assert (await town.rows())[0]["set_aside"] is None
    assert await town.again() == 1
    assert town.reads(MAYA) == ["Hello"]


async def test_what_buttons_carry_is_kept_before_they_are_shown(town: Letters) -> None:
    words = Button(label="Open", action="home.show", answers={"text": "What was typed"})
    await town.post(MAYA, Message(text="Hello", buttons=(words,)))
    assert "What was typed" not in json.dumps(town.chat(MAYA)[0].body)
    assert '"~' in json.dumps(town.chat(MAYA)[0].body).replace("\\", "")
