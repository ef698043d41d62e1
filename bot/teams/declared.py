"""Teams' row among the platforms. Its libraries are loaded where it is set up: that takes a second."""

from typing import Any

from bot.channel import Platform, PlatformRow
from bot.teams.command import manifest
from bot.teams.settings import TeamsSettings
from handlers.kit.catalogue import PlatformWords
from manifest.teams import BRINGING_IN, ENDPOINT, SAYING_HERE


def _open(bot: Any, settings: Any) -> Platform:
    from bot.teams.app import Teams  # noqa: PLC0415

    return Teams(bot, settings)


async def _look(settings: Any, own: Any, *, with_database: bool) -> list[Any]:
    from bot.teams.checks import look  # noqa: PLC0415

    return [*await look(settings, own, with_database=with_database)]


TEAMS = PlatformRow(
    name="teams",
    title="Teams",
    guide="docs/teams.md",
    settings=TeamsSettings,
    signed=(ENDPOINT,),
    words=PlatformWords(bringing_in=BRINGING_IN, saying_here=SAYING_HERE),
    manifest=manifest,
    open=_open,
    look=_look,
)
