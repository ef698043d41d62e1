"""Files out of Teams and into it: by an address that only its reader has, for a while, and never lost on the way."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from aiohttp import FormData
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from sqlalchemy import func, select, text

from bot.app import Bot
from bot.chat.payload import Metadata, metadata, of_form
from bot.teams.files import Files, disposition
from bot.web.app import make_app
from bot.web.live import Hub
from handlers.kit.ui import Action, Attachment, Form
from scheme.forms.fields import Answers, FileField
from scheme.ids import PersonId
from storage import people, tables
from storage.engine.database import Database
from storage.work import Busy
from tests.support.browser import WCAG, launched
from tests.support.stage import ALEX, MAYA, MENTEE_ANSWERS, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

HERE = "https://mentoring.example.org"
CV = FileField(key="cv", label="Your <CV>", accepts=("pdf",), most_mb=1, required=False)
LETTER = FileField(
    key="letter", label="Your letter", accepts=("pdf", "txt"), most_mb=1, required=False
)
PDF = b"%PDF-1.7 numbat"
ENTRY = Attachment(
    label="Calendar entry",
    name="meeting.ics",
    text="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
    media="text/calendar; method=REQUEST",
)
OWN = Attachment(label="Save it", name='Müller’s "data".md', text="# Quokka", media="text/markdown")
HANDED_IN = Attachment(
    label="Save the file", name="cv.pdf", text="JVBERi0x", media="application/pdf", encoded=True
)
OPENER = Action(name="apply.mentee", scheme="aln")


class Desk:
    """A bot whose mentees hand in files, as the web reaches it, and Maya."""

    def __init__(
        self, bot: Bot, files: Files, client: "TestClient[Any, Any]", maya: PersonId
    ) -> None:
        self.bot = bot
        self.files = files
        self.client = client
        self.maya = maya

    async def get(self, address: str, method: str = "GET") -> tuple[int, Any, bytes]:
        """The status, the headers and the body of an address."""
        async with self.client.request(method, address.removeprefix(HERE)) as response:
            return response.status, response.headers, await response.read()

    async def form(self) -> Form:
        """The form as it opens for Maya now."""
        window = (await self.bot.act(self.maya, OPENER)).window
        assert isinstance(window, Form)
        return window

    async def page(self, key: str = "cv") -> str:
        """Where a file of the form is handed in."""
        return (await self.files.upload_links(self.maya, await self.form()))[f"field:{key}"]

    async def hands_in(
        self,
        address: str,
        data: bytes = PDF,
        name: str = "numbat.pdf",
        key: str = "cv",
        *,
        site: str = "same-origin",
        origin: str = "",
    ) -> tuple[int, str]:
        """What the page answers to a file, sent as a browser sends it."""
        form = FormData(default_to_multipart=True)
        form.add_field(f"file.{key}", "")
        form.add_field(f"file.{key}", data, filename=name, content_type="application/octet-stream")
        sent = {"Sec-Fetch-Site": site} | ({"Origin": origin} if origin else {})
        async with self.client.post(
            address.removeprefix(HERE), data=form, headers=sent
        ) as response:
            return response.status, unescape(await response.text())

    async def count(self, table: str) -> int:
        """How many rows there are."""
        async with self.bot.work(writes=False) as work:
            return int(
                await work.session.scalar(
                    select(func.count()).select_from(tables.metadata.tables[table])
                )
                or 0
            )


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[Desk]:
    """A desk, served."""
    database = Database(f"sqlite:///{folder}/t.db")
    definition = scheme()
    forms = definition.forms.model_copy(update={"mentee": (*definition.forms.mentee, CV, LETTER)})
    stage = await set_stage(database, definition.model_copy(update={"forms": forms}))
    files = Files(stage.bot, HERE)
    app = make_app(stage.bot, Hub())
    files.add_routes(app)
    async with TestClient(TestServer(app)) as client:
        yield Desk(stage.bot, files, client, (await stage.person(MAYA)).person_id)
    await database.close()


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """A desk of this test's own."""
    async with opened(tmp_path) as found:
        yield found


# Out


async def test_a_file_is_fetched_under_its_name_to_be_saved_and_kept_by_nothing_in_between(
    desk: Desk,
) -> None:
    links = await desk.files.links(desk.maya, [ENTRY, OWN, HANDED_IN])
    assert list(links) == [ENTRY.name, OWN.name, HANDED_IN.name]
    for file in (ENTRY, OWN, HANDED_IN):
        assert links[file.name].startswith(f"{HERE}/teams/file/")
        status, headers, body = await desk.get(links[file.name])
        assert (status, body) == (200, file.content())
        assert headers["Content-Disposition"] == disposition(file.name)
        assert headers["Content-Disposition"].startswith("attachment; ")
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    _, headers, _ = await desk.get(links[ENTRY.name])
    assert headers["Content-Type"] == "text/calendar; method=REQUEST; charset=utf-8"
    _, headers, _ = await desk.get(links[HANDED_IN.name])
    assert headers["Content-Type"] == "application/pdf"


def test_a_name_in_any_letters_stays_one_name_in_the_header() -> None:
    assert disposition("cv.pdf") == "attachment; filename=\"cv.pdf\"; filename*=UTF-8''cv.pdf"
    told = disposition('a"; b\r\nX: y/ü.pdf')
    assert told.isascii()
    assert "\r" not in told
    assert "\n" not in told
    assert told.count('"') == 2
    assert told.endswith("filename*=UTF-8''a%22%3B%20b%0D%0AX%3A%20y%2F%C3%BC.pdf")


async def test_whoever_only_looks_takes_nothing_away(desk: Desk) -> None:
    link = (await desk.files.links(PersonId(0), [OWN]))[OWN.name]
    for _ in range(2):
        status, headers, body = await desk.get(link, "HEAD")
        assert (status, body) == (200, b"")
        assert headers["Content-Length"] == str(len(OWN.content()))
    assert (await desk.get(link))[2] == OWN.content()


async def test_a_calendar_entry_lives_a_week_and_any_other_file_an_hour(desk: Desk) -> None:
    links = await desk.files.links(PersonId(0), [ENTRY, OWN])
    start = desk.bot.clock.now()
    for after, entry, own in (
        (timedelta(minutes=59), 200, 200),
        (timedelta(minutes=61), 200, 404),
        (timedelta(days=6, hours=23), 200, 404),
        (timedelta(days=7, minutes=1), 404, 404),
    ):
        desk.bot.clock.set(start + after)
        assert (await desk.get(links[ENTRY.name]))[0] == entry, after
        assert (await desk.get(links[OWN.name]))[0] == own, after


async def test_what_has_ended_is_not_kept_any_longer(desk: Desk) -> None:
    await desk.files.links(desk.maya, [ENTRY, OWN])
    assert await desk.count("carried") == 2
    desk.bot.clock.set(desk.bot.clock.now() + timedelta(minutes=61))
    await desk.bot._look_after()
    assert await desk.count("carried") == 1
    desk.bot.clock.set(desk.bot.clock.now() + timedelta(days=7))
    await desk.bot._look_after()
    assert await desk.count("carried") == 0


async def test_an_address_that_stands_for_nothing_says_so_in_a_friendly_page(desk: Desk) -> None:
    file, upload = (await desk.files.links(PersonId(0), [OWN]))[OWN.name], await desk.page()
    swapped = (file.replace("/file/", "/upload/"), upload.replace("/upload/", "/file/"))
    for address in (
        *swapped,
        f"{HERE}/teams/file/{'a' * 43}",
        f"{HERE}/teams/upload/x",
        f"{HERE}/teams/file/~{chr(39)}x",
    ):
        status, headers, body = await desk.get(address)
        assert (status, headers.getone("Content-Type")) == (404, "text/html; charset=utf-8")
        assert "This link has ended" in body.decode()
        assert "Go back to Teams" in body.decode()
    status, page = await desk.hands_in(file.replace("/file/", "/upload/"))
    assert status == 404
    assert "This link has ended" in page


async def test_what_a_button_carried_is_no_file_and_a_file_is_no_button(desk: Desk) -> None:
    token = "b" * 43
    async with desk.bot.work() as work:
        await work.session.execute(
            tables.carried.insert().values(token=token, body='{"n":"home.show"}', kept_at=work.now)
        )
    assert (await desk.get(f"/teams/file/{token}"))[0] == 404


async def test_two_addresses_are_never_the_same_and_what_they_hold_is_sealed(desk: Desk) -> None:
    links = {(await desk.files.links(desk.maya, [OWN]))[OWN.name] for _ in range(3)}
    assert len(links) == 3
    assert all(len(one.rpartition("/")[2]) == 43 for one in links)
    async with desk.bot.database.reading.connect() as connection:
        rows = (await connection.execute(text("SELECT body, person_id FROM carried"))).all()
    assert not any("Quokka" in body or "Müller" in body for body, _ in rows)
    assert {person for _, person in rows} == {desk.maya}


async def test_no_files_have_no_addresses(desk: Desk) -> None:
    assert await desk.files.links(desk.maya, []) == {}
    assert await desk.count("carried") == 0


# In


async def test_a_page_asks_for_one_file_and_says_what_is_taken(desk: Desk) -> None:
    status, headers, body = await desk.get(await desk.page())
    page = body.decode()
    assert status == 200
    assert "Your &lt;CV&gt;" in page
    assert ".pdf; up to 1 MB." in page
    assert page.count('<input type="file"') == 1
    assert 'accept=".pdf"' in page
    assert 'enctype="multipart/form-data"' in page
    assert page.count("<script") == page.count('<script src="/static/')
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "form-action 'self'" in headers["Content-Security-Policy"]


async def test_each_file_of_a_form_has_a_page_and_other_forms_have_none(desk: Desk) -> None:
    form = await desk.form()
    links = await desk.files.upload_links(desk.maya, form)
    assert list(links) == ["field:cv", "field:letter"]
    assert len(set(links.values())) == 2
    assert await desk.files.upload_links(desk.maya, replace(form, opener=None)) == {}
    words = tuple(one for one in form.fields if one.kind != "file")
    assert await desk.files.upload_links(desk.maya, replace(form, fields=words)) == {}


async def test_what_is_handed_in_stands_in_the_form_when_it_opens_again_and_when_it_is_sent(
    desk: Desk,
) -> None:
    form = await desk.form()
    meta = metadata_of(form)
    assert await desk.files.handed_in(desk.maya, meta) == {}
    status, page = await desk.hands_in(await desk.page())
    assert status == 200
    assert "The file is kept" in page
    assert "Go back to Teams" in page
    assert await desk.files.handed_in(desk.maya, meta) == {"cv": "file:1"}
    again = await desk.form()
    assert again.answers["cv"] == "file:1"
    given: Answers = {**again.answers, **MENTEE_ANSWERS, **again.carries, "cv": "file:1"}
    await desk.bot.act(
        desk.maya,
        Action(
            name=form.action,
            subject=form.subject,
            answers=given,
            scheme=form.scheme,
            opener=form.opener,
        ),
    )
    async with desk.bot.work(writes=False) as work:
        answers = (await work.session.execute(select(tables.files.c.claimed_at))).scalar_one()
    assert answers is not None
    assert await desk.files.handed_in(desk.maya, meta) == {}


async def test_a_file_that_another_form_than_an_application_asks_for_is_handed_in_as_well(
    desk: Desk,
) -> None:
    desk.bot.desk.catalogue.mails = True
    async with desk.bot.work(writes=False) as work:
        alex = await people.by_email(work, ALEX)
    assert alex is not None
    form = (await desk.bot.act(alex.id, Action(name="aware.ask", scheme="aln"))).window
    assert isinstance(form, Form)
    links = await desk.files.upload_links(alex.id, form)
    file = (b"una@fells.example.org", "staff.csv", "awareness_list")
    status, _ = await desk.hands_in(links["field:awareness_list"], *file)
    assert status == 200
    given = await desk.files.handed_in(alex.id, metadata_of(form))
    assert given == {"awareness_list": "file:1"}


async def test_two_files_of_a_form_do_not_push_each_other_out_nor_what_was_typed(
    desk: Desk,
) -> None:
    form = await desk.form()
    now = desk.bot.clock.now()
    await desk.bot.desk.keep(
        desk.maya, form, {"job_title": "Quokka keeper", "cv": "file:77"}, form.carries, now
    )
    held = await desk.form()
    links = await desk.files.upload_links(desk.maya, held)
    assert (await desk.hands_in(links["field:cv"]))[0] == 200
    assert (await desk.hands_in(links["field:letter"], b"Dear all", "letter.txt", "letter"))[
        0
    ] == 200
    form = await desk.form()
    assert {key: form.answers[key] for key in ("cv", "letter", "job_title")} == {
        "cv": "file:1", "letter": "file:2", "job_title": "Quokka keeper"
    }  # fmt: skip
    assert form.carries == held.carries


async def test_choosing_another_file_on_the_same_page_replaces_the_first(desk: Desk) -> None:
    address = await desk.page()
    for number in (1, 2):
        assert (await desk.hands_in(address))[0] == 200
        assert (await desk.form()).answers["cv"] == f"file:{number}"


@pytest.mark.parametrize(
    ("data", "name", "why"),
    [
        (b"MZ, called another name", "cv.pdf", "Inside, this is not what a .pdf file holds."),
        (PDF, "cv.exe", "Please choose a file whose name ends in .pdf."),
        (PDF + bytes(1_000_000), "cv.pdf", "Please choose a file of up to 1 MB"),
        (PDF + bytes(33_000_000), "cv.pdf", "Please choose a file of up to 1 MB"),
        (b"", "cv.pdf", "This file is empty."),
        (b"", "", "Please choose a file first."),
    ],
    ids=["wrong inside", "wrong ending", "too large", "far too large", "empty", "none"],
)
async def test_a_bad_file_is_refused_beside_its_input_and_a_good_one_is_taken_there(
    desk: Desk, data: bytes, name: str, why: str
) -> None:
    address = await desk.page()
    status, page = await desk.hands_in(address, data, name)
    assert status == 422
    assert why in page
    assert 'aria-invalid="true"' in page
    assert f'<span class="error-text">{why}' in page
    assert "<title>To change: " in page
    assert await desk.count("files") + await desk.count("drafts") == 0
    assert (await desk.hands_in(address))[0] == 200


async def test_what_is_no_form_at_all_is_asked_for_again(desk: Desk) -> None:
    path = (await desk.page()).removeprefix(HERE)
    own = {"Sec-Fetch-Site": "same-origin"}
    broken = {**own, "Content-Type": "multipart/form-data; boundary=x"}
    for headers, body in ((own, b"cv=1"), (broken, b"--x\r\nnothing")):
        async with desk.client.post(path, data=body, headers=headers) as response:
            assert response.status == 422
            assert "Please choose" in await response.text()


async def test_another_site_s_page_hands_in_nothing(desk: Desk) -> None:
    address = await desk.page()
    assert (await desk.hands_in(address, site="cross-site"))[0] == 403
    assert (await desk.hands_in(address, origin="https://evil.example.org"))[0] == 403
    assert await desk.count("files") == 0


async def test_a_busy_database_is_said_beside_the_input(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise Busy

    address = await desk.page()
    with monkeypatch.context() as patch:
        patch.setattr(desk.bot.desk, "keep", busy)
        status, page = await desk.hands_in(address)
    assert status == 503
    assert Busy().text in page
    assert '<input type="file"' in page
    assert (await desk.hands_in(address))[0] == 200


async def test_a_page_is_of_one_person_and_ends_within_a_day(desk: Desk) -> None:
    address = await desk.page()
    await desk.hands_in(address)
    async with desk.bot.work(writes=False) as work:
        owners = (await work.session.scalars(select(tables.files.c.person_id))).all()
    assert list(owners) == [desk.maya]
    desk.bot.clock.set(desk.bot.clock.now() + timedelta(days=1, minutes=1))
    assert (await desk.get(address))[0] == 404
    assert (await desk.hands_in(address))[0] == 404


@pytest.mark.browser
async def test_a_real_browser_hands_in_a_file_and_anybody_can_use_the_page(desk: Desk) -> None:
    path = (await desk.page()).removeprefix(HERE)
    address = str(desk.client.make_url(path))
    async with launched() as browser:
        page = await browser.new_page()
        for scheme_of_colours, width in (("light", 1280), ("dark", 320)):
            await page.emulate_media(
                color_scheme="dark" if scheme_of_colours == "dark" else "light"
            )
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(address)
            await accessible(page)
            await page.get_by_role("button", name="Send the file").click()
            await page.get_by_text("Please choose a file first.").wait_for()
            await accessible(page)
            assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
        field = page.get_by_label("Your <CV>")
        await field.set_input_files(
            {"name": "numbat.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        await page.get_by_role("button", name="Send the file").click()
        await page.get_by_role("heading", name="The file is kept").wait_for()
        await accessible(page)
    assert (await desk.form()).answers["cv"] == "file:1"


async def accessible(page: Any) -> None:
    """Nothing on the page is against the guidelines for accessibility (WCAG 2.2 AA)."""
    results = await Axe().run(page, options={"runOnly": WCAG})
    assert results.violations_count == 0, results.generate_report()


def metadata_of(form: Form) -> Metadata:
    """What the dialog of a form knows of itself."""
    return metadata(json.dumps(of_form(form, 0, 1)))
