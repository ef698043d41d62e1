"""Settings, from the environment and a .env file. Each wrong one is explained by name, with its cure."""

import re
from collections.abc import Iterator, Sequence
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    NoDecode,
    SettingsConfigDict,
)

from bot.platform_settings import PlatformSettings
from scheme.near import near
from storage.engine.database import CONNECTIONS, PATIENCE

Some = TypeVar("Some", bound=BaseSettings)
Checked = TypeVar("Checked", bound=PlatformSettings)


class SettingsProblem(Exception):
    """A setting is wrong. The text says which, what it must be, and never repeats a secret."""


class Settings(BaseSettings):
    """The settings, each `MENTORING_…` in the environment."""

    model_config = SettingsConfigDict(
        env_prefix="MENTORING_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(3978, ge=1, le=65535, description="Port to listen on.")
    base_url: str = Field(
        "", description="Where people reach it from outside, https://…; by default its own address."
    )
    behind_proxy: bool = Field(
        False,
        description="true where a proxy of yours hands requests on and says where they come from.",
    )
    data_dir: Path = Field(
        Path(".data"), description="Folder for the SQLite file and the playground's key."
    )
    database_url: str = Field(
        "",
        description="sqlite:///… or postgresql://…; by default a SQLite file in the data folder.",
    )
    database_connections: int = Field(
        CONNECTIONS,
        ge=2,
        le=500,
        description="How many connections to the database this process uses at a time.",
    )
    database_patience: float = Field(
        PATIENCE,
        gt=0,
        le=60,
        description="Seconds that somebody waits for a connection before they are told it is busy.",
    )
    schemes: Path | None = Field(
        None, description="A scheme file, or a folder of them; only the playground starts without."
    )
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (), description="Keys, separated by commas; the first encrypts, all decrypt."
    )
    metrics_token: SecretStr | None = Field(
        None,
        description="What /metrics asks for as a bearer token; without it, nobody has the figures.",
    )
    secret_keys_file: Path | None = Field(
        None,
        description="A file that holds the keys instead, one a line; for its owner alone to read.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        "INFO", description="How much is logged."
    )

    @field_validator("secret_keys", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_capitals(cls, value: object) -> object:
        if isinstance(value, str):
            return value.upper()
        return value

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+/?", value):
            raise ValueError(
                "it should look like https://mentoring.example.org, without anything after it"
            )
        return value

    @property
    def url(self) -> str:
        """Where people reach it."""
        if ":" in self.host:
            host = f"[{self.host}]"
        else:
            host = self.host
        return self.base_url.rstrip("/") or f"http://{host}:{self.port}"

    @property
    def is_public(self) -> bool:
        """Whether people elsewhere, and platforms, can reach it at that address: by https, and not on this machine alone."""
        parts = urlsplit(self.url)
        return (
            parts.scheme == "https"
            and parts.hostname is not None
            and not _is_inside(parts.hostname)
        )

    def database(self, *, playground: bool) -> str:
        """The database's address; the playground has a file of its own."""
        if self.database_url:
            return self.database_url
        if playground:
            name = "playground.db"
        else:
            name = "mentoring.db"
        return f"sqlite:///{(self.data_dir / name).as_posix()}"


def _is_inside(host: str) -> bool:
    """Whether a name or an address means this machine or the network around it."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".internal", ".lan"))


def load() -> Settings:
    """Read the settings. Raises `SettingsProblem`, one line a setting."""
    return _read(Settings)


def strangers(others: Sequence[type[BaseSettings]]) -> list[str]:
    """Names that look like settings of the bot, or like these others, and are none: nothing comes of them."""
    kinds: tuple[type[BaseSettings], ...] = (Settings, *others)
    known = {_name(kind, key) for kind in kinds for key in kind.model_fields}
    prefixes = tuple(str(kind.model_config["env_prefix"]) for kind in kinds)
    return sorted(name for name in _given() if name.startswith(prefixes) and name not in known)


def _name(kind: type[BaseSettings], key: str) -> str:
    return f"{kind.model_config['env_prefix']}{key.upper()}"


def _given() -> set[str]:
    """Every name in the environment and in the .env file; case does not count."""
    sources = (EnvSettingsSource(Settings), DotEnvSettingsSource(Settings))
    return {name.upper() for source in sources for name in source.env_vars}


def _slips(kind: type[BaseSettings]) -> Iterator[str]:
    """A setting that is misspelt would be passed over in silence, and the bot would run as nobody meant it to."""
    prefix = str(kind.model_config["env_prefix"])
    known = [_name(kind, key) for key in kind.model_fields]
    for name in sorted(_given() - set(known)):
        if name.startswith(prefix):
            meant = near(
                name.removeprefix(prefix), [setting.removeprefix(prefix) for setting in known]
            )
            meant = f"{prefix}{meant}" if meant else None
        else:
            meant = near(name, known)
        if meant:
            yield f"{name}: there is no such setting; did you mean {meant}?"


def load_of(kind: type[Checked]) -> Checked:
    """Read a platform's settings. Raises `SettingsProblem`, also where one of them lacks another."""
    settings = _read(kind)
    if wrong := [_line(type(settings), key, what) for key, what in settings.wrong()]:
        raise SettingsProblem("\n".join(wrong))
    return settings


def _read(kind: type[Some]) -> Some:
    wrong: list[str] = []
    try:
        wrong += _slips(kind)
        settings = kind()
    except ValidationError as problem:
        for mistake in problem.errors():
            wrong.append(
                _line(kind, str(mistake["loc"][0]), mistake["msg"].removeprefix("Value error, "))
            )
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(
            f".env can't be read ({type(error).__name__}): it must be a text file, in UTF-8."
        ) from None
    if wrong:
        raise SettingsProblem("\n".join(wrong))
    return settings


def _line(kind: type[BaseSettings], key: str, wrong: str) -> str:
    if key in kind.model_fields:
        meaning = kind.model_fields[key].description
    else:
        meaning = ""
    return f"{_name(kind, key)}: {wrong[:1].lower()}{wrong[1:]}. It is: {meaning}"
