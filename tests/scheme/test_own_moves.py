"""People, accounts, seats, channels, drafts, surveys, moves and renames change themselves: what each move leaves behind."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from scheme.forms.draft import Draft
from scheme.ids import ApplicationId, ProposalId
from scheme.matching.selection import Selection
from scheme.member import move as moves
from scheme.member.move import Move
from scheme.people import Account, Member, Person
from scheme.refusal import Refusal
from scheme.rename import Rename, RenameState
from scheme.room import Room
from scheme.subject import NOTHING_IN_PARTICULAR
from tests.support.scheme_cast import ALEX, MAYA, MONDAY, ROBIN, TODAY, candidate, survey

DAY = timedelta(days=1)
LATER = MONDAY + DAY


def person() -> Person:
    return Person(
        name="Maya Thorne",
        email="maya@valley.example.org",
        since=MONDAY,
        quiet_until=TODAY,
        given="Maya",
        picture="https://a/b",
    )


def asking() -> Account:
    return Account(
        platform="slack",
        workspace="T1",
        user="U1",
        person_id=None,
        name="maya",
        email="m@valley.example.org",
        scheme="valley",
        asked_at=MONDAY,
        gone_at=MONDAY,
    )


def known() -> Account:
    return Account(
        platform="slack",
        workspace="T1",
        user="U1",
        person_id=MAYA,
        name="maya",
        email="m@valley.example.org",
        scheme="valley",
        asked_at=MONDAY,
    )


def room() -> Room:
    return Room(scheme="valley", platform="slack", workspace="T1", channel="C1", since=MONDAY)


def lost() -> Room:
    return Room(
        scheme="valley",
        platform="slack",
        workspace="T1",
        channel="C1",
        since=MONDAY,
        lost_at=MONDAY,
    )


def seat() -> Member:
    return Member(
        scheme="valley", person_id=ROBIN, duty="member", organisation="valley", since=MONDAY
    )


def draft() -> Draft:
    said: dict[str, Any] = {"name": "Maya", "about": "", "areas": [], "sure": False, "years": 0}
    return Draft(
        scheme="valley",
        person_id=MAYA,
        opener="apply.mentee",
        action="apply.send",
        subject=NOTHING_IN_PARTICULAR,
        title="Apply",
        opening={},
        private=False,
        answers=said,
        carries={},
        changed_at=MONDAY,
        place="name",
        talking=True,
    )


def invited() -> Any:
    found = survey()
    found.invited_at = MONDAY
    return found


def chosen() -> Selection:
    return Selection(
        proposal_id=ProposalId(1),
        revision=1,
        person_id=ROBIN,
        at=MONDAY,
        mentors=[ApplicationId(201)],
    )


ROWS: list[tuple[Callable[[], Any], Callable[[Any], None], dict[str, object]]] = [
    (person, lambda one: one.be_called("May"), {"called": "May"}),
    (person, lambda one: one.be_called(None), {"called": None}),
    (
        person,
        lambda one: one.move_to("new@valley.example.org"),
        {"email": "new@valley.example.org"},
    ),
    (person, lambda one: one.note_told(LATER), {"told_at": LATER}),
    (
        person,
        lambda one: one.be_quiet(TODAY + DAY),
        {"quiet_until": TODAY + DAY, "reminders": True},
    ),
    (person, lambda one: one.want_no_reminders(), {"reminders": False}),
    (person, lambda one: one.want_reminders(), {"quiet_until": None, "reminders": True}),
    (person, lambda one: one.follow_profile(given="", zone="", picture=""), {}),
    (
        person,
        lambda one: one.follow_profile(given="M", zone="Asia/Tokyo", picture="https://c/d"),
        {"given": "M", "zone": "Asia/Tokyo", "picture": "https://c/d"},
    ),
    (
        asking,
        lambda one: one.ask("hill", LATER),
        {"scheme": "hill", "asked_at": LATER, "gone_at": None},
    ),
    (asking, lambda one: one.confirm(MAYA), {"person_id": MAYA, "gone_at": None}),
    (asking, lambda one: one.recognise(MAYA), {"person_id": MAYA, "scheme": "", "asked_at": None}),
    (asking, lambda one: one.reopen(), {"gone_at": None}),
    (known, lambda one: one.part(), {"person_id": None, "asked_at": None, "gone_at": None}),
    (known, lambda one: one.close(LATER), {"gone_at": LATER}),
    (known, lambda one: one.note_seen(LATER), {"seen_at": LATER}),
    (known, lambda one: one.follow_profile("May", None), {"name": "May", "email": None}),
    (room, lambda one: one.lose(LATER), {"lost_at": LATER}),
    (lost, lambda one: one.lose(LATER), {}),
    (lost, lambda one: one.recover(), {"lost_at": None}),
    (seat, lambda one: one.give_up(LATER), {"until": LATER}),
    (
        draft,
        lambda one: one.keep({"name": "M"}, {"revision": "2"}, LATER),
        {"answers": {"name": "M"}, "carries": {"revision": "2"}, "changed_at": LATER},
    ),
    (draft, lambda one: one.leave_out_unsaid(), {"answers": {"name": "Maya", "years": 0}}),
    (draft, lambda one: one.ask_to_part(LATER), {"parting": True, "changed_at": LATER}),
    (invited, lambda one: one.stay_uninvited(), {"invited_at": None}),
    (chosen, lambda one: one.replace(ALEX, LATER), {"replaced_by": ALEX, "replaced_at": LATER}),
    (candidate, lambda candidate: candidate.rank_at(3), {"rank": 3}),
]


def told(thing: object) -> dict[str, object]:
    """What a thing says of itself, without what a database may have hung on it."""
    return {key: value for key, value in vars(thing).items() if not key.startswith("_")}


@pytest.mark.parametrize(("make", "move", "then"), ROWS)
def test_a_move_changes_what_it_says_and_nothing_else(
    make: Callable[[], Any], move: Callable[[Any], None], then: dict[str, object]
) -> None:
    found = make()
    before = told(found)
    move(found)
    assert told(found) == before | then


def _waiting() -> Iterator[Any]:
    for state in RenameState:
        yield Rename(
            scheme="valley",
            person_id=MAYA,
            asked_at=MONDAY,
            before="Maya Thorne",
            after="Maya Hill",
            state=state,
        )
    for other in moves.MoveState:
        yield Move(
            scheme="valley",
            person_id=MAYA,
            said_at=MONDAY,
            before={},
            after={"email": "new@valley.example.org"},
            state=other,
        )


@pytest.mark.parametrize("one", list(_waiting()))
def test_another_takes_the_place_only_of_what_still_waits(one: Any) -> None:
    before = deepcopy(one)
    if one.state == "open":
        one.replace()
        assert one.state == "replaced"
    else:
        with pytest.raises(Refusal, match="settled already"):
            one.replace()
        assert one == before


def test_a_rename_notes_a_namesake() -> None:
    one = Rename(
        scheme="valley", person_id=MAYA, asked_at=MONDAY, before="Maya Thorne", after="Maya Hill"
    )
    one.note_namesake(True)
    assert one.alike
