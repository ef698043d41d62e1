"""For how many days what people write is kept, kind by kind, as they read it (R11.1)."""

from handlers.kit.ui import Facts, Part, Prose
from scheme.definition.definition import Definition
from scheme.wording import counted

AFTERWARDS = (
    "Then the words go by themselves. That something was there, with its days and how it ended, stays to be counted. "
    "Copies of the database, made so that nothing is lost by accident, have it until they are thrown away."
)


def kept_for(definition: Definition) -> tuple[Part, ...]:
    """What is kept for how long, from when on, and what stays."""
    days = definition.retention
    rows = (
        ("An application you withdraw", f"{_days(days.withdrawn_days)} from then"),
        ("An application that found no partner", f"{_days(days.unmatched_days)} from its answer"),
        (
            "A partnership and what led to it",
            f"{_days(days.concluded_days)} from its end; both of you are told four weeks before",
        ),
        (
            "A question, an issue, help in confidence",
            f"{_days(days.enquiry_days)} from its end; taken back, {_days(days.withdrawn_days)}",
        ),
        (
            "A complaint",
            f"{_days(days.complaint_days)} from its end; taken back, {_days(days.withdrawn_days)}",
        ),
        (
            "What you write in surveys",
            f"{_days(days.survey_days)} from the end of their year, without your name",
        ),
        ("Messages, and your chat on the web", _days(days.letter_days)),
        ("A form you began and did not send", "180 days from its last change"),
    )
    return (Facts(rows, "How long it is kept"), Prose(AFTERWARDS))


def _days(number: int) -> str:
    return counted(number, "day")
