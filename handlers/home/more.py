"""More: what somebody can do now, section by section, and for the rest from when (R12.1)."""

from collections.abc import Sequence

from handlers.home import at_a_glance
from handlers.kit.buttons import plain
from handlers.kit.conversation import HomeEntry
from handlers.kit.help import SECTIONS, FromWhen, HelpEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Facts, buttons_on
from scheme.wording import a
from storage.work import Work


async def cards(turn: Turn, work: Work, found: Sequence[HomeEntry]) -> list[Card | Facts]:
    """What their home has no room for, the sections with what can be done now, and last what cannot be done yet."""
    told: dict[FromWhen, str] = {}
    sections: list[Card | Facts] = []
    listed: set[str] = set()
    later: dict[str, list[str]] = {}
    terms = turn.definition.terms
    for section in SECTIONS:
        if not section.is_for(turn.duties):
            continue
        buttons = []
        for entry, name in turn.catalogue.listed(section):
            label = entry.label.format(mentor=a(terms.mentor), round=terms.round)
            if when := await _from_when(entry, told, turn, work):
                later.setdefault(when, []).append(label)
                continue
            listed.add(name)
            buttons.append(
                Button(label=label, action=name, opens=turn.catalogue.opens_window(name))
            )
        title = section.title.format(group=terms.group, steering=terms.the_steering)
        if buttons:
            sections.append(
                Card(title=title, subtitle="", text=section.text, buttons=tuple(buttons))
            )
    rest = tuple((when, ", ".join(labels)) for when, labels in later.items())
    own = _without_room(found, listed)
    return [*own, *sections, *([Facts(rest, "Later")] if rest else [])]


async def _from_when(entry: HelpEntry, told: dict[FromWhen, str], turn: Turn, work: Work) -> str:
    """From when an entry can be used; "" where that is now. What was found out before is in `told`."""
    ask = entry.from_when
    if ask is None:
        return ""
    if ask not in told:
        told[ask] = await ask(turn, work)
    return told[ask]


def _without_room(found: Sequence[HomeEntry], listed: set[str]) -> list[Card | Facts]:
    """Cards with the buttons that stand neither on their home nor in a section."""
    above = [button for message in at_a_glance.messages(found) for button in message.buttons]
    for message in at_a_glance.messages(found):
        above += [button for part in message.parts for button in buttons_on(part)]
    shown = {(button.action, button.subject) for button in above}
    cards: list[Card | Facts] = []
    for entry in found:
        left = tuple(
            plain(button)
            for button in at_a_glance.buttons_of(entry)
            if (button.action, button.subject) not in shown and button.action not in listed
        )
        if left:
            cards.append(Card(title=entry.headline, buttons=left))
    return cards
