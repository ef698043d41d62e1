"""Somebody's words, brought along from a chat to a form in which a person says what is wrong (R8.1, R8.3)."""

from handlers.kit.ui import Button, Card, Part, Prose
from scheme.forms.fields import Answer, Answers
from scheme.wording import capital

READ = 1500  # characters of the words that are shown before anything is decided
OWN = 1000  # characters of the field that are left for the person's own words
CUT = "[The rest is left out.]"


def without_end(words: str, most: int) -> str:
    """The words, or their beginning with a word that there was more."""
    words = words.replace("\r\n", "\n").strip()
    if len(words) <= most:
        return words
    return f"{words[: most - len(CUT) - 1].rstrip()}\n{CUT}"


def quoted(words: str, by: str, most: int) -> str:
    """What a field of so many characters begins with: who wrote it, every line marked, and room for one's own words."""
    lines = [f"{capital(_named(by))} wrote:"]
    left = most - OWN - len(lines[0]) - len(CUT)
    for line in words.strip().splitlines():
        marked = f"> {line}".rstrip()
        if len(marked) >= left:
            lines += [*([marked[:left]] if left > len("> ") else []), CUT]
            break
        lines.append(marked)
        left -= len(marked) + 1
    return "\n".join(lines) + "\n\n"


def _named(by: str) -> str:
    return " ".join(by.split()) or "somebody"


def notice(text: str, *, typed: bool = False) -> str:
    """What the form says of what it was begun with; `typed` in the chat, on the way there."""
    if typed:
        return "What you typed is below. Change it as you like; it goes only when you send this."
    if CUT in text:
        short = " It was long, so the end is left out."
    else:
        short = ""
    return f"What you took along is quoted below. Change it as you like; it goes only when you send this.{short}"


def shown(words: str, by: str) -> tuple[Part, ...]:
    """The words as the person sees them again; nothing where there were none."""
    if words.strip():
        return (Prose(without_end(words, READ), f"What {_named(by)} wrote"),)
    return ()


def doors(group: str, words: str, by: str, most: int) -> tuple[Card, ...]:
    """The two ways to say that something is wrong, each with the words and without them."""
    along: Answers = {"words": words.strip()[: most + 1], "by": by}
    issue = _ways("Raise it", "enquiry", "enquiry.raise", along)
    complaint = _ways("Complain", "concern", "concern.complain", along)
    return (
        Card(
            title="Something isn't right",
            subtitle="",
            text=f"To be put right without fuss. The {group} reads it.",
            buttons=issue,
        ),
        Card(
            title="A complaint",
            subtitle="",
            text="In confidence, and never seen by whoever it is about.",
            buttons=complaint,
        ),
    )


def _ways(verb: str, conversation: str, empty: str, along: dict[str, Answer]) -> tuple[Button, ...]:
    without = Button(label=f"{verb} without these words", action=empty, opens=True)
    if not along["words"]:
        return (Button(label=verb, action=empty, opens=True),)
    taken = Button(
        label=f"{verb} with these words", action=f"{conversation}.quoted", answers=along, opens=True
    )
    return (taken, without)
