"""`mentoring-bot roster`: who runs a scheme, from the command line, by the rules of the conversation (R13.1).

It is for what nobody could mend from within, such as a slip in the only administrator's address.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot import opening
from bot.settings import Settings
from handlers import CATALOGUE
from handlers.desk import gate
from handlers.kit.turn import Moment
from handlers.oversight import seats
from handlers.oversight.roster import who
from handlers.oversight.seats import duties
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.people import Member
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import ledger, matters, people
from storage.work import Work

BY = "Whoever runs the bot"
ADDED = "command line: roster add"
REMOVED = "command line: roster remove"


async def listed(settings: Settings, scheme: str) -> list[str]:
    """Everybody on the roster of a scheme, or of every scheme, a line each."""
    lines: list[str] = []
    async with working(settings, writes=False) as work:
        for definition in [only(work, scheme)] if scheme else work.definitions.values():
            lines.append(f"{definition.name} ({definition.key})")
            held = await people.roster(work, definition.key)
            known = await people.by_ids(work, {seat.person_id for seat in held})
            called = duties(definition)
            lines += [
                _line(called, seat, known[seat.person_id].name, known[seat.person_id].email)
                for seat in held
            ]
            if not held:
                lines.append("  nobody")
    return lines


def _line(called: dict[str, str], seat: Member, name: str, email: str) -> str:
    return f"  {called[seat.duty]}: {name} <{email}>, since {seat.since:%Y-%m-%d}"


async def add(
    settings: Settings, scheme: str, name: str, email: str, duty: str, organisation: str
) -> str:
    """Give somebody a seat, as `organise.added` does. Raises `Refusal` with what to change."""
    async with working(settings) as work:
        definition = only(work, scheme)
        given = {"name": name, "email": email, "duty": duty, "organisation": organisation}
        answers = check(who(definition), gate.answers(given))
        await people.locked_roster(work, definition.key)
        person = await people.add(
            work, str(answers["name"]), str(answers["email"]), definition.zone
        )
        employer = str(answers["organisation"] or "")
        seat = await seats.join(
            await moment_of(work, definition),
            work,
            person=person,
            duty=str(answers["duty"]),
            organisation=employer,
            by=BY,
        )
        await ledger.record(
            work,
            definition.key,
            person_id=None,
            action=ADDED,
            subject=Subject("member", seat.id),
            outcome="done",
        )
        return f"{person.name} <{person.email}> is on the roster of {definition.name}, as {duties(definition)[seat.duty]}."


async def remove(settings: Settings, scheme: str, email: str) -> str:
    """End somebody's seat, as `organise.left` does. Raises `Refusal` for the last of a duty the scheme can't be without."""
    async with working(settings) as work:
        definition = only(work, scheme)
        await people.locked_roster(work, definition.key)
        person = await people.by_email(work, email)
        if person:
            seat = await people.seat_of(work, definition.key, person.id)
        else:
            seat = None
        if person is None or seat is None:
            raise Refusal(f"Nobody with the address {email} is on the roster of {definition.name}.")
        await seats.leave(await moment_of(work, definition), work, seat, BY)
        await ledger.record(
            work,
            definition.key,
            person_id=None,
            action=REMOVED,
            subject=Subject("member", seat.id),
            outcome="done",
        )
        return f"{person.name} <{person.email}> has left the roster of {definition.name}."


def only(work: Work, scheme: str) -> Definition:
    """The scheme of a key; where there is only one, it need not be named. Raises `Refusal` where it has to be."""
    found = [
        definition for definition in work.definitions.values() if scheme in ("", definition.key)
    ]
    if len(found) == 1:
        return found[0]
    keys = ", ".join(work.definitions)
    raise Refusal(f"Please say which scheme, with --scheme: {keys}.")


async def moment_of(work: Work, definition: Definition) -> Moment:
    """A moment of a scheme about nothing in particular, in which whoever runs the bot does something."""
    return Moment(
        definition=definition,
        found=await matters.find(work, NOTHING_IN_PARTICULAR, definition.key),
        now=work.now,
        catalogue=CATALOGUE,
    )


@asynccontextmanager
async def working(settings: Settings, *, writes: bool = True) -> AsyncIterator[Work]:
    """A work on what is running. Raises `DatabaseProblem`, `KeyProblem` and the like where there is none to work on."""
    definitions = opening.schemes(settings)
    opening.open_keys(settings, playground=False)
    async with (
        opening.opened(settings) as database,
        Work(database, definitions, _now(), writes=writes) as work,
    ):
        await opening.check_key(work)
        yield work


def _now() -> datetime:
    return datetime.now(UTC)
