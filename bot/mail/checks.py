"""What `mentoring-bot check` asks the mail server: whether it is there, and takes the sign-in. Nothing is sent."""

from bot.command.check import Finding
from bot.mail.problems import problem_of
from bot.mail.sender import opened
from bot.mail.settings import MailSettings


async def look(settings: MailSettings) -> list[Finding]:
    """Open a connection, sign in, and say goodbye."""
    server = settings.smtp
    where = f"{server.host}, port {server.port}"
    try:
        client = await opened(server)
        await client.quit()
    except Exception as error:
        reason = problem_of(error, 1).reason
        return [
            Finding(
                False,
                f"mail: {where} does not take mail from us ({reason})",
                "Look at MENTORING_SMTP_URL: host, port, user and password. docs/mail.md says what each answer means.",
            )
        ]
    return [Finding(True, f"mail: {where} answers")]
