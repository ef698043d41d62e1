"""Single words and short forms, as people type them after a command: each means one thing, or says which it may mean.

In a sentence the same words may mean anything (`handlers.home.phrases`); alone they are a wish in short.
"""

from collections.abc import Callable, Mapping

from handlers.home.intents import INTENTS, WORDS
from handlers.home.phrases import Understood
from handlers.home.plain import plain


def command(
    text: str, terms: Mapping[str, str], may_take: Callable[[str], bool]
) -> Understood | None:
    """What a word alone asks for; None when it is none of the words that say something alone.

    `terms` puts the scheme's own terms into general English, as for `understand`. `may_take` says of an action whether it
    is for whoever asks: what is not leads them elsewhere.
    """
    said = " ".join(plain(text))
    general = {" ".join(plain(term)): word for term, word in terms.items()}
    meant = WORDS.get(general.get(said, said))
    if meant is None:
        return None
    if meant[0].otherwise and not may_take(meant[0].action):
        meant = tuple(INTENTS[key] for key in meant[0].otherwise)
    if len(meant) > 1:
        return Understood(None, meant)
    return Understood(meant[0])
