"""Each rule for what stands inside blocks: what just holds, and what breaks it."""

import pytest

from tests.platforms.strict import BrokenRule
from tests.slack.samples import (
    NAMED,
    WORD,
    Rule,
    actions,
    asked,
    button,
    check,
    chosen,
    file,
    line,
    marked,
    message,
    moment,
    number,
    option,
    options,
    picked,
    piece,
    plain,
    question,
    rich,
    run,
    section,
    without,
)

ELEMENTS = [
    Rule(
        "an action's id is short",
        message(actions(button(action_id="a" * 255))),
        message(actions(button(action_id="a" * 256))),
        "blocks[0].elements[0].action_id",
    ),
    Rule(
        "an action has an id",
        message(actions(button())),
        message(actions(without(button(), "action_id"))),
        "blocks[0].elements[0]",
    ),
    Rule(
        "a button's words are short",
        message(actions(button(text=plain("a" * 75)))),
        message(actions(button(text=plain("a" * 76)))),
        "blocks[0].elements[0].text.text",
    ),
    Rule(
        "a button's words are plain",
        message(actions(button())),
        message(actions(button(text=marked("a")))),
        "blocks[0].elements[0].text",
    ),
    Rule(
        "what a button carries has 2,000 characters at most",
        message(actions(button(value="a" * 2000))),
        message(actions(button(value="a" * 2001))),
        "blocks[0].elements[0].value",
    ),
    Rule(
        "a button's style is known",
        message(actions(button(style="danger"))),
        message(actions(button(style="quiet"))),
        "blocks[0].elements[0].style",
    ),
    Rule(
        "a button leads to an address",
        message(actions(button(url="https://library.example.org/a"))),
        message(actions(button(url="javascript:a"))),
        "blocks[0].elements[0].url",
    ),
    Rule(
        "an element has keys that are known",
        message(actions(button())),
        message(actions(button(placeholder=plain()))),
        "blocks[0].elements[0]",
    ),
    Rule(
        "a question has a short title",
        question(title=plain("a" * 100)),
        question(title=plain("a" * 101)),
        "blocks[0].elements[0].confirm.title.text",
    ),
    Rule(
        "a question is short",
        question(text=marked("a" * 300)),
        question(text=marked("a" * 301)),
        "blocks[0].elements[0].confirm.text.text",
    ),
    Rule(
        "its answers are short",
        question(deny=plain("a" * 30)),
        question(deny=plain("a" * 31)),
        "blocks[0].elements[0].confirm.deny.text",
    ),
    Rule(
        "its answers are plain",
        question(),
        question(confirm=marked("a")),
        "blocks[0].elements[0].confirm.confirm",
    ),
    Rule(
        "its style is known",
        question(style="danger"),
        question(style="quiet"),
        "blocks[0].elements[0].confirm.style",
    ),
    Rule(
        "a placeholder is short",
        asked(line(placeholder=plain("a" * 150))),
        asked(line(placeholder=plain("a" * 151))),
        "blocks[0].element.placeholder.text",
    ),
    Rule(
        "a line has 3,000 characters at most",
        asked(line(max_length=3000)),
        asked(line(max_length=3001)),
        "blocks[0].element.max_length",
    ),
    Rule(
        "a line's least is not above its most",
        asked(line(min_length=9, max_length=9)),
        asked(line(min_length=10, max_length=9)),
        "blocks[0].element.min_length",
    ),
    Rule(
        "what stands in a line fits it",
        asked(line(initial_value="a" * 9, max_length=9)),
        asked(line(initial_value="a" * 10, max_length=9)),
        "blocks[0].element.initial_value",
    ),
    Rule(
        "a line acts upon what Slack knows",
        asked(line(**NAMED), dispatch_action=True),
        asked(
            line(dispatch_action_config={"trigger_actions_on": ["on_blur"]}), dispatch_action=True
        ),
        "blocks[0].element.dispatch_action_config",
    ),
    Rule(
        "there is something to choose",
        asked(chosen("static_select")),
        asked(chosen("static_select", options=[])),
        "blocks[0].element.options",
    ),
    Rule(
        "a select has 100 options at most",
        asked(chosen("static_select", options=options(100))),
        asked(chosen("static_select", options=options(101))),
        "blocks[0].element.options",
    ),
    Rule(
        "ten radio buttons at most",
        asked(chosen("radio_buttons", options=options(10))),
        asked(chosen("radio_buttons", options=options(11))),
        "blocks[0].element.options",
    ),
    Rule(
        "ten checkboxes at most",
        asked(chosen("checkboxes", options=options(10))),
        asked(chosen("checkboxes", options=options(11))),
        "blocks[0].element.options",
    ),
    Rule(
        "five entries of an overflow menu at most",
        message(actions(chosen("overflow", options=options(5)))),
        message(actions(chosen("overflow", options=options(6)))),
        "blocks[0].elements[0].options",
    ),
    Rule(
        "100 groups of options at most",
        asked(
            chosen(
                "static_select",
                option_groups=[{"label": plain(), "options": [one]} for one in options(100)],
            )
        ),
        asked(
            chosen(
                "static_select",
                option_groups=[{"label": plain(), "options": [one]} for one in options(101)],
            )
        ),
        "blocks[0].element.option_groups",
    ),
    Rule(
        "a group's label is short",
        asked(
            chosen(
                "static_select", option_groups=[{"label": plain("a" * 75), "options": options(1)}]
            )
        ),
        asked(
            chosen(
                "static_select", option_groups=[{"label": plain("a" * 76), "options": options(1)}]
            )
        ),
        "blocks[0].element.option_groups[0].label.text",
    ),
    Rule(
        "options or groups of them",
        asked(chosen("static_select")),
        asked(
            chosen(
                "static_select",
                option_groups=[{"label": plain(), "options": options(1)}],
                options=options(1),
            )
        ),
        "blocks[0].element",
    ),
    Rule(
        "an option is short",
        asked(chosen("checkboxes", options=[option("a", "a" * 75)])),
        asked(chosen("checkboxes", options=[option("a", "a" * 76)])),
        "blocks[0].element.options[0].text.text",
    ),
    Rule(
        "a select's options are plain",
        asked(chosen("radio_buttons", options=[{"text": marked("a"), "value": "a"}])),
        asked(chosen("static_select", options=[{"text": marked("a"), "value": "a"}])),
        "blocks[0].element.options[0].text",
    ),
    Rule(
        "an option's value is short",
        asked(chosen("radio_buttons", options=[option("a" * 150)])),
        asked(chosen("radio_buttons", options=[option("a" * 151)])),
        "blocks[0].element.options[0].value",
    ),
    Rule(
        "an option's explanation is short",
        asked(chosen("radio_buttons", options=[option("a", description=plain("a" * 75))])),
        asked(chosen("radio_buttons", options=[option("a", description=plain("a" * 76))])),
        "blocks[0].element.options[0].description.text",
    ),
    Rule(
        "options are told apart",
        asked(chosen("checkboxes", options=[option("a"), option("b")])),
        asked(chosen("checkboxes", options=[option("a"), option("a")])),
        "blocks[0].element.options",
    ),
    Rule(
        "what is chosen at first can be chosen",
        asked(chosen("static_select", initial_option=option("1"))),
        asked(chosen("static_select", initial_option=option("1", "b"))),
        "blocks[0].element.initial_option",
    ),
    Rule(
        "all that are chosen at first can be",
        asked(chosen("checkboxes", initial_options=options(2))),
        asked(chosen("checkboxes", initial_options=options(3))),
        "blocks[0].element.initial_options",
    ),
    Rule(
        "they are chosen once",
        asked(chosen("checkboxes", initial_options=[option("0"), option("1")])),
        asked(chosen("checkboxes", initial_options=[option("0"), option("0")])),
        "blocks[0].element.initial_options",
    ),
    Rule(
        "no more are chosen than may be",
        asked(chosen("multi_static_select", initial_options=options(2), max_selected_items=2)),
        asked(chosen("multi_static_select", initial_options=options(2), max_selected_items=1)),
        "blocks[0].element.initial_options",
    ),
    Rule(
        "one may be chosen at least",
        asked(chosen("multi_static_select", max_selected_items=1)),
        asked(chosen("multi_static_select", max_selected_items=0)),
        "blocks[0].element.max_selected_items",
    ),
    Rule(
        "a day is written as Slack writes it",
        asked(picked("datepicker", initial_date="2026-02-28")),
        asked(picked("datepicker", initial_date="2026-02-30")),
        "blocks[0].element.initial_date",
    ),
    Rule(
        "a day has dashes",
        asked(picked("datepicker", initial_date="2026-03-09")),
        asked(picked("datepicker", initial_date="20260309")),
        "blocks[0].element.initial_date",
    ),
    Rule(
        "a time is written as Slack writes it",
        asked(picked("timepicker", initial_time="23:59")),
        asked(picked("timepicker", initial_time="24:00")),
        "blocks[0].element.initial_time",
    ),
    Rule(
        "a moment has ten figures",
        asked(picked("datetimepicker", initial_date_time=1_700_000_000)),
        asked(picked("datetimepicker", initial_date_time=1_700_000)),
        "blocks[0].element.initial_date_time",
    ),
    Rule(
        "a number says whether it may have a point",
        asked(number()),
        asked(without(number(), "is_decimal_allowed")),
        "blocks[0].element",
    ),
    Rule(
        "a whole number has none",
        asked({**number(initial_value="1.5"), "is_decimal_allowed": True}),
        asked(number(initial_value="1.5")),
        "blocks[0].element.initial_value",
    ),
    Rule(
        "a number comes as text",
        asked(number(min_value="1")),
        asked(number(min_value=1)),
        "blocks[0].element.min_value",
    ),
    Rule(
        "the least number is not above the most",
        asked(number(min_value="-9", max_value="-9")),
        asked(number(min_value="10", max_value="9")),
        "blocks[0].element",
    ),
    Rule(
        "the first number is between them",
        asked(number(min_value="1", initial_value="9", max_value="9")),
        asked(number(min_value="1", initial_value="10", max_value="9")),
        "blocks[0].element",
    ),
    Rule(
        "an e-mail address has no length of its own",
        asked(picked("email_text_input", initial_value="ada@library.example.org")),
        asked(picked("email_text_input", max_length=100)),
        "blocks[0].element",
    ),
    Rule(
        "nor has a web address several lines",
        asked(picked("url_text_input", initial_value="https://library.example.org")),
        asked(picked("url_text_input", multiline=True)),
        "blocks[0].element",
    ),
    Rule(
        "focused or not",
        asked(line(focus_on_load=False)),
        asked(line(focus_on_load=1)),
        "blocks[0].element.focus_on_load",
    ),
    Rule(
        "a question can be denied",
        question(),
        question(cancel=plain()),
        "blocks[0].elements[0].confirm",
    ),
    Rule(
        "a button has words",
        message(actions(button())),
        message(actions(without(button(), "text"))),
        "blocks[0].elements[0]",
    ),
    Rule(
        "what is read aloud of a button is short",
        message(actions(button(accessibility_label="a" * 75))),
        message(actions(button(accessibility_label="a" * 76))),
        "blocks[0].elements[0].accessibility_label",
    ),
    Rule(
        "several lines or one",
        asked(line(multiline=True)),
        asked(line(multiline="no")),
        "blocks[0].element.multiline",
    ),
    Rule(
        "an address to begin with is short",
        asked(picked("url_text_input", initial_value="a" * 3000)),
        asked(picked("url_text_input", initial_value="a" * 3001)),
        "blocks[0].element.initial_value",
    ),
    Rule(
        "ten files at most",
        asked(file(max_files=10)),
        asked(file(max_files=11)),
        "blocks[0].element.max_files",
    ),
    Rule(
        "one file at least",
        asked(file(max_files=1)),
        asked(file(max_files=0)),
        "blocks[0].element.max_files",
    ),
    Rule(
        "kinds of files are endings",
        asked(file(filetypes=["pdf"])),
        asked(file(filetypes=[".pdf"])),
        "blocks[0].element.filetypes",
    ),
]
WORDS = [
    Rule(
        "formatted text has signs escaped",
        message(section(marked("a &amp; b"))),
        message(section(marked("a & b"))),
        "blocks[0].text.text",
    ),
    Rule(
        "nobody mentions a crowd",
        message(section(marked("<@U1AB> and <#C1AB>"))),
        message(section(marked("<!channel>"))),
        "blocks[0].text.text",
    ),
    Rule(
        "a link says where it leads",
        message(section(marked("<https://library.example.org|the &amp; library>"))),
        message(section(marked("<https://library.example.org>"))),
        "blocks[0].text.text",
    ),
    Rule(
        "a token is not made of what was typed",
        message(section(marked("<https://library.example.org|a>"))),
        message(section(marked("<https://library.example.org|a <@U1>>"))),
        "blocks[0].text.text",
    ),
    Rule(
        "a date in formatted text has tokens that are known",
        message(section(marked("<!date^1^{date_long} at {time}|a day>"))),
        message(section(marked("<!date^1^{weekday}|a day>"))),
        "blocks[0].text.text",
    ),
    Rule(
        "a plain text has no key of a formatted one",
        message(section({**plain(), "emoji": False})),
        message(section({**plain(), "verbatim": False})),
        "blocks[0].text",
    ),
    Rule("a rich text has parts", message(rich(run(WORD))), message(rich()), "blocks[0].elements"),
    Rule(
        "its parts are known",
        message(rich(run(WORD))),
        message(rich(WORD)),
        "blocks[0].elements[0]",
    ),
    Rule(
        "a part says something",
        message(rich(run(WORD))),
        message(rich(run())),
        "blocks[0].elements[0].elements",
    ),
    Rule(
        "a piece says something",
        message(rich(run(WORD))),
        message(rich(run(piece("text", text="")))),
        "blocks[0].elements[0].elements[0].text",
    ),
    Rule(
        "a list has a style",
        message(rich({**run(run(WORD), kind="rich_text_list"), "style": "bullet"})),
        message(rich(run(run(WORD), kind="rich_text_list"))),
        "blocks[0].elements[0]",
    ),
    Rule(
        "a list holds sections",
        message(rich({**run(run(WORD), kind="rich_text_list"), "style": "ordered"})),
        message(rich({**run(WORD, kind="rich_text_list"), "style": "ordered"})),
        "blocks[0].elements[0].elements[0]",
    ),
    Rule(
        "a list is indented eight times at most",
        message(rich({**run(run(WORD), kind="rich_text_list"), "style": "bullet", "indent": 8})),
        message(rich({**run(run(WORD), kind="rich_text_list"), "style": "bullet", "indent": 9})),
        "blocks[0].elements[0].indent",
    ),
    Rule(
        "what is set as typed has no people in it",
        message(rich(run(WORD, kind="rich_text_preformatted"))),
        message(rich(run(piece("user", user_id="U1"), kind="rich_text_preformatted"))),
        "blocks[0].elements[0].elements[0]",
    ),
    Rule(
        "nobody mentions a crowd in rich text",
        message(rich(run(piece("user", user_id="U1AB"), kind="rich_text_quote"))),
        message(rich(run(piece("broadcast", range="channel")))),
        "blocks[0].elements[0].elements[0]",
    ),
    Rule(
        "a person is one of Slack's",
        message(rich(run(piece("user", user_id="U1AB")))),
        message(rich(run(piece("user", user_id="ada")))),
        "blocks[0].elements[0].elements[0]",
    ),
    Rule(
        "a style is known",
        message(rich(run({**WORD, "style": {"bold": True}}))),
        message(rich(run({**WORD, "style": {"loud": True}}))),
        "blocks[0].elements[0].elements[0].style",
    ),
    Rule(
        "a link in rich text can be followed",
        message(rich(run(piece("link", url="mailto:ada@library.example.org")))),
        message(rich(run(piece("link", url="file:///a")))),
        "blocks[0].elements[0].elements[0].url",
    ),
    Rule(
        "an emoji has a name",
        message(rich(run(piece("emoji", name="tada")))),
        message(rich(run(piece("emoji", name=":tada:")))),
        "blocks[0].elements[0].elements[0].name",
    ),
    Rule(
        "a date has a time stamp in seconds",
        moment(timestamp=1_700_000_000),
        moment(timestamp="1700000000"),
        "blocks[0].elements[0].elements[0].timestamp",
    ),
    Rule(
        "a date has tokens that are known",
        moment(format="{date_short_pretty} at {time}"),
        moment(format="{weekday}"),
        "blocks[0].elements[0].elements[0].format",
    ),
    Rule(
        "a date is more than words",
        moment(format="on {date}"),
        moment(format="one day"),
        "blocks[0].elements[0].elements[0].format",
    ),
    Rule(
        "a date says itself in words",
        moment(fallback="Monday"),
        moment(fallback=""),
        "blocks[0].elements[0].elements[0].fallback",
    ),
]


@pytest.mark.parametrize("rule", ELEMENTS + WORDS, ids=lambda rule: rule.words)
def test_a_payload_that_just_holds_passes_and_one_that_breaks_a_rule_is_named(rule: Rule) -> None:
    check(rule.holds)
    with pytest.raises(BrokenRule) as no:
        check(rule.breaks)
    assert no.value.where == rule.where
