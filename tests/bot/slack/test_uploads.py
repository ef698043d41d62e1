"""Files in Slack: taken in with a form, kept while it is put right, and opened in one's own chat alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import drafts
from storage.engine.database import Database
from tests.slack.corner import press, rows, said, shown, slack_corner
from tests.slack.hand import Hand, pressable
from tests.slack.player import SlackPlayer
from tests.slack.stage import SlackStage
from tests.slack.world import Post
from tests.support.rounds import act, application_of
from tests.support.stage import IDA, MAYA, MENTEE_ANSWERS, SAM

pytestmark = pytest.mark.usefixtures("ids_that_count")

CV = b"%PDF-1.7\n" + b"Ten years of cataloguing. " * 4000
FIELD = {
    "kind": "file",
    "key": "cv",
    "label": "Your CV",
    "title": "CV",
    "accepts": ["pdf", "docx"],
    "most_mb": 1,
}


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack, in which mentees hand in a CV."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database, mentees_give=[FIELD]) as found:
        yield found
    await database.close()


async def at_the_file(scene: SlackStage) -> SlackPlayer:
    """Maya, at the page that asks for a file."""
    maya = await scene.person(MAYA)
    await maya.hand.command("I would like a mentor")
    await maya.fills(**MENTEE_ANSWERS)
    assert maya.hand.modal is not None
    while not any(one["block_id"].startswith("file.") for one in maya.hand.modal.view["blocks"]):
        assert await maya.hand.submits() == {}
        maya._fill()
    return maya


def chosen(hand: Hand) -> None:
    """Takes what was chosen out of the input again."""
    assert hand.modal is not None
    for held in hand.modal.state["file.cv"].values():
        held["files"] = []


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("cv.pdf", b"MZ, called another name", "Inside, this is not what a .pdf file holds."),
        ("cv.pdf", CV * 12, "Please choose a file of up to 1 MB"),
        ("cv.pdf", b"", "This file is empty."),
    ],
    ids=["wrong inside", "too large", "empty"],
)
async def test_a_bad_file_is_refused_beside_its_field(
    scene: SlackStage, name: str, data: bytes, why: str
) -> None:
    maya = await at_the_file(scene)
    maya.hand.attaches("file.cv", name, data)
    errors = await maya.hand.submits()
    assert list(errors) == ["file.cv"]
    assert why in errors["file.cv"]
    assert await rows(scene, "files") + await rows(scene, "applications") == 0
    chosen(maya.hand)
    maya.hand.attaches("file.cv", "cv.pdf", CV)
    assert await maya.hand.submits() == {}
    await scene.settled()
    assert await rows(scene, "applications") == 1


@pytest.mark.parametrize("method", ["files.info"])
async def test_a_file_that_slack_does_not_hand_over_is_asked_for_again(
    scene: SlackStage, method: str
) -> None:
    maya = await at_the_file(scene)
    maya.hand.attaches("file.cv", "cv.pdf", CV)
    for fault in ({"status": 503}, {"error": "ratelimited", "status": 429, "retry_after": 1}):
        scene.stub.world.fails(method, **fault)
        errors = await maya.hand.submits()
        assert "Slack did not hand the file over in time" in errors["file.cv"]
    assert await rows(scene, "applications") == 0
    await maya.hand.submits()
    await scene.settled()
    assert await rows(scene, "applications") == 1


async def test_a_file_is_kept_while_an_earlier_page_is_put_right(scene: SlackStage) -> None:
    maya = await at_the_file(scene)
    maya.hand.attaches("file.cv", "cv.pdf", CV)
    async with scene.bot.work() as work:  # as when another window of the form has emptied a page
        person = (await scene.stage.person(MAYA)).person_id
        (draft,) = await drafts.to_go_on_with(work, "aln", person)
        draft.answers = {key: one for key, one in draft.answers.items() if key != "job_title"}
    await maya.hand.submits()
    assert "Step 1 of" in shown(maya.hand)
    await maya.fills(job_title="Library assistant")
    for _ in range(6):
        if maya.hand.modal and not any(
            one["block_id"] == "file.cv" for one in maya.hand.modal.view["blocks"]
        ):
            assert await maya.hand.submits() == {}
    assert "is kept" in shown(maya.hand)
    assert await maya.hand.submits() == {}
    await scene.settled()
    assert await rows(scene, "applications") == 1
    assert await rows(scene, "files") == 1


async def test_a_file_reaches_whoever_may_read_it_in_their_own_chat_and_nobody_else(
    scene: SlackStage,
) -> None:
    maya = await at_the_file(scene)
    maya.hand.attaches("file.cv", "Maya Thorne, CV.pdf", CV)
    await maya.hand.submits()
    await scene.settled()
    assert str((await application_of(scene.stage, MAYA)).answers["cv"]).startswith("file:")
    ida, sam = (await scene.person(IDA)).group_hand, (await scene.person(SAM)).group_hand
    assert ida is not None
    assert sam is not None
    for hand in (ida, sam):
        card = next(one for one in hand.sees_in(scene.channel) if pressable(one.blocks, "Open"))
        await press(hand, card, "Open")
        assert "Maya Thorne, CV.pdf" in shown(hand)
    await act(await scene.stage.person(SAM), "review.stood_aside", "application:1")
    for hand, label in ((ida, "Open it"), (ida, "Save the file"), (sam, "Open it")):
        assert hand.modal is not None
        if pressable(hand.modal.view["blocks"], label):
            await press(hand, hand.modal, label)
    await scene.settled()
    assert "stays closed to you" in shown(sam) + "".join(said([*sam.messages, *sam.asides]))
    assert _files(ida) == [CV], shown(ida)
    assert _files(sam) == []
    everywhere = [
        one
        for team in scene.town.all_teams()
        for place in team.channels.values()
        for one in _of(place.posts)
    ]
    assert [one.channel.id for one in everywhere] == [ida.chat.id]


def _of(posts: dict[str, Post]) -> list[Post]:
    return [one for one in posts.values() if one.files]


def _files(hand: Hand) -> list[bytes]:
    """What the files of somebody's chat hold."""
    return [hand.user.team.files[file].content for one in hand.messages for file in one.files]
