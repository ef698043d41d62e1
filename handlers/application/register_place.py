"""A mentor's place on the register: free, full or away for a while, and back again (R3.1, R4.3)."""

from handlers.forms.away import away_field, until
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Reply, says
from scheme.application.application import Application, ApplicationStage
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.fields import DateField
from scheme.forms.shown import spoken
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import counted
from storage import applications, partnerships
from storage.work import Work

available = Conversation(name="available")


def _on_register(turn: Turn) -> Application:
    own = turn.the(Application)
    if own.role != "mentor" or own.stage != ApplicationStage.ELIGIBLE:
        raise Refusal(f"{own.ref} is not on the register. Say hello to see where things stand.")
    return own


@available.step("away", Audience.PARTY, about="application", opens=True, by_phone="")
async def ask_until(turn: Turn, work: Work) -> Reply:
    """Asks until when the mentor is away; no reason is asked."""
    own = _on_register(turn)
    if _is_away(own, turn) and own.away_until:
        known = {"until": own.away_until.isoformat()}
    else:
        known = {}
    return Reply(
        window=Form(
            title="Away for a while",
            action="available.rest",
            fields=(_until(turn),),
            submit="Save",
            subject=turn.subject,
            answers=known,
        )
    )


def _until(turn: Turn) -> DateField:
    only = "Until then you won't be suggested to anybody. Requests you have now stay open."
    return away_field(turn, "until", "Away until", help_=only)


def _is_away(own: Application, turn: Turn) -> bool:
    return own.away_until is not None and own.away_until > turn.today


@available.step("rest", Audience.PARTY, about="application", by_phone="you are away for a while")
async def rest(turn: Turn, work: Work) -> Reply:
    """The mentor is away until a day, and keeps their place on the register."""
    own = _on_register(turn)
    own.be_away(until(turn, _until(turn)))
    day = spoken(own.away_until or turn.today)
    return says(
        f"Thank you. You won't be suggested to anybody before {day}.", _home(turn.definition)
    )


@available.step("back", Audience.PARTY, about="application", by_phone="you are available again")
async def back(turn: Turn, work: Work) -> Reply:
    """The mentor is back, and can be suggested from now on."""
    _on_register(turn).be_back()
    return says("Welcome back. You can be suggested again from now on.", _home(turn.definition))


def _home(definition: Definition) -> Button:
    return Button(label="Home", action="home.show", scheme=definition.key)


@available.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """How a mentor stands on the register."""
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentor")
    if own is None or own.stage != ApplicationStage.ELIGIBLE:
        return []
    subject = Subject("application", own.id)
    review = Button(
        label="Review profile", action="applied.view", subject=subject, style="primary", opens=True
    )
    change = Button(label="Change places", action="applied.change", subject=subject, opens=True)
    pause = Button(label="Away for a while", action="available.away", subject=subject, opens=True)
    if _is_away(own, turn) and own.away_until:
        returns = Button(
            label="I'm back", action="available.back", subject=subject, style="primary"
        )
        later = Button(label="Change date", action="available.away", subject=subject, opens=True)
        text = "You keep your place on the register, and are not suggested to anybody until then."
        return [
            HomeEntry(
                headline=f"Away until {spoken(own.away_until)}",
                text=text,
                rank=2,
                primary=returns,
                others=(later,),
            )
        ]
    taken = len((await applications.taken_places(work, [own.id])).get(own.id, ()))
    if taken < own.capacity:
        places = counted(own.capacity, "place")
        text = f"With {places}, {taken} taken. Nobody is promised; you hear when somebody asks."
        return [
            HomeEntry(
                headline="You are on the register",
                text=text,
                rank=2,
                primary=review,
                others=(change, pause),
            )
        ]
    met = await partnerships.live_of(work, turn.definition.key, turn.person.id)
    meetings = Button(label="Our meetings", action="meet.list", style="primary", opens=True)
    text = "Nobody else is sent to you. If you can take one more, change your places."
    return [
        HomeEntry(
            headline="Your places are taken",
            text=text,
            rank=2,
            primary=meetings if met else review,
            others=(change, pause),
        )
    ]
