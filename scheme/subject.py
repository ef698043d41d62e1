"""What an action is about: a kind of thing, and which of them (R11.3)."""

import re
from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, InstanceOf, PlainSerializer

_WRITTEN = re.compile(r"([a-z]+):([1-9][0-9]{0,8})")  # an id that a column of ids can hold


@dataclass(frozen=True)
class Subject:
    """A thing by its kind ("application") and its id. Of nothing in particular the kind is "" and the id 0.

    Buttons, due rows, drafts and the audit log have its text, "application:17".
    """

    kind: str = ""  # as its class is called, in small letters
    id: int = 0  # of its row; 0: nothing in particular

    @classmethod
    def read(cls, text: object) -> "Subject":
        """The subject that a text stands for; of what is none, one that names nothing there is."""
        if not text:
            return NOTHING_IN_PARTICULAR
        found = _WRITTEN.fullmatch(str(text))
        if found is None:
            return UNREADABLE
        return cls(kind=found[1], id=int(found[2]))

    def __str__(self) -> str:
        """As buttons and rows have it; "" for nothing in particular."""
        return f"{self.kind}:{self.id}" if self.id else self.kind

    def __bool__(self) -> bool:
        """Whether it names something."""
        return bool(self.kind)


NOTHING_IN_PARTICULAR = Subject()
UNREADABLE = Subject(kind="unknown")


def _read(given: object) -> Subject:
    return given if isinstance(given, Subject) else Subject.read(given)


SubjectText = Annotated[InstanceOf[Subject], BeforeValidator(_read), PlainSerializer(str)]
"""A subject that is text where it is kept as JSON."""
