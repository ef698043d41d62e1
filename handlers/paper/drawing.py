"""Charts by matplotlib, as SVG. Imported only where something is drawn: matplotlib takes half a second to load.

Each series has a pattern beside its colour and its numbers stand on the chart, so that nothing is told by colour alone.
"""

import io
from textwrap import wrap
from threading import Lock
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from handlers.kit.ui import Chart, figure_text

INK = "#20272b"
SOFT = "#566068"
LINE = "#dedad1"
# Of each series: its edge and pattern, what fills it, and the pattern. Chosen for 3 to 1 against the page.
SERIES = (
    ("#1b665b", "#1b665b", ""),
    ("#8f4a12", "#f6e6d6", "////"),
    ("#3a5290", "#e4e9f5", "\\\\\\\\"),
    ("#7b3568", "#f4e4ef", "xxxx"),
)
MARKS = ("o", "s", "^", "D")  # on a line, one for each series
STROKES = ("-", "--", "-.", ":")
WIDTH = 6.4  # inches
ROW = 0.3  # inches of a bar
SETTINGS: Any = {
    "svg.fonttype": "none",  # text stays text: it can be read, searched and scaled
    "svg.hashsalt": "mentoring",  # the same chart is the same drawing
    "text.parse_math": False,  # a dollar sign that somebody typed is one
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 10,
    "hatch.linewidth": 0.8,
    "text.color": INK,
    "axes.labelcolor": SOFT,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "axes.edgecolor": LINE,
}
_alone = Lock()  # matplotlib's settings are those of the whole process


def drawn(chart: Chart) -> str:
    """A chart as an SVG document, without a background, in the light colours of `SERIES`."""
    with _alone, mpl.rc_context(SETTINGS):
        match chart.shape:
            case "line":
                figure = _line(chart)
            case "stacked":
                figure = _stacked(chart)
            case "bars" | "funnel":
                figure = _bars(chart)
        held = io.StringIO()
        figure.savefig(held, format="svg", transparent=True, metadata={"Date": None})
    return held.getvalue()


def _sheet(height: float) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(WIDTH, height), layout="constrained")
    FigureCanvasSVG(figure)
    axes = figure.add_subplot()
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=0)
    return figure, axes


def _labels(chart: Chart) -> list[str]:
    return ["\n".join(wrap(label, 26, max_lines=3, placeholder="…")) for label in chart.labels]


def _rows(chart: Chart, height: float) -> tuple[Figure, Axes]:
    """A sheet with a row for each label, the first on top, and no scale: the numbers stand beside the bars."""
    figure, axes = _sheet(height)
    axes.set_yticks(range(len(chart.labels)), _labels(chart))
    axes.set_ylim(len(chart.labels) - 0.4, -0.6)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return figure, axes


def _bars(chart: Chart) -> Figure:
    several = len(chart.series)
    figure, axes = _rows(chart, 0.35 + len(chart.labels) * (0.22 + ROW * several))
    thick = 0.76 / several
    for at, one in enumerate(chart.series):
        edge, fill, pattern = SERIES[at % len(SERIES)]
        places = [row + (at - (several - 1) / 2) * thick for row in range(len(chart.labels))]
        bars = axes.barh(
            places,
            [value or 0 for value in one.values],
            height=thick * 0.9,
            color=fill,
            edgecolor=edge,
            hatch=pattern,
            label=one.label,
        )
        axes.bar_label(bars, _told(chart, one.values), padding=4, color=INK)
    axes.set_xlim(0, _most(chart) * 1.18)
    _named(figure, chart)
    return figure


def _told(chart: Chart, values: tuple[float | None, ...]) -> list[str]:
    """What stands beside each bar: the number, and in a funnel how many of a hundred of the first it is."""
    whole = next(iter(values), None)
    if chart.shape != "funnel" or not whole:
        return [figure_text(value) for value in values]
    shares = [f" ({value / whole:.0%})" if value is not None else "" for value in values]
    return [
        f"{figure_text(value)}{share if at else ''}"
        for at, (value, share) in enumerate(zip(values, shares, strict=True))
    ]


def _most(chart: Chart) -> float:
    return max((value or 0 for one in chart.series for value in one.values), default=0) or 1


def _stacked(chart: Chart) -> Figure:
    figure, axes = _rows(chart, 0.6 + len(chart.labels) * (0.22 + ROW))
    before = [0.0] * len(chart.labels)
    for at, one in enumerate(chart.series):
        edge, fill, pattern = SERIES[at % len(SERIES)]
        values = [value or 0 for value in one.values]
        bars = axes.barh(
            range(len(values)),
            values,
            left=before,
            height=0.68,
            color=fill,
            edgecolor=edge,
            hatch=pattern,
            label=one.label,
        )
        _inside(axes, bars, values)
        before = [left + value for left, value in zip(before, values, strict=True)]
    axes.set_xlim(0, (max(before, default=0) or 1) * 1.05)
    _named(figure, chart)
    return figure


def _inside(axes: Axes, bars: BarContainer, values: list[float]) -> None:
    """The numbers in the middle of their bars, on the paper's white so that a pattern does not run through them."""
    told = [figure_text(value) if value else "" for value in values]
    for text in axes.bar_label(bars, told, label_type="center", color=INK):
        if text.get_text():
            text.set_bbox(
                {"facecolor": "#fffefc", "edgecolor": "none", "boxstyle": "round,pad=0.15"}
            )


def _line(chart: Chart) -> Figure:
    figure, axes = _sheet(2.6)
    places = range(len(chart.labels))
    for at, one in enumerate(chart.series):
        edge = SERIES[at % len(SERIES)][0]
        axes.plot(
            places,
            [float("nan") if value is None else value for value in one.values],
            color=edge,
            linestyle=STROKES[at % len(STROKES)],
            marker=MARKS[at % len(MARKS)],
            label=one.label,
        )
        last = max((row for row in places if one.values[row] is not None), default=None)
        if last is not None:
            value = one.values[last] or 0
            axes.annotate(
                figure_text(value), (last, value), xytext=(7, 0), textcoords="offset points"
            )
    axes.set_xticks(places, ["\n".join(wrap(label, 12, max_lines=2)) for label in chart.labels])
    axes.set_ylim(0, _most(chart) * 1.15)
    axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.grid(axis="y", color=LINE, linewidth=0.8)
    axes.set_axisbelow(True)
    if chart.unit:
        axes.set_ylabel(chart.unit)
    _named(figure, chart)
    return figure


def _named(figure: Figure, chart: Chart) -> None:
    """Which pattern is which, where there are several."""
    if len(chart.series) > 1:
        figure.legend(
            loc="outside upper left", ncols=len(chart.series), frameon=False, handlelength=2.2
        )
