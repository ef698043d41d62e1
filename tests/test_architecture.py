"""How the code is written, where no tool asks for it."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path

import bot
import handlers
import manifest
import scheduler
import scheme
import storage

ROOMS = (scheme, storage, handlers, scheduler, bot, manifest)
MOST_IN_ORDER = 3  # fields that may be given by their order


def modules() -> Iterator[str]:
    """The names of the product's modules, but for those that run by being imported."""
    for room in ROOMS:
        for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            if ".migrations" not in found.name and not found.name.endswith("__main__"):
                yield found.name


def data_classes() -> Iterator[type]:
    """The product's dataclasses."""
    for name in modules():
        for _, found in inspect.getmembers(importlib.import_module(name), inspect.isclass):
            if found.__module__ == name and "__dataclass_fields__" in vars(found):
                yield found


def in_order(kind: type) -> list[str]:
    """The fields of a dataclass that are given by their order."""
    return [field.name for field in dataclasses.fields(kind) if field.init and not field.kw_only]


def test_what_has_many_fields_is_made_by_their_names() -> None:
    found = {
        f"{kind.__module__}.{kind.__qualname__}": in_order(kind)
        for kind in data_classes()
        if len(dataclasses.fields(kind)) > MOST_IN_ORDER
    }
    assert len(found) > 50, "the dataclasses are not where this test looks for them"
    assert {name: fields for name, fields in found.items() if fields} == {}


def bare_fields(code: str) -> Iterator[str]:
    """The fields of dataclasses of which neither a comment nor the class's docstring says anything."""
    lines = code.split("\n")
    for kind in ast.walk(ast.parse(code)):
        if not isinstance(kind, ast.ClassDef):
            continue
        if not any("dataclass" in ast.unparse(mark) for mark in kind.decorator_list):
            continue
        told = ast.get_docstring(kind) or ""
        for field in kind.body:
            match field:
                case ast.AnnAssign(target=ast.Name(id=name)) if not name.isupper():
                    above, own = lines[field.lineno - 2], lines[field.lineno - 1]
                    if not (above.strip().startswith("#") or "#" in own or f"`{name}`" in told):
                        yield f"{kind.name}.{name}"
                case _:
                    pass


def test_every_field_of_the_rules_says_what_is_in_it() -> None:
    rooms = Path(scheme.__file__).parent
    files = sorted(rooms.rglob("*.py"))
    assert len(files) > 50, "the rules are not where this test looks for them"
    bare = [field for file in files for field in bare_fields(file.read_text(encoding="utf-8"))]
    assert bare == []
