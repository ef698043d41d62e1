"""As what an applicant takes part: as staff of an organisation, by themselves, or retired; and by which number (R2.10)."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from scheme.definition.definition import Definition
from scheme.definition.membership import (
    EMPLOYMENT,
    LABELS,
    NUMBER,
    RETIRED_TOO,
    STANDING,
    Membership,
    Standing,
    normal,
)
from scheme.forms.checking import check, refused
from scheme.forms.fields import Answer, Answers, AnyField, TickField
from scheme.people import Role
from scheme.refusal import Refusal


def standing_of(membership: Membership, answers: Answers) -> Standing:
    """As what somebody takes part: as they said, or as everybody does where the scheme leaves no choice."""
    said = answers.get(STANDING)
    known = next((each for each in LABELS if each == said), None)
    if known is not None:
        return known
    if membership.by == "personal":
        return "personal"
    return "organisation"


def number_of(answers: Answers) -> str:
    """The membership number that was given, as it is compared; "" for none."""
    return normal(str(answers.get(NUMBER) or ""))


def bucket_of(answers: Answers) -> int | None:
    """One of 65,536 heaps in which a number lies, so that two alike are found although numbers are sealed.

    It tells nobody's number: many share a heap.
    """
    number = number_of(answers)
    if number:
        return int.from_bytes(sha256(number.encode()).digest()[:2])
    return None


def checked(definition: Definition, role: Role, given: Mapping[str, Any]) -> Answers:
    """The answers to an application form, as `check` returns them, held against how its applicant takes part.

    Raises `Refusal` whose `errors` name every field at fault, whichever of the two found it.
    """
    form = definition.form(role)
    try:
        answers = check(form, given)
    except Refusal as no:
        typed: Answers = {field.key: given.get(field.key) for field in form}
        raise refused(_wrong(definition, (role,), typed) | dict(no.errors)) from None
    return settled(definition, (role,), answers)


def settled(definition: Definition, roles: Iterable[Role], answers: Answers) -> Answers:
    """Answers without what does not go with how somebody takes part: no employer is pretended of whoever has none.

    Raises `Refusal` for what goes with it and is missing, and for a number that cannot be one.
    """
    roles = tuple(roles)
    if not _leaves_a_choice(definition.membership, roles):
        return answers
    if errors := _wrong(definition, roles, answers):
        raise refused(errors)
    membership = definition.membership
    standing = standing_of(membership, answers)
    return {key: _kept(membership, standing, key, answer) for key, answer in answers.items()}


def _leaves_a_choice(membership: Membership, roles: tuple[Role, ...]) -> bool:
    return any(membership.offered(role) != ("organisation",) for role in roles)


def _wrong(definition: Definition, roles: tuple[Role, ...], answers: Answers) -> dict[str, str]:
    """What is wrong with the answers as a whole, by field."""
    membership = definition.membership
    if not _leaves_a_choice(membership, roles):
        return {}
    standing = standing_of(membership, answers)
    asked = RETIRED_TOO - _not_asked(membership, standing)
    errors = {
        field.key: _missing(field)
        for role in roles
        for field in _raw(definition, role)
        if field.required and field.key in asked and field.key in answers and not answers[field.key]
    }
    if NUMBER in answers and (wrong := _wrong_number(membership, standing, answers)):
        errors[NUMBER] = wrong
    return errors


def _raw(definition: Definition, role: Role) -> tuple[AnyField, ...]:
    """The form of a role as the file has it."""
    if role == "mentee":
        return definition.forms.mentee
    return definition.forms.mentor


def _not_asked(membership: Membership, standing: Standing) -> frozenset[str]:
    """What somebody in a standing need not say, though the file asks for it."""
    if standing == "organisation":
        return frozenset()
    if standing == "retired":
        return RETIRED_TOO
    if membership.by == "personal":
        return frozenset()
    return EMPLOYMENT


def _missing(field: AnyField) -> str:
    match field:
        case TickField():
            return "Please tick this to go on."
        case _:
            return "Staff of a member organisation fill this in."


def _wrong_number(membership: Membership, standing: Standing, answers: Answers) -> str:
    """What is to be changed about a number; "" where nothing is."""
    number = number_of(answers)
    if standing not in ("personal", "pending"):
        return ""
    if not number:
        if standing == "pending":
            return ""
        return "Please give your membership number."
    if membership.is_number(number):
        return ""
    if membership.asked_for:
        return f"Please give a membership number: {membership.asked_for}."
    return "Please give your membership number alone."


def _kept(membership: Membership, standing: Standing, key: str, answer: Answer) -> Answer:
    if key == NUMBER and standing in ("organisation", "retired"):
        return None
    if standing == "retired" and key in EMPLOYMENT:
        if key == "manager_approval":
            return False
        return None
    if key == "organisation" and standing != "organisation" and membership.by != "personal":
        return None
    return answer
