"""What is wrong with a line that cannot be read, in an organiser's words, and how the line should be (R1.1)."""

import re
from collections.abc import Callable
from datetime import date

from scheme.definition.layout import DEEP, HEADER, KEY, NAME, QUOTES, Double, Slip

CURLY = "“”„‟«»‘’‚‛"
STRAIGHT = str.maketrans(dict.fromkeys("“”„‟«»", '"') | dict.fromkeys("‘’‚‛", "'"))
UNSEEN = re.compile("[\u00a0\u00ad\u200b-\u200f\u2028\u2029\u202f\u2060\ufeff]")
YES = {
    "yes": "true",
    "on": "true",
    "y": "true",
    "true": "true",
    "no": "false",
    "off": "false",
    "n": "false",
    "false": "false",
}
NOTHING = frozenset({"none", "null", "nil", "n/a", "empty", "-", "–"})
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
GENERAL = 'lines such as name = "Text", months = 6, opens = 2026-03-09, [pairing] and [[rounds]]'
COMMENT = ("//", ";", "--", "/*", "<!--")
EDGES = ",=[{"

Explained = tuple[str, str]  # what is wrong, and how it should be


def explain(slip: Slip) -> Explained:
    """What is wrong with a statement, and what to write instead."""
    lines = slip.statement.text.split("\n")
    line = lines[min(slip.line, len(lines)) - 1].strip()
    if slip.words == DEEP:
        return "its lists or tables are nested too deeply for a scheme", GENERAL
    for rule in (_unseen, _curly, _comment, _header, _no_equals, _brackets):
        if told := rule(line, slip):
            return told
    key, _, value = lines[0].partition("=")
    if told := _key(key.strip(), value.strip()):
        return told
    if told := _unclosed(lines, value.strip()):
        return told
    name, value = _faulty(lines, slip)
    for look in VALUES:
        if told := look(value):
            what, instead = told
            return what, f"{name} = {instead}" if name and instead and instead[
                0
            ] in "\"'0123456789tf" else instead
    return "this line can't be read", GENERAL


def explain_double(double: Double, given: str) -> Explained:
    """What is wrong with a table or a key that is there already."""
    name = double.path
    first = f"line {double.first}"
    header = HEADER.fullmatch(double.statement.text.rstrip("\r"))
    if header is None:
        return (
            f"'{name}' is there twice, first in {first}",
            "each key once: take out one of the two",
        )
    if header[1] == "[[":
        what = f"'{name}' is a table or a key in {first}, and a list of entries here"
        return (
            what,
            f"double brackets wherever an entry of the list begins, [[{name}]], also in {first}",
        )
    if "[[" in given:
        what = f"[{name}] has single brackets, and in {first} it is a list of entries, [[{name}]]"
        return what, f"[[{name}]], with double brackets, for each entry"
    return (
        f"the table [{name}] is there twice, first in {first}",
        "one [table] of a name, with all its keys below it",
    )


def _unseen(line: str, _: Slip) -> Explained | None:
    # Within quotation marks they are harmless, so it is one of those outside.
    outside = re.sub(r'"[^"]*"', "", line)
    if UNSEEN.search(outside) is None:
        return None
    return (
        "it holds a character that can't be seen, perhaps pasted from a web page",
        "the line typed afresh",
    )


def _curly(line: str, _: Slip) -> Explained | None:
    if (
        re.search(rf"(^|[=\[,{{]\s*)[{CURLY}]", line) is None
        and re.search(rf"[{CURLY}]\s*(#.*)?$", line) is None
    ):
        return None
    return "the quotation marks are curly, as word processors make them", line.translate(STRAIGHT)


def _comment(line: str, _: Slip) -> Explained | None:
    sign = next((begins for begins in COMMENT if line.startswith(begins)), None)
    return (
        (f"a remark does not begin with {sign}", f"# {line.removeprefix(sign).strip()}")
        if sign
        else None
    )


def _header(line: str, slip: Slip) -> Explained | None:
    if not slip.statement.is_header:
        return None
    name = line.partition("#")[0].strip().strip("[]() \t").strip()
    many = line.startswith("[[")
    if not re.fullmatch(NAME, name):
        return (
            "the name of a table holds what no name may",
            "small letters, figures, _ and -, such as [pairing]",
        )
    return (
        "the brackets of this table do not match",
        f"[[{name}]]" if many else f"[{name}], or [[{name}]] for an entry of a list",
    )


def _no_equals(line: str, slip: Slip) -> Explained | None:
    if slip.line > 1 or "=" in line.partition('"')[0]:
        return None
    if found := re.fullmatch(rf"({NAME})\s*:\s*(.+)", line):
        return (
            "a key and its value have = between them, and here is a colon",
            f"{found[1]} = {found[2]}",
        )
    if found := re.fullmatch(rf"({NAME})\s+(\d+|true|false|\[.*\]|\".*\")", line):
        return "there is no = between the key and its value", f"{found[1]} = {found[2]}"
    return "this is neither a key with its value, nor a [table], nor a # remark", GENERAL


def _key(key: str, value: str) -> Explained | None:
    if re.fullmatch(NAME, key):
        return None
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", key).strip("_").lower()
    return "a key holds letters, figures, _ and - alone", f"{plain} = {value}" if plain else GENERAL


def _brackets(_: str, slip: Slip) -> Explained | None:
    """Brackets that are not closed, and entries without a comma between them."""
    lines = slip.statement.text.rstrip().split("\n")
    rest = "\n".join([*lines[slip.line - 1 : slip.line], *lines[slip.line :]])[
        slip.column - 1 :
    ].lstrip()
    value = lines[0].partition("=")[2].strip()
    if slip.words.startswith("Invalid initial character") and rest.startswith("}"):
        return (
            "there is a comma after the last entry in braces",
            "braces without a comma at their end",
        )
    if value.startswith("{") and len(lines) > 1:
        return (
            "a table in braces ends on the line it begins on: } is missing",
            "all of it on one line, or a [table] of its own",
        )
    if value[:1] in {"[", "{"} and (not rest or rest.startswith("#")):
        end = "]" if value[0] == "[" else "}"
        return (
            f"the bracket that begins this is not closed: {end} is missing",
            f"{end} after the last entry",
        )
    if not slip.words.startswith("Unclosed") or not rest:
        return None
    if rest[0] in "\"'[{;" or KEY.match(rest) or re.match(r"\d+\s*[,\]]", rest):
        return (
            "there is no comma between two entries",
            'commas between entries, such as [7, 1] or ["a", "b"]',
        )
    return None


def _unclosed(lines: list[str], value: str) -> Explained | None:
    for quote in QUOTES[:2]:
        if value.startswith(quote) and "\n".join(lines).count(quote) == 1:
            return (
                f"the {quote} that begins this text has no {quote} to end it",
                f"{quote} after the last word of the text",
            )
    return None


def _faulty(lines: list[str], slip: Slip) -> tuple[str, str]:
    """The key and the value at which reading broke off."""
    line = lines[min(slip.line, len(lines)) - 1]
    key, equals, value = line.partition("=")
    plain = _without_remark(value)
    if slip.line == 1 and equals and not plain.startswith(("[", "{")):
        return key.strip(), plain
    at = min(slip.column - 1, len(line))
    begin = max((line.rfind(edge, 0, at) for edge in EDGES), default=-1) + 1
    name = re.search(rf"({NAME})\s*=\s*$", line[:begin])
    if quote := next((mark for mark in "\"'" if line[begin:].lstrip().startswith(mark)), None):
        return (name[1] if name else ""), f"{quote}{line[begin:].strip().strip(quote)}"
    value = re.match(r"[^,\]}#]*", line[begin:])[0].strip() if begin < len(line) else ""  # type: ignore[index]
    return (name[1] if name else ""), value


def _without_remark(value: str) -> str:
    if value.lstrip()[:1] in ('"', "'"):
        return value.strip()
    return value.partition("#")[0].strip()


def _missing(value: str) -> Explained | None:
    if not value:
        return ("there is nothing after the =", "a value, or no such line at all")
    return None


def _quotes(value: str) -> Explained | None:
    mark = value[:1]
    if mark not in {'"', "'"}:
        if value.endswith('"') and value.count('"') == 1:
            return "the quotation mark at the beginning is missing", f'"{value}'
        return None
    inside = value[1:]
    inner = value[1:].rstrip(mark)
    if re.search(rf"{mark}\s*[,;]?\s*{NAME}\s*=", inside):
        return "two keys stand on one line", "each key on a line of its own"
    if mark == "'" and inside.count("'") != 1:
        return "an apostrophe ends a text that began with one", f'"{value.strip(mark)}"'
    if mark == '"' and "\\" in value:
        return "a backslash means something else in a text", f'"{value.strip(mark)}"'.replace(
            "\\", "/"
        )
    if mark not in inside:
        return "the quotation mark that should end the text is missing", f"{value}{mark}"
    if inside.count(mark) > 1 and inside.endswith(mark):
        return "there are quotation marks within the text", f'"{inner.replace(mark, chr(39))}"'
    first = inside.partition(mark)[0]
    return "something follows after the text has ended", f"{mark}{first}{mark}"


def _words(value: str) -> Explained | None:
    word = value.lower().rstrip(".,;")
    if word in YES:
        return "yes and no are written true and false, in small letters", YES[word]
    if word in NOTHING:
        return "what is not given is left out", "no such line at all"
    return None


def _days(value: str) -> Explained | None:
    what = "a day is written with the year first, and without quotation marks"
    if found := re.fullmatch(
        r"(\d{1,2})(?:st|nd|rd|th)?[\s./-]+(\d{1,2}|[A-Za-z]{3,9})\.?,?[\s./-]+(\d{4})", value
    ):
        return _as_day(what, found[3], found[2], found[1])
    if found := re.fullmatch(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", value):
        return _as_day(what, found[3], found[1], found[2])
    if found := re.fullmatch(r"(\d{4})[\s./-](\d{1,2})[\s./-](\d{1,2})", value):
        return _as_day(what, found[1], found[2], found[3])
    return None


def _as_day(what: str, year: str, month: str, day: str) -> Explained:
    word = month[:3].lower()
    if month.isdigit():
        number = int(month)
    elif word in MONTHS:
        number = MONTHS.index(word) + 1
    else:
        number = 0
    try:
        return what, date(int(year), number, int(day)).isoformat()
    except ValueError:
        return "there is no such day", "a day, such as 2026-03-09"


def _numbers(value: str) -> Explained | None:
    if re.fullmatch(r"0\d+", value):
        return "a number does not begin with 0", str(int(value[:18]))
    if re.fullmatch(r"\d{1,3}([,\s]\d{3})+", value):
        return "a number is written without commas and spaces", re.sub(r"\D", "", value)
    if len(value) > 18 and value.isdigit():
        return "this number is far too long", "a whole number, such as 6"
    if found := re.fullmatch(r"(\d+)\s*[A-Za-z%£€$.]+", value):
        return "a number stands alone, without a unit or a mark", found[1]
    if found := re.fullmatch(r"(\d+|true|false)\s*[,;.]+", value):
        return "nothing follows after a value", found[1]
    return None


def _text(value: str) -> Explained | None:
    if value.startswith("="):
        return "there is one = too many", "one = between the key and its value"
    text = value.rstrip(";").replace("\\", "/").replace('"', "'")
    return "a text stands in quotation marks", f'"{text}"'


VALUES: tuple[Callable[[str], Explained | None], ...] = (
    _missing,
    _quotes,
    _words,
    _days,
    _numbers,
    _text,
)
