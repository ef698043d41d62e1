"""Settings, from the environment and a .env file. Each wrong one is explained by name, with its cure."""

import re
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.slack.settings import SlackSettings
from bot.teams.settings import TeamsSettings

Some = TypeVar("Some", bound=BaseSettings)
Checked = TypeVar("Checked", SlackSettings, TeamsSettings)


class SettingsProblem(Exception):
    """A setting is wrong. The text says which, what it must be, and never repeats a secret."""


class Settings(BaseSettings):
    """The settings, each `MENTORING_…` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="MENTORING_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(3978, ge=1, le=65535, description="Port to listen on.")
    base_url: str = Field("", description="Where people reach it from outside, https://…; by default its own address.")
    data_dir: Path = Field(Path(".data"), description="Folder for the SQLite file and the playground's key.")
    database_url: str = Field(
        "", description="sqlite:///… or postgresql://…; by default a SQLite file in the data folder."
    )
    schemes: Path | None = Field(None, description="A folder of scheme files, or one file; by default the ALN preset.")
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Keys, separated by commas; the first encrypts, all decrypt."
    )
    metrics_token: SecretStr | None = Field(
        None, description="What /metrics asks for as a bearer token; without it, nobody has the figures."
    )
    secret_keys_file: Path | None = Field(
        None, description="A file that holds the keys instead, one a line; for its owner alone to read."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="How much is logged.")

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+/?", value):
            raise ValueError("it should look like https://mentoring.example.org, without anything after it")
        return value

    @property
    def url(self) -> str:
        """Where people reach it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"

    def database(self, *, playground: bool) -> str:
        """The database's address; the playground has a file of its own."""
        if self.database_url:
            return self.database_url
        name = "playground.db" if playground else "mentoring.db"
        return f"sqlite:///{(self.data_dir / name).as_posix()}"


def load() -> Settings:
    """Read the settings. Raises `SettingsProblem`, one line a setting."""
    return _read(Settings)


def load_slack() -> SlackSettings:
    """Read Slack's settings. Raises `SettingsProblem`, also where one of them lacks another."""
    return _consistent(_read(SlackSettings))


def load_teams() -> TeamsSettings:
    """Read Teams' settings. Raises `SettingsProblem`, also where one of them lacks another."""
    return _consistent(_read(TeamsSettings))


def _consistent(settings: Checked) -> Checked:
    if wrong := [_line(type(settings), key, what) for key, what in settings.wrong()]:
        raise SettingsProblem("\n".join(wrong))
    return settings


def _read(kind: type[Some]) -> Some:
    try:
        return kind()
    except ValidationError as problem:
        lines = [_line(kind, str(one["loc"][0]), one["msg"].removeprefix("Value error, ")) for one in problem.errors()]
        raise SettingsProblem("\n".join(lines)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(
            f".env can't be read ({type(error).__name__}): it must be a text file, in UTF-8."
        ) from None


def _line(kind: type[BaseSettings], key: str, wrong: str) -> str:
    meaning = kind.model_fields[key].description if key in kind.model_fields else ""
    return f"{kind.model_config['env_prefix']}{key.upper()}: {wrong[:1].lower()}{wrong[1:]}. It is: {meaning}"
