"""What is different between two drafts of a round, and what each wish of a member costs others (R3.7)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scheme.ids import ApplicationId
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.wording import counted

Firsts = Mapping[ApplicationId, ApplicationId | None]  # the mentor of each mentee
NameOf = Callable[[ApplicationId], str]  # somebody's name; "" where it is not the reader's to know
NAMED = 3  # people in one sentence, the rest are counted


@dataclass(frozen=True)
class Change:
    """A mentee whose mentor is another in the later of two drafts; None is nobody."""

    mentee: ApplicationId  # who waits
    before: ApplicationId | None  # the mentor in the earlier draft
    now: ApplicationId | None  # in the later one


@dataclass(frozen=True, kw_only=True)
class WishCost:
    """What a wish comes to for everybody but the mentee it is about, beside the best draft without it."""

    wish: RoundWish  # the one that was left out
    left: tuple[ApplicationId, ...] = ()  # mentees without a mentor because of it
    gained: tuple[ApplicationId, ...] = ()  # mentees who have one because of it
    moved: tuple[ApplicationId, ...] = ()  # mentees with another mentor because of it


def changes(before: Firsts, now: Firsts) -> tuple[Change, ...]:
    """Whose mentor is another than before, of those who are in both drafts, in the order of the later."""
    return tuple(
        Change(mentee, before[mentee], mentor)
        for mentee, mentor in now.items()
        if mentee in before and before[mentee] != mentor
    )


def cost_of(wish: RoundWish, without: Firsts, now: Firsts) -> WishCost:
    """What a wish costs, from the draft without it and the one with it."""
    others = [change for change in changes(without, now) if change.mentee != wish.mentee]
    return WishCost(
        wish=wish,
        left=tuple(change.mentee for change in others if change.now is None),
        gained=tuple(change.mentee for change in others if change.before is None),
        moved=tuple(change.mentee for change in others if change.before and change.now),
    )


def cost_in_words(cost: WishCost, called: NameOf, term: str) -> str:
    """A sentence: "Keeping Ada with Ben leaves Chi without a mentor". `term`: what a mentor is called, with its article."""
    told = []
    who = _who(cost.left, called)
    if who:
        told.append(f"leaves {who} without {term}")
    who = _who(cost.gained, called)
    if who:
        told.append(f"gives {who} {term}")
    who = _who(cost.moved, called)
    if who:
        told.append(f"moves {who}")
    return f"{_wish(cost.wish, called)} {_joined(told) or 'costs nobody else anything'}."


def change_in_words(change: Change, called: NameOf) -> str:
    """A line: "Ada: with Ben, before with Chi"."""
    before, now = (
        f"with {called(mentor) or 'another'}" if mentor else "with nobody"
        for mentor in (change.before, change.now)
    )
    return f"{called(change.mentee)}: {now}, before {before}"


def _wish(wish: RoundWish, called: NameOf) -> str:
    mentee = called(wish.mentee) or "somebody"
    mentor = (called(wish.mentor) if wish.mentor else "") or "somebody"
    match wish.kind:
        case WishKind.KEEP:
            return f"Keeping {mentee} with {mentor}"
        case WishKind.NEVER:
            return f"Not giving {mentee} {mentor}"
        case WishKind.REST:
            return f"Leaving {mentee} out this time"


def _who(mentees: Sequence[ApplicationId], called: NameOf) -> str:
    """Names, the first few; those that are not the reader's to know are counted with the rest."""
    known = [name for name in map(called, mentees) if name]
    named = known[:NAMED]
    if rest := len(mentees) - len(named):
        named.append(counted(rest, "other") if named else counted(rest, "person"))
    return _joined(named)


def _joined(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"
