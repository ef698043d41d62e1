"""Who may never be put together: oneself, a line manager, people to avoid (R3.2).

An exact address or name keeps two people apart. A near one is only a caution: namesakes and slips of the pen exist.
"""

from rapidfuzz import fuzz

from scheme.matching.side import Side

NEAR = 85  # of 100: takes "Thomas Birch" for near "Tom Birch", and "Tom Smith" not

AT_REQUEST = "At someone's request."


def kept_apart(mentee: Side, mentor: Side) -> str | None:
    """Why these two may never be a pair, in words for the Group; None when nothing stands against it.

    A request to avoid somebody says no more than that, so that nobody can tell whose it was.
    """
    if mentee.person_id == mentor.person_id or not mentee.own_addresses.isdisjoint(
        mentor.own_addresses
    ):
        return "The same person."
    if manages(mentor, mentee) or manages(mentee, mentor):
        return "One is the other's line manager."
    names_anybody = bool(
        mentee.avoid or mentor.avoid
    )  # mostly not, and whole registers are compared
    if names_anybody and (avoids(mentee, mentor) or avoids(mentor, mentee)):
        return AT_REQUEST
    return None


def manages(manager: Side, other: Side) -> bool:
    """Whether one is the line manager the other named: by address, or by name where no address was given."""
    if other.manager_address:
        return other.manager_address in manager.own_addresses
    return bool(other.manager) and other.manager in manager.names


def may_manage(manager: Side, other: Side) -> bool:
    """Whether one's name is so like that of the other's line manager that somebody should look."""
    given = other.manager_letters
    return bool(given) and _is_near_any(given, manager)


def avoids(side: Side, other: Side) -> bool:
    """Whether one gave exactly the other's address or name among the people to avoid."""
    for line in side.avoid:
        if not line.names.isdisjoint(other.names):
            return True
        if not line.addresses.isdisjoint(other.addresses):
            return True
    return False


def may_avoid(side: Side, other: Side) -> bool:
    """Whether one gave a name to avoid that is so like the other's that somebody should look."""
    for line in side.avoid:
        for words in line.words:
            if _is_near_any(words, other):
                return True
    return False


def _is_near_any(given: str, side: Side) -> bool:
    # A loop, as whole registers are compared: for a name or two, `any` takes as long as the comparing.
    for name in side.name_letters:  # noqa: SIM110
        if near(given, name):
            return True
    return False


def near(given: str, name: str) -> bool:
    """Whether a name is meant by a text, though perhaps misspelt, turned round, in part, or among other words."""
    if not given or not name:
        return False
    # Below `score_cutoff` the likeness is 0, and found sooner.
    if fuzz.token_set_ratio(given, name, score_cutoff=NEAR) >= NEAR:
        return True
    return len(given) > len(name) and fuzz.partial_ratio(given, name, score_cutoff=NEAR) >= NEAR
