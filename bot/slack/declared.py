"""Slack's row among the platforms. Its libraries are loaded where it is set up: that takes half a second."""

from typing import Any

from bot.channel import Platform, PlatformRow
from bot.slack.settings import SlackSettings
from manifest.slack import EVENTS_PATH


def _open(bot: Any, settings: Any) -> Platform:
    from bot.slack.app import Slack  # noqa: PLC0415

    return Slack(bot, settings)


async def _look(settings: Any, own: Any, *, with_database: bool) -> list[Any]:
    from bot.slack.checks import look  # noqa: PLC0415

    return [*await look(settings, own, with_database=with_database)]


SLACK = PlatformRow(
    name="slack", settings=SlackSettings, signed=(EVENTS_PATH,), open=_open, look=_look
)
