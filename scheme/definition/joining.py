"""The tables of a scheme file about coming in: forms, who may, how a mentee comes to a mentor, the promise."""

from typing import Annotated, Literal

from pydantic import Field

from scheme.definition.base import Fact, SchemeTable
from scheme.definition.values import Days, NoLinkOr
from scheme.forms.fields import Accepts, AnyField
from scheme.wording import capital


class Notice(Fact):
    """Something an applicant reads, and agrees to, before they send the form: a code of conduct, that no expenses are paid."""

    key: Annotated[
        str, Accepts("a word of small letters, figures and underscores that starts with a letter")
    ] = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        max_length=30,
        description="A short name for the records, which also names its link.",
        examples=["code_of_conduct"],
    )
    role: Literal["both", "mentee", "mentor"] = Field("both", description="Whose form has it.")
    text: str = Field(
        min_length=1,
        max_length=300,
        description="What they agree to, or are to know, in a sentence.",
        examples=["I keep to the code of conduct."],
    )
    link: NoLinkOr = Field(
        "", description="Where it can be read.", examples=["https://example.org/conduct"]
    )
    version: str = Field(
        "1",
        min_length=1,
        max_length=20,
        description="Which version of it this is; with another, everybody whose application is open is asked anew.",
    )
    required: bool = Field(
        True,
        description="Whether it must be ticked, and its version is kept with the consent; else it is only read.",
    )

    @property
    def field(self) -> str:
        """The key of its tick in a form."""
        return f"notice_{self.key}"

    @property
    def title(self) -> str:
        """What its link is called."""
        return capital(self.key.replace("_", " "))


class Forms(SchemeTable):
    """The application forms, as lists of fields."""

    before_mentee: str = Field(
        "",
        description="What a mentee reads first: what mentoring is and is not, and whether it is right for them now.",
        examples=["A mentor listens and asks; what you do with it is up to you."],
    )
    before_mentor: str = Field(
        "",
        description="What a mentor reads first: what mentoring is and is not, and whether it is right for them now.",
        examples=["You need no answers ready, only time and an open ear."],
    )
    notices: tuple[Notice, ...] = Field(
        (), description="What applicants read and agree to, at the end of their form."
    )
    mentee: tuple[AnyField, ...] = Field(description="What a mentee is asked.", min_length=1)
    mentor: tuple[AnyField, ...] = Field(description="What a mentor is asked.", min_length=1)


class Eligibility(SchemeTable):
    """Who may take part. Guidelines: each is shown as a flag with its reason, and the Group decides (R2.3)."""

    member_domain: bool = Field(
        True, description="Whether the work address must belong to the member organisation named."
    )
    manager_approval: bool = Field(
        True, description="Whether the line manager's approval is expected."
    )
    approval_by: Literal["tick", "mail"] = Field(
        "tick",
        description="Who gives it: the applicant by a tick in the form, or the line manager by a link that is mailed to "
        "them. Where no mail is set up, the tick counts.",
    )
    non_senior: bool = Field(True, description="Whether mentees must not be senior.")
    mentor_years_at_level: int = Field(
        2,
        ge=0,
        le=40,
        description="Years a mentor needs at a level equal to or above the mentee's.",
    )
    both_roles: bool = Field(
        True,
        description="Whether a mentor may also seek a mentor; false: nobody can apply as both.",
    )
    mentee_levels: tuple[str, ...] = Field(
        (),
        description="Keys of the levels that mentees are at; without any, each level is.",
        examples=[["deputy", "head"]],
    )
    mentor_levels: tuple[str, ...] = Field(
        (),
        description="Keys of the levels that mentors are at; without any, each level is.",
        examples=[["head"]],
    )
    best_effort_levels: tuple[str, ...] = Field(
        (),
        description="Keys of the levels whose mentees are taken as far as a mentor can be found: they are told so when they "
        "apply, and the Group sees it.",
        examples=[["team-leader"]],
    )


class Choosing(SchemeTable):
    """How a mentee and a mentor come together (R3.4, R4)."""

    mode: Literal["choose-one", "approach-several", "choose-of-all", "organisers-decide"] = Field(
        "choose-one",
        description="The way to a mentor. choose-one: the mentee chooses one of those proposed, who is asked. "
        "approach-several: the mentee has first talks with some of those proposed, and then chooses. "
        "choose-of-all: mentees choose some of all mentors until a day, and the Group selects, seeing their choices. "
        "organisers-decide: the Group selects one mentor, both are told, and either may say no.",
    )
    approvals: int = Field(
        2, ge=1, le=10, description="Members who must agree before a mentee sees the options."
    )
    options: int = Field(3, ge=1, le=10, description="How many mentors may be proposed at once.")
    mentee_days: int = Field(
        21, ge=1, le=90, description="Days a mentee has to choose, before the Group is told."
    )
    mentee_reminders: Days = Field((7, 14), description="Days after which the mentee is reminded.")
    mentor_days: int = Field(7, ge=1, le=60, description="Days a mentor has to answer.")
    mentor_reminders: Days = Field((3, 6), description="Days after which the mentor is reminded.")
    at_once: int = Field(
        3,
        ge=1,
        le=10,
        description="First talks that a mentee may have at once, asked for or under way (approach-several).",
    )
    talks: int = Field(
        3,
        ge=1,
        le=20,
        description="First talks that a mentor may be asked for or be in at once, for each place that is free "
        "(approach-several).",
    )
    talk_days: int = Field(
        21,
        ge=1,
        le=90,
        description="Days for a first talk, before both are asked whether it took place (approach-several).",
    )
    choices: int = Field(
        3,
        ge=1,
        le=10,
        description="How many each mentee may choose of all mentors (choose-of-all).",
    )
    ranked: bool = Field(
        True,
        description="Whether mentees say which of their choices is the first, second, third (choose-of-all).",
    )
    no_days: int = Field(
        7,
        ge=1,
        le=60,
        description="Days in which either of the two may say no; then they begin (organisers-decide).",
    )
    first_contact: Literal["mentee", "mentor", "either"] = Field(
        "mentee",
        description="Who writes first once both are introduced; either: whichever of them likes, the rest is settled when "
        "they first talk.",
    )


class Promise(SchemeTable):
    """The promise to applicants (R3.6)."""

    days: int = Field(28, ge=1, le=365, description="Days within which an applicant hears.")
    warnings: Days = Field((7, 1), description="Days before that on which the Group is warned.")
    again_days: int = Field(
        14, ge=1, le=365, description="Days added when the promise cannot be kept."
    )
    wait_days: int = Field(
        56,
        ge=1,
        le=365,
        description="How many days ahead the Group can name a day to a mentee whom nobody suits, who waits until then.",
    )
    word_days: int = Field(
        84,
        ge=0,
        le=365,
        description="Days after which whoever waits for a place or a match hears how things stand, again and again; 0 for never. "
        "Where rounds have a `review` day, it is the day after that instead.",
    )
