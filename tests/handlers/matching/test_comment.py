"""Members disagree or comment: read by those who may read of the proposal, kept encrypted, and told in no channel (R3.9)."""

import json

import pytest
from sqlalchemy import select, text

from handlers.kit.ui import Form
from scheme.ids import PersonId
from scheme.pace import TooMuch
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import people
from storage.matching import proposals
from storage.member import own_data
from storage.tables import audit, comments
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    barred,
    cards,
    chooses,
    eligible,
    offered,
    on_register,
    refused,
    selects,
    written,
)
from tests.support.stage import ALEX, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")

WORDS = "Priya and she worked on the same floor."
REMARK = {"proposal": "1", "revision": "1", "stance": "remark", "text": WORDS}
AGAINST = REMARK | {"stance": "against"}


async def selected(scene: Stage) -> str:
    """Ida has selected Priya for Maya; the subject of Maya's application."""
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    return subject


async def agreed(scene: Stage) -> set[PersonId]:
    """Who agrees to what is proposed to Maya."""
    application = await application_of(scene, MAYA)
    async with scene.bot.work(writes=False) as work:
        return await proposals.who_agreed(work, application.id)


async def writes(scene: Stage, email: str) -> Player:
    """A member opens the application and says something of what is selected."""
    player = await scene.person(email)
    await player.presses_in_channel("Open", card="A-3")
    await player.presses("Comment or disagree")
    await player.fills(stance="remark", text=WORDS)
    await player.submits()
    return player


async def test_a_comment_is_read_by_the_members_and_stands_in_no_chat_or_channel(
    scene: Stage,
) -> None:
    subject = await selected(scene)
    await writes(scene, SAM)
    await scene.group_sees("A member has commented on what is selected; please look.")
    assert WORDS not in written(scene)
    robin = await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-3")
    await robin.sees("Sam Okoro comments, Monday 11 January 2027", WORDS)
    assert len(await agreed(scene)) == 1
    async with scene.bot.work(writes=False) as work:
        raw = (await work.session.execute(text("SELECT text FROM comments"))).scalar_one()
        assert WORDS not in raw
        query = select(audit.c.action, audit.c.subject).where(audit.c.action == "propose.commented")
        assert [tuple(one) for one in (await work.session.execute(query)).all()] == [
            ("propose.commented", Subject.read(subject))
        ]


async def test_only_members_who_may_read_of_it_comment_on_it_or_see_a_comment(scene: Stage) -> None:
    subject = await selected(scene)
    await act(await scene.person(UMA), "review.stood_aside", subject)
    await act(await scene.person(SAM), "propose.commented", subject, **REMARK)
    for email in (MAYA, PRIYA, TOM, NOAH, JO, UMA):
        player = await scene.person(email)
        await barred(player, "propose.comment", subject)
        await barred(player, "propose.commented", subject, **REMARK)
        await barred(player, "review.open", subject)


async def test_neither_the_mentee_nor_the_mentor_reads_it_once_it_is_proposed(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = Subject("application", (await application_of(scene, PRIYA, "mentor")).id + 2)
    await offered(scene, MAYA, [PRIYA, TOM])
    await act(await scene.person(SAM), "propose.commented", str(subject), **REMARK)
    await chooses(scene, MAYA, PRIYA)
    assert WORDS not in written(scene)
    async with scene.bot.work(writes=False) as work:
        for email in (MAYA, PRIYA, SAM):
            person = await people.by_email(work, email)
            assert person is not None
            kept = json.dumps(
                [[dict(row) for row in one.rows] for one in await own_data.of_person(work, person)],
                default=str,
            )
            assert (WORDS in kept) == (email == SAM)


async def test_whoever_disagrees_takes_back_their_word_and_the_others_keep_theirs(
    scene: Stage,
) -> None:
    subject = await selected(scene)
    sam, ida = [await scene.person(email) for email in (SAM, IDA)]
    await act(sam, "propose.commented", subject, **AGAINST)
    assert await agreed(scene) == {ida.person_id}
    await scene.group_sees("A member disagrees with what is selected; please look.")
    await act(ida, "propose.commented", subject, **AGAINST)
    assert await agreed(scene) == set()
    await ida.presses_in_channel("Open", card="A-3")
    await ida.sees(
        "Sam Okoro disagrees", "Ida Moss disagrees", "Agreed: nobody yet", "Agree to these"
    )


async def test_disagreeing_with_what_the_mentee_has_takes_nothing_from_them(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene, MAYA, [PRIYA])
    subject = Subject("application", (await application_of(scene, MAYA)).id)
    await act(await scene.person(IDA), "propose.commented", str(subject), **AGAINST)
    assert len(await agreed(scene)) == 2
    await (await scene.person(MAYA)).sees("1 mentor to consider")


async def test_words_on_another_selection_come_back_and_those_on_nothing_are_refused(
    scene: Stage,
) -> None:
    subject = await selected(scene)
    sam = await scene.person(SAM)
    reply = await act(sam, "propose.commented", subject, **REMARK | {"revision": "0"})
    assert isinstance(reply.window, Form)
    assert reply.window.notice.startswith("The selection has changed since you read it.")
    assert reply.window.answers["text"] == WORDS
    await act(
        sam, "propose.commented", subject, **dict(reply.window.carries), stance="remark", text=WORDS
    )
    await act(await scene.person(MAYA), "applied.withdrawn", subject)
    assert "nothing to comment on" in await refused(sam, "propose.commented", subject, **REMARK)
    assert "nothing to comment on" in await refused(sam, "propose.comment", subject)


async def test_a_comment_has_words_of_a_bounded_length_and_number(scene: Stage) -> None:
    subject = await selected(scene)
    sam = await scene.person(SAM)
    for wrong in ({"text": ""}, {"text": "x" * 2001}, {"stance": "shout"}):
        with pytest.raises(Refusal) as no:
            await act(sam, "propose.commented", subject, **REMARK | wrong)
        assert set(no.value.errors) == set(wrong)
    for _ in range(12):
        await act(sam, "propose.commented", subject, **REMARK)
    with pytest.raises(TooMuch):
        await act(sam, "propose.commented", subject, **REMARK)


async def test_the_words_go_with_those_of_an_application_that_was_withdrawn(scene: Stage) -> None:
    subject = await selected(scene)
    await act(await scene.person(SAM), "propose.commented", subject, **REMARK)
    await act(await scene.person(MAYA), "applied.withdrawn", subject)
    await scene.forward(35)
    async with scene.bot.work(writes=False) as work:
        assert (await work.session.scalars(select(comments.c.text))).all() == [""]
    assert cards(await scene.person(ALEX), "comment") == []
