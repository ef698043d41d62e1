"""The agreement of a pair: written, changed and signed by the two, and read by nobody else (R5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.definition.pairs import RHYTHM
from scheme.due import Due, nine
from scheme.forms.checking import check
from scheme.forms.fields import Answer, Answers, AnyField, LongText, Number
from scheme.forms.shown import shown
from scheme.ids import PartnershipId, PersonId
from scheme.partnership.partnership import Partnership
from scheme.partnership.usual import usually
from scheme.people import ROLES, Role
from scheme.refusal import Refusal

OWN = "own"
OPEN = "Leave it empty if you two would rather see as you go."
MOST_MONTHS = 120  # where the scheme names no longest length
WEEKS_A_YEAR = 52


@dataclass(kw_only=True)
class Agreement:
    """What a pair agrees. Each change is a new `revision`, and a signature is the revision that was signed.

    `agreed` is the last revision that both signed, and holds until both have signed another.
    """

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # whose it is
    changed_by: PersonId  # id of whoever wrote the latest revision
    changed_at: datetime  # when the latest revision was written
    revision: int = 1
    mentee_signed: int | None = None  # revision that they signed last; None: none
    mentor_signed: int | None = None  # likewise
    signed_at: datetime | None = None  # the latest signature of either; None: nobody has signed
    agreed: int | None = None  # None: they never both signed the same
    agreed_at: datetime | None = None  # when both had signed it
    id: int = field(init=False)  # of its row

    def signed_by(self, role: Role) -> bool:
        """Whether a side has signed the text as it stands."""
        return (self.mentee_signed if role == "mentee" else self.mentor_signed) == self.revision

    @property
    def is_signed(self) -> bool:
        """Whether both have signed the text as it stands."""
        return self.agreed == self.revision

    @property
    def has_a_signature(self) -> bool:
        """Whether one of the two has signed the text as it stands."""
        return self.revision in (self.mentee_signed, self.mentor_signed)

    def change(self, person_id: PersonId, now: datetime) -> None:
        """Its text is another from now on: who signed the earlier one is asked again."""
        self.revision = self.revision + 1
        self.changed_by = person_id
        self.changed_at = now

    def sign(self, role: Role, now: datetime) -> bool:
        """A side signs the text as it stands; whether both have now. Signing twice is signing once."""
        if not self.signed_by(role):
            if role == "mentee":
                self.mentee_signed = self.revision
            else:
                self.mentor_signed = self.revision
            self.signed_at = now
        both = self.mentee_signed == self.mentor_signed == self.revision
        if both and not self.is_signed:
            self.agreed = self.revision
            self.agreed_at = now
        return both

    def due(self, definition: Definition) -> list[Due]:
        """One reminder of a text to each side that has not signed it, some days after it last came nearer."""
        if self.is_signed or not definition.agreement.remind_days:
            return []
        latest = max(self.changed_at, self.signed_at or self.changed_at)
        day = calendar.add_days(
            calendar.local_day(latest, definition.zone), definition.agreement.remind_days
        )
        waiting = [role for role in ROLES if not self.signed_by(role)]
        return [
            Due(
                name="unsigned",
                occasion=f"unsigned:{self.revision}:{role}",
                at=nine(definition, day),
            )
            for role in waiting
        ]


@dataclass(kw_only=True)
class Wording:
    """One revision of an agreement's text, by whom and when."""

    agreement_id: int  # of which it is the text
    revision: int  # from 1
    written_by: PersonId  # id of one of the two
    written_at: datetime  # when it was saved
    text: Answers  # by the key of the field
    id: int = field(init=False)  # of its row


def fields(definition: Definition, pair: Partnership | None = None) -> tuple[AnyField, ...]:
    """What an agreement is made of: its length and rhythm, the clauses of the scheme, and the pair's own words.

    With a `pair`, the length it is planned for, or agreed to before, is accepted even where it is longer than usual.
    """
    most = definition.pairing.most_months or MOST_MONTHS
    rhythm = definition.meetings
    if pair is not None:
        most = max(most, pair.length(definition) or 0, pair.months or 0)
    usual = usually(definition)
    later = "Counted from your start. You can shorten or extend it later, together."
    lasts = bool(definition.pairing.months)
    if not lasts:
        later = f"{later} {OPEN}"
    months, meetings, weeks, minutes = RHYTHM
    return (
        Number(
            key=months,
            label="For how many months?",
            title="Months",
            help=later,
            required=lasts,
            least=1,
            most=most,
            unit="months",
        ),
        Number(
            key=meetings,
            label="How many meetings in that time?",
            title="Meetings",
            help="" if lasts else OPEN,
            required=lasts,
            least=1,
            most=120,
        ),
        Number(
            key=weeks,
            label="How many weeks between them?",
            title="Weeks between",
            help=f"Usual here is {usual}." if usual else OPEN,
            required=bool(usual),
            least=1,
            most=26,
        ),
        Number(
            key=minutes,
            label="For how long each time?",
            title="Length",
            help="" if rhythm.most_minutes else OPEN,
            required=bool(rhythm.most_minutes),
            least=5,
            most=600,
            unit="minutes",
        ),
        *(
            LongText(key=clause.key, label=clause.title, help=clause.help, required=clause.required)
            for clause in definition.agreement.clauses
        ),
        LongText(
            key=OWN,
            label="Anything else, or all of it in your own words",
            title="In our own words",
            help="What you leave empty above is left out of your agreement.",
            required=False,
            most=10000,
        ),
    )


def template(definition: Definition, pair: Partnership) -> Answers:
    """What the form holds before anybody has changed it: the scheme's rhythm and the texts of its clauses."""
    months = pair.length(definition)
    rhythm = definition.meetings
    weeks = (rhythm.least_weeks + rhythm.most_weeks) // 2 or None
    meetings = most_meetings(months, weeks) if months and weeks else None
    numbers = (months, meetings, weeks, rhythm.least_minutes or None)
    texts: Answers = {
        clause.key: clause.text.strip() or None for clause in definition.agreement.clauses
    }
    return {**dict(zip(RHYTHM, numbers, strict=True)), **texts, OWN: None}


def most_meetings(months: int, weeks: int) -> int:
    """How many meetings, so many weeks apart, fit into some months."""
    return max(1, round(months * WEEKS_A_YEAR / 12 / weeks))


def written(
    definition: Definition, pair: Partnership, given: Mapping[str, Answer], today: date
) -> Answers:
    """A text as it was typed, checked. Raises `Refusal` beside the field: too many meetings, or an end that has passed."""
    answers = check(fields(definition, pair), given)
    months, meetings, weeks, _ = numbers_of(answers)
    if months and meetings and weeks:
        _must_fit(months, meetings, weeks)
    must_lie_ahead(definition, pair, months, today)
    return answers


def _must_fit(months: int, meetings: int, weeks: int) -> None:
    fits = most_meetings(months, weeks)
    if meetings > fits + 1:
        text = f"With {weeks} weeks between them, {months} months hold about {fits}. Please change one of the three."
        raise Refusal(
            "One answer needs another look. Nothing you typed is lost.", errors={"meetings": text}
        )


def must_lie_ahead(
    definition: Definition, pair: Partnership, months: int | None, today: date
) -> None:
    """Raises `Refusal`, beside the months, when a new length of so many would be over by now."""
    if months is None:
        return
    end = pair.ends_after(months)
    if not pair.keeps_length(definition, months) and end is not None and end <= today:
        raise Refusal(
            "That many months since your start have passed already. Please give a longer time.",
            "months",
        )


def numbers_of(text: Answers) -> tuple[int | None, int | None, int | None, int | None]:
    """Months, meetings, weeks between them, and minutes; None where the two leave it open."""
    months, meetings, weeks, minutes = (
        None if text[key] is None else int(str(text[key])) for key in RHYTHM
    )
    return months, meetings, weeks, minutes


def differing(before: Answers, now: Answers) -> list[str]:
    """The keys of what two texts say differently."""
    return [key for key in now if (now[key] or None) != (before.get(key) or None)]


def merged(before: Answers, theirs: Answers, typed: Mapping[str, Answer]) -> Answers:
    """What was typed into a form made from `before`, where it says something new; the partner's words elsewhere."""
    own = {
        key: typed.get(key)
        for key in theirs
        if str(typed.get(key) or "") != str(before.get(key) or "")
    }
    return {**theirs, **own}


def readable(
    definition: Definition, text: Answers, keys: Sequence[str] | None = None
) -> list[tuple[str, str]]:
    """A text as headings and what stands below them; without what was left empty. `keys` picks some of it."""
    wanted = [question for question in fields(definition) if keys is None or question.key in keys]
    return [
        (question.heading, shown(question, text[question.key]))
        for question in wanted
        if text.get(question.key) is not None
    ]
