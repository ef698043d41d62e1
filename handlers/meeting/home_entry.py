"""A partnership under way, as somebody's home shows it (experience.md)."""

from dataclasses import replace

from handlers.kit.buttons import HELP
from handlers.kit.conversation import HomeEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import Button
from handlers.meeting.plan_card import time_of, when
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from storage import meetings, people
from storage.plans import subject_of
from storage.work import Work


async def under_way(turn: Turn, work: Work, pair: Partnership) -> HomeEntry:
    """Where a pair stands with its meetings, and the next thing to do: plan one, see the plan, or log it."""
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    subject = subject_of(pair)
    found = await meetings.plan_of(work, pair.id)
    if pair.last_met:
        met = f"You last met on {spoken(pair.last_met)}."
    else:
        met = "No meeting is noted yet."
    text = f"In partnership with {partner.name}. {met}"
    log_it = Button(label="Log a meeting", action="meet.form", subject=subject, opens=True)
    new = Button(label="Plan the next meeting", action="plan.form", subject=subject, opens=True)
    others = (
        Button(label="Our meetings", action="meet.show", subject=subject, opens=True),
        Button(label="Agreement", action="agree.read", subject=subject, opens=True),
        Button(label="Goals", action="goals.show", subject=subject, opens=True),
        Button(label=f"Contact {partner.short_name}", action="start.contact", subject=subject),
        HELP,
        Button(label="End", action="end.ask", subject=subject, opens=True),
    )
    if found is None:
        usual = pair.next_usual(turn.definition)
        if usual:
            ahead = f" The next meeting is usual between {spoken(usual[0])} and {spoken(usual[1])}."
        else:
            ahead = ""
        headline = f"Next meeting with {partner.short_name}: not planned"
        by = usual[1] if usual else None
        return HomeEntry(
            headline=headline,
            text=text + ahead,
            rank=1,
            primary=_first(new),
            others=(log_it, *others),
            by=by,
        )
    at = when(found, turn.person, partner)
    if not found.is_ahead(turn.now):
        asks = f"{text} You had planned to meet on {at}."
        return HomeEntry(
            headline=f"Did you meet {partner.short_name}?",
            text=asks,
            rank=1,
            primary=_first(log_it),
            others=(new, *others),
            by=turn.today,
        )
    day = local_day(found.at, turn.person.zone)
    parts = (time_of(found, turn.person, partner),)
    see = Button(label="The plan", action="plan.show", subject=subject, opens=True)
    return HomeEntry(
        headline=f"Next meeting with {partner.short_name}: {at}",
        text=text,
        rank=1,
        primary=_first(see),
        others=(log_it, *others),
        by=day,
        parts=parts,
    )


def _first(button: Button) -> Button:
    return replace(button, style="primary")
