"""What is said of words that are gone, and when they go: what is over is not kept for good (R11.1)."""

from handlers.kit.ui import Prose
from scheme.definition.definition import Definition
from scheme.wording import counted

GONE = (
    "This was over some time ago, so what was written here has been deleted. Dates and counts stay."
)


LEFT = (Prose(GONE),)  # where nothing is left of what was written to and fro


def words_of(text: str, title: str) -> Prose:
    """What somebody wrote, or that it is gone."""
    return Prose(text or GONE, title)


def goes(definition: Definition) -> str:
    """When the words of what is taken back go, to be said before it is."""
    days = counted(definition.retention.withdrawn_days, "day")
    return f"is deleted {days} later; dates and counts stay."
