"""Teams' settings: what belongs together is taken, what is wrong is named with its meaning, and no secret is repeated."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.settings import SettingsProblem, load_of
from bot.teams.settings import LOGIN, METADATA, TeamsSettings

APP = "7d0c1a52-33a6-4a9e-9a63-2f1f0b5f0a11"
HOME = "11111111-aaaa-4bbb-8ccc-000000000001"
GOOD = {"APP_ID": APP, "APP_PASSWORD": "opensesame", "APP_TENANT_ID": HOME}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and no setting in the environment."""
    for key in TeamsSettings.model_fields:
        monkeypatch.delenv(f"MICROSOFT_{key.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


def given(monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str]) -> TeamsSettings:
    """The settings that some environment makes."""
    for key, value in values.items():
        monkeypatch.setenv(f"MICROSOFT_{key}", value)
    return load_of(TeamsSettings)


def test_without_any_setting_teams_is_off_and_asks_microsoft_alone() -> None:
    settings = load_of(TeamsSettings)
    assert not settings.is_on
    assert (settings.openid_metadata, settings.login_url) == (METADATA, LOGIN)
    assert METADATA.startswith("https://login.botframework.com/")


@pytest.mark.parametrize(
    ("values", "is_on", "authority"),
    [
        (GOOD, True, HOME),
        ({**GOOD, "APP_TYPE": "SingleTenant"}, True, HOME),
        ({**GOOD, "APP_TYPE": "MultiTenant"}, True, "botframework.com"),
        (
            {"APP_ID": APP, "APP_PASSWORD": "opensesame", "APP_TYPE": "MultiTenant"},
            True,
            "botframework.com",
        ),
        ({"APP_ID": APP.upper(), "APP_PASSWORD": "opensesame", "APP_TENANT_ID": HOME}, True, HOME),
        ({"DEVELOPMENT": "true"}, True, ""),
        ({"DEVELOPMENT": "false"}, False, ""),
        ({"APP_ID": "", "APP_PASSWORD": ""}, False, ""),
    ],
    ids=[
        "single",
        "single by name",
        "multi",
        "multi without a tenant",
        "capitals",
        "development",
        "none",
        "empty",
    ],
)
def test_settings_that_belong_together_are_taken(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str], is_on: bool, authority: str
) -> None:
    settings = given(monkeypatch, values)
    assert settings.is_on is is_on
    assert settings.authority == authority


def without(*keys: str, **more: str) -> dict[str, str]:
    """Good settings, but for some."""
    return {key: value for key, value in GOOD.items() if key not in keys} | more


WRONG: list[tuple[dict[str, str], str]] = [
    (without(APP_ID="opensesame"), "MICROSOFT_APP_ID: it should look like 0000"),
    (without(APP_ID=f"{APP}0"), "MICROSOFT_APP_ID: it should look like 0000"),
    (without(APP_TENANT_ID="opensesame"), "MICROSOFT_APP_TENANT_ID: it should look like 0000"),
    (
        without("APP_PASSWORD"),
        "MICROSOFT_APP_PASSWORD: it is not set, and without it the bot can't speak",
    ),
    (without("APP_TENANT_ID"), "MICROSOFT_APP_TENANT_ID: it is not set, and a SingleTenant bot"),
    (without("APP_ID"), "MICROSOFT_APP_ID: it is not set, while other settings of Teams are"),
    (
        {"APP_PASSWORD": "opensesame"},
        "MICROSOFT_APP_ID: it is not set, while other settings of Teams are",
    ),
    ({"APP_TENANT_ID": HOME}, "MICROSOFT_APP_ID: it is not set, while other settings of Teams are"),
    (
        without("APP_ID", DEVELOPMENT="1"),
        "MICROSOFT_APP_ID: it is not set, while other settings of Teams are",
    ),
    (
        without(DEVELOPMENT="1"),
        "MICROSOFT_DEVELOPMENT: it is set, and with an app id every request has a signature",
    ),
    (without(DEVELOPMENT="opensesame"), "MICROSOFT_DEVELOPMENT: "),
    (without(APP_TYPE="opensesame"), "MICROSOFT_APP_TYPE: "),
    (without(APP_TYPE="UserAssignedMSI"), "MICROSOFT_APP_TYPE: "),
    (without(PER_CONVERSATION="8"), "MICROSOFT_PER_CONVERSATION: "),
    (without(PER_CONVERSATION="0"), "MICROSOFT_PER_CONVERSATION: "),
    (without(PER_TENANT="51"), "MICROSOFT_PER_TENANT: "),
    (without(PER_TENANT="many"), "MICROSOFT_PER_TENANT: "),
]


@pytest.mark.parametrize(
    ("values", "words"), WRONG, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_wrong_setting_is_named_with_its_meaning_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str], words: str
) -> None:
    with pytest.raises(SettingsProblem) as problem:
        given(monkeypatch, values)
    said = str(problem.value)
    assert said.startswith(words)
    assert "It is: " in said
    assert "\n" not in said
    assert "opensesame" not in said


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsProblem) as problem:
        given(monkeypatch, {"APP_ID": APP})
    assert [line.partition(":")[0] for line in str(problem.value).splitlines()] == [
        "MICROSOFT_APP_PASSWORD",
        "MICROSOFT_APP_TENANT_ID",
    ]


def test_the_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, GOOD)
    assert "opensesame" not in f"{settings!r} {settings.model_dump_json()}"
    assert settings.app_password is not None
    assert settings.app_password.get_secret_value() == "opensesame"


def test_settings_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(
        "".join(f"MICROSOFT_{key}={value}\n" for key, value in GOOD.items())
    )
    assert load_of(TeamsSettings).is_on
