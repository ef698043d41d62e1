"""A document as one page of HTML that needs nothing else: its style and its charts are in it, for screen and print."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from markupsafe import Markup, escape

from handlers.kit.ui import Bullets, Chart, Facts, Prose
from handlers.paper.charts import for_screen
from handlers.paper.document import (
    Document,
    PaperBlock,
    PaperSection,
    PaperTable,
    SignatureLines,
    paragraphs,
)

STYLE = (Path(__file__).parent / "paper.css").read_text()


def html(document: Document) -> str:
    """The page. Charts are drawn here where they are not drawn yet, so call it beside the loop."""
    sections = _joined(_section(section, at) for at, section in enumerate(document.sections))
    page = Markup(
        '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n"
        '<h1 dir="auto">{title}</h1>\n{subtitle}{sections}{foot}</main>\n</body>\n</html>\n'
    )
    return str(
        page.format(
            language=document.language,
            title=document.title,
            style=Markup(STYLE),  # noqa: S704 - our own
            subtitle=_optional('<p class="subtitle" dir="auto">{}</p>\n', document.subtitle),
            sections=sections,
            foot=_optional('<footer dir="auto">{}</footer>\n', document.foot),
        )
    )


def _optional(frame: str, text: str) -> Markup:
    if text:
        return Markup(frame).format(text)  # noqa: S704 - the frame is ours, and what is put in is escaped
    return Markup("")


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup("").join(pieces)


def _section(section: PaperSection, at: int) -> Markup:
    blocks = _joined(
        _block(block, f"s{at}-{number}") for number, block in enumerate(section.blocks)
    )
    return Markup('<section>\n<h2 dir="auto">{}</h2>\n{}</section>\n').format(section.title, blocks)


def _block(block: PaperBlock, mark: str) -> Markup:
    match block:
        case Prose():
            return _title(block.title) + _text(block.text)
        case Bullets():
            items = _joined(Markup('<li dir="auto">{}</li>\n').format(item) for item in block.items)
            return _title(block.title) + Markup("<ul>\n{}</ul>\n").format(items)
        case Facts():
            rows = _joined(
                Markup('<div><dt dir="auto">{}</dt><dd dir="auto">{}</dd></div>\n').format(*row)
                for row in block.rows
            )
            return _title(block.title) + Markup("<dl>\n{}</dl>\n").format(rows)
        case PaperTable():
            return _table(block.title, block.columns, block.rows, block.numbers)
        case Chart():
            return _chart(block, mark)
        case SignatureLines():
            lines = _joined(
                Markup('<p class="sign" dir="auto">{}</p>\n').format(name) for name in block.names
            )
            return Markup('<div class="signatures">\n{}</div>\n').format(lines)


def _title(text: str) -> Markup:
    return _optional('<h3 dir="auto">{}</h3>\n', text)


def _text(text: str) -> Markup:
    return _joined(
        Markup('<p dir="auto">{}</p>\n').format(
            Markup("<br>").join(escape(line) for line in paragraph.split("\n"))
        )
        for paragraph in paragraphs(text)
    )


def _chart(chart: Chart, mark: str) -> Markup:
    columns = (chart.unit, *(one.label for one in chart.series))
    numbers = _table(chart.title, columns, chart.cells, frozenset(range(1, len(columns))))
    return Markup(
        "<figure>\n{}{}{}\n<details><summary>The numbers</summary>\n{}</details>\n</figure>\n"
    ).format(
        _title(chart.title),
        _text(chart.says),
        Markup(for_screen(chart, mark)),  # noqa: S704 - our own drawing
        numbers,
    )


def _table(
    title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]
) -> Markup:
    caption = _optional('<caption dir="auto">{}</caption>\n', title)
    heads = _joined(
        Markup('<th scope="col"{} dir="auto">{}</th>').format(_side(at, numbers), name)
        for at, name in enumerate(columns)
    )
    lines = _joined(_row(row, numbers) for row in rows)
    return Markup("<table>\n{}<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n").format(
        caption, heads, lines
    )


def _row(row: Sequence[str], numbers: frozenset[int]) -> Markup:
    first = Markup('<th scope="row" dir="auto">{}</th>').format(row[0])
    rest = _joined(
        Markup('<td{} dir="auto">{}</td>').format(_side(at, numbers), cell)
        for at, cell in enumerate(row[1:], 1)
    )
    return Markup("<tr>{}{}</tr>\n").format(first, rest)


def _side(at: int, numbers: frozenset[int]) -> Markup:
    if at in numbers:
        return Markup(' class="number"')
    return Markup("")
