"""`mentoring-bot sessions reset`: everybody is signed out, and no mail that was sent signs anybody in."""

from datetime import UTC, datetime, timedelta

from storage import people
from storage.web import links, sessions
from storage.work import Work
from tests.bot.test_outbox_command import Command, command, kept

NOW = datetime.now(UTC)

__all__ = ["command"]


async def _signed_in(work: Work) -> tuple[str, str]:
    person = await people.add(work, "Maya Thorne", "maya@moor.example.org", "Europe/London")
    until = NOW + timedelta(minutes=20)
    session = await sessions.begin(work, person.id, "Firefox", now=NOW, until=until)
    link = await links.make(work, "signin", "signin:1", now=NOW, until=until)
    other = await links.make(work, "permission", "permission:1", now=NOW, until=until)
    assert other
    return session, link


def test_everybody_is_signed_out_and_a_mail_that_was_sent_does_nothing(command: Command) -> None:
    session, link = kept(_signed_in)
    code, said = command("reset", about="sessions")
    assert (code, said.strip()) == (0, "Signed out of 1 browser.")

    async def left(work: Work) -> tuple[bool, bool]:
        found = await links.find(work, "signin", link)
        assert found is not None
        return await sessions.of_token(work, session) is None, await links.use(work, found, now=NOW)

    assert kept(left) == (True, False)
