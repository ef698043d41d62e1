"""A row of pairs, read: who is with whom, since when and until when."""

from collections.abc import Iterable
from datetime import date

from scheme.forms.checking import address
from scheme.moving_in.cells import text_in
from scheme.moving_in.grid import Given
from scheme.moving_in.headings import (
    ENDS,
    INTRODUCED,
    LAST_MET,
    MENTEE,
    MENTOR,
    PAUSED,
    RETURNS,
    STARTED,
)
from scheme.moving_in.register import RunningPair
from scheme.moving_in.row import SheetRow

FUTURE = "This day is still to come. Please give one that has been, or leave it empty."


def pair_in(row: SheetRow) -> RunningPair | None:
    """Which pair a row is about. None, with what is to be changed noted, where its cells do not fit together."""
    before = len(row.faults)
    mentee = row.read(MENTEE, _address, "")
    mentor = row.read(MENTOR, _address, "")
    days = {key: row.day(key) for key in (INTRODUCED, STARTED, ENDS, LAST_MET, PAUSED, RETURNS)}
    if len(row.faults) > before:
        return None
    if mentee == mentor:
        row.wrong(MENTOR, "This is the same address as the other. Please give each of the two.")
    for key, what in _wrong_days(row.today, days):
        row.wrong(key, what)
    if len(row.faults) > before:
        return None
    return RunningPair(
        place=row.place,
        mentee=mentee,
        mentor=mentor,
        introduced=days[INTRODUCED] or days[STARTED] or row.today,
        started=days[STARTED],
        ends=days[ENDS],
        last_met=days[LAST_MET],
        paused_on=days[PAUSED],
        returns_on=days[RETURNS],
    )


def _address(given: Given) -> str:
    return address(text_in(given))


def _wrong_days(today: date, days: dict[str, date | None]) -> Iterable[tuple[str, str]]:
    """What is wrong with the days of a pair among themselves, by column."""
    started = days[STARTED]
    for key in (INTRODUCED, STARTED, LAST_MET, PAUSED):
        if _after(days[key], today):
            yield key, FUTURE
    if _after(days[INTRODUCED], started):
        yield STARTED, "They began before they were introduced. Please look at both days."
    if started is None:
        for key in (ENDS, LAST_MET, PAUSED, RETURNS):
            if days[key] is not None:
                yield key, "There is no day on which they began. Please give it, or empty this."
        return
    for key in (ENDS, LAST_MET, PAUSED):
        if _after(started, days[key]):
            yield key, "This is before they began. Please look at both days."
    if _after(today, days[ENDS]):
        yield ENDS, "They have ended already. Please take the row out, or give a day still to come."
    yield from _wrong_rest(today, days)


def _wrong_rest(today: date, days: dict[str, date | None]) -> Iterable[tuple[str, str]]:
    paused = days[PAUSED]
    returns = days[RETURNS]
    if paused is not None and returns is None:
        yield PAUSED, "Please say until when they rest, in the column Paused until."
    if returns is not None and paused is None:
        yield RETURNS, "Please say since when they rest, in the column Paused since."
    if returns is not None and paused is not None and returns <= today:
        yield RETURNS, "This day has come, so they rest no longer. Please empty both cells."


def _after(first: date | None, second: date | None) -> bool:
    """Whether a day is after another, where both are given."""
    return first is not None and second is not None and first > second
