"""A file that was handed in is opened by whoever it is meant for, and by nobody else ever (R2.1, R4.2, R11.3)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit.ui import Attachment, Reply, View, reply_from, reply_json
from scheme.forms.fields import FileField
from scheme.refusal import Gone
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage, read
from tests.support.rounds import (
    act,
    applies,
    asked,
    barred,
    candidate_of,
    eligible,
    logged,
    on_register,
    refused,
    selects,
)
from tests.support.stage import (
    ALEX,
    ESTHER,
    IDA,
    JO,
    MAYA,
    MENTEE_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    SAM,
    TOM,
    UMA,
    scheme,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

CV = FileField(
    key="cv", label="Your CV", title="CV", accepts=("pdf", "txt"), most_mb=1, required=False
)
WORK = FileField(key="work", label="Something you made", seen_by="partner", required=False)
PDF = b"%PDF-1.7 numbat"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose applicants may hand in a CV, for the Group, and something they made, for a partner too."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    definition = scheme()
    forms = {role: (*definition.form(role), CV, WORK) for role in ("mentee", "mentor")}
    asking = definition.model_copy(update={"forms": definition.forms.model_copy(update=forms)})
    yield await set_stage(database, asking)
    await database.close()


async def hands_in(
    scene: Stage, email: str, field: FileField = CV, name: str = "numbat.pdf"
) -> str:
    """A file that somebody has chosen and not sent."""
    player = await scene.person(email)
    return await scene.bot.keep_file(player.person_id, "aln", field, name, "", PDF)


def saved(reply: Reply) -> Attachment:
    """The file in a window."""
    assert isinstance(reply.window, View)
    [found] = [part for part in reply.window.parts if isinstance(part, Attachment)]
    return found


async def offers(scene: Stage, subject: str) -> None:
    """The Group offers both mentors to the mentee."""
    await selects(scene, IDA, subject, (PRIYA, TOM))
    await selects(scene, ROBIN, subject, (PRIYA, TOM), 1)


async def closed(player: Player, *refs: str) -> None:
    """Neither way of opening these leads anywhere."""
    for ref in refs:
        for step in ("file.open", "file.read"):
            assert await refused(player, step, ref)


async def test_until_it_is_sent_it_is_nobody_else_s_and_looks_as_though_it_were_not_there(
    scene: Stage,
) -> None:
    ref = await hands_in(scene, MAYA)
    assert saved(await act(await scene.person(MAYA), "file.open", ref)).content() == PDF
    for email in (IDA, ROBIN, ALEX, JO, NOAH, PRIYA):
        other = await scene.person(email)
        with pytest.raises(Gone):
            await act(other, "file.open", ref)
        assert await refused(other, "file.read", ref) == await refused(
            other, "file.read", "file:99"
        )


async def test_once_it_is_sent_the_applicant_and_the_group_open_it_and_nobody_else(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    await applies(scene, MAYA, "mentee", cv=(ref := await hands_in(scene, MAYA)))
    assert saved(await act(await scene.person(MAYA), "file.open", ref)).content() == PDF
    for email in (IDA, ROBIN, UMA):
        file = saved(await act(await scene.person(email), "file.read", ref))
        assert (file.content(), file.name, file.media) == (PDF, "numbat.pdf", "application/pdf")
    for email in (NOAH, PRIYA, TOM, JO, ESTHER):
        await barred(await scene.person(email), "file.open", ref)
        await barred(await scene.person(email), "file.read", ref)
    assert (
        "aln",
        str((await scene.person(IDA)).person_id),
        "file.read",
        ref,
        "done",
    ) in await logged(scene)


async def test_a_member_who_stood_aside_or_has_applied_themselves_opens_it_no_more(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee", cv=(ref := await hands_in(scene, MAYA)))
    sam = await scene.person(SAM)
    await act(sam, "file.read", ref)
    await act(sam, "review.stood_aside", subject)
    assert "other people" in await barred(sam, "file.read", ref)
    await closed(sam, ref)
    await applies(scene, UMA, "mentor", cv=(own := await hands_in(scene, UMA)))
    uma = await scene.person(UMA)
    assert "your own" in await barred(uma, "file.read", own)
    assert saved(await act(uma, "file.open", own)).content() == PDF


async def test_a_line_manager_among_the_members_opens_it_not(scene: Stage) -> None:
    await applies(
        scene,
        MAYA,
        "mentee",
        cv=(ref := await hands_in(scene, MAYA)),
        manager_name="Ida Moss",
        manager_email=IDA,
    )
    await closed(await scene.person(IDA), ref)
    await act(await scene.person(ROBIN), "file.read", ref)


async def test_what_was_withdrawn_or_replaced_is_closed_to_the_group(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee", cv=(first := await hands_in(scene, MAYA)))
    maya, ida = await scene.person(MAYA), await scene.person(IDA)
    await act(maya, "applied.change", subject)
    await maya.says("change my application")
    await maya.sees("numbat.pdf, 15 bytes is kept.")
    await maya.hands_in(cv=("second.pdf", PDF))
    await maya.submits()
    await maya.sees("Saved.")
    await closed(ida, first)
    await closed(maya, first)
    assert saved(await act(ida, "file.read", "file:2")).name == "second.pdf"
    await act(maya, "applied.withdrawn", subject)
    await closed(ida, "file:2")
    assert saved(await act(maya, "file.open", "file:2")).name == "second.pdf"


async def test_the_mentor_asked_opens_what_is_meant_for_a_partner_for_as_long_as_they_are_asked(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    secret, meant = await hands_in(scene, MAYA), await hands_in(scene, MAYA, WORK, "wombat.pdf")
    subject = await eligible(scene, MAYA, cv=secret, work=meant)
    await offers(scene, subject)
    maya, priya, tom = [await scene.person(email) for email in (MAYA, PRIYA, TOM)]
    await closed(priya, meant, secret)
    candidate = await candidate_of(scene, MAYA, PRIYA)
    await act(
        maya,
        "choose.sent",
        f"proposal:{candidate.proposal_id}",
        candidate=str(candidate.id),
        revision="1",
    )
    reply = await act(priya, "answer.read", f"candidate:{candidate.id}")
    assert "wombat.pdf, 15 bytes" in read(reply.window)
    assert "numbat" not in read(reply.window)
    assert saved(await act(priya, "file.open", meant)).name == "wombat.pdf"
    await closed(priya, secret)
    await closed(tom, meant, secret)
    await act(priya, "answer.declined", f"candidate:{candidate.id}")
    await closed(priya, meant, secret)


async def test_a_mentee_opens_what_a_mentor_hands_in_for_partners_once_they_are_offered(
    scene: Stage,
) -> None:
    secret, meant = await hands_in(scene, PRIYA), await hands_in(scene, PRIYA, WORK, "wombat.pdf")
    await on_register(scene, PRIYA, cv=secret, work=meant)
    await on_register(scene, TOM)
    subject = await eligible(scene, MAYA)
    maya, noah = await scene.person(MAYA), await scene.person(NOAH)
    await selects(scene, IDA, subject, (PRIYA, TOM))
    await closed(maya, meant, secret)
    await selects(scene, ROBIN, subject, (PRIYA, TOM), 1)
    reply = await act(maya, "choose.read", "proposal:1")
    assert "wombat.pdf, 15 bytes" in read(reply.window)
    assert "numbat" not in read(reply.window)
    assert saved(await act(maya, "file.open", meant)).name == "wombat.pdf"
    await closed(maya, secret)
    await closed(noah, meant, secret)
    tom = await candidate_of(scene, MAYA, TOM)
    await act(maya, "choose.sent", "proposal:1", candidate=str(tom.id), revision="1")
    await closed(maya, meant, secret)


async def test_nobody_sends_a_file_of_somebody_else(scene: Stage) -> None:
    ref = await hands_in(scene, MAYA)
    noah = await scene.person(NOAH)
    await noah.says("I would like a mentor please")
    await applies_as(noah, cv=ref)
    await noah.sees("Please choose it again.")
    await closed(await scene.person(IDA), ref)


async def applies_as(player: Player, **extra: str) -> None:
    """Fill in an open application and send it."""
    await player.fills(**{**MENTEE_ANSWERS, **extra})
    await player.submits()


async def test_an_administrator_hands_in_for_a_caller_what_becomes_the_caller_s(
    scene: Stage,
) -> None:
    alex, esther, ida = [await scene.person(email) for email in (ALEX, ESTHER, IDA)]
    phoned = {"phone_for": str(esther.person_id)}
    ref = await hands_in(scene, ALEX)
    given = {
        **MENTEE_ANSWERS,
        "name": "Esther Lowe",
        "email": ESTHER,
        "organisation": "moor",
        "role": "mentee",
        "cv": ref,
    }
    await act(alex, "phone.do", **phoned, phone_step="apply.send", **given)
    await barred(alex, "file.open", ref)
    assert saved(await act(esther, "file.open", ref)).content() == PDF
    assert saved(await act(ida, "file.read", ref)).content() == PDF
    reply = await act(alex, "phone.do", ref, **phoned, phone_step="file.open")
    assert saved(reply).content() == PDF


async def test_an_administrator_opens_by_phone_nothing_that_was_not_sent(scene: Stage) -> None:
    ref = await hands_in(scene, MAYA)
    maya = await scene.person(MAYA)
    with pytest.raises(Gone):
        await act(
            await scene.person(ALEX),
            "phone.do",
            ref,
            phone_for=str(maya.person_id),
            phone_step="file.open",
        )


async def test_what_is_kept_about_somebody_has_each_file_with_a_button_that_opens_it(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", cv=await hands_in(scene, MAYA))
    maya, noah = await scene.person(MAYA), await scene.person(NOAH)
    await maya.says("show me my data")
    await maya.sees("numbat.pdf", "Files you handed in")
    await maya.presses("Open it", card="numbat.pdf")
    assert await maya.saves("Save the file") == PDF
    await noah.says("show me my data")
    await noah.does_not_see("numbat")


async def test_a_file_in_a_window_goes_to_json_and_back(scene: Stage) -> None:
    data = bytes(range(256))
    player = await scene.person(MAYA)
    ref = await scene.bot.keep_file(player.person_id, "", CV, "bytes.pdf", "", PDF + data)
    reply = await act(player, "file.open", ref)
    assert saved(reply_from(reply_json(reply))).content() == PDF + data
    assert Attachment(label="Save", name="a.txt", text="Größe").content() == "Größe".encode()


async def test_every_way_of_asking_meets_the_same_words_for_a_file_that_is_not_there(
    scene: Stage,
) -> None:
    await asked(scene)
    for subject in ("file:99", "file:x", "file:"):
        for step in ("file.open", "file.read"):
            with pytest.raises(Gone):
                await act(await scene.person(IDA), step, subject)
