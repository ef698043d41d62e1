"""Who belongs to a scheme: staff of its organisations, people who are members by themselves, retired people (R2.10)."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, PrivateAttr, model_validator

from scheme.definition.base import SchemeTable
from scheme.definition.values import FileBeside, refuse
from scheme.forms.fields import Accepts, AnyField, ChoiceField, Option, ShortText
from scheme.people import Role

Standing = Literal["organisation", "personal", "pending", "retired"]

STANDING = "membership"  # the keys under which a form has what is asked here
NUMBER = "member_number"
LONGEST = 40  # characters of a number

# What only somebody with an employer can say. Whoever takes part by themselves may leave it out, whatever the file says.
EMPLOYMENT = frozenset({"organisation", "manager_name", "manager_email", "manager_approval"})
RETIRED_TOO = EMPLOYMENT | {"job_title"}

LABELS: dict[Standing, str] = {
    "organisation": "Staff of a member organisation",
    "personal": "A personal member",
    "pending": "Becoming a personal member",
    "retired": "Retired",
}
BY_ONESELF = "Leave it empty if you take part by yourself."
LAST_JOB = "If you have retired, think of your last job."


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error:
        raise ValueError(
            "not a pattern; accepted is a regular expression such as [0-9]{5,7}"
        ) from None
    return text


class Membership(SchemeTable):
    """Who may belong to the scheme, and by what it is shown. Left out, everybody works for a member organisation."""

    by: Literal["organisation", "personal", "both"] = Field(
        "organisation",
        description="Whether people belong by their employer, by a membership of their own, or by either.",
    )
    retired: tuple[Role, ...] = Field(
        (),
        description="The roles that are also open to people who have retired.",
        examples=[["mentor"]],
    )
    pending: bool = Field(
        False, description="Whether somebody may apply while their membership is being arranged."
    )
    number_pattern: Annotated[
        str, AfterValidator(_pattern), Accepts("a regular expression, or nothing")
    ] = Field(
        "",
        max_length=200,
        description="What a membership number looks like; capital letters, without spaces.",
        examples=["[0-9]{5,7}"],
    )
    number_form: str = Field(
        "",
        max_length=80,
        description="The same in words, as people read them.",
        examples=["five to seven figures"],
    )
    number_sample: str = Field(
        "",
        max_length=LONGEST,
        description="A number that could be right and is nobody's.",
        examples=["0012345"],
    )
    list_file: FileBeside = Field(
        "",
        description="A text file with the numbers of all members, one a line, read at each start. "
        "Without it an administrator checks each number.",
        examples=["members.txt"],
    )
    _listed: frozenset[str] = PrivateAttr(default=frozenset())

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        refuse(self._contradictions())
        return self

    def _contradictions(self) -> Iterable[tuple[str, str]]:
        if self.by == "organisation":
            for key in ("pending", "number_pattern", "list_file"):
                if getattr(self, key):
                    yield (
                        key,
                        'it is about members by themselves, and "by" takes none; accepted is by = "personal" or "both"',
                    )
        if self.number_pattern:
            for key in ("number_form", "number_sample"):
                if not getattr(self, key):
                    yield key, "there is a number_pattern without it; accepted is some text"
            if self.number_sample and not self.is_number(self.number_sample):
                yield "number_sample", "it is not as number_pattern says; accepted is one that is"

    def offered(self, role: Role) -> tuple[Standing, ...]:
        """As what somebody may take part in a role, in the order in which it is asked."""
        found: list[Standing] = []
        if self.by != "personal":
            found.append("organisation")
        if self.by != "organisation":
            found.append("personal")
            if self.pending:
                found.append("pending")
        if role in self.retired:
            found.append("retired")
        return tuple(found)

    def is_number(self, text: str) -> bool:
        """Whether a text can be a membership number."""
        plain = normal(text)
        if not self.number_pattern:
            return 0 < len(plain) <= LONGEST
        return len(plain) <= LONGEST and re.fullmatch(self.number_pattern, plain) is not None

    @property
    def asked_for(self) -> str:
        """How a number is described to whoever gives one: "five to seven figures, such as 0012345"; "" where it is not."""
        if self.number_sample:
            return f"{self.number_form}, such as {self.number_sample}".removeprefix(", ")
        return self.number_form

    def with_numbers(self, numbers: Iterable[str]) -> Self:
        """The same with the numbers of a list that was read."""
        copied = self.model_copy()
        copied._listed = frozenset(normal(number) for number in numbers)
        return copied

    def lists(self, number: str) -> bool:
        """Whether a number is on the scheme's list."""
        return normal(number) in self._listed

    @property
    def listed(self) -> int:
        """How many numbers are on the list."""
        return len(self._listed)


def normal(number: str) -> str:
    """A membership number as it is compared: without spaces, in capital letters."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()


def with_membership(
    form: tuple[AnyField, ...], membership: Membership, role: Role
) -> tuple[AnyField, ...]:
    """An application form that also asks as what somebody takes part, where the scheme leaves a choice, and for a number.

    What is about an employer need not be answered then: whether it must be is looked at with the answers.
    """
    offered = membership.offered(role)
    if offered == ("organisation",):
        return form
    if "organisation" in offered or "retired" in offered:
        form = tuple(_eased(field, retired="retired" in offered) for field in form)
    keys = [field.key for field in form]
    asked = [field for field in _asked(membership, offered) if field.key not in keys]
    before = next((keys.index(key) for key in ("organisation", "job_title") if key in keys), 1)
    return (*form[:before], *asked, *form[before:])


def _eased(field: AnyField, *, retired: bool) -> AnyField:
    if retired and field.key == "level":
        return _helped(field, LAST_JOB)
    if field.key not in (RETIRED_TOO if retired else EMPLOYMENT) or not field.required:
        return field
    return _helped(field.model_copy(update={"required": False}), BY_ONESELF)


def _helped(field: AnyField, help_text: str) -> AnyField:
    return field.model_copy(update={"help": f"{field.help} {help_text}".strip()})


def _asked(membership: Membership, offered: tuple[Standing, ...]) -> list[AnyField]:
    found: list[AnyField] = []
    if len(offered) > 1:
        found.append(
            ChoiceField(
                key=STANDING,
                label="Which of these are you?",
                title="Takes part as",
                options=tuple(Option(key=each, label=LABELS[each]) for each in offered),
            )
        )
    if "personal" in offered:
        found.append(
            ShortText(
                key=NUMBER,
                label="Your membership number",
                title="Membership number",
                help=f"{membership.asked_for[:1].upper()}{membership.asked_for[1:]}".strip(),
                required=offered == ("personal",),
                most=LONGEST,
                fills="off",
            )
        )
    return found
