"""What of what somebody is told goes by mail as well (R12.6)."""

import re
from enum import StrEnum

DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
DATES = re.compile(
    rf"(?:{DAY},? )?\b\d{{1,2}} {MONTH}\b(?: \d{{4}})?|\b\d{{1,2}}:\d{{2}}\b|\d{{4}}-\d{{2}}-\d{{2}}(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?"
)


class Mails(StrEnum):
    """What somebody wishes."""

    USUAL = "usual"  # where they are in no chat, unless they have the page open just then
    ALSO = "also"  # wherever they are
    NEVER = "never"


def goes_by_mail(wish: Mails, *, in_a_chat: bool, is_reading: bool) -> bool:
    """Whether what somebody was just told is mailed to them too.

    `in_a_chat`: it stands in Slack or Teams, where it was noticed. `is_reading`: they have the web page open.
    """
    match wish:
        case Mails.USUAL:
            return not in_a_chat and not is_reading
        case Mails.ALSO:
            return True
        case Mails.NEVER:
            return False


def differ_by_dates_alone(one: str, other: str) -> bool:
    """Whether two wordings are not the same, and would be but for the days and times in them."""
    return one != other and DATES.sub("", one) == DATES.sub("", other)
