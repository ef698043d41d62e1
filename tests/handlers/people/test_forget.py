"""What somebody took back goes some time afterwards, wherever its words lie; dates and counts stay (R11.1)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from bot.aligning import Aligning
from handlers.kit.forgotten import GONE
from handlers.kit.ui import Attachment, Form, Reply, View
from scheme.application.application import ApplicationStage as Standing
from scheme.definition.definition import Definition
from scheme.forms.draft import Draft
from scheme.forms.fields import Answers, FileField
from scheme.partnership.ending import Ending
from scheme.subject import Subject
from storage.engine.database import Database
from storage.tables import due, metadata
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    definition_of,
    eligible,
    introduced,
    pair_of,
    refused,
)
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, ROBIN, SAM, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

DAYS = 30
CV = FileField(key="cv", label="Your CV", title="CV", accepts=("pdf",), most_mb=1, required=False)
WORD = "Quokka"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose mentees may hand in a CV."""
    database, definition = Database(f"sqlite:///{tmp_path}/t.db"), scheme()
    forms = definition.forms.model_copy(update={"mentee": (*definition.form("mentee"), CV)})
    yield await set_stage(database, definition.model_copy(update={"forms": forms}))
    await database.close()


def _keeps(scene: Stage, **days: int) -> Definition:
    """The scheme keeps words for other numbers of days, as if its file had been edited."""
    definition = definition_of(scene)
    changed = definition.model_copy(
        update={"retention": definition.retention.model_copy(update=days)}
    )
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[definition.key] = changed
    return changed


async def _kept(scene: Stage) -> str:
    """Everything in the database, opened with the keys."""
    async with scene.bot.work(writes=False) as work:
        return str(
            [(await work.session.execute(select(table))).all() for table in metadata.sorted_tables]
        )


async def _begins(scene: Stage, player: Player, action: str, subject: str) -> None:
    answers: Answers = {"text": WORD}
    now = scene.bot.clock.now()
    async with scene.bot.work() as work:
        await work.add(
            Draft(
                scheme="aln",
                person_id=player.person_id,
                opener="x.y",
                action=action,
                subject=Subject.read(subject),
                title="A form",
                opening={},
                private=False,
                answers=answers,
                carries={},
                changed_at=now,
            )
        )


async def _own_data(player: Player) -> str:
    reply: Reply = await act(player, "privacy.show")
    assert isinstance(reply.window, View)
    return "".join(
        one.content().decode() for one in reply.window.parts if isinstance(one, Attachment)
    )


async def test_a_withdrawn_application_keeps_its_dates_and_loses_every_word(scene: Stage) -> None:
    maya, ida, robin = [await scene.person(email) for email in (MAYA, IDA, ROBIN)]
    cv = await scene.bot.keep_file(maya.person_id, "aln", CV, f"{WORD}.pdf", "", b"%PDF-1.7 words")
    request = await asked(scene)
    async with scene.bot.work() as work:
        one = await work.session.get_one(
            type(await application_of(scene, MAYA)), (await application_of(scene, MAYA)).id
        )
        one.answers = one.answers | {"goals": f"To meet a {WORD}.", "cv": cv}
    subject = Subject("application", one.id)
    await act(ida, "question.put_to_applicant", str(subject), text=f"Why a {WORD}?")
    await act(maya, "question.answered", "question:1", text=f"A {WORD} is kind.")
    await act(await scene.person(PRIYA), "question.put_to_mentee", request, text=f"Which {WORD}?")
    await _begins(scene, robin, "question.put_to_applicant", str(subject))
    await _begins(scene, maya, "question.answered", "question:2")
    await act(maya, "applied.withdraw", str(subject))
    await act(maya, "applied.withdrawn", str(subject))
    received = one.received_at

    await scene.forward(DAYS - 1)
    assert WORD in await _kept(scene)
    await scene.forward(2)
    assert WORD not in await _kept(scene)
    one = await application_of(scene, MAYA)
    assert (one.stage, one.received_at, one.answers) == (Standing.WITHDRAWN, received, {})
    async with scene.bot.work(writes=False) as work:
        names = ("files", "questions", "drafts")
        counts = {
            name: len((await work.session.execute(select(metadata.tables[name]))).all())
            for name in names
        }
    assert counts == {"files": 0, "questions": 2, "drafts": 0}

    for player, step, about in (
        (maya, "applied.view", str(subject)),
        (ida, "review.open", str(subject)),
        (maya, "question.answer", "question:1"),
        (ida, "question.answer_for_group", "question:1"),
    ):
        assert GONE in str((await act(player, step, about)).window), step
    assert "closed" in await refused(maya, "applied.change", str(subject))
    assert "no answer any more" in await refused(maya, "question.answered", "question:2", text=WORD)
    await maya.says("where is my application?")
    await maya.sees("You withdrew A-3 on Monday 11 January 2027.")
    await maya.says("hello")
    form = (await act(maya, "apply.mentee")).window
    assert isinstance(form, Form)
    assert form.answers["name"] == "Maya Thorne"
    assert "goals" not in form.answers


async def test_own_data_says_that_the_words_are_gone(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    subject = await applies(scene, MAYA, "mentee")
    await act(maya, "question.put_to_group", subject, text=WORD)
    await act(maya, "applied.withdrawn", subject)
    await act(maya, "concern.send", about="scheme", text=WORD)
    await act(maya, "concern.withdrawn", "concern:1")
    before = await _own_data(maya)
    assert WORD in before
    assert "deleted, as it was over" not in before
    await scene.forward(DAYS + 1)
    after = await _own_data(maya)
    assert WORD not in after
    assert after.count("deleted, as it was over") == 3


async def test_nobody_answers_the_group_s_question_of_somebody_who_withdrew(scene: Stage) -> None:
    maya, ida = await scene.person(MAYA), await scene.person(IDA)
    subject = await eligible(scene)
    await act(maya, "question.put_to_group", subject, text=WORD)
    await act(maya, "applied.withdrawn", subject)
    assert not isinstance((await act(ida, "question.answer_for_group", "question:1")).window, Form)
    assert "no answer any more" in await refused(
        ida, "question.answered_for_group", "question:1", text="Too late."
    )


async def test_a_mentor_s_words_stay_while_a_partnership_rests_on_them(scene: Stage) -> None:
    await introduced(scene)
    priya, application = await scene.person(PRIYA), await application_of(scene, PRIYA, "mentor")
    subject = Subject("application", application.id)
    window = (await act(priya, "applied.withdraw", str(subject))).window
    assert "keeps what you wrote until it has ended" in str(window)
    await act(priya, "applied.withdrawn", str(subject))
    await scene.forward(2 * DAYS)
    assert (await application_of(scene, PRIYA, "mentor")).answers
    pair = await pair_of(scene)
    await act(priya, "end.ended", f"partnership:{pair.id}", how=str(Ending.AGREED), now=True)
    await scene.forward(DAYS + 1)
    assert (await application_of(scene, PRIYA, "mentor")).answers == {}


async def test_a_file_that_another_application_holds_stays_with_it(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    cv = await scene.bot.keep_file(maya.person_id, "aln", CV, "wombat.pdf", "", b"%PDF-1.7 words")
    first = await applies(scene, MAYA, "mentee", cv=cv)
    await act(maya, "applied.withdrawn", first)
    await applies(scene, MAYA, "mentee", cv=cv)
    await scene.forward(DAYS + 1)
    assert (await application_of(scene, MAYA)).answers["cv"] == cv
    assert (await act(maya, "file.open", cv)).window is not None


@pytest.mark.parametrize("raises", ["concern", "enquiry"])
async def test_what_was_raised_and_taken_back_loses_every_word_and_stays_closed_to_whom_it_is_about(
    scene: Stage, raises: str
) -> None:
    maya, ida, sam, robin = [await scene.person(email) for email in (MAYA, IDA, SAM, ROBIN)]
    about = f"person:{ida.person_id}"
    subject = f"{raises}:1"
    if raises == "concern":
        await act(maya, "concern.send", about=about, text=f"A {WORD} shouted.")
        await act(sam, "concern.noted", subject, text=f"Ask the {WORD}.", note=f"Ask the {WORD}.")
        await act(
            sam, "concern.worded", subject, text=f"We ask the {WORD}.", word=f"We ask the {WORD}."
        )
    else:
        await act(maya, "enquiry.raised", about=about, text=f"A {WORD} shouted.")
    await act(maya, f"{raises}.added", subject, text=f"The {WORD} again.")
    await _begins(scene, sam, f"{raises}.answered", subject)
    await act(maya, f"{raises}.withdrawn" if raises == "concern" else "enquiry.settled", subject)
    await scene.forward(DAYS - 1)
    assert WORD in await _kept(scene)
    await scene.forward(2)
    assert WORD not in await _kept(scene)
    for player, step in ((maya, "mine"), (robin, "open")):
        window = (await act(player, f"{raises}.{step}", subject)).window
        assert GONE in str(window)
        assert "Received" in str(window)
    assert await refused(ida, f"{raises}.open", subject) == await refused(
        ida, f"{raises}.open", f"{raises}:77"
    )


async def test_an_issue_that_became_a_complaint_goes_too(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "enquiry.raised", about="nobody", text=f"A {WORD} shouted.")
    await act(maya, "concern.send", "enquiry:1", about="other", text="More of it.", take=True)
    await act(maya, "concern.withdrawn", "concern:1")
    await scene.forward(DAYS + 1)
    assert WORD not in await _kept(scene)


async def _bring_in_line(scene: Stage, definition: Definition) -> None:
    aligning = Aligning(scene.bot.database, {definition.key: definition}, scene.bot.clock)
    aligning.is_due = True
    await aligning.run()


async def test_what_was_withdrawn_before_there_was_a_rule_goes_when_the_rules_are_read_afresh(
    scene: Stage,
) -> None:
    maya, definition = await scene.person(MAYA), definition_of(scene)
    subject = await applies(scene, MAYA, "mentee", goals=WORD)
    await act(maya, "applied.withdrawn", subject)
    await scene.forward(5)
    async with scene.bot.work() as work:  # as an earlier version left it
        await work.session.execute(delete(due).where(due.c.name == "forget"))
    scene.bot.clock.set(scene.bot.clock.now() + timedelta(days=400))
    await _bring_in_line(scene, definition)
    await scene.bot.sweep()
    assert (await application_of(scene, MAYA)).answers == {}


async def test_a_shorter_time_holds_for_what_waits_already(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    subject = await applies(scene, MAYA, "mentee", goals=WORD)
    await act(maya, "applied.withdrawn", subject)
    await scene.forward(12)
    shorter = _keeps(scene, withdrawn_days=7)
    await _bring_in_line(scene, shorter)
    await scene.forward(0)
    await scene.bot.sweep()
    assert (await application_of(scene, MAYA)).answers == {}


async def test_the_windows_say_how_long_what_is_taken_back_is_kept(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    subject = await applies(scene, MAYA, "mentee")
    await act(maya, "concern.send", about="scheme", text=WORD)
    for step, about in (("applied.withdraw", subject), ("concern.withdraw", "concern:1")):
        assert "is deleted 30 days later; dates and counts stay." in str(
            (await act(maya, step, about)).window
        )


async def test_an_application_that_found_no_partner_loses_its_words_when_the_scheme_says(
    scene: Stage,
) -> None:
    maya, ida = await scene.person(MAYA), await scene.person(IDA)
    _keeps(scene, unmatched_days=90)
    subject = await eligible(scene, goals=WORD)
    await act(ida, "review.no_mentor_told", subject, reason=f"No {WORD} near.")
    await scene.forward(88)
    assert WORD in await _kept(scene)
    await scene.forward(3)
    assert WORD not in await _kept(scene)
    one = await application_of(scene, MAYA)
    assert (one.stage, one.priority) == (Standing.UNPLACED, True)  # they come first all the same
    for player, step in ((maya, "applied.view"), (ida, "review.open")):
        assert GONE in str((await act(player, step, subject)).window)
    assert "too late to undo" in await refused(
        ida, "undo.done", subject, reason="We were too quick."
    )


async def test_what_was_answered_long_ago_loses_its_words_and_keeps_its_days(scene: Stage) -> None:
    maya, robin, alex = [await scene.person(email) for email in (MAYA, ROBIN, ALEX)]
    _keeps(scene, enquiry_days=30, complaint_days=365)
    await act(maya, "enquiry.asked", text=f"How long does a {WORD} live?")
    await act(alex, "enquiry.answered", "enquiry:1", text=f"A {WORD} lives long.")
    await act(maya, "enquiry.settled", "enquiry:1")
    await act(maya, "concern.send", about="scheme", text=f"A {WORD} shouted.")
    await act(robin, "concern.answered", "concern:1", reply=f"The {WORD} is sorry.")
    await act(robin, "concern.closed", "concern:1", outcome="upheld", lesson=f"No {WORD}.")
    await scene.forward(32)
    assert "lives long" not in await _kept(scene)
    assert f"The {WORD} is sorry" in await _kept(scene)
    await scene.forward(335)
    assert WORD not in await _kept(scene)
    window = str((await act(robin, "concern.open", "concern:1")).window)
    assert GONE in window
    assert "Upheld" in window


async def test_help_in_confidence_loses_its_words_and_says_that_it_was_there(scene: Stage) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    _keeps(scene, enquiry_days=30)
    await introduced(scene)
    await act(maya, "sounding.sent", whom=str(alex.person_id), text=f"A {WORD} frets.")
    await act(alex, "sounding.answered", "sounding:1", answer=f"A {WORD} calms down.")
    await scene.forward(28)
    assert WORD in await _kept(scene)
    await scene.forward(4)
    assert WORD not in await _kept(scene)
    assert "what was written is gone" in str(
        (await act(maya, "sounding.view", "sounding:1")).window
    )
