"""What there is to read and watch, put where it helps: by stage, and by role (R9.2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.definition.sections import Resource, ResourceStage
from scheme.ids import PersonId
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import ROLES, Role

# In the order in which somebody comes through them.
SHELVES: dict[ResourceStage, str] = {
    "applying": "Before and while you apply",
    "starting": "Before your first meeting",
    "meeting": "While you meet",
    "halfway": "Halfway",
    "ending": "In the last weeks",
    "afterwards": "Afterwards",
}
RoleAtStage = tuple[Role, ResourceStage]


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What helps at a stage. `is_now`: whoever looks at it is there."""

    stage: ResourceStage  # at which it helps
    resources: tuple[Resource, ...]  # in the order of the scheme file
    is_now: bool

    @property
    def title(self) -> str:
        """What stands above it."""
        return SHELVES[self.stage]


def resources_for(
    definition: Definition, role: Role, *stages: ResourceStage
) -> tuple[Resource, ...]:
    """What helps somebody in a role at any of some stages, in the order of the scheme file."""
    return tuple(
        resource
        for resource in definition.resources
        if resource.stage in stages and resource.role in ("both", role)
    )


def standings(
    definition: Definition,
    person_id: PersonId,
    applications: Iterable[Application],
    pairs: Iterable[Partnership],
    today: date,
) -> frozenset[RoleAtStage]:
    """Where somebody stands in each of their roles; whoever takes part in none yet may apply as either."""
    found: set[RoleAtStage] = {(own.role, "applying") for own in applications if _waits(own)}
    found |= {(pair.role_of(person_id), stage_of(definition, pair, today)) for pair in pairs}
    return frozenset(found or {(role, "applying") for role in ROLES})


def stage_of(definition: Definition, pair: Partnership, today: date) -> ResourceStage:
    """How far a partnership is, as far as it matters for what helps. Before the start it has not met, whatever the day."""
    if pair.phase == Phase.ENDED:
        return "afterwards"
    if pair.last_met is None:
        return "starting"
    if pair.ends_soon(definition, today):
        return "ending"
    half = pair.midway(definition)
    if half is not None and half <= today:
        return "halfway"
    return "meeting"


def shelves(definition: Definition, now: frozenset[RoleAtStage]) -> list[Shelf]:
    """All of somebody's own, by stage: what helps them now first, then the rest as they come through it."""
    roles = {role for role, _ in now}
    found = []
    for stage in SHELVES:
        own = tuple(
            resource
            for resource in definition.resources
            if resource.stage == stage and (resource.role == "both" or resource.role in roles)
        )
        if own:
            is_now = any((role, stage) in now for role in roles)
            found.append(Shelf(stage=stage, resources=own, is_now=is_now))
    return sorted(found, key=lambda shelf: not shelf.is_now)


def _waits(application: Application) -> bool:
    return application.is_open and application.stage != ApplicationStage.MATCHED
