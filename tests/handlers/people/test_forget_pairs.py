"""The words of a partnership that ended go some time afterwards; that it was there, and what came of it, stays (R11.1)."""

import pytest
from sqlalchemy import insert, select

from handlers.kit.forgotten import GONE
from handlers.kit.ui import Attachment, View
from scheme import calendar
from scheme.application.application import ApplicationStage
from scheme.partnership.agreement import template
from scheme.partnership.ending import Ending
from storage.figures.counting import count
from storage.tables import candidates, metadata, partnerships, proposals
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    definition_of,
    introduced,
    names_due,
    pair_of,
    with_rules,
)
from tests.support.stage import MAYA, PRIYA, ROBIN

pytestmark = pytest.mark.usefixtures("ids_that_count")

WORD = "Quokka"
OURS = "partnership:1"


async def kept(scene: Stage) -> str:
    """Everything in the database, opened with the keys."""
    async with scene.bot.work(writes=False) as work:
        return str(
            [(await work.session.execute(select(table))).all() for table in metadata.sorted_tables]
        )


async def figures(scene: Stage) -> str:
    """Everything that is counted of the scheme, but for the day on which it is counted."""
    definition = definition_of(scene)
    async with scene.bot.work(writes=False) as work:
        return str(
            (await count(work, definition, calendar.local_day(work.now, definition.zone))).pairs
        )


async def own_data(player: Player) -> str:
    """Both files that somebody gets of their own data."""
    window = (await act(player, "privacy.show")).window
    assert isinstance(window, View)
    return "".join(part.content().decode() for part in window.parts if isinstance(part, Attachment))


async def write_everything(scene: Stage) -> None:
    """The two agree, note goals, reflect, end and thank; the Group notes what it learnt."""
    maya, priya, robin = [await scene.person(email) for email in (MAYA, PRIYA, ROBIN)]
    text = template(definition_of(scene), await pair_of(scene)) | {"own": f"A {WORD} a month."}
    await act(maya, "agree.save", OURS, **text, revision="0")
    await act(maya, "goals.add", OURS, text=f"To feed a {WORD}.")
    await act(priya, "reflect.kept", OURS, day="2027-01-11", text=f"The {WORD} and I.")
    await act(maya, "end.ended", OURS, how=str(Ending.NOT_WORKING), reason=f"No {WORD}.", now=True)
    await act(maya, "thank.worded", OURS, text=f"Thank you for the {WORD}.")
    await act(robin, "end.noted", OURS, lesson=f"Ask about the {WORD}.")


async def test_the_words_of_a_partnership_go_after_both_had_time_to_keep_them(scene: Stage) -> None:
    with_rules(scene, retention={"concluded_days": 90})
    await introduced(scene)
    await write_everything(scene)
    maya, robin = await scene.person(MAYA), await scene.person(ROBIN)
    before = await figures(scene)
    await scene.forward(60)
    await maya.does_not_see("is deleted on")
    await scene.forward(4)
    await maya.sees("What was written in your partnership that ended on")
    assert WORD in await own_data(maya)
    await scene.forward(24)
    assert WORD in await kept(scene)
    await scene.forward(4)
    assert WORD not in await kept(scene)
    application = await application_of(scene, MAYA)
    assert (application.stage, application.answers) == (ApplicationStage.CONCLUDED, {})
    assert await figures(scene) == before
    for player, step in ((maya, "agree.read"), (maya, "goals.show"), (robin, "end.overview")):
        window = (await act(player, step, OURS)).window
        assert isinstance(window, View), step
        assert (GONE in str(window)) is (player is maya), step
    await act(maya, "end.again", OURS)  # nobody is looked for by an application without words
    assert (await application_of(scene, MAYA)).stage == ApplicationStage.CONCLUDED


async def test_whoever_wrote_nothing_hears_nothing_of_it(scene: Stage) -> None:
    with_rules(scene, retention={"concluded_days": 90})
    await introduced(scene)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", OURS, how=str(Ending.AGREED), now=True)
    await scene.forward(92)
    await maya.does_not_see("is deleted on")
    assert "forget" not in await names_due(scene)


async def test_an_application_stays_while_another_partnership_rests_on_it(scene: Stage) -> None:
    with_rules(scene, retention={"concluded_days": 90})
    await introduced(scene)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", OURS, how=str(Ending.AGREED), now=True)
    async with scene.bot.work() as work:  # one that ended a week later
        row = (await work.session.execute(select(partnerships))).mappings().one()
        later = calendar.add_days(row["ended_at"].date(), 7)
        asked = (await work.session.execute(select(candidates))).mappings().first()
        assert asked is not None
        another = dict(asked) | {"id": 99, "proposal_id": 99}
        made = (await work.session.execute(select(proposals))).mappings().one()
        await work.session.execute(insert(proposals).values(dict(made) | {"id": 99}))
        await work.session.execute(insert(candidates).values(another))
        again = {"id": 2, "candidate_id": 99, "ended_at": calendar.at(later, "UTC")}
        await work.session.execute(insert(partnerships).values(dict(row) | again))
    await scene.forward(92)
    assert (await application_of(scene, MAYA)).answers
