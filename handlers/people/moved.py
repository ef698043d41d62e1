"""People move: a new employer, job or address is said once, looked at again, and the address confirmed (R5.7)."""

from handlers.forms import proving
from handlers.group.changed import application_changed
from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import PARTNERSHIP
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Facts, Form, Message, Prose, Reply, View, says
from handlers.people.old_address import tell_old_address
from scheme.application.application import Application
from scheme.application.standing import settled
from scheme.audience import Audience
from scheme.definition.sections import Organisation
from scheme.forms.checking import check
from scheme.forms.fields import Answers, TickField
from scheme.member.another_name import wholly_different
from scheme.member.move import Move, MoveState, fields
from scheme.people import WEB, Person
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import applications, matters, people
from storage.member import moves
from storage.plans import subject_of
from storage.platforms import accounts
from storage.work import Work

moved = Conversation(name="moved")


async def _open(turn: Turn, work: Work) -> list[Application]:
    return [
        application
        for application in await applications.of_person(work, turn.definition.key, turn.person.id)
        if application.is_open
    ]


async def _current(turn: Turn, work: Work) -> Answers:
    """How things stand: from the open applications, the latest first, and the verified address."""
    current: Answers = {}
    for application in reversed(await _open(turn, work)):
        current |= application.answers
    return current | {"email": turn.person.email}


@moved.step(
    "ask", Audience.ANYONE, opens=True, in_help=PARTNERSHIP.entry("A new job or address", 90)
)
async def ask(turn: Turn, work: Work) -> Reply:
    """The form, as things stand; what one agrees to is asked afresh."""
    mine = await _open(turn, work)
    current = await _current(turn, work)
    asked = fields(turn.definition, frozenset(application.role for application in mine))
    known: Answers = {
        field.key: current[field.key]
        for field in asked
        if field.key in current and not isinstance(field, TickField)
    }
    text = (
        f"Change what is different now. {turn.definition.terms.the_group_first} looks again at whether the scheme's guidelines "
        "are met; your partnership goes on meanwhile."
    )
    title = "A new job or address"
    scheme = turn.definition.key
    return Reply(
        window=Form(
            title=title,
            action="moved.said",
            fields=asked,
            submit="Save",
            subject=NOTHING_IN_PARTICULAR,
            parts=(Prose(text),),
            answers=known,
            scheme=scheme,
        )
    )


@moved.step("said", Audience.ANYONE)
async def said(turn: Turn, work: Work) -> Reply:
    """Keep what changed, with what stood before; a new address waits until an administrator has confirmed it."""
    mine = await _open(turn, work)
    current = await _current(turn, work)
    asked = fields(turn.definition, frozenset(application.role for application in mine))
    roles = {application.role for application in mine}
    after = settled(turn.definition, roles, check(asked, turn.answers))
    after["email"] = str(after["email"]).lower()
    before: Answers = {field.key: current.get(field.key) for field in asked}
    if all(after[key] == before[key] for key in after):
        return says("Nothing was different, so all stays as it was.", HOME)
    new_address = after["email"] != before["email"]
    if new_address:
        await _must_be_free(turn, work, str(after["email"]))
    for application in mine:
        _apply(turn, application, after)
    if new_address and (earlier := await moves.open_of(work, turn.person.id)):
        earlier.replace()
        await work.flush()
        await _tell_administrators(
            work, earlier, "A newer address took the place of this one. Nothing is needed."
        )
    state = MoveState.OPEN if new_address else MoveState.SETTLED
    move = await work.add(
        Move(
            scheme=turn.definition.key,
            person_id=turn.person.id,
            said_at=turn.now,
            before=before,
            after=after,
            state=state,
        )
    )
    for application in mine:
        note = "The applicant has moved; please look at it again, and at question (h)."
        await application_changed(turn, work, application, note=note)
    text = "Thank you, it is noted, and nothing else is needed from you."
    buttons = [HOME, HELP]
    if new_address:
        await _tell_administrators(work, move)
        text = "Thank you, it is noted. An administrator confirms your new address; until then we use the old one."
        if turn.catalogue.mails:
            await proving.send_code(work, move.scheme, subject_of(move), move.address)
            text = (
                "Thank you, it is noted. A code is on its way to your new address: once you have typed it here, the address "
                "counts. Until then we use the old one."
            )
            buttons = [proof_button(move), HOME]
    await tell(
        work,
        turn.person.id,
        Message(text=text, parts=(), buttons=tuple(buttons), heading="You have moved"),
        key=str(subject_of(move)),
    )
    return Reply()


def proof_button(move: Move) -> Button:
    """Opens the field for the code that went to a new address."""
    return Button(
        label="Type the code",
        action="moved.code",
        subject=subject_of(move),
        style="primary",
        opens=True,
    )


async def _must_be_free(turn: Turn, work: Work, address: str) -> None:
    """Raises `Refusal`, without telling whose it is, for an address that somebody else has verified."""
    holder = await people.by_email(work, address)
    if holder is not None and holder.id != turn.person.id:
        contact = turn.definition.help[0]
        raise Refusal(
            f"This address can't be taken. Please check it, or ask {contact.name}.", "email"
        )


def _apply(turn: Turn, application: Application, after: Answers) -> None:
    """The application says what is so now, all but the address, which is still to be confirmed."""
    keys = {field.key for field in turn.definition.form(application.role)} - {"email"}
    answers = application.answers | {key: answer for key, answer in after.items() if key in keys}
    application.revise(answers, application.revision, turn.now)


# The administrators


async def _tell_administrators(work: Work, move: Move, settled: str = "") -> None:
    """A card for each administrator but whoever moved; nobody's name or address is on it."""
    ours = [
        member
        for member in await people.roster(work, move.scheme)
        if member.duty == "administrator"
    ]
    see = Button(
        label="Open", action="moved.open", subject=subject_of(move), style="primary", opens=True
    )
    text = settled or "Somebody has a new work address, which counts once you have confirmed it."
    card = Message(text=text, parts=(), buttons=() if settled else (see,), heading="A new address")
    able = [member.person_id for member in ours if member.person_id != move.person_id]
    for person_id in able:
        await tell(work, person_id, card, key=str(subject_of(move)), notify=not settled)
    if not able:
        lone = Message(
            text="A new work address waits, and no administrator is free to confirm it.",
            heading="A new address",
        )
        await tell_group(work, move.scheme, lone, key=str(subject_of(move)))


@moved.step("open", Audience.ADMINISTRATOR, about="move", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """Whose address, the old and the new, for an administrator."""
    move = turn.the(Move)
    person = await people.by_id(work, move.person_id)
    where = turn.definition.organisation(str(move.after.get("organisation") or ""))
    rows = (
        ("Name", person.name),
        *await _other_names(work, move, person),
        ("Address until now", str(move.before.get("email") or "")),
        ("New address", move.address),
        ("Works at", where.name if where else "Not said"),
        ("Compared", _compared(where, move.address)),
    )
    how = Prose(
        "Write to the new address, or ask the library, before you confirm. Once confirmed, it is theirs."
    )
    yes = Button(
        label="Confirm it", action="moved.confirmed", subject=turn.subject, style="primary"
    )
    no = Button(label="It is not theirs", action="moved.declined", subject=turn.subject)
    buttons = (yes, no) if move.state == MoveState.OPEN else ()
    return Reply(window=View(title="A new address", parts=(Facts(rows), how), buttons=buttons))


async def _other_names(work: Work, move: Move, person: Person) -> list[tuple[str, str]]:
    """Names on their forms that are wholly different from the profile's, which is the one above."""
    found = [
        application.applicant
        for application in await applications.of_person(work, move.scheme, person.id)
        if application.is_open
    ]
    names = [name for name in dict.fromkeys(found) if wholly_different(name, person.name)]
    return [("Name on their form", f"{name}; the profile says {person.name}") for name in names]


def _compared(where: Organisation | None, address: str) -> str:
    """Whether the new address is one of the employer's they named: what was typed is not believed for it."""
    if where is None or not where.domains:
        return "No addresses of the employer are listed, so none was compared."
    domain = address.rpartition("@")[2]
    if where.employs(domain):
        return f"The new address is one of those of {where.name}."
    return f"The new address is at {domain}, which is not one of those of {where.name}."


@moved.step("confirmed", Audience.ADMINISTRATOR, about="move")
async def confirmed(turn: Turn, work: Work) -> Reply:
    """An administrator confirms it."""
    return await address_counts(turn, work, MoveState.CONFIRMED)


async def address_counts(turn: Turn, work: Work, state: MoveState) -> Reply:
    """The new address is theirs from now on, in their applications too: an administrator or a code has confirmed it."""
    move = turn.the(Move)
    move.must_wait()
    holder = await people.by_email(work, move.address)
    if holder is not None and holder.id != move.person_id:
        raise Refusal(
            "This address has become somebody else's since, so it can't be confirmed. You can decline it."
            if state == MoveState.CONFIRMED
            else "This address can't be taken. Please ask for help."
        )
    person = await matters.locked(work, Person, move.person_id)
    if state == MoveState.CONFIRMED:
        move.decide(state, turn.person.id, turn.now)
        done = "Confirmed, thank you."
    else:
        move.prove(turn.now)
        done = "A code that was sent to the new address has proved it. Nothing is needed."
    before = await accounts.at(work, WEB, "", person.email)
    if before is not None and before.person_id == person.id:
        before.part()  # whoever reads mail there from now on is somebody else
    await tell_old_address(turn, work, move, person)
    person.move_to(move.address)
    for scheme in work.definitions:
        for application in await applications.of_person(work, scheme, person.id):
            if application.is_open and "email" in application.answers:
                application.revise(
                    application.answers | {"email": move.address}, application.revision, turn.now
                )
    await work.flush()
    for application in await applications.of_person(work, move.scheme, person.id):
        if application.is_open:
            await application_changed(
                turn, work, application, note="The applicant's new address is confirmed."
            )
    return await _decided(
        turn, work, "Your new address is confirmed, and counts from now on.", done
    )


@moved.step("declined", Audience.ADMINISTRATOR, about="move")
async def declined(turn: Turn, work: Work) -> Reply:
    """The new address could not be confirmed: the old one stays."""
    turn.the(Move).decide(MoveState.DECLINED, turn.person.id, turn.now)
    told = "Your new address could not be confirmed, so the old one stays. If it is right, give it again or ask for help."
    return await _decided(turn, work, told, "Noted: the old address stays.")


async def _decided(turn: Turn, work: Work, told: str, done: str) -> Reply:
    move = turn.the(Move)
    again = Button(label="Give it again", action="moved.ask", opens=True)
    buttons = (again, HELP) if move.state == MoveState.DECLINED else (HOME,)
    await tell(
        work,
        move.person_id,
        Message(text=told, parts=(), buttons=buttons, heading="A new address"),
        key=str(turn.subject),
    )
    await _tell_administrators(work, move, done)
    return Reply()


@moved.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """New addresses that wait for an administrator."""
    if "administrator" not in turn.duties:
        return []
    waiting = [
        move
        for move in await moves.waiting(work, turn.definition.key)
        if move.person_id != turn.person.id
    ]
    text = "Somebody has a new work address. It counts once you have confirmed it."
    return [
        HomeEntry(
            headline="A new address waits",
            text=text,
            rank=0,
            primary=Button(
                label="Open",
                action="moved.open",
                subject=subject_of(move),
                style="primary",
                opens=True,
            ),
        )
        for move in waiting
    ]
