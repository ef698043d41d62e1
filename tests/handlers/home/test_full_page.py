"""Home at full length, as a page that a platform keeps: the same next thing, one's pair, what waits, and no secrets."""

from datetime import UTC, datetime
from importlib import import_module

import pytest

from handlers.kit.ui import Button, Card, Message, Prose, When
from scheme.forms.fields import Answers
from tests.support.dialogue import Stage, buttons_of, read
from tests.support.pairs import pair
from tests.support.rounds import act, applies, eligible, introduced, on_register, selects
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def page(scene: Stage, email: str) -> dict[str, Message]:
    """Somebody's page, by heading; the first message stands under "first" as well."""
    reply = await act(await scene.person(email), "home.page")
    return {"first": reply.says[0]} | {one.heading: one for one in reply.says}


async def test_a_newcomers_page_welcomes_them_and_names_somebody_to_turn_to(scene: Stage) -> None:
    shown = await page(scene, MAYA)
    assert shown["first"].heading == "Welcome to ALN Mentoring Scheme"
    assert list(shown) == ["first", "Welcome to ALN Mentoring Scheme", "People to turn to"]
    assert [one.label for one in shown["People to turn to"].buttons] == [
        "Your data and you",
    ]
    assert "mailto:" in read(shown["People to turn to"])


async def test_the_page_says_with_whom_one_is_paired_until_when_and_when_they_meet_next(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await act(maya, "meet.logged", "partnership:1", day="2027-01-11", minutes=60, how="phone")
    given: Answers = {
        "day": "2027-01-18",
        "hour": "14:00",
        "minutes": 90,
        "how": "teams",
        "revision": "new",
    }
    await act(maya, "plan.saved", "partnership:1", **given)
    shown = await page(scene, MAYA)
    assert shown["first"].heading == "Next meeting with Priya: Monday 18 January 2027, 14:00"
    own = shown["Your partnership"]
    assert own.text == "What is noted and planned."
    [card, when] = own.parts
    assert isinstance(card, Card)
    assert (card.title, card.subtitle) == ("Priya Nair", "Your mentor")
    assert card.facts == (
        ("Meetings", "1 meeting noted"),
        ("Last met", "Monday 11 January 2027"),
        ("Planned until", "Sunday 11 July 2027"),
    )
    assert when == When(
        label="Next meeting with Priya",
        at=datetime(2027, 1, 18, 14, tzinfo=UTC),
        text="Monday 18 January 2027, 14:00",
    )
    assert sum(isinstance(part, When) for one in shown.values() for part in one.parts) == 1


async def test_somebody_with_two_partnerships_reads_of_both(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    await pair(scene, NOAH, PRIYA)
    shown = await page(scene, PRIYA)
    assert shown["Your partnerships"].text == "What is noted and planned."
    assert [one.title for one in shown["Your partnerships"].parts if isinstance(one, Card)] == [
        "Maya Thorne",
        "Noah Quill",
    ]


async def test_a_members_page_lists_what_waits_by_reference_stage_and_date_without_a_name(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    first = await eligible(scene)
    await scene.forward(1)
    await applies(scene, NOAH, "mentee")
    await selects(scene, IDA, first, [PRIYA])
    shown = await page(scene, IDA)
    told = [
        (one.title, one.subtitle, one.text)
        for one in shown["For the Oversight Group"].parts
        if isinstance(one, Card)
    ]
    assert told == [
        (
            "A-2, mentee application",
            "Answer by Monday 8 February 2027",
            "Proposed; 1 of 2 agreed. Your word is given.",
        ),
        ("A-3, mentee application", "Answer by Tuesday 9 February 2027", "To be checked"),
    ]
    everything = "\n".join(read(one) for one in shown.values())
    for name in ("Maya", "Thorne", "Noah", "Quill"):
        assert name not in everything
    assert [one.label for one in buttons_of(shown["For the Oversight Group"])] == ["Open", "Open"]


async def test_who_is_no_member_reads_nothing_of_what_waits(scene: Stage) -> None:
    await eligible(scene)
    for email in (MAYA, TOM):
        assert "For the Oversight Group" not in await page(scene, email)


async def test_a_long_list_is_cut_and_says_where_the_rest_is(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("handlers.oversight.waiting"), "LISTED", 1)
    for email in (MAYA, NOAH, TOM):
        await applies(scene, email, "mentee")
    first, rest = (await page(scene, ROBIN))["For the Oversight Group"].parts
    assert isinstance(first, Card)
    assert first.title == "A-1, mentee application"
    assert rest == Prose("2 more behind All, by date.")


async def test_a_word_in_confidence_names_nobody_on_the_page(scene: Stage) -> None:
    await introduced(scene)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await act(maya, "sounding.sent", whom=str(alex.person_id), text="Quixotic wondering")
    pages = [await page(scene, email) for email in (MAYA, ALEX)]
    everything = "\n".join(read(one) for shown in pages for one in shown.values())
    assert "Somebody would like a word" in everything
    for secret in ("Quixotic", "You asked Alex"):
        assert secret not in everything


async def test_no_two_buttons_of_one_card_or_message_read_alike(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    await pair(scene, NOAH, PRIYA)
    for email in (PRIYA, ALEX, IDA):
        places: list[list[Button]] = []
        for name in ("home.page", "home.help", "home.people"):
            reply = await act(await scene.person(email), name)
            for shown in (*reply.says, *([reply.window] if reply.window else [])):
                cards = [part for part in shown.parts if isinstance(part, Card)]
                titles = [card.title for card in cards if card.buttons]
                assert len(set(titles)) == len(titles), titles
                places += [list(shown.buttons), *(list(card.buttons) for card in cards)]
        for place in places:
            labels = [one.label for one in place]
            assert len(set(labels)) == len(labels), labels
