"""What surveys come to: answers part from their author when it closes, and are shown of enough people only (R7.5)."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit import paging
from handlers.kit.ui import Action
from scheme.forms.fields import Answers
from scheme.people import Role
from scheme.refusal import NotAllowed
from scheme.survey.survey import Survey
from storage import partnerships
from storage.engine.database import Database
from tests.support.dialogue import Stage, buttons_of
from tests.support.pairs import pair, rows, written
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage
from tests.support.surveying import (
    NAMED,
    QUESTIONS,
    SECRET,
    halfway,
    met,
    sends,
    surveyed,
    surveys,
    time_comes,
)

LINKS = {"person_id", "partnership_id", "survey_id", "at", "answered_at", "issued_at", "closed_at"}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    one = Database(f"sqlite:///{tmp_path}/test.db")
    yield one
    await one.close()


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await set_stage(database, surveyed((NAMED, *QUESTIONS), minimum=2))


async def answered(stage: Stage, role: Role, occasion: str, *given: Answers | None) -> None:
    """So many surveys of a kind are issued, each answered as told, and have closed."""
    definition = next(iter(stage.bot.definitions.values()))
    for number, answers in enumerate(given):
        mentee = f"m{number}.{role}.{occasion}@fellside.example.org"
        partnership_id = await pair(
            stage, mentee, f"r{number}.{role}.{occasion}@harbour.example.org", days_ago=None
        )
        async with stage.bot.work() as work:
            one = await partnerships.by_id(work, partnership_id)
            person = one.mentee_id if role == "mentee" else one.mentor_id
            survey = Survey.issue(definition, partnership_id, person, role, occasion, work.now)
            survey.invite(definition, work.now)
            if answers is not None:
                survey.answer(answers, 1, work.now.date())
            await work.add(survey)


async def closes(stage: Stage) -> None:
    """What is open now closes."""
    await stage.forward(29)


async def opens(stage: Stage, email: str, action: str) -> str:
    person = await stage.person(email)
    await person._do(Action(name=action))
    return person.screen


async def test_while_it_is_open_nothing_of_it_is_shown_and_its_author_alone_has_it(
    stage: Stage,
) -> None:
    three: list[Answers] = [{"going": "yes", "words": SECRET}] * 3
    await answered(stage, "mentee", "midpoint", *three)
    seen = await opens(stage, ROBIN, "survey.results")
    assert "Asked" not in seen
    assert "Yes:" not in seen
    async with stage.bot.work(writes=False) as work:
        assert await rows(work.session, "survey_results") == []
    assert [one.answers is not None for one in await surveys(stage)] == [True] * 3


async def test_when_it_closes_nothing_leads_from_an_answer_to_its_author(
    stage: Stage, tmp_path: Path
) -> None:
    maya, priya = await halfway(stage)
    for person in (maya, priya):
        await sends(person, going="yes", words=f"{SECRET} {person.name}")
    async with stage.bot.work(writes=False) as work:
        connection = await work.session.connection()
        tokens = list((await connection.exec_driver_sql("SELECT answers FROM surveys")).scalars())
    assert all(tokens)
    await closes(stage)
    assert [(one.answered, one.answers) for one in await surveys(stage)] == [(True, None)] * 2
    async with stage.bot.work(writes=False) as work:
        for table in ("survey_results", "survey_texts"):
            found = await rows(work.session, table)
            assert len(found) == 2
            assert not LINKS & set(found[0]._fields)
            assert all(len(str(one.id)) == 32 for one in found)
    await stage.bot.database.close()
    file = sqlite3.connect(tmp_path / "test.db")
    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with pytest.raises(
        sqlite3.OperationalError, match="rowid"
    ):  # no hidden order of closing either
        file.execute("SELECT rowid FROM survey_results")
    file.close()
    assert not any(token.encode() in written(tmp_path) for token in tokens)


async def test_a_survey_closed_twice_is_counted_once(stage: Stage) -> None:
    maya, _ = await halfway(stage)
    await sends(maya, going="yes")
    await closes(stage)
    async with stage.bot.work() as work:
        await (await work.session.connection()).exec_driver_sql(
            "UPDATE due SET done_at = NULL WHERE name = 'close'"
        )
    await time_comes(stage)
    async with stage.bot.work(writes=False) as work:
        assert len(await rows(work.session, "survey_results")) == 1


async def test_figures_grow_by_whole_groups_so_that_two_days_compared_tell_nothing(
    stage: Stage,
) -> None:
    await answered(
        stage, "mentee", "midpoint", {"going": "yes"}, {"going": "yes", "helped": ["yes"]}
    )
    await closes(stage)
    first = await opens(stage, ROBIN, "survey.results")
    assert "Mentees, under way\nAsked: 2\nAnswered: 2 (100%)" in first
    assert "Is it going well?\nYes: 2 (100%)\nNo: 0 (0%)" in first
    assert "What helped?\nFigures: shown from 2 answers on" in first
    await answered(stage, "mentee", "yearly-1", {"going": "no"})
    await closes(stage)
    second = await opens(stage, ROBIN, "survey.results")
    assert (
        "Asked: 3\nAnswered: 3 (100%)\nFigures: of 2; further answers are added 2 at a time"
        in second
    )
    assert "Yes: 2 (100%)\nNo: 0 (0%)" in second
    await answered(stage, "mentee", "yearly-2", {"going": "no"})
    await closes(stage)
    assert "Is it going well?\nYes: 2 (50%)\nNo: 2 (50%)" in await opens(
        stage, ROBIN, "survey.results"
    )


async def test_of_too_few_asked_it_is_not_told_who_did_not_answer(stage: Stage) -> None:
    await answered(stage, "mentor", "conclusion", None)
    await closes(stage)
    seen = await opens(stage, ROBIN, "survey.results")
    assert seen.count("Figures: shown from 2 answers on") == 6
    assert "Asked" not in seen


async def test_words_are_read_without_a_name_by_the_alphabet_and_only_of_enough_people(
    stage: Stage,
) -> None:
    await answered(stage, "mentee", "conclusion", {"going": "yes", "words": "Walks."})
    await closes(stage)
    assert "Nothing to read yet." in await opens(stage, IDA, "survey.words")
    await answered(
        stage,
        "mentor",
        "conclusion",
        {"going": "yes", "words": "Cake."},
        {"going": "no", "words": "Bread."},
    )
    await answered(stage, "mentee", "lookback", {"going": "yes", "words": "Ale."})
    await closes(stage)
    seen = await opens(stage, IDA, "survey.words")
    assert "Mentors, at the end: What makes it so?\nBread.\nCake." in seen
    assert "Walks." not in seen
    assert "Ale." not in seen
    assert "R0" not in seen


async def test_many_words_are_read_a_page_at_a_time_each_below_its_question(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "LINES", 3)
    roles: tuple[Role, ...] = ("mentee", "mentor")
    for role in roles:
        texts = ("Bread.", "Cake.")
        answers: list[Answers] = [{"going": "yes", "words": text} for text in texts]
        await answered(stage, role, "conclusion", *answers)
    await closes(stage)
    first = await opens(stage, IDA, "survey.words")
    assert "1 to 3 of 4." in first
    assert "Mentees, at the end: What makes it so?\nBread.\nCake." in first
    assert "Mentors, at the end: What makes it so?\nBread." in first
    assert first.count("Cake.") == 1
    ida = await stage.person(IDA)
    await ida.presses("Next")
    await ida.sees("4 to 4 of 4.", "Mentors, at the end: What makes it so?\nCake.")
    await ida.does_not_see("Mentees")


async def test_a_name_goes_with_the_words_alone_and_only_if_its_owner_put_it_there(
    stage: Stage,
) -> None:
    maya, _ = await halfway(stage)
    await met(stage, NOAH, TOM)
    await time_comes(stage)
    noah = await stage.person(NOAH)
    await sends(maya, going="yes", words="Walks.", named=True)
    await sends(noah, going="no", words="Cake.")
    await closes(stage)
    robin = await stage.person(ROBIN)
    await robin._do(Action(name="survey.results"))
    await robin.does_not_see("Maya")
    await robin.presses("In their words")
    await robin.sees("Cake.\nWalks. (Maya Thorne)")
    await robin.does_not_see("Noah")
    async with stage.bot.work(writes=False) as work:
        assert [set(one.answers) for one in await rows(work.session, "survey_results")] == [
            {"going"},
            {"going"},
        ]


async def test_what_surveys_come_to_is_the_groups_alone(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    for action in ("survey.results", "survey.words"):
        with pytest.raises(NotAllowed):
            await stage.bot.act(maya.person_id, Action(name=action))
    ida = await stage.person(IDA)
    await ida._do(Action(name="survey.results"))
    await ida.sees("Survey figures")
    assert [button.action for button in buttons_of(ida.window)] == [
        "survey.words",
        "review.register",
    ]


async def test_answers_given_on_the_last_day_count_and_a_change_after_a_reminder_is_what_counts(
    stage: Stage,
) -> None:
    maya, priya = await halfway(stage)
    await sends(maya, going="no", words="Early.")
    await stage.forward(7)
    await sends(maya, going="yes", words="Late.")
    await stage.forward(21)
    await sends(priya, going="yes")
    await stage.forward(1)
    async with stage.bot.work(writes=False) as work:
        assert [one.answers["going"] for one in await rows(work.session, "survey_results")] == [
            "yes",
            "yes",
        ]
        assert [one.text for one in await rows(work.session, "survey_texts")] == ["Late."]


async def test_after_a_restart_what_closed_meanwhile_is_parted_from_its_author(
    database: Database,
) -> None:
    definition = surveyed(minimum=2)
    before = await set_stage(database, definition)
    maya, _ = await halfway(before)
    await sends(maya, going="yes", words=SECRET)
    later = before.bot.clock.now().replace(month=4)
    before.bot.clock.set(later)
    await before.bot.sweep()
    assert [one.answers for one in await surveys(before)] == [None, None]
    async with before.bot.work(writes=False) as work:
        assert len(await rows(work.session, "survey_results")) == 1
    assert PRIYA not in str(before.channel.rooms)
