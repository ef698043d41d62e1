"""What the seeds say of each scheme, one fact a line: the row of docs/requirements.md, where it is from, what the preset has.

The rows are those of the table "How the five schemes differ". Each preset's own test asserts them by name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField, FileField, Number, ShortText
from scheme.people import Role

ALN_PAGE = "ALN's page"
ALN_GUIDELINES = "ALN's guidelines"
M25 = "M25's mentor guidelines"
ALIA = "ALIA's page of 2021"
LC = "Libraries Connected's questions and answers"
SCONUL = "SCONUL's public pages"


@dataclass(frozen=True)
class StatedFact:
    """One fact: the row of the table, where it is stated, in words, and whether a definition has it so."""

    row: str
    stated_in: str
    says: str
    holds: Callable[[Definition], bool]


def field(scheme: Definition, role: Role, key: str) -> AnyField | None:
    """A field of a form; None where the form does not ask it."""
    return next((field for field in scheme.form(role) if field.key == key), None)


def answer(scheme: Definition, to: str) -> str:
    """What the scheme answers to a question; "" where that is only an example or nothing."""
    said = scheme.answer_to(to)
    if said is None or said.example:
        return ""
    return said.text


def tells_of(scheme: Definition, title: str) -> bool:
    """Whether something to read, watch or attend has such words in its title or says them of itself."""
    return any(title.lower() in f"{each.title} {each.about}".lower() for each in scheme.resources)


def window(scheme: Definition, key: str) -> tuple[date, date]:
    """When both roles may apply in a round. Raises `StopIteration` where there is no such round."""
    campaign = next(each for each in scheme.rounds if each.key == key)
    assert campaign.mentee == campaign.mentor
    return campaign.mentee.opens, campaign.mentee.closes


def requires(scheme: Definition, kind: type, key: str, *roles: Role) -> bool:
    """Whether the forms of these roles must have an answer of this kind."""
    found = [field(scheme, role, key) for role in roles]
    return all(each is not None and isinstance(each, kind) and each.required for each in found)


def capacity_above_one(scheme: Definition) -> bool:
    """Whether a mentor can say that they take more than one."""
    places = field(scheme, "mentor", "capacity")
    return isinstance(places, Number) and places.most > 1


def left_to_the_pair(scheme: Definition) -> bool:
    """Whether neither how often nor for how long they meet is set."""
    rhythm = scheme.meetings
    return not any(
        (rhythm.least_weeks, rhythm.most_weeks, rhythm.least_minutes, rhythm.most_minutes)
    )


BOTH: tuple[Role, ...] = ("mentee", "mentor")
F = StatedFact

STATED: dict[str, tuple[StatedFact, ...]] = {
    "aln": (
        F("length", ALN_PAGE, "six months", lambda s: s.pairing.months == 6),
        F(
            "length",
            ALN_GUIDELINES,
            "up to twelve by agreement",
            lambda s: s.pairing.most_months == 12,
        ),
        F(
            "rhythm",
            ALN_PAGE,
            "every four to six weeks, 90 to 120 minutes",
            lambda s: (
                (
                    s.meetings.least_weeks,
                    s.meetings.most_weeks,
                    s.meetings.least_minutes,
                    s.meetings.most_minutes,
                )
                == (4, 6, 90, 120)
            ),
        ),
        F(
            "rounds",
            ALN_GUIDELINES,
            "two a year",
            lambda s: len(s.rounds) == 2 and not s.always_open,
        ),
        F(
            "rounds",
            ALN_PAGE,
            "the last closing date is 13 September 2024",
            lambda s: window(s, "wave-4")[1] == date(2024, 9, 13),
        ),
        F(
            "who",
            ALN_PAGE,
            "staff who are not senior, of member libraries",
            lambda s: s.eligibility.non_senior and s.eligibility.member_domain,
        ),
        F(
            "who",
            ALN_PAGE,
            "mentors with two years at the level or above",
            lambda s: s.eligibility.mentor_years_at_level == 2,
        ),
        F(
            "choice",
            ALN_GUIDELINES,
            "proposed to the mentee, who chooses",
            lambda s: s.choosing.mode == "choose-one",
        ),
        F(
            "choice",
            ALN_GUIDELINES,
            "an answer within four weeks",
            lambda s: s.answering.days == 28,
        ),
        F(
            "both roles",
            ALN_GUIDELINES,
            "a mentor may seek a mentor",
            lambda s: s.eligibility.both_roles,
        ),
        F(
            "manager approval",
            ALN_PAGE,
            "expected of both",
            lambda s: s.eligibility.manager_approval,
        ),
        F("extras", ALN_PAGE, "an equality form", lambda s: bool(s.equality.questions)),
        F(
            "extras",
            ALN_PAGE,
            "induction for both roles",
            lambda s: tells_of(s, "induction") and "induction" in answer(s, "training"),
        ),
        F(
            "extras",
            ALN_PAGE,
            "a background can be asked for",
            lambda s: {"LGBTQ+", "BAME"} <= {each.label for each in s.groups},
        ),
        F(
            "first contact",
            ALN_GUIDELINES,
            "a setting: they say both",
            lambda s: s.choosing.first_contact in ("mentee", "mentor", "either"),
        ),
        F(
            "senior applicants",
            ALN_PAGE,
            "referred to SCONUL",
            lambda s: s.sister is not None and "sconul" in s.sister.link,
        ),
    ),
    "m25": (
        F(
            "choice",
            M25,
            "first talks with several, each may step back, then the mentee chooses",
            lambda s: s.choosing.mode == "approach-several" and s.choosing.at_once > 1,
        ),
        F(
            "length",
            M25,
            "the pair agree",
            lambda s: (s.pairing.months, s.pairing.most_months) == (0, 0),
        ),
        F("rhythm", M25, "the pair agree", left_to_the_pair),
        F("rounds", M25, "not stated: examples", lambda s: all(each.example for each in s.rounds)),
        F(
            "who",
            M25,
            "staff who are not senior, of member libraries",
            lambda s: s.eligibility.non_senior and s.eligibility.member_domain,
        ),
        F(
            "who",
            M25,
            "mentors with two years at the level or above",
            lambda s: s.eligibility.mentor_years_at_level == 2,
        ),
        F(
            "both roles",
            M25,
            "a mentor may seek a mentor at any stage",
            lambda s: s.eligibility.both_roles,
        ),
        F(
            "manager approval",
            M25,
            "expected of both",
            lambda s: s.eligibility.manager_approval and "line manager" in answer(s, "permission"),
        ),
        F(
            "extras",
            M25,
            "a background can be asked for",
            lambda s: field(s, "mentee", "background") is not None,
        ),
        F(
            "extras",
            M25,
            "its own words: BAGM and LGBTQ+",
            lambda s: {"LGBTQ+", "BAGM"} <= {each.label for each in s.groups},
        ),
        F("first contact", M25, "the mentee", lambda s: s.choosing.first_contact == "mentee"),
        F(
            "senior applicants",
            M25,
            "referred to SCONUL",
            lambda s: s.sister is not None and "sconul" in s.sister.link,
        ),
    ),
    "alia": (
        F(
            "choice",
            ALIA,
            "the staff match, and tell both",
            lambda s: s.choosing.mode == "organisers-decide" and s.choosing.approvals == 1,
        ),
        F(
            "extras",
            ALIA,
            "a fee of 150 AUD for mentees, which falls due once they are matched",
            lambda s: (
                s.fee is not None
                and (s.fee.role, s.fee.amount, s.fee.currency) == ("mentee", 150, "AUD")
            ),
        ),
        F(
            "rhythm",
            ALIA,
            "a mentee gives three hours a month: one of contact, two to prepare",
            lambda s: (s.meetings.mentee_hours, s.meetings.preparation_hours) == (1, 2),
        ),
        F(
            "rhythm",
            ALIA,
            "a mentor gives an hour a month for each mentee",
            lambda s: s.meetings.mentor_hours == 1,
        ),
        F(
            "who",
            ALIA,
            "mentees early or midway, mentors midway or senior",
            lambda s: (
                s.eligibility.mentee_levels == ("student", "early", "mid")
                and s.eligibility.mentor_levels == ("mid", "senior", "executive")
            ),
        ),
        F(
            "extras",
            ALIA,
            "a code of conduct that both agree to, at its link",
            lambda s: any(
                (each.key, each.role, each.required) == ("code_of_conduct", "both", True)
                and each.link
                for each in s.forms.notices
            ),
        ),
        F(
            "extras",
            ALIA,
            "mentees pay 150 AUD, and only if matched",
            lambda s: any(
                each.role == "mentee" and "150 Australian dollars once" in each.text
                for each in s.forms.notices
            ),
        ),
        F(
            "rounds",
            ALIA,
            "matches in June, a start in July",
            lambda s: (
                s.rounds[0].matched_by == date(2021, 6, 30)
                and s.rounds[0].starts == date(2021, 7, 1)
            ),
        ),
        F(
            "length",
            ALIA,
            "twelve months",
            lambda s: (s.pairing.months, s.pairing.most_months) == (12, 12),
        ),
        F(
            "rhythm",
            ALIA,
            "an hour of contact a month",
            lambda s: (
                s.meetings.least_minutes == 60
                and 4 <= s.meetings.least_weeks <= s.meetings.most_weeks <= 5
            ),
        ),
        F(
            "rounds",
            ALIA,
            "one, Monday 17 May to Friday 25 June 2021",
            lambda s: (
                [each.key for each in s.rounds] == ["2021"]
                and window(s, "2021") == (date(2021, 5, 17), date(2021, 6, 25))
            ),
        ),
        F(
            "who",
            ALIA,
            "personal members, who may join while they apply",
            lambda s: (s.membership.by, s.membership.pending) == ("personal", True),
        ),
        F(
            "who",
            ALIA,
            "mentees early or midway in their career",
            lambda s: s.eligibility.non_senior,
        ),
        F(
            "who",
            ALIA,
            "any number of years as a mentor who is midway or senior",
            lambda s: s.eligibility.mentor_years_at_level == 0,
        ),
        F(
            "who",
            ALIA,
            "in Australia: its hours and public holidays",
            lambda s: (s.zone, s.region) == ("Australia/Sydney", "AU-ACT"),
        ),
        F("both roles", "not stated", "not barred", lambda s: s.eligibility.both_roles),
        F(
            "manager approval",
            "not stated",
            "nobody's employer is asked",
            lambda s: not s.eligibility.manager_approval,
        ),
        F("extras", ALIA, "a CV from both", lambda s: requires(s, FileField, "cv", *BOTH)),
        F(
            "extras",
            ALIA,
            "an introductory webinar on 22 July, 13:00 to 14:00 AEST",
            lambda s: tells_of(s, "Thursday 22 July 2021, 13:00 to 14:00 AEST"),
        ),
        F("extras", ALIA, "monthly webinars of an hour", lambda s: tells_of(s, "monthly webinars")),
        F(
            "extras",
            ALIA,
            "a workbook and a career kit",
            lambda s: tells_of(s, "workbook") and tells_of(s, "career development kit"),
        ),
        F(
            "extras",
            ALIA,
            "hours count for professional development",
            lambda s: "hours count" in answer(s, "certificate"),
        ),
        F(
            "extras",
            ALIA,
            "a certificate for both",
            lambda s: (
                "mentees and mentors each" in answer(s, "certificate")
                and s.certificates.roles == ("mentee", "mentor")
            ),
        ),
        F("extras", ALIA, "more than one mentee if a mentor likes", capacity_above_one),
        F(
            "extras",
            ALIA,
            "the address to write to",
            lambda s: s.help[0].email == "pd@alia.org.au" and not s.help[0].example,
        ),
        F("first contact", ALIA, "the mentee", lambda s: s.choosing.first_contact == "mentee"),
    ),
    "libraries-connected": (
        F(
            "senior applicants",
            LC,
            "the scheme is for them",
            lambda s: s.sister is None and not s.eligibility.non_senior,
        ),
        F(
            "choice",
            LC,
            "a mentee names three of all mentors, and the organisers match",
            lambda s: (
                (s.choosing.mode, s.choosing.choices, s.choosing.ranked)
                == ("choose-of-all", 3, False)
            ),
        ),
        F(
            "rounds",
            LC,
            "choices end with the launch, before the common start",
            lambda s: all(
                each.choices_close == date(2022, 7, 8)
                and each.starts
                and each.starts > each.choices_close
                for each in s.rounds
            ),
        ),
        F(
            "length",
            LC,
            "whether they go on is asked of both in the last month",
            lambda s: s.pairing.continuation_days == 31,
        ),
        F(
            "extras",
            LC,
            "a professional supervisor outside the scheme",
            lambda s: s.supervisor is not None and s.supervisor.example,
        ),
        F(
            "rounds",
            LC,
            "places are limited",
            lambda s: all(each.places.mentee and each.places.mentor for each in s.rounds),
        ),
        F(
            "who",
            LC,
            "heads of service alone",
            lambda s: s.eligibility.mentee_levels == s.eligibility.mentor_levels == ("head",),
        ),
        F(
            "extras",
            LC,
            "everybody knows that no expenses are paid",
            lambda s: (
                [(each.key, each.role) for each in s.forms.notices] == [("no_expenses", "both")]
            ),
        ),
        F(
            "length",
            LC,
            "a common start in July and an end in January",
            lambda s: (
                [
                    (each.starts.month, each.ends.month)
                    for each in s.rounds
                    if each.starts and each.ends
                ]
                == [(7, 1)]
            ),
        ),
        F(
            "first contact",
            LC,
            "settled when they first meet",
            lambda s: s.choosing.first_contact == "either",
        ),
        F("rhythm", LC, "the pair agree", left_to_the_pair),
        F("length", LC, "from July to January: about six months", lambda s: s.pairing.months == 6),
        F("rounds", LC, "one pilot", lambda s: [each.key for each in s.rounds] == ["pilot"]),
        F(
            "who",
            LC,
            "heads of service",
            lambda s: not s.eligibility.non_senior and s.levels[-1].key == "head",
        ),
        F("who", LC, "no number of years", lambda s: s.eligibility.mentor_years_at_level == 0),
        F("both roles", LC, "barred, as places are few", lambda s: not s.eligibility.both_roles),
        F("manager approval", "not stated", "ALN's", lambda s: s.eligibility.manager_approval),
        F(
            "extras",
            LC,
            "a mentor's video of two minutes",
            lambda s: (
                requires(s, ShortText, "video", "mentor") and field(s, "mentee", "video") is None
            ),
        ),
        F(
            "extras",
            LC,
            "a launch and training day, or half a day online",
            lambda s: tells_of(s, "launch and training day") and tells_of(s, "half a day"),
        ),
        F(
            "extras",
            LC,
            "three drop-ins for mentors",
            lambda s: any(
                each.role == "mentor" and "Three sessions" in each.about for each in s.resources
            ),
        ),
        F(
            "extras",
            LC,
            "one to one with a supervisor",
            lambda s: tells_of(s, "one to one with a professional coach and supervisor"),
        ),
        F("extras", LC, "a handbook with templates", lambda s: tells_of(s, "handbook")),
        F(
            "extras",
            LC,
            "a certificate for mentors",
            lambda s: (
                answer(s, "certificate").startswith("Mentors receive")
                and s.certificates.roles == ("mentor",)
            ),
        ),
        F("extras", LC, "surveys are optional", lambda s: s.surveys.optional),
        F(
            "extras",
            LC,
            "going on is agreed in January",
            lambda s: "both of you agree" in answer(s, "ends"),
        ),
        F("extras", LC, "no expenses are paid", lambda s: answer(s, "expenses").startswith("No.")),
    ),
    "sconul": (
        F(
            "choice",
            SCONUL,
            "an introductory talk with each of those suggested",
            lambda s: (s.choosing.mode, s.choosing.at_once) == ("approach-several", 5),
        ),
        F(
            "who",
            SCONUL,
            "deputy directors, the second tier, directors new to the post",
            lambda s: (
                s.eligibility.mentee_levels == ("second-tier", "deputy-director", "new-director")
            ),
        ),
        F(
            "who",
            SCONUL,
            "others as far as that is possible",
            lambda s: s.eligibility.best_effort_levels == ("below", "director"),
        ),
        F("length", SCONUL, "the two decide", lambda s: s.pairing.months == 0),
        F("rhythm", SCONUL, "the two decide", left_to_the_pair),
        F(
            "rhythm",
            SCONUL,
            "not monitored: nobody is asked or told whether they have begun or go on",
            lambda s: (
                not any((s.pairing.in_touch_days, s.pairing.quiet_days, s.pairing.still_days))
            ),
        ),
        F(
            "length",
            SCONUL,
            "the two decide",
            lambda s: "for the two of you to decide" in answer(s, "time_off"),
        ),
        F(
            "rhythm",
            SCONUL,
            "not monitored: nobody is reminded of meetings",
            lambda s: s.meetings.nudges == 0,
        ),
        F(
            "rhythm",
            SCONUL,
            "not monitored: nothing is asked halfway or later",
            lambda s: (
                not s.surveys.forms.mentee_midpoint
                and not s.surveys.forms.mentor_midpoint
                and not s.surveys.lookback_months
            ),
        ),
        F("who", SCONUL, "those who lead", lambda s: not s.eligibility.non_senior),
        F(
            "who",
            SCONUL,
            "mentors with two years at the level or above",
            lambda s: s.eligibility.mentor_years_at_level == 2,
        ),
        F(
            "who",
            SCONUL,
            "retired leaders are welcome as mentors",
            lambda s: s.membership.retired == ("mentor",),
        ),
        F("choice", SCONUL, "up to five are suggested", lambda s: s.choosing.options == 5),
        F("choice", SCONUL, "an answer within a month", lambda s: s.answering.days == 30),
    ),
}
