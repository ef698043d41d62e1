"""How long what people write is kept (R11.1): a number of days for each kind of it, after which the words go by themselves."""

from pydantic import Field

from scheme.definition.base import SchemeTable

MOST = 3660  # days: ten years


class RetentionDays(SchemeTable):
    """How long words are kept that nobody needs any more; dates and counts stay (R11.1)."""

    withdrawn_days: int = Field(
        30,
        ge=1,
        le=365,
        description="Days after which the words of an application, a question, an issue or a complaint that was taken back "
        "are deleted.",
    )
    unmatched_days: int = Field(
        730,
        ge=30,
        le=MOST,
        description="Days after which the words of an application are deleted that found no partner: those of a no, of no "
        "mentor this time, and of a round that closed. Employers, backgrounds and reasons in the figures of a year are counted "
        "from the words that are left.",
    )
    concluded_days: int = Field(
        1095,
        ge=90,
        le=MOST,
        description="Days after which the words of a partnership that has ended are deleted: the agreement, goals, reflections, "
        "thank-yous, reasons, what the Group noted, and the application that led to it. Both are told four weeks before.",
    )
    enquiry_days: int = Field(
        730,
        ge=30,
        le=MOST,
        description="Days after which the words of a question or an issue that was answered, and of help asked for in "
        "confidence, are deleted, counted from its end.",
    )
    complaint_days: int = Field(
        1095,
        ge=365,
        le=MOST,
        description="Days after which the words of a complaint are deleted, counted from when it was closed.",
    )
    survey_days: int = Field(
        1825,
        ge=365,
        le=MOST,
        description="Days after which the words that people wrote in surveys are deleted, counted from the end of their year; "
        "they are parted from their writers long before, and what was chosen stays in the figures.",
    )
    letter_days: int = Field(
        730,
        ge=180,
        le=MOST,
        description="Days after which messages that were delivered, and what stands in chats on the web, are deleted; where the "
        "bot runs several schemes, the longest of theirs. What stands in Slack, Teams or a mailbox stays there.",
    )
    erasure_days: int = Field(
        14,
        ge=1,
        le=28,
        description="Days between somebody's wish to be erased and the day on which it is done, in which they can change their "
        "mind. A month is the longest that data protection law gives.",
    )
