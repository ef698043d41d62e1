"""How a mentee comes to a mentor: every state × every move; what is not in a table is refused, and changes nothing."""

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from datetime import date, timedelta
from itertools import product
from typing import get_args

import pytest

from scheme.application.application import ApplicationStage
from scheme.application.question import Question
from scheme.definition.joining import Choosing
from scheme.ids import ApplicationId, CandidateId, PersonId, ProposalId
from scheme.matching.candidate import WAITED_FOR, Candidate, Word
from scheme.matching.choose_one import ChooseOne
from scheme.matching.choosing import Choice, Next, Outcome, Way, ask, is_acted_on
from scheme.matching.proposal import Approval, Place, Proposal, ProposalProgress, agreed, free_place
from scheme.matching.ways import WAYS, way_of
from scheme.refusal import Refusal
from tests.support.scheme_cast import (
    MAYA,
    MONDAY,
    PRIYA,
    ROBIN,
    TODAY,
    VALLEY,
    candidate,
    mentee_application,
    mentor_application,
    proposal,
)

DAY = timedelta(days=1)
LATER = MONDAY + DAY
TOM, OTHER = CandidateId(1), CandidateId(2)  # ids of candidates

# A proposal

PROPOSAL_MOVES: Mapping[str, Callable[[Proposal], None]] = {
    "offer": lambda one: one.offer(VALLEY, LATER),
    "offer again": lambda one: one.offer_again(VALLEY, LATER),
    "tell both": lambda one: one.tell_both(LATER),
    "untell": Proposal.untell,
    "draw back": Proposal.draw_back,
    "agree afresh": Proposal.agree_afresh,
    "choose": Proposal.choose,
    "accept": Proposal.accept,
    "run": lambda one: one.run(VALLEY, LATER),
    "rest": Proposal.rest,
    "settle": Proposal.settle,
    "come to nothing": lambda one: one.come_to_nothing("None of them suits."),
    "close": Proposal.close,
}
PROPOSAL_GOES: Mapping[tuple[str, ProposalProgress], ProposalProgress] = {
    ("offer", ProposalProgress.DRAFT): ProposalProgress.OFFERED,
    ("offer again", ProposalProgress.ASKED): ProposalProgress.OFFERED,
    ("tell both", ProposalProgress.DRAFT): ProposalProgress.ASKED,
    ("untell", ProposalProgress.ASKED): ProposalProgress.DRAFT,
    ("draw back", ProposalProgress.OFFERED): ProposalProgress.DRAFT,
    ("agree afresh", ProposalProgress.DRAFT): ProposalProgress.DRAFT,
    ("choose", ProposalProgress.OFFERED): ProposalProgress.ASKED,
    ("accept", ProposalProgress.ASKED): ProposalProgress.ACCEPTED,
    ("run", ProposalProgress.OFFERED): ProposalProgress.OFFERED,
    ("rest", ProposalProgress.OFFERED): ProposalProgress.OFFERED,
    ("settle", ProposalProgress.OFFERED): ProposalProgress.ACCEPTED,
    ("come to nothing", ProposalProgress.OFFERED): ProposalProgress.RETURNED,
    ("come to nothing", ProposalProgress.ASKED): ProposalProgress.RETURNED,
    ("close", ProposalProgress.DRAFT): ProposalProgress.CLOSED,
    ("close", ProposalProgress.OFFERED): ProposalProgress.CLOSED,
    ("close", ProposalProgress.ASKED): ProposalProgress.CLOSED,
}


@pytest.mark.parametrize(("move", "state"), list(product(PROPOSAL_MOVES, ProposalProgress)))
def test_a_proposal_moves_as_the_table_says_and_in_no_other_way(
    move: str, state: ProposalProgress
) -> None:
    found = proposal(state)
    found.offered_at, found.choose_by = MONDAY, TODAY
    before = deepcopy(found)
    if (move, state) in PROPOSAL_GOES:
        PROPOSAL_MOVES[move](found)
        assert found.state == PROPOSAL_GOES[move, state]
    else:
        with pytest.raises(Refusal):
            PROPOSAL_MOVES[move](found)
        assert found == before


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (ProposalProgress.DRAFT, "offer"),
        (ProposalProgress.ASKED, "offer again"),
        (ProposalProgress.OFFERED, "run"),
    ],
)
def test_the_mentee_has_as_long_to_choose_after_a_no_as_at_first(
    state: ProposalProgress, move: str
) -> None:
    found = proposal(state)
    PROPOSAL_MOVES[move](found)
    assert (found.offered_at, found.choose_by) == (LATER, date(2026, 2, 24))
    found.must_be_open_to_choice()


@pytest.mark.parametrize(
    "state", [state for state in ProposalProgress if state != ProposalProgress.OFFERED]
)
def test_only_an_offered_proposal_is_open_to_choice_and_each_refusal_says_where_it_stands(
    state: ProposalProgress,
) -> None:
    with pytest.raises(Refusal) as no:
        proposal(state).must_be_open_to_choice()
    expected = {
        ProposalProgress.ASKED: "asked somebody already",
        ProposalProgress.ACCEPTED: "accepted",
    }
    assert expected.get(state, "no longer open") in no.value.text


def test_what_is_drawn_back_is_as_it_was_before_it_was_offered_and_agreed_to_afresh_counts_as_another_set() -> (
    None
):
    found = proposal()
    found.offer(VALLEY, MONDAY)
    found.draw_back()
    assert found == proposal()
    found.agree_afresh()
    assert found.revision == 2
    approvals = [
        Approval(
            proposal_id=ProposalId(1),
            person_id=PersonId(person),
            revision=revision,
            at=MONDAY,
            criteria="abc",
        )
        for person, revision in ((91, 1), (92, 2), (92, 2))
    ]
    assert agreed(found, approvals) == {92}


def test_a_proposal_is_live_until_it_is_accepted_or_over() -> None:
    live = {ProposalProgress.DRAFT, ProposalProgress.OFFERED, ProposalProgress.ASKED}
    assert {state for state in ProposalProgress if proposal(state).is_live} == live


# One proposed mentor

CANDIDATE_MOVES: Mapping[str, Callable[[Candidate], None]] = {
    "ask": lambda one: one.ask(VALLEY, LATER),
    "approach": lambda one: one.approach(VALLEY, LATER),
    "talk": lambda one: one.talk(VALLEY, LATER),
    "talk later": lambda one: one.talk_later(VALLEY, LATER),
    "have talked": lambda one: one.have_talked(VALLEY, LATER),
    "part": Candidate.part,
    "fade": Candidate.fade,
    "be chosen": Candidate.be_chosen,
    "tell both": lambda one: one.tell_both(VALLEY, LATER),
    "untell": Candidate.untell,
    "say yes": lambda one: one.say_yes("mentor", LATER),
    "wait longer": lambda one: one.wait_longer(VALLEY, LATER),
    "accept": lambda one: one.accept(LATER),
    "decline": lambda one: one.decline(LATER),
    "lapse": lambda one: one.lapse(LATER),
    "take back": lambda one: one.take_back(LATER),
    "release": Candidate.release,
}
CANDIDATE_GOES: Mapping[tuple[str, Word], Word] = {
    ("ask", Word.PROPOSED): Word.ASKED,
    ("tell both", Word.PROPOSED): Word.ASKED,
    ("wait longer", Word.ASKED): Word.ASKED,
    ("accept", Word.ASKED): Word.ACCEPTED,
    ("decline", Word.ASKED): Word.DECLINED,
    ("lapse", Word.ASKED): Word.LAPSED,
    ("take back", Word.ASKED): Word.RELEASED,
    ("release", Word.PROPOSED): Word.RELEASED,
    ("release", Word.ASKED): Word.RELEASED,
    ("approach", Word.PROPOSED): Word.APPROACHED,
    ("wait longer", Word.APPROACHED): Word.APPROACHED,
    ("talk", Word.APPROACHED): Word.TALKING,
    ("decline", Word.APPROACHED): Word.DECLINED,
    ("lapse", Word.APPROACHED): Word.LAPSED,
    ("take back", Word.APPROACHED): Word.RELEASED,
    ("talk later", Word.TALKING): Word.TALKING,
    ("have talked", Word.TALKING): Word.TALKED,
    ("have talked", Word.TALKED): Word.TALKED,  # the other of the two says so too
    ("part", Word.TALKING): Word.PARTED,
    ("part", Word.TALKED): Word.PARTED,
    ("fade", Word.TALKING): Word.LAPSED,
    ("fade", Word.TALKED): Word.LAPSED,
    ("be chosen", Word.TALKING): Word.ACCEPTED,
    ("be chosen", Word.TALKED): Word.ACCEPTED,
    ("release", Word.APPROACHED): Word.RELEASED,
    ("release", Word.TALKING): Word.RELEASED,
    ("release", Word.TALKED): Word.RELEASED,
}


@pytest.mark.parametrize(("move", "state"), list(product(CANDIDATE_MOVES, Word)))
def test_a_proposed_mentor_moves_as_the_table_says_and_in_no_other_way(
    move: str, state: Word
) -> None:
    found = candidate(state)
    before = deepcopy(found)
    if (move, state) in CANDIDATE_GOES:
        CANDIDATE_MOVES[move](found)
        assert found.state == CANDIDATE_GOES[move, state]
        answered = move in ("accept", "decline", "lapse", "take back", "talk")
        assert found.answered_at == (LATER if answered else None)
    else:
        with pytest.raises(Refusal):
            CANDIDATE_MOVES[move](found)
        assert found == before


@pytest.mark.parametrize(
    ("move", "state"),
    [
        ("ask", Word.PROPOSED),
        ("wait longer", Word.ASKED),
        ("approach", Word.PROPOSED),
        ("wait longer", Word.APPROACHED),
    ],
)
def test_a_mentor_has_until_a_day_and_as_long_again_when_they_ask_for_more(
    move: str, state: Word
) -> None:
    found = candidate(state)
    CANDIDATE_MOVES[move](found)
    assert (found.asked_at, found.answer_by) == (LATER, date(2026, 2, 10))


@pytest.mark.parametrize("state", [state for state in Word if state not in WAITED_FOR])
def test_an_answer_nobody_waits_for_is_refused_in_words_that_say_why(state: Word) -> None:
    why = {
        Word.ACCEPTED: "accepted already",
        Word.TALKING: "yes to a first talk already",
        Word.TALKED: "yes to a first talk already",
    }
    with pytest.raises(Refusal, match=why.get(state, "closed")):
        candidate(state).decline(LATER)


# Places


@pytest.mark.parametrize(
    ("capacity", "taken", "free"),
    [(2, [], 1), (2, [1], 2), (2, [2], 1), (2, [1, 2], None), (0, [], None)],
)
def test_the_lowest_free_place_is_taken(capacity: int, taken: list[int], free: int | None) -> None:
    assert free_place(capacity, taken) == free


@pytest.mark.parametrize(
    ("taken", "able", "number"), [([], True, 1), ([1], True, 2), ([1, 2], True, 0), ([], False, 0)]
)
def test_a_place_is_taken_when_a_mentor_is_asked_and_nobody_is_asked_without_one(
    taken: list[int], able: bool, number: int
) -> None:
    choice, mentor = standing(ProposalProgress.ASKED, Word.PROPOSED), mentor_application(capacity=2)
    who = choice.candidates[0]
    if number:
        place = ask(choice, candidate=who, mentor=mentor, taken=taken, able=able, now=LATER)
        assert (place.mentor_application_id, place.number, place.candidate_id) == (
            mentor.id,
            number,
            who.id,
        )
        assert (place.taken_at, who.state) == (LATER, Word.ASKED)
    else:
        with pytest.raises(Refusal, match="can't be asked just now, so nobody has been"):
            ask(choice, candidate=who, mentor=mentor, taken=taken, able=able, now=LATER)
        assert who.state == Word.PROPOSED


def test_a_place_that_is_free_keeps_since_when() -> None:
    place = Place(
        mentor_application_id=ApplicationId(201),
        number=1,
        candidate_id=CandidateId(1),
        taken_at=MONDAY,
    )
    place.release(LATER)
    place.release(LATER + DAY)
    assert place.released_at == LATER


# Choose one of the proposed

ONE = ChooseOne()
USUAL: Mapping[ProposalProgress, tuple[ApplicationStage, tuple[Word, Word]]] = {
    ProposalProgress.DRAFT: (ApplicationStage.ELIGIBLE, (Word.PROPOSED, Word.PROPOSED)),
    ProposalProgress.OFFERED: (ApplicationStage.ELIGIBLE, (Word.PROPOSED, Word.PROPOSED)),
    ProposalProgress.ASKED: (ApplicationStage.ELIGIBLE, (Word.ASKED, Word.PROPOSED)),
    ProposalProgress.ACCEPTED: (ApplicationStage.MATCHED, (Word.ACCEPTED, Word.RELEASED)),
    ProposalProgress.RETURNED: (ApplicationStage.ELIGIBLE, (Word.DECLINED, Word.RELEASED)),
    ProposalProgress.CLOSED: (ApplicationStage.WITHDRAWN, (Word.RELEASED, Word.RELEASED)),
}


def standing(
    state: ProposalProgress, first: Word | None = None, stage: ApplicationStage | None = None
) -> Choice:
    """Maya's choice between two, as it usually stands in a state; Tom as told."""
    usual, words = USUAL[state]
    mentee = mentee_application()
    mentee.stage = stage or usual
    two = [candidate(first or words[0]), candidate(words[1])]
    two[1].id = OTHER
    return Choice(definition=VALLEY, mentee=mentee, proposal=proposal(state), candidates=two)


def _after_a_no(choice: Choice, able: Sequence[Candidate]) -> Outcome:
    if choice.candidates[0].state == Word.ASKED:
        choice.candidates[0].decline(LATER)
    return ONE.go_on(choice, able=able, now=LATER)


CHOICE_MOVES: Mapping[str, Callable[[Choice], Outcome]] = {
    "agree": lambda choice: ONE.agree(choice, now=LATER),
    "choose": lambda choice: ONE.choose(choice, chosen=[TOM], now=LATER),
    "choose two": lambda choice: ONE.choose(choice, chosen=[TOM, OTHER], now=LATER),
    "choose nobody": lambda choice: ONE.choose(choice, chosen=[], now=LATER),
    "choose somebody else": lambda choice: ONE.choose(choice, chosen=[CandidateId(99)], now=LATER),
    "accept": lambda choice: ONE.accept(choice, candidate=choice.candidates[0], now=LATER),
    "go on": lambda choice: _after_a_no(choice, choice.candidates[1:]),
    "go on with nobody": lambda choice: _after_a_no(choice, []),
    "ask for others": lambda choice: choice.come_to_nothing(LATER, reason="Further away."),
    "close": Choice.close,
}
NOBODY: tuple[int, ...] = ()
# What follows, whom to ask, who is told kindly; then how the proposal, the two mentors and the mentee stand.
Stands = tuple[
    Next, tuple[int, ...], tuple[int, ...], ProposalProgress, Word, Word, ApplicationStage
]
CHOICE_GOES: Mapping[tuple[str, ProposalProgress], Stands] = {
    ("agree", ProposalProgress.DRAFT): (
        Next.MENTEE, NOBODY, NOBODY, ProposalProgress.OFFERED, Word.PROPOSED, Word.PROPOSED, ApplicationStage.ELIGIBLE,
    ),
    ("choose", ProposalProgress.OFFERED): (
        Next.MENTOR, (TOM,), NOBODY, ProposalProgress.ASKED, Word.PROPOSED, Word.PROPOSED, ApplicationStage.ELIGIBLE,
    ),
    ("accept", ProposalProgress.ASKED): (
        Next.PAIR, NOBODY, NOBODY, ProposalProgress.ACCEPTED, Word.ACCEPTED, Word.RELEASED, ApplicationStage.MATCHED,
    ),
    ("go on", ProposalProgress.OFFERED): (
        Next.MENTEE, NOBODY, NOBODY, ProposalProgress.OFFERED, Word.PROPOSED, Word.PROPOSED, ApplicationStage.ELIGIBLE,
    ),
    ("go on", ProposalProgress.ASKED): (
        Next.MENTEE, NOBODY, NOBODY, ProposalProgress.OFFERED, Word.DECLINED, Word.PROPOSED, ApplicationStage.ELIGIBLE,
    ),
    ("go on with nobody", ProposalProgress.OFFERED): (
        Next.GROUP, NOBODY, NOBODY, ProposalProgress.RETURNED, Word.RELEASED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
    ("go on with nobody", ProposalProgress.ASKED): (
        Next.GROUP, NOBODY, NOBODY, ProposalProgress.RETURNED, Word.DECLINED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
    ("ask for others", ProposalProgress.OFFERED): (
        Next.GROUP, NOBODY, NOBODY, ProposalProgress.RETURNED, Word.RELEASED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
    ("ask for others", ProposalProgress.ASKED): (
        Next.GROUP, NOBODY, (TOM,), ProposalProgress.RETURNED, Word.RELEASED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
    ("close", ProposalProgress.DRAFT): (
        Next.NOTHING, NOBODY, NOBODY, ProposalProgress.CLOSED, Word.RELEASED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
    ("close", ProposalProgress.OFFERED): (
        Next.NOTHING, NOBODY, NOBODY, ProposalProgress.CLOSED, Word.RELEASED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
    ("close", ProposalProgress.ASKED): (
        Next.NOTHING, NOBODY, (TOM,), ProposalProgress.CLOSED, Word.RELEASED, Word.RELEASED, ApplicationStage.ELIGIBLE,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("move", "state"), list(product(CHOICE_MOVES, ProposalProgress)))
def test_a_choice_moves_as_the_table_says_and_in_no_other_way(
    move: str, state: ProposalProgress
) -> None:
    choice = standing(state)
    before = deepcopy(choice)
    if (move, state) in CHOICE_GOES:
        outcome = CHOICE_MOVES[move](choice)
        first, second = choice.candidates
        to_ask, told = (tuple(one.id for one in some) for some in (outcome.ask, outcome.released))
        stands = (choice.proposal.state, first.state, second.state, choice.mentee.stage)
        assert (outcome.next, to_ask, told, *stands) == CHOICE_GOES[move, state]
    else:
        with pytest.raises(Refusal):
            CHOICE_MOVES[move](choice)
        assert choice == before


@pytest.mark.parametrize(("word", "stage"), list(product(Word, ApplicationStage)))
def test_two_are_matched_only_when_the_mentor_was_asked_and_the_mentee_waits(
    word: Word, stage: ApplicationStage
) -> None:
    choice = standing(ProposalProgress.ASKED, word, stage)
    before = deepcopy(choice)
    if (word, stage) == (Word.ASKED, ApplicationStage.ELIGIBLE):
        assert ONE.accept(choice, candidate=choice.candidates[0], now=LATER).next == Next.PAIR
    else:
        with pytest.raises(Refusal):
            ONE.accept(choice, candidate=choice.candidates[0], now=LATER)
        assert choice == before


def test_options_keep_the_promise_and_what_comes_to_nothing_makes_a_new_one() -> None:
    choice = standing(ProposalProgress.DRAFT)
    ONE.agree(choice, now=LATER)
    assert not choice.mentee.awaits_answer
    ONE.go_on(choice, able=[], now=LATER)
    assert choice.mentee.awaits_answer
    assert choice.proposal.reason is None


def test_why_others_are_wanted_is_kept_with_the_proposal() -> None:
    choice = standing(ProposalProgress.OFFERED)
    choice.come_to_nothing(LATER, reason="Further away, please.")
    assert choice.proposal.reason == "Further away, please."


@pytest.mark.parametrize("word", list(Word))
def test_a_request_is_one_that_waits_for_an_answer(word: Word) -> None:
    choice = standing(ProposalProgress.ASKED, word)
    if word in WAITED_FOR:
        assert choice.request(TOM) is choice.candidates[0]
    else:
        with pytest.raises(Refusal, match="answered, or is closed"):
            choice.request(TOM)


# Undoing


def _question(asker: int, at: int) -> Question:
    return Question(
        scheme="valley",
        application_id=ApplicationId(101),
        asker_id=PersonId(asker),
        to_id=None,
        text="May I ask?",
        asked_at=MONDAY + at * DAY,
    )


@pytest.mark.parametrize(
    ("asked", "questions", "acted"),
    [
        (False, [], False),
        (True, [], True),
        (False, [_question(MAYA, 2)], True),
        (False, [_question(MAYA, 0)], False),  # before they had the options
        (False, [_question(ROBIN, 2), _question(PRIYA, 2)], False),
    ],
)
def test_options_can_be_undone_until_the_mentee_has_acted_on_them(
    asked: bool, questions: list[Question], acted: bool
) -> None:
    choice = standing(ProposalProgress.DRAFT)
    choice.offer(LATER)
    if asked:
        choice.candidates[0].asked_at = LATER
    found = is_acted_on(proposal=choice.proposal, candidates=choice.candidates, questions=questions)
    assert found is acted


# The seam


def test_every_mode_that_a_scheme_file_can_name_has_its_way_and_no_way_is_without_a_name() -> None:
    assert set(WAYS) == set(get_args(Choosing.model_fields["mode"].annotation))
    assert VALLEY.choosing.mode == proposal().way == "choose-one"
    for mode in WAYS:
        opened = proposal()
        opened.way = mode
        way: Way = way_of(opened)
        assert way is WAYS[mode]
