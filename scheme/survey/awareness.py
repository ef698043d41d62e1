"""The question once a year, to everybody's staff, whether the scheme is known (R7.3): whom it goes to, what it came to."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO

from scheme import calendar, cleaning
from scheme.definition.definition import Definition
from scheme.forms.checking import address, refused
from scheme.forms.fields import AnyField, ChoiceField, Option
from scheme.forms.file import text_in
from scheme.refusal import Refusal

QUESTIONS = ("heard", "knows", "speaks")
ANSWERS = {"yes": "Yes", "partly": "Partly", "no": "No"}
OPTIONS = tuple(Option(key=key, label=label) for key, label in ANSWERS.items())
BETWEEN = re.compile(r"[\s,;<>\"]+")
NAMED = 10  # lines at fault that are named one by one
MOST_SHOWN = 40  # characters of such a line
MOST_READ = 400  # of which those are taken, without what nobody can see
MOST_ADDRESSES = 1000  # at a time: all of them are one commit, for which others wait
TOO_MANY = f"These are more than {MOST_ADDRESSES}, which can be asked at a time. Please give them in several lists."


def questions(definition: Definition) -> tuple[AnyField, ...]:
    """The three questions, each answered by yes, partly or no."""
    worded = definition.awareness
    return tuple(
        ChoiceField(key=key, label=getattr(worded, key), options=OPTIONS) for key in QUESTIONS
    )


def addresses_in(text: str, key: str) -> tuple[str, ...]:
    """The addresses of a list that was pasted: one a line, or rows in which each has one, such as a spreadsheet's.

    In lower case, each once. Raises `Refusal`, beside the field `key`, that names every line in which there is none or a
    wrong one, and for more than are taken at a time.
    """
    return _addresses(text.splitlines(), key, "line")


def addresses_in_file(data: bytes, key: str) -> tuple[str, ...]:
    """The same of a file, whatever program has saved it as text: its lines, or the rows of a spreadsheet as CSV."""
    text = text_in(data)
    first = text.partition("\n")[0]
    between = max(",;\t", key=first.count)
    try:
        rows = [
            " ".join(cells) for cells in csv.reader(StringIO(text, newline=""), delimiter=between)
        ]
    except csv.Error:  # a cell without an end: then it is lines
        rows = text.splitlines()
    return _addresses(rows, key, "row")


def _addresses(rows: Iterable[str], key: str, called: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    wrong: list[str] = []
    for at, row in enumerate(rows, 1):
        like = [part for part in BETWEEN.split(row) if "@" in part]
        if not row.strip() or (at == 1 and not like and _is_heading(row)):
            continue
        try:
            if not like:
                raise Refusal("There is no address in it.")
            found |= {address(part): None for part in like[:MOST_ADDRESSES]}
        except Refusal:
            wrong.append(f"{called} {at} ({cleaning.line(row[:MOST_READ])[:MOST_SHOWN]})")
        if len(found) + len(wrong) > MOST_ADDRESSES:
            raise refused({key: TOO_MANY})
    if wrong:
        more = f" and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        said = f"Please correct what is no address: {', '.join(wrong[:NAMED])}{more}."
        raise refused({key: said})
    if not found:
        raise refused({key: "There is no address in it. Please look again."})
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
