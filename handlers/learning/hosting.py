"""What a host sees and does: who comes, who came, a code for the day, and what there is afterwards (R9.1)."""

from secrets import choice, compare_digest

from handlers.kit.buttons import arranged
from handlers.kit.conversation import Conversation
from handlers.kit.paging import FROM, LINES, ListPage
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Bullets, Button, Facts, Form, Message, Part, Prose, Reply, View, says
from handlers.learning.shown import ALL, details, line, shape, when
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import ChoicesField, LongText, Option, ShortText
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.wording import counted
from storage.learning import events, sign_ups
from storage.plans import subject_of
from storage.work import Work

hosting = Conversation(name="events")

PLAIN = "abcdefghjkmnpqrstuvwxyz23456789"  # what nobody mistakes for another when it is read out
LONG = 6
CODE = ShortText(
    key="code", label="The code", most=20, help="The host says it, or has it on the screen."
)
AFTERWARDS = LongText(
    key="afterwards",
    label="A word to them",
    most=300,
    required=False,
    help="Those who came read it, and those who could not.",
)
MATERIAL = ShortText(
    key="material",
    label="Slides or recording",
    form="link",
    required=False,
    help="A web address; they find it under Details.",
)
SHARING = (AFTERWARDS, MATERIAL)


def guests(event: LearningEvent) -> Button:
    """Opens who comes."""
    return Button(label="Who comes", action="events.guests", subject=subject_of(event), opens=True)


@hosting.step("guests", Audience.UNCONFLICTED, about="learningevent", opens=True)
async def who_comes(turn: Turn, work: Work) -> Reply:
    """How many have said what, who comes by name, and what a host can do as things stand."""
    event = turn.the(LearningEvent)
    said = (await events.numbers(work, [event.id]))[event.id]
    page = ListPage.of_lines(turn, "events.guests", said[SignUpState.COMING])
    named = await sign_ups.names(
        work, event.id, (SignUpState.COMING,), start=page.start, most=LINES
    )
    facts = [
        ("When", when(event, turn.person)),
        ("How", shape(event)),
        ("Coming", str(said[SignUpState.COMING])),
        ("Waiting list", str(said[SignUpState.WAITING])),
        ("Can't come", str(said[SignUpState.AWAY])),
        ("No answer yet", str(said[SignUpState.ASKED])),
    ]
    if event.places:
        facts.insert(2, ("Places", str(event.places)))
    parts: list[Part] = [Facts(tuple(facts)), *page.heading()]
    if event.is_off:
        parts.insert(0, Prose(f"It was called off. {event.why}".strip()))
    if named:
        lines = tuple(f"{person.name}{_noted(sign_up)}" for sign_up, person in named)
        parts.append(Bullets(lines, title="Who comes"))
    buttons = (*_ways(turn, event), *page.ways())
    return Reply(window=View(title=event.name, parts=tuple(parts), buttons=buttons))


def _noted(sign_up: SignUp) -> str:
    if sign_up.came is None:
        return ""
    return ", came" if sign_up.came else ", was not there"


def _ways(turn: Turn, event: LearningEvent) -> tuple[Button, ...]:
    subject = subject_of(event)
    if event.is_off:
        return ()
    note = Button(label="Note who came", action="events.who", subject=subject, opens=True)
    share = Button(label="Share the slides", action="events.sharing", subject=subject, opens=True)
    code = Button(label="A code for the day", action="events.code", subject=subject)
    if event.at > turn.now:
        own: tuple[Button, ...] = (code, share)
    else:
        own = (note, share, code)
    if "administrator" in turn.duties and event.is_ahead(turn.now):
        change = Button(label="Change it", action="events.change", subject=subject, opens=True)
        stop = Button(label="Call it off", action="events.stop", subject=subject, opens=True)
        return arranged((*own, change, stop))
    return own


# Who came: in one list


@hosting.step("who", Audience.UNCONFLICTED, about="learningevent", opens=True)
async def who_came(turn: Turn, work: Work) -> Reply:
    """Everybody who had a place, ticked: whoever was not there is taken out. Raises `Refusal` before it has begun."""
    event = _begun(turn)
    field, ticked = await _list(turn, work, event)
    if not field.options:
        return Reply(
            window=View(title="Who came", parts=(Prose("Nobody had a place."),), buttons=(ALL,))
        )
    return Reply(
        window=Form(
            title="Who came",
            action="events.noted",
            subject=subject_of(event),
            fields=(field,),
            answers={"came": ticked},
            carries={FROM: str(turn.number(FROM))},
            parts=(Prose("Everybody who had a place is ticked. Take out whoever was not there."),),
            submit="Note it",
        )
    )


def _begun(turn: Turn) -> LearningEvent:
    event = turn.the(LearningEvent)
    if event.is_off:
        raise Refusal("It was called off, so nobody came.")
    if event.at > turn.now:
        raise Refusal("It has not begun yet. Who came is noted on the day or afterwards.")
    return event


async def _list(turn: Turn, work: Work, event: LearningEvent) -> tuple[ChoicesField, list[str]]:
    named = await sign_ups.names(
        work, event.id, (SignUpState.COMING,), start=max(turn.number(FROM), 0), most=LINES
    )
    field = ChoicesField(
        key="came",
        label="Who was there",
        required=False,
        options=tuple(Option(key=str(sign_up.id), label=person.name) for sign_up, person in named),
    )
    return field, [str(sign_up.id) for sign_up, _ in named if sign_up.came is not False]


@hosting.step("noted", Audience.UNCONFLICTED, about="learningevent")
async def noted(turn: Turn, work: Work) -> Reply:
    """It is kept who was there and who was not; the next of a long list come next."""
    event = _begun(turn)
    field, _ = await _list(turn, work, event)
    given = check((field,), turn.answers)["came"]
    chosen = given if isinstance(given, list) else []
    start = max(turn.number(FROM), 0)
    named = await sign_ups.names(work, event.id, (SignUpState.COMING,), start=start, most=LINES)
    for sign_up, _ in named:
        sign_up.note(came=str(sign_up.id) in chosen)
    left = await events.coming(work, event.id) - start - len(named)
    buttons = [guests(event)]
    if left > 0:
        buttons.insert(
            0,
            Button(
                label="The next of the list",
                action="events.who",
                subject=subject_of(event),
                answers={FROM: str(start + LINES)},
                opens=True,
                style="primary",
            ),
        )
    return says(
        f"Noted: {len(chosen)} of {counted(len(named), 'person')} came to {event.name}.", *buttons
    )


# Who came: by a code on the day


@hosting.step("code", Audience.UNCONFLICTED, about="learningevent")
async def code(turn: Turn, work: Work) -> Reply:
    """The code that is said on the day, made when it is first asked for. Raises `Refusal` once it is over or off."""
    event = turn.the(LearningEvent)
    event.must_be_ahead(turn.now)
    if not event.code:
        event.say_code("".join(choice(PLAIN) for _ in range(LONG)))
    return says(
        f"The code for {line(event, turn.person)} is below. Say it or show it once people are there: whoever types it under "
        "Details is noted as having come.",
        guests(event),
        parts=(Facts((("Code", event.code),)),),
    )


def can_say_it(event: LearningEvent, turn: Turn) -> bool:
    """Whether the code can be typed: while it goes on, and for the rest of that day."""
    return bool(event.code) and event.is_today(turn.now)


def here(sign_up: SignUp) -> Button:
    """Opens where the code is typed."""
    return Button(
        label="I'm here", action="events.arriving", subject=subject_of(sign_up), opens=True
    )


@hosting.step("arriving", Audience.PARTY, about="signup", opens=True)
async def arriving(turn: Turn, work: Work) -> Reply:
    """Asks for the code. Raises `Refusal` where there is none to be typed now."""
    return _asks_for_code(turn)


def _asks_for_code(turn: Turn, wrong: str = "") -> Reply:
    event = turn.the(LearningEvent)
    if not can_say_it(event, turn):
        raise Refusal("There is no code to type now. The host notes who came.")
    return Reply(
        window=Form(
            title=event.name,
            action="events.here",
            subject=turn.subject,
            fields=(CODE,),
            errors={"code": wrong} if wrong else {},
            submit="I'm here",
        )
    )


@hosting.step("here", Audience.PARTY, about="signup", pace=SELDOM)
async def is_here(turn: Turn, work: Work) -> Reply:
    """Whoever types the code was there. Another is asked for again, and counts as a try, of which there are few an hour."""
    sign_up, event = turn.the(SignUp), turn.the(LearningEvent)
    asked = _asks_for_code(turn, "That is not the code. The host says it, or notes that you came.")
    given = str(check((CODE,), turn.answers)["code"]).strip().lower()
    if not compare_digest(given.encode(), event.code.encode()):
        return asked
    sign_up.note(came=True)
    return says(f"{turn.person.greeted('Welcome')}. It is noted that you came.", details(sign_up))


# Afterwards


@hosting.step("sharing", Audience.UNCONFLICTED, about="learningevent", opens=True)
async def sharing(turn: Turn, work: Work) -> Reply:
    """The word and the material as they stand. Raises `Refusal` for what was called off."""
    event = turn.the(LearningEvent)
    if event.is_off:
        raise Refusal("It was called off, so there is nothing to share.")
    text = "They have it two working days after the event. What you add later they have within a few days."
    return Reply(
        window=Form(
            title="Share the slides",
            action="events.shared",
            subject=turn.subject,
            fields=SHARING,
            answers={"afterwards": event.afterwards, "material": event.material},
            parts=(Prose(text),),
            submit="Share",
        )
    )


@hosting.step("shared", Audience.UNCONFLICTED, about="learningevent", pace=SELDOM)
async def shared(turn: Turn, work: Work) -> Reply:
    """The word and the material are kept; after the usual day they go out by themselves, later at once."""
    event = turn.the(LearningEvent)
    if event.is_off:
        raise Refusal("It was called off, so there is nothing to share.")
    given = check(SHARING, turn.answers)
    event.keep_for_afterwards(
        str(given["afterwards"] or ""), str(given["material"] or ""), turn.definition, turn.now
    )
    return says("Thank you, it is kept, and they have it in time.", guests(event))


@hosting.when("learningevent", "noted")
async def asks_who_came(moment: Moment, work: Work) -> None:
    """The host, else the Group, is asked who came, where somebody had a place and nobody has noted it."""
    event = moment.the(LearningEvent)
    came = await sign_ups.names(work, event.id, (SignUpState.COMING,), start=0, most=1)
    if not came or came[0][0].came is not None:
        return
    number = await events.coming(work, event.id)
    subject = subject_of(event)
    message = Message(
        text=f"{event.name} has been. {counted(number, 'person')} had a place. Who came? It is one list; and if there are slides, "
        "share them for those who could not come.",
        buttons=(
            Button(
                label="Note who came",
                action="events.who",
                subject=subject,
                style="primary",
                opens=True,
            ),
            Button(label="Share the slides", action="events.sharing", subject=subject, opens=True),
        ),
        heading="Who came?",
    )
    if event.host_id is not None:
        await tell(work, event.host_id, message, key=str(subject))
    else:
        await tell_group(work, event.scheme, message, key=str(subject))
