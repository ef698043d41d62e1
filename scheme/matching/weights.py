"""What each question counts for two sides, in numbers and without words (R3.2): a whole register is put in order by these.

What counts how much is the scheme's to say (`scheme.definition.matching`). Each function is of plain values alone, and the
same whoever asks: what the Group reads of a pair has its weight from here.
"""

from functools import cache

from scheme.definition.definition import Definition
from scheme.definition.gazetteer import km_between
from scheme.definition.matching import Matching
from scheme.matching.exclusions import may_avoid, may_manage
from scheme.matching.side import Side

MOST_WORDS = 4  # that count, however many both write


def score(definition: Definition, mentee: Side, mentor: Side) -> float:
    """How well two suit each other, to two places; the sum of what (b) to (i) count, as (a) is for people to say."""
    rules = definition.matching
    needed_years = definition.eligibility.mentor_years_at_level
    gap = levels_between(mentee, mentor)
    shared = len(mentee.areas & mentor.areas)
    same = same_employer(mentee, mentor)
    counted = (
        goals(rules, mentee, mentor),
        likeness(rules, gap, shared),
        background(rules, mentee, mentor),
        seniority(rules, gap, needed_years, mentee, mentor),
        difference(rules, gap, same=same),
        practicalities(rules, mentee, mentor),
        influence(rules, mentee, mentor, same=same),
        remarks(rules, mentee, mentor),
    )
    return round(sum(counted), 2)


def most(rules: Matching, areas: int) -> float:
    """The most that a score can come to where nobody chose more than so many areas, whatever a scheme lets each thing count."""
    return (
        rules.first_area * _each_less(areas)
        + rules.word * MOST_WORDS
        + rules.close_level
        + rules.familiar_work
        + max(rules.wish_met, rules.wish_met_in_part)
        + rules.enough_years
        + rules.longer_experience
        + rules.other_employer
        + rules.higher_level
        + rules.shared_mode
        + rules.near
        + rules.no_influence
    )


def least(rules: Matching) -> float:
    """The least that a score can come to."""
    return (
        rules.nothing_in_common
        + rules.unfamiliar
        + rules.wish_not_met
        + min(rules.too_few_years, rules.lower_level)
        + rules.no_shared_mode
        + min(
            rules.same_employer,
            rules.managers_named_alike,
            rules.named_like_a_manager,
            rules.same_manager,
        )
        + rules.named_like_someone_to_avoid
    )


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


def goals(rules: Matching, mentee: Side, mentor: Side) -> float:
    """(b) Of areas and words in common, each further area counting less; against two who have none."""
    areas = len(mentee.areas & mentor.areas)
    words = min(len(mentee.goal_stems & mentor.offers), MOST_WORDS)
    if areas or words:
        return rules.first_area * _each_less(areas) + rules.word * words
    if say_enough(mentee, mentor):
        return rules.nothing_in_common
    return 0.0


@cache
def _each_less(count: int) -> float:
    """One, and a half for a second, a third for a third, and so on."""
    return sum(1 / place for place in range(1, count + 1))


def say_enough(mentee: Side, mentor: Side) -> bool:
    """Whether one says what they want and the other what they offer, so that the two can be compared."""
    return bool(mentee.areas or mentee.goal_stems) and bool(mentor.areas or mentor.offers)


def likeness(rules: Matching, gap: int | None, areas: int) -> float:
    """(c) A level close by, or an area in common."""
    is_close = gap is not None and abs(gap) <= 1
    if is_close or areas:
        return rules.close_level * is_close + rules.familiar_work * (areas > 0)
    if gap is None:
        return 0.0
    return rules.unfamiliar


def background(rules: Matching, mentee: Side, mentor: Side) -> float:
    """(d) A request that is met, in part or not; nothing where there is none."""
    asked = len(mentee.background)
    if not asked:
        return 0.0
    met = len(mentee.background & mentor.groups)
    if met == asked:
        return rules.wish_met
    if met:
        return rules.wish_met_in_part
    return rules.wish_not_met


def seniority(
    rules: Matching, gap: int | None, needed_years: int, mentee: Side, mentor: Side
) -> float:
    """(e) Years at a level equal to or above the mentee's, as many as the scheme asks; more for more experience in all."""
    if gap is not None and gap < 0:
        return rules.lower_level
    if gap is None or mentor.years is None:
        return 0.0
    if mentor.years < needed_years:
        return rules.too_few_years
    return rules.enough_years + rules.longer_experience * is_longer_in_it(mentee, mentor)


def is_longer_in_it(mentee: Side, mentor: Side) -> bool:
    """Whether the mentor has more years of experience in all, as far as both say."""
    own = mentor.experience_years
    other = mentee.experience_years
    return own is not None and other is not None and own > other


def difference(rules: Matching, gap: int | None, *, same: bool | None) -> float:
    """(f) Another employer or a higher level. Areas carry no weight: (b) must not lose by them."""
    is_higher = gap is not None and gap >= 1
    return rules.other_employer * (same is False) + rules.higher_level * is_higher


def practicalities(rules: Matching, mentee: Side, mentor: Side) -> float:
    """(g) Ways of meeting both accept, and being near, which is no use to two who can't meet."""
    near_by = rules.near * are_near(rules, mentee, mentor)
    if not mentee.modes.isdisjoint(mentor.modes):
        return rules.shared_mode + near_by
    if mentee.modes and mentor.modes:
        return rules.no_shared_mode
    return near_by


def are_near(rules: Matching, mentee: Side, mentor: Side) -> bool:
    """Whether they are so few kilometres apart, or in a town of the same name where it is not known where that is."""
    apart = km_apart(mentee, mentor)
    return apart is not None and apart <= rules.near_km


def km_apart(mentee: Side, mentor: Side) -> int | None:
    """How many kilometres are between them; 0 within a town, and None where it cannot be told."""
    if mentee.town and mentee.town == mentor.town:
        return 0
    if mentee.spot is None or mentor.spot is None:
        return None
    return km_between(mentee.spot, mentor.spot)


def influence(rules: Matching, mentee: Side, mentor: Side, *, same: bool | None) -> float:
    """(h) A line manager or an employer in common, or a manager whose name is like the other's."""
    if has_one_manager(mentee, mentor):
        return rules.same_manager
    if may_manage(mentor, mentee) or may_manage(mentee, mentor):
        return rules.named_like_a_manager
    if has_managers_of_one_name(mentee, mentor):
        return rules.managers_named_alike
    if same:
        return rules.same_employer
    if same is None and not (mentee.has_no_employer or mentor.has_no_employer):
        return 0.0
    return rules.no_influence


def has_one_manager(mentee: Side, mentor: Side) -> bool:
    """Whether both gave the same address of a line manager."""
    return bool(mentee.manager_address) and mentee.manager_address == mentor.manager_address


def has_managers_of_one_name(mentee: Side, mentor: Side) -> bool:
    """Whether both gave the same name of a line manager."""
    return bool(mentee.manager) and mentee.manager == mentor.manager


def remarks(rules: Matching, mentee: Side, mentor: Side) -> float:
    """(i) A name like one to avoid; what else they wrote is to be read."""
    names_anybody = bool(
        mentee.avoid or mentor.avoid
    )  # mostly not, and whole registers are compared
    if names_anybody and (may_avoid(mentee, mentor) or may_avoid(mentor, mentee)):
        return rules.named_like_someone_to_avoid
    return 0.0
