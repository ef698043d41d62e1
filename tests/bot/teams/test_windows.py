"""Dialogs of Teams: opening them, pressing in them, sending their forms; what is refused stands again with all that was typed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.teams.dialogs import Dialogs
from handlers.kit.buttons import HOME
from handlers.kit.ui import Action, Form, Message, Prose, Reply
from scheme.forms.fields import LongText, ShortText
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage import tables
from storage.engine.database import Database
from storage.work import Busy
from tests.support.stage import ALEX, MENTOR_ANSWERS, PRIYA
from tests.teams.known import (
    CHANNEL,
    UNION,
    Known,
    chat_of,
    count,
    dialog_of,
    member,
    read,
    replies,
    said_in,
    teams_known,
)
from tests.teams.reading import read_card

THREAD = f"{CHANNEL};messageid=77"
ANOTHER_DAY = "is from another day and does nothing now"
SECRET = "My manager reads my diary."
ASK = Action(name="enquiry.ask")


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


# Opening


async def test_a_button_opens_a_dialog_and_nothing_of_it_stands_in_the_chat(known: Known) -> None:
    dialog = dialog_of(await known.opens(ASK))
    assert dialog.title == "Ask about the scheme"
    assert known.teams.said == []


async def test_a_dialog_opens_where_others_read_and_is_seen_by_the_presser_alone(
    known: Known,
) -> None:
    known.teams.inside[THREAD] = [member(UNION, PRIYA)]
    assert (
        dialog_of(await known.opens(ASK, PRIYA, tenant=UNION, where=THREAD)).title
        == "Ask about the scheme"
    )
    assert known.teams.said == []


async def test_a_refusal_of_an_opening_button_is_a_dialog(known: Known) -> None:
    dialog = dialog_of(await known.opens(Action(name="review.register")))
    assert "This is for the Group that runs the scheme." in read_card(dialog.card)
    assert known.teams.said == []


async def test_a_stranger_asks_in_the_dialog(known: Known) -> None:
    email = "omar@vale.example.com"
    dialog = dialog_of(await known.opens(ASK, email))
    assert "An administrator can confirm you" in read_card(dialog.card)
    told = dialog_of(
        await known.invokes("task/submit", {"data": dialog.button("Ask")["data"]}, email)
    )
    assert "Thank you. The administrators" in read_card(told.card)


PAUSED = Reply(says=(Message(text="It is paused.", heading="Paused", buttons=(HOME,)),))


async def test_an_answer_without_a_window_stands_in_the_dialog_that_was_opened_and_not_in_the_chat_as_well(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies(known, monkeypatch, PAUSED)
    dialog = dialog_of(await known.opens(ASK))
    assert dialog.title == "Paused"
    assert "It is paused." in read_card(dialog.card)
    assert "Home" in read_card(dialog.card)
    assert known.teams.said == []


async def test_a_press_in_a_dialog_that_is_answered_in_words_closes_it_and_they_stand_in_the_chat_once(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = {"data": {"m": await known.packed(ASK), "k": "press"}}
    replies(known, monkeypatch, PAUSED)
    answer = await known.invokes("task/submit", data)
    assert answer.body is None
    assert read([activity for _, activity in known.teams.said]).count("It is paused.") == 1


async def test_a_press_where_others_read_is_answered_in_the_dialog_and_in_the_own_chat(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known.types("hello", PRIYA, tenant=UNION)
    known.teams.said.clear()
    data = {"data": {"m": await known.packed(ASK), "k": "press"}}
    replies(known, monkeypatch, PAUSED)
    told = dialog_of(await known.invokes("task/submit", data, PRIYA, tenant=UNION, where=THREAD))
    assert "This stands in our chat too." in read_card(told.card)
    assert said_in(known) == {chat_of(PRIYA)}


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"m": 7},
        {"m": "garbage"},
        {"m": "{}"},
        {"m": "~" + "x" * 32},
        {"m": '{"n":"no.step"}'},
        {"m": None},
    ],
)
@pytest.mark.parametrize("name", ["task/fetch", "task/submit", "adaptiveCard/action"])
async def test_what_means_nothing_any_more_is_told_to_the_presser(
    known: Known, name: str, data: Any
) -> None:
    if name == "adaptiveCard/action":
        await known.invokes(
            name, {"action": {"type": "Action.Execute", "verb": "press", "data": data}}
        )
        assert ANOTHER_DAY in read([known.teams.said[-1][1]])
    else:
        assert ANOTHER_DAY in read_card(dialog_of(await known.invokes(name, {"data": data})).card)


@pytest.mark.parametrize("value", [None, [], "x", {}, {"data": None}, {"data": []}, {"action": 7}])
@pytest.mark.parametrize("name", ["task/fetch", "task/submit", "adaptiveCard/action"])
async def test_what_nobody_could_have_pressed_breaks_nothing(
    known: Known, name: str, value: Any
) -> None:
    assert (await known.invokes(name, value)).status == 200


# Forms


async def test_a_form_that_is_taken_closes_and_is_answered_in_the_chat(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", "When does it open?")
    taken = replies(known, monkeypatch, Reply(says=(Message(text="We have it."),)))
    answer = await known.sends(dialog)
    assert (answer.status, answer.body) == (200, None)
    assert taken[-1].answers == {"text": "When does it open?"}
    assert read([activity for _, activity in known.teams.said]).strip() == "We have it."


async def test_a_form_that_is_sent_twice_is_done_once_and_answered_the_same(known: Known) -> None:
    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", "When does it open?")
    body = known.activity("invoke", name="task/submit", value={"data": dialog.data(dialog.sender)})
    answers = [
        *await asyncio.gather(*(known.acts.heard(body) for _ in range(2))),
        await known.acts.heard(body),
    ]
    assert answers[0] == answers[1] == answers[2]
    assert await count(known, "enquiries") == 1


async def test_a_refused_form_stands_again_with_what_is_wrong_beside_its_field_and_all_that_was_typed(
    known: Known,
) -> None:
    dialog = dialog_of(await known.opens(Action(name="enquiry.raise")))
    dialog.fills("long.text", SECRET)
    again = dialog_of(await known.sends(dialog))
    assert again.values["long.text"] == SECRET
    assert again.title == dialog.title
    assert "Please choose" in read_card(again.card)
    again.fills("choice.about", "nobody")
    assert (await known.sends(again)).body is None


async def test_what_is_wrong_with_no_field_stands_on_top(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", SECRET)
    taken = known.bot.act

    async def act(person: PersonId, action: Action, inbound: str | None = None) -> Reply:
        if action.name == "enquiry.asked":
            raise Refusal("Not on a Monday.")
        return await taken(person, action, inbound)

    monkeypatch.setattr(known.bot, "act", act)
    again = dialog_of(await known.sends(dialog))
    assert "Not on a Monday." in read_card(again.card)
    assert again.values["long.text"] == SECRET


async def test_a_form_whose_right_is_lost_stands_there_as_it_was_with_all_that_was_typed(
    known: Known,
) -> None:
    action = Action(name="organise.absence")
    dialog = dialog_of(await known.opens(action, ALEX, tenant=UNION))
    held = dict(dialog.values)
    async with known.bot.work() as work:
        members = tables.metadata.tables["members"]
        await work.session.execute(update(members).values(until=work.now))
    again = dialog_of(await known.sends(dialog, ALEX, tenant=UNION))
    assert again.title == dialog.title
    assert again.values == held
    assert "This is for the Group that runs the scheme." in read_card(again.card)


async def test_after_a_restart_what_was_typed_into_a_form_that_is_gone_can_be_copied(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", SECRET)
    monkeypatch.setattr(known.bot, "act", None)
    replies(known, monkeypatch, Refusal("You can't any more."))
    known.acts._windows._dialogs._drawn.clear()
    again = dialog_of(await known.sends(dialog))
    assert "You can't any more." in read_card(again.card)
    assert SECRET in read_card(again.card)


async def test_a_form_that_nothing_opens_again_is_drawn_again_also_after_a_restart(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = (LongText(key="text", label="Your words"), ShortText(key="place", label="Where"))
    form = Form(
        title="A form on its way",
        action="enquiry.asked",
        fields=fields,
        submit="Send",
        parts=(Prose("To be read first."),),
    )
    replies(known, monkeypatch, Reply(window=form))
    dialog = dialog_of(await known.opens(ASK))
    monkeypatch.undo()
    assert "read first" not in str(dialog.sender["data"])
    dialog.fills("long.text", " ")
    dialog.fills("short.place", "In the reading room")
    known.acts._windows._dialogs._drawn.clear()
    again = dialog_of(await known.sends(dialog))
    assert "To be read first." in read_card(again.card)
    assert again.values["short.place"] == "In the reading room"
    again.fills("long.text", "A question")
    taken = replies(known, monkeypatch, Reply())
    assert (await known.sends(again)).body is None
    assert taken[-1].answers == {"text": "A question", "place": "In the reading room"}


async def test_a_busy_database_leaves_the_dialog_open_with_all_that_was_typed(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", SECRET)

    async def busy(*_: object, **__: object) -> Reply:
        raise Busy

    monkeypatch.setattr(known.bot, "act", busy)
    again = dialog_of(await known.sends(dialog))
    assert again.values["long.text"] == SECRET
    monkeypatch.setattr(Dialogs, "again", busy)
    assert (
        await known.sends(dialog)
    ).status == 500  # at which Teams says so and leaves the dialog as it is


async def test_what_a_form_was_answered_before_is_not_kept_beside_it(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = Form(
        title="A form",
        action="enquiry.asked",
        fields=(LongText(key="text", label="Your words"),),
        submit="Send",
        answers={"text": SECRET},
    )
    replies(known, monkeypatch, Reply(window=form))
    assert dialog_of(await known.opens(ASK)).values["long.text"] == SECRET
    async with known.bot.work(writes=False) as work:
        kept = (await work.session.scalars(select(tables.metadata.tables["carried"].c.body))).all()
    assert any("Your words" in one for one in kept)
    assert not any(SECRET in one for one in kept)


async def test_a_long_form_goes_on_page_by_page_and_keeps_what_was_given(known: Known) -> None:
    first = dialog_of(await known.opens(Action(name="apply.mentor"), PRIYA, tenant=UNION))
    assert "Step 1 of" in read_card(first.card)
    first.fills("short.job_title", "Team leader")
    refused = dialog_of(await known.sends(first, PRIYA, tenant=UNION))
    assert "Step 1 of" in read_card(refused.card)
    assert refused.values["short.job_title"] == "Team leader"


async def test_back_leads_to_the_page_before_and_loses_nothing_that_was_typed(
    known: Known,
) -> None:
    first = dialog_of(await known.opens(Action(name="apply.mentor"), PRIYA, tenant=UNION))
    for name, answer in MENTOR_ANSWERS.items():
        for one in first.inputs:
            if one["id"].partition(".")[2] == name:
                first.fills(one["id"], answer)
    second = dialog_of(await known.sends(first, PRIYA, tenant=UNION))
    assert "Step 2 of" in read_card(second.card)
    names = [one["id"] for one in second.inputs if one["id"].startswith(("short", "long"))]
    second.fills(names[0], "half a word")
    again = dialog_of(await known.sends(second, PRIYA, tenant=UNION, by="Back"))
    assert "Step 1 of" in read_card(again.card)
    assert "This is as you left it" not in read_card(again.card)
    assert again.values["short.job_title"] == first.values["short.job_title"]
    on = dialog_of(await known.sends(again, PRIYA, tenant=UNION))
    assert on.values[names[0]] == "half a word"


async def test_a_form_sent_where_others_read_is_answered_in_the_dialog_and_in_the_own_chat(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    await known.types("hello", PRIYA, tenant=UNION)
    known.teams.said.clear()
    dialog = dialog_of(await known.opens(ASK, PRIYA, tenant=UNION, where=THREAD))
    dialog.fills("long.text", "When does it open?")
    replies(known, monkeypatch, Reply(says=(Message(text="We have it."),)))
    told = dialog_of(await known.sends(dialog, PRIYA, tenant=UNION, where=THREAD))
    assert "This stands in our chat too." in read_card(told.card)
    assert said_in(known) == {chat_of(PRIYA)}


async def test_a_file_that_was_handed_in_goes_with_the_form(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = dialog_of(await known.opens(ASK))
    dialog.fills("long.text", "When does it open?")

    async def handed_in(*_: object) -> dict[str, str]:
        return {"cv": "file:7"}

    monkeypatch.setattr(known.files, "handed_in", handed_in)
    taken = replies(known, monkeypatch, Reply())
    await known.sends(dialog)
    assert taken[-1].answers == {"text": "When does it open?", "cv": "file:7"}
