"""A conversation that shows every kind of part and field, and a bot that holds it: for the tests of the web channel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from bot.app import Bot
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.cast import CastMember, Stop, Walk
from bot.web.channel import WebChannel
from bot.web.live import Hub
from handlers.desk.desk import Desk
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Bullets,
    Button,
    Card,
    Facts,
    Form,
    Link,
    Message,
    Part,
    Prose,
    Reply,
    Table,
    TableColumn,
    View,
    says,
)
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import (
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
from scheme.ids import PersonId
from scheme.people import Person
from scheme.refusal import Refusal
from storage.engine.database import Database
from storage.work import Busy, Work
from tests.support.scheme_cast import definition
from tests.support.tables import make_tables

MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
MAYA, TOM, ROBIN = map(PersonId, (1, 2, 3))
CAST = (
    CastMember(
        person_id=MAYA,
        name="Maya Thorne",
        blurb="Has not applied yet",
        section="Applicants",
        reads_group=True,
    ),
    CastMember(
        person_id=TOM,
        name="Tom Birch",
        blurb="On the register, with one place left",
        section="Mentors",
        reads_group=False,
    ),
    CastMember(
        person_id=ROBIN,
        name="Robin Ashworth",
        blurb="Chair",
        section="Oversight Group",
        reads_group=True,
    ),
)

WALKS = (
    Walk(
        key="asking",
        title="Ask a mentor",
        about="Maya asks, and Tom says yes.",
        stops=(
            Stop("Maya Thorne", "Choose Tom."),
            Stop("Tom Birch", "Say yes."),
            Stop("Maya Thorne", "See what came."),
        ),
    ),
    Walk(
        key="lost",
        title="With somebody who isn't there",
        about="Nobody plays it.",
        stops=(Stop("Maya Thorne", "Begin."), Stop("Nobody", "Vanish.")),
    ),
)

FIELDS: tuple[AnyField, ...] = (
    ShortText(key="name", label="Your name", section="About you", fills="name"),
    ShortText(
        key="email",
        label="Work e-mail address",
        form="email",
        fills="email",
        help="The one your employer gave you.",
    ),
    ShortText(
        key="video", label="A link to your two-minute video", form="link", required=False, most=80
    ),
    ChoiceField(
        key="contact",
        label="Who should write first",
        required=False,
        options=(
            Option(key="me", label="I will"),
            Option(key="them", label="My mentor", help="They are told how to reach you."),
            Option(key="either", label="Whoever comes to it"),
        ),
    ),
    ChoiceField(
        key="organisation",
        label="Your employer",
        section="Your work",
        options=tuple(Option(key=f"org{n}", label=f"Library number {n}") for n in range(1, 10)),
    ),
    Number(key="years", label="Years at this level", least=0, most=60, unit="years"),
    ChoicesField(
        key="areas",
        label="What you would like to work on",
        help="Up to three.",
        most=3,
        options=(
            Option(key="teaching", label="Teaching"),
            Option(key="metadata", label="Metadata", help="Includes authority files."),
            Option(key="leading", label="Leading a team"),
        ),
    ),
    LongText(
        key="goals", label="What you hope to reach", help="A few sentences are plenty.", most=300
    ),
    DateField(key="start", label="The earliest day to begin", required=False, section="When"),
    TimeField(key="hour", label="A good time of day", required=False),
    FileField(
        key="cv",
        label="Your CV",
        required=False,
        accepts=("pdf", "jpg"),
        help="If you have one at hand.",
    ),
    TickField(
        key="consent",
        label="You may share this with a mentor who might suit me",
        help="You can change your mind later.",
    ),
)

PROFILE = Card(
    title="Priya Nair",
    subtitle="Head of collections, Harbour College",
    text="Twelve years in collections, five of them leading a team.",
    facts=(("Offers", "Collections, budgets"), ("Meets", "Video or telephone")),
    buttons=(
        Button(label="Read profile", action="show.view", opens=True),
        Button(label="Choose", action="show.pressed", style="primary"),
    ),
)
TABLE = Table(
    title="Mentors with places",
    columns=(
        TableColumn(
            heading="Mentor",
            sorts=Button(label="Mentor", action="show.view", opens=True),
            order="ascending",
        ),
        TableColumn(heading="Mentees now", is_number=True),
        TableColumn(heading="Where they work"),
        TableColumn(heading="To do"),
    ),
    rows=(
        ("Wen Li", "2", "Hill College", Button(label="Read more", action="show.view", opens=True)),
        ("Uma Reid", "0", "", Link("Their page", "https://example.org/uma")),
    ),
)
PARTS: tuple[Part, ...] = (
    Prose("A first paragraph.\n\nA second one,\nwith a second line.", "What it is"),
    Facts((("Reference", "A-17"), ("Answer by", "Friday 8 January 2027")), "Facts"),
    Bullets(("Think of a goal", "Talk to your manager"), "Meanwhile"),
    PROFILE,
    Link("Read the handbook", "https://handbook.example.org/start"),
    TABLE,
)
BUTTONS = (
    Button(label="Fill in a form", action="show.form", style="primary", opens=True),
    Button(label="Open a window", action="show.view", opens=True),
    Button(label="Do it", action="show.pressed"),
    Button(label="Try what is not possible", action="show.refused", style="danger"),
)

home = Conversation(name="home")
show = Conversation(name="show")


@home.step("say", Audience.ANYONE, reads=True)
async def say(turn: Turn, work: Work) -> Reply:
    """Repeats what was said; one word opens the form instead."""
    if turn.given("text") == "apply":
        return Reply(window=form())
    return says(
        f"You wrote: {turn.given('text')}",
        Button(label="Open a window", action="show.view", opens=True),
    )


@home.step("show", Audience.ANYONE, reads=True)
async def stand(turn: Turn, work: Work) -> Reply:
    """Everything there is."""
    text = f"{turn.person.greeted('Good morning')}. This shows every kind of part."
    return Reply(
        says=(Message(text=text, parts=PARTS, buttons=BUTTONS, heading="Where you stand"),)
    )


def form() -> Form:
    """A form of every kind of field."""
    return Form(
        title="Apply as a mentee",
        action="show.send",
        fields=FIELDS,
        submit="Send application",
        carries={"revision": "3"},
        parts=(Prose("It takes about ten minutes."),),
    )


@show.step("form", Audience.ANYONE, reads=True)
async def open_form(turn: Turn, work: Work) -> Reply:
    """Opens the form."""
    return Reply(window=form())


@show.step("send", Audience.ANYONE)
async def send(turn: Turn, work: Work) -> Reply:
    """Checks the form, and tells the person and the Group."""
    answers = check(FIELDS, turn.answers)
    await tell(
        work, turn.person.id, Message(text="It is on its way.", heading="Application received")
    )
    await tell_group(
        work,
        turn.definition.key,
        Message(
            text="A new application has come in.",
            parts=(),
            buttons=(
                Button(label="Open", action="show.view", opens=True),
                Button(label="Agree", action="show.pressed"),
            ),
            heading="A-17",
        ),
        key="A-17",
    )
    return says(f"Thank you, {answers['name']}. Revision {turn.given('revision')} is here.")


@show.step("view", Audience.ANYONE, opens=True)
async def view(turn: Turn, work: Work) -> Reply:
    """Opens a window with every part."""
    buttons = (
        Button(label="Do it", action="show.pressed", style="primary"),
        Button(label="Fill in a form", action="show.form", opens=True),
        Button(label="Try what is not possible", action="show.refused", style="danger"),
    )
    return Reply(window=View(title="Application A-17", parts=PARTS, buttons=buttons))


@show.step("pressed", Audience.ANYONE)
async def pressed(turn: Turn, work: Work) -> Reply:
    """Does it, and says so."""
    return says("Done, and noted.")


@show.step("refused", Audience.ANYONE)
async def refused(turn: Turn, work: Work) -> Reply:
    """A rule says no."""
    raise Refusal("That mentor has no place left just now.")


@show.step("busy", Audience.ANYONE)
async def busy(turn: Turn, work: Work) -> Reply:
    """The database is held by somebody else."""
    raise Busy


@show.step("broken", Audience.ANYONE)
async def broken(turn: Turn, work: Work) -> Reply:
    """A fault, whose own text holds what somebody wrote."""
    raise RuntimeError("secret words of Maya")


@dataclass
class Showcase:
    """The bot, its web application, and the hub of its open pages."""

    bot: Bot
    hub: Hub
    app: web.Application

    async def post(self, person_id: PersonId, message: Message, *, key: str | None = None) -> None:
        """Tell a person something, and deliver it."""
        async with self.bot.work() as work:
            await tell(work, person_id, message, key=key)
        await self.bot.delivery.drain()

    async def post_group(self, message: Message, *, key: str | None = None) -> None:
        """Put a message in the Group's channel."""
        async with self.bot.work() as work:
            await tell_group(work, "valley", message, key=key)
        await self.bot.delivery.drain()


async def cast() -> tuple[CastMember, ...]:
    """Who one can be."""
    return CAST


@asynccontextmanager
async def showcase(
    folder: Path, *, playground: bool = True, **set_to: str
) -> AsyncIterator[Showcase]:
    """A bot on a new SQLite file, on Monday 7 December 2026 at nine."""
    database = Database(f"sqlite:///{folder}/web.db")
    await make_tables(database)
    scheme = definition(terms={"group": "Oversight Group"})
    definitions = {scheme.key: scheme}
    hub = Hub()
    settings = Settings.model_validate(set_to)
    bot = Bot(
        settings=settings,
        database=database,
        definitions=definitions,
    )
    if playground:
        bot.channels.append(WebChannel(bot, hub, playground=True))
    bot.desk = Desk(database, definitions, (home, show))
    bot.clock.set(MONDAY)
    async with bot.work() as work:
        for member in CAST:
            address = member.name.lower().replace(" ", ".")
            await work.add(
                Person(name=member.name, email=f"{address}@fellside.example.org", since=MONDAY)
            )
    yield Showcase(bot, hub, make_app(bot, hub, cast=cast if playground else None, walks=WALKS))
    await database.close()
