"""What is kept about a person, as a file to read and as one for other programs (R11.1)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from handlers.forms import saved
from scheme.calendar import local
from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField
from scheme.forms.shown import shown, spoken
from scheme.people import Person
from scheme.subject import Subject
from scheme.wording import capital
from storage.member.own_data import OwnRows

NOT_HERE = (
    "Not in here: what others wrote in confidence, what the Group discussed, answers you gave without a name once they "
    "were parted from you, and messages, which stand in your chat and hold nothing confidential."
)

WRITTEN = {
    ("applications", "answers"),
    ("concerns", "text"),
    ("remarks", "text"),
    ("questions", "text"),
}  # never empty


def markdown(
    definitions: Mapping[str, Definition], person: Person, kept: Sequence[OwnRows], now: datetime
) -> str:
    """Everything, as text with headings that anybody can read."""
    zone = person.zone
    lines = [
        f"# What is kept about {saved.line(person.name)}",
        "",
        f"As it stood on {_moment(now, zone)}. {NOT_HERE}",
    ]
    for table in kept:
        lines += ["", f"## {table.title}"]
        for row in table.rows:
            lines.append("")
            lines += _row(definitions, table.table, row, zone)
    return "\n".join(lines) + "\n"


def facts(
    definitions: Mapping[str, Definition], table: str, row: Mapping[str, Any], zone: str
) -> Iterator[tuple[str, str]]:
    """What a row tells, a line each: what it is, and what it says."""
    for line in _row(definitions, table, row, zone):
        what, _, says = line.strip().removeprefix("- ").partition(": ")
        if says:
            yield what, says


def _row(
    definitions: Mapping[str, Definition], table: str, row: Mapping[str, Any], zone: str
) -> Iterator[str]:
    for name, value in row.items():
        if (table, name) in WRITTEN and not value:
            yield f"- {_label(name)}: deleted, as it was over"
        if value is None or value in ("", {}):
            continue
        if isinstance(value, Mapping):
            yield f"- {_label(name)}:"
            fields = {field.key: field for field in _fields(definitions, table, row)}
            for key, answer in value.items():
                if answer not in (None, "", []):
                    yield f"  - {_answer(fields.get(key), key, answer)}"
        elif name == "scheme" and value in definitions:
            yield f"- Scheme: {definitions[value].name}"
        else:
            yield f"- {_label(name)}: {_said(value, zone)}"


def _fields(
    definitions: Mapping[str, Definition], table: str, row: Mapping[str, Any]
) -> Sequence[AnyField]:
    """The form that answers were given to, where it is still in the scheme file."""
    definition = definitions.get(str(row.get("scheme")))
    if definition is None:
        return ()
    if table == "applications":
        return definition.form(row["role"])
    if table == "surveys":
        return definition.questionnaire(row["role"], row["occasion"])
    return ()


def _answer(field: AnyField | None, key: str, answer: Any) -> str:
    if field is None:
        return f"{_label(key)}: {', '.join(map(str, answer)) if isinstance(answer, list) else _indented(str(answer))}"
    return f"{field.heading}: {_indented(shown(field, answer))}"


def _said(value: Any, zone: str) -> str:
    match value:
        case bool():
            if value:
                return "yes"
            return "no"
        case datetime():
            return _moment(value, zone)
        case date():
            return spoken(value)
        case _:
            return _indented(str(value))


def _moment(moment: datetime, zone: str) -> str:
    here = local(moment, zone)
    return f"{spoken(here.date())}, {here:%H:%M}"


def _indented(text: str) -> str:
    """Words of several lines stay within their entry."""
    return text.replace("\n", "\n    ")


def _label(name: str) -> str:
    for ending in ("_at", "_on", "_id"):
        name = name.removesuffix(ending)
    return capital(name.replace("_", " "))


def _plain(value: date | Subject) -> str:
    """What JSON has no word for, as text."""
    return str(value) if isinstance(value, Subject) else value.isoformat()


def as_json(person: Person, kept: Sequence[OwnRows], now: datetime) -> str:
    """Everything, for another program: the same titles and rows, moments in UTC."""
    found = [
        {"title": table.title, "kind": table.table, "entries": [dict(row) for row in table.rows]}
        for table in kept
    ]
    made = {"person": person.email, "at": now, "kept": found}
    return json.dumps(made, ensure_ascii=False, indent=2, default=_plain)
