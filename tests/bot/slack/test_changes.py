"""What changes in a workspace: profiles, closed accounts, the Group's channel, the installation; events twice and too late."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from handlers.kit.post import tell
from handlers.kit.ui import Message
from storage import outbox, people
from storage.engine.database import Database
from storage.platforms import accounts
from storage.tables import outbox as rows
from tests.slack.known import Known, slack_known
from tests.slack.shapes import user_json
from tests.slack.world import Channel, User
from tests.support import pairs
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, ROBIN, SAM, UMA

LOST = "I can't post in the channel of the Oversight Group any more"


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two workspaces, in one of which Maya has spoken to it."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_known(one) as found:
        await found.identities.person(found.fells.id, found.maya.id)
        yield found
    await one.close()


@pytest.fixture
async def channel(known: Known) -> Channel:
    """The Group's channel, in which the bot and two of its members are."""
    inside = [known.union.add_user(email.split(".")[0], email) for email in (IDA, ROBIN)]
    for email in (SAM, ALEX, UMA):
        known.union.add_user(email.split(".")[0], email)
    made = known.union.add_channel("oversight", *inside, known.union.bot_user, kind="group")
    await known.make_room(made)
    await known.changes.look(known.union.id, made.id)
    return made


async def picture(known: Known) -> tuple[str, str, str]:
    """What is known of Maya that may follow her profile, and her name, which does not."""
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, await known.person(MAYA))
    return person.name, person.zone, person.picture


# Profiles


async def test_picture_and_zone_follow_the_profile_and_the_name_stays(known: Known) -> None:
    for _ in range(2):
        await known.changed(
            known.maya,
            name="Mai Thorne",
            zone="Europe/Dublin",
            picture="https://pictures.example.org/new",
        )
    assert await picture(known) == (
        "Maya Thorne",
        "Europe/Dublin",
        "https://pictures.example.org/new",
    )
    found = await known.account(known.maya)
    assert found is not None
    assert found.name == "Mai Thorne"


async def test_another_name_in_the_profile_is_asked_about_once(known: Known) -> None:
    for _ in range(2):
        await known.changed(known.maya, name="Maya Hollow")
    chat = await known.chat(MAYA)
    assert chat.count("Your profile says Maya Hollow; here you are Maya Thorne.") == 1
    maya = await known.stage.person(MAYA)
    await maya.presses("Yes, everywhere")
    assert (await picture(known))[0] == "Maya Hollow"


async def test_an_old_event_is_only_a_reason_to_look(known: Known) -> None:
    old = user_json(known.maya)
    await known.changed(known.maya, zone="Europe/Dublin")
    await known.hears(known.fells, "user_change", user=old)
    assert (await picture(known))[1] == "Europe/Dublin"


async def test_a_new_status_asks_nothing_of_slack_and_strangers_leave_no_trace(
    known: Known,
) -> None:
    before = known.calls("users.info")
    shown = user_json(known.maya)
    shown["profile"]["status_text"] = "On leave"
    await known.hears(known.fells, "user_change", user=shown)
    await known.hears(
        known.fells,
        "user_change",
        user=user_json(known.fells.add_user("Tom", "tom@fellside.example.org")),
    )
    assert known.calls("users.info") == before


async def test_another_address_never_makes_an_account_another_persons(known: Known) -> None:
    await pairs.pair(known.stage, MAYA, PRIYA)
    maya = await known.person(MAYA)
    await known.changed(known.maya, email="priya.impostor@fellside.example.org")
    await known.changed(known.maya, email="priya.impostor@fellside.example.org")
    assert await known.identities.person(known.fells.id, known.maya.id) == maya
    assert await known.person(MAYA) == maya
    assert (await known.chat(ALEX)).count("The address in somebody's profile has changed") == 1


async def test_a_closed_account_reaches_nobody_and_the_group_hears_by_reference(
    known: Known,
) -> None:
    await pairs.pair(known.stage, MAYA, PRIYA)
    for _ in range(2):
        await known.changed(known.maya, deleted=True)
    found = await known.account(known.maya)
    assert found is not None
    assert found.gone_at is not None
    assert await known.identities.account(await known.person(MAYA)) is None
    assert (
        str(known.stage.group_room).count("A message to somebody in P-1 could not be delivered")
        == 1
    )


async def test_who_has_another_account_left_troubles_nobody(known: Known) -> None:
    await pairs.pair(known.stage, MAYA, PRIYA)
    other = known.union.add_user("Maya", MAYA)
    await known.identities.person(known.union.id, other.id)
    await known.changed(known.maya, deleted=True)
    found = await known.identities.account(await known.person(MAYA))
    assert found is not None
    assert found.user == other.id
    assert "could not be delivered" not in str(known.stage.group_room)


async def test_an_account_that_is_opened_again_gets_what_waited(known: Known) -> None:
    await known.changed(known.maya, deleted=True)
    maya = await known.person(MAYA)
    async with known.bot.work() as work:
        await tell(work, maya, Message(text="This waited."))
    async with known.bot.work() as work:
        letters = await outbox.claim(work.session, work.now)
        await outbox.set_aside(work.session, letters[0], "account_inactive")
    await known.bot.delivery.drain()
    assert "This waited." not in await known.chat(MAYA)
    await known.changed(known.maya, deleted=False)
    assert "This waited." in await known.chat(MAYA)
    assert await known.identities.person(known.fells.id, known.maya.id) == maya


async def test_who_joins_a_workspace_is_found_at_once_though_they_were_missed_before(
    known: Known,
) -> None:
    assert await known.identities.account(await known.person(PRIYA)) is None
    user = known.union.add_user("Priya Nair", PRIYA)
    await known.hears(known.union, "team_join", user=user_json(user))
    found = await known.identities.account(await known.person(PRIYA))
    assert found is not None
    assert found.user == user.id


# The Group's channel


async def _readers(known: Known) -> set[int]:
    return set((await known.room()).readers)


async def test_who_can_read_the_channel_is_learnt_of_those_who_never_spoke_too(
    known: Known, channel: Channel
) -> None:
    assert await _readers(known) == {await known.person(IDA), await known.person(ROBIN)}


async def test_who_joins_and_leaves_the_channel_is_noted(known: Known, channel: Channel) -> None:
    sam = next(one for one in known.union.users.values() if one.email == SAM)
    channel.members.add(sam.id)
    for _ in range(2):
        await known.hears(known.union, "member_joined_channel", user=sam.id, channel=channel.id)
    assert await known.person(SAM) in await _readers(known)
    channel.members.discard(sam.id)
    await known.hears(known.union, "member_joined_channel", user=sam.id, channel=channel.id)  # late
    assert await known.person(SAM) not in await _readers(known)
    assert (await known.room()).lost_at is None


async def test_members_are_read_page_by_page(
    known: Known, channel: Channel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.changes.PAGE", 1)
    await known.changes.readers(await known.room())
    assert known.calls("conversations.members") > len(channel.members)
    assert await _readers(known) == {await known.person(IDA), await known.person(ROBIN)}


@pytest.mark.parametrize("kind", ["channel_left", "group_left", "member_left_channel"])
async def test_when_the_bot_is_removed_the_members_hear_how_to_bring_it_back(
    known: Known, channel: Channel, kind: str
) -> None:
    bot = known.union.bot_user
    channel.members.discard(bot.id)
    more = {"user": bot.id} if kind.startswith("member") else {}
    for _ in range(2):
        await known.hears(known.union, kind, channel=channel.id, **more)
    assert (await known.room()).lost_at is not None
    for email in (ALEX, IDA, SAM):
        assert (await known.chat(email)).count(LOST) == 1


@pytest.mark.parametrize(
    "kind", ["channel_archive", "group_archive", "channel_deleted", "group_deleted"]
)
async def test_an_archived_or_deleted_channel_is_lost(
    known: Known, channel: Channel, kind: str
) -> None:
    if kind.endswith("archive"):
        channel.archived = True
    else:
        del known.union.channels[channel.id]
    await known.hears(known.union, kind, channel=channel.id, user="U0ADMIN")
    assert (await known.room()).lost_at is not None
    assert LOST in await known.chat(IDA)


async def test_an_event_that_is_past_loses_nothing(known: Known, channel: Channel) -> None:
    await known.hears(known.union, "group_archive", channel=channel.id, user="U0ADMIN")
    await known.hears(known.union, "group_left", channel=channel.id)
    assert (await known.room()).lost_at is None
    assert LOST not in await known.chat(IDA)


async def test_where_slack_cannot_be_asked_the_event_counts(known: Known, channel: Channel) -> None:
    known.stub.world.fails("conversations.info", status=503, times=9)
    await known.hears(known.union, "member_left_channel", user="U0SOMEBODY", channel=channel.id)
    assert (await known.room()).lost_at is None
    await known.hears(known.union, "group_left", channel=channel.id)
    assert (await known.room()).lost_at is not None


async def test_a_channel_that_is_back_gets_what_is_open_afresh(
    known: Known, channel: Channel
) -> None:
    async with known.bot.work() as work:
        await outbox.post_drawn(work, "group:aln", "list", key="list")
    await known.bot.delivery.drain()
    channel.members.discard(known.union.bot_user.id)
    await known.hears(known.union, "group_left", channel=channel.id)
    channel.members.add(known.union.bot_user.id)
    before = await _delivered(known)
    for _ in range(2):
        await known.hears(
            known.union, "member_joined_channel", user=known.union.bot_user.id, channel=channel.id
        )
    assert (await known.room()).lost_at is None
    assert await _delivered(known) == before + 1
    assert "The channel of the Oversight Group works again" in await known.chat(IDA)
    assert LOST not in await known.chat(IDA)
    assert await _readers(known) == {await known.person(IDA), await known.person(ROBIN)}


async def _delivered(known: Known) -> int:
    """How often the channel's list was delivered there."""
    async with known.bot.work(writes=False) as work:
        found = select(rows.c.sent).where(rows.c.recipient == "group:aln", rows.c.key == "list")
        return int((await work.session.scalars(found)).one())


async def test_other_channels_are_nobodys_business(known: Known, channel: Channel) -> None:
    other = known.union.add_channel("tea", known.union.bot_user)
    before = known.calls("conversations.info")
    await known.hears(known.union, "member_joined_channel", user="U0X", channel=other.id)
    await known.hears(known.union, "reaction_added", user="U0X")
    assert known.calls("conversations.info") == before


# The installation


async def _removed(known: Known) -> None:
    assert known.union.token is not None
    known.union.token.state = "gone"
    await known.hears(
        known.union, "tokens_revoked", tokens={"oauth": [], "bot": [known.union.bot_user.id]}
    )
    await known.hears(known.union, "app_uninstalled")


async def _elsewhere(known: Known, email: str) -> User:
    """Somebody is reached in the other workspace as well."""
    user = known.fells.add_user("R. Ash", email)
    await known.identities.person(known.fells.id, user.id)
    return user


async def test_a_removed_bot_reaches_nobody_there_and_who_runs_the_scheme_hears_elsewhere(
    known: Known, channel: Channel
) -> None:
    await _elsewhere(known, ROBIN)
    with capture_logs() as logs:
        await _removed(known)
    assert (await known.chat(ROBIN)).count("I was removed from Union of libraries") == 1
    assert "I was removed" not in await known.chat(IDA)
    assert (await known.room()).lost_at is not None
    async with known.bot.work(writes=False) as work:
        assert await accounts.live_in(work, "slack", known.union.id) == []
    assert known.union.id not in await known.clients.workspaces()
    assert {one["log_level"] for one in logs if one["event"] == "removed from a workspace"} == {
        "error"
    }
    assert known.union.token is not None
    assert known.union.token.value not in repr(logs)


async def test_somebodys_own_token_says_nothing_of_the_bot(known: Known, channel: Channel) -> None:
    await known.hears(known.union, "tokens_revoked", tokens={"oauth": ["U0X"], "bot": []})
    assert known.calls("auth.test") == 0
    assert known.union.id in await known.clients.workspaces()


async def test_a_removal_that_comes_late_does_not_undo_the_return(
    known: Known, channel: Channel
) -> None:
    await known.hears(known.union, "app_uninstalled")
    assert known.union.id in await known.clients.workspaces()
    assert (await known.room()).lost_at is None


async def test_a_bot_that_is_back_takes_up_everything_where_it_was(
    known: Known, channel: Channel
) -> None:
    await _elsewhere(known, ROBIN)
    await _removed(known)
    ida = await known.person(IDA)
    async with known.bot.work() as work:
        await tell(work, ida, Message(text="This waited."))
    async with known.bot.work() as work:
        for letter in await outbox.claim(work.session, work.now):
            await outbox.set_aside(work.session, letter, "account_inactive")
    await known.install(known.union)
    await known.changes.returned(known.union.id)  # it may be told of twice
    await known.bot.delivery.drain()
    assert "This waited." in await known.chat(IDA)
    assert "I am back in Union of libraries" in await known.chat(ROBIN)
    assert (await known.room()).lost_at is None
    assert await _readers(known) == {ida, await known.person(ROBIN)}


async def test_a_bot_that_is_back_and_was_not_invited_again_says_what_it_needs(
    known: Known, channel: Channel
) -> None:
    await _removed(known)
    channel.members.discard(known.union.bot_user.id)
    await known.install(known.union)
    await known.bot.delivery.drain()
    assert (await known.room()).lost_at is not None
    assert (await known.chat(IDA)).count(LOST) == 1
