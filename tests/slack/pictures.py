"""Pictures of what goes to Slack: drawn from the very payloads by slack-blocks-to-jsx, photographed by Chromium."""

import asyncio
import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.platforms.pictures import IN_WORDS, held, only_drawn_faces
from tests.support.browser import launched
from tests.support.node_packages import packages

NODE = Path(__file__).parent / "node"
PLACES = {"plain_text", "mrkdwn"}


def installed() -> Path:
    """The folder with the packages of tests/slack/node; without Node the pictures are skipped, and say so."""
    folder = packages(NODE, "no picture of Slack was drawn")
    shutil.copy(NODE / "draw.mjs", folder / "draw.mjs")
    return folder


def drawn(payloads: Sequence[Mapping[str, Any]]) -> list[str]:
    """Payloads as pages of HTML."""
    folder = installed()
    done = subprocess.run(
        ["node", "draw.mjs"],  # noqa: S607
        cwd=folder,
        input=json.dumps(list(payloads)),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    styles = (folder / "node_modules/slack-blocks-to-jsx/dist/style.css").read_text() + (
        NODE / "frame.css"
    ).read_text()
    return [
        f'<!doctype html><meta charset="utf-8"><style>{styles}</style><div id="picture">{html}</div>'
        for html in json.loads(done.stdout)
    ]


async def photographed(payloads: Mapping[str, Mapping[str, Any]], folder: Path) -> dict[str, str]:
    """A PNG for each payload, by name, in a folder; and what can be read in it."""
    pages = await asyncio.to_thread(drawn, list(payloads.values()))
    read: dict[str, str] = {}
    async with launched() as browser:
        context = await browser.new_context(
            viewport={"width": 800, "height": 600},
            device_scale_factor=2,
            locale="en-GB",
            timezone_id="Europe/London",
        )
        page = await context.new_page()
        await only_drawn_faces(page)
        for (name, _), html in zip(payloads.items(), pages, strict=True):
            await page.set_content(html)
            await page.evaluate(IN_WORDS)
            picture = page.locator("#picture")
            await picture.screenshot(path=folder / f"slack-{name}.png")
            shown = await picture.inner_text()
            read[name] = " ".join([shown, *await held(page)])
    return read


def words_of(payload: Any) -> list[str]:
    """Every text that a payload shows as soon as it is there, line by line: not what a menu hides until it is opened."""
    found: list[str] = []
    if isinstance(payload, list):
        for one in payload:
            found += words_of(one)
    elif isinstance(payload, dict):
        kind = payload.get("type")
        if kind in PLACES | {"text"}:
            found += [line.strip() for line in payload["text"].split("\n") if line.strip()]
        elif kind == "date":
            found += []  # drawn in the zone and words of whoever looks
        else:
            shown = {key: one for key, one in payload.items() if key not in _hidden(kind)}
            found += words_of(list(shown.values()))
    return found


def _hidden(kind: Any) -> set[str]:
    if kind in {"static_select", "multi_static_select", "overflow"}:
        return {"options", "option_groups", "placeholder"}
    if kind in {"datepicker", "timepicker"}:
        return {"placeholder", "confirm"}  # Slack shows it; a browser's own input has none
    return {"confirm", "text"} if kind in {None, "modal", "home"} else {"confirm"}
