"""Sets a stage: the ALN preset with an open round, a small cast, and a bot on a database of either kind."""

from datetime import UTC, date, datetime, timedelta
from functools import cache

from bot.app import Bot
from bot.clock import Clock
from bot.settings import Settings
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from scheme.forms.fields import Answers
from storage import people
from storage.engine.database import Database
from tests.support.dialogue import DialogueChannel, Stage
from tests.support.tables import make_tables

START = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)  # a Monday morning
DAY_ONE = START.date()

CAST = {
    "maya.thorne@fellside.example.org": "Maya Thorne",
    "noah.quill@harbour.example.org": "Noah Quill",
    "priya.nair@harbour.example.org": "Priya Nair",
    "tom.birch@harbour.example.org": "Tom Birch",
    "esther.lowe@moor.example.org": "Esther Lowe",
}
MAYA, NOAH, PRIYA, TOM, ESTHER = CAST
ROBIN, SAM, ALEX, IDA, UMA = (
    f"{name}.example.org"
    for name in (
        "robin.ash@fellside",
        "sam.okoro@moor",
        "alex.finch@harbour",
        "ida.moss@tarn",
        "uma.reid@moor",
    )
)
JO = "jo.sand@tarn.example.org"

_ROSTER = [
    ("Robin Ash", ROBIN, "chair", "fellside"),
    ("Sam Okoro", SAM, "co-chair", "moor"),
    ("Alex Finch", ALEX, "administrator", "harbour"),
    ("Ida Moss", IDA, "member", "tarn"),
    ("Uma Reid", UMA, "member", "moor"),
    ("Jo Sand", JO, "steering", "tarn"),
]

MENTEE_ANSWERS: Answers = {
    "job_title": "Library assistant",
    "level": "assistant",
    "years_at_level": "3",
    "experience_years": "4",
    "manager_name": "Lena Marsh",
    "manager_email": "lena.marsh@fellside.example.org",
    "manager_approval": True,
    "goals": "I would like to lead teaching sessions and apply for a librarian post.",
    "areas": ["teaching", "users"],
    "modes": ["teams"],
    "consent": True,
}
MENTOR_ANSWERS: Answers = {
    "job_title": "Team leader",
    "level": "team-leader",
    "years_at_level": "5",
    "experience_years": "14",
    "manager_name": "Gwen Pike",
    "manager_email": "gwen.pike@harbour.example.org",
    "manager_approval": True,
    "experience": "Leading teaching teams, and moving from assistant to librarian posts.",
    "areas": ["teaching", "leading"],
    "modes": ["teams", "phone"],
    "capacity": "1",
    "consent": True,
}


@cache
def scheme(today: date = DAY_ONE, key: str = "aln") -> Definition:
    """A preset, ALN's unless another is named, with invented organisations and roster, and a round that is open on a day."""
    data = load(preset(key)).model_dump()
    data["organisations"] = [
        {
            "key": key,
            "name": f"University of {key.capitalize()}",
            "domains": [f"{key}.example.org"],
            "place": key,
        }
        for key in ("fellside", "harbour", "moor", "tarn")
    ]
    data["roster"] = [
        {"name": name, "email": email, "duty": duty, "organisation": key}
        for name, email, duty, key in _ROSTER
    ]
    data["rounds"] = [
        _round("spring", "Spring", today - timedelta(days=10), today + timedelta(days=50)),
        _round("autumn", "Autumn", today + timedelta(days=200), today + timedelta(days=260)),
    ]
    return Definition.model_validate(data)


def _round(key: str, name: str, opens: date, closes: date) -> dict[str, object]:
    window = {"opens": opens, "closes": closes}
    return {"key": key, "name": name, "mentee": window, "mentor": window}


async def set_stage(
    database: Database, definition: Definition | None = None, now: datetime = START
) -> Stage:
    """A bot on an empty database, its roster seated and its cast known."""
    definition = definition or scheme(now.date())
    await make_tables(database)
    bot = Bot(
        settings=Settings(),
        database=database,
        definitions={definition.key: definition},
        clock=Clock(),
    )
    bot.clock.set(now)
    async with bot.work() as work:
        await people.ensure_roster(work, definition)
        for email, name in CAST.items():
            (await people.add(work, name, email, definition.zone)).called = name.split()[0]
    channel = DialogueChannel()
    bot.channels.append(channel)
    return Stage(bot, channel)
