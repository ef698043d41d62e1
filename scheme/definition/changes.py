"""What a changed scheme file does to what is running: what would lead nowhere any more, and what follows it (R1.1)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict

from scheme.definition.base import SchemeTable
from scheme.definition.definition import Definition
from scheme.forms.fields import ChoiceField, ChoicesField
from scheme.wording import counted

LISTS = ("organisations", "levels", "areas", "groups", "modes", "rounds")
QUESTIONS = "surveys.forms."
SECTIONS = (
    "eligibility",
    "membership",
    "choosing",
    "matching",
    "answering",
    "pairing",
    "meetings",
    "agreement",
    "surveys",
    "complaints",
)

APPLICATION = "open application"
WAITING = "waiting application"
RUNNING = "running partnership"
ENDED = "ended partnership"
UNBOUND = "not yet started"
RHYTHM = "rhythm agreed"
PROPOSAL = "open proposal"
SURVEY = "open survey"
SEAT = "roster seat"
WISH = "reminder"
ACCOUNT = "account"

# Whom a figure is about: those whose day was set by the earlier one keep it, the others follow.
KEEPS = {
    "choosing.mentee_days": PROPOSAL,
    "choosing.mentor_days": PROPOSAL,
    "answering.days": WAITING,
    "surveys.open_days": SURVEY,
}
FOLLOWS = {
    "eligibility": WAITING,
    "membership": WAITING,
    "forms": WAITING,
    "choosing": PROPOSAL,
    "answering": WAITING,
    "pairing": RUNNING,
    "meetings": RUNNING,
    "agreement": RUNNING,
    "surveys.reminders": SURVEY,
    "surveys.lookback_months": ENDED,
    "surveys.yearly_months_after": ENDED,
}

LostEntries = Mapping[str, Mapping[str, str]]  # what a list has lost: the key and what people read


class Outline(BaseModel):
    """What of a scheme file stored data refer to, and the figures it is run by; nothing about a person.

    `lists`: what each list and each form is made of, by key, with what people read. `sources`: for each form, the list
    that the answers to a field are keys of. `gone`: it was accepted that its file is no longer there.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    lists: dict[str, dict[str, str]] = {}
    sources: dict[str, dict[str, str]] = {}
    figures: dict[str, str] = {}
    gone: bool = False


def outline(scheme: Definition) -> Outline:
    """The outline of a scheme."""
    lists = {name: _read(getattr(scheme, name)) for name in LISTS}
    lists["workspaces"] = {
        f"{workspace.platform} {workspace.id}": workspace.name for workspace in scheme.workspaces
    }
    lists["agreement.clauses"] = _read(scheme.agreement.clauses)
    sources: dict[str, dict[str, str]] = {}
    for path, fields in (
        ("forms.mentee", scheme.forms.mentee),
        ("forms.mentor", scheme.forms.mentor),
    ):
        lists[path] = _read(fields)
        sources[path] = {}
        for question in fields:
            if isinstance(question, (ChoiceField, ChoicesField)):
                sources[path][question.key] = question.source or f"{path}.{question.key}"
                lists[sources[path][question.key]] = _read(scheme.options_of(question))
    for name in type(scheme.surveys.forms).model_fields:
        lists[f"{QUESTIONS}{name}"] = _read(getattr(scheme.surveys.forms, name))
    return Outline(name=scheme.name, lists=lists, sources=sources, figures=dict(_figures(scheme)))


def _read(entries: Iterable[Any]) -> dict[str, str]:
    """What people read of each entry, by its key; what it is called differs from table to table."""
    names = ("label", "name", "title")
    return {
        entry.key: next(getattr(entry, name) for name in names if hasattr(entry, name))
        for entry in entries
    }


def _figures(scheme: Definition) -> Iterator[tuple[str, str]]:
    for name in ("zone", "region", "always_open"):
        yield name, str(getattr(scheme, name))
    for path, fields in (
        ("forms.mentee", scheme.forms.mentee),
        ("forms.mentor", scheme.forms.mentor),
    ):
        for question in fields:
            yield (
                f"{path}.{question.key}",
                f"{question.kind}, confidential" if question.confidential else question.kind,
            )
    for section in SECTIONS:
        part: SchemeTable = getattr(scheme, section)
        for name in type(part).model_fields:
            value = getattr(part, name)
            if isinstance(value, (int, float)) or (
                isinstance(value, tuple) and all(isinstance(number, int) for number in value)
            ):
                yield f"{section}.{name}", _written(value)


def _written(value: float | tuple[int, ...]) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(day) for day in value) or "none"
    return str(value)


@dataclass
class Uses:
    """How many there are of each kind of thing, and how many refer to each entry of a list: by list, key and kind."""

    counts: Counter[str] = field(default_factory=Counter)  # things there are, by kind
    # Things that refer to an entry, by kind, for each list and key.
    of: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)

    def note(self, path: str, key: str, kind: str, number: int = 1) -> None:
        """So many things of a kind refer to an entry."""
        self.of.setdefault((path, key), Counter())[kind] += number


@dataclass(frozen=True)
class Difference:
    """One difference in an organiser's words, and whether what is stored would lead nowhere with it."""

    text: str  # a sentence for whoever runs the scheme
    orphans: bool = False  # whether something stored would refer to what is gone


def gone(before: Outline, after: Outline) -> LostEntries:
    """What each list has lost."""
    lost = {
        path: {key: label for key, label in entries.items() if key not in after.lists.get(path, {})}
        for path, entries in before.lists.items()
    }
    return {path: entries for path, entries in lost.items() if entries}


def changes(before: Outline, after: Outline, uses: Uses) -> list[Difference]:
    """What is no longer there, and which figures are others, each with what it does and to how many."""
    lost = [
        _lost(path, key, label, uses.of.get((path, key), Counter()))
        for path, entries in gone(before, after).items()
        for key, label in entries.items()
    ]
    figures = [
        Difference(f"{path} was {then} and is {now}: {_effect(path, uses.counts)}")
        for path, then in before.figures.items()
        if (now := after.figures.get(path, then)) != then
    ]
    return lost + figures


def _lost(path: str, key: str, label: str, refer: Counter[str]) -> Difference:
    shown = f"'{key}' ({label})" if label else f"'{key}'"
    what = f"{path}: {shown} is gone"
    many = _listed(refer)
    if not many:
        return Difference(f"{what}; nothing that is open refers to it")
    if path == "workspaces":
        return Difference(f"{what}, so this scheme is closed to whoever is there: {many}")
    if path.startswith(QUESTIONS):
        return Difference(f"{what}, so it is asked no more in {many}")
    return Difference(f"{what}, and what refers to it would lead nowhere: {many}", orphans=True)


def _effect(path: str, counts: Counter[str]) -> str:
    if path == "pairing.months":
        kept = counted(counts[RUNNING] - counts[UNBOUND], RUNNING)
        return f"what was agreed stays for {kept}; this is the length of the {counts[UNBOUND]} {UNBOUND}"
    if path in ("meetings.least_weeks", "meetings.most_weeks"):
        free = counted(counts[RUNNING] - counts[RHYTHM], RUNNING)
        return (
            f"this holds from now on for {free}; the rhythm they agreed stays for {counts[RHYTHM]}"
        )
    if path in KEEPS:
        return f"the day that was told stays for {counted(counts[KEEPS[path]], KEEPS[path])}"
    kind = FOLLOWS.get(path) or FOLLOWS.get(path.partition(".")[0])
    if kind is None:
        return "this holds from now on"
    return f"this holds from now on for {counted(counts[kind], kind)}"


def vanished(held: Counter[str], others: Iterable[str]) -> Difference:
    """A scheme of which there are things in the database, and no file. `others`: keys that are new, perhaps its new name."""
    named = " or ".join(f'"{other}"' for other in others)
    if named:
        renamed = f"; a key never changes, so if it is {named} now, put the old one back"
    else:
        renamed = ""
    return Difference(
        f"no file has this key any more, and what is kept of it leads nowhere: {_listed(held)}{renamed}",
        True,
    )


def _listed(numbers: Counter[str]) -> str:
    return ", ".join(counted(number, kind) for kind, number in numbers.items() if number)
