"""A wave of mails to a server that takes so many a second: how near to the rate, and that none is lost or doubled.

`python -m benchmarks.mails 10000` measures this part alone, with so many mails.
"""

import asyncio
import sys
from collections import deque
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from pydantic import SecretStr

from benchmarks.scenario import make_bot
from benchmarks.wave import Wave, carried
from bot.app import Bot
from bot.mail.app import Mail
from bot.mail.settings import MailSettings
from handlers.kit.ui import Button, Message, message_json
from storage import outbox, people
from tests.mail.mailbox import Mailbox, Received, served

RATE = 20.0  # mails a second that are configured, and that the server takes
MAILS = 400
BURST = 10  # that it takes beyond these at once
SPAN = 5.0  # seconds for which it counts what came
ANSWER = 0.1  # seconds that it reads a mail for, as one does that looks for junk
LATER = "451 4.7.1 Too many mails, try again later"


class Slow(Mailbox):
    """A server that says "later" to whoever sends more than it takes, and takes its time over each mail."""

    def __init__(self, wave: Wave) -> None:
        super().__init__()
        self._wave = wave
        self._latest: deque[float] = deque(maxlen=int(RATE * SPAN) + BURST)

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        """Read a mail."""
        now = perf_counter()
        if len(self._latest) == self._latest.maxlen and now - self._latest[0] < SPAN:
            self._wave.refused += 1
            return LATER
        self._latest.append(now)
        await asyncio.sleep(ANSWER)
        return await super().handle_DATA(server, session, envelope)  # type: ignore[arg-type]


async def measure(folder: Path, mails: int = MAILS) -> Wave:
    """Send a mail to each of so many people, and wait until all have it."""
    wave = Wave(mails, RATE)
    bot = await make_bot(f"sqlite:///{folder}/mails.db")
    async with served(Slow(wave)) as box:

        def count(came: Received) -> None:
            wave.came[f"{came.to} {came.mail['Message-ID']}"] += 1
            box.mails.clear()

        box.each = count
        settings = MailSettings(
            _env_file=None,
            smtp_url=SecretStr(box.url),
            mail_from="mentoring@fells.example.org",
            mail_per_second=RATE,
        )
        mail = Mail(bot, settings)
        bot.channels.append(mail.channel)
        await _post(bot, mails)
        before = process_time()
        await carried(bot, wave)
        wave.cpu = process_time() - before
        await mail.stop()
    await bot.database.close()
    return wave


async def _post(bot: Bot, mails: int) -> None:
    definition = next(iter(bot.definitions.values()))
    message = message_json(
        Message(
            text="Noah has answered your question. It is on your page.",
            buttons=(Button(label="Read it", action="home.show"),),
            heading="An answer",
        )
    )
    async with bot.work() as work:
        for number in range(mails):
            person = await people.add(
                work, f"Person {number}", f"p{number}@fellside.example.org", definition.zone
            )
            await outbox.post(work, f"mail:person:{person.id}", message)


def page(wave: Wave) -> str:
    """The part of docs/benchmarks.md."""
    each = f"{wave.cpu / wave.letters * 1000:.0f} ms"
    lines = [
        "",
        "## A wave of mails",
        "",
        "Mails to as many people, through the real outbox and SMTP, to a server that takes 20 a second, a tenth of a second each,",
        "and says *later* to more. Aim: at least 95% of that, nothing lost or doubled. `python -m benchmarks.mails 10000` measures",
        "as many as one likes.",
        "",
        "| mails | rate configured | reached | told to wait | lost | doubled | CPU a mail, server included |",
        "|---|---|---|---|---|---|---|",
        f"| {wave.letters:,} | {wave.rate:g} a second | {wave.share:.0%} | {wave.refused} | {wave.lost} | {wave.doubled} | {each} |",
        "",
    ]
    return "\n".join(lines)


async def _alone() -> None:
    mails = int(sys.argv[1]) if len(sys.argv) > 1 else MAILS
    with TemporaryDirectory() as folder:
        print(page(await measure(Path(folder), mails)))


if __name__ == "__main__":
    asyncio.run(_alone())
