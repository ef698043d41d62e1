"""What is not there and what is not theirs: the same words, and the same statements of the database (R8.4, R11.3)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event

from handlers.kit.ui import Action
from scheme.audience import Matter
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES
from scheme.refusal import Gone, NotAllowed
from scheme.subject import Subject
from storage import matters, people
from storage.engine.database import Database
from tests.journeys.test_who_may import CV, PEOPLE, STEPS, _reached, _world, tried
from tests.support.dialogue import Stage
from tests.support.stage import IDA, JO, NOAH, set_stage
from tests.support.stage import scheme as the_scheme

ABSENT = 987654321
KNOWN_BY_REFERENCE = frozenset(
    {"application", "proposal", "candidate", "question", "partnership", "file"}
)


@pytest.fixture
async def stage(database: Database) -> Stage:
    """A bot on a small database of either kind."""
    definition = the_scheme()
    forms = definition.forms.model_copy(update={"mentee": (*definition.forms.mentee, CV)})
    return await set_stage(database, definition.model_copy(update={"forms": forms}))


class Listener:
    """What the database is asked, statement by statement, without the values."""

    def __init__(self, database: Database) -> None:
        self.heard: list[str] = []
        for engine in {database.reading.sync_engine, database.writing.sync_engine}:
            event.listen(engine, "before_cursor_execute", self._heard)

    def _heard(
        self,
        _connection: object,
        _cursor: object,
        sql: str,
        _parameters: object,
        _context: object,
        _many: bool,
    ) -> None:
        self.heard.append(sql)

    def taken(self) -> list[str]:
        """What was heard since the last call."""
        heard, self.heard = self.heard, []
        return heard


class Asking:
    """Asks for one thing at a time, each on a day of its own, so that every refusal is written down."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.listener = Listener(stage.bot.database)
        self.now = stage.bot.clock.now()
        for action, step in STEPS.items():
            stage.bot.desk.steps[action] = replace(step, run=_reached)

    async def __call__(
        self, person_id: PersonId, action: str, subject: str
    ) -> tuple[str, str, list[str]] | None:
        """The kind of refusal, its words and what the database was asked; None where the step was reached."""
        self.now += timedelta(days=1)
        self.listener.taken()
        try:
            await self.stage.bot.desk.perform(
                person_id,
                Action(name=action, subject=Subject.read(subject)),
                self.now,
                f"in:{self.now}",
            )
        except (NotAllowed, Gone) as no:
            return type(no).__name__, no.text, self.listener.taken()
        return None


async def _knows(stage: Stage, person_id: PersonId, subject: str, matter: Matter) -> bool:
    """Whether somebody knows of a thing anyhow: it is theirs, or the Group speaks of it by its reference."""
    if person_id in matter.parties | matter.stand_ins:
        return True
    async with stage.bot.work(writes=False) as work:
        duties = await people.duties(work, next(iter(stage.bot.definitions)), person_id)
    return Subject.read(subject).kind in KNOWN_BY_REFERENCE and bool(duties & GROUP_DUTIES)


async def test_what_is_not_there_and_what_is_not_theirs_are_told_apart_by_nobody(
    stage: Stage,
) -> None:
    """Every step, about every kind of thing, for everybody who may not."""
    subjects = await _world(stage)
    asks = Asking(stage)
    told_apart: list[tuple[str, str, str]] = []
    compared: Counter[str] = Counter()
    for action, kind in tried():
        if not kind:
            continue
        subject = subjects[kind]
        absent = f"{Subject.read(subject).kind}:{ABSENT}"
        async with stage.bot.work(writes=False) as work:
            matter = (await matters.find(work, Subject.read(subject), "")).matter
        for name, email in PEOPLE.items():
            person_id = (await stage.person(email)).person_id
            theirs = await asks(person_id, action, subject)
            if theirs is None or await _knows(stage, person_id, subject, matter):
                continue
            compared[Subject.read(subject).kind] += 1
            if theirs != await asks(person_id, action, absent):
                told_apart.append((action, kind, name))
    assert told_apart == []
    assert set(compared) >= {Subject.read(subject).kind for subject in subjects.values()} - {"goal"}
    assert sum(compared.values()) > 900


async def test_whoever_runs_another_scheme_learns_nothing_of_this_one(stage: Stage) -> None:
    """A seat elsewhere opens nothing here, and does not tell what is here."""
    subjects = await _world(stage)
    elsewhere = next(iter(stage.bot.definitions.values())).model_copy(
        update={"key": "sister", "roster": ()}
    )
    stage.bot.desk.definitions = {**stage.bot.definitions, "sister": elsewhere}
    asks = Asking(stage)
    noah = (await stage.person(NOAH)).person_id
    ida = (await stage.person(IDA)).person_id
    jo = (await stage.person(JO)).person_id
    for person_id, action, kind in (
        (noah, "meet.overview", "partnership"),
        (ida, "account.open", "account"),
        (jo, "review.open", "application"),
        (noah, "concern.open", "concern"),
    ):
        theirs = await asks(person_id, action, subjects[kind])
        assert theirs is not None
        assert theirs[2]
        assert theirs == await asks(person_id, action, f"{kind}:{ABSENT}")
