"""What was said about something raised: by whom, when, to whom; its text is sealed (R8.1-R8.3)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme.ids import PersonId
from scheme.subject import Subject


class To(StrEnum):
    """Whom a remark is for: those who handle the matter; whoever raised it; the Steering Group, asked for advice."""

    HANDLERS = "handlers"
    RAISER = "raiser"
    ADVISERS = "advisers"
    ADVISED = "advised"
    THEMSELVES = "themselves"


@dataclass(kw_only=True)
class Remark:
    """One text about a matter, by `subject`. `to` says who reads it besides those who handle the matter.

    From whoever raised it (`HANDLERS`), to them (`RAISER`), a request for advice (`ADVISERS`), the advice (`ADVISED`), or a
    note that those who handle it keep for themselves (`THEMSELVES`).
    """

    scheme: str  # the scheme's key
    subject: Subject
    by: PersonId  # id of the author
    at: datetime  # when it was written
    to: To
    text: str  # sealed
    id: int = field(init=False)  # of its row

    @property
    def between(self) -> bool:
        """Whether it went between whoever raised the matter and those who handle it, so that both may read it."""
        return self.to in (To.HANDLERS, To.RAISER)

    @property
    def for_advisers(self) -> bool:
        """Whether the Steering Group reads it when asked for advice: all but the notes of those who handle it."""
        return self.to != To.THEMSELVES
