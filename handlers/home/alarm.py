"""What is said at once to whoever speaks of danger, with what is known of ordinary business (R13.5, R12.1)."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.home.phrases import is_ordinary
from handlers.safety import urgent
from handlers.safety.urgent import Alarm
from scheme.definition.definition import Definition


def alarm(definitions: Iterable[Definition], *texts: str) -> Alarm | None:
    """As `urgent.alarm`; it is not sure where the text is, word for word, a way to ask for ordinary business.

    The answer is the same and comes first; the step that was asked for stands below it.
    """
    found = urgent.alarm(definitions, *texts)
    if found is not None and len(texts) == 1 and is_ordinary(texts[0]):
        return replace(found, sure=False)
    return found
