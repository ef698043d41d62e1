"""Mail's row among the platforms. Its libraries are loaded where it is set up."""

from typing import Any

from bot.channel import Platform, PlatformRow
from bot.mail.settings import MailSettings


def _open(bot: Any, settings: Any) -> Platform:
    from bot.mail.app import Mail  # noqa: PLC0415

    return Mail(bot, settings)


async def _look(settings: Any, own: Any, *, with_database: bool) -> list[Any]:
    from bot.mail.checks import look  # noqa: PLC0415

    return [*await look(settings, own)]


async def _trial(settings: Any, own: Any, to: str) -> list[Any]:
    from bot.mail.checks import trial  # noqa: PLC0415

    return [*await trial(settings, own, to)]


MAIL = PlatformRow(
    name="mail",
    title="Mail",
    guide="docs/mail.md",
    settings=MailSettings,
    open=_open,
    look=_look,
    trial=_trial,
)
