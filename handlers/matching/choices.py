"""All mentors, for a mentee to choose some of them: page by page, by words and by what they offer, each profile (R4.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from handlers.forms.profiles import HEADLINE, links, profile
from handlers.kit.conversation import Conversation
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Part, Prose, Reply, View
from handlers.matching.choosable import all_choosable, choosable_mentor, own_application
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import Answer, AnyField, ChoiceField, LongText, ShortText
from scheme.forms.shown import shown, spoken
from scheme.matching.search import Search, is_listed, readable
from scheme.matching.shortlist import Pick, Shortlist, by_chance
from scheme.wording import capital, several
from storage import files, people
from storage.matching import shortlists
from storage.work import Work

choices = Conversation(name="choices")

MOST_TEXT = 240  # characters of a profile on its card in the list
SEARCHED = ("words", "area", "mode", "group", "place")


# The list


@choices.step("list", Audience.PARTY, about="shortlist", opens=True, by_phone="")
async def every_mentor(turn: Turn, work: Work) -> Reply:
    """Ten at a time, in an order of chance that is this mentee's own; of those looked for alone, where something was."""
    shortlist = turn.the(Shortlist)
    shortlist.must_be_open(turn.today)
    own = await own_application(work, shortlist)
    search = _search(turn)
    found = [
        mentor
        for mentor in await all_choosable(turn, work, own)
        if is_listed(turn.definition, mentor) and search.finds(turn.definition, mentor)
    ]
    order = by_chance(shortlist.id, [mentor.id for mentor in found])
    found.sort(key=lambda mentor: order[mentor.id])
    picked = await shortlists.picks_of(work, shortlist)
    page = ListPage.of_cards(turn, "choices.list", len(found))
    page = replace(page, carries=_carried(turn))
    term = several(turn.definition.terms.mentor)
    text = _intro(turn, shortlist, page, picked, is_searched=search != Search())
    cards = [_card(turn, mentor, picked) for mentor in page.of(found)]
    mine = Button(
        label="My choices",
        action="choices.mine",
        subject=turn.subject,
        style="primary",
        opens=True,
    )
    look = Button(
        label="Search",
        action="choices.search",
        subject=turn.subject,
        answers=_carried(turn),
        opens=True,
    )
    everybody = Button(label="Show all", action="choices.list", subject=turn.subject, opens=True)
    again = (everybody,) if search != Search() else ()
    return Reply(
        window=View(
            title=f"All {term}",
            parts=(Prose(text), *cards),
            buttons=(mine, look, *again, *page.ways()),
        )
    )


def _intro(
    turn: Turn, shortlist: Shortlist, page: ListPage, picked: Sequence[Pick], *, is_searched: bool
) -> str:
    definition = turn.definition
    term = several(definition.terms.mentor)
    if page.count:
        told = f"{page.told}."
    elif is_searched:
        told = "Nobody fits all of that. A word less finds more."
    else:
        told = f"There are no {term} to choose from just now. New ones appear here as they come."
    most = definition.choosing.choices
    return (
        f"{told} You have chosen {len(picked)} of {most}, and can change it until {spoken(shortlist.closes_on)}. "
        f"The {term} don't learn of it."
    )


def _card(turn: Turn, mentor: Application, picked: Sequence[Pick]) -> Card:
    """A mentor in few words, as far as a mentee may read them."""
    definition = turn.definition
    fields = readable(definition)
    answers = mentor.answers
    line = [
        shown(field, answers.get(field.key))
        for field in fields
        if field.key in HEADLINE and field.key != "name" and answers.get(field.key)
    ]
    facts = [
        (field.heading, shown(field, answers.get(field.key)))
        for field in fields
        if field.key in ("areas", "modes") and answers.get(field.key)
    ]
    told = next(
        (
            shown(field, answers.get(field.key))
            for field in fields
            if isinstance(field, LongText) and answers.get(field.key)
        ),
        "",
    )
    if len(told) > MOST_TEXT:
        told = f"{told[:MOST_TEXT].rsplit(' ', 1)[0]} …"
    return Card(
        title=mentor.applicant,
        subtitle=", ".join(line),
        text=told,
        facts=tuple(facts),
        buttons=(_read(turn, mentor), _choose(turn, mentor, picked)),
    )


def _read(turn: Turn, mentor: Application) -> Button:
    return Button(
        label="Read profile",
        action="choices.profile",
        subject=turn.subject,
        answers={"mentor": str(mentor.id)},
        opens=True,
    )


def _choose(turn: Turn, mentor: Application, picked: Sequence[Pick]) -> Button:
    if mentor.id in {pick.mentor_application_id for pick in picked}:
        label, action = "Take off my choices", "choices.take_off"
    else:
        label, action = "Add to my choices", "choices.add"
    return Button(
        label=label, action=action, subject=turn.subject, answers={"mentor": str(mentor.id)}
    )


@choices.step("profile", Audience.PARTY, about="shortlist", opens=True, by_phone="")
async def read_profile(turn: Turn, work: Work) -> Reply:
    """What a mentee may read of one mentor, with the way to choose them."""
    shortlist = turn.the(Shortlist)
    shortlist.must_be_open(turn.today)
    mentor = await choosable_mentor(turn, work, await own_application(work, shortlist))
    picked = await shortlists.picks_of(work, shortlist)
    person = await people.by_id(work, mentor.person_id)
    held = await files.in_application(work, mentor)
    choose = _choose(turn, mentor, picked)
    card = profile(turn.definition, mentor, choose, files=held, picture=person.picture)
    # A file opens once the two have to do with each other: what is offered works.
    card = replace(card, buttons=(choose,))
    back = Button(label="Back to the list", action="choices.list", subject=turn.subject, opens=True)
    mine = Button(label="My choices", action="choices.mine", subject=turn.subject, opens=True)
    parts: tuple[Part, ...] = (card, *links(turn.definition, mentor))
    return Reply(window=View(title=mentor.applicant, parts=parts, buttons=(back, mine)))


# Looking for somebody


def _search(turn: Turn) -> Search:
    given = {key: turn.given(key)[:120] for key in SEARCHED}
    return Search(**given)


def _carried(turn: Turn) -> Mapping[str, Answer]:
    """What is looked for, for the next page of it."""
    return {key: turn.given(key)[:120] for key in SEARCHED if turn.given(key)}


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    """By words, and by what the form asks and a mentee may read."""
    definition = turn.definition
    seen = {field.key for field in readable(definition)}
    fields: list[AnyField] = [
        ShortText(
            key="words",
            label="Words",
            help="From what they wrote, such as a task or a library.",
            required=False,
            most=120,
        )
    ]
    if "areas" in seen and definition.areas:
        fields.append(
            ChoiceField(key="area", label="Area", options=definition.areas, required=False)
        )
    if "modes" in seen and definition.modes:
        fields.append(
            ChoiceField(
                key="mode", label="Way of meeting", options=definition.modes, required=False
            )
        )
    if "groups" in seen and definition.groups:
        background = capital(definition.terms.background)
        fields.append(
            ChoiceField(key="group", label=background, options=definition.groups, required=False)
        )
    if seen & {"place", "organisation"}:
        fields.append(ShortText(key="place", label="Place", required=False, most=60))
    return tuple(fields)


@choices.step("search", Audience.PARTY, about="shortlist", opens=True, by_phone="")
async def search(turn: Turn, work: Work) -> Reply:
    """A form of what to look for; all of it is optional."""
    turn.the(Shortlist).must_be_open(turn.today)
    return Reply(
        window=Form(
            title=f"Find {several(turn.definition.terms.mentor)}",
            action="choices.found",
            fields=_fields(turn),
            submit="Show them",
            subject=turn.subject,
            answers=_carried(turn),
        )
    )


@choices.step("found", Audience.PARTY, about="shortlist", opens=True, by_phone="")
async def found(turn: Turn, work: Work) -> Reply:
    """Those who fit, as in the list of all."""
    said = check(_fields(turn), turn.answers)
    wanted = {key: str(answer) for key, answer in said.items() if answer}
    return await every_mentor(replace(turn, answers=wanted), work)
