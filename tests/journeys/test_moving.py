"""Somebody goes from Slack to the web and back: all that they are told arrives where they were last, once, and nothing is lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestServer

from bot.web.app import make_app
from bot.web.channel import WebChannel
from bot.web.live import Hub
from handlers.kit.ui import Message, message_json
from storage import outbox
from storage.engine.database import Database
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.slack.player import SlackPlayer
from tests.slack.stage import SlackStage, slack_stage
from tests.support.stage import MAYA
from tests.web.visitor import Visitor, Visitors

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("ids_that_count")]


# What the bot says somewhere (docs/messages.md), so that each is told apart from what else comes.
FIRST = ("A new address", "Noted: the old address stays.")
SECOND = ("A question for you", "Thank you, your answer has been passed on.")
THIRD = ("Apply as a mentee", "Looked over and sent.")
FOURTH = ("Declined", "Thank you for saying so. They will be told kindly.")
A_WHILE = timedelta(minutes=61)  # when somebody was seen is kept to the hour


async def told(slack: SlackStage, said: tuple[str, str]) -> None:
    """Maya is told something; all that is on its way arrives."""
    bot = slack.bot
    heading, text = said
    person_id = (await slack.stage.person(MAYA)).person_id
    async with bot.work() as work:
        await outbox.post(
            work, f"person:{person_id}", message_json(Message(text=text, heading=heading))
        )
    await bot.delivery.drain()


async def arrived(
    maya: SlackPlayer, page: Visitor, box: Mailbox, said: tuple[str, str]
) -> tuple[int, int, int]:
    """How often something stands in Slack, on the web and among the mails."""
    text = said[1]
    in_slack = sum(text in str(post.blocks) for post in maya.posts)
    await page.opens("/")
    on_the_web = page.text.count(text)
    return in_slack, on_the_web, sum(text in mail.text for mail in box.of(MAYA))


def _later(slack: SlackStage) -> None:
    slack.bot.clock.set(slack.bot.clock.now() + A_WHILE)


async def test_from_slack_to_the_web_and_back_each_thing_is_told_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/moving.db")
    async with slack_stage(database) as slack:
        hub = Hub()
        slack.bot.channels.append(WebChannel(slack.bot, hub, playground=False))
        async with (
            with_mail(slack.stage) as box,
            TestServer(make_app(slack.bot, hub)) as server,
        ):
            visitors = Visitors(server, box, slack.stage)
            maya = await slack.person(MAYA)
            page = await visitors.one()
            await maya.says("hello")
            await told(slack, FIRST)
            _later(slack)
            await page.signs_in(MAYA)
            await told(slack, SECOND)
            await told(slack, THIRD)
            _later(slack)
            await maya.says("hello")
            await told(slack, FOURTH)
            for said in (FIRST, FOURTH):
                assert await arrived(maya, page, box, said) == (1, 0, 0), said
            for said in (SECOND, THIRD):
                assert await arrived(maya, page, box, said) == (0, 1, 1), said
            await visitors.close()
    await database.close()
