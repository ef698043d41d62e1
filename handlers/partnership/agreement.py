"""The agreement: the two write, change and sign it; nobody else reads it, and the Group learns only when (R5.1)."""

from collections.abc import Mapping

from handlers.forms import saved
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import MeetingNoted, PairRests
from handlers.kit.forgotten import LEFT
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import (
    Action,
    Attachment,
    Beside,
    Bullets,
    Button,
    Facts,
    Form,
    Message,
    Part,
    Prose,
    Reply,
    View,
)
from handlers.pair.which import INTRODUCED, live, one_of
from handlers.partnership import signing
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.pairs import RHYTHM
from scheme.forms.fields import Answer, Answers, AnyField
from scheme.forms.shown import shown, spoken
from scheme.partnership import agreement as rules
from scheme.partnership.agreement import Agreement
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from scheme.refusal import Refusal
from storage import agreements, partnerships, people
from storage.plans import subject_of
from storage.work import Work

agree = Conversation(name="agree")

NONE = "You have no partnership at the moment, so there is no agreement. Your home shows what comes next."


async def _from_when(turn: Turn, work: Work) -> str:
    """From when there is an agreement to read or to begin; "" where there is."""
    for pair in await partnerships.of_person(work, turn.definition.key, turn.person.id):
        if pair.is_live or await agreements.of_pair(work, pair.id) is not None:
            return ""
    return INTRODUCED


@agree.step(
    "find",
    Audience.ANYONE,
    reads=True,
    in_help=PARTNERSHIP.entry("Agreement", 30, _from_when),
)
async def find(turn: Turn, work: Work) -> Reply:
    """Leads to the agreement of one's partnership; of an ended one when there is no other."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    going_on = [partnership for partnership in ours if partnership.is_live]
    return await one_of(
        turn,
        work,
        going_on or ours,
        "agree.read",
        question="Whose agreement would you like to see?",
        none=NONE,
    )


async def _partner(turn: Turn, work: Work) -> Person:
    return await people.by_id(work, turn.the(Partnership).partner_of(turn.person.id))


async def _text(
    turn: Turn, work: Work, agreement: Agreement | None, revision: int | None = None
) -> Answers:
    """What the agreement says, or said in a revision; what it starts from where there is nothing yet."""
    if agreement is not None:
        if revision is None:
            revision = agreement.revision
        else:
            revision = revision
        if (text := await agreements.text_of(work, agreement, revision)) is not None:
            return text
    return rules.template(turn.definition, turn.the(Partnership))


def _must_be_open(pair: Partnership) -> None:
    """Raises `Refusal` when the partnership is closed or rests: then nothing is changed or signed."""
    pair.must_be_live()
    pair.must_not_rest()


# Reading


@agree.step("read", Audience.PARTY, about="partnership", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """The agreement with what can be done with it; where there is none, the form to begin it."""
    agreement = await agreements.of_pair(work, turn.the(Partnership).id)
    if agreement is not None:
        return await _window(turn, work, agreement)
    if not turn.the(Partnership).is_live:
        raise Refusal(
            "No agreement was made in this partnership, and none is needed now that it is closed."
        )
    return await form(turn, work)


async def _window(
    turn: Turn, work: Work, agreement: Agreement, notice: str = "", *also: Part
) -> Reply:
    pair = turn.the(Partnership)
    partner = await _partner(turn, work)
    text = await _text(turn, work, agreement)
    status = notice or signing.state(
        turn, pair, agreement=agreement, reader=turn.person.id, partner=partner
    )
    file = await _file(turn, work, agreement=agreement, revision=agreement.revision, text=text)
    parts = [
        Prose(status),
        *also,
        *await _differences(turn, work, agreement),
        *_body(turn, text),
        file,
    ]
    view = View(
        title=f"Agreement with {partner.name}",
        parts=tuple(parts),
        buttons=_buttons(turn, agreement),
    )
    return Reply(window=view, opener=Action(name="agree.read", subject=turn.subject))


async def _differences(turn: Turn, work: Work, agreement: Agreement) -> list[Part]:
    """What is said otherwise than in the text that both signed before."""
    if agreement.is_signed or agreement.agreed is None:
        return []
    before = await _text(turn, work, agreement, agreement.agreed)
    now = await _text(turn, work, agreement)
    title = "Different from what you both signed before"
    return [Bullets(_headings(turn, before, now), title), *_changes(turn, before, now)]


def _changes(turn: Turn, before: Answers, now: Answers) -> list[Part]:
    """What each clause that differs said, beside what it says now."""
    changed = rules.differing(before, now)
    return [
        Beside(
            Prose(_said(before, field), f"{field.heading}: before"),
            Prose(_said(now, field), f"{field.heading}: now"),
        )
        for field in rules.fields(turn.definition)
        if field.key in changed
    ]


def _said(text: Answers, field: AnyField) -> str:
    return shown(field, text.get(field.key))


def _headings(turn: Turn, before: Answers, now: Answers) -> tuple[str, ...]:
    changed = rules.differing(before, now)
    return tuple(field.heading for field in rules.fields(turn.definition) if field.key in changed)


def _body(turn: Turn, text: Answers) -> list[Part]:
    said = tuple(rules.readable(turn.definition, text, RHYTHM))
    figures = [Facts(said, "Length and rhythm")] if said else []
    rest = [key for key in text if key not in RHYTHM]
    clauses = rules.readable(turn.definition, text, rest)
    if not text:
        return list(LEFT)
    return [*figures, *(Prose(words, title) for title, words in clauses)]


async def _file(
    turn: Turn, work: Work, agreement: Agreement, revision: int, text: Answers
) -> Attachment:
    """One revision of the text, with whom it is between and who has signed it."""
    pair = turn.the(Partnership)
    names = {person.id: person.name for person in (turn.person, await _partner(turn, work))}
    mentee = names[pair.mentee_id]
    mentor = names[pair.mentor_id]
    clauses = (f"{title}\n{said}" for title, said in rules.readable(turn.definition, text))
    signed = signing.signatures(
        turn.definition, agreement, revision=revision, mentee=mentee, mentor=mentor
    )
    head = f"Agreement between {mentee} and {mentor}\n{turn.definition.name}"
    return saved.text("Save a copy", "agreement.txt", "\n\n".join((head, *clauses, signed)))


def _buttons(turn: Turn, agreement: Agreement) -> tuple[Button, ...]:
    pair = turn.the(Partnership)
    revision = {"revision": str(agreement.revision)}
    subject = subject_of(pair)
    buttons = []
    if signing.is_open(pair) and not agreement.signed_by(pair.role_of(turn.person.id)):
        buttons.append(
            Button(
                label="Sign",
                action="agree.sign",
                subject=subject,
                answers=revision,
                style="primary",
            )
        )
    if signing.is_open(pair):
        buttons.append(Button(label="Change it", action="agree.form", subject=subject, opens=True))
    if agreement.agreed and not agreement.is_signed:
        buttons.append(
            Button(label="What holds now", action="agree.held", subject=subject, opens=True)
        )
    return (*buttons, Button(label="Goals", action="goals.show", subject=subject, opens=True))


@agree.step("held", Audience.PARTY, about="partnership", opens=True)
async def held(turn: Turn, work: Work) -> Reply:
    """The text that both signed, which holds until they have signed another."""
    agreement = await agreements.of_pair(work, turn.the(Partnership).id)
    if agreement is None or agreement.agreed is None or agreement.agreed_at is None:
        return await read(turn, work)
    day = spoken(local_day(agreement.agreed_at, turn.definition.zone))
    text = await _text(turn, work, agreement, agreement.agreed)
    file = await _file(turn, work, agreement=agreement, revision=agreement.agreed, text=text)
    parts = (Prose(f"Signed by both of you on {day}."), *_body(turn, text), file)
    return Reply(
        window=View(
            title="What holds now",
            parts=parts,
            buttons=(signing.read(turn.the(Partnership), "What is proposed"),),
        )
    )


# Writing


@agree.step("form", Audience.PARTY, about="partnership", opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """The text as it stands, to be changed; the scheme's words where there is none yet."""
    pair = turn.the(Partnership)
    _must_be_open(pair)
    agreement = await agreements.of_pair(work, pair.id)
    intro = (Prose(turn.definition.agreement.intro),) if turn.definition.agreement.intro else ()
    return await _form(turn, work, agreement, await _text(turn, work, agreement), "", *intro)


async def _form(
    turn: Turn,
    work: Work,
    agreement: Agreement | None,
    answers: Mapping[str, Answer],
    notice: str,
    *parts: Part,
) -> Reply:
    partner = await _partner(turn, work)
    asks = Form(
        title=f"Agreement with {partner.name}",
        action="agree.save",
        fields=rules.fields(turn.definition, turn.the(Partnership)),
        submit="Save",
        subject=turn.subject,
        parts=parts,
        answers=answers,
        carries={"revision": str(agreement.revision if agreement else 0)},
        notice=notice,
        private=True,
    )
    return Reply(window=asks)


@agree.step("save", Audience.PARTY, about="partnership")
async def save(turn: Turn, work: Work) -> Reply:
    """Keep a text. It needs both signatures afresh when it says anything new, and the partner is told."""
    pair = turn.the(Partnership)
    definition = turn.definition
    _must_be_open(pair)
    text = rules.written(definition, pair, turn.answers, turn.today)
    agreement = await agreements.of_pair(work, pair.id)
    if agreement is None:
        agreement = await work.add(
            Agreement(
                scheme=definition.key,
                partnership_id=pair.id,
                changed_by=turn.person.id,
                changed_at=turn.now,
            )
        )
    else:
        now = await _text(turn, work, agreement)
        if not rules.differing(now, text):
            return await _window(turn, work, agreement)
        if turn.number("revision") != agreement.revision:
            return await _again(turn, work, agreement=agreement, now=now, typed=text)
        agreement.change(turn.person.id, turn.now)
        await work.flush()
    await agreements.keep(work, agreement, text)
    await signing.show(turn, work, pair, agreement, notify=pair.partner_of(turn.person.id))
    return await _window(turn, work, agreement)


async def _again(
    turn: Turn, work: Work, agreement: Agreement, now: Answers, typed: Answers
) -> Reply:
    """The form once more: what the partner changed meanwhile, and everything that was typed into the older one."""
    partner = await _partner(turn, work)
    before = await _text(turn, work, agreement, turn.number("revision"))
    both = [key for key in rules.differing(before, now) if key in rules.differing(before, typed)]
    changed = Bullets(_headings(turn, before, now), "Changed meanwhile")
    words = rules.readable(turn.definition, now, both)
    theirs = [Prose(said, f"{partner.short_name}'s words: {title}") for title, said in words]
    notice = (
        f"{partner.short_name} has changed this since you opened it. What you typed is still here, beside their changes. "
        "Save it if it is right."
    )
    return await _form(
        turn, work, agreement, rules.merged(before, now, typed), notice, changed, *theirs
    )


# Signing


@agree.step("sign", Audience.PARTY, about="partnership")
async def sign(turn: Turn, work: Work) -> Reply:
    """One of the two signs what they read. With both signatures it sets the pair's clocks."""
    pair = turn.the(Partnership)
    definition = turn.definition
    _must_be_open(pair)
    agreement = await agreements.of_pair(work, pair.id)
    if agreement is None:
        return await form(turn, work)
    if turn.number("revision") != agreement.revision:
        partner = await _partner(turn, work)
        notice = f"Nothing is signed yet: {partner.short_name} has changed the text since you opened it. It now reads so."
        if agreement.changed_by == turn.person.id:
            notice = "Nothing is signed yet: you have changed the text since you opened this. It now reads so."
        return await _window(turn, work, agreement, notice, *await _since(turn, work, agreement))
    if agreement.signed_by(pair.role_of(turn.person.id)):
        return await _window(turn, work, agreement)
    months, _, weeks, minutes = rules.numbers_of(await _text(turn, work, agreement))
    rules.must_lie_ahead(definition, pair, months, turn.today)
    if agreement.sign(pair.role_of(turn.person.id), turn.now):
        pair.keep_to(definition, months, weeks, minutes)
    await work.flush()
    await signing.show(turn, work, pair, agreement, notify=pair.partner_of(turn.person.id))
    return await _window(turn, work, agreement)


async def _since(turn: Turn, work: Work, agreement: Agreement) -> list[Part]:
    """What was changed since the revision that somebody meant to sign."""
    before = await _text(turn, work, agreement, turn.number("revision"))
    now = await _text(turn, work, agreement)
    headings = _headings(turn, before, now)
    if headings:
        return [Bullets(headings, "Changed since you opened it")]
    return []


@agree.when("agreement", "unsigned")
async def unsigned(moment: Moment, work: Work) -> None:
    """A text waits for somebody's signature: one reminder, then silence."""
    pair = moment.the(Partnership)
    if not signing.is_open(pair):
        return
    person_id = pair.recipient_of(moment.occasion)
    partner = await people.by_id(work, pair.partner_of(person_id))
    text = (
        f"Your agreement with {partner.name} waits for your signature. Read it, then sign it or change it. If it suits "
        "neither of you just now, leave it; I won't ask about this text again."
    )
    message = Message(
        text=text,
        parts=(),
        buttons=(signing.read(pair, "Read and sign"), Button(label="Not now", action="quiet.ask")),
        heading=signing.HEADING,
    )
    await unasked(moment, work, person_id, message, key=signing.key_of(pair))


@agree.hears(MeetingNoted)
async def met(moment: Moment, work: Work, event: MeetingNoted) -> None:
    """A pair that has met is shown that an agreement can be made, until there is one (R5.1)."""
    await signing.offer(moment, work, event.partnership)


@agree.hears(PairRests)
async def rests(moment: Moment, work: Work, event: PairRests) -> None:
    """The card asks for nothing while the partnership rests, nor when it is closed."""
    await signing.settle(moment, work, event.partnership)


@agree.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """An agreement that waits for one's signature."""
    found = []
    for partnership in await live(turn, work):
        agreement = await agreements.of_pair(work, partnership.id)
        if (
            agreement is None
            or not signing.is_open(partnership)
            or agreement.signed_by(partnership.role_of(turn.person.id))
        ):
            continue
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        button = Button(
            label="Read and sign",
            action="agree.read",
            subject=subject_of(partnership),
            style="primary",
            opens=True,
        )
        text = signing.state(
            turn, partnership, agreement=agreement, reader=turn.person.id, partner=partner
        )
        found.append(
            HomeEntry(
                headline="The agreement waits for your signature", text=text, rank=0, primary=button
            )
        )
    return found
