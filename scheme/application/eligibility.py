"""Eligibility: what the forms say about each guideline, as flags with reasons; the Group decides (R2.3, R1.5)."""

from dataclasses import dataclass, replace

from scheme.application.application import Application
from scheme.application.permission import Permission, PermissionState
from scheme.application.standing import number_of, standing_of
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.definition.membership import LABELS, Membership, Standing
from scheme.definition.sections import Level, Sister
from scheme.forms.fields import Answers
from scheme.forms.shown import spoken
from scheme.matching.side import number, text
from scheme.member.another_name import wholly_different
from scheme.people import Role
from scheme.wording import a, addresses_in, plain, several


@dataclass(frozen=True)
class Flag:
    """One guideline, whether it is met by what was said, and the fact with its reason in a sentence or two."""

    key: str  # of the guideline
    met: bool  # by what was said
    text: str  # the fact and its reason, for the Group


def flags(
    definition: Definition,
    application: Application,
    verified: str | None = None,
    profile: str = "",
    *,
    number_twice: bool = False,
    permission: Permission | None = None,
) -> list[Flag]:
    """The guidelines that apply to an application in this scheme, in the order they are read (R2.3).

    `verified` is the address the applicant is known by; what they typed is believed only where it is not given.
    `profile` is the name they are known by; a wholly different one on the form is shown beside it. `number_twice`: somebody
    else gave the same membership number. Who takes part by themselves is asked nothing about an employer (R2.10).
    `permission` is how it stands with the line manager, where the scheme asks them; what is said of it names nobody.
    """
    rules = definition.eligibility
    answers = application.answers
    standing = standing_of(definition.membership, answers)
    if standing == "organisation":
        member = _membership(definition, answers, verified)
    else:
        member = _by_themselves(definition, application, standing, twice=number_twice)
    found = [replace(member, text=f"{member.text}{_another_name(answers, profile)}")]
    if rules.manager_approval and standing == "organisation":
        found.append(
            _permission(definition, answers, permission)
            if definition.asks_managers
            else _approval(answers)
        )
    if application.role == "mentor":
        found.append(_years(definition, answers))
        if rules.mentor_levels:
            found.append(_listed(definition, answers, rules.mentor_levels, definition.terms.mentor))
    elif takes_as_far_as_possible(definition, application.role, answers):
        found.append(_as_far_as_possible(definition, answers))
    elif rules.mentee_levels:
        found.append(_listed(definition, answers, rules.mentee_levels, definition.terms.mentee))
    elif rules.non_senior:
        found.append(_level(definition, answers))
    return found


def takes_as_far_as_possible(definition: Definition, role: Role, answers: Answers) -> bool:
    """Whether a mentee is at a level for which a mentor is looked for, and none can be promised (R2.3)."""
    level = _level_of(definition, answers)
    return (
        role == "mentee"
        and level is not None
        and level.key in definition.eligibility.best_effort_levels
    )


def points_to_sister(definition: Definition, role: Role, answers: Answers) -> Sister | None:
    """The scheme a senior mentee is pointed to; None when they are not senior, or there is no other door (R1.5)."""
    level = _level_of(definition, answers)
    senior_mentee = (
        role == "mentee"
        and definition.eligibility.non_senior
        and level is not None
        and level.senior
    )
    if senior_mentee:
        return definition.sister
    return None


def _membership(definition: Definition, answers: Answers, verified: str | None) -> Flag:
    named = text(answers, "organisation")
    organisation = definition.organisation(named)
    if organisation is None:
        if named:
            said = f"{named} is not among the member organisations"
        else:
            said = "No member organisation was named"
        return Flag("membership", False, f"{said}; the scheme is for their staff.")
    name = organisation.name
    if not definition.eligibility.member_domain:
        return Flag("membership", True, f"{name} is a member.")
    if not organisation.domains:
        return Flag(
            "membership",
            True,
            f"{name} is a member; none of its addresses are listed, so none was compared.",
        )
    typed = plain(text(answers, "email"))
    known = typed if verified is None else plain(verified)
    domain = known.rpartition("@")[2]
    if verified is None:
        which = "the address"
    else:
        which = "the verified address"
    if typed and typed != known:
        other = f" The form gives another address, {typed}, which nobody has verified."
    else:
        other = ""
    if organisation.employs(domain):
        return Flag(
            "membership", True, f"{name} is a member, and {which} is one of its own.{other}"
        )
    if domain:
        elsewhere = f"{which} is at {domain}"
    else:
        elsewhere = "there is no work address"
    said = f"{name} is a member, but {elsewhere}, which does not show that they work there."
    return Flag("membership", False, f"{said}{other}")


def _by_themselves(
    definition: Definition, application: Application, standing: Standing, *, twice: bool
) -> Flag:
    """The membership of somebody whom no employer brings in."""
    membership = definition.membership
    if standing not in membership.offered(application.role):
        taken = LABELS[standing].lower()
        said = f'The applicant takes part as "{taken}", which the scheme does not offer in this role now.'
        return Flag("membership", False, said)
    if standing == "retired":
        return Flag("membership", True, "Retired, and welcome here; so no employer is compared.")
    number = number_of(application.answers)
    if standing == "pending" and not number:
        said = "Membership is being arranged, and there is no number yet."
        return Flag("membership", False, said)
    met, said = _number(membership, application, number)
    if twice:
        return Flag("membership", False, f"{said} Somebody else here gave the same number.")
    return Flag("membership", met, said)


def _number(membership: Membership, application: Application, number: str) -> tuple[bool, str]:
    if not number:
        return False, "No membership number was given."
    if membership.listed and membership.lists(number):
        return True, f"Membership number {number} is on the scheme's list."
    if not application.waits_for_number:
        return True, f"An administrator has found membership number {number} right."
    if membership.listed:
        return False, f"Membership number {number} is not on the scheme's list."
    return False, f"Membership number {number} is still to be checked by an administrator."


def _another_name(answers: Answers, profile: str) -> str:
    typed = text(answers, "name")
    if wholly_different(typed, profile):
        return f" The form says {typed}; the profile says {profile}."
    return ""


def _approval(answers: Answers) -> Flag:
    if answers.get("manager_approval") is True:
        return Flag("approval", True, "The line manager agrees, so the applicant says.")
    return Flag(
        "approval", False, "The line manager's agreement is not confirmed; the scheme asks for it."
    )


def _permission(definition: Definition, answers: Answers, permission: Permission | None) -> Flag:
    """How it stands with a line manager who is asked by mail (R2.7)."""
    if permission is None:
        return Flag("approval", False, "The line manager has not been asked yet.")
    asked = f"asked on {spoken(local_day(permission.asked_at, definition.zone))}"
    match permission.state:
        case PermissionState.APPROVED:
            told = f"The line manager has said yes, {asked}."
        case PermissionState.DECLINED:
            told = f"The line manager has said no, {asked}."
        case PermissionState.QUESTION:
            told = f"The line manager, {asked}, wants to know something from the applicant first."
        case PermissionState.LAPSED | PermissionState.VOID:
            told = f"The line manager, {asked}, never answered, and the link is good no more."
        case PermissionState.ASKED if permission.silent:
            told = f"The line manager, {asked}, has been silent; the applicant knows."
        case PermissionState.ASKED:
            told = f"The line manager was {asked} and has still to answer."
    elsewhere = _elsewhere(definition, answers, permission)
    return Flag(
        "approval",
        permission.state == PermissionState.APPROVED and not elsewhere,
        f"{told}{elsewhere}",
    )


def _elsewhere(definition: Definition, answers: Answers, permission: Permission) -> str:
    """That the manager's address may be a mailbox of the applicant's: none of the employer's, or their second contact."""
    told = ""
    if permission.address and permission.address in addresses_in(text(answers, "second_contact")):
        told = " The applicant gives the same address as their second contact."
    employer = definition.organisation(text(answers, "organisation"))
    domain = permission.address.rpartition("@")[2]
    if employer is None or not employer.domains or employer.employs(domain):
        return told
    return f" The address is at {domain}, which is not one of those of {employer.name}.{told}"


def _level(definition: Definition, answers: Answers) -> Flag:
    level = _level_of(definition, answers)
    if level is None:
        return Flag(
            "level",
            False,
            "The level of job is not known here, so whether it is senior is yours to judge.",
        )
    if not level.senior:
        return Flag("level", True, f"{level.label} is not a senior level.")
    sister = points_to_sister(definition, "mentee", answers)
    if sister:
        door = f" {sister.name} is for senior staff: {sister.link}"
    else:
        door = ""
    return Flag(
        "level",
        False,
        f"{level.label} is a senior level; this scheme is for colleagues below it.{door}",
    )


def _listed(definition: Definition, answers: Answers, levels: tuple[str, ...], role: str) -> Flag:
    """Whether the level is among those that the scheme takes in a role."""
    level = _level_of(definition, answers)
    taken = ", ".join(each.label for each in definition.levels if each.key in levels)
    if level is None:
        return Flag(
            "level", False, f"The level of job is not known here; {several(role)} are at: {taken}."
        )
    if level.key in levels:
        return Flag("level", True, f"{level.label} is a level of {several(role)} here.")
    return Flag(
        "level", False, f"{level.label} is not a level of {several(role)} here; these are: {taken}."
    )


def _as_far_as_possible(definition: Definition, answers: Answers) -> Flag:
    level = _level_of(definition, answers)
    label = level.label if level else ""
    return Flag(
        "level",
        True,
        f"{label} is taken as far as possible: {a(definition.terms.mentor)} is looked for, and none is promised. The "
        "applicant has been told so.",
    )


def _years(definition: Definition, answers: Answers) -> Flag:
    """For information: whether the years suffice depends on the mentee's level, so it is asked again of each pair."""
    needed = definition.eligibility.mentor_years_at_level
    years = number(answers, "years_at_level")
    level = _level_of(definition, answers)
    if level is None or years is None:
        return Flag(
            "years", False, "Level and years at it are not both known; the guideline asks for them."
        )
    mentee = definition.terms.mentee
    held = (
        f"{years} {'year' if years == 1 else 'years'} at {level.label}; the guideline is {needed}"
    )
    if years >= needed:
        return Flag("years", True, f"{held}, met for every {mentee} up to that level.")
    if level == definition.levels[0]:
        return Flag("years", False, f"{held}, and no {mentee} is at a lower level.")
    return Flag(
        "years", True, f"{held}, so it depends on the {mentee}: each pair is looked at by itself."
    )


def _level_of(definition: Definition, answers: Answers) -> Level | None:
    rank = definition.level_rank(text(answers, "level"))
    if rank is None:
        return None
    return definition.levels[rank]
