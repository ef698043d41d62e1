"""Slack's row among the platforms. Its libraries are loaded where it is set up: that takes half a second."""

from typing import Any

from bot.channel import Platform, PlatformRow
from bot.slack.command import manifest
from bot.slack.settings import SlackSettings
from handlers.kit.catalogue import PlatformWords
from manifest.slack import BRINGING_IN, EVENTS_PATH, SAYING_HERE


def _open(bot: Any, settings: Any) -> Platform:
    from bot.slack.app import Slack  # noqa: PLC0415

    return Slack(bot, settings)


async def _look(settings: Any, own: Any, *, with_database: bool) -> list[Any]:
    from bot.slack.checks import look  # noqa: PLC0415

    return [*await look(settings, own, with_database=with_database)]


SLACK = PlatformRow(
    name="slack",
    title="Slack",
    guide="docs/slack.md",
    settings=SlackSettings,
    signed=(EVENTS_PATH,),
    words=PlatformWords(bringing_in=BRINGING_IN, saying_here=SAYING_HERE),
    manifest=manifest,
    open=_open,
    look=_look,
)
