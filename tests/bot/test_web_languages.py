"""What a browser asks for is read, whatever it sends."""

import pytest

from bot.web.site.languages import wanted


@pytest.mark.parametrize(
    ("header", "tags"),
    [
        ("en-US,en;q=0.9,de;q=0.5", ["en-US", "en", "de"]),
        ("de;q=0.5, fr-CH ,*;q=0.1", ["fr-CH", "de"]),
        ("en;q=0, nl;q=x, cy;q=", []),
        ("", []),
        (";;;,,q=1;=", ["q=1"]),
    ],
)
def test_the_most_wanted_comes_first(header: str, tags: list[str]) -> None:
    assert wanted(header) == tags


def test_a_header_without_end_costs_little() -> None:
    assert len(wanted("en," * 100_000)) < 100
