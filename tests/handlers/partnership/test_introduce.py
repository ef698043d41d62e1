"""Who writes first once two are introduced, as the scheme says (R4.5)."""

from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.support.rounds import introduced, keeps_to_the_voice
from tests.support.stage import MAYA, PRIYA, scheme, set_stage


@pytest.mark.parametrize(
    ("who", "mentee_reads", "mentor_reads"),
    [
        ("mentee", "You write first: a short hello", "Maya writes first: a short hello"),
        ("mentor", "Priya writes first: a short hello", "You write first: a short hello"),
        ("either", "Either of you can write first", "Either of you can write first"),
    ],
)
async def test_each_reads_who_writes_first(
    tmp_path: Path, who: str, mentee_reads: str, mentor_reads: str
) -> None:
    data = scheme().model_dump()
    data["choosing"]["first_contact"] = who
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, Definition.model_validate(data))
    await introduced(stage)
    await (await stage.person(MAYA)).sees(mentee_reads)
    await (await stage.person(PRIYA)).sees(mentor_reads)
    await database.close()
    keeps_to_the_voice(stage)
