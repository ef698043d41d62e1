"""Teams' own settings, each `MICROSOFT_…` in the environment or the .env file."""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.platform_settings import PlatformSettings

GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
METADATA = "https://login.botframework.com/v1/.well-known/openidconfiguration"
LOGIN = "https://login.microsoftonline.com"
UNSIGNED = (
    "MICROSOFT_DEVELOPMENT takes requests without a signature, so the bot then listens on this machine alone. Unset it, or "
    "unset MENTORING_HOST and MENTORING_BASE_URL."
)


class TeamsSettings(PlatformSettings):
    """What Microsoft gave for the bot. Teams is off while there is no app id."""

    model_config = SettingsConfigDict(
        env_prefix="MICROSOFT_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    app_id: str = Field(
        "", description="The bot's app id (client id), as its registration shows it."
    )
    app_password: SecretStr | None = Field(
        None, description="The client secret of that registration."
    )
    app_type: Literal["SingleTenant", "MultiTenant"] = Field(
        "SingleTenant",
        description="What kind of registration it is: SingleTenant or, for an old one, MultiTenant.",
    )
    app_tenant_id: str = Field(
        "", description="The tenant in which a SingleTenant bot is registered."
    )
    openid_metadata: str = Field(METADATA, description="Another issuer of requests, for tests.")
    login_url: str = Field(LOGIN, description="Another place to sign in at, for tests.")
    per_conversation: float = Field(
        4.0, gt=0, le=7, description="Messages a second in one conversation, 7 at most."
    )
    per_tenant: float = Field(
        30.0, gt=0, le=50, description="Messages a second in one tenant, 50 at most."
    )
    development: bool = Field(
        False,
        description="Takes requests without a signature, from this machine alone, to try cards out.",
    )

    def wrong(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the settings as a whole: the key of one, and why."""
        if self.app_id and not GUID.fullmatch(self.app_id):
            yield "app_id", "it should look like 00000000-0000-0000-0000-000000000000"
        if self.app_tenant_id and not GUID.fullmatch(self.app_tenant_id):
            yield "app_tenant_id", "it should look like 00000000-0000-0000-0000-000000000000"
        if self.app_id and self.app_password is None:
            yield "app_password", "it is not set, and without it the bot can't speak"
        if self.app_id and self.app_type == "SingleTenant" and not self.app_tenant_id:
            yield (
                "app_tenant_id",
                "it is not set, and a SingleTenant bot signs in at its own tenant",
            )
        if self.app_id and self.development:
            yield "development", "it is set, and with an app id every request has a signature"
        if not self.app_id and (self.app_password is not None or self.app_tenant_id):
            yield "app_id", "it is not set, while other settings of Teams are"

    @property
    def is_on(self) -> bool:
        """Whether there is anything to listen for."""
        return bool(self.app_id) or self.development

    @property
    def for_this_machine(self) -> str:
        """Without a signature anybody could be anybody."""
        if self.development:
            return UNSIGNED
        return ""

    @property
    def authority(self) -> str:
        """The tenant the bot signs in at."""
        if self.app_type == "SingleTenant":
            return self.app_tenant_id
        return "botframework.com"
