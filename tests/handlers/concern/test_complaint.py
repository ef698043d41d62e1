"""Complaints as dialogues: answered at once, hidden from whoever they concern, replied to within ten working days."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from handlers.kit.ui import Action, Form
from scheme import calendar
from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from scheme.forms.fields import ChoiceField, ChoicesField, LongText
from scheme.ids import PersonId
from scheme.people import Member
from scheme.refusal import Gone, NotAllowed, Refusal
from scheme.subject import Subject
from storage import partnerships, people
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage, buttons_of, read
from tests.support.pairs import pair, rows, written
from tests.support.stage import (
    ALEX,
    IDA,
    JO,
    MAYA,
    NOAH,
    PRIYA,
    ROBIN,
    SAM,
    START,
    UMA,
    scheme,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

GROUP = (ROBIN, SAM, ALEX, IDA, UMA)
EVERYBODY = (*GROUP, JO, MAYA, PRIYA)
GONE = Gone().text
SECRET = "Xylophonic grievance"
ANSWER = "Zephyrous findings"
STEPS = ("open", "reply", "answered", "mine")


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    yield await set_stage(database)
    await database.close()


async def complains(player: Player, about: str, text: str = SECRET) -> Concern:
    await player.says("I want to complain")
    await player.fills(about=about, text=text)
    await player.submits()
    async with player.stage.bot.work(writes=False) as work:
        found = await rows(work.session, "concerns")
        return await work.session.get_one(Concern, found[-1].id)


async def about(stage: Stage, email: str) -> str:
    return f"person:{(await stage.person(email)).person_id}"


async def attempt(player: Player, step: str, subject: str) -> Refusal | None:
    action = Action(
        name=f"concern.{step}",
        subject=Subject.read(subject),
        answers={"reply": "I would rather not"},
    )
    try:
        await player.stage.bot.act(player.person_id, action)
    except Refusal as no:
        return no
    return None


async def home(player: Player) -> str:
    await player.closes()
    player.room.messages.clear()
    await player.says("hello")
    return player.screen


async def audit(stage: Stage) -> list[tuple[object, ...]]:
    async with stage.bot.work(writes=False) as work:
        return [tuple(row)[2:] for row in await rows(work.session, "audit")]


async def leaves(stage: Stage, *emails: str) -> None:
    ids = {(await stage.person(email)).person_id for email in emails}
    async with stage.bot.work() as work:
        for seat in await people.roster(work, next(iter(stage.bot.definitions))):
            if seat.person_id in ids:
                seat.until = work.now


async def knows_nothing(player: Player, one: Concern) -> None:
    """Whatever they try, it is as if there were no such complaint."""
    log = await audit(player.stage)
    for step in STEPS:
        real, unreal = (
            await attempt(player, step, f"concern:{one.id}"),
            await attempt(player, step, "concern:9999"),
        )
        assert type(real) is type(unreal) is Gone
        assert (real.text, real.errors) == (unreal.text, unreal.errors) == (GONE, {})
    for name in ("home.show", "review.waiting", "concern.complain"):
        with pytest.raises(Gone):
            await player.stage.bot.act(
                player.person_id, Action(name=name, subject=Subject("concern", one.id))
            )
    assert await audit(player.stage) == log
    with suppress(NotAllowed):
        listed = await player.stage.bot.act(player.person_id, Action(name="review.waiting"))
        assert one.ref not in read(listed.window)
    assert one.ref not in str(player.room)
    seen = await home(player)
    assert "omplaint" not in seen
    assert one.ref not in seen


async def handles(player: Player, one: Concern) -> None:
    """It waits at their home, once, and they can open it: a member has it among what waits for the Group."""
    seen = await home(player)
    assert ("Complaint; reply by" in seen) != (f"First: {one.ref}, complaint." in seen), seen
    await player.presses(
        "Open" if "Complaint; reply by" in seen else "Open the earliest", card=one.ref
    )
    await player.sees(one.ref, SECRET, "Maya Thorne")
    await player.closes()


# Raising one


async def test_it_asks_first_whom_it_is_about_and_fills_in_nothing(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    await maya.says("I want to complain")
    form = maya.window
    assert isinstance(form, Form)
    whom, also, what = form.fields
    assert isinstance(whom, ChoiceField)
    assert isinstance(also, ChoicesField)
    assert not also.required
    assert also.options == whom.options[:7]
    assert isinstance(what, LongText)
    assert whom.required
    assert what.required
    assert what.most == 10_000
    assert [option.label for option in whom.options] == [
        "Priya Nair, your mentor",
        *(
            f"{name}, Oversight Group"
            for name in ("Robin Ash", "Sam Okoro", "Alex Finch", "Ida Moss", "Uma Reid")
        ),
        "Jo Sand, Steering Group",
        "The whole Oversight Group",
        "How the scheme is run",
        "Somebody or something else",
    ]
    assert dict(form.answers) == {}
    await maya.sees(
        "never whoever you choose", "to the Steering Group alone", "Monday 25 January 2027"
    )


async def test_a_past_partner_can_still_be_named_and_a_partner_in_the_group_is_there_once(
    stage: Stage,
) -> None:
    partnership_id = await pair(stage, MAYA, IDA)
    maya = await stage.person(MAYA)
    await stage.bot.advance(START + timedelta(days=300))
    async with stage.bot.work(writes=False) as work:
        assert not (await partnerships.by_id(work, partnership_id)).is_live
    await maya.closes()
    await maya.says("I want to complain")
    assert isinstance(maya.window, Form)
    whom = maya.window.fields[0]
    assert isinstance(whom, ChoiceField)
    assert [option.label for option in whom.options if "Ida" in option.label] == [
        "Ida Moss, your mentor"
    ]


async def test_a_member_is_not_asked_whether_it_is_about_themselves(stage: Stage) -> None:
    ida = await stage.person(IDA)
    await ida.says("I want to complain")
    assert "Robin Ash" in ida.screen
    assert "Ida Moss" not in ida.screen


async def test_the_complainant_is_answered_at_once_and_can_read_it_again(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    one = await complains(maya, "scheme")
    await maya.sees(
        "Maya, your complaint is here", one.ref, "Nobody you chose", "by Monday 25 January 2027"
    )
    await maya.presses("Read it")
    await maya.sees(
        SECRET, "Received: Monday 11 January 2027", "About: How the scheme is run", "Robin Ash"
    )
    await home(maya)
    await maya.sees("Complaint received; reply by Monday 25 January 2027")


async def test_the_group_is_told_in_its_channel_without_a_word_of_it(stage: Stage) -> None:
    one = await complains(await stage.person(MAYA), "other")
    await stage.group_sees(f"{one.ref}, complaint. A new complaint has come in.")
    await stage.group_sees(f"{one.ref}, complaint: reply by Monday 25 January 2027")
    for hidden in (SECRET, "Maya", "Somebody"):
        await stage.group_does_not_see(hidden)
    for email in GROUP:
        member = await stage.person(email)
        assert one.ref not in str(member.room)
        await member.presses_in_channel("Open", card=one.ref)
        await member.sees(
            SECRET, "Maya Thorne, maya.thorne@fellside.example.org", "Somebody or something else"
        )
        await handles(member, one)


async def test_no_word_of_it_stands_in_outbox_audit_chats_or_the_bytes_of_the_file(
    stage: Stage, tmp_path: Path
) -> None:
    maya, robin = await stage.person(MAYA), await stage.person(ROBIN)
    one = await complains(maya, await about(stage, SAM))
    await robin.presses("Open", card=one.ref)
    await robin.presses("Reply")
    await robin.fills(reply=ANSWER)
    await robin.submits()
    await maya.presses("Read it")
    await maya.sees(ANSWER)
    await stage.forward(20)
    async with stage.bot.work(writes=False) as work:
        for table in ("outbox", "audit", "chats", "inbound", "due", "notes"):
            kept = str(await rows(work.session, table))
            assert SECRET not in kept
            assert ANSWER not in kept
            assert "Sam" not in kept
    bytes_kept = written(tmp_path)
    assert b"Maya Thorne" in bytes_kept
    assert SECRET.encode() not in bytes_kept
    assert ANSWER.encode() not in bytes_kept


async def test_every_message_is_short_and_without_exclamation(stage: Stage) -> None:
    maya, robin = await stage.person(MAYA), await stage.person(ROBIN)
    one = await complains(maya, "scheme")
    await stage.forward(20)
    await robin.presses_in_channel("Open", card=one.ref)
    await robin.presses("Reply")
    await robin.fills(reply=ANSWER)
    await robin.submits()
    seen = [m for room in stage.channel.rooms.values() for m in room.messages.values()]
    assert len(seen) >= 3
    for message in seen:
        assert len(message.text.split()) <= 50
        assert "!" not in message.text


async def test_only_what_was_offered_can_be_chosen(stage: Stage) -> None:
    await pair(stage, MAYA, PRIYA)
    maya = await stage.person(MAYA)
    others = [await about(stage, email) for email in (NOAH, MAYA)]
    for about_whom in ("", "person:9999", "person:x", "person:", "steering", *others):
        await maya.says("I want to complain")
        await maya.fills(about=about_whom, text=SECRET)
        await maya.submits()
        assert set(maya.errors) == {"about"}
        assert maya.typed["text"] == SECRET
    async with stage.bot.work(writes=False) as work:
        assert await rows(work.session, "concerns") == []
    assert "complaint" not in str(stage.group_room)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "fill this in"),
        ("\u200b\n ", "fill this in"),
        ("x" * 10_001, "10,000 characters; it has 10,001"),
    ],
)
async def test_a_text_that_is_missing_or_too_long_is_said_beside_the_field(
    stage: Stage, text: str, why: str
) -> None:
    maya = await stage.person(MAYA)
    await maya.says("I want to complain")
    await maya.fills(about="other", text=text)
    await maya.submits()
    assert why in maya.errors["text"]
    async with stage.bot.work(writes=False) as work:
        assert await rows(work.session, "concerns") == []


@pytest.mark.parametrize("text", ["x" * 10_000, "<b>Fett</b> & 🦉 עברית\n\nzweiter Absatz"])
async def test_long_and_odd_text_is_kept_as_it_was_written(stage: Stage, text: str) -> None:
    one = await complains(await stage.person(MAYA), "other", text)
    assert one.text == text


async def test_the_same_submission_twice_is_one_complaint(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    action = Action(name="concern.send", answers={"about": "scheme", "text": SECRET})
    first = await stage.bot.act(maya.person_id, action, "form-1")
    assert await stage.bot.act(maya.person_id, action, "form-1") == first
    async with stage.bot.work(writes=False) as work:
        assert len(await rows(work.session, "concerns")) == 1
        assert sorted(letter.recipient for letter in await rows(work.session, "outbox")) == [
            f"group:{next(iter(stage.bot.definitions))}",
            f"group:{next(iter(stage.bot.definitions))}",
            f"person:{maya.person_id}",
        ]


# Whom it is kept from


@pytest.mark.parametrize("concerned", GROUP)
async def test_whoever_it_is_about_learns_nothing_and_the_others_have_it_in_their_own_chats(
    stage: Stage, concerned: str
) -> None:
    one = await complains(await stage.person(MAYA), await about(stage, concerned))
    assert str(stage.group_room) == ""
    for email in GROUP:
        member = await stage.person(email)
        if email == concerned:
            await knows_nothing(member, one)
        else:
            assert f"{one.ref}, complaint. A new complaint has come in." in str(member.room)
            assert SECRET not in str(member.room)
            await handles(member, one)
    await knows_nothing(await stage.person(JO), one)


async def test_the_channels_list_goes_on_without_a_complaint_about_a_member(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    hidden = await complains(maya, await about(stage, ROBIN))
    shown = await complains(maya, "scheme")
    await stage.group_sees("1 open matter.")
    await stage.group_sees(shown.ref)
    await stage.group_does_not_see(hidden.ref)
    robin = await stage.person(ROBIN)
    seen = await home(robin)
    assert shown.ref in seen
    assert hidden.ref not in seen


async def test_references_do_not_count_so_a_gap_tells_nothing(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    refs = [(await complains(maya, "scheme")).ref for _ in range(6)]
    steps = {int(later[2:]) - int(earlier[2:]) for earlier, later in pairwise(refs)}
    assert len(set(refs)) == 6
    assert len(steps) > 1


async def test_about_the_whole_group_only_the_steering_group_has_it(stage: Stage) -> None:
    maya, jo = await stage.person(MAYA), await stage.person(JO)
    one = await complains(maya, "group")
    assert str(stage.group_room) == ""
    for email in GROUP:
        await knows_nothing(await stage.person(email), one)
    assert "A new complaint has come in." in str(jo.room)
    await handles(jo, one)
    await maya.sees("Nobody you chose")
    await maya.presses("Read it")
    await maya.sees("Read by: Jo Sand")


async def test_where_nobody_is_left_to_read_it_it_is_not_taken_and_another_door_is_shown(
    stage: Stage,
) -> None:
    await leaves(stage, JO)
    maya = await stage.person(MAYA)
    await maya.says("I want to complain")
    await maya.does_not_see("Steering Group alone")
    await maya.sees("Nobody here could look into what is about the whole Oversight Group")
    await maya.fills(about="group", text=SECRET)
    await maya.submits()
    assert "not kept" in maya.errors["about"]
    assert next(iter(stage.bot.definitions.values())).help[0].name in maya.errors["about"]
    async with stage.bot.work(writes=False) as work:
        assert await rows(work.session, "concerns") == []


async def test_about_the_only_member_the_steering_group_has_it(stage: Stage) -> None:
    await leaves(stage, SAM, ALEX, IDA, UMA)
    robin, jo = await stage.person(ROBIN), await stage.person(JO)
    one = await complains(await stage.person(MAYA), await about(stage, ROBIN))
    await knows_nothing(robin, one)
    await handles(jo, one)


async def test_about_a_partner_the_group_has_it_and_the_partner_learns_nothing(
    stage: Stage,
) -> None:
    await pair(stage, MAYA, PRIYA)
    one = await complains(await stage.person(MAYA), await about(stage, PRIYA))
    await stage.group_sees(one.ref)
    await knows_nothing(await stage.person(PRIYA), one)
    await knows_nothing(await stage.person(NOAH), one)
    await handles(await stage.person(ROBIN), one)


async def test_about_a_partner_who_is_a_member_the_others_have_it(stage: Stage) -> None:
    await pair(stage, MAYA, IDA)
    one = await complains(await stage.person(MAYA), await about(stage, IDA))
    assert str(stage.group_room) == ""
    assert one.ref not in await home(await stage.person(IDA))
    assert type(await attempt(await stage.person(IDA), "open", f"concern:{one.id}")) is Gone
    await handles(await stage.person(ROBIN), one)


async def test_a_member_who_complains_reads_it_and_leaves_the_handling_to_the_others(
    stage: Stage,
) -> None:
    ida, robin = await stage.person(IDA), await stage.person(ROBIN)
    one = await complains(ida, "scheme")
    assert str(stage.group_room) == ""
    for step in ("open", "reply", "answered"):
        no = await attempt(ida, step, f"concern:{one.id}")
        assert no is not None
        assert "your own" in no.text
    assert await attempt(ida, "mine", f"concern:{one.id}") is None
    assert "Complaint; reply by" not in await home(ida)
    await ida.sees("Complaint received; reply by")
    await robin.presses("Open", card=one.ref)
    await robin.sees(SECRET, "Ida Moss")


async def test_a_member_who_complains_about_the_whole_group_is_answered_by_the_steering_group(
    stage: Stage,
) -> None:
    ida, jo = await stage.person(IDA), await stage.person(JO)
    one = await complains(ida, "group")
    assert await attempt(ida, "mine", f"concern:{one.id}") is None
    assert await attempt(jo, "open", f"concern:{one.id}") is None
    await knows_nothing(await stage.person(ROBIN), one)


async def test_whoever_leaves_the_group_loses_it_and_whoever_joins_has_it(stage: Stage) -> None:
    one = await complains(await stage.person(MAYA), "scheme")
    await leaves(stage, IDA)
    noah = await stage.person(NOAH)
    async with stage.bot.work() as work:
        await work.add(
            Member(
                scheme=one.scheme,
                person_id=noah.person_id,
                duty="member",
                organisation="harbour",
                since=work.now,
            )
        )
    no = await attempt(await stage.person(IDA), "open", f"concern:{one.id}")
    assert type(no) is Gone
    await handles(noah, one)


async def test_somebody_elses_complaint_cannot_be_read_as_ones_own(stage: Stage) -> None:
    one = await complains(await stage.person(MAYA), "scheme")
    no = await attempt(await stage.person(ROBIN), "mine", f"concern:{one.id}")
    assert no is not None
    assert "not yours" in no.text
    assert await attempt(await stage.person(MAYA), "open", f"concern:{one.id}") is not None


# The reply, and its clock


@pytest.mark.parametrize(
    ("raised", "reply_by"),
    [
        (
            "2026-12-21",
            "2027-01-07",
        ),  # Christmas Day, Boxing Day's substitute and New Year's Day fall out
        ("2026-03-30", "2026-04-15"),  # Good Friday and Easter Monday fall out
        (
            "2027-05-01",
            "2027-05-17",
        ),  # raised on a Saturday; a Monday is the early May bank holiday
        ("2026-06-01", "2026-06-15"),
    ],
)
def test_ten_english_working_days(raised: str, reply_by: str) -> None:
    now = datetime.fromisoformat(f"{raised}T12:00:00").replace(tzinfo=UTC)
    found = Concern.receive(scheme(), PersonId(1), "scheme", None, SECRET, now)
    assert found.reply_by == date.fromisoformat(reply_by)


def test_a_complaint_late_at_night_counts_from_the_schemes_own_day() -> None:
    late = datetime(
        2026, 6, 1, 23, 30, tzinfo=UTC
    )  # Tuesday already, by the clocks of an English summer
    assert Concern.receive(scheme(), PersonId(1), "scheme", None, SECRET, late).reply_by == date(
        2026, 6, 16
    )


async def test_those_who_handle_it_are_warned_three_days_and_one_day_before_and_on_the_day(
    stage: Stage,
) -> None:
    maya = await stage.person(MAYA)
    one = await complains(maya, await about(stage, ROBIN))
    ida, robin = await stage.person(IDA), await stage.person(ROBIN)
    for day, note in (
        (date(2027, 1, 20), "3 working days left to reply."),
        (date(2027, 1, 22), "One working day left to reply."),
        (date(2027, 1, 25), "The reply is due today."),
    ):
        moment = await stage.to_next_due()
        assert calendar.local_day(moment, "Europe/London") == day
        assert f"{one.ref}, complaint. {note}" in str(ida.room)
        assert str(robin.room) == ""
    moment = await stage.to_next_due()
    assert (calendar.local_day(moment, "Europe/London"), moment.hour) == (date(2027, 1, 25), 17)
    await maya.sees(
        "not ready on the day we promised. We are sorry. You have it by Monday 1 February 2027"
    )
    assert "has been told that the reply is late and comes by Monday 1 February 2027" in str(
        ida.room
    )
    assert str(robin.room) == str(stage.group_room) == ""


async def test_warnings_stop_with_the_reply(stage: Stage) -> None:
    maya, robin = await stage.person(MAYA), await stage.person(ROBIN)
    one = await complains(maya, "scheme")
    await robin.presses_in_channel("Open", card=one.ref)
    await robin.presses("Reply")
    await robin.sees(SECRET)
    await robin.fills(reply=ANSWER)
    await robin.submits()
    await robin.sees("Sent.")
    await robin.does_not_see("Maya")
    assert await stage.to_next_due() == datetime(2027, 1, 25, 9, tzinfo=UTC)
    await stage.group_sees("It was answered a while ago. Please close it.")
    assert await stage.bot.next_due() is None
    await maya.presses("Read it")
    await maya.sees(ANSWER)
    await stage.group_sees("Nothing waits for the Group.")
    await stage.group_does_not_see(ANSWER)


def test_a_warning_that_would_come_before_the_complaint_is_left_out() -> None:
    changed = scheme().model_dump() | {"complaints": {"working_days": 2, "warnings": (3, 1)}}
    hasty = Definition.model_validate(changed)
    found = Concern.receive(hasty, PersonId(1), "scheme", None, SECRET, START)
    assert [one.occasion for one in found.due(hasty)] == ["warn:1", "warn:0", "late"]


async def test_the_complainant_is_told_that_a_reply_is_there_and_reads_it_in_private(
    stage: Stage,
) -> None:
    maya, jo = await stage.person(MAYA), await stage.person(JO)
    one = await complains(maya, "group")
    await jo.presses("Open", card=one.ref)
    await jo.presses("Reply")
    await jo.fills(reply=ANSWER)
    await jo.submits()
    await maya.sees(f"The reply to your complaint {one.ref} is here.")
    await maya.does_not_see("sorry")
    await maya.does_not_see(ANSWER)
    assert len(maya.room.messages) == 1
    await maya.presses("Read it")
    await maya.sees(SECRET, ANSWER, "Answered on: Monday 11 January 2027")
    assert "omplaint" not in await home(maya)
    assert "omplaint" not in await home(jo)


async def test_a_late_reply_is_still_given_and_says_sorry(stage: Stage) -> None:
    maya, robin = await stage.person(MAYA), await stage.person(ROBIN)
    one = await complains(maya, "scheme")
    await stage.forward(30)
    assert "longer than we promised" in await home(maya)
    await maya.sees("should have had a reply by Monday 25 January 2027.")
    await robin.presses_in_channel("Open", card=one.ref)
    await robin.presses("Reply")
    await robin.fills(reply=ANSWER)
    await robin.submits()
    await maya.sees("sorry that it took longer")


async def test_a_second_reply_changes_nothing(stage: Stage) -> None:
    maya = await stage.person(MAYA)
    one = await complains(maya, "scheme")
    robin, sam = await stage.person(ROBIN), await stage.person(SAM)
    for member in (robin, sam):
        await member.presses_in_channel("Open", card=one.ref)
        await member.presses("Reply")
    await robin.fills(reply=ANSWER)
    await robin.submits()
    await sam.fills(reply="Something else entirely")
    await sam.submits()
    await sam.sees("answered already")
    assert sam.typed == {"reply": "Something else entirely"}
    no = await attempt(sam, "reply", f"concern:{one.id}")
    assert no is not None
    assert "answered already" in no.text
    await maya.presses("Read it")
    await maya.sees(ANSWER)
    await maya.does_not_see("Something else entirely")
    await sam.closes()
    await sam.presses_in_channel("Open", card=one.ref)
    await sam.sees(ANSWER)
    assert "Reply" not in [button.label for button in buttons_of(sam.window)]


async def test_an_empty_reply_is_not_sent(stage: Stage) -> None:
    one = await complains(await stage.person(MAYA), "scheme")
    robin = await stage.person(ROBIN)
    await robin.presses_in_channel("Open", card=one.ref)
    await robin.presses("Reply")
    await robin.fills(reply="  ")
    await robin.submits()
    assert set(robin.errors) == {"reply"}
    async with stage.bot.work(writes=False) as work:
        assert (await work.session.get_one(Concern, one.id)).replied_at is None
