"""What Slack sends becomes answers and actions; what nobody here has sent is refused in friendly words."""

from typing import Any

import pytest

from bot.chat import payload as chat_payload
from bot.chat.text import cut
from bot.slack.cards import read
from bot.slack.cards.fields import NO_ANSWER
from bot.slack.cards.texts import joined
from scheme.refusal import Refusal


def one(block_id: str, **held: Any) -> dict[str, dict[str, Any]]:
    """The state of one input."""
    return {block_id: {"answer": {"type": "anything", **held}}}


@pytest.mark.parametrize(
    ("values", "answers"),
    [
        (one("short.name", value="Maya"), {"name": "Maya"}),
        (one("short.name", value=None), {"name": None}),
        (one("long.goals", value="To lead"), {"goals": "To lead"}),
        (one("long.goals", value=None), {"goals": None}),
        (one("number.years", value="12"), {"years": 12}),
        (one("number.years", value="-3"), {"years": -3}),
        (one("number.years", value="about five"), {"years": "about five"}),
        (one("number.years", value=None), {"years": None}),
        (one("date.start", selected_date="2026-12-07"), {"start": "2026-12-07"}),
        (one("date.start", selected_date=None), {"start": None}),
        (one("time.hour", selected_time="14:30"), {"hour": "14:30"}),
        (one("choice.how", selected_option={"value": "video"}), {"how": "video"}),
        (one("choice.how", selected_option={"value": NO_ANSWER}), {"how": None}),
        (one("choice.how", selected_option=None), {"how": None}),
        (
            one("choices.areas", selected_options=[{"value": "a"}, {"value": "b"}]),
            {"areas": ["a", "b"]},
        ),
        (one("choices.areas", selected_options=[]), {"areas": []}),
        (one("tick.consent", selected_options=[{"value": "yes"}]), {"consent": True}),
        (one("tick.consent", selected_options=[]), {"consent": False}),
        (one("file.cv", files=[{"id": "F1"}]), {}),
        (one("do.3", value="x"), {}),
    ],
)
def test_each_input_is_read_as_what_it_asks_for(
    values: dict[str, Any], answers: dict[str, Any]
) -> None:
    assert read.answers(values) == answers


def test_the_parts_of_a_long_answer_are_one_again_in_their_own_order() -> None:
    values = (
        one("long.goals~2", value="second ")
        | one("long.goals", value="first ")
        | one("long.goals~3", value="third")
    )
    blocks = [{"type": "input", "block_id": f"long.goals{more}"} for more in ("", "~2", "~3")]
    assert read.answers(values, blocks) == {"goals": "first second third"}


def test_an_input_that_slack_says_nothing_of_was_left_empty() -> None:
    assert read.answers({}, [{"type": "input", "block_id": "short.name"}]) == {"name": None}


@pytest.mark.parametrize(
    "text", ["word " * 1500, "paragraph.\n\n" * 600, "x" * 7000, "a\n" * 3500, ""]
)
def test_a_text_that_is_cut_comes_together_unharmed(text: str) -> None:
    parts = cut(text, 3000)
    assert max(map(len, parts)) <= 3000
    assert joined(parts) == text


def test_words_do_not_run_together_where_somebody_changed_how_a_part_ends() -> None:
    assert joined(["The end.", "And more."]) == "The end. And more."


def test_files_are_told_by_slack_s_ids() -> None:
    values = (
        one("file.cv", files=[{"id": "F1"}])
        | one("file.letter", files=[])
        | one("short.name", value="Maya")
    )
    assert read.files(values) == {"cv": ["F1"]}


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "3", "{", "{}", '{"n":3}', '{"n":"a.b","p":"x"}', '{"n":"a.b","p":1e999}', '{"n":"a.b","a":[]}',
        '{"n":"a.b","a":{"x":{"y":1}}}', '{"n":"a.b","o":7}', "~short", "[" * 100_000,
    ],
)  # fmt: skip
def test_a_value_that_is_not_ours_is_refused_in_friendly_words(text: str) -> None:
    with pytest.raises(chat_payload.Unreadable) as no:
        chat_payload.unpacked(text)
    assert isinstance(no.value, Refusal)
    assert no.value.text.startswith("That is from another day")
    assert no.value.__cause__ is None


@pytest.mark.parametrize(
    "text", ["", "~" + "a" * 30, "[]", '{"c":[]}', '{"c":{"a":3}}', '{"p":null}', '{"h":3}']
)
def test_metadata_that_is_not_ours_is_refused(text: str) -> None:
    with pytest.raises(chat_payload.Unreadable):
        chat_payload.metadata(text)


@pytest.mark.parametrize(
    "values",
    [
        {"short.name": []},
        {"short.name": {"answer": "Maya"}},
        {"choice.how": {"answer": {"selected_option": {"text": "Video"}}}},
        {"choices.areas": {"answer": {"selected_options": [3]}}},
    ],
)
def test_values_of_another_shape_are_refused(values: dict[str, Any]) -> None:
    with pytest.raises(chat_payload.Unreadable):
        read.answers(values)


def test_files_of_another_shape_are_refused() -> None:
    with pytest.raises(chat_payload.Unreadable):
        read.files(one("file.cv", files=[{}]))


def test_openers_do_not_go_on_for_ever() -> None:
    with pytest.raises(chat_payload.Unreadable):
        chat_payload.unpacked('{"n":"a.b","o":' * 9 + '{"n":"a.b"}' + "}" * 9)


@pytest.mark.parametrize(
    ("block_id", "key"),
    [
        ("short.name", "name"),
        ("long.goals~2", "goals"),
        ("p3:", ""),
        ("card1:do0", ""),
        ("error:name", ""),
        ("notice", ""),
    ],
)
def test_a_block_says_which_field_it_asks_for(block_id: str, key: str) -> None:
    assert read.key(block_id) == key


@pytest.mark.parametrize(
    ("sent", "typed"),
    [
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("&amp;lt;", "&lt;"),
        ("&lt;@U1&gt;", "<@U1>"),
        ("see <http://example.org|example.org>", "see example.org"),
        ("see <https://example.org/a?b=1&amp;c=2>", "see https://example.org/a?b=1&c=2"),
        ("see <https://example.org|the page>", "see the page (https://example.org)"),
        ("<mailto:maya@example.org|maya@example.org>", "maya@example.org"),
        ("ask <@U1|tom> or <@U2>", "ask @tom or @somebody"),
        ("in <#C1|general>", "in #general"),
        ("<!here> all", "@here all"),
        ("on <!date^1^{date}|Monday>", "on Monday"),
    ],
)
def test_what_somebody_typed_in_a_chat_is_read_as_they_typed_it(sent: str, typed: str) -> None:
    assert read.plain(sent) == typed
