"""The command `manifest slack`."""

import json
from typing import Annotated

import typer

from bot.command.console import console
from manifest import slack


def manifest(
    url: Annotated[
        str, typer.Option("--url", help="Where the bot is reached from outside, https://….")
    ] = "",
    socket: Annotated[
        bool, typer.Option("--socket", help="Socket Mode, which needs no such address.")
    ] = False,
    name: Annotated[
        str, typer.Option("--name", help="What the app is called in Slack.")
    ] = slack.NAME,
) -> None:
    """Print the manifest from which Slack makes the app."""
    made = slack.manifest(url, socket_mode=socket, name=name)
    console.print(json.dumps(made, indent=2, ensure_ascii=False), markup=False)
