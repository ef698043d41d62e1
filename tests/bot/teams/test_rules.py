"""Each rule for what goes to Teams: what just holds, and what breaks it."""

import pytest

from tests.platforms.strict import BrokenRule
from tests.teams.rules import ADAPTIVE, check_activity, check_task, seen
from tests.teams.samples import (
    Rule,
    answered,
    attached,
    card,
    check,
    dialog,
    holding,
    line,
    message,
    opened,
    opens,
    press,
    push,
    rich,
    run,
    text,
    told,
    without,
)
from tests.teams.shapes import Json

HERE = "activity.attachments[0]"


def plain(words: str, **more: Json) -> Json:
    """A message without a card."""
    return {"type": "message", "text": words, **more}


ACTIVITIES = [
    Rule("a message says something", plain("a"), {"type": "message"}, "activity"),
    Rule("and not beside a card", message(), {**message(), "text": "a"}, "activity"),
    Rule("its words are not blank", plain("a"), plain(" "), "activity.text"),
    Rule(
        "a card has words for a notification", message(), without(message(), "summary"), "activity"
    ),
    Rule("and these are not blank", message(), {**message(), "summary": ""}, "activity.summary"),
    Rule(
        "an activity is a message",
        {"type": "typing"},
        {**message(), "type": "event"},
        "activity.type",
    ),
    Rule("it has no key of its own making", message(), {**message(), "blocks": []}, "activity"),
    Rule(
        "it suggests nothing, which Teams does not show",
        message(),
        {**message(), "suggestedActions": {}},
        "activity",
    ),
    Rule(
        "what is attached is an Adaptive Card",
        message(),
        {
            **message(),
            "attachments": [
                {**attached(card()), "contentType": "application/vnd.microsoft.card.hero"}
            ],
        },
        f"{HERE}.contentType",
    ),
    Rule(
        "an attachment has nothing else",
        message(),
        {**message(), "attachments": [{**attached(card()), "name": "a"}]},
        HERE,
    ),
    Rule(
        "several cards say how they stand",
        {**message(), "attachments": [attached(card())] * 2, "attachmentLayout": "list"},
        {**message(), "attachments": [attached(card())] * 2},
        "activity",
    ),
    Rule(
        "text is no markup", plain("a"), {**plain("a"), "textFormat": "xml"}, "activity.textFormat"
    ),
    Rule("text mentions nobody", plain("at home"), plain("<at>Bea</at>"), "activity.text"),
    Rule(
        "text leads to no page of scripts", plain("a"), plain("[a](javascript:b)"), "activity.text"
    ),
]
TASKS = [
    Rule("a dialog opens or a word is told", told("a"), told("a", type="close"), "task.type"),
    Rule("a word is not blank", told("a"), told(" "), "task.value"),
    Rule(
        "a dialog has a title",
        opened(),
        {"task": {"type": "continue", "value": {"card": attached(card())}}},
        "task.value",
    ),
    Rule("its title is short", opened(title="a" * 64), opened(title="a" * 65), "task.value.title"),
    Rule(
        "it has a card, no page", opened(), opened(url="https://library.example.org"), "task.value"
    ),
    Rule(
        "its width is one that Teams knows",
        opened(width="medium"),
        opened(width="wide"),
        "task.value.width",
    ),
    Rule("its height is not nothing", opened(height=400), opened(height=0), "task.value.height"),
    Rule("a task has nothing else", told("a"), {**told("a"), "say": "b"}, "body"),
    Rule(
        "its card is checked as in a dialog",
        opened(card=attached(card(actions=[push()]))),
        opened(card=attached(card(actions=[press()]))),
        "card.actions[0]",
    ),
]
INVOKES = [
    Rule("a press is answered in words", answered(), answered(" "), "body.value"),
    Rule("or with a card", answered(card(), ADAPTIVE), answered("a", ADAPTIVE), "card"),
    Rule("what went well says so", answered(), answered(status=202), "body.statusCode"),
    Rule("it is of a kind that Teams knows", answered(), answered(kind="text/plain"), "body.type"),
    Rule(
        "what went wrong says so",
        answered({"code": "BadRequest", "message": "a"}, "application/vnd.microsoft.error", 400),
        answered({"code": "BadRequest", "message": "a"}, "application/vnd.microsoft.error", 200),
        "body.statusCode",
    ),
    Rule(
        "and says it in words",
        answered({"code": "BadRequest", "message": "a"}, "application/vnd.microsoft.error", 500),
        answered({"code": "BadRequest", "message": ""}, "application/vnd.microsoft.error", 500),
        "body.value.message",
    ),
    Rule("an answer has nothing else", answered(), {**answered(), "card": {}}, "body"),
]
CARDS = [
    Rule("a card is one", message(), message(type="Card"), "card.type"),
    Rule(
        "of the version that Teams takes",
        message(version="1.5"),
        message(version="1.6"),
        "card.version",
    ),
    Rule("it has no key of its own making", message(lang="en"), message(title="a"), "card"),
    Rule("it has something in it", message(text()), message(body=[]), "card.body"),
    Rule(
        "it can be read where it cannot be drawn",
        message(fallbackText="a"),
        message(fallbackText=""),
        "card.fallbackText",
    ),
    Rule(
        "it can be read out",
        message(speak="a < b"),
        message(speak="<speak>a</speak>"),
        "card.speak",
    ),
    Rule("its direction is one or the other", message(rtl=True), message(rtl="yes"), "card.rtl"),
    Rule(
        "it is as wide as the chat",
        message(msteams={"width": "Full"}),
        message(msteams={"width": "Wide"}),
        "card.msteams.width",
    ),
    Rule(
        "it mentions nobody",
        message(msteams={"width": "Full"}),
        message(msteams={"width": "Full", "entities": []}),
        "card.msteams",
    ),
    Rule("it is not heavy", message(text("a" * 27_000)), message(text("a" * 28_000)), "card"),
    Rule(
        "it counts bytes, not letters",
        message(text("é" * 13_000)),
        message(text("é" * 14_000)),
        "card",
    ),
    Rule(
        "each id is there once",
        message(text(id="a"), text(id="b")),
        message(text(id="a"), holding(text(id="a"))),
        "card",
    ),
    Rule("it asks nothing in a chat", dialog(line()), message(line(), actions=[]), "card.actions"),
    Rule("nor without buttons", dialog(line()), message(line()), "card"),
    Rule(
        "it is brought up to date for 60 people at most",
        message(refresh={"action": press(), "userIds": ["a"] * 60}),
        message(refresh={"action": press(), "userIds": ["a"] * 61}),
        "card.refresh.userIds",
    ),
    Rule(
        "by a universal action",
        message(refresh={"action": press(), "userIds": ["a"]}),
        message(refresh={"action": opens(), "userIds": ["a"]}),
        "card.refresh.action",
    ),
    Rule(
        "in a message alone",
        message(refresh={"action": press(), "userIds": ["a"]}),
        dialog(refresh={"action": press(), "userIds": ["a"]}),
        "card.refresh",
    ),
]


@pytest.mark.parametrize("rule", ACTIVITIES + TASKS + INVOKES + CARDS, ids=lambda rule: rule.words)
def test_a_payload_that_just_holds_passes_and_one_that_breaks_a_rule_of_teams_is_named(
    rule: Rule,
) -> None:
    check(rule.holds)
    with pytest.raises(BrokenRule) as no:
        check(rule.breaks)
    assert no.value.where == rule.where


def test_a_dialog_is_closed_with_nothing() -> None:
    check_task({})
    check_task(None)


def test_a_card_that_passed_is_remembered_once_for_its_shape() -> None:
    before = dict(seen)
    shaped = [
        text("what nobody else says", size="extraLarge", weight="Bolder", id=one)
        for one in "abcdefgh"
    ]
    check_activity(message(*shaped))
    added = [one for key, one in seen.items() if key not in before]
    check_activity(message(*[{**one, "text": "and this is shorter"} for one in shaped]))
    with pytest.raises(BrokenRule):
        check_activity(message(*shaped, rich(run(""), run(highlight=True)), size="a"))
    assert [one for key, one in seen.items() if key not in before] == added
    assert added == [card(*shaped)]
