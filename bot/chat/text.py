"""Words for every chat platform: shortened, cut into parts, and which addresses may be followed."""

import re

NOTHING = "–"
MOST_ADDRESS = 3000

# The web, an e-mail address or a telephone number; no sign-in hidden before the host, and none of the signs that end a link
# in a chat.
SAFE_LINK = re.compile(
    r"https?://[^\s/?#@\\<>|]+([/?#][^\s<>|]*)?|mailto:[^\s@<>|]+@[^\s@<>|]+|tel:\+?[0-9]{2,20}",
    re.IGNORECASE,
)
PICTURE = re.compile(r"https://[^\s/?#@\\<>|]+([/?#][^\s<>|]*)?")


def shorten(text: str, most: int) -> str:
    """A text on one line, cut between words where it is longer than `most`; a dash for nothing."""
    text = " ".join(text.split()) or NOTHING
    if len(text) <= most:
        return text
    head = text[:most]
    space = head.rfind(" ", most // 2)
    return (head[:space] if space > 0 else head[:-1]).rstrip(" ,;:–-") + "…"


def cut(text: str, most: int) -> list[str]:
    """A text in parts of `most` characters at most, cut between paragraphs, lines or words where it can be.

    The parts put together again are the text.
    """
    parts: list[str] = []
    while len(text) > most:
        at = _border(text[:most])
        parts.append(text[:at])
        text = text[at:]
    return [*parts, text]


def _border(head: str) -> int:
    for seam in ("\n\n", "\n", " "):
        at = head.rfind(seam, len(head) // 2)
        if at >= 0:
            return at + len(seam)
    return len(head)


def is_safe_link(address: str) -> bool:
    """Whether an address may become a link."""
    return len(address) <= MOST_ADDRESS and SAFE_LINK.fullmatch(address) is not None


def is_picture(address: str) -> bool:
    """Whether an address may be that of a picture, which a platform fetches itself."""
    return len(address) <= MOST_ADDRESS and PICTURE.fullmatch(address) is not None


def counted_in(unit: str) -> str:
    """What a figure is counted in, as a hint says it: "In years", "At the same time"."""
    unit = " ".join(unit.split())
    if unit.partition(" ")[0] in ("at", "in", "per", "a"):
        return unit[:1].upper() + unit[1:]
    return f"In {unit}"
