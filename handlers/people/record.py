"""One's own record, line by line, each with a way to say that it is wrong (R11.1).

What is wrong goes to the administrators as a question, which has a day by which it is answered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation
from handlers.kit.help import DATA
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Part, Prose, Reply, Table, TableColumn, View
from handlers.people import own_data
from scheme.audience import Audience
from scheme.forms.fields import LongText
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR
from storage.member import own_data as own_rows
from storage.work import Work

record = Conversation(name="record")

# What others keep or read of somebody; what only they can open they change themselves, and what they raised they add to.
OF_OTHERS = (
    "people",
    "accounts",
    "consents",
    "applications",
    "partnerships",
    "meetings",
    "members",
)
SHORT = 160  # characters of a line beside its button; its form has more
QUOTED = 1000
COLUMNS = tuple(TableColumn(heading=heading) for heading in ("What", "What is kept", "Wrong?"))
ASKED = LongText(
    key="text", label="What is wrong, and what should it say?", most=5000
)  # as a question is asked


@dataclass(frozen=True, kw_only=True)
class RecordLine:
    """One line of somebody's record: under which title, of which entry there, what it is, and what it says."""

    title: str
    entry: int
    what: str
    says: str

    @property
    def mark(self) -> str:
        """By which a button means this line, wherever it stands by then."""
        return sha256(f"{self.title}\n{self.entry}\n{self.what}".encode()).hexdigest()[:16]

    @property
    def place(self) -> str:
        """The title, with the number of the entry from the second on."""
        if self.entry == 1:
            return self.title
        return f"{self.title}, entry {self.entry}"


@record.step("show", Audience.ANYONE, opens=True, in_help=DATA.entry("Correct my data", 25))
async def show(turn: Turn, work: Work) -> Reply:
    """What is kept, a line each, with a button that says of it that it is wrong."""
    lines = await _lines(turn, work)
    page = ListPage.of_lines(turn, "record.show", len(lines))
    intro = Prose(
        "Press This is wrong beside a line, and say what it should be. An administrator answers you by a day that you are "
        "told. What you wrote in an open application, and your name, you can change yourself; so is what only you can open, "
        "which is not in this list."
    )
    tables: list[Part] = [
        Table(
            title=place, columns=COLUMNS, rows=tuple((line.what, _cut(line.says), _wrong(line)) for line in group),
        )
        for place, group in groupby(page.of(lines), key=lambda line: line.place)
    ]  # fmt: skip
    return Reply(
        window=View(
            title="Is it right?",
            parts=(intro, *page.heading(), *tables),
            buttons=(*page.ways(), PEOPLE),
        )
    )


def _wrong(line: RecordLine) -> Button:
    return Button(
        label="This is wrong", action="record.wrong", answers={"line": line.mark}, opens=True
    )


def _cut(text: str) -> str:
    if len(text) <= SHORT:
        return text
    return f"{text[:SHORT].rstrip()}…"


@record.step("wrong", Audience.ANYONE, opens=True)
async def wrong(turn: Turn, work: Work) -> Reply:
    """The form of a question, begun with the line that is wrong; nothing is sent that its writer has not seen."""
    lines = await _lines(turn, work)
    line = next((line for line in lines if line.mark == turn.given("line")), None)
    if line is None:
        raise Refusal("That line is no longer there. Open the list again to see what is kept now.")
    said = line.says[:QUOTED]
    begun = f"{line.place}, {line.what}: {said}\n\nThis is wrong. It should be: "
    form = Form(
        title="This is wrong",
        action="enquiry.asked",
        fields=(ASKED,),
        submit="Send it",
        subject=NOTHING_IN_PARTICULAR,
        parts=(
            Prose(
                "The administrators read this, with your name, and tell you what they did. Take out what they need not read."
            ),
        ),
        answers={"text": begun},
        scheme=turn.definition.key,
        private=True,
    )
    return Reply(window=form)


async def _lines(turn: Turn, work: Work) -> Sequence[RecordLine]:
    found: list[RecordLine] = []
    for kept in await own_rows.of_person(work, turn.person):
        if kept.table not in OF_OTHERS:
            continue
        for number, row in enumerate(kept.rows, 1):
            for what, says in own_data.facts(work.definitions, kept.table, row, turn.person.zone):
                found.append(RecordLine(title=kept.title, entry=number, what=what, says=says))
    return found
