"""What people want and how they say it: read from `phrases.toml` of each subject, beside its conversations (R12.1).

An intent is a table there, under its key. Its `action` (conversation.step) answers it, `label` stands on its button, and
`ways` are what people type: as it would be typed; capitals, punctuation, politeness and small slips make no difference. To
teach a new way, add a line. The words are general English: a scheme's own terms are translated before they are matched.

What is answered in a sentence, rather than by a step, stands in `handlers/home/said/`: talk, life, and questions.
"""

import tomllib
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, Field, model_validator

from handlers.kit.conversation import put

SUBJECTS = Path(__file__).parents[1]
SAID = Path(__file__).with_name("said")
TOLD = "home.told"  # the step that says a sentence
EVERYBODY = "everybody"


class Intent(BaseModel, extra="forbid", frozen=True):
    """Something people want.

    `words` mean it when they stand alone; `perhaps` are words that may mean other things as well, with the place this one
    has among those that are offered. `otherwise`: what its words mean to whoever may not take its step, by keys.
    `closes`: it closes something, so a text must be surer of it.
    `of`: whom it is for, any of the traits that `handlers.home.situation` knows; nothing for everybody.
    `beside`: it may be taken only while a button with this action is in front of somebody, and about the same thing.
    `says`: the sentence that answers it, for each trait, the first that fits; `goes`: the intents offered with it, of which
    those that somebody may take are shown; `next`: and their own next thing. `answered`: the scheme's own answer is said.
    """

    key: str
    action: str = TOLD
    label: str
    of: tuple[str, ...] = ()
    beside: str = ""
    says: Mapping[str, str] = Field({}, repr=False)
    goes: tuple[str, ...] = ()
    next: bool = False
    answered: bool = False
    ways: tuple[str, ...] = Field(repr=False)
    words: tuple[str, ...] = ()
    perhaps: Mapping[str, int] = {}
    otherwise: tuple[str, ...] = ()
    closes: bool = False

    @property
    def is_told(self) -> bool:
        """Whether it is answered in a sentence, of this file or of the scheme."""
        return self.action == TOLD

    @property
    def is_small_talk(self) -> bool:
        """Whether it gets a word back and leads nowhere: never a button to choose."""
        return bool(self.says) and not self.goes

    @property
    def is_of_no_hurt(self) -> bool:
        """Whether it tells of no hurt though its words may: it is answered kindly, or counts complaints for the Group."""
        return self.is_told or "group" in self.of

    @model_validator(mode="after")
    def _must_answer(self) -> "Intent":
        if self.is_told is not (bool(self.says) or self.answered):
            raise ValueError(f"{self.key} must either lead to a step or be answered in a sentence")
        if self.says and EVERYBODY not in self.says:
            raise ValueError(f"{self.key} has no sentence for everybody")
        return self

    def __hash__(self) -> int:
        """By its key, which nothing else has."""
        return hash(self.key)


def read(files: Iterable[Path]) -> dict[str, Intent]:
    """The intents of these files, by key. Raises `ValueError` for a key that is taken."""
    found: dict[str, Intent] = {}
    for file in files:
        for key, entry in tomllib.loads(file.read_text("utf-8")).items():
            if key in found:
                raise ValueError(f"{file} has {key}, which is taken")
            found[key] = Intent(key=key, **entry)
    return found


def words_of(intents: Collection[Intent]) -> dict[str, tuple[Intent, ...]]:
    """Each word that says something alone, with what it may mean, in the order it is offered.

    Raises `ValueError` for a word that means one thing and another, or two things in the same place.
    """
    found: dict[str, tuple[Intent, ...]] = {}
    for intent in intents:
        for word in intent.words:
            put(found, word, (intent,))
    shared: dict[str, dict[int, Intent]] = {}
    for intent in intents:
        for word, place in intent.perhaps.items():
            meant = shared.setdefault(word, {})
            if place in meant or word in found:
                raise ValueError(f"{word} is taken, so {intent.key} cannot have it")
            meant[place] = intent
    return found | {
        word: tuple(meant[place] for place in sorted(meant)) for word, meant in shared.items()
    }


def must_lead_somewhere(intents: Mapping[str, Intent], steps: Collection[str]) -> None:
    """Raises `ValueError` where an intent leads to a step that is not there, or names an intent that is not."""
    for key, intent in intents.items():
        if intent.action not in steps:
            raise ValueError(f"{key} leads to {intent.action}, which is no step")
        if intent.beside and intent.beside not in steps:
            raise ValueError(f"{key} stands beside {intent.beside}, which is no step")
        if unknown := {*intent.otherwise, *intent.goes} - set(intents):
            raise ValueError(f"{key} leads on to {', '.join(sorted(unknown))}, which is no intent")


INTENTS: Mapping[str, Intent] = read(
    [*sorted(SUBJECTS.glob("*/phrases.toml")), *sorted(SAID.glob("*.toml"))]
)
WORDS: Mapping[str, tuple[Intent, ...]] = words_of(INTENTS.values())
