"""How long and how often is usual, in words; what a scheme leaves to the two has no figure (R5.1, R6.2)."""

from scheme.definition.definition import Definition
from scheme.people import Role
from scheme.wording import between, counted, every

THEIRS = "as the two agree"


def lasts(definition: Definition) -> str:
    """How long a partnership is: "about 6 months, 12 at most", "as the two agree, 12 months at most"."""
    usual = definition.pairing.months
    most = definition.pairing.most_months
    if not usual:
        return f"{THEIRS}, {counted(most, 'month')} at most" if most else THEIRS
    length = f"about {counted(usual, 'month')}"
    return f"{length}, {most} at most" if most > usual else length


def usual_time(definition: Definition) -> str:
    """The usual length alone: "about 6 months"."""
    usual = definition.pairing.months
    return f"about {counted(usual, 'month')}" if usual else THEIRS


def usually(definition: Definition) -> str:
    """How often the two meet: "every 4 to 6 weeks"; "" where that is left to them."""
    rhythm = definition.meetings
    return every(rhythm.least_weeks, rhythm.most_weeks, "week") if rhythm.most_weeks else ""


def gives(definition: Definition, role: Role) -> str:
    """How much time somebody in a role gives a month: "1 hour a month, and 2 to prepare"; "" where the scheme names none."""
    rules = definition.meetings
    whole = rules.hours(role)
    if not whole:
        return ""
    if role == "mentor" or not rules.preparation_hours:
        return f"{counted(whole, 'hour')} a month"
    if not rules.mentee_hours:
        return f"{counted(whole, 'hour')} a month to prepare"
    return (
        f"{counted(rules.mentee_hours, 'hour')} a month, and {rules.preparation_hours} to prepare"
    )


def meets(definition: Definition, each: str = "") -> str:
    """How often and for how long: "every 4 to 6 weeks, 90 to 120 minutes"; "as the two agree" where neither is set.

    `each` follows a figure of minutes.
    """
    rhythm = definition.meetings
    weeks = usually(definition)
    if not rhythm.most_minutes:
        return weeks or THEIRS
    minutes = f"{between(rhythm.least_minutes, rhythm.most_minutes, 'minute')}{each}"
    return f"{weeks}, {minutes}" if weeks else f"{minutes}, as often as the two agree"
