"""What people type, understood: one intent when it is clear, else the two or three nearest to choose from (R12.1, R12.2).

The ways people say things stand in `phrases.toml` of each subject (`handlers.home.intents`). A text is read (accents, slips
of the keyboard, the scheme's own terms, politeness); then every known way votes for its intent with its likeness to the
text. Nothing typed is kept, logged or given back (R11.4).
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from handlers.home.intents import INTENTS, Intent
from handlers.home.plain import plain
from handlers.home.reading import CORRECTED, Interpreter, Phrases, Reading
from handlers.home.situation import ANYBODY, Situation
from handlers.home.ways import Ways, of_one

WISH = 12  # words of a usual wish
STORY = 30  # words from which a text is a story, and never clear
# How sure a likeness is: that of the nearest way times the lead of its intent over the next, both of 1. What is clear is
# done; what is likely, and answered by a sentence that changes nothing, is said with the others below it. Both were set on
# tests/phrases/calibrated.txt, so that of what is taken for clear one phrase in a hundred is meant otherwise.
SURE = 0.38
SURER = 0.52  # the same for what closes something, and for what is said in a sentence
LIKELY = 0.26
FAINT = 0.2  # likeness below which nothing is near
NEAR = 0.1  # share of the vote from which an intent is worth a button
NOT = frozenset(["not", "no", "never", "none", "neither", "nor", "nobody", "nothing", "without"])

IN_FRONT = 3  # nearness of what stands beside a button in front of somebody
FALLBACK = ("help", "people", "hello")
WORRY = ("people", "complain", "help")
HURT = ("complain", "people", "end")
NOWHERE = ""  # the key of what people say that no step answers


@dataclass(frozen=True)
class Understood:
    """What a text asks for. Clear: `intent` is set, `close` empty. Unclear: no intent, and two or three close ones.

    Likely: both; the intent is answered in a sentence, and the close ones are what it may have meant instead.
    """

    intent: Intent | None
    close: tuple[Intent, ...] = ()


def _bare(wishes: list[list[str]]) -> list[str]:
    """The shortest of them that is more than a word, which alone would say too little."""
    return next((wish for wish in reversed(wishes) if len(wish) > 1), wishes[-1])


def _situated(key: str) -> tuple[str, ...]:
    """What must be in front of somebody for an intent, and whom it is for; nothing where it is for everybody."""
    return (INTENTS[key].beside, *INTENTS[key].of) if key else ()


_READING = Reading.model_validate(
    tomllib.loads(Path(__file__).with_name("reading.toml").read_text("utf-8"))
)
# What a step answers is said last, and so counts where both say it.
_SAID = [(NOWHERE, way) for way in _READING.elsewhere]
_SAID += [(intent.key, way) for intent in INTENTS.values() for way in intent.ways]
_READER = Interpreter(_READING, (way for _, way in _SAID))
_TOLD_APART = {
    (tuple(_READER.meant(_READER.read(way, {}))), _situated(key)): key for key, way in _SAID
}
_MEANT = [(meant, key) for (meant, _), key in _TOLD_APART.items()]
_WISHES = [(key, _READER.wishes(list(meant))) for meant, key in _MEANT]
_EXACT: defaultdict[tuple[str, ...], list[str]] = defaultdict(
    list
)  # what may be meant, the way itself last
for _key, _wishes in _WISHES:
    for _wish in _wishes:
        # A single word counts as said only where the file has it as a way by itself.
        if len(_wish) > 1:
            _EXACT[tuple(_wish)].append(_key)
for _wish_itself, _key in _MEANT:
    _EXACT[_wish_itself].append(_key)
_WAYS = Ways(
    (key, list(bare))
    for key, bare in dict.fromkeys((key, tuple(_bare(wishes))) for key, wishes in _WISHES)
)
_CLOSING = {intent.key for intent in INTENTS.values() if intent.closes}
_DELICATE = Phrases(_READING.delicate)


def understand(
    text: str, words: Mapping[str, str] | None = None, situation: Situation = ANYBODY
) -> Understood:
    """What a text asks for (R12.1, R12.2). Never raises, whatever the text; a long one is cut.

    `words` puts the scheme's own terms into general English, for example {"wave": "round", "buddy": "mentor"} (R1.4).
    `situation`: what is in front of whoever types it; what they cannot do now is less likely meant, and never offered.
    A story, or something that hurt, never leads to an unrelated step. Words of danger come before (`handlers.safety.danger`).
    """
    said = _READER.read(text, _terms(words or {}))
    meant = _READER.meant(said)
    wishes = _READER.wishes(meant)
    wish = _bare(wishes)
    near, sure = _near(wish, situation)
    key = _exactly(wishes, situation)
    exact = key is not None
    if key is None and near and 1 < len(wish) < STORY and sure >= _bar(near[0]):
        key = near[0]
    if _DELICATE.among(said, meant):
        if key and (key in HURT or (exact and INTENTS[key].is_of_no_hurt)):
            return Understood(INTENTS[key])
        return _offer(HURT, situation)
    if key and exact and sure < LIKELY and situation.nearness(INTENTS[key]) < IN_FRONT:
        # Somebody put it so, and in such words other things are meant as well.
        return _said_with_others(key, _offer((key, *near), situation)) or Understood(INTENTS[key])
    if key:
        return Understood(INTENTS[key])
    if len(wish) > WISH:
        return _offer((*near[:1], *WORRY), situation)
    offer = _offer((*near, *(HURT if "complain" in near else FALLBACK)), situation)
    if not exact and sure >= LIKELY and len(wish) > 1:
        return _said_with_others(near[0], offer) or offer
    return offer


def _said_with_others(key: str, offer: Understood) -> Understood | None:
    """What is likely meant, with the rest of an offer below it; None where it is not answered in a sentence."""
    if not key or not INTENTS[key].is_told:
        return None
    return Understood(INTENTS[key], tuple(other for other in offer.close if other.key != key))


def is_ordinary(text: str) -> bool:
    """Whether a text is, word for word, a way to ask for something that nobody asks for in danger. Never raises."""
    keys = _EXACT.get(tuple(_READER.meant(_READER.read(text, {}))), ())
    return bool(keys) and not {NOWHERE, *WORRY, "sounding"}.intersection(keys)


def _near(wish: list[str], situation: Situation) -> tuple[list[str], float]:
    """The intents that are near a wish, the nearest first, and how sure that is, of 1."""
    vote = _WAYS.vote(wish[:CORRECTED])
    shares = _weighed(vote.shares, situation)
    near = [key for key, share in shares.items() if share >= NEAR and vote.likeness >= FAINT]
    if not near:
        return near, 0.0
    # "Don't stop the reminders" is like "stop the reminders", and the opposite. In a longer text it may be of another part.
    if len(wish) <= WISH and NOT.isdisjoint(wish) is not NOT.isdisjoint(
        vote.nearest.get(near[0], ())
    ):
        return near, 0.0
    return near, vote.likeness * _lead(shares)


def _bar(key: str) -> float:
    """How sure an intent must be to be clear. What is said in a sentence can have others below it, and costs nothing."""
    if not key or key in _CLOSING or INTENTS[key].is_told:
        return SURER
    return SURE


def _weighed(votes: Mapping[str, float], situation: Situation) -> dict[str, float]:
    """The shares of what is meant by whoever is in this situation, the largest first."""
    weighed = of_one(
        {
            key: share * (situation.weight(INTENTS[key]) if key else 1.0)
            for key, share in votes.items()
        }
    )
    return dict(sorted(weighed.items(), key=lambda share: -share[1]))


def _lead(shares: Mapping[str, float]) -> float:
    """By how much the first of some shares, the largest first, is ahead of the second."""
    first, second, *_ = (*shares.values(), 0.0, 0.0)
    return first - second


def _exactly(wishes: list[list[str]], situation: Situation) -> str | None:
    """What exactly such words mean to whoever is in this situation; None where nobody has put it so."""
    for wish in wishes:
        keys = [
            key for key in _EXACT.get(tuple(wish), ()) if not key or situation.knows(INTENTS[key])
        ]
        if keys:
            # What is in front of somebody comes first; of two others the way itself, which stands last.
            return max(
                reversed(keys), key=lambda key: situation.nearness(INTENTS[key]) if key else 1
            )
    return None


def _terms(words: Mapping[str, str]) -> dict[str, str]:
    """The scheme's terms in plain letters, singular and plural, each with its general word."""
    terms: dict[str, str] = {}
    for term, general in (
        (" ".join(plain(term)), " ".join(plain(general))) for term, general in words.items()
    ):
        if term and general and term != general:
            terms |= {
                term: general,
                f"{term}s": f"{general}s",
                f"{term.removesuffix('y')}ies": f"{general}s",
            }
    return terms


def _offer(keys: Iterable[str], situation: Situation) -> Understood:
    """Unclear: as buttons the first three different intents that somebody may take now."""
    wanted = [key for key in dict.fromkeys((*keys, *FALLBACK)) if key]
    may = [
        INTENTS[key]
        for key in wanted
        if situation.may(INTENTS[key]) and not INTENTS[key].is_small_talk
    ]
    return Understood(None, tuple(may[:3]))
