"""Pure: the HTML part of a mail, of what Outlook and Gmail show: tables, styles on each element, no picture, no script."""

from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.mail.blocks import Block

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)

# Each pair of ink and ground is 4.5 to 1 or more. Programs that take a mail's own dark colours have them from the style
# sheet in its head; those that pass over it turn these round by themselves.
LIGHT = {
    "ground": "#f4f2ed",
    "surface": "#fffefc",
    "ink": "#20272b",
    "soft": "#566068",
    "accent": "#1b665b",
    "on-accent": "#ffffff",
    "line": "#dedad1",
}
DARK = {
    "ground": "#14181a",
    "surface": "#1c2123",
    "ink": "#e8e5de",
    "soft": "#a8b0b3",
    "accent": "#82cfbd",
    "on-accent": "#0c211d",
    "line": "#343b3e",
}


def html_of(
    subject: str, body: Sequence[Block], foot: Sequence[Block], *, language: str, sender: str
) -> str:
    """The page that says what `body` and `foot` say, and nothing else."""
    return _templates.get_template("mail.html").render(
        subject=subject,
        body=[(type(block).__name__, block) for block in body],
        foot=[(type(block).__name__, block) for block in foot],
        language=language,
        sender=sender,
        light=LIGHT,
        dark=DARK,
    )
