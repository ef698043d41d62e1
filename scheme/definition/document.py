"""What a scheme file may hold, read from the models: the reference page, and the words that explain a mistake (R1.1).

`python -m scheme.definition.document` prints the reference that closes `docs/scheme-file.md`.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from scheme.definition.consistency import MENTEE_NEEDS, MENTOR_NEEDS, SHAPES
from scheme.definition.definition import Definition
from scheme.forms.fields import Accepts

Model = type[BaseModel]

MARKER = "<!-- From here on the page is printed by `python -m scheme.definition.document`. -->"
MARK = "example"
TOP = "Plain keys come first, above every `[table]`."
READ = (
    "An application form may ask whatever the scheme wants to know. The rules look for these keys: what must be there "
    "is asked with `required = true`, and a field that is there has the shape given."
)


@dataclass(frozen=True, kw_only=True)
class DocumentedKey:
    """One key of a table.

    `default` and `example` are TOML; a `default` of None means that the key must be given, "" that it is simply left
    out. `tables` are what the key holds when that is a table (several when the table's `kind` decides which), `many`
    whether it is a list of them.
    """

    name: str  # as it stands in the file
    meaning: str  # a sentence, as docs/scheme-file.md prints it
    accepted: str  # what may stand there, in words
    default: str | None
    example: str
    tables: tuple[Model, ...] = ()
    many: bool = False


def keys(table: Model) -> dict[str, DocumentedKey]:
    """The keys of a table by name, in the order of the file; the mark of an example at the end."""
    fields = sorted(table.model_fields.items(), key=lambda item: item[0] == MARK)
    return {name: _key(name, field) for name, field in fields}


def _key(name: str, field: FieldInfo) -> DocumentedKey:
    said = list(field.metadata)
    tables = tuple(_tables(field.annotation))
    # A table of several kinds is told apart by `kind`, so the file must give it although the code need not.
    must = field.is_required() or name == "kind"
    if must:
        default = None
    elif tables or field.default is None:
        default = ""
    else:
        default = toml(field.default)
    if field.examples:
        example = toml(field.examples[0])
    elif tables:
        example = ""
    else:
        example = toml(field.default)
    return DocumentedKey(
        name=name,
        meaning=field.description or f"Which kind of field it is, here {toml(field.default)}.",
        accepted=_accepted(field.annotation, said),
        default=default,
        example=example,
        tables=tables,
        many=get_origin(field.annotation) is tuple and bool(tables),
    )


def _unwrapped(annotation: Any) -> tuple[Any, list[Any]]:
    """An annotation without `Annotated`, and what that said about it."""
    if get_origin(annotation) is not Annotated:
        return annotation, []
    kind, *said = get_args(annotation)
    return kind, [
        bound for s in said for bound in (s.metadata if isinstance(s, FieldInfo) else [s])
    ]


def _tables(annotation: Any) -> Iterator[Model]:
    kind, _ = _unwrapped(annotation)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    elif get_origin(kind) in (tuple, Union, UnionType):
        for part in get_args(kind):
            yield from _tables(part)


def _accepted(annotation: Any, said: Sequence[Any]) -> str:
    """What a key accepts, in words."""
    kind, more = _unwrapped(annotation)
    limits = [*said, *more]
    if words := next((limit.words for limit in limits if isinstance(limit, Accepts)), None):
        return words
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    if get_origin(kind) is Literal:
        return " or ".join(toml(word) for word in get_args(kind) if word)
    if get_origin(kind) is tuple:
        if any(_tables(kind)):
            things = "tables"
        else:
            things = f"which each is {_accepted(get_args(kind)[0], [])}"
        return f"a list of {things}" + (", at least one" if _limit(limits, "min_length") else "")
    if kind is str:
        most = _limit(limits, "max_length")
        return ("text" if most is None else f"text of up to {most} characters") + (
            ", not empty" if _limit(limits, "min_length") else ""
        )
    if kind is bool:
        return "true or false"
    if kind is int:
        least = _limit(limits, "ge")
        most = _limit(limits, "le")
        if least is None or most is None:
            return "a whole number"
        return f"a whole number from {least} to {most}"
    if kind is float:
        return f"a number from {_limit(limits, 'ge'):g} to {_limit(limits, 'le'):g}"
    if kind is date:
        first = _limit(limits, "ge")
        last = _limit(limits, "le")
        return f"a day, such as 2026-03-09, from {first} to {last}"
    return "a table"


def _limit(limits: Sequence[Any], name: str) -> Any:
    return next((getattr(limit, name) for limit in limits if hasattr(limit, name)), None)


def toml(value: object) -> str:
    """A value as TOML has it; "" for None."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case str():
            return json.dumps(value, ensure_ascii=False)
        case list() | tuple():
            return f"[{', '.join(toml(inner) for inner in value)}]"
        case Mapping():
            return "{ " + ", ".join(f"{key} = {toml(inner)}" for key, inner in value.items()) + " }"
        case date():
            return value.isoformat()
        case _:
            return str(value)


def reference() -> str:
    """Every table and key of a scheme file, as the Markdown that closes `docs/scheme-file.md`."""
    parts = [MARKER, "## The top of the file", TOP, _rows(Definition, "")]
    for table, headers in _places().items():
        parts += [
            f"## {_title(table, headers)}",
            _about(table),
            _rows(table, headers[0].strip("[]")),
        ]
    return "\n\n".join([*parts, "## Fields that the rules read", READ, _read()]) + "\n"


def _read() -> str:
    """The fields of the application forms that the rules need or read, with the shape they must have."""
    lines = ["| key | a mentee's form | a mentor's form | shape |", "|---|---|---|---|"]
    for name in dict.fromkeys((*MENTEE_NEEDS, *MENTOR_NEEDS, *SHAPES)):
        needed = [
            "must be there" if name in needs else "may be there"
            for needs in (MENTEE_NEEDS, MENTOR_NEEDS)
        ]
        shape = ", ".join(
            f"`{setting} = {toml(value)}`" for setting, value in SHAPES.get(name, {}).items()
        )
        lines.append(f"| `{name}` | {needed[0]} | {needed[1]} | {shape or 'any text'} |")
    return "\n".join(lines)


def _places() -> dict[Model, list[str]]:
    """Each table with the headers under which a file may have it, in the order of the file."""
    found: dict[Model, list[str]] = {}

    def visit(table: Model, path: str) -> None:
        for key in keys(table).values():
            at = f"{path}.{key.name}" if path else key.name
            header = f"[[{at}]]" if key.many else f"[{at}]"
            for held in (
                *(_shared(first) for first in key.tables[:1] if len(key.tables) > 1),
                *key.tables,
            ):
                new = held not in found
                if header not in found.setdefault(held, []):
                    found[held].append(header)
                if new:
                    visit(held, at)

    visit(Definition, "")
    return found


def _shared(table: Model) -> Model:
    """What a kind of field has in common with the other kinds."""
    return next(base for base in table.__bases__ if issubclass(base, BaseModel))


def _title(table: Model, headers: Sequence[str]) -> str:
    """A kind of field is named by its kind, everything else by its headers."""
    if "kind" in table.model_fields:
        return f'A field of `kind = "{table.model_fields["kind"].default}"`'
    return ", ".join(f"`{header}`" for header in headers)


def _about(table: Model) -> str:
    """What the table is: its docstring, without the numbers of requirements."""
    text = re.sub(r"\s*\((R\d[\d.]*(, )?)+\)", "", " ".join((table.__doc__ or "").split()))
    if "kind" in table.model_fields:
        return f"{text} It also takes the keys that every field takes."
    return text


def _rows(table: Model, path: str) -> str:
    """The keys of a table; for a kind of field, those that not every field has."""
    if "kind" in table.model_fields:
        shared = _shared(table).model_fields
    else:
        shared = {}
    lines = ["| key | meaning | accepted | default | example |", "|---|---|---|---|---|"]
    for key in keys(table).values():
        if key.name in shared:
            continue
        at = f"{path}.{key.name}" if path else key.name
        if key.example:
            example = f"{key.name} = {key.example}"
        elif key.many:
            example = f"[[{at}]]"
        else:
            example = f"[{at}]"
        if key.default is None:
            default = "must be given"
        elif key.default:
            default = f"`{key.default}`"
        else:
            default = "left out"
        cells = (f"`{key.name}`", key.meaning, key.accepted, default, f"`{example}`")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(reference())
