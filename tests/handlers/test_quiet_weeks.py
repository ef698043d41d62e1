"""Ten weeks of a silent Group, mentor, mentee and partner are played, and docs/quiet-weeks.md shows what arrives (R12.4, R12.8)."""

import os
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support import occasions as scenes
from tests.support.dialogue import Stage
from tests.support.managers import permission_of
from tests.support.occasions import does
from tests.support.pairs import pair
from tests.support.quiet_weeks import Weeks, pass_by
from tests.support.rounds import (
    act,
    application_of,
    applies,
    chooses,
    eligible,
    introduced,
    keeps_to_the_voice,
)
from tests.support.stage import (
    ALEX,
    CAST,
    DAY_ONE,
    ESTHER,
    IDA,
    JO,
    MAYA,
    NOAH,
    PRIYA,
    ROBIN,
    TOM,
    set_stage,
)
from tests.support.surveying import surveyed

pytestmark = pytest.mark.usefixtures("ids_that_count")

PAGE = Path(__file__).parents[2] / "docs" / "quiet-weeks.md"
WRITE = os.environ.get("MENTORING_QUIET")
# What comes twice in a week about one thing to somebody who gives their time, and why.
OFTEN = {
    "A mentee asks": "A mentor has seven days, and a mentee who waits (R4.3)",
    "": "The silent side of a start has ten days (R4.6)",
    "Your agreement": "The partner has written it, then signed it",
    "Your question: we are late": "An answer was promised within three working days, twice (R8.1)",
    "Halfway survey": "The thanks for an answer",
}


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose surveys are short."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    one = await set_stage(database, surveyed())
    yield one
    await database.close()
    keeps_to_the_voice(one)


# A silent Group


async def nothing(scene: Stage) -> None:
    """Nothing was there before."""


async def noah_applies(scene: Stage) -> None:
    """Noah applies, and asks the Group something."""
    subject = await applies(scene, NOAH, "mentee")
    await act(
        await scene.person(NOAH), "question.put_to_group", subject, text="May I choose the town?"
    )


async def asks_for_a_word(scene: Stage) -> None:
    """Maya asks Alex for a word in confidence."""
    await pair(scene, MAYA, PRIYA)
    await scenes.ask_in_confidence(scene)


GROUP = Weeks(
    "A silent Group",
    "Noah applies and asks a question, Esther asks the administrators something, Tom complains, and Maya, who works with Priya, "
    "asks Alex for a word in confidence. Nobody of those who run the scheme does anything.",
    nothing,
    {
        0: (
            noah_applies,
            scenes.ASKS,
            does(TOM, "concern.send", about="scheme", text="It was too slow."),
            asks_for_a_word,
        )
    },
    {
        NOAH: "applicant",
        ESTHER: "who asked",
        TOM: "who complained",
        MAYA: "mentee",
        PRIYA: "mentor",
        ALEX: "administrator",
        ROBIN: "chair",
        JO: "Steering Group",
    },
)

# A silent mentor


async def introduced_too(scene: Stage) -> None:
    """Options for Maya; and Noah and Esther, who were introduced today."""
    await scenes.options(scene)
    await pair(scene, NOAH, ESTHER, days_ago=None)


async def asks_priya(scene: Stage) -> None:
    """Maya asks Priya."""
    await chooses(scene, MAYA, PRIYA)


async def asks_tom(scene: Stage) -> None:
    """Maya asks Tom."""
    await chooses(scene, MAYA, TOM)


MENTOR = Weeks(
    "A silent mentor",
    "Maya asks Priya, and when Priya is silent, Tom, who is silent as well; the Group finds nobody else. Noah says that he has "
    "started with Esther, who says nothing.",
    introduced_too,
    {0: (asks_priya, does(NOAH, "start.started", "partnerships")), 8: (asks_tom,)},
    {
        MAYA: "mentee",
        PRIYA: "mentor",
        TOM: "mentor",
        NOAH: "mentee",
        ESTHER: "mentor",
        ROBIN: "chair",
        JO: "Steering Group",
    },
)

# A silent mentee


async def noah_is_asked(scene: Stage) -> None:
    """Noah applies, and Ida asks him something."""
    subject = await applies(scene, NOAH, "mentee")
    await act(await scene.person(IDA), "question.put_to_applicant", subject, text="Which years?")


async def tom_and_esther(scene: Stage) -> None:
    """Tom is Esther's mentee, introduced today, and she says that they have started."""
    number = await pair(scene, TOM, ESTHER, days_ago=None)
    await act(await scene.person(ESTHER), "start.started", f"partnership:{number}")


async def maya_has_options(scene: Stage) -> None:
    """Maya has mentors to choose from."""
    await scenes.options(scene)


MENTEE = Weeks(
    "A silent mentee",
    "Maya has options and does not choose, Noah does not answer the Group's question about his application, and Tom does not "
    "say whether he has started with Esther.",
    maya_has_options,
    {0: (noah_is_asked, tom_and_esther)},
    {
        MAYA: "mentee",
        NOAH: "applicant",
        TOM: "mentee",
        ESTHER: "mentor",
        ROBIN: "chair",
        JO: "Steering Group",
    },
)

# A silent partner


async def two_pairs(scene: Stage) -> None:
    """Maya and Priya are near the half; Noah and Esther, past it, have met today and answered their survey."""
    await scenes.pair_of_days(81, met=True)(scene)
    number = await pair(scene, NOAH, ESTHER, days_ago=140)
    noah = await scene.person(NOAH)
    await act(
        noah,
        "meet.logged",
        f"partnership:{number}",
        day=DAY_ONE.isoformat(),
        minutes="60",
        how="teams",
    )
    await pass_by(scene, 0)
    await scenes.surveys_answered(NOAH, ESTHER)(scene)


async def logs(scene: Stage) -> None:
    """Maya notes that they have met as planned."""
    maya = await scene.person(MAYA)
    await maya.presses("Log it")
    await maya.submits()


PARTNER = Weeks(
    "A silent partner",
    "Maya plans a meeting, notes that it took place, writes and signs the agreement and answers the survey; Priya does nothing. "
    "Noah proposes to go on longer; Esther does not answer.",
    two_pairs,
    {
        0: (
            scenes.planned,
            scenes.signed,
            does(NOAH, "extend.proposed", "partnerships", until="day", day="2027-04-05", seen=""),
        ),
        8: (logs,),
        11: (scenes.surveys_answered(MAYA),),
    },
    {MAYA: "mentee", PRIYA: "mentor, silent", NOAH: "mentee", ESTHER: "mentor, silent"},
)

# A silent line manager


async def sends_again(scene: Stage) -> None:
    """Maya has the link sent once more."""
    permission = await permission_of(scene)
    await act(await scene.person(MAYA), "permission.again", f"permission:{permission.id}")


MANAGER = Weeks(
    "A silent line manager",
    "Maya applies to a scheme that asks line managers by e-mail. Hers says nothing, and Maya has the link sent once more. The Group "
    "does nothing either.",
    nothing,
    {0: (scenes.manager_asked,), 8: (sends_again,)},
    {MAYA: "applicant", ROBIN: "chair", JO: "Steering Group"},
)

# A search in which nobody answers


async def priya_is_full(scene: Stage) -> None:
    """Priya and Maya have started, which takes her one place; Tom has left the register."""
    await introduced(scene)
    mentor = await application_of(scene, TOM, "mentor")
    await act(await scene.person(TOM), "applied.withdrawn", f"application:{mentor.id}")
    for email in (MAYA, PRIYA):
        await act(await scene.person(email), "start.started", "partnership:1")


async def nobody_suits_noah(scene: Stage) -> None:
    """Ida asks Priya for one more, and invites Una, whom she knows."""
    scene.bot.desk.catalogue.mails = True
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    subject = await eligible(scene, NOAH)
    ida = await scene.person(IDA)
    mentor = await application_of(scene, PRIYA, "mentor")
    await act(ida, "nobody.asked", subject, mentor=str(mentor.id))
    await act(ida, "nobody.invited", subject, name="Una", address="una.field@moor.example.org")


async def noah_waits(scene: Stage) -> None:
    """Ida lets Noah wait until a day."""
    subject = f"application:{(await application_of(scene, NOAH)).id}"
    await act(await scene.person(IDA), "nobody.waits", subject, day="2027-02-22")


SEARCH = Weeks(
    "A silent search",
    "Nobody suits Noah. Ida asks Priya, whose place is taken, for one more, and invites somebody by e-mail; neither answers. When "
    "Priya has not, Ida puts Noah on the waiting list until a day. Then the Group does nothing.",
    priya_is_full,
    {0: (nobody_suits_noah,), 9: (noah_waits,)},
    {NOAH: "mentee", PRIYA: "mentor", MAYA: "mentee", ROBIN: "chair", JO: "Steering Group"},
)

PLAYS = {one.title: one for one in (GROUP, MENTOR, MENTEE, PARTNER, MANAGER, SEARCH)}

HEAD = """# Ten quiet weeks

What arrives when somebody falls silent: each message that is noticed, in order, with its first sentence. The first day is day 0, a
Monday; a message without a sound, which only brings a card up to date, is not here. Made by `make quiet`, and held to what is
played by tests/handlers/test_quiet_weeks.py. The whole of every text is in [everything the bot says](messages.md).

"""


def chapters() -> dict[str, str]:
    """The page as it is kept, by the title of its chapters."""
    _, *parts = PAGE.read_text(encoding="utf-8").split("\n## ")
    return {part.partition("\n")[0]: f"## {part}".strip() for part in parts}


@pytest.mark.parametrize("title", PLAYS)
async def test_the_page_shows_what_arrives(scene: Stage, title: str) -> None:
    made = "\n".join(await PLAYS[title].page(scene)).strip()
    if WRITE:
        kept = (chapters() if PAGE.exists() else {}) | {title: made}
        PAGE.write_text(
            HEAD + "\n\n".join(kept[one] for one in PLAYS if one in kept) + "\n", encoding="utf-8"
        )
    assert chapters()[title] == made
    assert list(chapters()) == list(PLAYS)


@pytest.mark.parametrize("title", PLAYS)
async def test_who_gives_their_time_hears_of_one_thing_once_a_week(
    scene: Stage, title: str
) -> None:
    arrivals = await PLAYS[title].played(scene)
    for email in CAST:
        mine = [
            one
            for one in arrivals
            if one.recipient == f"person:{(await scene.person(email)).person_id}"
        ]
        for heading in {one.message.heading for one in mine} - set(OFTEN):
            same = [one for one in mine if one.message.heading == heading]
            for earlier, later in pairwise(same):
                assert (later.at.date() - earlier.at.date()).days >= 7, (email, earlier, later)
