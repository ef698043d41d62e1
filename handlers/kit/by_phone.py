"""Acting for somebody who phones: what can be done so, and how each step of it is marked (R13.2).

Whatever an administrator presses for a caller is one step, "phone.do", which names the caller and the step that is
meant. So it passes the administrator's own audience first, then the caller's; no channel knows of it, and what is
private to the caller is not in the list.
"""

from collections.abc import Mapping
from dataclasses import replace

from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Message, Part, Prose, Reply, View
from scheme.forms.fields import Answer
from scheme.people import Person
from scheme.refusal import Refusal
from storage.work import Work

DO, FOR, STEP, HOME = "phone.do", "phone_for", "phone_step", "home.show"

# What a caller can have done, and what they read of it afterwards; "" for what only shows something on the way there.
# Not here, because it is theirs alone: surveys, agreement and goals, reflections, complaints, questions, their data.
BY_PHONE: Mapping[str, str] = {
    "home.show": "",
    "file.open": "",
    "apply.mentee": "",
    "apply.mentor": "",
    "apply.rounds": "",
    "apply.send": "your application was sent",
    "apply.remind": "you will be reminded when applications open",
    "applied.status": "",
    "applied.view": "",
    "applied.change": "",
    "applied.resend": "your application was changed",
    "applied.withdraw": "",
    "applied.withdrawn": "your application was withdrawn",
    "available.away": "",
    "available.rest": "you are away for a while",
    "available.back": "you are available again",
    "choose.options": "",
    "choose.read": "",
    "choose.chosen": "you have chosen",
    "choose.change": "",
    "choose.changed": "you took your request back",
    "choose.others": "",
    "choose.wants_others": "you asked for other options",
    "answer.read": "",
    "answer.accept": "you accepted the request",
    "answer.decline": "",
    "answer.declined": "you declined the request",
    "start.contact": "",
    "start.confirm": "",
    "start.started": "you have started",
    "start.not_yet": "you have not started yet",
    "meet.log": "",
    "meet.form": "",
    "meet.logged": "a meeting was logged",
    "plan.next": "",
    "plan.form": "",
    "plan.when": "",
    "plan.show": "",
    "plan.saved": "your next meeting was planned",
    "plan.cancel": "",
    "plan.cancelled": "your next meeting was called off",
    "pause.ask": "",
    "pause.form": "",
    "pause.paused": "your partnership was paused",
    "pause.waits": "",
    "pause.resume": "",
    "pause.resumed": "your partnership goes on again",
    "end.ask": "",
    "end.form": "",
    "end.ended": "your partnership was ended",
    "end.again": "you would like another partnership",
    "end.available": "you are available again",
    "end.away": "",
    "end.rest": "you are away for a while",
}

# What those are about; each of them asks again for its own kind.
KINDS = ("", "application", "proposal", "candidate", "partnership", "appointment", "file")


def must_be_by_phone(name: str) -> None:
    """Raises `Refusal` for what is the caller's alone."""
    if name not in BY_PHONE:
        raise Refusal(
            "This is theirs alone, so it can't be done by phone. They can do it in their own chat, at any time."
        )


def press(caller: Person, label: str, name: str, scheme: str) -> Button:
    """A button that does something for a caller."""
    return _marked(Button(label, name, scheme=scheme, opens=True), caller, scheme)


def _marked(button: Button, caller: Person, scheme: str) -> Button:
    answers: dict[str, Answer] = {**button.answers, **_mark(caller, button.action)}
    return replace(button, action=DO, answers=answers, scheme=button.scheme or scheme)


def _mark(caller: Person, name: str) -> dict[str, str]:
    return {FOR: str(caller.id), STEP: name}


def for_caller(reply: Reply, caller: Person, scheme: str, step: str) -> Reply:
    """What a step replies, as the administrator sees it: a window that says for whom it is, with what can be done so."""
    if reply.then is not None:
        return reply
    whom, window = f"For {caller.name}, by phone", reply.window
    said = [part for one in reply.says for part in _parts_of(one, caller, scheme)]
    if step == HOME:
        said = _doable(said) or [_doors(caller, scheme)]
    if isinstance(window, Form):
        return Reply(
            window=replace(
                window,
                title=f"{whom}: {window.title}",
                action=DO,
                parts=(*said, *_parts(window.parts, caller, scheme)),
                carries={**window.carries, **_mark(caller, window.action)},
                buttons=(),
                opener=None,
                scheme=window.scheme or scheme,
            )
        )
    shown = _parts(window.parts, caller, scheme) if window else ()
    buttons = _row(window.buttons, caller, scheme) if window else ()
    more = press(caller, "Something else for them", "home.show", scheme)
    title = f"{whom}: {window.title}" if window else whom
    return Reply(
        window=View(title, (*said, *shown) or (Prose("Noted. They read of it in their own chat."),), (*buttons, more))
    )


def _doable(parts: list[Part]) -> list[Part]:
    """Of a home, what can be done by phone; the rest is not theirs to see, such as a complaint, which may be about them."""
    return [one for one in parts if isinstance(one, Card) and one.buttons]


def _doors(caller: Person, scheme: str) -> Card:
    status = press(caller, "Their application", "applied.status", scheme)
    rounds = press(caller, "When they can apply", "apply.rounds", scheme)
    return Card(f"Nothing waits for {caller.short_name}", buttons=(status, rounds))


def _parts_of(message: Message, caller: Person, scheme: str) -> tuple[Part, ...]:
    card = Card(message.heading or "The bot says", "", message.text, buttons=_row(message.buttons, caller, scheme))
    return card, *_parts(message.parts, caller, scheme)


def _parts(parts: tuple[Part, ...], caller: Person, scheme: str) -> tuple[Part, ...]:
    return tuple(
        replace(one, buttons=_row(one.buttons, caller, scheme)) if isinstance(one, Card) else one for one in parts
    )


def _row(buttons: tuple[Button, ...], caller: Person, scheme: str) -> tuple[Button, ...]:
    return tuple(_marked(one, caller, scheme) for one in buttons if one.action in BY_PHONE)


async def note(turn: Turn, work: Work, administrator: Person, reply: Reply) -> None:
    """Tell the caller what was noted for them, once it was; a form that came back was not."""
    if (done := BY_PHONE[turn.action]) and not isinstance(reply.window, Form):
        text = (
            f"{administrator.name} noted this for you after your call: {done}. "
            "If it is not right, please tell us; it can be put right."
        )
        people = Button("Talk to a person", "home.people", opens=True, scheme=turn.definition.key)
        await tell(work, turn.person.id, Message(text, buttons=(people,), heading="Noted after your call"))
