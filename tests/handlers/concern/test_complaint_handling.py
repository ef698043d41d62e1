"""Looking into a complaint, as dialogues: words to and fro, advice, handing over, the outcome, and the clock (R8.3, R8.4)."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from handlers.kit.ui import Form, View
from scheme import calendar
from scheme.concern.concern import ComplaintOutcome, Concern
from scheme.concern.concern import ComplaintStage as Far
from scheme.people import Member
from scheme.refusal import Gone
from storage import people
from tests.support.dialogue import Player, Stage, buttons_of, read
from tests.support.pairs import rows, written
from tests.support.rounds import act, arrived, barred, names_due, refused
from tests.support.stage import ALEX, IDA, JO, MAYA, NOAH, ROBIN, SAM, UMA

pytestmark = pytest.mark.usefixtures("ids_that_count")

GONE = Gone().text
SECRET, WORD, ADVICE, NOTE, ANSWER, LESSON = (
    "Xylophonic grievance",
    "Quixotic word",
    "Velvet counsel",
    "Marmalade note",
    "Zephyrous findings",
    "Obsidian lesson",
)
SECRETS = (SECRET, WORD, ADVICE, NOTE, ANSWER, LESSON)
VERA = "vera.holt@moor.example.org"


async def complains(scene: Stage, about: str = "scheme", by: str = MAYA) -> Concern:
    """A complaint, about a topic or an address."""
    whom = f"person:{(await scene.person(about)).person_id}" if "@" in about else about
    await act(await scene.person(by), "concern.send", about=whom, text=SECRET)
    return await latest(scene)


async def latest(scene: Stage) -> Concern:
    """The last complaint, as it is kept."""
    async with scene.bot.work(writes=False) as work:
        found = await rows(work.session, "concerns")
        return await work.session.get_one(Concern, found[-1].id)


async def seated(scene: Stage, email: str, duty: str) -> Player:
    """Somebody new on the roster."""
    async with scene.bot.work() as work:
        scheme = next(iter(scene.bot.definitions))
        person = await people.add(
            work, email.partition("@")[0].replace(".", " ").title(), email, "Europe/London"
        )
        await work.add(
            Member(
                scheme=scheme, person_id=person.id, duty=duty, organisation="moor", since=work.now
            )
        )
    return await scene.person(email)


async def home(player: Player) -> str:
    await player.closes()
    player.room.messages.clear()
    await player.says("hello")
    return player.screen


async def replies(scene: Stage, one: Concern, by: str = SAM) -> None:
    await act(await scene.person(by), "concern.answered", str(one.subject), reply=ANSWER)


# How far it is, and words to and fro


async def test_the_complainant_sees_how_far_it_is(scene: Stage) -> None:
    maya, sam = await scene.person(MAYA), await scene.person(SAM)
    one = await complains(scene)
    await maya.presses("Read it")
    await maya.sees(
        "Stage: Waiting for a reply", "If it can't wait: Wellbeing and safeguarding contact"
    )
    await maya.closes()
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.presses("I'm looking into it")
    await scene.group_sees("It is being looked into.")
    await maya.presses("Read it")
    await maya.sees("Stage: Being looked into")
    assert "is being looked into" in await home(maya)


async def test_looking_into_it_twice_tells_nobody_anew(scene: Stage) -> None:
    one = await complains(scene)
    await act(await scene.person(SAM), "concern.look", str(one.subject))
    before = str(scene.group_room)
    await act(await scene.person(IDA), "concern.look", str(one.subject))
    assert str(scene.group_room) == before


async def test_words_go_both_ways_and_each_is_told_and_read_in_private(scene: Stage) -> None:
    maya, sam, ida = [await scene.person(email) for email in (MAYA, SAM, IDA)]
    one = await complains(scene, ROBIN)
    for number, sign in enumerate(
        ("There is a message about", "There are 2 messages now about"), 1
    ):
        await sam.presses("Open", card=one.ref)
        await sam.presses("Write to them")
        assert isinstance(sam.window, Form)
        assert sam.window.private
        await sam.fills(text=f"{WORD} {number}")
        await sam.submits()
        assert f"{sign} your complaint {one.ref}." in str(maya.room)
        await maya.presses("Read it")
        await maya.sees(f"{WORD} {number}", "The Oversight Group wrote on Monday 11 January 2027")
        await maya.does_not_see("Sam Okoro wrote")
        await maya.presses("Write again")
        await maya.fills(text=f"And this {number}")
        await maya.submits()
        await maya.sees("Sent.", "You have a reply by Monday 25 January 2027")
        assert f"{one.ref}, complaint. The complainant has written again." in str(ida.room)
        assert f"Messages: {number * 2}" in str(ida.room)
    await ida.presses("Open", card=one.ref)
    await ida.sees(
        "Maya Thorne wrote on Monday 11 January 2027", "And this 2", "Sam Okoro answered on"
    )
    robin = await scene.person(ROBIN)
    assert str(robin.room) == str(scene.group_room) == ""


async def test_a_note_is_read_by_those_who_handle_it_alone(scene: Stage) -> None:
    maya, sam, ida, jo = [await scene.person(email) for email in (MAYA, SAM, IDA, JO)]
    one = await complains(scene)
    await act(sam, "concern.noted", str(one.subject), text=NOTE)
    await act(sam, "concern.advice_asked", str(one.subject), text="What would you do?")
    assert NOTE in read((await act(ida, "concern.open", str(one.subject))).window)
    assert NOTE not in read((await act(maya, "concern.mine", str(one.subject))).window)
    assert NOTE not in read((await act(jo, "concern.advise", str(one.subject))).window)


# The Steering Group


async def test_the_steering_group_advises_and_the_complainant_is_told_that_it_was_asked(
    scene: Stage,
) -> None:
    maya, sam, jo = [await scene.person(email) for email in (MAYA, SAM, JO)]
    one = await complains(scene)
    assert await refused(jo, "concern.advise", str(one.subject)) == GONE
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.presses("Ask the Steering Group")
    await sam.sees("It goes to Jo Sand", "The complainant is told that you asked")
    await sam.fills(text="Is this ours to decide?")
    await sam.submits()
    assert f"The Steering Group has been asked for advice on your complaint {one.ref}" in str(
        maya.room
    )
    assert "reply due" not in str(jo.room)
    assert "Advice on a complaint; reply by" in await home(jo)
    await jo.presses("Read and advise")
    await jo.sees(SECRET, "Is this ours to decide?")
    await jo.fills(text=ADVICE)
    await jo.submits()
    assert f"The advice on {one.ref} is with those who asked for it" in str(jo.room)
    assert "Advice on a complaint" not in await home(jo)
    await scene.group_sees("The Steering Group's advice is here.")
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.sees("Jo Sand advised on", ADVICE)
    await maya.presses("Read it")
    await maya.sees("Advice: The Steering Group was asked on Monday 11 January 2027")
    await maya.does_not_see(ADVICE)
    assert "No advice" in await refused(jo, "concern.advised", str(one.subject), text="More")


async def test_whoever_advises_neither_replies_nor_closes(scene: Stage) -> None:
    one = await complains(scene)
    await act(
        await scene.person(SAM), "concern.advice_asked", str(one.subject), text="What would you do?"
    )
    jo = await scene.person(JO)
    for name in (
        "open",
        "reply",
        "answered",
        "close",
        "closed",
        "word",
        "worded",
        "hand",
        "handed",
        "note",
        "look",
    ):
        assert "with other people" in await barred(
            jo, f"concern.{name}", str(one.subject), reply="x", text="x"
        )


async def test_a_steering_member_it_is_about_is_neither_asked_nor_learns_of_it(
    scene: Stage,
) -> None:
    vera = await seated(scene, VERA, "steering")
    jo, sam = await scene.person(JO), await scene.person(SAM)
    one = await complains(scene, JO)
    await scene.group_sees(one.ref)
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.presses("Ask the Steering Group")
    await sam.sees("It goes to Vera Holt.")
    await sam.fills(text="What do you think?")
    await sam.submits()
    assert one.ref in str(vera.room)
    assert str(jo.room) == ""
    for name in ("advise", "advised", "open", "mine"):
        assert await refused(jo, f"concern.{name}", str(one.subject), text="x") == GONE
    assert "omplaint" not in await home(jo)


async def test_nobody_is_asked_where_the_steering_group_has_nobody_who_could(scene: Stage) -> None:
    sam = await scene.person(SAM)
    one = await complains(scene, JO)
    labels = [
        button.label
        for button in buttons_of((await act(sam, "concern.open", str(one.subject))).window)
    ]
    assert not {"Ask the Steering Group", "Hand over"} & set(labels)
    assert "nobody was asked" in await refused(
        sam, "concern.advice_asked", str(one.subject), text="x"
    )
    assert "stays with you" in await refused(sam, "concern.handed", str(one.subject), text="x")


async def test_handing_over_leaves_the_clock_and_takes_it_from_the_group(scene: Stage) -> None:
    maya, sam, jo, robin = [await scene.person(email) for email in (MAYA, SAM, JO, ROBIN)]
    one = await complains(scene)
    await scene.forward(2)
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.presses("Hand over")
    await sam.sees("you no longer see it")
    await sam.fills(text=NOTE)
    await sam.submits()
    await sam.sees("is with the Steering Group now")
    assert (
        f"{one.ref} is with the Steering Group now. You still have a reply by Monday 25 January 2027"
        in str(maya.room)
    )
    await scene.group_sees("with other people now")
    await scene.group_does_not_see(one.ref)
    for member in (sam, robin):
        assert await refused(member, "concern.open", str(one.subject)) == GONE
        assert "reply by" not in await home(member)
    await home(jo)
    await jo.presses("Open", card=one.ref)
    await jo.sees(SECRET, NOTE, "Stage: Handed over")
    await jo.presses("Reply")
    await jo.fills(reply=ANSWER)
    await jo.submits()
    await maya.presses("Read it")
    await maya.sees(ANSWER, "Read by: Jo Sand")
    assert await refused(sam, "concern.handed", str(one.subject), text="x") == GONE


async def test_warnings_go_to_the_steering_group_once_it_was_handed_over(scene: Stage) -> None:
    jo = await scene.person(JO)
    one = await complains(scene)
    await act(await scene.person(SAM), "concern.handed", str(one.subject))
    await scene.to_next_due()
    assert "3 working days left to reply." in str(jo.room)
    assert one.ref not in str(scene.group_room)


# The end


async def test_it_is_closed_with_an_outcome_after_the_reply_and_the_lesson_stays_with_those_who_handle_it(
    scene: Stage,
) -> None:
    maya, sam, ida = [await scene.person(email) for email in (MAYA, SAM, IDA)]
    one = await complains(scene)
    assert "no reply yet" in await refused(
        sam, "concern.closed", str(one.subject), outcome=ComplaintOutcome.UPHELD
    )
    await replies(scene, one)
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.presses("Close it")
    await sam.fills(outcome="partly upheld", lesson=LESSON)
    await sam.submits()
    await scene.group_sees("It is closed.")
    await maya.sees(f"Your complaint {one.ref} is closed.")
    await maya.does_not_see("pheld")
    await maya.presses("Read it")
    await maya.sees("Outcome: Partly upheld", "Stage: Closed", ANSWER)
    await maya.does_not_see(LESSON)
    assert LESSON in read((await act(ida, "concern.open", str(one.subject))).window)
    assert await names_due(scene) == ["forget"]
    for name in ("closed", "worded", "noted", "answered"):
        assert "is closed" in await refused(
            sam, f"concern.{name}", str(one.subject), outcome="upheld", text="x", reply="x"
        )
    assert "is closed" in await refused(maya, "concern.added", str(one.subject), text="x")


async def test_a_complaint_may_be_withdrawn_once_and_the_clock_stops(scene: Stage) -> None:
    maya, sam = await scene.person(MAYA), await scene.person(SAM)
    one = await complains(scene, ROBIN)
    await maya.presses("Read it")
    await maya.presses("Withdraw it")
    await maya.sees("You need give no reason")
    await maya.submits()
    await maya.sees(f"You have withdrawn your complaint {one.ref}")
    assert "It was withdrawn and is closed." in str(sam.room)
    assert await scene.bot.next_due() == datetime(
        2027, 2, 10, 9, 0, tzinfo=UTC
    )  # when its words go
    assert "is closed" in await refused(maya, "concern.withdrawn", str(one.subject))
    assert "is closed" in await refused(sam, "concern.answered", str(one.subject), reply=ANSWER)
    assert "omplaint" not in await home(maya)
    assert "omplaint; reply" not in await home(sam)
    assert (await latest(scene)).outcome == ComplaintOutcome.WITHDRAWN


async def test_nobody_else_withdraws_or_adds_to_it(scene: Stage) -> None:
    one = await complains(scene)
    for email in (SAM, ROBIN):
        assert "not yours" in await refused(
            await scene.person(email), "concern.withdrawn", str(one.subject)
        )
        assert "not yours" in await refused(
            await scene.person(email), "concern.added", str(one.subject), text="x"
        )
    assert await refused(await scene.person(NOAH), "concern.withdrawn", str(one.subject)) == GONE


# The clock


async def test_a_day_missed_is_told_on_the_day_with_a_new_one_and_again_when_that_is_missed(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    one = await complains(scene)
    told: list[date] = []
    while len(told) < 2:
        moment = await scene.to_next_due()
        if moment.hour == 17:
            told.append(calendar.local_day(moment, "Europe/London"))
    assert told == [date(2027, 1, 25), date(2027, 2, 1)]
    await maya.sees("and a third would only be a guess")
    await replies(scene, one)
    await maya.sees("sorry that it took longer")
    kept = await latest(scene)
    assert (kept.reply_by, kept.in_time("Europe/London")) == (date(2027, 1, 25), False)


async def late_days(scene: Stage, count: int) -> None:
    """So many promised days pass without a reply."""
    while count:
        count -= (await scene.to_next_due()).hour == 17


async def test_after_two_missed_days_the_steering_group_hears_that_it_waits_and_nothing_more(
    scene: Stage,
) -> None:
    jo, ida = await scene.person(JO), await scene.person(IDA)
    one = await complains(scene)
    await late_days(scene, 1)
    assert str(jo.room) == ""
    await late_days(scene, 1)
    await jo.sees(f"Complaint {one.ref} has waited past two promised days. There is no date now.")
    maya, robin = await scene.person(MAYA), await scene.person(ROBIN)
    [first, second] = arrived(scene, maya, "Your complaint: we are late")
    assert "We are sorry. You have it by" in first
    assert "sorry" not in second
    assert "Please ask a person how it stands: " in second
    assert len(arrived(scene, robin, "An answer is long due")) == 1
    assert SECRET not in str(jo.room)
    assert "past two promised days" not in str(ida.room)
    assert await refused(jo, "concern.open", str(one.subject)) == GONE
    for _ in range(70):
        await scene.forward(1)
    assert len(arrived(scene, maya, "Your complaint: we are late")) == 2
    assert len(arrived(scene, jo, "A complaint waits for its reply")) == 1
    await replies(scene, one)
    await jo.sees(f"{one.ref} waits no longer")
    await jo.does_not_see("promised days")


async def test_of_the_steering_group_only_those_it_does_not_concern_hear_that_it_waits(
    scene: Stage,
) -> None:
    jo, vera = await scene.person(JO), await seated(scene, VERA, "steering")
    await complains(scene, JO)
    await late_days(scene, 2)
    assert str(jo.room) == ""
    await vera.sees("past two promised days")


async def test_where_nobody_is_left_the_complainant_is_told_whom_to_turn_to(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    one = await complains(scene, "group")
    async with scene.bot.work() as work:
        for seat in await people.roster(work, one.scheme):
            if seat.duty in ("steering", "administrator"):
                seat.until = work.now
    await maya.presses("Read it")
    await maya.sees("Read by: nobody just now")
    await scene.forward(15)
    assert "If you would rather talk to somebody: ALN Development Managers" in str(maya.room)
    assert str(scene.group_room) == ""


async def test_a_member_who_is_away_is_not_disturbed_while_others_are_here(scene: Stage) -> None:
    one = await complains(scene, ROBIN)
    ida, sam = await scene.person(IDA), await scene.person(SAM)
    async with scene.bot.work() as work:
        for seat in await people.roster(work, one.scheme):
            if seat.person_id == ida.person_id:
                seat.be_away(work.now.date(), date(2027, 3, 1))
    for player in (ida, sam):
        player.room.put(
            "later", (await act(await scene.person(NOAH), "home.show")).says[0], again=True
        )
    await scene.to_next_due()
    assert list(sam.room.messages)[-1] != "later"
    assert list(ida.room.messages)[-1] == "later"
    assert "3 working days left to reply." in str(ida.room)


async def test_when_the_one_it_is_about_joins_the_group_the_card_leaves_the_channel_for_good(
    scene: Stage,
) -> None:
    sam, alex = await scene.person(SAM), await scene.person(ALEX)
    noah = await scene.person(NOAH)
    async with scene.bot.work() as work:
        one = Concern.receive(
            next(iter(scene.bot.definitions.values())),
            (await scene.person(MAYA)).person_id,
            "x",
            noah.person_id,
            SECRET,
            work.now,
        )
        await work.add(one)
    await act(sam, "concern.look", str(one.subject))
    await scene.group_sees(one.ref)
    joins = {"name": noah.name, "email": NOAH, "duty": "member", "organisation": "harbour"}
    await act(alex, "organise.added", **joins)
    await scene.group_does_not_see(one.ref)
    assert one.ref in str(sam.room)
    assert await refused(noah, "concern.open", str(one.subject)) == GONE
    assert "omplaint" not in await home(noah)
    async with scene.bot.work() as work:
        for seat in await people.roster(work, one.scheme):
            if seat.person_id == noah.person_id:
                seat.until = work.now
    await act(sam, "concern.answered", str(one.subject), reply=ANSWER)
    await scene.group_does_not_see(one.ref)


async def test_a_closed_card_leaves_the_channel_too_when_the_one_it_is_about_joins(
    scene: Stage,
) -> None:
    noah, maya = await scene.person(NOAH), await scene.person(MAYA)
    async with scene.bot.work() as work:
        scheme = next(iter(scene.bot.definitions.values()))
        one = await work.add(
            Concern.receive(scheme, maya.person_id, "x", noah.person_id, SECRET, work.now)
        )
    await replies(scene, one)
    await act(await scene.person(SAM), "concern.closed", str(one.subject), outcome="upheld")
    await scene.group_sees(one.ref)
    joins = {"name": noah.name, "email": NOAH, "duty": "member", "organisation": "harbour"}
    await act(await scene.person(ALEX), "organise.added", **joins)
    await scene.group_does_not_see(one.ref)
    for email in (SAM, ROBIN, NOAH):
        assert one.ref not in str((await scene.person(email)).room)


async def test_when_advice_comes_after_the_reply_it_is_no_longer_wanted(scene: Stage) -> None:
    jo, sam = await scene.person(JO), await scene.person(SAM)
    one = await complains(scene)
    await act(sam, "concern.advice_asked", str(one.subject), text="What would you do?")
    await replies(scene, one)
    assert "no advice is needed any more" in str(jo.room)
    assert isinstance((await act(jo, "concern.advise", str(one.subject))).window, View)
    assert "answered already" in await refused(jo, "concern.advised", str(one.subject), text=ADVICE)
    await act(sam, "concern.closed", str(one.subject), outcome="upheld")
    assert one.ref not in str(jo.room)
    assert await refused(jo, "concern.advise", str(one.subject)) == GONE


# Figures


@pytest.mark.parametrize(("viewer", "number"), [(SAM, 2), (IDA, 1), (UMA, 2)])
async def test_the_figures_leave_out_what_concerns_the_viewer_and_what_is_open(
    scene: Stage, viewer: str, number: int
) -> None:
    for about in ("scheme", IDA, "group"):
        one = await complains(scene, about)
        await replies(scene, one, JO if about == "group" else SAM)
        await act(
            await scene.person(JO if about == "group" else SAM),
            "concern.closed",
            str(one.subject),
            outcome="upheld",
        )
    await complains(scene)
    shown = read((await act(await scene.person(viewer), "counts.group")).window)
    assert (
        f"Complaints\nClosed: {number}\nIn the time promised: {number}\nUpheld: {number}" in shown
    )
    board = read((await act(await scene.person(JO), "counts.board")).window)
    assert "Complaints\nClosed: 3\nIn the time promised: 3\nUpheld: 3" in board


async def test_the_figures_say_the_same_to_whom_the_only_complaint_is_about_as_where_there_is_none(
    scene: Stage,
) -> None:
    ida, robin = await scene.person(IDA), await scene.person(ROBIN)
    before = await act(ida, "counts.group")
    one = await complains(scene, IDA)
    await replies(scene, one)
    await act(await scene.person(SAM), "concern.closed", str(one.subject), outcome="not upheld")
    assert await act(ida, "counts.group") == before
    assert await act(robin, "counts.group") != before


async def test_only_the_group_and_the_steering_group_see_the_figures(scene: Stage) -> None:
    await barred(await scene.person(MAYA), "counts.group")
    await barred(await scene.person(MAYA), "counts.board")
    await barred(await scene.person(JO), "counts.group")
    await barred(await scene.person(SAM), "counts.board")


# Confidences


async def test_no_word_of_any_of_it_stands_in_messages_records_or_the_bytes_of_the_file(
    scene: Stage, tmp_path: Path
) -> None:
    maya, sam, jo = [await scene.person(email) for email in (MAYA, SAM, JO)]
    one = await complains(scene, ROBIN)
    await act(sam, "concern.worded", str(one.subject), text=WORD)
    await act(sam, "concern.noted", str(one.subject), text=NOTE)
    await act(sam, "concern.advice_asked", str(one.subject), text=NOTE)
    await act(jo, "concern.advised", str(one.subject), text=ADVICE)
    await act(maya, "concern.added", str(one.subject), text=WORD)
    await act(sam, "concern.handed", str(one.subject), text=NOTE)
    await act(jo, "concern.answered", str(one.subject), reply=ANSWER)
    await act(jo, "concern.closed", str(one.subject), outcome="upheld", lesson=LESSON)
    assert (await latest(scene)).stage == Far.CLOSED
    async with scene.bot.work(writes=False) as work:
        kept = "".join(
            [
                str(await rows(work.session, name))
                for name in ("outbox", "audit", "chats", "inbound", "due")
            ]
        )
    bytes_kept = written(tmp_path)
    for secret in (*SECRETS, "Robin Ash"):
        assert secret not in kept
    for secret in SECRETS:
        assert secret.encode() not in bytes_kept
