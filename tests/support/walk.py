"""A reader's walk: pictures of what each role sees at the moments of a round, on three widths, in light and dark.

`make walk` takes them. The story is the one that every channel plays (`tests.journeys.story`), so a moment is whatever
somebody is looking at when the story says that they see a certain text.
"""

import asyncio
import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from tests.support.browser import BrowserPlayer

Scheme = Literal["light", "dark"]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """A moment of the walk: `name` sees `text`. `title` is what the page says of it; `kept`: how its picture is shown there."""

    role: str
    name: str
    text: str
    title: str
    kept: str  # one of the keys of SCREENS

    @property
    def file(self) -> str:
        """What its pictures' names begin with."""
        words = "".join(sign if sign.isalnum() else " " for sign in self.title.lower())
        return "-".join([self.role.replace(" ", "-"), *words.split()])


# Width and height in CSS pixels, and the colours.
SCREENS: dict[str, tuple[int, int, Scheme]] = {
    f"{width}-{scheme}": (width, height, scheme)
    for width, height in ((360, 740), (768, 1024), (1440, 900))
    for scheme in ("light", "dark")
}


class Camera:
    """Takes the pictures of each moment once, the first time it comes."""

    def __init__(self, moments: tuple[Moment, ...], folder: Path, docs: Path | None = None) -> None:
        """`folder` has every picture as PNG; `docs`, where it is given, the one of each moment that is shown, as WebP."""
        self.left = list(moments)
        self.folder = folder
        self.docs = docs
        self.too_wide: list[str] = []

    @contextmanager
    def open(self) -> Iterator[None]:
        """Look over everybody's shoulder while the block runs."""
        sees = BrowserPlayer.sees

        async def seen(player: BrowserPlayer, *texts: str) -> None:
            await sees(player, *texts)
            for moment in list(self.left):
                if moment.name == player.name and moment.text in texts:
                    self.left.remove(moment)
                    await self._take(player, moment)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(BrowserPlayer, "sees", seen)
            yield

    async def _take(self, player: BrowserPlayer, moment: Moment) -> None:
        before = player.page.viewport_size
        assert before is not None
        for screen, (width, height, scheme) in SCREENS.items():
            await player.looks(width, height, scheme)
            await player.page.wait_for_function(
                "() => document.getAnimations().length === 0", polling=50
            )
            if await player.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            ):
                self.too_wide.append(f"{moment.file} at {screen}")
            await player.picture(self.folder / f"{moment.file}-{screen}.png")
            if self.docs is not None and screen == moment.kept:
                await _webp(player, self.docs / f"walk-{moment.file}.webp")
        await player.looks(before["width"], before["height"], "light")


async def _webp(player: BrowserPlayer, file: Path) -> None:
    """What a page shows, as a small picture."""
    devtools = await player.page.context.new_cdp_session(player.page)
    taken = await devtools.send("Page.captureScreenshot", {"format": "webp", "quality": 70})
    await asyncio.to_thread(file.write_bytes, base64.b64decode(taken["data"]))
    await devtools.detach()
