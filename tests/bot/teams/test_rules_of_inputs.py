"""Each rule for what is asked in a dialog of Teams: what just holds, and what breaks it."""

import pytest

from tests.platforms.strict import BrokenRule
from tests.teams.samples import (
    Rule,
    check,
    choice,
    day,
    dialog,
    hour,
    line,
    number,
    option,
    push,
    send,
    tick,
    without,
)

HERE = "card.body[0]"
INPUTS = [
    Rule("an input has an id", dialog(line()), dialog(without(line(), "id")), HERE),
    Rule(
        "which says the kind and the key of its field",
        dialog(line(id="long.goals_2")),
        dialog(line(id="goals")),
        f"{HERE}.id",
    ),
    Rule(
        "two inputs are told apart",
        dialog(line(), line(id="short.other")),
        dialog(line(), line()),
        "card",
    ),
    Rule("an input has a label", dialog(line()), dialog(without(line(), "label")), HERE),
    Rule("which is not blank", dialog(line()), dialog(line(label=" ")), f"{HERE}.label"),
    Rule(
        "what is required says what is missing",
        dialog(line(isRequired=True, errorMessage="a")),
        dialog(line(isRequired=True)),
        HERE,
    ),
    Rule(
        "in words",
        dialog(line(errorMessage="a")),
        dialog(line(errorMessage="")),
        f"{HERE}.errorMessage",
    ),
    Rule(
        "which are Markdown",
        dialog(line(errorMessage=r"\<b>")),
        dialog(line(errorMessage="<b>")),
        f"{HERE}.errorMessage",
    ),
    Rule(
        "required or not",
        dialog(line(isRequired=False)),
        dialog(line(isRequired="no")),
        f"{HERE}.isRequired",
    ),
    Rule(
        "what is asked can be sent",
        dialog(line(), actions=[push(), send()]),
        dialog(line(), actions=[push()]),
        "card",
    ),
    Rule("an input has no key of its own making", dialog(line()), dialog(line(hint="a")), HERE),
    Rule(
        "a line is not longer than it may be",
        dialog(line(maxLength=2, value="ab")),
        dialog(line(maxLength=2, value="abc")),
        f"{HERE}.value",
    ),
    Rule(
        "a limit is above zero",
        dialog(line(maxLength=1)),
        dialog(line(maxLength=0)),
        f"{HERE}.maxLength",
    ),
    Rule("a line holds text", dialog(line(value="1")), dialog(line(value=1)), f"{HERE}.value"),
    Rule(
        "several lines have no style",
        dialog(line(isMultiline=True)),
        dialog(line(isMultiline=True, style="email")),
        HERE,
    ),
    Rule(
        "one line has one that is known",
        dialog(line(style="Email")),
        dialog(line(style="password")),
        f"{HERE}.style",
    ),
    Rule(
        "an expression can be read",
        dialog(line(regex="a+")),
        dialog(line(regex="(")),
        f"{HERE}.regex",
    ),
    Rule("a number is one", dialog(number(value=1)), dialog(number(value="1")), f"{HERE}.value"),
    Rule(
        "and in its range",
        dialog(number(min=1, value=1, max=1)),
        dialog(number(min=1, value=0)),
        HERE,
    ),
    Rule(
        "a range has a beginning and an end",
        dialog(number(min=1, max=2)),
        dialog(number(min=3, max=2)),
        HERE,
    ),
    Rule(
        "a day is one",
        dialog(day(value="2026-02-28")),
        dialog(day(value="2026-02-30")),
        f"{HERE}.value",
    ),
    Rule(
        "written as days are",
        dialog(day(min="2026-02-28")),
        dialog(day(min="28 February")),
        f"{HERE}.min",
    ),
    Rule(
        "and in its range",
        dialog(day(value="2026-02-28", max="2026-02-28")),
        dialog(day(value="2026-03-01", max="2026-02-28")),
        HERE,
    ),
    Rule(
        "a time is one", dialog(hour(value="23:59")), dialog(hour(value="24:00")), f"{HERE}.value"
    ),
    Rule(
        "and in its range",
        dialog(hour(min="09:00", value="09:00")),
        dialog(hour(min="09:00", value="08:59")),
        HERE,
    ),
    Rule("a tick has words", dialog(tick()), dialog(without(tick(), "title")), HERE),
    Rule("which wrap", dialog(tick(wrap=True)), dialog(tick(wrap=False)), HERE),
    Rule(
        "and are Markdown", dialog(tick(title=r"\`a\`")), dialog(tick(title="`a`")), f"{HERE}.title"
    ),
    Rule(
        "a tick that is required has a label",
        dialog(tick(isRequired=True, errorMessage="a", label="b")),
        dialog(tick(isRequired=True, errorMessage="a")),
        HERE,
    ),
    Rule(
        "on and off are told apart",
        dialog(tick(valueOn="yes", valueOff="no")),
        dialog(tick(valueOn="no", valueOff="no")),
        HERE,
    ),
    Rule(
        "a tick is on or off",
        dialog(tick(value="true")),
        dialog(tick(value="yes")),
        f"{HERE}.value",
    ),
    Rule(
        "there is something to choose",
        dialog(choice(option("a"))),
        dialog(choice(choices=[])),
        f"{HERE}.choices",
    ),
    Rule(
        "an option has words",
        dialog(choice(option("a", "b"))),
        dialog(choice(option("a", " "))),
        f"{HERE}.choices[0].title",
    ),
    Rule(
        "and a value",
        dialog(choice(option("a"))),
        dialog(choice(option(""))),
        f"{HERE}.choices[0].value",
    ),
    Rule(
        "of its own",
        dialog(choice(option("a"), option("b"))),
        dialog(choice(option("a"), option("a"))),
        f"{HERE}.choices",
    ),
    Rule(
        "and nothing else",
        dialog(choice(option("a"))),
        dialog(choice(option("a", help="b"))),
        f"{HERE}.choices[0]",
    ),
    Rule(
        "what is chosen is there",
        dialog(choice(value="a")),
        dialog(choice(value="c")),
        f"{HERE}.value",
    ),
    Rule(
        "one alone",
        dialog(choice(value="a,b", isMultiSelect=True)),
        dialog(choice(value="a,b")),
        f"{HERE}.value",
    ),
    Rule(
        "once",
        dialog(choice(value="a,b", isMultiSelect=True)),
        dialog(choice(value="a,a", isMultiSelect=True)),
        f"{HERE}.value",
    ),
    Rule(
        "a comma parts values",
        dialog(choice(option("a,b"))),
        dialog(choice(option("a,b"), isMultiSelect=True)),
        f"{HERE}.choices[0].value",
    ),
    Rule(
        "open options wrap",
        dialog(choice(style="expanded", wrap=True)),
        dialog(choice(style="expanded")),
        HERE,
    ),
    Rule(
        "and are Markdown",
        dialog(choice(option("a", "<b>"))),
        dialog(choice(option("a", "<b>"), style="expanded", wrap=True)),
        f"{HERE}.choices[0].title",
    ),
    Rule(
        "how they stand is known",
        dialog(choice(style="filtered")),
        dialog(choice(style="list")),
        f"{HERE}.style",
    ),
]


@pytest.mark.parametrize("rule", INPUTS, ids=lambda rule: rule.words)
def test_a_question_that_just_holds_passes_and_one_that_breaks_a_rule_of_teams_is_named(
    rule: Rule,
) -> None:
    check(rule.holds)
    with pytest.raises(BrokenRule) as no:
        check(rule.breaks)
    assert no.value.where == rule.where
