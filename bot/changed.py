"""A scheme file that is not the one of the last start: what it does is told, and what would orphan data waits for a word.

The outline of each scheme that was accepted last is kept as one note in the database (R1.1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from scheme.definition.changes import Difference, Outline, changes, gone, outline, vanished
from scheme.definition.definition import Definition
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import in_use, ledger
from storage.work import Work

NOTE = "schemes"
ACCEPTED = "command line: scheme accepted"
OUTLINES = TypeAdapter(dict[str, Outline])
WHAT_NOW = (
    "Nothing was changed. Put back what is marked as refused, or, if you mean it, make a backup and say "
    "`mentoring-bot run --accept`, or `mentoring-bot scheme check FILE --accept`."
)


class SchemeChanged(Exception):
    """What a scheme file has lost is still referred to. The text says what, by how many, and what to do."""


@dataclass(frozen=True)
class Changed:
    """A scheme that is not as it was when it was last accepted."""

    key: str
    name: str
    changes: Sequence[Difference]

    @property
    def orphans(self) -> bool:
        """Whether somebody has to say that this is meant."""
        return any(change.orphans for change in self.changes)

    def told(self, mark: str) -> str:
        """All of it; first, under a mark, what would orphan data."""
        refused = [f"  {mark}: {change.text}" for change in self.changes if change.orphans]
        lines = [
            *refused,
            *(f"  noted: {change.text}" for change in self.changes if not change.orphans),
        ]
        return "\n".join([f"{self.name} ({self.key}) is not as it was at the last start:", *lines])


async def look(work: Work, definitions: Mapping[str, Definition]) -> list[Changed]:
    """What the files change of what is running; nothing for a scheme that has not been started before."""
    known = await _known(work)
    found: list[Changed] = []
    for key, definition in definitions.items():
        before = known.get(key)
        after = outline(definition)
        if before is None or _same(before, after):
            continue
        uses = await in_use.uses(work, key, before, gone(before, after))
        found.append(Changed(key, definition.name, changes(before, after, uses)))
    new = [key for key in definitions if key not in known]
    for key, held in (await _without_file(work, definitions, known)).items():
        if key in known:
            name = known[key].name
        else:
            name = "A scheme"
        found.append(Changed(key, name, [vanished(held, new)]))
    return [change for change in found if change.changes]


async def take(work: Work, definitions: Mapping[str, Definition], *, accept: bool) -> list[Changed]:
    """Look, and take the files as they are from now on. Raises `SchemeChanged` for what would orphan data, unless accepted."""
    found = await look(work, definitions)
    refused = [change for change in found if change.orphans]
    if refused and not accept:
        raise SchemeChanged(told(found))
    for change in refused:
        await ledger.record(
            work,
            change.key,
            person_id=None,
            action=ACCEPTED,
            subject=NOTHING_IN_PARTICULAR,
            outcome="done",
        )
    await _keep(work, definitions)
    return found


def told(found: Sequence[Changed], *, accepted: bool = False) -> str:
    """What changes, in one message; with what to do where some of it is refused."""
    mark = "accepted" if accepted else "refused"
    texts = [change.told(mark) for change in found]
    if any(change.orphans for change in found) and not accepted:
        texts.append(WHAT_NOW)
    return "\n".join(texts)


async def _known(work: Work) -> dict[str, Outline]:
    """What was accepted last; nothing where that was never noted, or by a version that wrote it otherwise."""
    kept = await ledger.note(work, NOTE)
    try:
        if kept:
            return OUTLINES.validate_json(kept)
        return {}
    except ValidationError:
        return {}


def _same(before: Outline, after: Outline) -> bool:
    return before.model_copy(update={"gone": False}) == after


async def _without_file(
    work: Work, definitions: Mapping[str, Definition], known: Mapping[str, Outline]
) -> in_use.Held:
    """What there is of schemes that have no file, as far as that was never accepted."""
    accepted = {key for key, before in known.items() if before.gone}
    found = await in_use.held(work)
    return {
        key: held for key, held in found.items() if key not in definitions and key not in accepted
    }


async def _keep(work: Work, definitions: Mapping[str, Definition]) -> None:
    """Note the files as they are. What was known of a scheme without one stays, for the day it is back."""
    known = await _known(work)
    kept = {key: outline(definition) for key, definition in definitions.items()}
    for key in await in_use.held(work):
        if key not in definitions:
            kept[key] = known.get(key, Outline(name=key)).model_copy(update={"gone": True})
    if kept != known:
        await ledger.set_note(work, NOTE, OUTLINES.dump_json(kept).decode())
