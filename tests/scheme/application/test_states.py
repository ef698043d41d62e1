"""Every change of state, and every refusal: a rule that says no changes nothing."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import date, timedelta
from itertools import product

import pytest

from scheme.application.application import OPEN, Application, ApplicationStage
from scheme.people import Role
from scheme.refusal import Refusal
from tests.support.scheme_cast import (
    MAYA,
    MONDAY,
    ROBIN,
    TODAY,
    VALLEY,
    mentee_application,
    mentor_application,
    received,
)

DAY = timedelta(days=1)
LATER = MONDAY + DAY


def at(stage: ApplicationStage) -> Application:
    found = received(mentee_application())
    found.stage = stage
    return found


# An application


def test_a_new_application_is_received_with_its_promise_and_its_consent() -> None:
    found = Application.receive(VALLEY, MAYA, "mentee", "spring", {"name": "Maya"}, MONDAY)
    assert (found.stage, found.answer_by, found.consent_version) == (
        ApplicationStage.RECEIVED,
        date(2026, 3, 2),
        "1",
    )
    assert found.is_open


def test_an_eligible_application_keeps_who_decided_and_the_reason_of_a_discretion() -> None:
    plain, by_discretion = at(ApplicationStage.RECEIVED), at(ApplicationStage.RECEIVED)
    plain.find_eligible(ROBIN, LATER)
    by_discretion.find_eligible(ROBIN, LATER, "Acting up for a year")
    assert (plain.stage, plain.decided_by, plain.decided_at, plain.discretion) == (
        ApplicationStage.ELIGIBLE,
        ROBIN,
        LATER,
        False,
    )
    assert (by_discretion.stage, by_discretion.discretion) == (ApplicationStage.ELIGIBLE, True)
    assert by_discretion.reason == "Acting up for a year"


def test_an_ineligible_application_is_closed_with_its_reason() -> None:
    found = at(ApplicationStage.RECEIVED)
    found.find_ineligible(ROBIN, "The scheme is for member libraries.", LATER)
    assert (found.stage, found.reason, found.is_open) == (
        ApplicationStage.INELIGIBLE,
        "The scheme is for member libraries.",
        False,
    )


@pytest.mark.parametrize(
    "stage", [stage for stage in ApplicationStage if stage != ApplicationStage.RECEIVED]
)
def test_what_is_decided_or_withdrawn_is_not_decided_again(stage: ApplicationStage) -> None:
    found = at(stage)
    before = deepcopy(found)
    with pytest.raises(Refusal, match="A-101"):
        found.find_eligible(ROBIN, LATER)
    with pytest.raises(Refusal, match="A-101"):
        found.find_ineligible(ROBIN, "No", LATER)
    assert found == before


def test_a_change_counts_a_revision_and_the_same_answers_do_not() -> None:
    found = at(ApplicationStage.ELIGIBLE)
    found.revise(dict(found.answers), 1, LATER)
    assert (found.revision, found.changed_at) == (1, None)
    found.revise({"name": "Maya T. Thorne"}, 1, LATER)
    assert (found.revision, found.changed_at, found.answers) == (
        2,
        LATER,
        {"name": "Maya T. Thorne"},
    )


def test_a_form_made_from_an_earlier_revision_is_refused() -> None:
    found = at(ApplicationStage.RECEIVED)
    found.revise({"name": "One"}, 1, LATER)
    with pytest.raises(Refusal, match="changed elsewhere"):
        found.revise({"name": "Two"}, 1, LATER)
    assert found.answers == {"name": "One"}


@pytest.mark.parametrize(
    "stage", [ApplicationStage.INELIGIBLE, ApplicationStage.CONCLUDED, ApplicationStage.WITHDRAWN]
)
def test_a_closed_application_is_neither_changed_nor_withdrawn(stage: ApplicationStage) -> None:
    found = at(stage)
    before = deepcopy(found)
    with pytest.raises(Refusal, match="closed"):
        found.revise({"name": "Maya"}, 1, LATER)
    with pytest.raises(Refusal, match="closed"):
        found.withdraw(LATER)
    assert found == before


@pytest.mark.parametrize("stage", [ApplicationStage.INELIGIBLE, ApplicationStage.WITHDRAWN])
def test_nobody_looks_again_for_somebody_who_is_not_in_it_any_more(stage: ApplicationStage) -> None:
    found = at(stage)
    before = deepcopy(found)
    with pytest.raises(Refusal, match="A-101 is closed"):
        found.look_again(VALLEY, TODAY)
    assert found == before


@pytest.mark.parametrize(
    ("stage", "then"),
    [
        (ApplicationStage.MATCHED, ApplicationStage.CONCLUDED),
        (ApplicationStage.WITHDRAWN, ApplicationStage.WITHDRAWN),
    ],
)
def test_an_application_is_concluded_with_its_partnership_unless_closed_before(
    stage: ApplicationStage, then: ApplicationStage
) -> None:
    found = at(stage)
    found.conclude()
    assert (found.stage, found.is_open) == (then, False)


@pytest.mark.parametrize("stage", [ApplicationStage.RECEIVED, ApplicationStage.ELIGIBLE])
def test_an_open_application_can_be_withdrawn(stage: ApplicationStage) -> None:
    found = at(stage)
    found.withdraw(LATER)
    assert (found.stage, found.decided_at, found.decided_by, found.is_open) == (
        ApplicationStage.WITHDRAWN,
        LATER,
        None,
        False,
    )


def test_somebody_in_a_partnership_ends_that_instead_of_withdrawing() -> None:
    found = at(ApplicationStage.MATCHED)
    with pytest.raises(Refusal, match="partnership"):
        found.withdraw(LATER)
    assert found.stage == ApplicationStage.MATCHED


@pytest.mark.parametrize(
    ("stage", "then"),
    [
        (ApplicationStage.RECEIVED, ApplicationStage.RECEIVED),
        (ApplicationStage.ELIGIBLE, ApplicationStage.ELIGIBLE),
        (ApplicationStage.MATCHED, ApplicationStage.ELIGIBLE),
        (ApplicationStage.CONCLUDED, ApplicationStage.ELIGIBLE),
    ],
)
def test_looking_again_gives_a_new_day_and_decides_nothing(
    stage: ApplicationStage, then: ApplicationStage
) -> None:
    found = at(stage)
    found.answered(TODAY)
    found.look_again(VALLEY, TODAY)
    assert (found.stage, found.answered_on, found.answer_by) == (then, None, date(2026, 2, 16))


@pytest.mark.parametrize(("given", "places"), [(3, 3), (0, 0), (None, 0), ("two", 0)])
def test_a_mentor_has_the_places_they_gave(given: int | str | None, places: int) -> None:
    assert mentor_application(capacity=given).capacity == places


def test_a_mentee_has_no_places() -> None:
    assert mentee_application(capacity=3).capacity == 0


# Every move in every stage: what is not in the table is refused, and changes nothing

MOVES: Mapping[str, Callable[[Application], object]] = {
    "find eligible": lambda one: one.find_eligible(ROBIN, LATER),
    "find ineligible": lambda one: one.find_ineligible(ROBIN, "No.", LATER),
    "find no place": lambda one: one.find_no_place(ROBIN, "Not this time.", LATER),
    "have place": lambda one: one.have_place(VALLEY, TODAY),
    "have late place": lambda one: one.have_late_place(VALLEY, TODAY),
    "match": Application.match,
    "withdraw": lambda one: one.withdraw(LATER),
    "conclude": Application.conclude,
    "look again": lambda one: one.look_again(VALLEY, TODAY),
    "undo": lambda one: one.undo(VALLEY, TODAY),
    "be away": lambda one: one.be_away(TODAY + DAY),
    "be back": Application.be_back,
}
BOTH: dict[tuple[str, ApplicationStage], ApplicationStage] = {
    ("find eligible", ApplicationStage.RECEIVED): ApplicationStage.ELIGIBLE,
    ("find ineligible", ApplicationStage.RECEIVED): ApplicationStage.INELIGIBLE,
    ("withdraw", ApplicationStage.RECEIVED): ApplicationStage.WITHDRAWN,
    ("withdraw", ApplicationStage.ELIGIBLE): ApplicationStage.WITHDRAWN,
    ("withdraw", ApplicationStage.LISTED): ApplicationStage.WITHDRAWN,
    ("find no place", ApplicationStage.LISTED): ApplicationStage.UNPLACED,
    ("have place", ApplicationStage.LISTED): ApplicationStage.ELIGIBLE,
    ("have late place", ApplicationStage.UNPLACED): ApplicationStage.ELIGIBLE,
    ("look again", ApplicationStage.LISTED): ApplicationStage.LISTED,
    ("undo", ApplicationStage.LISTED): ApplicationStage.RECEIVED,
    **{("conclude", stage): stage for stage in ApplicationStage},
    **{("conclude", stage): ApplicationStage.CONCLUDED for stage in OPEN},
    ("look again", ApplicationStage.RECEIVED): ApplicationStage.RECEIVED,
    ("look again", ApplicationStage.ELIGIBLE): ApplicationStage.ELIGIBLE,
    ("look again", ApplicationStage.MATCHED): ApplicationStage.ELIGIBLE,
    ("look again", ApplicationStage.CONCLUDED): ApplicationStage.ELIGIBLE,
    ("undo", ApplicationStage.ELIGIBLE): ApplicationStage.RECEIVED,
    ("undo", ApplicationStage.INELIGIBLE): ApplicationStage.RECEIVED,
    ("undo", ApplicationStage.UNPLACED): ApplicationStage.ELIGIBLE,
}
GOES: Mapping[Role, Mapping[tuple[str, ApplicationStage], ApplicationStage]] = {
    "mentee": BOTH
    | {
        ("find no place", ApplicationStage.ELIGIBLE): ApplicationStage.UNPLACED,
        ("match", ApplicationStage.ELIGIBLE): ApplicationStage.MATCHED,
    },
    "mentor": BOTH | {(move, stage): stage for move in ("be away", "be back") for stage in OPEN},
}


@pytest.mark.parametrize(("role", "move", "stage"), list(product(GOES, MOVES, ApplicationStage)))
def test_an_application_moves_as_the_table_says_and_in_no_other_way(
    role: Role, move: str, stage: ApplicationStage
) -> None:
    found = mentee_application() if role == "mentee" else mentor_application()
    found.stage = stage
    before = deepcopy(found)
    if (move, stage) in GOES[role]:
        MOVES[move](found)
        assert found.stage == GOES[role][move, stage]
    else:
        with pytest.raises(Refusal):
            MOVES[move](found)
        assert found == before


def test_a_mentor_is_away_until_a_day_and_back() -> None:
    found = mentor_application()
    found.be_away(TODAY + DAY)
    assert found.away_until == TODAY + DAY
    found.be_back()
    assert found.away_until is None


def test_an_applicant_is_called_as_they_say_and_by_the_reference_where_nothing_is_left() -> None:
    found = mentee_application()
    assert found.applicant == found.answers["name"]
    found.answers = {}
    assert found.applicant == found.ref
