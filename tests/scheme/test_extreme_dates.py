"""Whatever dates and figures are stored, every sum of them is made, and every date that a form asks for has bounds (R13.6)."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields as parts_of
from dataclasses import is_dataclass
from datetime import UTC, date, datetime
from enum import Enum, StrEnum
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from pydantic import TypeAdapter as Adapter

import scheme
from scheme import calendar
from scheme.concern.concern import Concern
from scheme.definition import document
from scheme.definition.base import SchemeTable
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.days import DayAsked
from scheme.forms.days import day as day_of
from scheme.forms.fields import AnyField, DateField, Number
from scheme.ids import PersonId
from scheme.meeting.appointment import Appointment, clocks_differ, moment_of, spoken_at
from scheme.meeting.prompt import stage_at
from scheme.member import quiet
from scheme.partnership.partnership import Partnership
from scheme.people import Member, Person
from scheme.refusal import Refusal
from tests.support.scheme_cast import CALMLY, HASTY, MONDAY, REGION, TODAY, VALLEY

ROOMS = [Path(__file__).parents[2] / room for room in ("scheme", "handlers")]
SCHEMES = st.sampled_from([VALLEY, HASTY])
EDGES = [
    date.min,
    date.max,
    date(1, 1, 2),
    date(9999, 12, 30),
    calendar.EARLIEST,
    calendar.LATEST,
    date(2400, 2, 29),
]
DAYS = st.sampled_from(EDGES) | st.dates()
HOURS = st.sampled_from([datetime.min.time(), datetime.max.time()]) | st.times()
MOMENTS = st.builds(datetime.combine, DAYS, HOURS, st.just(UTC))
ZONES = st.sampled_from(
    ["Europe/London", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York"]
)
FIGURES = st.sampled_from([-(2**31), 2**31 - 1, -1, 0, 1]) | st.integers(-(2**31), 2**31 - 1)


def planned() -> list[type]:
    """Every kind of object that says what falls due for it."""
    modules = [
        importlib.import_module(one.name)
        for one in pkgutil.walk_packages(scheme.__path__, "scheme.")
    ]
    found = {
        one
        for module in modules
        for one in vars(module).values()
        if is_dataclass(one) and isinstance(one, type)
    }
    return sorted(
        (one for one in found if hasattr(one, "due") and one.__name__ != "Raised"),
        key=lambda one: one.__name__,
    )


def words(kind: type) -> list[str]:
    """What a text of an object can be: a word of the enumerations beside it, a role, the round of the tests, nothing."""
    beside = vars(inspect.getmodule(kind)).values()
    enumerations = [one for one in beside if isinstance(one, type) and issubclass(one, StrEnum)]
    return [
        *(str(word) for one in enumerations for word in one),
        "mentee",
        "mentor",
        "spring",
        "group",
        "",
    ]


def anything(hint: Any, kind: type) -> st.SearchStrategy[Any]:
    """Whatever the database can hold in a column of such a type."""
    if get_origin(hint) is UnionType:
        return st.one_of(*(anything(one, kind) for one in get_args(hint)))
    if hint in (date, datetime, int, bool):
        return {date: DAYS, datetime: MOMENTS, int: FIGURES, bool: st.booleans()}[hint]
    if hint is type(None):
        return st.none()
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    return (
        st.sampled_from(words(kind)) if hint is str or get_origin(hint) is not dict else st.just({})
    )


def stored(kind: type) -> st.SearchStrategy[Any]:
    """An object with anything in it."""
    hints = get_type_hints(kind)
    given_ = {part.name: anything(hints[part.name], kind) for part in parts_of(kind) if part.init}

    def numbered(thing: Any) -> Any:
        thing.id = 7
        return thing

    return st.builds(kind, **given_).map(numbered)


def test_every_kind_of_object_that_is_planned_is_tried() -> None:
    names = {kind.__name__ for kind in planned()}
    assert names >= {
        "Application",
        "Appointment",
        "Concern",
        "Enquiry",
        "Partnership",
        "Proposal",
        "Candidate",
        "Survey",
    }


@pytest.mark.parametrize("kind", planned())
def test_what_falls_due_can_be_said_of_everything_that_can_be_stored(kind: type) -> None:
    @CALMLY
    @given(stored(kind), SCHEMES)
    def says_so(thing: Any, definition: Definition) -> None:
        for one in thing.due(definition):
            assert one.at.tzinfo is not None
            assert one.occasion

    says_so()


PAIRS: list[Callable[[Partnership, Definition], object]] = [
    lambda pair, definition: pair.midpoint(),
    lambda pair, definition: pair.length(definition),
    lambda pair, definition: pair.next_usual(definition),
    lambda pair, definition: pair.nudges(definition, MONDAY),
    lambda pair, definition: pair.ends_soon(definition, TODAY),
    lambda pair, definition: pair.closes_on(definition),
    lambda pair, definition: pair.meeting_days(definition, TODAY),
    lambda pair, definition: pair.end_days(definition, TODAY),
    lambda pair, definition: pair.confirm_start(definition, pair.mentee_id, MONDAY),
    lambda pair, definition: pair.keep_to(definition, 6, 4, 90),
    lambda pair, definition: pair.resume(TODAY),
]


@pytest.mark.parametrize("asked", range(len(PAIRS)))
def test_a_pair_of_any_dates_answers_or_refuses_in_words(asked: int) -> None:
    @CALMLY
    @given(stored(Partnership), SCHEMES)
    def answers(pair: Partnership, definition: Definition) -> None:
        with suppress(Refusal):
            PAIRS[asked](pair, definition)
        assert pair.due(definition) is not None

    answers()


@CALMLY
@given(stored(Concern), SCHEMES, DAYS)
def test_the_days_of_a_complaint_can_be_counted_whatever_they_are(
    one: Concern, definition: Definition, day: date
) -> None:
    assert one.working_days_left(day, REGION) >= 0
    one.hold(definition, day)


@CALMLY
@given(DAYS, DAYS, DAYS, DAYS)
def test_an_absence_of_any_length_has_an_answer(
    first: date, last: date, today: date, by: date
) -> None:
    seat = Member(
        scheme="valley",
        person_id=PersonId(91),
        duty="chair",
        organisation="fellside",
        since=MONDAY,
        absent_from=first,
        absent_until=last,
    )
    assert seat.has_time(today, by) is (not first <= today <= last or last < by)


@CALMLY
@given(MOMENTS, MOMENTS, DAYS, ZONES, ZONES)
def test_any_moment_is_one_on_every_clock(
    now: datetime, told: datetime, day: date, one: str, other: str
) -> None:
    person = Person(
        name="Maya Thorne",
        email="m.thorne@fellside.example.org",
        since=MONDAY,
        zone=one,
        told_at=told,
        quiet_until=day,
    )
    moment = quiet.welcome(person, REGION, now)
    assert moment is not None
    assert moment.tzinfo is not None
    assert spoken_at(now, one, other)
    assert clocks_differ(now, one, other) in (True, False)


@CALMLY
@given(stored(Appointment), MOMENTS)
def test_a_meeting_of_any_length_is_at_some_stage(plan: Appointment, now: datetime) -> None:
    assert stage_at(plan, now)
    assert plan.is_ahead(now) in (True, False)


@CALMLY
@given(DAYS, FIGURES, FIGURES, ZONES, HOURS)
def test_every_sum_of_days_stays_in_the_calendar(
    day: date, count: int, other: int, zone: str, hour: Any
) -> None:
    for found in (
        calendar.add_days(day, count),
        calendar.add_months(day, count),
        calendar.on_or_after(day, REGION),
        calendar.on_or_before(day, REGION),
        calendar.add_working_days(day, count % 90, REGION),
        calendar.add_working_days(day, -(other % 90), REGION),
        calendar.add_working_days(calendar.LATEST, 90, REGION),
    ):
        assert calendar.EARLIEST <= found <= calendar.LATEST
    assert calendar.at(day, zone, hour).tzinfo is UTC
    with suppress(Refusal):  # an hour that the clocks leave out
        assert moment_of(day, hour.replace(second=0, microsecond=0), zone).tzinfo is UTC


@CALMLY
@given(
    DAYS,
    st.sampled_from(
        ["tomorrow", "last friday", "999 weeks ago", "in 999 weeks", "1/1", "29 february"]
    ),
)
def test_a_day_is_read_whatever_today_is(today: date, said: str) -> None:
    with suppress(ValueError):  # no leap year is near
        assert day_of(said, DayAsked(today=today)) is not None


# What a form asks for


@pytest.mark.parametrize(
    "given_", ["0001-01-01", "9999-12-31", "2400-02-29", "1899-12-31", "2200-01-01"]
)
def test_a_day_outside_the_calendar_is_refused_of_every_date_field(given_: str) -> None:
    with pytest.raises(Refusal) as no:
        check((DateField(key="day", label="Which day?"),), {"day": given_})
    assert no.value.errors["day"].startswith("Please give a date ")


def test_no_date_field_can_be_without_bounds_or_beyond_the_calendar() -> None:
    for field in (DateField(key="day", label="Day"), Adapter(AnyField).validate_json(OLD)):
        assert isinstance(field, DateField)
        assert (field.earliest, field.latest) == (calendar.EARLIEST, calendar.LATEST)
    for wrong in (
        {"latest": date.max},
        {"earliest": date.min},
        {"earliest": date.max},
        {"latest": date.min},
    ):
        with pytest.raises(ValueError, match="or equal to"):
            DateField(key="day", label="Day", **wrong)


OLD = '{"kind": "date", "key": "day", "label": "Day", "earliest": null, "latest": null}'  # as kept by an earlier version


def test_a_number_of_a_form_fits_the_database() -> None:
    for wrong in ({"most": 2**31}, {"least": -(2**31)}):
        with pytest.raises(ValueError, match="or equal to"):
            Number(key="count", label="How many?", **wrong)


def tables(kind: type[BaseModel] = Definition) -> Iterator[type[BaseModel]]:
    """Every table of a scheme file, and every kind of field."""
    yield kind
    for key in document.keys(kind).values():
        for table in key.tables:
            yield from tables(table)


def test_every_number_and_every_day_of_a_scheme_file_has_bounds() -> None:
    looked_at = [
        (table, name, one) for table in set(tables()) for name, one in document.keys(table).items()
    ]
    assert len(looked_at) > 100
    assert [
        (table.__name__, name)
        for table, name, one in looked_at
        if one.accepted.endswith("a whole number")
    ] == []
    assert [
        name
        for _, name, one in looked_at
        if one.accepted.startswith("a day") and "2199" not in one.accepted
    ] == []
    assert SchemeTable in {base for table, _, _ in looked_at for base in table.__mro__}


def test_nobody_but_the_calendar_adds_up_days() -> None:
    """A sum made elsewhere would be one that a date can break."""
    takers = []
    for path in (
        path for room in ROOMS for path in room.rglob("*.py") if path.name != "calendar.py"
    ):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                {one.name for one in node.names}
                if isinstance(node, ast.ImportFrom | ast.Import)
                else set()
            )
            if names & {"timedelta", "relativedelta", "dateutil"}:
                takers.append(path.name)
    assert takers == []
