"""Reading a scheme file: a whole definition, or every mistake in it in words (R1.1)."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scheme.definition import Definition
from scheme.document import Key, Table, keys, toml

PRESETS = Path(__file__).with_name("presets")
SHOWN = 20
LONGEST = 80


@dataclass(frozen=True)
class Problem:
    """One mistake. `where` is a key's path (lists count from 1) or a line and column; what is unknown is ""."""

    where: str
    what: str
    meaning: str = ""
    given: str = ""
    accepted: str = ""

    def __str__(self) -> str:
        named = {"": self.what, "means: ": self.meaning, "given: ": self.given, "accepted here: ": self.accepted}
        lines = [f"{name}{text}" for name, text in named.items() if text]
        return "\n    ".join([self.where, *lines] if self.where else lines)


TOO_DEEP = Problem("", "its lists or tables are nested too deeply for a scheme")


class SchemeFileError(Exception):
    """A scheme file (or a folder of them) that cannot be used. Its text is for whoever edits the file."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = list(problems)
        super().__init__(path, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        lines = [f"{self.path} can't be used: {count} {'thing' if count == 1 else 'things'} to put right."]
        lines += [f"  {problem}" for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  and {count - SHOWN} more")
        if any("[" in problem.where for problem in self.problems):
            lines.append("Lists count from 1: rounds[2] is the second [[rounds]] of the file.")
        return "\n".join(lines)


def load(path: Path) -> Definition:
    """The scheme that a TOML file describes. Raises `SchemeFileError` with every mistake found."""
    try:
        # As JSON, because strictness then still takes a list for a tuple, yet neither "6" nor true for a number.
        plain = json.dumps(_parsed(path, _text(path)), default=str)
        return Definition.model_validate_json(plain, strict=True)
    except ValidationError as error:
        raise SchemeFileError(path, _problems(error.errors(include_url=False))) from None
    except RecursionError:
        raise SchemeFileError(path, [TOO_DEEP]) from None


def load_all(folder: Path) -> dict[str, Definition]:
    """Every scheme of a folder's `.toml` files, by its key.

    Raises `SchemeFileError` when a file is wrong, two have the same key, or there is none.
    """
    if not folder.is_dir():
        raise SchemeFileError(folder, [Problem("", "there is no such folder", accepted="a folder of .toml files")])
    found: dict[str, Definition] = {}
    files: dict[str, Path] = {}
    # Editors and file managers leave hidden copies, such as ._aln.toml, beside the real file.
    for file in sorted(one for one in folder.glob("*.toml") if not one.name.startswith(".")):
        definition = load(file)
        key = definition.key
        if key in found:
            what = f"{files[key].name} in the same folder has this key too"
            raise SchemeFileError(file, [Problem("key", what, given=toml(key), accepted="a key of its own")])
        found[key], files[key] = definition, file
    if not found:
        raise SchemeFileError(folder, [Problem("", "no scheme is in it", accepted="at least one .toml file")])
    return found


def preset(name: str) -> Path:
    """The file of a preset, such as "aln". Raises `SchemeFileError` when there is none of that name."""
    known = {file.stem: file for file in sorted(PRESETS.glob("*.toml"))}
    if name not in known:
        problem = Problem("", f"no such preset{_meant(name, known)}", accepted=", ".join(known))
        raise SchemeFileError(Path(name), [problem])
    return known[name]


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = Problem("", f"it can't be read: {error.strerror}", accepted="a TOML file that the bot may read")
        raise SchemeFileError(path, [problem]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(f"line {line}", "it is not UTF-8 text", accepted="a file saved with the encoding UTF-8")
        raise SchemeFileError(path, [problem]) from None


def _parsed(path: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # a TOMLDecodeError, or the interpreter's own about a number of thousands of digits
        what, _, at = str(error).partition(" (at ")
        lines = text.split("\n")
        place = re.match(r"line (\d+), column (\d+)", at)
        line, column = (int(place[1]), int(place[2])) if place else (len(lines), len(lines[-1]) + 1)
        problem = Problem(
            f"line {line}, column {column}",
            f"not TOML: {what[:1].lower()}{what[1:]}",
            given=_short(lines[line - 1].strip()),
            accepted='lines such as name = "Text", months = 6, [pairing] and [[rounds]]',
        )
        raise SchemeFileError(path, [problem]) from None


@dataclass(frozen=True)
class _Place:
    """Where a mistake is: its path in the file, the key there (None when unknown), and the table that has the key."""

    path: str
    key: Key | None
    table: Table

    @property
    def meaning(self) -> str:
        return self.key.meaning if self.key else ""

    @property
    def accepted(self) -> str:
        return self.key.accepted if self.key else ""


def _place(steps: Sequence[str | int]) -> _Place:
    """The place to which pydantic's steps lead; numbers count from 0 there, and from 1 in the path."""
    path, key = "", None
    table: Table = Definition
    tables: tuple[Table, ...] = (Definition,)
    for step in steps:
        if isinstance(step, int):
            path += f"[{step + 1}]"
        elif len(tables) > 1 and step in (kinds := _kinds(tables)):
            tables = (kinds[step],)  # a step that is no key of the file
        else:
            path = f"{path}.{step}" if path else step
            table = next((one for one in tables if step in one.model_fields), tables[0] if tables else table)
            key = keys(table).get(step)
            tables = key.tables if key else ()
    return _Place(path, key, table)


def _steps(path: str) -> list[str | int]:
    return [int(step) - 1 if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def _kinds(tables: Iterable[Table]) -> dict[str, Table]:
    return {str(one.model_fields["kind"].default): one for one in tables}


def _problems(errors: Sequence[ErrorDetails]) -> Iterator[Problem]:
    """What pydantic found, in the words of the file."""
    for one in errors:
        # Pydantic counts a list's faulty entries as missing, and so finds the list too short as well.
        within = [other for other in errors if other is not one and other["loc"][: len(one["loc"])] == one["loc"]]
        if not (one["type"] == "too_short" and within):
            yield from _explained(one)


def _explained(error: ErrorDetails) -> Iterator[Problem]:
    place = _place(error["loc"])
    details = error.get("ctx", {})
    given = _short(toml(error["input"]))
    match error["type"]:
        case "extra_forbidden":
            yield _unknown_key(str(error["loc"][-1]), place)
        case "missing":
            yield Problem(place.path, "missing", place.meaning, accepted=place.accepted)
        case "union_tag_invalid" | "union_tag_not_found":
            yield _unknown_kind(place, details.get("tag"))
        case "between_keys":
            for where, why in details["problems"]:
                steps = _steps(where)
                here = _place([*error["loc"], *steps])
                what, instead = _in_two(why)
                yield Problem(here.path, what, here.meaning, _found(error["input"], steps), instead)
        case "value_error":
            what, instead = _in_two(str(details["error"]))
            yield Problem(place.path, what, place.meaning, given, instead)
        case "literal_error":
            words = re.findall(r'"(.+?)"', place.accepted)
            what = f"not one of its words{_meant(str(error['input']), words)}"
            yield Problem(place.path, what, place.meaning, given, place.accepted)
        case "json_invalid":
            yield TOO_DEEP
        case _:
            yield Problem(place.path, "not what belongs here", place.meaning, given, place.accepted)


def _found(data: object, steps: Sequence[str | int]) -> str:
    """The value to which the steps lead, where it is a plain one that the file gives."""
    for step in steps:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int):
            data = data[step]
    return "" if isinstance(data, (dict, list)) else _short(toml(data))


def _unknown_key(name: str, place: _Place) -> Problem:
    known = keys(place.table)
    what = f"unknown key '{name}'{_meant(name, known)}"
    if name in Definition.model_fields and place.table is not Definition:
        what = f"unknown key '{name}' here; it belongs at the top of the file, above the first [table]"
    return Problem(place.path, what, accepted=", ".join(known))


def _unknown_kind(place: _Place, given: str | None) -> Problem:
    kinds = _kinds(place.key.tables if place.key else ())
    what = "missing" if given is None else f"unknown kind '{given}'{_meant(given, kinds)}"
    return Problem(f"{place.path}.kind", what, "Which kind of field it is.", accepted=", ".join(kinds))


def _meant(given: str, known: Iterable[str]) -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""


def _in_two(text: str) -> tuple[str, str]:
    """A rule's message, "what is wrong; accepted is …", as what is wrong and what is accepted."""
    what, _, accepted = text.partition("; accepted ")
    return what, re.sub(r"^(is|are) ", "", accepted)


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
