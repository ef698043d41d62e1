"""A thank-you to pass on: written once a partnership has ended, shown before it is sent, opened by the other alone (R5.4)."""

from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Card, Form, Message, Part, Prose, Reply, View
from handlers.partnership.closing import look_back
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.concern.concern import Concern
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.partnership import Partnership
from scheme.partnership.thanks import Thanks, must_be_over
from scheme.refusal import Refusal
from storage import people, thanks
from storage.concern import concerns
from storage.plans import subject_of
from storage.work import Work

thank = Conversation(name="thank")

MOST = 1000  # characters


def _field(partner: str) -> LongText:
    return LongText(
        key="text",
        label="What would you like to thank them for?",
        help=f"A sentence or two is plenty: something {partner} said or did that stayed with you.",
        most=MOST,
    )


async def _partner(turn: Turn, work: Work) -> str:
    pair = turn.the(Partnership)
    return (await people.by_id(work, pair.partner_of(turn.person.id))).short_name


async def _own(turn: Turn, work: Work) -> Thanks | None:
    """What this person has written. Raises `Refusal` while the partnership goes on."""
    pair = turn.the(Partnership)
    must_be_over(pair)
    return await thanks.by_writer(work, pair, turn.person.id)


def _write(pair: Partnership, label: str) -> Button:
    return Button(label=label, action="thank.form", subject=subject_of(pair), opens=True)


def _review(pair: Partnership, label: str) -> Button:
    return Button(label=label, action="thank.shown", subject=subject_of(pair), opens=True)


async def parts(turn: Turn, work: Work, pair: Partnership) -> list[Part]:
    """For whoever looks back: what their partner has sent them, and their own, which can be left out."""
    partner = await _partner(turn, work)
    found: list[Part] = []
    if theirs := await thanks.sent_to(work, pair, turn.person.id):
        found.append(_received(turn, pair, partner, theirs))
    own = await thanks.by_writer(work, pair, turn.person.id)
    if own is None and await _complains(turn, work, pair, turn.person.id):
        return found
    if own is None:
        text = f"If you like: a few words to {partner}, who alone reads them."
        button = _write(pair, "Say thank you")
        found.append(Card(title="A thank-you to pass on", text=text, buttons=(button,)))
    elif own.is_sent:
        found.append(
            Card(title=f"Your thank-you to {partner}", buttons=(_review(pair, "Read it again"),))
        )
    else:
        text = "It is kept for you and has not been sent."
        card = Card(
            title=f"Your thank-you to {partner}",
            text=text,
            buttons=(_review(pair, "Look it over"),),
        )
        found.append(card)
    return found


def _received(turn: Turn, pair: Partnership, partner: str, theirs: Thanks) -> Card:
    day = ""
    if theirs.sent_at is not None:
        day = spoken(local_day(theirs.sent_at, turn.person.zone))
    read = Button(label="Read it", action="thank.read", subject=subject_of(pair), opens=True)
    return Card(title=f"A thank-you from {partner}", subtitle=day, buttons=(read,))


@thank.step("form", Audience.PARTY, about="partnership", opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """The words, with those that are kept already; once they are sent they are shown instead."""
    own = await _own(turn, work)
    if own is not None and own.is_sent:
        return await shown(turn, work)
    text = ""
    if own is not None:
        text = own.text
    return Reply(window=_form(turn, await _partner(turn, work), text, own))


def _form(turn: Turn, partner: str, text: str, own: Thanks | None, notice: str = "") -> Form:
    said = (
        f"Only {partner} reads it. Nothing is sent yet: you see it once more first, as it will be read. "
        "It can be left out, and nobody will ask about it."
    )
    return Form(
        title=f"Thank {partner}",
        action="thank.worded",
        fields=(_field(partner),),
        submit="Show me how it reads",
        subject=turn.subject,
        parts=(Prose(said),),
        answers={"text": text},
        carries={"revision": str(_revision(own))},
        notice=notice,
        private=True,
    )


def _revision(own: Thanks | None) -> int:
    if own is None:
        return 0
    return own.revision


@thank.step("worded", Audience.PARTY, about="partnership")
async def worded(turn: Turn, work: Work) -> Reply:
    """Keep the words, which nobody else reads yet, and show them as they would be read."""
    own = await _own(turn, work)
    partner = await _partner(turn, work)
    text = str(check((_field(partner),), turn.answers)["text"])
    if own is None:
        pair = turn.the(Partnership)
        await work.add(
            Thanks(
                scheme=pair.scheme,
                partnership_id=pair.id,
                person_id=turn.person.id,
                text=text,
                written_at=turn.now,
            )
        )
    else:
        if text != own.text and not own.is_sent and turn.number("revision") != own.revision:
            notice = "You changed this elsewhere meanwhile. What you typed here is below; go on to keep this."
            return Reply(window=_form(turn, partner, text, own, notice))
        own.word(text, turn.now)
    return Reply(then=Action(name="thank.shown", subject=turn.subject))


@thank.step("shown", Audience.PARTY, about="partnership", opens=True)
async def shown(turn: Turn, work: Work) -> Reply:
    """The words as the partner reads them, with Send; once they are sent, that they are."""
    own = await _own(turn, work)
    pair = turn.the(Partnership)
    partner = await _partner(turn, work)
    if own is None:
        return Reply(window=_form(turn, partner, "", None))
    words = Prose(own.text, f"From {turn.person.name}")
    if own.sent_at is not None:
        said = f"It is sent. {partner} alone can open it. Nothing more is needed from you."
        window = View(
            title=f"Your thank-you to {partner}",
            parts=(Prose(said), words),
            buttons=(look_back(pair),),
        )
        return Reply(window=window)
    said = (
        f"Nothing has been sent yet. Once you send it, {partner} hears that there is a thank-you, and alone can open "
        "what stands below. It can't be changed then."
    )
    return Reply(
        window=View(
            title=f"Send this to {partner}?",
            parts=(Prose(said), words),
            buttons=_choices(pair, own),
        )
    )


def _choices(pair: Partnership, own: Thanks) -> tuple[Button, ...]:
    subject = subject_of(pair)
    send = Button(
        label="Send",
        action="thank.sent",
        subject=subject,
        answers={"revision": str(own.revision)},
        style="primary",
    )
    leave = Button(label="Don't send it", action="thank.dropped", subject=subject)
    return send, _write(pair, "Change the words"), leave


@thank.step("sent", Audience.PARTY, about="partnership")
async def sent(turn: Turn, work: Work) -> Reply:
    """Send just the words that were read; the partner hears once that they are there, and reads them only by opening them.

    Whoever has an open complaint about the writer, or would not wait for the end, is told nothing: it waits where they
    look back. The writer reads the same either way.
    """
    own = await _own(turn, work)
    pair = turn.the(Partnership)
    if own is None:
        raise Refusal("There is no thank-you of yours to send. You can write it under Finished.")
    if not own.is_sent and turn.number("revision") == own.revision:
        own.send(turn.now)
        receiver = pair.partner_of(turn.person.id)
        if await _is_welcome(turn, work, pair, receiver):
            key = f"thanks:{pair.id}"
            await tell(work, receiver, _letter(pair, turn.person.short_name), key=key)
    return Reply(then=Action(name="thank.shown", subject=turn.subject))


async def _is_welcome(moment: Moment, work: Work, pair: Partnership, receiver: PersonId) -> bool:
    """Whether somebody is told of a thank-you from their partner."""
    return pair.hurried_by != receiver and not await _complains(moment, work, pair, receiver)


async def _complains(moment: Moment, work: Work, pair: Partnership, person_id: PersonId) -> bool:
    """Whether somebody has a complaint about their partner that is open."""
    partner = pair.partner_of(person_id)
    raised = await concerns.own(work, moment.definition.key, person_id)
    return any(isinstance(matter, Concern) and partner in matter.closed_to for matter in raised)


def _letter(pair: Partnership, writer: str) -> Message:
    read = Button(
        label="Read it",
        action="thank.read",
        subject=subject_of(pair),
        style="primary",
        opens=True,
    )
    return Message(
        text=f"There is a thank-you for you from {writer}. It opens for you alone, and needs no answer.",
        buttons=(read,),
        heading="A thank-you",
    )


@thank.step("dropped", Audience.PARTY, about="partnership")
async def dropped(turn: Turn, work: Work) -> Reply:
    """It is left out: words that were not sent are deleted. Raises `Refusal` once they are sent."""
    own = await _own(turn, work)
    if own is not None:
        own.must_not_be_sent()
        await thanks.forget(work, own)
    return Reply(then=Action(name="end.finished", subject=turn.subject))


@thank.step("read", Audience.PARTY, about="partnership", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """What the partner has sent, for whoever it is for. Raises `Refusal` where there is nothing."""
    pair = turn.the(Partnership)
    theirs = await thanks.sent_to(work, pair, turn.person.id)
    if theirs is None:
        raise Refusal("There is nothing here to read. Your home shows what comes next.")
    writer = await people.by_id(work, theirs.person_id)
    return Reply(
        window=View(
            title=f"A thank-you from {writer.short_name}",
            parts=(Prose(theirs.text, f"From {writer.name}"),),
            buttons=(look_back(pair),),
        )
    )
