"""Cards for Teams in Adaptive Cards' own library, in headless Chromium: it takes them all, and finds what is wrong."""

from datetime import UTC, datetime

import pytest

from bot.chat.payload import Payloads
from bot.teams.cards.render import continue_with
from bot.teams.cards.render import dialog as drawn_dialog
from bot.teams.cards.render import message as drawn_message
from handlers.kit.ui import (
    Bullets,
    Button,
    Card,
    Contact,
    Facts,
    Form,
    Link,
    Message,
    Part,
    Prose,
    View,
    When,
)
from scheme.forms.fields import (
    ChoiceField,
    ChoicesField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
)
from scheme.ids import PersonId
from tests.platforms.pictures import squeezed
from tests.support.browser import launched
from tests.support.ui_values import MISCHIEF
from tests.teams.cards import card_page, cards_in, host, said_against, validated
from tests.teams.rules import seen
from tests.teams.samples import (
    buttons,
    card,
    choice,
    column,
    columns,
    day,
    dialog,
    facts,
    holding,
    hour,
    line,
    link,
    message,
    number,
    opens,
    picture,
    press,
    rich,
    run,
    send,
    table,
    text,
    tick,
    without,
)
from tests.teams.shapes import Json

pytestmark = pytest.mark.browser

BROKEN: dict[str, Json] = {
    "UnknownElementType": card({"type": "Icon", "name": "Calendar"}),
    'InvalidPropertyValue: Invalid value "huge" for property "size"': card(text(size="huge")),
    "PropertyCantBeNull": dialog(without(line(), "id")),
    "RequiredInputsShouldHaveLabel": dialog(
        without(line(isRequired=True, errorMessage="a"), "label")
    ),
    "RequiredInputsShouldHaveErrorMessage": dialog(line(isRequired=True)),
    "UnsupportedCardVersion": card(version="2.0"),
    "TooManyActions": card(actions=[press()] * 7),
    "DuplicateId": dialog(line(), line()),
    "UnknownActionType": card(actions=[{"type": "Action.Http", "title": "a"}]),
    "CollectionCantBeEmpty": dialog(choice(choices=[])),
    "nothing is drawn": card({"type": "FactSet", "facts": []}),
}


async def test_a_card_of_every_kind_of_thing_is_taken() -> None:
    await validated(
        [
            message(
                text(),
                rich(run()),
                facts(),
                picture(),
                columns(column(holding())),
                table(),
                buttons(press(), opens()),
            ),
            message(text(), actions=[link()], msteams={"width": "Full"}),
            dialog(line(), number(), day(), hour(), tick(), choice(), actions=[send()]),
        ]
    )


async def test_what_is_wrong_with_a_card_is_said() -> None:
    found = await said_against([card(), *BROKEN.values()])
    said = {
        name: [faults for one, faults in found if one in cards_in(given)]
        for name, given in BROKEN.items()
    }
    assert len(found) == len(BROKEN)
    for name, faults in said.items():
        assert any(name in " ".join(one) for one in faults), (name, faults)


async def test_every_card_that_passed_the_rules_here_is_taken() -> None:
    await validated(list(seen.values()))


async def test_a_card_with_a_fault_fails_the_test_that_sent_it() -> None:
    with pytest.raises(AssertionError, match="1 cards are not as Adaptive Cards has them"):
        await validated([message(), message(text(weight="heavy"))])


# What Markdown and Teams itself would make something of.
MARKED = (
    "**very** _much_ ~~gone~~", "[the library](https://phish.example.org)", "![a](https://phish.example.org/b.png)",
    "# Heading", "1. one", "- dash", "---", "> quoted", "\\\\ \\*", "&lt;b&gt; &amp;", "<at>Bea</at>",
    "{{DATE(2026-11-22T06:00:00Z, LONG)}}", "{{TIME(2026-11-22T06:00:00Z)}}",
)  # fmt: skip


def parts_of(words: str) -> tuple[Part, ...]:
    """Parts of every kind that somebody's words come into."""
    return (
        Prose(words, words),
        Facts(((words, words),), words),
        Bullets((words, words), words),
        Card(
            title=words,
            subtitle=words,
            text=words,
            facts=((words, words),),
            buttons=(Button(label=words, action="home.show"),),
        ),
        When(label=words, at=datetime(2026, 11, 22, 6, tzinfo=UTC), text=words),
        Contact(person=PersonId(1), name=words, rows=((words, words),)),
        Link(words, "https://library.example.org/a"),
    )


def everywhere(words: str) -> list[Json]:
    """A message, a window and a form with somebody's words wherever they may come to stand."""
    parts, button = parts_of(words), Button(label=words, action="home.show", opens=True)
    options = (Option(key="a", label=words, help=words), Option(key="b", label=f"{words} b"))
    shared = {"label": words, "help": words, "section": words}
    fields = (
        ShortText(key="short", **shared),
        LongText(key="long", **shared),
        ChoiceField(key="choice", options=options, **shared),
        ChoicesField(key="choices", options=options, **shared),
        Number(key="number", unit=words, **shared),
        TickField(key="tick", **shared),
    )
    form = Form(
        title=words,
        action="apply.send",
        fields=fields,
        submit=words,
        answers={"short": words, "long": words},
        errors={"short": words},
        notice=words,
    )
    return [
        drawn_message(
            Message(text=words, parts=parts, buttons=(button,), heading=words), Payloads()
        ).activity,
        continue_with(drawn_dialog(View(title=words, parts=parts, buttons=(button,)), Payloads())),
        continue_with(drawn_dialog(form, Payloads())),
    ]


async def test_what_people_type_is_drawn_as_they_typed_it_and_made_into_nothing_else() -> None:
    cards = [(words, one) for words in MISCHIEF + MARKED for one in cards_in(everywhere(words))]
    async with launched() as browser, card_page(browser) as page:
        found = await page.evaluate(
            "([cards, host]) => cards.map((one) => drawn(one, host, '#card'))",
            [[one for _, one in cards], host()],
        )
    for (words, _), drawn in zip(cards, found, strict=True):
        assert drawn["events"] == []
        assert set(drawn["made"]) <= {"p", "span", "a", "br", "strong"}, words
        assert set(drawn["links"]) <= {"https://library.example.org/a"}, words
        assert squeezed(words) in squeezed(drawn["text"]), words
