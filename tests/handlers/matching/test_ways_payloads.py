"""What a mentee reads of a mentor on each way, as Slack and Teams have it: it is taken, and a mentor's video can be followed."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.chat.payload import Payloads
from bot.slack.cards.render import modal
from bot.teams.cards import render
from handlers.kit.ui import Action, Form, Link, View
from scheme.definition.definition import Definition
from storage.engine.database import Database
from storage.matching import shortlists
from tests.slack.rules import check_view
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    candidate_of,
    eligible,
    keeps_to_the_voice,
    offered,
    on_register,
    selects,
)
from tests.support.stage import IDA, MAYA, PRIYA, ROBIN, scheme, set_stage
from tests.support.talks import talking
from tests.teams.rules import check_task

VIDEO = "https://video.example.org/priya?t=2"
LONG = "Leading teams through change, with patience and good cheer. " * 30

Reads = Callable[[Stage], Awaitable[Form | View | None]]


def going(mode: str) -> Definition:
    """The scheme of the stage with a way to a mentor, and a question for a mentor's video."""
    usual = scheme().model_dump()
    usual["choosing"]["mode"] = mode
    usual["forms"]["mentor"] = (
        *usual["forms"]["mentor"],
        {
            "kind": "short",
            "key": "video",
            "label": "A link to your two-minute video",
            "title": "Video",
            "form": "link",
            "required": False,
            "seen_by": "partner",
        },
    )
    return Definition.model_validate(usual)


async def before_a_talk(scene: Stage) -> Form | View | None:
    """Whom Maya can ask for a first talk."""
    proposal = await offered(scene, MAYA, [PRIYA])
    return (await act(await scene.person(MAYA), "choose.read", proposal)).window


async def for_a_talk(scene: Stage) -> Form | View | None:
    """A first talk that is to come."""
    proposal, _ = await talking(scene, MAYA, [PRIYA])
    request = await candidate_of(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    return (await act(maya, "talk.read", proposal, candidate=str(request.id))).window


async def among_all(scene: Stage) -> Form | View | None:
    """A mentor among all."""
    await eligible(scene)
    own = await application_of(scene, MAYA)
    mentor = await application_of(scene, PRIYA, "mentor")
    async with scene.bot.work(writes=False) as work:
        shortlist = await shortlists.of(work, own.id)
    assert shortlist
    maya = await scene.person(MAYA)
    subject = f"shortlist:{shortlist.id}"
    return (await act(maya, "choices.profile", subject, mentor=str(mentor.id))).window


async def matched(scene: Stage) -> Form | View | None:
    """A mentor whom the organisers decided on."""
    subject = await eligible(scene)
    for member in (IDA, ROBIN):
        await selects(scene, member, subject, [PRIYA])
    request = await candidate_of(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    return (await act(maya, "told.mentee", f"proposal:{request.proposal_id}")).window


@pytest.mark.usefixtures("ids_that_count")
@pytest.mark.parametrize(
    ("mode", "reads"),
    [
        ("approach-several", before_a_talk),
        ("approach-several", for_a_talk),
        ("choose-of-all", among_all),
        ("organisers-decide", matched),
    ],
)
async def test_what_a_mentee_reads_of_a_mentor_is_taken_by_both_and_the_video_can_be_followed(
    tmp_path: Path, mode: str, reads: Reads
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    scene = await set_stage(database, going(mode))
    await on_register(scene, PRIYA, video=VIDEO, experience=LONG)
    window = await reads(scene)
    await database.close()
    keeps_to_the_voice(scene)
    assert isinstance(window, View)
    assert Link("Video: Priya Nair, at video.example.org", VIDEO) in window.parts
    view = modal(window, Payloads(), opener=Action(name="home.show"))
    check_view(view)
    assert VIDEO in str(view)
    task = render.continue_with(render.dialog(window, Payloads(), opener=Action(name="home.show")))
    check_task(task)
    assert VIDEO in str(task)
