"""The mistakes in a scheme file: where each is, what the key means, what was given and what is accepted (R1.1)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic_core import ErrorDetails

from scheme.definition.definition import Definition
from scheme.definition.document import DocumentedKey, Model, keys, toml
from scheme.definition.layout import Layout
from scheme.near import near

SHOWN = 20
LONGEST = 80
NAMED_BY = ("key", "name", "email", "title", "id")  # by which people know an entry of a list

KeyPath = Sequence[str | int]


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One mistake. `where` is a key's path (lists count from 1); what is unknown is "".

    `within` is what the innermost entry of a list on that path is called, `line` the line of the file, 0 when unknown.
    """

    where: str
    what: str  # what is wrong, in a sentence
    meaning: str = ""  # what the key is for
    given: str = ""  # what stands there, as text
    accepted: str = ""  # what could stand there
    within: str = ""
    line: int = 0

    def __str__(self) -> str:
        named = {
            "": self.what,
            "means: ": self.meaning,
            "given: ": self.given,
            "accepted here: ": self.accepted,
        }
        lines = [f"{name}{text}" for name, text in named.items() if text]
        return "\n    ".join([self.place, *lines] if self.place else lines)

    @property
    def place(self) -> str:
        """Where it is, as people look for it."""
        line = f"line {self.line}" if self.line else ""
        if self.within:
            within = f', in "{self.within}"'
        else:
            within = ""
        if line and self.where:
            return f"{line}: {self.where}{within}"
        return line or f"{self.where}{within}"


TOO_DEEP = Problem(where="", what="its lists or tables are nested too deeply for a scheme")


class SchemeFileError(Exception):
    """A scheme file (or a folder of them) that cannot be used. Its text is for whoever edits the file."""

    def __init__(self, path: Path, problems: Iterable[Problem]) -> None:
        self.path = path
        self.problems = list(problems)
        super().__init__(path, self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        lines = [
            f"{self.path} can't be used: {count} {'thing' if count == 1 else 'things'} to put right."
        ]
        lines += [f"  {problem}" for problem in self.problems[:SHOWN]]
        if count > SHOWN:
            lines.append(f"  and {count - SHOWN} more")
        if any("[" in problem.where for problem in self.problems):
            lines.append("Lists count from 1: rounds[2] is the second [[rounds]] of the file.")
        return "\n".join(lines)


@dataclass(frozen=True, kw_only=True)
class _Place:
    """Where a mistake is: its path in the file, the key there (None when unknown), and the table that has the key."""

    path: str  # as the file's author would write it
    key: DocumentedKey | None  # what is documented of it; None: nobody knows such a key
    table: Model  # that has the key, or would have it
    within: str  # what the innermost entry of a list on the way is called; "" when there is none
    given: Any  # what stands there
    steps: KeyPath  # those of the file: pydantic's without the kinds of fields

    @property
    def meaning(self) -> str:
        if self.key:
            return self.key.meaning
        return ""

    @property
    def accepted(self) -> str:
        if self.key:
            return self.key.accepted
        return ""


def found(errors: Sequence[ErrorDetails], layout: Layout) -> Iterator[Problem]:
    """What pydantic found in a file, in the words of the file; not what only follows from what could not be read."""
    for error in errors:
        # Pydantic counts a list's faulty entries as missing, and so finds the list too short as well.
        within = [
            other
            for other in errors
            if other is not error and other["loc"][: len(error["loc"])] == error["loc"]
        ]
        if not (error["type"] == "too_short" and within):
            yield from (
                problem
                for problem in _explained(error, layout)
                if not _follows(problem, error["type"], layout)
            )


UNSURE = frozenset({"missing", "too_short", "between_keys", "union_tag_not_found"})


def _follows(problem: Problem, kind: str, layout: Layout) -> bool:
    """Whether it may be no mistake at all, had everything been read."""
    return kind in UNSURE and (
        layout.lost or any(_touches(path, problem.where) for path in layout.unread)
    )


def _touches(unread: str, where: str) -> bool:
    """Whether what could not be read is at a place, in it, beside it in the same table, or a list that others name."""
    table = unread.rpartition(".")[0]
    if not table:
        key = keys(Definition).get(unread)
        return where == unread or (key is not None and bool(key.tables))
    return (
        f"{where}.".startswith(f"{table}.")
        or table == where
        or table.startswith((f"{where}.", f"{where}["))
    )


def mended(errors: Sequence[ErrorDetails], layout: Layout) -> Layout | None:
    """The same file with what is wrong put right by the examples of its keys, so that all else can be looked at.

    What was put right counts as unread. None where a whole table is missing.
    """
    better = Layout(
        data=deepcopy(layout.data),
        lines=layout.lines,
        wrong=[],
        unread=set(layout.unread),
        lost=layout.lost,
    )
    for error in errors:
        place = _place(error["loc"], layout)
        better.unread.add(place.path)
        steps = list(place.steps)
        while steps and isinstance(steps[-1], int):  # a plain value within a list: the whole list
            steps.pop()
        held = _at(better.data, steps[:-1])
        if error["type"] == "between_keys":
            table = _at(better.data, steps)
            if isinstance(table, dict):
                table.update(
                    {name: _example(place.key.tables[0], name) for name in table}
                    if place.key
                    else {}
                )
        elif not isinstance(held, dict) or (
            place.key is None and error["type"] != "extra_forbidden"
        ):
            return None
        elif error["type"] == "extra_forbidden":
            held.pop(str(steps[-1]), None)
        elif place.key is None or place.key.tables:
            return None
        else:
            held[str(steps[-1])] = _example(place.table, str(steps[-1]))
    return better


def _at(data: Any, steps: KeyPath) -> Any:
    for step in steps:
        if isinstance(data, dict):
            data = data.get(str(step))
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def _example(table: Model, name: str) -> Any:
    field = table.model_fields[name]
    if field.examples:
        return field.examples[0]
    return field.default


def _place(steps: KeyPath, layout: Layout) -> _Place:
    """The place to which pydantic's steps lead; numbers count from 0 there, and from 1 in the path."""
    path = ""
    key = None
    within = ""
    real: list[str | int] = []
    table: Model = Definition
    tables: tuple[Model, ...] = (Definition,)
    given: Any = layout.data
    for number, step in enumerate(steps):
        if isinstance(step, int):
            path += f"[{step + 1}]"
            if isinstance(given, list) and step < len(given):
                given = given[step]
            else:
                given = None
            within = _name_of(given)
        elif (
            len(tables) > 1
            and step in (kinds := _kinds(tables))
            and number < len(steps) - 1
            and step != "kind"
        ):
            tables = (kinds[step],)  # a step that is no key of the file
            continue
        else:
            if len(tables) > 1 and isinstance(given, dict):
                kind = _kinds(tables).get(str(given.get("kind")))
                tables = (kind,) if kind else tables
            path = f"{path}.{step}" if path else step
            table = next(
                (model for model in tables if step in model.model_fields),
                tables[0] if tables else table,
            )
            key = keys(table).get(step)
            tables = key.tables if key else ()
            if isinstance(given, dict):
                given = given.get(step)
            else:
                given = None
        real.append(step)
    return _Place(path=path, key=key, table=table, within=within, given=given, steps=real)


def _name_of(entry: object) -> str:
    if not isinstance(entry, dict):
        return ""
    return next(
        (
            _short(str(entry[key]))
            for key in NAMED_BY
            if isinstance(entry.get(key), str) and entry[key]
        ),
        "",
    )


def _steps(path: str) -> list[str | int]:
    return [int(step) - 1 if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def _kinds(tables: Iterable[Model]) -> dict[str, Model]:
    return {str(table.model_fields["kind"].default): table for table in tables}


def _explained(error: ErrorDetails, layout: Layout) -> Iterator[Problem]:
    place = _place(error["loc"], layout)
    details = error.get("ctx", {})

    def problem(
        what: str,
        accepted: str = "",
        *,
        at: _Place = place,
        meaning: bool = True,
        given: bool = True,
    ) -> Problem:
        is_plain = at is place or not isinstance(at.given, (dict, list))
        if given and is_plain:
            shown = _short(toml(at.given))
        else:
            shown = ""
        line = layout.line_of(at.path)
        return Problem(
            where=at.path,
            what=what,
            meaning=at.meaning if meaning else "",
            given=shown,
            accepted=accepted,
            within=at.within,
            line=line,
        )

    match error["type"]:
        case "extra_forbidden":
            what, accepted = _unknown_key(str(error["loc"][-1]), place)
            yield problem(what, accepted, meaning=False, given=False)
        case "missing":
            yield problem("missing", place.accepted, given=False)
        case "union_tag_invalid" | "union_tag_not_found":
            yield _unknown_kind(place, details.get("tag"), layout)
        case "between_keys":
            for where, why in details["problems"]:
                what, instead = _in_two(why)
                yield problem(what, instead, at=_place([*error["loc"], *_steps(where)], layout))
        case "value_error":
            what, instead = _in_two(str(details["error"]))
            yield problem(what, instead)
        case "literal_error":
            words = re.findall(r'"(.+?)"', place.accepted)
            yield problem(
                f"not one of its words{_meant(str(error['input']), words)}", place.accepted
            )
        case "json_invalid":
            yield TOO_DEEP
        case _ if (brackets := _brackets(place)) is not None:
            yield problem(*brackets, given=False)
        case _:
            yield problem("not what belongs here", place.accepted)


def _brackets(place: _Place) -> tuple[str, str] | None:
    """A table that has the brackets of a list's entry, or the other way round."""
    key = place.key
    if key is None or not key.tables:
        return None
    if key.many and isinstance(place.given, dict):
        return (
            f"[{place.path}] has single brackets, and it is a list of entries",
            f"[[{place.path}]] for each entry",
        )
    if not key.many and isinstance(place.given, list):
        return (
            f"[[{place.path}]] has double brackets, and there is only one of it",
            f"[{place.path}]",
        )
    return None


def _unknown_key(name: str, place: _Place) -> tuple[str, str]:
    known = keys(place.table)
    what = f"unknown key '{name}'{_meant(name, known)}"
    if name in Definition.model_fields and name not in known:
        what = (
            f"unknown key '{name}' here; it belongs at the top of the file, above the first [table]"
        )
    return what, ", ".join(known)


def _unknown_kind(place: _Place, given: str | None, layout: Layout) -> Problem:
    kinds = _kinds(place.key.tables if place.key else ())
    if given is None:
        what = "missing"
    else:
        what = f"unknown kind '{given}'{_meant(given, kinds)}"
    path = f"{place.path}.kind"
    line = layout.line_of(path)
    return Problem(
        where=path,
        what=what,
        meaning="Which kind of field it is.",
        given="",
        accepted=", ".join(kinds),
        within=place.within,
        line=line,
    )


def _meant(given: str, known: Iterable[str]) -> str:
    meant = near(given, known)
    if meant:
        return f"; did you mean '{meant}'?"
    return ""


def _in_two(text: str) -> tuple[str, str]:
    """A rule's message, "what is wrong; accepted is …", as what is wrong and what is accepted."""
    what, _, accepted = text.partition("; accepted ")
    return what, re.sub(r"^(is|are) ", "", accepted)


def _short(text: str) -> str:
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 1]}…"
