"""Finds what somebody names: a reference they were given, or, for a member of the Group, a person (R12.1, R3.1)."""

import re
from collections.abc import Sequence

from handlers.group import opening
from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Card, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.people import GROUP_DUTIES
from scheme.subject import Subject
from scheme.wording import capital
from storage import applications, matters, partnerships, people
from storage.concern import concerns
from storage.matching import register
from storage.plans import subject_of
from storage.work import Work

MOST = 8  # people that are listed
LOOKED_AT = 300  # characters in which a reference is looked for
REFERENCE = re.compile(r"\b([APCQI])(?:-|(?=\d{6}))(\d{1,15}(?:-\d{3}){0,4})\b", re.IGNORECASE)

find = Conversation(name="find")


def reference_in(text: str) -> str:
    """The reference that is quoted in a text, as it is written; "" where there is none, or several."""
    found = {
        f"{kind.upper()}-{number.replace('-', '')}"
        for kind, number in REFERENCE.findall(text[:LOOKED_AT])
    }
    return found.pop() if len(found) == 1 else ""


@find.step("look", Audience.ANYONE, opens=True)
async def look(turn: Turn, work: Work) -> Reply:
    """What is called so, as far as whoever looks may open it; in the same words where it is not there and not theirs."""
    if named := reference_in(turn.given("ref")):
        kind, _, number = named.partition("-")
        return await _referred(turn, work, kind, number)
    if turn.duties & GROUP_DUTIES and turn.given("who").strip():
        return await _people(turn, work, turn.given("who").strip())
    return Reply(then=Action(name="home.show"))


async def _referred(turn: Turn, work: Work, kind: str, number: str) -> Reply:
    me = turn.person.id
    key = turn.definition.key
    is_member = bool(turn.duties & GROUP_DUTIES)
    action = None
    mine: Sequence[int]
    if kind == "A":
        mine = [application.id for application in await applications.of_person(work, key, me)]
        action = _open(
            "applied.view", "review.open", "application", number, mine=mine, is_member=is_member
        )
    elif kind == "P":
        mine = [pair.id for pair in await partnerships.of_person(work, key, me)]
        action = _open(
            "plan.show", "meet.overview", "partnership", number, mine=mine, is_member=is_member
        )
    else:
        action = await _raised(turn, work, f"{kind}-{number}")
    if action is None:
        return says("There is nothing called that which you can open here.", HOME, HELP)
    return Reply(then=action)


def _open(
    own: str, theirs: str, kind: str, number: str, *, mine: Sequence[int], is_member: bool
) -> Action | None:
    """What opens it for its own people, or for a member of the Group; None for everybody else."""
    if len(number) > 15:
        return None
    if int(number) in mine:
        return Action(name=own, subject=Subject.read(f"{kind}:{int(number)}"))
    return Action(name=theirs, subject=Subject.read(f"{kind}:{int(number)}")) if is_member else None


async def _raised(turn: Turn, work: Work, ref: str) -> Action | None:
    """What opens something raised, for whoever raised or handles it; of everything else nothing is told."""
    for raised in await concerns.own(work, turn.definition.key, turn.person.id):
        if raised.ref == ref:
            return opening.read(raised).does
    for raised in await register.raised_for(work, turn.definition.key, turn.person.id):
        if raised.ref == ref:
            return opening.see(raised).does
    return None


async def _people(turn: Turn, work: Work, who: str) -> Reply:
    """The open applications of people with that name which the member may see."""
    key = turn.definition.key
    named = await people.search(work, key, who, MOST)
    theirs = await applications.of_people(work, key, [person.id for person in named])
    found = [
        (person, application)
        for person in named
        for application in theirs
        if application.person_id == person.id and application.is_open
    ]
    barred = await matters.conflicted_each(work, [application for _, application in found])
    seen = [
        (person, application)
        for person, application in found
        if turn.person.id not in barred[application.id]
    ]
    if not seen:
        text = "Nobody with that name has an application here that you can open."
        return says(text, Button(label="Open register", action="review.register", opens=True))
    if len(seen) == 1:
        return Reply(then=Action(name="review.open", subject=subject_of(seen[0][1])))
    listed = [
        Card(
            title=person.name,
            subtitle=f"{capital(turn.definition.term(application.role))}, {application.ref}",
            buttons=(
                Button(
                    label="Open", action="review.open", subject=subject_of(application), opens=True
                ),
            ),
        )
        for person, application in seen[:MOST]
    ]
    return Reply(
        window=View(title="Whom do you mean?", parts=(Prose("Several have that name."), *listed))
    )
