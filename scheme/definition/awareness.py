"""The question once a year whether people know of the scheme, in the scheme's own words (R7.3)."""

from pydantic import Field

from scheme.definition.base import SchemeTable


class Awareness(SchemeTable):
    """Three questions to everybody's staff, once a year, where an administrator starts them: yes, partly or no."""

    intro: str = Field(
        "",
        max_length=400,
        description="What the mail says first, about the scheme; without it, the `description` of the page.",
        examples=[
            "Our libraries have a mentoring scheme, for staff at every level but the highest."
        ],
    )
    heard: str = Field(
        "Had you heard of this mentoring scheme before today?",
        min_length=1,
        max_length=200,
        description="Whether they have heard of it.",
    )
    knows: str = Field(
        "Do you know what it offers, and how somebody joins?",
        min_length=1,
        max_length=200,
        description="Whether they know what it is.",
    )
    speaks: str = Field(
        "Would you suggest it to a colleague, or think of joining yourself?",
        min_length=1,
        max_length=200,
        description="Whether they think well of it.",
    )
    open_days: int = Field(28, ge=3, le=90, description="Days for which it can be answered.")
