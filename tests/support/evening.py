"""A matching evening: mentees who wait and mentors with places, alike and unlike, stored rather than played one by one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.people import Role
from storage import people
from storage.work import Work
from tests.support.stage import MENTEE_ANSWERS, MENTOR_ANSWERS

FIRST_NAMES = (
    *("Ada", "Bashir", "Carys", "Dev", "Elin", "Femi", "Gwen", "Hamza", "Isla", "Jaya"),
    *("Kofi", "Lena", "Mabel", "Nikhil", "Orla", "Pavel", "Quinn", "Rosa", "Sunil", "Tess"),
)
MENTEES = ("Abbot", "Barley", "Cobble", "Dale", "Elder", "Fenn", "Garth", "Heath")
MENTORS = ("Ackroyd", "Bellweather", "Copley", "Dunmore", "Eastwood", "Farrow", "Grange", "Holt")
GOALS = (
    "I would like to lead teaching sessions and apply for a librarian post.",
    "I want to move from metadata into research support.",
    "To look after collections, and to manage a small budget.",
    "I would like to lead a team one day and need courage for it.",
)
OFFERS = (
    "Leading teaching teams, and moving from assistant to librarian posts.",
    "Metadata, systems and research data; I changed over myself.",
    "Twelve years with collections, budgets and suppliers.",
    "Leading people, appraisals and difficult conversations.",
)


@dataclass(frozen=True, kw_only=True)
class Evening:
    """Who is there, in the order in which they came."""

    mentees: Sequence[Application]
    mentors: Sequence[Application]


async def gather_evening(
    work: Work, definition: Definition, mentees: int = 15, mentors: int = 20
) -> Evening:
    """Store so many mentees who wait, the first the longest, and so many mentors on the register, with a place or two."""
    return Evening(
        mentees=[
            await _add(work, definition, "mentee", number, mentees) for number in range(mentees)
        ],
        mentors=[
            await _add(work, definition, "mentor", number, mentors) for number in range(mentors)
        ],
    )


def name_of(role: Role, number: int) -> str:
    """The name of somebody, of at least 160 of each role no two alike."""
    last = MENTEES if role == "mentee" else MENTORS
    first = FIRST_NAMES[number % len(FIRST_NAMES)]
    family = last[(number + number // len(FIRST_NAMES)) % len(last)]
    again = number // (len(FIRST_NAMES) * len(last))
    return f"{first} {family}{' ' + 'I' * (again + 1) if again else ''}"


async def _add(
    work: Work, definition: Definition, role: Role, number: int, count: int
) -> Application:
    employers = [each for each in definition.organisations if each.domains]
    employer = employers[(number + (role == "mentor")) % len(employers)]
    name = name_of(role, number)
    email = f"{role}{number}@{employer.domains[0]}"
    person = await people.add(work, name, email, definition.zone)
    person.called = name.split()[0]
    areas = [option.key for option in definition.areas]
    levels = [option.key for option in definition.levels]
    modes = [option.key for option in definition.modes]
    usual = MENTEE_ANSWERS if role == "mentee" else MENTOR_ANSWERS
    answers: Answers = {
        **usual,
        "name": name,
        "email": email,
        "organisation": employer.key,
        "place": employer.place,
        "areas": [areas[number % len(areas)], areas[(number * 3 + 1) % len(areas)]],
        "level": levels[min(number % 3 + (role == "mentor"), len(levels) - 1)],
        "years_at_level": 1 + number % 5,
        "experience_years": 3 + number % 9 + 8 * (role == "mentor"),
        "manager_name": f"Manager of {name}",
        "manager_email": f"manager.{number}.{role}@{employer.domains[0]}",
        "modes": [modes[number % len(modes)], modes[0]][: 1 + number % 2],
        "capacity": 1 + number % 2,
    }
    answers["goals" if role == "mentee" else "experience"] = (
        GOALS if role == "mentee" else OFFERS
    )[number % 4]
    if role == "mentee":
        del answers["capacity"]
    came = work.now - timedelta(days=2 + count - number)
    application = Application.receive(
        definition, person.id, role, definition.rounds[0].key, answers, came
    )
    application.stage = ApplicationStage.ELIGIBLE
    if role == "mentee" and number % 7 == 3:
        application.priority = True
    return await work.add(application)
