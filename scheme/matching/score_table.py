"""How well everybody suits everybody: the numbers of `weights`, for whole registers at once (R3.7).

Each question counts here what it counts in `weights` for one pair, from the same rules of the scheme; the two are kept equal
by a test (`tests/scheme/matching/test_score_table.py`).
"""

from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from scheme.definition.definition import Definition
from scheme.definition.gazetteer import Spot, km_between
from scheme.matching import weights
from scheme.matching.kept_apart_table import KeptApart
from scheme.matching.near_names import NearNames
from scheme.matching.side import Side

Points = NDArray[np.float64]  # a row a mentee, a column a mentor
Truth = NDArray[np.bool_]  # likewise
Counts = NDArray[np.int64]  # likewise

UNKNOWN = -1  # of a number that nobody can have


class ScoreTable:
    """A register of mentors, against which mentees are scored, some rows at a time."""

    def __init__(self, definition: Definition, mentors: Sequence[Side]) -> None:
        self.rules = definition.matching
        self.needed_years = definition.eligibility.mentor_years_at_level
        self.mentors = mentors
        self._areas = _Sets(side.areas for side in mentors)
        self._offers = _Sets(side.offers for side in mentors)
        self._groups = _Sets(side.groups for side in mentors)
        self._modes = _Sets(side.modes for side in mentors)
        self._employers = _Sets(side.employers for side in mentors)
        self._towns = _Codes(side.town for side in mentors)
        self._spots = [side.spot for side in mentors]
        self._managers = _Codes(side.manager for side in mentors)
        self._manager_addresses = _Codes(side.manager_address for side in mentors)
        self._names = _Near((side.name_letters for side in mentors), count=len(mentors))
        self._ranks = _numbers(side.rank for side in mentors)
        self._years = _numbers(side.years for side in mentors)
        self._experience = _numbers(side.experience_years for side in mentors)
        self._without = _truth(side.has_no_employer for side in mentors)

    @cached_property
    def _apart(self) -> KeptApart:
        return KeptApart(self.mentors)

    def kept_apart(self, mentees: Sequence[Side]) -> Truth:
        """Which of them may never be a pair, as `exclusions.kept_apart` says."""
        return self._apart.table(mentees)

    def scores(self, mentees: Sequence[Side]) -> Points:
        """What `weights.score` says of each pair."""
        shared = self._areas.shared(side.areas for side in mentees)
        gaps, known = self._levels_between(mentees)
        same, said = self._same_employer(mentees)
        total = self._goals(mentees, shared)
        total += self._likeness(shared, gaps, known)
        total += self._background(mentees)
        total += self._seniority(mentees, gaps, known)
        total += self.rules.other_employer * (said & ~same)
        total += self.rules.higher_level * (known & (gaps >= 1))
        total += self._practicalities(mentees)
        total += self._influence(mentees, same, said)
        total += self._remarks(mentees)
        return np.round(total, 2)

    def _levels_between(self, mentees: Sequence[Side]) -> tuple[Counts, Truth]:
        """Levels between them, and whether both are known."""
        own = _numbers(side.rank for side in mentees)[:, None]
        return self._ranks - own, (own != UNKNOWN) & (self._ranks != UNKNOWN)

    def _same_employer(self, mentees: Sequence[Side]) -> tuple[Truth, Truth]:
        """Whether they have an employer in common, and whether both say whom they work for."""
        same = self._employers.shared(side.employers for side in mentees) > 0
        said = _truth(bool(side.employers) for side in mentees)[:, None]
        return same, said & self._employers.any

    def _goals(self, mentees: Sequence[Side], shared: Counts) -> Points:
        words = np.minimum(
            self._offers.shared(side.goal_stems for side in mentees), weights.MOST_WORDS
        )
        most = int(shared.max(initial=0))
        by_areas = np.cumsum([0.0, *(1 / count for count in range(1, most + 1))])
        wants = _truth(bool(side.areas or side.goal_stems) for side in mentees)[:, None]
        nothing = wants & (self._areas.any | self._offers.any) & (shared == 0) & (words == 0)
        counted = self.rules.first_area * by_areas[shared] + self.rules.word * words
        return np.where(nothing, self.rules.nothing_in_common, counted)

    def _likeness(self, shared: Counts, gaps: Counts, known: Truth) -> Points:
        close = known & (np.abs(gaps) <= 1)
        familiar = shared > 0
        counted = self.rules.close_level * close + self.rules.familiar_work * familiar
        return np.where(known & ~close & ~familiar, self.rules.unfamiliar, counted)

    def _background(self, mentees: Sequence[Side]) -> Points:
        met = self._groups.shared(side.background for side in mentees)
        asked = _numbers(len(side.background) for side in mentees)[:, None]
        rules = self.rules
        counts: Points = np.select(
            [np.broadcast_to(asked == 0, met.shape), met == asked, met > 0],
            [0.0, rules.wish_met, rules.wish_met_in_part],
            rules.wish_not_met,
        )
        return counts

    def _seniority(self, mentees: Sequence[Side], gaps: Counts, known: Truth) -> Points:
        own = _numbers(side.experience_years for side in mentees)[:, None]
        longer = (self._experience > own) & (own != UNKNOWN) & (self._experience != UNKNOWN)
        rules = self.rules
        enough = rules.enough_years + rules.longer_experience * longer
        few = np.broadcast_to(self._years < self.needed_years, gaps.shape)
        counted = np.where(few, rules.too_few_years, enough)
        counted[~known | (self._years == UNKNOWN)] = 0.0
        counted[known & (gaps < 0)] = rules.lower_level
        return counted

    def _practicalities(self, mentees: Sequence[Side]) -> Points:
        common = self._modes.shared(side.modes for side in mentees) > 0
        asked = _truth(bool(side.modes) for side in mentees)[:, None]
        near_by = self.rules.near * self._near(mentees)
        meeting: Points = np.select(
            [common, asked & self._modes.any],
            [self.rules.shared_mode + near_by, self.rules.no_shared_mode],
            near_by,
        )
        return meeting

    def _near(self, mentees: Sequence[Side]) -> Truth:
        """Whether they are in the same town, or few kilometres apart; each two spots are measured once."""
        found = self._towns.same(side.town for side in mentees)
        theirs, of_theirs = _distinct(self._spots)
        ours, of_ours = _distinct(side.spot for side in mentees)
        most = self.rules.near_km
        close = [[_within(most, own, other) for other in theirs] for own in ours]
        table = np.array(close, dtype=np.bool_).reshape(len(ours), len(theirs))
        near: Truth = found | table[of_ours][:, of_theirs]
        return near

    def _influence(self, mentees: Sequence[Side], same: Truth, said: Truth) -> Points:
        rules = self.rules
        without = _truth(side.has_no_employer for side in mentees)[:, None] | self._without
        found: Points = np.select(
            [same, ~said & ~without], [rules.same_employer, 0.0], rules.no_influence
        )
        found[self._managers.same(side.manager for side in mentees)] = rules.managers_named_alike
        own = _Near((side.name_letters for side in mentees), count=len(mentees))
        may_manage = self._names.near_any(_alone(side.manager_letters) for side in mentees)
        may_manage |= own.near_any(_alone(side.manager_letters) for side in self.mentors).T
        found[may_manage] = rules.named_like_a_manager
        shared = self._manager_addresses.same(side.manager_address for side in mentees)
        found[shared] = rules.same_manager
        return found

    def _remarks(self, mentees: Sequence[Side]) -> Points:
        own = _Near((side.name_letters for side in mentees), count=len(mentees))
        may_avoid = self._names.near_any(_avoided(side) for side in mentees)
        may_avoid |= own.near_any(_avoided(side) for side in self.mentors).T
        return np.where(may_avoid, self.rules.named_like_someone_to_avoid, 0.0)


def _distinct(spots: Iterable[Spot | None]) -> tuple[list[Spot | None], Counts]:
    """Each spot once, and which of them is each one's."""
    places: dict[Spot | None, int] = {}
    whose = np.array([places.setdefault(spot, len(places)) for spot in spots], dtype=np.int64)
    return list(places), whose


def _within(most: int, one: Spot | None, other: Spot | None) -> bool:
    return one is not None and other is not None and km_between(one, other) <= most


def _alone(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _avoided(side: Side) -> tuple[str, ...]:
    return tuple(words for line in side.avoid for words in line.words)


def _numbers(found: Iterable[int | None]) -> Counts:
    return np.array([UNKNOWN if one is None else one for one in found], dtype=np.int64)


def _truth(found: Iterable[bool]) -> Truth:
    return np.array(list(found), dtype=np.bool_)


class _Sets:
    """A set of keys for each mentor: how many somebody shares with each of them."""

    def __init__(self, sets: Iterable[Collection[Hashable]]) -> None:
        each = list(sets)
        self._places: dict[Hashable, int] = {}
        for keys in each:
            for key in keys:
                self._places.setdefault(key, len(self._places))
        self.any: Truth = _truth(bool(keys) for keys in each)
        self._theirs = self._matrix(each).T.tocsr()

    def shared(self, sets: Iterable[Collection[Hashable]]) -> Counts:
        """How many keys each of some sets has in common with each mentor's."""
        product = self._matrix(list(sets)) @ self._theirs
        return np.asarray(product.toarray(), dtype=np.int64)

    def _matrix(self, sets: Sequence[Collection[Hashable]]) -> sparse.csr_array:
        rows = []
        columns = []
        for row, keys in enumerate(sets):
            for key in keys:
                if key in self._places:
                    rows.append(row)
                    columns.append(self._places[key])
        ones = np.ones(len(rows), dtype=np.int32)
        return sparse.csr_array(
            (ones, (rows, columns)), shape=(len(sets), max(len(self._places), 1))
        )


class _Codes:
    """A text for each mentor: who has the same. An empty one is nobody's."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._codes: dict[str, int] = {}
        self._theirs = _numbers(
            self._codes.setdefault(text, len(self._codes)) if text else None for text in texts
        )

    def same(self, texts: Iterable[str]) -> Truth:
        """Whether each of some texts is each mentor's."""
        own = _numbers(self._codes.get(text) if text else None for text in texts)[:, None]
        found: Truth = (own == self._theirs) & (own != UNKNOWN)
        return found


class _Near:
    """Names for each of some people: whose are near to what others wrote. Each name is compared once, whosever it is."""

    def __init__(self, names: Iterable[Sequence[str]], *, count: int) -> None:
        self._count = count
        self._whose: dict[str, list[int]] = {}
        for place, each in enumerate(names):
            for name in each:
                self._whose.setdefault(name, []).append(place)
        self._known = NearNames(list(self._whose))

    def near_any(self, texts: Iterable[Sequence[str]]) -> Truth:
        """Whether any of somebody's texts is near any of their names: a row for whoever wrote, a column for whose name it is."""
        writers: dict[str, list[int]] = {}
        length = 0
        for place, each in enumerate(texts):
            length = place + 1
            for text in each:
                writers.setdefault(text, []).append(place)
        found = np.zeros((length, self._count), dtype=np.bool_)
        given = list(writers)
        for by, of in self._known.near_to(given):
            for writer in writers[given[by]]:
                found[writer, self._whose[self._known.names[of]]] = True
        return found
