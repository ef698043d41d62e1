"""The tables of a scheme file about who takes part and where: words, organisations, workspaces, the roster, what to read.

Every key carries its meaning (`description`) and, where it helps, an example.
"""

from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator

from scheme.definition.base import Fact, SchemeTable
from scheme.definition.gazetteer import Spot
from scheme.definition.values import (
    Address,
    Domain,
    NoAddressOr,
    NoLinkOr,
    WebAddress,
)
from scheme.forms.fields import Accepts
from scheme.near import near
from scheme.people import Duty
from scheme.wording import capital, the


class Terms(SchemeTable):
    """The scheme's own words (R1.4)."""

    mentee: str = Field("mentee", description="What a person who is mentored is called.")
    mentor: str = Field("mentor", description="What a person who mentors is called.")
    round: str = Field(
        "round", description="What a recruitment campaign is called: round, wave or intake."
    )
    group: str = Field(
        "Oversight Group",
        description="What the people who match are called, in a word of the singular: a team, a group, a staff.",
    )
    steering: str = Field(
        "Steering Group",
        description="What those are called who name stand-ins and receive what is about the people who match.",
        examples=["Board"],
    )
    background: str = Field(
        "background or group", description="What a mentee may ask a mentor to share."
    )

    @property
    def the_group(self) -> str:
        """The body of those who match, in a sentence: "the Oversight Group"; with no article where it is a name."""
        return the(self.group)

    @property
    def the_group_first(self) -> str:
        """The same at the beginning of a sentence."""
        return capital(self.the_group)

    @property
    def the_steering(self) -> str:
        """The body above it, in a sentence: "the Steering Group", "the Board"."""
        return the(self.steering)

    @property
    def the_steering_first(self) -> str:
        """The same at the beginning of a sentence."""
        return capital(self.the_steering)


class Organisation(Fact):
    """A member organisation."""

    key: str = Field(
        min_length=1, description="A short name for the records.", examples=["fellside"]
    )
    name: str = Field(
        min_length=1, description="Its full name.", examples=["University of Fellside"]
    )
    domains: tuple[Domain, ...] = Field(
        (),
        description="The domains of its staff's e-mail addresses.",
        examples=[["fellside.example.org"]],
    )
    place: str = Field(
        "", description="Its town or region, used to judge travel.", examples=["Fellside"]
    )
    latitude: float | None = Field(
        None,
        ge=-90,
        le=90,
        description="How far north it is, in degrees, where the gazetteer does not have its town.",
        examples=[54.46],
    )
    longitude: float | None = Field(
        None,
        ge=-180,
        le=180,
        description="How far east it is, in degrees; below 0 to the west.",
        examples=[-3.09],
    )
    contact: NoAddressOr = Field(
        "",
        description="Where the scheme writes when it calls for mentors: somebody there who passes it on.",
        examples=["library@fellside.example.org"],
    )

    @property
    def spot(self) -> Spot | None:
        """Where it is; None where the scheme file does not say."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    def employs(self, domain: str) -> bool:
        """Whether addresses of a domain, or of a part of it such as library.fellside.example.org, are its staff's."""
        return bool(domain) and any(
            domain == own or domain.endswith(f".{own}") for own in self.domains
        )


class Workspace(Fact):
    """A Slack workspace or a Teams tenant whose word is taken for the addresses of its people (R11.5)."""

    platform: Annotated[str, Accepts("the name of a platform that the bot speaks on")] = Field(
        description="Where it is, by the platform's name.", examples=["slack"]
    )
    id: str = Field(
        min_length=1,
        max_length=100,
        description="The platform's own id of it, not its name.",
        examples=["T012AB3CD"],
    )
    name: str = Field("", description="What people call it.", examples=["Fellside library"])
    organisations: tuple[str, ...] = Field(
        (),
        description="Keys of the organisations whose addresses are believed there; without any, those of all of them and of "
        "whoever is on the roster.",
        examples=[["fellside"]],
    )

    @field_validator("platform")
    @classmethod
    def _is_declared(cls, name: str, info: ValidationInfo) -> str:
        """Read against the platforms that are declared (`load(…, platforms=…)`), which the rules do not know."""
        declared = (info.context or {}).get("platforms")
        if declared is not None and name not in declared:
            meant = near(name, declared)
            hint = f"; did you mean '{meant}'?" if meant else ""
            raise ValueError(
                f"the bot speaks on no such platform{hint}; accepted are {', '.join(declared)}"
            )
        return name


class Seat(Fact):
    """Somebody who runs the scheme. The roster starts from here and is then kept in the database."""

    name: str = Field(min_length=1, description="The person's name.", examples=["Robin Ashworth"])
    email: Address = Field(
        description="Their work address.", examples=["r.ashworth@fellside.example.org"]
    )
    duty: Duty = Field(description="What they do for the scheme.", examples=["chair"])
    organisation: str = Field(
        "", description="Key of their employer, one of the organisations.", examples=["fellside"]
    )


class Level(SchemeTable):
    """A level of job, lowest first in the file."""

    key: str = Field(
        min_length=1, description="A short name for the records.", examples=["team-leader"]
    )
    label: str = Field(
        min_length=1, description="What people read.", examples=["Team leader or supervisor"]
    )
    senior: bool = Field(
        False, description="Whether it counts as senior for a scheme for non-senior staff."
    )


ResourceStage = Literal["applying", "starting", "meeting", "halfway", "ending", "afterwards"]


class Resource(Fact):
    """Something to read, watch or attend."""

    title: str = Field(min_length=1, description="What it is called.", examples=["Handbook"])
    link: NoLinkOr = Field(
        "", description="Where it is.", examples=["https://example.org/handbook"]
    )
    about: str = Field(
        "", description="What it helps with.", examples=["How a partnership runs, step by step."]
    )
    role: Literal["both", "mentee", "mentor"] = Field("both", description="Whom it is for.")
    stage: ResourceStage = Field(
        "applying",
        description="When it helps: before the first meeting is `starting`, in the last weeks `ending`.",
    )


class SaidAnswer(Fact):
    """What is said to a question that people ask often, in a sentence or two (R12.2)."""

    to: Literal[
        "costs",
        "time_off",
        "permission",
        "who_reads",
        "certificate",
        "expenses",
        "training",
        "languages",
        "access",
        "ai",
        "choosing",
        "ends",
    ] = Field(description="Which question it answers, once each.", examples=["costs"])
    text: str = Field(
        min_length=1,
        max_length=300,
        description="The answer, as people read it.",
        examples=["Nothing. Your library and ours carry it together."],
    )
    link: NoLinkOr = Field(
        "", description="Where more is said.", examples=["https://example.org/costs"]
    )


class Policies(Fact):
    """What people agree to (R11.1)."""

    privacy_link: NoLinkOr = Field(
        "", description="Where the privacy notice is.", examples=["https://example.org/privacy"]
    )
    consent_version: str = Field(
        "1", description="Version of the consent text, kept with each application."
    )


class Sister(Fact):
    """Another scheme, to which senior applicants are pointed (R1.5)."""

    name: str = Field(min_length=1, description="Its name.", examples=["Leaders' Mentoring Scheme"])
    link: WebAddress = Field(
        description="Where to read about it.", examples=["https://example.org/leaders"]
    )
    about: str = Field("", description="Whom it is for.", examples=["Heads of library services."])
