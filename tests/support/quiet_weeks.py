"""Ten quiet weeks: somebody falls silent, time passes from one due moment to the next, and what arrives is read."""

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from scheme import calendar
from tests.support.dialogue import Arrival, Stage
from tests.support.stage import DAY_ONE

WEEKS = 10
Play = Callable[[Stage], Awaitable[None]]
THE_CHANNEL = "the Group's channel"
SHORT = 12  # words
HIDDEN = re.compile(r"\b([CIQ])-\d{6}\b")  # references that do not count


async def pass_by(scene: Stage, days: float) -> None:
    """Nobody does anything; what falls due is delivered when it does, as it is outside of a test."""
    end = scene.bot.clock.now() + timedelta(days=days)
    while (moment := await scene.bot.next_due()) is not None and moment <= end:
        await scene.bot.advance(moment)
    await scene.bot.advance(end)


@dataclass(frozen=True)
class Weeks:
    """Ten weeks in which somebody is silent: what was there before, what the others still do on which day, and who they are."""

    title: str
    about: str
    before: Play
    does: Mapping[int, tuple[Play, ...]]
    who: Mapping[str, str]

    async def played(self, scene: Stage) -> list[Arrival]:
        """Everything that arrives from the first day on; what one reader gets is in its order."""
        await self.before(scene)
        begun, today = len(scene.channel.arrivals), 0
        for day, plays in self.does.items():
            await pass_by(scene, day - today)
            today = day
            for one in plays:
                await one(scene)
        await pass_by(scene, 7 * WEEKS - today)
        return scene.channel.arrivals[begun:]

    async def page(self, scene: Stage) -> list[str]:
        """A chapter: by day and reader, what arrives and what it says first."""
        arrivals, names = await self.played(scene), await self._names(scene)
        order = list(names)
        # Not by the minute: how long a delivery takes must not show.
        arrivals.sort(
            key=lambda one: (
                one.at.date(),
                order.index(one.recipient) if one.recipient in order else len(order),
                one.recipient,
            )
        )
        rows = [
            f"| {_day(one, scene)} | {_reader(one, names)} | {_words(one)} |" for one in arrivals
        ]
        return [
            f"## {self.title}",
            "",
            self.about,
            "",
            "| day | to whom | what |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]

    async def _names(self, scene: Stage) -> Mapping[str, str]:
        found = {}
        for email, role in self.who.items():
            player = await scene.person(email)
            found[f"person:{player.person_id}"] = f"{player.name.split()[0]}, {role}"
        return found


def _reader(one: Arrival, names: Mapping[str, str]) -> str:
    if one.recipient.startswith("mail:permission:"):
        return "the line manager, by e-mail"
    if one.recipient.startswith("mail:invitation:"):
        return "somebody invited, by e-mail"
    return names.get(one.recipient, THE_CHANNEL)


def _day(one: Arrival, scene: Stage) -> str:
    at = calendar.local(one.at, next(iter(scene.bot.definitions.values())).zone)
    return f"{(at.date() - DAY_ONE).days}, {at:%a} {at.day} {at:%b}"


def _words(one: Arrival) -> str:
    """The heading and the first sentence; where that is a short one, what follows as well."""
    first, *more = re.split(r"(?<=[.?]) ", HIDDEN.sub(r"\1-…", one.message.text))
    while more and len(first.split()) < SHORT:
        first = f"{first} {more.pop(0)}"
    return f"**{one.message.heading}** — {first}" if one.message.heading else first
