"""What the scheme's objects are is changed by their own methods: no conversation assigns to an attribute of another object."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import handlers

ROOM = Path(handlers.__file__).parent
# No objects of the scheme: what the desk notes of one action on its way, in the file of its stages; the drawing of a
# chart; a workbook.
OWN = {
    ("desk/desk.py", "course"),
    *(("paper/charts.py", element) for element in ("drawing", "drawn", "told")),
    *(("forms/workbook.py", element) for element in ("book", "sheet", "cell")),
}


def assigned(code: str) -> Iterator[tuple[int, str]]:
    """Where code sets, adds to or deletes an attribute of anything but `self`, or an item of one, and what it writes."""
    for node in ast.walk(ast.parse(code)):
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del(), value=holder) if not _is_self(holder):
                yield node.lineno, ast.unparse(node)
            case ast.Subscript(ctx=ast.Store() | ast.Del(), value=ast.Attribute(value=holder)) if (
                not _is_self(holder)
            ):
                yield node.lineno, ast.unparse(node)
            case ast.Call(
                func=ast.Name(id="setattr" | "delattr") | ast.Attribute(attr="__setattr__"),
                args=[first, *_],
            ) if not _is_self(first):
                yield node.lineno, ast.unparse(node)
            case ast.Attribute(attr="__dict__", value=holder) if not _is_self(holder):
                yield node.lineno, ast.unparse(node)
            case _:
                pass


def _is_self(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def test_no_conversation_changes_an_object_in_its_place() -> None:
    found = [
        f"{path.relative_to(ROOM)}:{line} {what}"
        for path in sorted(ROOM.rglob("*.py"))
        for line, what in assigned(path.read_text())
        if (str(path.relative_to(ROOM)), what.partition(".")[0]) not in OWN
    ]
    assert not found, f"a method of the object is to do this, with a row in its table: {found}"


@pytest.mark.parametrize(
    "code",
    [
        "proposal.state = Progress.ACCEPTED",
        "draft.revision += 1",
        "person.reminders, person.quiet_until = True, None",
        "one.person_id = one.asked_at = None",
        "turn.the(Partnership).last_met = day",
        "(await own(turn)).reminders: bool = False",
        "held[mentor].rank = rank",
        "draft.answers['name'] = 'Maya'",
        "del draft.answers['name']",
        "for candidate.state in states: pass",
        "with opened() as turn.work: pass",
        "setattr(proposal, 'state', 'accepted')",
        "object.__setattr__(proposal, 'state', 'accepted')",
        "proposal.__dict__['state'] = 'accepted'",
    ],
)
def test_every_way_to_do_so_is_seen(code: str) -> None:
    assert list(assigned(code))


@pytest.mark.parametrize(
    "code",
    [
        "state = proposal.state",
        "self.steps = {}",
        "held['a'] = one",
        "proposal.accept()",
        "object.__setattr__(self, 'name', name)",
    ],
)
def test_and_nothing_else(code: str) -> None:
    assert not list(assigned(code))
