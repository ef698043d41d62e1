"""What time brings on the other ways to a mentor: first talks, a choice of all mentors, a match that both are told of."""

from collections.abc import Mapping

from storage.matching import shortlists
from tests.support.dialogue import Stage
from tests.support.occasions import WITHDRAWS, Occasion, Play, both, then
from tests.support.rounds import (
    act,
    application_of,
    candidate_of,
    definition_of,
    eligible,
    on_register,
    proposal_of,
    selects,
)
from tests.support.stage import IDA, MAYA, PRIYA, ROBIN, TOM
from tests.support.talks import talking

CHOICES = 2  # mentors whom a mentee may choose of all


def goes(mode: str) -> Play:
    """The scheme has this way to a mentor from now on."""

    async def play(scene: Stage) -> None:
        before = definition_of(scene)
        choosing = before.choosing.model_copy(update={"mode": mode, "choices": CHOICES})
        after = before.model_copy(update={"choosing": choosing})
        for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
            assert isinstance(definitions, dict)
            definitions[before.key] = after

    return play


# First talks


async def talk(scene: Stage) -> None:
    """Maya and Priya are to have a first talk."""
    await on_register(scene, PRIYA)
    await talking(scene, MAYA, [PRIYA])


def priya_does(step: str) -> Play:
    """Priya takes a step about what she and Maya have been asked."""

    async def play(scene: Stage) -> None:
        request = await candidate_of(scene, MAYA, PRIYA)
        await act(await scene.person(PRIYA), step, f"candidate:{request.id}")

    return play


async def chooses_priya(scene: Stage) -> None:
    """Maya chooses Priya after their first talk."""
    proposal = await proposal_of(scene)
    request = await candidate_of(scene, MAYA, PRIYA)
    await act(
        await scene.person(MAYA),
        "talk.chosen",
        f"proposal:{proposal.id}",
        candidate=str(request.id),
    )


TALK = then(goes("approach-several"), talk)
TALKED = priya_does("talk.talked")
STEPS_BACK = priya_does("talk.stepped_back")


# A choice of all mentors


async def all_mentors(scene: Stage) -> None:
    """Maya can choose of all mentors."""
    await on_register(scene, PRIYA, TOM)
    await eligible(scene)


async def chooses_all(scene: Stage) -> None:
    """Maya chooses as many as she may."""
    own = await application_of(scene, MAYA)
    async with scene.bot.work(writes=False) as work:
        shortlist = await shortlists.of(work, own.id)
    assert shortlist
    for email in (PRIYA, TOM):
        mentor = await application_of(scene, email, "mentor")
        await act(
            await scene.person(MAYA),
            "choices.add",
            f"shortlist:{shortlist.id}",
            mentor=str(mentor.id),
        )


ALL_MENTORS = then(goes("choose-of-all"), all_mentors)


# A match that both are told of


async def match(scene: Stage) -> None:
    """Two members decide on Priya for Maya, and both are told."""
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [PRIYA])


MATCH = then(goes("organisers-decide"), match)
SAYS_NO = priya_does("told.mentor_said_no")


OF_WAYS: Mapping[str, Occasion] = {
    "candidate.how": Occasion(TALK, "talked yet", both(22), STEPS_BACK),
    "candidate.never": Occasion(TALK, "has not come about", both(29), STEPS_BACK),
    "candidate.decide": Occasion(
        then(TALK, TALKED), "still hopes to hear from you", {MAYA: (7, 14)}, chooses_priya
    ),
    "candidate.undecided": Occasion(
        then(TALK, TALKED), "not decided in time|The day to decide", both(22), chooses_priya
    ),
    "shortlist.remind": Occasion(
        ALL_MENTORS, "The list is open until", {MAYA: (7, 14)}, chooses_all
    ),
    "shortlist.close": Occasion(
        ALL_MENTORS, "The day for choices has passed", {MAYA: (22,), ROBIN: ()}, WITHDRAWS
    ),
    "candidate.remind_both": Occasion(MATCH, "You are introduced to", both(3, 7), SAYS_NO),
    "candidate.begin": Occasion(MATCH, "Meet (Priya|Maya)", both(8), SAYS_NO),
}
