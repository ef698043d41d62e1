"""The Group is told how the register stands: before each discussion of matches, and when a member asks for it (R3.8).

The message has numbers alone. What was not asked for comes only where somebody waits: weeks in which nobody does are quiet.
"""

from collections.abc import Iterator
from datetime import date

from handlers.group import cards
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell_group
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Message, Reply, says
from scheme.audience import Audience
from scheme.calendar import add_days, at
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.discussion import (
    HeldDiscussions,
    RegisterNumbers,
    next_discussion,
)
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.wording import capital, counted, several
from storage.matching import discussions
from storage.work import Work

digest_told = Conversation(name="digest")

KEY = "digest"  # of the message, of which the Group's channel has the latest
LOOK_BACK = 28  # days that are told of where there was no digest before
NOTHING = "Nobody waits to be matched or checked now, so there is nothing to discuss."


@digest_told.when("helddiscussions", "digest")
async def comes(moment: Moment, work: Work) -> None:
    """Some days before a discussion: how the register stands. Nothing where nobody waits, or its day has gone by."""
    held = moment.the(HeldDiscussions)
    day = date.fromisoformat(moment.occasion.partition(":")[2])
    if day < moment.today:
        held.passed(add_days(moment.today, -1))
        return
    found = await _numbers(moment, work, held)
    if found.is_quiet:
        held.passed(day)
        return
    held.told(moment.now, day)
    await _tell(moment, work, found, day)


@digest_told.step("send", Audience.MEMBER, pace=SELDOM)
async def send(turn: Turn, work: Work) -> Reply:
    """The same, when a member asks for it: the Group's channel has it now."""
    held = await discussions.ensure(work, turn.definition)
    found = await _numbers(turn, work, held)
    if found.is_quiet:
        raise Refusal(NOTHING)
    held.told(turn.now)
    await _tell(turn, work, found, next_discussion(turn.definition, turn.today))
    return says(f"{turn.definition.terms.the_group_first} has it now, in numbers alone.", HOME)


async def _numbers(moment: Moment, work: Work, held: HeldDiscussions) -> RegisterNumbers:
    since = held.digest_at
    if since is None:
        since = at(add_days(moment.today, -LOOK_BACK), moment.definition.zone)
    return await discussions.numbers_of(work, moment.definition, moment.today, since)


async def _tell(moment: Moment, work: Work, found: RegisterNumbers, day: date | None) -> None:
    definition = moment.definition
    rows = list(_rows(definition, found))
    heading = "The register in short"
    if day is not None:
        heading = f"Before the discussion on {spoken(day)}"
        if next_discussion(definition, add_days(day, 1)) is None:
            rows.append(("After that", "no day is set"))
    waits = counted(found.to_match, definition.terms.mentee)
    message = Message(
        text=f"{waits} to be matched, as it stands on {spoken(moment.today)}.",
        parts=(Facts(tuple(rows)),),
        buttons=(
            Button(label="See all of it", action="digest.show", style="primary", opens=True),
            cards.BOARD,
        ),
        heading=heading,
    )
    await tell_group(work, definition.key, message, key=KEY)


def _rows(definition: Definition, found: RegisterNumbers) -> Iterator[tuple[str, str]]:
    """How a register stands, as names and numbers; what is none is left out but for mentors."""
    terms = definition.terms
    if found.to_match:
        yield "Longest wait", counted(found.longest, "day")
    for name, number in (
        ("Promised day gone by", found.overdue),
        ("Promised within a week", found.soon),
        ("Applications to be checked", found.to_check),
    ):
        if number:
            yield name, str(number)
    yield f"{capital(several(terms.mentor))} with no {terms.mentee}", str(found.free)
    for name, number in (
        ("Partnerships that end within four weeks", found.ending),
        ("Applications since the last time", found.came),
        ("New pairs since then", found.introduced),
    ):
        if number:
            yield name, str(number)
