"""Closing a round: an administrator, once; everybody unmatched is answered, once, and nobody by surprise (R2.8, R4.4)."""

import pytest

from handlers.kit.ui import Action, Form, View
from handlers.rounds import closing
from scheme.application.application import ApplicationStage as Standing
from scheme.people import StandsAside
from scheme.refusal import Refusal
from storage import rounds
from storage.engine.database import Database
from tests.support.dialogue import Stage, read
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import (
    act,
    application_of,
    applies,
    arrived,
    at_once,
    barred,
    eligible,
    in_this_round,
    on_register,
    refused,
    selects,
)
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

FIRST = {"round": "spring", "listed": "first", "looked_for": "first", "unread": "first"}
WORD = "You wrote so warmly that two of us wished for one more mentor."
CLOSED = "Spring has closed"


async def over(scene: Stage) -> None:
    """The windows have closed; promises that lapse meanwhile are another story."""
    await pass_by(scene, 51)


async def closes(scene: Stage, **answers: str) -> None:
    await act(await scene.person(ALEX), "round.closed", **{**FIRST, **answers})
    await pass_by(scene, 0.01)


async def full(scene: Stage) -> None:
    """One place: Maya has it, Noah is on the waiting list, Esther is still to be checked, Priya and Tom are on the register."""
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await on_register(scene, PRIYA, TOM)
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    await applies(scene, ESTHER, "mentee")
    await over(scene)


async def test_an_administrator_says_what_each_group_hears_reads_it_and_closes(
    scene: Stage,
) -> None:
    await full(scene)
    alex = await scene.person(ALEX)
    shown = await act(alex, "round.show")
    assert "Close Spring" in read(shown.window)
    asked = await act(alex, "round.close", round="spring")
    assert isinstance(asked.window, Form)
    assert {asked.window.answers[key] for key in ("listed", "looked_for", "unread")} == {"first"}
    again = await act(alex, "round.preview", **{**FIRST, "listed": "late", "word": WORD})
    assert isinstance(again.window, View)
    words = read(again.window)
    assert (
        "Those on the waiting list: 1 mentee, 0 mentors: They stay: a late place is looked for"
        in words
    )
    assert "Those who wait to be matched: 1 mentee: They come first next time" in words
    assert (
        "Those who are still to be checked: 1 mentee, 0 mentors: They come first next time" in words
    )
    assert "Free on the register: 2 mentors: They stay on it for the next" in words
    assert "Those on the waiting list: Noah Quill" in words
    assert "Those who wait to be matched: Maya Thorne" in words
    assert "Those who are still to be checked: Esther Lowe" in words
    assert WORD in words
    assert not arrived(scene, await scene.person(MAYA), CLOSED)
    button = next(one for one in again.window.buttons if one.action == "round.closed")
    await scene.bot.act(alex.person_id, button.does)
    await pass_by(scene, 0.01)
    assert await standing(scene) == [Standing.UNPLACED, Standing.ELIGIBLE, Standing.UNPLACED]


async def test_whoever_keeps_out_of_somebody_reads_their_reference_alone(scene: Stage) -> None:
    await full(scene)
    alex = await scene.person(ALEX)
    noah = await application_of(scene, NOAH)
    async with scene.bot.work() as work:
        await work.add(
            StandsAside(
                application_id=noah.id, person_id=alex.person_id, declared_at=scene.bot.clock.now()
            )
        )
    shown = await act(alex, "round.preview", **FIRST)
    words = read(shown.window)
    assert f"Those on the waiting list: {noah.ref}" in words
    assert "Noah" not in words


async def standing(scene: Stage) -> list[Standing]:
    return [(await application_of(scene, email)).stage for email in (MAYA, NOAH, ESTHER)]


async def test_everybody_unmatched_hears_once_kindly_and_the_word_stays_behind_the_button(
    scene: Stage,
) -> None:
    await full(scene)
    await closes(scene, word=WORD)
    assert await standing(scene) == [Standing.UNPLACED] * 3
    for email in (MAYA, NOAH, ESTHER):
        person = await scene.person(email)
        (told,) = arrived(scene, person, CLOSED)
        assert "there was no place for you this time" in told
        assert "Next time you come first. Autumn opens on" in told
        await person.does_not_see(WORD)
        subject = f"application:{(await application_of(scene, email)).id}"
        shown = await act(person, "applied.view", subject)
        assert WORD in read(shown.window)
    for email in (PRIYA, TOM):
        (told,) = arrived(scene, await scene.person(email), CLOSED)
        assert "You stay on the register" in told
    await pass_by(scene, 30)
    for email in (MAYA, NOAH, ESTHER, PRIYA, TOM):
        assert len(arrived(scene, await scene.person(email), CLOSED)) == 1


async def test_ten_silent_weeks_after_a_round_has_closed_nobody_hears_of_it_again(
    scene: Stage,
) -> None:
    await full(scene)
    await closes(scene)
    before = {email: await _noticed(scene, email) for email in (MAYA, NOAH, ESTHER, PRIYA, TOM)}
    await pass_by(scene, 70)
    after = {email: await _noticed(scene, email) for email in before}
    assert after == before


async def _noticed(scene: Stage, email: str) -> int:
    person = await scene.person(email)
    return sum(one.recipient == f"person:{person.person_id}" for one in scene.channel.arrivals)


async def test_many_are_answered_some_at_a_time_each_once(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "BATCH", 1)
    await full(scene)
    await closes(scene)
    for email in (MAYA, NOAH, ESTHER, PRIYA, TOM):
        assert len(arrived(scene, await scene.person(email), CLOSED)) == 1
    async with scene.bot.work(writes=False) as work:
        held = await rounds.held(work, "aln", "spring")
    assert held is not None
    assert (held.batches, held.answered_at is not None) == (5, True)


async def test_a_kind_word_alone_promises_nothing_for_next_time(scene: Stage) -> None:
    await full(scene)
    await closes(scene, listed="kind_word")
    (told,) = arrived(scene, await scene.person(NOAH), CLOSED)
    assert "come first" not in told
    assert not (await application_of(scene, NOAH)).comes_first_next


async def test_whoever_stays_hears_why_and_by_when(scene: Stage) -> None:
    await full(scene)
    await closes(scene, listed="late", looked_for="late", unread="late")
    assert await standing(scene) == [Standing.ELIGIBLE, Standing.LISTED, Standing.RECEIVED]
    for email, state in (
        (MAYA, "we still look for mentors for you. You'll hear by"),
        (NOAH, "you stay on its waiting list, as a place may still come free. You'll hear by"),
        (ESTHER, "we still read your application. You'll hear by"),
    ):
        (told,) = arrived(scene, await scene.person(email), CLOSED)
        assert state in told


async def test_whoever_stays_on_the_list_gets_the_place_that_the_others_leave(scene: Stage) -> None:
    await full(scene)
    await closes(scene, listed="late")
    assert await standing(scene) == [Standing.UNPLACED, Standing.ELIGIBLE, Standing.UNPLACED]
    await (await scene.person(NOAH)).sees("A place for you")


async def test_who_has_options_before_them_goes_on_and_hears_nothing_of_it(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await over(scene)
    await selects(scene, IDA, subject, (PRIYA, TOM))
    await selects(scene, ROBIN, subject, (PRIYA, TOM), 1)
    await closes(scene)
    assert (await application_of(scene, MAYA)).stage == Standing.ELIGIBLE
    assert not arrived(scene, await scene.person(MAYA), CLOSED)


async def test_a_round_in_which_nobody_is_closes_too(scene: Stage) -> None:
    await over(scene)
    await closes(scene)
    async with scene.bot.work(writes=False) as work:
        held = await rounds.held(work, "aln", "spring")
    assert held is not None
    assert held.answered_at is not None
    alex = await scene.person(ALEX)
    assert "closed already" in await refused(alex, "round.closed", **FIRST)
    assert "Close Spring" not in read((await act(alex, "round.show")).window)


async def test_only_an_administrator_closes_and_only_once_nobody_can_apply_any_more(
    scene: Stage,
) -> None:
    alex = await scene.person(ALEX)
    assert "takes applications until" in await refused(alex, "round.closed", **FIRST)
    assert "takes applications until" in await refused(alex, "round.close", round="spring")
    await over(scene)
    assert "administrators" in await barred(await scene.person(IDA), "round.closed", **FIRST)
    assert "another look" in await refused(alex, "round.closed", **{**FIRST, "listed": "shout"})
    assert "another look" in await refused(alex, "round.closed", **{**FIRST, "word": "x" * 1001})


async def test_a_place_that_comes_free_the_day_after_is_told_to_the_group_and_can_be_a_late_place(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 0, "mentor": 1})
    first, second = await on_register(scene, PRIYA, TOM)
    await over(scene)
    await closes(scene)
    robin = await scene.person(ROBIN)
    assert "No place of Spring is free" in await refused(robin, "round.late", second)
    await act(await scene.person(PRIYA), "applied.withdrawn", first)
    await scene.group_sees("A late place")
    await scene.group_sees("nobody is on the waiting list")
    shown = await act(robin, "round.show", round="spring", list="mentor:unplaced")
    assert "Find a late place" in read(shown.window)
    await act(robin, "round.late", second)
    tom = await scene.person(TOM)
    await tom.sees("A late place", "there is a place for you after all")
    assert (await application_of(scene, TOM, "mentor")).stage == Standing.ELIGIBLE


async def test_whoever_was_promised_so_comes_first_in_the_next_round_before_those_who_applied_earlier(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    await over(scene)
    await closes(scene)
    await pass_by(scene, 151)
    data = {"mentee": 1, "mentor": 0}
    in_this_round(scene, number=1, places=data)
    await eligible(scene, TOM)
    await eligible(scene, ESTHER)
    await eligible(scene, NOAH)
    noah = await scene.person(NOAH)
    (told,) = arrived(scene, noah, "Application received")[1:]
    assert "This time you come first." in told
    await noah.sees("you are the first on it")
    await scene.group_sees("Please look for this one first")


@pytest.fixture
async def shared(database: Database) -> Stage:
    return await set_stage(database)


async def test_two_administrators_who_close_at_once_close_it_once(shared: Stage) -> None:
    await eligible(shared, MAYA)
    await pass_by(shared, 51)
    close = Action(name="round.closed", answers=FIRST)
    found = await at_once(shared, (ALEX, close), (ALEX, close))
    assert sum(isinstance(one, Refusal) for one in found) == 1
    await pass_by(shared, 0.01)
    assert len(arrived(shared, await shared.person(MAYA), CLOSED)) == 1
