"""What a mail server's answer means for a letter: wait, give up, or look for another address."""

from datetime import timedelta

from aiosmtplib import errors

from bot.channel import DeliveryProblem

GREYLISTED = timedelta(
    minutes=1
)  # the first wait of a server that says "later"; each is twice as long
LONGEST_WAIT = timedelta(hours=1)
MOST_TRIES = 60  # about two days
OURS = timedelta(minutes=5)  # until a server that takes nothing from us is asked again


class MailProblem(DeliveryProblem):
    """A mail could not be handed over.

    `about`: "address" where there is nobody at it, "mail" where this one is not taken, "server" where nothing is taken
    from us now, so that every other letter waits as well. Of the server's words only its code is kept: they often hold
    the address.
    """

    def __init__(
        self,
        reason: str,
        *,
        about: str,
        permanent: bool = False,
        after: timedelta | None = None,
        tried: bool = True,
        nobody_at: str = "",
    ) -> None:
        super().__init__(reason, permanent=permanent, after=after, tried=tried, nobody_at=nobody_at)
        self.about = about


def problem_of(error: Exception, attempts: int) -> MailProblem:
    """What is to be done about an error, after so many attempts, this one included."""
    match error:
        case errors.SMTPRecipientsRefused() if error.recipients:
            return problem_of(error.recipients[0], attempts)
        case errors.SMTPRecipientRefused():
            return _answered(error, attempts, about="address")
        case errors.SMTPAuthenticationError() | errors.SMTPSenderRefused() | errors.SMTPHeloError():
            return MailProblem(_reason(error), about="server", after=OURS, tried=False)
        case errors.SMTPConnectResponseError():
            return MailProblem(_reason(error), about="server")
        case errors.SMTPResponseException():
            return _answered(error, attempts, about="mail")
        case errors.SMTPNotSupported():
            return MailProblem("not supported by the server", about="mail", permanent=True)
        case _:
            return MailProblem(type(error).__name__, about="server")


def _answered(error: errors.SMTPResponseException, attempts: int, *, about: str) -> MailProblem:
    """By the kind of code (RFC 5321, 4.2.1): what begins with a 4 is for now, what begins with a 5 is for good."""
    reason = _reason(error)
    if error.code == 421:  # the server is about to close, whatever it was asked
        return MailProblem(reason, about="server")
    is_policy = _enhanced(error.message).startswith("5.7")  # which says nothing of the address
    if error.code >= 500 or attempts >= MOST_TRIES:
        if is_policy or not isinstance(error, errors.SMTPRecipientRefused):
            return MailProblem(reason, about="mail", permanent=True)
        return MailProblem(reason, about=about, permanent=True, nobody_at=error.recipient)
    wait = min(GREYLISTED * 2 ** min(attempts - 1, 10), LONGEST_WAIT)
    return MailProblem(reason, about=about, after=wait)


def _reason(error: errors.SMTPResponseException) -> str:
    return " ".join(filter(None, ("smtp", str(error.code), _enhanced(error.message))))


def _enhanced(message: str) -> str:
    """The code that stands before a server's words, such as "5.1.1" (RFC 3463); "" where there is none."""
    first = message.split(maxsplit=1)[:1]
    if first and all(part.isdecimal() and len(part) <= 3 for part in first[0].split(".")):
        return first[0]
    return ""
