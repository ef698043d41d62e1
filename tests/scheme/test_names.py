"""What people are called: what they asked for, else the whole name or none; never a guess (R2.12)."""

import pytest

from scheme.names import CALLED, first_of_two, must_be_a_name, suggested, with_called_name
from scheme.people import Person
from scheme.refusal import Refusal
from tests.support.stage import START, scheme

# Names of which a first word says something else than what their owner is called.
NAMES = [
    "Cummins, Daniel",
    "Dr Anna Berg",
    "Nguyễn Thị Mai",
    "SMITH Jane",
    "van der Berg, Jan",
    "O’Neill-Smith Áine",
    "Suharto",
    "X Æ A-12",
    "María José de la Cruz",
    "김 민준",
    "d.cummins",
    "Zed " * 30 + "Hollow",
]


@pytest.mark.parametrize("name", NAMES)
def test_until_somebody_has_said_they_are_greeted_without_a_name_and_named_as_a_whole(
    name: str,
) -> None:
    one = Person(name=name, email="somebody@fellside.example.org", since=START)
    assert one.greeted("Thank you") == "Thank you"
    assert one.addressed("we have news") == "We have news"
    assert one.short_name == name


@pytest.mark.parametrize("called", ["Daniel", "Mai", "Dr Berg", "J-P", "x"])
def test_what_they_asked_to_be_called_is_what_is_said(called: str) -> None:
    one = Person(
        name="Cummins, Daniel", email="somebody@fellside.example.org", since=START, called=called
    )
    assert one.greeted("Thank you") == f"Thank you, {called}"
    assert one.addressed("we have news") == f"{called}, we have news"
    assert one.short_name == called


@pytest.mark.parametrize(
    ("given", "whole", "offered"),
    [
        ("Daniel", "Cummins, Daniel", "Daniel"),
        ("Mai", "Nguyễn Thị Mai", "Mai"),
        ("Anna", "Dr Anna Berg", "Anna"),
        ("Mary Jane", "Mary Jane Pike", "Mary Jane"),
        ("D’Arcy", "D’Arcy Hollow", "D’Arcy"),
        ("Jean-Luc", "Jean-Luc Moor", "Jean-Luc"),
        ("민준", "김 민준", "민준"),
        ("Suharto", "Suharto", "Suharto"),
        ("AJ", "AJ Moor", "AJ"),
        ("  \u202eDaniel\u200b ", "Cummins, Daniel", "Daniel"),
        ("Cummins,", "Cummins, Daniel", ""),
        ("SMITH", "SMITH Jane", ""),
        ("Dr", "Dr Anna Berg", ""),
        ("Dr. Berg", "Dr. Berg", ""),
        ("van", "van der Berg, Jan", ""),
        ("dcummins", "Cummins, Daniel", ""),
        ("Dan (he/him)", "Daniel Cummins", ""),
        ("dan@fells", "Daniel Cummins", ""),
        ("Dan | Library", "Daniel Cummins", ""),
        ("Daniel Cummins", "Daniel Cummins", ""),
        ("A" + "a" * 60, "A" + "a" * 60, ""),
        ("\u2800", "Daniel Cummins", ""),
        ("", "Daniel Cummins", ""),
    ],
)
def test_a_given_name_is_offered_only_where_it_can_be_one(
    given: str, whole: str, offered: str
) -> None:
    assert suggested(given, whole) == offered


@pytest.mark.parametrize(
    ("first", "last", "whole", "offered"),
    [
        ("Jane", "Smith", "Jane Smith", "Jane"),
        ("Nguyễn", "Thị Mai", "Nguyễn Thị Mai", ""),
        ("Cummins,", "Daniel", "Cummins, Daniel", ""),
        ("SMITH", "Jane", "SMITH Jane", ""),
        ("Dr", "Berg", "Dr Berg", ""),
        ("Jane", "", "Jane", ""),
        ("Jane", "Smith", "Smith Jane", ""),
    ],
)
def test_a_first_name_that_was_split_off_is_offered_of_two_words_alone(
    first: str, last: str, whole: str, offered: str
) -> None:
    assert first_of_two(first, last, whole) == offered


def test_every_application_form_asks_after_the_name_unless_it_does_so_itself() -> None:
    for form in (scheme().form("mentee"), scheme().form("mentor")):
        keys = [field.key for field in form]
        assert keys.index("called") == keys.index("name") + 1
        assert with_called_name(form) == form
    own = CALLED.model_copy(update={"label": "What shall we say to you?"})
    name = next(field for field in scheme().form("mentee") if field.key == "name")
    assert with_called_name((own, name)) == (own, name)
    assert with_called_name((own,)) == (own,)


@pytest.mark.parametrize(
    "text", ["me@fells.example.org", "https://fells.example.org", "www.fells", "<b>", "a/b"]
)
@pytest.mark.parametrize("key", ["name", "called"])
def test_an_address_or_a_link_is_no_name(key: str, text: str) -> None:
    with pytest.raises(Refusal, match="a name alone"):
        must_be_a_name({key: text})


@pytest.mark.parametrize("name", [*NAMES, None])
def test_names_of_every_kind_are_names(name: str | None) -> None:
    must_be_a_name({"name": name, "called": name and name[:60]})
