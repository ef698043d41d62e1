"""Questions and issues as dialogues: answered through the bot, by a day, and closed without fuss (R8.1, R8.2)."""

from datetime import date
from pathlib import Path

import pytest

from handlers.kit.ui import Form
from scheme import calendar
from scheme.concern.enquiry import Enquiry
from scheme.people import Member
from scheme.refusal import Gone, Refusal
from storage import people
from tests.support.dialogue import Player, Stage, buttons_of, read
from tests.support.pairs import pair, rows, written
from tests.support.rounds import act, barred, definition_of, names_due, refused
from tests.support.stage import ALEX, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, SAM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")

GROUP = (ROBIN, SAM, ALEX, IDA, UMA)
SECRET, ANSWER = "Quixotic wondering", "Vermilion explanation"
GONE = Gone().text


async def asks(player: Player, text: str = SECRET) -> Enquiry:
    """A question about the scheme, in the chat."""
    await player.says("I have a question about the scheme")
    await player.fills(text=text)
    await player.submits()
    return await latest(player.stage)


async def raises(player: Player, about: str = "nobody", text: str = SECRET) -> Enquiry:
    """An issue, in the chat."""
    await player.says("something isn't right")
    await player.fills(about=about, text=text)
    await player.submits()
    return await latest(player.stage)


async def latest(scene: Stage) -> Enquiry:
    """What was raised last, as it is kept."""
    async with scene.bot.work(writes=False) as work:
        found = await rows(work.session, "enquiries")
        return await work.session.get_one(Enquiry, found[-1].id)


async def about(scene: Stage, email: str) -> str:
    return f"person:{(await scene.person(email)).person_id}"


async def answers(player: Player, one: Enquiry, text: str = ANSWER) -> None:
    """Somebody answers it, from wherever they have it."""
    await act(player, "enquiry.answered", str(one.subject), text=text)


async def home(player: Player) -> str:
    await player.closes()
    player.room.messages.clear()
    await player.says("hello")
    return player.screen


# Questions


async def test_a_question_goes_to_the_administrators_alone_in_their_own_chats(scene: Stage) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await maya.says("I have a question about the scheme")
    await maya.sees(
        "The administrators read it",
        "complain in confidence",
        "by Thursday 14 January 2027",
        "can't wait",
    )
    assert isinstance(maya.window, Form)
    assert maya.window.private
    one = await asks(maya)
    await maya.sees("The administrators have your question", one.ref, "by Thursday 14 January 2027")
    assert f"{one.ref}, question. A new question has come in." in str(alex.room)
    assert str(scene.group_room) == ""
    for email in (ROBIN, SAM, IDA, UMA, JO, NOAH):
        other = await scene.person(email)
        assert one.ref not in str(other.room)
        assert one.ref not in await home(other)
        assert await refused(other, "enquiry.open", str(one.subject)) == GONE
    await home(alex)
    await alex.presses("Open the earliest")
    await alex.sees(SECRET, "Maya Thorne")


async def test_an_administrators_own_question_goes_to_the_rest_of_the_group(scene: Stage) -> None:
    alex, robin = await scene.person(ALEX), await scene.person(ROBIN)
    one = await asks(alex)
    assert one.ref in str(robin.room)
    assert "your own" in await barred(alex, "enquiry.open", str(one.subject))
    assert str(scene.group_room) == ""


async def test_passing_a_question_to_the_group_puts_a_reference_in_its_channel_and_any_member_answers(
    scene: Stage,
) -> None:
    maya, alex, ida = [await scene.person(email) for email in (MAYA, ALEX, IDA)]
    one = await asks(maya)
    await alex.presses("Open", card=one.ref)
    await alex.presses("Pass to the Oversight Group")
    await scene.group_sees(f"{one.ref}, question. A question has been passed on.")
    await scene.group_sees(f"{one.ref}, question: answer by Thursday 14 January 2027")
    await scene.group_does_not_see("Maya")
    await scene.group_does_not_see(SECRET)
    assert f"{one.ref} is with the whole Oversight Group now, and stands in its channel." in str(
        alex.room
    )
    assert "with the whole Group already" in await refused(alex, "enquiry.pass", str(one.subject))
    await ida.presses_in_channel("Open", card=one.ref)
    await ida.sees(SECRET)
    await ida.presses("Answer")
    await ida.fills(text=ANSWER)
    await ida.submits()
    await scene.group_sees("The answer has gone out.")
    await maya.sees(f"There is an answer to your question {one.ref}.")


async def test_the_asker_reads_the_answer_in_private_and_may_write_again_as_often_as_needed(
    scene: Stage,
) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    one = await asks(maya)
    await answers(alex, one)
    assert ANSWER not in str(maya.room)
    await maya.presses("Read it")
    await maya.sees(
        SECRET, ANSWER, "Stage: Answered", "The Oversight Group wrote on Monday 11 January 2027"
    )
    await maya.does_not_see("Alex")
    for number in (2, 3):
        await scene.forward(1)
        await maya.presses("Write again")
        await maya.fills(text=f"And what about {number}?")
        await maya.submits()
        assert (await latest(scene)).waits
        assert "They have written again." in str(alex.room)
        await answers(alex, one, f"Answer {number}")
        assert f"There are {number} answers to your question" in str(maya.room)
        await maya.presses("Read it")
        await maya.sees(f"And what about {number}?", f"Answer {number}")
    await maya.presses("It is settled")
    assert not (await latest(scene)).is_open
    assert "is closed" in await refused(maya, "enquiry.added", str(one.subject), text="more")
    assert "is closed" in await refused(alex, "enquiry.answered", str(one.subject), text="more")


async def test_a_late_answer_is_said_truthfully_on_the_day_with_a_new_date(scene: Stage) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    one = await asks(maya)
    await scene.to_next_due()
    assert "The answer is due today." in str(alex.room)
    moment = await scene.to_next_due()
    assert calendar.local_day(moment, "Europe/London") == date(2027, 1, 14)
    await maya.sees(
        "not ready on the day we said. We are sorry. You have it by Tuesday 19 January 2027"
    )
    assert "The answer to" in await home(maya)
    await maya.sees("is late")
    await scene.forward(1)
    await answers(alex, one)
    await maya.sees("We are sorry that it took longer")
    assert (await latest(scene)).in_time(definition_of(scene)) is False


async def test_what_was_answered_rests_and_closes_without_a_sound(scene: Stage) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    one = await asks(maya)
    await answers(alex, one)
    await scene.to_next_due()
    assert not (await latest(scene)).is_open
    assert await names_due(scene) == ["forget"]
    await maya.presses("Read it")
    await maya.sees("Stage: Closed", ANSWER)
    assert [button.label for button in buttons_of(maya.window)] == ["Home"]


# Issues


async def test_an_issue_is_with_the_administrators_and_the_group_at_once_by_reference_only(
    scene: Stage,
) -> None:
    maya, robin = await scene.person(MAYA), await scene.person(ROBIN)
    await maya.says("something isn't right")
    await maya.sees(
        "but not whoever you choose below",
        "complain in confidence instead",
        "Monday 18 January 2027",
    )
    one = await raises(maya)
    await scene.group_sees(f"{one.ref}, issue. A new issue has come in.")
    await scene.group_does_not_see(SECRET)
    for email in GROUP:
        member = await scene.person(email)
        assert one.ref in await home(member)
        await member.presses_in_channel("Open", card=one.ref)
        await member.sees(SECRET, "Maya Thorne")
    await robin.presses("I'm looking at it")
    await scene.group_sees("It is being looked at.")
    await maya.presses("Read it")
    await maya.sees("Stage: Being looked at", "Answer due: Monday 18 January 2027")


async def test_looking_at_it_twice_and_a_late_click_change_nothing(scene: Stage) -> None:
    maya, robin, sam = [await scene.person(email) for email in (MAYA, ROBIN, SAM)]
    one = await raises(maya)
    await act(robin, "enquiry.look", str(one.subject))
    before = str(scene.group_room)
    await act(sam, "enquiry.look", str(one.subject))
    assert str(scene.group_room) == before
    await act(maya, "enquiry.settled", str(one.subject))
    for name in ("enquiry.look", "enquiry.close", "enquiry.answer"):
        assert "is closed" in str(await said(sam, name, str(one.subject)))
    assert "is closed" in await refused(maya, "enquiry.settled", str(one.subject))


async def said(player: Player, name: str, subject: str) -> str:
    """What a press comes to, refused or not."""
    try:
        return str(await act(player, name, subject))
    except Refusal as no:
        return no.text


@pytest.mark.parametrize("concerned", [ROBIN, ALEX, IDA])
async def test_a_member_an_issue_is_about_learns_nothing_of_it(
    scene: Stage, concerned: str
) -> None:
    one = await raises(await scene.person(MAYA), await about(scene, concerned))
    assert str(scene.group_room) == ""
    for email in GROUP:
        member = await scene.person(email)
        if email == concerned:
            for name in ("enquiry.open", "enquiry.answer", "enquiry.look", "enquiry.mine"):
                assert await refused(member, name, str(one.subject)) == GONE
            assert one.ref not in str(member.room)
            assert "ssue" not in await home(member)
            assert one.ref not in read((await act(member, "review.waiting")).window)
            assert "ssues: 1" not in read((await act(member, "counts.group")).window)
        else:
            assert one.ref in str(member.room)
            assert SECRET not in str(member.room)
    await answers(await scene.person(SAM), one)
    await scene.forward(40)
    assert str(scene.group_room) == ""
    assert one.ref not in str((await scene.person(concerned)).room)


async def test_an_issue_about_a_partner_stays_from_the_partner(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    one = await raises(await scene.person(MAYA), await about(scene, PRIYA))
    await scene.group_sees(one.ref)
    priya = await scene.person(PRIYA)
    assert await refused(priya, "enquiry.open", str(one.subject)) == GONE
    assert one.ref not in await home(priya)


async def test_an_issue_becomes_a_complaint_only_when_its_owner_says_so_and_nobody_sees_where_it_went(
    scene: Stage,
) -> None:
    maya, robin, sam = [await scene.person(email) for email in (MAYA, ROBIN, SAM)]
    one = await raises(maya)
    await maya.presses("Read it")
    await maya.presses("Make it a complaint")
    await maya.sees("Complain in confidence", f"Take {one.ref} along")
    await maya.fills(about=await about(scene, ROBIN), text="It was worse than I said.", take=True)
    await maya.submits()
    await maya.sees("your complaint is here")
    await scene.group_sees(f"{one.ref}, issue. Closed.")
    assert "omplaint" not in str(scene.group_room)
    assert "omplaint" not in await home(robin)
    await sam.presses("Open", card="complaint")
    await sam.sees("It was worse than I said.", SECRET)


async def test_an_issue_that_is_not_taken_along_stays_as_it_is(scene: Stage) -> None:
    maya, sam = await scene.person(MAYA), await scene.person(SAM)
    one = await raises(maya)
    await act(maya, "concern.send", str(one.subject), about="scheme", text="Another thing")
    assert (await latest(scene)).is_open
    await sam.presses_in_channel("Open", card="complaint")
    await sam.sees("Another thing")
    await sam.does_not_see(SECRET)


async def test_somebody_else_cannot_take_an_issue_along(scene: Stage) -> None:
    maya, sam = await scene.person(MAYA), await scene.person(SAM)
    one = await raises(maya)
    assert "not yours" in await refused(
        sam, "concern.send", str(one.subject), about="scheme", text="Mine", take=True
    )
    assert (await latest(scene)).is_open
    assert await refused(await scene.person(NOAH), "concern.complain", str(one.subject)) == GONE


async def test_whoever_joins_the_group_has_what_is_open_and_whoever_leaves_has_it_no_longer(
    scene: Stage,
) -> None:
    one = await raises(await scene.person(MAYA), await about(scene, ROBIN))
    noah, ida, alex = [await scene.person(email) for email in (NOAH, IDA, ALEX)]
    await act(alex, "enquiry.look", str(one.subject))
    async with scene.bot.work() as work:
        await work.add(
            Member(
                scheme=one.scheme,
                person_id=noah.person_id,
                duty="member",
                organisation="harbour",
                since=work.now,
            )
        )
        for seat in await people.roster(work, one.scheme):
            if seat.person_id == ida.person_id:
                seat.until = work.now
    await act(alex, "enquiry.answered", str(one.subject), text=ANSWER)
    assert one.ref in str(noah.room)
    assert one.ref not in str(ida.room)
    assert await refused(ida, "enquiry.open", str(one.subject)) == GONE


async def test_no_word_of_it_stands_in_messages_records_or_the_bytes_of_the_file(
    scene: Stage, tmp_path: Path
) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    for one in (await asks(maya), await raises(maya, await about(scene, SAM))):
        await answers(alex, one)
        await act(maya, "enquiry.added", str(one.subject), text=SECRET)
    await scene.forward(20)
    async with scene.bot.work(writes=False) as work:
        for table in ("outbox", "audit", "chats", "inbound", "due", "notes"):
            kept = str(await rows(work.session, table))
            assert SECRET not in kept
            assert ANSWER not in kept
            assert "Sam Okoro" not in kept
    kept_bytes = written(tmp_path)
    assert SECRET.encode() not in kept_bytes
    assert ANSWER.encode() not in kept_bytes


async def test_the_people_window_has_three_doors_that_say_who_reads_it(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("talk to a person")
    await maya.sees(
        "The administrators answer.",
        "The Oversight Group reads it.",
        "never seen by whoever it is about",
    )
    for label in ("Ask a question", "Something isn't right", "Complain in confidence"):
        await maya.says("talk to a person")
        await maya.presses(label)
        assert isinstance(maya.window, Form)
