"""What the scheme's public page says beside what the rest of the file tells: who may take part, who runs it."""

from typing import Annotated

from pydantic import Field

from scheme.definition.base import Fact

Sentence = Annotated[str, Field(min_length=1, max_length=300)]


class PublicPage(Fact):
    """The page at the bot's web address, which anybody may read. Dates, questions and contacts are taken from their own tables."""

    description: str = Field(
        "",
        max_length=200,
        description="A sentence that search engines and previews of the link show.",
        examples=["Library staff learn from a colleague at another library."],
    )
    intro: str = Field(
        "",
        max_length=600,
        description="What somebody reads first who has never heard of the scheme; without it, the beginning of `about`.",
        examples=["Somebody who has been there listens, asks and tells you what they tried."],
    )
    who: str = Field(
        "",
        max_length=600,
        description="Who may take part.",
        examples=["Everybody who works for a member library and is not yet senior."],
    )
    facts: tuple[Sentence, ...] = Field(
        (),
        max_length=12,
        description="What else people should know, a sentence each.",
        examples=[["Everybody who applies is offered training."]],
    )
    run_by: str = Field(
        "",
        max_length=600,
        description="Who runs the scheme.",
        examples=["Volunteers of our libraries, who match and answer beside their work."],
    )
