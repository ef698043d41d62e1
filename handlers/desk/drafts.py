"""Forms that were begun: kept as they are typed, laid over the form when it opens again, dropped once it is sent (R2.9)."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from handlers.desk.encoding import from_plain, plain
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Form
from scheme.calendar import add_minutes, local_day
from scheme.forms.draft import Draft
from scheme.forms.fields import Answer, Answers
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import drafts
from storage.work import Work

MOST_DRAFTS = 30  # of one person; what they have not gone on with the longest gives way
MOST_TYPED = 300_000  # characters of one form, far more than any that is asked
LEAST = 3  # questions that can be asked in the chat, from which it is worth while there
A_WHILE = 12 * 60  # minutes; how long after the last word what is typed is still taken as an answer


def suits_the_chat(form: Form) -> bool:
    """Whether a form may be answered in the chat, and is long enough for it."""
    return not form.private and sum(not field.window_only for field in form.fields) >= LEAST


async def laid_over(turn: Turn, work: Work, form: Form, action: Action, *, chat: bool) -> Form:
    """A form that a step opened, as its reader left it when they began it before.

    What the form's own action gives back has in it what was typed already; of that, only what opened it is kept.
    """
    if form.action == action.name:
        return replace(form, opener=action.opener)
    opener = Action(
        name=action.name, subject=action.subject, answers=action.answers, scheme=turn.definition.key
    )
    form = replace(form, opener=opener, private=not suits_the_chat(form))
    draft = await drafts.begun(
        work,
        turn.definition.key,
        person_id=turn.person.id,
        opener=opener.name,
        action=form.action,
        subject=form.subject,
    )
    buttons: list[Button] = []
    if chat and not form.private:
        label = "Answer in the chat instead"
        buttons.append(
            Button(
                label=label, action="ask.begin", style="quiet", scheme=opener.scheme, opener=opener
            )
        )
    if draft is not None and (kept := _fitting(form, draft, opener)):
        day = spoken(local_day(draft.changed_at, turn.definition.zone))
        left = f"This is as you left it on {day}."
        form = replace(
            form,
            answers={**form.answers, **kept},
            carries={**form.carries, **draft.carries},
            notice=f"{left} {form.notice}".strip(),
        )
        if chat:
            buttons.append(
                Button(
                    label="Start afresh",
                    action="ask.afresh",
                    subject=Subject("draft", draft.id),
                    style="quiet",
                )
            )
    return replace(form, buttons=tuple(buttons))


def _fitting(form: Form, draft: Draft, opener: Action) -> Answers:
    """Of what was kept, what the form still asks. What it was begun with anew comes before what is left of another."""
    keys = {field.key for field in form.fields}
    if opener.answers != opener_of(draft).answers:
        keys -= form.answers.keys()
    return {key: answer for key, answer in draft.answers.items() if key in keys}


def opener_of(draft: Draft) -> Action:
    """What opens the form of a draft."""
    return from_plain({"n": draft.opener, "k": draft.scheme, **draft.opening})


def opener_in(answers: Mapping[str, Answer]) -> Action:
    """What opens a form, from a button of a version that had it among its answers."""
    given = answers.get("given")
    if isinstance(given, list):
        pairs = [entry.partition("=") for entry in given]
    else:
        pairs = []
    return Action(
        name=str(answers.get("step")),
        subject=Subject.read(answers.get("about")),
        answers={key: text for key, _, text in pairs},
    )


async def keep(
    work: Work,
    person_id: PersonId,
    opener: Action,
    form: Form,
    answers: Answers,
    carries: Mapping[str, str],
) -> Draft:
    """Keep what was typed into a form. Of the form, its title, action and subject, and whether it is private."""
    draft = await drafts.begun(
        work,
        opener.scheme,
        person_id=person_id,
        opener=opener.name,
        action=form.action,
        subject=form.subject,
    )
    if draft is None:
        kept = answers
    else:
        kept = {**draft.answers, **answers}
    if _size(kept) + _size(carries) > MOST_TYPED:
        raise Refusal("This is more than can be kept of one form. Please shorten it, then go on.")
    if draft is None:
        await drafts.make_room(work, person_id, MOST_DRAFTS)
        begun = Draft(
            scheme=opener.scheme,
            person_id=person_id,
            opener=opener.name,
            action=form.action,
            subject=form.subject,
            title=form.title,
            opening=plain(opener),
            private=form.private,
            answers=answers,
            carries=dict(carries),
            changed_at=work.now,
        )
        return await work.add(begun)
    draft.keep(kept, carries, work.now)
    return draft


def _size(answers: Mapping[str, Answer]) -> int:
    return sum(len(key) + len(str(answer)) for key, answer in answers.items())


async def sent(work: Work, person_id: PersonId, action: Action) -> None:
    """A form was sent and taken: nothing of it is left to go on with."""
    opener = action.opener.name if action.opener else ""
    await drafts.drop_sent(
        work, person_id, opener=opener, action=action.name, subject=action.subject
    )


async def open_in_chat(work: Work, person_id: PersonId, now: datetime) -> Draft | None:
    """The form that somebody is answering in the chat just now."""
    return await drafts.talking(work, person_id, add_minutes(now, -A_WHILE))
