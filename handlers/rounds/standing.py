"""How a round stands, for the Group: who applied, waits, is matched, is on the waiting list, by role (R1.7)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from handlers.kit.turn import Moment
from handlers.kit.ui import Facts, Part
from scheme.application.application import ApplicationStage
from scheme.application.held_round import HeldRound
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round
from scheme.forms.shown import spoken
from scheme.people import ROLES, Role
from scheme.wording import capital, several
from storage import rounds
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class RoundList:
    """One of the lists of a round: who is in it, and what people read above it."""

    key: str
    stages: tuple[ApplicationStage, ...]
    mentee: str
    mentor: str

    def title(self, role: Role) -> str:
        """What people read of it, for a role."""
        return self.mentee if role == "mentee" else self.mentor


LISTS: Sequence[RoundList] = (
    RoundList(
        key="received",
        stages=(ApplicationStage.RECEIVED,),
        mentee="To be checked",
        mentor="To be checked",
    ),
    RoundList(
        key="listed",
        stages=(ApplicationStage.LISTED,),
        mentee="On the waiting list",
        mentor="On the waiting list",
    ),
    RoundList(
        key="eligible",
        stages=(ApplicationStage.ELIGIBLE,),
        mentee="Waiting to be matched",
        mentor="On the register",
    ),
    RoundList(
        key="matched",
        stages=(ApplicationStage.MATCHED, ApplicationStage.CONCLUDED),
        mentee="Matched",
        mentor="Finished",
    ),
    RoundList(
        key="unplaced",
        stages=(ApplicationStage.UNPLACED,),
        mentee="Without a place",
        mentor="Without a place",
    ),
    RoundList(
        key="others",
        stages=(ApplicationStage.INELIGIBLE, ApplicationStage.WITHDRAWN),
        mentee="Not eligible, or withdrawn",
        mentor="Not eligible, or withdrawn",
    ),
)


SHOWN = ("received", "eligible")  # lists whose number is told even where it is 0


@dataclass(frozen=True, kw_only=True)
class RoundStanding:
    """How many there are of each, and what has become of the round."""

    campaign: Round
    held: HeldRound | None
    counts: Counter[tuple[Role, ApplicationStage, bool]]

    @classmethod
    async def of(cls, moment: Moment, work: Work, campaign: Round) -> "RoundStanding":
        """As it is now: the same few statements, however many are in it."""
        scheme = moment.definition.key
        return cls(
            campaign=campaign,
            held=await rounds.held(work, scheme, campaign.key),
            counts=await rounds.counts(work, scheme, campaign.key),
        )

    def many(self, role: Role, stages: Sequence[ApplicationStage]) -> int:
        """How many of a role are in some stages."""
        return sum(
            number
            for (of, stage, _), number in self.counts.items()
            if of == role and stage in stages
        )

    def paired(self, role: Role) -> int:
        """How many are matched: mentees with a mentor, mentors who were asked or have worked with somebody."""
        if role == "mentee":
            return self.many(role, (ApplicationStage.MATCHED, ApplicationStage.CONCLUDED))
        return self.counts[role, ApplicationStage.ELIGIBLE, True]

    def applied(self, role: Role) -> int:
        """How many of a role have applied."""
        return self.many(role, tuple(ApplicationStage))

    def taken(self, role: Role) -> int:
        """How many places of a role are taken."""
        stages = (ApplicationStage.ELIGIBLE, ApplicationStage.MATCHED, ApplicationStage.CONCLUDED)
        return self.many(role, stages)

    def free(self, role: Role) -> int:
        """How many places of a role are free; 0 where there is no limit."""
        return max(self.campaign.room(role) - self.taken(role), 0)

    @property
    def is_closed(self) -> bool:
        """Whether somebody has closed it."""
        return self.held is not None and self.held.closed_at is not None


def parts_of(definition: Definition, standing: RoundStanding) -> tuple[Part, ...]:
    """The round's days, and how many there are of each kind, by role."""
    return (
        Facts(tuple(days_of(definition, standing)), "Days"),
        *(
            Facts(tuple(_numbers(standing, role)), capital(several(definition.term(role))))
            for role in ROLES
        ),
    )


def days_of(definition: Definition, standing: RoundStanding) -> list[tuple[str, str]]:
    """Each day that the round has, with its name."""
    campaign = standing.campaign
    rows = [
        (
            f"{capital(several(definition.term(role)))} apply",
            f"{spoken(campaign.window(role).opens)} to {spoken(campaign.window(role).closes)}",
        )
        for role in ROLES
    ]
    named = (
        ("Choices close", campaign.choices_close),
        ("All have heard by", campaign.matched_by),
        ("Everybody starts", campaign.starts),
        ("To be looked at", campaign.review),
        ("Ends", campaign.ends),
    )
    rows += [(name, spoken(day)) for name, day in named if day is not None]
    if standing.held is not None and standing.held.closed_at is not None:
        rows.append(("Closed", spoken(local_day(standing.held.closed_at, definition.zone))))
    return rows


def _numbers(standing: RoundStanding, role: Role) -> list[tuple[str, str]]:
    rows = [("Applied", str(standing.applied(role)))]
    room = standing.campaign.room(role)
    if room:
        rows.append(("Places", f"{standing.taken(role)} of {room} taken"))
    for kind in LISTS:
        number = standing.many(role, kind.stages)
        if number or kind.key in SHOWN or (kind.key == "listed" and room):
            rows.append((kind.title(role), str(number)))
    if role == "mentor":
        rows.append(("With a mentee, or asked", str(standing.paired(role))))
    return rows
