"""The command `manifest teams`."""

from pathlib import Path
from typing import Annotated

import typer

from bot.command.console import console
from manifest import teams


def manifest(
    url: Annotated[
        str, typer.Option("--url", help="Where the bot is reached from outside, https://….")
    ] = "",
    app_id: Annotated[
        str, typer.Option("--app-id", help="The Application (client) ID of its registration.")
    ] = "",
    name: Annotated[
        str, typer.Option("--name", help="What the app is called in Teams.")
    ] = teams.NAME,
    policies: Annotated[
        str, typer.Option("--policies", help="Your page on privacy and terms, https://….")
    ] = "",
    version: Annotated[
        str, typer.Option("--version", help="Higher than the package it replaces.")
    ] = teams.VERSION,
    out: Annotated[Path, typer.Option("--out", help="The file to write.")] = Path(teams.OUT),
) -> None:
    """Write the app package that is uploaded to Teams."""
    replaced = teams.write(
        out, teams.manifest(url, app_id, name=name, policies=policies, version=version)
    )
    console.print(
        f"{out} is {'written afresh' if replaced else 'written'}: upload it in the Teams admin centre.",
        markup=False,
    )
    console.print(
        f"The bot's messaging endpoint is {url.rstrip('/')}{teams.ENDPOINT}", markup=False
    )
