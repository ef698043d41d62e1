"""The command line: run, check, import, report, retention, due, outbox, sessions, clock, db, keys, scheme, roster, manifest."""

import asyncio
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from bot import changed, opening, serve
from bot.command import check as checks
from bot.command import importing, keys, operating, reporting, retaining, roster
from bot.command.console import complaints, console
from bot.platforms import NAMES, PLATFORMS
from bot.settings import SettingsProblem, load
from manifest import ManifestProblem
from scheme.definition import copying, loading
from scheme.definition.loading import SchemeFileError
from scheme.refusal import Refusal
from scheme.wording import counted
from storage.engine.database import DatabaseProblem
from storage.engine.encryption import KeyProblem, new_key

# A `Refusal` here is what people are told too: the database is busy, or could not keep something.
PROBLEMS = (
    SettingsProblem,
    SchemeFileError,
    DatabaseProblem,
    KeyProblem,
    opening.StartProblem,
    changed.SchemeChanged,
    ManifestProblem,
    Refusal,
)

LAST = 2**31 - 1  # number that a letter can have

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Runs mentoring schemes.",
)
db = typer.Typer(no_args_is_help=True, help="The database.")
scheme = typer.Typer(no_args_is_help=True, help="Scheme files.")
secret = typer.Typer(
    no_args_is_help=True, help="The keys that what people write is encrypted with."
)
seats = typer.Typer(
    no_args_is_help=True, help="Who runs a scheme, where nobody can say so in the chat."
)
manifests = typer.Typer(no_args_is_help=True, help="What a platform is told about the app.")
due = typer.Typer(no_args_is_help=True, help="What fell due and failed until it was given up.")
letters = typer.Typer(no_args_is_help=True, help="What was to be told and has not arrived.")
sessions = typer.Typer(no_args_is_help=True, help="Who is signed in on the web.")
clock = typer.Typer(no_args_is_help=True, help="The clock of this machine.")
app.add_typer(due, name="due")
app.add_typer(letters, name="outbox")
app.add_typer(sessions, name="sessions")
app.add_typer(clock, name="clock")
app.add_typer(db, name="db")
app.add_typer(secret, name="keys")
app.add_typer(scheme, name="scheme")
app.add_typer(seats, name="roster")
app.add_typer(manifests, name="manifest")

KeyOption = Annotated[
    str, typer.Option("--scheme", help="The key of the scheme, where there are several.")
]
AcceptOption = Annotated[
    bool,
    typer.Option(
        "--accept", help="Take a changed scheme file, also where stored data would lead nowhere."
    ),
]
SchemeOption = Annotated[
    Path | None, typer.Option("--scheme", help="A scheme file, or a folder of them.")
]


@app.command()
def run(
    playground: Annotated[
        bool, typer.Option("--playground", help="With an invented scheme to try it out.")
    ] = False,
    scheme_path: SchemeOption = None,
    accept: AcceptOption = False,
) -> None:
    """Start the bot."""
    say = partial(console.print, markup=False)
    asyncio.run(
        serve.run(load(), playground=playground, scheme_path=scheme_path, say=say, accept=accept)
    )


@app.command()
def check(
    mail_to: Annotated[
        str, typer.Option("--mail-to", help="Also send a trial mail to this address.")
    ] = "",
) -> None:
    """Look at settings, schemes, database and keys, and say what is wrong and how to mend it."""
    findings = asyncio.run(checks.look(load, mail_to))
    for finding in findings:
        if not finding.good:
            mark = "[red]wrong[/]"
        elif finding.cure:
            mark = "[yellow]note[/]"
        else:
            mark = "[green]ok[/]  "
        console.print(f"{mark} {escape(finding.what)}")
        if finding.cure:
            console.print(f"      {finding.cure}", style="yellow", markup=False)
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


@app.command("import")
def import_register(
    files: Annotated[
        list[Path] | None, typer.Argument(help="Spreadsheets, as .xlsx or .csv.")
    ] = None,
    try_only: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be taken over, and change nothing.")
    ] = False,
    undo: Annotated[
        int | None,
        typer.Option(
            "--undo", help="Take an import back as a whole, by its number.", min=1, max=LAST
        ),
    ] = None,
    scheme_key: KeyOption = "",
) -> None:
    """Take over a register that was kept in spreadsheets. Without a file: what was taken over so far."""
    if undo is not None:
        console.print(asyncio.run(importing.take_back(load(), undo)), markup=False)
        return
    if not files:
        for line in asyncio.run(importing.listed(load())) or ["Nothing was taken over yet."]:
            console.print(line, markup=False)
        return
    looked = asyncio.run(importing.take_over(load(), scheme_key, files, try_only=try_only))
    for line in looked.lines:
        console.print(line, markup=False)
    if not looked.good:
        raise typer.Exit(1)


@app.command()
def retention(scheme_key: KeyOption = "") -> None:
    """Say what is deleted by itself after how many days, and how much there is of it; nothing is deleted by looking."""
    for line in asyncio.run(retaining.listed(load(), scheme_key)):
        console.print(line, markup=False)


@db.command("upgrade")
def db_upgrade(
    playground: Annotated[
        bool, typer.Option("--playground", help="The playground's database.")
    ] = False,
) -> None:
    """Bring the database to the newest schema."""
    revision = asyncio.run(opening.upgrade(load(), playground=playground))
    console.print(f"The database is at revision {revision}.")


@due.command("list")
def due_list() -> None:
    """Name what was given up, by reference, and when it was tried last."""
    found = asyncio.run(operating.given_up(load()))
    for subject, occasion, tried in found:
        console.print(f"{subject}  {occasion}  tried last {tried:%Y-%m-%d %H:%M} UTC", markup=False)
    if not found:
        console.print("Nothing is given up.")


@due.command("retry")
def due_retry() -> None:
    """Have everything that was given up tried again, with all its tries; the running bot does it within a minute."""
    console.print(f"{asyncio.run(operating.retry(load()))} to be tried again.")


@letters.command("list")
def outbox_list() -> None:
    """Name what has not arrived: its number, to whom, and why; never what is in it."""
    found = asyncio.run(operating.undelivered(load()))
    for line in found:
        console.print(line, markup=False)
    if not found:
        console.print("Nothing is undelivered.")


@letters.command("retry")
def outbox_retry(
    numbers: Annotated[
        list[int] | None,
        typer.Argument(help="Their numbers, from the list; without any, all.", min=1, max=LAST),
    ] = None,
) -> None:
    """Have what has not arrived tried again; the running bot does it within a minute."""
    console.print(f"{asyncio.run(operating.send_again(load(), numbers or ()))} to be tried again.")


@letters.command("drop")
def outbox_drop(
    numbers: Annotated[
        list[int], typer.Argument(help="Their numbers, from the list.", min=1, max=LAST)
    ],
) -> None:
    """Have what was set aside never delivered. The audit log says so."""
    console.print(f"{asyncio.run(operating.drop(load(), numbers))} dropped, never to be delivered.")


@sessions.command("reset")
def sessions_reset() -> None:
    """Sign everybody out everywhere, and have no mail that was sent still sign anybody in."""
    console.print(f"Signed out of {counted(asyncio.run(operating.sign_out(load())), 'browser')}.")


@clock.command("confirm")
def clock_confirm() -> None:
    """Say that this machine's clock is right, after a jump; the running bot goes on within a minute."""
    console.print(
        f"It is {asyncio.run(operating.confirm(load())):%A, %d %B %Y, %H:%M} UTC, as you say.",
        markup=False,
    )


@secret.command("new")
def keys_new() -> None:
    """Print a fresh key, for MENTORING_SECRET_KEYS. Nothing is changed by it."""
    console.print(new_key(), markup=False)


@secret.command("rotate")
def keys_rotate(
    playground: Annotated[
        bool, typer.Option("--playground", help="The playground's database.")
    ] = False,
) -> None:
    """Encrypt everything afresh with the first key; the bot may run meanwhile, and this may be broken off."""
    found = asyncio.run(keys.rotate(load(), console, playground=playground))
    console.print(keys.told(found), markup=False)
    if found.closed:
        raise typer.Exit(1)


@scheme.command("check")
def scheme_check(
    file: Annotated[Path, typer.Argument(help="The scheme file.")], accept: AcceptOption = False
) -> None:
    """Say what is wrong with a scheme file, what in it cannot work, and what it changes of what is running."""
    file = loading.find(file)
    definition = loading.load(file, platforms=NAMES)
    console.print(
        f"{file} is well formed: {definition.name}, {counted(len(definition.organisations), 'organisation')}, "
        f"{len(definition.roster)} on the roster, {counted(len(definition.rounds), definition.terms.round)}.",
        markup=False,
    )
    for doubt in loading.doubts(file, definition, datetime.now(UTC).date()):
        console.print(f"  {doubt}", style="yellow", markup=False)
    if changes := asyncio.run(checks.held_against(load(), file, definition, accept=accept)):
        console.print(changes, style="yellow", markup=False)


@scheme.command("new")
def scheme_new(
    file: Annotated[Path, typer.Argument(help="The file to write, such as fells.toml.")],
    name: Annotated[str, typer.Option("--name", help="What the scheme is called.")] = "",
    source: Annotated[str, typer.Option("--from", help="The preset to start from.")] = "aln",
) -> None:
    """Write a scheme file of your own to edit, from a preset; a file that is there stays as it is."""
    first = copying.new(file, name, source)
    console.print(f"{file} is written. Edit first, and take out each {copying.MARK} with it:")
    for line in first:
        console.print(f"  {line}", markup=False)
    console.print(f"Then: mentoring-bot scheme check {file}", markup=False)


@scheme.command("list")
def scheme_list() -> None:
    """The presets to start from."""
    for name, file in loading.presets().items():
        console.print(f"{name}  {loading.load(file).name}", markup=False)


@app.command("report")
def report_of_year(
    year: Annotated[
        int | None,
        typer.Option("--year", help="The year in which it begins; without it, the present one."),
    ] = None,
    folder: Annotated[Path, typer.Option("--into", help="The folder to write to.")] = Path(),
    scheme_key: KeyOption = "",
) -> None:
    """Write the report of a year: Markdown, HTML and PDF, without a name in it."""
    for path in asyncio.run(reporting.write(load(), scheme_key, year, folder)):
        console.print(str(path), markup=False)


@seats.command("list")
def roster_list(scheme_key: KeyOption = "") -> None:
    """Say who runs each scheme."""
    for line in asyncio.run(roster.listed(load(), scheme_key)):
        console.print(line, markup=False)


@seats.command("add")
def roster_add(
    email: Annotated[str, typer.Argument(help="Their work address.")],
    name: Annotated[str, typer.Option("--name", help="Their name.")],
    duty: Annotated[
        str, typer.Option("--duty", help="chair, co-chair, administrator, member or steering.")
    ],
    organisation: Annotated[
        str, typer.Option("--organisation", help="The key of their employer, if it is one.")
    ] = "",
    scheme_key: KeyOption = "",
) -> None:
    """Give somebody a seat. They and the Group are told."""
    console.print(
        asyncio.run(
            roster.add(
                load(), scheme_key, name=name, email=email, duty=duty, organisation=organisation
            )
        ),
        markup=False,
    )


@seats.command("remove")
def roster_remove(
    email: Annotated[str, typer.Argument(help="The address they have on the roster.")],
    scheme_key: KeyOption = "",
) -> None:
    """End somebody's seat. They and the Group are told."""
    console.print(asyncio.run(roster.remove(load(), scheme_key, email)), markup=False)


for row in PLATFORMS:
    if row.manifest is not None:
        manifests.command(row.name)(row.manifest)


def main() -> None:
    """Run the command; a problem that somebody can mend is one readable message, never a stack trace."""
    try:
        app()
    except PROBLEMS as problem:
        complaints.print(_told(problem), style="red", markup=False)
        sys.exit(1)


def _told(problem: Exception) -> str:
    """A problem in words; of what was given, which part it is about."""
    if isinstance(problem, Refusal) and problem.errors:
        return "\n".join(f"{field}: {text}" for field, text in problem.errors.items())
    return str(problem)


if __name__ == "__main__":
    main()
