"""The question once a year, to everybody's staff, whether the scheme is known (R7.3): whom it goes to, what it came to."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.forms.checking import address
from scheme.forms.fields import AnyField, ChoiceField, Option
from scheme.refusal import Refusal

QUESTIONS = ("heard", "knows", "speaks")
ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No"}
OPTIONS = tuple(Option(key=key, label=label) for key, label in ANSWERS.items())
BETWEEN = re.compile(r"[\s,;<>\"]+")
NAMED = 10  # lines at fault that are named one by one


def questions(definition: Definition) -> tuple[AnyField, ...]:
    """The three questions, each answered by yes, partly or no."""
    worded = definition.awareness
    return tuple(
        ChoiceField(key=key, label=getattr(worded, key), options=OPTIONS) for key in QUESTIONS
    )


def addresses_in(text: str, key: str) -> tuple[str, ...]:
    """The addresses of a list that was pasted: one a line, or rows in which each has one, such as a spreadsheet's.

    In lower case, each once. Raises `Refusal`, beside the field `key`, that names every line in which there is none or a
    wrong one.
    """
    found: dict[str, None] = {}
    wrong: list[str] = []
    for at, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        like = [part for part in BETWEEN.split(line) if "@" in part]
        try:
            if not like:
                raise Refusal("There is no address in it.")
            found |= {address(part): None for part in like}
        except Refusal:
            if at == 1 and not like and _is_heading(line):
                continue
            wrong.append(f"line {at} ({line.strip()[:40]})")
    if wrong:
        more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        said = f"Please correct what is no address: {', '.join(wrong[:NAMED])}{more}."
        raise Refusal(
            "One answer needs another look. Nothing you typed is lost.", errors={key: said}
        )
    return tuple(found)


def _is_heading(line: str) -> bool:
    """Whether a first line is what a spreadsheet calls its columns."""
    return "mail" in line.lower() or "address" in line.lower()


@dataclass(frozen=True, kw_only=True)
class Asking:
    """The question of one year. `asked`: to how many addresses it goes; `answered`: how many answers there are.

    `shared`: how many of these came by the link that was passed on. Which answer is whose is kept nowhere.
    """

    id: int  # of its row
    scheme: str  # the scheme's key
    year: int  # in which it is asked
    closes_on: date  # the last day on which it can be answered
    is_closed: bool  # an end was put to it, before that day or after
    asked: int
    waiting: int  # mails that have still to go out
    answered: int
    shared: int
    tallies: Mapping[str, Mapping[str, int]]  # by question and answer

    def is_open(self, today: date) -> bool:
        """Whether it can still be answered."""
        return not self.is_closed and today <= self.closes_on


@dataclass(frozen=True)
class KnownFigure:
    """How many of those who answered a question said what: in the order of the answers."""

    question: str  # as it was asked
    counts: tuple[tuple[str, int], ...]  # pairs of an answer and how many gave it


def figures(definition: Definition, asking: Asking, today: date) -> Sequence[KnownFigure]:
    """What a year's question came to, once it is closed; none where fewer answered than the smallest group (R7.5).

    Not while it is open, as the difference between two looks would tell what the one who answered between them said.
    """
    if asking.is_open(today) or asking.answered < definition.surveys.minimum:
        return ()
    return tuple(
        KnownFigure(
            getattr(definition.awareness, key),
            tuple(
                (label, asking.tallies.get(key, {}).get(answer, 0))
                for answer, label in ANSWERS.items()
            ),
        )
        for key in QUESTIONS
    )


def closing_day(definition: Definition, today: date) -> date:
    """Until when a question that begins on a day can be answered."""
    return calendar.add_days(today, definition.awareness.open_days)
