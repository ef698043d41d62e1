"""The agreement: written, changed and signed by the two; nobody else reads it, and the Group learns only when (R5.1)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from handlers.kit.ui import Action, Beside, Form, Reply, View
from scheme.ids import PartnershipId, PersonId
from scheme.partnership.agreement import Agreement, template
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.subject import Subject
from storage import agreements, partnerships
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.pairs import pair, written
from tests.support.rounds import act, at_once, barred, keeps_to_the_voice, refused
from tests.support.stage import ALEX, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, START, TOM, set_stage

SECRET = "zebra crossing"
TODAY = START.date()
WAITS = "The agreement waits for your signature"


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage on a small database; what is said on it keeps to the voice."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    one = await set_stage(database)
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def kept(stage: Stage, number: int) -> tuple[Partnership, Agreement | None]:
    """A partnership and its agreement as they are kept."""
    async with stage.bot.work(writes=False) as work:
        return await partnerships.by_id(work, PartnershipId(number)), await agreements.of_pair(
            work, PartnershipId(number)
        )


async def writes(player: Player, **answers: str) -> None:
    """Somebody opens the agreement and saves a wording."""
    await player.says("our agreement")
    if isinstance(player.window, View):
        await player.presses("Change it")
    await player.fills(**answers)
    await player.submits()


async def reads(player: Player) -> None:
    """Somebody opens the agreement."""
    await player.says("our agreement")


async def signs(player: Player) -> None:
    """Somebody reads the agreement and signs it."""
    await reads(player)
    await player.presses("Sign")


async def test_the_first_meeting_that_is_logged_brings_the_offer_to_both(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await maya.does_not_see("Look at the draft")
    await maya.says("log a meeting")
    await maya.submits()
    for player in (maya, priya):
        await player.sees("This is a good time to agree a few things")
    await priya.presses("Look at the draft")
    await priya.sees(
        "Agreement with Maya Thorne",
        "What stays between us",
        "Something to start from, not a rule.",
    )


async def test_the_form_holds_the_rhythm_and_the_words_of_the_scheme(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await reads(maya)
    form = maya.window
    assert isinstance(form, Form)
    assert form.private
    figures = {key: form.answers[key] for key in ("months", "meetings", "weeks", "minutes")}
    assert figures == {"months": 6, "meetings": 5, "weeks": 5, "minutes": 90}
    assert str(form.answers["confidence"]).startswith("What is said here stays here")
    assert "M25" not in str(form.answers)


async def test_a_pair_write_and_sign_with_one_press_each_after_reading_and_both_are_told(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, own=SECRET)
    await maya.sees("Your wording is saved, and Priya Nair can read it.", SECRET)
    await maya.presses("Sign")
    await maya.sees("You have signed your agreement. Priya Nair has been asked to sign too")
    await priya.sees("Maya Thorne has written and signed the text of your agreement.")
    await priya.presses("Read and sign")
    await priya.sees(SECRET, "6 months", "90 minutes")
    presses = priya.presses_made
    await priya.presses("Sign")
    assert priya.presses_made == presses + 1
    for player in (maya, priya):
        await player.closes()
        await player.sees("have both signed your agreement, on Monday 11 January 2027")
        await player.does_not_see(SECRET)
    _, agreement = await kept(stage, number)
    assert agreement
    assert agreement.agreed_at
    assert agreement.agreed_at.date() == TODAY


async def test_length_and_rhythm_set_the_clocks_only_when_both_have_signed(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, months="9", weeks="8", meetings="5", minutes="60")
    await maya.presses("Sign")
    before, _ = await kept(stage, number)
    assert (before.ends_on, before.every_weeks, before.minutes) == (date(2027, 7, 11), None, None)
    await signs(priya)
    await priya.sees("You are under way until Monday 11 October 2027.")
    after, _ = await kept(stage, number)
    assert (after.ends_on, after.months, after.every_weeks, after.minutes) == (
        date(2027, 10, 11),
        9,
        8,
        60,
    )
    await maya.says("log a meeting")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["minutes"] == 60


async def test_another_text_clears_both_signatures_and_the_earlier_one_holds_until_both_sign_again(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, own="zebra one")
    await maya.presses("Sign")
    await signs(priya)
    await writes(priya, own="zebra two")
    await maya.closes()
    await maya.sees(
        "Priya Nair has changed the text of your agreement.",
        "Until then, what you both signed before holds.",
    )
    await maya.says("hello")
    await maya.sees(WAITS)
    await maya.presses("Read and sign")
    await maya.sees("Different from what you both signed before", "In our own words", "zebra two")
    assert isinstance(maya.window, View)
    [change] = [part for part in maya.window.parts if isinstance(part, Beside)]
    assert (change.first.title, change.first.text) == ("In our own words: before", "zebra one")
    assert (change.second.title, change.second.text) == ("In our own words: now", "zebra two")
    await maya.presses("What holds now")
    await maya.sees("Signed by both of you on Monday 11 January 2027.", "zebra one")
    await maya.does_not_see("zebra two")
    await maya.presses("What is proposed")
    await maya.presses("Sign")
    _, agreement = await kept(stage, number)
    assert agreement
    assert (agreement.revision, agreement.agreed) == (2, 1)
    await signs(priya)
    await priya.sees("have both signed")
    await priya.does_not_see("What holds now")


async def test_saving_the_same_words_changes_nothing_and_keeps_the_signatures(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    await maya.presses("Sign")
    await signs(priya)
    await writes(priya)
    await priya.sees("have both signed your agreement")
    _, agreement = await kept(stage, number)
    assert agreement
    assert agreement.is_signed


async def test_two_who_write_at_once_lose_nothing_and_see_what_the_other_changed(
    stage: Stage,
) -> None:
    await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    for player in (maya, priya):
        await reads(player)
        await player.presses("Change it")
    await priya.fills(notice="zebra notice", agenda="zebra agenda of Priya")
    await priya.submits()
    await maya.fills(agenda="zebra agenda of Maya", months="8", meetings="6")
    await maya.submits()
    await maya.sees(
        "Priya has changed this since you opened it.",
        "Changed meanwhile",
        "When a meeting has to move",
    )
    await maya.sees("Priya's words: Who sets the agenda", "zebra agenda of Priya")
    form = maya.window
    assert isinstance(form, Form)
    assert form.answers["notice"] == "zebra notice"
    assert form.answers["agenda"] == "zebra agenda of Maya"
    assert str(form.answers["months"]) == "8"
    await maya.submits()
    await maya.sees("zebra notice", "zebra agenda of Maya", "8 months")


async def test_two_who_begin_at_once_make_one_agreement(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    for player in (maya, priya):
        await reads(player)
    await priya.fills(own="zebra of Priya")
    await priya.submits()
    await maya.fills(between="zebra of Maya")
    await maya.submits()
    await maya.sees("Priya has changed this since you opened it.")
    await maya.submits()
    await maya.sees("zebra of Priya", "zebra of Maya")
    _, agreement = await kept(stage, number)
    assert agreement
    assert agreement.revision == 2


async def test_at_the_very_same_moment_one_wording_is_kept_and_both_signatures_count(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    found, _ = await kept(stage, number)
    text = template(next(iter(stage.bot.definitions.values())), found)
    subject = Subject("partnership", number)
    wishes = [
        (
            who,
            Action(
                name="agree.save", subject=subject, answers={**text, "own": who, "revision": "0"}
            ),
        )
        for who in (MAYA, PRIYA)
    ]
    replies = await at_once(stage, *wishes)
    assert sorted(type(one.window).__name__ for one in replies if isinstance(one, Reply)) == [
        "Form",
        "View",
    ]
    await at_once(
        stage,
        *[
            (who, Action(name="agree.sign", subject=subject, answers={"revision": "1"}))
            for who in (MAYA, PRIYA)
        ],
    )
    _, agreement = await kept(stage, number)
    assert agreement
    assert (agreement.revision, agreement.is_signed) == (1, True)


async def test_who_signs_a_text_that_has_changed_is_shown_the_new_one_and_has_signed_nothing(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    await reads(priya)
    await writes(maya, own=SECRET)
    await priya.presses("Sign")
    await priya.sees(
        "Nothing is signed yet: Maya has changed the text since you opened it.",
        "Changed since you opened it",
    )
    await priya.sees("In our own words", SECRET)
    _, agreement = await kept(stage, number)
    assert agreement
    assert not agreement.has_a_signature
    await priya.presses("Sign")
    await priya.sees("You have signed your agreement.")


async def test_a_second_press_on_sign_is_no_second_signature_and_tells_nobody_again(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    view = maya.window
    await maya.presses("Sign")
    await stage.forward(1)
    _, before = await kept(stage, number)
    await priya.says("hello")
    last = list(priya.room.messages)[-1]
    maya.window = view
    await maya.presses("Sign")
    await maya.sees("You have signed your agreement.")
    _, after = await kept(stage, number)
    assert before
    assert after
    assert before.signed_at == after.signed_at
    assert list(priya.room.messages)[-1] == last


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("months", "13", "from 1 to 12"),
        ("months", "0", "from 1 to 12"),
        ("meetings", "20", "6 months hold about 5"),
        ("weeks", "27", "from 1 to 26"),
        ("minutes", "4", "from 5 to 600"),
        ("confidence", "", "Please fill this in."),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    stage: Stage, field: str, value: str, why: str
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await writes(maya, **{field: value})
    assert list(maya.errors) == [field]
    await maya.sees(why)
    assert (await kept(stage, number))[1] is None


async def test_a_length_that_is_over_already_is_refused_when_it_is_written_and_when_it_is_signed(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA, days_ago=25)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, months="1", meetings="1")
    await maya.presses("Sign")
    await stage.forward(10)
    await signs(priya)
    assert "passed already" in priya.notice
    found, agreement = await kept(stage, number)
    assert agreement
    assert not agreement.is_signed
    assert found.ends_on
    assert found.ends_on > stage.bot.clock.now().date()
    await writes(priya, months="1", own="zebra")
    assert list(priya.errors) == ["months"]


async def test_a_pause_in_the_second_half_outlasts_another_signature(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA, days_ago=130)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    await maya.presses("Sign")
    await signs(priya)
    async with stage.bot.work() as work:
        (await partnerships.by_id(work, number)).pause(
            PersonId(1), TODAY + timedelta(days=60), TODAY
        )
    await stage.forward(61)
    before, _ = await kept(stage, number)
    assert before.ends_on
    assert (before.ends_on - timedelta(days=60)) <= stage.bot.clock.now().date()
    await writes(
        maya, own="We meet by the river."
    )  # the first end has gone by, which is no reason to refuse
    await maya.presses("Sign")
    await signs(priya)
    after, agreement = await kept(stage, number)
    assert agreement
    assert agreement.is_signed
    assert after.ends_on == before.ends_on


async def test_a_clause_that_is_emptied_is_left_out(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await writes(maya, review="", own=SECRET)
    await maya.sees("In our own words", SECRET, "How it ends")
    await maya.does_not_see("When we look back")


async def test_the_file_names_the_two_and_who_has_signed_which_text(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, own="We meet over tea.")
    await reads(maya)
    text = (await maya.saves("Save a copy")).decode()
    assert text.startswith("Agreement between Maya Thorne and Priya Nair\nALN Mentoring Scheme\n\n")
    assert "We meet over tea." in text
    assert text.endswith("\n\nNot signed yet by Maya Thorne or Priya Nair.")
    await signs(priya)
    assert (
        (await priya.saves("Save a copy"))
        .decode()
        .endswith(
            "\n\nSigned by Priya Nair on Monday 11 January 2027. Not signed yet by Maya Thorne."
        )
    )
    await signs(maya)
    both = "\n\nSigned by Maya Thorne and Priya Nair. It holds from Monday 11 January 2027."
    assert (await maya.saves("Save a copy")).decode().endswith(both)
    await writes(priya, own="We meet over coffee.")
    await reads(priya)
    assert (
        (await priya.saves("Save a copy"))
        .decode()
        .endswith("\n\nNot signed yet by Maya Thorne or Priya Nair.")
    )
    await priya.presses("What holds now")
    held = (await priya.saves("Save a copy")).decode()
    assert "tea" in held
    assert held.endswith(both)


async def test_nobody_but_the_two_can_open_write_or_sign_it(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await writes(maya, own=SECRET)
    for email in (TOM, NOAH, ROBIN, ALEX, IDA, JO):
        stranger = await stage.person(email)
        for action in ("read", "held", "form", "save", "sign"):
            await barred(stranger, f"agree.{action}", f"partnership:{number}", revision="1")
    _, agreement = await kept(stage, number)
    assert agreement
    assert not agreement.has_a_signature


async def test_the_group_sees_that_and_when_it_was_signed_and_nothing_else(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya, ida = await stage.person(MAYA), await stage.person(PRIYA), await stage.person(IDA)

    async def overview() -> None:
        reply = await act(ida, "meet.overview", f"partnership:{number}")
        ida.window = reply.window

    await overview()
    await ida.sees("Agreement: Not signed yet", "Goals: None set yet")
    await writes(maya, own=SECRET)
    await maya.presses("Sign")
    await overview()
    await ida.sees("Agreement: Not signed yet")
    await signs(priya)
    await overview()
    await ida.sees("Agreement: Signed on Monday 11 January 2027")
    await ida.does_not_see(SECRET)
    await stage.group_does_not_see("agreement")


async def test_a_partner_who_never_signs_is_reminded_once_and_then_left_in_peace(
    stage: Stage,
) -> None:
    await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    await maya.presses("Sign")
    await stage.forward(6)
    await priya.does_not_see("waits for your signature")
    await stage.forward(2)
    await priya.sees("Your agreement with Maya Thorne waits for your signature.")
    await maya.closes()
    await maya.does_not_see("waits for your signature")
    count = len(priya.room.messages)
    await stage.forward(14)
    assert len(priya.room.messages) == count
    await priya.presses("Read and sign")
    await priya.presses("Sign")
    await priya.closes()
    await priya.does_not_see("waits for your signature")


async def test_home_says_that_it_waits_until_one_has_signed(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await maya.says("hello")
    await maya.sees("Agreement")
    await maya.does_not_see(WAITS)
    await writes(maya)
    for player in (maya, priya):
        await player.says("hello")
        await player.sees(WAITS)
        await signs(player)
        await player.says("hello")
        assert WAITS not in str(player.room).rpartition("\n---\n")[2]


async def test_when_the_partnership_ends_the_cards_are_settled_and_the_text_stays_theirs_to_read(
    stage: Stage,
) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, own=SECRET)
    await reads(priya)
    late = priya.window
    await act(maya, "end.ended", f"partnership:{number}", how=str(Ending.AGREED), now=True)
    priya.window = late
    await priya.presses("Sign")
    assert "closed" in priya.notice
    for player in (maya, priya):
        await player.closes()
        await player.sees("This partnership is closed, so nothing is left to sign.")
        await player.does_not_see("Read and sign")
        await player.presses("Read it", card="nothing is left to sign")
        await player.sees(SECRET)
        await player.does_not_see("Change it")
    assert "closed" in await refused(maya, "agree.form", f"partnership:{number}")


async def test_an_offer_nobody_took_up_is_settled_when_the_partnership_ends(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await maya.says("log a meeting")
    await maya.submits()
    await act(maya, "end.ended", f"partnership:{number}", how=str(Ending.AGREED), now=True)
    for player in (maya, priya):
        await player.closes()
        await player.sees("there is no agreement left to make")
        await player.does_not_see("Look at the draft")
    assert "No agreement was made" in await refused(priya, "agree.read", f"partnership:{number}")


async def test_while_a_partnership_rests_its_agreement_is_read_and_not_signed(stage: Stage) -> None:
    number = await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya)
    async with stage.bot.work() as work:
        found = await partnerships.by_id(work, number)
        today = stage.bot.clock.now().date()
        found.pause(found.mentee_id, today + timedelta(days=30), today)
        assert found.phase == Phase.PAUSED
    await priya.says("our agreement")
    await priya.sees("is paused, and so is its agreement")
    await priya.does_not_see("Change it")
    assert "paused" in await refused(priya, "agree.sign", f"partnership:{number}", revision="1")
    await stage.forward(10)
    await priya.closes()
    await priya.does_not_see("waits for your signature")


async def test_a_mentor_with_two_mentees_is_asked_whose_agreement(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    await pair(stage, NOAH, PRIYA)
    priya, tom = await stage.person(PRIYA), await stage.person(TOM)
    await priya.says("our agreement")
    await priya.sees("Whose agreement would you like to see?")
    await priya.presses("Noah Quill")
    await priya.sees("Agreement with Noah Quill")
    await tom.says("our agreement")
    await tom.sees("You have no partnership at the moment, so there is no agreement.")


async def test_no_word_of_it_stands_in_a_message_or_can_be_read_in_the_database(
    stage: Stage, tmp_path: Path
) -> None:
    await pair(stage, MAYA, PRIYA)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await writes(maya, own="first zebra")
    await signs(priya)
    await writes(priya, notice="second zebra")
    await signs(maya)
    await signs(priya)
    assert not [room for room in stage.channel.rooms.values() if "zebra" in str(room)]
    assert b"maya.thorne@fellside" in written(tmp_path)
    assert b"zebra" not in written(tmp_path)
