"""Notices of a form, each with its link and version, and links that people give (R2.1, R11.1)."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from handlers.forms.profiles import links
from handlers.kit.ui import Form, Link, View
from scheme.definition.definition import Definition
from scheme.forms.checking import is_web_address
from scheme.refusal import Refusal
from storage import applications, people
from storage.engine.database import Database
from storage.member import consents
from tests.support.dialogue import Stage
from tests.support.rounds import act, applies, definition_of, keeps_to_the_voice, refused
from tests.support.stage import MAYA, NOAH, PRIYA, ROBIN, scheme, set_stage

CONDUCT = {
    "key": "code_of_conduct",
    "text": "I keep to the code of conduct.",
    "link": "https://example.org/conduct",
    "version": "2",
}
EXPENSES = {"key": "expenses", "text": "No expenses are paid.", "required": False}
FEE = {"key": "fee", "role": "mentee", "text": "I know of the fee.", "version": "2027"}
VIDEO = "https://video.example.org/tom?t=2"


def with_notices(*notices: Mapping[str, object]) -> Definition:
    """The scheme of the stage with notices, and a question for a mentor's video."""
    data = scheme().model_dump()
    data["forms"]["notices"] = notices
    data["forms"]["mentor"] = (
        *data["forms"]["mentor"],
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
    return Definition.model_validate(data)


@pytest.fixture
async def noticed(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose scheme has three notices."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, with_notices(CONDUCT, EXPENSES, FEE))
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


def change(stage: Stage, *notices: Mapping[str, object]) -> None:
    """The scheme file has other notices from now on."""
    for definitions in (stage.bot.definitions, stage.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions["aln"] = with_notices(*notices)


async def kept(stage: Stage, email: str) -> list[str]:
    """What somebody agreed to beside the consent, the latest first."""
    async with stage.bot.work(writes=False) as work:
        person = await people.by_email(work, email)
        assert person is not None
        found = await consents.of_person(work, definition_of(stage).key, person.id)
        return [consent.notices for consent in found]


async def test_a_form_shows_what_is_read_and_asks_for_what_is_agreed_to(noticed: Stage) -> None:
    maya = await noticed.person(MAYA)
    form = (await act(maya, "apply.mentee")).window
    assert isinstance(form, Form)
    assert Link("Code of conduct", "https://example.org/conduct") in form.parts
    assert [field.key for field in form.fields][-2:] == ["notice_code_of_conduct", "notice_fee"]
    assert form.fields[-2].help == "https://example.org/conduct Version 2."
    mentors = (await act(maya, "apply.mentor")).window
    assert isinstance(mentors, Form)
    assert "notice_fee" not in {field.key for field in mentors.fields}
    assert any("No expenses are paid." in str(part) for part in mentors.parts)


async def test_it_has_to_be_ticked_and_its_version_is_kept_with_the_consent(
    noticed: Stage,
) -> None:
    with pytest.raises(Refusal) as no:
        await applies_without(noticed)
    assert set(no.value.errors) == {"notice_code_of_conduct", "notice_fee"}
    assert await kept(noticed, MAYA) == []
    await applies(noticed, MAYA, "mentee", notice_code_of_conduct=True, notice_fee=True)
    assert await kept(noticed, MAYA) == ["code_of_conduct 2, fee 2027"]
    await applies(noticed, NOAH, "mentor", notice_code_of_conduct=True)
    assert await kept(noticed, NOAH) == ["code_of_conduct 2"]


async def applies_without(stage: Stage) -> None:
    """Maya sends her form without the ticks."""
    from tests.handlers.application.test_apply import given  # noqa: PLC0415

    await act(await stage.person(MAYA), "apply.send", **given())


async def test_another_version_is_agreed_to_anew_and_an_old_window_agrees_to_nothing(
    noticed: Stage,
) -> None:
    await applies(noticed, MAYA, "mentee", notice_code_of_conduct=True, notice_fee=True)
    maya = await noticed.person(MAYA)
    change(noticed, CONDUCT | {"version": "3"}, EXPENSES, FEE)
    await maya.says("hello")
    await maya.sees("The consent has changed")
    form = (await act(maya, "privacy.consent")).window
    assert isinstance(form, Form)
    ticks = {field.key: True for field in form.fields}
    stale = await refused(
        maya, "privacy.agree", role="mentee", version="1; code_of_conduct 2, fee 2027", **ticks
    )
    assert stale.startswith("The words have changed since you opened this.")
    await act(maya, "privacy.agree", **form.carries, **ticks)
    assert await kept(noticed, MAYA) == [
        "code_of_conduct 3, fee 2027",
        "code_of_conduct 2, fee 2027",
    ]
    said = (await act(maya, "privacy.consent")).says
    assert said[0].text.startswith("You have agreed to the words as they are now.")


async def test_a_video_can_be_followed_by_the_group_and_whoever_reads_the_profile(
    noticed: Stage,
) -> None:
    await applies(noticed, PRIYA, "mentor", notice_code_of_conduct=True, video=VIDEO)
    robin = await noticed.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-")
    link = Link("Video: Priya Nair, at video.example.org", VIDEO)
    assert isinstance(robin.window, View)
    assert link in robin.window.parts
    priya = await noticed.person(PRIYA)
    async with noticed.bot.work(writes=False) as work:
        own = await applications.open_of(work, "aln", priya.person_id, "mentor")
    assert own is not None
    assert links(definition_of(noticed), own) == (link,)
    own.answers["video"] = "http://kept.before.example.org/"  # what an earlier version took
    assert links(definition_of(noticed), own) == ()


async def test_a_link_must_be_https_and_short(noticed: Stage) -> None:
    from tests.handlers.application.test_apply import given  # noqa: PLC0415

    maya = await noticed.person(MAYA)
    for bad in ("http://video.example.org/a", "javascript:alert(1)", "https://a.org/" + "x" * 500):
        with pytest.raises(Refusal) as no:
            await act(
                maya, "apply.send", **given(role="mentor"), notice_code_of_conduct=True, video=bad
            )
        assert "video" in no.value.errors


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("https://video.example.org", True),
        ("https://video.example.org/watch?v=1#t=2", True),
        ("https://video.example.org?v=1", True),
        ("http://video.example.org/", False),
        ("https://bank.example.org@evil.example.net/", False),
        ("https://bank.example.org\\@evil.example.net/", False),
        ("https://localhost/", False),
        ("javascript:alert(1)", False),
        ("https://video.example.org/a b", False),
    ],
)
def test_what_can_be_followed(text: str, is_one: bool) -> None:
    assert is_web_address(text) == is_one


@pytest.mark.parametrize(
    ("notices", "says"),
    [
        ([CONDUCT, CONDUCT], "forms.notices: used twice: code_of_conduct"),
        ([{"key": "a", "text": "A", "link": "nowhere"}], "not a web address"),
        ([{"key": "A b", "text": "A"}], "should match pattern"),
    ],
)
def test_a_notice_that_cannot_be_is_told(notices: list[Mapping[str, object]], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        with_notices(*notices)


def test_a_question_may_not_take_the_name_of_a_notice() -> None:
    data = scheme().model_dump()
    data["forms"]["mentee"] = (
        *data["forms"]["mentee"],
        {"kind": "tick", "key": "notice_fee", "label": "Fee"},
    )
    with pytest.raises(ValueError, match="what begins with 'notice_'"):
        Definition.model_validate(data)
