"""The languages that a browser asks for, as its person has set them."""

MOST = 200  # characters of the header that are read


def wanted(header: str) -> list[str]:
    """The tags of an Accept-Language header such as "en-US,en;q=0.9", the most wanted first. Never raises."""
    found: list[tuple[float, str]] = []
    for part in header[:MOST].split(","):
        tag, _, weight = part.partition(";")
        how_much = _weight(weight)
        if tag.strip() not in ("", "*") and how_much > 0:
            found.append((how_much, tag.strip()))
    return [tag for _, tag in sorted(found, key=lambda told: -told[0])]


def _weight(text: str) -> float:
    """The number of "q=0.9"; 1 where there is none, 0 for what is no number of this kind."""
    name, _, number = text.strip().partition("=")
    if not name:
        return 1.0
    digits = number.strip()
    if name.strip() != "q" or not digits.replace(".", "", 1).isdecimal() or len(digits) > 5:
        return 0.0
    return float(digits)
