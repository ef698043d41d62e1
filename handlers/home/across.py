"""Several schemes side by side: what somebody has in each of theirs, and which of them is meant by a name (R1.3)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from handlers.kit.conversation import HomeEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import buttons_within, parts_within
from scheme.definition.definition import Definition
from storage import people
from storage.work import Work

# Words of a scheme's name by which nobody tells it from another.
COMMON = frozenset(["the", "a", "mentoring", "mentor", "scheme", "programme", "program", "peer"])
# What leads up to the name of a scheme in a sentence, and says nothing without it.
AROUND = r"(?:\b(?:in|at|for|with|of|to|on|about|the|and)\W{1,3}){0,3}"
LONGEST = 300  # characters of a text that may name a scheme; whoever writes more tells something, and is asked which
# What somebody may say besides the name where they mean the scheme as a whole.
WHOLE = frozenset(["my", "open", "show", "me", "home", "please", "go", "switch", "what", "s", "is"])


async def in_each(turn: Turn, work: Work) -> list[Turn]:
    """The same turn in each scheme it may be about, with what the person does for it."""
    if turn.schemes == (turn.definition.key,):
        return [turn]
    duties = await people.duties_by_scheme(work, turn.person.id)
    return [
        turn.within(work.definitions[key], frozenset(duties.get(key, ()))) for key in turn.schemes
    ]


def told_apart(entry: HomeEntry, definition: Definition) -> HomeEntry:
    """An entry of one scheme among those of others: it says which it is of, and so do its buttons."""
    key = definition.key
    return replace(
        entry,
        headline=f"{definition.name}: {entry.headline}",
        primary=entry.primary and buttons_within((entry.primary,), key)[0],
        others=buttons_within(entry.others, key),
        parts=parts_within(entry.parts, key),
    )


def named(text: str, definitions: Mapping[str, Definition]) -> tuple[str, str]:
    """The key of the one scheme that a text names, and the text without that name; "" and the text where it names none."""
    if len(text) > LONGEST:
        return "", text
    found = {
        key: re.sub(pattern, " ", text, flags=re.IGNORECASE).strip()
        for key, definition in definitions.items()
        for pattern in _patterns(definition)
        if re.search(pattern, text, flags=re.IGNORECASE)
    }
    if len(found) != 1:
        return "", text
    return found.popitem()


def is_whole(rest: str) -> bool:
    """Whether what is left of a text beside a scheme's name asks for nothing but the scheme."""
    return all(word in WHOLE | COMMON for word in _words(rest))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _patterns(definition: Definition) -> Iterable[str]:
    """What a scheme is called by, the shortest first: its key, the part of its name that is its own, its name.

    Of a name's own part a single word counts only where it is written as a name: "ALN", not "Library".
    """
    own = [word for word in re.findall(r"\w+", definition.name) if word.casefold() not in COMMON]
    is_name = len(own) > 1 or (len(own) == 1 and own[0].upper() == own[0])
    called = [_words(definition.key), own if is_name else [], _words(definition.name)]
    for words in called:
        if words:
            said = r"\W{1,3}".join(map(re.escape, words))
            yield rf"{AROUND}\b{said}\b(?:\W{{1,3}}scheme\b)?"
