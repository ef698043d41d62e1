"""A mentee's choices of all mentors: added, put in order, taken off, until the day; then the Group has them (R4.1)."""

from collections.abc import Sequence

from handlers.forms.profiles import HEADLINE
from handlers.group import missed
from handlers.group.changed import application_changed
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.events import ApplicationEnded, DecisionUndone, FoundEligible
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Card, Message, Prose, Reply, View
from handlers.matching.choosable import all_choosable, choosable_mentor, own_application
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.shown import shown, spoken
from scheme.ids import ApplicationId
from scheme.matching.search import readable
from scheme.matching.shortlist import Pick, Shortlist, moved_up, room_for_another
from scheme.matching.ways import way_to_come
from scheme.subject import Subject
from scheme.wording import capital, counted, days_left, several
from storage import applications, people
from storage.matching import shortlists
from storage.work import Work

chosen = Conversation(name="choices")  # its steps are part of choosing of all

ORDER = ("First choice", "Second choice", "Third choice")


def to_list(shortlist: Shortlist) -> Button:
    """Leads to all mentors."""
    return Button(
        label="See all of them",
        action="choices.list",
        subject=Subject("shortlist", shortlist.id),
        style="primary",
        opens=True,
    )


def _mine(shortlist: Shortlist) -> Button:
    return Button(
        label="My choices",
        action="choices.mine",
        subject=Subject("shortlist", shortlist.id),
        opens=True,
    )


# What was chosen


@chosen.step("mine", Audience.PARTY, about="shortlist", opens=True, by_phone="")
async def mine(turn: Turn, work: Work) -> Reply:
    """Whom the mentee chose, in order; to be changed while that is open."""
    shortlist = turn.the(Shortlist)
    picked = await shortlists.picks_of(work, shortlist)
    mentors = await applications.by_ids(work, [pick.mentor_application_id for pick in picked])
    own = await own_application(work, shortlist)
    is_open = shortlist.is_open and turn.today <= shortlist.closes_on
    able = {mentor.id for mentor in await all_choosable(turn, work, own, list(mentors.values()))}
    cards = [
        _card(
            turn,
            mentors[pick.mentor_application_id],
            at,
            can_be_asked=pick.mentor_application_id in able,
            is_open=is_open,
        )
        for at, pick in enumerate(picked)
    ]
    most = turn.definition.choosing.choices
    group = turn.definition.terms.the_group_first
    if is_open:
        text = (
            f"{len(picked)} of {most} chosen. There is nothing to send: what stands here on "
            f"{spoken(shortlist.closes_on)} goes to those who match. Until then you can change it."
        )
        buttons: tuple[Button, ...] = (to_list(shortlist),)
    else:
        text = f"{group} has these now, and matches with them in mind. {missed.hears(turn.definition, own)}"
        buttons = ()
    return Reply(window=View(title="My choices", parts=(Prose(text), *cards), buttons=buttons))


def _card(turn: Turn, mentor: Application, at: int, *, can_be_asked: bool, is_open: bool) -> Card:
    definition = turn.definition
    line = [
        shown(field, mentor.answers.get(field.key))
        for field in readable(definition)
        if field.key in HEADLINE and field.key != "name" and mentor.answers.get(field.key)
    ]
    if can_be_asked:
        text = ""
    else:
        text = "Just now they have no place or are away. You can keep them here, or choose another."
    answers = {"mentor": str(mentor.id)}
    buttons: list[Button] = []
    if is_open and definition.choosing.ranked and at:
        buttons.append(
            Button(label="Move up", action="choices.earlier", subject=turn.subject, answers=answers)
        )
    if is_open:
        buttons.append(
            Button(
                label="Take off", action="choices.take_off", subject=turn.subject, answers=answers
            )
        )
    if definition.choosing.ranked:
        title = f"{place_in_order(at)}: {mentor.applicant}"
    else:
        title = mentor.applicant
    return Card(title=title, subtitle=", ".join(line), text=text, buttons=tuple(buttons))


def place_in_order(at: int) -> str:
    """What a choice is called by its place, from 0."""
    if at < len(ORDER):
        return ORDER[at]
    return f"Choice {at + 1}"


@chosen.step("add", Audience.PARTY, about="shortlist", by_phone="your choices were changed")
async def add(turn: Turn, work: Work) -> Reply:
    """A mentor is chosen, as the last in order; once more changes nothing."""
    shortlist = turn.the(Shortlist)
    shortlist.must_be_open(turn.today)
    mentor = await choosable_mentor(turn, work, await own_application(work, shortlist))
    picked = await shortlists.picks_of(work, shortlist)
    if mentor.id not in {pick.mentor_application_id for pick in picked}:
        room_for_another(turn.definition, picked)
        await work.add(
            Pick(
                shortlist_id=shortlist.id,
                mentor_application_id=mentor.id,
                mentor_id=mentor.person_id,
                rank=len(picked),
                picked_at=turn.now,
            )
        )
    return Reply(then=Action(name="choices.mine", subject=turn.subject))


@chosen.step("take_off", Audience.PARTY, about="shortlist", by_phone="your choices were changed")
async def take_off(turn: Turn, work: Work) -> Reply:
    """A mentor is chosen no more; whoever is not among the choices changes nothing."""
    shortlist = turn.the(Shortlist)
    shortlist.must_be_open(turn.today)
    wanted = turn.number("mentor")
    picked = await shortlists.picks_of(work, shortlist)
    for pick in picked:
        if pick.mentor_application_id == wanted:
            await shortlists.take_off(work, pick)
    _put_in_order([pick for pick in picked if pick.mentor_application_id != wanted])
    return Reply(then=Action(name="choices.mine", subject=turn.subject))


@chosen.step("earlier", Audience.PARTY, about="shortlist", by_phone="your choices were changed")
async def earlier(turn: Turn, work: Work) -> Reply:
    """A mentor is put one place nearer to the first choice."""
    shortlist = turn.the(Shortlist)
    shortlist.must_be_open(turn.today)
    picked = await shortlists.picks_of(work, shortlist)
    _put_in_order(moved_up(picked, ApplicationId(turn.number("mentor"))))
    return Reply(then=Action(name="choices.mine", subject=turn.subject))


def _put_in_order(picked: Sequence[Pick]) -> None:
    for at, pick in enumerate(picked):
        pick.rank_at(at)


# What others do


@chosen.hears(FoundEligible)
async def opens(moment: Moment, work: Work, event: FoundEligible) -> None:
    """A mentee who is eligible may choose, where the scheme has it so: they have heard, and have a day to choose by."""
    if not way_to_come(moment.definition).opens_list:
        return
    mentee = event.application
    shortlist = await shortlists.of(work, mentee.id)
    if shortlist is None:
        shortlist = await work.add(Shortlist.open(moment.definition, mentee, moment.now))
    else:
        shortlist.open_again(moment.definition, mentee, moment.now)
    mentee.answered(moment.today)
    await work.flush()
    terms = moment.definition.terms
    most = moment.definition.choosing.choices
    text = (
        f"Choose up to {counted(most, terms.mentor)} whom you would like, until {spoken(shortlist.closes_on)}. You can change "
        f"your mind until then, and no {terms.mentor} learns of it. Then {terms.the_group} matches, with your choices in mind."
    )
    message = Message(
        text=text, buttons=(to_list(shortlist),), heading=f"All {several(terms.mentor)}"
    )
    await tell(work, mentee.person_id, message, key=f"shortlist:{shortlist.id}")


@chosen.hears(ApplicationEnded)
async def over(moment: Moment, work: Work, event: ApplicationEnded) -> None:
    """A mentee's list closes with their application; of a mentor who leaves those who chose them hear while they can choose."""
    application = event.application
    if application.role == "mentee":
        await _close(moment, work, application, "This is closed, as your application is.")
        return
    for shortlist, pick in await shortlists.open_with(work, application.id):
        await shortlists.take_off(work, pick)
        picked = await shortlists.picks_of(work, shortlist)
        _put_in_order(picked)
        if moment.today > shortlist.closes_on:
            continue
        text = (
            f"{application.applicant}, whom you chose, has left the register, so you have {len(picked)} of "
            f"{moment.definition.choosing.choices} chosen. You can choose another until {spoken(shortlist.closes_on)}."
        )
        message = Message(
            text=text, buttons=(to_list(shortlist), _mine(shortlist)), heading="One of your choices"
        )
        await tell(work, shortlist.person_id, message, key=f"shortlist:{shortlist.id}")


@chosen.hears(DecisionUndone)
async def undone(moment: Moment, work: Work, event: DecisionUndone) -> None:
    """Whoever is checked afresh can't choose meanwhile; what they chose is kept."""
    application = event.application
    if application.role == "mentee" and event.decision == "eligible":
        await _close(
            moment, work, application, "This rests while your application is looked at again."
        )


async def _close(moment: Moment, work: Work, mentee: Application, text: str) -> None:
    shortlist = await shortlists.of(work, mentee.id)
    if shortlist is None or not shortlist.is_open:
        return
    shortlist.close(moment.now)
    term = several(moment.definition.terms.mentor)
    message = Message(text=text, heading=f"All {term}")
    await tell(work, mentee.person_id, message, key=f"shortlist:{shortlist.id}", notify=False)


# As time goes by


@chosen.when("shortlist", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """Whoever has not chosen as many as they may hears how long it is open; whoever has, does not."""
    shortlist = moment.the(Shortlist)
    picked = await shortlists.picks_of(work, shortlist)
    most = moment.definition.choosing.choices
    if len(picked) >= most:
        return
    term = several(moment.definition.terms.mentor)
    text = (
        f"You have chosen {len(picked)} of {most} {term}. The list is open until {spoken(shortlist.closes_on)}, "
        f"{days_left(shortlist.closes_on, moment.today)}. One is fine too; {moment.definition.terms.the_group} matches with "
        "what you choose in mind."
    )
    message = Message(
        text=text, buttons=(to_list(shortlist), _mine(shortlist)), heading=f"All {term}"
    )
    await tell(work, shortlist.person_id, message, key=f"shortlist:{shortlist.id}")


@chosen.when("shortlist", "close")
async def closes(moment: Moment, work: Work) -> None:
    """The day has passed: the Group has the choices, and the mentee a day to hear by."""
    shortlist = moment.the(Shortlist)
    shortlist.close(moment.now)
    mentee = await own_application(work, shortlist)
    mentee.look_again(moment.definition, moment.today)
    picked = await shortlists.picks_of(work, shortlist)
    group = moment.definition.terms.the_group_first
    hears = missed.hears(moment.definition, mentee)
    if picked:
        known = await people.by_ids(work, {pick.mentor_id for pick in picked})
        names = ", ".join(known[pick.mentor_id].name for pick in picked)
        text = f"Your choices are in: {names}. {group} matches now, with them in mind. {hears}"
        note = f"Choices are in: {len(picked)}. Please match."
    else:
        text = (
            f"The day for choices has passed, and nothing is lost: {moment.definition.terms.the_group} looks for somebody "
            f"for you all the same. {hears}"
        )
        note = "The day for choices has passed without any. Please look for somebody."
    buttons = (_mine(shortlist), PEOPLE) if picked else (PEOPLE,)
    message = Message(text=text, buttons=buttons, heading="Choices are closed")
    await tell(work, mentee.person_id, message, key=f"shortlist:{shortlist.id}")
    await application_changed(moment, work, mentee, note=note)


# At home


@chosen.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What a mentee has chosen so far, and until when they can choose."""
    if not way_to_come(turn.definition).opens_list:
        return []
    own = await applications.open_of(work, turn.definition.key, turn.person.id, "mentee")
    if own is None:
        return []
    shortlist = await shortlists.of(work, own.id)
    if shortlist is None or not shortlist.is_open or turn.today > shortlist.closes_on:
        return []
    picked = await shortlists.picks_of(work, shortlist)
    most = turn.definition.choosing.choices
    term = several(turn.definition.terms.mentor)
    if len(picked) >= most:
        rank = 1
    else:
        rank = 0
    return [
        HomeEntry(
            headline=f"{capital(term)} chosen: {len(picked)} of {most}, until {spoken(shortlist.closes_on)}",
            text=f"Look at all of them, and choose whom you would like. No {turn.definition.terms.mentor} learns of it.",
            rank=rank,
            primary=to_list(shortlist),
            others=(_mine(shortlist),),
            by=shortlist.closes_on,
        )
    ]
