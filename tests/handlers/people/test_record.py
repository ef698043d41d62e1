"""One's own record line by line: what is wrong is said in two presses, to somebody who answers by a day (R11.1)."""

import pytest

from handlers.kit.ui import Button, Form, Table, View
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, applies, introduced, refused
from tests.support.stage import ALEX, MAYA, NOAH, PRIYA

pytestmark = pytest.mark.usefixtures("ids_that_count")

SECRET = "A quokka shouted."


async def lines(player: Player) -> dict[tuple[str, str], tuple[str, Button]]:
    """What stands in all pages of the list: by title and what it is, what it says, and its button."""
    found: dict[tuple[str, str], tuple[str, Button]] = {}
    start = "0"
    while start:
        window = (await act(player, "record.show", **{"from": start})).window
        assert isinstance(window, View)
        for table in window.parts:
            if isinstance(table, Table):
                for what, says, wrong in table.rows:
                    assert isinstance(what, str)
                    assert isinstance(says, str)
                    assert isinstance(wrong, Button)
                    found[table.title, what] = (says, wrong)
        start = next(
            (str(one.answers["from"]) for one in window.buttons if one.label == "Next"), ""
        )
    return found


async def test_what_is_wrong_is_sent_with_its_line_and_answered_by_a_day(scene: Stage) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await applies(scene, MAYA, "mentee")
    found = await lines(maya)
    says, wrong = found["Who you are here, and how you like to hear from us", "Email"]
    assert says == MAYA
    form = (await act(maya, wrong.action, "", **dict(wrong.answers))).window
    assert isinstance(form, Form)
    begun = str(form.answers["text"])
    assert (
        begun
        == f"Who you are here, and how you like to hear from us, Email: {MAYA}\n\nThis is wrong. It should be: "
    )
    await act(maya, form.action, "", text=f"{begun}maya@example.org")
    await maya.sees("Question received", "its reference is Q-")
    assert "maya@example.org" in str((await act(alex, "enquiry.open", "enquiry:1")).window)


async def test_the_answers_of_an_application_stand_a_line_each(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await applies(scene, MAYA, "mentee", goals="To lead a team.")
    said = {says for says, _ in (await lines(maya)).values()}
    assert "To lead a team." in said


async def test_what_only_its_writer_reads_and_what_was_raised_is_not_put_before_administrators(
    scene: Stage,
) -> None:
    await introduced(scene)
    maya = await scene.person(MAYA)
    await act(maya, "concern.send", about="scheme", text=SECRET)
    await act(maya, "reflect.kept", "partnership:1", day="2027-01-11", text=SECRET)
    await act(maya, "goals.add", "partnership:1", text=SECRET)
    assert SECRET not in str(await lines(maya))


async def test_nobody_gets_a_line_of_somebody_else(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee", goals="To lead a team.")
    maya, noah = await scene.person(MAYA), await scene.person(NOAH)
    for _, wrong in (await lines(maya)).values():
        mark = dict(wrong.answers)
        if wrong in [button for _, button in (await lines(noah)).values()]:
            assert MAYA not in str((await act(noah, wrong.action, "", **mark)).window)
        else:
            assert "no longer there" in await refused(noah, wrong.action, "", **mark)


async def test_a_line_that_has_changed_is_quoted_as_it_is_now(scene: Stage) -> None:
    await introduced(scene)
    priya = await scene.person(PRIYA)
    _, wrong = (await lines(priya))["Your partnerships", "Phase"]
    await act(priya, "start.started", "partnership:1")
    await act(await scene.person(MAYA), "start.started", "partnership:1")
    form = (await act(priya, wrong.action, "", **dict(wrong.answers))).window
    assert isinstance(form, Form)
    assert "Phase: active" in str(form.answers["text"])
