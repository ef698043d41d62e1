"""Each rule for messages, views and blocks: what just holds, and what breaks it."""

import pytest
from slack_sdk.models.blocks import SectionBlock

from tests.platforms.strict import BrokenRule
from tests.slack.samples import (
    NAMED,
    PICTURE,
    Rule,
    actions,
    asked,
    button,
    check,
    chosen,
    file,
    home,
    line,
    marked,
    message,
    modal,
    plain,
    section,
    without,
)

MESSAGES = [
    Rule(
        "a message says itself in words", message(), without(message(section()), "text"), "message"
    ),
    Rule("its words are not empty", message(text="a"), message(text=" "), "text"),
    Rule(
        "its words have 40,000 characters at most",
        message(text="a" * 40_000),
        message(text="a" * 40_001),
        "text",
    ),
    Rule(
        "its words have signs escaped",
        message(text="a &lt;b&gt;"),
        message(text="a <!channel>"),
        "text",
    ),
    Rule(
        "its words are not taken apart for names",
        message(mrkdwn=False),
        message(link_names=True),
        "message",
    ),
    Rule(
        "it has 50 blocks at most", message(*[section()] * 50), message(*[section()] * 51), "blocks"
    ),
    Rule(
        "its blocks are not too long together",
        message(*[section(plain("a" * 2500))] * 4),
        message(*[section(plain("a" * 2501))] * 4),
        "blocks",
    ),
    Rule(
        "what is asked is asked in a window",
        asked(line()),
        message(*asked(line())["blocks"]),
        "blocks[0]",
    ),
]
VIEWS = [
    Rule(
        "a view is a modal or a Home tab",
        modal(),
        {**modal(), "type": "workflow_step"},
        "view.type",
    ),
    Rule("a modal has a title", modal(), without(modal(), "title"), "view"),
    Rule("a Home tab has none", home(), home(title=plain()), "view"),
    Rule("a title is plain", modal(), modal(title=marked("a")), "view.title"),
    Rule(
        "a title is short",
        modal(title=plain("a" * 24)),
        modal(title=plain("a" * 25)),
        "view.title.text",
    ),
    Rule(
        "what submits is short",
        modal(submit=plain("a" * 24)),
        modal(submit=plain("a" * 25)),
        "view.submit.text",
    ),
    Rule(
        "what closes is short",
        modal(close=plain("a" * 24)),
        modal(close=plain("a" * 25)),
        "view.close.text",
    ),
    Rule("inputs can be submitted", asked(line()), without(asked(line()), "submit"), "view.submit"),
    Rule(
        "a view has 100 blocks at most",
        modal(*[section()] * 100),
        modal(*[section()] * 101),
        "blocks",
    ),
    Rule("a view has something in it", modal(section()), {**modal(), "blocks": []}, "blocks"),
    Rule(
        "what is kept with it is short",
        modal(private_metadata="a" * 3000),
        modal(private_metadata="a" * 3001),
        "view.private_metadata",
    ),
    Rule(
        "its name is short",
        modal(callback_id="a" * 255),
        modal(callback_id="a" * 256),
        "view.callback_id",
    ),
    Rule(
        "its other name is short",
        home(external_id="a" * 255),
        home(external_id="a" * 256),
        "view.external_id",
    ),
    Rule(
        "closing is told or not",
        modal(notify_on_close=True),
        modal(notify_on_close="yes"),
        "view.notify_on_close",
    ),
    Rule("a view has no key of its own making", modal(), modal(hash="a"), "view"),
    Rule(
        "a view is not heavy",
        modal(*[section(plain("a" * 2400))] * 100),
        modal(*[section(plain("a" * 2500))] * 100),
        "view",
    ),
    Rule(
        "one element at most is focused",
        modal(asked(line(focus_on_load=True))["blocks"][0]),
        modal(
            *[asked(line(focus_on_load=True), block_id=f"short.{one}")["blocks"][0] for one in "ab"]
        ),
        "blocks",
    ),
]
BLOCKS = [
    Rule("a block is known", message({"type": "divider"}), message({"type": "card"}), "blocks[0]"),
    Rule(
        "it has keys that are known", message(section()), message(section(color="red")), "blocks[0]"
    ),
    Rule(
        "its id is short",
        message(section(block_id="a" * 255)),
        message(section(block_id="a" * 256)),
        "blocks[0].block_id",
    ),
    Rule(
        "its id is its own",
        message(section(block_id="a"), section(block_id="b")),
        message(section(block_id="a"), section(block_id="a")),
        "blocks",
    ),
    Rule(
        "a header has 150 characters at most",
        message({"type": "header", "text": plain("a" * 150)}),
        message({"type": "header", "text": plain("a" * 151)}),
        "blocks[0].text.text",
    ),
    Rule(
        "a header is plain",
        message({"type": "header", "text": plain()}),
        message({"type": "header", "text": marked("a")}),
        "blocks[0].text",
    ),
    Rule("a section says something", message(section()), message({"type": "section"}), "blocks[0]"),
    Rule(
        "a section has 3,000 characters at most",
        message(section(plain("a" * 3000))),
        message(section(plain("a" * 3001))),
        "blocks[0].text.text",
    ),
    Rule(
        "its text is not empty",
        message(section(plain("a"))),
        message(section(plain(""))),
        "blocks[0].text.text",
    ),
    Rule(
        "nor blank",
        message(section(plain("a "))),
        message(section(plain(" "))),
        "blocks[0].text.text",
    ),
    Rule(
        "a section has ten fields at most",
        message(section(fields=[plain()] * 10)),
        message(section(fields=[plain()] * 11)),
        "blocks[0].fields",
    ),
    Rule(
        "a field has 2,000 characters at most",
        message(section(fields=[plain("a" * 2000)])),
        message(section(fields=[plain("a" * 2001)])),
        "blocks[0].fields[0].text",
    ),
    Rule(
        "beside a section stands what may stand there",
        message(section(accessory=button())),
        message(section(accessory=line())),
        "blocks[0].accessory",
    ),
    Rule(
        "a context has ten things at most",
        message({"type": "context", "elements": [plain()] * 10}),
        message({"type": "context", "elements": [plain()] * 11}),
        "blocks[0].elements",
    ),
    Rule(
        "a context has texts and pictures",
        message({"type": "context", "elements": [PICTURE]}),
        message({"type": "context", "elements": [button()]}),
        "blocks[0].elements[0]",
    ),
    Rule(
        "a row has 25 buttons at most",
        message(actions(*[button(action_id=str(one)) for one in range(25)])),
        message(actions(*[button(action_id=str(one)) for one in range(26)])),
        "blocks[0].elements",
    ),
    Rule(
        "two buttons of a row are told apart",
        message(actions(button(action_id="do.1"), button(action_id="do.2"))),
        message(actions(button(), button())),
        "blocks[0].elements",
    ),
    Rule(
        "a row takes no several choices",
        message(actions(chosen("static_select"))),
        message(actions(chosen("multi_static_select"))),
        "blocks[0].elements[0]",
    ),
    Rule(
        "a picture has words", message(PICTURE), message(without(PICTURE, "alt_text")), "blocks[0]"
    ),
    Rule(
        "its words are not empty",
        message(PICTURE),
        message({**PICTURE, "alt_text": ""}),
        "blocks[0].alt_text",
    ),
    Rule(
        "a picture comes safely",
        message(PICTURE),
        message({**PICTURE, "image_url": "http://pictures.example.org/a.png"}),
        "blocks[0].image_url",
    ),
    Rule(
        "a picture comes from one place",
        message({**without(PICTURE, "image_url"), "slack_file": {"id": "F1"}}),
        message({**PICTURE, "slack_file": {"id": "F1"}}),
        "blocks[0]",
    ),
    Rule(
        "a picture's title is plain",
        message({**PICTURE, "title": plain()}),
        message({**PICTURE, "title": marked("a")}),
        "blocks[0].title",
    ),
    Rule(
        "unfolded or not",
        message(section(expand=True)),
        message(section(expand="no")),
        "blocks[0].expand",
    ),
    Rule(
        "in a context, too, a picture comes safely",
        message({"type": "context", "elements": [PICTURE]}),
        message({"type": "context", "elements": [{**PICTURE, "image_url": "data:a"}]}),
        "blocks[0].elements[0].image_url",
    ),
    Rule(
        "beside a section, too, a picture has words",
        message(section(accessory=PICTURE)),
        message(section(accessory=without(PICTURE, "alt_text"))),
        "blocks[0].accessory",
    ),
    Rule(
        "a label has 2,000 characters at most",
        asked(line(), label=plain("a" * 2000)),
        asked(line(), label=plain("a" * 2001)),
        "blocks[0].label.text",
    ),
    Rule("a label is plain", asked(line()), asked(line(), label=marked("a")), "blocks[0].label"),
    Rule(
        "a hint is short",
        asked(line(), hint=plain("a" * 150)),
        asked(line(), hint=plain("a" * 151)),
        "blocks[0].hint.text",
    ),
    Rule(
        "optional or not",
        asked(line(), optional=True),
        asked(line(), optional="no"),
        "blocks[0].optional",
    ),
    Rule("an input asks for something", asked(line()), asked(button()), "blocks[0].element"),
    Rule(
        "a file is asked for in a modal",
        asked(file()),
        home(*asked(file())["blocks"]),
        "blocks[0].element",
    ),
    Rule(
        "a file is not sent at once",
        asked(line(), dispatch_action=True),
        asked(file(), dispatch_action=True),
        "blocks[0]",
    ),
    Rule(
        "what acts at once says so",
        asked(line(**NAMED), dispatch_action=True),
        asked(line(**NAMED)),
        "blocks[0]",
    ),
]


@pytest.mark.parametrize("rule", MESSAGES + VIEWS + BLOCKS, ids=lambda rule: rule.words)
def test_a_payload_that_just_holds_passes_and_one_that_breaks_a_rule_is_named(rule: Rule) -> None:
    check(rule.holds)
    with pytest.raises(BrokenRule) as no:
        check(rule.breaks)
    assert no.value.where == rule.where


def test_what_slack_s_own_library_refuses_is_a_broken_rule_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(SectionBlock, "text_max_length", 1)
    for payload in (message(section(plain("ab"))), home(section(plain("ab")))):
        with pytest.raises(BrokenRule, match=r"slack_sdk\.models"):
            check(payload)
