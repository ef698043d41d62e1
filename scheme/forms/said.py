"""What somebody typed, as it is compared: in one case, without marks at its edges; words for small numbers."""

from scheme.day_order import MARK

FIGURES = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
]
ALIKE = 82  # how like a label a text must be, of 100


def plain(text: str) -> str:
    """A text in one case, with straight apostrophes, single spaces, and no full stop or question mark at its edges."""
    text = text.replace(MARK, "").replace("’", "'")
    return " ".join(text.casefold().strip(" .?!").split())
