"""`check` says of mail what is wrong and what to do; a mail goes only where somebody wishes it."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from bot.command.check import Finding
from bot.mail.checks import look, trial
from bot.mail.settings import MailSettings
from bot.settings import Settings
from tests.bot.command.test_check import settings as own_settings
from tests.mail.certificates import contexts
from tests.mail.imap import imap_server
from tests.mail.mailbox import Mailbox, mailbox, served


def mail_settings(url: str, **more: Any) -> MailSettings:
    """Those of mail."""
    return MailSettings(smtp_url=SecretStr(url), mail_from="mentoring@fells.example.org", **more)


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """A bot that people reach by https."""
    return own_settings(tmp_path, base_url="https://mentoring.example.org")


async def only(own: Settings, url: str, **more: Any) -> Finding:
    """The one finding about a server."""
    (found,) = await look(own, mail_settings(url, **more))
    return found


async def test_a_server_that_answers_is_well_and_nothing_is_sent(own: Settings) -> None:
    async with mailbox() as box:
        found = await only(own, box.url)
        assert found.good
        assert box.mails == []


@pytest.mark.parametrize(("password", "good"), [("right", True), ("wrong", False)])
async def test_a_wrong_password_is_told_and_never_shown(
    own: Settings, password: str, good: bool
) -> None:
    async with served(Mailbox(user="bot", password="right")) as box:
        found = await only(own, f"smtp://bot:{password}@127.0.0.1:{box.port}")
    assert found.good is good
    assert good or "user and password" in found.cure
    assert password not in found.what + found.cure.replace("password", "")


async def test_a_server_that_is_not_there_is_told_with_what_to_look_at(own: Settings) -> None:
    found = await only(own, "smtp://127.0.0.1:1")
    assert not found.good
    assert "host and port" in found.cure


async def test_a_certificate_that_nobody_vouches_for_is_told(own: Settings, tmp_path: Path) -> None:
    shows, _ = contexts(tmp_path)
    async with served(Mailbox(), tls=shows, at_once=True) as box:
        found = await only(own, f"smtps://127.0.0.1:{box.port}")
    assert not found.good
    assert "127.0.0.1" in found.what


async def test_the_mailbox_of_reports_is_looked_at_as_well(own: Settings) -> None:
    async with mailbox() as box, imap_server() as inbox:
        well = await look(own, mail_settings(box.url, imap_url=SecretStr(inbox.url)))
        wrong = inbox.url.replace("right", "wrong")
        ill = await look(own, mail_settings(box.url, imap_url=SecretStr(wrong)))
    assert [one.good for one in well] == [True, True]
    assert [one.good for one in ill] == [True, False]
    assert "sign-in refused" in ill[1].what
    assert "wrong" not in ill[1].what


async def test_buttons_that_lead_nowhere_for_others_are_noted(tmp_path: Path) -> None:
    async with mailbox() as box:
        found = await look(own_settings(tmp_path), mail_settings(box.url))
    assert "MENTORING_BASE_URL" in found[1].cure


async def test_a_trial_goes_where_somebody_wishes_it(own: Settings) -> None:
    async with mailbox() as box:
        (found,) = await trial(own, mail_settings(box.url), "me@example.org")
        (no,) = await trial(own, mail_settings(box.url), "nobody")
        box.answers["me@example.org"].append("550 5.1.1 Unknown")
        (refused,) = await trial(own, mail_settings(box.url), "me@example.org")
    assert found.good
    assert box.last("me@example.org").subject == "A trial mail"
    assert len(box.mails) == 1
    assert not no.good
    assert not refused.good
    assert "550" in refused.what
