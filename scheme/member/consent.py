"""Consent: to which version of which words, in which role, when; and when it was taken back (R11.1)."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField, TickField
from scheme.ids import PersonId
from scheme.people import Role
from scheme.refusal import Refusal


@dataclass(kw_only=True)
class Consent:
    """What one person agreed to in one role. `wording` is a fingerprint of the sentences that they ticked."""

    scheme: str  # the scheme's key
    person_id: PersonId  # who agreed
    role: Role  # in which they did
    version: str  # of the scheme's words
    wording: str
    given_at: datetime  # when they ticked it
    notices: str = ""  # what they agreed to besides, each with its version; "" for nothing
    withdrawn_at: datetime | None = None  # None while it holds
    id: int = field(init=False)  # of its row

    @classmethod
    def give(
        cls, definition: Definition, person_id: PersonId, role: Role, now: datetime
    ) -> "Consent":
        """Consent to the scheme's present words."""
        return cls(
            scheme=definition.key,
            person_id=person_id,
            role=role,
            version=definition.policies.consent_version,
            wording=wording(definition, role),
            notices=definition.notices_agreed_to(role),
            given_at=now,
        )

    def holds(self, definition: Definition) -> bool:
        """Whether it stands, and is to the versions that the scheme uses now, of its own words and of each notice."""
        return (
            self.withdrawn_at is None
            and self.version == definition.policies.consent_version
            and self.notices == definition.notices_agreed_to(self.role)
        )

    def withdraw(self, now: datetime) -> None:
        """Take it back. Raises `Refusal` when that was done before."""
        if self.withdrawn_at is not None:
            raise Refusal("You have taken this back already. Nothing more is needed.")
        self.withdrawn_at = now


def agreed_to(definition: Definition, role: Role) -> list[AnyField]:
    """What must be ticked to apply in a role."""
    return [
        field for field in definition.form(role) if isinstance(field, TickField) and field.required
    ]


def version_of(definition: Definition, role: Role) -> str:
    """The versions of all that is agreed to in a role, in one text that changes with any of them."""
    return f"{definition.policies.consent_version}; {definition.notices_agreed_to(role)}"


def wording(definition: Definition, role: Role) -> str:
    """A fingerprint of these words: 16 characters that change with any of them."""
    words = "\n".join(
        f"{clause.key}\n{clause.label}\n{clause.help}" for clause in agreed_to(definition, role)
    )
    return sha256(words.encode()).hexdigest()[:16]
