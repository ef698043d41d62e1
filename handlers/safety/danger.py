"""Whether what somebody typed speaks of danger (R13.5): looked for before any other meaning, wherever one types.

The phrases are in `handlers/safety/phrases/`, a file for each language. Nothing typed is kept, logged or given back.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import Lock

from pydantic import BaseModel

from scheme.safety.danger import Danger, Language, Lookout
from scheme.safety.phrase import KINDS, DangerKind
from scheme.safety.spelling import words
from scheme.safety.story import Everyday, is_story

FILES = Path(__file__).parent / "phrases"
# "help" asks what the bot can do; whoever shouts it asks for something else.
SHOUTED = re.compile(r"\W*(?:HELP\b\W*|(?i:help)\s*!\W*)")
CRY = "help me"
LONG = 2_000  # characters of what is no cry, but a text
_making = (
    Lock()
)  # so that whoever comes while it is made ready waits for it, and does not make another


class _File(BaseModel, extra="forbid", frozen=True):
    ordered: bool = False
    line: str = ""
    sets: dict[str, str] = {}
    alike: dict[str, str] = {}
    sure: dict[DangerKind, tuple[str, ...]]
    unsure: dict[DangerKind, tuple[str, ...]] = {}
    ordinary: tuple[str, ...] = ()
    harmless: str = ""
    common: str = ""
    everyday: str = ""


@lru_cache
def _files() -> Mapping[str, _File]:
    found = sorted(FILES.glob("*.toml"))
    return {
        path.stem: _File.model_validate(tomllib.loads(path.read_text("utf-8"))) for path in found
    }


@lru_cache
def _made() -> Lookout:
    return Lookout(
        Language(
            name=name, sure=file.sure, unsure=file.unsure, sets=file.sets, alike=file.alike, ordinary=file.ordinary,
            harmless=frozenset(file.harmless.split()), common=frozenset(file.common.split()),
            known=_known(file), ordered=file.ordered,
        )
        for name, file in _files().items()
    )  # fmt: skip


def _lookout() -> Lookout:
    with _making:
        return _made()


@lru_cache(maxsize=32)
def _of_schemes(phrases: tuple[str, ...]) -> Lookout:
    return Lookout([Language(name="", sure={"harm": phrases})])


def danger_in(*texts: str, also: Iterable[str] = ()) -> Danger | None:
    """The most pressing danger that any of the texts speaks of; None where none does. Never raises.

    `also`: phrases that schemes have added.
    """
    texts = tuple(CRY if len(text) < 100 and SHOUTED.fullmatch(text) else text for text in texts)
    own = tuple(dict.fromkeys(also))
    lookouts = [_lookout(), *([_of_schemes(own)] if own else [])]
    found = [
        danger
        for text in texts
        for lookout in lookouts
        if (danger := lookout.find(text)) is not None
    ]
    return min(found, key=lambda danger: (not danger.sure, KINDS.index(danger.kind)), default=None)


def _known(file: _File) -> frozenset[str]:
    """All the plain words of a file, by which a text is known to be of its language."""
    phrases = (
        phrase for kinds in (file.sure, file.unsure) for told in kinds.values() for phrase in told
    )
    plain = " ".join(
        (
            *phrases,
            *file.sets.values(),
            *file.alike,
            file.harmless,
            file.common,
            file.everyday,
        )
    )
    return frozenset(
        word for piece in re.sub("[/_=*<>]", " ", plain).split() for word in words(piece)
    )


@lru_cache
def _everyday() -> tuple[Everyday, frozenset[str]]:
    """The words of everyday business, and those by which a text is known to be English."""
    english = _files()["en"]
    return Everyday(english.everyday.split()), _known(english)


def is_a_story(text: str) -> bool:
    """Whether a text tells of somebody, and of nothing that people ask the bot for. Never raises."""
    return len(text) < LONG and is_story(words(text), *_everyday())


def make_ready() -> None:
    """Read the phrases, which takes a moment that the first message would have to wait for. From any thread."""
    is_a_story("")
    danger_in("everybodyy")  # a slip, for which words are set in order that others need not


def line_in(language: str) -> str:
    """A line in a language that says whom to phone, with {emergency} in it; "" where we are sure of none."""
    file = _files().get(language)
    if file:
        return file.line
    return ""
