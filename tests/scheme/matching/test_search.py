"""Looking for a mentor: by words and by what the forms ask, and by nothing that a mentee may not read."""

import pytest

from scheme.definition.definition import Definition
from scheme.forms.fields import TickField
from scheme.matching.search import Search, is_listed, place_of, readable
from tests.support.scheme_cast import VALLEY, mentor_application

AREA = VALLEY.areas[0].key
OTHER_AREA = VALLEY.areas[1].key
MODE = VALLEY.modes[0].key


def seen(definition: Definition, *keys: str) -> Definition:
    """The scheme with some fields of the mentor's form for partners to read, and no others."""
    fields = tuple(
        field.model_copy(update={"seen_by": "partner" if field.key in keys else "group"})
        for field in definition.forms.mentor
    )
    forms = definition.forms.model_copy(update={"mentor": fields})
    return definition.model_copy(update={"forms": forms})


ALL = seen(VALLEY, *(field.key for field in VALLEY.forms.mentor))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        (Search(), True),
        (Search(area=AREA), True),
        (Search(area=OTHER_AREA), False),
        (Search(mode=MODE), True),
        (Search(mode="by carrier pigeon"), False),
        (Search(words="TEACHING"), True),
        (Search(words="teach cat"), True),
        (Search(words="teaching beekeeping"), False),
        (Search(words="eaching"), False),
        (Search(words="  "), True),
        (Search(area=AREA, words="beekeeping"), False),
    ],
)
def test_whoever_fits_all_of_it_is_found(search: Search, found: bool) -> None:
    tom = mentor_application(
        areas=[AREA], modes=[MODE], experience="Teaching, and some cataloguing."
    )
    assert search.finds(ALL, tom) is found


@pytest.mark.parametrize(
    ("search", "key"),
    [
        (Search(area=AREA), "areas"),
        (Search(mode=MODE), "modes"),
        (Search(words="wandering"), "experience"),
    ],
)
def test_nobody_is_found_by_what_a_mentee_may_not_read(search: Search, key: str) -> None:
    tom = mentor_application(areas=[AREA], modes=[MODE], experience="Wandering.")
    assert search.finds(seen(VALLEY, key), tom)
    others = [field.key for field in VALLEY.forms.mentor if field.key != key]
    assert not search.finds(seen(VALLEY, *others), tom)


def test_a_place_is_that_of_the_employer_as_far_as_that_may_be_read() -> None:
    tom = mentor_application()
    town = place_of(ALL, tom)
    assert town
    assert Search(place=town[:4].upper()).finds(ALL, tom)
    assert not Search(place="Nowhere").finds(ALL, tom)
    assert not Search(place=town).finds(seen(VALLEY, "experience"), tom)


def test_everybody_is_listed_unless_the_form_asks_and_they_did_not_tick_it() -> None:
    assert is_listed(VALLEY, mentor_application())
    tick = TickField(key="listed", label="Mentees may find me in the list.", required=False)
    forms = VALLEY.forms.model_copy(update={"mentor": (*VALLEY.forms.mentor, tick)})
    asks = VALLEY.model_copy(update={"forms": forms})
    assert not is_listed(asks, mentor_application())
    assert is_listed(asks, mentor_application(listed=True))


def test_only_what_is_meant_for_a_partner_is_read() -> None:
    assert {field.seen_by for field in readable(VALLEY)} <= {"partner"}
