"""Where a partnership stands (R4.5, R5.4)."""

from enum import StrEnum


class Phase(StrEnum):
    """Where a partnership stands."""

    INTRODUCED = "introduced"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"
