"""This round, for the Group: how it stands and who is in it, a page at a time; a late place; the day to look at it (R1.7, R2.8)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from handlers.group.changed import application_changed
from handlers.group.places import came_late, give
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP
from handlers.kit.paging import ListPage
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Card, Message, Part, Prose, Reply, View, says
from handlers.rounds.standing import LISTS, RoundList, RoundStanding, parts_of
from scheme.application.application import Application, ApplicationStage
from scheme.application.held_round import HeldRound, must_be_over
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round
from scheme.forms.shown import spoken
from scheme.people import ROLES, Role
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import capital, counted, several
from storage import applications, matters, people, rounds
from storage.work import Work

this_round = Conversation(name="round")

KEY = "round"  # the answer by which a button says which round
LIST = "list"  # likewise which list: "mentee:listed"
NO_ROUNDS = "This scheme is open all the time, so it has no rounds. What waits for the Group is on the list."


def campaign_of(turn: Moment, key: str) -> Round:
    """The round that is meant: the one named, else the one that opened last. Raises `Refusal` where there is none."""
    found = turn.definition.round_of(key)
    if found is not None:
        return found
    if not turn.definition.rounds:
        raise Refusal(NO_ROUNDS)
    begun = [each for each in turn.definition.rounds if _opens(each) <= turn.today]
    return max(begun or turn.definition.rounds[:1], key=_opens)


def _opens(campaign: Round) -> date:
    return min(campaign.window(role).opens for role in ROLES)


@this_round.step("show", Audience.MEMBER, opens=True, in_help=GROUP.entry("This {round}", 25))
async def show(turn: Turn, work: Work) -> Reply:
    """How the round stands: its days, how many applied, wait, are matched, are on the waiting list, against its places."""
    campaign = campaign_of(turn, turn.given(KEY))
    role, _, key = turn.given(LIST).partition(":")
    chosen = next((each for each in LISTS if each.key == key), None)
    standing = await RoundStanding.of(turn, work, campaign)
    if chosen is not None and role in ROLES:
        return await _list(turn, work, standing, "mentor" if role == "mentor" else "mentee", chosen)
    parts: list[Part] = [*parts_of(turn.definition, standing)]
    for each in ROLES:
        if standing.free(each) and standing.many(each, (ApplicationStage.LISTED,)):
            parts.append(Prose("There are places free for those on the waiting list."))
            break
    return Reply(
        window=View(
            title=campaign.name, parts=tuple(parts), buttons=tuple(_buttons(turn, standing))
        )
    )


def _buttons(turn: Turn, standing: RoundStanding) -> Iterable[Button]:
    campaign = standing.campaign
    if any(
        standing.free(role) and standing.many(role, (ApplicationStage.LISTED,)) for role in ROLES
    ):
        yield Button(
            label="Give the free places",
            action="round.give",
            answers={KEY: campaign.key},
            style="primary",
        )
    if "administrator" in turn.duties and not standing.is_closed and _is_over(campaign, turn):
        yield Button(
            label=f"Close {campaign.name}",
            action="round.close",
            answers={KEY: campaign.key},
            opens=True,
        )
    for role in ROLES:
        for each in LISTS:
            if standing.many(role, each.stages):
                yield Button(
                    label=f"{capital(several(turn.definition.term(role)))}: {each.title(role).lower()}",
                    action="round.show",
                    answers={KEY: campaign.key, LIST: f"{role}:{each.key}"},
                    opens=True,
                )
    for other in turn.definition.rounds:
        if other.key != campaign.key:
            yield Button(
                label=other.name, action="round.show", answers={KEY: other.key}, opens=True
            )


def _is_over(campaign: Round, turn: Turn) -> bool:
    try:
        must_be_over(campaign, turn.today)
    except Refusal:
        return False
    return True


async def _list(
    turn: Turn, work: Work, standing: RoundStanding, role: Role, kind: RoundList
) -> Reply:
    """Those of a role in some stages, in the order of the waiting list; without what the reader keeps out of."""
    campaign = standing.campaign
    asked = {KEY: campaign.key, LIST: f"{role}:{kind.key}"}
    page = ListPage.of_cards(turn, "round.show", standing.many(role, kind.stages))
    page = replace(page, carries=asked)
    found = await rounds.page(
        work,
        turn.definition.key,
        campaign.key,
        role=role,
        stages=kind.stages,
        start=page.start,
        most=page.length,
    )
    barred = await matters.conflicted_each(work, found)
    late = standing.is_closed and kind.key == "unplaced"
    cards = [
        _card(turn.definition, each, late=late, barred=turn.person.id in barred[each.id])
        for each in found
    ]
    back = Button(
        label=f"Back to {campaign.name}",
        action="round.show",
        answers={KEY: campaign.key},
        opens=True,
    )
    title = f"{campaign.name}, {several(turn.definition.term(role))}: {kind.title(role).lower()}"
    empty = (Prose("There is nobody now."),) if not cards else ()
    return Reply(
        window=View(
            title=title, parts=(*page.heading(), *empty, *cards), buttons=(*page.ways(), back)
        )
    )


def _card(definition: Definition, application: Application, *, late: bool, barred: bool) -> Card:
    """Somebody in a list; by reference alone for whoever keeps out of it."""
    if barred:
        return Card(title=application.ref, subtitle="Left to the other members.")
    subject = Subject("application", application.id)
    applied = f"Applied on {spoken(local_day(application.received_at, definition.zone))}"
    due = f"; answer by {spoken(application.answer_by)}" if application.awaits_answer else ""
    first = "; comes first" if application.priority else ""
    see = Button(label="Open", action="review.open", subject=subject, opens=True)
    place = Button(label="Find a late place", action="round.late", subject=subject)
    return Card(
        title=f"{application.ref}, {application.applicant}",
        subtitle=f"{applied}{due}{first}",
        buttons=(see, place) if late else (see,),
    )


@this_round.step("give", Audience.MEMBER)
async def give_places(turn: Turn, work: Work) -> Reply:
    """Places that are free, as when the scheme has more of them than before, go to the first on the waiting list."""
    campaign = campaign_of(turn, turn.given(KEY))
    held = await rounds.lock(work, turn.definition.key, campaign.key)
    number = 0
    for role in ROLES:
        given, _ = await give(turn, work, held=held, role=role)
        number += given
    if not number:
        raise Refusal("No place is free for anybody on the waiting list now.")
    return says(
        f"{counted(number, 'place')} given, in the order of the list. They have been told.", HOME
    )


@this_round.step("late", Audience.UNCONFLICTED, about="application")
async def late_place(turn: Turn, work: Work) -> Reply:
    """Somebody went without when the round closed, and there is a place for them after all."""
    application = turn.the(Application)
    campaign = turn.definition.round_of(application.round)
    if await applications.open_of(
        work, application.scheme, application.person_id, application.role
    ):
        raise Refusal(
            f"The applicant of {application.ref} has applied again since, so that one counts."
        )
    if campaign is not None and campaign.room(application.role):
        held = await rounds.lock(work, application.scheme, campaign.key)
        taken = await rounds.taken(work, application.scheme, campaign.key, application.role)
        waits = await rounds.waiting_list(work, held, application.role, 1)
        if taken >= campaign.room(application.role):
            raise Refusal(f"No place of {campaign.name} is free now, so none can be given.")
        if waits:
            raise Refusal(
                "Somebody on the waiting list comes first. Give the free places, then look again."
            )
    application.have_late_place(turn.definition, turn.today)
    person = await people.by_id(work, application.person_id)
    name = campaign.name if campaign else turn.definition.name
    told = came_late(turn.definition, name, person, application)
    await tell(work, person.id, told, key=str(turn.subject))
    await application_changed(turn, work, application, note="There is a late place for this one.")
    return says(f"{application.ref} has a late place, and the applicant has been told.", HOME)


@this_round.when("heldround", "review")
async def look_at_it(moment: Moment, work: Work) -> None:
    """The day on which the Group looks at the round: how it stands, by numbers alone, and the way to all of it."""
    held = moment.the(HeldRound)
    campaign = campaign_of(moment, held.round)
    standing = await RoundStanding.of(moment, work, campaign)
    mentees = several(moment.definition.terms.mentee)
    mentors = several(moment.definition.terms.mentor)
    text = (
        f"Today is the day to look at {campaign.name}. {standing.applied('mentee')} {mentees} and {standing.applied('mentor')} "
        f"{mentors} have applied; {standing.paired('mentee')} {mentees} are matched, "
        f"{standing.many('mentee', (ApplicationStage.ELIGIBLE,))} wait to be, and "
        f"{sum(standing.many(role, (ApplicationStage.LISTED,)) for role in ROLES)} are on the waiting list."
    )
    see = Button(
        label=f"Open {campaign.name}",
        action="round.show",
        answers={KEY: campaign.key},
        style="primary",
        opens=True,
    )
    await tell_group(
        work,
        held.scheme,
        Message(text=text, buttons=(see,), heading=f"How {campaign.name} stands"),
        key=f"review:{campaign.key}",
    )
