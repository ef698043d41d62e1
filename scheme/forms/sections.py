"""A long form in its parts: the questions under each heading, and what was answered there, as somebody reads it (R2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from scheme.forms.fields import Answers, AnyField, TickField
from scheme.forms.shown import shown

NOT_SAID = "Not said yet"


@dataclass(frozen=True)
class Section:
    """Answers under a heading, each with the name it goes by; `heading` is "" where the form has none."""

    heading: str
    rows: tuple[tuple[str, str], ...]  # pairs of the question's short name and the answer


def sections(fields: Sequence[AnyField]) -> list[tuple[str, list[AnyField]]]:
    """Questions by section, as they stand; what names no section, or one that began before, goes on with the last."""
    found: list[tuple[str, list[AnyField]]] = []
    for field in fields:
        if not found or (field.section and field.section not in [name for name, _ in found]):
            found.append((field.section, []))
        found[-1][1].append(field)
    return found


def answered(
    fields: Sequence[AnyField], answers: Answers, *, own: bool
) -> tuple[list[Section], list[str]]:
    """What was answered, section by section, and the names of the questions that were left open.

    With `own` it is said in the words of the form, which speak to whoever answered; otherwise in those for others.
    A box that was left empty says neither yes nor no.
    """
    found: list[Section] = []
    left_open: list[str] = []
    for name, asked in sections(fields):
        rows: list[tuple[str, str]] = []
        for field in asked:
            title = field.label if own else field.heading
            answer = answers.get(field.key)
            if isinstance(field, TickField):
                rows.append((title, shown(field, answer) if answer else NOT_SAID))
            elif answer in (None, "", []):
                left_open.append(title)
            else:
                rows.append((title, shown(field, answer)))
        if rows:
            found.append(Section(name if own else asked[0].section_heading, tuple(rows)))
    return found, left_open
