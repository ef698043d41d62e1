"""What somebody asks for, in their situation: what is in front of them first, then words alone, then the sentence (R12.1)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from handlers.home import commands, signs
from handlers.home.find import reference_in
from handlers.home.intents import INTENTS, Intent
from handlers.home.phrases import Understood, understand
from handlers.home.plain import plain
from handlers.home.situation import Situation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button
from scheme.audience import Audience, covers
from scheme.meeting.meeting import ways
from scheme.meeting.said import said

LOOK = frozenset(
    [
        "find",
        "look",
        "up",
        "search",
        "for",
        "where",
        "is",
        "wheres",
        "show",
        "me",
        "open",
        "see",
        "get",
        "who",
        "whos",
        "s",
        "please",
    ]
)
PARTS = 4  # words of a name
OF_MEETINGS = ("log_meeting", "plan")  # intents whose form takes a day, a time, a length and a way
OF_WORDS = ("enquiry", "issue", "complain")  # those whose form begins with what was typed
TOLD = 10  # words from which it tells something, rather than only ask for the form
TAKEN = 1000  # characters of it that the form begins with


@dataclass(frozen=True)
class Heard:
    """What a text asks for. Clear: `action` is set, and `meant` has the keys of intents that say the same.

    Unclear: no action, and `close` has the keys of those that may have been meant. Likely: both; the action says a sentence,
    and those in `close` are shown below it.
    """

    action: Action | None
    meant: tuple[str, ...] = ()
    close: tuple[str, ...] = ()


def hear(turn: Turn, terms: Mapping[str, str], here: Situation) -> Heard:
    """What the text of a turn asks for. Never raises, whatever the text.

    `terms` puts the scheme's own terms into general English, as for `understand`.
    """
    text = turn.given("text")
    if (button := _in_front(text, here)) is not None:
        same = [key for key, intent in INTENTS.items() if intent.action == button.action]
        return Heard(button.does, tuple(same) or (button.action,))
    if ref := reference_in(text):
        return Heard(Action(name="find.look", answers={"ref": ref}), ("find",))
    if who := _named(text, here):
        return Heard(Action(name="find.look", answers={"who": who}), ("find",))
    terms = {**here.names, **terms}
    understood = (
        signs.sign(text, here)
        or commands.command(text, terms, lambda action: _is_theirs(turn, action))
        or understand(text, terms, here)
    )
    return _heard(turn, understood, here)


def _heard(turn: Turn, understood: Understood, here: Situation) -> Heard:
    intent = understood.intent
    close = tuple(intent.key for intent in understood.close)
    if intent is None:
        return Heard(None, close=close)
    action = _with_words(turn, here.action(intent), intent)
    if close:
        action = replace(action, answers={**action.answers, "others": " ".join(close)})
    return Heard(action, (intent.key,), close)


def _with_words(turn: Turn, action: Action, intent: Intent) -> Action:
    """The action, with what was said where its step uses it."""
    text = turn.given("text")
    if intent.answered:
        return replace(action, answers={**action.answers, "text": text})
    if intent.key in OF_MEETINGS:
        found = said(
            text,
            turn.today,
            ahead=intent.key != "log_meeting",
            ways=ways(turn.definition),
        )
        return replace(action, answers=found.answers)
    if intent.key in OF_WORDS and len(plain(text)) >= TOLD:
        return replace(action, answers={"words": text.strip()[:TAKEN]})
    return action


def _in_front(text: str, here: Situation) -> Button | None:
    """The button in front of somebody whose label they typed; None where there is none, or several different ones."""
    said = plain(text)
    found = [button for button in here.front if said and plain(button.label) == said]
    if not found or any(button.does != found[0].does for button in found):
        return None
    return found[0]


def _named(text: str, here: Situation) -> str:
    """The person whom a member of the Group looks for by name; "" where it is none that they may look for."""
    said = re.findall(r"[^\W\d_][\w'’-]*", text)
    while said and said[0].casefold() in LOOK:
        said = said[1:]
    parts = [part for word in said for part in plain(word)]
    is_name = 0 < len(parts) <= PARTS and all(part in here.people for part in parts)
    return " ".join(said) if is_name else ""


def _is_theirs(turn: Turn, action: str) -> bool:
    """Whether a step is for somebody with these duties, or for everybody."""
    audience = turn.catalogue.steps[action].audience
    return audience in (Audience.ANYONE, Audience.PARTY) or covers(
        audience, turn.duties, handled=False
    )
