"""Reading a scheme file: a whole definition, or every mistake in it in words (R1.1)."""

import json
import tomllib
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from scheme.definition import layout
from scheme.definition.cautions import cautions, marked, told_of
from scheme.definition.definition import Definition
from scheme.definition.document import toml
from scheme.definition.layout import Layout, Slip, Statement
from scheme.definition.logo import with_logo
from scheme.definition.member_list import with_list
from scheme.definition.mistakes import TOO_DEEP, Problem, SchemeFileError, found, mended
from scheme.definition.slips import explain, explain_double
from scheme.near import near

__all__ = [
    "Problem",
    "SchemeFileError",
    "doubts",
    "find",
    "load",
    "load_all",
    "preset",
    "presets",
    "scheme_files",
]

PRESETS = Path(__file__).parents[1] / "presets"
ENDING = ".toml"
EDITED = "what is true of your own scheme, without the lines `example = true`"


def load(
    path: Path, *, for_people: bool = False, platforms: Collection[str] | None = None
) -> Definition:
    """The scheme that a TOML file describes. Raises `SchemeFileError` with every mistake found.

    A slip that keeps a line from being read hides no other mistake: the rest of the file is looked at as well. A scheme
    `for_people`, that is outside the playground, may hold nothing that is marked as an example (R1.8). `platforms` are the
    names of those that are declared: a workspace of another is a mistake; without them every name is taken.
    """
    text = _text(path).replace("\r\n", "\n")
    read = layout.read(text)
    if not read.wrong:
        _read_whole(text, read)
    problems = [_told(slip, text) for slip in read.wrong]
    context = {"platforms": platforms}
    try:
        # As JSON, because strictness then still takes a list for a tuple, yet neither "6" nor true for a number.
        definition = Definition.model_validate_json(
            json.dumps(read.data, default=str), strict=True, context=context
        )
        if for_people:
            examples = list(marked(definition))
        else:
            examples = []
        if examples:
            problems.append(Problem(where="", what=told_of(examples), accepted=EDITED))
        if not problems:
            return with_logo(path, with_list(path, definition))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems += found(errors, read)
        problems += _beyond(errors, read, context)
    except (RecursionError, ValueError):  # the second for a number of thousands of digits
        problems = problems or [TOO_DEEP]
    raise SchemeFileError(path, sorted(problems, key=lambda problem: problem.line or len(text)))


def _beyond(
    errors: Sequence[ErrorDetails], read: Layout, context: dict[str, Any]
) -> Iterator[Problem]:
    """What is wrong between keys: pydantic looks for that only once each key by itself is right."""
    if all(mistake["loc"] == () for mistake in errors):
        better = None
    else:
        better = mended(errors, read)
    if better is None:
        return
    try:
        Definition.model_validate_json(
            json.dumps(better.data, default=str), strict=True, context=context
        )
    except ValidationError as error:
        between = [
            mistake
            for mistake in error.errors(include_url=False)
            if mistake["type"] == "between_keys"
        ]
        yield from found(between, better)


def _read_whole(text: str, read: Layout) -> None:
    """The parser of whole files has the last word on what the file says."""
    try:
        read.data = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        read.wrong.append(Slip(statement=Statement(1, text.split("\n")[0]), words=str(error)))


def _told(wrong: layout.Slip | layout.Double, text: str) -> Problem:
    """A line that cannot be read, or says again what was said, in words."""
    lines = text.split("\n")
    if isinstance(wrong, layout.Double):
        what, instead = explain_double(wrong, lines[wrong.first - 1])
        line = wrong.statement.line
    else:
        what, instead = explain(wrong)
        line = min(wrong.statement.line + wrong.line - 1, len(lines))
    if not lines[line - 1].strip():
        line = wrong.statement.line
    given = lines[line - 1].strip()
    return Problem(
        where="",
        what=what,
        given=given if len(given) <= 80 else f"{given[:79]}…",
        accepted=instead,
        line=line,
    )


def doubts(path: Path, definition: Definition, today: date) -> list[Problem]:
    """What a file that is well formed says that cannot work for real people, or was never meant for them."""
    read = layout.read(_text(path).replace("\r\n", "\n"))
    return [
        Problem(where=where, what=what, line=read.line_of(where))
        for where, what in cautions(definition, today)
    ]


def load_all(
    folder: Path, *, for_people: bool = False, platforms: Collection[str] | None = None
) -> dict[str, Definition]:
    """Every scheme of a folder's `.toml` files, by its key, each read as `load` reads it.

    Raises `SchemeFileError` when a file is wrong, two have the same key, or there is none.
    """
    if not folder.is_dir():
        raise SchemeFileError(
            folder,
            [Problem(where="", what="there is no such folder", accepted="a folder of .toml files")],
        )
    found: dict[str, Definition] = {}
    files: dict[str, Path] = {}
    for file in scheme_files(folder):
        definition = load(file, for_people=for_people, platforms=platforms)
        key = definition.key
        if key in found:
            what = f"{files[key].name} in the same folder has this key too"
            raise SchemeFileError(
                file,
                [Problem(where="key", what=what, given=toml(key), accepted="a key of its own")],
            )
        found[key], files[key] = definition, file
    if not found:
        raise SchemeFileError(
            folder,
            [Problem(where="", what="no scheme is in it", accepted="at least one .toml file")],
        )
    return found


def scheme_files(folder: Path) -> list[Path]:
    """The scheme files of a folder. Raises `SchemeFileError` for one whose name has got a second ending."""
    # Editors and file managers leave hidden copies, such as ._aln.toml, beside the real file.
    seen = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    for file in seen:
        if file.name.lower().endswith(f"{ENDING}.txt"):
            accepted = (
                f"the name {file.name[: -len('.txt')]} (Windows hides the last ending of a name)"
            )
            raise SchemeFileError(
                file,
                [
                    Problem(
                        where="",
                        what="its name ends in .toml.txt, so it is no scheme file",
                        meaning="",
                        given="",
                        accepted=accepted,
                    )
                ],
            )
    return [file for file in seen if file.suffix.lower() == ENDING]


def presets() -> dict[str, Path]:
    """The files of the presets, by name."""
    return {file.stem: file for file in sorted(PRESETS.glob(f"*{ENDING}"))}


def preset(name: str) -> Path:
    """The file of a preset, such as "aln". Raises `SchemeFileError` when there is none of that name."""
    known = presets()
    if name not in known:
        meant = near(name, known)
        if meant:
            hint = f"; did you mean '{meant}'?"
        else:
            hint = ""
        raise SchemeFileError(
            Path(name), [Problem(where="", what=f"no such preset{hint}", accepted=", ".join(known))]
        )
    return known[name]


def find(given: Path) -> Path:
    """The file or folder that is meant: the one that is there, else the preset of that name.

    Raises `SchemeFileError`, which names a file beside it that may have been meant.
    """
    if given.exists():
        return given
    if given.name == str(given) and str(given) in presets():
        return preset(str(given))
    folder = given.parent
    if folder.is_dir():
        beside = [path.name for path in folder.iterdir() if path.is_file()]
    else:
        beside = []
    stem = given.name.lower().removesuffix(ENDING)
    same = sorted(
        name
        for name in beside
        if name.lower() in {stem, f"{stem}{ENDING}", f"{stem}{ENDING}.txt", f"{stem}.txt"}
    )
    meant = (
        same[0]
        if same
        else near(given.name, [name for name in beside if name.lower().endswith(ENDING)])
    )
    if meant:
        hint = f"; did you mean '{folder / meant}'?"
    else:
        hint = ""
    what = f"there is no such file{hint}"
    accepted = f"a scheme file, a folder of them, or a preset: {', '.join(presets())}"
    raise SchemeFileError(given, [Problem(where="", what=what, accepted=accepted)])


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = Problem(
            where="",
            what=f"it can't be read: {error.strerror}",
            accepted="a TOML file that the bot may read",
        )
        raise SchemeFileError(path, [problem]) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = Problem(
            where=f"line {line}",
            what="it is not UTF-8 text",
            accepted="a file saved with the encoding UTF-8",
        )
        raise SchemeFileError(path, [problem]) from None
