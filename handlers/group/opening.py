"""What opens something raised, for those who handle it and for whoever raised it (R8.1-R8.4)."""

from handlers.kit.ui import Button
from scheme.concern.raised import Raised


def see(raised: Raised) -> Button:
    """Opens it, for somebody who handles it."""
    return Button(
        label="Open",
        action=f"{raised.KIND}.open",
        subject=raised.subject,
        style="primary",
        opens=True,
    )


def read(raised: Raised) -> Button:
    """Opens it, for whoever raised it."""
    return Button(
        label="Read it",
        action=f"{raised.KIND}.mine",
        subject=raised.subject,
        style="primary",
        opens=True,
    )
