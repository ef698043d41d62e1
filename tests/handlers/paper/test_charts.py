"""Charts as drawings: everything on them is told without colours and without sight as well."""

import asyncio
from xml.etree import ElementTree

import pytest

from handlers.kit.ui import Chart, Series
from handlers.paper import charts
from tests.handlers.paper.papers import CHARTS


def texts(drawing: str) -> list[str]:
    """What can be read in a drawing."""
    return [(found.text or "").strip() for found in ElementTree.fromstring(drawing).iter()]  # noqa: S314


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.shape)
def test_a_drawing_says_its_title_and_its_numbers_to_whoever_hears_it(chart: Chart) -> None:
    drawing = ElementTree.fromstring(charts.for_screen(chart, "part-1"))  # noqa: S314
    title, told = drawing[0], drawing[1]
    assert (drawing.tag, drawing.attrib["role"]) == ("svg", "img")
    assert (title.tag, title.text) == ("title", chart.title)
    assert title.attrib["id"] == drawing.attrib["aria-labelledby"]
    assert told.attrib["id"] == drawing.attrib["aria-describedby"]
    assert all(f"{label}: {number}" in (told.text or "") for label, number in chart.rows)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.shape)
def test_a_drawing_has_no_style_that_a_strict_page_refuses_and_the_page_s_colours_alone(
    chart: Chart,
) -> None:
    drawing = charts.for_screen(chart, "part-1")
    assert "style" not in drawing
    assert "#" not in drawing.replace("#part-1-", "")


def test_two_drawings_on_a_page_have_no_id_in_common() -> None:
    first, second = (charts.for_screen(CHARTS[2], mark) for mark in ("one", "two"))
    ids = [
        {found.attrib.get("id") for found in ElementTree.fromstring(drawing).iter()} - {None}  # noqa: S314
        for drawing in (first, second)
    ]
    assert ids[0]
    assert not ids[0] & ids[1]


def test_each_of_several_has_a_pattern_of_its_own() -> None:
    drawing = ElementTree.fromstring(charts.for_screen(CHARTS[2], "part"))  # noqa: S314
    patterns = [found for found in drawing.iter() if found.tag == "pattern"]
    assert len(patterns) == len(CHARTS[2].series) - 1  # the first is plain


def test_numbers_stand_on_the_chart() -> None:
    assert {"40", "36 (90%)", "9 (22%)"} <= set(texts(charts.for_paper(CHARTS[0])))
    assert {"10", "20", "14", "–"} <= set(texts(charts.for_paper(CHARTS[1])))


@pytest.mark.parametrize("typed", ["$x^2$", "<b>&amp;", ' style="fill: red"', "url(#a)", "مرحبا"])
def test_what_somebody_typed_stands_on_it_as_it_was_typed(typed: str) -> None:
    chart = Chart(
        title=typed, says="", shape="bars", labels=(typed,), series=(Series("People", (1,)),)
    )
    assert typed.strip() in texts(charts.for_paper(chart))
    assert texts(charts.for_screen(chart, "m")).count(typed.strip()) == 2  # its title as well


@pytest.mark.parametrize("shape", ["bars", "stacked", "line", "funnel"])
@pytest.mark.parametrize("numbers", [(), (0, 0), (None, None)])
def test_a_chart_of_nothing_is_drawn(shape: str, numbers: tuple[float | None, ...]) -> None:
    chart = Chart(
        title="Nothing yet",
        says="",
        shape=shape,  # type: ignore[arg-type]
        labels=tuple("ab"[: len(numbers)]),
        series=(Series("People", numbers),),
    )
    assert "<svg" in charts.for_paper(chart)


async def test_drawings_that_are_made_at_once_are_the_same_as_those_made_alone() -> None:
    alone = [charts.for_paper(chart) for chart in CHARTS]
    charts.for_paper.cache_clear()
    await asyncio.gather(*(charts.ready([chart]) for chart in CHARTS))
    assert charts.for_paper.cache_info().currsize == len(CHARTS)
    assert [charts.for_paper(chart) for chart in CHARTS] == alone
