"""What the settings of every platform have in common."""

from abc import ABC, abstractmethod
from collections.abc import Iterator

from pydantic_settings import BaseSettings


class PlatformSettings(BaseSettings, ABC):
    """The settings of a platform, under a prefix of its own. What each has to say is abstract: without it nothing is read."""

    @abstractmethod
    def wrong(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the settings as a whole: the key of one, and why."""

    @property
    @abstractmethod
    def is_on(self) -> bool:
        """Whether the platform is set up."""

    @property
    def for_this_machine(self) -> str:
        """Why nobody elsewhere may reach the bot as it is set up, and what to do; "" where they may."""
        return ""
