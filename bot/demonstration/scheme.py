"""A scheme as the playground shows it: its own rules, forms, places and people, with rounds around today."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.demonstration.cast import CAST, worded
from bot.demonstration.casting import is_set_elsewhere
from scheme import calendar
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round, Window
from scheme.definition.support import HelpContact
from scheme.people import GROUP_DUTIES
from scheme.wording import capital

MONDAY = 0
FRIDAY = 4
WEEK = 7
MOST_APPROVALS = 4  # so that somebody can stand aside and enough are left
OPEN_FOR = (
    42  # days for which the round of today has been open, so that some have come a part of the way
)
STAYS_OPEN = 14  # days
EARLIER = "played-before"  # key of the round in which the partnerships began that are shown
DAYS = ("choices_close", "matched_by", "starts", "ends", "review")  # of a round, beside its windows


def demonstrate(definition: Definition, born: date) -> Definition:
    """The scheme with its rounds around the day `born`; checked anew as a whole, as a scheme file is.

    Organisations, roster and contacts are its own. The ALN preset, whose own are examples, has the cast's; so has whoever has
    nobody on the roster who could decide.
    """
    changes: dict[str, object] = {"rounds": _around(definition, born)}
    if is_set_elsewhere(definition):
        changes |= _invented(definition)
    elif not any(seat.duty in GROUP_DUTIES for seat in definition.roster):
        changes["roster"] = tuple(
            seat.model_copy(update={"organisation": ""}) for seat in CAST.roster
        )
    named = definition.model_copy(update=changes)
    deciding = sum(seat.duty in GROUP_DUTIES for seat in named.roster)
    most = max(1, min(deciding, MOST_APPROVALS))
    approvals = min(definition.choosing.approvals, most)
    changes["choosing"] = definition.choosing.model_copy(update={"approvals": approvals})
    shown = Definition.model_validate(definition.model_copy(update=changes).model_dump())
    # The numbers of a list stand in no file that was read here, so they are taken over.
    return shown.model_copy(update={"membership": definition.membership})


def _invented(definition: Definition) -> dict[str, object]:
    terms = definition.terms
    return {
        "organisations": CAST.organisations,
        "roster": CAST.roster,
        "help": tuple(_contact(contact, worded(contact.name, terms)) for contact in CAST.help),
        "urgent": CAST.urgent,
    }


def _around(definition: Definition, born: date) -> tuple[Round, ...]:
    if is_set_elsewhere(definition) or (not definition.rounds and not definition.always_open):
        return rounds(definition, born)
    if not definition.rounds:
        return ()
    return tuple(_moved(definition, born))


def _moved(definition: Definition, born: date) -> Iterator[Round]:
    """The scheme's own rounds, so many weeks later or earlier that the last of them is open, after one before them all."""
    word = definition.terms.round
    yield rounds(definition, born)[0].model_copy(
        update={"key": EARLIER, "name": f"An earlier {word}"}
    )
    last = definition.rounds[-1]
    closes = min(last.mentee.closes, last.mentor.closes)
    opens = max(last.mentee.opens, last.mentor.opens)
    ahead = max(STAYS_OPEN, (closes - opens).days - OPEN_FOR)
    weeks = -(-(born + timedelta(days=ahead) - closes).days // WEEK)
    by = timedelta(days=weeks * WEEK)
    for campaign in definition.rounds:
        changes: dict[str, object] = {
            key: getattr(campaign, key) + by for key in DAYS if getattr(campaign, key)
        }
        for role in ("mentee", "mentor"):
            window = campaign.window(role)
            moved = Window(opens=window.opens + by, closes=window.closes + by)
            if campaign is last and moved.opens > born - timedelta(days=OPEN_FOR):
                moved = Window(opens=born - timedelta(days=OPEN_FOR), closes=moved.closes)
            changes[role] = moved
        yield campaign.model_copy(update=changes)


def _contact(contact: HelpContact, name: str) -> HelpContact:
    return contact.model_copy(update={"name": name})


PLAYED = 6  # months that the cast has together where the scheme leaves that to them


def length(definition: Definition, born: date) -> int:
    """How many days a partnership of the scheme lasts that ends on the day `born`."""
    months = definition.pairing.months or PLAYED
    return (born - calendar.add_months(born, -months)).days


def rounds(definition: Definition, born: date) -> tuple[Round, ...]:
    """An earlier round in which the partnerships began that are shown, the one that is open, and the next."""
    whole = length(definition, born)
    earlier = _window(born - timedelta(days=whole + 72), born - timedelta(days=whole // 2 + 52))
    current = _window(born - timedelta(days=42), born + timedelta(days=28))
    later = _window(born + timedelta(days=140), born + timedelta(days=210))
    word = capital(definition.terms.round)
    return tuple(
        Round(key=key, name=f"{word} {number}", mentee=window, mentor=window)
        for number, (key, window) in enumerate(
            (("earlier", earlier), ("current", current), ("next", later)), 1
        )
    )


def _window(opens: date, closes: date) -> Window:
    """From the Monday before to the Friday after."""
    return Window(
        opens=opens - timedelta(days=(opens.weekday() - MONDAY) % 7),
        closes=closes + timedelta(days=(FRIDAY - closes.weekday()) % 7),
    )
