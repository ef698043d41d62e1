"""Organisers decide: every state × every move of a pair that both were told of; what is not in a table is refused."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from itertools import product

import pytest

from scheme.application.application import ApplicationStage
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import Choice, Next, Outcome, ask, is_acted_on
from scheme.matching.organisers_decide import OrganisersDecide, needs_a_talk
from scheme.matching.proposal import ProposalProgress
from scheme.refusal import Refusal
from tests.support.scheme_cast import (
    MONDAY,
    VALLEY,
    candidate,
    mentee_application,
    mentor_application,
    proposal,
)

WAY = OrganisersDecide()
LATER = MONDAY + timedelta(days=1)
TOM = CandidateId(1)

# How a pair stands: the proposal, the mentor in it, and who has said yes.
STANDS: Mapping[str, tuple[ProposalProgress, Word, str]] = {
    "selected": (ProposalProgress.DRAFT, Word.PROPOSED, ""),
    "both told": (ProposalProgress.ASKED, Word.ASKED, ""),
    "the mentee said yes": (ProposalProgress.ASKED, Word.ASKED, "mentee"),
    "the mentor said yes": (ProposalProgress.ASKED, Word.ASKED, "mentor"),
    "begun": (ProposalProgress.ACCEPTED, Word.ACCEPTED, "mentee mentor"),
    "over": (ProposalProgress.RETURNED, Word.RELEASED, ""),
    "closed": (ProposalProgress.CLOSED, Word.RELEASED, ""),
}


def standing(name: str) -> Choice:
    state, word, yes = STANDS[name]
    mentee = mentee_application()
    if name == "begun":
        mentee.stage = ApplicationStage.MATCHED
    tom = candidate(word)
    if name != "selected":
        tom.both_told, tom.asked_at, tom.answer_by = True, MONDAY, date(2026, 2, 10)
    tom.mentee_fine_at = MONDAY if "mentee" in yes else None
    tom.mentor_fine_at = MONDAY if "mentor" in yes else None
    opened = proposal(state)
    opened.way = "organisers-decide"
    opened.offered_at = None if name == "selected" else MONDAY
    return Choice(definition=VALLEY, mentee=mentee, proposal=opened, candidates=[tom])


def _rather_not(choice: Choice) -> Outcome:
    choice.told_pair().take_back(LATER)
    return WAY.go_on(choice, able=[], now=LATER)


MOVES: Mapping[str, Callable[[Choice], Outcome]] = {
    "agree": lambda choice: WAY.agree(choice, now=LATER),
    "the mentee says yes": lambda choice: WAY.choose(choice, chosen=[TOM], now=LATER),
    "the mentor says yes": lambda choice: WAY.accept(
        choice, candidate=choice.candidates[0], now=LATER
    ),
    "would rather not": _rather_not,
    "the day passes": lambda choice: choice.match(choice.told_pair(), LATER),
    "undo": Choice.draw_back,
    "withdraws": Choice.close,
}
Stands = tuple[Next, ProposalProgress, Word, bool]  # and whether a mentor is told kindly
BEGUN = (Next.PAIR, ProposalProgress.ACCEPTED, Word.ACCEPTED, False)
WAITS = (Next.BOTH, ProposalProgress.ASKED, Word.ASKED, False)
OVER = (Next.GROUP, ProposalProgress.RETURNED, Word.RELEASED, False)
CLOSED = (Next.NOTHING, ProposalProgress.CLOSED, Word.RELEASED, True)
GOES: Mapping[tuple[str, str], Stands] = {
    ("agree", "selected"): (Next.BOTH, ProposalProgress.ASKED, Word.PROPOSED, False),
    ("the mentee says yes", "both told"): WAITS,
    ("the mentee says yes", "the mentee said yes"): WAITS,
    ("the mentee says yes", "the mentor said yes"): BEGUN,
    ("the mentor says yes", "both told"): WAITS,
    ("the mentor says yes", "the mentor said yes"): WAITS,
    ("the mentor says yes", "the mentee said yes"): BEGUN,
    ("would rather not", "both told"): OVER,
    ("would rather not", "the mentee said yes"): OVER,
    ("would rather not", "the mentor said yes"): OVER,
    ("the day passes", "both told"): BEGUN,
    ("the day passes", "the mentee said yes"): BEGUN,
    ("the day passes", "the mentor said yes"): BEGUN,
    ("undo", "both told"): (Next.GROUP, ProposalProgress.DRAFT, Word.PROPOSED, True),
    ("withdraws", "selected"): (*CLOSED[:3], False),
    ("withdraws", "both told"): CLOSED,
    ("withdraws", "the mentee said yes"): CLOSED,
    ("withdraws", "the mentor said yes"): CLOSED,
}


@pytest.mark.parametrize(("move", "name"), list(product(MOVES, STANDS)))
def test_a_pair_moves_as_the_table_says_and_in_no_other_way(move: str, name: str) -> None:
    choice = standing(name)
    before = deepcopy(choice)
    if (move, name) in GOES:
        outcome = MOVES[move](choice)
        tom = choice.candidates[0]
        told = tom in outcome.released
        assert (outcome.next, choice.proposal.state, tom.state, told) == GOES[move, name]
        assert outcome.ask == ((tom,) if move == "agree" else ())
    else:
        with pytest.raises(Refusal):
            MOVES[move](choice)
        assert choice == before


def test_both_are_told_with_a_place_that_is_taken_and_a_day_until_which_a_no_is_fine() -> None:
    choice = standing("selected")
    tom = WAY.agree(choice, now=LATER).ask[0]
    assert not choice.mentee.awaits_answer
    mentor = mentor_application(capacity=1)
    place = ask(choice, candidate=tom, mentor=mentor, taken=[], able=True, now=LATER, both=True)
    assert (place.number, tom.both_told, tom.answer_by) == (1, True, date(2026, 2, 10))
    assert {due.name for due in tom.due(VALLEY)} == {"remind_both", "begin"}


@pytest.mark.parametrize(("taken", "able"), [([1], True), ([], False)])
def test_nobody_is_told_of_a_mentor_without_a_place(taken: list[int], able: bool) -> None:
    choice = standing("selected")
    tom = WAY.agree(choice, now=LATER).ask[0]
    before = deepcopy(tom)
    mentor = mentor_application(capacity=1)
    with pytest.raises(Refusal, match="nobody was told"):
        ask(choice, candidate=tom, mentor=mentor, taken=taken, able=able, now=LATER, both=True)
    assert tom == before


def test_after_an_undoing_both_can_be_told_afresh_with_as_many_days() -> None:
    choice = standing("both told")
    choice.draw_back()
    tom = choice.candidates[0]
    assert (tom.asked_at, tom.answer_by, tom.both_told) == (None, None, False)
    assert choice.proposal.offered_at is None
    assert WAY.agree(choice, now=LATER).next == Next.BOTH
    tom.tell_both(VALLEY, LATER)
    assert tom.answer_by == date(2026, 2, 10)


@pytest.mark.parametrize(
    ("name", "acted"),
    [
        ("both told", False),
        ("the mentee said yes", True),
        ("the mentor said yes", True),
        ("over", True),
    ],
)
def test_a_match_can_be_undone_until_either_has_said_a_word(name: str, acted: bool) -> None:
    choice = standing(name)
    found = is_acted_on(proposal=choice.proposal, candidates=choice.candidates, questions=[])
    assert found is acted


def test_the_mentee_says_yes_to_nobody_but_the_mentor_they_were_told_of() -> None:
    choice = standing("both told")
    with pytest.raises(Refusal, match="not among your options"):
        WAY.choose(choice, chosen=[CandidateId(99)], now=LATER)
    assert choice == standing("both told")


def test_where_a_mentor_was_asked_and_the_mentee_chose_them_nobody_says_yes_for_both() -> None:
    asked: Candidate = candidate(Word.ASKED)
    with pytest.raises(Refusal, match="closed"):
        asked.say_yes("mentee", LATER)


@pytest.mark.parametrize(("nos", "talk"), [(0, False), (1, False), (2, True), (5, True)])
def test_after_a_second_no_a_person_talks_with_them(nos: int, talk: bool) -> None:
    assert needs_a_talk(nos) is talk


def test_one_mentor_is_selected_and_both_are_told() -> None:
    assert (WAY.most(VALLEY), WAY.tells_both) == (1, True)
