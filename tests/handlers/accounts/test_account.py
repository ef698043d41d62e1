"""Accounts that nobody vouches for: asked about, confirmed, declined, taken away again; and closed ones (R11.5)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from handlers.accounts import identity
from handlers.accounts.identity import Profile
from handlers.kit.post import tell
from handlers.kit.ui import Action, Form, Message
from scheme.definition.definition import Definition
from scheme.definition.sections import Workspace
from scheme.people import Account
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import people
from storage.engine.database import Database
from storage.platforms import accounts
from storage.tables import outbox
from tests.support import pairs
from tests.support.dialogue import Stage
from tests.support.rounds import act, at_once, barred, keeps_to_the_voice, logged, refused
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, ROBIN, scheme, set_stage

FELLS, ELSEWHERE = "T0FELLS", "T0OTHER"
OMAR = Profile(
    platform="slack",
    workspace=FELLS,
    user="U0OMAR",
    name="Omar Vale",
    email="omar@vale.example.com",
)
TAKEN = "maya@moor.example.org"
CARD = "Omar Vale, in Fells libraries, asks to be let in"


def with_slack() -> Definition:
    """The scheme, with one workspace let in that is believed about one organisation."""
    here = Workspace(
        platform="slack", id=FELLS, name="Fells libraries", organisations=("fellside",)
    )
    return scheme().model_copy(update={"workspaces": (here,)})


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose scheme lets a workspace in."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    one = await set_stage(database, with_slack())
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def asks(scene: Stage, profile: Profile = OMAR) -> str:
    """A stranger asks to be let in; what they are told."""
    async with scene.bot.work() as work:
        told = await identity.ask_in(work, profile)
    await scene.bot.delivery.drain()
    return told


async def account_of(scene: Stage, profile: Profile = OMAR) -> Account:
    """An account as it is kept."""
    async with scene.bot.work(writes=False) as work:
        found = await accounts.at(work, profile.platform, profile.workspace, profile.user)
    assert found is not None
    return found


async def told_now(scene: Stage) -> tuple[str, bool]:
    """What the stranger is told when they come, and whether they may ask."""
    definition = next(iter(scene.bot.definitions.values()))
    return identity.told_unknown(definition, await account_of(scene), scene.bot.clock.now())


async def comes(scene: Stage, profile: Profile) -> Account | None:
    """Somebody comes in by the door."""
    async with scene.bot.work() as work:
        found = await identity.known(work, profile, seen=True)
    await scene.bot.delivery.drain()
    return found


async def confirms(scene: Stage, email: str, **more: str | bool) -> None:
    """The administrator says whose account it is."""
    await asks(scene)
    await act(
        await scene.person(ALEX),
        "account.confirmed",
        str((await account_of(scene)).subject),
        email=email,
        **more,
    )


async def test_somebody_whose_address_is_vouched_for_is_that_person_at_once(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    profile = Profile(
        platform="slack",
        workspace=FELLS,
        user="U0MAYA",
        name="Maya T",
        email=MAYA.upper(),
        zone="Australia/Hobart",
        picture="https://pictures.example.org/m",
    )
    found = await comes(scene, profile)
    assert found is not None
    assert found.person_id == maya.person_id
    async with scene.bot.work(writes=False) as work:
        person = await people.by_id(work, maya.person_id)
    assert (person.name, person.zone, person.picture) == (
        "Maya Thorne",
        "Australia/Hobart",
        "https://pictures.example.org/m",
    )


async def test_a_new_person_is_made_of_a_profile_that_is_vouched_for(scene: Stage) -> None:
    found = await comes(
        scene,
        Profile(
            platform="slack",
            workspace=FELLS,
            user="U0NEW",
            name="Omar Vale",
            email="omar@fellside.example.org",
            zone="Mars/Base",
        ),
    )
    assert found is not None
    assert found.person_id is not None
    async with scene.bot.work(writes=False) as work:
        person = await people.by_id(work, found.person_id)
    assert (person.name, person.email, person.zone) == (
        "Omar Vale",
        "omar@fellside.example.org",
        "Europe/London",
    )


@pytest.mark.parametrize(
    "profile",
    [
        Profile(
            platform="slack", workspace=FELLS, user="U0A", name="Priya Nair", email=PRIYA
        ),  # of another organisation than the workspace's
        Profile(
            platform="slack", workspace=ELSEWHERE, user="U0A", name="Maya Thorne", email=MAYA
        ),  # in a workspace that nobody let in
        Profile(platform="teams", workspace=FELLS, user="U0A", name="Maya Thorne", email=MAYA),
        Profile(platform="slack", workspace=FELLS, user="U0A", name="Maya Thorne", email=""),
    ],
)
async def test_an_address_counts_only_where_the_scheme_believes_the_workspace_about_it(
    scene: Stage, profile: Profile
) -> None:
    assert await comes(scene, profile) is None
    async with scene.bot.work(writes=False) as work:
        assert await accounts.at(work, profile.platform, profile.workspace, profile.user) is None


async def test_the_same_person_in_two_workspaces_is_one_person(scene: Stage) -> None:
    definition = next(iter(scene.bot.definitions.values()))
    second = Workspace(platform="slack", id=ELSEWHERE)
    both = definition.model_copy(update={"workspaces": (*definition.workspaces, second)})
    scene.bot.definitions = scene.bot.desk.definitions = {both.key: both}
    ids = {
        found.person_id
        for place in (FELLS, ELSEWHERE)
        if (
            found := await comes(
                scene,
                Profile(platform="slack", workspace=place, user="U0MAYA", name="Maya", email=MAYA),
            )
        )
    }
    assert ids == {(await scene.person(MAYA)).person_id}


async def test_a_stranger_asks_and_only_administrators_hear_who_it_is(scene: Stage) -> None:
    told = await asks(scene)
    assert "administrators of" in told
    alex = await scene.person(ALEX)
    await alex.sees(CARD)
    await (await scene.person(ROBIN)).does_not_see("Omar")
    await scene.group_does_not_see("Omar")
    await alex.presses("Open", card=CARD)
    await alex.sees("omar@vale.example.com", "Fells libraries", "Monday 11 January 2027")
    await alex.says("hello")
    await alex.sees("An account waits")


async def test_asking_twice_is_one_card_and_asking_again_within_a_day_says_so(scene: Stage) -> None:
    await asks(scene)
    text, may_ask = await told_now(scene)
    assert text.startswith("You asked on Monday 11 January 2027.")
    assert not may_ask
    assert (await asks(scene)).startswith("You asked on Monday 11 January 2027.")
    await scene.forward(days=1)
    assert (await told_now(scene))[1]
    await asks(scene)
    alex = await scene.person(ALEX)
    assert sum("asks to be let in" in one.text for one in alex.room.messages.values()) == 1


async def test_where_there_is_no_administrator_the_group_hears_without_a_name(scene: Stage) -> None:
    async with scene.bot.work() as work:
        for seat in await people.roster(work, "aln"):
            if seat.duty == "administrator":
                seat.until = work.now
    await asks(scene)
    await scene.group_sees("no administrator is there to confirm them")
    await scene.group_does_not_see("Omar")


async def test_an_administrator_says_whose_account_it_is_and_what_waited_for_them_comes(
    scene: Stage,
) -> None:
    await asks(scene)
    alex, priya = await scene.person(ALEX), await scene.person(PRIYA)
    await alex.presses("Open", card=CARD)
    await alex.presses("Say whose it is")
    await alex.holds(email="omar@vale.example.com", name="Omar Vale")
    await alex.fills(email=PRIYA)
    await alex.submits()
    await alex.sees("this is the account of Priya Nair", "Omar Vale has been let in")
    await priya.sees("You are in", "Welcome, Priya.", "Home")
    assert (await account_of(scene)).person_id == priya.person_id
    assert ("aln", str(alex.person_id), "account.confirmed", "account:1", "done") in await logged(
        scene
    )


async def test_letters_that_were_given_up_are_tried_again_once_somebody_is_let_in(
    scene: Stage,
) -> None:
    priya = await scene.person(PRIYA)
    async with scene.bot.work() as work:
        await tell(work, priya.person_id, Message(text="This waited."), key="waited")
    async with scene.bot.work() as work:
        await work.session.execute(update(outbox).values(set_aside="no_chat"))
    await confirms(scene, PRIYA)
    await priya.sees("This waited.")


async def test_somebody_new_is_made_of_an_address_and_a_name(scene: Stage) -> None:
    await asks(scene)
    alex = await scene.person(ALEX)
    await act(
        alex, "account.confirmed", "account:1", email="omar@vale.example.com", name="Omar Vale"
    )
    omar = await scene.person("omar@vale.example.com")
    assert omar.name == "Omar Vale"
    await omar.sees("Welcome. An administrator has confirmed who you are")


async def test_a_new_address_without_a_name_is_asked_for_one(scene: Stage) -> None:
    await asks(scene)
    told = await refused(
        await scene.person(ALEX), "account.confirmed", "account:1", email="nobody@vale.example.com"
    )
    assert told == "Nobody has this address here yet. If they are new, please give their name too."
    async with scene.bot.work(writes=False) as work:
        assert await people.by_email(work, "nobody@vale.example.com") is None


async def test_a_second_account_in_one_workspace_wants_a_tick(scene: Stage) -> None:
    async with scene.bot.work() as work:
        maya = await people.by_email(work, MAYA)
        assert maya is not None
        await work.add(Account(platform="slack", workspace=FELLS, user="U0MAYA", person_id=maya.id))
    await asks(scene)
    alex = await scene.person(ALEX)
    await alex.presses("Open", card=CARD)
    await alex.presses("Say whose it is")
    await alex.fills(email=MAYA)
    await alex.submits()
    assert isinstance(alex.window, Form)
    assert (
        alex.window.notice
        == "Maya Thorne has an account in Fells libraries already. Is this one theirs too?"
    )
    assert (await account_of(scene)).person_id is None
    await alex.fills(sure=True)
    await alex.submits()
    assert (await account_of(scene)).person_id == maya.id
    await (await scene.person(MAYA)).sees(
        "an account in Fells libraries is yours too. If it is not, please say so."
    )


async def test_of_two_administrators_at_once_one_decides(scene: Stage) -> None:
    await asks(scene)
    await act(
        await scene.person(ROBIN), "organise.added",
        name="Eli Roe", email="eli.roe@moor.example.org", duty="administrator", organisation="moor",
    )  # fmt: skip
    wishes = (
        (
            ALEX,
            Action(
                name="account.confirmed", subject=Subject("account", 1), answers={"email": MAYA}
            ),
        ),
        (
            "eli.roe@moor.example.org",
            Action(name="account.declined", subject=Subject("account", 1)),
        ),
    )
    found = await at_once(scene, *wishes)
    kept = await account_of(scene)
    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert (kept.person_id is None) == isinstance(found[0], Refusal)


async def test_what_is_settled_is_not_settled_again(scene: Stage) -> None:
    await confirms(scene, MAYA)
    alex = await scene.person(ALEX)
    for step in ("whose", "confirmed"):
        assert "said already" in await refused(alex, f"account.{step}", "account:1", email=PRIYA)
    assert "settled already" in await refused(alex, "account.declined", "account:1")
    assert (await account_of(scene)).person_id == (await scene.person(MAYA)).person_id


async def test_whoever_is_declined_reads_so_and_may_ask_again_after_a_month(scene: Stage) -> None:
    await asks(scene)
    alex = await scene.person(ALEX)
    await alex.presses("Open", card=CARD)
    await alex.presses("Not one of us")
    await alex.sees("Omar Vale was not let in")
    text, may_ask = await told_now(scene)
    assert "could not place you" in text
    assert "From Wednesday 10 February 2027 you can ask again." in text
    assert not may_ask
    assert "could not place you" in await asks(scene)
    await scene.forward(days=30)
    assert (await told_now(scene))[1]
    assert (await asks(scene)).startswith("Thank you.")


async def test_what_was_declined_can_be_confirmed_after_all(scene: Stage) -> None:
    await asks(scene)
    alex = await scene.person(ALEX)
    await act(alex, "account.declined", "account:1")
    await act(alex, "account.open", "account:1")
    await act(alex, "account.confirmed", "account:1", email=MAYA)
    found = await account_of(scene)
    assert (found.person_id, found.gone_at) == ((await scene.person(MAYA)).person_id, None)


async def test_an_account_can_be_taken_away_again_and_its_person_hears_of_it_elsewhere(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    async with scene.bot.work() as work:
        await work.add(
            Account(platform="slack", workspace=FELLS, user="U0MAYA", person_id=maya.person_id)
        )
        await tell(work, maya.person_id, Message(text="Kept up."), key="kept")
    await scene.bot.delivery.drain()
    async with scene.bot.work() as work:
        await work.session.execute(update(outbox).values(address=f"{FELLS}/D1/1.2"))
    await confirms(scene, MAYA, sure=True)
    alex, subject = await scene.person(ALEX), (await account_of(scene)).subject
    await act(alex, "account.part", str(subject))
    assert (await account_of(scene)).person_id is None
    await maya.sees("took an account in Fells libraries away from you")
    async with scene.bot.work(writes=False) as work:
        kept = (
            await work.session.scalars(select(outbox.c.address).where(outbox.c.key == "kept"))
        ).one()
    assert kept is None
    assert (await told_now(scene))[1]
    assert "nobody's just now" in await refused(alex, "account.part", str(subject))


async def test_an_administrator_sees_whose_it_is_and_can_take_it_away_from_there(
    scene: Stage,
) -> None:
    await confirms(scene, MAYA)
    alex = await scene.person(ALEX)
    await alex.closes()
    reply = await act(alex, "account.open", "account:1")
    alex.window = reply.window
    await alex.sees("this is the account of Maya Thorne")
    await alex.presses("Take it away")
    await alex.submits()
    await alex.sees("is nobody's again")
    assert (await account_of(scene)).person_id is None


async def test_an_administrator_does_not_decide_on_their_own_account_once_it_is_theirs(
    scene: Stage,
) -> None:
    await confirms(scene, ALEX)
    assert "your own" in await barred(await scene.person(ALEX), "account.part", "account:1")


@pytest.mark.parametrize("email", [MAYA, IDA, ROBIN])
async def test_only_administrators_say_whose_an_account_is(scene: Stage, email: str) -> None:
    await asks(scene)
    for step in ("open", "whose", "confirmed", "declined", "parting", "part"):
        await barred(await scene.person(email), f"account.{step}", "account:1", email=email)
    assert (await account_of(scene)).person_id is None


async def test_an_account_that_is_vouched_for_is_nobodys_to_open_or_to_take_away(
    scene: Stage,
) -> None:
    await comes(
        scene, Profile(platform="slack", workspace=FELLS, user="U0MAYA", name="Maya", email=MAYA)
    )
    for step in ("open", "part"):
        assert "is not there" in await refused(
            await scene.person(ALEX), f"account.{step}", "account:1"
        )


async def test_whoever_asked_and_is_then_vouched_for_needs_nobody(scene: Stage) -> None:
    await asks(scene)
    found = await comes(
        scene,
        Profile(
            platform="slack",
            workspace=FELLS,
            user="U0OMAR",
            name="Omar Vale",
            email="omar@fellside.example.org",
        ),
    )
    assert found is not None
    assert found.person_id is not None
    alex = await scene.person(ALEX)
    await alex.sees("The address turned out to be one of ours")
    await alex.does_not_see("asks to be let in")


# Profiles that change


async def test_another_address_in_a_profile_moves_nobody_until_an_administrator_says_so(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    found = await comes(
        scene, Profile(platform="slack", workspace=FELLS, user="U0MAYA", name="Maya", email=MAYA)
    )
    assert found is not None
    for _ in range(2):  # events come twice
        async with scene.bot.work() as work:
            one = await accounts.at(work, "slack", FELLS, "U0MAYA")
            assert one is not None
            await identity.changed(
                work,
                one,
                Profile(platform="slack", workspace=FELLS, user="U0MAYA", name="Maya", email=TAKEN),
            )
    await scene.bot.delivery.drain()
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    one = await account_of(
        scene, Profile(platform="slack", workspace=FELLS, user="U0MAYA", name="Maya", email="")
    )
    assert one.person_id == maya.person_id
    assert (
        sum("somebody's profile has changed" in each.text for each in alex.room.messages.values())
        == 1
    )
    await alex.presses("Open", card="somebody's profile has changed")
    await alex.sees(MAYA, TAKEN)
    await alex.presses("Confirm it")
    async with scene.bot.work(writes=False) as work:
        assert (await people.by_id(work, maya.person_id)).email == TAKEN


async def test_an_account_that_is_closed_is_a_word_to_the_group_where_nobody_else_is_reached(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    for place in ("U0MAYA", "U1MAYA"):
        async with scene.bot.work() as work:
            await work.add(
                Account(
                    platform="slack",
                    workspace=FELLS,
                    user=place,
                    person_id=(await scene.person(MAYA)).person_id,
                )
            )
    await closes(scene, "U0MAYA")
    await scene.group_does_not_see("could not be delivered")
    await closes(scene, "U1MAYA")
    await closes(scene, "U1MAYA")
    await scene.group_sees("A message to somebody in P-1 could not be delivered")


async def closes(scene: Stage, user: str) -> None:
    """An account is closed."""
    async with scene.bot.work() as work:
        one = await accounts.at(work, "slack", FELLS, user)
        assert one is not None
        await identity.closed(work, one)
    await scene.bot.delivery.drain()


async def test_what_is_kept_about_a_person_names_their_accounts(scene: Stage) -> None:
    await confirms(scene, MAYA)
    reply = await act(await scene.person(MAYA), "privacy.show")
    assert "U0OMAR" in repr(reply)
