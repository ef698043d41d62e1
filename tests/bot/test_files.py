"""Any channel hands in a file the same way, before it sends the form; in the chat it is never typed (R2.1, R2.9)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit.ui import Form
from scheme.forms.fields import FileField
from scheme.refusal import Gone
from storage.engine.database import Database
from tests.support.dialogue import Stage, buttons_of
from tests.support.rounds import act, definition_of
from tests.support.stage import MAYA, MENTEE_ANSWERS, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

CV = FileField(
    key="cv", label="Your CV", title="CV", accepts=("pdf", "txt"), most_mb=1, required=False
)
PDF = b"%PDF-1.7 numbat"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose mentees may hand in a CV."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    definition = scheme()
    forms = definition.forms.model_copy(update={"mentee": (*definition.forms.mentee, CV)})
    yield await set_stage(database, definition.model_copy(update={"forms": forms}))
    await database.close()


async def test_it_is_handed_in_within_a_conversation_too_and_never_typed(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor please")
    await maya.fills(**MENTEE_ANSWERS)
    await maya.leaves()
    await maya.says("I would like a mentor please")
    await maya.presses("Answer in the chat instead")
    await act(maya, "ask.change", "draft:1", question="cv")
    await maya.says("hello, it is attached")
    assert isinstance(maya.window, Form)
    assert dict(maya.window.answers) == {}, "what was typed is no file"
    question = maya.room.latest_first()[0]
    assert "Your CV. Your answer stays out of this chat." in question.text
    assert "Choose a file" in [one.label for one in buttons_of(question)]
    await maya.hands_in(cv=("numbat.pdf", PDF))
    await maya.submits()
    await maya.sees("That was the last question.")
    assert "numbat" not in str(maya.room)
    assert "attached" not in str(maya.room)
    await maya.presses("What I said")
    await maya.sees("A file")
    await maya.closes()
    await maya.presses("Send application")
    await maya.closes()
    await maya.sees("Application received")
    await maya.presses("View it")
    await maya.sees("numbat.pdf, 15 bytes")


async def test_the_bot_takes_a_file_only_for_a_field_that_the_scheme_has(scene: Stage) -> None:
    player = await scene.person(MAYA)
    assert (
        await scene.bot.keep_file(player.person_id, "aln", "cv", "a.txt", "", b"Words") == "file:1"
    )
    for scheme_key, field in (
        ("aln", "goals"),
        ("aln", "nothing"),
        ("elsewhere", "cv"),
        ("elsewhere", CV),
    ):
        with pytest.raises(Gone):
            await scene.bot.keep_file(player.person_id, scheme_key, field, "a.txt", "", b"Words")


async def test_what_was_handed_in_and_never_sent_is_forgotten_after_a_month(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    ref = await scene.bot.keep_file(maya.person_id, "aln", CV, "numbat.pdf", "", PDF)
    await scene.forward(29)
    await scene.bot._look_after()
    await act(maya, "file.open", ref)
    await scene.forward(2)
    await scene.bot._look_after()
    with pytest.raises(Gone):
        await act(maya, "file.open", ref)


def test_the_field_of_a_key_takes_what_either_form_would_take(scene: Stage) -> None:
    definition = definition_of(scene)
    wide = CV.model_copy(update={"accepts": ("png",), "most_mb": 7})
    forms = definition.forms.model_copy(update={"mentor": (*definition.forms.mentor, wide)})
    found = definition.model_copy(update={"forms": forms}).file_field("cv")
    assert found is not None
    assert (set(found.accepts), found.most_mb) == ({"pdf", "txt", "png"}, 7)
    assert definition.file_field("goals") is None
