"""A scheme file's contents: everything that differs between schemes is data here (R1.1, R1.4).

The tables are in files beside this, by subject: `sections`, `joining`, `matching`, `pairs`, `surveys`, `support`.
`docs/scheme-file.md` is made from all of them.
"""

from datetime import date
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator

from scheme.definition import consistency
from scheme.definition.awareness import Awareness
from scheme.definition.base import Fact
from scheme.definition.certificates import Certificates
from scheme.definition.consistency import TICK
from scheme.definition.discussions import Discussions
from scheme.definition.equality import Equality
from scheme.definition.fee import Fee
from scheme.definition.gazetteer import Spot, Town
from scheme.definition.joining import Choosing, Eligibility, Forms, Notice, Promise
from scheme.definition.learning import PlannedEvent
from scheme.definition.matching import Matching
from scheme.definition.membership import Membership, with_membership
from scheme.definition.pairs import AgreementTemplate, Meetings, Pairing, Prompt
from scheme.definition.public_page import PublicPage
from scheme.definition.readiness import BeforeApplying
from scheme.definition.retention import RetentionDays
from scheme.definition.rounds import Round
from scheme.definition.sections import (
    Level,
    Organisation,
    Policies,
    Resource,
    SaidAnswer,
    Seat,
    Sister,
    Terms,
    Workspace,
)
from scheme.definition.success import Success
from scheme.definition.support import (
    Complaints,
    HelpContact,
    MailWords,
    Safety,
    Supervisor,
)
from scheme.definition.surveys import Surveys
from scheme.definition.values import Region, Zone, refuse
from scheme.forms.fields import (
    Accepts,
    AnyField,
    ChoiceField,
    ChoicesField,
    FileField,
    Option,
    TickField,
)
from scheme.names import with_called_name
from scheme.people import Role
from scheme.survey.occasion import Occasion, kind_of
from scheme.wording import a, plain, several

ASKED = "They are asked by e-mail once you have sent this, and read your name, your role and the time it takes; nothing else."


def asked_themselves(question: AnyField) -> AnyField:
    """The question for the line manager's address says that they are written to (R2.7)."""
    if question.key != "manager_email":
        return question
    return question.model_copy(update={"help": " ".join(filter(None, (question.help, ASKED)))})


def _tick(notice: Notice) -> TickField:
    """The tick by which an applicant agrees to a notice; its help says where it can be read, also where no link can stand."""
    return TickField(
        key=notice.field,
        label=notice.text,
        title=notice.title,
        help=" ".join(filter(None, (notice.link, f"Version {notice.version}."))),
    )


class Definition(Fact):
    """A whole scheme."""

    key: Annotated[
        str, Accepts("a word of small letters, figures and hyphens that starts with a letter")
    ] = Field(
        pattern=r"^[a-z][a-z0-9-]*$",
        description="A short name for the records; never changed.",
        examples=["fells"],
    )
    name: str = Field(
        min_length=1, description="The scheme's name.", examples=["Fells Mentoring Scheme"]
    )
    about: str = Field(
        "",
        description="What the scheme is and what it is for, in a few sentences.",
        examples=["Staff of our libraries learn from colleagues elsewhere."],
    )
    zone: Zone = Field("Europe/London", description="Time zone of its dates.")
    region: Region = Field(
        "GB-ENG", description="Region whose public holidays are not working days."
    )
    always_open: bool = Field(False, description="Whether applications are taken outside rounds.")
    terms: Terms = Field(Terms(), description="The scheme's own words.")
    page: PublicPage = Field(
        PublicPage(), description="What the scheme's public page says of it, beside all else here."
    )
    organisations: tuple[Organisation, ...] = Field(
        min_length=1, description="The member organisations."
    )
    gazetteer: tuple[Town, ...] = Field(
        (),
        description="Where towns are, so that it can be told how far two people are from each other.",
    )
    workspaces: tuple[Workspace, ...] = Field(
        (), description="The Slack workspaces and Teams tenants that are let in."
    )
    roster: tuple[Seat, ...] = Field((), description="Who runs the scheme, to begin with.")
    levels: tuple[Level, ...] = Field(min_length=1, description="Levels of job, lowest first.")
    areas: tuple[Option, ...] = Field(
        (), description="Areas of work offered and sought, one list for both roles."
    )
    groups: tuple[Option, ...] = Field(
        (), description="Backgrounds and groups a mentee may ask a mentor to share."
    )
    modes: tuple[Option, ...] = Field((), description="Ways of meeting.")
    rounds: tuple[Round, ...] = Field((), description="The recruitment campaigns.")
    forms: Forms = Field(description="The application forms.")
    eligibility: Eligibility = Field(Eligibility(), description="Who may take part.")
    membership: Membership = Field(
        Membership(), description="Who belongs to the scheme, and by what it is shown."
    )
    choosing: Choosing = Field(Choosing(), description="How mentee and mentor come together.")
    matching: Matching = Field(
        Matching(), description="What counts how much when mentors are put in order."
    )
    discussions: Discussions | None = Field(
        None, description="When the Group discusses matches; it has the register in short before."
    )
    answering: Promise = Field(Promise(), description="The promise to applicants.")
    pairing: Pairing = Field(Pairing(), description="How long a partnership lasts.")
    meetings: Meetings = Field(Meetings(), description="The rhythm of meetings.")
    agreement: AgreementTemplate = Field(
        AgreementTemplate(), description="The agreement a pair start from."
    )
    prompts: tuple[Prompt, ...] = Field(
        (), description="Things to think about or to ask around a meeting."
    )
    surveys: Surveys = Field(Surveys(), description="The questionnaires and when they are sent.")
    awareness: Awareness = Field(
        Awareness(), description="The question once a year whether the scheme is known."
    )
    equality: Equality = Field(
        Equality(),
        description="The voluntary questions about who takes part, and the smallest group.",
    )
    success: Success = Field(
        Success(), description="By what the scheme is judged, and the targets."
    )
    complaints: Complaints = Field(
        Complaints(), description="How questions, issues and complaints are answered."
    )
    retention: RetentionDays = Field(
        RetentionDays(), description="How long words are kept that nobody needs any more."
    )
    help: tuple[HelpContact, ...] = Field(
        min_length=1, description="People to turn to, the first one first."
    )
    urgent: HelpContact | None = Field(
        None, description="Whom to reach about wellbeing or safeguarding."
    )
    supervisor: Supervisor | None = Field(
        None, description="Somebody outside with whom participants can think things over."
    )
    outside: HelpContact | None = Field(
        None,
        description="Whom to turn to about the very people who run the scheme; a staff of one needs it.",
    )
    fee: Fee | None = Field(
        None, description="What one side pays once they are matched; nothing without it."
    )
    certificates: Certificates = Field(
        Certificates(), description="Certificates of participation: for whom, when, and who signs."
    )
    safety: Safety = Field(Safety(), description="What somebody in danger is told.")
    mail: MailWords = Field(MailWords(), description="How mail from the scheme looks.")
    resources: tuple[Resource, ...] = Field((), description="Things to read, watch or attend.")
    events: tuple[PlannedEvent, ...] = Field(
        (), description="Training, webinars and drop-ins, to which people are asked."
    )
    readiness: BeforeApplying = Field(
        BeforeApplying(),
        description="Questions that somebody may ask themselves before they apply.",
    )
    answers: tuple[SaidAnswer, ...] = Field(
        (), description="Answers to questions that people ask often."
    )
    policies: Policies = Field(Policies(), description="What people agree to.")
    sister: Sister | None = Field(None, description="The scheme senior applicants are pointed to.")

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        """What no single key can show: names used twice, names that lead nowhere, limits in the wrong order."""
        refuse(consistency.problems(self))
        return self

    def answer_to(self, question: str) -> SaidAnswer | None:
        """What the scheme says to a question ("costs"); None where it says nothing."""
        return next((answer for answer in self.answers if answer.to == question), None)

    def workspace(self, platform: str, key: str) -> Workspace | None:
        """A workspace or tenant that is let in, by the platform's id of it, which portals show in either case."""
        here = (entry for entry in self.workspaces if entry.platform == platform)
        return next((entry for entry in here if entry.id.lower() == key.lower()), None)

    def vouches(self, platform: str, key: str, email: str) -> bool:
        """Whether a workspace is let in, and believed about an address (R11.5).

        That is one at a domain of its organisations; where it names none, of any organisation, or one on the roster.
        """
        place = self.workspace(platform, key)
        if place is None:
            return False
        domain = email.lower().rpartition("@")[2]
        theirs = (
            organisation
            for organisation in self.organisations
            if not place.organisations or organisation.key in place.organisations
        )
        on_roster = not place.organisations and email.lower() in {
            seat.email.lower() for seat in self.roster
        }
        return on_roster or any(employer.employs(domain) for employer in theirs)

    def options_of(self, field: ChoiceField | ChoicesField) -> tuple[Option, ...]:
        """What can be chosen in a field: its own options, or the scheme's list it names."""
        match field.source:
            case "":
                return field.options
            case "organisations":
                return tuple(Option(key=o.key, label=o.name) for o in self.organisations)
            case "levels":
                return tuple(Option(key=level.key, label=level.label) for level in self.levels)
            case "areas":
                return self.areas
            case "groups":
                return self.groups
            case "modes":
                return self.modes
            case "scale":
                return self.surveys.scale

    def filled(self, fields: tuple[AnyField, ...]) -> tuple[AnyField, ...]:
        """The fields with the options of their sources in place, ready to show and to check."""
        return tuple(
            field.model_copy(update={"options": self.options_of(field)})
            if isinstance(field, (ChoiceField, ChoicesField))
            else field
            for field in fields
        )

    def form(self, role: Role) -> tuple[AnyField, ...]:
        """The application form of a role; each asks what its applicant wants to be called, and how they belong to the scheme
        where it leaves a choice. Where line managers are asked themselves, nobody ticks for them (R2.7).
        """
        asked = self.filled(self.forms.mentee if role == "mentee" else self.forms.mentor)
        if self.asks_managers:
            asked = tuple(asked_themselves(question) for question in asked if question.key != TICK)
        whole = with_membership(with_called_name(asked), self.membership, role)
        return (*whole, *(_tick(notice) for notice in self.notices(role) if notice.required))

    def notices(self, role: Role) -> tuple[Notice, ...]:
        """What applicants in a role read, and where it is required agree to."""
        return tuple(notice for notice in self.forms.notices if notice.role in ("both", role))

    def notices_agreed_to(self, role: Role) -> str:
        """Those that are agreed to in a role, each with its version: "code_of_conduct 2, fee 1"; "" where there are none."""
        return ", ".join(
            f"{notice.key} {notice.version}" for notice in self.notices(role) if notice.required
        )

    @property
    def asks_managers(self) -> bool:
        """Whether line managers are asked by mail (R2.7)."""
        return self.eligibility.manager_approval and self.eligibility.approval_by == "mail"

    def without_mail(self) -> Self:
        """The scheme where no mail can be sent: what it would ask of line managers, applicants tick."""
        by_tick = self.eligibility.model_copy(update={"approval_by": "tick"})
        return self.model_copy(update={"eligibility": by_tick})

    def file_field(self, key: str) -> FileField | None:
        """The file an application asks for under a key: whatever either role's form would take. None where none does."""
        asked = [
            f
            for f in (*self.forms.mentee, *self.forms.mentor)
            if isinstance(f, FileField) and f.key == key
        ]
        if not asked:
            return None
        accepts = tuple(dict.fromkeys(ending for file in asked for ending in file.accepts))
        return asked[0].model_copy(
            update={"accepts": accepts, "most_mb": max(file.most_mb for file in asked)}
        )

    def before(self, role: Role) -> str:
        """What an applicant reads before the form; "" when the scheme says nothing (R2.1)."""
        if role == "mentee":
            return self.forms.before_mentee
        return self.forms.before_mentor

    def questionnaire(self, role: Role, occasion: Occasion) -> tuple[AnyField, ...]:
        """The questions to a role on an occasion; none where the scheme does not ask."""
        fields: tuple[AnyField, ...] = getattr(self.surveys.forms, f"{role}_{kind_of(occasion)}")
        return self.filled(fields)

    def other_door(self, role: Role) -> Sister | None:
        """Another scheme that may suit somebody for whom there is no place here in a role; None where none is known."""
        if role == "mentee":
            return self.sister
        return None

    def term(self, role: Role) -> str:
        """The scheme's word for a role."""
        if role == "mentee":
            return self.terms.mentee
        return self.terms.mentor

    @property
    def sought(self) -> str:
        """Whom a mentee has looked for: "mentors", or "a mentor" where the scheme proposes no more than one."""
        if self.choosing.options == 1:
            return a(self.terms.mentor)
        return several(self.terms.mentor)

    def organisation(self, key: str) -> Organisation | None:
        """A member organisation by key."""
        return next((o for o in self.organisations if o.key == key), None)

    def spot_of(self, place: str) -> Spot | None:
        """Where a place is, as somebody wrote it ("Leeds, West Yorkshire"); None where it cannot be told."""
        spots = self._spots
        return spots.get(plain(place)) or spots.get(plain(place.partition(",")[0]))

    @cached_property
    def _spots(self) -> dict[str, Spot]:
        """Where towns are, by their names in plain letters: those of organisations, and before them the gazetteer's."""
        own = {plain(o.place): o.spot for o in self.organisations if o.place and o.spot}
        return own | {plain(town.name): town.spot for town in self.gazetteer}

    def level_rank(self, key: str) -> int | None:
        """How high a level is, 0 the lowest; None when it is unknown."""
        return next((rank for rank, level in enumerate(self.levels) if level.key == key), None)

    def round_of(self, key: str) -> Round | None:
        """A round by key; None for a time in which the scheme is open without one, and for one that has gone."""
        return next((campaign for campaign in self.rounds if campaign.key == key), None)

    def open_round(self, role: Role, day: date) -> str | None:
        """Key of the round that takes applications of a role on a day; None when none does (R1.2)."""
        for campaign in self.rounds:
            if campaign.window(role).holds(day):
                return campaign.key
        if self.always_open:
            return "always"
        return None

    def next_round(self, role: Role, day: date) -> Round | None:
        """The next round whose window for a role opens after a day."""
        later = [campaign for campaign in self.rounds if campaign.window(role).opens > day]
        return min(later, key=lambda campaign: campaign.window(role).opens, default=None)
