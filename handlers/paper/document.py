"""A document that knows no format: what `markdown`, `html` and `pdf` of this room write down, each in its own way.

What stands in it is text: no sign that somebody typed means anything in any of the formats.
"""

from dataclasses import dataclass, field

from handlers.kit.ui import Bullets, Chart, Facts, Prose


@dataclass(frozen=True, kw_only=True)
class PaperTable:
    """Rows under headings. `numbers`: which columns hold numbers, counted from 0."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class SignatureLines:
    """A line to sign for each, with room for a day."""

    names: tuple[str, ...]


PaperBlock = Prose | Bullets | Facts | PaperTable | Chart | SignatureLines


@dataclass(frozen=True, kw_only=True)
class PaperSection:
    """A heading and what stands under it."""

    title: str
    blocks: tuple[PaperBlock, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A title, what stands below it, and sections. `language`: as in "en-GB". `foot` stands on every page."""

    title: str
    subtitle: str = ""
    language: str = "en-GB"
    foot: str = ""
    sections: tuple[PaperSection, ...] = ()


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a text, with their lines kept; none is empty."""
    found: list[list[str]] = [[]]
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.strip():
            found[-1].append(line.strip())
        elif found[-1]:
            found.append([])
    return ["\n".join(lines) for lines in found if lines]
