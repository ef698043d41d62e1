"""Tables: whole as data, and as lines or cards where there is no room for one."""

from dataclasses import replace

from hypothesis import given

from handlers.desk.way_on import with_way_on
from handlers.kit.tables import as_lines
from handlers.kit.ui import (
    Button,
    Card,
    Facts,
    Link,
    Message,
    Prose,
    Reply,
    Table,
    TableColumn,
    View,
    buttons_on,
    message_from,
    message_json,
    within,
)
from tests.support.ui_values import tables

OPEN = Button(label="Wen Li", action="member.open", opens=True)
BY_NAME = Button(label="By name", action="register.show", answers={"by": "name"}, opens=True)
TABLE = Table(
    title="Mentors",
    columns=(
        TableColumn(heading="Mentor"),
        TableColumn(heading="Mentees now", is_number=True),
        TableColumn(heading="Works at"),
    ),
    rows=(("Wen Li", "2", "Hill College"), ("Uma Reid", "0", "")),
)


@given(tables())
def test_a_table_comes_back_from_where_it_was_kept(table: Table) -> None:
    message = Message(text="Words.", parts=(table,))
    assert message_from(message_json(message)) == message


def test_rows_of_words_are_lines_in_which_nothing_empty_is_said() -> None:
    rows = (("Wen Li", "Mentees now: 2; Works at: Hill College"), ("Uma Reid", "Mentees now: 0"))
    assert as_lines(TABLE) == (Facts(rows, "Mentors"),)


def test_two_columns_need_no_heading_in_a_line() -> None:
    table = replace(TABLE, columns=TABLE.columns[:2], rows=(("Wen Li", "2"),))
    assert as_lines(table) == (Facts((("Wen Li", "2"),), "Mentors"),)


def test_a_row_that_can_be_pressed_is_a_card_and_orders_stand_in_a_menu() -> None:
    columns = (replace(TABLE.columns[0], sorts=BY_NAME), *TABLE.columns[1:])
    page = Link("Their page", "/register/aln/8")
    table = replace(TABLE, columns=columns, rows=((OPEN, "2", ""), ("Uma Reid", "0", page)))
    assert as_lines(table) == (
        Prose("", "Mentors"),
        Card(title="Wen Li", facts=(("Mentees now", "2"),), buttons=(replace(OPEN, label="Open"),)),
        Card(title="Uma Reid", facts=(("Mentees now", "0"), ("Works at", "Their page"))),
        page,
        Card(title="Put in another order", buttons=(replace(BY_NAME, place="menu"),)),
    )
    assert buttons_on(table) == (BY_NAME, OPEN)


def test_buttons_in_a_table_stay_in_the_scheme_and_are_a_way_on() -> None:
    table = replace(TABLE, rows=((OPEN, "2", ""),))
    reply = Reply(window=View(title="The register", parts=(table,)))
    assert with_way_on(reply) == reply
    assert with_way_on(Reply(window=View(title="All", parts=(TABLE,)))).window != reply.window
    shown = within(reply, "aln").window
    assert isinstance(shown, View)
    assert [button.scheme for button in buttons_on(shown.parts[0])] == ["aln"]
