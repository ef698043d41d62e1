"""What people type is understood in the situation they type it in, measured on phrases that nothing is tuned on (R12.1)."""

import os
from pathlib import Path

import pytest

from handlers.home.intents import INTENTS
from handlers.home.plain import plain
from tests.support.understood import (
    CALIBRATED,
    HELD_OUT,
    TRAINED,
    Phrase,
    figures,
    judge,
    main,
    phrases,
)

NOT_UNDERSTOOD = Phrase("stranger", "qwerty asdf", ("hello",))
# What was reached, rounded up; `make understood` prints the figures.
CEILINGS = {TRAINED: (0.01, 0.02), CALIBRATED: (0.03, 0.08), HELD_OUT: (0.04, 0.05)}


@pytest.mark.parametrize("file", CEILINGS, ids=lambda file: file.stem)
async def test_phrases_are_understood_in_their_situation(file: Path) -> None:
    found = figures(await judge(list(phrases(file))))
    wrong, shrugs = CEILINGS[file]
    assert found.dangers_missed == 0
    assert found.wrong <= wrong, found
    assert found.shrugs <= shrugs, found


def test_no_phrase_that_is_held_out_is_shown_to_whoever_tunes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tests.support.understood.phrases", lambda _: [NOT_UNDERSTOOD])
    main(os.path.relpath(HELD_OUT))
    assert "1 phrases" in capsys.readouterr().out
    main(os.path.relpath(CALIBRATED))
    assert NOT_UNDERSTOOD.text in capsys.readouterr().out


def test_nothing_that_the_confidence_is_set_by_is_held_out() -> None:
    held_out = {tuple(plain(phrase.text)) for phrase in phrases(HELD_OUT)}
    both = [phrase for phrase in phrases(CALIBRATED) if tuple(plain(phrase.text)) in held_out]
    assert len(both) == 0


def test_hardly_anything_that_is_judged_stands_among_the_ways() -> None:
    ways = {tuple(plain(way)) for intent in INTENTS.values() for way in intent.ways}
    held_out = [tuple(plain(phrase.text)) for phrase in phrases(HELD_OUT)]
    assert len(held_out) > 350
    assert sum(words in ways for words in held_out) <= 0.15 * len(held_out)
