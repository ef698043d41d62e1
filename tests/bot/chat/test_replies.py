"""What a window says of a press that was answered in words: what happened, with all that can be pressed, and no bare word."""

from bot.chat.replies import words
from handlers.kit.buttons import HOME
from handlers.kit.ui import Button, Message, Prose, Reply, View

CARD = Message(
    text="You have accepted. You two are introduced.", heading="Accepted", buttons=(HOME,)
)


def read(view: View) -> str:
    """The words of a window."""
    return "\n".join(part.text for part in view.parts if isinstance(part, Prose))


def test_what_a_press_brought_into_the_chat_is_what_its_window_says() -> None:
    view = words(Reply(cards=(CARD,)), in_chat=False)
    assert view.title == "Accepted"
    assert CARD.text in read(view)
    assert "This stands in our chat too." in read(view)
    assert view.buttons == (HOME,)


def test_that_it_stands_in_the_chat_is_said_where_it_does_and_nowhere_else() -> None:
    reply = Reply(says=(CARD,))
    assert "our chat" in read(words(reply, in_chat=True))
    assert "our chat" not in read(words(reply, in_chat=False))


def test_every_button_of_what_is_said_can_be_pressed_there_once() -> None:
    more = Button(label="Log a meeting", action="meet.log", opens=True)
    second = Message(text="And this.", heading="Besides", buttons=(HOME, more))
    view = words(Reply(says=(CARD, second)), in_chat=False)
    assert view.buttons == (HOME, more)
    assert Prose("And this.", "Besides") in view.parts


def test_where_nothing_is_said_home_says_what_comes_next() -> None:
    view = words(Reply(), in_chat=False)
    assert "Your home shows what comes next." in read(view)
    assert view.buttons == (HOME,)
