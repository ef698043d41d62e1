"""What can follow when a pair has ended: another mentor, the register again, a rest, a role to try (R5.4, R5.5)."""

from handlers.forms.away import away_field, until
from handlers.kit.buttons import HELP
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.post import unasked
from handlers.kit.reading import listed
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Form, Message, Prose, Reply, View, says
from handlers.partnership import closing, leaving
from handlers.partnership.end import finish_buttons
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.fields import DateField
from scheme.forms.shown import spoken
from scheme.learning.shelves import resources_for
from scheme.partnership.ending import MINUTES, Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Role
from scheme.refusal import Refusal
from scheme.wording import a
from storage import applications, partnerships, people
from storage.plans import subject_of
from storage.work import Work

afterwards = Conversation(name="end")

AFTERWARDS = 60  # days; how long somebody's home still shows what can follow


@afterwards.when("partnership", "invite")
async def invite(moment: Moment, work: Work) -> None:
    """Months after the end, the mentee is invited once more to become a mentor."""
    pair = moment.the(Partnership)
    terms = moment.definition.terms
    if not await closing.may_mentor(moment, work, pair):
        return
    text = (
        f"A while ago you were {a(terms.mentee)}. Would you like to pass it on and be {a(terms.mentor)}? What you "
        "remember of your own start is worth a lot. No is fine; I won't ask again."
    )
    about = Button(label="How it works", action="home.about", opens=True)
    message = Message(
        text=text,
        parts=(),
        buttons=(closing.become(moment), about),
        heading=f"Become {a(terms.mentor)}",
    )
    await unasked(moment, work, pair.mentee_id, message, key=f"invite:{pair.id}")


def _ended_for(turn: Turn, role: Role) -> None:
    pair = turn.the(Partnership)
    if pair.is_live:
        raise Refusal("This partnership is still going on. To end it, choose End under Home.")
    if pair.role_of(turn.person.id) != role:
        raise Refusal(
            f"This is for the {turn.definition.term(role)}. Your home shows what you can do next."
        )


@afterwards.step("another", Audience.ANYONE, reads=True, in_chat=True)
async def another(turn: Turn, work: Work) -> Reply:
    """What somebody can do who would like another mentor: talk first, or end; after an end, have another looked for."""
    ours = [
        partnership
        for partnership in await partnerships.of_person(work, turn.definition.key, turn.person.id)
    ]
    mine = [partnership for partnership in ours if partnership.mentee_id == turn.person.id]
    term = turn.definition.terms.mentor
    if going_on := [partnership for partnership in mine if partnership.is_live]:
        text = f"That is fine, and nobody is to blame. Talk it over in confidence first, or end it; then we look for another {term}."
        over = Button(
            label="A word in confidence", action="sounding.ask", style="primary", opens=True
        )
        return says(
            text,
            over,
            Button(label="End it", action="end.ask", subject=subject_of(going_on[0]), opens=True),
            HELP,
        )
    if mine and await closing.may_look(turn.definition, work, mine[0]):
        return Reply(then=Action(name="end.again", subject=subject_of(mine[0])))
    return Reply(then=Action(name="applied.status"))


@afterwards.step(
    "again", Audience.PARTY, about="partnership", by_phone="you would like another partnership"
)
async def again(turn: Turn, work: Work) -> Reply:
    """The mentee would like another mentor: with the Group again, and a day to hear by."""
    _ended_for(turn, "mentee")
    return await closing.look(turn, work)


def _waits_for_mentor(turn: Turn) -> Partnership:
    """The partnership, where its mentor is away and the mentee waits (R5.6)."""
    pair = turn.the(Partnership)
    pair.must_be_live()
    if pair.role_of(turn.person.id) != "mentee":
        raise Refusal(
            f"This is for the {turn.definition.terms.mentee}. Your home shows what you can do next."
        )
    if pair.phase != Phase.PAUSED or pair.paused_by == turn.person.id:
        raise Refusal(
            "You are not waiting for anybody just now. To end the partnership, choose End under Home."
        )
    return pair


@afterwards.step("instead", Audience.PARTY, about="partnership", opens=True)
async def instead(turn: Turn, work: Work) -> Reply:
    """The mentor is away: before the mentee looks elsewhere, they read that it ends this partnership."""
    pair = _waits_for_mentor(turn)
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    text = (
        f"This ends the partnership with {partner.name}, who hears that it has come to an end and no more; for {MINUTES} minutes "
        "you can take it back, and nobody is told. The "
        f"{turn.definition.terms.group} then looks for another {turn.definition.terms.mentor}, for you first."
    )
    yes = Button(
        label="End it and look elsewhere",
        action="end.replaced",
        subject=turn.subject,
        style="danger",
    )
    return Reply(window=View(title="Look elsewhere?", parts=(Prose(text),), buttons=(yes, HELP)))


@afterwards.step("replaced", Audience.PARTY, about="partnership")
async def replaced(turn: Turn, work: Work) -> Reply:
    """The mentee does not wait: it ends, without blame, and another mentor is looked for."""
    _waits_for_mentor(turn)
    return await leaving.leave(turn, work, Ending.CHANGED, looks_on=True)


async def _on_register(turn: Turn, work: Work) -> Application:
    _ended_for(turn, "mentor")
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentor")
    if own is None:
        raise Refusal(
            f"You are not on the register just now. To be a {turn.definition.terms.mentor} again, say apply."
        )
    return own


@afterwards.step(
    "available", Audience.PARTY, about="partnership", by_phone="you are available again"
)
async def available(turn: Turn, work: Work) -> Reply:
    """The mentor would take another mentee now."""
    own = await _on_register(turn, work)
    own.be_back()
    turn.the(Partnership).note_mentor_said(turn.now)
    text = f"Thank you. You are on the register, and hear from us when a {turn.definition.terms.mentee} asks for you."
    return await closing.settle(turn, work, text)


def _until(turn: Turn) -> DateField:
    only = "Until then you won't be suggested to anybody."
    return away_field(turn, "until", "Away until", help_=only)


@afterwards.step("away", Audience.PARTY, about="partnership", opens=True, by_phone="")
async def away(turn: Turn, work: Work) -> Reply:
    """Asks until when the mentor is away; no reason is asked."""
    await _on_register(turn, work)
    return Reply(
        window=Form(
            title="Away for a while",
            action="end.rest",
            fields=(_until(turn),),
            submit="Save",
            subject=turn.subject,
        )
    )


@afterwards.step("rest", Audience.PARTY, about="partnership", by_phone="you are away for a while")
async def rest(turn: Turn, work: Work) -> Reply:
    """The mentor is away until a day, and keeps their place on the register."""
    own = await _on_register(turn, work)
    own.be_away(until(turn, _until(turn)))
    turn.the(Partnership).note_mentor_said(turn.now)
    return await closing.settle(
        turn,
        work,
        f"Thank you. You won't be suggested to anybody before {spoken(own.away_until or turn.today)}.",
    )


@afterwards.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Partnerships whose end is near, and for a while what can follow one that has ended."""
    found = []
    for partnership in await partnerships.of_person(work, turn.definition.key, turn.person.id):
        partner = await people.by_id(work, partnership.partner_of(turn.person.id))
        if partnership.is_left_by(turn.person.id):
            continue  # `leaving` says it
        if partnership.ends_on and partnership.ends_soon(turn.definition, turn.today):
            over, (finish, *others) = (
                turn.today >= partnership.ends_on,
                finish_buttons(partnership, partner.short_name),
            )
            headline = f"{'Planned end:' if over else 'Ends on'} {spoken(partnership.ends_on)}"
            text = f"Your partnership with {partner.name}. Finish it whenever you are both ready."
            found.append(
                HomeEntry(
                    headline=headline,
                    text=text,
                    rank=0 if over else 1,
                    primary=finish,
                    others=tuple(others),
                    by=partnership.ends_on,
                    parts=listed(
                        resources_for(
                            turn.definition, partnership.role_of(turn.person.id), "ending"
                        )
                    ),
                )
            )
        elif (
            partnership.ended_at
            and (turn.now - partnership.ended_at).days < AFTERWARDS
            and not await closing.is_settled(turn, work, partnership)
        ):
            look, *others = await closing.follows(turn, work, partnership, turn.person.id)
            what_next = closing.what_next(turn, partnership.role_of(turn.person.id))
            text = f"Your partnership with {partner.name} has come to an end. {what_next}"
            found.append(
                HomeEntry(
                    headline="Partnership closed",
                    text=text,
                    rank=2,
                    primary=look,
                    others=tuple(others),
                )
            )
    return found
