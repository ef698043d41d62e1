"""One meaning a word: a public class or type of the product shares its name with no other."""

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = ("scheme", "storage", "handlers", "scheduler", "bot", "manifest")
PLATFORMS = ("bot/slack/", "bot/teams/", "bot/web/", "bot/mail/")
# A name that two things have for a reason, other than doing the same for two platforms.
SHARED = {"Json": "an object of JSON, in modules of a platform that import no other of them"}


def named(code: str) -> Iterator[str]:
    """The public classes and types that a module declares."""
    for node in ast.parse(code).body:
        match node:
            case ast.ClassDef(name=name):
                pass
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                if name.isupper():
                    continue
            case _:
                continue
        if name[0].isupper() and len(name) > 1:
            yield name


def platform_of(place: str) -> str:
    """The folder of the platform that a module belongs to, "" for any other."""
    return next((folder for folder in PLATFORMS if place.startswith(folder)), "")


def clash(places: list[str]) -> bool:
    """Whether a name is declared more than once, and not merely once for each of several platforms."""
    platforms = {platform_of(place) for place in places}
    return len(places) > 1 and ("" in platforms or len(platforms) < len(places))


def test_a_name_of_a_class_or_type_means_one_thing() -> None:
    where: dict[str, list[str]] = defaultdict(list)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if "/migrations/" not in place:
                for name in named(path.read_text(encoding="utf-8")):
                    where[name].append(place)
    shared = {name: places for name, places in where.items() if clash(places)}
    assert set(shared) == set(SHARED), f"say what each is, or why they share a name: {shared}"


def test_twins_of_two_platforms_are_no_clash_and_anything_else_is() -> None:
    assert not clash(["bot/slack/posting.py"])
    assert not clash(["bot/slack/posting.py", "bot/teams/posting.py"])
    assert clash(["bot/slack/posting.py", "bot/slack/payloads.py"])
    assert clash(["bot/slack/posting.py", "bot/pacing.py"])
    assert clash(["handlers/kit/turn.py", "storage/engine/turns.py"])


def test_classes_and_types_are_found_and_constants_are_not() -> None:
    code = "class Turn: ...\nJson = dict[str, int]\nMOST = 3\nclass _Own: ...\nT = TypeVar('T')"
    assert list(named(code)) == ["Turn", "Json"]
