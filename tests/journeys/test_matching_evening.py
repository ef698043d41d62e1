"""A matching evening: five members in Slack, in Teams and on the web find mentors for fifteen mentees, every press counted (R3.9)."""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.web.app import make_app
from bot.web.live import Hub
from handlers.kit.ui import Action, View
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
IN_TURN = (IDA, ROBIN, SAM, ALEX, UMA)
MOST = 5  # presses of a member for a match
ON_AVERAGE = 2  # of those who decide about it


@dataclass
class MatchingEvening:
    """The members at work, each where they are, and their presses: by member, and by member and mentee."""

    scene: TwoPlatforms
    web: dict[str, Visitor]
    presses: Counter[tuple[str, str]] = field(default_factory=Counter)
    begun: set[str] = field(default_factory=set)

    async def decides(self, member: str) -> bool:
        """A member decides about what waits next for them; whether anything did."""
        found = await self._next_for(member)
        if found is None:
            return False
        mentee, label = found
        if member in self.web:
            presses = await self._on_the_web(self.web[member], member, mentee)
        else:
            presses = await self._in_chat(await self.scene.person(member), member, label)
        self.presses[member, mentee] += presses
        self.begun.add(member)
        return True

    async def _next_for(self, member: str) -> tuple[str, str] | None:
        """Who waits for a member next, by name, and what is pressed about them first; None for nobody."""
        stage = self.scene.slack.stage
        reply = await stage.bot.act(
            (await stage.person(member)).person_id, Action(name="board.next")
        )
        assert isinstance(reply.window, View)
        _, parted, mentee = reply.window.title.partition(" for ")
        if not parted:
            return None
        return mentee, reply.window.buttons[0].label

    async def _on_the_web(self, visitor: Visitor, member: str, mentee: str) -> int:
        presses = 1
        if member not in self.begun:
            board = await visitor.opens("/board/aln")
            way = re.search(r'<a[^>]* href="(/board/aln/next)">Next for me</a>', board)
            assert way is not None
            await visitor.opens(way[1])
            presses = 2
        else:  # what comes next stood there once the last was decided; meanwhile others have decided too
            await visitor.opens("/board/aln/next")
        page = visitor.text
        assert re.search(rf"<h1[^>]*>[^<]* for {re.escape(mentee)}", page)
        button = re.search(
            r'name="press" value="([^>]*)">(?:Propose|Agree)[^<]*having looked at all nine', page
        )
        mark = re.search(r'name="inbound" value="([0-9a-f-]{36})"', page)
        assert button is not None
        assert mark is not None
        page = await visitor.sends(
            visitor.path, {"form": "do", "press": button[1], "inbound": mark[1]}
        )
        assert visitor.status == 200
        assert "of 2 agreed" in page
        return presses

    async def _in_chat(self, person: Person, member: str, label: str) -> int:
        if member not in self.begun:
            await person.says("the board")  # and its window is opened
            await person.presses("Next for me")
        else:
            await person.presses("On to the next")
        await person.sees("The nine questions")
        await person.presses(label)
        await person.closes()
        return 2


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
            evening = MatchingEvening(scene=scene, web=web)
            waiting = list(IN_TURN)
            while waiting:
                waiting = [member for member in waiting if await evening.decides(member)]
            await visitors.close()
        await _everybody_has_their_options(stage, there)
        await scene.settled()
        assert max(evening.presses.values()) <= MOST
        assert {member for member, _ in evening.presses} == set(IN_TURN)
        assert len(evening.presses) == 2 * MENTEES
        assert evening.presses.total() / len(evening.presses) <= ON_AVERAGE
    await database.close()


async def _everybody_has_their_options(stage: Stage, there: Evening) -> None:
    async with stage.bot.work(writes=False) as work:
        for mentee in there.mentees:
            [proposal] = await proposals.of_application(work, mentee.id)
            assert proposal.state is ProposalProgress.OFFERED, mentee.applicant
            approvals = await proposals.approvals_of(work, proposal.id)
            assert [each.criteria for each in approvals] == ["abcdefghi", "abcdefghi"]
