"""The board: every pair of some mentees and mentors as the suggestions have it, and nothing of whom its reader keeps out (R3.9)."""

from datetime import UTC, datetime
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from scheme.application.application import Application, ApplicationStage
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, PersonId
from scheme.matching.board import (
    WaitingMentee,
    board_of,
    free_after,
    how_often_selected,
    readable,
)
from scheme.matching.conflict import Reader
from scheme.matching.ranking import Mentee, Mentor, suggest
from scheme.people import Person, Role
from tests.support.stage import DAY_ONE, MENTEE_ANSWERS, MENTOR_ANSWERS, scheme

NOW = datetime(2027, 1, 11, 10, tzinfo=UTC)
NUMBERS = count(1)


def applied(role: Role, **extra: object) -> Application:
    number = next(NUMBERS)
    usual = MENTEE_ANSWERS if role == "mentee" else {**MENTOR_ANSWERS, "capacity": 1}
    answers: Answers = {**usual, "name": f"Somebody {number}", **extra}  # type: ignore[dict-item]
    application = Application.receive(scheme(), PersonId(number), role, "spring", answers, NOW)
    application.id = ApplicationId(number)
    application.stage = ApplicationStage.ELIGIBLE
    return application


areas = st.lists(
    st.sampled_from(["teaching", "users", "leading", "metadata"]), max_size=3, unique=True
)
mentees = st.lists(areas.map(lambda chosen: applied("mentee", areas=chosen)), max_size=4)
offers = st.tuples(areas, st.integers(0, 2), st.integers(0, 2))
mentors = st.lists(
    offers.map(
        lambda of: Mentor(application=applied("mentor", areas=of[0], capacity=of[1]), taken=of[2])
    ),
    max_size=6,
)


@given(mentees, mentors)
def test_each_cell_is_what_the_suggestions_say_of_the_pair(
    waits: list[Application], register: list[Mentor]
) -> None:
    board = board_of(
        scheme(),
        [WaitingMentee(mentee=Mentee(application=each)) for each in waits],
        register,
        DAY_ONE,
    )
    assert [row.waiting.mentee.application for row in board.rows] == waits
    for row in board.rows:
        found = suggest(scheme(), row.waiting.mentee, register, DAY_ONE)
        places = {each.mentor.application.id: at for at, each in enumerate(found.ranked, 1)}
        reasons = {each.mentor.application.id: each.reason for each in found.excluded}
        assert [cell.mentor.application for cell in row.cells] == [
            mentor.application for mentor in board.mentors
        ]
        for cell in row.cells:
            mentor_id = cell.mentor.application.id
            assert cell.place == places.get(mentor_id, 0)
            assert cell.reason == reasons.get(mentor_id, "")
            assert (cell.suggestion is None) is (mentor_id in reasons)
        # Whoever can be proposed to anybody is there, and nobody who can't.
        assert {cell.mentor.application.id for cell in row.best} == set(places)
    assert all(mentor.taken < mentor.capacity for mentor in board.mentors)


@given(mentees, mentors)
def test_whoever_suits_a_row_best_stands_before_whoever_suits_none_best(
    waits: list[Application], register: list[Mentor]
) -> None:
    board = board_of(
        scheme(),
        [WaitingMentee(mentee=Mentee(application=each)) for each in waits],
        register,
        DAY_ONE,
    )
    best = [
        min(row.cells[at].place or 99 for row in board.rows) for at in range(len(board.mentors))
    ]
    assert best == sorted(best)


def test_a_pair_that_did_not_work_before_cannot_be_proposed_again() -> None:
    mentee, mentor = applied("mentee"), Mentor(application=applied("mentor"))
    other = applied("mentee")
    parted = frozenset({mentor.application.person_id})
    rows = [
        WaitingMentee(mentee=Mentee(application=mentee), parted=parted),
        WaitingMentee(mentee=Mentee(application=other)),
    ]
    board = board_of(scheme(), rows, [mentor], DAY_ONE)
    assert board.rows[0].cells[0].reason == "The two were a pair before, and it did not work out."
    assert board.rows[1].cells[0].suggestion is not None


def test_a_mentor_is_there_who_is_selected_though_they_are_full_by_now() -> None:
    mentor = Mentor(application=applied("mentor"), taken=1)
    held = WaitingMentee(
        mentee=Mentee(application=applied("mentee")), held=frozenset({mentor.application.id})
    )
    board = board_of(scheme(), [held], [mentor], DAY_ONE)
    assert board.rows[0].cells[0].is_held
    selected = how_often_selected([held, held])
    assert free_after(mentor, selected) == -2


def test_nothing_of_a_mentor_whom_the_reader_keeps_out_of() -> None:
    near, far = (Mentor(application=applied("mentor")) for _ in range(2))
    avoids = Mentor(application=applied("mentor", avoid="Ida Moss"))
    ida = Person(
        name="Ida Moss", email="ida.moss@tarn.example.org", since=NOW, zone="Europe/London"
    )
    ida.id = PersonId(9_999)
    reader = Reader(ida, frozenset({far.application.id}))
    assert readable(scheme(), [near, far, avoids], reader) == [near]
