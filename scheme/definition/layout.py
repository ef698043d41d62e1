"""How a TOML file is laid out: its statements one by one, what each says, and the line on which every key stands.

A parser of whole files stops at the first slip. Read statement by statement, a file tells of all of them, and whatever
is sound can be looked at as well.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

TomlTable = dict[str, Any]

PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
NAME = rf"{PART}(?:[ \t]*\.[ \t]*{PART})*"
KEY = re.compile(rf"[ \t]*({NAME})[ \t]*=[ \t]*")
HEADER = re.compile(rf"[ \t]*(\[\[?)[ \t]*({NAME})[ \t]*(\]\]?)[ \t]*(?:#.*)?")
MEANT = re.compile(
    rf"[ \t]*(\[\[?)[ \t]*({NAME})[ \t]*\]*[ \t]*(?:#.*)?\Z"
)  # its closing brackets do not count
QUOTES = ('"' * 3, "'" * 3, '"', "'")
DEEP = "nested too deeply"
NESTED = 40  # lists and tables inside one another, far more than a scheme has


@dataclass(frozen=True)
class Statement:
    """A header, or a key with its value, which may take several lines. `line` counts from 1."""

    line: int
    text: str  # its lines as they stand in the file

    @property
    def is_header(self) -> bool:
        """Whether it looks like one: [table] or [[list]]."""
        return self.text.lstrip().startswith("[")


@dataclass(frozen=True, kw_only=True)
class Slip:
    """What keeps a statement from being read: the parser's own words, and where, counted within the statement."""

    statement: Statement  # in which it is
    words: str  # the parser's
    line: int = 1  # from 1, as is `column`
    column: int = 1  # counted in the line


@dataclass(frozen=True)
class Double:
    """A table or key that is there already, or as something else. `path` as in the file, `first` the line it was on."""

    statement: Statement  # the second of the two
    path: str
    first: int


@dataclass(kw_only=True)
class Layout:
    """A file as far as it can be read: its data, the lines of its keys by path (lists count from 1), what is wrong."""

    data: TomlTable = field(default_factory=dict)  # what could be read
    lines: dict[str, int] = field(default_factory=dict)  # from 1, by the path of what stands on it
    wrong: list[Slip | Double] = field(default_factory=list)  # in the order of the file
    unread: set[str] = field(default_factory=set)  # paths of keys whose values could not be read
    lost: bool = False  # whether a table is missing because its header could not be read
    headed: set[str] = field(default_factory=set)  # paths of tables that had a header of their own

    def line_of(self, path: str) -> int:
        """The line of a key, or of what holds it; 0 when neither is known."""
        while path and path not in self.lines:
            path = re.sub(r"(\.?[^.\[\]]+|\[\d+\])$", "", path)
        return self.lines.get(path, 0)


def read(text: str) -> Layout:
    """Everything that a file says, statement by statement."""
    layout = Layout()
    table = layout.data
    at = ""
    repeats = (
        False  # whether the table is one that is there for the second time, which is told once
    )
    for statement in statements(text):
        if statement.is_header:
            table, at, repeats = _opened(layout, statement)
        else:
            _kept(layout, statement, table, at, repeats=repeats)
    return layout


def statements(text: str) -> Iterator[Statement]:
    """The statements of a file. One that is not closed ends where the next one is seen to begin."""
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        first = number
        number += 1
        if not lines[first].strip() or lines[first].lstrip().startswith("#"):
            continue
        if not lines[first].lstrip().startswith("["):
            open_with = _left_open(lines[first], KEY.match(lines[first]))
            while open_with and number < len(lines) and not _begins(lines[number], open_with):
                open_with = _left_open(lines[number], None, open_with)
                number += 1
        yield Statement(first + 1, "\n".join(lines[first:number]))


def _begins(line: str, open_with: str) -> bool:
    """Whether a line can only be the beginning of another statement."""
    header = HEADER.fullmatch(line.rstrip("\r"))
    if header is not None and not re.fullmatch(r"[\d.]+|true|false|['\"].*", header[2]):
        return True
    inside_lists = set(open_with) == {"["}
    return inside_lists and KEY.match(line) is not None


def _left_open(line: str, key: re.Match[str] | None, open_with: str = "") -> str:
    """The brackets and the threefold quotation mark that are still open at the end of a line, innermost last."""
    at = key.end() if key else 0
    stack = open_with
    while at < len(line):
        if stack[-3:] in QUOTES[:2]:
            end = _end_of_text(line, at, stack[-3:])
            if end is None:
                return stack
            stack = stack[:-3]
            at = end
        elif line[at] == "#":
            break
        elif quote := next((mark for mark in QUOTES if line.startswith(mark, at)), ""):
            end = _end_of_text(line, at + len(quote), quote)
            if end is None:
                if len(quote) == 3:
                    return stack + quote
                return stack
            at = end
        else:
            if line[at] in "[{":
                stack += line[at]
            elif line[at] in "]}":
                stack = stack[:-1]
            at += 1
    return stack


def _end_of_text(text: str, at: int, quote: str) -> int | None:
    """Where a text ends that began before `at`; None where it does not."""
    while at < len(text):
        if text[at] == "\\" and quote[0] == '"':
            at += 2
        elif text.startswith(quote, at):
            at += len(quote)
            while len(quote) == 3 and text.startswith(
                quote[0], at
            ):  # up to two more belong to the text
                at += 1
            return at
        else:
            at += 1
    return None


def _parsed(layout: Layout, statement: Statement) -> TomlTable | None:
    """What a statement says by itself; None, and a slip, when that cannot be read."""
    try:
        return tomllib.loads(statement.text)
    except RecursionError:
        layout.wrong.append(Slip(statement=statement, words=DEEP))
        return None
    except (
        ValueError
    ) as error:  # a TOMLDecodeError, or the interpreter's own about a number of thousands of digits
        words, _, at = str(error).partition(" (at ")
        place = re.match(r"line (\d+), column (\d+)", at)
        last = statement.text.split("\n")
        line, column = (int(place[1]), int(place[2])) if place else (len(last), len(last[-1]) + 1)
        layout.wrong.append(Slip(statement=statement, words=words, line=line, column=column))
        return None


def _opened(layout: Layout, statement: Statement) -> tuple[TomlTable, str, bool]:
    """The table that a header begins, its path, and whether it was there before."""
    header = MEANT.match(statement.text)
    _parsed(layout, statement)
    if header is None:
        return _lost(layout)
    many = header[1] == "[["
    steps = _steps(header[2])
    table = layout.data
    at = ""
    for step in steps[:-1]:
        at = f"{at}.{step}" if at else step
        held = table.setdefault(step, {})
        if isinstance(held, list) and held and isinstance(held[-1], dict):
            at = f"{at}[{len(held)}]"
            held = held[-1]
        if not isinstance(held, dict):
            layout.wrong.append(Double(statement, at, layout.line_of(at)))
            return _lost(layout)
        layout.lines.setdefault(at, statement.line)
        table = held
    at = f"{at}.{steps[-1]}" if at else steps[-1]
    held = table.setdefault(steps[-1], [] if many else {})
    first = layout.lines.setdefault(at, statement.line)
    if isinstance(held, list) and (not held or isinstance(held[-1], dict)):
        if not many:
            layout.wrong.append(Double(statement, at, first))
        held.append({})
        at = f"{at}[{len(held)}]"
        layout.lines[at] = statement.line
        return held[-1], at, False
    # A table that was only on the way to another, [forms] after [[forms.mentee]], is not there twice.
    twice = many or not isinstance(held, dict) or at in layout.headed
    if twice:
        layout.wrong.append(Double(statement, at, first))
    layout.headed.add(at)
    if isinstance(held, dict):
        return (held, at, twice)
    return _lost(layout)


def _lost(layout: Layout) -> tuple[TomlTable, str, bool]:
    """A table apart from the file, for the keys below a header that says nothing."""
    layout.lost = True
    return {}, "?", True


def _kept(
    layout: Layout, statement: Statement, table: TomlTable, at: str, *, repeats: bool
) -> None:
    """Put what a key says into its table, and note where it stands."""
    key = KEY.match(statement.text)
    steps = _steps(key[1]) if key else []
    path = ".".join([at, *steps] if at else steps)
    said = _parsed(layout, statement)
    if said is None or key is None:
        layout.unread.add(path)
        return
    for step in steps[:-1]:
        said = said[step]
        table = table.setdefault(step, {})
        if not isinstance(table, dict):
            layout.wrong.append(Double(statement, path, layout.line_of(path)))
            return
    name = steps[-1]
    if name in table:
        if not repeats:
            layout.wrong.append(Double(statement, path, layout.line_of(path)))
        return
    table[name] = said[name]
    layout.lines[path] = statement.line
    _note(layout, statement, key.end(), path)


def _steps(name: str) -> list[str]:
    return [step.strip("\"'") for step in re.findall(PART, name)]


def _note(layout: Layout, statement: Statement, at: int, path: str) -> None:
    """Note the lines of what a value holds: the entries of its lists, and the keys of the tables in braces."""
    text = statement.text
    holders: list[
        tuple[str, str, int]
    ] = []  # what each bracket that is open belongs to, and the entries counted in it
    here = path
    fresh = True  # the path of what comes next, and whether it begins
    while at < len(text):
        quote = next((mark for mark in QUOTES if text.startswith(mark, at)), "")
        if text[at] in " \t\r\n":
            at += 1
            continue
        if text[at] == "#":
            if "\n" in text[at:]:
                at = text.find("\n", at)
            else:
                at = len(text)
            continue
        if fresh and holders and text[at] not in "]}":
            bracket, owner, count = holders[-1]
            if bracket == "[":
                holders[-1] = (bracket, owner, count + 1)
                here = f"{owner}[{count + 1}]"
            elif key := KEY.match(text, at):
                here = f"{owner}.{'.'.join(_steps(key[1]))}"
                at = key.end()
            layout.lines[here] = statement.line + text.count("\n", 0, at)
            fresh = False
            continue
        if quote:
            at = _end_of_text(text, at + len(quote), quote) or len(text)
            fresh = False
        elif text[at] in "[{" and len(holders) < NESTED:
            holders.append((text[at], here, 0))
            fresh = True
            at += 1
        else:
            if text[at] in "]}" and holders:
                holders.pop()
            fresh = text[at] == ","
            at += 1
