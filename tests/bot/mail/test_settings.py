"""The settings of mail: what is wrong with them is said by name, and no secret is repeated."""

from email.headerregistry import Address

import pytest

from bot.mail import server
from bot.mail.settings import MailSettings, address_of
from bot.settings import SettingsProblem, load_of

URL = "smtps://bot:s3cret%40@smtp.example.org"


def _set(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for key, value in values.items():
        monkeypatch.setenv(f"MENTORING_{key}", value)


def test_a_server_and_an_address_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    _set(monkeypatch, SMTP_URL=URL, MAIL_FROM="mentoring@example.org")
    settings = load_of(MailSettings)
    assert settings.is_on
    assert settings.smtp.password == "s3cret@"
    assert settings.sender == Address("", "mentoring", "example.org")
    assert settings.imap is None
    assert "s3cret" not in repr(settings.smtp) + repr(settings)


@pytest.mark.parametrize(
    ("url", "port", "security"),
    [
        ("smtp://smtp.example.org", 587, "starttls"),
        ("smtp://127.0.0.1:2525", 2525, "none"),
        ("smtp://localhost", 587, "none"),
        ("smtp://[::1]", 587, "none"),
        ("smtp://127.0.0.1.example.org", 587, "starttls"),
        ("smtps://smtp.example.org", 465, "tls"),
        ("smtps://127.0.0.1", 465, "tls"),
    ],
)
def test_nothing_but_this_machine_is_spoken_to_without_tls(
    url: str, port: int, security: str
) -> None:
    found = server.read(url, "smtp")
    assert (found.port, found.security) == (port, security)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"SMTP_URL": URL}, "MENTORING_MAIL_FROM"),
        ({"SMTP_URL": "http://example.org", "MAIL_FROM": "a@example.org"}, "MENTORING_SMTP_URL"),
        ({"SMTP_URL": "smtp://u@example.org", "MAIL_FROM": "a@example.org"}, "MENTORING_SMTP_URL"),
        ({"SMTP_URL": "smtp://x:99999", "MAIL_FROM": "a@example.org"}, "MENTORING_SMTP_URL"),
        ({"SMTP_URL": URL, "MAIL_FROM": "nobody"}, "MENTORING_MAIL_FROM"),
        (
            {"SMTP_URL": URL, "MAIL_FROM": "a@example.org", "MAIL_REPLIES": "x"},
            "MENTORING_MAIL_REPLIES",
        ),
        ({"SMTP_URL": URL, "MAIL_FROM": "a@example.org", "IMAP_URL": URL}, "MENTORING_IMAP_URL"),
        (
            {"SMTP_URL": URL, "MAIL_FROM": "a@example.org", "MAIL_PER_SECOND": "0"},
            "MENTORING_MAIL_PER_SECOND",
        ),
        ({"MAIL_FROM": "a@example.org"}, "MENTORING_SMTP_URL"),
        ({"SMPT_URL": URL}, "did you mean MENTORING_SMTP_URL"),
    ],
)
def test_what_is_wrong_is_named_and_no_secret_repeated(
    monkeypatch: pytest.MonkeyPatch, values: dict[str, str], name: str
) -> None:
    _set(monkeypatch, **values)
    with pytest.raises(SettingsProblem, match=name) as problem:
        load_of(MailSettings)
    assert "s3cret" not in str(problem.value)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Ann.O'Neil+mentoring@Example.org", "Ann.O'Neil+mentoring@example.org"),
        ("jürgen@example.org", "jürgen@example.org"),
        ("a@bücher.example.org", "a@xn--bcher-kva.example.org"),
        ("Fells <a@example.org>", "a@example.org"),
    ],
)
def test_addresses_of_every_kind_are_taken_as_they_go_over_the_wire(
    given: str, expected: str
) -> None:
    found = address_of(given)
    assert found is not None
    assert found.addr_spec == expected


@pytest.mark.parametrize(
    "given", ["", "a", "a@", "@b", "a@b@c.example.org", "a@example.org\nBcc: b@example.org"]
)
def test_what_is_no_address_is_none(given: str) -> None:
    assert address_of(given) is None
