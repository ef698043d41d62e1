"""Proposing: suggestions, selecting, agreeing, taking back one's word, and what is kept of it (R3.1–R3.5)."""

import pytest
from sqlalchemy import delete

from handlers.kit.ui import Action, Bullets, Form, Reply
from handlers.matching.suggestions import SHOWN, left_out
from scheme.matching.ranking import Exclusion, Mentor
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from storage.matching import proposals
from storage.tables import selections
from tests.support.dialogue import Stage, read
from tests.support.rounds import (
    act,
    application_of,
    applies,
    at_once,
    barred,
    cards,
    chooses,
    eligible,
    offered,
    on_register,
    proposal_of,
    refused,
    selects,
)
from tests.support.scheme_cast import mentor_application
from tests.support.stage import (
    ALEX,
    ESTHER,
    IDA,
    MAYA,
    NOAH,
    PRIYA,
    ROBIN,
    SAM,
    TOM,
    UMA,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def agreed(scene: Stage, revision: int) -> list[tuple[str, str]]:
    """Who agreed to a set, and on which questions."""
    async with scene.bot.work(writes=False) as work:
        words = await proposals.approvals_of(work, (await proposal_of(scene)).id)
        names = {(await scene.person(email)).person_id: email for email in (ROBIN, SAM, ALEX, IDA)}
        return [(names[one.person_id], one.criteria) for one in words if one.revision == revision]


def selection(subject: str, *mentors: str) -> Action:
    """A form made before anybody had selected, sent."""
    return Action(
        name="propose.send",
        subject=Subject.read(subject),
        answers={"mentors": list(mentors), "criteria": ["a"], "revision": "0"},
    )


async def test_suggestions_lead_with_a_verdict_and_the_nine_questions_are_a_press_away(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await eligible(scene, avoid="Tom Birch")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-3")
    await ida.presses("Suggest mentors")
    await ida.sees(
        "Mentors for A-3, Maya Thorne",
        "Good: Teaching and information literacy in common; ",
        "Of 2 mentors on the register, 1 is below. The list says why 1 can't be proposed now.",
    )
    await ida.does_not_see("(a)")
    await ida.does_not_see("Tom Birch")
    form = ida.window
    assert isinstance(form, Form)
    assert [await ida.option("Priya")] == ["1"]
    assert form.answers["mentors"] == []
    (field, *_) = form.fields
    (card,) = form.cards_of(field).values()
    assert card.title == "Priya Nair"
    assert card.text.startswith("Good: Teaching")
    assert card not in form.reading
    await ida.presses("Details")
    await ida.sees("Good: Teaching", "The nine questions", "(a)", "(i)", "What Priya Nair offers")
    await ida.presses("See everybody")
    await ida.sees("Tom Birch", "At someone's request.")


async def test_what_to_be_careful_about_is_the_first_thing_said_of_a_mentor(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    await eligible(scene, background=["disabled"])
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-2")
    await ida.presses("Suggest mentors")
    await ida.sees(
        "With care: the request about background or group is not met. In favour: Teaching"
    )


def test_of_many_who_are_left_out_the_first_are_named_and_where_the_others_stand() -> None:
    excluded = [
        Exclusion(Mentor(application=mentor_application(201 + number)), "No place free.")
        for number in range(SHOWN + 30)
    ]
    (bullets,) = left_out(excluded)
    assert isinstance(bullets, Bullets)
    assert len(bullets.items) == SHOWN + 1
    assert bullets.items[-1] == "30 more, each with the reason, in the list of everybody"
    assert left_out(excluded[:SHOWN]) == (Bullets(bullets.items[:SHOWN], bullets.title),)


async def test_nothing_goes_to_the_mentee_until_enough_members_agree(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    reply = await selects(scene, IDA, subject, [PRIYA, TOM])
    assert "Noted: 1 of 2 agreed on A-3." in reply.says[0].text
    await scene.group_sees("1 of 2 agreed; 1 more to look, please.")
    maya = await scene.person(MAYA)
    await maya.does_not_see("to consider")
    await maya.says("read the profiles")
    await maya.sees("the Oversight Group is looking")
    assert "no options to read yet" in await refused(maya, "choose.read", "proposal:1")
    robin = await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-3")
    await robin.sees(
        "Priya Nair: proposed", "Ida Moss agreed: Monday 11 January 2027; considered (a, b)"
    )
    await robin.presses("Agree to these")
    form = robin.window
    assert isinstance(form, Form)
    assert form.answers.get("criteria", []) == []
    await robin.sees("Priya Nair", "(a)", "(i)")
    await robin.fills(criteria=["c", "h"])
    await robin.submits()
    await maya.sees("2 mentors to consider", "until Monday 1 February 2027")
    assert await agreed(scene, 1) == [(IDA, "ab"), (ROBIN, "ch")]


async def test_whoever_looked_at_all_nine_says_so_in_one_tick(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await act(ida, "propose.send", subject, mentors=["1"], criteria=["every"], revision="0")
    assert await agreed(scene, 1) == [(IDA, "abcdefghi")]
    await act(ida, "review.open", subject)
    robin = await scene.person(ROBIN)
    await robin.presses_in_channel("Open", card="A-2")
    await robin.sees("Ida Moss agreed: Monday 11 January 2027; looked at all nine")
    await robin.presses("Agree to these")
    await robin.fills(criteria=["every", "b"])
    await robin.submits()
    assert await agreed(scene, 1) == [(IDA, "abcdefghi"), (ROBIN, "abcdefghi")]


async def test_an_old_button_to_agree_asks_for_the_questions_and_none_is_ticked_for_anybody(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    opened = await act(await scene.person(IDA), "propose.open", subject)
    assert isinstance(opened.window, Form)
    assert opened.window.answers.get("criteria", []) == []
    await selects(scene, IDA, subject, [PRIYA])
    asked = await act(await scene.person(ROBIN), "propose.agree", subject, revision="1")
    assert isinstance(asked.window, Form)
    assert asked.window.action == "propose.agree"
    assert await agreed(scene, 1) == [(IDA, "ab")]
    robin = await scene.person(ROBIN)
    with pytest.raises(Refusal) as no:
        await act(robin, "propose.agree", subject, **asked.window.carries)
    assert set(no.value.errors) == {"criteria"}
    await act(robin, "propose.agree", subject, **asked.window.carries, criteria=["i"])
    assert await agreed(scene, 1) == [(IDA, "ab"), (ROBIN, "i")]


async def test_who_agreed_when_and_on_what_stays_with_the_application_after_the_match(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    await offered(scene, MAYA, [PRIYA])
    await act(await scene.person(PRIYA), "answer.accept", await chooses(scene, MAYA, PRIYA))
    alex = await scene.person(ALEX)
    await alex.presses_in_channel("Open", card="A-2")
    await alex.sees(
        "Ida Moss agreed: Monday 11 January 2027", "Robin Ash agreed", "Priya Nair: accepted"
    )


async def test_a_second_click_gives_no_second_word_and_rings_nobody(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    await scene.bot.delivery.drain()
    before = str(scene.group_room)
    reply = await selects(scene, IDA, subject, [PRIYA])
    assert reply.says[0].text == "Your word is noted already: 1 of 2 agreed on A-2."
    await act(await scene.person(IDA), "propose.agree", subject, revision="1")
    assert str(scene.group_room) == before
    assert len(await agreed(scene, 1)) == 1


async def test_the_same_set_selected_twice_is_agreement_and_another_set_starts_afresh(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    reply = await selects(scene, ROBIN, subject, [TOM])  # made before Ida's selection was there
    assert isinstance(reply.window, Form)
    assert reply.window.notice.startswith(
        "Ida Moss selected: Priya Nair. Agreed so far: Ida Moss. Yours is kept here. If you send it, it takes the place"
    )
    assert reply.window.answers["mentors"] == ["2"]
    assert (reply.window.submit, reply.window.carries["replaces"]) == ("Replace the selection", "1")
    assert isinstance(
        (await selects(scene, ROBIN, subject, [TOM], 1)).window, Form
    )  # knowing of it is not enough
    assert isinstance((await selects(scene, ROBIN, subject, [TOM], 1, replaces=7)).window, Form)
    assert await agreed(scene, 1) == [(IDA, "ab")]
    await selects(scene, ROBIN, subject, [TOM], 1, replaces=1)
    await scene.group_sees("Proposed; 1 of 2 agreed")
    await (await scene.person(MAYA)).does_not_see("to consider")
    assert "has changed" in await refused(
        await scene.person(SAM), "propose.agree", subject, revision="1"
    )
    await selects(scene, SAM, subject, [TOM])
    await (await scene.person(MAYA)).sees("1 mentor to consider")
    assert "has its options" in await refused(
        await scene.person(ALEX), "propose.agree", subject, revision="2"
    )
    assert "has its options" in await refused(await scene.person(ALEX), "propose.open", subject)


async def test_whoever_agreed_hears_that_another_selected_differently_who_was_told_before(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    ida, robin = await scene.person(IDA), await scene.person(ROBIN)
    await selects(scene, IDA, subject, [PRIYA])
    own = await scene.bot.act(
        ida.person_id, Action(name="propose.open", subject=Subject.read(subject))
    )
    reply = await scene.bot.act(
        robin.person_id, Action(name="propose.open", subject=Subject.read(subject))
    )
    assert isinstance(own.window, Form)
    assert own.window.notice == ""
    assert isinstance(reply.window, Form)
    assert reply.window.notice.startswith(
        "Another member has selected what is ticked here, or agreed to it."
    )
    await act(
        robin, "propose.send", subject, mentors=["2"], criteria=["c"], revision="1", replaces="1"
    )
    [text] = cards(ida, "Selected differently")
    assert "selected differently on A-3, so your word no longer counts there" in text
    assert cards(robin, "Selected differently") == []
    await ida.presses("Open", card="selected differently")
    await ida.sees(
        "Selected before; replaced by Robin Ash on Monday 11 January 2027", "Mentors: Priya Nair"
    )
    await ida.sees(
        "Selected by: Ida Moss, Monday 11 January 2027", "Ida Moss agreed: Monday 11 January 2027"
    )
    await ida.sees(
        "Tom Birch: proposed",
        "Selected by: Robin Ash",
        "Robin Ash agreed: Monday",
        "considered (c)",
    )


async def test_every_selection_that_was_replaced_stays_with_those_who_had_agreed(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    await act(await scene.person(IDA), "propose.take_back", subject)
    await selects(scene, ROBIN, subject, [TOM], 1, replaces=1)
    assert (
        len(cards(await scene.person(IDA), "Selected differently")) == 1
    )  # her selection it was, though not her word
    await selects(scene, SAM, subject, [PRIYA, TOM], 2, replaces=2)
    alex = await scene.person(ALEX)
    await alex.presses_in_channel("Open", card="A-3")
    await alex.sees(
        "Selected before; replaced by Robin Ash on", "Selected by: Ida Moss", "Mentors: Priya Nair"
    )
    await alex.sees(
        "Selected before; replaced by Sam Okoro on",
        "Mentors: Tom Birch",
        "Robin Ash agreed: Monday",
    )
    await alex.sees("Selected by: Sam Okoro")


async def test_a_selection_with_a_mentor_one_keeps_out_of_stays_closed_when_it_is_replaced(
    scene: Stage,
) -> None:
    [priya, _] = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    said = {"proposal": "1", "revision": "1", "stance": "remark", "text": "Priya taught me."}
    await act(await scene.person(SAM), "propose.commented", subject, **said)
    await act(await scene.person(UMA), "review.stood_aside", priya)
    await selects(scene, ROBIN, subject, [TOM], 1, replaces=1)
    uma, alex = await scene.person(UMA), await scene.person(ALEX)
    await uma.presses_in_channel("Open", card="A-3")
    await uma.sees("Tom Birch: proposed", "Selected by: Robin Ash")
    await uma.does_not_see("Priya")
    await uma.does_not_see("Selected before")
    await alex.presses_in_channel("Open", card="A-3")
    await alex.sees("Mentors: Priya Nair", "Priya taught me.")


async def test_whoever_cannot_read_the_new_selection_hears_that_their_word_is_gone_and_no_more(
    scene: Stage,
) -> None:
    [_, tom] = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    await act(await scene.person(IDA), "review.stood_aside", tom)
    await selects(scene, ROBIN, subject, [TOM], 1, replaces=1)
    [text] = cards(await scene.person(IDA), "Selected differently")
    assert "The others have it from here." in text
    assert "Please look" not in text


async def test_two_members_who_select_at_once_are_both_heard(database: Database) -> None:
    scene = await set_stage(database)
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    done = await at_once(
        scene, (IDA, selection(subject, "1", "2")), (SAM, selection(subject, "2", "1"))
    )
    assert sorted(one.says[0].text[:6] for one in done if isinstance(one, Reply)) == [
        "2 of 2",
        "Noted:",
    ]
    await (await scene.person(MAYA)).sees("2 mentors to consider")


async def test_two_members_with_different_sets_at_once_never_mix_them(database: Database) -> None:
    scene = await set_stage(database)
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    done = await at_once(scene, (IDA, selection(subject, "1")), (SAM, selection(subject, "2")))
    assert sum(isinstance(one, Reply) and isinstance(one.window, Form) for one in done) == 1
    assert len(await agreed(scene, 1)) == 1
    await scene.group_sees("Proposed; 1 of 2 agreed")


async def test_what_was_selected_before_it_was_kept_who_had_is_read_as_it_stands(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    async with scene.bot.work() as work:
        await work.session.execute(delete(selections))
    shown = read((await act(await scene.person(IDA), "review.open", subject)).window)
    assert "Priya Nair: proposed" in shown
    assert "Ida Moss agreed: Monday 11 January 2027" in shown


async def test_what_cannot_be_selected_is_refused_beside_its_field(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    for mentors in ([], ["99"], ["2"], ["1", "x"]):
        with pytest.raises(Refusal) as no:
            await act(ida, "propose.send", subject, mentors=mentors, criteria=["a"], revision="0")
        assert set(no.value.errors) == {"mentors"}
    with pytest.raises(Refusal) as no:
        await act(ida, "propose.send", subject, mentors=["1"], criteria=[], revision="0")
    assert set(no.value.errors) == {"criteria"}
    await scene.group_does_not_see("agreed")


async def test_a_mentor_who_has_become_unable_is_not_agreed_to(scene: Stage) -> None:
    mentors = await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await act(await scene.person(PRIYA), "available.rest", mentors[0], until="2027-06-01")
    robin = await scene.person(ROBIN)
    assert "Priya Nair can't be proposed any more" in await refused(
        robin, "propose.agree", subject, revision="1"
    )
    await robin.presses_in_channel("Open", card="A-3")
    await robin.presses("Look at suggestions")
    await robin.sees("The list says why 1 can't be proposed now.")
    assert isinstance(robin.window, Form)
    assert robin.window.answers["mentors"] == ["2"]
    await robin.submits()
    await scene.group_sees("Proposed; 1 of 2 agreed")


async def test_without_a_suitable_mentor_the_group_reads_why_and_what_it_can_do(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene, avoid="Priya Nair")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-2")
    await ida.presses("Suggest mentors")
    await ida.sees(
        "Nobody on the register suits A-2",
        "ask a mentor to take one more",
        "Priya Nair: At someone's request.",
    )
    await ida.presses("Open register")
    await ida.sees("Priya Nair: available; 0 of 1 place taken; 0 partnerships so far")
    await scene.forward(29)
    await (await scene.person(MAYA)).sees("Still on it")
    assert (await application_of(scene, MAYA)).awaits_answer
    assert subject == "application:2"


async def test_the_suggestions_say_who_was_proposed_before_and_what_came_of_it(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    await act(await scene.person(PRIYA), "answer.declined", await chooses(scene, MAYA, PRIYA))
    await act(await scene.person(MAYA), "choose.wants_others", "proposal:1", reason="")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-3")
    await ida.presses("Suggest mentors")
    await ida.sees("proposed before, declined", "proposed before, was not chosen")


async def test_a_word_can_be_taken_back_until_the_mentee_acts_on_it(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    ida, robin, maya = [await scene.person(email) for email in (IDA, ROBIN, MAYA)]
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await selects(scene, ROBIN, subject, [PRIYA, TOM], 1)
    await robin.presses_in_channel("Open", card="A-3")
    await robin.presses("Take back my word")
    [text] = cards(maya, "Another look first")
    assert (
        "takes another look at your options before you choose. You'll hear by Monday 8 February 2027."
        in text
    )
    assert (await application_of(scene, MAYA)).awaits_answer
    assert "no options to read yet" in await refused(maya, "choose.read", "proposal:1")
    await scene.group_sees("Proposed; 1 of 2 agreed")
    assert "nothing to take back" in await refused(robin, "propose.take_back", subject)
    await act(robin, "propose.agree", subject, revision="1", considered="yes", criteria=["a"])
    await maya.sees("2 mentors to consider")
    request = await chooses(scene, MAYA, PRIYA)
    assert "acted on it already" in await refused(ida, "propose.take_back", subject)
    await act(await scene.person(PRIYA), "answer.declined", request)
    assert "acted on it already" in await refused(ida, "propose.take_back", subject)


async def test_nobody_outside_the_group_proposes_and_nobody_proposes_what_is_not_to_be_matched(
    scene: Stage,
) -> None:
    mentors = await on_register(scene, PRIYA)
    subject = await eligible(scene)
    for email in (NOAH, PRIYA, MAYA, ESTHER):
        for step in ("open", "send", "agree", "take_back"):
            await barred(await scene.person(email), f"propose.{step}", subject)
    other = await applies(scene, NOAH, "mentee")
    for closed in (mentors[0], other):
        assert "not waiting to be matched" in await refused(
            await scene.person(IDA), "propose.open", closed
        )
