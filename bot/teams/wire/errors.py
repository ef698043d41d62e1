"""What Teams says when it does not do something, told apart: who or what is at fault, and whether waiting helps."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from bot.channel import DeliveryProblem
from bot.teams.wire.place import UNREACHABLE

About = Literal[
    "passing", "limit", "account", "place", "tenant", "content", "gone", "unable", "other"
]

A_WHILE = timedelta(
    seconds=15
)  # to wait where Teams says that it is too much, and not for how long
LONGEST = timedelta(hours=1)  # whatever it says

_WORDS: dict[About, str] = {
    "passing": "PreconditionFailed",
    "limit": "Throttled TooManyRequests",
    # The bot may not write there: it was never added, or was removed, blocked, or shut off. In a chat of two this is
    # about the person; whoever writes into a channel takes it for the channel's.
    "account": "BotNotInConversationRoster ForbiddenOperationException ConversationBlockedByUser MessageWritesBlocked "
    "BotDisabledByAdmin",
    "place": "ConversationNotFound NotEnoughPermissions",
    # Our own registration or secret; nobody there has left.
    "tenant": "BotNotRegistered Unauthorized AuthenticationFailed",
    "content": "MessageSizeTooBig BadSyntax",
    # What was to be updated or deleted is not there any more.
    "gone": "ActivityNotFoundInConversation MessageNotFound",
    # The service URL has moved: what arrives next from that tenant brings the new one.
    "other": "InvalidBotApiHost",
}
ABOUT: dict[str, About] = {
    word.lower(): about for about, words in _WORDS.items() for word in words.split()
}
_BY_STATUS: dict[int, About] = {
    400: "content",
    401: "tenant",
    403: "account",
    404: "place",
    408: "passing",
    409: "passing",
    410: "place",
    412: "passing",
    413: "content",
    422: "content",
    429: "limit",
    # It does not do this at all, however often it is asked.
    405: "unable",
    501: "unable",
    505: "unable",
}
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")


class TeamsProblem(DeliveryProblem):
    """A call to Teams failed. `about` says what is at fault; `status` is that of the answer, 0 where there was none."""

    def __init__(
        self, reason: str, about: About, *, after: timedelta | None = None, status: int = 0
    ) -> None:
        super().__init__(reason, permanent=about == "unable", after=after, tried=about != "limit")
        self.about = about
        self.status = status


def problem_of(
    status: int, code: str = "", retry_after: str = "", *, of_message: bool = False
) -> TeamsProblem:
    """An answer that is no success, as a delivery has it: `code` is the answer's error code, `retry_after` its header.

    `of_message`: the call was about one message. The reason is Teams' code or the status; never any text.
    """
    word = code.replace(" ", "")
    word = word if _WORD.fullmatch(word) else ""
    about = _about(status, word.lower())
    # A message that was deleted has more than one answer.
    if of_message and (status, word) in ((404, ""), (403, "ServiceError")):
        about = "gone"
    if about in ("limit", "passing"):
        after = wait(retry_after, datetime.now(UTC))
    else:
        after = None
    if about == "limit":
        after = after or A_WHILE
    return TeamsProblem(word or f"status {status}", about, after=after, status=status)


def problem_from(error: BaseException) -> DeliveryProblem:
    """Whatever a call failed with, as a delivery has it."""
    if isinstance(error, DeliveryProblem):
        return error
    return TeamsProblem(
        type(error).__name__, "passing" if isinstance(error, UNREACHABLE) else "other"
    )


def wait(retry_after: str, now: datetime) -> timedelta | None:
    """How long a Retry-After header (seconds, or a date) asks to wait; None where it says nothing that can be read."""
    told = retry_after.strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", told):
        return min(timedelta(seconds=float(told)), LONGEST)
    try:
        moment = parsedate_to_datetime(told)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max(moment - now, timedelta()), LONGEST)


def _about(status: int, word: str) -> About:
    if status == 429:
        return "limit"
    if status == 403 and word in (
        "badargument",
        "serviceerror",
    ):  # a fault of Teams that passed: nobody has left
        return "other"
    if word in ABOUT:
        return ABOUT[word]
    return _BY_STATUS.get(status, "passing" if status >= 500 else "other")
