"""What a changed scheme file does is said of each part of it, and what stored data refer to is held apart."""

import json
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from scheme.definition.changes import (
    RUNNING,
    UNBOUND,
    Outline,
    Uses,
    changes,
    gone,
    outline,
    vanished,
)
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset

Edit = Callable[[dict[str, Any]], object]
ALN = load(preset("aln"))


def edited(edit: Edit) -> Definition:
    """The ALN preset, with an edit."""
    data = json.loads(ALN.model_dump_json())
    edit(data)
    return Definition.model_validate_json(json.dumps(data))


def without(entries: list[dict[str, Any]], key: str) -> None:
    """Take an entry out of a list."""
    entries.remove(next(one for one in entries if one["key"] == key))


LOST = [
    ("levels", "head", lambda data: without(data["levels"], "head"), True),
    ("organisations", "hull", lambda data: without(data["organisations"], "hull"), True),
    ("areas", "money", lambda data: without(data["areas"], "money"), True),
    ("groups", "lgbtq", lambda data: without(data["groups"], "lgbtq"), True),
    ("modes", "teams", lambda data: without(data["modes"], "teams"), True),
    ("rounds", ALN.rounds[0].key, lambda data: without(data["rounds"], ALN.rounds[0].key), True),
    ("forms.mentee", "avoid", lambda data: without(data["forms"]["mentee"], "avoid"), True),
    ("forms.mentor", "training", lambda data: without(data["forms"]["mentor"], "training"), True),
    (
        "agreement.clauses",
        ALN.agreement.clauses[0].key,
        lambda data: data["agreement"]["clauses"].pop(0),
        True,
    ),
    (
        "surveys.forms.mentee_midpoint",
        ALN.surveys.forms.mentee_midpoint[0].key,
        lambda data: data["surveys"]["forms"]["mentee_midpoint"].pop(0),
        False,
    ),
]


@pytest.mark.parametrize(("path", "key", "edit", "orphans"), LOST, ids=[path for path, *_ in LOST])
def test_what_is_gone_is_refused_where_something_refers_to_it(
    path: str, key: str, edit: Edit, orphans: bool
) -> None:
    before, after = outline(ALN), outline(edited(edit))
    assert list(gone(before, after)[path]) == [key]
    uses = Uses()
    uses.note(path, key, RUNNING, 3)
    told = next(
        one for one in changes(before, after, uses) if one.text.startswith(f"{path}: '{key}'")
    )
    assert told.orphans is orphans
    assert "3 running partnerships" in told.text
    unused = changes(before, after, Uses())
    assert unused
    assert not any(one.orphans for one in unused)


def test_a_renamed_key_is_one_that_is_gone() -> None:
    level = next(number for number, one in enumerate(ALN.levels) if one.key == "head")
    after = outline(edited(lambda data: data["levels"][level].update(key="heads")))
    assert gone(outline(ALN), after) == {"levels": {"head": "Head of a department or of services"}}


def test_the_options_of_a_field_of_its_own_are_looked_at() -> None:
    number = next(number for number, one in enumerate(ALN.forms.mentor) if one.key == "training")
    after = outline(edited(lambda data: data["forms"]["mentor"][number]["options"].pop(0)))
    assert list(gone(outline(ALN), after)) == ["forms.mentor.training"]


@pytest.mark.parametrize(
    ("section", "key", "value", "words"),
    [
        (
            "pairing",
            "months",
            9,
            "pairing.months was 6 and is 9: what was agreed stays for 12 running partnerships;",
        ),
        ("pairing", "months", 9, "this is the length of the 3 not yet started"),
        ("pairing", "grace_days", 20, "from now on for 15 running partnerships"),
        (
            "meetings",
            "least_weeks",
            3,
            "for 10 running partnerships; the rhythm they agreed stays for 5",
        ),
        ("meetings", "nudge_days", 20, "from now on for 15 running partnerships"),
        ("choosing", "mentor_days", 9, "the day that was told stays for 4 open proposals"),
        ("choosing", "approvals", 3, "from now on for 4 open proposals"),
        ("choosing", "mentee_reminders", [5, 9], "was 7, 14 and is 5, 9"),
        ("answering", "days", 30, "stays for 7 waiting applications"),
        ("surveys", "open_days", 30, "stays for 1 open survey"),
        ("surveys", "lookback_months", 9, "from now on for 2 ended partnerships"),
        (
            "complaints",
            "working_days",
            12,
            "complaints.working_days was 10 and is 12: this holds from now on",
        ),
    ],
)
def test_a_figure_is_told_with_how_many_it_is_about(
    section: str, key: str, value: object, words: str
) -> None:
    counts = Counter(
        {RUNNING: 15, UNBOUND: 3, "rhythm agreed": 5, "open proposal": 4, "waiting application": 7}
    )
    counts |= Counter({"open survey": 1, "ended partnership": 2})
    after = outline(edited(lambda data: data[section].update({key: value})))
    (told,) = changes(outline(ALN), after, Uses(counts))
    assert words in told.text
    assert not told.orphans


def test_a_field_that_others_may_read_from_now_on_is_told() -> None:
    number = next(number for number, one in enumerate(ALN.forms.mentee) if one.confidential)
    key = ALN.forms.mentee[number].key
    after = outline(edited(lambda data: data["forms"]["mentee"][number].update(confidential=False)))
    (told,) = changes(outline(ALN), after, Uses())
    assert told.text.startswith(
        f"forms.mentee.{key} was {ALN.forms.mentee[number].kind}, confidential and is "
    )


def test_what_leads_nowhere_else_is_no_change() -> None:
    def edit(data: dict[str, Any]) -> None:
        data.update(name="Another name", roster=[])
        data["levels"][0]["label"] = "Somebody who helps"
        data["levels"].append({"key": "king", "label": "King"})

    assert changes(outline(ALN), outline(edited(edit)), Uses()) == []


def test_an_outline_tells_of_no_person_and_is_read_back_as_it_was() -> None:
    text = outline(ALN).model_dump_json()
    assert Outline.model_validate_json(text) == outline(ALN)
    assert not [seat.name for seat in ALN.roster if seat.name in text or seat.email in text]


def test_a_scheme_without_a_file_is_told_with_what_it_may_be_called_now() -> None:
    told = vanished(Counter({"application": 12, "partnership": 1}), ["fells"])
    assert told.orphans
    assert "12 applications, 1 partnership" in told.text
    assert '"fells"' in told.text
