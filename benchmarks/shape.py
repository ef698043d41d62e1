"""The shape of the code, counted: `make shape` prints it. A mirror, no gate; tests, migrations and tables are left out.

What is counted comes from the syntax tree and the tokens; how branched a function is, ruff says (C901), as everybody has it.
"""

import ast
import io
import json
import re
import subprocess
import sys
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
ROOMS = ("scheme", "storage", "handlers", "scheduler", "bot", "manifest")
LEFT_OUT = ("storage/migrations/",)
TABLES = "storage/tables/"  # SQLAlchemy's own way to declare a table is a call with many arguments
KIT = "handlers/kit/"
MANY = 5  # positional arguments of a call
SILENT = {
    tokenize.COMMENT,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.ENDMARKER,
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Source:
    """A file of the product."""

    def __init__(self, path: Path) -> None:
        self.name = path.relative_to(ROOT).as_posix()
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)

    @property
    def folder(self) -> str:
        """The folder it stands in, as "handlers/kit"."""
        return self.name.rpartition("/")[0]

    @property
    def subject(self) -> str:
        """The subject of the conversations it belongs to, as "matching"; its room where there is none."""
        parts = self.name.split("/")
        return parts[1] if parts[0] == "handlers" and len(parts) > 2 else parts[0]

    @cached_property
    def tokens(self) -> list[tokenize.TokenInfo]:
        """Its tokens, without comments and line ends."""
        every = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return [token for token in every if token.type not in SILENT]

    @property
    def lines(self) -> int:
        """How many lines hold a token."""
        return len({token.start[0] for token in self.tokens})

    def functions(self) -> Iterator[int]:
        """How many tokens each function has."""
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                end = node.end_lineno or node.lineno
                yield sum(node.lineno <= token.start[0] <= end for token in self.tokens)

    def calls(self) -> Iterator[int]:
        """How many positional arguments each call has."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield len(node.args)

    def imported(self) -> Iterator[str]:
        """The modules that it imports, with the names it takes of each, as "handlers.kit.post"."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def sources() -> list[Source]:
    """Every file of the product that counts."""
    paths = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
    return [source for source in map(Source, paths) if not source.name.startswith(LEFT_OUT)]


def folders(found: list[Source]) -> tuple[str, str]:
    """Files a folder: the median, and the largest with its name."""
    counted = Counter(source.folder for source in found if not source.name.endswith("__init__.py"))
    folder, most = counted.most_common(1)[0]
    return f"{median(counted.values()):g}", f"{most} ({folder})"


def kit(found: list[Source]) -> tuple[str, str]:
    """Files of the kit, and those of them that only one or two subjects use."""
    modules = {
        source.name.removesuffix(".py").replace("/", ".")
        for source in found
        if source.name.startswith(KIT) and not source.name.endswith("__init__.py")
    }
    users: dict[str, set[str]] = defaultdict(set)
    for source in found:
        for module in modules.intersection(source.imported()):
            if not source.name.startswith(KIT):
                users[module].add(source.subject)
    few = sorted(module.rpartition(".")[2] for module in modules if len(users[module]) <= 2)
    return str(len(modules)), f"{len(few)} ({', '.join(few)})" if few else "0"


def unpacked(source: Source) -> int:
    """How often several names are given several values in one line."""
    return sum(
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Tuple)
        and isinstance(node.value, ast.Tuple)
        for node in ast.walk(source.tree)
    )


def conditional(source: Source) -> int:
    """How many conditional expressions it has."""
    return sum(isinstance(node, ast.IfExp) for node in ast.walk(source.tree))


def branches() -> int:
    """The cyclomatic complexity of the most branched function."""
    with TemporaryDirectory() as folder:
        settings = Path(folder) / "ruff.toml"
        settings.write_text(
            "[lint]\nselect = ['C901']\n[lint.mccabe]\nmax-complexity = 0\n", encoding="utf-8"
        )
        command = [
            sys.executable,
            "-m",
            "ruff",
            "check",
            "--config",
            str(settings),
            "--output-format",
            "json",
            *ROOMS,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
    told = (row["message"] for row in json.loads(done.stdout))
    return max(int(number[1]) for text in told if (number := re.search(r"\((\d+) > 0\)", text)))


def rows(found: list[Source]) -> Iterator[tuple[str, str, str]]:
    """What is counted, what it is, and what is wanted."""
    lines = sum(source.lines for source in found)
    tokens = sum(len(source.tokens) for source in found)
    sizes = [size for source in found for size in source.functions()]
    arguments = [
        size for source in found if not source.name.startswith(TABLES) for size in source.calls()
    ]
    crowded = sum(size >= MANY for size in arguments)
    middle, largest = folders(found)
    files, few = kit(found)
    ones = sum(
        token.string == "one" and token.type == tokenize.NAME
        for source in found
        for token in source.tokens
    )
    yield "files; lines with code", f"{len(found)}; {lines}", ""
    yield "files a folder: median; largest", f"{middle}; {largest}", "≤ 8; ≤ 20"
    yield "files of handlers/kit; of one or two subjects", f"{files}; {few}", "≤ 8; 0"
    yield "tokens a line", f"{tokens / lines:.1f}", "≤ 7.5"
    yield "a, b = x, y a 1,000 lines", f"{1000 * sum(map(unpacked, found)) / lines:.1f}", "≤ 2"
    yield (
        "conditional expressions a 1,000 lines",
        f"{1000 * sum(map(conditional, found)) / lines:.1f}",
        "≤ 12",
    )
    yield (
        f"calls with {MANY} positional arguments and more, ‰",
        f"{1000 * crowded / len(arguments):.1f}",
        "≤ 3",
    )
    yield (
        "tokens a function: median; p90",
        f"{median(sizes):g}; {quantiles(sizes, n=10)[-1]:g}",
        "≤ 40; ≤ 120",
    )
    yield "most branched function", str(branches()), "≤ 12"
    yield "the name `one`", str(ones), "where nothing better exists"


def main() -> None:
    """Print the table."""
    table = Table("counted", "is", "wanted")
    for row in rows(sources()):
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    main()
