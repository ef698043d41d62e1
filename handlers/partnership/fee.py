"""A fee falls due with the match: told once with how to pay, reminded with an end, marked by an administrator (R4.5)."""

from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation
from handlers.kit.events import PairBegun, PairRests
from handlers.kit.post import tell, tell_group, unasked
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Link, Message, Part, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.fee import FeeState
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from scheme.wording import days_left
from storage import partnerships, people
from storage.plans import subject_of
from storage.work import Work

fee = Conversation(name="fee")

HEADING = "The fee"


@fee.hears(PairBegun)
async def falls_due(moment: Moment, work: Work, event: PairBegun) -> None:
    """Nobody owes anything before they are matched, nor twice for one application."""
    pair = event.partnership
    rules = moment.definition.fee
    if rules is None:
        return
    if rules.role == "mentee":
        payer = pair.mentee_id
    else:
        payer = pair.mentor_id
    if await _paid_before(work, pair, payer):
        return
    pair.owe(moment.definition, payer, moment.now)
    text = (
        f"Now that you are matched, the fee of {rules.sum} is due. {_how(moment.definition, pair)}"
    )
    await tell(work, payer, _card(moment.definition, pair, text), key=_key(pair))
    await _show_group(moment, work, pair, "due")


async def _paid_before(work: Work, pair: Partnership, payer: PersonId) -> bool:
    """Whether an earlier match by the same application was paid for, or its fee waived."""
    earlier = await partnerships.of_person(work, pair.scheme, payer)
    own = {pair.mentee_application_id, pair.mentor_application_id}
    return any(
        each.is_settled
        and each.fee_by == payer
        and {each.mentee_application_id, each.mentor_application_id} & own
        for each in earlier
    )


def _key(pair: Partnership) -> str:
    return f"fee:{pair.id}"


def _reference(definition: Definition, pair: Partnership) -> str:
    before = definition.fee.reference if definition.fee else ""
    return f"{before} {pair.ref}".strip()


def _how(definition: Definition, pair: Partnership) -> str:
    rules = definition.fee
    until = spoken(pair.fee_until) if pair.fee_until else ""
    how = rules.how.strip() if rules else ""
    return f"Please pay it by {until}, with the reference {_reference(definition, pair)}. {how}".strip()


def _links(definition: Definition) -> tuple[Part, ...]:
    if definition.fee and definition.fee.link:
        return (Link("Where to pay", definition.fee.link),)
    return ()


def _card(definition: Definition, pair: Partnership, text: str) -> Message:
    see = Button(label="How to pay", action="fee.show", subject=subject_of(pair), opens=True)
    return Message(text=text, parts=_links(definition), buttons=(see, HELP), heading=HEADING)


def _facts(definition: Definition, pair: Partnership) -> Facts:
    rows = [
        ("Amount", pair.fee_sum or ""),
        ("Reference", _reference(definition, pair)),
        ("State", str(pair.fee)),
    ]
    if pair.fee == FeeState.DUE and pair.fee_until:
        rows.append(("Due by", spoken(pair.fee_until)))
    if pair.fee_settled_on:
        rows.append(("Settled on", spoken(pair.fee_settled_on)))
    return Facts(tuple(rows))


@fee.step("show", Audience.PARTY, about="partnership", opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """How one's own fee stands, and how to pay it; the partner's is theirs."""
    pair = turn.the(Partnership)
    if pair.fee is None or pair.fee_by != turn.person.id:
        return says("You owe no fee here. Nothing is needed from you.", HOME)
    parts: list[Part] = [_facts(turn.definition, pair)]
    if pair.fee == FeeState.DUE and turn.definition.fee:
        parts += [Prose(turn.definition.fee.how), *_links(turn.definition)]
    return Reply(window=View(title=HEADING, parts=tuple(parts), buttons=(HELP,)))


@fee.when("partnership", "fee")
async def remind(moment: Moment, work: Work) -> None:
    """It has not been marked as paid: a word that it may be on its way."""
    pair = moment.the(Partnership)
    if pair.fee != FeeState.DUE or pair.fee_by is None:
        return
    left = days_left(pair.fee_until or moment.today, moment.today)
    text = (
        f"The fee of {pair.fee_sum} is not marked as paid yet: {left}. If it is on its way, thank you, and nothing is needed. "
        f"{_how(moment.definition, pair)}"
    )
    await unasked(moment, work, pair.fee_by, _card(moment.definition, pair, text), key=_key(pair))


@fee.when("partnership", "fee-late")
async def late(moment: Moment, work: Work) -> None:
    """Its day has passed: the administrators see to it, and nobody is reminded any more."""
    pair = moment.the(Partnership)
    if pair.fee == FeeState.DUE:
        await _show_group(moment, work, pair, "not marked as paid by its day")


async def _show_group(moment: Moment, work: Work, pair: Partnership, note: str) -> None:
    see = Button(label="Open", action="fee.open", subject=subject_of(pair), opens=True)
    message = Message(text=f"{pair.ref}, fee: {note}.", buttons=(see,))
    await tell_group(work, moment.definition.key, message, key=_key(pair))


# Marked by an administrator


@fee.step("open", Audience.ADMINISTRATOR, about="partnership", opens=True)
async def look(turn: Turn, work: Work) -> Reply:
    """Who owes it, how it stands, and what can be said of it."""
    pair = turn.the(Partnership)
    if pair.fee is None or pair.fee_by is None:
        raise Refusal("No fee belongs to this partnership, so there is nothing to open.")
    payer = await people.by_id(work, pair.fee_by)
    buttons: tuple[Button, ...] = ()
    if pair.fee == FeeState.DUE:
        buttons = (
            Button(label="Mark as paid", action="fee.paid", subject=turn.subject, style="primary"),
            Button(label="Waive it", action="fee.waived", subject=turn.subject),
        )
    parts = (Facts((("Who pays", payer.known_as),)), _facts(turn.definition, pair))
    return Reply(window=View(title=f"{pair.ref}, fee", parts=parts, buttons=buttons))


@fee.step("paid", Audience.ADMINISTRATOR, about="partnership")
async def paid(turn: Turn, work: Work) -> Reply:
    """The money has come; said twice, it says so and changes nothing."""
    return await _settle(
        turn, work, FeeState.PAID, "Thank you: your fee has come, and nothing more is due."
    )


@fee.step("waived", Audience.ADMINISTRATOR, about="partnership")
async def waived(turn: Turn, work: Work) -> Reply:
    """It need not be paid; no reason is asked."""
    return await _settle(turn, work, FeeState.WAIVED, "Your fee is waived, so nothing is due.")


async def _settle(turn: Turn, work: Work, state: FeeState, text: str) -> Reply:
    pair = turn.the(Partnership)
    pair.settle_fee(state, turn.today)
    await work.flush()
    if pair.fee_by is not None:
        told = Message(text=text, buttons=(HOME,), heading=HEADING)
        await tell(work, pair.fee_by, told, key=_key(pair))
    await _show_group(turn, work, pair, str(state))
    return says(
        f"{pair.ref}: the fee is marked as {state}, and whoever owed it has been told.", HOME
    )


@fee.hears(PairRests)
async def falls_through(moment: Moment, work: Work, event: PairRests) -> None:
    """An end before the two had begun: what was due is void, and of what was paid the administrators hear.

    Of a pair that had begun the fee stays due. Nothing reminds of it any more, so both hear how it stands: whoever owes it,
    and the administrators, who mark it as paid or waive it.
    """
    pair = event.partnership
    if pair.is_live or pair.fee_by is None:
        return
    if pair.started_on is not None:
        if pair.fee == FeeState.DUE:
            await _still_due(moment, work, pair, pair.fee_by)
        return
    if pair.fee == FeeState.DUE:
        pair.settle_fee(FeeState.VOID, moment.today)
        text = "The match has come to nothing, so no fee is due. If you have paid, ask for help, and it is put right."
        void = Message(text=text, buttons=(HELP,), heading=HEADING)
        await tell(work, pair.fee_by, void, key=_key(pair))
        await _show_group(moment, work, pair, "void, as the match fell through")
    elif pair.fee == FeeState.PAID:
        await _show_group(
            moment, work, pair, "paid, and the match fell through; please see to a refund"
        )


async def _still_due(moment: Moment, work: Work, pair: Partnership, payer: PersonId) -> None:
    text = (
        f"The fee of {pair.fee_sum} is not marked as paid yet. If it is on its way, thank you. You are not reminded of it again; if "
        "something about it is unclear, just ask."
    )
    told = Message(text=text, buttons=(HELP,), heading=HEADING)
    await tell(work, payer, told, key=_key(pair))
    note = "still due, and the partnership has ended; please mark it as paid or waive it"
    await _show_group(moment, work, pair, note)
