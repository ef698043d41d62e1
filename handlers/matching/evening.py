"""A whole round for the Group at once: made up, changed by wishes, and agreed to one by one or together (R3.4, R3.7)."""

from collections.abc import Mapping, Sequence

from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.paging import FROM, ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Card, Part, Prose, Reply, View
from handlers.matching.chosen import place_in_order
from handlers.matching.round_rows import RoundRow, is_open_to, names_for, rows_of
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.kept_round import KeptRound
from scheme.matching.ranking import Suggestion
from scheme.matching.round_changes import change_in_words, cost_in_words
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.subject import Subject
from scheme.wording import a, capital, counted
from storage import people
from storage.matching import kept_rounds
from storage.work import Work

evening = Conversation(name="evening")

ROWS = "rows"  # the answer that asks for more rows than a chat shows: the page has room for them
IN_CHAT = 8
AT_MOST = 40
TOLD = 8  # lines of what changed
NOTHING_YET = "Nothing is made up yet. It takes a moment, and nobody is asked or told: it is a draft for you to change."


# Reading


@evening.step(
    "show", Audience.MEMBER, opens=True, in_help=GROUP.entry("Match everybody at once", 22)
)
async def show(turn: Turn, work: Work) -> Reply:
    """The draft of the round: who is with whom, what changed last, what wishes cost, and what a member can do with each."""
    kept = await kept_rounds.of(work, turn.definition.key)
    if kept is None:
        parts: tuple[Part, ...] = (Prose(NOTHING_YET),)
        return Reply(
            window=View(
                title=title_of(turn.definition), parts=parts, buttons=(_make("Make it up"),)
            )
        )
    page = page_of(turn, kept)
    found = await rows_of(turn, work, page.of(kept.placings))
    names = await names_for(turn, work, kept)
    cards = [card(turn.definition, row, kept) for row in found.rows]
    return Reply(
        window=View(
            title=title_of(turn.definition),
            parts=(
                Prose(await _how_it_stands(turn, work, kept)),
                *_told(turn.definition, kept, names),
                *page.heading(),
                *cards,
                *_kept_from(found.kept_from),
            ),
            buttons=(*_together(turn, found.rows, page), _make("Make it up again"), *page.ways()),
        )
    )


def title_of(definition: Definition) -> str:
    """What the window of a scheme's draft is called."""
    return f"Everybody at once: {definition.name}"


def _make(label: str) -> Button:
    return Button(label=label, action="evening.draft", style="plain")


def page_of(turn: Turn, kept: KeptRound) -> ListPage:
    """The rows of a draft that a turn asks for."""
    length = min(max(turn.number(ROWS), 0), AT_MOST) or IN_CHAT
    count = len(kept.pairs)
    last = max(count - 1, 0) // length * length
    return ListPage(
        count=count,
        start=min(max(turn.number(FROM), 0), last),
        length=length,
        action="evening.show",
        subject=turn.subject,
        carries={ROWS: turn.given(ROWS)} if turn.given(ROWS) else {},
    )


async def _how_it_stands(turn: Turn, work: Work, kept: KeptRound) -> str:
    terms = turn.definition.terms
    placed = sum(bool(placing.mentors) for placing in kept.placings)
    by = (await people.by_id(work, kept.made_by)).name
    told = (
        f"A draft: nobody has been asked or told. {placed} of {counted(len(kept.pairs), terms.mentee)} have {a(terms.mentor)} in "
        f"it. Made up by {by} on {spoken(kept.made_at.date())}."
    )
    waiting = {mentee.id for mentee in await kept_rounds.waiting(work, turn.definition.key)}
    if new := len(waiting - {placing.mentee for placing in kept.placings}):
        told += f" {counted(new, terms.mentee)} came since, so it is worth making it up again."
    return told


def _told(
    definition: Definition, kept: KeptRound, names: Mapping[ApplicationId, str]
) -> tuple[Part, ...]:
    """What changed when it was made up last, and what each wish costs, in words that name nobody this member keeps out of."""

    def called(number: ApplicationId) -> str:
        return names.get(number, "")

    changed = [change_in_words(change, called) for change in kept.changes if called(change.mentee)]
    more = len(changed) - TOLD
    if more > 0:
        changed = [*changed[:TOLD], f"{more} more"]
    costs = [
        cost_in_words(cost, called, a(definition.terms.mentor))
        for cost in kept.wish_costs
        if called(cost.wish.mentee) and (cost.wish.mentor is None or called(cost.wish.mentor))
    ]
    parts = []
    if costs:
        parts.append(Bullets(tuple(costs), "What your wishes cost"))
    if changed:
        parts.append(Bullets(tuple(changed), "What changed"))
    return tuple(parts)


def _kept_from(count: int) -> tuple[Part, ...]:
    if not count:
        return ()
    return (Prose(f"{count} more here: with the other members, or settled since."),)


def card(definition: Definition, row: RoundRow, kept: KeptRound) -> Card:
    """A mentee with the mentors drafted for them, each with its verdict, and what a member can do."""
    lines = [
        f"{found.mentor.application.applicant}: {found.verdict.line}{_chosen(definition, row, found)}"
        for found in row.mentors
    ]
    lines += [f"{gone.mentor.application.applicant}: {gone.reason}" for gone in row.gone]
    if not lines:
        lines = [f"Nobody yet. {capital(a(definition.terms.mentor))} can be given by hand."]
    return Card(
        title=f"{row.mentee.applicant}, {row.mentee.ref}",
        subtitle="; ".join(_stands(definition, row, kept)),
        text="\n\n".join(lines),
        buttons=buttons(definition, row, kept),
    )


def _chosen(definition: Definition, row: RoundRow, found: Suggestion) -> str:
    """That a mentee chose a mentor themselves, which counts more than anything else; "" where they did not."""
    number = found.mentor.application.id
    if number not in row.chose:
        return ""
    if not definition.choosing.ranked:
        return f" Chosen by the {definition.terms.mentee}."
    return f" {place_in_order(row.chose.index(number))} of the {definition.terms.mentee}."


def _stands(definition: Definition, row: RoundRow, kept: KeptRound) -> list[str]:
    told = [f"since {spoken(row.mentee.received_at.date())}"]
    if row.mentee.priority:
        told.insert(0, "comes first")
    if row.is_selected:
        needed = definition.choosing.approvals
        told.append(f"selected already, {len(row.pending.agreed)} of {needed} agreed")
    own = (placing.mentors for placing in kept.placings if placing.mentee == row.mentee.id)
    drafted = next(own, ())
    for wish in kept.wishes:
        if wish.mentee == row.mentee.id and not row.is_selected:
            told.append(_wished(wish, holds=wish.mentor in drafted[:1]))
    return told


def _wished(wish: RoundWish, *, holds: bool) -> str:
    """What is wished; `holds`: whether the draft has them with the mentor, who may have no place since, or have left."""
    match wish.kind:
        case WishKind.KEEP if holds:
            return "kept together"
        case WishKind.KEEP:
            return "can't be kept with whom a member wished"
        case WishKind.NEVER:
            return "somebody is ruled out"
        case WishKind.REST:
            return "left out this time"


def buttons(definition: Definition, row: RoundRow, kept: KeptRound) -> tuple[Button, ...]:
    """What a member can do with a mentee of the draft: look and agree, keep, rule out, give another, leave out."""
    about = Subject("application", row.mentee.id)
    ids = [str(found.mentor.application.id) for found in row.mentors]
    look = Button(
        label="Look and agree",
        action="propose.open",
        subject=about,
        answers={"also": ids} if ids else {},
        style="primary",
        opens=True,
    )
    if row.is_selected:
        return (look,)
    wished = [wish for wish in kept.wishes if wish.mentee == row.mentee.id]
    found = [look]
    if row.mentors:
        first = row.mentors[0].mentor.application
        if all(wish.kind != WishKind.KEEP for wish in wished):
            found.append(_wish("keep", f"Keep with {first.applicant}", about, mentor=str(first.id)))
        found.append(_wish("never", f"Not {first.applicant}", about, mentor=str(first.id)))
    found.append(
        Button(
            label=f"Give another {definition.terms.mentor}",
            action="evening.another",
            subject=about,
            opens=True,
            place="menu",
        )
    )
    if all(wish.kind != WishKind.REST for wish in wished):
        found.append(_wish("rest", "Leave out this time", about))
    if wished:
        found.append(_wish("free", "Let go of the wishes", about))
    return tuple(found)


def _wish(name: str, label: str, about: Subject, **answers: str) -> Button:
    return Button(
        label=label, action=f"evening.{name}", subject=about, answers=answers, place="menu"
    )


def _together(turn: Turn, rows: Sequence[RoundRow], page: ListPage) -> tuple[Button, ...]:
    if not any(is_open_to(turn, row) for row in rows):
        return ()
    return (
        Button(
            label="Agree to several",
            action="evening.agree",
            answers={**page.carries, FROM: str(page.start)},
            style="primary",
            opens=True,
        ),
    )
