"""Plays what has happened to the cast, through the same conversations and sweeps that everybody uses."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.app import Bot
from bot.demonstration.acting import Acting
from bot.demonstration.cast import CAST, Cast, worded
from bot.demonstration.casting import cast_for
from bot.demonstration.courses import scenes
from bot.web.cast import CastMember, Stop, Walk
from scheduler.sweep import sweep
from scheme import calendar
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Account
from scheme.wording import capital, several
from storage import people, rounds
from storage.learning import events
from storage.matching import discussions
from storage.work import Work

PLATFORM = "web"
WORKSPACE = "playground"
MORNING = time(10, 0)
APART = timedelta(minutes=7)
A_WHILE = timedelta(hours=1)
OWN_PLACES = (
    "Organisations, contacts, rules and forms are those of the scheme's file, and so is whoever runs it. "
    "Everybody else is invented."
)
EARLIER_ROUND = "One before them is invented, so that some have been together for a while."
NOT_PLAYED = "Of the story that is shown, this scheme's rules or forms had no place for:"


async def play(bot: Bot, born: datetime) -> list[str]:
    """Play everything up to the moment `born`, on an empty database, and leave the clock there; what was left out is returned.

    The first scheme gets the story, any other its roster alone. Where a scheme's own rules don't allow something, it
    has not happened. Messages are delivered at the end, dated when they were posted.
    """
    definition = next(iter(bot.definitions.values()))
    plan = scenes(definition, calendar.local_day(born, definition.zone))
    cast = cast_for(definition)
    ids = await _introduce(
        bot, definition, cast, _morning(definition, plan[0].day) - timedelta(days=1)
    )
    acting = Acting(bot.desk, definition, ids)
    for day, those in groupby(plan, key=lambda scene: scene.day):
        morning = _morning(definition, day)
        await _wait(bot, morning)
        for count, scene in enumerate(those):
            await acting.perform(scene, morning + count * APART)
    await _wait(bot, born)
    await _stop_clock(bot, born)
    await bot.delivery.drain()
    return acting.left_out


def _morning(definition: Definition, day: date) -> datetime:
    """When people begin to do things on a day."""
    return calendar.at(day, definition.zone, MORNING)


async def _introduce(
    bot: Bot, definition: Definition, cast: Cast, at: datetime
) -> dict[str, PersonId]:
    """Everybody comes in, with an account in the web channel; those who run the schemes take their seats."""
    ids: dict[str, PersonId] = {}
    async with Work(bot.database, bot.definitions, at) as work:
        for actor in cast.people:
            person = await people.add(work, actor.name, actor.email, definition.zone)
            await work.add(
                Account(
                    platform=PLATFORM, workspace=WORKSPACE, user=actor.email, person_id=person.id
                )
            )
            ids[actor.key] = person.id
        for each in bot.definitions.values():
            await people.ensure_roster(work, each)
            await rounds.ensure(work, each)
            await events.ensure(work, each)
            await discussions.ensure(work, each)
    return ids


async def _wait(bot: Bot, until: datetime) -> None:
    """Let time bring what is due, each thing at its moment."""
    while (due := await bot.next_due()) is not None and due <= until:
        await sweep(bot.desk, due)


async def _stop_clock(bot: Bot, born: datetime) -> None:
    bot.clock.set(born)
    if (
        abs(bot.clock.offset) < A_WHILE
    ):  # that is what the playing took; from here on time is real again
        bot.clock.offset = timedelta()
    async with bot.work() as work:
        await bot.clock.keep(work)


def told(shown: Definition, left_out: Sequence[str]) -> list[str]:
    """What the first page says of a demonstration that is set in a scheme's own places: whose they are, what was not played."""
    if cast_for(shown) is CAST:
        return []
    found = [OWN_PLACES]
    if shown.rounds:
        found.append(f"{capital(several(shown.terms.round))} are moved to today. {EARLIER_ROUND}")
    if left_out:
        counts = Counter(left_out)
        listed = ", ".join(
            does if count == 1 else f"{does} ({count} times)" for does, count in counts.items()
        )
        found.append(f"{NOT_PLAYED} {listed}.")
    return found


async def cast_of(bot: Bot) -> Sequence[CastMember]:
    """Whom one can be in the playground, in the picker's order. Nobody before the demonstration was played."""
    definition = next(iter(bot.definitions.values()))
    terms = definition.terms
    cast = cast_for(definition)
    async with bot.work(writes=False) as work:
        group = {member.person_id for member in await people.group(work, definition.key)}
        known = await people.by_emails(work, [person.email for person in cast.people])
    return [
        CastMember(
            person_id=known[person.email].id,
            name=person.name,
            blurb=worded(person.blurb, terms),
            section=worded(person.section, terms),
            reads_group=known[person.email].id in group,
        )
        for person in cast.people
        if person.email in known
    ]


def walks_of(definition: Definition) -> list[Walk]:
    """The walks through the playground, in the scheme's own words."""
    terms = definition.terms
    cast = cast_for(definition)
    return [
        Walk(
            key=walk.key,
            title=worded(walk.title, terms),
            about=worded(walk.about, terms),
            stops=tuple(
                Stop(cast.actors[stop.who].name, worded(stop.text, terms)) for stop in walk.stops
            ),
        )
        for walk in cast.walks
        if walk.suits(definition.choosing.mode, definition.choosing.approvals)
    ]
