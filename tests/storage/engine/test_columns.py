"""What is one of a few words, or numbers, is kept as that word and read back as a member of its enum."""

from collections.abc import Iterator
from enum import Enum
from typing import Any, get_args, get_type_hints

import pytest
from sqlalchemy import Column, String, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Dialect

from scheme.matching.candidate import Word
from scheme.partnership.ending import Ending
from scheme.promise import Missed
from storage.engine.columns import OneNumberOf, OneOf, SealedOneOf
from storage.tables import mapper_registry

DIALECTS = (sqlite.dialect(), postgresql.dialect())  # type: ignore[no-untyped-call]


def enums() -> Iterator[tuple[type[Enum], Column[Any]]]:
    """Every enum that an object of the scheme holds, with the column that it is kept in."""
    for mapper in mapper_registry.mappers:
        columns = inspect(mapper.class_).columns
        for name, hint in get_type_hints(mapper.class_).items():
            for kind in (hint, *get_args(hint)):
                if isinstance(kind, type) and issubclass(kind, Enum):
                    yield kind, columns[name]


def test_every_enum_that_an_object_holds_is_read_back_as_one() -> None:
    found = list(enums())
    assert len(found) > 15, "the enums are not where this test looks for them"
    for kind, column in found:
        match column.type:
            case OneOf(words=words) | SealedOneOf(words=words):
                assert words is kind, column
            case OneNumberOf(numbers=numbers):
                assert numbers is kind, column
            case other:
                pytest.fail(f"{column} holds {kind.__name__}, and is read back as {other!r} says")


def test_every_word_fits_into_its_column() -> None:
    for kind, column in enums():
        if isinstance(column.type, OneOf):
            plain = column.type.impl_instance
            assert isinstance(plain, String)
            assert max(len(one.value) for one in kind) <= (plain.length or 0), column


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_kept_is_the_plain_word_as_in_earlier_versions(dialect: Dialect) -> None:
    column = OneOf(Word, 20)
    for given in (Word.ASKED, "asked"):
        kept = column.process_bind_param(given, dialect)
        assert type(kept) is str
        assert kept == "asked"
    assert column.process_result_value("asked", dialect) is Word.ASKED
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_is_kept_is_the_plain_number_as_in_earlier_versions(dialect: Dialect) -> None:
    column = OneNumberOf(Missed)
    kept = column.process_bind_param(Missed.TWICE, dialect)
    assert type(kept) is int
    assert kept == 2
    assert column.process_result_value(2, dialect) is Missed.TWICE
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_other_word_is_kept_or_read(dialect: Dialect) -> None:
    with pytest.raises(ValueError, match="nonsense"):
        OneOf(Word, 20).process_bind_param("nonsense", dialect)
    with pytest.raises(ValueError, match="nonsense"):
        OneOf(Word, 20).process_result_value("nonsense", dialect)
    with pytest.raises(ValueError, match="nonsense"):
        SealedOneOf(Ending).process_bind_param("nonsense", dialect)
    with pytest.raises(ValueError, match="7"):
        OneNumberOf(Missed).process_result_value(7, dialect)
