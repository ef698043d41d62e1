"""The Group's channel: one kept-up list, and a card a matter. References only, details behind Open (R3.3, R11.4)."""

from collections.abc import Sequence
from datetime import date, timedelta

from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Bullets, Button, Facts, Message
from scheme import calendar
from scheme.application import Application, Stage
from scheme.concern import Concern
from scheme.definition import Definition
from scheme.fields import spoken
from scheme.proposal import Progress, Word
from scheme.wording import a, capital, counted, several
from storage import register
from storage.register import Pending
from storage.work import Work

SOON = timedelta(days=7)


def kind_of(definition: Definition, application: Application) -> str:
    """What a card calls an application: "mentee application"."""
    return f"{definition.term(application.role)} application"


def stage_of(definition: Definition, one: Pending) -> str:
    """Where an application stands, in a few words fit for the channel."""
    application = one.application
    match application.stage:
        case Stage.RECEIVED:
            return "Waiting for the applicant's answer" if one.question_for_applicant else "To be checked"
        case Stage.INELIGIBLE:
            return "Not eligible; applicant told"
        case Stage.WITHDRAWN:
            return "Withdrawn"
        case Stage.MATCHED:
            return "Matched"
        case Stage.CONCLUDED:
            return "Concluded; the partnership has ended"
        case _:
            pass
    if application.role == "mentor":
        return "On the register"
    proposal, terms = one.proposal, definition.terms
    if proposal is None:
        return f"Eligible; {several(terms.mentor)} to be proposed"
    if proposal.state == Progress.DRAFT:
        return f"Proposed; {len(one.agreed)} of {definition.choosing.approvals} agreed"
    if proposal.state == Progress.OFFERED and proposal.choose_by:
        return f"With the {terms.mentee}, to choose by {spoken(proposal.choose_by)}"
    asked = next((c.answer_by for c in one.candidates if c.state == Word.ASKED and c.answer_by), None)
    by = f"; answer by {spoken(asked)}" if asked else ""
    return f"{capital(a(terms.mentor))} has been asked{by}"


async def show_application(moment: Moment, work: Work, application: Application, *, note: str = "") -> None:
    """Bring an application's card in the channel, and the list, up to date. A `note` also notifies."""
    definition = moment.definition
    one = await register.pending(work, application)
    rows = [("Received", spoken(calendar.local_day(application.received_at, definition.zone)))]
    if application.awaits_answer:
        rows.append(("Answer due", spoken(application.answer_by)))
    rows.append(("Stage", stage_of(definition, one)))
    if one.question_for_group:
        rows.append(("Question", "One waits for the Group's answer"))
    elif one.question_for_applicant and application.stage != Stage.RECEIVED:
        rows.append(("Question", "One waits for the applicant's answer"))
    headline = f"{application.ref}, {kind_of(definition, application)}"
    message = Message(
        f"{headline}. {note or stage_of(definition, one) + '.'}",
        (Facts(tuple(rows)),),
        (Button("Open", "review.open", f"application:{application.id}", style="primary", opens=True),),
    )
    await tell_group(work, definition.key, message, key=f"application:{application.id}", notify=bool(note))
    await show_list(moment, work)


async def show_concern(moment: Moment, work: Work, concern: Concern, *, note: str = "") -> None:
    """Bring a complaint's card up to date: in the channel, or with those alone who may know of it (R8.4)."""
    state = "Answered" if concern.replied_at else "Waiting for a reply"
    rows = (
        ("Received", spoken(calendar.local_day(concern.raised_at, moment.definition.zone))),
        ("Reply due", spoken(concern.reply_by)),
        ("Stage", state),
    )
    message = Message(
        f"{concern.ref}, complaint. {note or state + '.'}",
        (Facts(rows),),
        (Button("Open", "concern.open", f"concern:{concern.id}", style="primary", opens=True),),
    )
    key = f"concern:{concern.id}"
    if await register.shown_in_channel(work, concern):
        await tell_group(work, concern.scheme, message, key=key, notify=bool(note))
        await show_list(moment, work)
    else:
        for person_id in sorted(await register.handlers_of(work, concern)):
            await tell(work, person_id, message, key=key, notify=bool(note))


async def show_list(moment: Moment, work: Work) -> None:
    """Bring the channel's list up to date: overdue, due within seven days, the rest."""
    definition, waits = moment.definition, await register.waiting(work, moment.definition)
    entries: list[tuple[date, str]] = [
        (a.answer_by, f"{a.ref}, {kind_of(definition, a)}: answer by {spoken(a.answer_by)}") for a in waits.applications
    ]
    entries += [(c.reply_by, f"{c.ref}, complaint: reply by {spoken(c.reply_by)}") for c in waits.concerns]
    entries.sort()
    today, asked = moment.today, [f"A-{q.application_id}: a question waits for an answer" for q in waits.questions]
    parts = (
        _lines("Overdue", [text for day, text in entries if day < today]),
        _lines("Due within seven days", [text for day, text in entries if today <= day <= today + SOON]),
        _lines("Later", [text for day, text in entries if day > today + SOON]),
        _lines("Questions", asked),
    )
    count = len(entries) + len(asked)
    text = f"{counted(count, 'open matter')}." if count else "Nothing waits for the Group."
    message = Message(
        text, tuple(part for part in parts if part), (_waiting_button(),), heading="What is open", pinned=True
    )
    await tell_group(work, definition.key, message, key="list", notify=False)


def _lines(title: str, texts: Sequence[str]) -> Bullets | None:
    return Bullets(tuple(texts), title) if texts else None


def _waiting_button() -> Button:
    return Button("What waits for me", "review.waiting", opens=True)
