"""Nothing that people write in confidence is readable outside the windows of whoever may read it (R11.4).

Whoever fills in a form here writes a word of its own into every text field it has, so that a new field is covered by
being there. After a whole journey each word is looked for wherever words could have gone. A new scene is one line.
"""

import logging
import sqlite3
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest
import structlog
from prometheus_client import generate_latest
from sqlalchemy import select

from bot import logs
from bot.app import Bot
from bot.web.channel import WebChannel
from bot.web.live import Hub
from handlers.kit.ui import Action, Form, Message
from scheme.forms.fields import Answer
from scheme.subject import Subject
from storage.engine.database import Database
from storage.engine.encryption import vault
from storage.engine.rotation import sealed_columns
from storage.outbox import Letter
from storage.platforms import chats
from tests.journeys.marker import OPEN, Marker
from tests.support.dialogue import DialogueChannel, Stage
from tests.support.stage import (
    ALEX,
    ESTHER,
    IDA,
    JO,
    MAYA,
    NOAH,
    PRIYA,
    ROBIN,
    SAM,
    TOM,
    UMA,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


class Everywhere(WebChannel):
    """Delivers to the web channel's own memory as well as to the rooms of the dialogues."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage.bot, Hub(), playground=True)
        self.rooms: DialogueChannel = stage.channel

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """To both."""
        await self.rooms.deliver(recipient, message, letter)
        return await super().deliver(recipient, message, letter)


class Writing(Protocol):
    """People who write wherever they are asked to, in any channel."""

    async def acts(
        self, email: str, action: str, subject: str = "", /, **answers: Answer
    ) -> None: ...
    async def fills(
        self, email: str, action: str, subject: str = "", /, **answers: Answer
    ) -> None: ...
    async def writes(
        self, email: str, action: str, subject: str = "", /, **answers: Answer
    ) -> None: ...
    async def leaves(self, email: str) -> None: ...
    async def types(self, email: str) -> None: ...
    async def forward(self, days: int) -> None: ...


@dataclass
class Journey:
    """People who write wherever they are asked to."""

    stage: Stage
    marker: Marker = field(default_factory=Marker)

    async def acts(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """A press."""
        player = await self.stage.person(email)
        await player.closes()
        await player._do(Action(name=action, subject=Subject.read(subject), answers=answers))
        assert not player.notice, f"{action} {subject}: {player.notice}"

    async def fills(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """Open a form and write into every field of it; what is given is answered so."""
        await self.acts(email, action, subject)
        player, today = await self.stage.person(email), self.stage.bot.clock.now().date()
        form = player.window
        assert isinstance(form, Form), f"{action} shows no form:\n{player.screen}"
        for one in form.fields:
            if one.key not in OPEN:
                player.typed[one.key] = answers.get(
                    one.key, self.marker.answer(form.action, one, today)
                )
            elif not form.answers.get(one.key):
                player.typed[one.key] = "Librarian"

    async def writes(
        self, email: str, action: str, subject: str = "", /, **answers: Answer
    ) -> None:
        """Fill in a form and send it."""
        await self.fills(email, action, subject, **answers)
        player = await self.stage.person(email)
        await player.submits()
        assert not player.notice, f"{action} {subject}: {player.notice} {dict(player.errors)}"

    async def leaves(self, email: str) -> None:
        """Close a form half-way."""
        await (await self.stage.person(email)).leaves()

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.stage.forward(days)

    async def types(self, email: str) -> None:
        """Type something into the chat that nobody understands; the web channel keeps what was typed."""
        player, text = await self.stage.person(email), f"Well, {self.marker.word('chat')} and so on"
        async with self.stage.bot.work() as work:
            await chats.say(work, f"person:{player.person_id}", player.person_id, text)
        await player.says(text)


async def whole_life(go: Writing) -> None:
    """Everything that people can write into, in the order of a partnership's life."""
    await go.writes(PRIYA, "apply.mentor", level="team-leader", capacity="1")
    await go.writes(TOM, "apply.mentor", level="team-leader")
    await go.writes(MAYA, "apply.mentee", level="assistant")
    await go.writes(NOAH, "apply.mentee", level="assistant")
    await go.types(MAYA)
    await go.writes(ROBIN, "question.to_applicant", "application:3")
    await go.writes(MAYA, "question.answer", "question:1")
    for number in (1, 2):
        await go.writes(ROBIN, "review.discretion", f"application:{number}")
    await go.acts(ROBIN, "review.eligible", "application:3")
    await go.writes(ROBIN, "review.decline", "application:4")
    await go.acts(
        IDA, "propose.send", "application:3", mentors=["1", "2"], criteria=["a"], revision="0"
    )
    await go.acts(
        ROBIN, "propose.send", "application:3", mentors=["1", "2"], criteria=["a"], revision="1"
    )
    await go.writes(MAYA, "question.to_group", "proposal:1")
    await go.writes(SAM, "question.answer_for_group", "question:2")
    await go.writes(MAYA, "choose.others", "proposal:1")
    await go.acts(
        IDA, "propose.send", "application:3", mentors=["1", "2"], criteria=["a"], revision="0"
    )
    await go.acts(
        ROBIN, "propose.send", "application:3", mentors=["1", "2"], criteria=["a"], revision="1"
    )
    await go.acts(MAYA, "choose.sent", "proposal:2", candidate="4", revision="1")
    await go.writes(TOM, "answer.decline", "candidate:4", away_until="")
    await go.acts(MAYA, "choose.sent", "proposal:2", candidate="3", revision="1")
    await go.writes(PRIYA, "question.to_mentee", "candidate:3")
    await go.writes(MAYA, "question.answer", "question:3")
    await go.acts(PRIYA, "answer.accept", "candidate:3")
    await go.acts(MAYA, "start.started", "partnership:1")
    await go.acts(PRIYA, "start.started", "partnership:1")
    await go.writes(
        MAYA, "agree.form", "partnership:1", months="6", meetings="6", weeks="4", minutes="60"
    )
    await go.acts(PRIYA, "agree.sign", "partnership:1", revision="1")
    await go.writes(MAYA, "goals.new", "partnership:1")
    await go.writes(PRIYA, "reflect.form", "partnership:1")
    await go.writes(MAYA, "enquiry.ask")
    await go.writes(ALEX, "enquiry.answer", "enquiry:1")
    await go.writes(MAYA, "enquiry.raise")
    await go.writes(NOAH, "concern.complain", about="scheme")
    await go.writes(ALEX, "concern.note", "concern:1")
    await go.writes(ALEX, "concern.word", "concern:1")
    await go.writes(NOAH, "concern.more", "concern:1")
    await go.writes(ALEX, "concern.ask_advice", "concern:1")
    await go.writes(JO, "concern.advise", "concern:1")
    await go.writes(ALEX, "concern.reply", "concern:1")
    await go.writes(PRIYA, "sounding.ask")
    await go.fills(ESTHER, "apply.mentee", level="assistant")
    await go.leaves(ESTHER)
    await go.forward(95)
    await go.writes(MAYA, "survey.form", "survey:1")
    await go.writes(MAYA, "end.form", "partnership:1", how="not working", now=True)
    await go.forward(2)
    await go.writes(UMA, "end.lessons", "partnership:1")


@pytest.fixture
def unsealed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is encrypted, from the stage on."""
    monkeypatch.setattr(vault, "seal", lambda text: text)
    monkeypatch.setattr(vault, "unseal", lambda token: token)


@pytest.fixture
async def stage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Stage]:
    """A stage whose messages go to the rooms and to the web channel, and whose logs are all kept, in every detail."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    one = await set_stage(database)
    one.bot.channels[:] = [Everywhere(one)]
    with every_line():
        yield one
    await database.close()


@contextmanager
def every_line() -> Iterator[None]:
    """Logs are written as in service, in every detail."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    logs.set_up("DEBUG")
    structlog.configure(
        cache_logger_on_first_use=False
    )  # or every later test would log as this one does
    try:
        yield
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.reset_defaults()


async def found(
    stage: Stage, words: dict[str, str], folder: Path, logged: str
) -> dict[str, list[str]]:
    """By place, where words are readable that should not be: each as the field it was written into."""
    group, everybody = (
        str(stage.group_room),
        "\n".join(_of(room) for room in stage.channel.rooms.values()),
    )
    places = {
        "logs": logged,
        "the Group's channel": group,
        "everybody's chats": everybody,
    } | written_down(folder)
    assert all(places.values())
    return readable(places, words)


def readable(places: Mapping[str, str], words: Mapping[str, str]) -> dict[str, list[str]]:
    """By place, the fields whose words stand there."""
    seen = {
        place: [where for word, where in words.items() if word in text]
        for place, text in places.items()
    }
    return {place: fields for place, fields in seen.items() if fields}


def written_down(folder: Path) -> dict[str, str]:
    """What the bot writes down: its database and a copy of it, some of its tables, and its figures."""
    copy = sqlite3.connect(folder / "backup.db")
    with sqlite3.connect(folder / "test.db") as original:
        original.backup(copy)
        outbox = str(original.execute("SELECT * FROM outbox").fetchall())
        shown = str(original.execute("SELECT * FROM chats").fetchall())
        drafts = str(original.execute("SELECT * FROM drafts").fetchall())
    copy.close()
    return {
        "outbox": outbox,
        "chats on the web": shown,
        "drafts": drafts,
        "figures": generate_latest().decode(),
        **{
            name: (folder / name).read_bytes().decode("latin-1")
            for name in ("test.db", "test.db-wal", "backup.db")
        },
    }


def _of(room: object) -> str:
    """Everything in a room, buttons and what they carry included."""
    return repr(room)


async def kept(bot: Bot) -> str:
    """Everything that is kept sealed, opened."""
    async with bot.work(writes=False) as work:
        return str(
            [(await work.session.scalars(select(column))).all() for column in sealed_columns()]
        )


async def test_no_word_written_in_confidence_is_readable_anywhere_else(
    stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = Journey(stage)
    await whole_life(journey)
    words = journey.marker.words
    said = capsys.readouterr()
    assert "review.eligible" in said.err + said.out
    assert await found(stage, words, tmp_path, said.err + said.out) == {}
    opened = await kept(stage.bot)
    assert [where for word, where in words.items() if word not in opened] == []
    assert len(words) > 60


async def test_the_same_journey_without_encryption_does_not_stay_clean(
    unsealed: None, stage: Stage, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    journey = Journey(stage)
    await whole_life(journey)
    said = capsys.readouterr()
    seen = await found(stage, journey.marker.words, tmp_path, said.err + said.out)
    assert set(seen) == {"chats on the web", "drafts", "test.db", "test.db-wal", "backup.db"}
    assert set(seen["backup.db"]) == set(journey.marker.words.values())
