"""One way to say no: a rule refuses, nothing is kept, and the person reads why beside the field."""

from collections.abc import Mapping

from scheme.day_order import DayOrder, written


class Refusal(Exception):
    """A rule said no.

    `text` is what the person reads; `errors` maps a field's key to what to change in that field. Raising it
    rolls the whole step back.
    """

    def __init__(
        self, text: str, field: str | None = None, *, errors: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(text)
        self.text = text
        self.errors: dict[str, str] = dict(errors) if errors else ({field: text} if field else {})

    def put_in_order(self, order: DayOrder) -> None:
        """The days in its words are read by somebody who has day and month in this order."""
        self.text = written(self.text, order)
        self.errors = {key: written(text, order) for key, text in self.errors.items()}


class Gone(Refusal):
    """There is no such thing, or the person may not learn that there is (R8.4): the same words and the same silence."""

    def __init__(self) -> None:
        super().__init__(
            "This is not there, or not yours to open. Say hello to see how things stand."
        )


class NotAllowed(Refusal):
    """The person is outside the action's audience (R11.3). Polite to them, recorded in the audit log."""


class NotYours(Gone, NotAllowed):
    """It is not theirs, or there is no such thing: nobody learns which. In the words of `Gone`, and recorded (R11.3)."""
