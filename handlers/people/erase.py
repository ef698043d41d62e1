"""Erase me: what goes, what stays and why, and when; a time to change one's mind; then all of it (R11.1)."""

from collections.abc import Sequence

from handlers.kit.buttons import HOME, PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import DATA
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Facts, Message, Part, Prose, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.member.erasure import Erasure
from scheme.pace import SELDOM
from scheme.people import is_last
from scheme.refusal import Refusal
from scheme.wording import counted
from storage import partnerships, people
from storage.erasure import Emptied, Goes, Stays
from storage.kinds import KEPT
from storage.member import erasing, erasures
from storage.plans import subject_of
from storage.work import Work

erase = Conversation(name="erase")

SHOW = Button(label="Show me my data", action="privacy.show", opens=True)
ASK = Button(label="Erase everything about me", action="erase.ask", opens=True)
COUNTS = Button(label="What goes, in numbers", action="erase.counts", opens=True)
COMPLAINT = (
    "A complaint that is still open keeps what it needs until it is closed: for whoever made it, how to answer them; of "
    "whoever it is about, their name. Then that goes by itself, too."
)
BACKUPS = (
    "A backup holds the state of its day, so it has you in it until it is thrown away. Mails cannot be called back. Your "
    "chat in Slack or Teams keeps what it has shown you, and what you typed."
)


@erase.step(
    "ask",
    Audience.ANYONE,
    opens=True,
    common=True,
    by_phone="",
    in_help=DATA.entry("Erase everything about me", 50),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """What would go, what would stay and why, and when; nothing is erased by looking."""
    asked = await erasures.open_of(work, turn.person.id)
    if asked is not None:
        return Reply(window=_under_way(asked))
    day = calendar.add_days(turn.today, turn.definition.retention.erasure_days)
    days = counted(turn.definition.retention.erasure_days, "day")
    when = (
        f"It is done on {spoken(day)}, {days} from now. Until then nothing changes, and you can change your mind. You are "
        "reminded some days before."
    )
    reason = await _irreplaceable(turn, work)
    parts: tuple[Part, ...] = (
        Prose(reason or when, "When"),
        *await _ends(turn, work),
        Bullets(_goes(), "What goes"),
        Prose(
            "Your partner keeps what is theirs. Where a message to others has your name, it says that somebody has left.",
            "For others",
        ),
        Bullets(stays(), "What stays, and why"),
        Prose(COMPLAINT, "If a complaint is open"),
        Prose(BACKUPS, "Where we cannot reach"),
    )
    yes = Button(
        label="Erase me",
        action="erase.asked",
        style="danger",
        scheme=turn.definition.key,
    )
    ways: tuple[Button, ...] = (COUNTS, SHOW, PEOPLE)
    if not reason:
        ways = (yes, *ways)
    return Reply(window=View(title="Erase everything about you?", parts=parts, buttons=ways))


def _under_way(asked: Erasure) -> View:
    """That it was asked for already, and what can be done."""
    if asked.waits:
        text = f"Everything about you here is erased on {spoken(asked.comes_on)}. Until then you can change your mind."
        return View(
            title="You asked to be erased", parts=(Prose(text),), buttons=(keep(asked), COUNTS)
        )
    text = (
        f"Everything but what is still needed was erased on {spoken(asked.comes_on)}. {COMPLAINT}"
    )
    return View(title="You asked to be erased", parts=(Prose(text),), buttons=(PEOPLE,))


async def _ends(turn: Turn, work: Work) -> Sequence[Part]:
    """What ends with it that others notice."""
    found = []
    for key in sorted(work.definitions):
        for pair in await partnerships.live_of(work, key, turn.person.id):
            partner = await people.by_id(work, pair.partner_of(turn.person.id))
            found.append(
                f"Your partnership with {partner.name} ends that day. {partner.short_name} hears that it has come to an end, "
                "and no more."
            )
    if not found:
        return ()
    return (Bullets(tuple(found), "What ends"),)


def _goes() -> tuple[str, ...]:
    """What goes, as each table tells of it."""
    parts = (part for kept in KEPT for part in kept.erased)
    told = (part.told for part in parts if isinstance(part, Goes | Emptied))
    return tuple(dict.fromkeys(words for words in told if words))


def stays() -> tuple[str, ...]:
    """What stays and why, as each table tells of it."""
    told = (part.told for kept in KEPT for part in kept.erased if isinstance(part, Stays))
    return tuple(dict.fromkeys(words for words in told if words))


@erase.step("counts", Audience.ANYONE, opens=True, common=True)
async def counts(turn: Turn, work: Work) -> Reply:
    """How much of each goes; for their own eyes, as it tells what they raised."""
    found = await erasing.count(work, turn.person)
    rows = tuple((words, str(number)) for words, number in found.items())
    return Reply(
        window=View(
            title="What goes, in numbers", parts=(Facts(rows, "Entries"),), buttons=(ASK, SHOW)
        )
    )


@erase.step(
    "asked", Audience.ANYONE, pace=SELDOM, by_phone="everything about you here is to be erased"
)
async def asked_for(turn: Turn, work: Work) -> Reply:
    """Begin the time in which they can change their mind. Raises `Refusal` for the last who has a duty."""
    if await erasures.open_of(work, turn.person.id) is not None:
        raise Refusal("You have asked for that already. The day is on your home.")
    if reason := await _irreplaceable(turn, work):
        raise Refusal(reason)
    wish = await work.add(Erasure.ask(turn.definition, turn.person.id, turn.now))
    await tell(work, turn.person.id, _told(wish), key=str(subject_of(wish)))
    return Reply()


async def _irreplaceable(turn: Turn, work: Work) -> str:
    """Why somebody can't be erased yet, who is the last in a duty of some scheme; "" for everybody else."""
    for definition in work.definitions.values():
        seat = await people.seat_of(work, definition.key, turn.person.id)
        if seat is not None and is_last(await people.roster(work, definition.key), seat):
            return (
                f"You are the last {seat.duty} of {definition.name}, and it can't run without. Please give somebody else that "
                "duty first, then ask again."
            )
    return ""


def _told(wish: Erasure, heading: str = "You asked to be erased") -> Message:
    text = (
        f"Everything about you here is erased on {spoken(wish.comes_on)}. Until then nothing changes. If it was not you, or you "
        "would rather stay, press Keep me."
    )
    return Message(text=text, buttons=(keep(wish), ASK), heading=heading)


def keep(wish: Erasure) -> Button:
    """The way back."""
    return Button(label="Keep me", action="erase.kept", subject=subject_of(wish), style="primary")


@erase.step("kept", Audience.PARTY, about="erasure", by_phone="nothing about you is erased")
async def kept(turn: Turn, work: Work) -> Reply:
    """They would rather stay: all is as it was."""
    wish = turn.the(Erasure)
    wish.keep()
    settled = Message(text="You stay, and nothing is erased.", heading="You asked to be erased")
    await tell(work, turn.person.id, settled, key=str(turn.subject), notify=False)
    return says("Nothing is erased, and all is as it was. It is good to have you here.", HOME)


@erase.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """The day on which it is done, and the way back."""
    wish = await erasures.open_of(work, turn.person.id)
    if wish is None or not wish.waits:
        return []
    told = _told(wish)
    return [
        HomeEntry(
            headline=f"You are erased on {spoken(wish.comes_on)}",
            text=told.text,
            rank=0,
            primary=keep(wish),
            others=(ASK,),
            by=wish.comes_on,
        )
    ]
