"""A person moves: another employer, job or address; what was said before is kept, the address is confirmed (R5.7)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme.definition.definition import Definition
from scheme.forms.fields import Answers, AnyField, ShortText
from scheme.ids import PersonId
from scheme.people import ROLES, Role
from scheme.refusal import Refusal

# What can change with a move, in the words of the scheme's own application form.
ASKED = (
    "membership",
    "member_number",
    "organisation",
    "job_title",
    "level",
    "place",
    "manager_name",
    "manager_email",
    "manager_approval",
)
ADDRESS = ShortText(
    key="email",
    label="Your work e-mail address",
    help="A new one counts once an administrator has confirmed it. Until then we write to the old one.",
    form="email",
)


class MoveState(StrEnum):
    """Where a move stands. `open`: a new address waits to be confirmed, by an administrator or a code; `settled`: there was
    none to confirm; `proved`: by a code.
    """

    OPEN = "open"
    SETTLED = "settled"
    CONFIRMED = "confirmed"
    PROVED = "proved"
    DECLINED = "declined"
    REPLACED = "replaced"


@dataclass(kw_only=True)
class Move:
    """What somebody said of their move, and what stood before: `before` and `after` by the keys of the form."""

    scheme: str  # the scheme's key
    person_id: PersonId  # who moved
    said_at: datetime  # when they said so
    before: Answers
    after: Answers
    state: MoveState = MoveState.SETTLED  # open while an administrator is to confirm an address
    decided_at: datetime | None = None  # None: an administrator did not decide
    decided_by: PersonId | None = None  # id of the administrator; None likewise
    id: int = field(init=False)  # of its row

    @property
    def address(self) -> str:
        """The address they now have, in lower case."""
        return str(self.after.get("email") or "").lower()

    @property
    def address_before(self) -> str:
        """The address that counted until then, in lower case; "" where it is not kept any more."""
        return str(self.before.get("email") or "").lower()

    def must_wait(self) -> None:
        """Raises `Refusal` once it was decided, or another took its place."""
        if self.state != MoveState.OPEN:
            raise Refusal(
                "This has been settled already, or changed since. Nothing more is needed here."
            )

    def replace(self) -> None:
        """A newer address takes its place. Raises `Refusal` once it was decided."""
        self.must_wait()
        self.state = MoveState.REPLACED

    def prove(self, now: datetime) -> None:
        """A code that was mailed to the address was typed: it counts, and nobody had to decide. Raises `Refusal` as `decide`."""
        self.must_wait()
        self.state = MoveState.PROVED
        self.decided_at = now

    def decide(self, state: MoveState, by: PersonId, now: datetime) -> None:
        """An administrator confirms the address, or declines it. Raises `Refusal` when that is done already."""
        self.must_wait()
        self.state = state
        self.decided_by = by
        self.decided_at = now


def fields(definition: Definition, roles: frozenset[Role]) -> tuple[AnyField, ...]:
    """The questions: the address, and what a move can change of the forms of somebody's open applications, each once."""
    known: dict[str, AnyField] = {}
    for role in [known_role for known_role in ROLES if known_role in roles]:
        known |= {
            question.key: question for question in definition.form(role) if question.key in ASKED
        }
    return (ADDRESS, *(known[key] for key in ASKED if key in known))
