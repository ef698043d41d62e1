"""Mails are handed to a real server: by few connections, under TLS, and what it answers is heeded."""

import asyncio
from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path

import pytest

from bot.channel import DeliveryProblem
from bot.mail.problems import GREYLISTED, MOST_TRIES
from bot.mail.sender import CONNECTIONS, Sender
from bot.mail.server import Security, Server
from bot.pacing import Pacer
from tests.mail.certificates import contexts
from tests.mail.mailbox import Mailbox, mailbox, served

FROM = "mentoring@fells.example.org"


def to(name: str = "maya") -> Address:
    """Somebody's address."""
    return Address("", name, "example.org")


def mail() -> EmailMessage:
    """A mail."""
    made = EmailMessage()
    made["Subject"] = "News"
    made.set_content("Hello.")
    return made


def sender_to(box: Mailbox, security: Security = "none", **given: str) -> Sender:
    """A sender to a server, as fast as it takes it."""
    server = Server(host="127.0.0.1", port=box.port, security=security, **given)
    return Sender(server, Pacer(500.0, 500.0))


async def refused(sender: Sender, name: str = "maya", *, attempts: int = 1) -> DeliveryProblem:
    """What is said of a mail that is not taken."""
    with pytest.raises(DeliveryProblem) as problem:
        await sender.send(mail(), FROM, to(name), attempts=attempts)
    return problem.value


async def test_many_mails_go_by_few_connections_that_are_closed_in_the_end() -> None:
    async with mailbox() as box:
        sender = sender_to(box)
        for _ in range(4):
            await asyncio.gather(*(sender.send(mail(), FROM, to(f"a{n}")) for n in range(10)))
        assert len(box.mails) == 40
        assert len({id(one.connection) for one in box.mails}) <= CONNECTIONS
        await sender.close()
        assert sender._idle == []


async def test_a_connection_that_the_server_closed_meanwhile_is_opened_anew() -> None:
    box = Mailbox()
    async with served(box):
        sender = sender_to(box)
        await sender.send(mail(), FROM, to())
        box.mails[0].connection.close()  # type: ignore[attr-defined]
        async with asyncio.timeout(20):
            while sender._idle[0].client.is_connected:  # noqa: ASYNC110  until what the server did has come here
                await asyncio.sleep(0)
        await sender.send(mail(), FROM, to())
        assert len(box.mails) == 2
        await sender.close()


@pytest.mark.parametrize(
    ("answer", "permanent", "nobody_at"),
    [
        ("550 5.1.1 No such user maya@example.org", True, "maya@example.org"),
        ("550 Unknown", True, "maya@example.org"),
        ("552 5.2.2 Mailbox full", True, "maya@example.org"),
        ("554 5.7.1 Blocked by policy", True, ""),
        ("450 4.2.1 Greylisted", False, ""),
        ("451 4.7.1 Try again later", False, ""),
        ("421 4.3.2 Closing", False, ""),
    ],
)
async def test_what_is_refused_for_good_and_for_now_are_told_apart(
    answer: str, permanent: bool, nobody_at: str
) -> None:
    async with mailbox() as box:
        box.answers["maya@example.org"].append(answer)
        problem = await refused(sender_to(box))
    assert (problem.permanent, problem.nobody_at) == (permanent, nobody_at)
    assert problem.reason.startswith(f"smtp {answer[:3]}")
    assert "maya" not in problem.reason


async def test_a_server_that_says_later_is_asked_later_and_longer_each_time_and_not_for_ever() -> (
    None
):
    waits = []
    async with mailbox() as box:
        sender = sender_to(box)
        for attempts in (1, 2, 3, 30):
            box.answers["maya@example.org"].append("450 4.2.1 Greylisted")
            waits.append((await refused(sender, attempts=attempts)).after)
        box.answers["maya@example.org"].append("450 4.2.1 Greylisted")
        last = await refused(sender, attempts=MOST_TRIES)
        await sender.send(mail(), FROM, to("noah"))  # others are not held up
        await sender.close()
    assert waits == [GREYLISTED, 2 * GREYLISTED, 4 * GREYLISTED, timedelta(hours=1)]
    assert last.permanent
    assert last.nobody_at == "maya@example.org"


async def test_a_mail_that_is_not_taken_says_nothing_of_its_reader() -> None:
    async with mailbox() as box:
        box.after_data.append("554 5.6.0 Not like this")
        problem = await refused(sender_to(box))
    assert problem.permanent
    assert problem.nobody_at == ""


async def test_a_server_that_takes_nothing_of_us_costs_no_letter_a_try() -> None:
    async with mailbox() as box:
        box.before_mail = "550 5.7.1 Sender not allowed"
        sender = sender_to(box)
        problem = await refused(sender)
        assert not problem.permanent
        assert not problem.tried
        assert problem.after is not None
        assert "550" in sender.wrong
        after = await refused(sender, "noah")
        assert (after.reason, after.tried) == ("paced", False) or "550" in after.reason


async def test_a_server_that_is_not_there_is_said_and_asked_less_often() -> None:
    box = Mailbox()
    async with served(box):
        pass
    sender = sender_to(box)
    problem = await refused(sender)
    assert not problem.permanent
    assert sender.wrong
    before = sender._pause
    await refused(sender)
    assert sender._pause >= before
    async with served(box):
        sender._pacer = Pacer(500.0)  # as if the pause were over
        await sender.send(mail(), FROM, to())
        assert sender.wrong == ""
        await sender.close()


@pytest.mark.parametrize("at_once", [True, False])
async def test_tls_is_spoken_and_a_certificate_believed_only_where_it_is_to_be(
    tmp_path: Path, at_once: bool
) -> None:
    shows, believes = contexts(tmp_path)
    security: Security = "tls" if at_once else "starttls"
    async with served(Mailbox(), tls=shows, at_once=at_once) as box:
        server = Server(host="127.0.0.1", port=box.port, security=security)
        trusting = Sender(server, Pacer(500.0), context=believes)
        await trusting.send(mail(), FROM, to())
        assert box.mails[0].encrypted or at_once
        await trusting.close()
        doubting = Sender(server, Pacer(500.0))
        assert not (await refused(doubting)).permanent
        assert len(box.mails) == 1


async def test_where_tls_is_wanted_and_not_offered_nothing_is_said() -> None:
    async with mailbox() as box:
        problem = await refused(sender_to(box, "starttls"))
        assert not problem.permanent
        assert box.mails == []


async def test_a_password_is_asked_and_a_wrong_one_costs_no_letter_a_try() -> None:
    async with served(Mailbox(user="bot", password="right")) as box:
        sender = sender_to(box, user="bot", password="right")
        await sender.send(mail(), FROM, to())
        await sender.close()
        problem = await refused(sender_to(box, user="bot", password="wrong"))
    assert len(box.mails) == 1
    assert "535" in problem.reason
    assert not problem.tried
    assert not problem.permanent
