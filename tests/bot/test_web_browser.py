"""The playground in a real browser: it keeps itself up, counts a press once, fits a small screen, and axe finds nothing."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from handlers.kit.ui import Button, Message, Prose, message_json
from storage.platforms import chats
from tests.web.showcase import MAYA, PARTS, TOM
from tests.web.tab import Served, Tab, open_tab

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_what_is_said_is_answered_in_the_chat_and_focus_stays_in_the_box(tab: Tab) -> None:
    await tab.says("hello")
    await expect(tab.latest).to_contain_text("You wrote: hello")
    await expect(tab.page.get_by_label("Message to the bot")).to_be_focused()
    await expect(tab.page.get_by_label("Message to the bot")).to_have_value("")


async def test_a_page_updates_by_itself(tab: Tab) -> None:
    await tab.show.post(MAYA, Message(text="Something happened.", heading="News"))
    await expect(tab.latest.get_by_role("heading", name="News")).to_be_visible()
    await tab.show.post(TOM, Message(text="A mentee asks."))
    await expect(
        tab.page.get_by_role("link", name=re.compile("Tom Birch.*something new"))
    ).to_be_visible()


async def test_an_update_elsewhere_keeps_the_focus_on_its_button(tab: Tab) -> None:
    await tab.show.post(
        MAYA,
        Message(text="Earlier wording", buttons=(Button(label="Do it", action="show.pressed"),)),
        key="A-17",
    )
    await expect(tab.latest).to_contain_text("Earlier wording")
    await tab.button("Do it").focus()
    await tab.show.post(MAYA, Message(text="Another thing."))
    await expect(tab.latest).to_contain_text("Another thing.")
    card = tab.chat.get_by_role("article").filter(has_text="Earlier wording")
    await expect(tab.button("Do it", card)).to_be_focused()
    await tab.show.post(
        MAYA,
        Message(text="Later wording", buttons=(Button(label="Do it", action="show.pressed"),)),
        key="A-17",
    )
    card = tab.chat.get_by_role("article").filter(has_text="Later wording")
    await expect(tab.button("Do it", card)).to_be_focused()


async def test_an_update_in_place_does_not_move_what_one_is_reading(tab: Tab) -> None:
    await tab.show.post(MAYA, Message(text="Earlier wording"), key="A-17")
    for number in range(8):
        await tab.show.post(MAYA, Message(text=f"Message {number}", parts=PARTS))
    await expect(tab.latest).to_contain_text("Message 7")
    await tab.latest.evaluate("one => one.scrollIntoView({block: 'end'})")
    top = "one => one.getBoundingClientRect().top"
    before = await tab.latest.evaluate(top)
    async with tab.show.bot.work() as work:
        [first] = [
            one
            for one in await chats.lines(work, f"person:{MAYA}")
            if "Earlier wording" in (one.body or "")
        ]
        await chats.replace(work, first.id, message_json(Message(text="Later wording")))
    tab.show.hub.ring(f"person:{MAYA}")
    await expect(tab.chat).to_contain_text("Later wording")
    assert abs(await tab.latest.evaluate(top) - before) < 2


async def test_an_earlier_home_becomes_a_line_on_an_open_page(tab: Tab) -> None:
    go_on = Button(label="Go on", action="show.pressed")
    home = Message(text="Two things.", heading="Where you stand", buttons=(go_on,), home="first")
    await tab.show.post(MAYA, home)
    await tab.button("Go on").focus()
    await tab.show.post(MAYA, home)
    folded = tab.chat.get_by_text("Your home, as it was then. The newest is below.")
    await expect(folded).to_have_count(1)
    await expect(tab.button("Go on")).to_have_count(1)
    await expect(tab.latest).to_contain_text("Two things.")


async def test_a_double_click_counts_once(tab: Tab) -> None:
    await tab.button("Do it").dblclick()
    await expect(tab.latest).to_contain_text("Done, and noted.")
    await tab.page.locator("body:not([data-busy])").wait_for()
    await expect(tab.chat.get_by_text("Done, and noted.")).to_have_count(1)


async def test_a_refused_press_says_why_on_its_card(tab: Tab) -> None:
    card = tab.latest
    await tab.button("Try what is not possible").click()
    await expect(card.get_by_role("alert")).to_have_text("That mentor has no place left just now.")


async def test_a_press_in_the_group_s_channel_is_answered_in_a_window(tab: Tab) -> None:
    await tab.opens_the_form()
    await tab.fills_all()
    await tab.button("Send application", tab.window).click()
    await expect(tab.group).to_contain_text("A new application has come in.")
    await expect(tab.chat).to_contain_text("It is on its way.")  # both are on their way at once
    count = await tab.chat.get_by_role("article").count()
    await tab.button("Agree", tab.group).click()
    await expect(tab.page.get_by_role("dialog", name="Only you can see this")).to_contain_text(
        "Done, and noted."
    )
    await tab.button("Close", tab.window).click()
    await expect(tab.button("Agree", tab.group)).to_be_focused()
    await expect(tab.chat.get_by_role("article")).to_have_count(count)


async def test_what_is_open_is_a_bar_that_unfolds_and_stays_so(tab: Tab) -> None:
    await tab.show.post_group(
        Message(text="2 matters.", parts=(Prose("A-1"),), heading="Open", pinned=True), key="open"
    )
    bar = tab.group.locator("details")
    await expect(bar).to_contain_text("Open: 2 matters.")
    await expect(bar.get_by_text("A-1")).to_be_hidden()
    await bar.locator("summary").click()
    await expect(bar.get_by_text("A-1")).to_be_visible()
    await tab.show.post_group(
        Message(text="3 matters.", parts=(Prose("A-2"),), heading="Open", pinned=True), key="open"
    )
    await expect(bar).to_contain_text("Open: 3 matters.")
    await expect(bar.get_by_text("A-2")).to_be_visible()


async def test_light_or_dark_is_chosen_on_the_page_and_kept(tab: Tab) -> None:
    await tab.page.emulate_media(reduced_motion="reduce")  # what still fades has no contrast yet
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await tab.page.evaluate(ground)
    await tab.page.locator(".tools summary").click()
    await tab.button("Dark colours", tab.page.locator(".tools")).click()
    dark = await tab.page.evaluate(ground)
    assert dark != light
    await tab.sees_no_fault()
    await tab.page.reload()
    assert await tab.page.evaluate(ground) == dark
    await tab.page.locator(".tools summary").click()
    await tab.button("Light colours", tab.page.locator(".tools")).click()
    assert await tab.page.evaluate(ground) == light


async def test_whoever_is_not_of_the_group_has_two_panes(browser: Browser, show: Served) -> None:
    tab = await open_tab(browser, show, TOM)
    await expect(tab.group).to_have_count(0)
    await show[0].post_group(Message(text="An application waits."))
    await show[0].post(TOM, Message(text="A mentee asks."))
    await expect(tab.latest).to_contain_text("A mentee asks.")
    await tab.sees_no_fault()


async def test_a_much_enlarged_page_begins_at_what_is_newest(
    browser: Browser, show: Served
) -> None:
    for number in range(4):
        await show[0].post(TOM, Message(text=f"Message {number}", parts=PARTS))
    tab = await open_tab(browser, show, TOM, viewport={"width": 320, "height": 256})
    await expect(tab.latest).to_contain_text("Message 3")
    await expect(tab.latest).to_be_in_viewport()


async def test_on_paper_the_whole_chat_stands_in_ink(browser: Browser, show: Served) -> None:
    for number in range(6):
        await show[0].post(TOM, Message(text=f"Message {number}", parts=PARTS))
    tab = await open_tab(browser, show, TOM, color_scheme="dark")
    await tab.page.emulate_media(media="print")
    await expect(tab.page.get_by_label("Message to the bot")).to_be_hidden()
    await expect(tab.page.locator("#people")).to_be_hidden()
    assert (
        await tab.page.evaluate("getComputedStyle(document.querySelector('.message')).color")
        == "rgb(32, 39, 43)"
    )
    lines = "const lines = document.querySelector('.chat .scroll'); lines.scrollHeight <= lines.clientHeight"
    assert await tab.page.evaluate(f"(() => {{ {lines.replace('; ', '; return ')} }})()")


async def test_the_clock_moves_and_says_so(tab: Tab) -> None:
    await tab.page.get_by_role("button", name="Forward a week").click()
    await expect(tab.page.locator("#clock time").first).to_contain_text("Monday 14 December 2026")
    await expect(tab.page.locator("#clock-said")).to_contain_text(
        "It is now Monday 14 December 2026"
    )


async def test_two_tabs_can_be_two_people(browser: Browser, show: Served) -> None:
    maya, tom = await open_tab(browser, show, MAYA), await open_tab(browser, show, TOM)
    await maya.says("good morning")
    await expect(maya.latest).to_contain_text("good morning")
    await tom.says("good evening")
    await expect(tom.latest).to_contain_text("good evening")
    await expect(tom.chat).not_to_contain_text("good morning")


@pytest.mark.parametrize(
    ("width", "height", "scheme"),
    [
        (1280, 800, "light"),
        (1280, 800, "dark"),
        (640, 360, "light"),
        (320, 640, "dark"),
        (320, 256, "light"),
    ],
)
async def test_axe_finds_nothing_and_nothing_runs_over_the_side(
    browser: Browser, show: Served, width: int, height: int, scheme: Any
) -> None:
    tab = await open_tab(
        browser,
        show,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        reduced_motion="reduce",
    )
    await show[0].post(TOM, Message(text="A mentee asks."))
    await tab.says("long " * 200 + "w" * 300)
    await expect(tab.latest).to_contain_text("You wrote")
    await tab.sees_no_fault()
    await tab.page.locator("#home").click()
    await expect(tab.latest).to_contain_text("Where you stand")
    await tab.button("Try what is not possible").click()
    await tab.latest.get_by_role("alert").wait_for()
    await tab.sees_no_fault()
    if width < 960:
        for name in ("group", "people", "clock", "chat"):
            await tab.page.locator(f".tabs a[href='#{name}']").click()
            await expect(tab.page.locator(f"#{name}")).to_be_visible()
            await tab.sees_no_fault()
    await tab.page.route("**/draft*", lambda route: route.abort())
    await tab.opens_the_form()
    await tab.window.get_by_label("What you hope to reach").fill("x" * 400)
    await tab.button("Send application", tab.window).click()
    await tab.window.get_by_role("alert").wait_for()
    await tab.sees_no_fault()
    await tab.page.keyboard.press("Escape")
    await tab.page.get_by_role("button", name="Discard").wait_for()
    await tab.sees_no_fault()
    places = "[document.documentElement, ...document.querySelectorAll('.scroll, #window')]"
    assert await tab.page.evaluate(f"{places}.every(one => one.scrollWidth <= one.clientWidth)")
    if height > 448:  # where there is room, the panes scroll and the page itself stands still
        assert await tab.page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    await tab.page.goto(show[1])
    await tab.sees_no_fault()
