"""Charts as drawings: for a page, in whose light or dark they stand, and for paper. What was drawn is kept a while.

A drawing has a title and a description for whoever hears it, and no style of its own that a strict page would refuse.
"""

import asyncio
from collections.abc import Iterable, Iterator
from functools import lru_cache
from xml.etree import ElementTree

from handlers.kit.ui import Chart, Part

KEPT = 128  # drawings of some ten thousand characters
# The colours of a drawing, by the names that the pages' style sheets have for them.
NAMED = {
    "#20272b": "var(--ink)",
    "#566068": "var(--soft)",
    "#dedad1": "var(--line)",
    "#fffefc": "var(--surface)",
    "#1b665b": "var(--chart-1)",
    "#8f4a12": "var(--chart-2)",
    "#f6e6d6": "var(--chart-2-tint)",
    "#3a5290": "var(--chart-3)",
    "#e4e9f5": "var(--chart-3-tint)",
    "#7b3568": "var(--chart-4)",
    "#f4e4ef": "var(--chart-4-tint)",
}
KEPT_OUT = {
    "metadata",
    "style",
}  # what a drawing says of its making, and a style that a page would refuse
FONT = "font-family"  # it is the page's


async def ready(parts: Iterable[Part]) -> None:
    """Draw what is not drawn yet, beside everything else that the process does: some 30 ms a chart."""
    wanted = [part for part in parts if isinstance(part, Chart)]
    if wanted:
        await asyncio.to_thread(_draw_all, wanted)


def _draw_all(wanted: list[Chart]) -> None:
    for chart in wanted:
        for_paper(chart)


@lru_cache(maxsize=KEPT)
def for_paper(chart: Chart) -> str:
    """A chart as an SVG document in fixed colours, on no ground."""
    from handlers.paper.drawing import drawn  # noqa: PLC0415 - matplotlib is loaded when a chart is drawn

    return drawn(chart)


@lru_cache(maxsize=KEPT)
def for_screen(chart: Chart, mark: str) -> str:
    """A chart as an SVG element in the page's colours. `mark` makes its ids unique on the page."""
    found = ElementTree.fromstring(for_paper(chart))  # noqa: S314 - our own drawing
    drawing = _plain(found, mark)
    words = "; ".join(f"{label}: {told}" for label, told in chart.rows)
    for at, (kind, text) in enumerate((("title", chart.title), ("desc", words))):
        told = ElementTree.Element(kind, {"id": f"{mark}-{kind}"})
        told.text = text
        drawing.insert(at, told)
    drawing.attrib = {
        "role": "img",
        "aria-labelledby": f"{mark}-title",
        "aria-describedby": f"{mark}-desc",
        "viewBox": found.attrib["viewBox"],
    }
    return ElementTree.tostring(drawing, encoding="unicode")


def _plain(element: ElementTree.Element, mark: str) -> ElementTree.Element:
    """An element without names of spaces and styles, with ids of its own and the page's colours."""
    drawn = ElementTree.Element(_name(element.tag))
    drawn.text = element.text
    drawn.tail = element.tail
    drawn.attrib = {name: _value(name, text, mark) for name, text in _attributes(element)}
    drawn.extend(_plain(child, mark) for child in element if _name(child.tag) not in KEPT_OUT)
    return drawn


def _name(name: str) -> str:
    return name.rpartition("}")[2]


def _attributes(element: ElementTree.Element) -> Iterator[tuple[str, str]]:
    for name, text in element.attrib.items():
        if name != "style":
            yield _name(name), text
            continue
        for rule in text.split(";"):
            key, _, value = rule.strip().partition(": ")
            if value and key != FONT:
                yield key, value


def _value(name: str, text: str, mark: str) -> str:
    if name == "id":
        return f"{mark}-{text}"
    if name == "href":
        return text.replace("#", f"#{mark}-")
    return NAMED.get(text, text.replace("url(#", f"url(#{mark}-"))
