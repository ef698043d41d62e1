"""Every row of the table "How the five schemes differ" has a fact for each scheme that states something there."""

from pathlib import Path

import pytest

from tests.scheme.definition.facts import STATED

PAGE = (Path(__file__).parents[3] / "docs" / "requirements.md").read_text("utf-8")
TABLE = PAGE[PAGE.index("## How the five schemes differ") :]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("|")
]
SCHEMES = [heading.lower().replace(" ", "-") for heading in ROWS[0][1:]]
NOTHING = "–"  # a cell in which a scheme has nothing


@pytest.mark.parametrize("row", ROWS[2:], ids=lambda row: row[0])
def test_a_row_has_a_fact_for_each_scheme(row: list[str]) -> None:
    said = [name for name, cell in zip(SCHEMES, row[1:], strict=True) if cell != NOTHING]
    assert said
    for name in said:
        assert row[0] in {fact.row for fact in STATED[name]}, name


def test_a_fact_is_of_a_row_of_the_table() -> None:
    rows = {row[0] for row in ROWS[2:]}
    for name, facts in STATED.items():
        assert {fact.row for fact in facts} <= rows, name
