"""How a form is asked in the chat: each question with its options and ways out, the summary, the private windows (R2.9).

What was typed stands in no message: messages and their buttons are kept as they are sent.
"""

from dataclasses import dataclass

from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Message, Part, Prose, Reply, View
from scheme.forms.draft import SUMMARY, Draft
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    Number,
    Option,
    TickField,
    TimeField,
)
from scheme.forms.shown import shown
from scheme.subject import Subject

FEW = 12  # options that get a button each
LABEL = 60  # characters of a label that fits a button
WORDS = 40  # words of a message, from which the help of a question stands below it


def go_on(draft: Draft) -> Button:
    """Takes up a draft where it was left."""
    return Button(
        label="Continue", action="ask.go_on", subject=Subject("draft", draft.id), style="primary"
    )


def leave(draft: Draft) -> Button:
    """Stops for now, and keeps everything."""
    return Button(
        label="Leave for now", action="ask.leave", subject=Subject("draft", draft.id), style="quiet"
    )


def cancel(draft: Draft) -> Button:
    """Asks whether to forget a draft."""
    return Button(
        label="Cancel", action="ask.cancel", subject=Subject("draft", draft.id), style="quiet"
    )


@dataclass(frozen=True)
class Talk:
    """A form that is answered in the chat, as it stands: the form with what was answered and known laid over it."""

    turn: Turn
    draft: Draft
    form: Form

    @property
    def fields(self) -> tuple[AnyField, ...]:
        """The questions."""
        return self.form.fields

    def welcome(self) -> Message:
        """Said once, before the first question."""
        text = (
            f"One question at a time, {len(self.fields)} of them. Each answer is kept, so you can leave and come back. "
            "Nothing is sent until you say so."
        )
        return Message(text=text, heading=self.form.title)

    def answered(self, field: AnyField, answer: Answer) -> Reply:
        """Keep an answer and ask what is next."""
        self.draft.note(field.key, answer)
        if answer not in (None, []) and _may_be_said(field):
            said = f"Noted: {shown(field, answer)}."
        else:
            said = ""
        return self.to(self.draft.next_open(self.fields, field.key), said)

    def to(self, key: str, lead: str = "") -> Reply:
        """Go to a question, or to the summary."""
        self.draft.move_to(self.fields, key, self.turn.now)
        return Reply(says=(self.message(lead),))

    def at(self, field: AnyField | None, lead: str = "") -> Reply:
        """Stay where one is, perhaps with a word about it first."""
        return self.to(field.key if field else SUMMARY, lead)

    # What stands in the chat

    def message(self, lead: str = "") -> Message:
        """The question to answer now, or at the end the offer to send."""
        field = self.draft.question(self.fields)
        if field is None:
            return self._summary(lead)
        return self._question(field, lead)

    def _question(self, field: AnyField, lead: str) -> Message:
        asks = " ".join(
            sentence for sentence in (_sentence(field.label), self._how(field)) if sentence
        )
        text = f"{lead}\n\n{asks}" if lead else asks
        parts: list[Part] = []
        if field.help and len(f"{text} {field.help}".split()) <= WORDS:
            text = f"{text} {field.help}"
        elif field.help:
            parts.append(Prose(field.help))
        if _listed(field):
            parts.append(
                Prose(
                    "\n".join(
                        f"{at}. {option.label}" for at, option in enumerate(_options(field), 1)
                    )
                )
            )
        optional = "" if field.required else ", optional"
        heading = f"Question {self.draft.number} of {self.draft.count}{optional}"
        return Message(
            text=text,
            parts=tuple(parts),
            buttons=(*self._answers(field), *self._ways(field)),
            heading=heading,
        )

    def _how(self, field: AnyField) -> str:
        if field.window_only:
            return "Your answer stays out of this chat."
        if isinstance(field, ChoicesField):
            return "Type the numbers of those you mean, such as 1, 3."
        if _listed(field):
            return "Type its number, or its words."
        return ""

    def _answers(self, field: AnyField) -> list[Button]:
        before = self.form.answers.get(field.key)
        has = before not in (None, "", [], False)
        if field.window_only:
            if isinstance(field, FileField):
                label = "Choose a file"
            else:
                label = "Write it in private"
            open_it = self._opens(label, field)
            if has:
                return [open_it, self._button("Keep what is there", field, keep="yes")]
            return [open_it]
        if _listed(field):
            found = [self._opens("Choose from the list", field)]
        else:
            found = [
                self._button(option.label, field, value=option.key) for option in _options(field)
            ]
        if isinstance(field, TickField):
            found = [self._button("Yes", field, value=True)]
            found += [] if field.required else [self._button("No", field, value=False)]
        elif has:
            known = {self.turn.person.name, self.turn.person.short_name, self.turn.person.email}
            may_be_said = _may_be_said(field) or before in known
            if may_be_said:
                label = f"Keep: {shown(field, before)}"
            else:
                label = "Keep what is there"
            found.insert(0, self._button(label, field, keep="yes"))
        return found

    def _opens(self, label: str, field: AnyField) -> Button:
        return Button(
            label=label,
            action="ask.window",
            subject=self._subject,
            answers={"question": field.key},
            style="primary",
            opens=True,
        )

    def _button(self, label: str, field: AnyField, **given: Answer) -> Button:
        return Button(
            label=label,
            action="ask.picked",
            subject=self._subject,
            answers={"question": field.key, **given},
        )

    def _ways(self, field: AnyField | None) -> list[Button]:
        """Skip, back, what was said, out."""
        ways = []
        if field is not None and not field.required:
            ways.append(
                Button(
                    label="Skip",
                    action="ask.skip",
                    subject=self._subject,
                    answers={"question": field.key},
                    style="quiet",
                )
            )
        if field is not self.fields[0]:
            here = field.key if field else SUMMARY
            ways.append(
                Button(
                    label="Back",
                    action="ask.back",
                    subject=self._subject,
                    answers={"question": here},
                    style="quiet",
                )
            )
        ways.append(
            Button(
                label="What I said",
                action="ask.seen",
                subject=self._subject,
                style="quiet",
                opens=True,
            )
        )
        return [*ways, leave(self.draft), cancel(self.draft)]

    def _summary(self, lead: str) -> Message:
        text = f"{lead} That was the last question. Look over what you said, then send it; nothing has gone yet.".strip()
        sends = Button(
            label=self.form.submit, action="ask.send", subject=self._subject, style="primary"
        )
        return Message(
            text=text, parts=(), buttons=(sends, *self._ways(None)), heading=self.form.title
        )

    @property
    def _subject(self) -> Subject:
        return Subject("draft", self.draft.id)

    # What stands in a window

    def window(self, field: AnyField, answer: Answer = None) -> Form:
        """A form of one question, for what no chat may hold."""
        here = answer if answer is not None else self.form.answers.get(field.key)
        answers = {} if here is None else {field.key: here}
        return Form(
            title=self.form.title,
            action="ask.given",
            fields=(field,),
            submit="Save answer",
            subject=self._subject,
            answers=answers,
            private=True,
        )

    def into_the_window(self, field: AnyField, text: str) -> Reply:
        """What was typed for a confidential question is not kept here, and stands in its window instead.

        Not every platform lets a bot take somebody's own message out of a chat: so that is not promised here.
        """
        lead = "Nothing of what you typed was kept here: this answer goes into a window of its own."
        reply = self.at(field, lead)
        if not isinstance(field, ChoiceField | ChoicesField | FileField):
            words = text
        else:
            words = None
        return Reply(says=reply.says, window=self.window(field, words), hush=True)

    def overview(self) -> View:
        """Everything that was answered, each with a way to change it."""
        intro = Prose("Only you see this. Nothing has been sent yet.")
        cards = [
            self._said(at, field)
            for at, field in enumerate(self.fields, 1)
            if field.key in self.draft.answers
        ]
        sends = Button(
            label=self.form.submit, action="ask.send", subject=self._subject, style="primary"
        )
        done = self.draft.next_open(self.fields) == SUMMARY
        return View(
            title=f"{self.form.title}: what you said",
            parts=(intro, *cards),
            buttons=(sends,) if done else (go_on(self.draft),),
        )

    def _said(self, at: int, field: AnyField) -> Card:
        action, opens = ("ask.window", True) if field.window_only else ("ask.change", False)
        change = Button(
            label="Change",
            action=action,
            subject=self._subject,
            answers={"question": field.key},
            style="quiet",
            opens=opens,
        )
        return Card(
            title=f"{at}. {field.heading}",
            subtitle="",
            text=shown(field, self.draft.answers[field.key]),
            buttons=(change,),
        )


def _options(field: AnyField) -> tuple[Option, ...]:
    if isinstance(field, ChoiceField | ChoicesField):
        return field.options
    return ()


def _listed(field: AnyField) -> bool:
    """Whether the options are numbered rather than on buttons."""
    options = _options(field)
    long = any(len(option.label) > LABEL for option in options)
    return (
        not field.window_only
        and bool(options)
        and (isinstance(field, ChoicesField) or len(options) > FEW or long)
    )


def _may_be_said(field: AnyField) -> bool:
    """Whether an answer may be said back in the chat: what was chosen or counted, never what was typed."""
    return (
        isinstance(field, ChoiceField | ChoicesField | Number | DateField | TimeField)
        and not field.window_only
    )


def _sentence(label: str) -> str:
    if label[-1:] in ".?:":
        return label
    return f"{label}."
