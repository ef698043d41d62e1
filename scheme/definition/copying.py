"""A preset copied for another organisation: its rules and forms stay, whatever is its own organisation's goes (R1.4, R1.8)."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from scheme.definition import layout
from scheme.definition.base import Fact
from scheme.definition.definition import Definition
from scheme.definition.document import toml
from scheme.definition.loading import SchemeFileError, preset
from scheme.definition.mistakes import Problem
from scheme.wording import capital, counted

STAND_INS = Path(__file__).with_name("stand_in.toml")
MARK = "example = true"
HEADING = "# ---"  # a comment that divides the file, and says nothing of anybody
SOURCE = re.compile(r"[ \t]*#: .*$")  # a comment that tells where a fact of the preset is from
CARRIED = ("zone", "region", "always_open", "gazetteer")  # of the keys above the first table
TOP = """\
# A mentoring scheme, begun from the preset "{source}". What each key means is in docs/scheme-file.md.
#
# Edit what is marked as an example, and take out each `example = true` with the edit; until then only the playground starts.
# `mentoring-bot scheme check FILE` says what is wrong with it.

key = {key}
name = {name}
# about = "What your scheme is and what it is for, in a few sentences."
{carried}
"""


@dataclass(frozen=True)
class _Block:
    """A table of a file with the comments above it."""

    table: str  # the first part of the name in its header: "surveys" of [[surveys.forms.mentee_midpoint]]
    above: tuple[str, ...]  # lines: comments and blanks
    lines: tuple[str, ...]  # the first is the header


def new(file: Path, name: str, source: str = "aln") -> list[str]:
    """Write a file to edit: a preset that stands for its own organisation. Returns what to edit first, as lines of text.

    Without a name it is called after the file. Raises `SchemeFileError` when it can't be written or is there already.
    """
    word = re.sub(r"[\W_]+", " ", file.stem).strip()
    key = re.sub(r"[^a-z0-9]+", "-", file.stem.lower()).strip("-")
    if not re.match("[a-z]", key):
        key = f"scheme-{key}".rstrip("-")
    text = copied(source, key, name or f"{capital(word) or 'Our'} mentoring scheme")
    try:
        with file.open("x", encoding="utf-8") as written:
            written.write(text)
    except FileExistsError:
        raise SchemeFileError(
            file, [Problem(where="", what="it is there already", accepted="a name that is free")]
        ) from None
    except OSError as error:
        raise SchemeFileError(
            file, [Problem(where="", what=f"it can't be written: {error.strerror}")]
        ) from None
    return list(to_edit(text))


def copied(source: str, key: str, name: str) -> str:
    """The text of a preset for a scheme of another key and name, with nothing in it of the organisation it was made for.

    Whatever tells of people, places, days or terms is marked as an example. Raises `SchemeFileError` for a name of no preset.
    """
    given = preset(source).read_text("utf-8")
    head, blocks = _parted(given)
    kept = tomllib.loads(head)
    carried = "\n".join(f"{each} = {_laid_out(kept[each])}" for each in CARRIED if each in kept)
    parts = [TOP.format(source=source, key=toml(key), name=toml(name), carried=carried)]
    stand_ins = _parted(STAND_INS.read_text("utf-8"))[1]
    replaced = {block.table for block in stand_ins}
    done: set[str] = set()
    for block in blocks:
        if block.table not in replaced:
            parts.append(_written(_own(block)))
        elif block.table not in done:
            done.add(block.table)
            parts += [f"{line}\n" for line in block.above if line.startswith(HEADING)]
            parts += [_written(each) for each in stand_ins if each.table == block.table]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip("\n") + "\n"


def _laid_out(value: object) -> str:
    """A value as it stands in a file: of a list of tables each on a line of its own."""
    if isinstance(value, list) and all(isinstance(entry, dict) for entry in value):
        lines = [f"    {toml(entry)},\n" for entry in value]
        return f"[\n{''.join(lines)}]"
    return toml(value)


def to_edit(text: str) -> Iterator[str]:
    """What of a copied file has to be edited first: a line number, the table, and what it is, in the order of the file."""
    found: dict[str, list[int]] = {}
    for statement in layout.statements(text):
        if statement.is_header:
            header = layout.HEADER.match(statement.text)
            table = header[2] if header else ""
        elif statement.text.startswith(MARK):
            found.setdefault(table, []).append(statement.line - 1)
    for table, lines in found.items():
        several = f" ({counted(len(lines), 'entry')})" if len(lines) > 1 else ""
        yield f"line {lines[0]}  {table}{several}: {_meaning(table)}"


def _meaning(table: str) -> str:
    """What a table is for, one within another as well: "forms.notices"."""
    *within, name = table.split(".")
    model: Any = Definition
    for part in within:
        model = model.model_fields[part].annotation
    return str(model.model_fields[name].description)


def _parted(text: str) -> tuple[str, list[_Block]]:
    """What stands above the first table, and the tables with what stands above each."""
    lines = [SOURCE.sub("", line) for line in text.split("\n")]
    gone = {n for n, line in enumerate(text.split("\n")) if line.startswith("#: ")}
    starts = [each.line - 1 for each in layout.statements(text) if each.is_header]
    comments = []
    for start in starts:
        first = start
        while first and (not lines[first - 1].strip() or lines[first - 1].startswith("#")):
            first -= 1
        comments.append(first)
    blocks = []
    for start, first, end in zip(starts, comments, [*comments[1:], len(lines)], strict=True):
        header = layout.HEADER.match(lines[start])
        above = tuple(lines[n] for n in range(first, start) if n not in gone)
        blocks.append(
            _Block(
                table=header[2].partition(".")[0] if header else "",
                above=above,
                lines=tuple(lines[n] for n in range(start, end) if n not in gone),
            )
        )
    return "\n".join(lines[: comments[0]]), blocks


def _own(block: _Block) -> _Block:
    """A table as it is copied: one that tells of people, places or days is an example until it is edited."""
    if not _tells_of_somebody(block.table) or any(line.startswith(MARK) for line in block.lines):
        return block
    header, *rest = block.lines
    return _Block(table=block.table, above=block.above, lines=(header, MARK, *rest))


def _tells_of_somebody(table: str) -> bool:
    kind = Definition.model_fields[table].annotation
    return any(
        isinstance(each, type) and issubclass(each, Fact) for each in (kind, *get_args(kind))
    )


def _written(block: _Block) -> str:
    return "\n".join((*block.above, *block.lines)).strip("\n") + "\n"
