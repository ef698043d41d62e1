"""The nine questions a Group asks of a possible pair, and what the forms say about each, in words (R3.2).

Nothing here decides: each verdict is for the Group to weigh, and is read by the Group alone. What it counts is in `weights`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scheme.definition.definition import Definition
from scheme.forms.fields import Option
from scheme.matching import weights
from scheme.matching.exclusions import may_avoid, may_manage
from scheme.matching.side import Side, text
from scheme.matching.ties import NO_TIES, Ties
from scheme.wording import counted

CriterionLetter = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i"]
Tone = Literal["for", "against", "ask"]

WORDS_SHOWN = weights.MOST_WORDS


@dataclass(frozen=True, kw_only=True)
class Point:
    """The verdict on one question. `ask` is what only people can know; `weight` is its share of the score."""

    question: CriterionLetter  # by its letter
    tone: Tone  # whether it speaks for the pair, against it, or is to be asked
    text: str  # a sentence for the Group
    weight: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A mentee and a mentor side by side. `known_to`: what is known of members' ties to the mentee."""

    definition: Definition  # the scheme's rules
    mentee: Side  # what the rules read of them
    mentor: Side  # likewise
    known_to: Ties = NO_TIES

    @cached_property
    def gap(self) -> int | None:
        """Levels between them, positive when the mentor's is higher; None when one is unknown."""
        return weights.levels_between(self.mentee, self.mentor)

    @cached_property
    def shared_areas(self) -> frozenset[str]:
        """Areas both chose."""
        return self.mentee.areas & self.mentor.areas

    @cached_property
    def same_employer(self) -> bool | None:
        """Whether they work for the same organisation; None when one does not say."""
        return weights.same_employer(self.mentee, self.mentor)

    @property
    def without_employer(self) -> bool:
        """Whether one of them takes part by themselves, so that there is no employer to compare."""
        return self.mentee.has_no_employer or self.mentor.has_no_employer

    @property
    def mentee_term(self) -> str:
        """The scheme's word for a mentee."""
        return self.definition.terms.mentee

    @property
    def mentor_term(self) -> str:
        """The scheme's word for a mentor."""
        return self.definition.terms.mentor


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One of the nine questions, in our words, and how the rules answer it. `name` is what it is called for short."""

    letter: CriterionLetter  # as the Group's own list has them
    name: str
    question: str  # as the Group reads it
    judge: Callable[[Pair], Point]  # gives the verdict on a pair


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
    return Point(question="a", tone="ask", text=f"{said}{kept if ties.keep_out else ''}")


def goals(pair: Pair) -> Point:
    """(b) Areas both chose, and words that are in the goals and in the experience. Each further area counts less."""
    words = sorted(word for root, word in pair.mentee.goals.items() if root in pair.mentor.offers)
    found = []
    if pair.shared_areas:
        found.append(f"Areas in common: {_labels(pair.definition.areas, pair.shared_areas)}.")
    if words:
        found.append(f"Both use the words {_listed(words[:WORDS_SHOWN])}.")
    if found:
        weight = weights.goals(len(pair.shared_areas), len(words))
        return Point(question="b", tone="for", text=" ".join(found), weight=weight)
    if not (pair.mentee.areas or pair.mentee.goals) or not (
        pair.mentor.areas or pair.mentor.offers
    ):
        return Point(
            question="b",
            tone="ask",
            text="One of them says too little to compare goals with experience.",
        )
    return Point(
        question="b",
        tone="against",
        text="No area or word in common: read the goals beside the experience before deciding.",
    )


def likeness(pair: Pair) -> Point:
    """(c) A level close by, or an area in common."""
    weight = weights.likeness(pair.gap, len(pair.shared_areas))
    if pair.gap is not None and abs(pair.gap) <= 1:
        if pair.shared_areas:
            common = ", and areas in common"
        else:
            common = ""
        told = f"Close enough to understand: {_apart(pair.gap)}{common}."
        return Point(question="c", tone="for", text=told, weight=weight)
    if pair.shared_areas:
        told = "They work in the same areas, so the situation is familiar."
        return Point(question="c", tone="for", text=told, weight=weight)
    if pair.gap is None:
        told = "A level is not known here: is the background close enough?"
        return Point(question="c", tone="ask", text=told, weight=weight)
    told = f"{_apart(pair.gap).capitalize()} and no area in common: is it close enough?"
    return Point(question="c", tone="against", text=told, weight=weight)


def background(pair: Pair) -> Point:
    """(d) Says whether a request is met, never which: what people share of themselves stays in their forms."""
    asked = len(pair.mentee.background)
    met = len(pair.mentee.background & pair.mentor.groups)
    weight = weights.background(pair.mentee, pair.mentor)
    term = pair.definition.terms.background
    tone: Tone
    if not asked and text(pair.mentee.application.answers, "background"):
        tone, told = "ask", f"The {pair.mentee_term} wrote a wish about {term}: please read it."
    elif not asked:
        tone, told = "for", f"No {term} was asked for."
    elif met == asked:
        tone, told = "for", f"The request about {term} is met."
    elif met:
        tone, told = "ask", f"The request about {term} is met in part, {met} of {asked}."
    else:
        tone = "against"
        told = f"What the {pair.mentor_term} chose to say does not meet the request about {term}."
    return Point(question="d", tone=tone, text=told, weight=weight)


def seniority(pair: Pair) -> Point:
    """(e) The guideline asks for years at a level equal to or above the mentee's; it is not a bar."""
    needed = pair.definition.eligibility.mentor_years_at_level
    weight = weights.seniority(pair.gap, needed, pair.mentee, pair.mentor)
    years = pair.mentor.years
    if pair.gap is not None and pair.gap < 0:
        told = f"The {pair.mentor_term} is at a lower level than the {pair.mentee_term}."
        return Point(question="e", tone="against", text=told, weight=weight)
    if pair.gap is None or years is None:
        told = "The forms don't tell level and years at it: is there enough more experience?"
        return Point(question="e", tone="ask", text=told, weight=weight)
    if years < needed:
        short = f"{_years(years)} at their level, where the guideline asks {needed}: had they others at or above"
        told = f"{short} the {pair.mentee_term}'s level before?"
        return Point(question="e", tone="against", text=told, weight=weight)
    held = f"{_years(years)} at a level {'equal to' if pair.gap == 0 else 'above'} the {pair.mentee_term}'s"
    own = pair.mentor.experience_years
    if own is not None and weights.is_longer_in_it(pair.mentee, pair.mentor):
        held = f"{held}; {_years(own)} of experience beside {pair.mentee.experience_years}"
    return Point(question="e", tone="for", text=f"{held}.", weight=weight)


def difference(pair: Pair) -> Point:
    """(f) Another employer, a higher level or other areas. Areas carry no weight: (b) must not lose by them."""
    higher = pair.gap is not None and pair.gap >= 1
    found = [
        *(["another employer"] if pair.same_employer is False else []),
        *(["a higher level"] if higher else []),
        *(["other areas"] if pair.mentor.areas - pair.mentee.areas else []),
    ]
    if found:
        weight = weights.difference(pair.gap, same=pair.same_employer)
        told = f"A different view: {_listed(found)}."
        return Point(question="f", tone="for", text=told, weight=weight)
    unknown = pair.same_employer is None and not pair.without_employer
    if unknown or pair.gap is None:
        return Point(
            question="f",
            tone="ask",
            text="The forms don't tell whether there is enough distance between them.",
        )
    if pair.without_employer:
        same = "No higher level, no other areas"
    else:
        same = "Same employer, no higher level, no other areas"
    return Point(question="f", tone="against", text=f"{same}: is there enough distance?")


def practicalities(pair: Pair) -> Point:
    """(g) Ways of meeting both accept, and how far apart they are."""
    mentee = pair.mentee
    mentor = pair.mentor
    if weights.in_one_town(mentee, mentor):
        where = f"Both are in {mentor.place}."
    elif mentee.place and mentor.place:
        where = f"They are in {mentee.place} and {mentor.place}."
    else:
        where = "One of them did not say where they are."
    weight = weights.practicalities(mentee, mentor)
    shared = mentee.modes & mentor.modes
    if shared:
        ways = _labels(pair.definition.modes, shared)
        told = f"Ways of meeting both accept: {ways}. {where}"
        return Point(question="g", tone="for", text=told, weight=weight)
    if mentee.modes and mentor.modes:
        told = f"No way of meeting both accept. {where}"
        return Point(question="g", tone="against", text=told, weight=weight)
    told = f"Ways of meeting were not said by both. {where}"
    return Point(question="g", tone="ask", text=told, weight=weight)


def influence(pair: Pair) -> Point:
    """(h) A shared line manager or employer, or a manager whose name is like the other's."""
    mentee = pair.mentee
    mentor = pair.mentor
    tone: Tone = "against"
    if weights.has_one_manager(mentee, mentor):
        told = "Both have the same line manager."
    elif may_manage(mentor, mentee) or may_manage(mentee, mentor):
        told = "One has a name like that of the other's line manager: please make sure."
    elif weights.has_managers_of_one_name(mentee, mentor):
        told = "Their line managers have the same name: is it one person?"
    elif pair.same_employer:
        told = "Same employer: check that there is no influence, real or perceived."
    elif pair.without_employer:
        tone = "for"
        told = "No employer or line manager in common, as far as the forms tell."
    elif pair.same_employer is None:
        tone = "ask"
        told = "An employer is not known here: could one have influence over the other?"
    else:
        tone = "for"
        told = "Different employers and no line manager in common, as far as the forms tell."
    weight = weights.influence(mentee, mentor, same=pair.same_employer)
    return Point(question="h", tone=tone, text=told, weight=weight)


def remarks(pair: Pair) -> Point:
    """(i) Whether either wrote of something to consider; a name like one to avoid comes first, and says no whose."""
    if may_avoid(pair.mentee, pair.mentor) or may_avoid(pair.mentor, pair.mentee):
        return Point(
            question="i",
            tone="against",
            text="A name here is like one to be kept apart, at someone's request: please make sure.",
            weight=weights.LIKE_SOMEBODY_TO_AVOID,
        )
    who = [
        *([f"the {pair.mentee_term}"] if pair.mentee.remark else []),
        *([f"the {pair.mentor_term}"] if pair.mentor.remark else []),
    ]
    if who:
        return Point(
            question="i",
            tone="ask",
            text=f"Please read what {_listed(who)} wrote of other things to consider.",
        )
    return Point(question="i", tone="for", text="Neither wrote of anything else to consider.")


CRITERIA = (
    Criterion(
        letter="a",
        name="Known to us",
        question="Does a member know the applicant, and is any conflict dealt with?",
        judge=acquaintance,
    ),
    Criterion(
        letter="b", name="Goals", question="Do the goals meet the experience offered?", judge=goals
    ),
    Criterion(
        letter="c",
        name="Credibility",
        question="Is the background alike enough to understand the situation?",
        judge=likeness,
    ),
    Criterion(
        letter="d",
        name="Background",
        question="Is a wish about background respected?",
        judge=background,
    ),
    Criterion(
        letter="e", name="Experience", question="Is there enough more experience?", judge=seniority
    ),
    Criterion(
        letter="f",
        name="Distance",
        question="Are they different enough for distance and challenge?",
        judge=difference,
    ),
    Criterion(
        letter="g",
        name="Practicalities",
        question="Do place, preferences and constraints work?",
        judge=practicalities,
    ),
    Criterion(
        letter="h",
        name="Influence",
        question="Is there no line management or other influence, real or perceived?",
        judge=influence,
    ),
    Criterion(
        letter="i",
        name="Anything else",
        question="Has either said anything else that counts?",
        judge=remarks,
    ),
)


def _apart(gap: int) -> str:
    if gap == 0:
        return "the same level"
    return f"{abs(gap)} level{'s' if abs(gap) > 1 else ''} {'higher' if gap > 0 else 'lower'}"


def _years(count: int) -> str:
    if count == 1:
        return "1 year"
    return f"{count} years"


def _labels(options: Iterable[Option], chosen: frozenset[str]) -> str:
    """Labels in the scheme's order; a key the scheme no longer lists is shown as it is."""
    known = {option.key: option.label for option in options}
    return _listed([known[key] for key in known if key in chosen] + sorted(chosen - known.keys()))


def _listed(things: list[str]) -> str:
    if len(things) == 1:
        return things[0]
    return f"{', '.join(things[:-1])} and {things[-1]}"
