"""A year of three rounds, played by the real conversations; every figure of it counted once more from other sources.

Those are the audit log and the clear columns of the tables, read with plain SQL, and what this test did itself.
"""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import cycle
from pathlib import Path

import pytest

from handlers.kit.ui import Attachment, View
from scheme.definition.definition import Definition
from scheme.partnership.ending import Ending
from storage import people
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, applies, chooses, pair_of, selects
from tests.support.stage import ALEX, CAST, DAY_ONE, IDA, ROBIN, scheme, set_stage
from tests.support.surveying import sends

PLACES = ("fellside", "harbour", "moor", "tarn")
ROUNDS = ("one", "two", "three")
SIZE = 9  # mentees, and mentors, of a round
APART = 60  # days from a round to the next


def of_three_rounds() -> Definition:
    """The usual scheme with three rounds in one of its years."""
    data = scheme().model_dump()
    rounds = []
    for at, key in enumerate(ROUNDS):
        opens = DAY_ONE + timedelta(days=APART * at - 5)
        window = {"opens": opens, "closes": opens + timedelta(days=40)}
        rounds.append({"key": key, "name": key.title(), "mentee": window, "mentor": window})
    return Definition.model_validate(data | {"rounds": rounds})


@dataclass
class Year:
    """What was done in the year, as the test itself knows it."""

    stage: Stage
    file: Path
    employers: set[str] = field(default_factory=set)  # of those found eligible
    asked_for: set[str] = field(default_factory=set)  # mentees who asked for a background
    shared: set[str] = field(default_factory=set)  # of these, whose mentor shares it
    met: list[tuple[str, str]] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    concluded: set[str] = field(default_factory=set)
    reached: list[str] = field(default_factory=list)  # what was answered of goals
    became: set[str] = field(default_factory=set)
    # Known to whoever reads what the bot says, in docs/messages.md.
    names: Iterator[str] = field(default_factory=lambda: cycle(CAST.values()))

    async def played(self) -> None:
        """All three rounds, and the weeks after the last."""
        for at in range(len(ROUNDS)):
            await self._round(at)
            await pass_by(self.stage, 30)
            await self._ends(at)
            await pass_by(self.stage, APART - 30)
        await pass_by(self.stage, 5)

    async def _round(self, at: int) -> None:
        mentees = [f"mentee{at}.n{number}@{_place(number)}" for number in range(SIZE)]
        mentors = [f"mentor{at}.n{number}@{_place(number + 1)}" for number in range(SIZE)]
        if at == 2:  # one of the first round's mentees mentors now
            mentors[0] = self.met[0][0]
            self.became.add(mentors[0])
        await self._known({*mentees, *mentors} - self.became)
        subjects: dict[str, str] = {}
        for number, email in enumerate(mentors):
            groups = ["lgbtq"] if number % 2 else []
            subject = await applies(
                self.stage, email, "mentor", organisation=_employer(email), groups=groups
            )
            await act(await self.stage.person(ROBIN), "review.eligible", subject)
            self.employers.add(_employer(email))
        for number, email in enumerate(mentees):
            wished = ["lgbtq"] if number in (1, 2) else []
            subjects[email] = await applies(
                self.stage, email, "mentee", organisation=_employer(email), background=wished
            )
            await self._checked(number, email, subjects[email], wished)
        for number in range(1, SIZE - 3):
            await self._matched(mentees[number], mentors[number], subjects[mentees[number]])
            if number in (1, 2) and number % 2:
                self.shared.add(mentees[number])

    async def _checked(self, number: int, email: str, subject: str, wished: list[str]) -> None:
        if number == SIZE - 1:
            await act(await self.stage.person(email), "applied.withdrawn", subject)
        elif number == SIZE - 2:
            await act(
                await self.stage.person(ROBIN), "review.declined", subject, reason="Not this time."
            )
        else:
            await act(await self.stage.person(ROBIN), "review.eligible", subject)
            self.employers.add(_employer(email))
            if wished:
                self.asked_for.add(email)

    async def _matched(self, mentee: str, mentor: str, subject: str) -> None:
        await selects(self.stage, IDA, subject, [mentor])
        await selects(self.stage, ROBIN, subject, [mentor], 1)
        request = await chooses(self.stage, mentee, mentor)
        await act(await self.stage.person(mentor), "answer.accept", request)
        pair = f"partnership:{(await pair_of(self.stage, mentee)).id}"
        for email in (mentee, mentor):
            await act(await self.stage.person(email), "start.started", pair)
        self.met.append((mentee, mentor))

    async def _ends(self, at: int) -> None:
        """Of the pairs of a round, one does not work and four are completed; these mentees answer a survey."""
        ours = [pair for pair in self.met if pair[0].startswith(f"mentee{at}.")]
        for number, (mentee, _) in enumerate(ours):
            how = Ending.NOT_WORKING if number == 1 and at == 0 else Ending.COMPLETED
            player = await self.stage.person(mentee)
            pair = f"partnership:{(await pair_of(self.stage, mentee)).id}"
            await act(player, "end.ended", pair, how=str(how), now=True)
            (self.failed if how == Ending.NOT_WORKING else self.concluded).add(mentee)
        await pass_by(self.stage, 0.1)
        for number, (mentee, _) in enumerate(ours):
            if mentee in self.concluded:
                said = ("fully", "mostly", "partly")[number % 3]
                await sends(
                    await self.stage.person(mentee),
                    goals_met=said,
                    worked_well=said,
                    present_job=said,
                )
                self.reached.append(said)

    async def _known(self, emails: set[str]) -> None:
        async with self.stage.bot.work() as work:
            for email in sorted(emails):
                name = next(self.names)
                (await people.add(work, name, email, "Europe/London")).called = name.split()[0]

    def ask(self, query: str, *values: object) -> int:
        """A number that plain SQL finds."""
        with sqlite3.connect(self.file) as found:
            return int(found.execute(query, values).fetchone()[0])

    def done(self, action: str, role: str) -> int:
        """How many applications of a role had something done to them, by the audit log."""
        return self.ask(
            "SELECT count(DISTINCT subject) FROM audit JOIN applications a "
            "ON subject = 'application:' || a.id WHERE action = ? AND outcome = 'done' AND role = ?",
            action,
            role,
        )


def _place(number: int) -> str:
    return f"{PLACES[number % len(PLACES)]}.example.org"


def _employer(email: str) -> str:
    return email.partition("@")[2].partition(".")[0]


@pytest.fixture
async def year(tmp_path: Path) -> AsyncIterator[Year]:
    """A stage on which the year has been played."""
    file = tmp_path / "t.db"
    database = Database(f"sqlite:///{file}")
    played = Year(await set_stage(database, of_three_rounds()), file)
    await played.played()
    yield played
    await database.close()


async def figures(stage: Stage, **answers: str) -> dict[str, dict[str, str]]:
    """The facts of every factor, by the beginning of what it says."""
    reply = await act(await stage.person(ALEX), "success.group", **answers)
    assert isinstance(reply.window, View)
    return {part.title: dict(part.facts) for part in reply.window.parts if part.kind == "card"}


@pytest.mark.timeout(600)
async def test_every_figure_of_a_year_is_what_other_sources_say(year: Year) -> None:
    await _factors_are_right(year)
    await _answers_come_in_whole_groups_and_stand_in_the_report(year)


async def _factors_are_right(year: Year) -> None:
    found = await figures(year.stage, year="2026")
    applied = {
        role: year.ask("SELECT count(*) FROM applications WHERE role = ?", role)
        for role in ("mentee", "mentor")
    }
    eligible = {role: year.done("review.eligible", role) for role in applied}
    mentees = found["Enough eligible mentees apply."]
    assert applied["mentee"] == SIZE * 3
    assert eligible["mentee"] == (SIZE - 2) * 3
    assert (
        mentees["Figure"]
        == f"{eligible['mentee']} eligible of {applied['mentee']} mentees who applied"
    )
    assert mentees["Not eligible"] == str(year.done("review.declined", "mentee"))
    assert mentees["Withdrawn"] == str(year.done("applied.withdrawn", "mentee"))
    mentors = found["There are enough eligible mentors for them."]
    assert (
        mentors["Figure"]
        == f"{eligible['mentor']} eligible of {applied['mentor']} mentors who applied"
    )

    accepted = year.ask(
        "SELECT count(*) FROM audit WHERE action = 'answer.accept' AND outcome = 'done'"
    )
    pairs = found["Partnerships begin and are concluded; few do not work."]
    assert accepted == len(year.met)
    assert pairs["Figure"] == f"{accepted} partnerships begun in the year"
    assert pairs["Concluded in the year"] == str(len(year.concluded))
    assert pairs["Live of these"] == str(
        year.ask("SELECT count(*) FROM partnerships WHERE ended_at IS NULL")
    )
    share = round(100 * len(year.failed) / accepted, 1)
    assert pairs["Did not work so far"] == f"{len(year.failed)} ({share:g}%)"

    assert (
        found["Staff of all member libraries take part."]["Figure"] == f"{len(year.employers)} of 4"
    )
    assert found["Later on: mentees become mentors."]["Figure"] == "1 in the year, 1 so far"
    wish = found["A wish for a mentor of a background or group is met."]
    assert wish["Asked for it"] == str(len(year.asked_for))
    assert wish["Figure"].endswith(f"({len(year.shared)} of {len(year.asked_for)})")

    answered = year.ask("SELECT count(*) FROM applications WHERE answered_on IS NOT NULL")
    in_time = year.ask(
        "SELECT count(*) FROM applications WHERE julianday(answered_on) - julianday(date(received_at)) <= 28"
    )
    running = found["It is easy to run, in time, people and cost."]
    assert running["Figure"].endswith(f"({in_time} of {answered})")


async def _answers_come_in_whole_groups_and_stand_in_the_report(year: Year) -> None:
    await pass_by(year.stage, 40)
    counted = year.ask("SELECT count(*) FROM survey_results WHERE counted AND kind = 'conclusion'")
    assert counted == len(year.reached) // 5 * 5
    found = await figures(year.stage, year="2026")
    goals = found["Mentees reach their goals, and gain more besides."]
    assert goals["Figure"].endswith(f"of {counted} answers)")
    reply = await act(await year.stage.person(ALEX), "report.files", year="2026")
    assert isinstance(reply.window, View)
    files = {part.media: part for part in reply.window.parts if isinstance(part, Attachment)}
    text = files["text/markdown"].text
    for facts in found.values():
        if facts["Figure"] != "–":
            assert facts["Figure"] in text
    assert not any(name in text for name in CAST.values())
