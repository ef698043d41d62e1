"""A document as Markdown (CommonMark with tables): every sign of Markdown that somebody typed is escaped."""

import re
from collections.abc import Iterator, Sequence

from handlers.kit.ui import Bullets, Chart, Facts, Prose
from handlers.paper.document import Document, PaperBlock, PaperTable, SignatureLines, paragraphs

# Signs that mean something wherever they stand. Others do where a line begins, and are escaped there alone.
ALWAYS = re.compile(r"([\\`*_\[\]<>|~&$^])")
AT_START = re.compile(r"^([#+=-]|[0-9]+[.)](?=\s|$))")
LINE = "\\_" * 30  # to sign on
LINKED = re.compile(r"(?i)(https?|ftp|mailto|xmpp)(?=:)|www(?=\.)|@")


def markdown(document: Document) -> str:
    """The document's text. A chart is its sentence and its numbers."""
    lines = [f"# {escaped(document.title)}"]
    if document.subtitle:
        lines.append(escaped(document.subtitle))
    for section in document.sections:
        lines.append(f"## {escaped(section.title)}")
        for block in section.blocks:
            lines.extend(_block(block))
    if document.foot:
        lines.extend(["---", escaped(document.foot)])
    return "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """A text in one line in which no sign means anything to Markdown."""
    text = ALWAYS.sub(r"\\\1", " ".join(text.split()))
    text = LINKED.sub(_unlinked, text)
    return AT_START.sub(_at_start, text)


def _unlinked(found: re.Match[str]) -> str:
    """What begins an address that a reader would make a link of, with its first sign as an entity."""
    first = found[0][0]
    return f"&#{ord(first)};{found[0][1:]}"


def _at_start(found: re.Match[str]) -> str:
    if found[0][0].isdigit():
        return f"{found[0][:-1]}\\{found[0][-1]}"
    return f"\\{found[0]}"


def _block(block: PaperBlock) -> Iterator[str]:
    match block:
        case Prose():
            yield from _title(block.title)
            for paragraph in paragraphs(block.text):
                yield "\\\n".join(escaped(line) for line in paragraph.split("\n"))
        case Bullets():
            yield from _title(block.title)
            yield "\n".join(f"- {escaped(item)}" for item in block.items)
        case Facts():
            yield from _title(block.title)
            yield "\n".join(
                f"- **{escaped(name)}**: {escaped(value)}" for name, value in block.rows
            )
        case PaperTable():
            yield from _title(block.title)
            yield _table(block.columns, block.rows, block.numbers)
        case Chart():
            yield from _title(block.title)
            yield escaped(block.says)
            columns = (block.unit, *(one.label for one in block.series))
            yield _table(columns, block.cells, frozenset(range(1, len(columns))))
        case SignatureLines():
            yield "\n\n".join(f"{escaped(name)}: {LINE}" for name in block.names)


def _title(text: str) -> Iterator[str]:
    if text:
        yield f"### {escaped(text)}"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]) -> str:
    rules = ["---:" if at in numbers else "---" for at in range(len(columns))]
    lines = [_row([escaped(name) for name in columns]), _row(rules)]
    return "\n".join([*lines, *(_row([escaped(cell) for cell in row]) for row in rows)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
