"""The ALN preset holds ALN's facts, its forms ask every matter, and its questionnaires cover every question."""

import re
import tomllib
from datetime import date

import pytest

from scheme.definition import loading
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import (
    AnyField,
    ChoiceField,
    ChoicesField,
    LongText,
    Number,
    ShortText,
    TickField,
)
from scheme.people import GROUP_DUTIES, Role
from scheme.refusal import Refusal
from scheme.survey.occasion import SurveyKind
from tests.scheme.definition.facts import STATED, StatedFact

ALN = loading.load(loading.preset("aln"))
TEXT = loading.preset("aln").read_text("utf-8")
OTHER_WAYS = re.compile(r"\((approach-several|choose-of-all|organisers-decide)")
ROLES: tuple[Role, ...] = ("mentee", "mentor")

# R2.1: what each form asks, and the kind of each field.
BOTH: dict[str, type] = {
    "name": ShortText, "called": ShortText,
    "email": ShortText, "second_contact": ShortText, "organisation": ChoiceField, "job_title": ShortText,
    "level": ChoiceField, "years_at_level": Number, "experience_years": Number, "manager_name": ShortText,
    "manager_email": ShortText, "manager_approval": TickField, "areas": ChoicesField, "modes": ChoicesField, "place": ShortText,
    "avoid": LongText, "other": LongText, "consent": TickField,
}  # fmt: skip
ASKED: dict[Role, dict[str, type]] = {
    "mentee": BOTH | {"goals": LongText, "background": ChoicesField, "background_note": LongText},
    "mentor": BOTH | {
        "experience": LongText, "capacity": Number, "training": ChoiceField, "groups": ChoicesField, "earlier_mentoring": LongText,
        "hopes_give": LongText, "hopes_gain": LongText, "was_mentee": TickField,
    },
}  # fmt: skip
REQUIRED: dict[Role, set[str]] = {
    "mentee": {
        "name", "email", "organisation", "job_title", "level", "experience_years", "manager_name", "goals", "areas",
        "consent",
    },
    "mentor": {
        "name", "email", "organisation", "job_title", "level", "years_at_level", "experience_years", "manager_name",
        "experience", "areas", "capacity", "consent",
    },
}  # fmt: skip
PRIVATE = {
    "email", "second_contact", "manager_name", "manager_email", "manager_approval", "background", "background_note",
    "groups", "avoid", "other", "consent", "training", "was_mentee", "capacity",
}  # fmt: skip

# R7.1: the matters of the four evaluation forms, by their number there, with the questions that cover each. Of the
# others the bot knows the answer: how long the two have met, when it ends, when it began.
COVERED: dict[tuple[Role, SurveyKind], dict[int, set[str]]] = {
    ("mentee", "midpoint"): {
        1: {"named"}, 4: {"going_well", "going_well_why"}, 5: {"progress", "change_note"},
        6: {"present_job", "change_note"}, 7: {"next_step", "change_note"}, 8: {"guidance", "guidance_more"},
        9: {"improve"}, 10: {"other"},
    },
    ("mentee", "conclusion"): {
        1: {"named"}, 3: {"goals_met"}, 4: {"goals_changed"}, 5: {"worked_well", "worked_well_why"},
        6: {"gained", "gained_note"}, 7: {"helpful"}, 8: {"present_job", "present_job_note"},
        9: {"new_role", "new_role_helped"}, 10: {"improve"}, 11: {"other"}, 12: {"become_mentor"},
    },
    ("mentor", "midpoint"): {
        1: {"named"}, 4: {"going_well", "going_well_why"}, 5: {"progress", "change_note"},
        6: {"difference", "change_note"}, 7: {"gained", "change_note"}, 8: {"guidance", "guidance_more"},
        9: {"improve"}, 10: {"other"},
    },
    ("mentor", "conclusion"): {
        1: {"named"}, 3: {"goals_met"}, 4: {"goals_changed"}, 5: {"worked_well", "worked_well_why"},
        6: {"differently"}, 7: {"improve"}, 8: {"other"},
    },
}  # fmt: skip
KNOWN: dict[SurveyKind, set[int]] = {"midpoint": {2, 3}, "conclusion": {2}}
MATTERS = {("mentee", "midpoint"): 10, ("mentee", "conclusion"): 12, ("mentor", "midpoint"): 10,
           ("mentor", "conclusion"): 8}  # fmt: skip


@pytest.mark.parametrize("fact", STATED["aln"], ids=lambda fact: f"{fact.row}: {fact.says}")
def test_it_is_as_stated(fact: StatedFact) -> None:
    assert fact.holds(ALN), f"{fact.row}, {fact.stated_in}: {fact.says}"


def test_it_lasts_six_months_and_twelve_at_most() -> None:
    assert (ALN.pairing.months, ALN.pairing.most_months) == (6, 12)


def test_pairs_meet_every_four_to_six_weeks_for_ninety_minutes_to_two_hours() -> None:
    meetings = ALN.meetings
    assert (meetings.least_weeks, meetings.most_weeks) == (4, 6)
    assert (meetings.least_minutes, meetings.most_minutes) == (90, 120)


def test_applicants_hear_within_four_weeks_and_complaints_within_ten_working_days() -> None:
    assert ALN.answering.days == 28
    assert (ALN.complaints.working_days, ALN.region, ALN.zone) == (10, "GB-ENG", "Europe/London")


def test_mentees_are_not_senior_and_mentors_have_two_years_at_their_level() -> None:
    rules = ALN.eligibility
    assert (rules.non_senior, rules.mentor_years_at_level, rules.both_roles) == (True, 2, True)
    assert (rules.member_domain, rules.manager_approval) == (True, True)


def test_two_members_agree_and_the_mentee_chooses() -> None:
    assert (ALN.choosing.approvals, ALN.choosing.mode) == (2, "choose-one")


def test_it_speaks_of_waves_and_of_bame_and_lgbtq_staff() -> None:
    assert ALN.terms.round == "wave"
    assert {"BAME", "LGBTQ+"} <= {group.label for group in ALN.groups}
    assert "BAGM" not in TEXT
    assert "M25" not in TEXT


def test_there_are_two_waves_and_the_last_closes_on_the_last_day_published() -> None:
    assert len(ALN.rounds) == 2
    assert {ALN.rounds[-1].window(role).closes for role in ROLES} == {date(2024, 9, 13)}
    comment = TEXT[: TEXT.index("[[rounds]]")].rpartition("# EXAMPLE")[2]
    assert "13 September 2024" in comment
    assert "edit these dates" in comment


def test_senior_applicants_are_pointed_to_sconul() -> None:
    assert ALN.sister is not None
    assert ALN.sister.link == "https://www.sconul.ac.uk/"
    assert [level.key for level in ALN.levels if level.senior] == [
        "head",
        "deputy-director",
        "director",
    ]
    assert [level.senior for level in ALN.levels] == sorted(level.senior for level in ALN.levels)


def test_the_development_managers_are_the_first_to_turn_to_and_somebody_can_be_phoned() -> None:
    assert ALN.help[0].email == "academiclibrariesnorth@sconul.ac.uk"
    assert all(contact.phone for contact in ALN.help)
    assert ALN.urgent is not None
    assert ALN.urgent.phone
    assert ALN.policies.privacy_link


def test_five_invented_members_and_one_of_the_steering_group_run_it() -> None:
    duties = [seat.duty for seat in ALN.roster]
    assert sorted(duty for duty in duties if duty in GROUP_DUTIES) == [
        "administrator", "chair", "co-chair", "member", "member",
    ]  # fmt: skip
    assert duties.count("steering") == 1
    assert all(seat.email.endswith("example.org") for seat in ALN.roster)


def test_pairs_meet_face_to_face_or_online_or_by_phone_and_no_preference_means_any() -> None:
    assert [mode.label for mode in ALN.modes] == ["Face to face", "Teams", "Zoom", "Phone"]
    for role in ROLES:
        modes = next(field for field in ALN.form(role) if field.key == "modes")
        assert not modes.required
        assert "any way" in modes.help


def test_hull_is_a_member_by_its_domain() -> None:
    hull = next(o for o in ALN.organisations if o.name == "University of Hull Library")
    assert hull.domains == ("hull.ac.uk",)


@pytest.mark.parametrize("role", ROLES)
def test_before_the_form_it_says_what_mentoring_is_and_asks_whether_it_is_right_now(
    role: Role,
) -> None:
    before = ALN.before(role)
    assert "right for you now" in before
    assert "counsellor" in before
    assert len(before.split()) <= 120


def test_training_is_named_for_each_role_and_induction_for_both() -> None:
    found = {resource.title: resource.role for resource in ALN.resources}
    assert found["Mentee briefing"] == "mentee"
    assert found["Mentor skills training"] == "mentor"
    assert found["Induction"] == found["Handbook"] == "both"
    assert all("example.org" in resource.link for resource in ALN.resources)


@pytest.mark.parametrize("role", ROLES)
def test_the_form_asks_every_matter_and_requires_few(role: Role) -> None:
    form = ALN.form(role)
    assert {field.key: type(field) for field in form} == ASKED[role]
    assert {field.key for field in form if field.required} == REQUIRED[role]


@pytest.mark.parametrize("role", ROLES)
def test_a_partner_reads_nothing_private(role: Role) -> None:
    for field in ALN.form(role):
        assert field.seen_by == ("group" if field.key in PRIVATE else "partner"), field.key


@pytest.mark.parametrize("role", ROLES)
def test_the_browser_may_fill_in_who_the_applicant_is_but_not_the_manager(role: Role) -> None:
    fills = {
        field.key: field.fills
        for field in ALN.form(role)
        if isinstance(field, ShortText) and field.fills
    }
    assert fills == {
        "name": "name", "called": "given-name", "email": "email",
        "job_title": "organization-title", "place": "address-level2",
        "manager_name": "off", "manager_email": "off",
    }  # fmt: skip


def test_a_mentor_takes_one_to_five_mentees() -> None:
    capacity = next(field for field in ALN.form("mentor") if field.key == "capacity")
    assert isinstance(capacity, Number)
    assert (capacity.least, capacity.most) == (1, 5)


def test_an_application_without_the_managers_approval_passes_the_form() -> None:
    given = {
        "name": "Maya Thorne", "email": "m.thorne@library.example.org", "organisation": "example",
        "job_title": "Assistant", "level": "assistant", "experience_years": "3", "manager_name": "Lena Marsh",
        "goals": "To teach with confidence.", "areas": ["teaching"], "consent": "on",
    }  # fmt: skip
    assert check(ALN.form("mentee"), given)["manager_approval"] is False
    with pytest.raises(Refusal) as caught:
        check(ALN.form("mentee"), given | {"consent": ""})
    assert list(caught.value.errors) == ["consent"]


@pytest.mark.parametrize(("role", "kind"), COVERED)
def test_a_questionnaire_covers_every_matter_that_the_bot_does_not_know(
    role: Role, kind: SurveyKind
) -> None:
    covered = COVERED[role, kind]
    assert set(covered) | KNOWN[kind] == set(range(1, MATTERS[role, kind] + 1))
    asked = {field.key for field in ALN.questionnaire(role, kind)}
    questions = set().union(*covered.values())
    assert asked - questions == ({"background_met"} if role == "mentee" else set())
    assert questions <= asked


@pytest.mark.parametrize(("role", "kind"), COVERED)
def test_the_comments_of_the_file_name_the_matter_of_each_question(
    role: Role, kind: SurveyKind
) -> None:
    header = re.escape(f"[[surveys.forms.{role}_{kind}]]")
    said: dict[int, set[str]] = {}
    for matters, key in re.findall(
        rf'^{header} # matters? (.*)\nkind = .*\nkey = "(.*)"', TEXT, re.MULTILINE
    ):
        for matter in re.findall(r"\d+", matters):
            said.setdefault(int(matter), set()).add(key)
    assert said == COVERED[role, kind]


@pytest.mark.parametrize(("role", "kind"), COVERED)
def test_a_questionnaire_needs_only_closed_answers_on_one_scale(
    role: Role, kind: SurveyKind
) -> None:
    fields = ALN.questionnaire(role, kind)
    required = [field for field in fields if field.required]
    assert 2 <= len(required) <= 4
    for field in required:
        assert isinstance(field, ChoiceField)
        assert field.options == ALN.surveys.scale
    assert len(ALN.surveys.scale) == 5


@pytest.mark.parametrize(("role", "kind"), COVERED)
def test_putting_ones_name_to_the_answers_is_a_choice(role: Role, kind: SurveyKind) -> None:
    named = ALN.questionnaire(role, kind)[0]
    assert isinstance(named, TickField)
    assert (named.key, named.required) == ("named", False)


def test_the_midpoint_note_says_what_to_do_when_it_is_not_going_well() -> None:
    assert "not going well" in ALN.surveys.note
    assert "another mentor" in ALN.surveys.note
    assert len(ALN.surveys.note.split()) <= 80


def test_nothing_is_shouted_and_nothing_grows_past_its_screen() -> None:
    def texts(value: object) -> list[str]:
        match value:
            case dict():
                return [text for one in value.values() for text in texts(one)]
            case list():
                return [text for one in value for text in texts(one)]
            case str():
                return [value]
            case _:
                return []

    assert not [text for text in texts(tomllib.loads(TEXT)) if "!" in text]
    forms: list[tuple[AnyField, ...]] = [ALN.form(role) for role in ROLES]
    forms += [ALN.questionnaire(role, kind) for role, kind in COVERED]
    assert all(len(field.help.split()) <= 50 for form in forms for field in form)


def test_the_defaults_of_the_models_are_not_what_makes_the_preset_right() -> None:
    given = tomllib.loads(TEXT)
    for table in (
        "terms",
        "eligibility",
        "choosing",
        "answering",
        "pairing",
        "meetings",
        "complaints",
    ):
        keys = type(Definition.model_fields[table].get_default()).model_fields
        assert set(given[table]) <= set(keys)
        for key in set(keys) - set(given[table]):
            # Only what belongs to another way to a mentor than ALN's is left to its default.
            assert OTHER_WAYS.search(keys[key].description or ""), f"{table}.{key}"
