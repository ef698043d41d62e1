"""Once a year everybody's staff may be asked whether they know of the scheme: an administrator begins it, and closes it (R7.3)."""

from collections.abc import Mapping, Sequence

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import RUNNING
from handlers.kit.post import mail
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Facts, Form, Link, Part, Prose, Reply, View
from scheme.audience import Audience
from scheme.forms.checking import check, refused
from scheme.forms.fields import FileField, LongText
from scheme.forms.shown import spoken
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.survey.awareness import (
    Asking,
    addresses_in,
    addresses_in_file,
    closing_day,
    figures,
)
from scheme.wording import counted
from storage import awareness, files
from storage.work import Work

aware = Conversation(name="aware")

TITLE = "Who knows of the scheme"
ADDRESSES = LongText(
    key="addresses",
    label="The addresses to write to",
    help="One a line, or rows pasted from a spreadsheet. They are kept, encrypted, until each has been written to, and no longer.",
    most=10_000,
    required=False,
    confidential=True,
)
LIST = aware.takes_file(
    FileField(
        key="awareness_list",
        label="Or a file that has them",
        help="A list as CSV or text, one address a row. A spreadsheet can be saved as CSV. It is read once, and not kept.",
        accepts=("csv", "txt"),
        most_mb=1,
        required=False,
    )
)
NOTHING = "Please paste addresses here, or choose a file that has them."
NOBODYS = "Nobody can tell which answer is whose: neither a name, an address, an organisation nor a time is kept with it."
PRIVATE = f"{NOBODYS} The link in a mail is gone when its answer is kept."
SHOW = Button(label=TITLE, action="aware.show", opens=True)


@aware.step(
    "show",
    Audience.ADMINISTRATOR,
    opens=True,
    in_help=RUNNING.entry(TITLE, 60),
)
async def show(turn: Turn, work: Work) -> Reply:
    """Where the question of this year stands, and what the last one came to."""
    asking = await awareness.latest(work, turn.definition.key)
    return Reply(window=_window(turn, asking))


def _window(turn: Turn, asking: Asking | None, *more: Part) -> View:
    parts: list[Part] = [*more]
    if asking is None:
        parts.append(
            Prose(
                "Once a year you can ask staff of your organisations three questions: whether they have heard of the scheme, "
                "know what it offers, and would speak for it."
            )
        )
    else:
        parts += _told(turn, asking)
    parts.append(Prose(PRIVATE))
    return View(title=TITLE, parts=tuple(parts), buttons=tuple(_ways(turn, asking)))


def _told(turn: Turn, asking: Asking) -> list[Part]:
    definition = turn.definition
    is_open = asking.is_open(turn.today)
    rows = [
        ("Year", str(asking.year)),
        ("Open until" if is_open else "Closed", spoken(asking.closes_on) if is_open else "yes"),
        ("Written to", counted(asking.asked - asking.waiting, "address")),
        ("Answers", str(asking.answered)),
    ]
    if asking.waiting:
        rows.insert(3, ("Still to go out", str(asking.waiting)))
    if asking.shared:
        rows.append(("By the link to pass on", str(asking.shared)))
    parts: list[Part] = [Facts(tuple(rows))]
    if is_open:
        parts.append(Prose("What was answered is shown once the question is closed."))
    elif found := figures(definition, asking, turn.today):
        parts += [
            Facts(tuple((label, str(number)) for label, number in each.counts), each.question)
            for each in found
        ]
    else:
        parts.append(
            Prose(f"What was answered is shown from {definition.surveys.minimum} answers on.")
        )
    return parts


def _ways(turn: Turn, asking: Asking | None) -> Sequence[Button]:
    if asking is not None and asking.is_open(turn.today):
        return (
            Button(label="Ask more people", action="aware.ask", opens=True, style="primary"),
            Button(label="A link to pass on", action="aware.share"),
            Button(label="Close it", action="aware.close", style="danger"),
        )
    if asking is not None and asking.year == turn.today.year:
        return (HOME,)
    return (
        Button(label="Begin this year's", action="aware.ask", opens=True, style="primary"),
        HOME,
    )


async def _this_year(turn: Turn, work: Work) -> Asking | None:
    """The question of this year, which is still open; None where none was begun. Raises `Refusal` where it is over."""
    asking = await awareness.latest(work, turn.definition.key)
    if asking is None or (asking.year != turn.today.year and not asking.is_open(turn.today)):
        return None
    if not asking.is_open(turn.today):
        raise Refusal("This year's question is closed, and it is asked once a year.")
    return asking


@aware.step("ask", Audience.ADMINISTRATOR, opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """The form for the addresses; without mail, the link to pass on is the way."""
    await _this_year(turn, work)
    if not turn.catalogue.mails:
        return Reply(
            window=View(
                title=TITLE,
                parts=(
                    Prose(
                        "This bot sends no mail yet, so it can't write to anybody. You can still have a link that each "
                        "organisation's own contact passes on."
                    ),
                ),
                buttons=(Button(label="A link to pass on", action="aware.share", style="primary"),),
            )
        )
    return Reply(window=_form(turn))


def _form(turn: Turn, pasted: str = "", errors: Mapping[str, str] | None = None) -> Form:
    until = spoken(closing_day(turn.definition, turn.today))
    said = f"Each address has one mail, with a link that works once, until {until}. There is no reminder. {PRIVATE}"
    return Form(
        title=TITLE,
        action="aware.send",
        fields=(ADDRESSES, LIST),
        submit="Write to them",
        parts=(Prose(said),),
        answers={ADDRESSES.key: pasted} if pasted else {},
        errors=errors or {},
        scheme=turn.definition.key,
        private=True,
    )


@aware.step("send", Audience.ADMINISTRATOR, pace=SELDOM)
async def send(turn: Turn, work: Work) -> Reply:
    """Write to each address once; whoever was asked this year, or does not want to be, is left out without a word of which.

    A file is forgotten when it has been read, also where something in it is wrong: then it is to be chosen anew.
    """
    if not turn.catalogue.mails:
        raise Refusal("This bot sends no mail yet, so nothing was sent.")
    asking = await _this_year(turn, work)
    given = check((ADDRESSES, LIST), turn.answers)
    pasted = str(given[ADDRESSES.key] or "")
    chosen = given[LIST.key]
    if not pasted and not chosen:
        raise refused({ADDRESSES.key: NOTHING})
    addresses = addresses_in(pasted, ADDRESSES.key) if pasted else ()
    if chosen:
        data = await files.read_once(work, turn.definition.key, turn.person.id, LIST, chosen)
        try:
            addresses = tuple(dict.fromkeys((*addresses, *addresses_in_file(data, LIST.key))))
        except Refusal as no:
            return Reply(window=_form(turn, pasted, no.errors))
    asking_id = asking.id if asking else await _begin(turn, work)
    asked = await awareness.ask(work, asking_id, addresses)
    for asked_id in asked:
        await mail(work, f"asked:{asked_id}", name="awareness", key="awareness", note=str(asked_id))
    said = f"{counted(len(asked), 'mail')} on the way."
    if left := len(addresses) - len(asked):
        said += (
            f" {counted(left, 'address')} left out: asked this year already, or not to be asked."
        )
    return Reply(window=_window(turn, await awareness.by_id(work, asking_id), Prose(said)))


async def _begin(turn: Turn, work: Work) -> int:
    until = closing_day(turn.definition, turn.today)
    return await awareness.begin(work, turn.definition.key, turn.today.year, until)


@aware.step("share", Audience.ADMINISTRATOR, pace=SELDOM)
async def share(turn: Turn, work: Work) -> Reply:
    """A link that many can answer by, for each organisation's own contact to pass on; it replaces an earlier one."""
    if not turn.catalogue.site:
        raise Refusal(
            "Nobody reaches this bot on the web yet, so there is no link. Whoever runs it sets its address."
        )
    asking = await _this_year(turn, work)
    asking_id = asking.id if asking else await _begin(turn, work)
    token = await awareness.share(work, asking_id)
    link = f"{turn.catalogue.site}/question/all/{token}"
    parts: tuple[Part, ...] = (
        Prose(
            "Give this to whoever can pass it on to staff, at each organisation. It is shown this once; another one takes the "
            "place of it. The bot can't tell who answers by it, nor whether somebody answers twice."
        ),
        Prose(link),
        Link("Look at it", link),
    )
    return Reply(window=View(title="A link to pass on", parts=parts, buttons=(SHOW,)))


@aware.step("close", Audience.ADMINISTRATOR)
async def close(turn: Turn, work: Work) -> Reply:
    """Nobody can answer any more; then it is shown what it came to."""
    asking = await _this_year(turn, work)
    if asking is None:
        raise Refusal("There is no question open this year.")
    await awareness.close(work, asking.id)
    return Reply(then=Action(name="aware.show", scheme=turn.definition.key))


@aware.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """While it is open, how many have answered, for the administrators."""
    if "administrator" not in turn.duties:
        return []
    asking = await awareness.latest(work, turn.definition.key)
    if asking is None or not asking.is_open(turn.today):
        return []
    text = f"{counted(asking.answered, 'answer')} so far; {counted(asking.asked, 'address')} asked."
    return [
        HomeEntry(
            headline="The question of the year is open",
            text=text,
            rank=1,
            primary=Button(label="View it", action="aware.show", style="primary", opens=True),
            by=asking.closes_on,
        )
    ]
