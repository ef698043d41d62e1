"""Show me my data: everything that is a person's to know, in a window of their own, and nothing of anybody else's (R11.1)."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from handlers.kit.ui import Attachment, Form, View
from scheme.member.consent import wording
from scheme.subject import NOTHING_IN_PARTICULAR
from scheme.survey.survey import Survey
from storage import ledger
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.rotation import sealed_columns
from storage.kinds import KEPT
from storage.member import consents
from storage.tables import audit, metadata
from storage.work import Work
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import (
    act,
    applies,
    asked,
    barred,
    definition_of,
    eligible,
    logged,
    on_register,
    refused,
)
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, START, TOM, set_stage
from tests.support.surveying import SECRET, surveyed

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def shown(stage: Stage, email: str) -> tuple[str, dict[str, Any]]:
    """What somebody's files say: the one to read, and the one for programs."""
    player = await stage.person(email)
    await player.says("show me my data")
    window = player.window
    assert isinstance(window, View)
    readable, data = [part for part in window.parts if isinstance(part, Attachment)]
    return readable.text, json.loads(data.text)


def test_every_table_is_a_persons_own_or_has_a_reason_why_it_is_not() -> None:
    assert {one.table.name for one in KEPT} == set(metadata.tables)
    assert all(bool(one.belongs) is not bool(one.apart) for one in KEPT)


def test_every_sealed_column_is_shown_or_has_a_reason_why_it_is_not() -> None:
    theirs = [one for one in KEPT if one.belongs]
    owned = {one.table.name for one in theirs}
    sealed = {f"{one.table.name}.{one.name}" for one in sealed_columns() if one.table.name in owned}
    told = {
        f"{kept.table.name}.{name}"
        for kept in theirs
        for one in kept.belongs
        for name in one.columns
    }
    assert sealed - told == {
        f"{kept.table.name}.{name}" for kept in theirs for name in kept.withheld
    }
    assert all(why for kept in theirs for why in kept.withheld.values())


async def test_it_is_a_window_with_two_files_and_leaves_nothing_in_the_chat(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee", goals="I would like to lead.")
    maya = await scene.person(MAYA)
    before = str(maya.room)
    text, data = await shown(scene, MAYA)
    assert str(maya.room) == before
    assert "I would like to lead." in text
    assert "- Scheme: ALN" in text
    assert "Teaching" in text
    assert data["person"] == MAYA
    kinds = {one["kind"] for one in data["kept"]}
    assert {"people", "applications", "consents", "audit"} <= kinds
    await maya.sees("Only you see this window", "erased")
    assert ("aln", str(maya.person_id), "privacy.show", "", "done") in await logged(scene)


async def test_everything_somebody_wrote_over_a_round_is_in_their_own_file_and_in_no_other(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, other="zebra considerations", avoid="Zebra Avoided")
    subject = await eligible(scene, MAYA, goals="quokka goals")
    robin, maya = await scene.person(ROBIN), await scene.person(MAYA)
    await act(robin, "question.put_to_applicant", subject, text="Which evenings suit?")
    await act(maya, "question.answered", "question:1", text="quokka evenings")
    await act(await scene.person(IDA), "review.stood_aside", subject)
    mine, _ = await shown(scene, MAYA)
    assert all(word in mine for word in ("quokka goals", "quokka evenings", "Which evenings suit?"))
    assert "zebra" not in mine.lower()
    for email in (PRIYA, ROBIN, NOAH):
        theirs, data = await shown(scene, email)
        assert "quokka" not in theirs + str(data)
    assert "zebra considerations" in (await shown(scene, PRIYA))[0]
    assert "When you stood aside" in (await shown(scene, IDA))[0]


async def test_a_mentor_who_is_proposed_and_not_asked_learns_nothing_and_a_draft_shows_the_mentee_nothing(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene, MAYA)
    await act(
        await scene.person(IDA),
        "propose.send",
        subject,
        mentors=["1", "2"],
        criteria=["a"],
        revision="0",
    )
    for email in (MAYA, PRIYA, TOM):
        text, _ = await shown(scene, email)
        assert "proposed" not in text.lower()
    await act(
        await scene.person(ROBIN),
        "propose.send",
        subject,
        mentors=["1", "2"],
        criteria=["a"],
        revision="1",
    )
    assert "Mentor: Priya Nair" in (await shown(scene, MAYA))[0]
    assert "Requests that you were asked" not in (await shown(scene, PRIYA))[0]
    await act(await scene.person(MAYA), "choose.sent", "proposal:1", candidate="1", revision="1")
    assert "Requests that you were asked" in (await shown(scene, PRIYA))[0]
    assert "Requests that you were asked" not in (await shown(scene, TOM))[0]


@pytest.mark.parametrize(
    "occasion", ["midpoint", "yearly-1", "yearly-4", "conclusion", "lookback", "later-1", "later-4"]
)
async def test_what_was_answered_to_an_open_survey_is_in_ones_own_file(
    database: Database, occasion: str
) -> None:
    scene = await set_stage(database, surveyed())
    number = await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    async with scene.bot.work() as work:
        one = Survey.issue(
            definition_of(scene), number, maya.person_id, "mentee", occasion, work.now
        )
        one.answer({"going": "yes", "words": SECRET}, 1, work.now.date())
        await work.add(one)
    text, _ = await shown(scene, MAYA)
    assert "Is it going well?: Yes" in text
    assert SECRET in text
    assert SECRET not in (await shown(scene, PRIYA))[0]


async def test_the_reason_of_a_no_is_in_ones_own_file_at_every_stage(scene: Stage) -> None:
    subject = await eligible(scene, MAYA)
    await act(
        await scene.person(ROBIN),
        "review.no_mentor_told",
        subject,
        reason="Quokka: nobody has a place.",
    )
    assert "Quokka: nobody has a place." in (await shown(scene, MAYA))[0]
    assert "Quokka" not in (await shown(scene, NOAH))[0]


async def test_a_complaint_is_in_the_file_of_who_made_it_and_of_nobody_it_is_about(
    scene: Stage,
) -> None:
    ida = await scene.person(IDA)
    await shown(scene, IDA)  # which is itself something she did
    before = (await shown(scene, IDA))[1]["kept"]
    await act(
        await scene.person(NOAH),
        "concern.send",
        about=f"person:{ida.person_id}",
        text="quokka laughed",
    )
    after = (await shown(scene, IDA))[1]["kept"]
    assert [one["title"] for one in after] == [one["title"] for one in before]
    assert "omplain" not in str(after)
    assert "quokka laughed" in (await shown(scene, NOAH))[0]
    assert "quokka" not in (await shown(scene, ALEX))[0]


async def test_the_reason_of_an_ending_is_in_the_file_of_who_gave_it_alone(scene: Stage) -> None:
    number = await pair(scene, MAYA, PRIYA)
    await act(
        await scene.person(MAYA),
        "end.ended",
        f"partnership:{number}",
        how="not working",
        reason="quokka reason",
        now=True,
    )
    assert "quokka reason" in (await shown(scene, MAYA))[0]
    text, data = await shown(scene, PRIYA)
    assert "Your partnerships" in text
    assert "Mentee: Maya Thorne" in text
    assert "quokka" not in text + str(data)


async def test_somebody_who_is_new_gets_a_short_file(scene: Stage) -> None:
    text, data = await shown(scene, ESTHER)
    assert "esther.lowe@moor.example.org" in text
    assert [one["kind"] for one in data["kept"]] == ["people"]


async def test_what_is_kept_and_how_to_have_it_erased_is_said_in_words(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("how is my data kept")
    await maya.sees("say erase me", "encrypted", "privacy notice", "Erase everything about me")
    await maya.presses("Show me my data")
    await maya.sees("What is kept about you")


# Consent


async def test_an_application_keeps_to_which_words_somebody_consented_and_when(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    definition, maya = definition_of(scene), await scene.person(MAYA)
    async with scene.bot.work(writes=False) as work:
        [one] = await consents.of_person(work, "aln", maya.person_id)
    assert (one.role, one.version, one.wording) == ("mentee", "1", wording(definition, "mentee"))
    assert one.given_at.date() == scene.bot.clock.now().date()
    assert wording(definition, "mentee") != wording(definition, "mentor")
    assert "What you consented to" in (await shown(scene, MAYA))[0]


async def worded_anew(scene: Stage) -> None:
    """The scheme's consent gets a new version."""
    old = definition_of(scene)
    policies = old.policies.model_copy(update={"consent_version": "2"})
    definitions = dict(scene.bot.definitions) | {
        old.key: old.model_copy(update={"policies": policies})
    }
    scene.bot.definitions = scene.bot.desk.definitions = definitions


async def test_new_words_are_asked_for_once_at_home_and_kept_beside_the_old(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    maya, noah = await scene.person(MAYA), await scene.person(NOAH)
    await maya.says("hello")
    await maya.does_not_see("consent")
    await worded_anew(scene)
    await noah.says("hello")
    await noah.does_not_see("consent has changed")
    await maya.says("hello")
    await maya.sees("The consent has changed")
    await maya.presses("Read and agree")
    assert isinstance(maya.window, Form)
    await maya.submits()
    assert maya.errors == {"consent": "Please tick this to go on."}
    await maya.fills(consent=True)
    await maya.submits()
    await maya.sees("It is noted")
    async with scene.bot.work(writes=False) as work:
        found = await consents.of_person(work, "aln", maya.person_id)
    assert [one.version for one in found] == ["2", "1"]
    assert "Nothing more is needed" in repr(await act(maya, "privacy.consent"))


async def test_words_that_changed_while_somebody_read_them_are_read_again(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await worded_anew(scene)
    maya = await scene.person(MAYA)
    text = await refused(maya, "privacy.agree", role="mentee", version="1", consent=True)
    assert "words have changed" in text


async def test_consent_is_taken_back_once_nothing_rests_on_it(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.says("take back my consent")
    await maya.presses("Take back my consent")
    await maya.sees("As a mentee, version 1", "withdrawn")
    assert "Withdraw that first" in await refused(maya, "privacy.withdrawn", role="mentee")
    await maya.presses("Withdraw my application as a mentee")
    await act(maya, "applied.withdrawn", subject)
    await maya.says("take back my consent")
    await maya.presses("Take back my consent")
    await maya.presses("Take it back as a mentee")
    await maya.closes()
    await maya.sees("Your consent is taken back")
    async with scene.bot.work(writes=False) as work:
        latest = await consents.latest(work, "aln", maya.person_id, "mentee")
    assert latest is not None
    assert latest.withdrawn_at is not None
    assert "already" in await refused(maya, "privacy.withdrawn", role="mentee")
    assert "There is no consent" in await refused(maya, "privacy.withdrawn", role="mentor")


async def test_consent_stays_while_a_partnership_rests_on_it(scene: Stage) -> None:
    await asked(scene)
    await act(await scene.person(PRIYA), "answer.accept", "candidate:1")
    for email, role in ((MAYA, "mentee"), (PRIYA, "mentor")):
        text = await refused(await scene.person(email), "privacy.withdrawn", role=role)
        assert "Your partnership rests on it" in text


# The audit log


@pytest.mark.parametrize("made", ["migrated", "made from the tables"])
@pytest.mark.parametrize("wish", ["UPDATE audit SET outcome = 'x'", "DELETE FROM audit"])
async def test_the_database_itself_keeps_the_audit_log_from_being_changed(
    database: Database, wish: str, made: str
) -> None:
    if made == "migrated":
        await migrate.upgrade(database)
    else:
        async with database.writing.begin() as connection:
            await connection.run_sync(metadata.create_all)
    async with Work(database, {}, START) as work:
        await ledger.record(work, "aln", None, "home.show", NOTHING_IN_PARTICULAR, "done")
    with pytest.raises(DBAPIError, match="append-only"):
        async with database.writing.begin() as connection:
            await connection.execute(text(wish))
    async with database.reading.connect() as connection:
        assert (await connection.execute(select(audit.c.outcome))).all() == [("done",)]


async def test_the_audit_log_names_matters_by_kind_and_number_and_holds_no_words(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", goals="quokka goals")
    await act(await scene.person(ROBIN), "review.eligible", "application:1")
    await act(await scene.person(NOAH), "concern.send", about="scheme", text="quokka text")
    found = await logged(scene)
    assert len(found) >= 3
    for _, _, action, subject, outcome in found:
        assert re.fullmatch(r"[a-z]+\.[a-z_]+", action)
        assert re.fullmatch(r"([a-z]+:[0-9]+)?", subject)
        assert outcome in {"done", "refused"}


async def test_what_was_done_for_somebody_by_phone_is_in_their_file(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=20)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    given = {
        "phone_for": str(maya.person_id),
        "phone_step": "meet.logged",
        "day": str(START.date()),
        "minutes": "60",
    }
    await act(alex, "phone.do", "partnership:1", **given, how="phone")
    await barred(
        alex,
        "phone.do",
        "partnership:1",
        **(given | {"phone_for": str((await scene.person(NOAH)).person_id)}),
    )
    readable, data = await shown(scene, MAYA)
    [found] = [
        one["entries"] for one in data["kept"] if one["title"] == "What was done for you by phone"
    ]
    assert ("meet.logged", "partnership:1") in [(one["action"], one["subject"]) for one in found]
    assert {one["outcome"] for one in found} == {"done"}
    assert "What was done for you by phone" in readable
    for email in (PRIYA, NOAH):
        theirs, _ = await shown(scene, email)
        assert "meet.logged" not in theirs.partition("## What was done for you by phone")[2]
