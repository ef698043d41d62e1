"""Approach several: every way a first talk can stand × every move; what is not in the table is refused, and changes nothing."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from itertools import product

import pytest

from scheme.application.application import ApplicationStage
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, CandidateId
from scheme.matching.approach_several import ApproachSeveral
from scheme.matching.candidate import Word
from scheme.matching.choosing import Choice, Next, Outcome, approach, hold, may_talk
from scheme.matching.proposal import ProposalProgress
from scheme.refusal import Refusal
from tests.support.scheme_cast import (
    MONDAY,
    TODAY,
    VALLEY,
    candidate,
    mentee_application,
    mentor_application,
    proposal,
)

LATER = MONDAY + timedelta(days=1)
TOM, OTHER, THIRD = CandidateId(1), CandidateId(2), CandidateId(3)
SEVERAL = ApproachSeveral()


def _with(**choosing: object) -> Definition:
    changed = VALLEY.choosing.model_copy(update={"mode": "approach-several", **choosing})
    return VALLEY.model_copy(update={"choosing": changed})


TWO_AT_ONCE = _with(at_once=2)


def standing(tom: Word, other: Word = Word.PROPOSED, third: Word = Word.PROPOSED) -> Choice:
    """Maya's choice between three, which is with her: the first as told, with the days that belong to it."""
    offered = proposal(ProposalProgress.OFFERED)
    offered.offered_at, offered.choose_by = MONDAY, TODAY
    three = [candidate(word) for word in (tom, other, third)]
    for number, one in enumerate(three):
        one.id = CandidateId(number + 1)
        one.asked_at, one.answer_by, one.talk_by, one.decide_by = MONDAY, TODAY, TODAY, TODAY
    mentee = mentee_application()
    mentee.stage = ApplicationStage.ELIGIBLE
    return Choice(definition=TWO_AT_ONCE, mentee=mentee, proposal=offered, candidates=three)


def _ended(end: Callable[[Choice], None], *, able: bool) -> Callable[[Choice], Outcome]:
    """A move of the first by which a talk or a request ends; then what follows, with others to ask or without."""

    def move(choice: Choice) -> Outcome:
        end(choice)
        left = [one for one in choice.candidates[1:] if one.state == Word.PROPOSED]
        return SEVERAL.go_on(choice, able=left if able else [], now=LATER)

    return move


MOVES: Mapping[str, Callable[[Choice], Outcome]] = {
    "choose": lambda choice: SEVERAL.choose(choice, chosen=[OTHER], now=LATER),
    "accept": lambda choice: SEVERAL.accept(choice, candidate=choice.candidates[0], now=LATER),
    "decline": _ended(lambda choice: choice.candidates[0].decline(LATER), able=True),
    "decline, nobody left": _ended(lambda choice: choice.candidates[0].decline(LATER), able=False),
    "part": _ended(lambda choice: choice.candidates[0].part(), able=True),
    "part, nobody left": _ended(lambda choice: choice.candidates[0].part(), able=False),
    "fade": _ended(lambda choice: choice.candidates[0].fade(), able=True),
    "settle": lambda choice: choice.settle(choice.candidates[0], LATER),
    "ask for others": lambda choice: choice.come_to_nothing(LATER),
    "close": Choice.close,
}
# What follows, who is told kindly; then how the proposal and the first stand, and whether a day to choose by runs.
Stands = tuple[Next, tuple[int, ...], ProposalProgress, Word, bool]
OFFERED, RETURNED = ProposalProgress.OFFERED, ProposalProgress.RETURNED
GOES: Mapping[tuple[str, Word], Stands] = {
    **{("choose", word): (Next.MENTOR, (), OFFERED, word, False) for word in Word},
    ("accept", Word.APPROACHED): (Next.TALK, (), OFFERED, Word.TALKING, True),
    ("decline", Word.APPROACHED): (Next.MENTEE, (), OFFERED, Word.DECLINED, True),
    ("decline, nobody left", Word.APPROACHED): (Next.GROUP, (), RETURNED, Word.DECLINED, True),
    ("decline", Word.ASKED): (Next.MENTEE, (), OFFERED, Word.DECLINED, True),
    ("decline, nobody left", Word.ASKED): (Next.GROUP, (), RETURNED, Word.DECLINED, True),
    **{("ask for others", word): (Next.GROUP, (), RETURNED, word, True) for word in Word},
    **{("close", word): (Next.NOTHING, (), ProposalProgress.CLOSED, word, True) for word in Word},
}
for _word in (Word.TALKING, Word.TALKED):
    GOES = {
        **GOES,
        ("part", _word): (Next.MENTEE, (), OFFERED, Word.PARTED, True),
        ("part, nobody left", _word): (Next.GROUP, (), RETURNED, Word.PARTED, True),
        ("fade", _word): (Next.MENTEE, (), OFFERED, Word.LAPSED, True),
        ("settle", _word): (Next.PAIR, (), ProposalProgress.ACCEPTED, Word.ACCEPTED, True),
    }
for _word in (Word.PROPOSED, Word.ASKED, Word.APPROACHED, Word.TALKING, Word.TALKED):
    _told = () if _word == Word.PROPOSED else (TOM,)
    GOES = {
        **GOES,
        ("ask for others", _word): (Next.GROUP, _told, RETURNED, Word.RELEASED, True),
        ("close", _word): (Next.NOTHING, _told, ProposalProgress.CLOSED, Word.RELEASED, True),
    }


@pytest.mark.parametrize(("move", "word"), list(product(MOVES, Word)))
def test_a_choice_moves_as_the_table_says_and_in_no_other_way(move: str, word: Word) -> None:
    choice = standing(word)
    before = deepcopy(choice)
    if (move, word) in GOES:
        outcome = MOVES[move](choice)
        first = choice.candidates[0]
        told = tuple(one.id for one in outcome.released)
        runs = choice.proposal.choose_by is not None
        assert (outcome.next, told, choice.proposal.state, first.state, runs) == GOES[move, word]
        assert outcome.ask == ()
    else:
        with pytest.raises(Refusal):
            MOVES[move](choice)
        assert choice == before


@pytest.mark.parametrize(
    "state", [state for state in ProposalProgress if state != ProposalProgress.OFFERED]
)
@pytest.mark.parametrize("move", ["choose", "accept", "settle"])
def test_nobody_talks_or_decides_about_what_is_not_with_the_mentee(
    move: str, state: ProposalProgress
) -> None:
    choice = standing(Word.APPROACHED if move == "accept" else Word.TALKED)
    choice.proposal.state = state
    before = deepcopy(choice)
    with pytest.raises(Refusal):
        MOVES[move](choice)
    assert choice == before


@pytest.mark.parametrize(
    ("words", "chosen", "fits"),
    [
        ((Word.PROPOSED, Word.PROPOSED, Word.PROPOSED), [TOM, OTHER], True),
        ((Word.PROPOSED, Word.PROPOSED, Word.PROPOSED), [TOM, OTHER, THIRD], False),
        ((Word.APPROACHED, Word.PROPOSED, Word.PROPOSED), [OTHER], True),
        ((Word.APPROACHED, Word.TALKED, Word.PROPOSED), [THIRD], False),
        ((Word.TALKING, Word.TALKED, Word.PROPOSED), [THIRD], False),
        ((Word.PARTED, Word.DECLINED, Word.PROPOSED), [THIRD], True),
        ((Word.LAPSED, Word.TALKED, Word.PROPOSED), [THIRD], True),
    ],
)
def test_no_more_first_talks_at_once_than_the_scheme_lets_a_mentee_have(
    words: tuple[Word, Word, Word], chosen: list[CandidateId], fits: bool
) -> None:
    choice = standing(*words)
    if fits:
        outcome = SEVERAL.choose(choice, chosen=chosen, now=LATER)
        assert [one.id for one in outcome.approach] == chosen
    else:
        with pytest.raises(Refusal, match="2 first talks at once"):
            SEVERAL.choose(choice, chosen=chosen, now=LATER)


@pytest.mark.parametrize("chosen", [[], [CandidateId(99)]])
def test_nobody_who_is_not_among_the_options_can_be_approached(chosen: list[CandidateId]) -> None:
    with pytest.raises(Refusal, match="not among your options"):
        SEVERAL.choose(standing(Word.PROPOSED), chosen=chosen, now=LATER)


def test_those_whom_the_mentee_did_not_choose_are_all_told_and_nobody_else() -> None:
    choice = standing(Word.TALKED, Word.TALKING, Word.APPROACHED)
    outcome = choice.settle(choice.candidates[0], LATER)
    assert [one.id for one in outcome.released] == [OTHER, THIRD]
    assert choice.mentee.stage == ApplicationStage.MATCHED


@pytest.mark.parametrize("stage", list(ApplicationStage))
def test_only_a_mentee_who_waits_for_a_mentor_can_decide(stage: ApplicationStage) -> None:
    choice = standing(Word.TALKED)
    choice.mentee.stage = stage
    if stage == ApplicationStage.ELIGIBLE:
        assert choice.settle(choice.candidates[0], LATER).next == Next.PAIR
    else:
        with pytest.raises(Refusal):
            choice.settle(choice.candidates[0], LATER)


# Room for a talk, and the place


@pytest.mark.parametrize(
    ("capacity", "taken", "talks", "room"),
    [
        (1, [], 2, True),
        (1, [], 3, False),
        (2, [1], 3, False),
        (2, [], 5, True),
        (2, [], 6, False),
        (1, [1], 0, False),
        (0, [], 0, False),
    ],
)
def test_a_first_talk_takes_no_place_and_there_are_only_so_many_for_each_that_is_free(
    capacity: int, taken: list[int], talks: int, room: bool
) -> None:
    choice, mentor = standing(Word.PROPOSED), mentor_application(capacity=capacity)
    tom = choice.candidates[0]
    assert may_talk(choosing=TWO_AT_ONCE.choosing, mentor=mentor, taken=taken, talks=talks) is room

    def _approach(able: bool) -> None:
        approach(
            choice, candidate=tom, mentor=mentor, taken=taken, talks=talks, able=able, now=LATER
        )

    with pytest.raises(Refusal, match="can't be asked just now"):
        _approach(False)
    if room:
        _approach(True)
        assert tom.state == Word.APPROACHED
        assert tom.answer_by == date(2026, 2, 10)
    else:
        with pytest.raises(Refusal, match="can't be asked just now"):
            _approach(True)
        assert tom.state == Word.PROPOSED


@pytest.mark.parametrize(("taken", "number"), [([], 1), ([1], 2), ([2], 1), ([1, 2], 0)])
@pytest.mark.parametrize("word", list(Word))
def test_a_place_is_held_for_whoever_was_talked_with_while_there_is_a_free_one(
    word: Word, taken: list[int], number: int
) -> None:
    who, mentor = candidate(word), mentor_application(capacity=2)
    if word in (Word.TALKING, Word.TALKED) and number:
        place = hold(candidate=who, mentor=mentor, taken=taken, now=LATER)
        assert (place.mentor_application_id, place.number, place.candidate_id) == (
            ApplicationId(mentor.id),
            number,
            who.id,
        )
        assert place.taken_at == LATER
    else:
        with pytest.raises(Refusal):
            hold(candidate=who, mentor=mentor, taken=taken, now=LATER)


# Clocks


def test_a_first_talk_has_a_day_on_which_both_are_asked_and_one_on_which_it_is_let_go() -> None:
    tom = candidate(Word.APPROACHED)
    tom.talk(TWO_AT_ONCE, MONDAY)
    assert tom.talk_by == date(2026, 2, 23)
    assert [(due.name, due.at.date()) for due in tom.due(TWO_AT_ONCE)] == [
        ("how", date(2026, 2, 24)),
        ("never", date(2026, 3, 3)),
    ]


def test_once_they_have_talked_the_mentee_is_reminded_and_then_it_is_let_go() -> None:
    tom = candidate(Word.TALKING)
    tom.have_talked(TWO_AT_ONCE, MONDAY)
    assert (tom.talked_at, tom.decide_by) == (MONDAY, date(2026, 2, 23))
    assert [(due.name, due.at.date()) for due in tom.due(TWO_AT_ONCE)] == [
        ("decide", date(2026, 2, 9)),
        ("decide", date(2026, 2, 16)),
        ("undecided", date(2026, 2, 24)),
    ]
    tom.have_talked(TWO_AT_ONCE, LATER)
    assert tom.talked_at == MONDAY


def test_a_talk_that_is_put_off_has_as_long_again() -> None:
    tom = candidate(Word.TALKING)
    tom.talk_later(TWO_AT_ONCE, LATER)
    assert tom.talk_by == date(2026, 2, 24)


@pytest.mark.parametrize("word", list(Word))
def test_each_mentor_who_knows_of_it_has_a_day_and_nobody_else_has(word: Word) -> None:
    tom = candidate(word)
    tom.asked_at, tom.answer_by, tom.talked_at = MONDAY, TODAY, MONDAY
    tom.talk_by, tom.decide_by = TODAY, TODAY
    waits = word in (Word.ASKED, Word.APPROACHED, Word.TALKING, Word.TALKED)
    assert bool(tom.due(TWO_AT_ONCE)) is waits


@pytest.mark.parametrize("word", [word for word in Word if word not in (Word.PROPOSED,)])
def test_the_mentee_s_own_day_rests_as_long_as_somebody_else_has_one(word: Word) -> None:
    choice = standing(word)
    choice.proposal.choose_by = None
    choice.count_days(LATER)
    under_way = word in (Word.APPROACHED, Word.TALKING, Word.TALKED)
    assert choice.proposal.choose_by == (None if under_way else date(2026, 2, 24))
    assert bool(choice.proposal.due(TWO_AT_ONCE)) is not under_way
