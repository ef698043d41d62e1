"""What to read and watch: all of one's own, by the time at which it helps (R9.2)."""

from handlers.kit.buttons import HOME, PEOPLE
from handlers.kit.conversation import Conversation
from handlers.kit.help import LEARNING
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Link, Part, Prose, Reply, Table, TableCell, TableColumn, View
from scheme.audience import Audience
from scheme.definition.sections import Resource
from scheme.learning.shelves import Shelf, shelves, standings
from scheme.wording import several
from storage import applications, partnerships
from storage.work import Work

resources = Conversation(name="resources")

TITLE = "What to read and watch"
NOTHING = "Nothing is listed here. Somebody to talk to can say what helps."
SHOW = Button(label=TITLE, action="resources.show", opens=True)


@resources.step("show", Audience.ANYONE, reads=True, in_help=LEARNING.entry(TITLE, 10))
async def show(turn: Turn, work: Work) -> Reply:
    """What there is for somebody in their roles; what helps them now stands first."""
    key = turn.definition.key
    me = turn.person.id
    now = standings(
        turn.definition,
        me,
        await applications.of_person(work, key, me),
        await partnerships.of_person(work, key, me),
        turn.today,
    )
    parts = tuple(_shelf(turn, shelf) for shelf in shelves(turn.definition, now))
    if not parts:
        return Reply(window=View(title=TITLE, parts=(Prose(NOTHING),), buttons=(PEOPLE, HOME)))
    return Reply(window=View(title=TITLE, parts=parts, buttons=(HOME,)))


def _shelf(turn: Turn, shelf: Shelf) -> Part:
    title = shelf.title
    if shelf.is_now:
        title = f"{shelf.title}: you are here"
    return Table(
        title=title,
        columns=tuple(TableColumn(heading=heading) for heading in ("What", "What it helps with")),
        rows=tuple((_opened(each), _helps(turn, each)) for each in shelf.resources),
    )


def _opened(resource: Resource) -> TableCell:
    if resource.link:
        return Link(resource.title, resource.link)
    return resource.title


def _helps(turn: Turn, resource: Resource) -> str:
    """What it helps with, and for whom where it is not for both."""
    if resource.role == "both":
        return resource.about
    whom = f"For {several(turn.definition.term(resource.role))}."
    return " ".join(filter(None, (resource.about, whom)))
