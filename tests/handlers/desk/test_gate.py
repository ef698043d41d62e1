"""What comes in from any channel: clean and of bounded length, whatever it is that arrives (R2.12)."""

import pytest

from handlers.accounts.identity import Profile
from handlers.desk import gate
from handlers.kit.ui import Action, Form
from scheme.forms.fields import Answer
from scheme.refusal import Gone, Refusal
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import drafts
from tests.support.dialogue import Stage
from tests.support.rounds import act, logged
from tests.support.stage import MAYA, START

HALF = "\ud83d"


def test_what_is_typed_and_chosen_arrives_clean_whatever_opened_it() -> None:
    opener = Action(name="enquiry.ask", answers={"words": f"Pri\u202eya{HALF}"})
    given: dict[str, Answer] = {
        "text": "a\u200bb\r\nc",
        "areas": ["x\u2066", "y"],
        "tick": True,
        "years": 7,
        "none": None,
    }
    found = gate.let_in(
        Action(
            name="enquiry.send",
            subject=Subject("person", 5),
            answers=given,
            scheme="aln",
            opener=opener,
        )
    )
    assert found.answers == {
        "text": "ab\nc",
        "areas": ["x", "y"],
        "tick": True,
        "years": 7,
        "none": None,
    }
    assert found.opener is not None
    assert found.opener.answers == {"words": "Priya"}


@pytest.mark.parametrize("odd", [HALF, "application:２５", "x" * 200, "a b", "a\x00", "\u202e"])
@pytest.mark.parametrize("part", ["name", "subject", "scheme"])
def test_names_that_no_button_has_lead_nowhere(part: str, odd: str) -> None:
    action = {
        "name": Action(name=odd),
        "subject": Action(name="home.show", subject=Subject.read(odd)),
        "scheme": Action(name="home.show", scheme=odd),
    }[part]
    with pytest.raises(gate.Unknown if part == "name" else Gone):
        gate.let_in(action)


def test_a_field_whose_name_no_form_can_have_is_left_out() -> None:
    assert gate.answers({"text": "a", "x" * 200: "b", HALF: "c", "a b": "d"}) == {"text": "a"}


def test_what_is_too_much_is_said_beside_its_field_and_not_looked_at() -> None:
    with pytest.raises(Refusal) as no:
        gate.answers({"story": "x" * 1_000_000, "areas": ["a"] * 1000, "name": "Maya"})
    assert no.value.errors == {
        "story": "Please shorten this to 20,000 characters; it has 1,000,000.",
        "areas": "Please choose 200 at most.",
    }


async def test_every_action_passes_whatever_the_channel_makes_of_it(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    before = len(await logged(scene))
    with pytest.raises(Gone):
        await act(maya, "home.show", HALF)
    await act(maya, "home.say", text=f"hello{HALF}\u202e")
    assert len(await logged(scene)) == before


async def test_a_draft_is_kept_clean_and_opens_again(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    opener = Action(name="apply.mentee", scheme="aln")
    form = Form(title=f"Apply{HALF}", action="apply.send", fields=(), submit="", opener=opener)
    await scene.bot.desk.keep(
        maya.person_id, form, {"job_title": f"Lib{HALF}rarian\u202e"}, {"a": HALF}, START
    )
    async with scene.bot.work(writes=False) as work:
        kept = await drafts.begun(
            work, "aln", maya.person_id, "apply.mentee", "apply.send", NOTHING_IN_PARTICULAR
        )
    assert kept is not None
    assert (kept.title, kept.answers, kept.carries) == (
        "Apply",
        {"job_title": "Librarian"},
        {"a": ""},
    )


@pytest.mark.parametrize(
    ("name", "known_as"),
    [
        ("Priya\u202e Nair", "Priya Nair"),
        ("\u200bPriya\u200f  Nair\ufeff", "Priya Nair"),
        (f"Priya {HALF}Nair\n", "Priya Nair"),
        ("علی\u200cرضا", "علی\u200cرضا"),
        ("\u202e\u3164", ""),
        ("P" * 1000, "P" * 200),
    ],
)
def test_a_name_in_a_profile_is_clean(name: str, known_as: str) -> None:
    assert (
        Profile(
            platform="slack", workspace="T1", user="U1", name=name, email="priya@example.org"
        ).name
        == known_as
    )
