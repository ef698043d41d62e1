"""What time brings to events that people attend, each with a scene in which nobody does anything any more."""

from tests.support.dialogue import Stage
from tests.support.learning import TALK, subject_for, with_events
from tests.support.occasions import GROUP, Occasion, does
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, applies
from tests.support.stage import PRIYA

FOR_MENTORS = TALK | {"guests": "mentors", "afterwards": "Try one open question."}
EVENT_DAY = 17  # after the first day of a scene


async def planned(scene: Stage) -> None:
    """Priya is a mentor, and a training stands in the scheme file."""
    await applies(scene, PRIYA, "mentor")
    await with_events(scene, FOR_MENTORS)


async def signed_up(scene: Stage) -> None:
    """She has a place."""
    await planned(scene)
    await pass_by(scene, 0.1)
    await act(await scene.person(PRIYA), "events.come", await subject_for(scene, PRIYA))


async def moved(scene: Stage) -> None:
    """And it is an hour later than it was."""
    await signed_up(scene)
    await with_events(scene, FOR_MENTORS | {"at": "14:00"})


STEPS_BACK = does(PRIYA, "events.away", "sign_ups")

OF_LEARNING = {
    "learningevent.announce": Occasion(
        planned, quiet="those it is for can sign up, and hear of it one by one"
    ),
    "learningevent.late": Occasion(
        planned, quiet="those who came later can sign up, and hear of it one by one"
    ),
    "signup.tell": Occasion(planned, "there is an event for you", {PRIYA: (0,)}),
    "learningevent.news": Occasion(moved, "there is a change", {PRIYA: (0,)}),
    "signup.remind": Occasion(signed_up, "this is soon", {PRIYA: (EVENT_DAY - 1,)}, STEPS_BACK),
    "learningevent.noted": Occasion(signed_up, "Who came", {GROUP: (EVENT_DAY + 1,)}, STEPS_BACK),
    "learningevent.share": Occasion(
        signed_up, quiet="there is something for each of them, and they hear one by one"
    ),
    "signup.share": Occasion(signed_up, "here is what there is from", {PRIYA: (EVENT_DAY + 4,)}),
}
