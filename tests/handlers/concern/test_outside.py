"""Somebody outside: a supervisor to think things over with, and whom to turn to about a staff of one (R5.5, R8.4)."""

from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest

from handlers.kit.ui import Form, Link, View
from scheme.definition.definition import Definition
from storage import people
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.pairs import pair, rows
from tests.support.rounds import act, keeps_to_the_voice, refused
from tests.support.stage import ALEX, MAYA, PRIYA, scheme, set_stage

OUTSIDE = {"name": "The trustees", "email": "trustees@board.example.org"}
WREN = {
    "name": "Wren Hale",
    "email": "wren@practice.example.org",
    "phone": "01632 960 009",
    "about": "A professional supervisor.",
    "bookable": True,
}
SECRET = "They read my application aloud."


def alone(**changes: object) -> Definition:
    """The scheme of the stage, run by one person, with somebody outside."""
    data = scheme().model_dump()
    data["roster"] = [seat for seat in data["roster"] if seat["email"] == ALEX]
    data["choosing"]["approvals"] = 1
    return Definition.model_validate(data | {"outside": OUTSIDE} | changes)


@pytest.fixture
async def of_one(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose scheme one person runs."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, alone(supervisor=WREN))
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


async def test_a_complaint_about_the_only_one_is_not_theirs_and_leads_outside(
    of_one: Stage,
) -> None:
    await pair(of_one, MAYA, PRIYA)
    maya, alex = await of_one.person(MAYA), await of_one.person(ALEX)
    form = (await act(maya, "concern.complain")).window
    assert isinstance(form, Form)
    assert Link("Write to trustees@board.example.org", "mailto:trustees@board.example.org") in (
        form.parts
    )
    for about in (f"person:{alex.person_id}", "group"):
        no = await refused(maya, "concern.send", about=about, text=SECRET)
        assert "Nobody here could read this without being part of it, so it was not kept." in no
        assert "The trustees: trustees@board.example.org" in no
    async with of_one.bot.work(writes=False) as work:
        assert await rows(work.session, "concerns") == []
    assert "complaint" not in str(alex.room)
    assert "complaint" not in str(of_one.group_room)


async def test_naming_a_partner_first_does_not_bring_it_to_the_one_it_is_also_about(
    of_one: Stage,
) -> None:
    await pair(of_one, MAYA, PRIYA)
    maya, alex = await of_one.person(MAYA), await of_one.person(ALEX)
    priya = await of_one.person(PRIYA)
    await refused(
        maya,
        "concern.send",
        about=f"person:{priya.person_id}",
        also=[f"person:{alex.person_id}"],
        text=SECRET,
    )
    assert SECRET not in str(alex.room)
    async with of_one.bot.work(writes=False) as work:
        assert await rows(work.session, "concerns") == []


async def test_what_is_about_somebody_else_is_still_read_by_the_one(of_one: Stage) -> None:
    await pair(of_one, MAYA, PRIYA)
    maya, alex = await of_one.person(MAYA), await of_one.person(ALEX)
    priya = await of_one.person(PRIYA)
    await act(maya, "concern.send", about=f"person:{priya.person_id}", text=SECRET)
    assert "A new complaint has come in." in str(alex.room) + str(of_one.group_room)


async def test_the_supervisor_is_beside_whoever_can_be_asked_for_a_word(of_one: Stage) -> None:
    await pair(of_one, MAYA, PRIYA)
    maya = await of_one.person(MAYA)
    await maya.says("ask for advice in confidence")
    await maya.sees(
        "Wren Hale",
        "A professional supervisor. They are not part of the scheme, and nobody here learns that you wrote.",
        "You can arrange a talk alone with them.",
        "Write to wren@practice.example.org",
    )


async def test_where_nobody_is_free_the_supervisor_is_still_there(of_one: Stage) -> None:
    alex = await of_one.person(ALEX)
    reply = await act(alex, "sounding.ask")
    assert isinstance(reply.window, View)
    assert "Wren Hale" in str(reply.window.parts)
    async with of_one.bot.work(writes=False) as work:
        known = await people.by_email(work, str(WREN["email"]))
    assert known is None  # no account, nothing kept


async def test_the_supervisor_is_among_the_people_to_turn_to(of_one: Stage) -> None:
    maya = await of_one.person(MAYA)
    await maya.says("talk to a person")
    await maya.sees("Wren Hale")


@pytest.mark.parametrize(
    ("outside", "says"),
    [
        (None, "outside: one person alone is on the roster"),
        ({"name": "The trustees"}, "outside.email: nobody could be reached there"),
        ({"name": "Alex", "email": ALEX.upper()}, "outside.email: it is on the roster"),
    ],
)
def test_a_staff_of_one_needs_somebody_else_who_can_be_reached(
    outside: Mapping[str, object] | None, says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        alone(outside=outside)


def test_several_people_need_nobody_outside() -> None:
    assert scheme().outside is None
