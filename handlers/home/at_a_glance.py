"""Home as it stands in a chat: one thing to do, two beside it, the rest in a menu, and nothing twice (experience.md)."""

from collections.abc import Sequence

from handlers.kit.buttons import MOST_IN_MENU, PEOPLE, arranged, each_once, in_menu, plain
from handlers.kit.conversation import HomeEntry
from handlers.kit.ui import Button, Card, Message, Part, Prose, When
from scheme.wording import counted

MORE = Button(label="More", action="home.help", opens=True)
MOST_CARDS = 3
# What is left of a home once a newer one stands below it; the chat says when it was.
EARLIER_HOME = Message(text="Your home, as it was then. The newest is below.")


def messages(found: Sequence[HomeEntry]) -> tuple[Message, ...]:
    """The first entry with its buttons, then what else is theirs, each with its next step. There is at least one entry."""
    first, *rest = found
    message = Message(
        text=first.text,
        parts=tuple(part for part in first.parts if isinstance(part, When)),
        buttons=_at_hand(first),
        heading=first.headline,
        home="first",
    )
    if not rest:
        return (message,)
    return (message, _besides(rest, message.buttons))


def buttons_of(entry: HomeEntry) -> tuple[Button, ...]:
    """All that can be done about an entry, its next step first, each thing once."""
    return each_once(button for button in (entry.primary, *entry.others) if button)


def _at_hand(entry: HomeEntry) -> tuple[Button, ...]:
    """Its next step, one more, and somebody to talk to; in the menu what it has room for, and at its end the way to all."""
    first, *others = buttons_of(entry) or (MORE,)
    in_sight = each_once((first, *others[:1], PEOPLE))
    further = [
        button for button in each_once((*in_sight, *others))[len(in_sight) :] if button != MORE
    ]
    if not further:
        return each_once((*in_sight, MORE))
    menu = (*further[: MOST_IN_MENU - 1], MORE)
    return (*in_sight, *(in_menu(button) for button in menu))


def _besides(rest: Sequence[HomeEntry], above: Sequence[Button]) -> Message:
    """Everything else that is somebody's, without the buttons that stand above it already."""
    if len(rest) == 1:
        [only] = rest
        return Message(
            text=only.text,
            parts=(),
            buttons=_in_short(only, above),
            heading=only.headline,
            home="beside",
        )
    parts: list[Part] = [
        Card(title=entry.headline, subtitle="", text=entry.text, buttons=_in_short(entry, above))
        for entry in rest[:MOST_CARDS]
    ]
    if left := rest[MOST_CARDS:]:
        headlines = "; ".join(entry.headline for entry in left)
        parts.append(Prose(f"And behind More: {headlines}."))
    text = f"{counted(len(rest), 'more thing')}, each with its next step."
    return Message(text=text, parts=tuple(parts), heading="Also yours", home="beside")


def _in_short(entry: HomeEntry, above: Sequence[Button]) -> tuple[Button, ...]:
    """Its next step in sight and the rest in a menu; only the first of a home is the one thing to do."""
    told = {(button.action, button.subject) for button in above}
    own = [button for button in buttons_of(entry) if (button.action, button.subject) not in told]
    return arranged((plain(button) for button in own), beside=0)
