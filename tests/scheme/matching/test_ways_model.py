"""Several mentees and mentors in every way to a mentor, by any moves in any order: what holds whatever happens (R4).

Capacity holds; nobody waits without a date; everyone who was asked is answered; no mentor hears of what they should not. What
the conversations do with an outcome is done here in a few lines: who is asked takes a place, who is not needed is told.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from scheme.application.application import Application, ApplicationStage
from scheme.calendar import local_day
from scheme.due import Due
from scheme.ids import ApplicationId, CandidateId, PersonId, ProposalId
from scheme.matching.approach_several import ApproachSeveral
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import (
    Choice,
    Next,
    Outcome,
    Way,
    approach,
    ask,
    hold,
    is_acted_on,
)
from scheme.matching.proposal import Place, Proposal, ProposalProgress
from scheme.matching.shortlist import Shortlist
from scheme.matching.ways import WAYS
from scheme.refusal import Refusal
from tests.support.scheme_cast import MONDAY, VALLEY, mentee_application, mentor_application

MODES: dict[str, Way] = {**WAYS, "approach-several": ApproachSeveral()}
MENTEES, CAPACITIES = 3, (1, 2, 1)
WAITS_FOR_ANSWER = (Word.ASKED, Word.APPROACHED)
KNOWS = (Word.ASKED, Word.APPROACHED, Word.TALKING, Word.TALKED)


@dataclass
class World:
    """Everything that there is."""

    now: datetime = MONDAY
    mentees: list[Application] = field(default_factory=list)
    mentors: list[Application] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    shortlists: list[Shortlist] = field(default_factory=list)
    picks: dict[int, list[ApplicationId]] = field(default_factory=dict)
    heard: set[tuple[int, int]] = field(default_factory=set)  # a candidate, and what they know of
    told: set[int] = field(default_factory=set)  # candidates who read how it ended
    issued: set[str] = field(default_factory=set)
    ids: int = 0

    def mentor(self, candidate: Candidate) -> Application:
        return next(one for one in self.mentors if one.id == candidate.mentor_application_id)

    def taken(self, mentor: Application) -> list[int]:
        return [
            place.number
            for place in self.places
            if place.mentor_application_id == mentor.id and place.released_at is None
        ]

    def can_be_asked(self, mentor: Application) -> bool:
        free = len(self.taken(mentor)) < mentor.capacity
        return mentor.stage == ApplicationStage.ELIGIBLE and free

    def live(self, mentee: Application) -> Choice | None:
        return next(
            (one for one in self.choices if one.mentee is mentee and one.proposal.is_live), None
        )

    def talks(self, mentor: Application) -> int:
        return sum(
            candidate.is_in_talks
            for choice in self.choices
            for candidate in choice.candidates
            if candidate.mentor_application_id == mentor.id
        )


class Ways(RuleBasedStateMachine):
    """Whatever people may do, and time."""

    mode = "choose-one"

    def __init__(self) -> None:
        super().__init__()
        choosing = VALLEY.choosing.model_copy(update={"mode": self.mode})
        self.definition = VALLEY.model_copy(update={"choosing": choosing})
        self.way = MODES[self.mode]
        self.world = World()
        for number in range(MENTEES):
            mentee = mentee_application(101 + number, PersonId(11 + number))
            self.world.mentees.append(mentee)
            if self.way.opens_list:
                shortlist = Shortlist.open(self.definition, mentee, MONDAY)
                shortlist.id = number
                mentee.answered(local_day(MONDAY, self.definition.zone))
                self.world.shortlists.append(shortlist)
        for number, capacity in enumerate(CAPACITIES):
            mentor = mentor_application(201 + number, PersonId(21 + number), capacity=capacity)
            self.world.mentors.append(mentor)

    # What the conversations do

    def _tries(self, move: Callable[[], None]) -> None:
        """A move as one unit of work: where a rule says no, nothing of it is kept."""
        before = deepcopy(self.world)
        try:
            move()
        except Refusal:
            self.world = before

    def _carry_out(self, choice: Choice, outcome: Outcome) -> None:
        for candidate in outcome.released:
            self._is_told(candidate)
        for candidate in outcome.ask:
            mentor = self.world.mentor(candidate)
            place = ask(
                choice,
                candidate=candidate,
                mentor=mentor,
                taken=self.world.taken(mentor),
                able=self.world.can_be_asked(mentor),
                now=self.world.now,
                both=outcome.next == Next.BOTH,
            )
            self.world.places.append(place)
            self.world.heard.add((candidate.id, choice.mentee.id))
            self._last_place_may_be_gone(mentor)
        for candidate in outcome.approach:
            mentor = self.world.mentor(candidate)
            approach(
                choice,
                candidate=candidate,
                mentor=mentor,
                taken=self.world.taken(mentor),
                talks=self.world.talks(mentor),
                able=self.world.can_be_asked(mentor),
                now=self.world.now,
            )
            self.world.heard.add((candidate.id, choice.mentee.id))

    def _is_told(self, candidate: Candidate) -> None:
        """A mentor reads that it is over, which only those may who knew of it; their place is free."""
        assert candidate.id in {known for known, _ in self.world.heard}
        self.world.told.add(candidate.id)
        self._free(candidate)

    def _free(self, candidate: Candidate) -> None:
        for place in self.world.places:
            if place.candidate_id == candidate.id:
                place.release(self.world.now)

    def _goes_on(self, choice: Choice, candidate: Candidate) -> None:
        """A request is over without a yes."""
        self._is_told(candidate)
        able = [
            option
            for option in choice.candidates
            if option.state == Word.PROPOSED and self.world.can_be_asked(self.world.mentor(option))
        ]
        way = MODES[choice.proposal.way]
        self._carry_out(choice, way.go_on(choice, able=able, now=self.world.now))

    def _last_place_may_be_gone(self, mentor: Application) -> None:
        if self.world.can_be_asked(mentor):
            return
        for choice in self.world.choices:
            for candidate in choice.candidates:
                theirs = candidate.mentor_application_id == mentor.id
                if theirs and choice.proposal.is_live and candidate.is_in_talks:
                    candidate.release()
                    self._goes_on(choice, candidate)

    def _candidates(self, *words: Word) -> list[tuple[Choice, Candidate]]:
        return [
            (choice, candidate)
            for choice in self.world.choices
            for candidate in choice.candidates
            if candidate.state in words
        ]

    # What people do

    @rule(
        number=st.integers(0, MENTEES - 1),
        mentors=st.permutations([0, 1, 2]),
        count=st.integers(1, 3),
    )
    def the_group_agrees(self, number: int, mentors: list[int], count: int) -> None:
        mentee = self.world.mentees[number]
        if mentee.stage != ApplicationStage.ELIGIBLE:
            return
        live = self.world.live(mentee)
        if live is not None:
            self._tries(lambda: self._agree(number))
            return
        wanted = [
            mentor
            for mentor in (self.world.mentors[at] for at in mentors)
            if self.world.can_be_asked(mentor)
        ][: min(count, self.way.most(self.definition))]
        if wanted:
            self._tries(lambda: self._select(number, [mentor.id for mentor in wanted]))

    def _agree(self, number: int) -> None:
        choice = self.world.live(self.world.mentees[number])
        assert choice is not None
        way = MODES[choice.proposal.way]
        self._carry_out(choice, way.agree(choice, now=self.world.now))

    def _select(self, number: int, mentor_ids: list[ApplicationId]) -> None:
        world = self.world
        mentee = world.mentees[number]
        world.ids += 1
        opened = Proposal(
            scheme="valley",
            application_id=mentee.id,
            mentee_id=mentee.person_id,
            opened_at=world.now,
            way=self.mode,
        )
        opened.id = ProposalId(world.ids)
        candidates = []
        for rank, mentor_id in enumerate(mentor_ids):
            world.ids += 1
            candidate = Candidate(
                scheme="valley",
                proposal_id=opened.id,
                mentor_id=PersonId(mentor_id - 180),
                mentor_application_id=mentor_id,
                rank=rank,
            )
            candidate.id = CandidateId(world.ids)
            candidates.append(candidate)
        choice = Choice(
            definition=self.definition, mentee=mentee, proposal=opened, candidates=candidates
        )
        if self.way.opens_list:
            choice.shortlist = world.shortlists[number]
            choice.chosen = world.picks.get(number, [])
        world.choices.append(choice)
        self._agree(number)

    @rule(
        number=st.integers(0, MENTEES - 1),
        order=st.permutations([201, 202, 203]),
        count=st.integers(0, 3),
    )
    def a_mentee_chooses_of_all(self, number: int, order: list[int], count: int) -> None:
        if self.way.opens_list and self.world.shortlists[number].is_open:
            self.world.picks[number] = [ApplicationId(mentor) for mentor in order[:count]]

    @rule(number=st.integers(0, MENTEES - 1), at=st.integers(0, 2))
    def a_mentee_chooses(self, number: int, at: int) -> None:
        def choose() -> None:
            choice = self.world.live(self.world.mentees[number])
            if choice is not None:
                option = choice.candidates[at % len(choice.candidates)]
                way = MODES[choice.proposal.way]
                outcome = way.choose(choice, chosen=[option.id], now=self.world.now)
                self._carry_out(choice, outcome)

        self._tries(choose)

    @rule(at=st.integers(0, 8), yes=st.booleans())
    def a_mentor_answers(self, at: int, yes: bool) -> None:
        def answer() -> None:
            waiting = self._candidates(*WAITS_FOR_ANSWER)
            if not waiting:
                return
            choice, candidate = waiting[at % len(waiting)]
            way = MODES[choice.proposal.way]
            if yes:
                outcome = way.accept(choice, candidate=candidate, now=self.world.now)
                self._carry_out(choice, outcome)
            else:
                candidate.decline(self.world.now)
                self._goes_on(choice, candidate)

        self._tries(answer)

    @rule(at=st.integers(0, 8))
    def a_mentee_takes_it_back_or_would_rather_not(self, at: int) -> None:
        def take_back() -> None:
            waiting = self._candidates(*WAITS_FOR_ANSWER)
            if waiting:
                choice, candidate = waiting[at % len(waiting)]
                candidate.take_back(self.world.now)
                self._goes_on(choice, candidate)

        self._tries(take_back)

    @rule(at=st.integers(0, 8), move=st.sampled_from(["talked", "part", "choose"]))
    def after_a_first_talk(self, at: int, move: str) -> None:
        def do() -> None:
            talking = self._candidates(Word.TALKING, Word.TALKED)
            if not talking:
                return
            choice, candidate = talking[at % len(talking)]
            if move == "talked":
                candidate.have_talked(self.definition, self.world.now)
            elif move == "part":
                candidate.part()
                self._goes_on(choice, candidate)
            else:
                mentor = self.world.mentor(candidate)
                place = hold(
                    candidate=candidate,
                    mentor=mentor,
                    taken=self.world.taken(mentor),
                    now=self.world.now,
                )
                self.world.places.append(place)
                self._carry_out(choice, choice.settle(candidate, self.world.now))
                self._last_place_may_be_gone(mentor)

        self._tries(do)

    @rule(number=st.integers(0, MENTEES - 1))
    def a_mentee_asks_for_others(self, number: int) -> None:
        def ask_for_others() -> None:
            choice = self.world.live(self.world.mentees[number])
            if choice is not None:
                choice.proposal.must_be_open_to_choice()
                self._carry_out(choice, choice.come_to_nothing(self.world.now))

        self._tries(ask_for_others)

    @rule(number=st.integers(0, MENTEES - 1))
    def the_group_undoes(self, number: int) -> None:
        def undo() -> None:
            mentee = self.world.mentees[number]
            choice = self.world.live(mentee)
            if choice is None or is_acted_on(
                proposal=choice.proposal, candidates=choice.candidates, questions=[]
            ):
                return
            self._carry_out(choice, choice.draw_back())
            mentee.await_again(self.definition, local_day(self.world.now, self.definition.zone))

        self._tries(undo)

    @rule(number=st.integers(0, MENTEES - 1))
    def a_mentee_withdraws(self, number: int) -> None:
        mentee = self.world.mentees[number]
        if mentee.stage != ApplicationStage.ELIGIBLE:
            return
        mentee.stage = ApplicationStage.WITHDRAWN
        choice = self.world.live(mentee)
        if choice is not None:
            self._carry_out(choice, choice.close())
        if self.way.opens_list:
            self.world.shortlists[number].close(self.world.now)

    @rule(number=st.integers(0, len(CAPACITIES) - 1))
    def a_mentor_leaves(self, number: int) -> None:
        mentor = self.world.mentors[number]
        if mentor.stage != ApplicationStage.ELIGIBLE:
            return
        mentor.stage = ApplicationStage.WITHDRAWN
        for choice in self.world.choices:
            for candidate in choice.candidates:
                if choice.proposal.is_live and candidate.mentor_application_id == mentor.id:
                    self._leaves(choice, candidate)

    def _leaves(self, choice: Choice, candidate: Candidate) -> None:
        if candidate.state in WAITS_FOR_ANSWER:
            candidate.decline(self.world.now)
            self._goes_on(choice, candidate)
        elif candidate.is_in_talks:
            candidate.release()
            self._goes_on(choice, candidate)
        elif candidate.state == Word.PROPOSED:
            candidate.release()
            if choice.proposal.state == ProposalProgress.OFFERED:
                self.world.heard.add((candidate.id, 0))  # of nobody: they left by themselves
                self._goes_on(choice, candidate)

    # Time

    @rule(days=st.integers(1, 30))
    def days_pass(self, days: int) -> None:
        end = self.world.now + timedelta(days=days)
        while (first := min(self._due(end), key=lambda one: one[0].at, default=None)) is not None:
            due, key, does = first
            self.world.now = max(self.world.now, due.at)
            self.world.issued.add(key)
            does()
        self.world.now = end

    def _due(self, end: datetime) -> Iterator[tuple[Due, str, Callable[[], None]]]:
        """What falls due until a moment, and what it brings."""
        for choice in self.world.choices:
            for candidate in choice.candidates:
                for due in candidate.due(self.definition):
                    key = f"{candidate.id}:{due.occasion}"
                    if due.at <= end and key not in self.world.issued:
                        yield due, key, lambda c=choice, o=candidate, d=due: self._brings(c, o, d)  # type: ignore[misc]
        for number, shortlist in enumerate(self.world.shortlists):
            for due in shortlist.due(self.definition):
                key = f"list:{number}:{due.occasion}"
                if due.at <= end and key not in self.world.issued:
                    yield due, key, lambda n=number, d=due: self._list_brings(n, d)  # type: ignore[misc]
        for mentee in self.world.mentees:
            for due in mentee.due(self.definition):
                key = f"application:{mentee.id}:{due.occasion}"
                if due.name == "hold" and due.at <= end and key not in self.world.issued:
                    today = local_day(due.at, self.definition.zone)
                    yield due, key, lambda m=mentee, t=today: m.hold(self.definition, t)  # type: ignore[misc]

    def _brings(self, choice: Choice, candidate: Candidate, due: Due) -> None:
        if due.name == "lapse":
            candidate.lapse(self.world.now)
            self._goes_on(choice, candidate)
        elif due.name == "begin":
            self._carry_out(choice, choice.match(candidate, self.world.now))
        elif due.name in ("never", "undecided"):
            candidate.fade()
            self._goes_on(choice, candidate)

    def _list_brings(self, number: int, due: Due) -> None:
        if due.name == "close":
            self.world.shortlists[number].close(self.world.now)
            mentee = self.world.mentees[number]
            mentee.look_again(self.definition, local_day(self.world.now, self.definition.zone))

    # What holds

    @invariant()
    def capacity_holds(self) -> None:
        for mentor in self.world.mentors:
            taken = self.world.taken(mentor)
            assert len(taken) == len(set(taken)) <= mentor.capacity
            assert all(1 <= number <= mentor.capacity for number in taken)

    @invariant()
    def a_place_is_held_by_whoever_was_asked_or_is_matched_and_by_nobody_else(self) -> None:
        held = {place.candidate_id for place in self.world.places if place.released_at is None}
        wanted = {candidate.id for _, candidate in self._candidates(Word.ASKED, Word.ACCEPTED)}
        assert held == wanted

    @invariant()
    def nobody_waits_without_a_date(self) -> None:
        for number, mentee in enumerate(self.world.mentees):
            if mentee.stage != ApplicationStage.ELIGIBLE:
                continue
            choice = self.world.live(mentee)
            days: list[object] = [mentee.answer_by] if mentee.awaits_answer else []
            if self.way.opens_list and self.world.shortlists[number].is_open:
                days.append(self.world.shortlists[number].closes_on)
            if choice is not None:
                days.append(choice.proposal.choose_by)
                for candidate in choice.candidates:
                    if candidate.state in KNOWS:
                        days += [candidate.answer_by, candidate.talk_by, candidate.decide_by]
            assert any(days), (mentee.ref, choice)

    @invariant()
    def whatever_waits_for_somebody_ends_by_itself_or_is_reminded(self) -> None:
        for choice, candidate in self._candidates(*KNOWS):
            assert choice.proposal.is_live
            assert candidate.due(self.definition)
        today = local_day(self.world.now, self.definition.zone)
        for _, candidate in self._candidates(*WAITS_FOR_ANSWER):
            assert candidate.answer_by is not None
            assert today - candidate.answer_by < timedelta(days=9)
        for choice in self.world.choices:
            if choice.proposal.state == ProposalProgress.ASKED:
                assert any(candidate.state == Word.ASKED for candidate in choice.candidates)

    @invariant()
    def everyone_is_answered(self) -> None:
        for choice in self.world.choices:
            for candidate in choice.candidates:
                if not choice.proposal.is_live:
                    assert not candidate.is_open
                knew = candidate.asked_at is not None
                if knew and candidate.state not in (*KNOWS, Word.ACCEPTED):
                    assert candidate.id in self.world.told

    @invariant()
    def no_mentor_hears_of_whom_they_were_not_asked_about(self) -> None:
        mentee_of = {
            candidate.id: choice.mentee.id
            for choice in self.world.choices
            for candidate in choice.candidates
        }
        for candidate_id, known in self.world.heard:
            assert known in (mentee_of[CandidateId(candidate_id)], 0)
        asked = {candidate_id for candidate_id, known in self.world.heard if known}
        for _, candidate in self._candidates(*Word):
            if candidate.asked_at is not None:
                assert candidate.id in asked

    @invariant()
    def a_mentee_has_one_proposal_and_one_mentor_at_a_time(self) -> None:
        for mentee in self.world.mentees:
            theirs = [choice for choice in self.world.choices if choice.mentee is mentee]
            assert sum(choice.proposal.is_live for choice in theirs) <= 1
            accepted = sum(
                candidate.state == Word.ACCEPTED
                for choice in theirs
                for candidate in choice.candidates
            )
            assert accepted == (mentee.stage == ApplicationStage.MATCHED)


@pytest.mark.parametrize("mode", sorted(MODES))
def test_whatever_people_do_in_whatever_order_what_must_hold_does(mode: str) -> None:
    ways = type(f"Ways_{mode}", (Ways,), {"mode": mode})
    run_state_machine_as_test(
        ways,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
