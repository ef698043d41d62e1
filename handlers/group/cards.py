"""The Group's channel: one kept-up list, and a card a matter. References only, details behind Open (R3.3, R11.4)."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.post import has_room
from handlers.kit.turn import Moment
from handlers.kit.ui import Bullets, Button, Facts, Link, Message
from scheme import calendar
from scheme.application.application import Application, ApplicationStage, reference
from scheme.concern.raised import Raised
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.candidate import Word
from scheme.matching.proposal import ProposalProgress
from scheme.subject import Subject
from scheme.wording import a, capital, counted, several
from storage import outbox
from storage.matching import register
from storage.matching.register import Pending
from storage.work import Work

SOON = 7  # days
BOARD = Button(label="The board", action="board.glance", opens=True)


def kind_of(definition: Definition, application: Application) -> str:
    """What a card calls an application: "mentee application"."""
    return f"{definition.term(application.role)} application"


def stage_of(definition: Definition, pending: Pending) -> str:
    """Where an application stands, in a few words fit for the channel."""
    application = pending.application
    match application.stage:
        case ApplicationStage.RECEIVED:
            if pending.question_for_applicant:
                return "Waiting for the applicant's answer"
            return "To be checked"
        case ApplicationStage.INELIGIBLE:
            return "Not eligible; applicant told"
        case ApplicationStage.LISTED:
            return "Eligible; on the waiting list of its round"
        case ApplicationStage.UNPLACED if application.role == "mentor":
            return "No place this time; applicant told"
        case ApplicationStage.UNPLACED:
            return f"No {definition.terms.mentor} this time; applicant told"
        case ApplicationStage.WITHDRAWN:
            return "Withdrawn"
        case ApplicationStage.MATCHED:
            return "Matched"
        case ApplicationStage.CONCLUDED:
            return "Concluded; the partnership has ended"
        case ApplicationStage.ELIGIBLE:
            return _looking_for(definition, pending)


def _looking_for(definition: Definition, pending: Pending) -> str:
    """Where an eligible application stands."""
    application = pending.application
    if application.role == "mentor":
        return "On the register"
    proposal = pending.proposal
    terms = definition.terms
    if proposal is None and application.is_waiting:
        return f"On the waiting list until {spoken(application.answer_by)}"
    if proposal is None:
        return f"Eligible; {several(terms.mentor)} to be proposed"
    if proposal.state == ProposalProgress.DRAFT:
        return f"Proposed; {len(pending.agreed)} of {definition.choosing.approvals} agreed"
    if proposal.state == ProposalProgress.OFFERED and proposal.choose_by:
        return f"With the {terms.mentee}, to choose by {spoken(proposal.choose_by)}"
    talks = sum(candidate.is_in_talks for candidate in pending.candidates)
    if proposal.state == ProposalProgress.OFFERED:
        return f"With the {terms.mentee}; {counted(talks, 'first talk')}, asked for or under way"
    asked = next(
        (c.answer_by for c in pending.candidates if c.state == Word.ASKED and c.answer_by), None
    )
    if asked and any(c.both_told for c in pending.candidates):
        return f"Both told; they begin after {spoken(asked)} unless either would rather not"
    by = f"; answer by {spoken(asked)}" if asked else ""
    return f"{capital(a(terms.mentor))} has been asked{by}"


async def show_application(
    moment: Moment, work: Work, application: Application, *, note: str = ""
) -> None:
    """Bring an application's card in the channel up to date. It is made when it is delivered. A `note` also notifies."""
    scheme = moment.definition.key
    subject = Subject("application", application.id)
    if await has_room(work, scheme, str(subject)):
        await outbox.post_drawn(
            work, f"group:{scheme}", str(subject), key=str(subject), note=note, notify=bool(note)
        )


async def the_card(moment: Moment, work: Work) -> Message:
    """An application's card: reference, stage, dates, what waits. The moment's `occasion` is its note."""
    definition = moment.definition
    application = moment.the(Application)
    note = moment.occasion
    pending = await register.pending(work, application)
    rows = [("Received", spoken(calendar.local_day(application.received_at, definition.zone)))]
    if application.awaits_answer:
        rows.append(("Answer due", spoken(application.answer_by)))
    rows.append(("Stage", stage_of(definition, pending)))
    if application.priority and application.awaits_answer:
        rows.append(("Priority", "Please look for this one first"))
    if pending.question_for_group:
        rows.append(("Question", "One waits for the Group's answer"))
    elif pending.question_for_applicant and application.stage != ApplicationStage.RECEIVED:
        rows.append(("Question", "One waits for the applicant's answer"))
    headline = f"{application.ref}, {kind_of(definition, application)}"
    see = Button(
        label="Open",
        action="review.open",
        subject=Subject("application", application.id),
        style="primary",
        opens=True,
    )
    return Message(
        text=f"{headline}. {note or stage_of(definition, pending) + '.'}",
        parts=(Facts(tuple(rows)),),
        buttons=(see,),
    )


def promise(raised: Raised) -> str:
    """What is promised about something raised: a complaint has a reply, the rest an answer."""
    if raised.what == "complaint":
        return "Reply"
    return "Answer"


async def show_list(moment: Moment, work: Work) -> None:
    """Bring the channel's list up to date. It is made when it is delivered, not while somebody waits for an answer."""
    await outbox.post_drawn(work, f"group:{moment.definition.key}", "list", key="list")


async def the_list(moment: Moment, work: Work) -> Message:
    """What is open: overdue, questions, due within seven days, the rest; in the order in which members have it."""
    definition = moment.definition
    waits = await register.waiting(work, moment.definition)
    entries: list[tuple[date, str]] = [
        (
            application.answer_by,
            f"{application.ref}, {_kind(definition, application)}: answer by {spoken(application.answer_by)}",
        )
        for application in waits.applications
    ]
    entries += [
        (c.by, f"{c.ref}, {c.what}: {promise(c).lower()} by {spoken(c.by)}") for c in waits.concerns
    ]
    entries.sort(key=lambda entry: entry[0])
    today = moment.today
    soon = calendar.add_days(moment.today, SOON)
    asked = [
        f"{reference(q.application_id)}: a question waits for an answer" for q in waits.questions
    ]
    parts = (
        _lines("Overdue", [text for day, text in entries if day < today]),
        _lines("Questions", asked),
        _lines("Due within seven days", [text for day, text in entries if today <= day <= soon]),
        _lines("Later", [text for day, text in entries if day > soon]),
    )
    count = len(entries) + len(asked)
    if count:
        text = f"{counted(count, 'open matter')}."
    else:
        text = "Nothing waits for the Group."
    shown = tuple(part for part in parts if part)
    return Message(
        text=text,
        parts=(*shown, *_to_board(moment)),
        buttons=(_waiting_button(), BOARD),
        heading="What is open",
        pinned=True,
    )


def _to_board(moment: Moment) -> tuple[Link, ...]:
    """The way to the board as a page, for whoever signs in there by mail; a playground has it above the channel already."""
    catalogue = moment.catalogue
    if not (catalogue.site and catalogue.mails) or catalogue.says_who:
        return ()
    return (Link("The board, as a page", f"{catalogue.site}/board/{moment.definition.key}"),)


def _kind(definition: Definition, application: Application) -> str:
    """What the list calls an application; whoever lost a mentor comes first in the Group's eyes (R5.7)."""
    return f"{kind_of(definition, application)}{', please first' if application.priority else ''}"


def _lines(title: str, texts: Sequence[str]) -> Bullets | None:
    if texts:
        return Bullets(tuple(texts), title)
    return None


def _waiting_button() -> Button:
    return Button(label="What waits for me", action="review.waiting", opens=True)
