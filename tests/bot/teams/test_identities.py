"""Who a Teams user is, asked each time; strangers; and where in Teams a person and a tenant are found (R11.5)."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import update

from bot.chat.identity import KNOWN
from bot.chat.replies import Stranger
from bot.teams.asker import Asker, of_activity
from bot.teams.wire.errors import TeamsProblem
from handlers.kit.ui import Action
from scheme.refusal import Refusal
from storage import people
from storage.engine.database import Database
from storage.member import renames
from storage.platforms import installations
from storage.tables import accounts as rows
from storage.work import Busy
from tests.support.stage import ALEX, MAYA, PRIYA
from tests.teams.known import (
    ELSEWHERE,
    FELLS,
    SERVED,
    UNION,
    Known,
    chat_of,
    member,
    teams_known,
    user_of,
)


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


def asker(known: Known, who: str = MAYA, tenant: str = FELLS, **more: Any) -> Asker:
    """Somebody who writes in their own chat; `more` is what Teams tells of them besides."""
    if more:
        known.teams.inside[chat_of(who)] = [member(tenant, who) | more]
    return of_activity(
        known.activity("message", who, tenant=tenant, localTimezone="Australia/Hobart")
    )


async def stranger(known: Known, one: Asker) -> Stranger:
    """What somebody is told of whom it cannot be told who they are."""
    with pytest.raises(Stranger) as no:
        await known.identities.person_of(one)
    return no.value


async def test_a_user_is_the_person_whose_address_their_tenant_is_believed_about(
    known: Known,
) -> None:
    assert await known.identities.person_of(asker(known, name="Maya T")) == await known.person(MAYA)
    found = await known.account()
    assert found is not None
    assert (found.user, found.name, found.email) == (user_of(MAYA), "Maya T", MAYA)
    assert found.seen_at is not None
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, await known.person(MAYA))
    assert (person.name, person.zone) == ("Maya Thorne", "Australia/Hobart")


async def test_the_locale_of_whoever_acts_is_kept_and_followed(known: Known) -> None:
    async def acts_in(locale: str) -> str:
        body = known.activity("message", MAYA, tenant=FELLS, locale=locale)
        person_id = await known.identities.person_of(of_activity(body))
        async with known.bot.work(writes=False) as work:
            return (await people.by_id(work, person_id)).locale

    assert [await acts_in(locale) for locale in ("en-GB", "en-US", "")] == [
        "en-GB",
        "en-US",
        "en-US",
    ]


async def test_who_somebody_is_is_asked_of_teams_once(known: Known) -> None:
    for _ in range(3):
        await known.identities.person_of(asker(known))
    assert known.teams.calls.count("member") == 1


async def test_an_account_that_is_taken_away_in_another_process_acts_as_nobody_at_once(
    known: Known,
) -> None:
    await known.identities.person_of(asker(known))
    async with known.bot.work() as work:  # by whichever process
        await work.session.execute(update(rows).values(person_id=await known.person(ALEX)))
    assert await known.identities.person_of(asker(known)) == await known.person(ALEX)


async def test_the_same_person_in_two_tenants_is_one_person(known: Known) -> None:
    first = await known.identities.person_of(asker(known))
    known.teams.inside.clear()
    assert await known.identities.person_of(asker(known, tenant=UNION)) == first


async def test_the_sign_in_name_counts_where_the_tenant_is_believed_about_it_and_not_about_the_address(
    known: Known,
) -> None:
    one = asker(known, email="maya@home.example.com")
    assert await known.identities.person_of(one) == await known.person(MAYA)


async def test_an_address_that_the_tenant_is_not_believed_about_makes_nobody_that_person(
    known: Known,
) -> None:
    one = asker(known, PRIYA)  # Harbour's, in the tenant of Fells
    assert (await stranger(known, one)).may_ask
    assert await known.account(PRIYA) is None


@pytest.mark.parametrize(
    "told",
    [
        {"tenantId": ELSEWHERE},
        {"userRole": "anonymous"},
        {"aadObjectId": None},
        {"aadObjectId": "22222222-2222-4222-8222-222222222222"},
    ],
)
async def test_somebody_of_another_tenant_or_without_an_account_is_no_person_here(
    known: Known, told: dict[str, Any]
) -> None:
    no = await stranger(known, asker(known, **told))
    assert "not one of the organisation's own" in no.text
    assert not no.may_ask


async def test_the_sign_in_name_of_a_guest_is_no_address(known: Known) -> None:
    one = asker(
        known,
        email="",
        userPrincipalName="maya.thorne_fellside.example.org#EXT#@fellside.example.org",
    )
    assert (await stranger(known, one)).may_ask
    assert await known.account() is None


async def test_a_tenant_that_is_not_let_in_asks_nothing_of_teams(known: Known) -> None:
    assert "is not let in" in (await stranger(known, asker(known, tenant=ELSEWHERE))).text
    assert known.teams.calls == []


@pytest.mark.parametrize(
    "fault", [TeamsProblem("status 503", "passing"), aiohttp.ClientError(), TimeoutError()]
)
async def test_when_teams_says_nothing_nobody_is_taken_for_a_stranger(
    known: Known, fault: Exception
) -> None:
    known.teams.fails["member"] = fault
    with pytest.raises(Refusal) as no:
        await known.identities.person_of(asker(known))
    assert "so nothing was done" in no.value.text
    assert not isinstance(no.value, Stranger)
    del known.teams.fails["member"]
    assert await known.identities.person_of(asker(known)) == await known.person(MAYA)


async def test_a_stranger_asks_once_is_told_where_it_stands_and_then_is_known(known: Known) -> None:
    email = "omar@vale.example.com"
    one = asker(known, email, name="Omar Vale")
    await stranger(known, one)
    told = await asyncio.gather(*(known.identities.ask_in(FELLS, user_of(email)) for _ in range(2)))
    assert any(text.startswith("Thank you. The administrators of") for text in told)
    assert "Omar Vale, in Fells libraries, asks to be let in" in await known.chat(ALEX)
    account = await known.account(email)
    assert account is not None
    await known.bot.act(
        await known.person(ALEX),
        Action(name="account.confirmed", subject=account.subject, answers={"email": PRIYA}),
    )
    assert await known.identities.person_of(one) == await known.person(PRIYA)
    assert await known.identities.ask_in(FELLS, user_of(email)) == KNOWN


# Where things are


async def test_where_a_tenant_is_served_and_somebodys_chat_are_kept(known: Known) -> None:
    one = asker(known)
    await known.references.note(one)
    await known.identities.person_of(one)
    await known.references.note(one)
    found = await known.account()
    assert found is not None
    assert found.chat == chat_of(MAYA)
    async with known.bot.work(writes=False) as work:
        tenant = await installations.of(work, "teams", FELLS)
    assert tenant is not None
    assert tenant.body == {"service_url": SERVED, "bot": one.bot}


async def test_nothing_is_written_where_nothing_has_changed(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = asker(known)
    await known.identities.person_of(one)
    await known.references.note(one)
    monkeypatch.setattr(known.bot, "work", None)
    assert await known.references.note(one) is False


async def test_a_tenant_that_is_served_elsewhere_is_spoken_to_there(known: Known) -> None:
    one = of_activity(known.activity("message"))
    await known.references.note(one)
    moved = of_activity(
        {**known.activity("message"), "serviceUrl": "https://smba.example.org/amer/"}
    )
    await known.references.note(moved)
    assert (
        await known.references.place_of(FELLS, "19:c")
    ).service_url == "https://smba.example.org/amer/"


async def test_a_tenant_from_which_nothing_came_cannot_be_spoken_to_yet(known: Known) -> None:
    with pytest.raises(TeamsProblem) as no:
        await known.references.place_of(FELLS, "19:c")
    assert no.value.about == "tenant"
    assert not no.value.permanent


async def test_a_chat_is_opened_where_none_is_known_and_never_twice(known: Known) -> None:
    await known.identities.person_of(asker(known))
    await known.references.note(of_activity(known.activity("message", where="19:c@thread.tacv2")))
    for _ in range(2):
        place = await known.references.chat_of(FELLS, user_of(MAYA))
        assert place.conversation == f"a:opened-{user_of(MAYA)}"
    assert known.teams.calls.count("open_chat") == 1
    await known.references.forget(FELLS, user_of(MAYA))
    await known.references.chat_of(FELLS, user_of(MAYA))
    assert known.teams.calls.count("open_chat") == 2


async def test_a_chat_that_is_kept_is_used_after_a_restart(known: Known) -> None:
    one = asker(known)
    await known.identities.person_of(one)
    await known.references.note(one)
    fresh = type(known.references)(known.bot, known.teams)  # type: ignore[arg-type]  # it stands in for the connector
    assert (await fresh.chat_of(FELLS, user_of(MAYA))).conversation == chat_of(MAYA)
    assert "open_chat" not in known.teams.calls


async def test_a_busy_database_stops_nobody(known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(**_: object) -> None:
        raise Busy

    monkeypatch.setattr(known.bot, "work", busy)
    assert await known.references.note(asker(known)) is False


@pytest.mark.parametrize(
    ("name", "given", "offered"),
    [
        ("Cummins, Daniel", "Daniel", "Daniel"),
        ("Nguyễn Thị Mai", "Mai", "Mai"),
        ("SMITH Jane", "SMITH", None),
        ("Dr Anna Berg", "Dr", None),
        ("van der Berg, Jan", None, None),
        ("Omar Vale", ["Omar"], None),
    ],
)
async def test_the_given_name_of_the_directory_is_offered_and_nobody_is_called_by_it_unasked(
    known: Known, name: str, given: object, offered: str | None
) -> None:
    told: dict[str, Any] = {
        "name": name,
        "givenName": given,
        "email": "new.face@fellside.example.org",
    }
    person_id = await known.identities.person_of(
        asker(known, "new.face@fellside.example.org", **told)
    )
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, person_id)
    assert (person.name, person.given, person.called) == (name, offered, None)
    assert person.greeted("Thank you") == "Thank you"


async def test_another_name_in_the_directory_is_asked_about_once_and_changes_nothing_yet(
    known: Known,
) -> None:
    await known.identities.person_of(asker(known))
    for _ in range(2):
        known.teams.inside[chat_of(MAYA)] = [member(FELLS, MAYA, "Maya Hollow")]
        body = known.activity("message", MAYA, tenant=FELLS)
        body["from"]["name"] = "Maya Hollow"
        await known.identities.person_of(of_activity(body))
    async with known.bot.work(writes=False) as work:
        person = await people.by_id(work, await known.person(MAYA))
        asked = await renames.open_of(work, person.id)
    assert person.name == "Maya Thorne"
    assert asked is not None
    assert (asked.id, asked.before, asked.after) == (1, "Maya Thorne", "Maya Hollow")
