"""What is one person's stays theirs in Teams: an account that was taken away, words among others, and what a log may say."""

import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.chat.replies import Stranger
from bot.teams import acts, app, replying
from bot.teams.asker import Asker, of_activity
from bot.teams.replying import IN_OUR_CHAT
from bot.teams.wire.place import ConversationAddress
from handlers.kit.ui import Action, Message, Reply
from storage.engine.database import Database
from tests.support.stage import ALEX, MAYA, PRIYA
from tests.teams.known import (
    CHANNEL,
    FELLS,
    Known,
    chat_of,
    member,
    read,
    replies,
    teams_known,
    user_of,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

SECRET = "my manager reads none of this"
THREAD = f"{CHANNEL};messageid=1"
LIBRARIES = ("msrest", "botbuilder", "botframework")
PERSONAL = Reply(says=(Message(text=f"About you: {SECRET}"),))


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


# An account that is nobody's any more


async def confirmed(known: Known, email: str = "omar@vale.example.com") -> Asker:
    """Somebody whom an administrator took for Priya."""
    known.teams.inside[chat_of(email)] = [member(FELLS, email)]
    one = of_activity(known.activity("message", email))
    with pytest.raises(Stranger):
        await known.identities.person_of(one)
    await known.identities.ask_in(FELLS, user_of(email))
    account = await known.account(email)
    assert account is not None
    alex = await known.person(ALEX)
    await known.bot.act(
        alex, Action(name="account.confirmed", subject=account.subject, answers={"email": PRIYA})
    )
    assert await known.identities.person_of(one) == await known.person(PRIYA)
    return one


async def test_from_the_moment_an_account_is_taken_away_nobody_acts_as_its_person(
    known: Known,
) -> None:
    one = await confirmed(known)
    account = await known.account("omar@vale.example.com")
    assert account is not None
    await known.bot.act(
        await known.person(ALEX), Action(name="account.part", subject=account.subject)
    )
    with pytest.raises(Stranger):
        await known.identities.person_of(one)


async def test_who_is_greeted_is_not_greeted_again_when_teams_tells_later_who_that_is(
    known: Known,
) -> None:
    first = known.activity("installationUpdate", action="add")
    del first["from"]["aadObjectId"]
    assert len(await known.hears(first)) > 0
    assert await known.hears(known.activity("installationUpdate", action="add")) == []


# Among others


async def said_among_others(known: Known) -> str:
    """All that a channel reads when somebody types there, and presses on a card, and sends a form there."""
    known.teams.inside[THREAD] = [member(FELLS, MAYA)]
    await known.types("hello")
    await known.types("<at>Mentoring</at> home", where=THREAD)
    await known.presses(Action(name="home.show"), where=THREAD)
    await known.opens(Action(name="home.show"), where=THREAD)
    return read([activity for conversation, activity in known.teams.said if conversation == THREAD])


async def test_whatever_a_reply_says_a_channel_reads_where_the_answer_is_and_no_more(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies(known, monkeypatch, PERSONAL)
    assert (await said_among_others(known)).strip() == IN_OUR_CHAT.text


async def test_an_answer_that_stood_where_it_was_asked_for_would_be_found(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def there(self: replying.Replying, asker: Asker) -> ConversationAddress:
        return asker.place

    monkeypatch.setattr(replying.Replying, "_chat", there)
    replies(known, monkeypatch, PERSONAL)
    assert SECRET in await said_among_others(known)


# Logs


@pytest.mark.parametrize("way", ["types", "presses", "opens"])
async def test_a_fault_that_repeats_what_was_typed_is_in_no_log_and_in_no_answer(
    way: str, known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines, told = await fault(way, known, monkeypatch)
    assert "ValueError" in lines
    assert SECRET not in lines + told


async def test_a_log_that_had_the_words_of_a_fault_would_be_found(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "place_of", str)
    lines, _ = await fault("presses", known, monkeypatch)
    assert SECRET in lines


async def fault(way: str, known: Known, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """What is logged and answered when a step fails with what somebody typed in the error."""

    async def fails(*_: object, **__: object) -> Reply:
        raise ValueError(SECRET)

    monkeypatch.setattr(known.bot, "act", fails)
    given: Any = (
        f"note {SECRET}" if way == "types" else Action(name="home.say", answers={"text": SECRET})
    )
    with capture_logs() as lines:
        answer = await getattr(known, way)(given)
    return str(lines), str(answer)


def test_the_libraries_that_may_log_whole_requests_log_nothing() -> None:
    assert app.log is not None  # as soon as Teams can be assembled
    known = [*logging.root.manager.loggerDict, *(f"{one}.anything" for one in LIBRARIES)]
    theirs = [one for one in known if one.partition(".")[0] in LIBRARIES]
    assert len(theirs) > len(LIBRARIES)
    assert [one for one in theirs if logging.getLogger(one).isEnabledFor(logging.CRITICAL)] == []
