"""Whatever an object says will fall due, some conversation does; and none waits for what never comes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from handlers import CONVERSATIONS
from scheme.application import Application, Stage
from scheme.concern import Concern
from scheme.definition import Definition
from scheme.loading import load, preset
from scheme.partnership import Ending, Partnership
from scheme.proposal import Candidate, Progress, Proposal
from scheme.reminder import Reminder
from scheme.survey import Survey
from storage.plans import Planned, subject_of
from storage.tables import mapper_registry

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


def _in_every_state(definition: Definition) -> Iterator[Planned]:
    """Each thing that knows what falls due, as often as it says something else."""
    key = definition.key
    for stage in Stage:
        application = Application.receive(definition, 1, "mentee", "spring", {}, NOW)
        application.stage = stage
        yield application
    for state in Progress:
        proposal = Proposal(key, 1, 1, NOW)
        proposal.offer(definition, NOW)
        proposal.state = state
        yield proposal
    candidate = Candidate(key, 1, 2, 2, 1)
    candidate.ask(definition, NOW)
    yield candidate
    for begun in range(4):
        yield _partnership(definition, begun)
    yield Survey.issue(definition, 1, 1, "mentee", "midpoint", NOW)
    yield Concern.receive(definition, 1, "other", None, "", NOW)
    yield Reminder(key, 1, "mentee", definition.rounds[0].key)


def _partnership(definition: Definition, begun: int) -> Partnership:
    """Introduced; one has confirmed the start; both have; ended."""
    one = Partnership(definition.key, 1, 1, 2, 1, 2, NOW)
    for person in (1, 2)[:begun]:
        one.confirm_start(definition, person, NOW + timedelta(days=3))
    if begun == 3:
        one.end(Ending.COMPLETED, 1, None, NOW + timedelta(days=90))
    return one


def test_everything_that_can_fall_due_is_done_by_one_conversation_and_nothing_else_is_waited_for() -> None:
    definition, emitted, kinds = load(preset("aln")), set(), set()
    for one in _in_every_state(definition):
        kinds.add(type(one))
        one.id = 1
        emitted |= {f"{subject_of(one).partition(':')[0]}.{due.name}" for due in one.due(definition)}
    assert kinds == {mapper.class_ for mapper in mapper_registry.mappers if hasattr(mapper.class_, "due")}
    awaited = [name for conversation in CONVERSATIONS for name in conversation.moments]
    assert sorted(awaited) == sorted(emitted)


def test_occasions_fit_their_column_and_are_unique_within_a_matter() -> None:
    definition = load(preset("aln"))
    for one in _in_every_state(definition):
        occasions = [due.occasion for due in one.due(definition)]
        assert len(occasions) == len(set(occasions))
        assert all(len(occasion) <= 80 for occasion in occasions)
        assert all(len(due.name) <= 40 and len(due.series) <= 40 for due in one.due(definition))
