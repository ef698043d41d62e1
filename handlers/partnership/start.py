"""Starting: are they in touch, both confirm, a silent side is reminded and then taken as started (R4.5, R4.6)."""

from handlers.group.changed import application_changed
from handlers.kit.buttons import HOME, PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import MeetingNoted, PairBegun, PersonRenamed
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import tell, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message, Reply, says
from handlers.pair.contact import contact_of
from handlers.pair.pairs import tell_both
from handlers.pair.which import NONE, from_introduction, live, one_of
from handlers.partnership.introduce import introduce
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.partnership.usual import gives, usually
from scheme.subject import Subject
from scheme.wording import counted
from storage import applications, partnerships, people
from storage.plans import subject_of
from storage.work import Work

start = Conversation(name="start")


@start.step(
    "contact",
    Audience.ANYONE,
    about=("", "partnership"),
    reads=True,
    by_phone="",
    in_chat=True,
    in_help=PARTNERSHIP.entry("Contact your partner", 50, from_introduction),
)
async def contact(turn: Turn, work: Work) -> Reply:
    """How to reach one's partner, or each of them; with one partnership in mind, that one's."""
    messages = []
    ours = await live(turn, work)
    if turn.subject:
        ours = [partnership for partnership in ours if subject_of(partnership) == turn.subject]
    for partnership in ours:
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        own_role = partnership.role_of(turn.person.id)
        if own_role == "mentee":
            theirs = partnership.mentor_application_id
        else:
            theirs = partnership.mentee_application_id
        other = turn.definition.term("mentor" if own_role == "mentee" else "mentee")
        reach = contact_of(turn.definition, partner, await applications.by_id(work, theirs))
        messages.append(
            Message(text=f"{partner.name} is your {other}.", parts=reach, buttons=(HOME,))
        )
    if messages:
        return Reply(says=tuple(messages))
    return says(NONE, HOME)


@start.step("confirm", Audience.ANYONE, reads=True, by_phone="", in_chat=True)
async def find_start(turn: Turn, work: Work) -> Reply:
    """Leads to the partnership that has not started yet."""
    waiting = [
        partnership
        for partnership in await live(turn, work)
        if partnership.started_by(turn.person.id) is None and partnership.phase != Phase.ACTIVE
    ]
    if not waiting:
        if await live(turn, work):
            text = "It is noted that you have started. Log a meeting whenever you have met."
        else:
            text = NONE
        return says(text, HOME)
    return await one_of(
        turn, work, waiting, "start.started", question="With whom have you started?", opens=False
    )


@start.step("started", Audience.PARTY, about="partnership", by_phone="you have started")
async def started(turn: Turn, work: Work) -> Reply:
    """One side says that they have started; when both have, the partnership is active."""
    partnership = turn.the(Partnership)
    partnership.must_be_live()
    if partnership.phase == Phase.ACTIVE or partnership.started_by(turn.person.id) is not None:
        return says("That is noted already, thank you. Log a meeting whenever you have met.", HOME)
    both = partnership.confirm_start(turn.definition, turn.person.id, turn.now)
    await work.flush()
    partner = await people.by_id(work, partnership.partner_of(turn.person.id))
    if both:
        await under_way(turn, work, partnership)
        return Reply()
    await introduce(turn, work, partnership, notify=False)
    asks = Message(
        text=f"{turn.person.name} says that you two have started. Is that so for you as well?",
        buttons=(
            Button(
                label="We have started",
                action="start.started",
                subject=turn.subject,
                style="primary",
            ),
        ),
    )
    await tell(work, partner.id, asks, key=f"start:{partnership.id}")
    noted = Message(
        text=f"Lovely, thank you. I have asked {partner.short_name} to say the same, and will take it as read if they are busy.",
        buttons=(HOME,),
    )
    await tell(work, turn.person.id, noted, key=f"start:{partnership.id}")
    return Reply()


async def under_way(moment: Moment, work: Work, partnership: Partnership) -> None:
    """Both are told that it is active, and until when."""
    known = await people.by_ids(work, {partnership.mentee_id, partnership.mentor_id})
    until = _until(moment, partnership)
    log_it = Button(
        label="Log a meeting",
        action="meet.form",
        subject=Subject("partnership", partnership.id),
        style="primary",
        opens=True,
    )
    often = _often(moment.definition, partnership)
    for person_id in known:
        time = gives(moment.definition, partnership.role_of(person_id))
        yours = f"Your share is about {time}. " if time else ""
        message = Message(
            text=f"Your partnership is under way{until} {often}{yours}After each meeting with "
            f"{known[partnership.partner_of(person_id)].short_name}, tell me the date; never what was said.",
            buttons=(log_it,),
            heading="Under way",
        )
        await tell(work, person_id, message, key=f"start:{partnership.id}")
    await introduce(moment, work, partnership, notify=False)
    mentee = await applications.by_id(work, partnership.mentee_application_id)
    await application_changed(moment, work, mentee)


def _often(definition: Definition, pair: Partnership) -> str:
    """How often most meet; where length or rhythm is theirs, that it is for the two to settle."""
    usual = usually(definition)
    often = f"Most pairs meet {usual}. " if usual else ""
    if pair.ends_on and usual:
        return often
    if usual:
        return f"{often}How long it goes on is for the two of you to agree. "
    if pair.ends_on:
        return "How often you meet is for the two of you to agree. "
    return "How long it goes on and how often you meet is for the two of you to agree. "


def _until(moment: Moment, partnership: Partnership, pause: str = ",") -> str:
    """Until when a pair is under way, and from when its time counts where that is still ahead; ends the sentence."""
    begins = partnership.started_on
    if partnership.ends_on:
        until = f"{pause} until {spoken(partnership.ends_on)}"
    else:
        until = ""
    if begins is not None and begins > moment.today:
        return f"{until}. Its time counts from {spoken(begins)}, when everybody starts."
    return f"{until}."


@start.hears(PairBegun)
async def begun(moment: Moment, work: Work, event: PairBegun) -> None:
    """Both learn of each other, each in their own chat (R4.5)."""
    await introduce(moment, work, event.partnership)


@start.hears(MeetingNoted)
async def met(moment: Moment, work: Work, event: MeetingNoted) -> None:
    """The first meeting counts as the start: both read until when, and nobody is asked about it any more (R4.6)."""
    pair = event.partnership
    if not event.is_first:
        return
    text = (
        f"You two have met, which counts as your start. You are under way{_until(moment, pair, '')}"
    )
    await tell_both(work, pair, "start", Message(text=text, heading="Under way"))
    await introduce(moment, work, pair, notify=False)
    mentee = await applications.by_id(work, pair.mentee_application_id)
    await application_changed(moment, work, mentee)


@start.hears(PersonRenamed)
async def renamed(moment: Moment, work: Work, event: PersonRenamed) -> None:
    """Whoever works with them has their new name, on the introduction as well where the two have not started."""
    for pair in await partnerships.live_of(work, moment.definition.key, event.person_id):
        if pair.phase == Phase.INTRODUCED:
            await introduce(moment, work, pair, notify=False)
        text = f"{event.before} is {event.name} from now on, also in what the two of you have here."
        told = Message(text=text, heading="Another name")
        partner = pair.partner_of(event.person_id)
        await tell(work, partner, told, key=f"renamed:{event.rename_id}:{pair.id}")


@start.when("partnership", "in-touch")
async def in_touch(moment: Moment, work: Work) -> None:
    """A week after the introduction: are they in touch? (R4.5)"""
    partnership = moment.the(Partnership)
    days = (moment.today - local_day(partnership.introduced_at, moment.definition.zone)).days
    person_id = partnership.recipient_of(moment.occasion)
    partner = await people.by_id(work, partnership.partner_of(person_id))
    message = Message(
        text=f"It has been {counted(days, 'day')}: are you and {partner.short_name} in touch? If a first talk told you it isn't "
        "the right fit, that is fine, and nobody is to blame.",
        buttons=(
            Button(
                label="We have started",
                action="start.started",
                subject=moment.subject,
                style="primary",
            ),
            Button(label="Not yet", action="start.not_yet", subject=moment.subject),
            Button(label="Not right for me", action="end.ask", subject=moment.subject, opens=True),
        ),
        heading="Your first talk",
    )
    await unasked(moment, work, person_id, message, key=f"start:{partnership.id}")


@start.step("not_yet", Audience.PARTY, about="partnership", by_phone="you have not started yet")
async def not_yet(turn: Turn, work: Work) -> Reply:
    """They are not in touch yet: the contact details again, and somebody to ask."""
    partnership = turn.the(Partnership)
    partnership.must_be_live()
    partner = await people.by_id(work, partnership.partner_of(turn.person.id))
    return says(
        f"No hurry. A short hello to {partner.short_name} at {partner.email} often does it. If it stays quiet, we can help.",
        Button(label=f"Contact {partner.short_name}", action="start.contact"),
        PEOPLE,
    )


@start.when("partnership", "not-started")
async def not_started(moment: Moment, work: Work) -> None:
    """Weeks have passed and nobody said that they started: the Group may like to ask."""
    mentee = await applications.by_id(work, moment.the(Partnership).mentee_application_id)
    await application_changed(
        moment, work, mentee, note="Introduced, not started yet; a friendly word may help."
    )


@start.when("partnership", "confirm")
async def remind_silent_side(moment: Moment, work: Work) -> None:
    """One side has said that they started, the other not yet: they read what follows without a word, and when."""
    partnership = moment.the(Partnership)
    if partnership.mentee_started_at:
        silent = partnership.mentor_id
    else:
        silent = partnership.mentee_id
    partner = await people.by_id(work, partnership.partner_of(silent))
    message = Message(
        text=f"{partner.name} says that you two have started. One press settles it. Without a word from you it counts as "
        f"started {_in_days(moment, partnership)}, which is fine too.",
        buttons=(
            Button(
                label="We have started",
                action="start.started",
                subject=moment.subject,
                style="primary",
            ),
            Button(label="Not yet", action="start.not_yet", subject=moment.subject),
        ),
    )
    await tell(work, silent, message, key=f"start:{partnership.id}")


def _in_days(moment: Moment, partnership: Partnership) -> str:
    taken = next(
        (due.at for due in partnership.due(moment.definition) if due.name == "taken-as-started"),
        moment.now,
    )
    left = (local_day(taken, moment.definition.zone) - moment.today).days
    if left == 1:
        return "tomorrow"
    return f"in {counted(left, 'day')}"


@start.when("partnership", "taken-as-started")
async def taken_as_started(moment: Moment, work: Work) -> None:
    """The silent side stays silent: taken as started (R4.6)."""
    partnership = moment.the(Partnership)
    for person_id in (partnership.mentee_id, partnership.mentor_id):
        partnership.confirm_start(moment.definition, person_id, moment.now)
    await work.flush()
    await under_way(moment, work, partnership)


@start.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Pairs that were introduced and have not started."""
    found = []
    for partnership in await live(turn, work):
        if partnership.phase != Phase.INTRODUCED:
            continue
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        subject = Subject("partnership", partnership.id)
        begun = Button(label="We have started", action="start.started", subject=subject)
        not_right = Button(label="Not right for me", action="end.ask", subject=subject, opens=True)
        reach = Button(
            label=f"Contact {partner.short_name}", action="start.contact", style="primary"
        )
        if partnership.started_by(turn.person.id) is None:
            text = f"{partner.name}, {partner.email}. When you have met or set a date, tell me."
            found.append(
                HomeEntry(
                    headline="Arrange your first talk",
                    text=text,
                    rank=0,
                    primary=reach,
                    others=(begun, not_right),
                )
            )
        else:
            text = f"You have started; {partner.short_name} has been asked to say so as well."
            found.append(
                HomeEntry(
                    headline=f"Started with {partner.name}",
                    text=text,
                    rank=1,
                    primary=reach,
                    others=(not_right,),
                )
            )
    return found
