"""Everything a conversation could say and ask, made up by Hypothesis: with what people type at its worst.

Kept to what the rest of the bot lets through: text as `scheme.forms.fields` cleans it, labels as long as a scheme file may
have them.
"""

import unicodedata
from base64 import b64encode
from datetime import UTC, date, datetime
from typing import Any, Literal

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from handlers.kit.ui import (
    Action,
    Attachment,
    Beside,
    Bullets,
    Button,
    Card,
    Chart,
    Contact,
    Facts,
    Form,
    Link,
    Message,
    Part,
    Prose,
    Series,
    Table,
    TableCell,
    TableColumn,
    View,
    When,
)
from scheme import cleaning
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
    TimeField,
)
from scheme.subject import Subject

# What people type to try things out, or by chance: it may mention nobody, link nowhere and format nothing.
MISCHIEF = (
    "<!channel>", "<!here>", "<@U1>", "<#C1|general>", "<https://phish.example.org|the library>", "@channel", "@here",
    "*bold*", "_italic_", "~gone~", "`code`", "```", "> quoted", "&amp;", "&lt;!channel&gt;", "a & b < c > d",
    "<!date^1^{date}|x>", ":tada:", "🎉", "👩‍👩‍👧", "\u200fمرحبا\u200e", "https://library.example.org/?a=1&b=2",
    "mailto:ada@library.example.org", "'\"\\", "{{7*7}}", "${x}", "</script>", "%s", "{date_long}",
)  # fmt: skip
LETTERS = st.characters(exclude_categories=["Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"])


def _readable(text: str) -> bool:
    return any(unicodedata.category(one)[0] in "LNPS" for one in text)


@st.composite
def line(draw: st.DrawFn, most: int = 200) -> str:
    """One line of somebody's text, perhaps as long as may be."""
    pieces = draw(
        st.lists(
            st.one_of(st.sampled_from(MISCHIEF), st.text(LETTERS, max_size=12)),
            min_size=1,
            max_size=4,
        )
    )
    text = unicodedata.normalize("NFC", " ".join(pieces))
    if draw(st.integers(0, 9)) == 9:  # rarely, as long texts take long
        text = (text + " and so on") * (most // (len(text) + 10) + 1)
    text = _let_in(" ".join(_let_in(text[:most]).split()))
    return text if _readable(text) else "a"


def _let_in(text: str) -> str:
    """As it is once it has come in: nothing else reaches a form, a card or a question of a scheme (R2.12)."""
    return cleaning.clean(text)


@st.composite
def lines(draw: st.DrawFn, most: int = 3000) -> str:
    """Several lines, with blank ones between them perhaps."""
    held = draw(st.lists(line(most), min_size=1, max_size=4))
    text = draw(st.sampled_from(["\n", "\n\n", "\n\n\n"])).join(held)[:most].strip()
    text = _let_in(text).strip()
    return text if _readable(text) else "a"


KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True)
NAMES = st.sampled_from(["apply.send", "choose.first", "meeting.note", "group.open", "home"])
SUBJECTS = st.sampled_from(["", "application:17", "partnership:4", "round:123456789"]).map(
    Subject.read
)


def answers() -> SearchStrategy[dict[str, Answer]]:
    """What a button carries: mostly little, at times far more than a platform lets it carry."""
    value: SearchStrategy[Answer] = st.one_of(
        line(40), st.integers(-99, 99), st.booleans(), st.lists(line(20), max_size=3), st.none()
    )
    little: SearchStrategy[dict[str, Answer]] = st.dictionaries(KEYS, value, max_size=3)
    much: SearchStrategy[dict[str, Answer]] = lines(5000).map(
        lambda text: {"text": (text + " more") * 300}
    )
    return st.one_of(little, little, little, much)


def button() -> SearchStrategy[Button]:
    """A button, with a label that may hold somebody's name and an option's text."""
    return st.builds(
        Button,
        label=line(300),
        action=NAMES,
        subject=SUBJECTS,
        answers=answers(),
        style=st.sampled_from(["plain", "primary", "danger", "quiet"]),
        opens=st.booleans(),
        scheme=st.sampled_from(["", "riverside"]),
        place=st.sampled_from(["row", "row", "menu"]),
    )


def buttons(most: int = 6) -> SearchStrategy[tuple[Button, ...]]:
    """Buttons."""
    return st.lists(button(), max_size=most).map(tuple)


def rows(most: int = 14) -> SearchStrategy[tuple[tuple[str, str], ...]]:
    """Names and values."""
    return st.lists(st.tuples(line(300), lines(3000)), max_size=most).map(tuple)


def titles() -> SearchStrategy[str]:
    """A heading, or none."""
    return st.one_of(st.just(""), line(400))


MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
FILES = st.one_of(
    st.builds(
        Attachment,
        label=line(120),
        name=st.just("meeting.ics"),
        text=lines(),
        media=st.just("text/calendar"),
    ),
    st.builds(
        Attachment,
        label=line(120),
        name=st.just("cv.pdf"),
        text=st.binary(max_size=200).map(lambda data: b64encode(data).decode()),
        media=st.just("application/pdf"),
        encoded=st.just(True),
    ),
)
PICTURES = st.sampled_from(
    ["", "https://pictures.example.org/a.png", "http://pictures.example.org/a.png", "javascript:a"]
)
ADDRESSES = st.sampled_from(
    [
        "https://library.example.org/a?b=1&c=<d>",
        "mailto:ada@library.example.org",
        "javascript:alert(1)",
        "https://a|b.example.org",
    ]
)


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    """A chart of any kind, with labels that people typed."""
    shapes: list[Literal["bars", "stacked", "line", "funnel"]] = [
        "bars",
        "stacked",
        "line",
        "funnel",
    ]
    shape = draw(st.sampled_from(shapes))
    labels = draw(st.lists(line(80), min_size=1, max_size=6))
    number = st.one_of(st.none(), st.integers(0, 99_999), st.floats(0, 999))
    numbers = st.lists(number, min_size=len(labels), max_size=len(labels)).map(tuple)
    count = 1 if shape == "funnel" else draw(st.integers(1, 4))
    return Chart(
        title=draw(line(200)),
        says=draw(lines(600)),
        shape=shape,
        labels=tuple(labels),
        series=tuple(Series(draw(line(40)), draw(numbers)) for _ in range(count)),
        unit=draw(st.sampled_from(["", "people", "days"])),
    )


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """A table of some columns, as many cells in each row, of which some can be pressed or lead on."""
    width = draw(st.integers(1, 4))
    pressed = button()
    link = st.builds(Link, label=line(300), address=ADDRESSES)
    cell: SearchStrategy[TableCell] = st.one_of(st.just(""), line(300), line(300), pressed, link)
    columns = st.builds(
        TableColumn,
        heading=line(300),
        is_number=st.booleans(),
        sorts=st.one_of(st.none(), pressed, link),
        order=st.sampled_from(["", "ascending", "descending"]),
    )
    row = st.tuples(st.one_of(line(300), pressed), *[cell] * (width - 1))
    return Table(
        title=draw(titles()),
        columns=tuple(draw(st.lists(columns, min_size=width, max_size=width))),
        rows=tuple(draw(st.lists(row, max_size=6))),
    )


def parts(most: int = 5) -> SearchStrategy[tuple[Part, ...]]:
    """Parts of every kind."""
    prose = st.builds(Prose, text=lines(9000), title=titles())
    one: SearchStrategy[Part] = st.one_of(
        prose,
        st.builds(Beside, first=prose, second=prose),
        st.builds(Facts, rows=rows(), title=titles()),
        st.builds(Bullets, items=st.lists(lines(1000), max_size=30).map(tuple), title=titles()),
        st.builds(
            Card,
            title=line(400),
            subtitle=titles(),
            text=st.one_of(st.just(""), lines(4000)),
            facts=rows(),
            buttons=buttons(),
            picture=PICTURES,
        ),
        st.builds(When, label=line(200), at=MOMENTS, text=line(200)),
        st.builds(Contact, person=st.integers(1, 9), name=line(200), rows=rows(4)),
        st.builds(Link, label=line(300), address=ADDRESSES),
        FILES,
        charts(),
        tables(),
    )
    return st.lists(one, max_size=most).map(tuple)


def messages() -> SearchStrategy[Message]:
    """A message in a chat."""
    return st.builds(
        Message,
        text=lines(4000),
        parts=parts(),
        buttons=buttons(),
        heading=titles(),
        pinned=st.booleans(),
    )


def views() -> SearchStrategy[View]:
    """A window to read."""
    return st.builds(View, title=line(200), parts=parts(8), buttons=buttons())


@st.composite
def options(draw: st.DrawFn) -> tuple[Option, ...]:
    """A few options, or more than a hundred."""
    count = draw(st.sampled_from([1, 2, 5, 10, 11, 99, 100, 101, 130]))
    label, key, text = draw(line(300)), draw(line(40)), draw(titles())
    return tuple(
        Option(key=f"{key} {one}"[:60], label=f"{label} {one}"[-300:], help=text)
        for one in range(count)
    )


@st.composite
def field(draw: st.DrawFn, key: str) -> AnyField:
    """A question of any kind."""
    common: dict[str, Any] = {
        "key": key,
        "label": draw(line(300)),
        "help": draw(st.one_of(st.just(""), line(600))),
        "required": draw(st.booleans()),
        "section": draw(st.one_of(st.just(""), line(200))),
        "confidential": draw(st.booleans()),
    }
    match draw(
        st.sampled_from(
            ["short", "long", "choice", "choices", "number", "date", "time", "tick", "file"]
        )
    ):
        case "short":
            form = draw(st.sampled_from(["text", "email", "link"]))
            return ShortText(
                **common, most=draw(st.integers(1 if form == "text" else 60, 500)), form=form
            )
        case "long":
            return LongText(
                **common, most=draw(st.sampled_from([1, 2999, 3000, 3001, 6000, 10_000]))
            )
        case "choice":
            return ChoiceField(**common, options=draw(options()))
        case "choices":
            return ChoicesField(**common, options=draw(options()), most=draw(st.integers(1, 100)))
        case "number":
            least = draw(st.integers(-1000, 1000))
            return Number(
                **common,
                least=least,
                most=draw(st.integers(least, least + 5000)),
                unit=draw(titles()),
            )
        case "date":
            first = draw(st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2090, 1, 1))))
            return DateField(
                **common,
                earliest=first,
                latest=draw(st.one_of(st.none(), st.just(date(2095, 1, 1)))),
            )
        case "time":
            return TimeField(**common)
        case "tick":
            return TickField(**common)
        case _:
            return FileField(**common, most_mb=draw(st.integers(1, 10)))


def good_answer(asked: AnyField) -> SearchStrategy[Answer]:
    """What the field takes, as its check leaves it; or nothing, where that is allowed."""
    given: SearchStrategy[Answer]
    match asked:
        case ShortText(form="email"):
            given = st.just("ada@library.example.org")
        case ShortText(form="link"):
            given = st.just("https://library.example.org/a?b=1&c=2")
        case ShortText():
            given = line(asked.most)
        case LongText():
            given = lines(asked.most)
        case ChoiceField():
            given = st.sampled_from([one.key for one in asked.options])
        case ChoicesField():
            keys = [one.key for one in asked.options]
            given = st.sets(st.sampled_from(keys), min_size=1, max_size=min(asked.most, 12)).map(
                lambda chosen: [key for key in keys if key in chosen]
            )
        case Number():
            given = st.integers(asked.least, asked.most)
        case DateField():
            given = st.dates(
                asked.earliest or date(2000, 1, 1), asked.latest or date(2098, 1, 1)
            ).map(date.isoformat)
        case TimeField():
            given = st.times().map(lambda one: f"{one:%H:%M}")
        case TickField():
            return st.just(True) if asked.required else st.booleans()
        case FileField():
            given = st.integers(1, 999).map(lambda number: f"file:{number}")
    return (
        given
        if asked.required
        else st.one_of(given, st.just([] if isinstance(asked, ChoicesField) else None))
    )


def odd_answer() -> SearchStrategy[Answer]:
    """What an old draft, another form or a slip may have left in a field."""
    return st.one_of(
        lines(12_000), st.integers(-(10**9), 10**9), st.booleans(), st.just("2026-02-30"), st.just("25:99"), st.just([]),
        st.lists(line(30), max_size=3), st.none(), st.just(""),
    )  # fmt: skip


@st.composite
def forms(draw: st.DrawFn, most: int = 8, odd: bool = True) -> Form:
    """A form, with what was answered before; without `odd` what it holds is what its fields take."""
    keys = draw(st.lists(KEYS, min_size=1, max_size=most, unique=True))
    fields = tuple(draw(field(key)) for key in keys)
    held: dict[str, Answer] = {}
    for one in fields:
        if draw(st.booleans()):
            held[one.key] = draw(
                st.one_of(good_answer(one), odd_answer()) if odd else good_answer(one)
            )
    wrong = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True)) if odd else []
    return Form(
        title=draw(line(200)),
        action="apply.send",
        fields=fields,
        submit=draw(line(60)),
        subject=draw(SUBJECTS),
        parts=draw(parts(3)),
        answers=held,
        carries=draw(st.dictionaries(KEYS, line(60), max_size=3)),
        errors={key: draw(line(200)) for key in wrong},
        notice=draw(titles()),
        style=draw(st.sampled_from(["primary", "danger"])),
        scheme=draw(st.sampled_from(["", "riverside"])),
        private=draw(st.booleans()),
        opener=draw(
            st.one_of(st.none(), st.builds(Action, name=NAMES, subject=SUBJECTS, answers=answers()))
        ),
        buttons=draw(buttons(3)),
    )


@st.composite
def filled(draw: st.DrawFn, form: Form) -> dict[str, Answer]:
    """What somebody fills in so that every field takes it."""
    return {one.key: draw(good_answer(one)) for one in form.fields}
