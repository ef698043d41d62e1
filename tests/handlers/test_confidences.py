"""What people write in confidence stands in no message, however long the story (R11.4); and every message keeps the voice."""

from pathlib import Path

import pytest
from sqlalchemy import select

from handlers.kit.ui import message_from
from storage import tables
from storage.engine.database import Database
from storage.letters import MADE
from tests.journeys import story
from tests.support.dialogue import Stage
from tests.support.pairs import written
from tests.support.rounds import (
    act,
    application_of,
    candidate_of,
    chooses,
    eligible,
    keeps_to_the_voice,
    offered,
    on_register,
    refused,
    selects,
)
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

SECRETS = {
    "goals": "zebra goals",
    "background_note": "zebra background",
    "avoid": "Zebra Avoided",
    "other": "zebra considerations",
    "place": "Zebra Bay",
    "manager_name": "Zebra Manager",
    "second_contact": "zebra@private.example.org",
}
GROUPS = ("LGBTQ", "lgbtq")


async def everything_sent(scene: Stage) -> list[str]:
    """Every row of the outbox as it stands, and every message in a chat, buttons and what they carry included."""
    async with scene.bot.work(writes=False) as work:
        bodies = list((await work.session.scalars(select(tables.outbox.c.body))).all())
    shown = [repr(one) for room in scene.channel.rooms.values() for one in room.messages.values()]
    for body in bodies:
        if not body.startswith(MADE):  # what is made at delivery is looked at where it is shown
            assert len(message_from(body).text.split()) <= 50
    return [*bodies, *shown]


async def test_what_is_written_in_confidence_is_in_no_message_and_not_readable_at_rest(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    scene = await set_stage(database)
    await on_register(
        scene, PRIYA, TOM, groups=["lgbtq"], avoid="Zebra Avoided", other="zebra considerations"
    )
    subject = await eligible(scene, MAYA, background=["lgbtq"], **SECRETS)
    people = [await scene.person(email) for email in (MAYA, PRIYA, IDA, ROBIN, SAM)]
    maya, priya, ida, robin, sam = people
    await act(ida, "question.put_to_applicant", subject, text="zebra question")
    await act(maya, "question.answered", "question:1", text="zebra answer")
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await selects(scene, ROBIN, subject, [PRIYA, TOM])
    await act(maya, "question.put_to_group", "proposal:1", text="zebra doubts")
    await act(sam, "question.answered_for_group", "question:2", text="zebra reply")
    await act(maya, "choose.wants_others", "proposal:1", reason="zebra reason")
    await selects(scene, IDA, subject, [PRIYA])
    await selects(scene, SAM, subject, [PRIYA])
    request = await chooses(scene, MAYA, PRIYA)
    await act(priya, "question.put_to_mentee", request, text="zebra wondering")
    await act(maya, "question.answered", "question:3", text="zebra telling")
    await scene.forward(7)
    await act(priya, "answer.accept", request)
    await act(
        maya, "end.ended", "partnership:1", how="not working", reason="zebra parting", now=True
    )
    await eligible(scene, ESTHER)
    await scene.forward(40)
    other = await application_of(scene, ESTHER)
    await act(robin, "question.put_to_applicant", f"application:{other.id}", text="zebra again")
    sent = await everything_sent(scene)
    assert len(sent) > 30
    for text in sent:
        assert "zebra" not in text.lower()
        assert not any(group in text for group in GROUPS)
    await database.close()
    at_rest = written(tmp_path).lower()
    assert b"zebra" not in at_rest
    assert b"lgbtq" not in at_rest


async def test_a_mentee_never_sees_what_a_mentor_wrote_for_the_group_nor_a_mentor_the_mentees(
    scene: Stage,
) -> None:
    await on_register(
        scene, PRIYA, groups=["lgbtq"], avoid="Zebra Avoided", other="zebra considerations"
    )
    subject = await eligible(
        scene, MAYA, background=["lgbtq"], **{**SECRETS, "goals": "To teach", "place": "Tarn"}
    )
    await selects(scene, IDA, subject, [PRIYA])
    await selects(scene, ROBIN, subject, [PRIYA])
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    request = await chooses(scene, MAYA, PRIYA)
    await act(maya, "applied.view", subject)
    windows = [
        await act(maya, "choose.read", "proposal:1"),
        await act(priya, "answer.read", request),
        await act(priya, "answer.decline", request),
        await act(priya, "question.to_mentee", request),
    ]
    for window in windows:
        assert "zebra" not in repr(window).lower()
        assert "lgbtq" not in repr(window).lower()
        assert "private.example.org" not in repr(window)


async def test_after_a_whole_round_every_message_kept_to_the_voice_and_its_length(
    scene: Stage,
) -> None:
    await story.register_of_two(scene)
    await story.matched(scene)
    await story.started(scene)
    await story.met_and_surveyed(scene)
    await story.concluded(scene)
    await story.complained(scene)
    await scene.forward(30)
    keeps_to_the_voice(scene)
    assert sum(len(room.messages) for room in scene.channel.rooms.values()) > 30


async def test_the_reason_for_wanting_others_is_read_by_members_alone(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    one = f"candidate:{(await candidate_of(scene, MAYA, PRIYA)).id}"
    await act(await scene.person(MAYA), "choose.wants_others", proposal, reason="zebra reason")
    reply = await act(await scene.person(ALEX), "review.open", "application:3")
    assert "zebra reason" in repr(reply)
    for email in (PRIYA, TOM, NOAH):
        await refused(await scene.person(email), "review.open", "application:3")
        await refused(await scene.person(email), "answer.read", one)
        await refused(await scene.person(email), "choose.read", proposal)
