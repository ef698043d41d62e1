"""The platforms that the bot speaks on: one row each, declared in the platform's own folder, and the only list of them."""

from bot import settings
from bot.channel import PlatformRow
from bot.mail.declared import MAIL
from bot.platform_settings import PlatformSettings
from bot.slack.declared import SLACK
from bot.teams.declared import TEAMS

PLATFORMS: tuple[PlatformRow, ...] = (SLACK, TEAMS, MAIL)
# Those with workspaces, which a scheme file may let in.
NAMES = tuple(row.name for row in PLATFORMS if row.words is not None)
CHATS = frozenset(NAMES)  # where people talk among themselves, and are noticed to be written to
SIGNED = frozenset(path for row in PLATFORMS for path in row.signed)
WORDS = {row.name: row.words for row in PLATFORMS if row.words is not None}


def settings_of(row: PlatformRow) -> PlatformSettings:
    """Read a platform's settings. Raises `SettingsProblem`, also where one of them lacks another."""
    return settings.load_of(row.settings)


def sends_mail() -> bool:
    """Whether mail is set up. Where its settings are wrong it is taken to be: whoever reads them says so."""
    try:
        return settings_of(MAIL).is_on
    except settings.SettingsProblem:
        return True


def strangers() -> list[str]:
    """Names that look like settings of the bot or of a platform and are none: nothing comes of them."""
    return settings.strangers([row.settings for row in PLATFORMS])
