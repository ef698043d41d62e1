"""Forms in Slack's windows: page by page, twice at once, overtaken by somebody else, and with files."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from scheme.matching.candidate import Candidate
from scheme.subject import Subject
from storage import drafts
from storage.engine.database import Database
from storage.matching import proposals
from tests.slack.corner import press, rows, said, shown, slack_corner
from tests.slack.hand import Hand
from tests.slack.player import SlackPlayer
from tests.slack.stage import SlackStage
from tests.support.rounds import act, application_of, eligible, on_register, proposal_of
from tests.support.stage import IDA, MAYA, MENTEE_ANSWERS, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

FIRST = {
    "job_title": "Library assistant",
    "level": "assistant",
    "years_at_level": "3",
    "experience_years": "4",
}


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


async def begins(scene: SlackStage) -> SlackPlayer:
    """Maya, with the form of a mentee before her."""
    maya = await scene.person(MAYA)
    await maya.hand.command("I would like a mentor")
    assert maya.hand.modal is not None, said(maya.hand.messages)
    return maya


def state(hand: Hand, block: str) -> object:
    """What an input of the window holds."""
    assert hand.modal is not None
    held = next(iter(hand.modal.state[block].values()))
    return held.get("value")


def page(hand: Hand) -> str:
    """Which page is open."""
    return next((line for line in shown(hand).splitlines() if line.startswith("Step ")), "")


async def test_an_error_stands_beside_its_field_and_the_page_stays(scene: SlackStage) -> None:
    maya = await begins(scene)
    await maya.fills(**FIRST | {"experience_years": "many"})
    errors = await maya.hand.submits()
    assert [one.partition(".")[2] for one in errors] == ["experience_years"]
    assert page(maya.hand).startswith("Step 1 of")
    assert state(maya.hand, "short.job_title") == "Library assistant"
    assert await rows(scene, "applications") == 0


async def test_what_was_given_on_a_page_is_there_when_the_form_is_closed_and_opened_again(
    scene: SlackStage,
) -> None:
    maya = await begins(scene)
    await maya.fills(**FIRST)
    assert await maya.hand.submits() == {}
    assert page(maya.hand).startswith("Step 2 of")
    await maya.hand.closes()
    assert maya.hand.modal is None
    maya = await begins(scene)
    assert page(maya.hand).startswith("Step 1 of")
    assert state(maya.hand, "short.job_title") == "Library assistant"
    assert "This is as you left it" in shown(maya.hand)
    assert await rows(scene, "drafts") == 1


async def test_back_leads_to_the_page_before_and_loses_nothing_that_was_typed(
    scene: SlackStage,
) -> None:
    maya = await begins(scene)
    await maya.fills(**FIRST)
    assert "Then: Your line manager, What you are looking for" in page(maya.hand)
    await maya.hand.submits()
    assert page(maya.hand).startswith(
        "Step 2 of 3: Your line manager, What you are looking for, Meeting."
    )
    maya.hand.fills(_block(maya, "manager_name"), "Lena Marsh")
    assert maya.hand.modal is not None
    await press(maya.hand, maya.hand.modal, "Back")
    assert page(maya.hand).startswith("Step 1 of 3: About you")
    assert "This is as you left it" not in shown(maya.hand)
    assert state(maya.hand, _block(maya, "job_title")) == "Library assistant"
    assert await maya.hand.submits() == {}
    assert state(maya.hand, _block(maya, "manager_name")) == "Lena Marsh"


async def test_start_afresh_empties_the_form(scene: SlackStage) -> None:
    maya = await begins(scene)
    await maya.fills(**FIRST)
    await maya.hand.submits()
    await maya.hand.closes()
    await begins(scene)
    assert maya.hand.modal is not None
    await press(maya.hand, maya.hand.modal, "Start afresh")
    assert not state(maya.hand, _block(maya, "job_title"))
    assert "This is as you left it" not in shown(maya.hand)
    assert await rows(scene, "drafts") == 0


async def test_answering_in_the_chat_instead_takes_over_what_was_typed(scene: SlackStage) -> None:
    maya = await begins(scene)
    maya.hand.fills("short.job_title", "Library assistant")
    assert maya.hand.modal is not None
    await press(maya.hand, maya.hand.modal, "Answer in the chat instead")
    await scene.settled()
    async with scene.bot.work(writes=False) as work:
        draft = await drafts.talking(
            work,
            (await scene.stage.person(MAYA)).person_id,
            scene.bot.clock.now() - timedelta(hours=1),
        )
    assert draft is not None
    assert draft.answers["job_title"] == "Library assistant"
    assert "job title" not in said(maya.hand.messages)[-1].lower()


async def test_an_error_found_at_the_end_leads_back_to_its_page_and_nothing_is_lost(
    scene: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = await begins(scene)
    await maya.fills(**FIRST)
    await maya.hand.submits()
    await maya.hand.closes()
    maya = await begins(scene)
    await _to_the_last_page(maya)
    # Meanwhile what stood on the first page is gone from the draft, as when another window has emptied it.
    async with scene.bot.work() as work:
        found = await drafts.begun(
            work, "aln", (await scene.stage.person(MAYA)).person_id, "apply.mentee", *_form_of(maya)
        )
        assert found is not None
        found.answers = {key: one for key, one in found.answers.items() if key != "job_title"}
    await maya.hand.submits()
    assert page(maya.hand).startswith("Step 1 of")
    assert "Please" in shown(maya.hand)
    assert await rows(scene, "applications") == 0
    maya.hand.fills(_block(maya, "job_title"), "Library assistant")
    for _ in range(6):
        if maya.hand.modal:
            assert await maya.hand.submits() == {}
    assert maya.hand.modal is None
    kept = (await application_of(scene.stage, MAYA)).answers
    assert kept["job_title"] == "Library assistant"
    assert kept["manager_name"] == "Lena Marsh"


def _form_of(maya: SlackPlayer) -> tuple[str, Subject]:
    assert maya.hand.modal is not None
    meta = json.loads(maya.hand.modal.view["private_metadata"])
    return meta["n"], Subject.read(meta.get("s", ""))


def _block(maya: SlackPlayer, key: str) -> str:
    return _blocks(maya, key)[0]


def _blocks(maya: SlackPlayer, key: str) -> list[str]:
    modal = maya.modal
    assert modal is not None
    return [
        str(one["block_id"])
        for one in modal.view["blocks"]
        if one["type"] == "input" and one["block_id"].partition(".")[2].partition("~")[0] == key
    ]


async def _to_the_last_page(maya: SlackPlayer) -> None:
    await maya.fills(**MENTEE_ANSWERS)
    while maya.hand.modal and maya.hand.modal.view["submit"]["text"] == "Next":
        assert await maya.hand.submits() == {}
        maya._fill()


async def test_of_two_windows_of_a_form_the_first_that_is_sent_counts_and_the_other_says_so(
    scene: SlackStage,
) -> None:
    maya = await begins(scene)
    await _to_the_last_page(maya)
    modal = maya.hand.modal
    assert modal is not None
    payload = maya.hand.told.submission(modal)
    await maya.hand.submits()
    await scene.settled()
    assert await rows(scene, "applications") == 1
    # The other window, on another device: another id, the same page.
    payload["view"] = payload["view"] | {"id": "V0OTHER", "hash": "1.other"}
    assert scene.stub.wire is not None
    heard = await scene.stub.wire.send("interactive", payload)
    assert heard.status == 200
    assert heard.body["response_action"] in ("update", "errors")
    assert await rows(scene, "applications") == 1


async def test_what_somebody_else_changed_meanwhile_is_shown_and_what_was_typed_stays(
    scene: SlackStage,
) -> None:
    await on_register(scene.stage, PRIYA, TOM)
    subject = await eligible(scene.stage)
    await scene.settled()
    ida, robin = [(await scene.person(email)).group_hand for email in (IDA, ROBIN)]
    assert ida is not None
    assert robin is not None
    keys = [str((await application_of(scene.stage, one, "mentor")).id) for one in (PRIYA, TOM)]
    player = await scene.person(IDA)
    await player.presses_in_channel("Open", card="A-3")
    assert ida.modal is not None
    await press(ida, ida.modal, "Suggest mentors")
    await act(
        await scene.stage.person(ROBIN),
        "propose.send",
        subject,
        mentors=keys[:1],
        criteria=["a"],
        revision="0",
    )
    await player.fills(mentors=keys[1:], criteria=["b"])
    await ida.submits()
    assert "Robin Ash selected: Priya Nair. Agreed so far: Robin Ash. Yours is kept here" in shown(
        ida
    )
    boxes = [next(iter(ida.modal.state[block].values())) for block in _blocks(player, "mentors")]
    ticked = [one["value"] for held in boxes for one in held.get("selected_options", [])]
    assert ticked == keys[1:]
    assert [one.mentor_application_id for one in await _candidates(scene)] == [int(keys[0])]
    await ida.submits()
    assert [one.mentor_application_id for one in await _candidates(scene)] == [int(keys[1])]


async def _candidates(scene: SlackStage) -> list[Candidate]:
    proposal = await proposal_of(scene.stage)
    async with scene.bot.work(writes=False) as work:
        return list(await proposals.candidates_of(work, proposal.id))
