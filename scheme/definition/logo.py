"""The scheme's logo for its certificates: a picture that is kept beside the scheme file, read at each start (R9.3)."""

from pathlib import Path

from scheme.definition.definition import Definition
from scheme.definition.mistakes import Problem, SchemeFileError

MOST_BYTES = 500_000
STARTS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg"}
ACCEPTED = f"a PNG, JPEG or SVG picture of at most {MOST_BYTES // 1000} kB beside it"


def with_logo(scheme_file: Path, definition: Definition) -> Definition:
    """The scheme with its logo; as it is, where it has none. Raises `SchemeFileError` for a file that is no picture."""
    rules = definition.certificates
    if not rules.logo:
        return definition
    file = scheme_file.with_name(rules.logo)
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused(
            scheme_file, rules.logo, f"{file.name} can't be read: {error.strerror}"
        ) from None
    if len(content) > MOST_BYTES:
        raise _refused(scheme_file, rules.logo, f"{file.name} is too large")
    form = form_of(content)
    if not form:
        raise _refused(scheme_file, rules.logo, f"{file.name} is no picture that can be printed")
    return definition.model_copy(update={"certificates": rules.with_picture(content, form)})


def form_of(content: bytes) -> str:
    """What kind of picture a file is by how it begins: "png", "jpg", "svg"; "" for another."""
    for start, form in STARTS.items():
        if content.startswith(start):
            return form
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return ""
    if text.lstrip().startswith(("<svg", "<?xml")) and "<svg" in text:
        return "svg"
    return ""


def _refused(scheme_file: Path, given: str, what: str) -> SchemeFileError:
    problem = Problem(where="certificates.logo", what=what, given=f'"{given}"', accepted=ACCEPTED)
    return SchemeFileError(scheme_file, [problem])
