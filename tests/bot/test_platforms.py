"""A platform is one row, declared in its own folder; its libraries are loaded where it is set up, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.channel import PlatformRow
from bot.platform_settings import PlatformSettings
from bot.platforms import PLATFORMS, SIGNED, WORDS, settings_of

ROOT = Path(__file__).parents[2]
LIBRARIES = ("slack_bolt", "slack_sdk", "botbuilder", "botframework", "msrest", "aiosmtplib")
HEAVY = (
    "matplotlib",
    "numpy",
    "scipy",
    "openpyxl",
    "typst",
)  # loaded where something is drawn or reckoned
LOADS = "import bot.serve, bot.command.check, sys; print(*sorted({one.partition('.')[0] for one in sys.modules}))"


def test_each_has_a_name_settings_and_addresses_of_its_own() -> None:
    assert {"slack", "teams"} <= {row.name for row in PLATFORMS}
    assert len({row.name for row in PLATFORMS}) == len(PLATFORMS)
    assert len({row.settings.model_config["env_prefix"] for row in PLATFORMS}) == len(PLATFORMS)
    assert sum(len(row.signed) for row in PLATFORMS) == len(SIGNED)
    assert all(row.open.__module__ == f"bot.{row.name}.declared" for row in PLATFORMS)


def test_each_says_what_people_do_there_and_has_its_page() -> None:
    assert {"slack", "teams"} <= WORDS.keys()
    for row in PLATFORMS:
        assert WORDS.get(row.name) is row.words
        assert (row.manifest is None) is (row.words is None), (
            "what is told about the app brings it into channels"
        )
        assert (ROOT / row.guide).is_file()


def test_settings_that_do_not_say_whether_they_are_on_are_refused() -> None:
    class Silent(PlatformSettings):
        """Says nothing of itself."""

    with pytest.raises(TypeError, match="abstract"):
        Silent()  # type: ignore[abstract]


def test_its_libraries_are_not_loaded_by_being_declared() -> None:
    told = subprocess.run([sys.executable, "-c", LOADS], check=True, capture_output=True, text=True)  # noqa: S603
    loaded = told.stdout.split()
    assert "bot" in loaded
    assert sorted(set(LIBRARIES) & set(loaded)) == []


def test_what_draws_and_reckons_is_not_loaded_by_a_start() -> None:
    told = subprocess.run([sys.executable, "-c", LOADS], check=True, capture_output=True, text=True)  # noqa: S603
    assert sorted(set(HEAVY) & set(told.stdout.split())) == []


@pytest.mark.parametrize("row", PLATFORMS, ids=lambda row: row.name)
def test_without_settings_it_is_off_and_nothing_keeps_the_bot_on_this_machine(
    row: PlatformRow,
) -> None:
    own = settings_of(row)
    assert not own.is_on
    assert own.for_this_machine == ""
