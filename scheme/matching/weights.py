"""What each question counts for two sides, in numbers and without words (R3.2): a whole register is put in order by these.

Each function is of plain values alone, and the same whoever asks: what the Group reads of a pair has its weight from here.
"""

from functools import cache

from scheme.matching.exclusions import may_avoid, may_manage
from scheme.matching.side import Side

MOST_WORDS = 4  # that count, however many both write

YEARS_SHORT = -4.0
LOWER_LEVEL = -5.0
SAME_MANAGER = -5.0
LIKE_A_MANAGER = -4.0
MANAGERS_NAMED_ALIKE = -3.0
SAME_EMPLOYER = -2.0
LIKE_SOMEBODY_TO_AVOID = -3.0


def score(needed_years: int, mentee: Side, mentor: Side) -> float:
    """How well two suit each other, to two places; the sum of what (b) to (i) count, as (a) is for people to say.

    `needed_years`: at a level equal to the mentee's or above it, that the scheme's guideline asks of a mentor.
    """
    gap = levels_between(mentee, mentor)
    shared = len(mentee.areas & mentor.areas)
    words = len(mentee.goal_stems & mentor.offers)
    same = same_employer(mentee, mentor)
    counted = (
        goals(shared, words),
        likeness(gap, shared),
        background(mentee, mentor),
        seniority(gap, needed_years, mentee, mentor),
        difference(gap, same=same),
        practicalities(mentee, mentor),
        influence(mentee, mentor, same=same),
        remarks(mentee, mentor),
    )
    return round(sum(counted), 2)


def levels_between(mentee: Side, mentor: Side) -> int | None:
    """Levels between them, positive when the mentor's is higher; None when one is unknown."""
    if mentee.rank is None or mentor.rank is None:
        return None
    return mentor.rank - mentee.rank


def same_employer(mentee: Side, mentor: Side) -> bool | None:
    """Whether they work for the same organisation; None when one does not say."""
    if not (mentee.employers and mentor.employers):
        return None
    return not mentee.employers.isdisjoint(mentor.employers)


@cache
def goals(areas: int, words: int) -> float:
    """(b) Of areas and words in common; each further area counts less."""
    return sum(3 / count for count in range(1, areas + 1)) + 0.5 * min(words, MOST_WORDS)


def likeness(gap: int | None, areas: int) -> float:
    """(c) A level close by, or an area in common."""
    is_close = gap is not None and abs(gap) <= 1
    if is_close or areas:
        return float(is_close) + float(areas > 0)
    if gap is None:
        return 0.0
    return -1.0


def background(mentee: Side, mentor: Side) -> float:
    """(d) A request that is met, in part or not; nothing where there is none."""
    asked = len(mentee.background)
    if not asked:
        return 0.0
    met = len(mentee.background & mentor.groups)
    if met == asked:
        return 3.0
    if met:
        return 1.5
    return -3.0


def seniority(gap: int | None, needed_years: int, mentee: Side, mentor: Side) -> float:
    """(e) Years at a level equal to or above the mentee's; a little more for more experience in all."""
    if gap is not None and gap < 0:
        return LOWER_LEVEL
    if gap is None or mentor.years is None:
        return 0.0
    if mentor.years < needed_years:
        return YEARS_SHORT
    return 3.5 if is_longer_in_it(mentee, mentor) else 3.0


def is_longer_in_it(mentee: Side, mentor: Side) -> bool:
    """Whether the mentor has more years of experience in all, as far as both say."""
    own = mentor.experience_years
    other = mentee.experience_years
    return own is not None and other is not None and own > other


def difference(gap: int | None, *, same: bool | None) -> float:
    """(f) Another employer or a higher level. Areas carry no weight: (b) must not lose by them."""
    return 1.0 * (same is False) + 0.5 * (gap is not None and gap >= 1)


def practicalities(mentee: Side, mentor: Side) -> float:
    """(g) Ways of meeting both accept, and being in one town."""
    near_by = 0.5 * in_one_town(mentee, mentor)
    if not mentee.modes.isdisjoint(mentor.modes):
        return 1.5 + near_by
    if mentee.modes and mentor.modes:
        return -2 + near_by
    return near_by


def in_one_town(mentee: Side, mentor: Side) -> bool:
    """Whether both gave the same town."""
    return bool(mentee.town) and mentee.town == mentor.town


def influence(mentee: Side, mentor: Side, *, same: bool | None) -> float:
    """(h) A line manager or an employer in common, or a manager whose name is like the other's."""
    if has_one_manager(mentee, mentor):
        return SAME_MANAGER
    if may_manage(mentor, mentee) or may_manage(mentee, mentor):
        return LIKE_A_MANAGER
    if has_managers_of_one_name(mentee, mentor):
        return MANAGERS_NAMED_ALIKE
    if same:
        return SAME_EMPLOYER
    if same is None:
        return 0.0
    return 1.0


def has_one_manager(mentee: Side, mentor: Side) -> bool:
    """Whether both gave the same address of a line manager."""
    return bool(mentee.manager_address) and mentee.manager_address == mentor.manager_address


def has_managers_of_one_name(mentee: Side, mentor: Side) -> bool:
    """Whether both gave the same name of a line manager."""
    return bool(mentee.manager) and mentee.manager == mentor.manager


def remarks(mentee: Side, mentor: Side) -> float:
    """(i) A name like one to avoid; what else they wrote is to be read."""
    if may_avoid(mentee, mentor) or may_avoid(mentor, mentee):
        return LIKE_SOMEBODY_TO_AVOID
    return 0.0
