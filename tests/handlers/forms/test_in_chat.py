"""Any form as a conversation: a question at a time, back, skip, leave, resume, cancel; confidences in windows (R2.9)."""

from pathlib import Path

import pytest
from sqlalchemy import select

from bot.app import Bot
from handlers.kit.ui import Action, Form, View
from scheme.definition.definition import Definition
from scheme.forms.draft import Draft
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import tables
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, application_of, applies, definition_of, refused
from tests.support.stage import MAYA, NOAH, PRIYA

pytestmark = pytest.mark.usefixtures("ids_that_count")

CHAT = "Answer in the chat instead"
ANSWERS = [  # what Maya types to each question in turn; a pair is a window and what is written in it
    "Maya Thorne",
    "Maya",
    "maya.thorne@fellside.example.org",
    ("second_contact", "01632 960 999"),
    "fellside",
    "Zebra librarian",
    "1",
    "3 years",
    "four",
    "Lena Zebra",
    "lena.marsh@fellside.example.org",
    "yes",
    ("goals", "To lead zebra teaching."),
    "2, 11",
    ("background", ["lgbtq"]),
    ("background_note", "Zebra background"),
    "teams and phone",
    "Zebra Bay",
    ("avoid", "Zed Zebra"),
    ("other", "Not on Zebra days"),
    "yes",
]


def changed(scene: Stage, **settings: object) -> None:
    """The same scheme with other settings."""
    data = definition_of(scene).model_dump()
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[data["key"]] = Definition.model_validate(data | settings)


async def begins(scene: Stage, email: str = MAYA) -> Player:
    """Somebody opens the mentee's form and takes it to the chat."""
    player = await scene.person(email)
    await player.says("I would like a mentor")
    await player.presses(CHAT)
    return player


async def answers(player: Player, *said: object) -> None:
    """Answers one question after the other."""
    for one in said:
        if isinstance(one, tuple):
            await player.presses("Write it in private")
            await player.fills(**{one[0]: one[1]})
            await player.submits()
        else:
            await player.says(str(one))
        assert not player.notice, player.notice


def now_asked(player: Player) -> str:
    """The heading of the latest message."""
    return player.room.latest_first()[0].heading


def text_now(player: Player) -> str:
    """The latest message."""
    return player.room.latest_first()[0].text


def every_byte(folder: Path) -> bytes:
    """The database's files as they are."""
    return b"".join(file.read_bytes() for file in folder.glob("t.db*"))


async def kept_drafts(scene: Stage) -> list[int]:
    """The ids of every draft."""
    async with scene.bot.work(writes=False) as work:
        return list((await work.session.scalars(select(tables.drafts.c.id))).all())


async def drafts_kept(scene: Stage) -> int:
    async with scene.bot.work(writes=False) as work:
        return len((await work.session.execute(select(tables.drafts.c.id))).all())


async def test_a_whole_application_is_answered_in_the_chat_and_sent(scene: Stage) -> None:
    maya = await begins(scene)
    await maya.sees("One question at a time", "Question 1 of 21", "Keep: Maya Thorne")
    await answers(maya, *ANSWERS)
    await maya.sees("That was the last question")
    await maya.presses("What I said")
    await maya.sees(
        "Zebra librarian", "To lead zebra teaching.", "Teaching and information literacy", "3 years"
    )
    await maya.presses("Send application")
    await maya.sees("Your mentee application is here; its reference is A-1")
    kept = (await application_of(scene, MAYA)).answers
    assert (kept["level"], kept["years_at_level"], kept["experience_years"]) == ("assistant", 3, 4)
    assert (kept["areas"], kept["modes"]) == (["teaching", "users"], ["teams", "phone"])
    assert (kept["background"], kept["manager_approval"], kept["consent"]) == (
        ["lgbtq"],
        True,
        True,
    )
    assert kept["goals"] == "To lead zebra teaching."
    assert await drafts_kept(scene) == 0


async def test_nothing_typed_or_confidential_stands_in_a_message(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS)
    await maya.says("back")
    await maya.says("back")
    await maya.says("hello")
    await maya.says("home")
    said = str(maya.room) + repr(maya.room.messages)
    assert "zebra" not in said.lower()
    assert "lgbtq" not in said.lower()


async def test_what_is_kept_is_not_readable_at_rest(scene: Stage, tmp_path: Path) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS)
    await maya.says("I want to be a mentor")
    at_rest = every_byte(tmp_path).lower()
    assert b"one_draft_talks" in at_rest
    assert b"zebra" not in at_rest
    assert b"lgbtq" not in at_rest


async def test_an_answer_that_will_not_do_is_asked_again_with_what_to_change(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, "Maya Thorne", "Maya")
    await maya.says("nowhere")
    await maya.sees("Please give an e-mail address", "Question 3 of 21")
    await maya.says(MAYA)
    await maya.presses("Skip")
    await maya.says("the moon")
    await maya.sees("Question 5 of 21")
    assert now_asked(maya) == "Question 5 of 21"
    await answers(maya, "2", "Assistant", "library assistant")
    await maya.says("many")
    assert text_now(maya).startswith("Please give one whole number")


async def test_options_are_pressed_or_typed_and_said_back(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, "Maya Thorne", "Maya", MAYA)
    await maya.says("skip")
    await maya.presses("University of Moor")
    assert text_now(maya).startswith("Noted: University of Moor.")
    await answers(maya, "Assistant", "libary assistant")
    assert text_now(maya).startswith("Noted: Library assistant.")


async def test_back_and_change_lead_to_a_question_and_then_to_where_one_was(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:8])
    assert now_asked(maya) == "Question 9 of 21"
    await maya.presses("Back")
    assert now_asked(maya) == "Question 8 of 21, optional"
    await maya.sees("Keep: 3 years")
    await maya.presses("Back")
    await maya.says("2")
    assert now_asked(maya) == "Question 9 of 21"
    await maya.presses("What I said")
    await maya.sees("Senior library assistant")
    await maya.presses("Change", card="Job title")
    assert now_asked(maya) == "Question 6 of 21"
    await maya.says("Coordinator")
    assert now_asked(maya) == "Question 9 of 21"


async def test_the_first_question_has_none_before_it(scene: Stage) -> None:
    maya = await begins(scene)
    await maya.says("back")
    assert text_now(maya).startswith("This is the first question.")
    assert now_asked(maya) == "Question 1 of 21"


async def test_only_what_is_optional_can_be_skipped(scene: Stage) -> None:
    maya = await begins(scene)
    await maya.says("skip")
    assert text_now(maya).startswith("This one is needed")
    assert "Skip" not in [one.label for one in maya.room.latest_first()[0].buttons]


async def test_confidential_words_typed_into_the_chat_are_not_kept_there_and_stand_in_the_window(
    scene: Stage,
) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:12])
    reply = await scene.bot.act(
        maya.person_id, Action(name="home.say", answers={"text": "my zebra goals"})
    )
    assert reply.hush
    assert isinstance(reply.window, Form)
    assert [one.key for one in reply.window.fields] == ["goals"]
    assert reply.window.answers == {"goals": "my zebra goals"}
    assert reply.says == ()
    await scene.bot.delivery.drain()
    assert text_now(maya).startswith("Nothing of what you typed was kept here")
    assert "zebra" not in text_now(maya)
    await act(maya, "ask.go_on", "draft:1")
    assert "what you typed" not in text_now(maya)


async def test_what_is_asked_about_a_question_is_answered_and_it_is_asked_again(
    scene: Stage,
) -> None:
    maya = await begins(scene)
    await maya.says("what does this mean?")
    assert text_now(maya).startswith("A few words are enough. A possible partner may read it too.")
    assert now_asked(maya) == "Question 1 of 21"
    await answers(maya, *ANSWERS[:12])
    assert now_asked(maya).startswith("Question 13")
    await maya.says("what should I write here?")
    assert "A sentence or two, in your own words." in text_now(maya)
    assert maya.window is None


async def test_whoever_wants_to_stop_has_everything_kept(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:3])
    await maya.says("I have to go now")
    await maya.sees("everything is kept")
    await maya.presses("Continue")
    assert now_asked(maya) == "Question 4 of 21, optional"


async def test_whoever_wants_to_stop_hears_who_can_help_and_how_to_leave_the_form(
    scene: Stage,
) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:3])
    await maya.says("I want to stop")
    await maya.sees("Samaritans", "If you meant the form: you can leave it at any time")
    await maya.presses("Leave for now")
    await maya.sees("Left as it is, and everything is kept.")


async def test_what_cannot_be_a_name_is_asked_again_kindly(scene: Stage) -> None:
    maya = await begins(scene)
    await maya.says("no idea")
    assert text_now(maya).startswith("That doesn't look like a name to me. Please type the name.")
    assert now_asked(maya) == "Question 1 of 21"
    await answers(maya, *ANSWERS[:7])
    await maya.says("since 2020")
    assert text_now(maya).startswith("Noted: 7 years.")


async def test_choices_are_buttons_and_long_lists_a_window_of_boxes(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:6])
    await maya.presses("Library assistant")
    assert text_now(maya).startswith("Noted: Library assistant.")
    await answers(maya, *ANSWERS[7:13])
    assert now_asked(maya) == "Question 14 of 21"
    await maya.presses("Choose from the list")
    await maya.fills(areas=["teaching", "users"])
    await maya.submits()
    assert text_now(maya).startswith("Noted: Teaching and information literacy")


async def test_what_is_behind_somebody_keeps_its_words_and_has_no_buttons_left(
    scene: Stage,
) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:5])
    asked = [one for one in maya.room.latest_first() if one.heading.startswith("Question ")]
    assert [one.heading for one in asked] == [f"Question {at} of 21" for at in (6, 5, 4, 3, 2, 1)]
    assert [bool(one.buttons) for one in asked] == [True, *[False] * 5]
    assert asked[1].text == "The library you work for"
    await maya.presses("Back")
    [again, behind] = [
        one
        for one in maya.room.latest_first()
        if one.heading in ("Question 5 of 21", "Question 6 of 21")
    ]
    assert (again.heading, bool(again.buttons)) == ("Question 5 of 21", True)
    assert (behind.heading, bool(behind.buttons)) == ("Question 6 of 21", False)


@pytest.mark.parametrize("word", ["later", "cancel"])
async def test_whoever_leaves_or_cancels_finds_no_buttons_of_a_question(
    scene: Stage, word: str
) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:2])
    await maya.says(word)
    if word == "cancel":
        await maya.presses("Yes, cancel it")
    asked = [one for one in maya.room.latest_first() if one.heading.startswith("Question ")]
    assert [one for one in asked if one.buttons] == []


async def test_an_old_press_of_back_says_so_and_changes_nothing(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:4])
    [draft] = await kept_drafts(scene)
    await act(maya, "ask.back", f"draft:{draft}", question="called")
    assert text_now(maya).startswith("That question is behind us.")
    assert now_asked(maya) == "Question 5 of 21"


async def test_leaving_gives_typing_back_and_continue_takes_it_up(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:5])
    await maya.says("later")
    await maya.sees("everything is kept")
    await maya.says("log a meeting")
    await maya.sees("no partnership at the moment")
    await maya.says("hello")
    await maya.sees("You were answering: Apply as a mentee, question 6 of 21.")
    await maya.presses("Continue")
    assert now_asked(maya) == "Question 6 of 21"
    await answers(maya, *ANSWERS[5:])
    await maya.presses("Send application")
    await maya.sees("its reference is A-1")


@pytest.mark.parametrize(
    ("word", "leads"), [("home", "You were answering"), ("Help?", "What you can do")]
)
async def test_home_and_help_still_work_and_leave(scene: Stage, word: str, leads: str) -> None:
    maya = await begins(scene)
    await maya.says(word)
    await maya.sees(leads)
    await maya.says("log a meeting")
    await maya.sees("no partnership at the moment")


async def test_after_a_restart_on_another_day_it_goes_on_where_it_was(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:5])
    old = scene.bot
    scene.bot = Bot(
        settings=old.settings,
        database=old.database,
        definitions=old.definitions,
        clock=old.clock,
        channels=old.channels,
    )
    await maya.says("Zebra librarian")
    assert now_asked(maya) == "Question 7 of 21"
    await scene.forward(2)
    await maya.says("log a meeting")
    await maya.sees("no partnership at the moment")
    await maya.says("hello")
    await maya.presses("Continue")
    assert now_asked(maya) == "Question 7 of 21"


async def test_cancel_asks_once_and_then_forgets_everything(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:3])
    await maya.presses("Write it in private")
    await maya.fills(second_contact="zebra")
    await maya.leaves()
    await maya.says("cancel")
    await maya.sees("Cancel this?")
    await maya.says("no")
    assert now_asked(maya) == "Question 4 of 21, optional"
    await maya.says("cancel")
    await maya.says("yes")
    await maya.sees("Cancelled. Nothing was sent")
    assert await drafts_kept(scene) == 0
    assert "is not there" in await refused(maya, "ask.go_on", "draft:1")
    await maya.says("hello")
    await maya.does_not_see("You were answering")


async def test_an_old_button_changes_nothing(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, "Maya Thorne", "Maya", MAYA, ("second_contact", ""), "1")
    await act(maya, "ask.picked", "draft:1", question="organisation", value="moor")
    await act(maya, "ask.picked", "draft:1", question="organisation", value="moor")
    assert text_now(maya).startswith("That question is behind us.")
    await maya.presses("What I said")
    await maya.sees("University of Fellside")
    await maya.does_not_see("University of Moor")


async def test_the_same_press_twice_counts_once(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS)
    send = Action(name="ask.send", subject=Subject("draft", 1))
    first = await scene.bot.act(maya.person_id, send, "web:1")
    assert await scene.bot.act(maya.person_id, send, "web:1") == first
    assert "is not there" in await refused(maya, "ask.send", "draft:1")
    await scene.bot.delivery.drain()
    await scene.group_does_not_see("A-2")


async def test_a_draft_is_its_author_s_alone(scene: Stage) -> None:
    await begins(scene)
    noah = await scene.person(NOAH)
    for action in ("go_on", "said", "seen", "send", "dropped", "afresh", "window"):
        with pytest.raises(Refusal):
            await act(noah, f"ask.{action}", "draft:1")
    assert await drafts_kept(scene) == 1


async def test_what_is_only_looked_at_stays_as_it_is_even_where_its_form_is_closed(
    scene: Stage,
) -> None:
    maya = await begins(scene)
    await maya.says("Senior library assistant")
    await act(maya, "ask.window", "draft:1", question="no such question")
    assert maya.room.latest_first()[0].buttons
    await scene.forward(60)
    for action in ("ask.seen", "ask.window"):
        reply = await act(maya, action, "draft:1")
        assert "closed just now" in reply.says[0].text
        async with scene.bot.work(writes=False) as work:
            assert (await work.session.get_one(Draft, 1)).talking


async def test_sending_before_the_end_asks_what_is_missing(scene: Stage) -> None:
    maya = await begins(scene)
    await act(maya, "ask.send", "draft:1")
    assert text_now(maya).startswith(("Please choose one.", "Please fill this in."))
    assert await drafts_kept(scene) == 1


async def test_a_rule_that_says_no_leads_back_and_nothing_is_lost(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS)
    await scene.forward(60)
    reply = await act(maya, "ask.send", "draft:1")
    assert "closed just now" in reply.says[0].text
    assert await drafts_kept(scene) == 1
    await maya.says("log a meeting")
    await maya.sees("no partnership at the moment")


async def test_questions_that_changed_meanwhile_are_asked_as_they_are_now(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:6])
    await maya.says("back")
    forms = definition_of(scene).forms.model_dump()
    forms["mentee"] = [one for one in forms["mentee"] if one["key"] != "job_title"]
    forms["mentee"].insert(1, {"kind": "short", "key": "pronouns", "label": "Your pronouns"})
    changed(scene, forms=forms)
    await maya.says("she")
    await maya.presses("What I said")
    await maya.does_not_see("Zebra librarian")
    await maya.closes()
    assert now_asked(maya) == "Question 7 of 21"
    await answers(maya, *ANSWERS[6:])
    await maya.presses("Send application")
    assert (await application_of(scene, MAYA)).answers["pronouns"] == "she"


async def test_one_form_at_a_time_is_talked_about_and_the_other_is_kept(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:5])
    await maya.says("home")
    await act(maya, "apply.mentor")
    await maya.says("I want to be a mentor")
    await maya.presses(CHAT)
    assert now_asked(maya).startswith("Question 1 of ")
    await act(maya, "ask.go_on", "draft:1")
    await maya.says("Librarian")
    async with scene.bot.work(writes=False) as work:
        rows = (
            await work.session.execute(select(tables.drafts).order_by(tables.drafts.c.id))
        ).all()
    assert [(one.talking, one.answers.get("job_title")) for one in rows] == [
        (True, "Librarian"),
        (False, None),
    ]


async def test_what_was_sent_in_the_window_ends_the_conversation(scene: Stage) -> None:
    maya = await begins(scene)
    await answers(maya, "Esther Lowe")
    await maya.says("leave")
    await applies(scene, MAYA, "mentee")
    assert (await application_of(scene, MAYA)).answers["name"] == "Esther Lowe"
    assert await drafts_kept(scene) == 0


CRIES = [
    "I'm not safe",
    "urgent",
    "help me please I am in danger",
    "I want to hurt myself",
    "It's an emergency!",
    "suicidal",
]


@pytest.mark.parametrize("cry", [*CRIES, "my partner hit me and I am scared"])
async def test_somebody_in_danger_is_told_who_can_help_whatever_is_asked(
    scene: Stage, cry: str
) -> None:
    maya = await begins(scene)
    await maya.says(cry)
    urgent = definition_of(scene).urgent
    assert urgent is not None
    await maya.sees("Wellbeing and safeguarding contact", urgent.phone)
    assert maya.window is None
    await maya.says("Maya Thorne")
    assert now_asked(maya) == "Question 2 of 21, optional"


@pytest.mark.parametrize(
    "answer",
    [
        "Urgent cataloguing",
        "Safeguarding lead",
        "Wellbeing and support",
        "Suicide prevention officer",
        "Support",
    ],
)
async def test_a_short_answer_with_a_grave_word_in_it_is_an_answer(
    scene: Stage, answer: str
) -> None:
    maya = await begins(scene)
    await answers(maya, *ANSWERS[:5])
    await maya.says(answer)
    assert maya.window is None
    await maya.presses("What I said")
    await maya.sees(answer)


# Windows closed half-way


async def test_a_form_closed_half_way_opens_as_it_was_and_afresh_when_asked(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor")
    await maya.fills(goals="zebra goals", job_title="Assistant")
    await maya.leaves()
    await scene.forward(1)
    await maya.says("hello")
    await maya.sees("You began this form on Monday 11 January 2027.")
    await maya.presses("Continue")
    form = maya.window
    assert isinstance(form, Form)
    assert (form.answers["goals"], form.answers["job_title"]) == ("zebra goals", "Assistant")
    await maya.sees("This is as you left it on Monday 11 January 2027.")
    await maya.presses("Start afresh")
    assert isinstance(maya.window, Form)
    assert "goals" not in maya.window.answers
    await maya.does_not_see("as you left it")
    assert await drafts_kept(scene) == 0


async def test_what_was_begun_in_a_window_goes_on_in_the_chat_at_the_first_open_question(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor")
    await maya.fills(second_contact="01632 960 999", job_title="Assistant")
    await maya.leaves()
    await maya.says("I would like a mentor")
    await maya.presses(CHAT)
    assert now_asked(maya) == "Question 7 of 21"


async def test_the_draft_goes_when_its_form_is_sent_and_only_its_own(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    for wish in ("I want to be a mentor", "I would like a mentor"):
        await maya.says(wish)
        await maya.fills(job_title="Assistant")
        await maya.leaves()
    assert await drafts_kept(scene) == 2
    await applies(scene, MAYA, "mentee")
    assert await drafts_kept(scene) == 1
    await maya.says("I want to be a mentor")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["job_title"] == "Assistant"
    assert maya.window.carries["role"] == "mentor"


async def test_a_form_that_is_refused_or_comes_back_keeps_its_draft(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor")
    await maya.fills(job_title="Assistant")
    await maya.leaves()
    await maya.says("I would like a mentor")
    await maya.submits()
    assert "need another look" in maya.notice
    assert await drafts_kept(scene) == 1


async def test_a_draft_of_an_earlier_state_meets_the_question_what_changed_meanwhile(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.presses("Change it")
    await maya.fills(goals="Mine, typed before")
    await maya.leaves()
    other = await act(maya, "applied.change", subject)
    assert isinstance(other.window, Form)
    assert other.window.answers["goals"] == "Mine, typed before"
    kept = {
        **(await application_of(scene, MAYA)).answers,
        "goals": "Sent elsewhere",
        "revision": "1",
    }
    await scene.bot.act(
        maya.person_id,
        Action(
            name="applied.resend",
            subject=Subject.read(subject),
            answers=kept,
            opener=Action(name="elsewhere.form"),
        ),
    )
    await maya.presses("Change it")
    await maya.submits()
    await maya.sees("This was changed elsewhere meanwhile")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["goals"] == "Mine, typed before"
    await maya.submits()
    assert (await application_of(scene, MAYA)).answers["goals"] == "Mine, typed before"
    assert await drafts_kept(scene) == 0


async def test_short_forms_stay_in_their_window_and_are_spoken_of_nowhere(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I want to complain")
    assert isinstance(maya.window, Form)
    assert CHAT not in [one.label for one in maya.window.buttons]
    await maya.fills(text="zebra complaint")
    await maya.leaves()
    await maya.says("hello")
    await maya.does_not_see("omplain")
    await maya.says("I want to complain")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["text"] == "zebra complaint"
    text = await refused(maya, "ask.begin", step="concern.complain", about="", given=[])
    assert "stays in its window" in text


async def test_nothing_but_what_opens_a_form_can_be_begun(scene: Stage) -> None:
    priya = await scene.person(PRIYA)
    subject = await applies(scene, MAYA, "mentee")
    assert "another day" in await refused(
        priya, "ask.begin", step="applied.withdrawn", about=subject, given=[]
    )
    with pytest.raises(Refusal):
        await act(priya, "ask.begin", step="applied.change", about=subject, given=[])
    assert isinstance((await act(await scene.person(MAYA), "applied.view", subject)).window, View)
