"""Somebody's words as the beginning of an issue or a complaint: only if the person says so, and kept only when sent."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.concern.quoting import CUT, OWN, quoted, shown
from handlers.kit.ui import Action, Button, Form, View
from scheme.forms.checking import check
from scheme.subject import NOTHING_IN_PARTICULAR
from tests.support.dialogue import Player, Stage, buttons_of, read
from tests.support.pairs import rows, written
from tests.support.rounds import act, logged
from tests.support.stage import MAYA, NOAH

WORDS = "Quixotic nonsense, all of it.\nSays who?"
MOST = 10_000


async def asks_about(player: Player, words: str = WORDS, by: str = "Tom Birch") -> None:
    """Somebody presses "Raise a concern about this" on a message."""
    player.window = (await act(player, "concern.quoting", words=words, by=by)).window


def field_of(player: Player, key: str) -> str:
    """What stands in a field of the open form."""
    assert isinstance(player.window, Form)
    return str(player.window.answers.get(key, ""))


async def test_the_words_are_shown_to_this_person_and_two_ways_are_offered_each_with_and_without_them(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await asks_about(maya)
    assert isinstance(maya.window, View)
    await maya.sees(
        "What Tom Birch wrote", "Quixotic nonsense", "The Oversight Group reads it", "In confidence"
    )
    assert [(one.label, one.action) for one in buttons_of(maya.window)] == [
        ("Raise it with these words", "enquiry.quoted"),
        ("Raise it without these words", "enquiry.raise"),
        ("Complain with these words", "concern.quoted"),
        ("Complain without these words", "concern.complain"),
    ]
    assert [one.label for one in buttons_of(maya.window) if one.answers] == [
        "Raise it with these words",
        "Complain with these words",
    ]


@pytest.mark.parametrize(
    ("label", "title", "about", "table"),
    [
        ("Raise it with these words", "Something isn't right", "nobody", "enquiries"),
        ("Complain with these words", "Complain in confidence", "scheme", "concerns"),
    ],
)
async def test_taken_along_they_are_quoted_by_name_in_the_form_and_sent_as_the_person_left_them(
    scene: Stage, label: str, title: str, about: str, table: str
) -> None:
    maya = await scene.person(MAYA)
    await asks_about(maya)
    await maya.presses(label)
    await maya.sees(title, "What you took along is quoted below", "it goes only when you send this")
    assert (
        field_of(maya, "text")
        == "Tom Birch wrote:\n> Quixotic nonsense, all of it.\n> Says who?\n\n"
    )
    await maya.fills(about=about, text=field_of(maya, "text") + "This hurt.")
    await maya.submits()
    async with scene.bot.work(writes=False) as work:
        assert len(await rows(work.session, table)) == 1
        assert await rows(work.session, "drafts") == []


@pytest.mark.parametrize("label", ["Raise it without these words", "Complain without these words"])
async def test_without_them_the_form_is_empty(scene: Stage, label: str) -> None:
    maya = await scene.person(MAYA)
    await asks_about(maya)
    await maya.presses(label)
    assert field_of(maya, "text") == ""
    await maya.does_not_see("Quixotic")
    await maya.does_not_see("quoted below")


async def test_nothing_of_it_is_kept_or_noted_before_the_form_is_sent(
    scene: Stage, tmp_path: Path
) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "home.show")
    before = await logged(scene)
    await asks_about(maya, words="Plainly visible nonsense")
    for label in ("Raise it with these words", "Complain with these words"):
        await asks_about(maya, words="Plainly visible nonsense")
        await maya.presses(label)
    assert await logged(scene) == before
    async with scene.bot.work(writes=False) as work:
        for table in ("enquiries", "concerns", "remarks", "drafts", "carried", "outbox"):
            assert await rows(work.session, table) == []
    assert b"Plainly visible" not in written(tmp_path)


async def test_a_form_begun_with_words_is_left_and_offered_again_but_other_words_begin_it_anew(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await asks_about(maya)
    await maya.presses("Raise it with these words")
    await maya.fills(about="nobody", text="Tom wrote something. This hurt.")
    await maya.leaves()
    await asks_about(maya)
    await maya.presses("Raise it with these words")
    await maya.sees("This is as you left it")
    assert field_of(maya, "text") == "Tom wrote something. This hurt."
    await asks_about(maya, words="Another thing", by="Noah Quill")
    await maya.presses("Raise it with these words")
    assert field_of(maya, "text") == "Noah Quill wrote:\n> Another thing\n\n"
    assert field_of(maya, "about") == "nobody"


async def test_an_issue_that_was_begun_without_words_is_not_mixed_with_them(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "home.show")
    await maya.says("something isn't right")
    await maya.fills(text="My own half a sentence")
    await maya.leaves()
    await asks_about(maya)
    await maya.presses("Raise it with these words")
    assert "half a sentence" not in field_of(maya, "text")
    await maya.closes()
    await maya.says("something isn't right")
    assert field_of(maya, "text") == "My own half a sentence"


async def test_a_message_without_words_leads_to_the_empty_forms_alone(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    await asks_about(noah, words=" \n ", by="")
    assert [one.label for one in buttons_of(noah.window)] == ["Raise it", "Complain"]
    assert "wrote" not in read(noah.window)


async def test_a_very_long_message_is_shortened_to_what_the_fields_take_and_the_form_says_so(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    for label in ("Raise it with these words", "Complain with these words"):
        await asks_about(maya, words="A long line.\n" * 1500)
        assert len(read(maya.window)) < 3000
        await maya.presses(label)
        await maya.sees("It was long, so the end is left out.")
        assert isinstance(maya.window, Form)
        text = field_of(maya, "text") + "x" * (OWN - 10)
        about = await maya.option("Nobody" if "Raise" in label else "How the scheme")
        assert check(maya.window.fields, {"about": about, "text": text})["text"] == text


async def test_no_button_of_it_carries_more_than_the_longest_field_takes(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await asks_about(maya, words="x" * 20_000)

    def carried(one: Button) -> int:
        return len(str(one.answers.get("words", "")))

    assert max(carried(one) for one in buttons_of(maya.window)) <= MOST + 1


async def test_words_typed_by_others_do_no_harm_in_a_repeated_press(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    action = Action(
        name="concern.quoting",
        subject=NOTHING_IN_PARTICULAR,
        answers={"words": WORDS, "by": "Tom Birch"},
    )
    first, again = [await scene.bot.act(maya.person_id, action, "slack:1") for _ in range(2)]
    assert first == again


@given(st.text(max_size=400), st.text(max_size=40), st.integers(1200, 1500))
def test_whatever_was_written_every_line_is_marked_and_the_rest_of_the_field_is_free(
    words: str, by: str, most: int
) -> None:
    text = quoted(words, by, most)
    assert len(text) <= most - OWN + len(CUT) + 3
    [first, *lines] = text.splitlines()[:-1]
    assert first.endswith("wrote:")
    assert all(line.startswith(">") or line == CUT for line in lines)
    assert len(shown(words, by)) == bool(words.strip())
