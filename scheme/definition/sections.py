"""The tables of a scheme file. Every key carries its meaning (`description`) and, where it helps, an example."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from scheme.calendar import EARLIEST, LATEST
from scheme.definition.values import (
    Address,
    Days,
    Domain,
    NoAddressOr,
    NoLinkOr,
    NoNumberOr,
    WebAddress,
    refuse,
)
from scheme.forms.fields import Accepts, AnyField, Option
from scheme.near import near
from scheme.people import Duty, Role
from scheme.safety.phrase import DangerKind


class SchemeTable(BaseModel):
    """A table of the scheme file. Unknown keys are refused, so that a slip of the pen is found at start."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Fact(SchemeTable):
    """A table that tells of people, places or days, which differ in every scheme and may be invented in a preset (R1.8)."""

    example: bool = Field(
        False, description="Whether it is only an example: the playground alone starts with one."
    )


class Terms(SchemeTable):
    """The scheme's own words (R1.4)."""

    mentee: str = Field("mentee", description="What a person who is mentored is called.")
    mentor: str = Field("mentor", description="What a person who mentors is called.")
    round: str = Field(
        "round", description="What a recruitment campaign is called: round, wave or intake."
    )
    group: str = Field("Oversight Group", description="What the people who match are called.")
    background: str = Field(
        "background or group", description="What a mentee may ask a mentor to share."
    )


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


class Window(SchemeTable):
    """When applications are taken."""

    opens: date = Field(
        ge=EARLIEST, le=LATEST, description="First day.", examples=[date(2024, 1, 15)]
    )
    closes: date = Field(
        ge=EARLIEST, le=LATEST, description="Last day.", examples=[date(2024, 9, 13)]
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes < self.opens:
            refuse(
                [
                    (
                        "closes",
                        "it closes before it opens; accepted is the opening day or a later one",
                    )
                ]
            )
        return self

    def holds(self, day: date) -> bool:
        """Whether the window is open on a day."""
        return self.opens <= day <= self.closes


class Round(Fact):
    """A recruitment campaign, with a window for each role (R1.2)."""

    key: str = Field(
        min_length=1, description="A short name for the records.", examples=["2024-autumn"]
    )
    name: str = Field(min_length=1, description="What people read.", examples=["Autumn 2024"])
    mentee: Window = Field(description="When mentees may apply: opens and closes.")
    mentor: Window = Field(description="When mentors may apply: opens and closes.")

    def window(self, role: Role) -> Window:
        """The window of one role."""
        if role == "mentee":
            return self.mentee
        return self.mentor


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
    non_senior: bool = Field(True, description="Whether mentees must not be senior.")
    mentor_years_at_level: int = Field(
        2,
        ge=0,
        le=40,
        description="Years a mentor needs at a level equal to or above the mentee's.",
    )
    both_roles: bool = Field(True, description="Whether a mentor may also seek a mentor.")


class Choosing(SchemeTable):
    """How a mentee and a mentor come together (R3.4, R4)."""

    mode: Literal["choose-one"] = Field(
        "choose-one", description="The mentee chooses one of those proposed."
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
    first_contact: Role = Field("mentee", description="Who writes first once both are introduced.")


class Promise(SchemeTable):
    """The promise to applicants (R3.6)."""

    days: int = Field(28, ge=1, le=365, description="Days within which an applicant hears.")
    warnings: Days = Field((7, 1), description="Days before that on which the Group is warned.")
    again_days: int = Field(
        14, ge=1, le=365, description="Days added when the promise cannot be kept."
    )


class Pairing(SchemeTable):
    """How long a partnership lasts and how it starts (R4.5, R4.6, R5.3)."""

    months: int = Field(6, ge=1, le=36, description="Usual length, in months.")
    most_months: int = Field(12, ge=1, le=36, description="Longest length by agreement, in months.")
    in_touch_days: int = Field(
        7, ge=1, le=60, description="Days after which both are asked if they are in touch."
    )
    start_reminders: Days = Field(
        (3, 7),
        description="Days after one side's word on which the silent side is reminded of the start.",
    )
    start_days: int = Field(
        10,
        ge=1,
        le=90,
        description="Days after one side's word when the silent side is taken as started.",
    )
    quiet_days: int = Field(
        28,
        ge=1,
        le=120,
        description="Days after introduction when the Group is told of a pair not yet started.",
    )
    end_notice_days: int = Field(
        14, ge=1, le=60, description="Days before the end when both are told of it."
    )
    grace_days: int = Field(
        14, ge=1, le=90, description="Days after the end when it is closed as completed."
    )
    invite_months: int = Field(
        6,
        ge=1,
        le=36,
        description="Months after the end when a mentee is invited once more to become a mentor.",
    )


class Meetings(SchemeTable):
    """The rhythm (R6.2)."""

    least_weeks: int = Field(
        4, ge=1, le=26, description="Shortest usual time between meetings, in weeks."
    )
    most_weeks: int = Field(
        6, ge=1, le=26, description="Longest usual time between meetings, in weeks."
    )
    least_minutes: int = Field(90, ge=5, le=600, description="Shortest usual meeting, in minutes.")
    most_minutes: int = Field(120, ge=5, le=600, description="Longest usual meeting, in minutes.")
    nudges: int = Field(3, ge=0, le=10, description="Nudges about quiet weeks before they stop.")
    nudge_days: int = Field(14, ge=1, le=90, description="Days between nudges.")


RHYTHM = ("months", "meetings", "weeks", "minutes")  # what an agreement says in figures


class Clause(SchemeTable):
    """One matter of the agreement that a pair may make, with words to start from."""

    key: Annotated[
        str, Accepts("a word of small letters, figures and underscores that starts with a letter")
    ] = Field(
        pattern=r"^[a-z][a-z0-9_]*$",
        description="A short name for the records.",
        examples=["agenda"],
    )
    title: str = Field(
        min_length=1, max_length=60, description="Its heading.", examples=["Who sets the agenda"]
    )
    text: str = Field(
        "",
        max_length=3000,
        description="What it says until the pair change it.",
        examples=["The mentee says what each meeting is for."],
    )
    help: str = Field(
        "",
        max_length=600,
        description="A sentence to help the pair.",
        examples=["Say it your own way."],
    )
    required: bool = Field(False, description="Whether an agreement must say something about it.")


class AgreementTemplate(SchemeTable):
    """The agreement a pair start from, change as they like, and sign (R5.1)."""

    intro: str = Field(
        "",
        description="What stands above it.",
        examples=["Change anything, leave out what does not suit you, and both sign."],
    )
    remind_days: int = Field(
        7, ge=1, le=60, description="Days after which a side that has not signed is reminded, once."
    )
    clauses: tuple[Clause, ...] = Field(
        (), description="Its matters, in order; length and rhythm are asked first."
    )


PromptStage = Literal["preparing", "meeting", "closing", "reflecting"]


class Prompt(SchemeTable):
    """Something to think about or to ask around a meeting, shown one at a time (R6.4)."""

    key: Annotated[
        str, Accepts("a word of small letters, figures and hyphens that starts with a letter")
    ] = Field(
        pattern=r"^[a-z][a-z0-9-]*$",
        description="A short name for the records.",
        examples=["purpose"],
    )
    role: Literal["both", "mentee", "mentor"] = Field("both", description="Whom it is for.")
    stage: PromptStage = Field(
        description="When it helps: before, during, at the close of or after a meeting.",
        examples=["preparing"],
    )
    text: str = Field(
        min_length=1,
        max_length=400,
        description="What they read; a sentence or two.",
        examples=["What would make this meeting worth your while?"],
    )


class Questionnaires(SchemeTable):
    """The questionnaires (R7.1, R7.3)."""

    mentee_midpoint: tuple[AnyField, ...] = Field(
        (), description="To the mentee, halfway, and once a year while it goes on."
    )
    mentee_conclusion: tuple[AnyField, ...] = Field((), description="To the mentee, at the end.")
    mentor_midpoint: tuple[AnyField, ...] = Field(
        (), description="To the mentor, halfway, and once a year while it goes on."
    )
    mentor_conclusion: tuple[AnyField, ...] = Field((), description="To the mentor, at the end.")
    mentee_lookback: tuple[AnyField, ...] = Field(
        (), description="To the mentee, looking back later on."
    )
    mentor_lookback: tuple[AnyField, ...] = Field(
        (), description="To the mentor, looking back later on."
    )


class Surveys(SchemeTable):
    """When people are asked how it went (R7.2, R7.3, R7.5)."""

    reminders: Days = Field(
        (7, 14), description="Days after which those who have not answered are reminded."
    )
    open_days: int = Field(28, ge=1, le=180, description="Days a survey stays open.")
    lookback_months: int = Field(
        6,
        ge=0,
        le=36,
        description="Months after the end when both are asked to look back; 0 is never.",
    )
    yearly_months_after: int = Field(
        24,
        ge=0,
        le=120,
        description="Months after the end during which both are asked once a year; 0 is not at all.",
    )
    minimum: int = Field(
        5, ge=2, le=50, description="Fewest answers of which figures are shown to the Group."
    )
    note: str = Field(
        "",
        description="What a midpoint survey says about a partnership that is not going well.",
        examples=["If it is not working, tell us and we will help, whatever the reason."],
    )
    optional: bool = Field(False, description="Whether the scheme calls answering optional.")
    scale: tuple[Option, ...] = Field(
        (),
        description='One scale for all closed questions (`source = "scale"`), so that figures can be added up.',
    )
    forms: Questionnaires = Field(Questionnaires(), description="The questions.")


class Complaints(SchemeTable):
    """How questions, issues and complaints are answered (R8.1, R8.2, R8.3)."""

    working_days: int = Field(
        10, ge=1, le=60, description="Working days within which the reply comes."
    )
    warnings: Days = Field(
        (3, 1), description="Working days before that on which the Group is warned."
    )
    again_days: int = Field(
        5, ge=1, le=60, description="Working days added when a promised day cannot be kept."
    )
    issue_working_days: int = Field(
        5,
        ge=1,
        le=60,
        description="Working days within which an issue that is no complaint is answered.",
    )
    enquiry_working_days: int = Field(
        3,
        ge=1,
        le=60,
        description="Working days within which a question about the scheme is answered.",
    )


class RetentionDays(SchemeTable):
    """How long words are kept that nobody needs any more; dates and counts stay (R11.1)."""

    withdrawn_days: int = Field(
        30,
        ge=1,
        le=365,
        description="Days after which the words of an application, a question, an issue or a complaint that was taken back "
        "are deleted.",
    )


class HelpContact(Fact):
    """Somebody to write to or phone."""

    name: str = Field(min_length=1, description="Who it is.", examples=["The scheme office"])
    email: NoAddressOr = Field("", description="Their address.", examples=["office@example.org"])
    phone: str = Field("", description="Their telephone number.", examples=["01632 960 001"])
    about: str = Field(
        "", description="What to turn to them for.", examples=["Any question about the scheme."]
    )


class Helpline(SchemeTable):
    """Somebody to phone in danger or despair, at any hour (R13.5)."""

    name: str = Field(
        min_length=1, max_length=60, description="What it is called.", examples=["Samaritans"]
    )
    phone: NoNumberOr = Field("", description="The number to dial.", examples=["116 123"])
    link: NoLinkOr = Field(
        "",
        description="Where it can be reached without a telephone.",
        examples=["https://example.org/chat"],
    )
    about: str = Field(
        "",
        max_length=100,
        description="When it is there, and for whom.",
        examples=["day and night, free"],
    )
    kinds: tuple[DangerKind, ...] = Field(
        (),
        description="For which danger it is named; without any, for each.",
        examples=[["harm", "harassment"]],
    )

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        refuse(
            []
            if self.phone or self.link
            else [("phone", "neither a number nor a link; one of them is needed")]
        )
        return self


class Safety(SchemeTable):
    """What somebody in danger is told, beside the urgent contact (R13.5)."""

    emergency: NoNumberOr = Field(
        "",
        description="The emergency number, where it is not that of the scheme's region.",
        examples=["999"],
    )
    lines: tuple[Helpline, ...] = Field(
        (), description="Lines that are open day and night, in place of those known of the region."
    )
    phrases: tuple[Annotated[str, Field(min_length=2, max_length=100)], ...] = Field(
        (),
        description="More words that speak of danger, such as those of another language.",
        examples=[["hjelp meg"]],
    )


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
    stage: Literal["applying", "starting", "meeting", "ending"] = Field(
        "applying", description="When it helps."
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
