"""What somebody can do now, as far as it says what they mean: who they are here, and which buttons are in front of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.home.intents import EVERYBODY, Intent
from handlers.home.plain import plain
from handlers.kit.conversation import HomeEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button
from scheme.application.application import ApplicationStage
from scheme.ids import PersonId, ProposalId
from scheme.partnership.partnership import Partnership
from scheme.people import GROUP_DUTIES, Person
from scheme.subject import Subject
from storage import applications, partnerships, people
from storage.matching import proposals
from storage.work import Work

FAR = 0.25  # what a meaning weighs that is not for whoever says it
THEIRS = 1.5  # what it weighs that is for such as they are
NEAR = 2.0  # what it weighs where its button is in front of them


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Who somebody is here, and what is in front of them.

    `traits`: "applicant" with an open application, "applied" with one that is not matched, "register" as a mentor on it,
    "proposed" with mentors to consider, "asked" with a request to answer, "paired" in a partnership, "partnered" in one
    now or before, "group" and "administrator" by duty. `front`: the buttons of their home, the one next thing first.
    `names`: of those they have to do with, each with what it stands for ("my mentor"). `people`: parts of the names that a
    member of the Group may look for. `is_known`: whether anything is known of them; of whoever is not, everything may be
    meant.
    """

    traits: frozenset[str] = frozenset()
    front: tuple[Button, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    people: frozenset[str] = frozenset()
    is_known: bool = True
    # The buttons of `front` by the step they take.
    actions: Mapping[str, tuple[Button, ...]] = field(init=False, compare=False)

    def __post_init__(self) -> None:
        """Sorts the buttons by what they do."""
        found: dict[str, tuple[Button, ...]] = {}
        for button in self.front:
            found[button.action] = (*found.get(button.action, ()), button)
        object.__setattr__(self, "actions", found)

    def knows(self, intent: Intent) -> bool:
        """Whether it can be meant at all: what it stands beside is in front of them."""
        return not intent.beside or intent.beside in self.actions

    def may(self, intent: Intent) -> bool:
        """Whether they may take it now, so that a button with it is never refused."""
        if not self.is_known:
            return self.knows(intent)
        return self.knows(intent) and (not intent.of or bool(self.traits & set(intent.of)))

    def nearness(self, intent: Intent) -> int:
        """How near it is to them: 3 with its button in front of them, 2 for such as they are, 1 for all, 0 for others."""
        if not self.is_known:
            return 0 if intent.of else 1
        if intent.beside:
            return 3
        if not self.may(intent):
            return 0
        return 2 if intent.of else 1

    def weight(self, intent: Intent) -> float:
        """How much more, or less, it is likely to be meant by them than by anybody."""
        if not self.knows(intent):
            return 0.0
        if not self.is_known:
            return 1.0
        if intent.beside or (not intent.is_told and intent.action in self.actions):
            return NEAR
        return (FAR, 1.0, THEIRS)[self.nearness(intent)]

    def action(self, intent: Intent) -> Action:
        """What it comes to for them: about whatever it stands beside."""
        if intent.is_told:
            return Action(name=intent.action, answers={"about": intent.key})
        beside = self.actions.get(intent.beside, ())
        if not beside:
            return Action(name=intent.action)
        return Action(name=intent.action, subject=beside[0].subject)

    def first(self, texts: Mapping[str, str]) -> str:
        """Of texts for traits, the first that is for them."""
        return next(
            text for trait, text in texts.items() if trait == EVERYBODY or trait in self.traits
        )


ANYBODY = Situation(is_known=False)


async def situation(turn: Turn, work: Work, standings: Iterable[HomeEntry]) -> Situation:
    """The situation of whoever takes the turn, with what stands on their home."""
    front = tuple(
        button
        for entry in standings
        for button in (entry.primary, *entry.others)
        if button is not None
    )
    key = turn.definition.key
    me = turn.person.id
    own = [
        application
        for application in await applications.of_person(work, key, me)
        if application.is_open
    ]
    ours = await partnerships.of_person(work, key, me)
    actions = {button.action for button in front}
    traits = {
        "administrator": "administrator" in turn.duties,
        "group": bool(turn.duties & GROUP_DUTIES),
        "applicant": bool(own),
        "applied": any(application.stage != ApplicationStage.MATCHED for application in own),
        "register": any(
            application.role == "mentor" and application.stage == ApplicationStage.ELIGIBLE
            for application in own
        ),
        "partnered": bool(ours),
        "paired": any(pair.is_live for pair in ours),
        "proposed": bool(actions & {"choose.read", "choices.list"}),
        "asked": "answer.read" in actions,
    }
    names = await _partners(work, [pair for pair in ours if pair.is_live], me)
    for button in front:
        if button.action == "choose.read":
            names |= await _proposed(work, button.subject)
    if "talk.read" in actions:
        names |= await _talking(work, key, me)
    known = await people.names_of_applicants(work, key) if traits["group"] else set()
    return Situation(
        traits=frozenset(trait for trait, is_so in traits.items() if is_so),
        front=front,
        names=names,
        people=frozenset(part for name in known for part in plain(name)),
    )


async def _partners(work: Work, ours: Sequence[Partnership], me: PersonId) -> dict[str, str]:
    """The names of somebody's partners, each with what they are to them."""
    known = await people.by_ids(work, {pair.partner_of(me) for pair in ours})
    names: dict[str, str] = {}
    for pair in ours:
        role = "mentor" if pair.role_of(me) == "mentee" else "mentee"
        names |= _said(known[pair.partner_of(me)], f"my {role}")
    return names


async def _proposed(work: Work, subject: Subject) -> dict[str, str]:
    """The names of the mentors in a proposal."""
    candidates = await proposals.candidates_of(work, ProposalId(subject.id))
    known = await people.by_ids(work, {candidate.mentor_id for candidate in candidates})
    return {
        name: what
        for person in known.values()
        for name, what in _said(person, "this mentor").items()
    }


async def _talking(work: Work, scheme: str, me: PersonId) -> dict[str, str]:
    """The names of the mentees with whom somebody is to have a first talk, or had one."""
    mine = await proposals.talks_of(work, scheme, me)
    known = await people.by_ids(work, {proposal.mentee_id for proposal, _ in mine})
    return {
        name: what
        for person in known.values()
        for name, what in _said(person, "the mentee").items()
    }


def _said(person: Person, what: str) -> dict[str, str]:
    """The ways somebody's name is said: all of it, the first part, and what they asked to be called."""
    name = plain(person.name)
    ways = {" ".join(name), " ".join(name[:1]), " ".join(plain(person.called or ""))}
    return {way: what for way in ways if len(way) > 1}
