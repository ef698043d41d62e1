"""How a rule of a platform is held against a payload, and what is said where it is broken."""

from typing import Any


class BrokenRule(ValueError):
    """What a platform would refuse, or this bot must not send: where it stands, and what the rule is."""

    def __init__(self, where: str, rule: str) -> None:
        super().__init__(f"{where}: {rule}")
        self.where = where
        self.rule = rule


def must(holds: bool, where: str, rule: str) -> None:
    """Raise `BrokenRule` unless the rule holds."""
    if not holds:
        raise BrokenRule(where, rule)


def check_keys(given: Any, known: set[str], needed: set[str], where: str) -> None:
    """A dictionary with these keys at most, and with those that are needed."""
    must(isinstance(given, dict), where, "is an object")
    unknown, missing = set(given) - known, needed - set(given)
    must(not unknown, where, f"has nothing that is not known there: {', '.join(sorted(unknown))}")
    must(not missing, where, f"needs {', '.join(sorted(missing))}")
