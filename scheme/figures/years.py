"""Years of a scheme: they begin in the month that its file says, and are called after the calendar year of that month."""

from datetime import date

from scheme.definition.definition import Definition


def year_of(definition: Definition, day: date) -> int:
    """The year of the scheme that a day is in."""
    return day.year - (day.month < definition.success.begins_in)


def year_label(definition: Definition, year: int) -> str:
    """How people call it: "2026", or "2026/27" where it begins later than in January."""
    if definition.success.begins_in == 1:
        return str(year)
    return f"{year}/{(year + 1) % 100:02}"


def number_of_year(definition: Definition, first: int, year: int) -> int:
    """Which year of the scheme it is, 1 the first. `first`: the year of the first application, where the file says none."""
    return max(1, year - (definition.success.first_year or first) + 1)


def is_over(definition: Definition, year: int, today: date) -> bool:
    """Whether a year has gone by."""
    return year_of(definition, today) > year
