"""A copied preset stands for its own organisation: rules and forms stay, names and facts of the other are gone."""

import re
import tomllib
from pathlib import Path

import pytest

from scheme.definition import copying
from scheme.definition.base import Fact
from scheme.definition.cautions import marked
from scheme.definition.loading import SchemeFileError, load, preset, presets

# What each preset says of its own organisation, and no other scheme can say of itself.
NAMES = {
    "aln": ("ALN", "Academic Libraries North", "Hull", "SCONUL", "north"),
    "alia": ("ALIA", "Australian Library and Information Association", "Association", "Canberra"),
    "libraries-connected": ("Libraries Connected",),
    "m25": ("M25", "Consortium", "SCONUL"),
    "sconul": ("SCONUL",),
}
TOWN = re.compile(r"(?m)^ *\{ name = .*, latitude = .*, longitude = .* \},$")
NOBODYS = {"key", "name", "about", "page", "organisations", "help", "urgent", "sister"}


@pytest.fixture(params=sorted(NAMES))
def source(request: pytest.FixtureRequest) -> str:
    """The name of a preset."""
    return str(request.param)


def test_every_preset_has_names_to_look_for() -> None:
    assert set(NAMES) == set(presets())


def test_no_name_of_the_organisation_is_left_in_a_copy(source: str) -> None:
    text = copying.copied(source, "fells", "Fells Mentoring Scheme")
    before = preset(source).read_text("utf-8")
    for name in NAMES[source]:
        word = re.compile(rf"(?i)\b{re.escape(name)}\b")
        assert word.search(before), name
        body = text.partition("\n")[2]  # the first line says from which preset it was begun
        body = TOWN.sub("", body)  # one town of an area, among all the others
        found = word.search(body)
        assert found is None, body[max(0, found.start() - 60) : found.end() + 60]


def test_a_copy_keeps_the_rules_the_lists_and_the_forms(source: str, tmp_path: Path) -> None:
    file = tmp_path / "three fells.toml"
    copying.new(file, "", source)
    text = file.read_text("utf-8")
    was = tomllib.loads(preset(source).read_text("utf-8"))
    made = tomllib.loads(text)
    assert (made["key"], made["name"]) == ("three-fells", "Three fells mentoring scheme")
    assert set(was) - NOBODYS == set(made) - NOBODYS

    def unmarked(value: object) -> object:
        match value:
            case dict():
                return {key: unmarked(each) for key, each in value.items() if key != "example"}
            case list():
                return [unmarked(each) for each in value]
            case _:
                return value

    for table in set(was) - NOBODYS:
        assert unmarked(made[table]) == unmarked(was[table]), table
    assert load(file).key == "three-fells"


def test_whatever_tells_of_people_places_or_days_is_an_example_until_it_is_edited(
    source: str, tmp_path: Path
) -> None:
    file = tmp_path / "fells.toml"
    copying.new(file, "", source)
    definition = load(file)
    examples = set(marked(definition))
    for name in type(definition).model_fields:
        value = getattr(definition, name)
        entries = value if isinstance(value, tuple) else (value,)
        for number, entry in enumerate(entries, 1):
            if isinstance(entry, Fact) and name in tomllib.loads(file.read_text("utf-8")):
                assert examples & {name, f"{name}[{number}]"}, name
    with pytest.raises(SchemeFileError, match="only the playground"):
        load(file, for_people=True)
    file.write_text(file.read_text("utf-8").replace(f"{copying.MARK}\n", ""), "utf-8")
    assert load(file, for_people=True) == load(file)


def test_what_to_edit_first_is_told_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "fells.toml"
    told = copying.new(file, "")
    lines = file.read_text("utf-8").split("\n")
    tables = []
    for line in told:
        found = re.match(r"line (\d+)  (\w+)", line)
        assert found is not None
        tables.append(found[2])
        assert re.match(rf"\[+{found[2]}\b", lines[int(found[1]) - 1])
    assert {"page", "organisations", "roster", "rounds", "help", "urgent", "answers"} <= set(tables)
    assert "roster (6 entries)" in "\n".join(told)


def test_a_file_that_is_there_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "fells.toml"
    file.write_text("mine", "utf-8")
    with pytest.raises(SchemeFileError, match="there already"):
        copying.new(file, "Fells")
    assert file.read_text("utf-8") == "mine"
    with pytest.raises(SchemeFileError, match="it can't be written"):
        copying.new(tmp_path / "nowhere" / "fells.toml", "Fells")
    with pytest.raises(SchemeFileError, match="no such preset"):
        copying.new(tmp_path / "dales.toml", "Dales", "alm")
