"""Whatever a register says is what is kept of it, however it is saved; and undone, nothing of it is left (R13.1)."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.command import sheets
from handlers import CATALOGUE
from handlers.kit.turn import Moment
from handlers.oversight import moved_in
from scheme import cleaning
from scheme.moving_in.fitting import fit
from scheme.moving_in.grid import Given
from scheme.moving_in.reading import read
from scheme.moving_in.register import Entrant, Register, RunningPair
from scheme.people import Person, Role
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import applications, matters, moving_in, partnerships, people, taking_back
from storage.engine.database import Database
from storage.work import Work
from tests.support import registers
from tests.support.stage import DAY_ONE, scheme
from tests.support.tables import make_tables

NOW = datetime.combine(DAY_ONE, datetime.min.time(), UTC) + timedelta(hours=10)
DEFINITION = scheme()
PEOPLE = [
    "Role", "Name", "Email", "Organisation", "Job title", "Level", "Areas", "Ways to meet",
    "Line manager agrees", "In libraries", "Capacity", "Round", "Joined", "Away until",
]  # fmt: skip
PAIRS = [
    "Mentee", "Mentor", "Introduced", "Started", "Ends", "Last met", "Paused since", "Paused until",
]  # fmt: skip

past = st.integers(0, 2000).map(lambda days: DAY_ONE - timedelta(days=days))
ahead = st.integers(1, 300).map(lambda days: DAY_ONE + timedelta(days=days))
words = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=30
).filter(lambda text: cleaning.line(text) == text and not text.startswith(("=", "'", "#")))


def keys_of(options: object) -> list[str]:
    """The keys of some of the scheme's options."""
    return [option.key for option in options]  # type: ignore[attr-defined]


@st.composite
def entrants(draw: st.DrawFn, number: int, role: Role) -> dict[str, object]:
    """What one row of people says, by heading."""
    mentor = role == "mentor"
    areas = draw(st.lists(st.sampled_from(keys_of(DEFINITION.areas)), unique=True, max_size=6))
    modes = draw(st.lists(st.sampled_from(keys_of(DEFINITION.modes)), unique=True))
    return {
        "Role": role,
        "Name": f"Person {number} {draw(st.sampled_from(['Low', 'Ray', 'Óg', 'de Vries']))}",
        "Email": f"p{number}@moor.example.org",
        "Organisation": draw(st.sampled_from(keys_of(DEFINITION.organisations))),
        "Job title": draw(st.none() | words),
        "Level": draw(st.sampled_from(keys_of(DEFINITION.levels))),
        "Areas": areas,
        "Ways to meet": modes,
        "Line manager agrees": draw(st.booleans()),
        "In libraries": draw(st.integers(0, 60)),
        "Capacity": draw(st.integers(1, 3)) if mentor else None,
        "Round": "spring",
        "Joined": draw(past),
        "Away until": draw(st.none() | ahead) if mentor else None,
    }


@st.composite
def days_of_a_pair(draw: st.DrawFn) -> dict[str, date | None]:
    """The days of one pair, in an order that can be."""
    introduced = draw(past)
    found: dict[str, date | None] = dict.fromkeys(PAIRS[3:])
    between = st.integers(0, (DAY_ONE - introduced).days).map(
        lambda days: introduced + timedelta(days=days)
    )
    if draw(st.booleans()):
        started = draw(between)
        later = st.integers(0, (DAY_ONE - started).days).map(
            lambda days: started + timedelta(days=days)
        )
        found |= {"Started": started, "Ends": draw(ahead), "Last met": draw(st.none() | later)}
        if draw(st.booleans()):
            found |= {"Paused since": draw(later), "Paused until": draw(ahead)}
    return {"Introduced": introduced, **found}


@st.composite
def written(draw: st.DrawFn) -> registers.Sheets:
    """A register as rows of cells, mentors with room for the mentees they have."""
    mentors = [draw(entrants(number, "mentor")) for number in range(draw(st.integers(1, 3)))]
    mentees = [
        draw(entrants(number, "mentee")) for number in range(10, 10 + draw(st.integers(0, 4)))
    ]
    room = [mentor["Email"] for mentor in mentors for _ in range(int(str(mentor["Capacity"])))]
    pairs: list[list[Given]] = []
    for mentee, mentor in zip(mentees, draw(st.permutations(room)), strict=False):
        if draw(st.booleans()):
            days = draw(days_of_a_pair())
            pairs.append([str(mentee["Email"]), str(mentor), *days.values()])
    rows = [[_cell(entrant[heading]) for heading in PEOPLE] for entrant in (*mentors, *mentees)]
    return {"People": [[*PEOPLE], *rows], "Pairs": [[*PAIRS], *pairs]}


def _cell(value: object) -> Given:
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(value)
        case None | int() | date():
            return value
        case _:
            return str(value)


def entrant_of(row: list[Given]) -> tuple[object, ...]:
    """What must be kept of a row of people."""
    cells = dict(zip(PEOPLE, row, strict=True))
    split = {
        h: sorted(filter(None, str(cells[h] or "").split("; "))) for h in ("Areas", "Ways to meet")
    }
    return (
        cells["Role"], cells["Name"], cells["Email"], cells["Organisation"], cells["Job title"],
        cells["Level"], split["Areas"], split["Ways to meet"], cells["Line manager agrees"] == "yes",
        cells["In libraries"], cells["Capacity"], cells["Round"], cells["Joined"], cells["Away until"],
    )  # fmt: skip


def said_of(entrant: Entrant) -> tuple[object, ...]:
    """The same of somebody who was read."""
    answers = entrant.answers
    areas = answers["areas"]
    modes = answers["modes"]
    assert isinstance(areas, list)
    assert isinstance(modes, list)
    return (
        entrant.role, entrant.name, entrant.email, answers["organisation"], answers["job_title"],
        answers["level"], sorted(areas), sorted(modes), answers["manager_approval"],
        answers["experience_years"], answers.get("capacity"), entrant.round, entrant.since,
        entrant.away_until,
    )  # fmt: skip


def said_of_pair(pair: RunningPair) -> tuple[object, ...]:
    """What was read of a pair."""
    return (
        pair.mentee, pair.mentor, pair.introduced, pair.started, pair.ends, pair.last_met,
        pair.paused_on, pair.returns_on,
    )  # fmt: skip


@given(written())
@settings(max_examples=60)
def test_a_register_reads_the_same_from_a_workbook_and_from_text(sheet: registers.Sheets) -> None:
    with TemporaryDirectory() as folder:
        file = registers.workbook(Path(folder) / "r.xlsx", sheet)
        texts = registers.texts(Path(folder), sheet)
        from_book, from_text = (
            read(DEFINITION, sheets.read(files), DAY_ONE) for files in ([file], texts)
        )
    for register in (from_book, from_text):
        assert [str(flaw) for flaw in register.faults] == []
        assert register.notes == []
        people_rows, pair_rows = sheet["People"][1:], sheet["Pairs"][1:]
        assert [said_of(e) for e in register.entrants] == [entrant_of(list(r)) for r in people_rows]
        assert [said_of_pair(p) for p in register.pairs] == [tuple(row) for row in pair_rows]


async def as_it_stands(work: Work) -> tuple[set[str], set[tuple[object, ...]]]:
    """Who is here and in which role, and which pairs, as they are kept."""
    pairs = await partnerships.all_of(work, DEFINITION.key)
    known: dict[int, Person] = {}
    entries = set()
    for number in range(20):
        person = await people.by_email(work, f"p{number}@moor.example.org")
        if person is None:
            continue
        known[person.id] = person
        for application in await applications.of_person(work, DEFINITION.key, person.id):
            entries.add(repr(_kept(application.role, person, application)))
    return entries, {
        (
            known[pair.mentee_id].email, known[pair.mentor_id].email,
            pair.introduced_at.date(), pair.started_on, pair.ends_on, pair.last_met, pair.paused_on,
            pair.returns_on,
        )
        for pair in pairs
    }  # fmt: skip


def _kept(role: Role, person: Person, application: object) -> tuple[object, ...]:
    entrant = Entrant(
        place="",
        role=role,
        name=person.name,
        email=person.email,
        answers=application.answers,  # type: ignore[attr-defined]
        round=application.round,  # type: ignore[attr-defined]
        since=application.received_at.date(),  # type: ignore[attr-defined]
        away_until=application.away_until,  # type: ignore[attr-defined]
    )
    return said_of(entrant)


async def _take_over(database: Database, register: Register) -> Register:
    async with Work(database, {DEFINITION.key: DEFINITION}, NOW) as work:
        found = await matters.find(work, NOTHING_IN_PARTICULAR, DEFINITION.key)
        moment = Moment(definition=DEFINITION, found=found, now=NOW, catalogue=CATALOGUE)
        here = await moving_in.here(work, DEFINITION.key, register.addresses)
        fitting = fit(DEFINITION, register, here)
        assert [str(flaw) for flaw in fitting.faults] == []
        if fitting.entrants:
            await moved_in.take_over(moment, work, fitting, here, "register.xlsx")
    return fitting


async def test_what_is_kept_is_what_was_written_and_goes_as_a_whole(tmp_path: Path) -> None:
    examples: list[registers.Sheets] = []

    @given(written())
    @settings(max_examples=12, database=None)
    def gather(sheet: registers.Sheets) -> None:
        examples.append(sheet)

    gather()
    for number, sheet in enumerate(examples):
        database = Database(f"sqlite:///{tmp_path}/{number}.db")
        await make_tables(database)
        register = read(
            DEFINITION, sheets.read([registers.workbook(tmp_path / "r.xlsx", sheet)]), DAY_ONE
        )
        await _take_over(database, register)
        async with Work(database, {DEFINITION.key: DEFINITION}, NOW, writes=False) as work:
            stands = await as_it_stands(work)
        assert stands[0] == {repr(entrant_of(list(row))) for row in sheet["People"][1:]}
        assert stands[1] == {tuple(row) for row in sheet["Pairs"][1:]}
        again = await _take_over(database, register)
        assert (again.entrants, again.pairs) == ([], [])
        async with Work(database, {DEFINITION.key: DEFINITION}, NOW) as work:
            await taking_back.take_back(work, await taking_back.by_id(work, 1))
        async with Work(database, {DEFINITION.key: DEFINITION}, NOW, writes=False) as work:
            assert await as_it_stands(work) == (set(), set())
            assert not await people.anybody(work)
        await database.close()
