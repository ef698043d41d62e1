"""Words as they are compared, names, addresses, what a text says (R3.2); and a scheme's terms in a sentence (R1.4).

English grammar; other tongues do no harm.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache

from scheme import cleaning

WORD = re.compile(r"\w{4,}")
PIECE = re.compile(r"[^\s<>()\[\]\"',;:]+")
MOST_ADDRESS = 320  # characters
MOST_WORD = 60  # characters: what is longer is no word
NO_LETTER = re.compile(r"[\W_]+")
VOWEL_HEARD = re.compile(
    r"(?!eu|uni|use|usu|one\b|once)[aeiou]|hon(est|our|or)|hour|heir", re.IGNORECASE
)
# Letters that are spoken one by one and begin with a vowel: "an MBA coach", "an X-ray", but "a SCONUL fellow".
VOWEL_SPELT = re.compile(r"[FHLMNRSX]([A-Z]|[B-DF-HJ-NP-TV-Z][A-Z]{1,2})?\b")
IRREGULAR = {"person": "people", "child": "children", "alumnus": "alumni", "alumna": "alumnae"}
# What a body of people is called; of another name it is not known whether an article belongs before it.
BODIES = frozenset(
    re.findall(
        r"\w+",
        "association board chapter circle college commission committee consortium council executive forum group "
        "network office panel partnership section society task team trust union",
    )
)
ENDINGS = re.findall(
    r"\w+", "ments ment ships ship ings ing ions ion ies ers er ors or es ed s e y"
)

# Said in every application, so that sharing them says nothing about two people.
COMMONPLACE = WORD.findall(
    """able about across after again along also always among another around areas aspect because become been before
    being best better between both career challenge colleague come could current currently develop different doing
    done each either else enjoy even ever every experience experienced feel first focus from further future gain
    general give given goal good great grow have having held help helped here hope idea into involved just keep know
    knowledge last learn level librarian library like long look made make making many mentee mentor month more most
    much need never next offer often only opportunity organisation other others over part particular people perhaps
    person place position practice professional project really role scheme share should similar since skill some
    someone sometimes staff start still such support take team than that their them then there these they thing think
    this those through time together towards under understand until very want well were what when where which while
    will with within without work worked worker would year your"""
)


def plain(given: str) -> str:
    """Text as it is compared: case, width, invisible characters and spacing make no difference."""
    if not given.isascii():
        normal = unicodedata.normalize("NFKC", cleaning.clean(given))
        given = "".join(c for c in normal if unicodedata.category(c) != "Cf")
    return " ".join(given.casefold().split())


def letters(given: str) -> str:
    """The letters and figures of a text, whatever stands between them."""
    return NO_LETTER.sub(" ", plain(given)).strip()


def addresses_in(given: str) -> frozenset[str]:
    """The e-mail addresses found in a text, as they are compared."""
    return frozenset(filter(None, (_address(found[0]) for found in PIECE.finditer(plain(given)))))


def without_addresses(given: str) -> str:
    """A text as it is compared, with a blank in place of each e-mail address."""
    return PIECE.sub(lambda found: " " if _address(found[0]) else found[0], plain(given))


def _address(piece: str) -> str:
    """The address that a piece of text is, without a full stop behind it; "" where it is none."""
    if len(piece) > MOST_ADDRESS:
        return ""
    before, _, after = piece.rstrip(".").rpartition("@")
    if before and after:
        return f"{before}@{after}"
    return ""


def stems(given: str) -> dict[str, str]:
    """The words of a text by their stem, each with one word as written: "budgets" and "budgeting" are one."""
    return {
        stem(word): word for word in set(WORD.findall(given.casefold())) if len(word) <= MOST_WORD
    }


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its English endings; at least four letters stay."""
    while ending := next(
        (e for e in ENDINGS if word.endswith(e) and len(word) - len(e) >= 4), None
    ):
        word = word.removesuffix(ending)
    return word


def a(noun: str) -> str:
    """A noun with its article: "a mentor", "an adviser", "a university librarian"."""
    if VOWEL_HEARD.match(noun) or VOWEL_SPELT.match(noun):
        return f"an {noun}"
    return f"a {noun}"


def several(noun: str) -> str:
    """A noun in the plural: "mentors", "buddies", "coaches", "critical friends", "mentors in residence"."""
    if found := re.match(r"(.+?)( (?:in|of|at|on|to|for) .+)", noun):
        return f"{several(found[1])}{found[2]}"
    before, _, last = noun.rpartition(" ")
    if last in IRREGULAR:
        return f"{before} {IRREGULAR[last]}".strip()
    if re.search(r"[^aeiou]y$", noun):
        return f"{noun[:-1]}ies"
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    return f"{noun}s"


def counted(number: int, noun: str) -> str:
    """So many of a noun: "1 place", "2 places"."""
    return f"{number} {noun if number == 1 else several(noun)}"


def between(least: int, most: int, noun: str) -> str:
    """From so many to so many of a noun: "4 to 6 weeks"; "60 minutes" where both are the same."""
    if least == most:
        return counted(least, noun)
    return f"{least} to {most} {several(noun)}"


def every(least: int, most: int, noun: str) -> str:
    """How often: "every 4 to 6 weeks", "every week"."""
    if least == most == 1:
        return f"every {noun}"
    return f"every {between(least, most, noun)}"


def measured(number: str, unit: str) -> str:
    """A figure with its unit, which is given in the plural: "1 year", "14 years"."""
    if number == "1" and re.fullmatch(r"[a-z]+[^s]s", unit):
        unit = unit.removesuffix("s")
    return f"{number} {unit}".strip()


def the(body: str) -> str:
    """A body of people in a sentence: "the Oversight Group", but "SCONUL", which is a name by itself."""
    words = body.split()
    if not words:
        return body
    is_named = all(word[:1].isupper() for word in words) and words[-1].lower() not in BODIES
    if is_named or words[0].lower() == "the":
        return body
    return f"the {body}"


def days_left(day: date, today: date) -> str:
    """How long it is until a day: "3 days left"; on the day itself and after it, that it is the last one."""
    left = (day - today).days
    if left > 0:
        return f"{counted(left, 'day')} left"
    return "today is the last day"


def capital(text: str) -> str:
    """A text as a sentence or a heading begins, the rest as it was."""
    return text[:1].upper() + text[1:]


COMMON_STEMS = frozenset(stem(word) for word in COMMONPLACE)
