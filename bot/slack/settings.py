"""Slack's own settings, each `SLACK_…` in the environment or the .env file."""

from collections.abc import Iterator

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.platform_settings import PlatformSettings


class SlackSettings(PlatformSettings):
    """What Slack gave for the app. Slack is off while neither a bot token nor a client id is set."""

    model_config = SettingsConfigDict(
        env_prefix="SLACK_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = Field(
        None, description="The bot token of the one workspace, xoxb-…."
    )
    signing_secret: SecretStr | None = Field(
        None, description="What Slack signs its requests with."
    )
    app_token: SecretStr | None = Field(
        None, description="The app-level token, xapp-…, which turns Socket Mode on."
    )
    client_id: str = Field("", description="The app's client id, for several workspaces.")
    client_secret: SecretStr | None = Field(
        None, description="The app's client secret, for several workspaces."
    )
    api_url: str = Field("https://slack.com/api/", description="Another API host, for tests.")

    def wrong(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the settings as a whole: the key of one, and why."""
        bot = self.bot_token
        app = self.app_token
        signing = self.signing_secret
        if bot is not None and not bot.get_secret_value().startswith("xoxb-"):
            yield "bot_token", "it should begin with xoxb-"
        if app is not None and not app.get_secret_value().startswith("xapp-"):
            yield "app_token", "it should begin with xapp-"
        if self.client_id and self.client_secret is None:
            yield "client_secret", "it is not set, and SLACK_CLIENT_ID is of no use without it"
        if self.is_on and app is None and signing is None:
            why = "it is not set, and without it nobody can tell Slack's requests from forged ones"
            yield "signing_secret", f"{why}; with Socket Mode (SLACK_APP_TOKEN) it is not needed"
        if not self.is_on and not (app is signing is self.client_secret is None):
            yield "bot_token", "it is not set, while other settings of Slack are"

    @property
    def is_on(self) -> bool:
        """Whether there is anything to speak to Slack with."""
        return self.bot_token is not None or bool(self.client_id)

    @property
    def several(self) -> bool:
        """Whether workspaces install the app by themselves (OAuth)."""
        return bool(self.client_id)
