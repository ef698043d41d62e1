"""Who a Slack user is, asked each time; strangers, and where on Slack a person is reached (R11.5)."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import func, select, update

from bot.chat.identity import KNOWN
from bot.chat.replies import Stranger
from bot.slack import identities as module
from bot.slack.identities import profile_of
from handlers.accounts import identity
from handlers.accounts.identity import Profile
from handlers.kit.ui import Action
from scheme.people import Account
from scheme.refusal import Refusal
from storage import people
from storage.engine.database import Database
from storage.tables import accounts as rows
from storage.work import Work
from tests.slack.known import Known, slack_known
from tests.slack.shapes import user_json
from tests.slack.world import User
from tests.support.stage import ALEX, ESTHER, MAYA, PRIYA


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two workspaces."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_known(one) as found:
        yield found
    await one.close()


async def stranger(known: Known, user: User) -> Stranger:
    """What a user is told of whom it cannot be told who they are."""
    with pytest.raises(Stranger) as no:
        await known.identities.person(user.team.id, user.id)
    return no.value


async def count(known: Known) -> int:
    """How many accounts there are."""
    async with known.bot.work(writes=False) as work:
        return int((await work.session.scalars(select(func.count()).select_from(rows))).one())


def writes(known: Known, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A list that grows with each unit of work that may write."""
    found: list[int] = []
    plain = Work.__init__

    def counted(self: Work, *given: object, writes: bool = True) -> None:
        plain(self, *given, writes=writes)  # type: ignore[arg-type]
        found.extend([1] * writes)

    monkeypatch.setattr(Work, "__init__", counted)
    return found


async def test_a_user_is_the_person_whose_address_their_workspace_is_believed_about(
    known: Known,
) -> None:
    assert await known.identities.person(known.fells.id, known.maya.id) == await known.person(MAYA)
    found = await known.account(known.maya)
    assert found is not None
    assert (found.name, found.email) == ("Maya T", MAYA)
    assert found.seen_at is not None
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, await known.person(MAYA))
    assert (person.name, person.zone, person.picture) == (
        "Maya Thorne",
        "Australia/Hobart",
        "https://pictures.example.org/maya",
    )


async def test_somebody_new_becomes_a_person_with_the_name_and_zone_of_their_profile(
    known: Known,
) -> None:
    user = known.union.add_user("Omar Vale", "Omar.Vale@tarn.example.org", zone="Europe/Dublin")
    person_id = await known.identities.person(known.union.id, user.id)
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, person_id)
    assert (person.name, person.email, person.zone) == (
        "Omar Vale",
        "omar.vale@tarn.example.org",
        "Europe/Dublin",
    )


async def test_the_same_person_in_two_workspaces_is_one_person(known: Known) -> None:
    other = known.union.add_user("M. Thorne", MAYA)
    ids = {await known.identities.person(one.team.id, one.id) for one in (known.maya, other)}
    assert ids == {await known.person(MAYA)}
    assert await count(known) == 2


async def test_a_known_account_is_asked_of_the_database_and_not_of_slack(known: Known) -> None:
    for _ in range(3):
        assert await known.identities.person(known.fells.id, known.maya.id) == await known.person(
            MAYA
        )
    assert known.calls("users.info") == 1


async def test_an_account_that_is_taken_away_in_another_process_acts_as_nobody_at_once(
    known: Known,
) -> None:
    await known.identities.person(known.fells.id, known.maya.id)
    async with known.bot.work() as work:  # by whichever process
        await work.session.execute(update(rows).values(person_id=await known.person(ALEX)))
    assert await known.identities.person(known.fells.id, known.maya.id) == await known.person(ALEX)
    known.maya.email = "maya@vale.example.com"
    async with known.bot.work() as work:
        await work.session.execute(update(rows).values(person_id=None))
    assert (await stranger(known, known.maya)).may_ask


async def test_when_somebody_was_last_here_is_written_once_an_hour_at_most(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known.identities.person(known.fells.id, known.maya.id)
    found = writes(known, monkeypatch)
    for minutes, wanted in ((30, 0), (31, 1), (1, 1)):
        known.bot.clock.set(known.bot.clock.now() + timedelta(minutes=minutes))
        await known.identities.person(known.fells.id, known.maya.id)
        assert len(found) == wanted


async def test_two_first_contacts_at_once_end_in_one_account_and_one_person(
    database: Database,
) -> None:
    async with slack_known(database) as known:
        user = known.union.add_user("Omar Vale", "omar@tarn.example.org")
        found = await asyncio.gather(
            *(known.identities.person(known.union.id, user.id) for _ in range(4))
        )
        assert len(set(found)) == 1
        assert await count(known) == 1


# Strangers


async def test_nobody_in_a_workspace_that_is_not_let_in_is_anybody(known: Known) -> None:
    team = known.stub.world.add_workspace("Elsewhere")
    await known.install(team)
    no = await stranger(known, team.add_user("Maya Thorne", MAYA))
    assert not no.may_ask
    assert f"ask whoever runs your mentoring scheme to let in the workspace {team.id}" in no.text
    assert known.calls("users.info") == 0


async def test_an_account_counts_no_more_once_its_workspace_is_off_the_list(known: Known) -> None:
    await known.identities.person(known.fells.id, known.maya.id)
    one = known.bot.definitions["aln"]
    known.bot.definitions = {"aln": one.model_copy(update={"workspaces": ()})}
    assert not (await stranger(known, known.maya)).may_ask
    assert await known.identities.account(await known.person(MAYA)) is None


@pytest.mark.parametrize("email", [PRIYA, "", "maya@vale.example.com"])
async def test_whose_address_says_nothing_here_may_ask_an_administrator(
    known: Known, email: str
) -> None:
    no = await stranger(known, known.fells.add_user("Priya Nair", email))
    assert no.may_ask
    assert "An administrator can confirm you" in no.text
    assert await count(known) == 0


@pytest.mark.parametrize("more", [{"is_bot": True}, {"deleted": True}])
async def test_a_bot_and_a_closed_account_are_nobody(known: Known, more: dict[str, bool]) -> None:
    no = await stranger(known, known.fells.add_user("Maya Thorne", MAYA, **more))
    assert not no.may_ask
    assert await count(known) == 0


async def test_a_guest_counts_only_by_an_address_that_is_vouched_for(known: Known) -> None:
    inside = known.fells.add_user("Esther", "e@fellside.example.org", is_restricted=True)
    outside = known.fells.add_user("Esther", ESTHER, is_restricted=True)
    assert await known.identities.person(known.fells.id, inside.id) == await known.person(
        "e@fellside.example.org"
    )
    assert (await stranger(known, outside)).may_ask


async def test_an_address_that_its_owner_never_confirmed_counts_for_nothing(known: Known) -> None:
    shown = user_json(known.maya) | {"is_email_confirmed": False}
    found = profile_of(known.fells.id, shown)
    assert found is not None
    assert found.email == ""


@pytest.mark.parametrize(
    ("said", "kept"), [("en-US", "en-US"), ("de-DE", "de-DE"), ("", ""), ("?" * 50, "")]
)
async def test_the_locale_of_a_profile_is_kept_where_it_is_one(
    known: Known, said: str, kept: str
) -> None:
    found = profile_of(known.fells.id, user_json(known.maya) | {"locale": said})
    assert found is not None
    async with known.bot.work() as work:
        person = await people.by_id(work, await known.person(MAYA))
        identity.refresh(person, found)
        assert person.locale == kept


async def test_somebody_of_another_workspace_in_a_shared_channel_is_nobody_of_this_one(
    known: Known,
) -> None:
    shown = user_json(known.maya)
    assert profile_of(known.union.id, shown) is None
    grid = shown | {"enterprise_user": {"teams": [known.union.id]}}
    assert profile_of(known.union.id, grid) is not None


async def test_when_slack_does_not_answer_nothing_is_decided_and_the_next_try_counts(
    known: Known,
) -> None:
    known.stub.world.fails("users.info", "ratelimited", status=429, retry_after=1)
    with pytest.raises(Refusal) as no:
        await known.identities.person(known.fells.id, known.maya.id)
    assert not isinstance(no.value, Stranger)
    assert no.value.text == module.UNSURE
    assert await known.identities.person(known.fells.id, known.maya.id) == await known.person(MAYA)


async def test_who_was_thought_closed_and_comes_back_is_reached_again(known: Known) -> None:
    await known.identities.person(known.fells.id, known.maya.id)
    async with known.bot.work() as work:
        await work.session.execute(update(rows).values(gone_at=work.now))
    assert await known.identities.person(known.fells.id, known.maya.id) == await known.person(MAYA)
    found = await known.account(known.maya)
    assert found is not None
    assert found.gone_at is None


# Asking in


async def test_a_stranger_asks_in_and_counts_as_soon_as_an_administrator_has_said_who_they_are(
    known: Known,
) -> None:
    user = known.fells.add_user("Omar Vale", "omar@vale.example.com")
    told = await asyncio.gather(
        *(known.identities.ask_in(known.fells.id, user.id) for _ in range(2))
    )
    assert any(text.startswith("Thank you. The administrators of") for text in told)
    assert (await stranger(known, user)).text.startswith("You asked on Monday 11 January 2027.")
    assert (await known.identities.ask_in(known.fells.id, user.id)).startswith("You asked on")
    await known.bot.delivery.drain()
    assert "Omar Vale, in Fells libraries, asks to be let in" in await known.chat(ALEX)
    account = await known.account(user)
    assert account is not None
    confirm = Action(name="account.confirmed", subject=account.subject, answers={"email": PRIYA})
    await known.bot.act(await known.person(ALEX), confirm)
    assert await known.identities.person(known.fells.id, user.id) == await known.person(PRIYA)
    assert await known.identities.ask_in(known.fells.id, user.id) == KNOWN


async def test_who_may_not_ask_is_told_why(known: Known) -> None:
    team = known.stub.world.add_workspace("Elsewhere")
    user = team.add_user("Maya Thorne", MAYA)
    assert "is not let in" in await known.identities.ask_in(team.id, user.id)
    assert await count(known) == 0


# Where somebody is reached


async def test_somebody_is_reached_where_they_were_seen_last(known: Known) -> None:
    other = known.union.add_user("M. Thorne", MAYA)
    for user in (known.maya, other):
        known.bot.clock.set(known.bot.clock.now() + timedelta(hours=2))
        await known.identities.person(user.team.id, user.id)
    found = await known.identities.account(await known.person(MAYA))
    assert found is not None
    assert found.user == other.id


async def test_who_never_spoke_to_the_bot_is_looked_up_by_address_where_that_is_believed(
    known: Known,
) -> None:
    known.fells.add_user("Priya Nair", PRIYA)  # a workspace that is not believed about it
    priya = known.union.add_user("Priya Nair", PRIYA)
    found = await known.identities.account(await known.person(PRIYA))
    assert found is not None
    assert (found.workspace, found.user, found.seen_at) == (known.union.id, priya.id, None)
    again = await known.identities.account(await known.person(PRIYA))
    assert again is not None
    assert again.id == found.id
    assert [one.team for one in known.stub.world.faults.called("users.lookupByEmail")] == [
        known.union.id
    ]


async def test_who_is_not_found_is_not_looked_up_again_for_ten_minutes(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = await known.person(PRIYA)
    for _ in range(2):
        assert await known.identities.account(person_id) is None
    assert known.calls("users.lookupByEmail") == 1
    known.union.add_user("Priya Nair", PRIYA)
    now = monotonic()
    monkeypatch.setattr(module, "monotonic", lambda: now + 601)
    assert await known.identities.account(person_id) is not None


async def test_when_slack_has_no_time_to_look_somebody_up_it_is_asked_again(known: Known) -> None:
    known.union.add_user("Priya Nair", PRIYA)
    known.stub.world.fails("users.lookupByEmail", "ratelimited", status=429, retry_after=1)
    assert await known.identities.account(await known.person(PRIYA)) is None
    assert await known.identities.account(await known.person(PRIYA)) is not None


def everywhere(known: Known, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every workspace vouches for every address; a list of those that are asked, in order."""
    asked: list[str] = []
    monkeypatch.setattr(identity, "vouched", lambda *_: next(iter(known.bot.definitions.values())))
    by_address = known.identities._by_address

    async def noted(workspace: str, email: str) -> Profile | None:
        asked.append(workspace)
        return await by_address(workspace, email)

    monkeypatch.setattr(known.identities, "_by_address", noted)
    return asked


async def test_every_workspace_is_asked_before_any_has_answered(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    priya = known.union.add_user("Priya Nair", PRIYA)
    asked, plain, all_asked = (
        everywhere(known, monkeypatch),
        known.identities._by_address,
        asyncio.Event(),
    )

    async def slow(workspace: str, email: str) -> Profile | None:
        found = await plain(workspace, email)
        if len(asked) == len(await known.identities.clients.workspaces()):
            all_asked.set()
        await all_asked.wait()
        return found

    monkeypatch.setattr(known.identities, "_by_address", slow)
    async with asyncio.timeout(20):
        found = await known.identities.account(await known.person(PRIYA))
    assert found is not None
    assert (found.workspace, found.user) == (known.union.id, priya.id)
    assert set(asked) == {known.fells.id, known.union.id}


async def test_workspaces_that_do_not_answer_are_waited_for_together_and_asked_again_next_time(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = everywhere(known, monkeypatch)
    monkeypatch.setattr(module, "LOOKING", 0.05)
    let_go = known.stub.world.holds("users.lookupByEmail")
    person_id = await known.person(PRIYA)
    for times in (1, 2):
        async with asyncio.timeout(20):
            assert await known.identities.account(person_id) is None
        assert len(asked) == 2 * times
    let_go.set()


async def test_an_account_that_is_somebody_elses_is_never_taken_over_by_looking_up(
    known: Known,
) -> None:
    user = known.union.add_user("Priya Nair", PRIYA)
    async with known.bot.work() as work:
        await work.add(
            Account(
                platform="slack",
                workspace=known.union.id,
                user=user.id,
                person_id=await known.person(ALEX),
            )
        )
    assert await known.identities.account(await known.person(PRIYA)) is None
    found = await known.account(user)
    assert found is not None
    assert found.person_id == await known.person(ALEX)


@pytest.mark.parametrize(
    ("name", "display", "offered"),
    [
        ("Omar Vale", "", "Omar"),  # Slack splits it itself
        ("Cummins, Daniel", "Daniel", "Daniel"),
        ("Cummins, Daniel", "", None),
        ("Nguyễn Thị Mai", "", None),
        ("SMITH Jane", "smithj", None),
        ("Dr Berg", "Dr Berg", None),
        ("Suharto", "Suharto", "Suharto"),
        ("Omar Vale", "\u202eOmi\u202c", "Omi"),
    ],
)
async def test_the_name_a_profile_goes_by_is_offered_and_nobody_is_called_by_it_unasked(
    known: Known, name: str, display: str, offered: str | None
) -> None:
    user = known.union.add_user(name, "new.face@tarn.example.org", display=display)
    person_id = await known.identities.person(known.union.id, user.id)
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, person_id)
    assert (person.name, person.given, person.called) == (name, offered, None)
    assert person.greeted("Thank you") == "Thank you"
