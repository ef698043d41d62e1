"""Mail that comes back is noticed by its report: the other address is tried, once, and nobody can forge one (R5.7)."""

from collections.abc import AsyncIterator
from email import message_from_bytes

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.mail import reports
from bot.mail.returned import Returned
from bot.mail.server import Server
from handlers.kit.ui import Message, message_json
from scheme.people import Person
from storage import matters, outbox
from tests.mail.imap import Mailbox as ImapMailbox
from tests.mail.imap import imap_server
from tests.mail.mailbox import Mailbox
from tests.mail.reports import report
from tests.support.dialogue import Stage
from tests.support.rounds import applies
from tests.support.stage import MAYA

OTHER = "maya@home.example.org"


@pytest_asyncio.fixture
async def inbox() -> AsyncIterator[ImapMailbox]:
    """The mailbox that reports come to."""
    async with imap_server() as one:
        yield one


@pytest.fixture
async def applied(stage: Stage, box: Mailbox) -> Mailbox:
    """Maya has applied, and given another way to reach her."""
    await applies(stage, MAYA, "mentee", second_contact=OTHER)
    for _ in range(2):
        await stage.bot.delivery.drain()
    box.mails.clear()
    return box


async def told(stage: Stage, box: Mailbox, maya: int) -> str:
    """Tell Maya something; the Message-ID of its mail."""
    async with stage.bot.work() as work:
        await outbox.post(work, f"person:{maya}", message_json(Message(text="You have news.")))
    for _ in range(2):
        await stage.bot.delivery.drain()
    return str(box.mails[-1].mail["Message-ID"]).strip("<>")


@pytest.mark.parametrize("headers_alone", [True, False])
def test_a_report_says_which_mail_and_which_address(headers_alone: bool) -> None:
    found = reports.read(
        report("7.1.x@example.org", "Maya@example.org", headers_alone=headers_alone)
    )
    assert [(one.identity.strip("<>"), one.address) for one in found] == [
        ("7.1.x@example.org", "maya@example.org")
    ]


@pytest.mark.parametrize(
    "mail",
    [
        report("7.1.x@example.org", MAYA, action="delayed", status="4.4.1"),
        report("7.1.x@example.org", MAYA, action="delivered", status="2.0.0"),
        report("7.1.x@example.org", MAYA, status="5.7.1"),
        report("7.1.x@example.org", MAYA, kind="disposition-notification"),
        report("", MAYA).replace(b"Message-ID: <>\r\n", b""),
        b"Subject: Thank you\r\n\r\nI am away until Monday.\r\n",
        b"",
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b--\r\n",
    ],
)
def test_what_is_no_report_of_a_failure_reports_nothing(mail: bytes) -> None:
    assert reports.read(mail) == []


@settings(max_examples=50)
@given(st.binary(max_size=400), st.integers(0, 900))
def test_whatever_is_sent_there_is_read_without_a_fault(noise: bytes, at: int) -> None:
    sound = report("7.1.x@example.org", MAYA)
    for mail in (noise, sound[:at] + noise + sound[at:], sound[:at]):
        assert isinstance(reports.read(mail), list)


async def test_the_other_address_is_tried_once_however_often_it_is_reported(
    stage: Stage, applied: Mailbox, inbox: ImapMailbox, maya: int
) -> None:
    returned = Returned(stage.bot, inbox.server)
    identity = await told(stage, applied, maya)
    assert await returned.look() == 0
    await inbox.receives(report(identity, MAYA))
    assert await returned.look() == 1
    await stage.bot.delivery.drain()
    assert [one.to for one in applied.mails] == [MAYA, OTHER]
    await inbox.receives(report(identity, MAYA))
    assert await returned.look() == 0
    await stage.bot.delivery.drain()
    assert len(applied.mails) == 2
    assert await inbox.unread() == 2  # people who read that mailbox as well find it as it was


async def test_where_that_comes_back_too_the_group_is_told_and_nothing_goes_round(
    stage: Stage, applied: Mailbox, inbox: ImapMailbox, maya: int
) -> None:
    returned = Returned(stage.bot, inbox.server)
    await inbox.receives(report(await told(stage, applied, maya), MAYA))
    await returned.look()
    await stage.bot.delivery.drain()
    second = str(applied.mails[-1].mail["Message-ID"]).strip("<>")
    await inbox.receives(report(second, OTHER))
    assert await returned.look() == 1
    await stage.bot.delivery.drain()
    await stage.group_sees("could not be delivered")
    assert len(applied.mails) == 2
    assert await returned.look() == 0


async def test_an_address_that_it_was_forwarded_to_counts_as_the_one_that_was_written_to(
    stage: Stage, applied: Mailbox, inbox: ImapMailbox, maya: int
) -> None:
    returned = Returned(stage.bot, inbox.server)
    await inbox.receives(report(await told(stage, applied, maya), "x1@elsewhere.example.org"))
    assert await returned.look() == 1
    async with stage.bot.work() as work:
        assert (await matters.locked(work, Person, maya)).unreachable == [MAYA]


@pytest.mark.parametrize("forged", ["1.1.AAAAAAAAAAAAAAAAAAAAAA@fells.example.org", "x@y", "1.1@z"])
async def test_a_report_that_nobody_could_write_who_has_not_seen_the_mail_does_nothing(
    stage: Stage, applied: Mailbox, inbox: ImapMailbox, maya: int, forged: str
) -> None:
    await told(stage, applied, maya)
    await inbox.receives(report(forged, MAYA))
    assert await Returned(stage.bot, inbox.server).look() == 0
    async with stage.bot.work() as work:
        assert (await matters.locked(work, Person, maya)).takes_mail_at(MAYA)


async def test_a_mailbox_that_cannot_be_read_is_said_and_looked_at_again(
    stage: Stage, inbox: ImapMailbox
) -> None:
    wrong = Server(host="127.0.0.1", port=inbox.port, security="none", user="bot", password="no")
    returned = Returned(stage.bot, wrong)
    assert await returned.look() == 0
    assert returned.wrong == "sign-in refused"
    gone = Returned(stage.bot, Server(host="127.0.0.1", port=1, security="none"))
    await gone.look()
    assert gone.wrong
    well = Returned(stage.bot, inbox.server)
    await well.look()
    assert well.wrong == ""


def test_our_reports_of_tests_are_mails() -> None:
    mail = message_from_bytes(report("7.1.x@example.org", MAYA))
    assert mail.get_content_type() == "multipart/report"
    assert mail.defects == []
