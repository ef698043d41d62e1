"""A start with another scheme file: what it does to what is running is counted, and what would orphan data waits."""

import json
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot import changed, serve
from bot.__main__ import main
from bot.app import Bot
from bot.changed import SchemeChanged
from bot.command import check
from bot.settings import Settings
from scheme.application.application import Application, ApplicationStage
from scheme.application.reminder import Reminder
from scheme.definition.definition import Definition
from scheme.definition.loading import load
from scheme.forms.fields import Answers
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.partnership.agreement import Agreement, Wording
from scheme.partnership.partnership import Partnership
from scheme.people import Account, Role
from scheme.survey.survey import Survey
from storage import ledger, people
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.tables import audit
from storage.work import Work
from tests.support.own_scheme import own_scheme

KEY = new_key()
NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
Edit = Callable[[dict[str, Any]], object]
Schemes = Mapping[str, Definition]


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of this file."""
    monkeypatch.setattr(vault, "_fernet", None)


def edited(one: Definition, edit: Edit) -> dict[str, Definition]:
    """A scheme, with an edit, as it would be run."""
    data = json.loads(one.model_dump_json())
    edit(data)
    found = Definition.model_validate_json(json.dumps(data))
    return {found.key: found}


def without(entries: list[dict[str, Any]], key: str) -> None:
    """Take an entry out of a list."""
    entries.remove(next(one for one in entries if one["key"] == key))


@pytest.fixture
def aln(tmp_path: Path) -> Definition:
    """The scheme of the first start, with a workspace."""
    place = {"platform": "slack", "id": "T012AB3CD", "name": "Hull library"}
    return edited(
        load(own_scheme(tmp_path / "schemes")), lambda data: data.update(workspaces=[place])
    )["aln"]


async def start(
    url: str, schemes: Schemes, *, accept: bool = False, playground: bool = False
) -> str:
    """Start the bot as far as its database is concerned; what it says."""
    vault.open([KEY])
    said: list[str] = []
    database = Database(url)
    one = Settings.model_validate({"database_url": url, "secret_keys": (SecretStr(KEY),)})
    try:
        await serve.prepare(
            Bot(settings=one, database=database, definitions=schemes),
            playground=playground,
            accept=accept,
            say=said.append,
        )
    finally:
        await database.close()
    return "\n".join(said)


async def applied(
    work: Work,
    aln: Definition,
    name: str,
    role: Role,
    stage: ApplicationStage,
    level: str,
    **more: Any,
) -> Application:
    """Somebody's application."""
    person = await people.add(work, name, f"{name.lower()}@hull.ac.uk", aln.zone)
    answers: Answers = {
        "organisation": "hull",
        "level": level,
        "goals": "Learn.",
        "areas": ["money"],
        **more,
    }
    one = Application.receive(aln, person.id, role, aln.rounds[0].key, answers, NOW)
    one.stage = stage
    return await work.add(one)


async def paired(
    work: Work, aln: Definition, mentee: Application, mentor: Application
) -> Partnership:
    """A new partnership of two applications."""
    proposal = await work.add(
        Proposal(
            scheme=aln.key,
            application_id=mentee.id,
            mentee_id=mentee.person_id,
            opened_at=NOW,
            state=ProposalProgress.ACCEPTED,
        )
    )
    candidate = await work.add(
        Candidate(
            scheme=aln.key,
            proposal_id=proposal.id,
            mentor_id=mentor.person_id,
            mentor_application_id=mentor.id,
            rank=1,
            state=Word.ACCEPTED,
            asked_at=NOW,
        )
    )
    return await work.add(
        Partnership.begin(candidate_id=candidate.id, mentee=mentee, mentor=mentor, now=NOW)
    )


async def filled(url: str, aln: Definition) -> None:
    """Three mentees and two mentors with open applications, one that is closed, and two partnerships that run."""
    vault.open([KEY])
    database = Database(url)
    async with Work(database, {"aln": aln}, NOW) as work:
        waiting = await applied(
            work, aln, "Maya", "mentee", ApplicationStage.RECEIVED, "librarian", avoid="Nobody."
        )
        first = await applied(
            work, aln, "Noah", "mentee", ApplicationStage.MATCHED, "librarian", modes=["teams"]
        )
        second = await applied(work, aln, "Esther", "mentee", ApplicationStage.MATCHED, "assistant")
        gone = await applied(
            work, aln, "Priya", "mentor", ApplicationStage.WITHDRAWN, "head", training="yes"
        )
        mentor = await applied(work, aln, "Tom", "mentor", ApplicationStage.ELIGIBLE, "manager")
        await applied(work, aln, "Lena", "mentee", ApplicationStage.CONCLUDED, "senior-assistant")
        await applied(work, aln, "Ada", "mentor", ApplicationStage.RECEIVED, "manager")
        started = await paired(work, aln, first, gone)
        started.start(aln, NOW.date())
        started.every_weeks = 5
        await paired(work, aln, second, mentor)
        person = waiting.person_id
        await work.add(
            Reminder(scheme=aln.key, person_id=person, role="mentee", round=aln.rounds[1].key)
        )
        await work.add(
            Account(platform="slack", workspace="t012ab3cd", user="U1", person_id=person)
        )
        agreement = await work.add(
            Agreement(
                scheme=aln.key,
                partnership_id=started.id,
                changed_by=first.person_id,
                changed_at=NOW,
            )
        )
        clause = aln.agreement.clauses[0].key
        await work.add(
            Wording(
                agreement_id=agreement.id,
                revision=agreement.revision,
                written_by=first.person_id,
                written_at=NOW,
                text={clause: "So be it."},
            )
        )
        survey = Survey(
            scheme=aln.key,
            partnership_id=started.id,
            person_id=first.person_id,
            role="mentee",
            occasion="midpoint",
            issued_at=NOW,
            closes_on=NOW.date(),
        )
        survey.closes_on = datetime.now(UTC).date() + timedelta(days=9)
        await work.add(survey)
    await database.close()


@pytest.fixture
async def running(database_url: str, aln: Definition) -> str:
    """The address of a database that was started on and has been used, on SQLite and on PostgreSQL."""
    assert await start(database_url, {"aln": aln}) == ""
    await filled(database_url, aln)
    return database_url


async def kept(url: str, key: str) -> tuple[str | None, list[str], int]:
    """The note, what the audit log has, and how many seats a scheme has."""
    database = Database(url)
    async with Work(database, {}, NOW, writes=False) as work:
        note = await ledger.note(work, changed.NOTE)
        done = list(await work.session.scalars(select(audit.c.action)))
        seats = len(await people.roster(work, key))
    await database.close()
    return note, done, seats


async def test_the_same_file_is_started_again_without_a_word(running: str, aln: Definition) -> None:
    assert await start(running, {"aln": aln}) == ""


async def test_a_renamed_key_is_refused_until_it_is_accepted(running: str, aln: Definition) -> None:
    renamed = edited(aln, lambda data: data.update(key="fells"))
    before = await kept(running, "fells")
    with pytest.raises(SchemeChanged) as no:
        await start(running, renamed)
    said = str(no.value)
    assert "(aln)" in said
    assert "7 applications, 2 partnerships, 6 roster seats" in said
    assert '"fells"' in said
    assert "--accept" in said
    assert await kept(running, "fells") == before
    assert "accepted: no file has this key any more" in await start(running, renamed, accept=True)
    note, done, seats = await kept(running, "fells")
    assert note != before[0]
    assert done.count(changed.ACCEPTED) == 1
    assert seats == 6
    assert await start(running, renamed) == ""
    assert await start(running, {**renamed, "aln": aln}) == ""  # the day it is back
    with pytest.raises(SchemeChanged, match="no file has this key"):
        await start(running, {"aln": aln})


NOWHERE = "is gone, and what refers to it would lead nowhere:"


def move_seats(data: dict[str, Any]) -> None:
    """The file says that everybody works elsewhere; the roster in the database says still what it said."""
    without(data["organisations"], "example")
    for seat in data["roster"]:
        seat["organisation"] = seat["organisation"] and "hull"


LOST: list[tuple[Edit, str]] = [
    (
        lambda data: without(data["levels"], "librarian"),
        f"levels: 'librarian' (Librarian, officer or specialist) {NOWHERE} 2 open applications, 1 running partnership",
    ),
    (lambda data: without(data["levels"], "head"), f"{NOWHERE} 1 running partnership\n"),
    (
        lambda data: without(data["organisations"], "hull"),
        f"organisations: 'hull' (University of Hull Library) {NOWHERE} 5 open applications, 2 running partnerships",
    ),
    (move_seats, f"organisations: 'example' (Example University Library) {NOWHERE} 2 roster seats"),
    (
        lambda data: without(data["areas"], "money"),
        f"areas: 'money' (Budgets and planning) {NOWHERE} 5 open applications, 2 running partnerships",
    ),
    (
        lambda data: without(data["modes"], "teams"),
        f"{NOWHERE} 1 open application, 1 running partnership",
    ),
    (lambda data: without(data["forms"]["mentee"], "avoid"), f"{NOWHERE} 1 open application\n"),
    (lambda data: data["rounds"].pop(0), f"{NOWHERE} 5 open applications, 2 running partnerships"),
    (lambda data: data["rounds"].pop(1), f"{NOWHERE} 1 reminder"),
    (lambda data: data["agreement"]["clauses"].pop(0), f"{NOWHERE} 1 running partnership"),
]


async def test_what_is_referred_to_is_refused_with_how_many(running: str, aln: Definition) -> None:
    before = await kept(running, "aln")
    for edit, words in LOST:
        with pytest.raises(SchemeChanged) as no:
            await start(running, edited(aln, edit))
        assert words in str(no.value)
    assert await kept(running, "aln") == before
    after = edited(aln, LOST[0][0])
    assert "accepted: levels: 'librarian'" in await start(running, after, accept=True)
    assert (await kept(running, "aln"))[1] == [changed.ACCEPTED]
    assert await start(running, after) == ""


TOLD: list[tuple[Edit, str]] = [
    (lambda data: without(data["levels"], "senior-assistant"), "nothing that is open refers to it"),
    (
        lambda data: data["pairing"].update(months=9),
        "what was agreed stays for 1 running partnership; this is the length of the 1 not yet started",
    ),
    (
        lambda data: data["meetings"].update(least_weeks=3),
        "from now on for 1 running partnership; the rhythm they agreed stays for 1",
    ),
    (lambda data: data["answering"].update(days=30), "stays for 3 waiting applications"),
    (lambda data: data["workspaces"].clear(), "'slack T012AB3CD' (Hull library) is gone"),
    (lambda data: data["workspaces"].clear(), "closed to whoever is there: 1 account"),
    (
        lambda data: data["surveys"]["forms"]["mentee_midpoint"].pop(0),
        "it is asked no more in 1 open survey",
    ),
]


async def test_what_orphans_nothing_is_told_and_taken(running: str, aln: Definition) -> None:
    for edit, words in TOLD:
        after = edited(aln, edit)
        said = await start(running, after)
        assert words in said
        assert "refused" not in said
        assert await start(running, after) == ""
        await start(running, {"aln": aln})
    assert (await kept(running, "aln"))[1] == []


async def test_everything_is_told_at_once_and_what_is_refused_comes_first(
    running: str, aln: Definition
) -> None:
    def edit(data: dict[str, Any]) -> None:
        data["pairing"].update(months=9)
        without(data["levels"], "librarian")
        without(data["areas"], "money")

    with pytest.raises(SchemeChanged) as no:
        await start(running, edited(aln, edit))
    marks = [line.split(":")[0].strip() for line in str(no.value).splitlines()[1:4]]
    assert marks == ["refused", "refused", "noted"]


async def test_the_playground_takes_any_scheme(tmp_path: Path, aln: Definition) -> None:
    url = f"sqlite:///{tmp_path}/play.db"
    await start(url, {"aln": aln}, playground=True)
    assert (
        await start(url, edited(aln, lambda data: data.update(key="fells")), playground=True) == ""
    )
    assert (await kept(url, "aln"))[0] is None


@pytest.fixture
async def deployed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aln: Definition) -> Path:
    """The scheme file of a deployment that has been used, with the settings of the command line."""
    url = f"sqlite:///{tmp_path}/used.db"
    file = tmp_path / "schemes" / "aln.toml"
    await start(url, {"aln": load(file)})
    await filled(url, aln)
    for key in Settings.model_fields:
        monkeypatch.delenv(f"MENTORING_{key.upper()}", raising=False)
    monkeypatch.setenv("MENTORING_SECRET_KEYS", KEY)
    monkeypatch.setenv("MENTORING_DATABASE_URL", url)
    monkeypatch.setenv("MENTORING_SCHEMES", str(file))
    monkeypatch.chdir(tmp_path)
    return file


def rename(file: Path) -> None:
    """Give a scheme another key."""
    file.write_text(file.read_text("utf-8").replace('key = "aln"', 'key = "fells"', 1), "utf-8")


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """The exit code of a command."""
    monkeypatch.setattr(sys, "argv", ["mentoring-bot", *words])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_scheme_check_says_what_a_start_would_refuse_and_takes_it_when_told(
    deployed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert typed(monkeypatch, "scheme", "check", str(deployed)) == 0
    assert "last start" not in capsys.readouterr().out
    rename(deployed)
    assert typed(monkeypatch, "scheme", "check", str(deployed)) == 1
    said = capsys.readouterr().err
    assert "7 applications, 2 partnerships, 6 roster seats" in said
    assert "Traceback" not in said
    assert typed(monkeypatch, "run") == 1
    assert "7 applications" in capsys.readouterr().err
    assert typed(monkeypatch, "scheme", "check", str(deployed), "--accept") == 0
    assert "accepted: " in capsys.readouterr().out
    assert typed(monkeypatch, "scheme", "check", str(deployed)) == 0


def test_a_file_that_is_tried_may_lie_anywhere(
    deployed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    tried = tmp_path / "tried.toml"
    tried.write_text(deployed.read_text("utf-8").replace("months = 6", "months = 9", 1), "utf-8")
    assert typed(monkeypatch, "scheme", "check", str(tried)) == 0
    assert "noted: pairing.months was 6 and is 9" in capsys.readouterr().out


@pytest.mark.parametrize(("accept", "code"), [((), 0), (("--accept",), 1)])
def test_a_database_that_cannot_be_looked_at_hides_nothing_else(
    deployed: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    accept: tuple[str, ...],
    code: int,
) -> None:
    monkeypatch.setenv("MENTORING_SECRET_KEYS", new_key())
    assert typed(monkeypatch, "scheme", "check", str(deployed), *accept) == code
    seen = capsys.readouterr()
    assert "is well formed" in seen.out
    assert "Put back the key" in seen.out + seen.err


def test_without_a_database_there_is_nothing_to_hold_it_against(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = own_scheme(tmp_path)
    monkeypatch.chdir(tmp_path)
    for key in Settings.model_fields:
        monkeypatch.delenv(f"MENTORING_{key.upper()}", raising=False)
    assert typed(monkeypatch, "scheme", "check", str(file)) == 0
    assert "running" not in capsys.readouterr().out
    assert list(tmp_path.iterdir()) == [file]


async def test_check_names_what_the_start_would_refuse(
    deployed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSOFT_DEVELOPMENT", "true")
    rename(deployed)
    found = [one for one in await check.look(Settings) if "changed since" in one.what]
    assert [one.good for one in found] == [False]
    assert "7 applications" in found[0].cure
