"""What pictures of either platform have in common: the round they are taken of, the drawn face, days in words."""

import re

from playwright.async_api import Page, Route

from scheme.definition.definition import Definition
from tests.journeys import story, together
from tests.support.stage import NOAH

AVATAR = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96"><rect width="96" height="96" fill="#dbe7e4"/>'
    '<circle cx="48" cy="38" r="18" fill="#5b7f78"/><path d="M12 96a36 34 0 0 1 72 0z" fill="#5b7f78"/></svg>'
)

# Slack and Teams write a day in words; a browser's own input follows the machine.
IN_WORDS = """
for (const one of document.querySelectorAll("input[type=date], input[type=time]")) {
  const day = one.type === "date" && one.value ? new Date(one.value) : null;
  const words = day ? day.toLocaleDateString("en-GB", { dateStyle: "long" }) : one.value;
  one.type = "text";
  one.value = words;
}
"""


async def only_drawn_faces(page: Page) -> None:
    """Nothing is fetched from anywhere: every picture in the page is the same drawn face."""
    await page.route("**/*", _face)


async def _face(route: Route) -> None:
    await route.fulfill(content_type="image/svg+xml", body=AVATAR)


async def held(page: Page) -> list[str]:
    """What stands in the page's inputs, typed or meant as a hint."""
    found: list[str] = await page.locator("input, textarea").evaluate_all(
        "all => all.flatMap((one) => [one.value, one.placeholder])"
    )
    return found


def squeezed(text: str) -> str:
    """A text without spaces, as browsers lay out words as they please."""
    return re.sub(r"\s+", "", text)


def invented(scheme: Definition) -> Definition:
    """The scheme with addresses that nobody has: pictures are for everybody."""
    data = scheme.model_dump()
    for one in data["help"]:
        one["email"] = f"{one['email'].partition('@')[0]}@office.example.org"
    return Definition.model_validate(data)


async def a_round(scene: story.Scene) -> None:
    """What pictures are taken of: from two applications to a survey, and two complaints."""
    await story.register_of_two(scene)
    await story.matched(scene)
    await story.started(scene)
    await together.agreed(scene)
    await story.met_and_surveyed(scene)
    await story.complained(scene)
    noah = await scene.person(NOAH)
    await noah.says("I want to make a complaint")
    await noah.fills(about=await noah.option("Ida Moss"), text="Nobody answers the telephone.")
    await noah.submits()
