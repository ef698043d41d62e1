"""The digest of the register, for a member, ahead of a matching discussion: seen, and saved as files (R3.8)."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from handlers.forms import saved
from handlers.group import cards
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Attachment,
    Button,
    Facts,
    Part,
    Prose,
    Reply,
    Table,
    TableColumn,
    View,
)
from handlers.oversight import digest_paper as paper
from handlers.paper.document import Document
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.figures.answer_times import AnswerTimes
from scheme.matching.board import readable
from scheme.matching.digest import RegisterDigest, digest_of
from scheme.subject import Subject
from storage import applications, matters, people
from storage.figures.kept import figures_of
from storage.many import apart
from storage.matching import register
from storage.matching.register import Pending
from storage.work import Work

digest = Conversation(name="digest")

TITLE = "The register in short"
PDF = "application/pdf"
FIRST = 10  # of those who wait longest, in the window


@dataclass(frozen=True, kw_only=True)
class _Digested:
    """The digest as its reader may read it, with how those who wait stand and how long answers take."""

    digest: RegisterDigest
    stands: Sequence[Pending]
    times: str


@digest.step("show", Audience.MEMBER, opens=True, in_help=GROUP.entry(TITLE, 26))
async def show(turn: Turn, work: Work) -> Reply:
    """Who waits and how long, which mentors have room, where they are missing, and how long answers take."""
    definition = turn.definition
    made = await _made(turn, work)
    parts: list[Part] = [Facts(paper.in_short(definition, made.digest))]
    if made.times:
        parts.append(Prose(made.times, "How long answers take"))
    parts += paper.charts(definition, made.digest)
    if made.stands:
        parts.append(_longest(turn, made.stands[:FIRST]))
    parts += [
        paper.lack_table(definition, title, first, found)
        for title, first, found in paper.lacks(definition, made.digest)
    ]
    buttons = (
        Button(label="Save it as files", action="digest.files", opens=True, style="primary"),
        Button(label="Send to the Group", action="digest.send"),
        cards.BOARD,
        HOME,
    )
    return Reply(window=View(title=TITLE, parts=tuple(parts), buttons=buttons))


def _longest(turn: Turn, stands: Sequence[Pending]) -> Table:
    """Those who wait longest, each with the way to all about them."""
    definition = turn.definition
    rows = tuple(
        (
            each.application.applicant,
            str((turn.today - local_day(each.application.received_at, definition.zone)).days),
            paper.promised(each.application),
            Button(
                label=f"Open {each.application.ref}",
                action="review.open",
                subject=Subject("application", each.application.id),
                opens=True,
            ),
        )
        for each in stands
    )
    columns = (
        TableColumn(heading="Name"),
        TableColumn(heading="Days", is_number=True),
        TableColumn(heading="Answer by"),
        TableColumn(heading="Look at it"),
    )
    return Table(title="Who waits longest", columns=columns, rows=rows)


@digest.step("files", Audience.MEMBER, opens=True)
async def files(turn: Turn, work: Work) -> Reply:
    """A page to hand round, which names nobody, and a spreadsheet with the names that this member may read."""
    definition = turn.definition
    made = await _made(turn, work)
    document = paper.document_of(definition, made.digest, made.stands, made.times, turn.now)
    sheets = paper.sheets_of(definition, made.digest, made.stands, turn.today)
    name = f"digest-{definition.key}-{turn.today.isoformat()}"
    printed = await asyncio.to_thread(_printed, document, turn.now)
    told = Prose(
        "The PDF can be handed round: it has references, and nobody's name. The spreadsheet holds the names that you may read; "
        "please keep it where only you can open it, and delete it when you are done."
    )
    parts: tuple[Part, ...] = (
        told,
        Attachment(
            label="Save it as PDF",
            name=f"{name}.pdf",
            text=b64encode(printed).decode(),
            media=PDF,
            encoded=True,
        ),
        await saved.workbook("Save it as a spreadsheet", f"{name}.xlsx", sheets),
    )
    back = Button(label=TITLE, action="digest.show", opens=True)
    return Reply(window=View(title=f"{TITLE}, as files", parts=parts, buttons=(back, HOME)))


def _printed(document: Document, made: datetime) -> bytes:
    from handlers.paper.pdf import pdf  # noqa: PLC0415 - Typst and matplotlib are loaded when they are used

    return pdf(document, made)


async def _made(turn: Turn, work: Work) -> _Digested:
    """The digest of what this member may read, in as many statements however many there are."""
    definition = turn.definition
    found = await applications.awaiting_answer(work, definition.key)
    barred = await matters.conflicted_each(work, found)
    mine = [each for each in found if turn.person.id not in barred[each.id]]
    reader = await people.reader(work, turn.person)
    every = await register.mentors(work, definition)
    mentors = await apart(readable, definition, every, reader)
    made = await apart(
        digest_of, definition, mine, mentors, turn.today, kept=len(found) - len(mine)
    )
    stands = await register.pending_each(work, made.to_match)
    return _Digested(digest=made, stands=stands, times=await _times(work, definition))


async def _times(work: Work, definition: Definition) -> str:
    """How long answers to mentees take, beside the promise; "" where nothing can be said yet."""
    found = await figures_of(work, definition)
    if found is None:
        return ""
    times = AnswerTimes.in_counts(found[0], "mentee")
    if not times.is_known:
        return ""
    return times.told(definition)
