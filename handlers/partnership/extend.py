"""Longer or shorter: one side proposes another end, the other agrees with one press (R5.3)."""

from datetime import date

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import PairRests
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Form, Message, Prose, Reply, says
from handlers.pair.pairs import tell_both
from handlers.pair.which import from_under_way, going_on, live, one_of
from scheme.audience import Audience
from scheme.calendar import LATEST, add_months
from scheme.forms.checking import check
from scheme.forms.fields import AnyField, ChoiceField, DateField, Option
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.refusal import Refusal
from scheme.wording import counted
from storage import people
from storage.plans import subject_of
from storage.work import Work

extend = Conversation(name="extend")

STEPS = (1, 2, 3, 6)  # months more that are offered to choose from
ANOTHER = "day"


@extend.step(
    "ask",
    Audience.ANYONE,
    reads=True,
    in_help=PARTNERSHIP.entry("Longer or shorter", 80, from_under_way),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """Leads to the form, after asking which partnership where there are several."""
    started = [partnership for partnership in await going_on(turn, work) if partnership.started_on]
    none = "No partnership of yours is under way, so there is no end to move. Your home shows what comes next."
    return await one_of(
        turn, work, started, "extend.form", question="Whose end would you like to move?", none=none
    )


def _fields(turn: Turn) -> tuple[AnyField, ...]:
    """Months more that are within the scheme's length, or a day of one's own."""
    pair = turn.the(Partnership)
    first, longest = pair.end_days(turn.definition, turn.today)
    options = [Option(key=ANOTHER, label="Another day, which I give below")]
    if pair.ends_on is not None:
        days = {months: add_months(max(pair.ends_on, turn.today), months) for months in STEPS}
        more = [(months, day) for months, day in days.items() if day <= longest]
        months_more = [
            Option(
                key=day.isoformat(), label=f"{counted(months, 'month')} more, until {spoken(day)}"
            )
            for months, day in more
        ]
        options = [*months_more, *options]
    if longest < LATEST:
        earlier = f"Earlier or later, until {spoken(longest)} at most."
    else:
        earlier = "Whichever day suits you both."
    return (
        ChoiceField(key="until", label="Until when?", options=tuple(options)),
        DateField(
            key="day",
            label="Another day",
            help=earlier,
            required=False,
            earliest=first,
            latest=longest,
        ),
    )


@extend.step("form", Audience.PARTY, about="partnership", opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """Asks until when; shows what the other side proposed, where it did."""
    pair = turn.the(Partnership)
    fields = _fields(turn)
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    now = f"Planned until {spoken(pair.ends_on)}. " if pair.ends_on else "You two have set no end. "
    if pair.new_end and pair.new_end_by == partner.id:
        now += f"{partner.short_name} has proposed {spoken(pair.new_end)}; sending another day answers that. "
    text = f"{now}{partner.short_name} is asked, and nothing changes until you both agree."
    seen = {"seen": pair.new_end.isoformat() if pair.new_end else ""}
    if pair.ends_on:
        title = f"Longer or shorter with {partner.name}"
    else:
        title = f"An end with {partner.name}"
    return Reply(
        window=Form(
            title=title,
            action="extend.proposed",
            fields=fields,
            submit="Propose it",
            subject=turn.subject,
            parts=(Prose(text),),
            answers={},
            carries=seen,
        )
    )


def _chosen(turn: Turn) -> date:
    answers = check(_fields(turn), turn.answers)
    if answers["until"] == ANOTHER:
        chosen = answers["day"]
    else:
        chosen = answers["until"]
    if not chosen:
        raise Refusal("Please give the day, or choose one of the months above.", "day")
    return date.fromisoformat(str(chosen))


@extend.step("proposed", Audience.PARTY, about="partnership")
async def proposed(turn: Turn, work: Work) -> Reply:
    """Put another end to the other side; where the same day was proposed already, it is agreed."""
    pair = turn.the(Partnership)
    day = _chosen(turn)
    if pair.new_end:
        proposed_end = pair.new_end.isoformat()
    else:
        proposed_end = ""
    theirs = pair.new_end is not None and pair.new_end_by != turn.person.id
    if theirs and pair.new_end != day and turn.given("seen") != proposed_end:
        return await form(
            turn, work
        )  # the other was quicker: what they proposed is read before it is answered
    if pair.propose_end(turn.definition, turn.person.id, day, turn.today):
        return await _agreed(turn, work)
    await show(turn, work, pair)
    return Reply()


async def show(moment: Moment, work: Work, pair: Partnership) -> None:
    """Both cards of a proposal: whoever made it can take it back, the other agrees or not."""
    if pair.new_end is None or pair.new_end_by is None:
        return
    by = pair.new_end_by
    other = pair.partner_of(pair.new_end_by)
    known = await people.by_ids(work, {by, other})
    subject = subject_of(pair)
    which = {"day": pair.new_end.isoformat()}
    day = spoken(pair.new_end)
    wish = _wish(pair, pair.new_end)
    if pair.ends_on:
        now = f"until then {spoken(pair.ends_on)} stands"
    else:
        now = "until then there is none"
    back = Button(label="Take it back", action="extend.withdrawn", subject=subject, answers=which)
    mine = f"You proposed {day} as the new end. {known[other].short_name} is asked; {now}."
    await tell(
        work,
        by,
        Message(text=mine, parts=(), buttons=(back,), heading="Another end"),
        key=f"extend:{pair.id}",
        notify=False,
    )
    buttons = (
        Button(
            label="Agree", action="extend.agreed", subject=subject, answers=which, style="primary"
        ),
        Button(label="Keep it as it is", action="extend.kept", subject=subject, answers=which),
        Button(label="Another day", action="extend.form", subject=subject, opens=True),
    )
    asks = f"{known[by].name} would like to {wish}. Either answer is fine."
    await tell(
        work,
        other,
        Message(text=asks, parts=(), buttons=buttons, heading="Another end"),
        key=f"extend:{pair.id}",
    )


def _wish(pair: Partnership, day: date) -> str:
    """What a proposed day comes to, beside the end that is planned."""
    if pair.ends_on is None:
        return f"agree on an end: {spoken(day)}"
    if day > pair.ends_on:
        return f"go on longer: until {spoken(day)}, not {spoken(pair.ends_on)}"
    return f"finish earlier: on {spoken(day)}, not {spoken(pair.ends_on)}"


@extend.step("agreed", Audience.PARTY, about="partnership")
async def agreed(turn: Turn, work: Work) -> Reply:
    """The other side agrees: the end moves, and the reminders and surveys with it."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.new_end is None and pair.ends_on and pair.ends_on.isoformat() == turn.given("day"):
        return says(f"That is agreed already: you go on until {spoken(pair.ends_on)}.", HOME)
    if pair.new_end_by == turn.person.id:
        raise Refusal("You proposed this, so it is your partner's to answer. You can take it back.")
    pair.agree_end(turn.definition, _pressed(turn), turn.today)
    return await _agreed(turn, work)


async def _agreed(turn: Turn, work: Work) -> Reply:
    pair = turn.the(Partnership)
    if pair.ends_on:
        text = f"Agreed: you two go on until {spoken(pair.ends_on)}. Reminders and surveys have moved with it."
        await tell_both(
            work, pair, "extend", Message(text=text, buttons=(HOME,), heading="A new end")
        )
        planned = Message(
            text=f"Planned until {spoken(pair.ends_on)}, as you both agreed.", buttons=(HOME,)
        )
        if pair.ends_on > turn.today:
            await _settle_notice(work, pair, planned)
    return Reply()


async def _settle_notice(work: Work, pair: Partnership, message: Message) -> None:
    """The card of the partnership, which may say that it ends, says what is agreed."""
    await tell_both(work, pair, "partnership", message, notify=False)


def _pressed(turn: Turn) -> date:
    """The day on the button that was pressed; a long past one when it is no day."""
    try:
        return date.fromisoformat(turn.given("day"))
    except ValueError:
        return date.min


def _stands(turn: Turn) -> Partnership:
    """The partnership, where the proposal on the button still stands."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.new_end is None or pair.new_end != _pressed(turn):
        raise Refusal(
            "That proposal has changed or was taken back meanwhile. Your home shows how it stands."
        )
    return pair


@extend.step("kept", Audience.PARTY, about="partnership")
async def kept(turn: Turn, work: Work) -> Reply:
    """The other side would rather keep the end as it is; no reason is asked."""
    pair = _stands(turn)
    if pair.new_end_by == turn.person.id:
        raise Refusal("You proposed this, so it is your partner's to answer. You can take it back.")
    pair.take_back_end()
    by = pair.partner_of(turn.person.id)
    if pair.ends_on:
        end = f"it stays {spoken(pair.ends_on)}"
    else:
        end = "no end is set"
    told = Message(
        text=f"{turn.person.short_name} would rather keep the end as it is, so {end}.",
        parts=(),
        buttons=(HOME, HELP),
        heading="Another end",
    )
    await tell(work, by, told, key=f"extend:{pair.id}")
    done = Message(
        text=f"Thank you. The end is as it was: {end}.",
        parts=(),
        buttons=(HOME,),
        heading="Another end",
    )
    await tell(work, turn.person.id, done, key=f"extend:{pair.id}")
    return Reply()


@extend.step("withdrawn", Audience.PARTY, about="partnership")
async def withdrawn(turn: Turn, work: Work) -> Reply:
    """Whoever proposed another end takes it back."""
    pair = _stands(turn)
    if pair.new_end_by != turn.person.id:
        raise Refusal("Your partner proposed this. You can agree, or keep the end as it is.")
    pair.take_back_end()
    if pair.ends_on:
        end = f"the end stays {spoken(pair.ends_on)}"
    else:
        end = "no end is set"
    gone = Message(
        text=f"The proposal of another end was taken back, so {end}. Nothing is needed.",
        parts=(),
        buttons=(HOME,),
        heading="Another end",
    )
    await tell_both(work, pair, "extend", gone, notify=False)
    return Reply()


@extend.hears(PairRests)
async def rests(moment: Moment, work: Work, event: PairRests) -> None:
    """What was proposed is dropped when the partnership pauses or ends; the cards say so, where there are any."""
    pair = event.partnership
    if pair.new_end is None:
        return
    pair.take_back_end()
    if pair.phase == Phase.PAUSED:
        state = "is paused"
    else:
        state = "is closed"
    settled = Message(
        text=f"The partnership {state}, so the proposal of another end is settled.",
        heading="Another end",
    )
    await tell_both(work, pair, "extend", settled, notify=False)


@extend.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Proposals that wait for this person's answer."""
    found = []
    for partnership in await live(turn, work):
        if partnership.new_end is None or partnership.new_end_by == turn.person.id:
            continue
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        subject = subject_of(partnership)
        which = {"day": partnership.new_end.isoformat()}
        agree = Button(
            label="Agree", action="extend.agreed", subject=subject, answers=which, style="primary"
        )
        keep = Button(
            label="Keep it as it is", action="extend.kept", subject=subject, answers=which
        )
        text = (
            f"{partner.name} proposes {spoken(partnership.new_end)} as the end of your partnership."
        )
        found.append(
            HomeEntry(
                headline="Another end is proposed", text=text, rank=0, primary=agree, others=(keep,)
            )
        )
    return found
