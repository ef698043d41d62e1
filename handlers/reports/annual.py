"""The report of a year: a draft that asks for what only people can say, written by members together, and its files (R10.2)."""

import asyncio
from base64 import b64encode
from datetime import datetime

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Action,
    Attachment,
    Bullets,
    Button,
    Form,
    Part,
    Prose,
    Reply,
    View,
    says,
)
from handlers.paper.document import Document
from handlers.paper.html import html
from handlers.paper.markdown import markdown
from handlers.reports.asked import NOT_YET, YEAR, others, span_of, this_year
from handlers.reports.paper import ASKS, document_of
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.figures.share import ReportShare
from scheme.figures.years import year_label
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, LongText, Number
from scheme.wording import counted
from storage import people
from storage.concern import concerns
from storage.figures.kept import figures_of
from storage.figures.shares import share_of, shares_of
from storage.work import Work

report = Conversation(name="report")

MARKDOWN = "text/markdown"
PDF = "application/pdf"
PAGE = "text/html"

FIELDS: tuple[AnyField, ...] = (
    LongText(
        key="learnt",
        label="What did we learn this year?",
        help="About how the scheme runs, never about who. It stands in the report without your name.",
        most=2000,
        required=False,
    ),
    LongText(
        key="recommends",
        label="What do you recommend for the year to come?",
        most=2000,
        required=False,
    ),
    LongText(
        key="changes",
        label="Which changes of the rules or forms do you propose?",
        most=2000,
        required=False,
    ),
    Number(
        key="hours",
        label="Roughly how many hours did you give to the scheme this year?",
        help="Leave it empty if you would rather not say. Only the sum of all stands in the report.",
        least=0,
        most=2000,
        unit="hours",
        required=False,
    ),
)


@report.step("group", Audience.MEMBER, opens=True, in_help=GROUP.entry("Yearly report", 43))
async def for_group(turn: Turn, work: Work) -> Reply:
    """The draft: what members have written so far, what is still missing, and the ways to write and to make it."""
    found = await figures_of(work, turn.definition)
    if found is None:
        return says(NOT_YET)
    span = span_of(turn, found[0])
    shares = await shares_of(work, turn.definition.key, span.year)
    mine = await share_of(work, turn.definition.key, span.year, turn.person.id)
    parts: list[Part] = [
        Prose(
            "The figures, charts and numbers of what was raised are filled in. These three parts only people can write; every "
            "member can, and all of it stands in the report without a name."
        )
    ]
    for key, title in ASKS.items():
        told = sorted((str(getattr(share, key)) for share in shares), key=str.casefold)
        if written := tuple(text for text in told if text):
            parts.append(Bullets(written, title))
        else:
            parts.append(Prose("Nothing yet.", title))
    given = [share.hours for share in shares if share.hours is not None]
    if given:
        parts.append(
            Prose(
                f"{counted(sum(given), 'hour')}, said by {counted(len(given), 'member')}.",
                "Time given",
            )
        )
    answers = {YEAR: str(span.year)}
    label = "Change my part" if mine else "Write my part"
    buttons = (
        Button(label=label, action="report.write", answers=answers, opens=True, style="primary"),
        Button(label="Make the report", action="report.files", answers=answers, opens=True),
        *others(turn, found[0], span, "report.group"),
        HOME,
    )
    title = f"Report of {year_label(turn.definition, span.year)}"
    return Reply(window=View(title=title, parts=tuple(parts), buttons=buttons))


@report.step("write", Audience.MEMBER, opens=True)
async def write(turn: Turn, work: Work) -> Reply:
    """The form for one's own part."""
    year = _year(turn)
    mine = await share_of(work, turn.definition.key, year, turn.person.id)
    answers = {field.key: getattr(mine, field.key) for field in FIELDS} if mine else {}
    return Reply(
        window=Form(
            title=f"Your part in the report of {year_label(turn.definition, year)}",
            action="report.written",
            fields=FIELDS,
            submit="Keep it",
            answers={key: answer for key, answer in answers.items() if answer is not None},
            carries={YEAR: str(year)},
        )
    )


@report.step("written", Audience.MEMBER)
async def written(turn: Turn, work: Work) -> Reply:
    """Keeps it, in the place of what this member wrote before."""
    year = _year(turn)
    given = check(FIELDS, turn.answers)
    words = {key: str(given[key] or "") for key in ASKS}
    hours = given["hours"]
    scheme = turn.definition.key
    mine = await share_of(work, scheme, year, turn.person.id)
    if mine is None:
        mine = await work.add(
            ReportShare(scheme=scheme, year=year, person_id=turn.person.id, changed_at=work.now)
        )
    mine.write(**words, hours=hours if isinstance(hours, int) else None, now=work.now)
    return Reply(then=Action(name="report.group", answers={YEAR: str(year)}, scheme=scheme))


def _year(turn: Turn) -> int:
    """The year that a button or form names; this year where it names none that can be."""
    given = turn.given(YEAR)
    if given.isdecimal() and 0 < int(given[:9]) <= this_year(turn):
        return int(given[:9])
    return this_year(turn)


@report.step("files", Audience.MEMBER, opens=True)
async def files(turn: Turn, work: Work) -> Reply:
    """The report to be saved, as PDF, as a page and as Markdown."""
    made = await made_document(work, turn.definition, _year(turn), turn.now)
    if made is None:
        return says(NOT_YET)
    name = f"report-{turn.definition.key}-{_year(turn)}"
    printed, page = await asyncio.to_thread(written_down, made, turn.now)
    parts: tuple[Part, ...] = (
        Prose("The report names nobody. Read it once before you pass it on."),
        Attachment(
            label="Save it as PDF",
            name=f"{name}.pdf",
            text=b64encode(printed).decode(),
            media=PDF,
            encoded=True,
        ),
        Attachment(label="Save it as a page", name=f"{name}.html", text=page, media=PAGE),
        Attachment(
            label="Save it as Markdown", name=f"{name}.md", text=markdown(made), media=MARKDOWN
        ),
    )
    back = Button(
        label="Back to the draft",
        action="report.group",
        answers={YEAR: str(_year(turn))},
        opens=True,
    )
    return Reply(window=View(title=made.title, parts=parts, buttons=(back, HOME)))


def written_down(document: Document, made: datetime) -> tuple[bytes, str]:
    """The PDF and the page, beside the loop: the first loads what it needs."""
    from handlers.paper.pdf import pdf  # noqa: PLC0415 - Typst and matplotlib are loaded when a report is made

    return pdf(document, made), html(document)


async def made_document(
    work: Work, definition: Definition, year: int, now: datetime
) -> Document | None:
    """The report of a year as a document; None where a large scheme has not been counted yet."""
    found = await figures_of(work, definition)
    if found is None:
        return None
    return document_of(
        definition,
        found[0],
        year,
        await concerns.all_of(work, definition.key),
        await people.tenure(work, definition.key),
        await shares_of(work, definition.key, year),
        now,
    )
