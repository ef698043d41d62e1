"""A thing that is kept is declared once: whose data it is, how long it stays, how it is found; else nothing starts."""

from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from handlers import CATALOGUE
from storage import kinds, plans
from storage.engine.columns import Sealed
from storage.erasure import Emptied, Goes, Stays
from storage.kind import Belonging, Declared, Kind, Retention, of_one, owned_by, reach
from storage.kinds import KEPT, KINDS, by_name
from storage.tables import metadata

cupboards = Table(
    "cupboards",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("person_id", Integer),
    Column("text", Sealed),
    Column("note", Sealed),
)


class Cupboard:
    """Something that is kept."""


def declared(**changes: Any) -> Kind:
    """A kind that says all there is to say, but for some changes."""
    said: dict[str, Any] = {
        "thing": Cupboard,
        "table": cupboards,
        "find": of_one(Cupboard),
        "reach": reach(cupboards, "person_id"),
        "belongs": (
            Belonging(
                title="Your cupboards", columns=("text",), whose=owned_by(cupboards.c.person_id)
            ),
        ),
        "withheld": {"note": "written by others"},
        "retention": Retention.STAYS,
        "erased": (Goes(whose=owned_by(cupboards.c.person_id)),),
    }
    return Kind(**{key: value for key, value in (said | changes).items() if value is not None})


def test_a_kind_that_says_everything_is_taken() -> None:
    assert list(by_name([declared()], ["cupboards"])) == ["cupboard"]


@pytest.mark.parametrize("left_out", ["retention", "erased", "find", "reach", "thing"])
def test_a_kind_says_how_long_it_stays_and_how_it_is_found(left_out: str) -> None:
    with pytest.raises(TypeError, match=left_out):
        declared(**{left_out: None})


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"belongs": (), "withheld": {}}, "does not say whose data it is"),
        ({"apart": "nobody's"}, "does not say whose data it is"),
        ({"withheld": {}}, "does not say of note"),
        ({"withheld": {"note": "", "text": "shown all the same"}}, "does not say of text"),
        (
            {
                "belongs": (
                    Belonging(title="", columns=("text", "colour"), whose=owned_by(cupboards.c.id)),
                )
            },
            "has no colour",
        ),
    ],
)
def test_a_table_says_whose_data_it_is_and_of_every_sealed_column_whether_it_is_shown(
    changes: dict[str, Any], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        declared(**changes)


@pytest.mark.parametrize(
    ("erased", "says"),
    [
        ((), "does not say what becomes of it"),
        ((Stays(why="ids"),), "does not say what becomes of note, text"),
        ((Emptied(whose=owned_by(cupboards.c.id), columns={"text": ""}),), "becomes of note"),
        ((Stays(why="ids", columns=("colour", "note", "text")),), "has no colour"),
    ],
)
def test_a_table_says_what_becomes_of_it_and_of_every_sealed_column_when_somebody_is_erased(
    erased: tuple[Any, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        declared(erased=erased)


def test_where_somebodys_rows_stay_it_is_said_why() -> None:
    for kept in KEPT:
        for part in kept.erased:
            assert not isinstance(part, Stays) or part.why


def test_a_table_that_nobody_declares_stops_the_start() -> None:
    with pytest.raises(ValueError, match="whose data is in cupboards"):
        by_name(KEPT, [*metadata.tables, "cupboards"])
    for one in KEPT:
        with pytest.raises(ValueError, match=f"data is in {one.table.name},"):
            by_name([other for other in KEPT if other is not one], metadata.tables)


def test_a_table_and_a_name_are_declared_once() -> None:
    with pytest.raises(ValueError, match="table cupboards is declared twice"):
        by_name([declared(), declared()], [])
    with pytest.raises(ValueError, match="cupboard is declared twice"):
        by_name([declared(), declared(table=cupboards.to_metadata(MetaData(), name="shelves"))], [])


def test_every_kind_is_named_as_its_objects_are_and_reached_in_its_own_table() -> None:
    for name, kind in KINDS.items():
        assert plans.name_of(kind.thing) == name
        assert kind.reach.table is kind.table
    assert set(plans.planned()) <= set(KINDS)


def test_the_words_that_go_once_something_is_over_have_somebody_who_deletes_them_in_time() -> None:
    forgotten = {name.partition(".")[0] for name in CATALOGUE.moments if name.endswith(".forget")}
    assert forgotten == {"application", "concern", "enquiry", "partnership", "sounding"}
    assert all(KINDS[name].retention is Retention.WORDS_GO for name in forgotten)


def test_what_is_about_the_bot_itself_is_nobodys_own() -> None:
    assert all(
        isinstance(one, Declared) and one.apart and not one.belongs for one in kinds.OF_THE_BOT
    )
