"""The table of a scheme file about which mentor suits whom: what counts how much when mentors are put in order."""

from typing import Annotated

from pydantic import Field

from scheme.definition.base import SchemeTable

MOST = 20.0

For = Annotated[float, Field(ge=0, le=MOST)]
Against = Annotated[float, Field(ge=-MOST, le=0)]


class Matching(SchemeTable):
    """What counts how much when mentors are put in order for a mentee (R3.2). The sum of all that applies is the order.

    With 0 something is still said of the two, as a note, and counts nothing.
    """

    first_area: For = Field(
        3.0,
        description="Goals: the first area of work in common. A second counts half of it, a third a third, and so on.",
    )
    word: For = Field(
        0.5,
        description="Goals: each word that is in the mentee's goals and in the mentor's experience, up to four.",
    )
    nothing_in_common: Against = Field(
        -1.0,
        description="Goals: both say what they want and offer, and no area or word is in common.",
    )
    close_level: For = Field(1.0, description="Credibility: the same level, or one apart.")
    familiar_work: For = Field(1.0, description="Credibility: an area of work in common.")
    unfamiliar: Against = Field(
        -1.0, description="Credibility: levels further apart, and no area of work in common."
    )
    wish_met: For = Field(3.0, description="Background: what the mentee asked for is met.")
    wish_met_in_part: For = Field(1.5, description="Background: it is met in part.")
    wish_not_met: Against = Field(-3.0, description="Background: it is not met.")
    enough_years: For = Field(
        3.0,
        description="Experience: as many years at the mentee's level or above as `eligibility.mentor_years_at_level` asks.",
    )
    longer_experience: For = Field(
        0.5, description="Experience: beside that, more years of experience in all."
    )
    too_few_years: Against = Field(-4.0, description="Experience: fewer years than that.")
    lower_level: Against = Field(
        -5.0, description="Experience: the mentor's level is lower than the mentee's."
    )
    other_employer: For = Field(1.0, description="Distance: another employer.")
    higher_level: For = Field(0.5, description="Distance: a higher level.")
    shared_mode: For = Field(1.5, description="Practicalities: a way of meeting that both accept.")
    no_shared_mode: Against = Field(
        -2.0, description="Practicalities: both say how they can meet, and no way is in common."
    )
    near: For = Field(
        0.5,
        description="Practicalities: the same town, or another that is near. It counts nothing for two without a way to meet.",
    )
    near_km: int = Field(
        50,
        ge=1,
        le=2000,
        description="How many kilometres apart, in a straight line, still counts as near.",
    )
    no_influence: For = Field(
        1.0, description="Influence: no employer and no line manager in common."
    )
    same_employer: Against = Field(-2.0, description="Influence: the same employer.")
    managers_named_alike: Against = Field(
        -3.0, description="Influence: line managers of the same name."
    )
    named_like_a_manager: Against = Field(
        -4.0, description="Influence: a name like that of the other's line manager."
    )
    same_manager: Against = Field(-5.0, description="Influence: the same line manager.")
    named_like_someone_to_avoid: Against = Field(
        -3.0, description="Anything else: a name like somebody's whom one of them asked to avoid."
    )
