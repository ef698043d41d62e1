"""A pause: either side alone, no reason asked; silence until the return, and the end moves along (R5.6, R7.4)."""

from datetime import date

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import PairRests
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Form, Message, Prose, Reply, View, says
from handlers.pair import pairs
from handlers.pair.which import from_start, live, one_of
from scheme.audience import Audience
from scheme.calendar import add_days
from scheme.forms.checking import check
from scheme.forms.fields import DateField
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import GROUP_DUTIES
from scheme.refusal import Refusal
from storage import people
from storage.plans import subject_of
from storage.work import Work

pause = Conversation(name="pause")

LONGEST = 366  # days


@pause.step(
    "ask",
    Audience.ANYONE,
    reads=True,
    by_phone="",
    in_help=PARTNERSHIP.entry("Pause", 70, from_start),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """Leads to the form, after asking which partnership where there are several; mentors can be away without one."""
    ours = [partnership for partnership in await live(turn, work) if partnership.started_on]
    if not ours and turn.duties & GROUP_DUTIES:
        return Reply(then=Action(name="organise.absence"))  # "I'll be away", says a member
    none = "No partnership of yours is under way, so there is nothing to pause. Your home shows what you can do."
    return await one_of(
        turn,
        work,
        ours,
        "pause.form",
        question="Which partnership would you like to pause?",
        none=none,
    )


@pause.step("resume", Audience.ANYONE, reads=True, by_phone="", in_chat=True)
async def find_paused(turn: Turn, work: Work) -> Reply:
    """Leads to the partnership that is paused."""
    paused = [
        partnership for partnership in await live(turn, work) if partnership.phase == Phase.PAUSED
    ]
    none = "None of your partnerships is paused. Your home shows what comes next."
    return await one_of(
        turn,
        work,
        paused,
        "pause.resumed",
        question="Which partnership goes on?",
        none=none,
        opens=False,
    )


def _until(turn: Turn) -> tuple[DateField]:
    first = add_days(turn.today, 1)
    last = add_days(turn.today, LONGEST)
    only = "You can come back earlier, or change this. No reason is needed."
    return (DateField(key="until", label="Back on", help=only, earliest=first, latest=last),)


@pause.step("form", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def form(turn: Turn, work: Work) -> Reply:
    """Asks for the day of return; no reason."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.started_on is None:
        raise Refusal(
            "It has not started yet, so there is nothing to pause. Begin whenever it suits you both."
        )
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    if pair.returns_on and pair.returns_on > turn.today:
        known = {"until": pair.returns_on.isoformat()}
    else:
        known = {}
    text = (
        f"{partner.short_name} is told that you two are back on that day, and no reason. Until then nobody is reminded of "
        f"anything{', and the planned end moves along' if pair.ends_on else ''}."
    )
    title = f"Pause with {partner.name}"
    return Reply(
        window=Form(
            title=title,
            action="pause.paused",
            fields=_until(turn),
            submit="Pause",
            subject=turn.subject,
            parts=(Prose(text),),
            answers=known,
        )
    )


@pause.step("paused", Audience.PARTY, about="partnership", by_phone="your partnership was paused")
async def paused(turn: Turn, work: Work) -> Reply:
    """It rests, for both; either of them can change the day or resume."""
    pair = turn.the(Partnership)
    until = date.fromisoformat(str(check(_until(turn), turn.answers)["until"]))
    if pair.phase == Phase.PAUSED and pair.returns_on == until:
        return says(f"It is paused until {spoken(until)} already.", _resume(pair), HOME)
    pair.pause(turn.person.id, until, turn.today)
    await work.flush()
    await turn.happened(work, PairRests(partnership=pair))
    await _tell(turn, work, pair)
    await pairs.show_partnership(turn, work, pair, f"paused until {spoken(until)}")
    return Reply()


def _resume(pair: Partnership) -> Button:
    return Button(label="Resume", action="pause.resumed", subject=subject_of(pair), style="primary")


def _buttons(pair: Partnership, person_id: PersonId) -> tuple[Button, ...]:
    """What can be done in a pause; a mentee whose mentor is away may look elsewhere rather than wait."""
    subject = subject_of(pair)
    change = Button(label="Change the day", action="pause.form", subject=subject, opens=True)
    elsewhere = Button(label="Look elsewhere", action="end.instead", subject=subject, opens=True)
    waits = person_id == pair.mentee_id != pair.paused_by
    if waits:
        return (_resume(pair), change, elsewhere, HELP)
    return (_resume(pair), change, HELP)


async def _tell(turn: Turn, work: Work, pair: Partnership) -> None:
    if pair.returns_on is None:
        return
    known = await pairs.two(work, pair)
    back = spoken(pair.returns_on)
    for person_id in known:
        partner = known[pair.partner_of(person_id)].name
        moves = "; the planned end moves along" if pair.ends_on else ""
        text = f"Your partnership with {partner} rests until {back}{moves}. Nothing is needed until then."
        if person_id != turn.person.id:
            text += " Either of you can resume it earlier."
        card = Message(
            text=text, parts=(), buttons=_buttons(pair, person_id), heading=f"Paused until {back}"
        )
        await tell(
            work, person_id, card, key=f"pause:{pair.id}", notify=person_id != turn.person.id
        )


@pause.step("waits", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def waits(turn: Turn, work: Work) -> Reply:
    """What somebody sees who would note a meeting in a pause: resume first."""
    pair = turn.the(Partnership)
    if pair.phase != Phase.PAUSED or pair.returns_on is None:
        return Reply(then=Action(name="home.show"))
    text = f"You two are paused until {spoken(pair.returns_on)}. If you have met, resume first; then the meeting can be noted."
    return Reply(
        window=View(title="Paused", parts=(Prose(text),), buttons=_buttons(pair, turn.person.id))
    )


@pause.step(
    "resumed", Audience.PARTY, about="partnership", by_phone="your partnership goes on again"
)
async def resumed(turn: Turn, work: Work) -> Reply:
    """Either side resumes it; both are told."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.phase != Phase.PAUSED:
        if pair.ends_on:
            end = f" until {spoken(pair.ends_on)}"
        else:
            end = ""
        return says(f"It goes on already{end}. Nothing more is needed.", HOME)
    await _goes_on(turn, work)
    return Reply()


@pause.when("partnership", "return")
async def comes_back(moment: Moment, work: Work) -> None:
    """The day of return has come: it goes on, and both are told; not where somebody resumed it a moment ago."""
    if moment.the(Partnership).phase == Phase.PAUSED:
        await _goes_on(moment, work)


async def _goes_on(moment: Moment, work: Work) -> None:
    pair = moment.the(Partnership)
    pair.resume(moment.today)
    await work.flush()
    known = await pairs.two(work, pair)
    if pair.ends_on:
        end = f" until {spoken(pair.ends_on)}"
    else:
        end = ""
    for person_id in known:
        partner = known[pair.partner_of(person_id)]
        text = f"Welcome back. Your partnership with {partner.name} goes on{end}. A short hello to find the next date would be kind."
        plan = Button(
            label="Our meetings", action="meet.show", subject=subject_of(pair), opens=True
        )
        reach = Button(
            label=f"Contact {partner.short_name}", action="start.contact", style="primary"
        )
        card = Message(text=text, parts=(), buttons=(reach, plan), heading="Under way again")
        await tell(work, person_id, card, key=f"pause:{pair.id}")
    await pairs.show_partnership(moment, work, pair, "under way again after a pause")


@pause.hears(PairRests)
async def rests(moment: Moment, work: Work, event: PairRests) -> None:
    """The card of a pause is settled when the partnership ends in it."""
    pair = event.partnership
    if not pair.is_live and pair.paused_by is not None:
        settled = Message(text="This partnership is closed, so its pause is over too.")
        await pairs.tell_both(work, pair, "pause", settled, notify=False)


@pause.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Partnerships that are paused."""
    found = []
    for partnership in await live(turn, work):
        if partnership.phase != Phase.PAUSED or partnership.returns_on is None:
            continue
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        first, *others = _buttons(partnership, turn.person.id)
        end = Button(label="End", action="end.ask", subject=subject_of(partnership), opens=True)
        headline = f"Paused until {spoken(partnership.returns_on)}"
        text = f"Your partnership with {partner.name} rests, and nobody is reminded of anything."
        found.append(
            HomeEntry(
                headline=headline,
                text=text,
                rank=1,
                primary=first,
                others=(*others, end),
                by=partnership.returns_on,
            )
        )
    return found
