"""What somebody in danger is told (R13.5): that people can help, now, and how to reach them. Nothing else, and nothing is kept.

It is made without the database, for people nobody knows and for times when nothing can be saved.
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from handlers.kit.contacts import dials, ways_to
from handlers.kit.ui import Link, Message, Part, Prose
from handlers.safety.danger import danger_in, is_a_story, line_in
from scheme.definition.definition import Definition
from scheme.definition.support import HelpContact, Helpline
from scheme.safety.danger import Danger
from scheme.safety.phrase import DangerKind

FILE = Path(__file__).with_name("helplines.toml")
ELSEWHERE = "*"
FIRST: Mapping[DangerKind, str] = {
    "now": "I'm a bot and can't send help. People can, now.",
    "self": "I'm a bot and can't help with this. People can, now, and they want to hear from you.",
    "harm": "I'm a bot and can't help with this. People can, now, and they will take it seriously.",
    "harassment": "I'm a bot and can't help with this. People can, now. Nobody has to put up with it.",
    "worry": "I'm a bot and can't help with this. People can, now, also when it is about somebody else.",
}


class _Line(Helpline):
    source: str
    checked: date


class _Place(BaseModel, extra="forbid", frozen=True):
    emergency: str = ""
    source: str = ""
    checked: date | None = None
    lines: tuple[_Line, ...] = ()


class _File(BaseModel, extra="forbid", frozen=True):
    places: dict[str, _Place]


@dataclass(frozen=True)
class Alarm:
    """What is to be said at once, to the person alone. `sure`: and nothing after it."""

    message: Message
    sure: bool


@lru_cache
def _places() -> Mapping[str, _Place]:
    return _File.model_validate(tomllib.loads(FILE.read_text("utf-8"))).places


def alarm(definitions: Iterable[Definition], *texts: str) -> Alarm | None:
    """What to say to whoever typed these texts, where they speak of danger. Never raises, and reads and writes nothing."""
    schemes = tuple(definitions)
    danger = danger_in(
        *texts, also=(phrase for scheme in schemes for phrase in scheme.safety.phrases)
    )
    if danger is None:
        return None
    return Alarm(message(danger, schemes), danger.sure)


def story(definitions: Iterable[Definition], text: str) -> Message | None:
    """What to say first to whoever tells a story that nothing else is known of: it may be despair, which has many words."""
    if is_a_story(text):
        return message(Danger("self", sure=False), tuple(definitions))
    return None


def is_alarm(message: Message) -> bool:
    """Whether a message is what somebody in danger is told; what they typed then stands nowhere."""
    return message.text.startswith(tuple(FIRST.values()))


def message(danger: Danger, definitions: Sequence[Definition]) -> Message:
    """The message that stays in the chat: a sentence, the emergency number, a line open day and night, the urgent contact."""
    emergency = " or ".join(dict.fromkeys(_emergency(definition) for definition in definitions))
    lines = [
        helpline
        for helpline in _once(definitions)
        if not helpline.kinds or danger.kind in helpline.kinds
    ]
    contacts = list(
        dict.fromkeys(definition.urgent for definition in definitions if definition.urgent)
    )
    parts: list[Part] = (
        [Prose(told.format(emergency=emergency))] if (told := line_in(danger.language)) else []
    )
    parts += [dials(f"Phone {number}", number) for number in emergency.split(" or ")]
    for line in lines:
        parts += _reaches(line)
    for contact in contacts:
        parts += ways_to(phone=contact.phone, email=contact.email, name=contact.name)
    return Message(text=_words(danger.kind, emergency, lines, contacts), parts=tuple(parts))


def _words(
    kind: DangerKind, emergency: str, lines: Sequence[Helpline], contacts: Sequence[HelpContact]
) -> str:
    """The same in words alone, for whoever sees no more than these."""
    told = [FIRST[kind], f"If anybody is in danger, phone {emergency}."]
    told += [
        f"{line.name}: {line.phone}, {line.about or 'day and night'}."
        for line in lines[:1]
        if line.phone
    ]
    told += [
        f"The scheme's own contact: {contact.phone or contact.email}."
        for contact in contacts[:1]
        if contact.phone or contact.email
    ]
    return " ".join(told)


def _emergency(definition: Definition) -> str:
    known = (_places().get(place) for place in _where(definition))
    return definition.safety.emergency or next(
        nearby.emergency for nearby in known if nearby and nearby.emergency
    )


def _once(definitions: Sequence[Definition]) -> list[Helpline]:
    """The lines of all schemes, each number once."""
    found = [line for definition in definitions for line in _lines(definition)]
    return list({line.phone or line.link: line for line in found}.values())


def _lines(definition: Definition) -> Sequence[Helpline]:
    if definition.safety.lines:
        return definition.safety.lines
    known = [place for key in reversed(_where(definition)) if (place := _places().get(key))]
    lines = [line for place in known for line in place.lines]
    return lines or _places()[ELSEWHERE].lines


def _where(definition: Definition) -> tuple[str, ...]:
    """The scheme's region, its country, and everywhere else, the nearest first."""
    country = definition.region.partition("-")[0]
    near = tuple(dict.fromkeys((definition.region, country)))
    if any(key in _places() for key in near):
        return near
    return (ELSEWHERE,)


def _reaches(line: Helpline) -> Iterator[Part]:
    aside = f" ({line.about})" if line.about else ""
    if line.phone:
        yield dials(f"Phone {line.name}, {line.phone}{aside}", line.phone)
    if line.link:
        yield Link(f"{line.name}{aside if not line.phone else ''}", line.link)
