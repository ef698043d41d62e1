"""Pure: the plain part of a mail."""

from collections.abc import Iterable
from textwrap import fill

from bot.mail.blocks import Block, Items, MailLink, Rows, Words

WIDTH = 76  # characters in a line, as mail programs show them unbroken
RULE = "-- "  # what follows is no part of the letter; programs grey it, and leave it out of answers


def text_of(body: Iterable[Block], foot: Iterable[Block]) -> str:
    """What a mail says, paragraph by paragraph, and below it what stands at the end of every mail."""
    parts = [_block(block) for block in body]
    below = [_block(block) for block in foot]
    if below:
        parts.append("\n".join([RULE, *below]))
    return "\n\n".join(parts) + "\n"


def _block(block: Block) -> str:
    match block:
        case Words():
            return "\n\n".join(
                "\n".join(_wrapped(line) for line in lines) for lines in block.paragraphs
            )
        case Rows():
            return "\n".join(
                _wrapped(f"{name}: {_line(value)}", "  ") for name, value in block.pairs
            )
        case Items():
            return "\n".join(_wrapped(f"- {_line(text)}", "  ") for text in block.texts)
        case MailLink():
            return f"{_line(block.label)}:\n{block.address}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _wrapped(line: str, indent: str = "") -> str:
    """A line, broken between words alone: an address stays whole."""
    return fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
