"""The conversations are complete: whatever falls due, and whatever a button names, one of them does, and only one."""

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import handlers
from handlers import CONVERSATIONS
from handlers.desk.desk import Desk
from handlers.home.intents import INTENTS
from scheme.application.application import Application, ApplicationStage
from scheme.application.held_round import HeldRound
from scheme.application.permission import Manager, Permission
from scheme.application.reminder import Reminder
from scheme.concern.concern import ComplaintOutcome, Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.concern.sounding import Sounding
from scheme.definition.definition import Definition
from scheme.definition.learning import PlannedEvent
from scheme.definition.loading import load, preset
from scheme.ids import ApplicationId, CandidateId, PartnershipId, PersonId, ProposalId
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from scheme.matching.candidate import Candidate
from scheme.matching.discussion import HeldDiscussions
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.matching.shortlist import Shortlist
from scheme.meeting.appointment import Appointment
from scheme.member.erasure import Erasure, ErasureState
from scheme.partnership.agreement import Agreement
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.promise import Missed
from scheme.searching.call import Called, MentorCall
from scheme.searching.invitation import Invitation
from scheme.searching.one_more import OneMore
from scheme.survey.survey import Survey
from storage.engine.database import Database
from storage.plans import Planned, subject_of
from storage.tables import mapper_registry

SOURCES = sorted(Path(handlers.__file__).parent.rglob("*.py"))
STEPS = {name for conversation in CONVERSATIONS for name in conversation.steps}
PLACES = {
    "Button": 1,
    "Form": 1,
    "Action": 0,
}  # where each has the name of an action, among what it is given
NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


def _in_every_state(definition: Definition) -> Iterator[Planned]:
    """Each thing that knows what falls due, as often as it says something else."""
    key = definition.key
    for stage in ApplicationStage:
        application = Application.receive(definition, PersonId(1), "mentee", "spring", {}, NOW)
        application.stage = stage
        application.decided_at = NOW
        yield application
    late = Application.receive(definition, PersonId(1), "mentee", "spring", {}, NOW)
    late.missed = Missed.TWICE
    yield late
    for state in ProposalProgress:
        proposal = Proposal(
            scheme=key, application_id=ApplicationId(1), mentee_id=PersonId(1), opened_at=NOW
        )
        proposal.offer(definition, NOW)
        proposal.state = state
        yield proposal
    yield OneMore(
        scheme=key,
        application_id=ApplicationId(1),
        mentor_application_id=ApplicationId(2),
        person_id=PersonId(2),
        asked_by=PersonId(3),
        asked_at=NOW,
        answer_by=NOW.date() + timedelta(days=9),
    )
    yield MentorCall(
        scheme=key, application_id=ApplicationId(1), asked_by=PersonId(3), asked_at=NOW
    )
    yield Called(scheme=key, call_id=1, at=NOW, person_id=PersonId(2))
    yield Invitation(
        scheme=key,
        application_id=ApplicationId(1),
        asked_by=PersonId(3),
        name="Una",
        address="una@fells.example.org",
        asked_at=NOW,
    )
    yield Shortlist(
        scheme=key,
        application_id=ApplicationId(1),
        person_id=PersonId(1),
        opened_at=NOW,
        closes_on=NOW.date() + timedelta(days=21),
    )
    for begin in (Candidate.ask, Candidate.tell_both):
        candidate = Candidate(
            scheme=key,
            proposal_id=ProposalId(1),
            mentor_id=PersonId(2),
            mentor_application_id=ApplicationId(2),
            rank=1,
        )
        begin(candidate, definition, NOW)
        yield candidate
    for talks in range(2):
        wanted = Candidate(
            scheme=key,
            proposal_id=ProposalId(1),
            mentor_id=PersonId(2),
            mentor_application_id=ApplicationId(2),
            rank=1,
        )
        wanted.approach(definition, NOW)
        wanted.talk(definition, NOW)
        if talks:
            wanted.have_talked(definition, NOW)
        yield wanted
    for begun in range(4):
        yield _partnership(definition, begun)
    endless = _partnership(definition, 2)
    endless.ends_on = None
    yield endless
    owing = _partnership(definition, 0)
    owing.owe(definition, PersonId(1), NOW)
    yield owing
    left = _partnership(definition, 2)
    left.leave(Ending.AGREED, PersonId(1), None, NOW)
    yield left
    paused = _partnership(definition, 2)
    paused.pause(PersonId(1), NOW.date() + timedelta(days=30), NOW.date())
    yield paused
    resumed = _partnership(definition, 2)
    resumed.pause(PersonId(1), NOW.date() + timedelta(days=30), NOW.date())
    resumed.resume(NOW.date() + timedelta(days=9))
    yield resumed
    for settled_at in (None, NOW):
        yield Sounding(
            scheme=key,
            asker_id=PersonId(1),
            asked_id=PersonId(2),
            text=None,
            asked_at=NOW,
            settled_at=settled_at,
        )
    yield Survey.issue(definition, PartnershipId(1), PersonId(1), "mentee", "midpoint", NOW)
    invited = Survey.issue(definition, PartnershipId(1), PersonId(1), "mentee", "midpoint", NOW)
    invited.invite(definition, NOW)
    yield invited
    concern = Concern.receive(definition, PersonId(1), "other", None, "", NOW)
    yield concern
    withdrawn = Concern.receive(definition, PersonId(1), "other", None, "", NOW)
    withdrawn.close(ComplaintOutcome.WITHDRAWN, None, NOW)
    yield withdrawn
    settled = Enquiry.receive(definition, Sort.ISSUE, PersonId(1), "other", None, NOW)
    settled.settle(NOW)
    yield settled
    for sort in Sort:
        yield Enquiry.receive(definition, sort, PersonId(1), "other", None, NOW)
    long_due = Enquiry.receive(definition, Sort.ISSUE, PersonId(1), "other", None, NOW)
    long_due.missed = Missed.TWICE
    yield long_due
    enquiry = Enquiry.receive(definition, Sort.ISSUE, PersonId(1), "other", None, NOW)
    enquiry.answer(NOW)
    yield enquiry
    replied = Concern.receive(definition, PersonId(1), "other", None, "", NOW)
    replied.answer("", PersonId(2), NOW)
    yield replied
    for progress in ErasureState:
        wish = Erasure.ask(definition, PersonId(1), NOW)
        wish.state = progress
        wish.left_at = NOW
        wish.look_on = NOW.date()
        yield wish
    yield from _learning(definition)
    yield HeldDiscussions(scheme=key, since=NOW)
    yield HeldRound(scheme=key, round=definition.rounds[0].key, since=NOW)
    yield HeldRound(scheme=key, round=definition.rounds[0].key, since=NOW, closed_at=NOW)
    yield Reminder(scheme=key, person_id=PersonId(1), role="mentee", round=definition.rounds[0].key)
    yield Permission.ask(
        key, ApplicationId(1), PersonId(1), Manager("Lena", "lena@fellside.example.org"), NOW
    )
    yield Agreement(
        scheme=key, partnership_id=PartnershipId(1), changed_by=PersonId(1), changed_at=NOW
    )
    yield Appointment(
        scheme=key,
        partnership_id=PartnershipId(1),
        at=NOW + timedelta(days=9),
        minutes=60,
        how="phone",
        planned_by=PersonId(1),
        changed_at=NOW,
    )


def _with_everything() -> Definition:
    """The preset with what it leaves out: a day to review, days to discuss, a fee, and both are asked to go on."""
    data = load(preset("aln")).model_dump()
    data["pairing"]["continuation_days"] = 30
    data["discussions"] = {"day": NOW.date() + timedelta(days=9), "every": "week", "times": 9}
    data["fee"] = {"amount": 150, "currency": "AUD", "how": "By invoice."}
    definition = Definition.model_validate(data)
    day = (NOW + timedelta(days=30)).date()
    rounds = tuple(each.model_copy(update={"review": day}) for each in definition.rounds)
    return definition.model_copy(update={"rounds": rounds})


def _learning(definition: Definition) -> Iterator[Planned]:
    planned = PlannedEvent(key="talk", name="A talk", day=NOW.date() + timedelta(days=30))
    for called_off in (False, True):
        event = LearningEvent.plan(definition, planned, planned.day, NOW)
        event.announced_until(PersonId(1), is_last=True)
        event.announced_at = NOW
        if called_off:
            event.call_off("", NOW)
        yield event
    yield LearningEvent.plan(definition, planned, planned.day, NOW)
    for state in SignUpState:
        own = SignUp(scheme=definition.key, event_id=1, person_id=PersonId(1), made_at=NOW, at=NOW)
        yield own
        told = replace(own, state=state)
        told.tell(NOW)
        told.pass_on(NOW)
        yield told


def _partnership(definition: Definition, begun: int) -> Partnership:
    """Introduced; one has confirmed the start; both have; ended."""
    one = Partnership(
        scheme=definition.key,
        candidate_id=CandidateId(1),
        mentee_application_id=ApplicationId(1),
        mentor_application_id=ApplicationId(2),
        mentee_id=PersonId(1),
        mentor_id=PersonId(2),
        introduced_at=NOW,
    )
    for person in (1, 2)[:begun]:
        one.confirm_start(definition, PersonId(person), NOW + timedelta(days=3))
    if begun == 3:
        one.end(Ending.COMPLETED, PersonId(1), None, NOW + timedelta(days=150))
    return one


def test_everything_that_can_fall_due_is_done_by_one_conversation_and_nothing_else_is_waited_for() -> (
    None
):
    definition, emitted, kinds = _with_everything(), set(), set()
    for one in _in_every_state(definition):
        kinds.add(type(one))
        object.__setattr__(one, "id", 1)  # as the database would
        emitted |= {f"{subject_of(one).kind}.{due.name}" for due in one.due(definition)}
    assert kinds == {
        mapper.class_ for mapper in mapper_registry.mappers if hasattr(mapper.class_, "due")
    }
    awaited = [name for conversation in CONVERSATIONS for name in conversation.moments]
    assert sorted(awaited) == sorted(emitted)


def test_occasions_fit_their_column_and_are_unique_within_a_matter() -> None:
    definition = _with_everything()
    for one in _in_every_state(definition):
        occasions = [due.occasion for due in one.due(definition)]
        assert len(occasions) == len(set(occasions))
        assert all(len(occasion) <= 80 for occasion in occasions)
        assert all(len(due.name) <= 40 and len(due.series) <= 40 for due in one.due(definition))


def _named(tree: ast.AST) -> Iterator[str]:
    """The names of actions that a source gives to buttons, forms and actions."""
    for call in ast.walk(tree):
        if (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Name)
            and call.func.id in PLACES
        ):
            place = PLACES[call.func.id]
            given = [
                *call.args[place : place + 1],
                *(one.value for one in call.keywords if one.arg in ("action", "name")),
            ]
            yield from (
                one.value
                for one in given
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            )


def test_every_action_that_a_button_a_form_or_a_phrase_names_is_there() -> None:
    named = {
        (one, file.name)
        for file in SOURCES
        for one in _named(ast.parse(file.read_text(encoding="utf-8")))
    }
    assert len(named) > 50
    assert sorted(one for one in named if one[0] not in STEPS) == []
    assert {intent.action for intent in INTENTS.values()} <= STEPS


def test_every_text_that_looks_like_an_action_is_one() -> None:
    names = {conversation.name for conversation in CONVERSATIONS}
    texts = {
        node.value
        for file in SOURCES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    alike = {
        text
        for text in texts
        if text.partition(".")[0] in names and text.partition(".")[2].isidentifier()
    }
    assert alike <= STEPS


def test_each_step_is_named_after_its_own_conversation_and_is_of_one_kind() -> None:
    desk = Desk(Database("sqlite:///unused.db"), {}, CONVERSATIONS)
    assert len(desk.steps) == sum(len(one.steps) for one in CONVERSATIONS)
    assert all(
        name.startswith(f"{one.name}.") and len(name) <= 60
        for one in CONVERSATIONS
        for name in one.steps
    )
    assert not [name for name, step in desk.steps.items() if step.reads and step.opens]
