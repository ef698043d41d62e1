"""What a reply says where it cannot be shown as it is: in a window, in a chat, to somebody nobody knows yet."""

from collections.abc import Sequence

from handlers.kit.ui import Action, Button, Form, Message, Prose, View
from scheme.refusal import Refusal

NOBODY = 0  # a stranger's id
ASK_IN = Action(name="account.ask_in")


class Stranger(Refusal):
    """It is not known who somebody is. `may_ask`: they can ask an administrator to say so."""

    def __init__(self, text: str, *, may_ask: bool = False) -> None:
        super().__init__(text)
        self.may_ask = may_ask


def words(says: Sequence[Message]) -> View:
    """What a window says when its button was answered in the chat, now or with what is delivered there."""
    if not says:
        return View(title="Done", parts=(Prose("This is done. You can close this window."),))
    parts = tuple(
        Prose(message.text, message.heading if at else "") for at, message in enumerate(says)
    )
    return View(
        title=says[0].heading or "Done",
        parts=(*parts, Prose("This stands in our chat too. You can close this window.")),
    )


def told(no: Refusal) -> Message:
    """What a refusal says, with the one thing a stranger can do about theirs."""
    if isinstance(no, Stranger) and no.may_ask:
        return Message(
            text=no.text, buttons=(Button(label="Ask", action=ASK_IN.name, style="primary"),)
        )
    return Message(text=no.text)


def opens(window: View | Form, opener: Action | None) -> Message:
    """A button in place of a window."""
    if opener is None:
        return Message(
            text="This opens in a window. Please start again from your home.",
            buttons=(Button(label="Home", action="home.show"),),
        )
    button = Button(
        label="Open",
        action=opener.name,
        subject=opener.subject,
        answers=opener.answers,
        style="primary",
        opens=True,
        scheme=opener.scheme,
    )
    return Message(
        text="This opens in a window of its own.", buttons=(button,), heading=window.title
    )
