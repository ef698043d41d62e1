"""Signs that people send instead of words: a thumb says yes or no, the others get a word back."""

import unicodedata

from handlers.home.intents import INTENTS
from handlers.home.phrases import Understood
from handlers.home.plain import plain
from handlers.home.situation import Situation

YES = "👍✅✔👌🆗"
NO = "👎❌✖🚫"
THANKS = "🙏❤💚💙🧡💛💜🥰😍🤗💐"


def sign(text: str, here: Situation) -> Understood | None:
    """What a sign alone says to whoever is in this situation; None for words, and for what is no sign."""
    if plain(text) or not any(unicodedata.category(mark) == "So" for mark in text):
        return None
    for signs, keys in ((YES, ("accept", "yes")), (NO, ("decline", "no")), (THANKS, ("thanks",))):
        if any(mark in text for mark in signs):
            return Understood(next(INTENTS[key] for key in keys if here.may(INTENTS[key])))
    return Understood(INTENTS["emoji"])
