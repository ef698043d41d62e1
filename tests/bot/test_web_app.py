"""The playground over a real bot and a real database: what is said, pressed and sent, and where it then stands."""

from datetime import timedelta

import pytest

from handlers.kit.ui import Message
from tests.web.page import FILLED, GROUP, Page
from tests.web.reader import Reader
from tests.web.showcase import MAYA, MONDAY, ROBIN, TOM


async def test_the_page_holds_the_chat_the_group_s_channel_the_people_and_the_clock(
    page: Page,
) -> None:
    await page.show.post(MAYA, Message(text="Welcome to the valley."))
    text = await page.text(f"/?as={MAYA}")
    for words in (
        "Welcome to the valley.",
        "Oversight Group",
        "Tom Birch",
        "Monday 7 December 2026",
        "Nothing is due",
    ):
        assert words in text


async def test_without_a_person_one_first_picks_one(page: Page) -> None:
    response = await page.get("/")
    assert response.status == 200
    text = await response.text()
    assert "A mentoring scheme to try" in text
    assert f"/?as={MAYA}" in text


async def test_the_first_page_offers_the_walks_that_the_cast_can_play(page: Page) -> None:
    text = await page.text("/")
    assert "Maya asks, and Tom says yes." in text
    assert f"/?as={MAYA}&amp;walk=asking&amp;stop=1" in text
    assert "Nobody plays it." not in text


async def test_a_walk_leads_from_stop_to_stop_as_whoever_it_is_for(page: Page) -> None:
    first = await page.text(f"/?as={MAYA}&walk=asking&stop=1")
    assert "Ask a mentor, 1 of 3" in first
    assert "Choose Tom." in first
    assert f'href="/?as={TOM}&amp;walk=asking&amp;stop=2">Next' in first
    assert ">Back<" not in first
    # Whoever one becomes meanwhile, the walk goes on, and says whom it means.
    astray = await page.text(f"/?as={ROBIN}&walk=asking&stop=2")
    assert f'href="/?as={TOM}&amp;walk=asking&amp;stop=2">Be Tom Birch' in astray
    assert f"/?as={MAYA}&amp;walk=asking&amp;stop=2" in await page.text(
        f"/people?as={ROBIN}&walk=asking&stop=2"
    )
    last = await page.text(f"/?as={MAYA}&walk=asking&stop=3")
    assert ">Next<" not in last
    assert ">Finish<" in last


@pytest.mark.parametrize(
    "query",
    [
        "walk=asking&stop=4",
        "walk=asking&stop=0",
        "walk=asking&stop=x",
        "walk=x&stop=1",
        "walk=lost&stop=1",
        "walk=asking",
    ],
)
async def test_a_walk_that_is_not_there_leaves_the_page_as_it_is(page: Page, query: str) -> None:
    response = await page.get(f"/?as={MAYA}&{query}")
    assert response.status == 200
    assert "walk-title" not in await response.text()


async def test_a_playground_that_nobody_restarts_says_how_to_begin_again(page: Page) -> None:
    status, told = await page.post(f"/again?as={MAYA}")
    assert status == 422
    assert "start it anew" in told["text"]


async def test_the_group_s_channel_is_shown_to_its_members_alone(page: Page) -> None:
    await page.show.post_group(Message(text="An application waits."))
    assert "An application waits." in await page.text(f"/?as={ROBIN}")
    assert "An application waits." in await page.text(f"/group?as={ROBIN}")
    assert "An application waits." not in await page.text(f"/?as={TOM}")
    refused = await page.get(f"/group?as={TOM}")
    assert refused.status == 403
    assert "for the Oversight Group alone" in await refused.text()


@pytest.mark.parametrize("wrong", ["99", "x", "", "1 or 1"])
async def test_a_wrong_person_leads_to_the_choice_with_a_plain_word(page: Page, wrong: str) -> None:
    response = await page.get(f"/?as={wrong}")
    assert response.status == 404
    text = await response.text()
    assert "nobody here by that number" in text
    assert f"/?as={MAYA}" in text
    assert (await page.get(f"/chat?as={wrong}")).status == 404
    status, told = await page.post(f"/say?as={wrong}", ("text", "hello"))
    assert status == 404
    assert "nobody here" in told["text"]


async def test_what_is_typed_stands_in_the_chat_with_the_answer_below(page: Page) -> None:
    status, answer = await page.post(f"/say?as={MAYA}", ("text", "hello <b>bot</b>"))
    assert (status, answer) == (200, {"window": None, "says": 1})
    assert await page.lines() == ["hello <b>bot</b>", "You wrote: hello <b>bot</b>"]
    assert "hello &lt;b&gt;bot&lt;/b&gt;" in await page.text(f"/chat?as={MAYA}")
    assert await page.lines(f"person:{TOM}") == []


async def test_a_phrase_that_leads_to_a_form_opens_it(page: Page) -> None:
    status, answer = await page.post(f"/say?as={MAYA}", ("text", "apply"))
    assert status == 200
    assert "Apply as a mentee" in answer["window"]
    assert await page.lines() == ["apply"]


async def test_home_answers_in_the_chat(page: Page) -> None:
    status, answer = await page.press("home.show", ("answers", "{}"))
    assert (status, answer["says"]) == (200, 1)
    assert await page.lines() == ["Good morning. This shows every kind of part."]


async def test_a_window_opens_for_the_one_who_pressed_and_is_kept_nowhere(page: Page) -> None:
    status, answer = await page.press("show.view")
    assert status == 200
    assert "Application A-17" in Reader(answer["window"]).words
    assert await page.lines() == []


async def test_a_form_comes_back_with_its_answers_and_what_it_carried(page: Page) -> None:
    status, answer = await page.post(f"/submit?as={MAYA}", ("action", "show.send"), *FILLED)
    assert (status, answer) == (200, {"window": None, "says": 1})
    await page.show.bot.delivery.drain()
    assert sorted(await page.lines()) == [
        "It is on its way.",
        "Thank you, Maya Thorne. Revision 3 is here.",
    ]
    assert await page.lines(GROUP) == ["A new application has come in."]


async def test_what_is_pressed_in_the_group_s_channel_is_answered_in_private(page: Page) -> None:
    status, answer = await page.press("show.pressed", ("from", "group"))
    assert (status, answer["says"]) == (200, 0)
    assert "Only you can see this" in answer["window"]
    assert "Done, and noted." in answer["window"]
    assert await page.lines() == []
    assert await page.lines(GROUP) == []


async def test_a_message_kept_up_stands_once_and_one_that_notifies_moves_to_the_end(
    page: Page,
) -> None:
    await page.show.post(MAYA, Message(text="First wording"), key="A-17")
    await page.show.post(MAYA, Message(text="Something else"))
    page.show.bot.clock.set(MONDAY + timedelta(hours=1))
    await page.show.post(MAYA, Message(text="Second wording"), key="A-17")
    assert await page.lines() == ["Something else", "Second wording"]


async def test_the_picker_marks_people_who_have_not_read_yet(page: Page) -> None:
    await page.get(f"/?as={MAYA}")
    await page.show.post(TOM, Message(text="A mentee asks."))
    assert "something new" in await page.text(f"/people?as={MAYA}")
    await page.get(f"/chat?as={TOM}")
    assert "something new" not in await page.text(f"/people?as={MAYA}")


@pytest.mark.parametrize(
    ("to", "moved"), [("day", timedelta(days=1)), ("week", timedelta(weeks=1))]
)
async def test_the_clock_goes_forward(page: Page, to: str, moved: timedelta) -> None:
    status, _ = await page.post(f"/clock?as={MAYA}", ("to", to))
    assert status == 200
    assert abs(page.show.bot.clock.now() - MONDAY - moved) < timedelta(minutes=1)


async def test_a_day_forward_is_the_same_hour_when_the_clocks_change(page: Page) -> None:
    page.show.bot.clock.set(MONDAY.replace(month=10, day=24, hour=9))
    await page.post(f"/clock?as={MAYA}", ("to", "day"))
    assert "10:00" in await page.text(f"/clock?as={MAYA}")


async def test_with_nothing_due_there_is_nothing_to_go_to(page: Page) -> None:
    status, told = await page.post(f"/clock?as={MAYA}", ("to", "next"))
    assert status == 422
    assert "Nothing is due" in told["text"]
    assert (await page.post(f"/clock?as={MAYA}", ("to", "yesterday")))[0] == 400
