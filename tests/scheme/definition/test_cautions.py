"""What can be read and still cannot work is pointed out, each with its place; a scheme that works has nothing to hear."""

from datetime import date
from typing import Any

import pytest

from scheme.definition.cautions import cautions, marked
from scheme.definition.definition import Definition
from scheme.definition.joining import Choosing
from scheme.definition.loading import load, preset
from scheme.definition.support import HelpContact

TODAY = date(2026, 11, 30)
WINDOW = {"opens": date(2026, 11, 1), "closes": date(2026, 12, 18)}
GONE = {"opens": date(2026, 1, 1), "closes": date(2026, 11, 29)}


def sound(**changes: Any) -> Definition:
    """A scheme in which everything works, but for some changes."""
    data = load(preset("aln")).model_dump()
    data["organisations"] = [{"key": "tarn", "name": "Tarn Library", "domains": ["tarn.ac.uk"]}]
    data["roster"] = [
        {
            "name": f"Member {number}",
            "email": f"m{number}@tarn.ac.uk",
            "duty": duty,
            "organisation": "tarn",
        }
        for number, duty in enumerate(("chair", "administrator", "member", "steering"))
    ]
    data["rounds"] = [{"key": "now", "name": "Now", "mentee": WINDOW, "mentor": WINDOW}]
    data["help"] = [{"name": "The office", "email": "office@tarn.ac.uk"}]
    data["urgent"] = None
    data["resources"] = []
    data["policies"] = {}
    return Definition.model_validate(data | changes)


def told(definition: Definition, today: date = TODAY) -> dict[str, str]:
    return dict(cautions(definition, today))


def test_a_scheme_that_works_has_nothing_to_hear() -> None:
    assert told(sound()) == {}
    assert list(marked(sound())) == []


MEMBERS = [
    {"name": name, "email": f"{name}@tarn.ac.uk", "duty": "member"} for name in ("Ida", "Uma")
]
ORG = {"key": "tarn", "name": "Tarn Library"}


@pytest.mark.parametrize(
    ("changes", "where", "what"),
    [
        ({"roster": []}, "roster", "nobody is on it"),
        ({"roster": MEMBERS}, "roster", "neither a chair nor"),
        ({"choosing": {"approvals": 4}}, "choosing.approvals", "4 members must agree and the roster has 3"),
        ({"rounds": []}, "rounds", "nobody could ever apply"),
        ({"rounds": [{"key": "x", "name": "X", "mentee": GONE, "mentor": WINDOW}]}, "rounds", "no mentee can apply"),
        ({"rounds": [{"key": "x", "name": "X", "mentee": WINDOW, "mentor": GONE}]}, "rounds", "no mentor can apply"),
        ({"organisations": [ORG | {"domains": ["ac.uk"]}]}, "organisations[1].domains[1]", "anybody"),
        ({"organisations": [ORG | {"domains": ["tarn.ac.uk", "edu.au"]}]}, "organisations[1].domains[2]", "anybody"),
        ({"organisations": [ORG | {"domains": ["gmail.com"]}]}, "organisations[1].domains[1]", "anybody"),
        ({"organisations": [ORG]}, "organisations[1].domains", "it has none"),
        ({"choosing": {"mentee_days": 14}}, "choosing.mentee_reminders", "14 is not before the limit of 14 days"),
        ({"choosing": {"mentor_reminders": [3, 8]}}, "choosing.mentor_reminders", "8 is not before"),
        ({"answering": {"days": 7}}, "answering.warnings", "7 is not before"),
        ({"pairing": {"start_days": 5}}, "pairing.start_reminders", "7 is not before"),
        ({"surveys": {"open_days": 10}}, "surveys.reminders", "14 is not before"),
        ({"complaints": {"working_days": 2}}, "complaints.warnings", "3 is not before"),
        ({"help": [{"name": "The office"}]}, "help[1]", "neither an address nor"),
        ({"urgent": {"name": "Wellbeing"}}, "urgent", "neither an address nor"),
        ({"help": [{"name": "The office", "email": "a@library.example.org"}]}, "help[1].email", "kept for examples"),
        ({"organisations": [ORG | {"domains": ["example.com"]}]}, "organisations[1].domains[1]", "kept for examples"),
    ],
)  # fmt: skip
def test_what_cannot_work_is_told_at_its_place(
    changes: dict[str, Any], where: str, what: str
) -> None:
    found = told(sound(**changes))
    assert what in found[where]
    assert len(found) == 1


def test_what_works_after_all_is_not_told() -> None:
    assert told(sound(rounds=[], always_open=True)) == {}
    assert (
        told(sound(help=[HelpContact(name="The office", phone="01632 960 001").model_dump()])) == {}
    )
    assert told(sound(choosing=Choosing(approvals=3).model_dump())) == {}
    assert told(sound(organisations=[ORG], eligibility={"member_domain": False})) == {}
    assert (
        told(sound(organisations=[ORG | {"domains": ["co.tarn.ac.uk", "org.example-library.uk"]}]))
        == {}
    )


def test_what_is_marked_as_an_example_is_told_once_with_every_place() -> None:
    found = told(load(preset("aln")))
    assert found[""].startswith("marked as an example")
    assert [
        place
        for place in ("organisations[2]", "roster[6]", "help[2]", "urgent", "policies")
        if place not in found[""]
    ] == []
    assert not any(at.startswith("roster[") for at in found)
