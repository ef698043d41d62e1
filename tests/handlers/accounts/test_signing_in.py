"""Signing in, as the conversation knows it: what is asked for, and what a link, a code and too many of them lead to."""

from datetime import UTC, datetime, timedelta

import pytest

from handlers.accounts import signing_in
from handlers.accounts.signing_in import LEFT, MOST_CODES, TOO_MUCH, WRONG
from scheme.refusal import Refusal
from storage import people
from storage.engine.database import Database
from storage.web import links
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, set_stage
from tests.web.visitor import CODE, LINK

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
HERE = "192.0.2.0/24"


async def asked(stage: Stage, box: Mailbox, address: str = MAYA) -> tuple[str, str]:
    """The code and the token of a mail that was asked for."""
    async with stage.bot.work() as work:
        await signing_in.ask(work, address, HERE, NOW)
    await stage.bot.delivery.drain()
    text = box.last(address).text
    code, link = CODE.search(text), LINK.search(text)
    assert code
    assert link
    return code[0], link[0].rpartition("/")[2]


async def typed(stage: Stage, code: str, now: datetime = NOW) -> tuple[str, str]:
    """Whose name a code leads to, and what is said."""
    async with stage.bot.work() as work:
        person, said = await signing_in.by_code(
            work, address=MAYA, code=code, network=HERE, now=now
        )
        return person.name if person else "", said


async def test_a_code_and_a_link_lead_to_whoever_reads_that_mail(database: Database) -> None:
    stage = await set_stage(database)
    async with with_mail(stage) as box:
        code, _ = await asked(stage, box)
        assert await typed(stage, code) == ("Maya Thorne", "")
        assert await typed(stage, code) == ("", WRONG)
        _, token = await asked(stage, box, "una@elsewhere.example.org")
    async with stage.bot.work() as work:
        link = await links.find(work, signing_in.PURPOSE, token)
        assert link is not None
        person = await signing_in.by_link(work, link, now=NOW)
        assert person is not None
        assert person.email == "una@elsewhere.example.org"
        assert await signing_in.by_link(work, link, now=NOW) is None
        assert await people.by_email(work, person.email) is person


async def test_its_time_is_counted_from_when_it_was_asked_for(database: Database) -> None:
    stage = await set_stage(database)
    async with with_mail(stage) as box:
        code, _ = await asked(stage, box)
        assert await typed(stage, code, NOW + timedelta(minutes=20)) == ("", WRONG)
        assert await typed(stage, code, NOW + timedelta(minutes=19)) == ("Maya Thorne", "")


async def test_too_many_codes_and_too_many_mails_are_told_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = await set_stage(database)
    async with with_mail(stage) as box:
        await asked(stage, box)
        for _ in range(MOST_CODES):
            assert await typed(stage, "BBB BBB") == ("", WRONG)
        assert await typed(stage, "BBB BBB") == ("", LEFT)
        assert await typed(stage, "BBB BBB", NOW + timedelta(hours=1)) == ("", WRONG)
        monkeypatch.setattr(signing_in, "MOST_CODES_THERE", 2)
        assert await typed(stage, "BBB BBB") == ("", TOO_MUCH)
        monkeypatch.setattr(signing_in, "MOST_ASKED", 1)
        with pytest.raises(Refusal, match="please wait an hour"):
            await asked(stage, box)
