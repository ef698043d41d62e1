"""Who may: the whole table of audiences and kinds of people, for each kind of matter."""

from typing import get_args

import pytest

from scheme.audience import NOTHING, Audience, Matter, may
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES, Duty
from scheme.refusal import Gone, Refusal
from scheme.subject import Subject
from tests.support.scheme_cast import ALEX, JO, MAYA, ROBIN, SAM, TOM

PRIYA_CO_CHAIR, ALEX_AND_STEERING = 95, 96
DUTIES: dict[int, frozenset[str]] = {
    MAYA: frozenset(),
    TOM: frozenset(),
    ROBIN: frozenset({"chair"}),
    PRIYA_CO_CHAIR: frozenset({"co-chair"}),
    SAM: frozenset({"administrator"}),
    ALEX: frozenset({"member"}),
    JO: frozenset({"steering"}),
    ALEX_AND_STEERING: frozenset({"member", "steering"}),
}
EVERYONE = frozenset(DUTIES)
GROUP = frozenset({ROBIN, PRIYA_CO_CHAIR, SAM, ALEX, ALEX_AND_STEERING})
STEERING = frozenset({JO, ALEX_AND_STEERING})

OWN = Matter(subject=Subject("application", 1), parties=frozenset({MAYA}))
ASIDE = Matter(
    subject=Subject("application", 1),
    parties=frozenset({MAYA}),
    conflicted=frozenset({ROBIN, SAM, JO}),
)
MEMBERS_OWN = Matter(subject=Subject("application", 2), parties=frozenset({ALEX, SAM, JO}))
STOOD_IN = Matter(
    subject=Subject("application", 3),
    parties=frozenset({MAYA}),
    stand_ins=frozenset({TOM, MAYA, JO}),
)
HANDED = Matter(
    subject=Subject("concern", 2), parties=frozenset({MAYA}), handlers=frozenset({SAM, JO})
)

TABLE: dict[Audience, dict[Matter, frozenset[int]]] = {
    Audience.ANYONE: dict.fromkeys((NOTHING, OWN, ASIDE, MEMBERS_OWN, STOOD_IN), EVERYONE)
    | {HANDED: frozenset({MAYA, SAM, JO})},
    Audience.PARTY: {
        NOTHING: frozenset(),
        OWN: frozenset({MAYA}),
        ASIDE: frozenset({MAYA}),
        MEMBERS_OWN: frozenset({ALEX, SAM, JO}),
        STOOD_IN: frozenset({MAYA}),
        HANDED: frozenset({MAYA}),
    },
    Audience.MEMBER: dict.fromkeys((NOTHING, OWN, ASIDE, MEMBERS_OWN, STOOD_IN), GROUP)
    | {HANDED: frozenset({SAM})},
    Audience.UNCONFLICTED: {
        NOTHING: GROUP,
        OWN: GROUP,
        ASIDE: GROUP - {ROBIN, SAM},
        MEMBERS_OWN: GROUP - {ALEX, SAM},
        STOOD_IN: GROUP | {TOM, JO},
        HANDED: frozenset({SAM, JO}),
    },
    Audience.ADMINISTRATOR: {
        NOTHING: frozenset({SAM}),
        OWN: frozenset({SAM}),
        ASIDE: frozenset(),
        MEMBERS_OWN: frozenset(),
        STOOD_IN: frozenset({SAM}),
        HANDED: frozenset({SAM}),
    },
    Audience.ORGANISER: {
        NOTHING: frozenset({SAM, ROBIN}),
        OWN: frozenset({SAM, ROBIN}),
        ASIDE: frozenset(),
        MEMBERS_OWN: frozenset({ROBIN}),
        STOOD_IN: frozenset({SAM, ROBIN}),
        HANDED: frozenset({SAM}),
    },
    Audience.STEERING: {
        NOTHING: STEERING,
        OWN: STEERING,
        ASIDE: STEERING - {JO},
        MEMBERS_OWN: STEERING - {JO},
        STOOD_IN: STEERING,
        HANDED: frozenset({JO}),
    },
}
CELLS = [
    (audience, matter, allowed)
    for audience, row in TABLE.items()
    for matter, allowed in row.items()
]


def refusal(audience: Audience, person: PersonId, matter: Matter) -> str | None:
    try:
        may(audience, person, DUTIES[person], matter)
    except Refusal as no:
        return no.text
    return None


@pytest.mark.parametrize(("audience", "matter", "allowed"), CELLS)
def test_exactly_the_people_of_the_audience_may(
    audience: Audience, matter: Matter, allowed: frozenset[int]
) -> None:
    assert {
        person for person in DUTIES if refusal(audience, PersonId(person), matter) is None
    } == allowed


def test_the_table_has_every_audience_and_every_duty() -> None:
    assert set(TABLE) == set(Audience)
    assert set().union(*DUTIES.values()) == set(get_args(Duty)) == GROUP_DUTIES | {"steering"}


def test_every_refusal_says_what_to_do_instead() -> None:
    texts = {
        refusal(audience, PersonId(person), matter)
        for audience, matter, _ in CELLS
        for person in DUTIES
    } - {None}
    assert len(texts) >= 6
    assert all(text and text.endswith(".") and text.count(".") >= 2 for text in texts)


def test_whoever_a_complaint_is_about_reads_what_anybody_standing_aside_reads() -> None:
    about_robin = Matter(
        subject=Subject("concern", 2),
        parties=frozenset({MAYA}),
        conflicted=frozenset({MAYA, ROBIN}),
    )
    assert refusal(Audience.UNCONFLICTED, ROBIN, about_robin) == refusal(
        Audience.UNCONFLICTED, ROBIN, ASIDE
    )
    about_tom = Matter(
        subject=Subject("concern", 3), parties=frozenset({MAYA}), conflicted=frozenset({MAYA, TOM})
    )
    assert refusal(Audience.UNCONFLICTED, TOM, about_tom) == refusal(
        Audience.UNCONFLICTED, TOM, OWN
    )


@pytest.mark.parametrize("audience", list(Audience))
def test_what_is_in_other_hands_does_not_exist_for_anybody_else(audience: Audience) -> None:
    for person in EVERYONE - {MAYA, SAM, JO}:
        assert refusal(audience, PersonId(person), HANDED) == Gone().text
