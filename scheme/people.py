"""People, their accounts where they talk, and the roster of those who run a scheme (R11.5, R13.1)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Role = Literal["mentee", "mentor"]
Duty = Literal["chair", "co-chair", "administrator", "member", "steering"]
GROUP_DUTIES = frozenset({"chair", "co-chair", "administrator", "member"})


@dataclass
class Person:
    """Somebody known by a verified address. `zone` is their own time zone."""

    name: str
    email: str
    since: datetime
    zone: str = "Europe/London"
    id: int = field(init=False)

    @property
    def first_name(self) -> str:
        """What a friendly message calls them."""
        return self.name.split()[0] if self.name.split() else self.name


@dataclass
class Account:
    """Where a person talks: a user of a workspace or tenant on a platform, or of the web channel."""

    platform: str
    workspace: str
    user: str
    person_id: int
    id: int = field(init=False)


@dataclass
class Member:
    """A seat on a scheme's roster. `until` is set when somebody leaves it."""

    scheme: str
    person_id: int
    duty: str
    organisation: str
    since: datetime
    until: datetime | None = None
    id: int = field(init=False)


@dataclass
class StandsAside:
    """A member declared a conflict on a mentee's or mentor's application and stands aside from it (R3.3)."""

    application_id: int
    person_id: int
    declared_at: datetime
    id: int = field(init=False)
