"""The list of membership numbers that a scheme keeps beside its file: one a line, read at each start (R2.10)."""

from pathlib import Path

from scheme.definition.definition import Definition
from scheme.definition.membership import Membership
from scheme.definition.mistakes import Problem, SchemeFileError

COMMENT = "#"
NAMED = 5  # lines at fault that are named one by one


def with_list(scheme_file: Path, definition: Definition) -> Definition:
    """The scheme with the numbers of its list; as it is, where it keeps none.

    Raises `SchemeFileError`, which names each line at fault and never repeats a number, for a list that cannot be used.
    """
    membership = definition.membership
    if not membership.list_file:
        return definition
    file = scheme_file.with_name(membership.list_file)
    numbers = _read(scheme_file, file, membership)
    return definition.model_copy(update={"membership": membership.with_numbers(numbers)})


def _read(scheme_file: Path, file: Path, membership: Membership) -> list[str]:
    try:
        text = file.read_text("utf-8-sig")
    except OSError as error:
        raise _refused(
            scheme_file,
            membership,
            f"{file.name} can't be read: {error.strerror}",
            f"a file beside {scheme_file.name} that the bot may read",
        ) from None
    except UnicodeDecodeError:
        raise _refused(
            scheme_file,
            membership,
            f"{file.name} is not UTF-8 text",
            "a file saved with the encoding UTF-8",
        ) from None
    lines = {
        at: line.strip().strip(",;")
        for at, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.strip().startswith(COMMENT)
    }
    if wrong := [at for at, line in lines.items() if not membership.is_number(line)]:
        raise _refused(
            scheme_file,
            membership,
            f"{file.name} has what is no number, {_at(wrong)}",
            f"one number a line: {membership.asked_for or 'text without spaces'}",
        )
    if not lines:
        raise _refused(
            scheme_file,
            membership,
            f"{file.name} has no number in it",
            "at least one number, or no list_file, so that an administrator checks each",
        )
    return list(lines.values())


def _at(lines: list[int]) -> str:
    listed = ", ".join(str(line) for line in lines[:NAMED])
    more = len(lines) - NAMED
    if more > 0:
        listed = f"{listed} and {more} more"
    return f"line{'s' if len(lines) > 1 else ''} {listed}"


def _refused(
    scheme_file: Path, membership: Membership, what: str, accepted: str
) -> SchemeFileError:
    problem = Problem(
        where="membership.list_file",
        what=what,
        given=f'"{membership.list_file}"',
        accepted=accepted,
    )
    return SchemeFileError(scheme_file, [problem])
