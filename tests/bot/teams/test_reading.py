"""What the tests read in Teams is what a person would read there."""

from tests.teams.reading import buttons, inputs, plain, read_activity, read_card, read_task
from tests.teams.samples import buttons as row
from tests.teams.samples import (
    card,
    choice,
    column,
    columns,
    day,
    dialog,
    fact,
    facts,
    holding,
    line,
    link,
    message,
    option,
    picture,
    press,
    rich,
    run,
    send,
    text,
    tick,
    told,
)


def test_a_text_is_read_without_its_marks() -> None:
    assert plain("**Bea** _wrote_ [a page](https://library.example.org/a)") == "Bea wrote a page"
    assert plain("- one\n- two") == "one\ntwo"


def test_signs_that_were_escaped_are_read_as_they_are() -> None:
    assert plain(r"\*not bold\* \[nor\](a link) 1 &lt; 2") == "*not bold* [nor](a link) 1 < 2"


def test_a_line_that_ends_is_a_space_and_a_blank_one_parts_paragraphs() -> None:
    assert plain("one\nline\n\nanother") == "one line\nanother"


def test_dates_are_read_on_the_reader_s_own_clock() -> None:
    told_at = "{{DATE(2026-11-22T23:30:00Z, %s)}}, {{TIME(2026-11-22T23:30:00Z)}}"
    assert plain(told_at % "SHORT") == "Sun, 22 Nov 2026, 23:30"
    assert plain(told_at % "LONG", "Australia/Perth") == "Monday, 23 November 2026, 07:30"
    assert plain("{{DATE(2026-11-22T23:30:00Z)}}", "Europe/London") == "22/11/2026"


def test_a_card_is_read_from_top_to_bottom() -> None:
    whole = card(
        text("**A-3**"),
        columns(column(picture(altText="Bea")), column(rich(run("Bea "), run("_Moss_")))),
        facts(fact("Level:", "Lead")),
        holding(text("hidden"), isVisible=False),
        row(press(title="Choose")),
        actions=[link(title="Read more")],
    )
    assert read_card(whole) == "A-3\nBea\nBea _Moss_\nLevel: Lead\nChoose\nRead more"


def test_what_is_asked_is_read_with_what_it_holds() -> None:
    asked = dialog(
        line(label="Goals", value="To *learn*"),
        tick(title="I **agree**"),
        choice(option("a", "1 * 2"), option("b", "_b_"), style="compact"),
        choice(option("a", r"\_a\_"), id="choice.other", style="expanded", wrap=True),
        day(label="First day", value="2026-11-03"),
        actions=[send(title="Send")],
    )
    read = read_task(asked).split("\n")
    assert read == [
        "a",
        "Goals",
        "To *learn*",
        "I agree",
        "a",
        "1 * 2",
        "_b_",
        "a",
        "_a_",
        "First day",
        "3 November 2026",
        "Send",
    ]
    assert [one["id"] for one in inputs(asked["task"]["value"]["card"]["content"])] == [
        "short.name",
        "tick.agreed",
        "choice.area",
        "choice.other",
        "date.start",
    ]


def test_a_word_that_answers_a_dialog_is_read_as_it_is() -> None:
    assert read_task(told("It is *kept*.")) == "It is *kept*."
    assert read_task({}) == ""


def test_a_message_is_read_as_text_and_cards_but_not_as_its_notification() -> None:
    assert read_activity({**message(text("b")), "text": "**a**", "summary": "not read"}) == "a\nb"
    assert read_activity({"type": "message", "text": "**a**", "textFormat": "plain"}) == "**a**"


def test_buttons_are_found_with_the_card_they_stand_in() -> None:
    whole = card(
        holding(text("Priya Nair"), row(press(title="Choose"))),
        holding(text("Ida Moss"), row(press(title="Choose")), selectAction=link(title="Open")),
        rich(run("here", selectAction=link(title="there"))),
        actions=[press(title="None of them")],
    )
    found = [(one.label, one.around.split("\n")[0]) for one in buttons(whole)]
    assert found == [
        ("Choose", "Priya Nair"),
        ("Open", "Ida Moss"),
        ("Choose", "Ida Moss"),
        ("there", ""),
        ("None of them", ""),
    ]
