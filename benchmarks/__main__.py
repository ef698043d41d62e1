"""Measures everything and writes docs/benchmarks.md. Nothing here is a test: figures are read, not asserted."""

import asyncio
import logging
import socket
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import structlog

from benchmarks import growth, mails, presses, slack, start, submission, teams, wave, whole_round
from benchmarks.machine import Steal, described
from benchmarks.presses import Counted
from benchmarks.servers import postgresql
from benchmarks.slack import Sides
from benchmarks.submission import Outcome
from benchmarks.wave import Wave

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def main() -> None:
    """Run every benchmark, in turn."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    before = Steal.now()
    with TemporaryDirectory() as name:
        folder = Path(name)
        on_sqlite = asyncio.run(submission.measure(_files(folder)))
        with postgresql() as urls:
            on_postgresql = asyncio.run(submission.measure(urls[:3]))
        counted = asyncio.run(presses.measure(f"sqlite:///{folder}/history.db"))
        starts = start.measure(folder / "start", _free_port())
        sides = asyncio.run(slack.measure(folder))
        turns = asyncio.run(teams.measure(folder))
        waved = asyncio.run(wave.measure(folder))
        mailed = asyncio.run(mails.measure(folder))
        at_once = whole_round.measure()
        grown = growth.on_both(folder)
    page = _page(
        {"SQLite": on_sqlite, "PostgreSQL": on_postgresql},
        counted,
        starts,
        Steal.now().since(before),
    )
    page += (
        _slack(sides)
        + _teams(turns)
        + _wave(waved)
        + mails.page(mailed)
        + f"\n{whole_round.page(at_once)}"
        + f"\n{growth.page(grown)}"
    )
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)


def _files(folder: Path) -> tuple[str, str, str]:
    return f"sqlite:///{folder}/a.db", f"sqlite:///{folder}/b.db", f"sqlite:///{folder}/c.db"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


def _page(
    outcomes: dict[str, Outcome], counted: Counted, starts: start.Starts, stolen: float
) -> str:
    lines = [
        "# Benchmarks",
        "",
        "What the bot costs beside a floor, measured in one run, in turn. Written by `make bench`.",
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {described()}; {stolen:.1%} of the time was taken by other machines.",
        "",
        "## A submission with its transaction",
        "",
        "Somebody sends a mentee's application. The floor is a bare handler that runs the very same statements, in the same",
        "transactions, by hand on the same engine. CPU is of the serving process, per request, one after another; the answer",
        "times are those of eight people at once. Aims: CPU at most 1.25 times the floor, at most 10 statements, and the",
        "slowest in a hundred at most 3 times the typical one.",
        "",
        "| database | statements | CPU, bot | CPU, floor | ratio | typical answer | slowest in 100 | ratio |",
        "|---|---|---|---|---|---|---|---|",
        *(_row(name, one) for name, one in outcomes.items()),
        "",
        "## Statements of each action",
        "",
        "Counted while the demonstration's history is played on SQLite. Aim: at most 10 for an application, 8 for a press.",
        "",
        "| action | times | typical | most |",
        "|---|---|---|---|",
        *(
            f"| {name} | {times} | {typical:g} | {most} |"
            for name, (times, typical, most) in counted.items()
        ),
        "",
        "## A start",
        "",
        "Until `/readyz` answers, on a database that is there already; the floor imports the same modules and reads the same",
        "scheme file. Aim: at most 1.15 times the floor, and nothing heavy loaded that is not used.",
        "",
        "| CPU, bot | CPU, floor | ratio | heavy parts loaded |",
        "|---|---|---|---|",
        f"| {_ms(starts.bot)} ms | {_ms(starts.floor)} ms | {starts.ratio:.2f} | {', '.join(starts.loaded) or 'none'} |",
        "",
    ]
    return "\n".join(lines)


def _slack(one: Sides) -> str:
    bolt, alone, all_of_it, two = (one.typical(side) for side in ("bolt", "alone", "slack", "two"))
    lines = [
        "",
        "## Slack",
        "",
        "Somebody sends a complaint in a modal, over signed HTTP. The floor is bare Bolt, which verifies, reads and acknowledges the",
        "same request, together with the same action through no channel at all. CPU per request. Aims: at most 1.25 times the",
        "floor; all conversations at most 1.15 times two; no call to Slack in a warm request.",
        "",
        "| Slack | bare Bolt | the action alone | ratio | with two conversations | ratio | calls to Slack |",
        "|---|---|---|---|---|---|---|",
        f"| {all_of_it:.1f} ms | {bolt:.1f} ms | {alone:.1f} ms | {one.ratio:.2f} | {two:.1f} ms | {one.crowded:.2f} | {one.calls} |",
        "",
    ]
    return "\n".join(lines)


def _teams(one: teams.Sides) -> str:
    ours, mended, alone = (
        one.typical("teams", "action"),
        one.typical("mended", "nothing"),
        one.typical("alone", "action"),
    )
    echo = one.typical("echoing", "echo")
    lines = [
        "",
        "## Teams",
        "",
        "Signed requests, one after another; CPU per request. The floors are botbuilder with a turn of its own, as it comes and with",
        "msrest's fault mended. Aims: a complaint sent in a dialog at most 1.25 times the mended turn that does nothing together with",
        "the same action through no channel; a turn that does nothing 7 times, and one that says something back 3 times as fast as",
        "with botbuilder as it comes.",
        "",
        "| turn | Teams | botbuilder, mended | botbuilder as it comes | the action alone | ratio |",
        "|---|---|---|---|---|---|",
        f"| a complaint | {ours:.1f} ms | {mended:.1f} ms (nothing) | – | {alone:.1f} ms | {one.ratio:.2f} |",
        *(
            f"| {name} | {mine:.1f} ms | {one.typical('mended', turn):.1f} ms | {one.typical('stock', turn):.1f} ms | – | "
            f"{one.times(turn):.1f} times as fast |"
            for name, turn, mine in (
                ("nothing", "nothing", one.typical("teams", "nothing")),
                ("says something back", "echo", echo),
            )
        ),
        "",
    ]
    return "\n".join(lines)


def _wave(one: Wave) -> str:
    lines = [
        "",
        "## A wave",
        "",
        "Letters to as many people in one Slack workspace, through the real outbox, to a server that answers 429 in earnest: above",
        "its rate, and now and then for reasons of its own. Aim: at least 95% of the configured rate, Retry-After obeyed, nothing",
        "lost or doubled.",
        "",
        "| letters | rate configured | reached | told to wait | early | lost | doubled |",
        "|---|---|---|---|---|---|---|",
        f"| {one.letters} | {one.rate:g} a second | {one.share:.0%} | {one.refused} | {one.early} | {one.lost} | {one.doubled} |",
        "",
    ]
    return "\n".join(lines)


def _row(name: str, one: Outcome) -> str:
    bot, floor = one.sides["bot"], one.sides["floor"]
    typical, slowest = bot.percentile(50), bot.percentile(99)
    return (
        f"| {name} | {one.statements} in {one.transactions} | {bot.typical:.1f} ms | {floor.typical:.1f} ms | "
        f"{bot.typical / floor.typical:.2f} | {typical:.0f} ms | {slowest:.0f} ms | {slowest / typical:.1f} |"
    )


def _ms(seconds: list[float]) -> str:
    return f"{sorted(seconds)[len(seconds) // 2] * 1000:.0f}"


if __name__ == "__main__":
    main()
