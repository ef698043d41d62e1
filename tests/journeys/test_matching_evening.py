"""A matching evening: five members in Slack, in Teams and on the web find mentors for fifteen mentees, every press counted (R3.9)."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.web.app import make_app
from bot.web.live import Hub
from handlers.kit.ui import Action, Card, View
from scheme.application.application import Application
from scheme.matching.proposal import ProposalProgress
from storage.engine.database import Database
from storage.matching import proposals
from tests.journeys.story import Person
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage
from tests.support.evening import Evening, gather_evening
from tests.support.rounds import definition_of
from tests.support.stage import ALEX, IDA, ROBIN, SAM, UMA
from tests.support.two_platforms import TwoPlatforms, two_platforms
from tests.web.visitor import Visitor, Visitors

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("ids_that_count")]

MENTEES, MENTORS = 15, 20
IN_SLACK = (ROBIN, SAM)
ON_THE_WEB = (IDA, ALEX)
# Who selects and who agrees, in turn: on the web, in Slack and in Teams, and across.
IN_TURN = ((IDA, ROBIN), (SAM, ALEX), (UMA, IDA), (ALEX, UMA), (ROBIN, SAM))
MOST = 5  # presses of a member for a match
ON_AVERAGE = 2
SELECTS = "Propose "
AGREES = "Agree, having looked"


@dataclass
class MatchingEvening:
    """The members at work, each where they are, and their presses: by member, and by member and match."""

    scene: TwoPlatforms
    there: Evening
    web: dict[str, Visitor]
    presses: Counter[tuple[str, int]] = field(default_factory=Counter)

    async def decides(self, member: str, at: int, label: str) -> None:
        """A member opens the board, a pair on it, and decides."""
        if member in self.web:
            await self._on_the_web(member, at, label)
        else:
            await self._in_chat(await self.scene.person(member), member, at, label)

    async def _on_the_web(self, member: str, at: int, label: str) -> None:
        visitor = self.web[member]
        page = await visitor.opens("/board/aln")
        mentee = self.there.mentees[at]
        kind = "picked" if label == AGREES else r"\w+ first"
        row = page[page.index(f">{mentee.applicant}</a>") :]
        pair = re.search(rf'<td class="{kind}">\s*<a href="(/board/aln/\d+/\d+)"', row)
        assert pair is not None
        assert f"/{mentee.id}/" in pair[1]
        page = await visitor.opens(pair[1])
        button = re.search(rf'name="press" value="([^>]*)">{re.escape(label)}', page)
        mark = re.search(r'name="inbound" value="([0-9a-f-]{36})"', page)
        assert button is not None
        assert mark is not None
        page = await visitor.sends(
            visitor.path, {"form": "do", "press": button[1], "inbound": mark[1]}
        )
        assert visitor.status == 200
        assert "of 2 agreed" in page
        self.presses[member, at] += 2

    async def _in_chat(self, person: Person, member: str, at: int, label: str) -> None:
        mentee = self.there.mentees[at]
        name = await self._first_named(member, mentee)
        await person.says("the board")  # and its window is opened
        await person.presses(name, card=f"{mentee.ref}, {mentee.applicant}")
        await person.sees("The nine questions")
        if label == AGREES:
            await person.presses("Agree, having looked at all nine")
        else:
            await person.presses(f"Propose {name}, having looked at all nine")
        await person.closes()
        self.presses[member, at] += 3

    async def _first_named(self, member: str, mentee: Application) -> str:
        """The mentor whom the short form names first for a mentee, as a member reads it."""
        stage = self.scene.slack.stage
        reply = await stage.bot.act(
            (await stage.person(member)).person_id, Action(name="board.glance")
        )
        assert isinstance(reply.window, View)
        card = next(
            part
            for part in reply.window.parts
            if isinstance(part, Card) and part.title.endswith(mentee.applicant)
        )
        return card.buttons[0].label


async def test_five_members_in_three_places_find_mentors_for_everybody_in_two_presses_a_match(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/evening.db")
    async with two_platforms(database, IN_SLACK, group_in_slack=True) as scene:
        stage = scene.slack.stage
        async with stage.bot.work() as work:
            there = await gather_evening(work, definition_of(stage), MENTEES, MENTORS)
        async with (
            with_mail(stage) as box,
            TestServer(make_app(stage.bot, Hub())) as server,
        ):
            visitors = Visitors(server, box, stage)
            web = {member: await visitors.one() for member in ON_THE_WEB}
            for member, visitor in web.items():
                await visitor.signs_in(member)
            evening = MatchingEvening(scene=scene, there=there, web=web)
            for at in range(MENTEES):
                selects, agrees = IN_TURN[at % len(IN_TURN)]
                await evening.decides(selects, at, SELECTS)
                await evening.decides(agrees, at, AGREES)
            await visitors.close()
        await _everybody_has_their_options(stage, there)
        await scene.settled()
        assert max(evening.presses.values()) <= MOST
        members = len({member for member, _ in evening.presses})
        assert members == 5
        assert evening.presses.total() / (MENTEES * members) <= ON_AVERAGE
    await database.close()


async def _everybody_has_their_options(stage: Stage, there: Evening) -> None:
    async with stage.bot.work(writes=False) as work:
        for mentee in there.mentees:
            [proposal] = await proposals.of_application(work, mentee.id)
            assert proposal.state is ProposalProgress.OFFERED, mentee.applicant
            approvals = await proposals.approvals_of(work, proposal.id)
            assert [each.criteria for each in approvals] == ["abcdefghi", "abcdefghi"]
