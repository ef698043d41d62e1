"""The page of somebody who is signed in: their own chat alone, their Group's channel, with and without a script."""

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from handlers.kit.post import tell, tell_group
from handlers.kit.ui import Message
from scheme.ids import PersonId
from scheme.people import WEB, Account
from scheme.room import Room
from storage import drafts, people
from storage.engine.database import Database
from storage.platforms import accounts, chats
from storage.tables import outbox, sessions
from tests.support.stage import MAYA, ROBIN, SAM, TOM, set_stage
from tests.web.visitor import Visitor, Visitors, visited

JSON = {"Sec-Fetch-Site": "same-origin"}
FOLDED = "Your home, as it was then. The newest is below."
BUTTON = re.compile(r'name="pressed" value="(\{.*?\})" class="[^"]*"[^>]*>([^<]*)</button>')


@pytest.fixture
async def visitors(tmp_path: Path) -> AsyncIterator[Visitors]:
    database = Database(f"sqlite:///{tmp_path}/own.db")
    async with visited(await set_stage(database)) as one:
        yield one
    await database.close()


@pytest.fixture
async def maya(visitors: Visitors) -> Visitor:
    one = await visitors.one()
    await one.signs_in(MAYA)
    return one


async def id_of(visitor: Visitor, address: str) -> PersonId:
    async with visitor.stage.bot.work(writes=False) as work:
        found = await people.by_email(work, address)
    assert found is not None
    return found.id


async def told(visitor: Visitor, address: str, text: str, key: str | None = None) -> None:
    async with visitor.stage.bot.work() as work:
        found = await people.by_email(work, address)
        assert found is not None
        await tell(work, found.id, Message(text=text), key=key)
    await visitor.stage.bot.delivery.drain()


async def presses(visitor: Visitor, label: str) -> str:
    """Press the last button with a label, as a browser without scripts does."""
    found = [value for value, name in BUTTON.findall(visitor.text) if name == label]
    assert found, f"{label} is not there"
    inbound = re.findall(r'name="inbound" value="([^"]+)"', visitor.text)[-1]
    return await visitor.sends("/press", {"pressed": found[-1], "inbound": inbound})


async def form(visitor: Visitor, **typed: str) -> dict[str, str]:
    """The hidden values of the form on a page, with what is typed."""
    hidden = dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="(.*?)">', visitor.text))
    return hidden | typed


async def test_nobody_gets_anything_without_being_signed_in(visitors: Visitors) -> None:
    visitor = await visitors.one()
    assert 'href="/sign-in"' in await visitor.opens("/")
    for path in ("/chat", "/group", "/pinned", "/events", "/chat?as=1", "/group?group=aln"):
        await visitor.opens(path)
        assert visitor.status == 401
        assert 'href="/sign-in"' in visitor.text
    for path in ("/say", "/press", "/submit", "/draft"):
        sent = {"text": "hello", "action": "home.show"}
        async with visitor.client.post(path, data=sent, headers=JSON) as response:
            assert response.status == 401
            assert "what you typed stays" in (await response.json())["text"]


@pytest.mark.parametrize("cookie", ["", "x", "a" * 43, "é", "null"])
async def test_a_forged_cookie_is_nobody_s(visitors: Visitors, cookie: str) -> None:
    visitor = await visitors.one(keeps_cookies=False)
    await visitor.opens("/chat", Cookie=f"session={cookie}")
    assert visitor.status == 401


async def test_the_address_says_nothing_of_who_one_is(maya: Visitor) -> None:
    await told(maya, TOM, "For Tom alone.")
    await told(maya, MAYA, "For Maya.")
    tom = await id_of(maya, TOM)
    for path in (f"/?as={tom}", f"/chat?as={tom}"):
        text = await maya.opens(path)
        assert "For Maya." in text
        assert "For Tom alone." not in text


async def test_what_was_told_before_somebody_signed_in_waits_for_them(visitors: Visitors) -> None:
    visitor = await visitors.one()
    await told(visitor, TOM, "A mentee has chosen you.")
    await visitor.signs_in(TOM)
    assert "A mentee has chosen you." in visitor.text


async def test_home_is_pressed_and_words_are_sent_without_a_script(maya: Visitor) -> None:
    await presses(maya, "Home")
    assert (maya.status, maya.path) == (200, "/")
    assert "Find a mentor" in maya.text
    await maya.sends("/say", {"text": "what can you do"})
    await maya.opens("/")
    assert "You said: </span>what can you do" in maya.text


async def test_a_second_press_of_the_same_button_counts_once(maya: Visitor) -> None:
    page = maya.text
    await presses(maya, "Home")
    maya.text = page
    await presses(maya, "Home")
    assert maya.text.count('class="message"') == 1
    assert FOLDED not in maya.text


async def test_a_newer_home_leaves_a_line_of_the_earlier_and_repeats_fold_nothing_more(
    maya: Visitor,
) -> None:
    await told(maya, MAYA, "A mentor has answered.")
    await presses(maya, "Home")
    page = maya.text
    assert page.count("Talk to a person") == 1
    await presses(maya, "Home")
    for _ in range(2):  # the second is the same request again
        assert maya.text.count("Talk to a person") == 1
        assert maya.text.index(FOLDED) < maya.text.index("Talk to a person")
        assert maya.text.count(FOLDED) == 1
        assert maya.text.count("A mentor has answered.") == 1
        maya.text = page
        await presses(maya, "Home")


async def test_a_form_opens_as_a_page_and_keeps_what_was_typed_when_it_is_refused(
    maya: Visitor,
) -> None:
    await maya.sends("/press", {"pressed": json.dumps({"n": "apply.mentee"}), "inbound": "a"})
    assert 'enctype="multipart/form-data"' in maya.text
    assert 'id="press"' in maya.text
    sent = await form(maya, **{"long.goals": "To lead <teaching>.", "short.job_title": ""})
    await maya.sends("/submit", sent)
    assert maya.status == 422
    assert "To change: " in maya.text
    assert 'href="#field-job_title"' in maya.text
    assert "To lead <teaching>." in maya.text


async def test_what_was_typed_when_a_session_came_to_its_end_is_kept(maya: Visitor) -> None:
    await maya.sends("/press", {"pressed": json.dumps({"n": "apply.mentee"}), "inbound": "a"})
    sent = await form(maya, **{"long.goals": "To lead."})
    async with maya.stage.bot.work() as work:
        over = datetime.now(UTC) - timedelta(seconds=1)
        await work.session.execute(update(sessions).values(expires_at=over))
    async with maya.client.post("/submit", data=sent, headers=JSON) as response:
        assert response.status == 401
    async with maya.stage.bot.work(writes=False) as work:
        (kept,) = await drafts.to_go_on_with(work, "aln", await id_of(maya, MAYA))
        assert kept.answers["goals"] == "To lead."
        assert (await work.session.execute(select(outbox))).all() != []
    await maya.signs_in(MAYA)
    await maya.sends("/press", {"pressed": json.dumps({"n": "apply.mentee"}), "inbound": "b"})
    assert "To lead." in maya.text


async def test_whoever_was_signed_out_by_somebody_leaves_nothing_behind(maya: Visitor) -> None:
    await maya.sends("/press", {"pressed": json.dumps({"n": "apply.mentee"}), "inbound": "a"})
    sent = await form(maya, **{"long.goals": "To lead."})
    async with maya.stage.bot.work() as work:
        await work.session.execute(sessions.delete())
    async with maya.client.post("/submit", data=sent, headers=JSON) as response:
        assert response.status == 401
    async with maya.stage.bot.work(writes=False) as work:
        assert await drafts.to_go_on_with(work, "aln", await id_of(maya, MAYA)) == []


async def test_whoever_speaks_of_danger_is_helped_before_it_is_asked_who_they_are(
    visitors: Visitors,
) -> None:
    visitor = await visitors.one()
    for headers in (JSON, {**JSON, "Accept": "text/html"}):
        sent = {"text": "I want to kill myself"}
        async with visitor.client.post("/say", data=sent, headers=headers) as response:
            assert response.status == 200
            assert "116 123" in (await response.text()).replace("\u00a0", " ")


async def test_a_member_has_the_group_s_channel_and_nobody_else(
    maya: Visitor, visitors: Visitors
) -> None:
    async with maya.stage.bot.work() as work:
        await tell_group(work, "aln", Message(text="An application has come in."), key="a:1")
    await maya.stage.bot.delivery.drain()
    await maya.opens("/group")
    assert maya.status == 403
    assert "An application has come in." not in await maya.opens("/")
    robin = await visitors.one()
    await robin.signs_in(ROBIN)
    assert "An application has come in." in robin.text
    assert "An application has come in." in await robin.opens("/group")


async def test_another_site_can_do_nothing_in_somebody_s_name(maya: Visitor) -> None:
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example.org"}):
        for path in ("/say", "/press", "/submit", "/draft", "/sign-out"):
            async with maya.client.post(path, data={"text": "hello"}, headers=headers) as response:
                assert response.status == 403
    assert "You said" not in await maya.opens("/chat")


async def test_it_can_be_installed_on_a_phone(maya: Visitor) -> None:
    assert 'rel="manifest"' in await maya.opens("/")
    async with maya.client.get("/manifest.webmanifest") as response:
        assert response.content_type == "application/manifest+json"
        found = await response.json()
    assert found["display"] == "standalone"
    for icon in found["icons"]:
        async with maya.client.get(icon["src"]) as response:
            assert response.status == 200
            assert response.content_type == icon["type"]


# Where somebody is reached


async def test_whoever_was_last_seen_elsewhere_is_not_written_to_here(maya: Visitor) -> None:
    bot = maya.stage.bot
    web = bot.channels[-1]
    mine = f"person:{await id_of(maya, MAYA)}"
    assert await web.reaches(mine)
    assert await web.reaches(f"person:{await id_of(maya, TOM)}")  # whom nobody else reaches
    async with bot.work() as work:
        await work.add(
            Account(
                platform="dialogue",
                workspace="",
                user="U1",
                person_id=await id_of(maya, MAYA),
                seen_at=work.now + timedelta(hours=1),
            )
        )
    bot.channels.insert(0, maya.stage.channel)
    assert await web.reaches(mine)  # a workspace that no scheme lets in reaches nobody
    for other in ("mail:person:1", "person:x", "group:elsewhere", "room:slack:T1/C1"):
        assert not await web.reaches(other)


async def test_the_group_is_on_the_web_as_long_as_it_has_no_room(maya: Visitor) -> None:
    bot = maya.stage.bot
    web = bot.channels[-1]
    assert await web.reaches("group:aln")
    async with bot.work() as work:
        room = Room(
            scheme="aln",
            platform="dialogue",
            workspace="T",
            channel="C",
            since=work.now,
            readers=[],
        )
        await work.add(room)
    assert await web.reaches("group:aln")  # its platform is off
    bot.channels.insert(0, maya.stage.channel)
    assert not await web.reaches("group:aln")


async def test_being_here_is_noted_so_that_one_is_reached_here(maya: Visitor) -> None:
    long_ago = datetime.now(UTC) - timedelta(hours=2)
    async with maya.stage.bot.work() as work:
        await work.session.execute(update(sessions).values(seen_at=long_ago))
        account = await accounts.at(work, WEB, "", MAYA)
        assert account is not None
        account.seen_at = None
    await maya.opens("/")
    async with maya.stage.bot.work(writes=False) as work:
        assert (await work.session.scalars(select(sessions.c.seen_at))).one() > long_ago
        account = await accounts.at(work, WEB, "", MAYA)
        assert account is not None
        assert account.seen_at is not None


async def test_the_same_letter_twice_is_one_line(maya: Visitor) -> None:
    await told(maya, MAYA, "First wording.", key="k")
    await told(maya, MAYA, "Second wording.", key="k")
    async with maya.stage.bot.work(writes=False) as work:
        lines = await chats.lines(work, f"person:{await id_of(maya, MAYA)}")
    assert len(lines) == 1
    assert SAM not in str(lines)


# Where one is signed in


async def test_browsers_are_listed_and_signed_out(visitors: Visitors) -> None:
    phone = await visitors.one()
    await phone.signs_in(MAYA)
    maya = await visitors.one()
    await maya.signs_in(MAYA)
    await maya.sends("/press", {"pressed": json.dumps({"n": "privacy.about"}), "inbound": "a"})
    await presses(maya, "Where you are signed in")
    assert maya.text.count("Firefox on Windows") == 2
    assert maya.text.count("Firefox on Windows, this one") == 1
    other = next(
        value
        for value, name in BUTTON.findall(maya.text)
        if name == "Sign out" and '"which":"1"' in value
    )
    await maya.sends("/press", {"pressed": other, "inbound": "b"})
    assert "That browser is signed out." in maya.text
    await phone.opens("/chat")
    assert phone.status == 401
    await maya.opens("/chat")
    assert maya.status == 200


async def test_everywhere_at_once_and_nobody_else_s(visitors: Visitors) -> None:
    tom, maya, again = [await visitors.one() for _ in range(3)]
    await tom.signs_in(TOM)
    for one in (maya, again):
        await one.signs_in(MAYA)
    for which in ("1", "x", "9" * 12, ""):  # the first is Tom's
        end = json.dumps({"n": "devices.end", "a": {"which": which}})
        await maya.sends("/press", {"pressed": end, "inbound": which})
    await tom.opens("/chat")
    assert tom.status == 200
    await maya.sends("/press", {"pressed": json.dumps({"n": "devices.all"}), "inbound": "z"})
    for one in (maya, again):
        await one.opens("/chat")
        assert one.status == 401
    await tom.opens("/chat")
    assert tom.status == 200


# What goes by mail besides


async def test_news_in_the_channel_is_mailed_to_members_who_read_it_here(maya: Visitor) -> None:
    bot = maya.stage.bot
    async with bot.work() as work:
        await tell_group(work, "aln", Message(text="An application has come in."), key="a:1")
    await bot.delivery.drain()
    async with bot.work(writes=False) as work:
        recipients = set((await work.session.scalars(select(outbox.c.recipient))).all())
    assert f"mail:digest:{await id_of(maya, ROBIN)}" in recipients
    assert f"mail:digest:{await id_of(maya, MAYA)}" not in recipients


async def test_whoever_has_the_page_open_has_no_mail_of_what_stands_there(
    maya: Visitor, visitors: Visitors
) -> None:
    bot = maya.stage.bot
    before = len(maya.box.of(MAYA))
    async with maya.client.get("/events") as stream:
        assert await stream.content.readline() == b"retry: 2000\n"
        assert bot.is_reading(await id_of(maya, MAYA))
        assert not bot.is_reading(await id_of(maya, TOM))
        await told(maya, MAYA, "A mentee has chosen you.")
        await bot.delivery.drain()
    assert len(maya.box.of(MAYA)) == before
    bot.is_reading = lambda person_id: False
    await told(maya, MAYA, "They have chosen you again.")
    await bot.delivery.drain()
    assert "They have chosen you again." in maya.box.last(MAYA).text
