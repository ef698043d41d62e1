"""What waits for a member, by date; and the register: mentors with their load, and partnerships (R3.1, R3.3)."""

from dataclasses import dataclass, replace
from datetime import date

from handlers.group import cards, managers, opening
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import GROUP
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Facts, Part, Prose, Reply, View
from scheme.application.application import Application, ApplicationStage
from scheme.application.question import Question
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.ranking import Mentor
from scheme.matching.side import Side
from scheme.partnership.partnership import Partnership
from scheme.people import GROUP_DUTIES
from scheme.subject import Subject
from scheme.wording import capital, counted, several
from storage import agreements, applications, matters, partnerships, people, permissions
from storage.many import in_turn
from storage.matching import register
from storage.matching.register import Pending
from storage.work import Work

REGISTER = "review.register"
LIST = "list"  # the answer by which a button of the register says which of its lists it opens
PARTNERSHIPS = "partnerships"
LISTED = 12  # matters on a page that has room for more than a headline

waiting = Conversation(name="review")  # its steps are part of the Group's review
waiting.draws("list")(cards.the_list)
waiting.draws("application")(cards.the_card)


@dataclass(frozen=True, kw_only=True)
class _Matter:
    """One thing that waits: by when, for whom else when the member has done their part, and its card.

    `who` says in a private window who waits, and for how long; "" where that is not for a list.
    """

    by: date | None
    theirs: bool
    card: Card
    who: str = ""

    @property
    def in_private(self) -> Card:
        """Its card as a window shows it that one member alone sees."""
        if not self.who:
            return self.card
        return replace(self.card, subtitle=f"{self.who}. {self.card.subtitle}".strip())


@waiting.step("waiting", Audience.MEMBER, opens=True, in_help=GROUP.entry("What waits for me", 10))
async def show(turn: Turn, work: Work) -> Reply:
    """Everything that waits for the Group and that the member may see, earliest first."""
    found = await _matters(turn, work)
    mine = [matter for matter in found if not matter.theirs]
    others = [matter for matter in found if matter.theirs]
    page = ListPage.of_cards(turn, "review.waiting", len(found))
    here = page.of([*mine, *others])
    parts: list[Part] = [*page.heading()]
    parts += [matter.in_private for matter in here if not matter.theirs]
    if not mine:
        parts.append(
            Prose("You have done your part. The register is open if you want to look round.")
        )
    if theirs := [matter.in_private for matter in here if matter.theirs]:
        parts += [
            Prose("These wait for others now; you can still open them.", "With others"),
            *theirs,
        ]
    if mine:
        title = f"{len(mine)} waiting for you"
    else:
        title = "Nothing waits for you"
    look = Button(label="Open register", action="review.register", opens=True)
    return Reply(window=View(title=title, parts=tuple(parts), buttons=(*page.ways(), look)))


async def _matters(turn: Turn, work: Work) -> list[_Matter]:
    """All that waits, the earliest first; without what the member stands aside from, or is too close to.

    The one list behind a member's count, "Open the earliest" and "All, by date". A question without a day is for today.
    """
    waits = await register.waiting(work, turn.definition)
    asked = await applications.by_ids(
        work, [question.application_id for question in waits.questions]
    )
    barred = await matters.conflicted_each(work, [*waits.applications, *asked.values()])
    mine = [
        application
        for application in waits.applications
        if turn.person.id not in barred[application.id]
    ]
    heard = await _of_managers(turn, work, mine)
    found = []
    async for pending in in_turn(await register.pending_each(work, mine)):
        found.append(_application(turn, pending, heard.get(pending.application.id, "")))
    for question in waits.questions:
        if turn.person.id not in barred[question.application_id]:
            subject = Subject("question", question.id)
            read = Button(
                label="Read and answer",
                action="question.answer_for_group",
                subject=subject,
                style="primary",
                opens=True,
            )
            ref = asked[question.application_id].ref
            found.append(
                _Matter(
                    by=None,
                    theirs=False,
                    card=Card(title=f"A question on {ref}", buttons=(read,)),
                    who=_asked(turn, question),
                )
            )
    seen = found + await _raised(turn, work)
    return sorted(seen, key=lambda matter: (matter.by or turn.today, matter.by is not None))


def _asked(turn: Turn, question: Question) -> str:
    days = (turn.today - local_day(question.asked_at, turn.definition.zone)).days
    if days < 1:
        return "Asked today"
    return f"Asked {counted(days, 'day')} ago"


async def _of_managers(
    turn: Turn, work: Work, found: list[Application]
) -> dict[ApplicationId, str]:
    """How it stands with the line manager of each that is still to be checked, where the scheme asks them (R2.7)."""
    if not turn.definition.asks_managers:
        return {}
    to_check = [
        application.id for application in found if application.stage == ApplicationStage.RECEIVED
    ]
    standing = await permissions.latest_each(work, to_check)
    return {
        application_id: managers.in_short(turn, standing.get(application_id))
        for application_id in to_check
    }


async def _raised(turn: Turn, work: Work) -> list[_Matter]:
    found = []
    for unanswered in await register.raised_for(work, turn.definition.key, turn.person.id):
        card = Card(
            title=f"{unanswered.ref}, {unanswered.what}",
            subtitle=f"{cards.promise(unanswered)} by {spoken(unanswered.by)}",
            buttons=(opening.see(unanswered),),
        )
        found.append(_Matter(by=unanswered.by, theirs=False, card=card))
    return found


def _application(turn: Turn, pending: Pending, heard: str) -> _Matter:
    application = pending.application
    given = turn.person.id in pending.agreed
    asked = application.stage == ApplicationStage.RECEIVED and pending.question_for_applicant
    see = Button(
        label="Open",
        action="review.open",
        subject=Subject("application", application.id),
        style="primary",
        opens=True,
    )
    card = Card(
        title=f"{application.ref}, {cards.kind_of(turn.definition, application)}",
        subtitle=f"Answer by {spoken(application.answer_by)}",
        text=". ".join(filter(None, (cards.stage_of(turn.definition, pending), heard)))
        + (". Your word is given." if given else ""),
        buttons=(see,),
    )
    days = (turn.today - local_day(application.received_at, turn.definition.zone)).days
    if days < 1:
        who = f"{application.applicant} came in today"
    else:
        who = f"{application.applicant} has waited {counted(days, 'day')}"
    return _Matter(by=application.answer_by, theirs=given or asked, card=card, who=who)


# The register


@waiting.step("register", Audience.MEMBER, opens=True, in_help=GROUP.entry("Open register", 20))
async def open_register(turn: Turn, work: Work) -> Reply:
    """The register: who is free, full or away, how many each has had; and the partnerships, with their dates (R3.1).

    Where the partnerships fill more than a page, they have a list of their own.
    """
    if turn.given(LIST) == PARTNERSHIPS:
        return await _open_partnerships(turn, work)
    term = turn.definition.terms.mentor
    mentors = await register.mentors(work, turn.definition)
    reader = await people.reader(work, turn.person)
    read = []
    async for mentor in in_turn(mentors):
        side = mentor.side or Side.of(turn.definition, mentor.application)
        if not reader.keeps_out_of(side):
            read.append(mentor)
    page = ListPage.of_lines(turn, REGISTER, len(read))
    rows = [(mentor.application.applicant, _load(mentor, turn)) for mentor in page.of(read)]
    parts: list[Part] = [*page.heading()]
    if rows:
        parts.append(Facts(tuple(rows), capital(several(term))))
    if not mentors:
        parts.append(Prose(f"No {term} is on it yet."))
    elif left := len(mentors) - len(read):
        parts.append(Prose(f"Left to the other members: {counted(left, term)}."))
    count = await partnerships.count_read_by(work, turn.definition.key, turn.person.id)
    see_pairs = Button(
        label="See partnerships",
        action="review.register",
        answers={LIST: PARTNERSHIPS},
        opens=True,
    )
    pairs = ListPage.of_lines(turn, REGISTER, count)
    if not pairs.is_whole:
        text = f"There are {count}."
        parts.append(Card(title="Partnerships", text=text, buttons=(see_pairs,)))
    elif count:
        parts += await _pairs(turn, work, pairs)
    buttons = (
        *page.ways(),
        Button(label="What waits for me", action="review.waiting", opens=True),
        *_rounds(turn),
        Button(label="Survey figures", action="survey.results", opens=True),
        Button(label="In lists, and as files", action="register.list", opens=True),
    )
    title = f"Register of {several(term)}"
    return Reply(window=View(title=title, parts=tuple(parts), buttons=buttons))


def _rounds(turn: Turn) -> tuple[Button, ...]:
    """To the round, where the scheme has any."""
    if not turn.definition.rounds:
        return ()
    return (Button(label=f"This {turn.definition.terms.round}", action="round.show", opens=True),)


def _load(mentor: Mentor, turn: Turn) -> str:
    application = mentor.application
    if mentor.taken >= application.capacity:
        state = "full"
    else:
        state = "available"
    if application.away_until and application.away_until > turn.today:
        state = f"away until {spoken(application.away_until)}"
    places = f"{mentor.taken} of {counted(application.capacity, 'place')} taken"
    return f"{state}; {places}; {counted(mentor.partnerships_ever, 'partnership')} so far"


async def _open_partnerships(turn: Turn, work: Work) -> Reply:
    count = await partnerships.count_read_by(work, turn.definition.key, turn.person.id)
    page = ListPage.of_lines(turn, REGISTER, count, {LIST: PARTNERSHIPS})
    look = Button(label="Open register", action="review.register", opens=True)
    parts = (*page.heading(), *await _pairs(turn, work, page))
    return Reply(window=View(title="Partnerships", parts=parts, buttons=(*page.ways(), look)))


async def _pairs(turn: Turn, work: Work, page: ListPage) -> list[Part]:
    """References with phase and date, and the goals of all; without those the member stands aside from, or is part of."""
    scheme = turn.definition.key
    found = await partnerships.read_by(
        work, scheme, turn.person.id, start=page.start, most=page.length
    )
    rows = tuple((partnership.ref, _phase(partnership, turn)) for partnership in found)
    count, met = await agreements.goal_counts(work, scheme)
    goals = (("Set", str(count)), ("Met", str(met)))
    return [Facts(rows, "Partnerships"), Facts(goals, "Goals")]


def _phase(partnership: Partnership, turn: Turn) -> str:
    since = partnership.started_on or local_day(partnership.introduced_at, turn.definition.zone)
    if partnership.ended_at:
        since = local_day(partnership.ended_at, turn.definition.zone)
    if partnership.ended_at:
        return f"{partnership.phase} on {spoken(since)}"
    return f"{partnership.phase} since {spoken(since)}"


@waiting.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What waits for a member: how much, and the earliest of it."""
    if not turn.duties & GROUP_DUTIES:
        return []
    everything = Button(label="All, by date", action="review.waiting", opens=True)
    opens_register = Button(label="Open register", action="review.register", opens=True)
    board = Button(label="The board", action="board.glance", opens=True)
    found = await _matters(turn, work)
    mine = [matter for matter in found if not matter.theirs]
    parts = _listed(found)
    if not mine:
        text = f"{turn.definition.terms.the_group_first} is up to date, as far as your part goes."
        look = replace(opens_register, style="primary")
        return [
            HomeEntry(
                headline="Nothing waits for you",
                text=text,
                rank=1,
                primary=look,
                others=(board, everything),
                parts=parts,
            )
        ]
    first = mine[0]
    button = mine[0].card.buttons[0]
    if first.by:
        by = f"; the earliest by {spoken(first.by)}"
    else:
        by = ""
    headline = f"{counted(len(mine), 'matter')} {'waits' if len(mine) == 1 else 'wait'}{by}"
    open_first = Button(
        label="Open the earliest",
        action=button.action,
        subject=button.subject,
        style="primary",
        opens=True,
    )
    text = f"First: {first.card.title}."
    return [
        HomeEntry(
            headline=headline,
            text=text,
            rank=0,
            primary=open_first,
            others=(everything, board, opens_register),
            by=first.by,
            parts=parts,
        )
    ]


def _listed(found: list[_Matter]) -> tuple[Part, ...]:
    """The matters by date, for a page that has room: references, stages and dates, never a name."""
    left = len(found) - LISTED
    more = (Prose(f"{left} more behind All, by date."),) if left > 0 else ()
    return (*(_quiet(matter.card) for matter in found[:LISTED]), *more)


def _quiet(card: Card) -> Card:
    """A card whose buttons are not the one next thing."""
    return replace(card, buttons=tuple(replace(button, style="plain") for button in card.buttons))
