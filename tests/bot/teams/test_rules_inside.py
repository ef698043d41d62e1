"""Each rule for what stands inside a card for Teams, its words and its buttons: what just holds, and what breaks it."""

import pytest

from tests.platforms.strict import BrokenRule
from tests.teams.samples import (
    PACK,
    TOKEN,
    Rule,
    buttons,
    cell,
    check,
    column,
    columns,
    dialog,
    fact,
    facts,
    holding,
    line,
    link,
    message,
    opens,
    picture,
    press,
    push,
    rich,
    row,
    run,
    send,
    table,
    text,
    without,
)

ELEMENTS = [
    Rule(
        "an element is known",
        message(text()),
        message({"type": "Media", "sources": []}),
        "card.body[0]",
    ),
    Rule(
        "so are its properties",
        message(text(isSubtle=True)),
        message(text(targetWidth="wide")),
        "card.body[0]",
    ),
    Rule(
        "and what they hold",
        message(text(size="Large")),
        message(text(size="huge")),
        "card.body[0].size",
    ),
    Rule(
        "what is drawn or not says so",
        message(text(separator=True)),
        message(text(separator="1")),
        "card.body[0].separator",
    ),
    Rule("a text is not blank", message(text("a ")), message(text(" ")), "card.body[0].text"),
    Rule("a text wraps", message(text()), message(text(wrap=False)), "card.body[0]"),
    Rule(
        "lines are counted",
        message(text(maxLines=1)),
        message(text(maxLines=0)),
        "card.body[0].maxLines",
    ),
    Rule(
        "a column stands among columns",
        message(columns(column())),
        message(column()),
        "card.body[0]",
    ),
    Rule(
        "columns are columns",
        message(columns(column())),
        message(columns(holding())),
        "card.body[0].columns[0]",
    ),
    Rule(
        "a column has a width",
        message(columns(column(width="50px"))),
        message(columns(column(width="50%"))),
        "card.body[0].columns[0].width",
    ),
    Rule(
        "what holds things holds some",
        message(holding()),
        message({**holding(), "items": []}),
        "card.body[0].items",
    ),
    Rule(
        "what is inside is looked at too",
        message(columns(column(holding(text())))),
        message(columns(column(holding(text(""))))),
        "card.body[0].columns[0].items[0].items[0].text",
    ),
    Rule(
        "a height is in pixels",
        message(holding(minHeight="40px")),
        message(holding(minHeight="40")),
        "card.body[0].minHeight",
    ),
    Rule(
        "a picture has words",
        message(picture()),
        message(without(picture(), "altText")),
        "card.body[0]",
    ),
    Rule(
        "and these are not blank",
        message(picture()),
        message(picture(altText="")),
        "card.body[0].altText",
    ),
    Rule(
        "it comes safely",
        message(picture()),
        message(picture(url="http://pictures.example.org/a.png")),
        "card.body[0].url",
    ),
    Rule(
        "and from outside",
        message(picture()),
        message(picture(url="data:image/png;base64,AAAA")),
        "card.body[0].url",
    ),
    Rule(
        "its size is known",
        message(picture(width="48px")),
        message(picture(width="48em")),
        "card.body[0].width",
    ),
    Rule(
        "facts have names",
        message(facts()),
        message(facts(fact(title=""))),
        "card.body[0].facts[0].title",
    ),
    Rule(
        "and values",
        message(facts()),
        message(facts(without(fact(), "value"))),
        "card.body[0].facts[0]",
    ),
    Rule(
        "a run says its type", message(rich(run())), message(rich("a")), "card.body[0].inlines[0]"
    ),
    Rule(
        "and has something in it",
        message(rich(run(), run(" "))),
        message(rich(run(), run(""))),
        "card.body[0].inlines[1].text",
    ),
    Rule(
        "runs have something to read",
        message(rich(run(" "), run())),
        message(rich(run(" "))),
        "card.body[0].inlines",
    ),
    Rule(
        "a run is looked at too",
        message(rich(run(italic=True))),
        message(rich(run(bold=True))),
        "card.body[0].inlines[0]",
    ),
    Rule(
        "rows have their cells",
        message(table(row(cell(), cell()), count=2)),
        message(table(row(cell()), count=2)),
        "card.body[0].rows[0]",
    ),
]
WORDS = [
    Rule(
        "bold, slanted and listed are ours",
        message(text("**a** _b_\n\n- c")),
        message(text("# a")),
        "card.body[0].text",
    ),
    Rule("nothing is quoted", message(text("a > b")), message(text("> b")), "card.body[0].text"),
    Rule("nothing is code", message(text(r"\`a\`")), message(text("`a`")), "card.body[0].text"),
    Rule("nothing is markup", message(text(r"\<b>a")), message(text("<b>a")), "card.body[0].text"),
    Rule(
        "a link is safe",
        message(text("[a](https://b.example.org)")),
        message(text("[a](http://b.example.org)")),
        "card.body[0].text",
    ),
    Rule(
        "no picture stands in a text",
        message(text(r"\![a\](b)")),
        message(text("![a](https://b.example.org/c.png)")),
        "card.body[0].text",
    ),
    Rule(
        "nobody is mentioned",
        message(text(r"\<at>Bea\</at>")),
        message(text("hello <at>Bea</at>")),
        "card.body[0].text",
    ),
    Rule(
        "nor in a fact",
        message(facts(fact(value="at"))),
        message(facts(fact(value="< AT >"))),
        "card.body[0].facts[0].value",
    ),
    Rule(
        "nor is anything marked up there",
        message(facts(fact("**a**"))),
        message(facts(fact("`a`"))),
        "card.body[0].facts[0].title",
    ),
    Rule(
        "a run is no Markdown",
        message(rich(run("`a` <at>"))),
        message(text("`a`")),
        "card.body[0].text",
    ),
    Rule(
        "a date is written as Teams reads it",
        message(
            text(
                "{{DATE(2026-11-22T06:00:00Z, SHORT)}} {{TIME(2026-11-22T06:00:00+01:00)}} {{7*7}}"
            )
        ),
        message(text("{{DATE(2026-11-22)}}")),
        "card.body[0].text",
    ),
    Rule(
        "and exists",
        message(text("{{TIME(2026-02-28T06:00:00Z)}}")),
        message(text("{{TIME(2026-02-30T06:00:00Z)}}")),
        "card.body[0].text",
    ),
    Rule(
        "in a run too",
        message(rich(run("{{DATE(2026-11-22T06:00:00Z)}}"))),
        message(rich(run("{{TIME(2026)}}"))),
        "card.body[0].inlines[0].text",
    ),
]
ACTIONS = [
    Rule(
        "an action is known",
        message(actions=[press()]),
        message(actions=[{"type": "Action.ShowCard", "title": "a"}]),
        "card.actions[0]",
    ),
    Rule(
        "so are its properties",
        message(actions=[press(tooltip="a")]),
        message(actions=[press(role="button")]),
        "card.actions[0]",
    ),
    Rule(
        "and its looks",
        message(actions=[press(style="positive")]),
        message(actions=[press(style="danger")]),
        "card.actions[0].style",
    ),
    Rule(
        "it has a title",
        message(actions=[press()]),
        message(actions=[without(press(), "title")]),
        "card.actions[0]",
    ),
    Rule(
        "which is not blank",
        message(actions=[press()]),
        message(actions=[press(title=" ")]),
        "card.actions[0].title",
    ),
    Rule(
        "a row has six buttons at most",
        message(actions=[press()] * 6),
        message(actions=[press()] * 7),
        "card.actions",
    ),
    Rule(
        "so has a row in a body",
        message(buttons(*[press()] * 6)),
        message(buttons(*[press()] * 7)),
        "card.body[0].actions",
    ),
    Rule(
        "a row has a button", message(buttons(press())), message(buttons()), "card.body[0].actions"
    ),
    Rule(
        "a link is safe",
        message(actions=[link()]),
        message(actions=[link("http://library.example.org")]),
        "card.actions[0].url",
    ),
    Rule(
        "and complete",
        message(actions=[link()]),
        message(actions=[link("https://a b")]),
        "card.actions[0].url",
    ),
    Rule(
        "a picture on a button comes safely",
        message(actions=[press(iconUrl="https://a.example.org/b.png")]),
        message(actions=[press(iconUrl="data:a")]),
        "card.actions[0].iconUrl",
    ),
    Rule(
        "a press says so",
        message(actions=[press()]),
        message(actions=[press(verb="do")]),
        "card.actions[0].verb",
    ),
    Rule(
        "a press carries a token",
        message(actions=[press(TOKEN)]),
        message(actions=[press("See you on Monday")]),
        "card.actions[0].data.m",
    ),
    Rule(
        "or a pack, which is short",
        message(actions=[press('{"n":"%s"}' % ("a" * 1992))]),
        message(actions=[press('{"n":"%s"}' % ("a" * 1993))]),
        "card.actions[0].data.m",
    ),
    Rule(
        "and nothing else",
        message(actions=[press()]),
        message(actions=[press(data={"m": PACK, "name": "Bea"})]),
        "card.actions[0].data",
    ),
    Rule(
        "what is sent carries what it does",
        message(actions=[opens(data={"m": PACK})]),
        message(actions=[opens(data={"msteams": {"type": "task/fetch"}})]),
        "card.actions[0].data",
    ),
    Rule(
        "what opens a dialog says so in Teams' own words",
        message(actions=[opens()]),
        message(actions=[opens(data={"m": PACK, "msteams": {"type": "imBack"}})]),
        "card.actions[0].data.msteams",
    ),
    Rule(
        "a dialog takes no universal action",
        dialog(actions=[push()]),
        dialog(actions=[press()]),
        "card.actions[0]",
    ),
    Rule(
        "a button of a dialog says what it is",
        dialog(actions=[push()]),
        dialog(actions=[push(data={"m": PACK, "k": "go"})]),
        "card.actions[0].data.k",
    ),
    Rule(
        "a press leaves what is typed",
        dialog(actions=[push()]),
        dialog(actions=[without(push(), "associatedInputs")]),
        "card.actions[0]",
    ),
    Rule(
        "what sends takes it along",
        dialog(line(), actions=[send()]),
        dialog(line(), actions=[send(associatedInputs="none")]),
        "card.actions[0]",
    ),
    Rule(
        "a card that is tapped is checked too",
        message(holding(selectAction=press())),
        message(holding(selectAction=press(verb="do"))),
        "card.body[0].selectAction.verb",
    ),
    Rule(
        "so is a word",
        message(rich(run(selectAction=link()))),
        message(rich(run(selectAction=link("a")))),
        "card.body[0].inlines[0].selectAction.url",
    ),
]


@pytest.mark.parametrize("rule", ELEMENTS + WORDS + ACTIONS, ids=lambda rule: rule.words)
def test_a_part_that_just_holds_passes_and_one_that_breaks_a_rule_of_teams_is_named(
    rule: Rule,
) -> None:
    check(rule.holds)
    with pytest.raises(BrokenRule) as no:
        check(rule.breaks)
    assert no.value.where == rule.where
