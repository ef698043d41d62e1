"""Files over the wire: kept at once, told beside their field, never lost for another field's sake, within limits."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.web.app import make_app
from bot.web.cast import CastMember
from bot.web.live import Hub
from bot.web.posted import MOST_BYTES, MOST_WITH_FILES
from handlers.desk.encoding import encoded
from handlers.kit.ui import Action
from scheme.forms.fields import Answers, FileField
from scheme.ids import PersonId
from storage import tables
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, MENTEE_ANSWERS, NOAH, scheme, set_stage
from tests.web.reader import Reader

pytestmark = pytest.mark.usefixtures("ids_that_count")

CV = FileField(key="cv", label="Your CV", accepts=("pdf",), most_mb=1)
PDF = b"%PDF-1.7 numbat"
OPENER = encoded(Action(name="apply.mentee", scheme="aln"))
KINDS = {str: "short", bool: "tick", list: "choices"}
Part = tuple[str, str | bytes, str]  # a name, what it holds, and what its file is called


class Wire:
    """What Maya's browser posts, and what it gets."""

    def __init__(self, stage: Stage, client: "TestClient[Any, Any]", person_id: PersonId) -> None:
        self.stage = stage
        self.client = client
        self.person_id = person_id

    async def post(self, path: str, *parts: Part) -> tuple[int, Any]:
        form = FormData(default_to_multipart=True)
        for name, value, file in parts:
            if isinstance(value, bytes):
                form.add_field(name, value, filename=file, content_type="application/octet-stream")
            else:
                form.add_field(name, value)
        headers = {"Sec-Fetch-Site": "same-origin"}
        response = await self.client.post(f"{path}?as={self.person_id}", data=form, headers=headers)
        return response.status, await response.json()

    async def press(self, action: str, subject: str = "") -> str:
        _, answer = await self.post("/press", ("action", action, ""), ("subject", subject, ""))
        return str(answer["window"])

    async def kept(self) -> list[str]:
        async with self.stage.bot.work(writes=False) as work:
            return list(
                (
                    await work.session.scalars(
                        select(tables.files.c.name).order_by(tables.files.c.id)
                    )
                ).all()
            )


@pytest.fixture
async def wire(tmp_path: Path) -> AsyncIterator[Wire]:
    """A bot whose mentees hand in a CV."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    definition = scheme()
    forms = definition.forms.model_copy(update={"mentee": (*definition.forms.mentee, CV)})
    stage = await set_stage(database, definition.model_copy(update={"forms": forms}))
    players = [await stage.person(email) for email in (MAYA, NOAH)]

    async def everybody() -> list[CastMember]:
        return [
            CastMember(
                person_id=one.person_id,
                name=one.name,
                blurb="",
                section="Everybody",
                reads_group=True,
            )
            for one in players
        ]

    async with TestClient(TestServer(make_app(stage.bot, Hub(), cast=everybody))) as client:
        yield Wire(stage, client, players[0].person_id)
    await database.close()


def form(**changes: str) -> list[Part]:
    """An application as it is posted, without its file."""
    answers: Answers = {
        "name": "Maya Thorne",
        "email": MAYA,
        "organisation": "fellside",
        **MENTEE_ANSWERS,
        **changes,
    }
    head = {
        "action": "apply.send",
        "scheme": "aln",
        "opener": OPENER,
        "title": "Apply",
        "carried.role": "mentee",
    }
    pairs: list[Part] = [(name, value, "") for name, value in head.items()]
    for key, value in answers.items():
        for one in value if isinstance(value, list) else [value]:
            pairs.append((f"{KINDS[type(value)]}.{key}", "on" if one is True else str(one), ""))
    return pairs


def chosen(data: bytes = PDF, name: str = "numbat.pdf", key: str = "cv") -> Part:
    return (f"file.{key}", data, name)


async def test_a_form_with_its_file_is_taken_in_one_go_and_counts_once(wire: Wire) -> None:
    once: Part = ("inbound", "0123456789abcdef", "")
    for _ in range(2):
        status, answer = await wire.post("/submit", *form(), once, chosen())
        assert (status, answer["window"]) == (200, None)
    assert "numbat.pdf, 15 bytes" in await wire.press("applied.view", "application:1")
    async with wire.stage.bot.work(writes=False) as work:
        assert len((await work.session.execute(select(tables.applications.c.id))).all()) == 1


async def test_a_file_outlives_what_is_wrong_in_another_field(wire: Wire) -> None:
    status, answer = await wire.post("/submit", *form(experience_years="many"), chosen())
    assert (status, list(answer["errors"])) == (422, ["experience_years"])
    assert answer["kept"] == {"cv": {"ref": "file:1", "told": "numbat.pdf, 15 bytes"}}
    status, _ = await wire.post("/submit", *form(), ("file.cv", "file:1", ""), ("file.cv", b"", ""))
    assert status == 200
    assert await wire.kept() == ["numbat.pdf"]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (chosen(name="numbat.exe"), "ends in .pdf"),
        (chosen(b"MZ"), "not what a .pdf file holds"),
        (chosen(PDF + bytes(1_000_000)), "up to 1 MB; this one has 1.0 MB"),
        (chosen(b""), "is empty"),
    ],
)
async def test_a_file_that_is_not_taken_is_told_beside_its_field_and_nothing_is_sent(
    wire: Wire, part: Part, words: str
) -> None:
    status, answer = await wire.post("/submit", *form(), part)
    assert status == 422
    assert list(answer["errors"]) == ["cv"]
    assert words in answer["errors"]["cv"]
    assert answer["text"].startswith("One answer needs another look.")
    assert await wire.kept() == []
    assert "Apply as a mentee" in await wire.press("apply.mentee")


async def test_a_draft_keeps_the_file_and_tells_of_one_it_does_not_take_while_the_words_are_kept(
    wire: Wire,
) -> None:
    status, answer = await wire.post("/draft", *form(job_title="Zebra keeper"), chosen())
    assert (status, answer["refused"]) == (200, {})
    assert answer["kept"]["cv"]["ref"] == "file:1"
    window = await wire.press("apply.mentee")
    assert "numbat.pdf, 15 bytes is kept." in window
    assert ("file.cv", "file:1") in Reader(window).posted
    bad = chosen(b"MZ", "bad.pdf")
    status, answer = await wire.post(
        "/draft", *form(job_title="Quokka keeper"), ("file.cv", "file:1", ""), bad
    )
    assert (status, list(answer["refused"])) == (200, ["cv"])
    window = await wire.press("apply.mentee")
    assert "Quokka keeper" in window
    assert ("file.cv", "file:1") in Reader(window).posted


async def test_a_form_does_not_tell_how_somebody_else_s_file_is_called(wire: Wire) -> None:
    noah = await wire.stage.person(NOAH)
    ref = await wire.stage.bot.keep_file(noah.person_id, "aln", CV, "wombat.pdf", "", PDF)
    await wire.post("/draft", *form(), ("file.cv", ref, ""))
    window = await wire.press("apply.mentee")
    assert "wombat" not in window
    status, answer = await wire.post("/submit", *form(), ("file.cv", ref, ""))
    assert (status, answer["errors"]) == (
        422,
        {"cv": "This file is not kept here any more. Please choose it again."},
    )


async def test_a_file_for_a_field_that_asks_for_none_is_not_kept(wire: Wire) -> None:
    for key in ("goals", "nothing"):
        status, answer = await wire.post("/submit", *form(), chosen(key=key))
        assert (status, list(answer["errors"])) == (422, [key])
    status, answer = await wire.post("/submit", *form(), ("upload", PDF, "numbat.pdf"))
    assert answer["errors"] == {"cv": "Please choose a file."}
    assert await wire.kept() == []


async def test_too_much_at_once_is_refused_in_plain_words(wire: Wire) -> None:
    for part in (("long.goals", "x" * (MOST_BYTES + 1), ""), chosen(bytes(MOST_WITH_FILES))):
        status, answer = await wire.post("/submit", *form(), part)
        assert status == 413
        assert "too long" in answer["text"]
    assert await wire.kept() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\nno headers at all",
        b"--x\r\n\r\nnameless\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="file.cv"; filename="a.pdf"\r\n\r\n%PDF-1.7 cut off',
        b'--x\r\nContent-Disposition: form-data; name="action"\r\nContent-Type: text/plain; charset=klingon\r\n\r\na\r\n--x--',
    ],
)
async def test_a_body_in_no_order_is_refused_and_is_no_fault(wire: Wire, body: bytes) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "multipart/form-data; boundary=x"}
    response = await wire.client.post(f"/submit?as={wire.person_id}", data=body, headers=headers)
    assert response.status in (400, 422)
    assert await wire.kept() == []
