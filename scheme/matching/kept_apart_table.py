"""Who of a whole register may never be put together with whom: as `exclusions.kept_apart` says, found by what they gave."""

from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scheme.matching.side import Side


class KeptApart:
    """Mentors by everything that could keep them apart from somebody: whoever shares none of it is passed over."""

    def __init__(self, mentors: Sequence[Side]) -> None:
        self.count = len(mentors)
        self._persons = _places((side.person_id,) for side in mentors)
        self._own_addresses = _places(side.own_addresses for side in mentors)
        self._addresses = _places(side.addresses for side in mentors)
        self._names = _places(side.names for side in mentors)
        self._manager_addresses = _places(_given(side.manager_address) for side in mentors)
        self._managers_named = _places(_manager_by_name(side) for side in mentors)
        self._avoided_names = _places(
            (name for line in side.avoid for name in line.names) for side in mentors
        )
        self._avoided_addresses = _places(
            (address for line in side.avoid for address in line.addresses) for side in mentors
        )

    def table(self, mentees: Sequence[Side]) -> NDArray[np.bool_]:
        """Whether each of some mentees and each mentor are kept apart: a row a mentee."""
        found = np.zeros((len(mentees), self.count), dtype=np.bool_)
        for row, mentee in enumerate(mentees):
            found[row, list(self._of(mentee))] = True
        return found

    def _of(self, mentee: Side) -> set[int]:
        """The places of the mentors who are kept apart from a mentee."""
        by_what = (
            (self._persons, (mentee.person_id,)),
            (self._own_addresses, mentee.own_addresses),
            (self._own_addresses, _given(mentee.manager_address)),
            (self._names, _manager_by_name(mentee)),
            (self._manager_addresses, mentee.own_addresses),
            (self._managers_named, mentee.names),
            (self._avoided_names, mentee.names),
            (self._avoided_addresses, mentee.addresses),
            (self._names, (name for line in mentee.avoid for name in line.names)),
            (self._addresses, (each for line in mentee.avoid for each in line.addresses)),
        )
        return {place for known, given in by_what for key in given for place in known.get(key, ())}


def _manager_by_name(side: Side) -> tuple[str, ...]:
    """The line manager's name, where it counts: where no address was given."""
    if side.manager_address:
        return ()
    return _given(side.manager)


def _given(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _places(keys: Iterable[Iterable[Hashable]]) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = {}
    for place, each in enumerate(keys):
        for key in set(each):
            found.setdefault(key, []).append(place)
    return found
