"""docs/schemes.md puts the presets side by side, as they are."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset, presets

PAGE = (Path(__file__).parents[3] / "docs" / "schemes.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("|")
]
NAMES = [cell.strip("`") for cell in ROWS[0][1:-1]]


def said(row: str) -> dict[str, str]:
    """What the page says of each preset in a row."""
    cells = next(cells for cells in ROWS if cells[0] == row)
    return dict(zip(NAMES, cells[1:-1], strict=True))


def test_every_preset_has_a_column_and_every_row_its_keys() -> None:
    assert sorted(NAMES) == sorted(presets())
    for cells in ROWS[2:]:
        assert len(cells) == len(NAMES) + 2, cells[0]
        for key in re.findall(r"`([a-z_.]+)`", cells[-1]):
            scheme = load(preset("aln"))
            first, _, second = key.partition(".")
            if first in type(scheme).model_fields:
                assert not second or first == "rounds" or hasattr(getattr(scheme, first), second), (
                    key
                )
            else:
                assert any(
                    first in type(getattr(scheme, table)).model_fields
                    for table in ("choosing", "membership", "pairing", "meetings")
                ), key


@pytest.mark.parametrize(
    ("row", "figure"),
    [
        ("members who must agree", lambda scheme: str(scheme.choosing.approvals)),
        ("a mentor's years at the level", lambda scheme: str(scheme.eligibility.mentor_years_at_level or "none")),
        ("mentee and mentor at once", lambda scheme: "yes" if scheme.eligibility.both_roles else "no"),
        ("line manager agrees", lambda scheme: "yes" if scheme.eligibility.manager_approval else "nobody"),
        ("who writes first", lambda scheme: scheme.choosing.first_contact),
        ("reminds of meetings", lambda scheme: "three" if scheme.meetings.nudges == 3 else "never"),
        ("belongs by", lambda scheme: "employer" if scheme.membership.by == "organisation" else "membership of their own"),
        ("recruits", lambda scheme: "at any time" if scheme.always_open else "in "),
        ("days and holidays", lambda scheme: scheme.zone.rpartition("/")[2]),
        ("questionnaires", lambda scheme: "optional" if scheme.surveys.optional else "halfway"),
    ],
)  # fmt: skip
def test_a_row_says_what_the_presets_have(row: str, figure: Callable[[Definition], str]) -> None:
    for name, words in said(row).items():
        assert figure(load(preset(name))) in words, name
