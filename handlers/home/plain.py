"""A text as its words alone, so that it can be compared."""

import re
import unicodedata

LONGEST = 2000  # characters that are looked at


def plain(text: str) -> list[str]:
    """The words in small letters: no accents, apostrophes, figures, punctuation, emoji or control characters."""
    spread = unicodedata.normalize("NFKD", text[:LONGEST].casefold()).replace("’", "'")
    bare = "".join(mark for mark in spread if not unicodedata.combining(mark))
    return re.findall("[a-z]+", re.sub(r"'re\b", " are", bare).replace("'", ""))
