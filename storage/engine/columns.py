"""Kinds of column: moments in UTC, one of a few words, and text or JSON that is encrypted at rest."""

from datetime import UTC, datetime
from enum import IntEnum, StrEnum
from typing import Any

from sqlalchemy import DateTime, Integer, String, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from scheme.subject import Subject
from storage.engine.encryption import vault

WORD = 40  # characters; longer than any word that is kept so
IDS = 200  # characters; room for twenty people


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC; SQLite has no zones, so it is stored without and read back with."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment: it would be read back as another one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        if dialect.name == "sqlite":
            return value.astimezone(UTC).replace(tzinfo=None)
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read it back as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class OneOf(TypeDecorator[StrEnum]):
    """One of the words of an enum, kept as plain text. Raises `ValueError` for any other, read or written."""

    impl = String
    cache_ok = True

    def __init__(self, words: type[StrEnum], length: int) -> None:
        """The enum, and how many characters the column has."""
        super().__init__(length)
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The word itself."""
        return None if value is None else str(self.words(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """The word of the enum."""
        return None if value is None else self.words(value)


class OneNumberOf(TypeDecorator[IntEnum]):
    """One of the numbers of an enum, kept as a number. Raises `ValueError` for any other, read or written."""

    impl = Integer
    cache_ok = True

    def __init__(self, numbers: type[IntEnum]) -> None:
        """The enum."""
        super().__init__()
        self.numbers = numbers

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        """The number itself."""
        return None if value is None else int(self.numbers(value))

    def process_result_value(self, value: int | None, dialect: Dialect) -> IntEnum | None:
        """The number of the enum."""
        return None if value is None else self.numbers(value)


class SubjectColumn(TypeDecorator[Subject]):
    """What something is about, kept as its text."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: Subject | None, dialect: Dialect) -> str | None:
        """Its text."""
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Subject | None:
        """The subject that the text stands for."""
        return None if value is None else Subject.read(value)


class Sealed(TypeDecorator[str]):
    """Text that people wrote, encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None:
            return None
        return vault.seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        if value is None:
            return None
        return vault.unseal(value)


class SealedJson(TypeDecorator[Any]):
    """Answers that people gave, as JSON, encrypted."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None:
            return None
        return vault.seal_json(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """Decrypt."""
        if value is None:
            return None
        return vault.unseal_json(value)


class SealedId(TypeDecorator[int]):
    """The id of a person whom nobody may learn from the database alone, encrypted; so nothing can be looked up by it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None:
            return None
        return vault.seal(str(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> int | None:
        """Decrypt."""
        if value is None:
            return None
        return int(vault.unseal(value))


class SealedIds(TypeDecorator[frozenset[int]]):
    """Ids of people whom nobody may learn from the database alone, encrypted; a few take no more room than one."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: Dialect) -> str | None:
        """Encrypt; nobody is nothing."""
        if value:
            return vault.seal(" ".join(str(number) for number in sorted(value)).ljust(IDS))
        return None

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[int]:
        """Decrypt."""
        if value is None:
            return frozenset()
        return frozenset(int(number) for number in vault.unseal(value).split())


class SealedWord(TypeDecorator[str]):
    """One of a few words, encrypted; as tokens tell how long something is, all of them are made equally long."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        if value is None:
            return None
        return vault.seal(value.ljust(WORD))

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt."""
        if value is None:
            return None
        return vault.unseal(value).rstrip()


class SealedOneOf(SealedWord):
    """One of the words of an enum, encrypted as any word is. Raises `ValueError` for any other."""

    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        """The enum."""
        super().__init__()
        self.words = words

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt."""
        return super().process_bind_param(None if value is None else self.words(value), dialect)

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        """Decrypt."""
        word = super().process_result_value(value, dialect)
        return None if word is None else self.words(word)


ENCRYPTED = (Sealed, SealedId, SealedIds, SealedJson, SealedWord)
