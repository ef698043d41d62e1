"""Answers read section by section: names for others, nothing of what was left open but its name (R2.1)."""

from scheme.forms.fields import AnyField, LongText, ShortText, TickField
from scheme.forms.sections import NOT_SAID, answered, sections

FORM: tuple[AnyField, ...] = (
    ShortText(
        key="name", label="Your name", title="Name", section="About you", section_title="Who"
    ),
    ShortText(key="job", label="Your job", required=False),
    TickField(key="agrees", label="My manager agrees", title="Manager agrees", required=False),
    LongText(key="goals", label="Your goals", title="Goals", section="What you want"),
    LongText(key="other", label="Anything else", section="The rest", required=False),
)


def test_questions_stand_under_the_heading_they_began_with() -> None:
    assert [(name, [one.key for one in asked]) for name, asked in sections(FORM)] == [
        ("About you", ["name", "job", "agrees"]),
        ("What you want", ["goals"]),
        ("The rest", ["other"]),
    ]


def test_others_read_short_names_under_headings_meant_for_them_and_no_row_without_an_answer() -> (
    None
):
    found, left_open = answered(FORM, {"name": "Mo", "job": "", "goals": "To lead"}, own=False)
    assert [(one.heading, one.rows) for one in found] == [
        ("Who", (("Name", "Mo"), ("Manager agrees", NOT_SAID))),
        ("What you want", (("Goals", "To lead"),)),
    ]
    assert left_open == ["Your job", "Anything else"]


def test_whoever_wrote_it_reads_the_words_of_the_form() -> None:
    found, _ = answered(FORM, {"name": "Mo", "agrees": True}, own=True)
    assert [(one.heading, one.rows) for one in found] == [
        ("About you", (("Your name", "Mo"), ("My manager agrees", "Yes")))
    ]


def test_an_answer_of_nought_is_an_answer() -> None:
    found, left_open = answered((ShortText(key="n", label="N"),), {"n": 0}, own=False)
    assert (found[0].rows, left_open) == ((("N", "0"),), [])
