"""Choose of all: state × move, with and without mentors that the mentee had chosen; what is not in a table is refused."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from itertools import product

import pytest

from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choose_of_all import ChooseOfAll
from scheme.matching.choosing import Choice, Next, Outcome
from scheme.matching.proposal import ProposalProgress
from scheme.matching.shortlist import Shortlist
from scheme.refusal import Refusal
from tests.scheme.matching.test_choosing import LATER, OTHER, TOM, standing
from tests.support.scheme_cast import MONDAY, VALLEY

WAY = ChooseOfAll()
CHOSEN: Mapping[str, Sequence[CandidateId]] = {
    "nobody": (),
    "the second": (OTHER,),
    "both": (TOM, OTHER),
    "both, the second first": (OTHER, TOM),
}


def stands(state: ProposalProgress, chosen: str) -> Choice:
    """Maya's proposal of two mentors, as it usually stands in a state; some of them she had chosen of all."""
    choice = standing(state)
    choice.candidates[1].mentor_application_id = choice.candidates[1].id  # type: ignore[assignment]
    choice.candidates[0].mentor_application_id = choice.candidates[0].id  # type: ignore[assignment]
    by_id = {one.id: one.mentor_application_id for one in choice.candidates}
    choice.chosen = [by_id[one] for one in CHOSEN[chosen]]
    choice.shortlist = Shortlist.open(VALLEY, choice.mentee, MONDAY)
    return choice


def _after_a_no(choice: Choice, able: Sequence[Candidate]) -> Outcome:
    if choice.candidates[0].state == Word.ASKED:
        choice.candidates[0].decline(LATER)
    return WAY.go_on(choice, able=able, now=LATER)


MOVES: Mapping[str, Callable[[Choice], Outcome]] = {
    "agree": lambda choice: WAY.agree(choice, now=LATER),
    "choose": lambda choice: WAY.choose(choice, chosen=[TOM], now=LATER),
    "choose two": lambda choice: WAY.choose(choice, chosen=[TOM, OTHER], now=LATER),
    "accept": lambda choice: WAY.accept(choice, candidate=choice.candidates[0], now=LATER),
    "go on": lambda choice: _after_a_no(choice, choice.candidates[1:]),
    "go on with nobody": lambda choice: _after_a_no(choice, []),
}
DRAFT, OFFERED, ASKED = ProposalProgress.DRAFT, ProposalProgress.OFFERED, ProposalProgress.ASKED
RETURNED, ACCEPTED = ProposalProgress.RETURNED, ProposalProgress.ACCEPTED
Goes = tuple[Next, ProposalProgress, tuple[int, ...]]  # what follows, how it stands, who is asked
GOES: Mapping[tuple[str, ProposalProgress, str], Goes] = {
    ("agree", DRAFT, "nobody"): (Next.MENTEE, OFFERED, ()),
    ("agree", DRAFT, "the second"): (Next.MENTOR, ASKED, (OTHER,)),
    ("agree", DRAFT, "both"): (Next.MENTOR, ASKED, (TOM,)),
    ("agree", DRAFT, "both, the second first"): (Next.MENTOR, ASKED, (OTHER,)),
    ("go on", ASKED, "both, the second first"): (Next.MENTOR, ASKED, (OTHER,)),
    ("go on", ASKED, "nobody"): (Next.MENTEE, OFFERED, ()),
    ("go on", ASKED, "the second"): (Next.MENTOR, ASKED, (OTHER,)),
    ("go on", ASKED, "both"): (Next.MENTOR, ASKED, (OTHER,)),
    **{("choose", OFFERED, chosen): (Next.MENTOR, ASKED, (TOM,)) for chosen in CHOSEN},
    **{("accept", ASKED, chosen): (Next.PAIR, ACCEPTED, ()) for chosen in CHOSEN},
    **{("go on", OFFERED, chosen): (Next.MENTEE, OFFERED, ()) for chosen in CHOSEN},
    **{("go on with nobody", OFFERED, chosen): (Next.GROUP, RETURNED, ()) for chosen in CHOSEN},
    **{("go on with nobody", ASKED, chosen): (Next.GROUP, RETURNED, ()) for chosen in CHOSEN},
}


@pytest.mark.parametrize(
    ("move", "state", "chosen"), list(product(MOVES, ProposalProgress, CHOSEN))
)
def test_a_choice_of_all_moves_as_the_table_says_and_in_no_other_way(
    move: str, state: ProposalProgress, chosen: str
) -> None:
    choice = stands(state, chosen)
    before = deepcopy(choice)
    if (move, state, chosen) in GOES:
        outcome = MOVES[move](choice)
        asked = tuple(one.id for one in outcome.ask)
        assert (outcome.next, choice.proposal.state, asked) == GOES[move, state, chosen]
    else:
        with pytest.raises(Refusal):
            MOVES[move](choice)
        assert choice == before


def test_the_list_closes_when_the_group_agrees_before_its_day() -> None:
    choice = stands(DRAFT, "both")
    WAY.agree(choice, now=LATER)
    assert choice.shortlist is not None
    assert choice.shortlist.closed_at == LATER
    assert choice.shortlist.due(VALLEY) == []


def test_a_mentee_who_was_never_shown_the_list_is_offered_the_options() -> None:
    choice = stands(DRAFT, "nobody")
    choice.shortlist = None
    assert WAY.agree(choice, now=LATER).next == Next.MENTEE


def test_mentees_choose_of_all_first_and_the_group_may_select_several() -> None:
    assert (WAY.opens_list, WAY.tells_both, WAY.most(VALLEY)) == (True, False, 3)
