"""Plays what has happened to the cast, through the same conversations and sweeps that everybody uses."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby

from bot.app import Bot
from bot.demonstration.acting import Acting
from bot.demonstration.cast import CAST, worded
from bot.demonstration.courses import scenes
from bot.web.cast import CastMember, Stop, Walk
from scheduler.sweep import sweep
from scheme import calendar
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Account
from storage import people
from storage.work import Work

PLATFORM = "web"
WORKSPACE = "playground"
MORNING = time(10, 0)
APART = timedelta(minutes=7)
A_WHILE = timedelta(hours=1)


async def play(bot: Bot, born: datetime) -> None:
    """Play everything up to the moment `born`, on an empty database, and leave the clock there.

    The first scheme gets the story, any other its roster alone. Where a scheme's own rules don't allow something, it
    has not happened. Messages are delivered at the end, dated when they were posted.
    """
    definition = next(iter(bot.definitions.values()))
    plan = scenes(definition, calendar.local_day(born, definition.zone))
    ids = await _introduce(bot, definition, _morning(definition, plan[0].day) - timedelta(days=1))
    acting = Acting(bot.desk, definition, ids)
    for day, those in groupby(plan, key=lambda scene: scene.day):
        morning = _morning(definition, day)
        await _wait(bot, morning)
        for count, scene in enumerate(those):
            await acting.perform(scene, morning + count * APART)
    await _wait(bot, born)
    await _stop_clock(bot, born)
    await bot.delivery.drain()


def _morning(definition: Definition, day: date) -> datetime:
    """When people begin to do things on a day."""
    return calendar.at(day, definition.zone, MORNING)


async def _introduce(bot: Bot, definition: Definition, at: datetime) -> dict[str, PersonId]:
    """Everybody comes in, with an account in the web channel; those who run the schemes take their seats."""
    ids: dict[str, PersonId] = {}
    async with Work(bot.database, bot.definitions, at) as work:
        for actor in CAST.people:
            person = await people.add(work, actor.name, actor.email, definition.zone)
            await work.add(
                Account(
                    platform=PLATFORM, workspace=WORKSPACE, user=actor.email, person_id=person.id
                )
            )
            ids[actor.key] = person.id
        for each in bot.definitions.values():
            await people.ensure_roster(work, each)
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


async def cast_of(bot: Bot) -> Sequence[CastMember]:
    """Whom one can be in the playground, in the picker's order. Nobody before the demonstration was played."""
    definition = next(iter(bot.definitions.values()))
    terms = definition.terms
    async with bot.work(writes=False) as work:
        group = {member.person_id for member in await people.group(work, definition.key)}
        known = await people.by_emails(work, [person.email for person in CAST.people])
    return [
        CastMember(
            person_id=known[person.email].id,
            name=person.name,
            blurb=worded(person.blurb, terms),
            section=worded(person.section, terms),
            reads_group=known[person.email].id in group,
        )
        for person in CAST.people
        if person.email in known
    ]


def walks_of(definition: Definition) -> list[Walk]:
    """The walks through the playground, in the scheme's own words."""
    terms = definition.terms
    return [
        Walk(
            key=walk.key,
            title=worded(walk.title, terms),
            about=worded(walk.about, terms),
            stops=tuple(
                Stop(CAST.actors[stop.who].name, worded(stop.text, terms)) for stop in walk.stops
            ),
        )
        for walk in CAST.walks
    ]
