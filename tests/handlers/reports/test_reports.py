"""Success factors, how it is doing, and the report of a year: by real people through real conversations."""

import pytest

from handlers.kit.ui import Attachment, Chart, Form, View
from scheme.refusal import Refusal
from storage.figures import kept
from tests.support.dialogue import Stage, read
from tests.support.pairs import pair
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, eligible, on_register
from tests.support.stage import ESTHER, IDA, JO, MAYA, NOAH, PRIYA, UMA


def facts_of(view: View, factor: str) -> dict[str, str]:
    """What a factor's card tells."""
    card = next(part for part in view.parts if getattr(part, "title", "").startswith(factor))
    return dict(getattr(card, "facts", ()))


async def shown(stage: Stage, email: str, step: str, **answers: str) -> View:
    """A window that a person opens."""
    reply = await act(await stage.person(email), step, **answers)
    assert isinstance(reply.window, View)
    return reply.window


async def test_factors_stand_beside_their_targets_with_what_they_were_counted_from(
    scene: Stage,
) -> None:
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    await on_register(scene, PRIYA)
    await pair(scene, "new.mentee@fellside.example.org", "new.mentor@moor.example.org")
    view = await shown(scene, IDA, "success.group")
    assert view.title == "Success factors, 2026/27"
    mentees = facts_of(view, "Enough eligible mentees")
    assert mentees["Target"] == "more than 20"
    assert mentees["Figure"] == "3 eligible of 3 mentees who applied"
    assert facts_of(view, "There are enough")["Figure"] == "2 eligible of 2 mentors who applied"
    pairs = facts_of(view, "Partnerships begin")
    assert pairs["Figure"] == "1 partnership begun in the year"
    assert pairs["Did not work so far"] == "0 (0%)"
    assert "Not counted here" in read(view)
    assert any(isinstance(part, Chart) for part in view.parts)


async def test_the_board_reads_them_as_well_and_nobody_else(scene: Stage) -> None:
    await eligible(scene, MAYA)
    assert "Success factors" in (await shown(scene, JO, "success.board")).title
    for step in ("success.group", "now.group", "report.group", "report.files"):
        with pytest.raises(Refusal):
            await act(await scene.person(MAYA), step)
    with pytest.raises(Refusal):
        await act(await scene.person(MAYA), "success.board")


async def test_members_write_together_and_the_report_has_all_of_it_without_names(
    scene: Stage,
) -> None:
    await eligible(scene, MAYA)
    await on_register(scene, PRIYA)
    assert "Nothing yet" in read(await shown(scene, IDA, "report.group"))
    asked = (await act(await scene.person(IDA), "report.write")).window
    assert isinstance(asked, Form)
    await act(await scene.person(IDA), "report.written", learnt="Begin *earlier*.", hours="12")
    await act(await scene.person(UMA), "report.written", recommends="A third wave.", hours="8")
    await act(await scene.person(IDA), "report.written", learnt="Begin in May.", hours="14")
    draft = read(await shown(scene, UMA, "report.group"))
    assert "Begin in May." in draft
    assert "A third wave." in draft
    assert "earlier" not in draft
    assert "22 hours, said by 2 members" in draft
    made = await shown(scene, UMA, "report.files")
    files = {part.media: part for part in made.parts if isinstance(part, Attachment)}
    assert files["application/pdf"].content().startswith(b"%PDF")
    for kind in ("text/html", "text/markdown"):
        text = files[kind].text
        assert "Begin in May." in text
        assert "more than 20" in text
        assert not any(name in text for name in ("Maya", "Ida", "Uma", "Priya"))


async def test_how_it_is_doing_says_what_each_chart_means(scene: Stage) -> None:
    await eligible(scene, MAYA)
    await eligible(scene, ESTHER)
    await on_register(scene, PRIYA)
    await pair(scene, "new.mentee@fellside.example.org", "new.mentor@moor.example.org", days_ago=90)
    view = await shown(scene, IDA, "now.group")
    charts = {part.title: part for part in view.parts if isinstance(part, Chart)}
    funnel = charts["Mentees, from applying to concluding"]
    assert funnel.series[0].values == (3, 3, 1, 1, 0)
    assert "1 pair went quiet" in charts["Meetings against their rhythm"].says
    assert "free: suggest them first" in charts["Mentors on the register"].says
    assert all(chart.says for chart in charts.values())
    other = await shown(scene, IDA, "now.group", role="mentor", round="spring")
    assert other.title == "How it is doing now, Spring"
    assert any(
        part.title.startswith("Mentors, from") for part in other.parts if isinstance(part, Chart)
    )


async def test_real_times_of_answers_stand_beside_the_promise(scene: Stage) -> None:
    await eligible(scene, MAYA)
    await pass_by(scene, 40)
    await on_register(scene, PRIYA)
    view = await shown(scene, IDA, "now.group")
    charts = {part.title: part for part in view.parts if isinstance(part, Chart)}
    mentees = charts["Answers to mentees, beside the promise"]
    assert "28 days are promised." in mentees.says
    assert "For 1 who wait the day has gone by" in mentees.says
    assert mentees.series[2].values == (0, 0, 0, 1, 0)
    other = await shown(scene, IDA, "now.group", role="mentor")
    mentors = {part.title: part for part in other.parts if isinstance(part, Chart)}
    assert mentors["Answers to mentors, beside the promise"].series[0].values == (1, 0, 0, 0, 0)


async def test_a_large_scheme_is_counted_once_a_day_and_until_then_says_so(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "LIVE", 1)
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    for step in ("success.group", "now.group", "report.group", "report.files"):
        reply = await act(await scene.person(IDA), step)
        assert "counted once a day" in reply.says[0].text
    await scene.bot.figuring.look()
    await eligible(scene, ESTHER)
    view = await shown(scene, IDA, "success.group")
    assert facts_of(view, "Enough eligible mentees")["Figure"].startswith("2 eligible of 2")
    await scene.bot.figuring.look()
    await pass_by(scene, 1.1)
    await scene.bot.figuring.look()
    view = await shown(scene, IDA, "success.group")
    assert facts_of(view, "Enough eligible mentees")["Figure"].startswith("3 eligible of 3")


async def test_how_a_few_complaints_stand_is_in_no_report_where_they_concern_the_group(
    scene: Stage,
) -> None:
    made = await shown(scene, IDA, "report.files")
    files = {part.media: part for part in made.parts if isinstance(part, Attachment)}
    text = files["text/markdown"].text
    assert "Any that concern somebody of the Oversight Group" in text
    assert "**Complaints closed**: 0" in text
