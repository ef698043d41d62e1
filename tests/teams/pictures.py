"""Pictures of what goes to Teams: drawn from the very payloads by Adaptive Cards' own library, in Teams' own look."""

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from playwright.async_api import Page

from tests.platforms.pictures import IN_WORDS, held, only_drawn_faces, squeezed
from tests.support.browser import launched
from tests.teams.cards import NODE, card_page, cards_in, host, installed
from tests.teams.reading import plain, read_card, shown
from tests.teams.shapes import Json
from tests.teams.words import in_boxes

__all__ = ["draw", "missing_words", "words_of"]

Theme = Literal["light", "dark"]
APP = "Mentoring"


@dataclass(frozen=True)
class Look:
    """One way to see a payload: what the picture's name ends with, the theme, and the widths of a chat and a dialog."""

    ending: str
    theme: Theme
    chat: int
    dialog: int


# What a card gets in a chat or channel on a desktop, a dialog of medium width, and the narrowest telephone.
LOOKS = (
    Look("", "light", 560, 600),
    Look("-dark", "dark", 560, 600),
    Look("-phone", "light", 320, 320),
)


async def draw(payloads: Mapping[str, Json], folder: Path) -> dict[str, str]:
    """Pictures of messages and dialogs, by name; gives back what can be read in each, on a desktop.

    A payload is an activity, or what answers task/fetch (or the task's value alone). Each becomes teams-NAME.png, and with
    -dark and -phone at its end the same in the dark and on a telephone. Fails where one is wider than its place.
    """
    read: dict[str, str] = {}
    async with launched() as browser, card_page(browser, device_scale_factor=2) as page:
        await only_drawn_faces(page)
        for name, payload in payloads.items():
            for look in LOOKS:
                said = await _picture(
                    page, payload, look, folder / f"teams-{name}{look.ending}.png"
                )
                read.setdefault(name, said)
    return read


async def _picture(page: Page, payload: Json, look: Look, path: Path) -> str:
    dialog = _dialog(payload)
    width = look.dialog if dialog else look.chat
    await page.set_viewport_size({"width": width, "height": 700})
    await page.evaluate(
        "([markup, theme]) => { document.body.innerHTML = markup; document.documentElement.className = theme; }",
        [_frame(payload, dialog, width), look.theme],
    )
    cards = list(cards_in(payload))
    for number, card in enumerate(cards):
        await page.evaluate(
            "([card, host, place]) => drawn(card, host, place)",
            [card, host(look.theme), f"#card-{number}"],
        )
    await page.evaluate(IN_WORDS)
    picture = page.locator("#picture")
    await picture.screenshot(path=path)
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width, f"{path.name} is {wide} wide, and has {width}"
    return " ".join([await picture.inner_text(), *await held(page)])


def _dialog(payload: Json) -> Json | None:
    """What opens a dialog, where the payload is one."""
    value = payload["task"]["value"] if "task" in payload else payload
    return value if "card" in value else None


def _frame(payload: Json, dialog: Json | None, width: int) -> str:
    styles = (installed() / "adaptivecards/dist/adaptivecards.css").read_text() + (
        NODE / "frame.css"
    ).read_text()
    app = f'<span class="app">{APP[0]}</span>'
    places = "".join(
        f'<div id="card-{number}" class="card"></div>' for number, _ in enumerate(cards_in(payload))
    )
    if dialog:
        title = html.escape(dialog["title"])
        inner = f'<div class="dialog"><header>{app}<h1>{title}</h1><span class="close">✕</span></header>{places}</div>'
    else:
        text = html.escape(plain(payload["text"])) if "text" in payload else ""
        said = f'<p class="said">{text}</p>' if text else ""
        inner = (
            f'<div class="chat"><div class="who">{app}<b>{APP}</b>09:12</div>{said}{places}</div>'
        )
    return f'<style>{styles}</style><div id="picture" style="--width: {width}px">{inner}</div>'


def _in_menus(given: Any) -> Iterator[str]:
    """The titles of actions that Teams folds away behind three dots."""
    if isinstance(given, list):
        for one in given:
            yield from _in_menus(one)
    elif isinstance(given, dict):
        if given.get("mode") == "secondary":
            yield given["title"]
        for one in given.values():
            yield from _in_menus(one)


def words_of(payload: Json) -> Iterator[str]:
    """Every text that a payload shows as soon as it is there, line by line: not what a menu hides until it is opened."""
    dialog = _dialog(payload)
    if dialog:
        yield str(dialog["title"])
    elif "text" in payload:
        yield plain(payload["text"])
    for card in cards_in(payload):
        menus = [
            one for one in shown(card) if one.get("type") == "Input.ChoiceSet" and not in_boxes(one)
        ]
        hidden = {option["title"] for one in menus for option in one["choices"]}
        hidden |= set(_in_menus(card))
        yield from (
            line
            for line in read_card(card, "Europe/London").split("\n")
            if line.strip() and line not in hidden
        )


def missing_words(payload: Json, read: str) -> list[str]:
    """The words of a payload that cannot be read in its picture."""
    there = squeezed(read)
    return [one for one in words_of(payload) if not all(piece in there for piece in _pieces(one))]


def _pieces(line: str) -> list[str]:
    """A fact stands in two columns, without the sign between."""
    return [squeezed(one) for one in line.split(": ", 1)]
