"""What a reply says where it cannot be shown as it is: in a window, in a chat, to somebody nobody knows yet."""

from handlers.kit.buttons import HOME, each_once
from handlers.kit.ui import Action, Button, Form, Message, Part, Prose, Reply, View
from handlers.safety import urgent
from scheme.refusal import Refusal

NOTED = "Mentoring"  # the title of a window whose words have no heading
NOTHING_MORE = "That is noted, and nothing more is needed here. Your home shows what comes next."
WORDS_ONLY = Message(
    text="I read words alone, so what you sent is not kept. A file is handed in with the form that asks for it."
)
ASK_IN = Action(name="account.ask_in")


class Stranger(Refusal):
    """It is not known who somebody is. `may_ask`: they can ask an administrator to say so."""

    def __init__(self, text: str, *, may_ask: bool = False) -> None:
        super().__init__(text)
        self.may_ask = may_ask


def is_confidential(reply: Reply) -> bool:
    """Whether what was typed is for few to read: it was answered as danger, or by a form that stays private."""
    is_private = isinstance(reply.window, Form) and reply.window.private
    return reply.hush or is_private or any(urgent.is_alarm(message) for message in reply.says)


def words(reply: Reply, *, in_chat: bool) -> View:
    """What a window says of a press in it that was answered in words, with all that can be pressed there.

    `in_chat`: what the reply says is said in their own chat as well. What a press brought there stands there anyhow.
    """
    messages = reply.says or reply.cards
    if not messages:
        return View(title=NOTED, parts=(Prose(NOTHING_MORE),), buttons=(HOME,))
    parts: list[Part] = []
    for at, message in enumerate(messages):
        parts += [Prose(message.text, message.heading if at else ""), *message.parts]
    if in_chat or not reply.says:
        parts.append(Prose("This stands in our chat too. You can close this window."))
    buttons = each_once(button for message in messages for button in message.buttons)
    return View(title=messages[0].heading or NOTED, parts=tuple(parts), buttons=buttons)


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
