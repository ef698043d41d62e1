"""Goal 5: a whole round at once; the scores and the assignment beside plain NumPy and SciPy, how good it is, and its memory."""

import json
import random
import resource
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import process_time

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.definition.loading import load
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, PersonId
from scheme.matching import weights
from scheme.matching.assignment import BEST, DENSE, NOBODY, Worth, assign
from scheme.matching.ranking import Mentee, Mentor, suggest
from scheme.matching.round_table import FURTHER, LEAST, RoundTable
from scheme.matching.side import Side
from scheme.matching.whole_round import drafted
from scheme.people import Role

SIZES = (100, 1000, 5000)
EXACT = 1000  # up to so many the exact optimum is found as well
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SYLLABLES = ("an", "be", "ka", "lo", "mi", "ra", "to", "ve", "su", "di", "ber", "ton", "son", "ley")
WORDS = (
    "teaching", "archives", "budgets", "metadata", "leading", "research", "collections", "maps",
    "strategy", "outreach", "policy", "systems", "copyright", "storytelling", "projects", "writing",
)  # fmt: skip
TITLE = "## A whole round"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True, kw_only=True)
class Solved:
    """What a round of so many mentees and as many mentors came to; CPU in seconds, memory of the whole process in MiB."""

    count: int
    read: float  # what the forms say, made comparable
    ours: float  # scores and assignment
    floor: float
    share: float  # of the exact optimum of the same numbers; 0 where that was not looked for
    placed: int
    broken: int  # rules
    memory: float


def measure() -> list[Solved]:
    """Each size in a process of its own, so that the memory is that size's."""
    found = []
    for count in SIZES:
        ran = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "benchmarks.whole_round", str(count)],
            check=True,
            capture_output=True,
            text=True,
        )
        found.append(Solved(**json.loads(ran.stdout)))
    return found


def page(found: list[Solved]) -> str:
    """The table."""
    lines = [
        TITLE,
        "",
        "As many mentees as mentors, who take one to three each, all with names, managers and texts of their own. The floor has",
        "numbers alone, in arrays that are ready, and compares no names: the nine questions in NumPy, then SciPy's assignment, dense",
        f"up to {DENSE:,} and else of each mentee's best {BEST}. Aims, at 5,000: at most 1.5 times the floor, 99.9% of the exact",
        "optimum, no rule broken, 600 MiB. With fewer it is the names that cost. The optimum is that of the same numbers, found",
        "exactly; both ways are held against it up to 1,000. `python -m benchmarks.whole_round` measures this part alone.",
        "",
        "| each | reading, CPU | ours, CPU | floor, CPU | ratio | of the optimum | placed | rules broken | memory |",
        "|---|---|---|---|---|---|---|---|---|",
        *(_row(one) for one in found),
        "",
    ]
    return "\n".join(lines)


def _row(one: Solved) -> str:
    share = f"{one.share:.2%}" if one.share else "–"
    return (
        f"| {one.count} | {one.read:.2f} s | {one.ours:.2f} s | {one.floor:.2f} s | {one.ours / one.floor:.2f} | {share} | "
        f"{one.placed} | {one.broken} | {one.memory:.0f} MiB |"
    )


def solve(count: int) -> Solved:
    """One round, ours and the floor in turn."""
    definition = _definition()
    chance = random.Random(7)  # noqa: S311
    mentees = [_mentee(definition, chance, number) for number in range(count)]
    mentors = [_mentor(definition, chance, number) for number in range(count)]
    before = process_time()
    seeking = [Side.of(definition, one.application) for one in mentees]
    offering = [one.side or Side.of(definition, one.application) for one in mentors]
    for side in (*seeking, *offering):
        _ = side.goal_stems, side.offers, side.name_letters, side.manager_letters, side.avoid
    read = process_time() - before
    before = process_time()
    read_before = {side.application.id: side for side in seeking}
    mentors = [replace(one, side=side) for one, side in zip(mentors, offering, strict=True)]
    table = RoundTable(definition, mentees, mentors, NOW.date(), read_before)
    draft = drafted(table)
    ours = process_time() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    arrays = _Arrays(definition, seeking, offering)
    before = process_time()
    arrays.solve()
    floor = process_time() - before
    firsts = [placing.mentors[0] if placing.mentors else None for placing in draft.placings]
    share = 0.0
    if count <= EXACT:
        found = [-1 if one is None else table.column_of[one] for one in firsts]
        share = _share(table, found)
    return Solved(
        count=count,
        read=read,
        ours=ours,
        floor=floor,
        share=share,
        placed=sum(one is not None for one in firsts),
        broken=_broken(definition, mentees, mentors, firsts, chance),
        memory=memory,
    )


def _share(table: RoundTable, found: list[int]) -> float:
    """How well all suit by either way, of the most that there can be; that they have a mentor at all counts for nothing here."""
    every = table.candidates
    worth = np.zeros((len(table.mentees), len(table.mentors)))
    np.put_along_axis(worth, every.mentors, every.worth, axis=1)
    few = table.best(range(len(table.mentees)), most=BEST)
    columns = np.repeat(np.arange(len(table.places)), table.places)
    nth = np.arange(len(columns)) - np.repeat(np.cumsum(table.places) - table.places, table.places)
    by_place = np.where(worth[:, columns] > 0, worth[:, columns] - FURTHER * nth, 0)
    rows, at = linear_sum_assignment(by_place, maximize=True)
    exact = [NOBODY] * len(worth)
    for row, place in zip(rows.tolist(), at.tolist(), strict=True):
        if by_place[row, place] > 0:
            exact[row] = int(columns[place])
    sparse_way = assign(few, table.places, further=FURTHER, dense=0)
    ways = [_value(worth, table.bonus, way) for way in (found, sparse_way)]
    return min(ways) / _value(worth, table.bonus, exact)


def _value(worth: Worth, bonus: NDArray[np.float64], found: list[int]) -> float:
    pairs = [(row, column) for row, column in enumerate(found) if column >= 0]
    times = Counter(column for _, column in pairs)
    less = sum(FURTHER * count * (count - 1) / 2 for count in times.values())
    return float(sum(worth[pair] - bonus[pair[0]] for pair in pairs) - less)


def _broken(
    definition: Definition,
    mentees: list[Mentee],
    mentors: list[Mentor],
    firsts: list[ApplicationId | None],
    chance: random.Random,
) -> int:
    """How often a mentor has more than their places, and of a hundred pairs how many no suggestion would have."""
    capacity = {one.application.id: one.capacity for one in mentors}
    by_id = {one.application.id: one for one in mentors}
    used = Counter(one for one in firsts if one is not None)
    broken = sum(count > capacity[one] for one, count in used.items())
    pairs = [(one, first) for one, first in zip(mentees, firsts, strict=True) if first is not None]
    for mentee, first in chance.sample(pairs, min(100, len(pairs))):
        ranked = suggest(definition, mentee, [by_id[first]], NOW.date()).ranked
        broken += not ranked or ranked[0].score < LEAST
    return broken


class _Arrays:
    """The same round as numbers: what somebody would write by hand for this alone."""

    def __init__(self, definition: Definition, seeking: list[Side], offering: list[Side]) -> None:
        self.needed = definition.eligibility.mentor_years_at_level
        self.rules = definition.matching
        self.places = np.array([1 + number % 3 for number in range(len(offering))])
        self.rank = _both(seeking, offering, lambda side: side.rank or 0)
        self.years = np.array([side.years or 0 for side in offering])
        self.experience = _both(seeking, offering, lambda side: side.experience_years or 0)
        self.areas = _marks([side.areas for side in seeking], [side.areas for side in offering])
        self.words = _marks(
            [side.goal_stems for side in seeking], [side.offers for side in offering]
        )
        self.modes = _marks([side.modes for side in seeking], [side.modes for side in offering])
        self.work = _marks(
            [side.employers for side in seeking], [side.employers for side in offering]
        )
        towns = {side.town: place for place, side in enumerate((*seeking, *offering))}
        self.town = _both(seeking, offering, lambda side: towns[side.town])

    def solve(self) -> None:
        """Scores of every pair, each mentee's best, and the assignment."""
        shared = self.areas[0] @ self.areas[1].T
        words = np.minimum(self.words[0] @ self.words[1].T, weights.MOST_WORDS)
        gap = self.rank[1] - self.rank[0][:, None]
        same = (self.work[0] @ self.work[1].T) > 0
        table = np.array([0, 3, 4.5, 5.5, 6.25, 6.85])[shared.astype(np.int8)] + 0.5 * words
        near = np.abs(gap) <= 1
        table += np.where(near | (shared > 0), near * 1.0 + (shared > 0), -1.0)
        longer = self.experience[1] > self.experience[0][:, None]
        enough = np.where(longer, 3.5, 3.0)
        few = np.where(self.years < self.needed, self.rules.too_few_years, enough)
        table += np.where(gap < 0, self.rules.lower_level, few)
        table += 1.0 * ~same + 0.5 * (gap >= 1)
        table += np.where((self.modes[0] @ self.modes[1].T) > 0, 1.5, -2.0)
        table += 0.5 * (self.town[0][:, None] == self.town[1])
        table += np.where(same, self.rules.same_employer, 1.0)
        most = min(BEST, table.shape[1] - 1)
        if len(table) <= DENSE:
            columns = np.repeat(np.arange(len(self.places)), self.places)
            linear_sum_assignment(table[:, columns], maximize=True)
            return
        best = np.argpartition(-table, most, axis=1)[:, :most]
        worth = np.take_along_axis(table, best, axis=1) + 100
        rows = len(table)
        times = self.places[best].ravel()
        start = np.cumsum(self.places) - self.places
        nth = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
        column = np.repeat(start[best].ravel(), times) + nth
        cost = np.concatenate([300 - np.repeat(worth.ravel(), times) + FURTHER * nth, [300] * rows])
        row = np.concatenate([np.repeat(np.arange(rows).repeat(most), times), np.arange(rows)])
        column = np.concatenate([column, self.places.sum() + np.arange(rows)])
        shape = (rows, self.places.sum() + rows)
        min_weight_full_bipartite_matching(sparse.csr_array((cost, (row, column)), shape=shape))


def _both(
    seeking: list[Side], offering: list[Side], read: Callable[[Side], int]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return np.array([read(side) for side in seeking]), np.array([read(side) for side in offering])


def _marks(
    seeking: list[frozenset[str]], offering: list[frozenset[str]]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """A column a key: whether somebody has it. As 32-bit numbers, which are multiplied soonest."""
    keys = {key: place for place, key in enumerate(sorted(frozenset().union(*seeking, *offering)))}
    found = []
    for every in (seeking, offering):
        marks = np.zeros((len(every), len(keys)), dtype=np.float32)
        for row, theirs in enumerate(every):
            marks[row, [keys[key] for key in theirs]] = 1
        found.append(marks)
    return found[0], found[1]


def _definition() -> Definition:
    return load(Path(__file__).parent.parent / "scheme" / "presets" / "aln.toml")


def _mentee(definition: Definition, chance: random.Random, number: int) -> Mentee:
    return Mentee(application=_application(definition, chance, "mentee", number))


def _mentor(definition: Definition, chance: random.Random, number: int) -> Mentor:
    return Mentor(application=_application(definition, chance, "mentor", number))


def _application(
    definition: Definition, chance: random.Random, role: Role, number: int
) -> Application:
    answers = _answers(definition, chance, role, number)
    person = PersonId(number + (1_000_000 if role == "mentee" else 2_000_000))
    came = NOW - timedelta(days=chance.randrange(90))
    made = Application.receive(definition, person, role, definition.rounds[0].key, answers, came)
    made.id = ApplicationId(int(person))
    made.stage = ApplicationStage.ELIGIBLE
    made.priority = chance.random() < 0.05
    return made


def _answers(definition: Definition, chance: random.Random, role: Role, number: int) -> Answers:
    organisation = chance.choice(definition.organisations)
    name = _name(chance)
    answers: Answers = {
        "name": name,
        "email": f"{role}{number}@example.org",
        "organisation": organisation.key,
        "level": chance.choice(definition.levels).key,
        "years_at_level": chance.randrange(1, 12),
        "experience_years": chance.randrange(1, 35),
        "manager_name": _name(chance),
        "manager_email": f"{role}manager{number}@example.org" if chance.random() < 0.7 else "",
        "areas": sorted({chance.choice(definition.areas).key for _ in range(3)}),
        "modes": sorted({chance.choice(definition.modes).key for _ in range(2)}),
        "avoid": _name(chance) if chance.random() < 0.02 else "",
    }
    text = f"I would like to talk about {', '.join(chance.sample(WORDS, 5))} and more."
    if role == "mentor":
        return answers | {"experience": text, "capacity": 1 + number % 3}
    return answers | {"goals": text}


def _name(chance: random.Random) -> str:
    parts = ("".join(chance.choices(SYLLABLES, k=chance.randrange(2, 5))) for _ in range(2))
    return " ".join(part.capitalize() for part in parts)


def main() -> None:
    """Measure this part alone, and put it in its place in docs/benchmarks.md; or one size, told as JSON."""
    if len(sys.argv) > 1:
        print(json.dumps(asdict(solve(int(sys.argv[1])))))
        return
    own = page(measure())
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(TITLE)
    _, mark, after = rest.partition("\n## ")
    PAGE.write_text(f"{before.rstrip()}\n\n{own}{mark}{after}", encoding="utf-8")
    print(own)


if __name__ == "__main__":
    main()
