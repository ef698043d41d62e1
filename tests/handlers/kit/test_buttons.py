"""How buttons are placed: one thing to do, two beside it, the rest in a menu; what does the same stands there once."""

from handlers.kit.buttons import HELP, PEOPLE, arranged
from handlers.kit.ui import Button, Message, message_from, message_json
from scheme.subject import Subject


def several(count: int) -> list[Button]:
    """Buttons that each do something else, the first of them the one thing to do."""
    first = Button(label="Step 0", action="a.b", subject=Subject.read("thing:0"), style="primary")
    return [
        first,
        *(
            Button(label=f"Step {n}", action="a.b", subject=Subject("thing", n))
            for n in range(1, count)
        ),
    ]


def test_one_thing_and_two_beside_it_are_in_sight_and_the_rest_is_in_the_menu() -> None:
    placed = arranged(several(6))
    assert [one.place for one in placed] == ["row"] * 3 + ["menu"] * 3
    assert [one.label for one in placed] == [f"Step {n}" for n in range(6)]


def test_a_menu_of_one_is_no_menu() -> None:
    assert {one.place for one in arranged(several(4))} == {"row"}


def test_what_does_the_same_stands_there_once_whatever_it_is_called() -> None:
    assert arranged([PEOPLE, HELP]) == (PEOPLE,)


def test_nothing_in_a_menu_is_the_first_thing_to_do() -> None:
    buttons = [
        *several(4),
        Button(label="Urgent", action="a.c", style="primary"),
        Button(label="End", action="a.d", style="danger"),
    ]
    assert [one.style for one in arranged(buttons)][4:] == ["plain", "danger"]


def test_a_place_survives_the_outbox_and_a_message_of_before_has_every_button_in_sight() -> None:
    message = Message(text="Choose.", parts=(), buttons=arranged(several(6)))
    assert message_from(message_json(message)) == message
    before = message_json(message).replace(',"place":"menu"', "").replace(',"place":"row"', "")
    assert "place" not in before
    assert {one.place for one in message_from(before).buttons} == {"row"}
