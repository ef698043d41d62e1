"""`mentoring-bot report`: the report of a year as files, by the rules of the conversation (R10.2)."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

from bot.command.roster import working
from bot.settings import Settings
from handlers.paper.markdown import markdown
from handlers.reports.annual import made_document, written_down
from handlers.reports.asked import NOT_YET
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.figures.years import year_of
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import ledger
from storage.work import Work

MADE = "command line: report"


async def write(settings: Settings, key: str, year: int | None, folder: Path) -> list[Path]:
    """Write the report of a year of a scheme into a folder: Markdown, HTML and PDF; returns the files.

    Without a year it is the one that is now. The audit log says that it was made. Raises `Refusal` where no scheme is
    called so, and where a large one was not counted yet.
    """
    async with working(settings) as work:
        definition = _scheme(work, key)
        meant = year or year_of(definition, local_day(work.now, definition.zone))
        document = await made_document(work, definition, meant, work.now)
        if document is None:
            raise Refusal(NOT_YET)
        await ledger.record(
            work,
            definition.key,
            person_id=None,
            action=MADE,
            subject=NOTHING_IN_PARTICULAR,
            outcome="done",
        )
        made = work.now
    printed, page = await asyncio.to_thread(written_down, document, made)
    files = {
        "md": markdown(document).encode(),
        "html": page.encode(),
        "pdf": printed,
    }
    name = f"report-{definition.key}-{meant}"
    return await asyncio.to_thread(_saved, folder, name, files)


def _saved(folder: Path, name: str, files: Mapping[str, bytes]) -> list[Path]:
    """Write files by their endings; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for ending, content in files.items():
        path = folder / f"{name}.{ending}"
        path.write_bytes(content)
        paths.append(path)
    return paths


def _scheme(work: Work, key: str) -> Definition:
    """The scheme that is meant; without a key the only one."""
    if not key and len(work.definitions) == 1:
        return next(iter(work.definitions.values()))
    found = work.definitions.get(key)
    if found is None:
        known = ", ".join(sorted(work.definitions))
        raise Refusal(f"Say which scheme with --scheme; there are: {known}.")
    return found
