"""A row of people, read: who they are, in which role, and what their form would have kept."""

from collections.abc import Iterable
from datetime import date

from scheme import names
from scheme.day_order import DayOrder
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers, AnyField
from scheme.forms.said import plain
from scheme.moving_in.cells import answer_in, text_in
from scheme.moving_in.headings import AWAY, JOINED, ROLE, ROUND, asked_of, role_named
from scheme.moving_in.register import Entrant
from scheme.moving_in.row import SheetRow
from scheme.people import ROLES, Role
from scheme.refusal import Refusal

ALWAYS = "always"  # the round of whoever applied where none was open


def entrant_in(row: SheetRow) -> Entrant | None:
    """Whom a row is about. None, with what is to be changed noted, where that cannot be told."""
    before = len(row.faults)
    role = _role(row)
    if role is None:
        return None
    answers = _answers(row, role)
    email = str(answers.get("email") or "")
    name = str(answers.get("name") or "")
    for key in ("email", "name"):
        if not row.says(role, key):
            row.wrong_answer(role, key, f"Please give their {key}.")
    try:
        names.must_be_a_name(answers)
    except Refusal as no:
        row.wrong_answer(role, "name", no.text)
    since = _joined(row)
    away_until = _away_until(row, role)
    campaign = _round(row, role)
    if len(row.faults) > before:
        return None
    return Entrant(
        place=row.place,
        role=role,
        name=name,
        email=email,
        answers=_with_employer(row.definition, answers, email),
        round=campaign,
        since=since,
        away_until=away_until,
    )


def _role(row: SheetRow) -> Role | None:
    """The role that its column says, or the title of the sheet."""
    if row.column(ROLE) is None:
        role = role_named(row.definition, row.grid.title)
        if role is None:
            what = "It isn't said in which role. A column Role says it, or a sheet for each role."
            row.wrong(ROLE, what)
        return role
    text = row.read(ROLE, text_in, "")
    role = role_named(row.definition, text)
    if role is None:
        words = " or ".join(row.definition.term(each) for each in ROLES)
        row.wrong(ROLE, f"Please write {words}.")
    return role


def _answers(row: SheetRow, role: Role) -> Answers:
    """What the columns say, as a form would keep it; what they do not speak of is left empty."""
    fields = asked_of(row.definition, role)
    found: Answers = {}
    for column, key in sorted(row.columns.asked[role].items()):
        try:
            found[key] = answer_in(fields[key], row.given(column), row.today, row.order)
        except Refusal as no:
            row.wrong_in(column, no.text)
    for column in row.columns.of_the_other(role):
        if row.given(column) not in (None, "", 0):
            other = row.definition.term("mentor" if role == "mentee" else "mentee")
            row.wrong_in(column, f"Only {other} rows have this. Please empty it.")
    return _left_empty(fields.values()) | found


def _left_empty(fields: Iterable[AnyField]) -> Answers:
    """What a form keeps where nothing was answered."""
    return {field.key: answer_in(field, None, date.min, DayOrder.DAY_FIRST) for field in fields}


def _with_employer(definition: Definition, answers: Answers, email: str) -> Answers:
    """The employer as the address shows it, where no column says it."""
    if answers.get("organisation") or "organisation" not in answers:
        return answers
    domain = email.rpartition("@")[2]
    employer = next((o.key for o in definition.organisations if o.employs(domain)), None)
    return answers | {"organisation": employer}


def _joined(row: SheetRow) -> date:
    day = row.day(JOINED)
    if day is not None and day > row.today:
        row.wrong(JOINED, "This day is still to come. Please give the day on which they joined.")
    return day or row.today


def _away_until(row: SheetRow, role: Role) -> date | None:
    day = row.day(AWAY)
    if day is not None and role == "mentee":
        row.wrong(AWAY, f"Only {row.definition.term('mentor')} rows have this. Please empty it.")
    if day is not None and day <= row.today:
        return None
    return day


def _round(row: SheetRow, role: Role) -> str:
    """The round that is named, by its key or its name; without one, the latest that has begun."""
    definition = row.definition
    text = plain(row.read(ROUND, text_in, ""))
    if text:
        named = (r for r in definition.rounds if text in (plain(r.key), plain(r.name)))
        found = next(named, None)
        if found is not None:
            return found.key
        known = "; ".join(campaign.name for campaign in definition.rounds[-5:])
        row.wrong(ROUND, f"The scheme has no such round. It has: {known or 'none'}.")
    return latest_round(definition, role, row.today)


def latest_round(definition: Definition, role: Role, today: date) -> str:
    """Key of the round that began last for a role; of the first where none has; "always" without rounds."""
    begun = [r for r in definition.rounds if r.window(role).opens <= today]
    if begun:
        return max(begun, key=lambda campaign: campaign.window(role).opens).key
    return definition.rounds[0].key if definition.rounds else ALWAYS
