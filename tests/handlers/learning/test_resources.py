"""What to read and watch: in the chat, where it helps, and on a page of one's own (R9.2)."""

import pytest

from handlers.kit.ui import Link, Table, View
from scheme.definition.sections import Resource
from storage.engine.database import Database
from tests.support import pairs
from tests.support.dialogue import Stage
from tests.support.rounds import act, definition_of
from tests.support.stage import MAYA, NOAH, PRIYA, set_stage
from tests.web.visitor import visited


@pytest.fixture
async def scene(database: Database) -> Stage:
    return await set_stage(database)


def tables(window: object) -> dict[str, list[str]]:
    """What a window lists, by what stands above it."""
    assert isinstance(window, View)
    found = {}
    for part in window.parts:
        assert isinstance(part, Table)
        cells = [row[0] for row in part.rows]
        found[part.title] = [cell.label if isinstance(cell, Link) else str(cell) for cell in cells]
    return found


def has(scene: Stage, *resources: dict[str, str]) -> None:
    """The scheme has these, and no other."""
    made = tuple(Resource.model_validate(each) for each in resources)
    changed = definition_of(scene).model_copy(update={"resources": made})
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[changed.key] = changed


async def test_whoever_is_paired_finds_first_what_helps_before_the_first_meeting(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("where is the handbook?")
    shown = tables(maya.window)
    assert next(iter(shown)) == "Before your first meeting: you are here"
    assert "Handbook" in shown["Before and while you apply"]
    every = [title for titles in shown.values() for title in titles]
    assert "Mentee briefing" in every
    assert "Mentor skills training" not in every


async def test_a_stranger_finds_what_helps_to_apply_as_either(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    window = (await act(noah, "resources.show")).window
    first, *_ = tables(window).values()
    assert {"Mentee briefing", "Mentor skills training"} <= set(first)


async def test_what_has_no_link_is_read_by_its_words_alone(scene: Stage) -> None:
    has(scene, {"title": "Bring a notebook", "about": "You will want to write things down."})
    noah = await scene.person(NOAH)
    window = (await act(noah, "resources.show")).window
    assert isinstance(window, View)
    [table] = window.parts
    assert isinstance(table, Table)
    assert table.rows == (("Bring a notebook", "You will want to write things down."),)


async def test_a_scheme_that_lists_nothing_names_a_person(scene: Stage) -> None:
    has(scene)
    noah = await scene.person(NOAH)
    window = (await act(noah, "resources.show")).window
    assert isinstance(window, View)
    assert window.buttons[0].action == "home.people"


async def test_the_page_has_the_same_and_is_nobodys_who_is_not_signed_in(scene: Stage) -> None:
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.opens("/resources/aln")
        assert visitor.path == "/"
        await visitor.signs_in(MAYA)
        page = await visitor.opens("/resources/aln")
        assert visitor.status == 200
        assert 'href="https://example.org/mentoring/handbook"' in page
        assert "Before and while you apply: you are here" in page
        await visitor.opens("/resources/nowhere")
        assert visitor.status == 404
