"""Who is where: every employer has a place of its own on a platform, and so has the Group."""

from collections.abc import Mapping
from functools import cache
from typing import Literal, Protocol

from scheme.definition.definition import Definition
from tests.support.stage import ALEX, CAST, IDA, JO, ROBIN, SAM, UMA, scheme

GROUP = {ROBIN: "Robin Ash", SAM: "Sam Okoro", ALEX: "Alex Finch", IDA: "Ida Moss", UMA: "Uma Reid"}
EVERYBODY = CAST | GROUP | {JO: "Jo Sand"}
NAMES = {"fellside": "Fells libraries"}  # of a workspace or tenant, as people call it


class Place(Protocol):
    """A workspace or a tenant."""

    @property
    def id(self) -> str: ...


def employer(email: str) -> str:
    """The key of the organisation of an address."""
    return email.partition("@")[2].partition(".")[0]


def let_in(
    platform: Literal["slack", "teams"],
    places: Mapping[str, Place],
    group: Place,
    definition: Definition | None = None,
) -> Definition:
    """A scheme, the stage's unless given, with these places let in: the employers' by their keys, and the Group's."""
    ids = tuple((key, place.id) for key, place in places.items())
    return _let_in(platform, ids, group.id, definition or scheme())


@cache  # a definition is frozen, and the places have the same ids in every test
def _let_in(
    platform: str, ids: tuple[tuple[str, str], ...], group_id: str, definition: Definition
) -> Definition:
    data = definition.model_dump()
    data["workspaces"] = [
        *(
            {
                "platform": platform,
                "id": place_id,
                "name": NAMES.get(key, ""),
                "organisations": [key],
            }
            for key, place_id in ids
        ),
        {"platform": platform, "id": group_id},
    ]
    return Definition.model_validate(data)
