"""Goal 2: how many statements each action is, counted while the demonstration's history is played."""

from collections import defaultdict
from datetime import UTC, datetime
from statistics import median

from benchmarks.scenario import Recorder
from bot.app import Bot
from bot.clock import Clock
from bot.demonstration.scheme import demonstrate
from bot.demonstration.story import play
from bot.settings import Settings
from handlers.kit.ui import Action, Reply
from scheme.definition.loading import load, preset
from scheme.ids import PersonId
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault

BORN = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
Counted = dict[
    str, tuple[int, float, int]
]  # an action: how often, the median of its statements, and the most


async def measure(url: str) -> Counted:
    """Play the history on an empty database and count what every action that does something comes to."""
    vault.open([new_key()])
    definition = demonstrate(load(preset("aln")), BORN.date())
    bot = Bot(
        settings=Settings(),
        database=Database(url),
        definitions={definition.key: definition},
        clock=Clock(),
    )
    await migrate.upgrade(bot.database)
    recorder, counts = Recorder(), defaultdict[str, list[int]](list)
    recorder.listen(bot.database)
    perform = bot.desk.perform

    async def counted(
        person_id: PersonId, action: Action, now: datetime, inbound: str | None = None
    ) -> Reply:
        recorder.taken()
        reply = await perform(
            person_id, action, now, inbound or f"bench:{now.isoformat()}:{action.name}"
        )
        counts[action.name].append(sum(len(statements) for _, statements in recorder.taken()))
        return reply

    bot.desk.perform = counted  # type: ignore[method-assign]
    await play(bot, BORN)
    await bot.database.close()
    acts = {
        name: found
        for name, found in counts.items()
        if not (bot.desk.steps[name].reads or bot.desk.steps[name].opens)
    }
    return {name: (len(found), median(found), max(found)) for name, found in sorted(acts.items())}
