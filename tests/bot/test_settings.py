"""Settings come from the environment and a .env file; each wrong one is named with its cure, and no secret is shown."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.platforms import strangers
from bot.settings import Settings, SettingsProblem, load, load_of
from bot.slack.settings import SlackSettings
from bot.teams.settings import TeamsSettings
from storage.engine.encryption import new_key

SECRET = "opensesame-opensesame"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, and no setting in the environment."""
    for key in Settings.model_fields:
        monkeypatch.delenv(f"MENTORING_{key.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> Settings:
    """The settings that some environment makes."""
    for key, value in values.items():
        monkeypatch.setenv(f"MENTORING_{key.upper()}", value)
    return load()


def test_without_any_setting_it_listens_on_this_machine_and_keeps_a_file() -> None:
    settings = load()
    assert (settings.url, settings.schemes, settings.secret_keys) == (
        "http://127.0.0.1:3978",
        None,
        (),
    )
    assert settings.database(playground=False) == "sqlite:///.data/mentoring.db"
    assert settings.database(playground=True) == "sqlite:///.data/playground.db"


def test_the_environment_goes_before_the_file(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text(
        "MENTORING_PORT=8080\nMENTORING_HOST=0.0.0.0\nMENTORING_UNKNOWN=1\n"
    )
    settings = given(monkeypatch, port="9090")
    assert (settings.host, settings.port) == ("0.0.0.0", 9090)  # noqa: S104


def test_an_empty_setting_is_as_none(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / ".env").write_text("MENTORING_SCHEMES=\nMENTORING_PORT=\nMENTORING_SECRET_KEYS=\n")
    settings = given(monkeypatch, data_dir="", log_level="")
    assert settings == Settings.model_construct()


def test_keys_are_separated_by_commas_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = [new_key(), new_key()]
    settings = given(monkeypatch, secret_keys=f" {keys[0]} ,{keys[1]}, ")
    assert [key.get_secret_value() for key in settings.secret_keys] == keys
    assert not any(key in f"{settings!r} {settings.model_dump_json()}" for key in keys)


@pytest.mark.parametrize(
    ("base_url", "url"),
    [
        ("https://mentoring.example.org", "https://mentoring.example.org"),
        ("https://mentoring.example.org/", "https://mentoring.example.org"),
        ("http://localhost:8000", "http://localhost:8000"),
        ("", "http://127.0.0.1:3978"),
    ],
)
def test_people_reach_it_at_its_own_address_or_the_one_given(
    monkeypatch: pytest.MonkeyPatch, base_url: str, url: str
) -> None:
    assert given(monkeypatch, base_url=base_url).url == url


def test_an_address_of_the_newer_kind_stands_in_brackets(monkeypatch: pytest.MonkeyPatch) -> None:
    assert given(monkeypatch, host="::1").url == "http://[::1]:3978"


def test_a_database_of_ones_own_is_used_for_either(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = given(monkeypatch, database_url="postgresql://db.example.org/mentoring")
    assert (
        settings.database(playground=False)
        == settings.database(playground=True)
        == settings.database_url
    )


@pytest.mark.parametrize("level", ["debug", "Warning", "ERROR"])
def test_the_level_of_logging_is_understood_in_any_case(
    monkeypatch: pytest.MonkeyPatch, level: str
) -> None:
    assert given(monkeypatch, log_level=level).log_level == level.upper()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"port": "many"}, ["MENTORING_PORT: ", "integer", "Port to listen on."]),
        ({"port": "0"}, ["MENTORING_PORT: ", "greater than or equal to 1"]),
        ({"port": "65536"}, ["MENTORING_PORT: ", "less than or equal to 65535"]),
        ({"log_level": "loud"}, ["MENTORING_LOG_LEVEL: ", "'DEBUG', 'INFO', 'WARNING' or 'ERROR'"]),
        (
            {"base_url": "mentoring.example.org"},
            ["MENTORING_BASE_URL: it should look like https://"],
        ),
        (
            {"base_url": "https://example.org/bot"},
            ["MENTORING_BASE_URL: ", "without anything after it"],
        ),
        ({"base_url": "ftp://example.org"}, ["MENTORING_BASE_URL: "]),
    ],
)
def test_a_wrong_value_is_named_with_its_cure(
    monkeypatch: pytest.MonkeyPatch, wrong: Mapping[str, str], words: list[str]
) -> None:
    with pytest.raises(SettingsProblem) as told:
        given(monkeypatch, **wrong, secret_keys=SECRET)
    assert [word for word in words if word not in str(told.value)] == []
    assert SECRET not in str(told.value)
    assert "\n" not in str(told.value)


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsProblem) as told:
        given(monkeypatch, port="many", log_level="loud")
    assert [line.partition(":")[0] for line in str(told.value).splitlines()] == [
        "MENTORING_PORT",
        "MENTORING_LOG_LEVEL",
    ]


def test_a_file_that_is_no_text_is_named(elsewhere: Path) -> None:
    (elsewhere / ".env").write_bytes(b"MENTORING_PORT=\xff\xfe")
    with pytest.raises(SettingsProblem, match=r"\.env can't be read"):
        load()


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("MENTORING_SCHEME", "MENTORING_SCHEMES"),
        ("MENTORING_SECRET_KEY", "MENTORING_SECRET_KEYS"),
        ("mentoring_prot", "MENTORING_PORT"),
        ("MENTORNG_DATABASE_URL", "MENTORING_DATABASE_URL"),
    ],
)
@pytest.mark.parametrize("in_file", [True, False])
def test_a_slip_in_a_name_is_named_with_what_was_meant(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, name: str, meant: str, in_file: bool
) -> None:
    if in_file:
        (elsewhere / ".env").write_text(f"{name}={SECRET}\n")
    else:
        monkeypatch.setenv(name, SECRET)
    with pytest.raises(SettingsProblem) as told:
        load()
    assert str(told.value) == f"{name.upper()}: there is no such setting; did you mean {meant}?"


def test_a_slip_in_a_platform_s_setting_is_told_by_that_platform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKN", SECRET)
    monkeypatch.setenv("MICROSOFT_AP_ID", SECRET)
    with pytest.raises(SettingsProblem, match=r"SLACK_BOT_TOKN: .+ did you mean SLACK_BOT_TOKEN\?"):
        load_of(SlackSettings)
    with pytest.raises(
        SettingsProblem, match=r"MICROSOFT_AP_ID: .+ did you mean MICROSOFT_APP_ID\?"
    ):
        load_of(TeamsSettings)
    assert load() == Settings.model_construct()


def test_what_is_no_setting_and_like_none_is_passed_over_and_named(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (elsewhere / ".env").write_text("MENTORING_HOME=/srv\nOTHER=1\nMENTORING_PORT=8080\n")
    monkeypatch.setenv("SLACK_WEBHOOK_URL", SECRET)
    assert load().port == 8080
    assert [
        one
        for one in strangers()
        if one in {"MENTORING_HOME", "SLACK_WEBHOOK_URL", "OTHER", "MENTORING_PORT"}
    ] == [
        "MENTORING_HOME",
        "SLACK_WEBHOOK_URL",
    ]


@pytest.mark.parametrize(
    ("base_url", "public"),
    [
        ("https://mentoring.example.org", True),
        ("http://mentoring.example.org", False),
        ("https://localhost:3978", False),
        ("https://127.0.0.1", False),
        ("https://[::1]", False),
        ("https://10.0.0.7", False),
        ("https://bot.local", False),
        ("https://bot", False),
        ("", False),
    ],
)
def test_an_address_counts_as_public_when_people_elsewhere_reach_it(
    monkeypatch: pytest.MonkeyPatch, base_url: str, public: bool
) -> None:
    assert given(monkeypatch, base_url=base_url).is_public is public


@pytest.mark.parametrize(
    ("setting", "value"),
    [("database_connections", "1"), ("database_patience", "0"), ("database_patience", "soon")],
)
def test_the_database_s_settings_are_held_within_what_can_work(
    monkeypatch: pytest.MonkeyPatch, setting: str, value: str
) -> None:
    assert given(monkeypatch, **{setting: "2"}).database_url == ""
    with pytest.raises(SettingsProblem, match=f"MENTORING_{setting.upper()}"):
        given(monkeypatch, **{setting: value})
