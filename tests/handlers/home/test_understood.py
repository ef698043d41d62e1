"""What people type is understood in the situation they type it in, measured on phrases that nothing is tuned on (R12.1)."""

from pathlib import Path

import pytest

from handlers.home.intents import INTENTS
from handlers.home.plain import plain
from tests.support.understood import HELD_OUT, TRAINED, figures, judge, phrases

# What was reached, rounded up; `make understood` prints the figures.
CEILINGS = {TRAINED: (0.03, 0.06), HELD_OUT: (0.08, 0.17)}


@pytest.mark.parametrize("file", CEILINGS, ids=lambda file: file.stem)
async def test_phrases_are_understood_in_their_situation(file: Path) -> None:
    found = figures(await judge(list(phrases(file))))
    wrong, shrugs = CEILINGS[file]
    assert found.dangers_missed == 0
    assert found.wrong <= wrong, found
    assert found.shrugs <= shrugs, found


def test_hardly_anything_that_is_judged_stands_among_the_ways() -> None:
    ways = {tuple(plain(way)) for intent in INTENTS.values() for way in intent.ways}
    held_out = [tuple(plain(phrase.text)) for phrase in phrases(HELD_OUT)]
    assert len(held_out) > 350
    assert sum(words in ways for words in held_out) <= 0.15 * len(held_out)
