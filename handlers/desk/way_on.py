"""No reply is a dead end: where nothing in it leads on, home does (R12.2)."""

from dataclasses import replace

from handlers.kit.buttons import HOME
from handlers.kit.ui import Form, Link, Message, Part, Reply, View, buttons_on


def with_way_on(reply: Reply) -> Reply:
    """The same, with home on what is read last, unless something there can be pressed, filled in or turned to."""
    shown = reply.window or (reply.says[-1] if reply.says else None)
    if shown is None or reply.then is not None or any(map(_leads_on, (*reply.says, shown))):
        return reply
    if isinstance(reply.window, View):
        return replace(reply, window=replace(reply.window, buttons=(HOME,)))
    *before, last = reply.says
    return replace(reply, says=(*before, replace(last, buttons=(HOME,))))


def _leads_on(shown: Message | View | Form) -> bool:
    if isinstance(shown, Form) or shown.buttons:
        return True
    if isinstance(shown, View):  # whom else to turn to is named there, and is no way on
        return any(_is_way(part) for part in shown.parts if not _is_somebody(part))
    return any(_is_way(part) for part in shown.parts)


def _is_somebody(part: Part) -> bool:
    return isinstance(part, Link) and part.address.startswith(("mailto:", "tel:"))


def _is_way(part: Part) -> bool:
    """Whether a part leads somewhere; whom one is led to in danger is never followed by anything else (R13.5)."""
    return isinstance(part, Link) or bool(buttons_on(part))
