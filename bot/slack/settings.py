"""Slack's own settings, each `SLACK_…` in the environment or the .env file."""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class SlackSettings(BaseSettings):
    """What Slack gave for the app. Slack is off while neither a bot token nor a client id is set."""

    model_config = SettingsConfigDict(
        env_prefix="SLACK_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    bot_token: SecretStr | None = Field(None, description="The bot token of the one workspace, xoxb-….")
    signing_secret: SecretStr | None = Field(None, description="What Slack signs its requests with.")
    app_token: SecretStr | None = Field(None, description="The app-level token, xapp-…, which turns Socket Mode on.")
    client_id: str = Field("", description="The app's client id, for several workspaces.")
    client_secret: SecretStr | None = Field(None, description="The app's client secret, for several workspaces.")
    api_url: str = Field("https://slack.com/api/", description="Another API host, for tests.")

    @property
    def is_on(self) -> bool:
        """Whether there is anything to speak to Slack with."""
        return self.bot_token is not None or bool(self.client_id)

    @property
    def several(self) -> bool:
        """Whether workspaces install the app by themselves (OAuth)."""
        return bool(self.client_id)
