"""Acting for somebody who phones: what can be done so, and how each step of it is marked (R13.2).

Whatever an administrator presses for a caller is one step, "phone.do", which names the caller and the step that is
meant. So it passes the administrator's own audience first, then the caller's; no channel knows of it, and what is
private to the caller says nothing of the phone: surveys, agreement and goals, reflections, complaints, their data.
"""

from dataclasses import replace

from handlers.kit.catalogue import Catalogue
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Message, Part, Prose, Reply, View, changed_in
from scheme.forms.fields import Answer
from scheme.people import Person
from scheme.refusal import Refusal
from storage.work import Work

DO = "phone.do"
FOR = "phone_for"
STEP = "phone_step"
HOME = "home.show"
ERASE = "erase.ask"


def must_be_by_phone(name: str, catalogue: Catalogue) -> None:
    """Raises `Refusal` for what is the caller's alone."""
    if name not in catalogue.by_phone:
        raise Refusal(
            "This is theirs alone, so it can't be done by phone. They can do it in their own chat, at any time."
        )


def press(caller: Person, label: str, name: str, scheme: str) -> Button:
    """A button that does something for a caller."""
    return _marked(Button(label=label, action=name, scheme=scheme, opens=True), caller, scheme)


def _marked(button: Button, caller: Person, scheme: str) -> Button:
    answers: dict[str, Answer] = {**button.answers, **_mark(caller, button.action)}
    return replace(button, action=DO, answers=answers, scheme=button.scheme or scheme)


def _mark(caller: Person, name: str) -> dict[str, str]:
    return {FOR: str(caller.id), STEP: name}


def for_caller(reply: Reply, turn: Turn) -> Reply:
    """What a step replies, as the administrator sees it: a window that says for whom it is, with what can be done so."""
    if reply.then is not None:
        return reply
    caller = turn.person
    scheme = turn.definition.key
    window = reply.window
    whom = f"For {caller.name}, by phone"
    said = [part for say in reply.says for part in _parts_of(say, turn)]
    if turn.action == HOME:
        said = [*(_doable(said) or [_doors(caller, scheme)]), _erasing(caller, scheme)]
    if isinstance(window, Form):
        return Reply(
            window=replace(
                window,
                title=f"{whom}: {window.title}",
                action=DO,
                parts=(*said, *_parts(window.parts, turn)),
                carries={**window.carries, **_mark(caller, window.action)},
                buttons=(),
                opener=None,
                scheme=window.scheme or scheme,
            )
        )
    shown = _parts(window.parts, turn) if window else ()
    buttons = _row(window.buttons, turn) if window else ()
    more = press(caller, "Something else for them", "home.show", scheme)
    title = f"{whom}: {window.title}" if window else whom
    return Reply(
        window=View(
            title=title,
            parts=(*said, *shown) or (Prose("Noted. They read of it in their own chat."),),
            buttons=(*buttons, more),
        )
    )


def _doable(parts: list[Part]) -> list[Part]:
    """Of a home, what can be done by phone; the rest is not theirs to see, such as a complaint, which may be about them."""
    return [part for part in parts if isinstance(part, Card) and part.buttons]


def _doors(caller: Person, scheme: str) -> Card:
    status = press(caller, "Their application", "applied.status", scheme)
    rounds = press(caller, "When they can apply", "apply.rounds", scheme)
    return Card(title=f"Nothing waits for {caller.short_name}", buttons=(status, rounds))


def _erasing(caller: Person, scheme: str) -> Card:
    ask = press(caller, "Erase everything about them", ERASE, scheme)
    return Card(title=f"If {caller.short_name} wants to be forgotten", buttons=(ask,))


def _parts_of(message: Message, turn: Turn) -> tuple[Part, ...]:
    card = Card(
        title=message.heading or "The bot says",
        subtitle="",
        text=message.text,
        buttons=_row(message.buttons, turn),
    )
    return card, *_parts(message.parts, turn)


def _parts(parts: tuple[Part, ...], turn: Turn) -> tuple[Part, ...]:
    return tuple(changed_in(part, lambda button: _if_by_phone(button, turn)) for part in parts)


def _row(buttons: tuple[Button, ...], turn: Turn) -> tuple[Button, ...]:
    return tuple(button for button in (_if_by_phone(button, turn) for button in buttons) if button)


def _if_by_phone(button: Button, turn: Turn) -> Button | None:
    """A button as it is for a caller; None where what it does cannot be done by phone."""
    if button.action in turn.catalogue.by_phone:
        return _marked(button, turn.person, turn.definition.key)
    return None


async def note(turn: Turn, work: Work, administrator: Person, reply: Reply) -> None:
    """Tell the caller what was noted for them, once it was; a form that came back was not."""
    if (done := turn.catalogue.by_phone[turn.action]) and not isinstance(reply.window, Form):
        text = (
            f"{administrator.name} noted this for you after your call: {done}. "
            "If it is not right, please tell us; it can be put right."
        )
        people = Button(
            label="Talk to a person", action="home.people", opens=True, scheme=turn.definition.key
        )
        await tell(
            work,
            turn.person.id,
            Message(text=text, buttons=(people,), heading="Noted after your call"),
        )
