"""Is it right for me now? In the chat by presses, on the web in one form; kept nowhere, and it fills the form if wished."""

import pytest
from sqlalchemy import select

from handlers.kit.ui import Form, Prose, View
from storage import tables
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, with_rules
from tests.support.stage import NOAH, set_stage
from tests.web.visitor import visited


@pytest.fixture
async def scene(database: Database) -> Stage:
    return await set_stage(database)


async def everything(scene: Stage) -> dict[str, list[tuple[object, ...]]]:
    """Every row that is kept."""
    found = {}
    async with scene.bot.work(writes=False) as work:
        for name, table in tables.metadata.tables.items():
            rows = (await work.session.execute(select(table))).all()
            found[name] = sorted((tuple(row) for row in rows), key=repr)
    return found


def words(player: Player) -> str:
    assert isinstance(player.window, View)
    return "\n".join(f"{p.title}\n{p.text}" for p in player.window.parts if isinstance(p, Prose))


async def test_five_presses_lead_to_a_thought_and_nothing_of_them_is_kept(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    await noah.says("am I ready for a mentor?")
    before = await everything(scene)
    await noah.presses("As a mentee")
    assert "Nobody reads what you answer" in words(noah)
    for said in ("Yes", "Not sure", "Yes", "Not yet", "Back", "Yes", "Yes"):
        await noah.presses(said)
    assert "It may well be right for you now" in words(noah)
    assert "Do you know what you would ask of somebody with more experience?" in words(noah)
    assert await everything(scene) == before


async def test_whoever_says_so_has_the_form_begun_by_it(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    window = (await act(noah, "ready.ask", role="mentee", said="yyyyy")).window
    assert isinstance(window, View)
    button = window.buttons[0]
    form = (await act(noah, button.action, **button.answers)).window
    assert isinstance(form, Form)
    assert form.action == "apply.send"
    assert str(form.answers["goals"]).startswith("What I would like to change, learn or decide:")


async def test_a_press_begins_words_alone_and_ticks_nothing(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    form = (await act(noah, "apply.mentee", consent=True, level="head", goals="Mine")).window
    assert isinstance(form, Form)
    assert form.answers["goals"] == "Mine"
    assert not {"consent", "level"} & set(form.answers)


async def test_later_is_fine_and_bars_nobody(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    window = (await act(noah, "ready.ask", role="mentor", said="nnnnn")).window
    assert isinstance(window, View)
    assert window.parts[0] == Prose(
        "Perhaps not just yet, and that is fine: there will be another time. You know best, and may apply all the same."
    )
    assert window.buttons[0].action == "apply.mentor"
    assert not window.buttons[0].answers


async def test_forged_presses_begin_anew(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    for given in ({"role": "chair"}, {"role": "mentee", "said": "<script>"}):
        window = (await act(noah, "ready.ask", **given)).window
        assert isinstance(window, View)
        assert (
            Prose(
                "A few questions to yourself. Nobody reads what you answer, and nothing of it is kept."
            )
            in window.parts
        )


async def test_where_it_is_not_offered_nobody_is_led_there(scene: Stage) -> None:
    with_rules(scene, readiness={"offered": False})
    noah = await scene.person(NOAH)
    about = (await act(noah, "home.about")).window
    assert isinstance(about, View)
    assert "ready.ask" not in {button.action for button in about.buttons}
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        assert "/ready/aln" not in await visitor.opens("/about/aln")
        await visitor.opens("/ready/aln")
        assert visitor.status == 404


async def test_a_stranger_thinks_it_over_on_the_web_and_leaves_no_trace(scene: Stage) -> None:
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        assert 'href="/ready/aln"' in await visitor.opens("/about/aln")
        assert 'href="/ready/aln/mentor"' in await visitor.opens("/ready/aln")
        await visitor.opens("/ready/aln/mentor")
        before = await everything(scene)
        answers = {f"choice.q{number}": "y" for number in range(1, 6)}
        page = await visitor.sends("/ready/aln/mentor", answers)
        assert "It sounds as if now is a good time." in page
        assert await everything(scene) == before
        page = await visitor.sends("/ready/aln/mentor", {**answers, "choice.q2": "forged"})
        assert "It sounds as if" not in page
        await visitor.opens("/ready/aln/chair")
        assert visitor.status == 404
