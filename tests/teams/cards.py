"""The real library that Teams' clients draw with, in headless Chromium: does it take a card without a word against it?

`await validated(payloads)` for what a test sent; tests/conftest.py tries every other card of a run at its end.
"""

import json
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page

from tests.support.browser import launched
from tests.support.node_packages import packages
from tests.teams.shapes import Json

NODE = Path(__file__).parent / "node"
SCRIPTS = (
    "adaptivecards/dist/adaptivecards.min.js",
    "markdown-it/dist/browser/markdown-it.umd.min.js",
)
AT_ONCE = 200  # cards handed to the page in one go


def installed() -> Path:
    """The folder of the packages; without Node the test is skipped, and says so."""
    return (
        packages(NODE, "no card for Teams was tried in Adaptive Cards' own library")
        / "node_modules"
    )


def host(theme: str = "light") -> Json:
    """How Teams has cards drawn in one of its themes, near enough."""
    config: Json = json.loads((NODE / "host.json").read_text())
    themed: Json = config.pop("themes")[theme]
    return {**config, **themed}


def cards_in(payload: Any) -> Iterator[Json]:
    """Every card of a payload, whatever it is: a card, a message, what answers an invoke, or several of these."""
    if isinstance(payload, dict) and payload.get("type") == "AdaptiveCard":
        yield payload
    elif isinstance(payload, dict):
        for one in payload.values():
            yield from cards_in(one)
    elif isinstance(payload, list | tuple):
        for one in payload:
            yield from cards_in(one)


@asynccontextmanager
async def card_page(browser: Browser, **options: Any) -> AsyncIterator[Page]:
    """A page that can try and draw cards, and reaches nothing outside."""
    folder = installed()
    context = await browser.new_context(locale="en-GB", timezone_id="Europe/London", **options)
    page = await context.new_page()
    await page.route("**/*", lambda route: route.abort())
    await page.set_content("<!doctype html><title>Cards</title><div id='card'></div>")
    for name in SCRIPTS:
        await page.add_script_tag(path=folder / name)
    await page.add_script_tag(path=NODE / "cards.js")
    yield page
    await context.close()


async def said_against(payloads: Iterable[Any]) -> list[tuple[Json, list[str]]]:
    """Every card of some payloads that the library finds fault with, and the faults. One page tries them all."""
    cards = list(cards_in(list(payloads)))
    if not cards:
        return []
    installed()
    found: list[list[str]] = []
    async with launched() as browser, card_page(browser) as page:
        for start in range(0, len(cards), AT_ONCE):
            found += await page.evaluate(
                "([cards, host]) => tried(cards, host)", [cards[start : start + AT_ONCE], host()]
            )
    return [(card, faults) for card, faults in zip(cards, found, strict=True) if faults]


async def validated(payloads: Iterable[Any]) -> None:
    """Fail where the library says anything against a card of some payloads: cards, messages, answers to invokes."""
    against = await said_against(payloads)
    told = [
        f"{'; '.join(faults)}\n{json.dumps(card, ensure_ascii=False)[:2000]}"
        for card, faults in against[:5]
    ]
    assert not against, f"{len(against)} cards are not as Adaptive Cards has them:\n" + "\n".join(
        told
    )
