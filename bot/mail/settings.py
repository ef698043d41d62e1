"""The settings of mail, each `MENTORING_…` in the environment or the .env file."""

from collections.abc import Iterator
from email.headerregistry import Address
from email.utils import parseaddr

from email_validator import EmailNotValidError, validate_email
from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from bot.mail import server
from bot.mail.server import Server
from bot.platform_settings import PlatformSettings


class MailSettings(PlatformSettings):
    """Which server takes mail, and whose name it bears. Mail is off while there is no server."""

    model_config = SettingsConfigDict(
        env_prefix="MENTORING_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    smtp_url: SecretStr | None = Field(
        None, description="The server that takes mail, smtps://user:password@smtp.example.org."
    )
    mail_from: str = Field(
        "",
        description="The address that mail comes from, such as mentoring@example.org.",
    )
    mail_replies: str = Field(
        "",
        description="The address that replies go to; by default the one that mail comes from.",
    )
    mail_per_second: float = Field(
        5.0, gt=0, le=200, description="Mails a second, as many as the server takes."
    )
    imap_url: SecretStr | None = Field(
        None,
        description="The mailbox to which reports of mail that did not arrive come back, imaps://user:password@imap.example.org.",
    )

    def wrong(self) -> Iterator[tuple[str, str]]:
        """What is wrong with the settings as a whole: the key of one, and why."""
        for key, plain in (("smtp_url", "smtp"), ("imap_url", "imap")):
            url = getattr(self, key)
            try:
                if url is not None:
                    server.read(url.get_secret_value(), plain)
            except ValueError as no:
                yield key, str(no)
        for key in ("mail_from", "mail_replies"):
            if (given := getattr(self, key)) and address_of(given) is None:
                yield key, "it should look like mentoring@example.org"
        if self.is_on and not self.mail_from:
            yield "mail_from", "it is not set, and mail has to come from somewhere"
        if not self.is_on and (self.mail_from or self.mail_replies or self.imap_url is not None):
            yield "smtp_url", "it is not set, while other settings of mail are"

    @property
    def is_on(self) -> bool:
        """Whether there is a server that takes mail."""
        return self.smtp_url is not None

    @property
    def smtp(self) -> Server:
        """The server that takes mail; only asked for while mail is on."""
        assert self.smtp_url is not None  # noqa: S101
        return server.read(self.smtp_url.get_secret_value(), "smtp")

    @property
    def imap(self) -> Server | None:
        """The mailbox of reports; None where none is set."""
        if self.imap_url is None:
            return None
        return server.read(self.imap_url.get_secret_value(), "imap")

    @property
    def sender(self) -> Address:
        """What mail comes from. Whoever is named there ("Mentoring <…>") is the name where a scheme says none."""
        found = address_of(self.mail_from)
        assert found is not None  # noqa: S101
        return found

    @property
    def replies(self) -> Address | None:
        """Where replies go, if elsewhere."""
        return address_of(self.mail_replies)


def address_of(text: str) -> Address | None:
    """An address with or without a name, as it may stand in a header; None for anything else.

    The domain is as it goes over the wire (RFC 5891); letters before the @ stay as they are.
    """
    if not text.isprintable():  # a line of a header would end there
        return None
    name, address = parseaddr(text)
    try:
        found = validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    plain_name = " ".join(name.split())
    return Address(plain_name, username=found.local_part, domain=found.ascii_domain)
