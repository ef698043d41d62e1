"""What every table of a scheme file is."""

from pydantic import BaseModel, ConfigDict, Field


class SchemeTable(BaseModel):
    """A table of the scheme file. Unknown keys are refused, so that a slip of the pen is found at start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(SchemeTable):
    """A table that tells of people, places or days, which differ in every scheme and may be invented in a preset (R1.8)."""

    example: bool = Field(
        False, description="Whether it is only an example: the playground alone starts with one."
    )
