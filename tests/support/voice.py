"""Hears everything the bot says in any test, so that docs/messages.md can list it, and nothing is said that is not there.

`make messages` runs the tests that talk and writes the page anew; otherwise whatever is said must be listed.
"""

import inspect
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any
from uuid import uuid4

from bot.demonstration import cast as demonstration
from handlers import CONVERSATIONS
from handlers.desk.desk import Desk
from handlers.desk.passage import Passage
from handlers.kit.conversation import Step
from handlers.kit.ui import Message, Reply, message_from
from scheme.day_order import MARK
from scheme.people import ROLES
from scheme.refusal import Refusal
from storage.letters import MADE, Letters
from storage.work import Busy, Clash, Fault, Unsure

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "messages.md"
GATHER = os.environ.get("MENTORING_MESSAGES")  # a folder to gather in, instead of checking
ROOMS = ("handlers", "scheme", "storage")
MOST_WORDS = 50
UNFORESEEN = (Busy, Clash, Fault, Unsure)
LONGER: dict[str, str] = {}  # what may be longer than fifty words, and why

DAYS = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday"
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
PLACEHOLDERS = (
    (re.compile(r"(?<=You wrote ).+(?=; here you are)"), "‹name›"),
    (re.compile(r"(?<=Shall it be ).+(?= everywhere)"), "‹name›"),
    (re.compile(rf"\b(?:{DAYS}), (?:{MONTHS}) \d{{1,2}}, \d{{4}}\b"), "‹date›"),
    (re.compile(rf"\b(?:(?:{DAYS}) )?\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?\b"), "‹date›"),
    (re.compile(rf"\b(?:{DAYS})\b"), "‹day›"),
    (re.compile(r"\b\d{1,2}[:.]\d\d\b"), "‹time›"),
    (re.compile(r"\b[ACEIPQS]-\d+(?:-\d{3}){0,2}\b"), "‹reference›"),
    (re.compile(r"\b[\w.+-]+@[\w.-]+\w"), "‹address›"),
    (re.compile(r"\b\d[\d, ]*\d\b|\b\d+\b"), "‹number›"),
)


@dataclass(frozen=True)
class Said:
    """A message or a refusal: where in the code it is said, its heading and its words without names and dates."""

    where: str
    heading: str
    text: str

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())


@lru_cache
def _names() -> re.Pattern[str]:
    """The names of everybody who plays in a test or in the demonstration."""
    from tests.support import evening, scheme_cast, stage  # noqa: PLC0415

    found = {*stage.CAST.values(), *(name for name, *_ in stage._ROSTER)}
    found |= {actor.name for actor in demonstration.CAST.actors.values()}
    found |= {
        getattr(scheme_cast, one).name
        for one in dir(scheme_cast)
        if hasattr(getattr(scheme_cast, one), "email")
    }
    found |= {evening.name_of(role, number) for role in ROLES for number in range(20)}
    found |= {"Eli Roe", "Omar Vale", "Lena Marsh", "Nell Fox"}  # who come in by and by
    found |= {
        "Maya Hollow",
        "Maya H. Hollow",
        "Ida Fell",
        "Mimi",
        "Nair, Priya",
    }  # who take other names
    firsts = {name.split()[0] for name in found}
    firsts |= {"priya nair", "Рriya Nаir", "Prìya Nair"}
    return re.compile(
        "|".join(rf"\b{re.escape(one)}\b" for one in sorted(found | firsts, key=len, reverse=True))
    )


@lru_cache(maxsize=5000)
def plain(text: str) -> str:
    """A text without names, dates and numbers, which differ from one time to the next."""
    text = re.sub(r"\b[MR]\d+\b", "‹name›", _names().sub("‹name›", text))
    for pattern, placeholder in PLACEHOLDERS:
        text = pattern.sub(placeholder, text)
    return text


def _module(file: Path) -> str:
    """The module that a file of the rooms holds, as "handlers.home.home"; nothing for any other file."""
    if not file.is_relative_to(ROOT):
        return ""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts) if parts[0] in ROOMS else ""


def _place(frame: Any) -> str:
    """Which function of the handlers or the rules speaks: the nearest that is not part of the post."""
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(ROOT / "handlers") and file.name not in {"post.py", "ui.py"}:
            return f"{_module(file)}.{frame.f_code.co_name}"
        frame = frame.f_back
    return ""


def _put(through: object, add: object, make: object) -> None:
    for where, name, what in (
        (Passage, "through", through),
        (Letters, "add", add),
        (Desk, "make", make),
    ):
        setattr(where, name, what)


class Ears:
    """Listens to the desk and to what is posted, and keeps what is said."""

    def __init__(self) -> None:
        self.heard: dict[Said, None] = {}

    def hear(self, where: str, heading: str, text: str) -> None:
        """Somebody was told something."""
        if where:
            heading = heading.replace(MARK, "")
            text = text.replace(MARK, "")
            self.heard[Said(where, plain(heading), plain(text))] = None

    def _post(self, body: str) -> None:
        if body.startswith(MADE):
            return
        message = message_from(body)
        self.hear(_place(inspect.currentframe()), message.heading, message.text)

    def _reply(self, step: Step, reply: Reply, schemes: Iterable[str]) -> None:
        run = step.run
        if not run.__module__.startswith("handlers."):
            return  # a test's own
        for message in reply.says:
            heading = message.heading
            for name in schemes:  # which stands before each headline on a home of several
                heading = heading.removeprefix(f"{name}: ")
            self._say(f"{run.__module__}.{run.__name__}", replace(message, heading=heading))

    def _say(self, where: str, message: Message) -> None:
        self.hear(where, message.heading, message.text)

    def _refusal(self, no: Refusal) -> None:
        if isinstance(no, UNFORESEEN):
            return  # a busy machine may bring one anywhere; they are always on the page
        trace, place = no.__traceback__, ""
        while trace is not None:
            file = Path(trace.tb_frame.f_code.co_filename)
            if module := _module(file):
                place = f"{module}.{trace.tb_frame.f_code.co_name}"
            trace = trace.tb_next
        self.hear(f"refusal {place}", "", no.text)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Listen while the block runs."""
        through, add, make = Passage.through, Letters.add, Desk.make

        @wraps(through)
        async def heard_through(passage: Passage) -> Reply:
            try:
                reply = await through(passage)
            except Refusal as no:
                self._refusal(no)
                raise
            schemes = passage.work.definitions.values()
            self._reply(passage.step, reply, [scheme.name for scheme in schemes])
            return reply

        @wraps(add)
        def heard_add(
            letters: Letters, recipient: str, body: str, key: str | None, *, notify: bool
        ) -> None:
            if _place(inspect.currentframe()):
                self._post(body)
            add(letters, recipient, body, key, notify=notify)

        @wraps(make)
        async def heard_make(desk: Desk, recipient: str, name: str, *rest: Any) -> Message:
            message = await make(desk, recipient, name, *rest)
            run = desk.drawn[name.partition(":")[0]]
            self._say(f"{run.__module__}.{run.__name__}", message)
            return message

        _put(heard_through, heard_add, heard_make)
        try:
            yield
        finally:
            _put(through, add, make)


ENTRY = re.compile(r"- (?:\*\*(.*?)\*\* — )?(.*)")


@lru_cache
def listed() -> frozenset[tuple[str, str]]:
    """Heading and words of everything on the page."""
    entries = (ENTRY.fullmatch(line) for line in PAGE.read_text(encoding="utf-8").splitlines())
    return frozenset((found[1] or "", found[2]) for found in entries if found)


def line_of(one: Said) -> str:
    """How the page shows what is said."""
    text = " ".join(one.text.split())
    return f"- **{one.heading}** — {text}" if one.heading else f"- {text}"


def check(heard: Iterable[Said]) -> None:
    """Everything that was said is on the page, and none of it is too long without a reason."""
    known = listed()
    for one in heard:
        text = " ".join(one.text.split())
        assert (one.heading, text) in known, (
            f"{one.where} says what docs/messages.md does not list: {text!r}; run make messages"
        )
        assert one.words <= MOST_WORDS or one.where in LONGER, (
            f"{one.where} takes {one.words} words: {text}"
        )


def gather(heard: dict[Said, None]) -> None:
    """Keep what a test has heard, for the page."""
    rows = [[one.where, one.heading, one.text] for one in heard]
    (Path(GATHER or "") / f"{uuid4()}.json").write_text(json.dumps(rows), encoding="utf-8")


def listening() -> Iterator[None]:
    """For a fixture: listen while a test runs, then check what was said, or keep it for the page."""
    ears = Ears()
    with ears.open():
        yield
    if GATHER:
        gather(ears.heard)
    else:
        check(ears.heard)


# The page


def page(said: set[Said]) -> str:
    """Everything that is said, in order of the journey: by conversation, and in it as the code tells the story."""
    lines = [
        "# What the bot says",
        "",
        "Every message a person can get, in order of the journey, as the tests have heard it; names, dates and numbers are",
        "left out. Made by `make messages`; a test fails when the bot says something that is not here, or takes more than",
        f"{MOST_WORDS} words for it. When and how often it is said while somebody is silent: [ten quiet weeks](quiet-weeks.md).",
    ]
    for title, module, places in _chapters():
        own = [
            one for one in said if one.where.removeprefix("refusal ").rpartition(".")[0] == module
        ]
        if own:
            lines += ["", f"## {title}", "", *_chapter(own, places)]
    return "\n".join(lines) + "\n"


def _chapters() -> Iterator[tuple[str, str, dict[str, int]]]:
    """A title, the file it is about, and the lines its functions stand on: first the conversations, then what they share."""
    order = [module for one in CONVERSATIONS for module in _modules_of(one)]
    rest = [_module(file) for room in ROOMS for file in sorted((ROOT / room).rglob("*.py"))]
    for module in dict.fromkeys([*order, *rest]):
        text = (ROOT / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        title = (
            text.partition('"""')[2]
            .partition("\n")[0]
            .partition('"""')[0]
            .partition(" (R")[0]
            .rstrip(".")
        )
        places = {
            found[1]: text.count("\n", 0, found.start())
            for found in re.finditer(r"def (\w+)\(", text)
        }
        yield title or module, module, places


def _modules_of(conversation: Any) -> Iterator[str]:
    for one in conversation.steps.values():
        yield one.run.__module__
    for run in conversation.moments.values():
        yield run.__module__
    for _, run in conversation.heard:
        yield run.__module__


def _chapter(own: list[Said], places: dict[str, int]) -> Iterator[str]:
    def order(one: Said) -> tuple[int, str, str]:
        return places.get(one.where.rpartition(".")[2], 0), one.heading, one.text

    yield from dict.fromkeys(
        line_of(one) for one in sorted(own, key=order) if not one.where.startswith("refusal ")
    )
    refusals = dict.fromkeys(
        line_of(one) for one in sorted(own, key=order) if one.where.startswith("refusal ")
    )
    if refusals:
        yield from ("", "When it cannot be done:", "", *refusals)


def main() -> None:
    """Write the page from what was gathered in a folder."""
    said = {
        Said(*row)
        for file in Path(sys.argv[1]).glob("*.json")
        for row in json.loads(file.read_text(encoding="utf-8"))
    }
    said |= {Said("refusal storage.work.told", "", kind().text) for kind in UNFORESEEN}
    PAGE.write_text(page(said), encoding="utf-8")
    long = sorted(one.text for one in said if one.words > MOST_WORDS and one.where not in LONGER)
    sys.stdout.write(
        f"{len(said)} things are said; {len(long)} of them take more than {MOST_WORDS} words.\n"
    )


if __name__ == "__main__":
    main()
