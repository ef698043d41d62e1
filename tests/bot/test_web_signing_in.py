"""Signing in by mail: with a code or a link, each once and for a while; and whatever may go wrong with them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.web import cookies
from handlers.accounts import signing_in
from handlers.accounts.signing_in import MOST_CODES, MOST_MAILS
from storage import people
from storage.engine.database import Database
from storage.tables import links, outbox, sessions, sign_ins
from storage.web.links import MOST_WRONG
from tests.support.stage import MAYA, TOM, set_stage
from tests.web.visitor import Visitor, Visitors, visited

ASKED = "We have written to"
WRONG = "This is not the code"


@pytest.fixture
async def visitors(tmp_path: Path) -> AsyncIterator[Visitors]:
    database = Database(f"sqlite:///{tmp_path}/signing-in.db")
    async with visited(await set_stage(database)) as one:
        yield one
    await database.close()


@pytest.fixture
async def visitor(visitors: Visitors) -> Visitor:
    return await visitors.one()


async def who(visitor: Visitor) -> list[int]:
    async with visitor.stage.bot.work(writes=False) as work:
        return list((await work.session.scalars(select(sessions.c.person_id))).all())


async def test_a_code_signs_in_once(visitor: Visitor) -> None:
    await visitor.asks(MAYA)
    assert ASKED in visitor.text
    code = visitor.code(MAYA)
    await visitor.types(MAYA, f" {code[:3].lower()}-{code[3:]} ")
    assert visitor.path == "/"
    assert len(await who(visitor)) == 1
    await visitor.types(MAYA, code)
    assert WRONG in visitor.text


async def test_a_link_signs_in_by_its_button_alone_and_on_any_device(
    visitors: Visitors, visitor: Visitor
) -> None:
    await visitor.asks(MAYA)
    link = visitor.link(MAYA)
    other = await visitors.one()
    for _ in range(3):  # as programs do that look through mail
        assert f"signs you in as {MAYA}" in await other.opens(link)
    async with other.client.head(link) as response:
        assert response.status == 200
    assert await who(visitor) == []
    await other.sends(link, {"press": "stay"}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"})
    assert other.path == "/"
    assert len(await who(visitor)) == 1
    assert "has been used" in await visitor.opens(link)
    assert visitor.status == 404
    assert "has been used" in await visitor.sends(link)
    assert visitor.client.session.cookie_jar.filter_cookies(visitor.client.make_url("/")) == {}


async def test_known_and_unknown_are_told_and_sent_the_same(visitor: Visitor) -> None:
    said, sent = [], []
    for address in (MAYA, "nobody.here@elsewhere.example.org"):
        await visitor.asks(address)
        said.append(visitor.text.replace(address, "…"))
        mail = visitor.box.last(address)
        sent.append((mail.subject, mail.text.replace(visitor.link(address), "…")[:90]))
    assert said[0] == said[1]
    assert sent[0] == sent[1]


async def test_somebody_unknown_is_known_by_their_address_from_then_on(visitor: Visitor) -> None:
    address = "una.hart+m@elsewhere.example.org"
    await visitor.asks(address.upper())
    await visitor.types(address.upper(), visitor.code(address))
    async with visitor.stage.bot.work(writes=False) as work:
        person = await people.by_email(work, address)
    assert person is not None
    assert await who(visitor) == [person.id]


async def test_dates_are_read_as_the_browser_has_them_where_no_profile_has_told(
    visitor: Visitor,
) -> None:
    async def locale() -> str:
        async with visitor.stage.bot.work(writes=False) as work:
            person = await people.by_email(work, TOM)
            assert person is not None
            return person.locale

    visitor.languages = "*;q=0.1, de;q=0.5, en-US;q=0.9"
    await visitor.signs_in(TOM)
    assert await locale() == "en-US"
    visitor.languages = "en-GB"
    await visitor.signs_in(TOM)
    assert await locale() == "en-US"


@pytest.mark.parametrize(
    "address",
    ["o'neill@moor.example.org", "una+mentoring@moor.example.org", "jürgen@moor.example.org"],
)
async def test_unusual_addresses_are_written_to(visitor: Visitor, address: str) -> None:
    await visitor.signs_in(address)
    assert visitor.box.of(address)


@pytest.mark.parametrize("address", ["", "una", "una@", "a@b\r\nBcc: c@d.example.org", "x" * 250])
async def test_what_is_no_address_is_said_beside_the_field(visitor: Visitor, address: str) -> None:
    await visitor.asks(address)
    assert visitor.status == 422
    assert 'href="#field-address"' in visitor.text
    assert visitor.box.mails == []


async def test_a_second_mail_leaves_the_first_one_good_and_ends_with_it(visitor: Visitor) -> None:
    await visitor.asks(MAYA)
    first = visitor.code(MAYA)
    await visitor.asks(MAYA)
    second = visitor.link(MAYA)
    await visitor.types(MAYA, first)
    assert visitor.path == "/"
    assert "with a later mail" in await visitor.opens(second)


async def test_its_time_is_twenty_minutes(visitor: Visitor) -> None:
    await visitor.asks(MAYA)
    ago = datetime.now(UTC) - timedelta(minutes=1)
    async with visitor.stage.bot.work() as work:
        await work.session.execute(update(links).values(expires_at=ago))
    await visitor.types(MAYA, visitor.code(MAYA))
    assert WRONG in visitor.text
    assert "too old" in await visitor.opens(visitor.link(MAYA))
    assert "Ask for a new mail" in visitor.text


async def test_a_forged_link_leads_to_the_way_to_a_real_one(visitor: Visitor) -> None:
    assert "leads nowhere" in await visitor.opens(f"/sign-in/link/{'x' * 43}")
    assert 'href="/sign-in"' in visitor.text
    assert "leads nowhere" in await visitor.sends("/sign-in/link/short")


async def test_codes_can_be_guessed_a_few_times_alone(visitor: Visitor) -> None:
    await visitor.asks(MAYA)
    for _ in range(MOST_WRONG):
        assert WRONG in await visitor.types(MAYA, "BBBBBB")
    assert WRONG in await visitor.types(MAYA, visitor.code(MAYA))
    for _ in range(MOST_CODES):
        await visitor.types(MAYA, "BBBBBB")
    assert "No more codes" in visitor.text
    await visitor.opens(visitor.link(MAYA))
    await visitor.sends(visitor.link(MAYA), {"press": "stay"})
    assert visitor.path == "/"


async def test_to_one_address_go_a_few_mails_an_hour_and_nobody_is_told_who_may_not_know(
    visitor: Visitor,
) -> None:
    for _ in range(MOST_MAILS + 2):
        await visitor.asks(MAYA)
        assert ASKED in visitor.text
    assert len(visitor.box.of(MAYA)) == MOST_MAILS


async def test_from_one_network_so_many_are_asked_for(
    visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_in, "MOST_ASKED", 2)
    for name in ("a", "b", "c"):
        await visitor.asks(f"{name}@moor.example.org")
    assert visitor.status == 422
    assert "please wait an hour" in visitor.text
    assert "c@moor.example.org" in visitor.text  # what was typed stays
    assert len(visitor.box.mails) == 2


async def test_what_waits_to_be_sent_holds_neither_code_nor_link_nor_address(
    visitor: Visitor,
) -> None:
    await visitor.asks(MAYA)
    async with visitor.stage.bot.work(writes=False) as work:
        kept = str((await work.session.execute(select(outbox))).all())
    assert visitor.code(MAYA) not in kept.replace(" ", "")
    assert visitor.link(MAYA) not in kept
    assert MAYA not in kept


async def test_a_mail_that_comes_to_be_sent_too_late_is_not_sent(visitor: Visitor) -> None:
    visitor.box.answers[MAYA].append("450 4.7.1 Greylisted")
    await visitor.asks(MAYA)
    async with visitor.stage.bot.work() as work:
        await work.session.execute(sign_ins.delete())
        await work.session.execute(update(outbox).values(try_at=datetime.now(UTC)))
    await visitor.stage.bot.delivery.drain()
    assert visitor.box.mails == []
    async with visitor.stage.bot.work(writes=False) as work:
        (row,) = (await work.session.execute(select(outbox))).all()
    assert (row.sent, row.set_aside) == (row.wanted, None)


async def test_a_browser_without_cookies_is_told_so(visitors: Visitors) -> None:
    visitor = await visitors.one(keeps_cookies=False)
    await visitor.asks(MAYA)
    await visitor.types(MAYA, visitor.code(MAYA))
    assert visitor.status == 403
    assert "keeps no cookies" in visitor.text


async def test_whoever_signs_in_has_a_session_that_nobody_else_knows_of(visitor: Visitor) -> None:
    url = visitor.client.make_url("/")
    visitor.client.session.cookie_jar.update_cookies({"session": "planted"}, url)
    await visitor.signs_in(MAYA)
    given = visitor.client.session.cookie_jar.filter_cookies(url)["session"].value
    assert given != "planted"
    await visitor.signs_in(MAYA)  # the one before ends
    assert len(await who(visitor)) == 1
    assert visitor.client.session.cookie_jar.filter_cookies(url)["session"].value != given


async def test_on_a_shared_computer_it_lasts_until_the_browser_is_closed(visitor: Visitor) -> None:
    await visitor.asks(MAYA)
    headers = {"Sec-Fetch-Site": "same-origin"}
    for button, lasts in (("today", False), ("stay", True)):
        values = {"address": MAYA, "short.code": visitor.code(MAYA), "press": button}
        async with visitor.client.post(
            "/sign-in/code", data=values, headers=headers, allow_redirects=False
        ) as response:
            cookie = response.headers["Set-Cookie"]
        assert ("Max-Age" in cookie) is lasts
        assert "HttpOnly; SameSite=Lax" in cookie
        await visitor.asks(MAYA)


async def test_out_again_by_a_button(visitor: Visitor) -> None:
    await visitor.signs_in(MAYA)
    await visitor.opens("/sign-out")
    assert len(await who(visitor)) == 1
    await visitor.sends("/sign-out")
    assert visitor.path == "/"
    assert await who(visitor) == []


async def test_without_mail_nobody_is_offered_what_cannot_work(visitor: Visitor) -> None:
    mail = visitor.stage.bot.channels.pop(0)
    assert "Nobody can sign in here yet" in await visitor.opens("/sign-in")
    await visitor.sends("/sign-in", {"short.address": MAYA})
    visitor.stage.bot.channels.insert(0, mail)
    assert await visitor.stage.bot.delivery.drain() == 0


def test_by_https_no_other_site_can_set_the_cookie_and_none_goes_in_the_clear() -> None:
    cookie = cookies.made("https://mentoring.example.org", "token", lasts=True)
    assert cookie.startswith("__Host-session=token; Path=/; ")
    assert "; Secure" in cookie
    assert "; Secure" not in cookies.made("http://127.0.0.1:3978", "token", lasts=True)
    assert not cookies.may_be_kept("http://mentoring.example.org")
    assert cookies.dropped("https://mentoring.example.org").endswith("Secure; Max-Age=0")


@pytest.mark.parametrize(
    ("says", "called"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1",
            "Safari on an iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Linux",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("<b>", "A browser"),
    ],
)
def test_a_browser_is_called_roughly_what_it_is(says: str, called: str) -> None:
    assert cookies.called(says) == called
