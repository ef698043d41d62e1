"""The questions of a form in the chat, each kept up: what is behind somebody keeps its words and loses its buttons (R2.9).

They go through the outbox, as a message that was only said could not be changed any more.
"""

from dataclasses import dataclass, replace

from handlers.forms.talk import Talk
from handlers.kit.post import tell
from handlers.kit.ui import Message, Reply
from scheme.forms.draft import SUMMARY, Draft
from scheme.forms.fields import (
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    ShortText,
    TickField,
    TimeField,
)
from storage import outbox
from storage.work import Work

LEFT = "Left for now; everything is kept."
CANCELLED = "Cancelled."
SENT = "Looked over and sent."


@dataclass(frozen=True, kw_only=True)
class Stood:
    """Where somebody was in a form: the question's place and heading, and its words without the ways to answer it."""

    place: str
    heading: str
    text: str


def standing(talk: Talk) -> Stood | None:
    """Where somebody is now; None where they were asked nothing so far."""
    draft = talk.draft
    if draft.place is None:
        return None
    field = next((field for field in talk.fields if field.key == draft.place), None)
    text = field.label if field else SENT
    return Stood(place=draft.place, heading=_heading(draft), text=text)


def _heading(draft: Draft) -> str:
    if draft.place == SUMMARY:
        return draft.title
    return f"Question {draft.number} of {draft.count}"


def _key(draft: Draft, place: str) -> str:
    return f"ask:{draft.id}:{place}"


async def posted(talk: Talk, work: Work, reply: Reply, stood: Stood | None) -> Reply:
    """Put the question that a reply asks at the end of the chat, and take the buttons from the one before."""
    draft = talk.draft
    sends = talk.turn.action == "ask.send" and reply.then is not None
    if stood is not None and (sends or stood.place != draft.place):
        await put_behind(work, draft, stood)
    for message in reply.says:
        await tell(work, draft.person_id, message, key=_key(draft, draft.place or SUMMARY))
    return replace(reply, says=())


async def put_behind(work: Work, draft: Draft, stood: Stood) -> None:
    """What was asked there keeps its words alone. One that was never kept up, by an earlier version, stays as it is."""
    key = _key(draft, stood.place)
    if await outbox.is_posted(work, f"person:{draft.person_id}", key):
        told = Message(text=stood.text, heading=stood.heading)
        await tell(work, draft.person_id, told, key=key, notify=False)


async def close(work: Work, draft: Draft, words: str) -> None:
    """Nothing is asked any more: what was asked last says why."""
    if draft.place is not None:
        await put_behind(work, draft, Stood(place=draft.place, heading=_heading(draft), text=words))


def explained(field: AnyField) -> str:
    """What a question asks for, to whoever does not see it: how it is answered, who reads it, whether it must be."""
    told = [_answered_with(field)]
    if field.seen_by == "partner":
        told.append("A possible partner may read it too.")
    told.append("It is needed." if field.required else "You can skip it.")
    return " ".join(told)


def _answered_with(field: AnyField) -> str:
    match field:
        case ShortText():
            return "A few words are enough."
        case LongText():
            return "A sentence or two, in your own words."
        case ChoiceField():
            return "Choose what comes nearest."
        case ChoicesField():
            return "Choose as many as fit."
        case Number():
            return f"A whole number is enough{f', in {field.unit}' if field.unit else ''}."
        case DateField():
            return "A day, such as 14 March."
        case TimeField():
            return "A time, such as 14:30."
        case TickField():
            return "It is a yes or a no."
        case FileField():
            return "It is a file, handed in through a window."
