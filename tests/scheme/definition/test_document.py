"""The reference page says what the models hold."""

import tomllib
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import TypeAdapter

from scheme.definition import document, loading
from scheme.definition.consistency import MENTEE_NEEDS, MENTOR_NEEDS
from scheme.definition.definition import Definition
from scheme.definition.document import MARKER, Model, keys, reference
from scheme.definition.pairs import Pairing
from scheme.forms.fields import (
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    ShortText,
    TickField,
    TimeField,
)

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "scheme-file.md"
KINDS: tuple[Model, ...] = (
    ShortText,
    LongText,
    ChoiceField,
    ChoicesField,
    Number,
    DateField,
    TimeField,
    TickField,
    FileField,
)


def every_table() -> list[Model]:
    found: list[Model] = [Definition]
    for table in found:
        found += [held for key in keys(table).values() for held in key.tables if held not in found]
    return found


def test_the_page_ends_with_what_the_models_say() -> None:
    page = PAGE.read_text("utf-8")
    assert page[page.index(MARKER) :] == reference(), (
        "docs/scheme-file.md: paste what python -m scheme.definition.document prints"
    )


def test_the_page_begins_by_telling_how_to_start_from_a_preset_and_check_it() -> None:
    introduction = PAGE.read_text("utf-8").partition(MARKER)[0]
    assert "scheme/presets/aln.toml" in introduction
    assert "mentoring-bot scheme check" in introduction


def test_the_mistakes_the_page_shows_are_explained_as_it_shows_them(tmp_path: Path) -> None:
    text = loading.preset("aln").read_text("utf-8").replace("\nmonths = 6", "\nmoths = 6")
    fells = tmp_path / "fells.toml"
    fells.write_text(text.replace("closes = 2024-09-13 }", "closes = 2024-06-13 }", 1), "utf-8")
    with pytest.raises(loading.SchemeFileError) as caught:
        loading.load(fells)
    assert str(caught.value).replace(str(tmp_path), "schemes") in PAGE.read_text("utf-8")


@pytest.mark.parametrize("table", every_table(), ids=lambda table: table.__name__)
def test_every_key_has_a_meaning_and_a_row_of_its_own(table: Model) -> None:
    page = reference()
    for key in keys(table).values():
        assert key.meaning.endswith(".")
        assert f"| `{key.name}` | {key.meaning} | {key.accepted} |" in page


@pytest.mark.parametrize("table", every_table(), ids=lambda table: table.__name__)
def test_every_example_is_one_that_a_scheme_file_may_hold(table: Model) -> None:
    for key in keys(table).values():
        if key.tables and not key.example:
            continue  # its example is the header under which the table stands
        field = table.model_fields[key.name]
        value = tomllib.loads(f"{key.name} = {key.example}")[key.name]
        assert value not in ("", [], None), f"{table.__name__}.{key.name} has an empty example"
        checker: TypeAdapter[object] = TypeAdapter(Annotated[field.annotation, field])  # type: ignore[arg-type]
        checker.validate_python(value)


def test_every_kind_of_field_has_a_section() -> None:
    page = reference()
    for kind in KINDS:
        assert f'## A field of `kind = "{kind.model_fields["kind"].default}"`' in page


def test_a_key_says_its_limits_and_its_default() -> None:
    months = keys(Pairing)["months"]
    assert (months.accepted, months.default, months.example) == (
        "a whole number from 0 to 36",
        "6",
        "6",
    )
    assert keys(Definition)["name"].default is None
    assert keys(Definition)["rounds"].many


def test_the_fields_that_the_rules_need_are_listed() -> None:
    listed = reference().partition("## Fields that the rules read")[2]
    for name in (*MENTEE_NEEDS, *MENTOR_NEEDS):
        assert f"| `{name}` |" in listed


def test_values_are_written_as_toml_reads_them() -> None:
    given = {
        "text": 'a "quoted" line\nand é',
        "number": 6,
        "yes": True,
        "days": [7, 1],
        "table": {"key": "a"},
    }
    assert (
        tomllib.loads("\n".join(f"{key} = {document.toml(value)}" for key, value in given.items()))
        == given
    )


def test_requirement_numbers_stay_out_of_the_page() -> None:
    assert "(R" not in reference()
