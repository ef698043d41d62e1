"""What the forms say of a pair on each of the nine questions, in words (R3.2).

Nothing here decides: each point is for the Group to weigh, and is read by the Group alone. What it counts is in `weights`:
whatever is said to be for a pair or against it is what makes its score.
"""

from collections.abc import Iterable

from scheme.forms.fields import Option
from scheme.matching import weights
from scheme.matching.exclusions import may_avoid, may_manage
from scheme.matching.pair import Pair, Point, asks, counts
from scheme.matching.side import text
from scheme.wording import counted

WORDS_SHOWN = weights.MOST_WORDS
WORDS_NAMED = 3  # in a few words
LABELS_NAMED = 2  # likewise, of areas and ways of meeting, whose names may be long


def acquaintance(pair: Pair) -> Point:
    """(a) What is known of it; the rest only the members can say. Who keeps out is counted, and never named."""
    ties = pair.known_to
    term = pair.mentee_term
    told = []
    if ties.know:
        told.append(
            f"{_listed(sorted(ties.know))} {'knows' if len(ties.know) == 1 else 'know'} the {term}"
        )
    if colleagues := ties.colleagues - ties.know:
        verb = "has" if len(colleagues) == 1 else "have"
        told.append(
            f"{_listed(sorted(colleagues))} {verb} or had an employer in common with the {term}"
        )
    if told:
        said = f"{'; '.join(told)}: does that help, or does somebody stand aside?"
    else:
        said = f"Does anyone here know the {term}? Use it, or stand aside from this one."
    kept = f" {counted(ties.keep_out, 'member')} {'keeps' if ties.keep_out == 1 else 'keep'} out of this one already."
    return asks("a", f"{said}{kept if ties.keep_out else ''}")


def goals(pair: Pair) -> Point:
    """(b) Areas both chose, and words that are in the goals and in the experience. Each further area counts less."""
    words = sorted(word for root, word in pair.mentee.goals.items() if root in pair.mentor.offers)
    areas = _labels(pair.definition.areas, pair.shared_areas)
    weight = weights.goals(pair.rules, pair.mentee, pair.mentor)
    found = []
    brief = ""
    if words:
        noun = "word" if len(words) == 1 else "words"
        found.append(f"Both use the {noun} {_listed(words[:WORDS_SHOWN])}.")
        brief = f"both write of {_listed(words[:WORDS_NAMED])}"
    if areas:
        found.insert(0, f"Areas in common: {_listed(areas)}.")
        brief = f"{_some(areas)} in common"
    if found:
        return counts("b", " ".join(found), brief=brief, weight=weight)
    if not weights.say_enough(pair.mentee, pair.mentor):
        told = "One of them says too little to compare goals with experience."
        return asks("b", told, brief="too little said of goals or experience")
    told = "No area or word in common: read the goals beside the experience before deciding."
    return counts("b", told, brief="no area or word in common", weight=weight)


def likeness(pair: Pair) -> Point:
    """(c) A level close by, or an area in common."""
    weight = weights.likeness(pair.rules, pair.gap, len(pair.shared_areas))
    if pair.gap is not None and abs(pair.gap) <= 1:
        if pair.shared_areas:
            common = ", and areas in common"
        else:
            common = ""
        told = f"Close enough to understand: {_apart(pair.gap)}{common}."
        return counts("c", told, brief=_apart(pair.gap), weight=weight)
    if pair.shared_areas:
        told = "They work in the same areas, so the situation is familiar."
        return counts("c", told, brief="the same areas of work", weight=weight)
    if pair.gap is None:
        told = "A level is not known here: is the background close enough?"
        return asks("c", told, brief="a level is not known")
    brief = f"{abs(pair.gap)} levels apart"
    told = f"{_apart(pair.gap).capitalize()} and no area in common: is it close enough?"
    return counts("c", told, brief=brief, weight=weight)


def background(pair: Pair) -> Point:
    """(d) Says whether a request is met, never which: what people share of themselves stays in their forms."""
    asked = len(pair.mentee.background)
    met = len(pair.mentee.background & pair.mentor.groups)
    weight = weights.background(pair.rules, pair.mentee, pair.mentor)
    term = pair.definition.terms.background
    if not asked and text(pair.mentee.application.answers, "background"):
        told = f"The {pair.mentee_term} wrote a wish about {term}: please read it."
        return asks("d", told, brief=f"a wish about {term} to read")
    if not asked:
        return counts("d", f"No {term} was asked for.", brief="", weight=weight)
    if met == asked:
        brief = f"the request about {term} is met"
        return counts("d", f"The request about {term} is met.", brief=brief, weight=weight)
    if met:
        brief = f"the request about {term} is met in part"
        return asks(
            "d",
            f"The request about {term} is met in part, {met} of {asked}.",
            brief=brief,
            weight=weight,
        )
    told = f"What the {pair.mentor_term} chose to say does not meet the request about {term}."
    return counts("d", told, brief=f"the request about {term} is not met", weight=weight)


def seniority(pair: Pair) -> Point:
    """(e) The guideline asks for years at a level equal to or above the mentee's; it is not a bar."""
    needed = pair.definition.eligibility.mentor_years_at_level
    weight = weights.seniority(pair.rules, pair.gap, needed, pair.mentee, pair.mentor)
    years = pair.mentor.years
    if pair.gap is not None and pair.gap < 0:
        told = f"The {pair.mentor_term} is at a lower level than the {pair.mentee_term}."
        brief = f"a lower level than the {pair.mentee_term}'s"
        return counts("e", told, brief=brief, weight=weight)
    if pair.gap is None or years is None:
        told = "The forms don't tell level and years at it: is there enough more experience?"
        return asks("e", told, brief="level and years at it are not known")
    if years < needed:
        brief = f"{_years(years)} at their level, where the guideline asks {needed}"
        told = f"{brief}: had they others at or above the {pair.mentee_term}'s level before?"
        return counts("e", told, brief=brief, weight=weight)
    held = f"{_years(years)} at a level {'equal to' if pair.gap == 0 else 'above'} the {pair.mentee_term}'s"
    brief = held
    own = pair.mentor.experience_years
    if own is not None and weights.is_longer_in_it(pair.mentee, pair.mentor):
        held = f"{held}; {_years(own)} of experience beside {pair.mentee.experience_years}"
    return counts("e", f"{held}.", brief=brief, weight=weight)


def difference(pair: Pair) -> Point:
    """(f) Another employer or a higher level. Other areas are noted and carry no weight: (b) must not lose by them."""
    higher = pair.gap is not None and pair.gap >= 1
    weight = weights.difference(pair.rules, pair.gap, same=pair.same_employer)
    found = [
        *(["another employer"] if pair.same_employer is False else []),
        *(["a higher level"] if higher else []),
    ]
    has_others = bool(pair.mentor.areas - pair.mentee.areas)
    if found:
        more = ["other areas"] if has_others and weight == 0 else []
        brief = _listed(found)
        return counts(
            "f", f"A different view: {_listed([*found, *more])}.", brief=brief, weight=weight
        )
    if has_others:
        return counts(
            "f", "Other areas of work, which counts neither way.", brief="", weight=weight
        )
    unknown = pair.same_employer is None and not pair.without_employer
    if unknown or pair.gap is None:
        told = "The forms don't tell whether there is enough distance between them."
        return asks("f", told, brief="whether there is enough distance")
    if pair.without_employer:
        same = "No higher level, no other areas"
    else:
        same = "Same employer, no higher level, no other areas"
    told = f"{same}: is there enough distance?"
    return asks("f", told, brief="whether there is enough distance")


def practicalities(pair: Pair) -> Point:
    """(g) Ways of meeting both accept, and how far apart they are."""
    mentee = pair.mentee
    mentor = pair.mentor
    where = _where(pair)
    is_near = weights.are_near(pair.rules, mentee, mentor)
    weight = weights.practicalities(pair.rules, mentee, mentor)
    ways = _labels(pair.definition.modes, mentee.modes & mentor.modes)
    if ways:
        told = f"Ways of meeting both accept: {_listed(ways)}. {where}"
        brief = f"can meet by {_some([way.lower() for way in ways])}"
        if is_near:
            brief = f"near, and {brief}"
        return counts("g", told, brief=brief, weight=weight)
    if mentee.modes and mentor.modes:
        told = f"No way of meeting both accept. {where}"
        return counts("g", told, brief="no way of meeting both accept", weight=weight)
    told = f"Ways of meeting were not said by both. {where}"
    return asks("g", told, brief="how both can meet", weight=weight)


def _where(pair: Pair) -> str:
    """Where both are."""
    mentee = pair.mentee.place
    mentor = pair.mentor.place
    if not (mentee and mentor):
        return "One of them did not say where they are."
    apart = weights.km_apart(pair.mentee, pair.mentor)
    if pair.mentee.town == pair.mentor.town:
        return f"Both are in {mentor}."
    if apart == 0:
        return f"They are in {mentee} and {mentor}, right beside each other."
    if apart is None:
        return f"They are in {mentee} and {mentor}."
    if weights.are_near(pair.rules, pair.mentee, pair.mentor):
        return f"They are in {mentee} and {mentor}, near each other: about {apart} km."
    return f"They are in {mentee} and {mentor}, about {apart} km apart."


def influence(pair: Pair) -> Point:
    """(h) A shared line manager or employer, or a manager whose name is like the other's."""
    told, brief = _influence(pair)
    weight = weights.influence(pair.rules, pair.mentee, pair.mentor, same=pair.same_employer)
    if pair.same_employer is None and not pair.without_employer and not brief:
        return asks("h", told, brief="an employer is not known")
    return counts("h", told, brief=brief, weight=weight)


def _influence(pair: Pair) -> tuple[str, str]:
    """What is said of it, in a sentence and in a few words; these are empty where there is none to be seen."""
    mentee = pair.mentee
    mentor = pair.mentor
    if weights.has_one_manager(mentee, mentor):
        return "Both have the same line manager.", "the same line manager"
    if may_manage(mentor, mentee) or may_manage(mentee, mentor):
        return (
            "One has a name like that of the other's line manager: please make sure.",
            "a name like that of the other's line manager",
        )
    if weights.has_managers_of_one_name(mentee, mentor):
        return (
            "Their line managers have the same name: is it one person?",
            "line managers of the same name",
        )
    if pair.same_employer:
        return (
            "Same employer: check that there is no influence, real or perceived.",
            "same employer",
        )
    if pair.without_employer:
        return "No employer or line manager in common, as far as the forms tell.", ""
    if pair.same_employer is None:
        return "An employer is not known here: could one have influence over the other?", ""
    return "Different employers and no line manager in common, as far as the forms tell.", ""


def remarks(pair: Pair) -> Point:
    """(i) Whether either wrote of something to consider; a name like one to avoid comes first, and says no whose."""
    weight = weights.remarks(pair.rules, pair.mentee, pair.mentor)
    if may_avoid(pair.mentee, pair.mentor) or may_avoid(pair.mentor, pair.mentee):
        told = "A name here is like one to be kept apart, at someone's request: please make sure."
        brief = "a name like one to be kept apart at someone's request"
        return counts("i", told, brief=brief, weight=weight)
    who = [
        *([f"the {pair.mentee_term}"] if pair.mentee.remark else []),
        *([f"the {pair.mentor_term}"] if pair.mentor.remark else []),
    ]
    if who:
        told = f"Please read what {_listed(who)} wrote of other things to consider."
        if pair.mentor.remark:
            brief = f"what the {pair.mentor_term} wrote besides"
        else:  # it is the same beside everybody
            brief = ""
        return asks("i", told, brief=brief)
    return counts("i", "Neither wrote of anything else to consider.", brief="", weight=weight)


def _apart(gap: int) -> str:
    if gap == 0:
        return "the same level"
    return f"{abs(gap)} level{'s' if abs(gap) > 1 else ''} {'higher' if gap > 0 else 'lower'}"


def _years(count: int) -> str:
    if count == 1:
        return "1 year"
    return f"{count} years"


def _labels(options: Iterable[Option], chosen: frozenset[str]) -> list[str]:
    """Labels in the scheme's order; a key the scheme no longer lists is shown as it is."""
    known = {option.key: option.label for option in options}
    return [known[key] for key in known if key in chosen] + sorted(chosen - known.keys())


def _some(labels: list[str]) -> str:
    """Two labels, or the first and how many more there are."""
    if len(labels) <= LABELS_NAMED:
        return _listed(labels)
    return f"{labels[0]} and {len(labels) - 1} more"


def _listed(things: list[str]) -> str:
    if len(things) == 1:
        return things[0]
    return f"{', '.join(things[:-1])} and {things[-1]}"
