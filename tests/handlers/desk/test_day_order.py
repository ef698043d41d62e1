"""Each reader has a day in their own order, in replies, refusals and letters; the Group has the scheme's (R12.5)."""

import pytest

from handlers.kit.ui import Form
from scheme.people import Person
from scheme.refusal import Refusal
from storage import people
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, applies
from tests.support.stage import MAYA, NOAH, PRIYA

BRITISH = "Monday 11 January 2027"
AMERICAN = "Monday, January 11, 2027"


async def reads_in(scene: Stage, email: str, locale: str) -> Player:
    """Somebody whose platform is set to a language and a land."""
    player = await scene.person(email)
    async with scene.bot.work() as work:
        found: Person | None = await people.by_email(work, email)
        assert found is not None
        found.follow_profile(locale=locale)
    return player


async def test_a_reply_and_the_letter_to_the_other_are_each_in_their_readers_order(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA, days_ago=0)
    maya = await reads_in(scene, MAYA, "en-US")
    priya = await reads_in(scene, PRIYA, "en-GB")
    await maya.says("log a meeting")
    await maya.submits()
    await maya.sees(f"Noted: {AMERICAN}")
    await maya.does_not_see(BRITISH)
    await priya.sees(f"you two met on {BRITISH}")


async def test_what_many_read_is_in_the_schemes_order_and_a_locale_is_no_more_than_a_wish(
    scene: Stage,
) -> None:
    noah = await reads_in(scene, NOAH, "en-US")
    await applies(scene, NOAH, "mentee")
    await scene.group_sees("8 February 2027")
    await noah.sees("February 8, 2027")
    await noah.does_not_see("8 February 2027")


async def test_what_is_refused_is_said_in_the_readers_order(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA, days_ago=0)
    maya = await reads_in(scene, MAYA, "en-US")
    await maya.says("log a meeting")
    assert isinstance(maya.window, Form)
    tomorrow = {**maya.window.answers, "day": "2027-01-12"}
    with pytest.raises(Refusal) as no:
        await act(maya, maya.window.action, str(maya.window.subject), **tomorrow)
    assert AMERICAN in no.value.errors["day"]
