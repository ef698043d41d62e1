"""Everybody on the register for one mentee: page by page, by name, and each in detail (R3.2)."""

from collections.abc import Iterator, Sequence
from itertools import islice

from handlers.kit.conversation import Conversation
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Beside, Button, Card, Facts, Form, Part, Prose, Reply, View
from handlers.matching.propose import every_mentor
from handlers.matching.suggestions import details, nine_questions
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import ShortText
from scheme.forms.shown import shown
from scheme.ids import ApplicationId
from scheme.matching.ranking import Exclusion, Suggestion, Suggestions
from scheme.refusal import Refusal
from scheme.wording import capital, counted, several
from storage import applications
from storage.work import Work

everybody = Conversation(name="propose")  # its steps are part of proposing

FOUND = 10  # by name, at most
NOT_NOW = "Can't be proposed now"
WANTED = ("goals", "areas", "background", "background_note", "modes", "place", "other")
OFFERED = (
    "experience",
    "hopes_give",
    "areas",
    "earlier_mentoring",
    "groups",
    "modes",
    "place",
    "other",
)
NAME = (ShortText(key="name", label="Name, or a part of it", most=120),)


@everybody.step("everybody", Audience.UNCONFLICTED, about="application", opens=True)
async def every_one(turn: Turn, work: Work) -> Reply:
    """Ten at a time, best first; then those who cannot be proposed, each with the reason."""
    found = await every_mentor(turn, work)
    count = len(found.ranked) + len(found.excluded)
    page = ListPage.of_cards(turn, "propose.everybody", count)
    term = several(turn.definition.terms.mentor)
    told = (
        f"{page.told}; {len(found.ranked)} can be proposed. The order comes "
        "from the nine questions; the Group decides."
    )
    intro = (Prose(told),) if page.count else (Prose(f"There are no {term} on the register yet."),)
    return Reply(
        window=View(
            title=f"{capital(term)} for {turn.the(Application).ref}",
            parts=(*intro, *_page(turn, found, page)),
            buttons=(*page.ways(), _find(turn), _suggested(turn)),
        )
    )


def _see_everybody(turn: Turn) -> Button:
    return Button(
        label="See everybody", action="propose.everybody", subject=turn.subject, opens=True
    )


def _find(turn: Turn) -> Button:
    return Button(label="Find by name", action="propose.find", subject=turn.subject, opens=True)


def _suggested(turn: Turn) -> Button:
    return Button(
        label="Back to the suggestions", action="propose.open", subject=turn.subject, opens=True
    )


def _page(turn: Turn, found: Suggestions, page: ListPage) -> list[Card]:
    """The cards of one page, and no others: those who can be proposed come first."""
    beyond = len(found.ranked)
    able = enumerate(page.of(found.ranked), page.start + 1)
    left_out = found.excluded[max(page.start - beyond, 0) : max(page.end - beyond, 0)]
    return [*(_can(turn, at, suggestion) for at, suggestion in able), *map(_cannot, left_out)]


def _title(at: int, suggestion: Suggestion) -> str:
    return f"{at}. {suggestion.mentor.application.applicant}"


def _can(turn: Turn, at: int, suggestion: Suggestion) -> Card:
    """What speaks for and against somebody who can be proposed; `at` is their place, from 1."""
    return Card(
        title=_title(at, suggestion),
        text=f"{suggestion.verdict.line}\n{_load(suggestion)}",
        buttons=(details(suggestion.mentor.application, str(turn.subject)),),
    )


def _load(suggestion: Suggestion) -> str:
    application = suggestion.mentor.application
    free = application.capacity - suggestion.mentor.taken
    so_far = counted(suggestion.mentor.partnerships_ever, "partnership")
    return f"{free} of {counted(application.capacity, 'place')} free; {so_far} so far"


def _cannot(exclusion: Exclusion) -> Card:
    return Card(
        title=exclusion.mentor.application.applicant, subtitle=NOT_NOW, text=exclusion.reason
    )


# By name


@everybody.step("find", Audience.UNCONFLICTED, about="application", opens=True)
async def find(turn: Turn, work: Work) -> Reply:
    """Asks for a name."""
    return Reply(window=_asks(turn))


def _asks(turn: Turn, notice: str = "") -> Form:
    return Form(
        title=f"Find {several(turn.definition.terms.mentor)} by name",
        action="propose.found",
        fields=NAME,
        submit="Look",
        subject=turn.subject,
        answers={key: turn.answers[key] for key in ("name",) if key in turn.answers},
        notice=notice,
    )


@everybody.step("found", Audience.UNCONFLICTED, about="application", opens=True)
async def found_by_name(turn: Turn, work: Work) -> Reply:
    """Whoever on the register has a name with these words in it, as in the list of everybody."""
    name = str(check(NAME, turn.answers)["name"]).casefold()
    found = await every_mentor(turn, work)
    cards = list(islice(_named(turn, found, name), FOUND + 1))
    if not cards:
        return Reply(window=_asks(turn, "Nobody on the register has that name. Try a part of it."))
    parts: tuple[Part, ...] = tuple(cards[:FOUND])
    if len(cards) > FOUND:
        parts = (*parts, Prose("There are more. A longer part of the name finds them."))
    title = f"{capital(several(turn.definition.terms.mentor))} for {turn.the(Application).ref}"
    return Reply(window=View(title=title, parts=parts, buttons=(_find(turn), _suggested(turn))))


def _named(turn: Turn, found: Suggestions, name: str) -> Iterator[Card]:
    for at, suggestion in enumerate(found.ranked, 1):
        if name in _title(at, suggestion).casefold():
            yield _can(turn, at, suggestion)
    for exclusion in found.excluded:
        if name in exclusion.mentor.application.applicant.casefold():
            yield _cannot(exclusion)


# One of them, in detail


@everybody.step("beside", Audience.UNCONFLICTED, about="application", opens=True)
async def beside(turn: Turn, work: Work) -> Reply:
    """The verdict on one mentor, the nine questions, and both profiles side by side; nothing of who can't be proposed."""
    definition = turn.definition
    chosen = await applications.mentors_among(
        work, definition.key, [ApplicationId(turn.number("mentor"))]
    )
    found = await every_mentor(turn, work, chosen)
    for no in found.excluded:
        ways = (_suggested(turn), _see_everybody(turn))
        return Reply(window=View(title=NOT_NOW, parts=(_cannot(no),), buttons=ways))
    if not found.ranked:
        raise Refusal("That mentor is not on the register any more. Open the suggestions again.")
    mentee = turn.the(Application)
    suggestion = found.ranked[0]
    mentor = suggestion.mentor.application
    terms = definition.terms
    texts = Beside(
        Prose(told_of(turn, mentee, WANTED), f"What the {terms.mentee} looks for"),
        Prose(told_of(turn, mentor, OFFERED), f"What {mentor.applicant} offers"),
    )
    questions = Facts(nine_questions(suggestion), "The nine questions")
    add = Button(
        label="Add to my selection",
        action="propose.open",
        subject=turn.subject,
        answers={"also": [str(mentor.id)]},
        style="primary",
        opens=True,
    )
    buttons = (add, _suggested(turn), _see_everybody(turn))
    return Reply(
        window=View(
            title=f"{mentor.applicant} for {mentee.ref}",
            parts=(Prose(f"{suggestion.verdict.line}\n{_load(suggestion)}"), questions, texts),
            buttons=buttons,
        )
    )


def told_of(turn: Turn, application: Application, keys: Sequence[str]) -> str:
    """Some of somebody's answers, each below its name, in the order of `keys`."""
    fields = {field.key: field for field in turn.definition.form(application.role)}
    answers = application.answers
    told = [
        f"{fields[key].heading}\n{shown(fields[key], answers.get(key))}"
        for key in keys
        if key in fields and answers.get(key) not in (None, "", [])
    ]
    return "\n\n".join(told) or "Nothing was written here."
