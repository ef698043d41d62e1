"""The cast of the tests: one small scheme, and people who come back in every story. All of them are invented."""

from datetime import UTC, date, datetime

from hypothesis import HealthCheck, settings

from scheme import calendar
from scheme.application.application import Application, ApplicationStage
from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.forms.fields import Answer, Answers
from scheme.ids import ApplicationId, CandidateId, PartnershipId, PersonId, ProposalId, RaisedId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.partnership.partnership import Partnership
from scheme.people import ROLES, Role
from scheme.survey.survey import Survey

ZONE = "Europe/London"
REGION = "GB-ENG"
MONDAY = datetime(2026, 2, 2, 10, 30, tzinfo=UTC)
TODAY = MONDAY.date()

# A busy machine may be slow; that says nothing about a rule.
CALMLY = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])

ROBIN, SAM, ALEX, JO = map(PersonId, (91, 92, 93, 94))  # chair, administrator, member, steering
MAYA, TOM, PRIYA, OWEN = map(PersonId, (1, 11, 12, 13))  # a mentee, and three mentors

ANSWERS: dict[Role, Answers] = {
    "mentee": {
        "name": "Maya Thorne",
        "email": "m.thorne@fellside.example.org",
        "organisation": "fellside",
        "level": "assistant",
        "years_at_level": 3,
        "experience_years": 5,
        "manager_name": "Lena Marsh",
        "manager_email": "l.marsh@fellside.example.org",
        "manager_approval": True,
        "goals": "I would like to run budgets and to teach with confidence.",
        "areas": ["teaching", "research"],
        "modes": ["video", "phone"],
        "place": "Fellside",
        "consent": True,
    },
    "mentor": {
        "name": "Tom Birch",
        "email": "t.birch@harbour.example.org",
        "organisation": "harbour",
        "level": "leader",
        "years_at_level": 4,
        "experience_years": 12,
        "manager_name": "Gwen Pike",
        "manager_email": "g.pike@harbour.example.org",
        "manager_approval": True,
        "experience": "Teaching teams, and budgeting in hard years.",
        "areas": ["teaching", "collections"],
        "modes": ["video", "in-person"],
        "place": "Harbour Bay",
        "groups": ["first-generation"],
        "capacity": 2,
        "consent": True,
    },
}

_FIELDS: list[dict[str, object]] = [
    {"kind": "short", "key": "name", "label": "Your name"},
    {"kind": "short", "key": "email", "label": "Your work e-mail address", "form": "email"},
    {"kind": "choice", "key": "organisation", "label": "Your employer", "source": "organisations"},
    {"kind": "choice", "key": "level", "label": "Your level", "source": "levels"},
    {"kind": "number", "key": "years_at_level", "label": "Years at that level", "unit": "years"},
    {
        "kind": "choices",
        "key": "areas",
        "label": "Areas of work",
        "source": "areas",
        "required": False,
    },
    {
        "kind": "choices",
        "key": "modes",
        "label": "Ways of meeting",
        "source": "modes",
        "required": False,
    },
    {"kind": "tick", "key": "consent", "label": "You may keep and share this as the notice says"},
]

_SCHEME: dict[str, object] = {
    "key": "valley",
    "name": "Valley Libraries Mentoring",
    "terms": {
        "mentee": "learner",
        "mentor": "guide",
        "round": "wave",
        "background": "background or community",
    },
    "organisations": [
        {
            "key": "fellside",
            "name": "University of Fellside",
            "domains": ["fellside.example.org"],
            "place": "Fellside",
        },
        {
            "key": "harbour",
            "name": "Harbour College",
            "domains": ["harbour.example.org"],
            "place": "Harbour Bay",
        },
        {"key": "moor", "name": "Moor Institute", "domains": []},
    ],
    "roster": [
        {"name": "Robin Ashworth", "email": "r.ashworth@fellside.example.org", "duty": "chair"},
        {"name": "Sam Okoro", "email": "s.okoro@harbour.example.org", "duty": "administrator"},
        {"name": "Alex Finch", "email": "a.finch@moor.example.org", "duty": "member"},
        {"name": "Jo Sandford", "email": "j.sandford@valley.example.org", "duty": "steering"},
    ],
    "levels": [
        {"key": "assistant", "label": "Assistant"},
        {"key": "specialist", "label": "Specialist"},
        {"key": "leader", "label": "Team leader"},
        {"key": "head", "label": "Head of service", "senior": True},
    ],
    "areas": [
        {"key": "teaching", "label": "Teaching"},
        {"key": "research", "label": "Research data"},
        {"key": "collections", "label": "Collections"},
        {"key": "systems", "label": "Systems"},
        {"key": "archives", "label": "Archives"},
    ],
    "groups": [
        {"key": "first-generation", "label": "First in the family to study"},
        {"key": "returner", "label": "Back after years away"},
    ],
    "modes": [
        {"key": "in-person", "label": "Face to face"},
        {"key": "video", "label": "Video"},
        {"key": "phone", "label": "Telephone"},
    ],
    "rounds": [
        {
            "key": "spring",
            "name": "Spring",
            "mentee": {"opens": date(2026, 1, 12), "closes": date(2026, 3, 31)},
            "mentor": {"opens": date(2026, 1, 12), "closes": date(2026, 3, 31)},
        }
    ],
    "forms": {
        "mentee": [
            *_FIELDS,
            {"kind": "long", "key": "goals", "label": "What you would like to reach"},
        ],
        "mentor": [
            *_FIELDS,
            {"kind": "long", "key": "experience", "label": "What you can offer"},
            {
                "kind": "number",
                "key": "capacity",
                "label": "How many people you take",
                "least": 1,
                "most": 5,
            },
        ],
    },
    "help": [
        {
            "name": "The scheme office",
            "email": "office@valley.example.org",
            "phone": "01632 960 001",
        }
    ],
    "sister": {
        "name": "Summit Mentoring",
        "link": "https://summit.example.org",
        "about": "For senior staff.",
    },
}


def definition(**changes: object) -> Definition:
    """The small scheme, with whole tables replaced as told: `definition(eligibility={"non_senior": False})`."""
    return Definition.model_validate(_SCHEME | changes) if changes else VALLEY


VALLEY = Definition.model_validate(_SCHEME)
HASTY = definition(
    answering={"days": 5, "warnings": [1, 2, 3]},
    choosing={
        "mentee_days": 6,
        "mentee_reminders": [5, 1, 2, 30],
        "mentor_days": 4,
        "mentor_reminders": [1, 2, 3, 40],
    },
    pairing={
        "months": 1,
        "start_reminders": [1, 2, 3, 40],
        "start_days": 4,
        "end_notice_days": 2,
        "grace_days": 1,
    },
    meetings={"least_weeks": 1, "most_weeks": 1, "nudges": 5, "nudge_days": 1},
    surveys={"reminders": [1, 2, 3, 8], "open_days": 8},
    complaints={"working_days": 4, "warnings": [1, 2, 3]},
)


def mentee_application(
    number: int = 101, person_id: PersonId = MAYA, /, **answers: Answer
) -> Application:
    """Maya's application, found eligible; answers as told, and None takes one away as if it was never asked."""
    return _application("mentee", number, person_id, answers)


def mentor_application(
    number: int = 201, person_id: PersonId = TOM, /, **answers: Answer
) -> Application:
    """Tom's application, on the register; answers as told, and None takes one away as if it was never asked."""
    return _application("mentor", number, person_id, answers)


def received(application: Application) -> Application:
    """The same application, just received and not yet decided."""
    application.stage, application.decided_at, application.decided_by = (
        ApplicationStage.RECEIVED,
        None,
        None,
    )
    return application


def _application(role: Role, number: int, person_id: PersonId, answers: Answers) -> Application:
    told: Answers = {
        key: answer for key, answer in (ANSWERS[role] | answers).items() if answer is not None
    }
    application = Application.receive(definition(), person_id, role, "spring", told, MONDAY)
    application.id = ApplicationId(number)
    application.find_eligible(ROBIN, MONDAY)
    return application


def proposal(state: ProposalProgress = ProposalProgress.DRAFT) -> Proposal:
    """What the Group puts to Maya."""
    found = Proposal(
        scheme="valley",
        application_id=ApplicationId(101),
        mentee_id=MAYA,
        opened_at=MONDAY,
        state=state,
    )
    found.id = ProposalId(1)
    return found


def candidate(state: Word = Word.PROPOSED) -> Candidate:
    """Tom, among those proposed."""
    found = Candidate(
        scheme="valley",
        proposal_id=ProposalId(1),
        mentor_id=TOM,
        mentor_application_id=ApplicationId(201),
        rank=1,
        state=state,
    )
    found.id = CandidateId(1)
    return found


def introduced(now: datetime = MONDAY) -> Partnership:
    """Maya and Tom, introduced to each other."""
    found = Partnership(
        scheme="valley",
        candidate_id=CandidateId(1),
        mentee_application_id=ApplicationId(101),
        mentor_application_id=ApplicationId(201),
        mentee_id=MAYA,
        mentor_id=TOM,
        introduced_at=now,
    )
    found.id = PartnershipId(5)
    return found


def half_started(now: datetime = MONDAY) -> Partnership:
    """Maya and Tom, after Maya said that they have started."""
    found = introduced(now)
    found.confirm_start(definition(), MAYA, now)
    return found


def active(now: datetime = MONDAY) -> Partnership:
    """Maya and Tom, after both said it."""
    found = half_started(now)
    found.confirm_start(definition(), TOM, now)
    return found


def survey(now: datetime = MONDAY) -> Survey:
    """Maya's survey halfway."""
    found = Survey.issue(definition(), PartnershipId(5), MAYA, "mentee", "midpoint", now)
    found.id = 1
    return found


def complaint(
    now: datetime = MONDAY, *, about: str = "mentor", about_id: PersonId | None = TOM
) -> Concern:
    """Maya's complaint, about Tom unless told."""
    found = Concern.receive(definition(), MAYA, about, about_id, "It was late.", now)
    found.id = RaisedId(7)
    return found


def days(plan: list[Due], name: str) -> list[date]:
    """The days on which something of a name falls due, as the calendar on the wall says."""
    return [calendar.local_day(one.at, ZONE) for one in plan if one.name == name]


def for_each(plan: list[Due], name: str) -> list[date]:
    """The days on which something of a name falls due for each of the two, which must be the same for both."""
    theirs, others = ([one for one in plan if one.occasion.endswith(f":{role}")] for role in ROLES)
    assert days(theirs, name) == days(others, name)
    assert len(days(plan, name)) == 2 * len(days(theirs, name))
    return days(theirs, name)
