"""The window in a real browser: focus, errors, what was typed, lost connections."""

import pytest
from playwright.async_api import Route, expect

from tests.web.tab import Tab

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_a_form_is_filled_in_by_keyboard_and_answered_in_the_chat(tab: Tab) -> None:
    opener = await tab.opens_the_form()
    await expect(tab.window.get_by_role("heading", name="Apply as a mentee")).to_be_focused()
    address = tab.page.url
    await tab.fills_all()
    await tab.button("Send application", tab.window).press("Enter")
    await expect(tab.window).to_be_hidden()
    await expect(tab.chat).to_contain_text("Thank you, Maya Thorne. Revision 3 is here.")
    await expect(tab.chat).to_contain_text("It is on its way.")
    await expect(tab.group).to_contain_text("A new application has come in.")
    await expect(
        opener.or_(tab.chat.get_by_role("button", name="Fill in a form")).first
    ).to_be_focused()
    assert tab.page.url == address


async def test_errors_stand_beside_their_fields_and_lead_there_with_everything_typed_kept(
    tab: Tab,
) -> None:
    await tab.opens_the_form()
    await tab.fills_all()
    await tab.window.get_by_label("Years at this level").fill("many")
    await tab.window.get_by_label("Teaching").uncheck()
    await tab.button("Send application", tab.window).click()
    summary = tab.window.get_by_role("alert")
    await expect(summary).to_be_focused()
    await expect(summary).to_contain_text("2 answers need another look.")
    years = tab.window.get_by_label("Years at this level")
    await expect(years).to_have_accessible_description(
        "years To change: Please give a whole number, in figures."
    )
    await expect(years).to_have_attribute("aria-invalid", "true")
    await summary.get_by_role("link", name="Years at this level").click()
    await expect(years).to_be_focused()
    await expect(years).to_have_value("many")
    await expect(tab.window.get_by_label("What you hope to reach")).to_have_value(
        "To run a budget."
    )
    await years.fill("4")
    await tab.window.get_by_label("Leading a team").check()
    await tab.button("Send application", tab.window).click()
    await expect(tab.chat).to_contain_text("Thank you, Maya Thorne.")


async def test_a_window_whose_words_can_t_be_kept_asks_before_it_closes(tab: Tab) -> None:
    await tab.page.route("**/draft*", lambda route: route.abort())
    opener = await tab.opens_the_form()
    goals = tab.window.get_by_label("What you hope to reach")
    await goals.fill("Words that took an hour.")
    asks = tab.page.get_by_role("alertdialog", name="Close without sending?")
    for way in ("Escape", "Close"):
        if way == "Close":
            await tab.button("Close", tab.window).click()
        else:
            await tab.page.keyboard.press("Escape")
        await expect(tab.button("Keep writing", asks)).to_be_focused()
        await tab.page.keyboard.press("Escape")
        await expect(asks).to_be_hidden()
        await expect(goals).to_have_value("Words that took an hour.")
    await tab.page.keyboard.press("Escape")
    await tab.button("Discard", asks).click()
    await expect(tab.window).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_an_untouched_window_closes_at_once_and_gives_the_focus_back(tab: Tab) -> None:
    opener = await tab.opens_the_form()
    await tab.page.keyboard.press("Escape")
    await expect(tab.window).to_be_hidden()
    await expect(opener).to_be_focused()


async def test_a_lost_connection_keeps_what_was_typed_and_sending_again_counts_once(
    tab: Tab,
) -> None:
    await tab.opens_the_form()
    await tab.fills_all()

    async def answer_lost(route: Route) -> None:
        await route.fetch()
        await route.abort()

    await tab.page.route("**/submit*", answer_lost)
    await tab.button("Send application", tab.window).click()
    await expect(tab.window.get_by_role("alert")).to_contain_text(
        "could not be reached. What you typed is still here"
    )
    await expect(tab.window.get_by_label("What you hope to reach")).to_have_value(
        "To run a budget."
    )
    await tab.page.unroute("**/submit*")
    await tab.button("Send application", tab.window).click()
    await expect(tab.chat).to_contain_text("Thank you, Maya Thorne.")
    await expect(tab.chat.get_by_text("It is on its way.")).to_have_count(1)


async def test_one_window_leads_to_another(tab: Tab) -> None:
    await tab.button("Open a window").click()
    await expect(tab.page.get_by_role("dialog", name="Application A-17")).to_be_visible()
    await tab.button("Try what is not possible", tab.window).click()
    await expect(tab.window.get_by_role("alert")).to_contain_text("no place left")
    await tab.button("Fill in a form", tab.window).click()
    await expect(tab.page.get_by_role("dialog", name="Apply as a mentee")).to_be_visible()


async def test_room_left_in_a_text_is_shown_only_when_it_gets_narrow(tab: Tab) -> None:
    await tab.opens_the_form()
    goals = tab.window.get_by_label("What you hope to reach")
    await goals.fill("x" * 200)
    await expect(tab.window.locator(".count")).to_have_count(0)
    await goals.fill("x" * 290)
    await expect(tab.window.locator(".count [aria-hidden]")).to_have_text("10 characters left")
    await goals.fill("x" * 301)
    await expect(tab.window.locator(".count [aria-hidden]")).to_have_text("1 characters too many")
