"""Training that the scheme encourages is said to the Group at matching; it is a bar only where the scheme says so (R9.1)."""

from handlers.kit.ui import Form, Reply
from scheme.forms.fields import ChoicesField
from tests.support.dialogue import Stage
from tests.support.learning import TALK, every_event, subject_for, with_events
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, eligible, on_register
from tests.support.stage import IDA, MAYA, PRIYA, TOM


async def after_training(scene: Stage, weight: str) -> str:
    """Priya came, Tom did not; the subject of Maya's application."""
    await on_register(scene, PRIYA, TOM)
    mentee = await eligible(scene, MAYA)
    await with_events(scene, TALK | {"guests": "mentors", "weight": weight})
    await pass_by(scene, 1)
    await act(await scene.person(PRIYA), "events.come", await subject_for(scene, PRIYA))
    await pass_by(scene, 16.2)
    [event] = await every_event(scene)
    own = (await subject_for(scene, PRIYA)).partition(":")[2]
    await act(await scene.person(IDA), "events.noted", f"learningevent:{event.id}", came=[own])
    return mentee


async def suggested(scene: Stage, mentee: str) -> tuple[Reply, str]:
    """What a member sees of the mentors for a mentee."""
    reply = await act(await scene.person(IDA), "propose.open", mentee)
    return reply, str(reply.window)


async def test_the_group_sees_who_came_and_can_select_whoever_did_not(scene: Stage) -> None:
    mentee = await after_training(scene, "encouraged")
    reply, seen = await suggested(scene, mentee)
    assert "('Priya Nair', 'Mentor training: came')" in seen
    assert "('Tom Birch', 'Mentor training: not yet')" in seen
    assert offered(reply) == {"Priya Nair", "Tom Birch"}


def offered(reply: Reply) -> set[str]:
    """The mentors who can be selected."""
    assert isinstance(reply.window, Form)
    field = reply.window.fields[0]
    assert isinstance(field, ChoicesField)
    return {option.label for option in field.options}


async def test_what_is_required_bars_until_they_came(scene: Stage) -> None:
    mentee = await after_training(scene, "required")
    reply, _ = await suggested(scene, mentee)
    assert offered(reply) == {"Priya Nair"}
    everybody = await act(await scene.person(IDA), "propose.everybody", mentee)
    assert "Has not come to Mentor training yet." in str(everybody.window)


async def test_where_nothing_is_said_nothing_is_shown(scene: Stage) -> None:
    mentee = await after_training(scene, "")
    _, seen = await suggested(scene, mentee)
    assert "which is encouraged and no condition" not in seen
