"""`mentoring-bot retention`: what goes by itself, and how much of it is there; a trial that deletes nothing (R11.1)."""

from collections.abc import Iterator

from bot.command.roster import working
from bot.settings import Settings
from scheme.definition.definition import Definition
from scheme.refusal import Refusal
from scheme.wording import counted
from storage.retained import SOON, Retained, retained


async def listed(settings: Settings, key: str) -> list[str]:
    """By the scheme files as they are now: how many of each kind still have their words, and how many lose them when.

    Counts alone, a line each; of one scheme, or of all. Raises `Refusal` where no scheme is called so, `DatabaseProblem`.
    """
    lines: list[str] = []
    async with working(settings, writes=False) as work:
        if key and key not in work.definitions:
            known = ", ".join(sorted(work.definitions))
            raise Refusal(f"No scheme is called {key}; there are: {known}.")
        for name in sorted(work.definitions):
            if key in ("", name):
                definition = work.definitions[name]
                lines += _lines(definition, await retained(work, definition))
    return lines


def _lines(definition: Definition, found: list[Retained]) -> Iterator[str]:
    yield f"{definition.name} ({definition.key}). Nothing is deleted by looking."
    for kind in found:
        yield (
            f"  {kind.what}, {counted(kind.days, 'day')}: {kind.kept} kept, {kind.past} past their day, "
            f"{kind.soon} more within {SOON} days"
        )
