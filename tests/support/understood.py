"""Judges what is understood of phrases in the situation they are typed in: `make understood`.

A file of phrases has a part for each situation, and a line for each phrase: what is typed, "=>", and the keys of what it may
mean, "|" between them. "?" among them says that asking back is right as well.
"""

import asyncio
import logging
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import thread_time

import structlog

from handlers.home.alarm import alarm
from handlers.home.hearing import hear
from handlers.home.situation import Situation, situation
from handlers.kit.turn import Turn
from handlers.safety import danger
from scheme.ids import PersonId
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import matters, people
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.work import Work
from tests.support import rounds
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM, set_stage

PHRASES = Path(__file__).parents[1] / "phrases"
TRAINED = PHRASES / "by_situation.txt"  # what is tuned on
CALIBRATED = PHRASES / "calibrated.txt"  # what the confidence is set by
HELD_OUT = PHRASES / "held_out.txt"  # what neither is, and what nobody who tunes reads
ASKED_BACK = "?"
DANGER = "danger"
SAME = {"choose.read": "profiles", "applied.view": "status"}  # buttons of a home, by what they show


@dataclass(frozen=True)
class Phrase:
    """What somebody types, the situation they are in, and the keys of what it may mean."""

    situation: str
    text: str
    means: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What became of a phrase.

    `led`: the key it was taken for, "" where it was asked back. `offered`: what it may have meant, where it was asked back;
    `is_said`: the first of them was said, with the others below. `seconds`: taken.
    """

    phrase: Phrase
    led: str
    offered: tuple[str, ...]
    seconds: float
    is_said: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it led to something that it may mean, or was asked back where that is right."""
        return self.led in self.phrase.means or (not self.led and ASKED_BACK in self.phrase.means)

    @property
    def is_wrong(self) -> bool:
        """Whether it was taken, surely, for something that it does not mean."""
        return bool(self.led) and not self.is_right

    @property
    def is_shrug(self) -> bool:
        """Whether it was asked back, where it means something, and nothing that it means was offered."""
        return self.is_asked_back and not set(self.offered) & set(self.phrase.means)

    @property
    def is_asked_back(self) -> bool:
        """Whether it was asked back, where it means something: what it means is a press away, or it is a shrug."""
        return not self.led and not self.is_right

    @property
    def is_missed_danger(self) -> bool:
        """Whether it speaks of danger, and was taken for something else."""
        return self.phrase.means[0] == DANGER and self.led != DANGER


def phrases(file: Path) -> Iterator[Phrase]:
    """The phrases of a file."""
    situation = ""
    for line in file.read_text("utf-8").splitlines():
        if line.startswith("["):
            situation = line.strip("[]")
        elif " => " in line and not line.startswith("#"):
            text, _, means = line.partition(" => ")
            yield Phrase(situation, text, tuple(key.strip() for key in means.split("|")))


async def _stranger(stage: Stage) -> str:
    return NOAH


async def _applied(stage: Stage) -> str:
    await rounds.applies(stage, MAYA, "mentee")
    return MAYA


async def _options(stage: Stage) -> str:
    await rounds.on_register(stage, PRIYA, TOM)
    await rounds.offered(stage)
    return MAYA


async def _asked(stage: Stage) -> str:
    await rounds.asked(stage)
    return PRIYA


async def _pair(stage: Stage) -> str:
    await pair(stage, MAYA, PRIYA, days_ago=40)
    return MAYA


async def _member(stage: Stage) -> str:
    await rounds.on_register(stage, PRIYA, TOM)
    await rounds.applies(stage, MAYA, "mentee")
    await rounds.eligible(stage, NOAH)
    return IDA


SITUATIONS: dict[str, Callable[[Stage], Awaitable[str]]] = {
    "stranger": _stranger,
    "applied": _applied,
    "options": _options,
    "asked": _asked,
    "pair": _pair,
    "member": _member,
    "danger": _pair,
}


async def judge(asked: Sequence[Phrase]) -> list[Verdict]:
    """What becomes of each phrase, typed in its situation on a stage of its own."""
    found: list[Verdict] = []
    for name in dict.fromkeys(phrase.situation for phrase in asked):
        with tempfile.TemporaryDirectory(prefix="mentoring-understood-") as folder:
            database = Database(f"sqlite:///{folder}/stage.db")
            stage = await set_stage(database)
            person = await stage.person(await SITUATIONS[name](stage))
            async with stage.bot.work(writes=False) as work:
                turn = await _turn(stage, work, person.person_id)
                found += await _heard(turn, work, [one for one in asked if one.situation == name])
            await database.close()
    return found


async def _turn(stage: Stage, work: Work, person_id: PersonId) -> Turn:
    definition = rounds.definition_of(stage)
    person, duties = await people.with_duties(work, definition.key, person_id)
    return Turn(
        definition=definition,
        found=await matters.find(work, NOTHING_IN_PARTICULAR, definition.key),
        now=stage.bot.clock.now(),
        person=person,
        duties=duties,
        action="home.say",
        catalogue=stage.bot.desk.catalogue,
    )


async def _heard(turn: Turn, work: Work, asked: Sequence[Phrase]) -> list[Verdict]:
    danger.make_ready()
    standings = [one for ask in turn.catalogue.home_functions for one in await ask(turn, work)]
    here = await situation(turn, work, standings)
    return [_verdict(turn, phrase, here) for phrase in asked]


def _verdict(turn: Turn, phrase: Phrase, here: Situation) -> Verdict:
    begun = thread_time()
    found = alarm((turn.definition,), phrase.text)
    if found is not None and (found.sure or phrase.means[0] == DANGER):
        return Verdict(phrase, DANGER, (), thread_time() - begun)
    heard = hear(replace(turn, answers={"text": phrase.text}), {}, here)
    taken = thread_time() - begun
    meant = {SAME.get(key, key) for key in heard.meant}
    if found is not None:
        # What else may be meant stands below an alarm that is not sure, so that nobody is led astray by it.
        return Verdict(phrase, "", (DANGER, *meant, *heard.close), taken)
    if heard.action is None or heard.close:
        return Verdict(phrase, "", (*meant, *heard.close), taken, heard.action is not None)
    return Verdict(phrase, min(meant & set(phrase.means) or meant), (), taken)


@dataclass(frozen=True)
class Figures:
    """How well phrases were understood: shares are of all of them, `milliseconds` the mean of a phrase."""

    phrases: int
    wrong: float
    asked_back: float
    said: float
    shrugs: float
    dangers_missed: int
    milliseconds: float

    def __str__(self) -> str:
        """A line to read."""
        return (
            f"{self.phrases} phrases: {self.wrong:.1%} sure and wrong, {self.asked_back:.1%} asked back "
            f"({self.said:.1%} with the likeliest answer and the others below it, {self.shrugs:.1%} without a button for what "
            f"was meant), {self.dangers_missed} dangers missed, {self.milliseconds:.1f} ms a phrase"
        )


def figures(verdicts: Sequence[Verdict]) -> Figures:
    """The figures of some verdicts, of which there is at least one."""
    number = len(verdicts)
    return Figures(
        number,
        sum(one.is_wrong for one in verdicts) / number,
        sum(one.is_asked_back for one in verdicts) / number,
        sum(one.is_asked_back and one.is_said for one in verdicts) / number,
        sum(one.is_shrug for one in verdicts) / number,
        sum(one.is_missed_danger for one in verdicts),
        1000 * sum(one.seconds for one in verdicts) / number,
    )


def main(*files: str) -> None:
    """Print the figures of each file; of files that are trained on, each phrase that was not understood as well."""
    logging.disable()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory(), processors=[])
    vault.open([new_key()])
    for file in [Path(name).resolve() for name in files] or [TRAINED, CALIBRATED, HELD_OUT]:
        verdicts = asyncio.run(judge(list(phrases(file))))
        sys.stdout.write(f"{file.name}: {figures(verdicts)}\n")
        for one in verdicts:
            if file != HELD_OUT and not one.is_right:
                to = one.led or f"? {', '.join(one.offered)}"
                sys.stdout.write(f"  {one.phrase.situation}: {one.phrase.text} => {to}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
