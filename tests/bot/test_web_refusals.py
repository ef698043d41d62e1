"""What the web application does once, what it refuses, and in which words."""

import asyncio

import pytest

from storage.platforms import chats
from storage.work import Busy
from tests.web.page import FILLED, Page
from tests.web.showcase import MAYA, TOM

ONCE = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("text", "words"), [("  ", "Type something first"), ("x" * 10_001, "shorten this")]
)
async def test_too_little_or_too_much_is_refused_in_plain_words(
    page: Page, text: str, words: str
) -> None:
    status, told = await page.post(f"/say?as={MAYA}", ("text", text))
    assert status == 422
    assert words in told["text"]
    assert await page.lines() == []


async def test_a_double_submission_gets_the_earlier_reply_and_shows_it_once(page: Page) -> None:
    form = [("action", "show.send"), ("inbound", ONCE), *FILLED]
    first, second = await asyncio.gather(
        *(page.post(f"/submit?as={MAYA}", *form) for _ in range(2))
    )
    third = await page.post(f"/submit?as={MAYA}", *form)
    assert first == second == third == (200, {"window": None, "says": 1})
    await page.show.bot.delivery.drain()
    assert len(await page.lines()) == 2
    status, other = await page.post(f"/submit?as={TOM}", *form)
    assert status == 200
    assert other["says"] == 1
    assert len(await page.lines(f"person:{TOM}")) == 1, (
        "another person's request is another request"
    )


async def test_a_double_word_is_said_once(page: Page) -> None:
    for _ in range(2):
        await page.post(f"/say?as={MAYA}", ("text", "hello"), ("inbound", ONCE))
    assert await page.lines() == ["hello", "You wrote: hello"]


async def test_a_refused_form_names_each_field_and_keeps_nothing(page: Page) -> None:
    wrong = [pair for pair in FILLED if pair[0] not in {"long.goals", "choice.organisation"}]
    status, told = await page.post(
        f"/submit?as={MAYA}", ("action", "show.send"), ("inbound", ONCE), *wrong
    )
    assert status == 422
    assert told["errors"] == {"goals": "Please fill this in.", "organisation": "Please choose one."}
    assert "2 answers need another look" in told["text"]
    await page.show.bot.delivery.drain()
    assert await page.lines() == []
    assert (
        await page.post(f"/submit?as={MAYA}", ("action", "show.send"), ("inbound", ONCE), *FILLED)
    )[0] == 200


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [
        ("show.refused", 422, "no place left"),
        ("show.busy", 503, "busy just now"),
        ("show.broken", 503, "went wrong on our side"),
        ("gone.away", 422, "from another day"),
        ("", 422, "from another day"),
    ],
)
async def test_every_no_is_said_in_plain_words(
    page: Page, action: str, status: int, words: str
) -> None:
    got, told = await page.press(action)
    assert got == status
    assert words in told["text"]


@pytest.mark.parametrize("answers", ["{", "[1]", '{"a": {"b": 1}}', '{"a": "\\ud800"}', "null"])
async def test_answers_that_cannot_be_read_are_refused(page: Page, answers: str) -> None:
    status, told = await page.press("show.pressed", ("answers", answers))
    assert (status, told["text"]) == (400, "That request could not be read.")


async def test_a_body_that_is_no_form_is_refused(page: Page) -> None:
    headers = {
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "application/x-www-form-urlencoded; charset=klingon",
    }
    response = await page.client.post(f"/say?as={MAYA}", data=b"text=\xff\xfe", headers=headers)
    assert response.status == 400


async def test_what_cannot_be_added_to_the_chat_is_told_in_a_window_because_it_was_done(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def busy(*_: object) -> None:
        raise Busy

    monkeypatch.setattr(chats, "show", busy)
    status, answer = await page.press("show.pressed")
    assert (status, answer["says"]) == (200, 0)
    assert "Done, and noted." in answer["window"]
