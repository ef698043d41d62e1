"""How a scheme is doing now: a few charts, each with what it means and the one thing to do, for the Group (R10.1)."""

from collections.abc import Iterator, Sequence
from datetime import date

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Chart, Part, Prose, Reply, Series, View, says
from handlers.reports.answer_times import answer_times
from handlers.reports.asked import NOT_YET, ROUND
from handlers.reports.success import counted_on
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.figures.counts import STEPS, AppliedCount, Furthest, Rhythm, SchemeCounts, middle, total
from scheme.people import ROLES, Role
from scheme.wording import a, capital, counted, several
from storage.figures.kept import figures_of
from storage.work import Work

now = Conversation(name="now")

ROLE = "role"  # the answer by which a button says which role the first chart is of
MONTHS = 12
WAITS = ((14, "up to 2 weeks"), (28, "2 to 4 weeks"), (56, "4 to 8 weeks"), (10_000, "longer"))
PACES: tuple[tuple[Rhythm, str], ...] = (
    ("in rhythm", "in their rhythm"),
    ("late", "a little late"),
    ("quiet", "quiet"),
    ("not started", "not started yet"),
    ("paused", "paused"),
    ("their own rhythm", "set their own rhythm"),
)
ROOMS = (
    ("free", "free"),
    ("some room", "with a mentee, and room"),
    ("full", "full"),
    ("away", "away for now"),
)
KINDS = (("midpoint", "under way"), ("conclusion", "at the end"), ("lookback", "looking back"))


@now.step("group", Audience.MEMBER, opens=True, in_help=GROUP.entry("How it is doing now", 41))
async def for_group(turn: Turn, work: Work) -> Reply:
    """The charts, of all rounds or of one, and of either role."""
    found = await figures_of(work, turn.definition)
    if found is None:
        return says(NOT_YET)
    counts, counted_at = found
    chosen = turn.given(ROUND)
    if chosen not in counts.rounds:
        chosen = ""
    role: Role = "mentee"
    if turn.given(ROLE) == "mentor":
        role = "mentor"
    charts = list(charts_of(turn.definition, counts, chosen, role))
    parts: list[Part] = [*charts]
    if not charts:
        parts.append(Prose("Nobody has applied yet, so there is nothing to count."))
    parts.append(Prose(counted_on(turn.definition, counted_at)))
    campaign = turn.definition.round_of(chosen)
    return Reply(
        window=View(
            title=f"How it is doing now{f', {campaign.name}' if campaign else ''}",
            parts=tuple(parts),
            buttons=tuple(_ways(turn, counts, chosen, role)),
        )
    )


def _ways(turn: Turn, counts: SchemeCounts, chosen: str, role: Role) -> Iterator[Button]:
    yield Button(label="Success factors", action="success.group", opens=True)
    for other in ROLES:
        if other != role:
            label = capital(several(turn.definition.term(other)))
            yield _way(label, {ROLE: other, ROUND: chosen})
    if chosen:
        yield _way("All rounds", {ROLE: role})
    for campaign in turn.definition.rounds:
        if campaign.key in counts.rounds and campaign.key != chosen:
            yield _way(campaign.name, {ROLE: role, ROUND: campaign.key})
    yield HOME


def _way(label: str, answers: dict[str, str]) -> Button:
    given = {key: answer for key, answer in answers.items() if answer}
    return Button(label=label, action="now.group", answers=given, opens=True, place="menu")


def charts_of(
    definition: Definition, counts: SchemeCounts, chosen: str, role: Role
) -> Iterator[Chart]:
    """The charts that have something to show. Surveys and meetings are of all rounds, as they are kept without one."""
    applied = [
        count for count in counts.applied if count.role == role and chosen in ("", count.round)
    ]
    if applied:
        yield funnel(definition, applied, role)
    yield from answer_times(definition, counts, chosen, role)
    waited = [(count.days, count.number) for count in counts.waited if chosen in ("", count.round)]
    if waited:
        yield _waiting(definition, waited)
    if any(chosen in ("", count.round) for count in counts.paces):
        yield _rhythm(counts, chosen)
    if any(chosen in ("", count.round) for count in counts.rooms):
        yield _load(definition, counts, chosen)
    if counts.meetings and not chosen:
        yield _meetings(counts)
    if counts.asked and not chosen:
        yield _surveys(definition, counts)


def funnel(definition: Definition, applied: Sequence[AppliedCount], role: Role) -> Chart:
    """How far those who applied have come, and where most are lost."""
    names: dict[Furthest, str] = {
        "applied": "Applied",
        "eligible": "Found eligible",
        "offered": "Given mentors to choose" if role == "mentee" else "Asked by somebody",
        "introduced": "Introduced",
        "concluded": "Concluded",
    }
    reached = [
        total(applied, lambda count, at=at: STEPS.index(count.furthest) >= at)  # type: ignore[misc]
        for at in range(len(STEPS))
    ]
    lost, at = max((reached[at] - reached[at + 1], at) for at in range(len(STEPS) - 2))
    advice = (
        "Look at who is still to be checked.",
        f"Look for more {several(definition.terms.mentor)}, or wait with a date.",
        "Ask those who have not chosen whether the options suit them.",
    )
    if role == "mentor":
        advice = (
            advice[0],
            "Suggest those who have not been asked.",
            "Hear why they could not say yes.",
        )
    if lost:
        said = (
            f"Of {counted(reached[0], definition.term(role))}, {reached[3]} have been introduced. Most are left between "
            f"“{names[STEPS[at]].lower()}” and “{names[STEPS[at + 1]].lower()}”: {lost}. {advice[at]}"
        )
    else:
        said = f"All {reached[0]} have been introduced to somebody. Nothing is to be done here."
    return Chart(
        title=f"{capital(several(definition.term(role)))}, from applying to concluding",
        says=said,
        shape="funnel",
        labels=tuple(names[step] for step in STEPS),
        series=(Series("People", tuple(reached)),),
        unit="people",
    )


def _waiting(definition: Definition, waited: Sequence[tuple[int, int]]) -> Chart:
    bands: list[int] = []
    least = -1
    for most, _ in WAITS:
        bands.append(sum(number for days, number in waited if least < days <= most))
        least = most
    half = middle(waited) or 0
    promised = definition.answering.days
    if half <= promised:
        advice = "That is within what is promised."
    else:
        advice = f"{counted(promised, 'day')} are promised for an answer: begin matching earlier, or say so at the start."
    return Chart(
        title=f"From applying to being introduced to {a(definition.terms.mentor)}",
        says=f"Half of them waited {counted(half, 'day')} or less. {advice}",
        shape="bars",
        labels=tuple(label for _, label in WAITS),
        series=(Series("People", tuple(bands)),),
        unit="people",
    )


def _rhythm(counts: SchemeCounts, chosen: str) -> Chart:
    found = {
        pace: total(
            counts.paces,
            lambda count, pace=pace: count.pace == pace and chosen in ("", count.round),  # type: ignore[misc]
        )
        for pace, _ in PACES
    }
    every = sum(found.values())
    if found["quiet"]:
        advice = f"{counted(found['quiet'], 'pair')} went quiet and have been asked. Where nobody answers, a call by a person helps."
    elif found["not started"]:
        advice = f"{counted(found['not started'], 'pair')} still to start: they are reminded by themselves."
    else:
        advice = "Nobody is quiet. Nothing is to be done here."
    return Chart(
        title="Meetings against their rhythm",
        says=f"{counted(every, 'partnership')} live. {advice}",
        shape="bars",
        labels=tuple(label for pace, label in PACES if found[pace] or pace != "their own rhythm"),
        series=(
            Series(
                "Pairs",
                tuple(
                    found[pace] for pace, _ in PACES if found[pace] or pace != "their own rhythm"
                ),
            ),
        ),
        unit="pairs",
    )


def _load(definition: Definition, counts: SchemeCounts, chosen: str) -> Chart:
    found = [
        total(
            counts.rooms,
            lambda count, room=room: count.room == room and chosen in ("", count.round),  # type: ignore[misc]
        )
        for room, _ in ROOMS
    ]
    mentors = several(definition.terms.mentor)
    if found[0]:
        advice = f"{found[0]} of them are free: suggest them first."
    elif found[1]:
        advice = "Nobody is wholly free; those with room can be asked for one more."
    else:
        advice = f"None has room. Call for {mentors}, or ask one to take one more."
    return Chart(
        title=f"{capital(mentors)} on the register",
        says=f"{counted(sum(found), definition.terms.mentor)} on the register. {advice}",
        shape="bars",
        labels=tuple(label for _, label in ROOMS),
        series=(Series(capital(mentors), tuple(found)),),
        unit=mentors,
    )


def _meetings(counts: SchemeCounts) -> Chart:
    months = counts.meetings[-MONTHS:]
    every = sum(count.number for count in months)
    return Chart(
        title="Meetings noted, month by month",
        says=f"{counted(every, 'meeting')} in these months. The last one is still filling up; remind nobody because of it.",
        shape="line",
        labels=tuple(_month(count.month) for count in months),
        series=(Series("Meetings", tuple(count.number for count in months)),),
        unit="meetings",
    )


def _month(month: str) -> str:
    """A month as it stands on a chart: "Mar 2026"."""
    return f"{date.fromisoformat(f'{month}-01'):%b %Y}"


def _surveys(definition: Definition, counts: SchemeCounts) -> Chart:
    rows = [
        (f"{capital(several(definition.term(count.role)))}, {name}", count)
        for kind, name in KINDS
        for count in counts.asked
        if count.kind == kind
    ]
    asked = sum(count.asked for _, count in rows)
    answered = sum(count.answered for _, count in rows)
    share = round(100 * answered / asked)
    if share >= 50:
        advice = "That is enough to go by."
    else:
        advice = "Say at the start, and in person, what the answers are for."
    return Chart(
        title="Surveys answered",
        says=f"{share}% of those who were asked have answered. {advice}",
        shape="stacked",
        labels=tuple(label for label, _ in rows),
        series=(
            Series("Answered", tuple(count.answered for _, count in rows)),
            Series("Not answered", tuple(count.asked - count.answered for _, count in rows)),
        ),
        unit="surveys",
    )
