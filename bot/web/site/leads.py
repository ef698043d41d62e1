"""Where the Group's pages lead: to one another, back to the chat, and to themselves with something else asked for."""

from collections.abc import Mapping
from urllib.parse import urlencode

from bot.web.site.page import Visit
from scheme.forms.fields import Answer

# Each by the start of its path, in the order of a matching evening.
GROUPS = (
    ("board", "The board"),
    ("evening", "Everybody at once"),
    ("register", "The register"),
    ("digest", "The register in short"),
    ("round", "This round"),
    ("now", "How it is doing now"),
)


def who(visit: Visit) -> dict[str, str]:
    """Who one is in the playground, which its addresses say; nothing elsewhere."""
    return {"as": visit.query["as"]} if "as" in visit.query else {}


def path(visit: Visit, to: str, given: Mapping[str, Answer] | None = None) -> str:
    """An address on this site, with what is asked for there; what is empty is left out."""
    asked = {name: str(answer) for name, answer in (given or {}).items() if answer}
    query = urlencode(who(visit) | asked)
    return f"{to}?{query}" if query else to


def chat(visit: Visit, label: str = "Back to the chat") -> tuple[str, str]:
    """The way back to the chat, as label and path."""
    return label, path(visit, "/")


def others(visit: Visit, scheme: str, here: str) -> tuple[tuple[str, str], ...]:
    """The Group's other pages and the chat, as labels and paths; `here` is the start of this one's path."""
    elsewhere = (
        (label, path(visit, f"/{name}/{scheme}")) for name, label in GROUPS if name != here
    )
    return (*elsewhere, chat(visit))
