"""Presses and forms that come twice, late, from the wrong person, from an older card, or with what no client would send."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from scheme.definition.definition import Definition
from storage import tables
from storage.engine.database import Database
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    candidate_of,
    eligible,
    introduced,
    logged,
    on_register,
)
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM
from tests.support.surveying import ends, met
from tests.teams.corner import (
    hand_of,
    of_group,
    opens,
    outsider,
    press,
    pressing,
    rows,
    said,
    sending,
    shown,
    shows,
    teams_corner,
    with_button,
)
from tests.teams.hand import THand
from tests.teams.reading import read_activity
from tests.teams.stage import TeamsStage

pytestmark = pytest.mark.usefixtures("ids_that_count")

ANOTHER_DAY = "is from another day and does nothing now."
NOT_YOURS = "This is for the Group that runs the scheme."
QUESTION = "When does the round close, and may I still change what I wrote?"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsStage]:
    """The town in Teams."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with teams_corner(database) as found:
        yield found
    await database.close()


async def done(scene: TeamsStage, action: str) -> int:
    """How often an action was done."""
    return sum(one[2] == action and one[4] == "done" for one in await logged(scene.stage))


async def meets(scene: TeamsStage) -> THand:
    """Maya, whose mentor has accepted."""
    maya = await hand_of(scene, MAYA)
    await introduced(scene.stage)
    await scene.settled()
    return maya


async def asks(scene: TeamsStage) -> THand:
    """Maya, with a form for a question open before her."""
    maya = await hand_of(scene, MAYA)
    await opens(maya, "ask a question")
    maya.fills("long.text", QUESTION)
    return maya


# Twice


async def test_a_press_that_comes_twice_is_done_once_and_answered_the_same(
    scene: TeamsStage,
) -> None:
    maya = await meets(scene)
    await press(maya, "We have started")
    first = maya.heard
    assert await maya.again() == first
    await scene.settled()
    assert await done(scene, "start.started") == 1


async def test_two_clicks_are_one(scene: TeamsStage) -> None:
    maya = await meets(scene)
    message = with_button(maya, "We have started")
    clicks = [pressing(maya, message, "We have started") for _ in range(2)]
    heard = await asyncio.gather(*(scene.stub.deliver(one) for one in clicks))
    await scene.settled()
    assert [one.status for one in heard] == [200, 200]
    assert sum("Lovely, thank you." in one for one in said(maya)) == 1
    assert sum("That is noted already" in one for one in said(maya)) == 1


async def test_a_dialog_that_is_sent_twice_is_done_once_also_when_its_answer_was_lost(
    scene: TeamsStage,
) -> None:
    maya = await asks(scene)
    one = sending(maya)
    assert await asyncio.gather(*(scene.stub.deliver(one) for _ in range(2)))
    assert (
        await scene.stub.deliver(sending(maya))
    ).status == 200  # pressed again, as nothing seemed to come of it
    await scene.settled()
    assert await rows(scene, "enquiries") == 1
    assert (
        await scene.stub.deliver(sending(maya, long__text=f"{QUESTION} Thank you."))
    ).status == 200
    await scene.settled()
    assert await rows(scene, "enquiries") == 2  # other words are never lost for that


async def test_the_same_words_in_a_dialog_that_was_opened_again_are_another_question(
    scene: TeamsStage,
) -> None:
    maya = await asks(scene)
    await maya.submits()
    await opens(maya, "ask a question")
    maya.fills("long.text", QUESTION)
    await maya.submits()
    assert await rows(scene, "enquiries") == 2


async def test_two_members_who_decide_at_once_decide_once_and_the_other_is_told(
    scene: TeamsStage,
) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    hands = [await of_group(scene, one) for one in (IDA, ROBIN)]
    for hand in hands:
        await press(hand, "Open", scene.channel)
    await asyncio.gather(*(press(one, "Eligible") for one in hands))
    await scene.settled()
    read = sorted(shown(one).splitlines()[1] for one in hands)
    assert read == [
        "A-1 has been decided already. Open it again to see the outcome.",
        "A-1 is on the register, and the applicant has been told.",
    ]
    assert await done(scene, "review.eligible") == 1


# Late


async def test_a_press_on_a_card_that_was_settled_meanwhile_says_how_it_stands(
    scene: TeamsStage,
) -> None:
    priya = await hand_of(scene, PRIYA)
    subject = await asked(scene.stage)
    await scene.settled()
    late = pressing(priya, with_button(priya, "Read the request"), "Read the request")
    await press(priya, "Read the request")
    accept = sending(priya, "Accept")
    await act(await scene.stage.person(PRIYA), "answer.accept", subject)
    await scene.settled()
    assert "You have accepted already." in shows(priya, await scene.stub.deliver(late))
    shows(priya, await scene.stub.deliver(accept))
    assert await done(scene, "answer.accept") == 1


async def test_an_option_of_a_list_from_which_somebody_was_chosen_chooses_nobody_else(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await asked(scene.stage)
    await scene.settled()
    other = await candidate_of(scene.stage, MAYA, TOM)
    late = {
        "m": json.dumps(
            {"n": "choose.chosen", "s": "proposal:1", "a": {"candidate": str(other.id)}}
        ),
        "k": "press",
    }
    told = shows(maya, await scene.stub.deliver(maya.told.task(maya.user, maya.chat[-1], late)))
    assert "You have asked somebody already." in told
    assert await done(scene, "choose.sent") == 1
    assert await done(scene, "choose.chosen") == 0


async def test_a_survey_that_has_closed_takes_nothing_and_says_so(scene: TeamsStage) -> None:
    maya = await hand_of(scene, MAYA)
    pair = await met(scene.stage, MAYA, PRIYA)
    await scene.forward(1)
    message = next(
        one for one in reversed(maya.chat) if "survey" in read_activity(one.body).lower()
    )
    label = next(one["title"] for one in maya.card(message)["body"][-1]["actions"])  # type: ignore[index]
    late = pressing(maya, message, label)
    await ends(scene.stage, pair)
    await scene.forward(60)
    told = shows(maya, await scene.stub.deliver(late))
    assert "Not now" in told
    assert await rows(scene, "survey_texts") == 0


# The wrong person


async def test_in_the_groups_channel_whoever_is_not_of_the_group_alone_reads_no_and_nothing_more(
    scene: TeamsStage,
) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    noah = await scene.invite(scene.town.users[NOAH])
    omar = await scene.invite(outsider(scene).user)
    before = len(scene.channel.shown)
    for hand, words in ((noah, NOT_YOURS), (omar, "I can't tell yet who you are here.")):
        await press(hand, "Open", scene.channel)
        assert words in shown(hand)
        assert "Priya" not in shown(hand)
        assert "Team leader" not in shown(hand)
    await scene.settled()
    assert len(scene.channel.shown) == before


async def test_a_button_of_somebody_elses_does_nothing_in_other_hands(scene: TeamsStage) -> None:
    maya = await meets(scene)
    noah = await hand_of(scene, NOAH)
    card = maya.card(message := with_button(maya, "We have started"))
    assert card is not None
    theirs = pressing(maya, message, "We have started")["value"]["action"]
    forged = noah.told.execute(noah.user, noah.chat[-1], theirs, theirs["data"])
    shows(noah, await scene.stub.deliver(forged))
    await scene.settled()
    assert "Maya" not in said(noah)[-1]
    assert "Priya" not in said(noah)[-1]
    assert await done(scene, "start.started") == 0


# Older versions


@pytest.mark.parametrize(
    "data",
    [{}, {"m": '{"n":"old.step"}'}, {"m": "~" + "x" * 32}, {"m": ["a"]}, {"m": "{"}],
    ids=str,
)
async def test_a_card_of_an_older_bot_says_so_wherever_it_is_pressed(
    scene: TeamsStage, data: dict[str, object]
) -> None:
    maya = await hand_of(scene, MAYA)
    card, verb = maya.chat[-1], {"verb": "press"}
    assert ANOTHER_DAY in shows(
        maya, await scene.stub.deliver(maya.told.fetch(maya.user, card, data))
    )
    for kind in ("press", "send", "unheard-of"):
        told = shows(
            maya, await scene.stub.deliver(maya.told.task(maya.user, card, {**data, "k": kind}))
        )
        assert ANOTHER_DAY in told, kind
    assert shows(maya, await scene.stub.deliver(maya.told.execute(maya.user, card, verb, data)))
    assert ANOTHER_DAY in said(maya)[-1]


async def test_a_form_whose_token_is_forgotten_shows_what_was_typed_so_that_it_can_be_copied(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "I would like a mentor")
    assert maya.dialog is not None
    first = str(maya.dialog.sender["data"]["m"])
    forgotten = first if first.startswith("~") else "~" + "x" * 32
    async with scene.bot.work() as work:
        await work.session.execute(delete(tables.metadata.tables["carried"]))
    told = shows(
        maya,
        await scene.stub.deliver(sending(maya, m=forgotten, short__job_title="Keeper of the maps")),
    )
    assert ANOTHER_DAY in told
    assert "Keeper of the maps" in told


# Forms


async def test_a_selection_that_somebody_changed_meanwhile_is_told_and_what_was_chosen_stays(
    scene: TeamsStage,
) -> None:
    await on_register(scene.stage, PRIYA, TOM)
    subject = await eligible(scene.stage)
    await scene.settled()
    keys = [str((await application_of(scene.stage, one, "mentor")).id) for one in (PRIYA, TOM)]
    player = await scene.person(IDA)
    await player.presses_in_channel("Open", card="A-3")
    await player.presses("Suggest mentors")
    await act(
        await scene.stage.person(ROBIN),
        "propose.send",
        subject,
        mentors=keys[:1],
        criteria=["a"],
        revision="0",
    )
    await player.fills(mentors=keys[1:], criteria=["b"])
    ida = await of_group(scene, IDA)
    await ida.submits()
    assert "Robin Ash selected: Priya Nair. Agreed so far: Robin Ash. Yours is kept here" in shown(
        ida
    )
    assert ida.dialog is not None
    ticked = {key for key, value in ida.dialog.values.items() if "mentors" in key and value}
    assert ticked == {"choices.mentors~2"}
    assert await rows(scene, "candidates") == 1


async def test_a_form_that_was_changed_since_it_was_drawn_asks_as_it_is_now_and_keeps_the_rest(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "I would like a mentor")
    old = sending(
        maya, short__job_title="Assistant", choice__level="assistant", number__experience_years="4"
    )
    changed = scene.bot.definitions["aln"].model_dump()
    next(one for one in changed["forms"]["mentee"] if one["key"] == "second_contact")[
        "required"
    ] = True
    scene.bot.definitions["aln"] = Definition.model_validate(changed)  # type: ignore[index]  # as a new start would
    told = shows(maya, await scene.stub.deliver(old))
    assert "Please fill this in." in told
    assert maya.dialog is not None
    assert maya.dialog.values["short.job_title"] == "Assistant"
    assert maya.dialog.values["number.experience_years"] == "4"


async def test_an_answer_that_is_too_long_stands_there_in_full_with_the_error_beside_it(
    scene: TeamsStage,
) -> None:
    maya = await asks(scene)
    words = QUESTION * 180
    told = shows(maya, await scene.stub.deliver(sending(maya, long__text=words)))
    assert "Please shorten this to 5,000 characters" in told
    assert maya.dialog is not None
    assert maya.dialog.values["long.text"] == words
    assert await rows(scene, "enquiries") == 0


@pytest.mark.parametrize("mobile", [False, True])
async def test_what_a_client_did_not_ask_for_is_asked_for_by_the_bot_and_the_rest_is_kept(
    scene: TeamsStage, *, mobile: bool
) -> None:
    maya = await hand_of(scene, MAYA, mobile=mobile)
    await opens(maya, "I would like a mentor")
    odd = sending(
        maya, short__job_title="Assistant", choice__level="wizard", number__experience_years="many"
    )
    told = shows(maya, await scene.stub.deliver(odd))
    assert "Step 1 of" in told
    assert "Please choose one of the options listed." in told
    assert maya.dialog is not None
    assert maya.dialog.values["short.job_title"] == "Assistant"
    assert maya.dialog.values["choice.level"] == ""
    told = shows(maya, await scene.stub.deliver(sending(maya, short__job_title="")))
    assert "Please fill this in." in told
    assert await rows(scene, "applications") == 0


@pytest.mark.parametrize(
    "odd",
    [7, True, None, ["a"], {"a": 1}, "\x00", "\ud83d", "x" * 40_000],
    ids=lambda one: str(one)[:9],
)
async def test_odd_values_in_inputs_break_nothing(scene: TeamsStage, odd: object) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "I would like a mentor")
    odds = dict.fromkeys(
        (
            "short__job_title",
            "choice__level",
            "number__years_at_level",
            "choice__organisation",
            "x__y",
        ),
        odd,
    )
    for label in ("", "Answer in the chat instead"):
        assert (await scene.stub.deliver(sending(maya, label, **odds))).status == 200
    await scene.settled()
    assert await rows(scene, "applications") == 0
    await maya.types("hello")
    assert maya.heard.ok
    assert await rows(scene, "enquiries") == 0


async def test_what_is_written_in_a_form_is_read_for_danger_and_what_is_chosen_is_not(
    scene: TeamsStage,
) -> None:
    alex = await scene.person(ALEX)
    await alex.says("roster")
    await alex.presses("Add somebody")
    await alex.fills(name="Esther Lowe", email=ESTHER, duty="member", organisation="moor")
    await alex.submits()
    assert not any("in danger" in text for text in said(alex.hand))
    await alex.presses("Open roster")
    await alex.presses("Add somebody")
    await alex.fills(
        name="Vreau sa mor", email="sam.lock@moor.example.org", duty="member", organisation="moor"
    )
    await alex.submits()
    assert any("in danger" in text for text in said(alex.hand))
