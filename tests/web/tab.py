"""A tab of a real browser in which one is somebody."""

from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from scheme.ids import PersonId
from tests.web.showcase import MAYA, Showcase

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

Served = tuple[Showcase, str]


class Tab:
    """A tab in which one is somebody."""

    def __init__(self, page: Page, show: Showcase) -> None:
        self.page = page
        self.show = show
        self.window = page.locator("#window")
        self.chat = page.locator("#chat")
        self.group = page.locator("#group")
        self.latest = self.chat.get_by_role("article").last

    def button(self, name: str, place: Locator | None = None) -> Locator:
        return (place or self.latest).get_by_role("button", name=name, exact=True)

    async def says(self, text: str) -> None:
        await self.page.get_by_label("Message to the bot").fill(text)
        await self.page.get_by_label("Message to the bot").press("Enter")

    async def opens_the_form(self) -> Locator:
        await self.button("Fill in a form").click()
        await expect(self.page.get_by_role("dialog", name="Apply as a mentee")).to_be_visible()
        return self.button("Fill in a form")

    async def fills_all(self) -> None:
        form = self.window
        await form.get_by_label("Your name").fill("Maya Thorne")
        await form.get_by_label("Work e-mail address").fill("m.thorne@fellside.example.org")
        await form.get_by_label("Your employer").select_option("org2")
        await form.get_by_label("Years at this level").fill("4")
        await form.get_by_label("Teaching").check()
        await form.get_by_label("What you hope to reach").fill("To run a budget.")
        await form.get_by_label("You may share this").check()

    async def sees_no_fault(self) -> None:
        found = await Axe().run(self.page, options=RULES)
        assert [one["id"] for one in found.response["violations"]] == [], found.generate_report()


async def open_tab(browser: Browser, show: Served, person: PersonId = MAYA, **options: Any) -> Tab:
    page = await browser.new_page(**options)  # in a context of its own, as if on another computer
    page.set_default_timeout(10_000)
    await page.goto(f"{show[1]}?as={person}")
    await page.locator("body[data-live=open]:not([data-busy])").wait_for()
    return Tab(page, show[0])
