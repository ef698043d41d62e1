"""Where towns are, so that it can be told how far two people are from each other (R3.2 g)."""

from functools import lru_cache
from math import asin, ceil, cos, radians, sin, sqrt

from pydantic import Field

from scheme.definition.base import SchemeTable

EARTH = 6371.0  # kilometres from its middle

Spot = tuple[float, float]  # latitude and longitude, in degrees


class Town(SchemeTable):
    """A town of the scheme's gazetteer. Two decimals, which is a kilometre, are enough."""

    name: str = Field(
        min_length=1,
        max_length=100,
        description="What it is called, as people write it.",
        examples=["Fellside"],
    )
    latitude: float = Field(
        ge=-90, le=90, description="How far north it is, in degrees.", examples=[54.46]
    )
    longitude: float = Field(
        ge=-180,
        le=180,
        description="How far east it is, in degrees; below 0 to the west.",
        examples=[-3.09],
    )

    @property
    def spot(self) -> Spot:
        """Where it is."""
        return self.latitude, self.longitude


@lru_cache(maxsize=10_000)
def km_between(one: Spot, other: Spot) -> int:
    """Kilometres from one spot to another in a straight line, rounded up."""
    north = radians(other[0] - one[0]) / 2
    east = radians(other[1] - one[1]) / 2
    across = sin(north) ** 2 + cos(radians(one[0])) * cos(radians(other[0])) * sin(east) ** 2
    return ceil(2 * EARTH * asin(min(1.0, sqrt(across))))
