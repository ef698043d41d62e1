"""Proposing: ranked suggestions for a mentee, from which the Group selects one or more mentors (R3.1–R3.4)."""

from collections.abc import Mapping, Sequence

from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Form, Message, Reply
from handlers.matching.approvals import agrees, takes_back
from handlers.matching.requests import askable
from handlers.matching.suggestions import (
    able_among,
    all_nine,
    considered,
    criteria_field,
    held_keys,
    keys_in,
    mentors_field,
    nobody,
    revision_read,
    selection_form,
    suggestions,
    to_talk_with,
)
from handlers.matching.wishes import wishes_of
from scheme.application.application import Application, ApplicationStage
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import Answers
from scheme.ids import ApplicationId, PersonId
from scheme.matching.candidate import Candidate
from scheme.matching.proposal import Approval, Proposal, ProposalProgress
from scheme.matching.ranking import Suggestions
from scheme.matching.selection import Selection
from scheme.refusal import Refusal
from storage import applications, drafts, matters, people
from storage.matching import proposals
from storage.work import Work

propose = Conversation(name="propose")


async def every_mentor(
    turn: Turn, work: Work, among: Sequence[Application] | None = None
) -> Suggestions:
    """The register, or some of it, for the mentee whom a turn is about: who can be proposed, and who cannot, and why."""
    return await suggestions(turn, work, _to_be_matched(turn), among)


@propose.step("open", Audience.UNCONFLICTED, about="application", opens=True)
async def open_suggestions(turn: Turn, work: Work) -> Reply:
    """The suggestions, each with the verdict on them, and a form to select from them."""
    application = _to_be_matched(turn)
    found = await suggestions(turn, work, application)
    if not found.ranked:
        return Reply(window=nobody(turn, application, found.excluded))
    draft = await _draft(work, application)
    notice = ""
    if draft and await _concerned(turn, work, draft):
        notice = (
            "Another member has selected what is ticked here, or agreed to it. If you select differently, you are asked "
            "once more; they are told, and agreement starts afresh."
        )
    return Reply(
        window=await selection_form(
            turn,
            work,
            found=found,
            draft=draft,
            answers={"mentors": await _ticked(turn, work, draft)},
            notice=notice,
        )
    )


def _to_be_matched(turn: Turn) -> Application:
    application = turn.the(Application)
    if application.role != "mentee" or application.stage != ApplicationStage.ELIGIBLE:
        raise Refusal(
            f"{application.ref} is not waiting to be matched. Open it again to see where it stands."
        )
    return application


async def _must_have_talked(turn: Turn, work: Work, wanted: Sequence[str]) -> None:
    """Raises `Refusal` where somebody would rather not twice, and nobody says that they have talked with them since."""
    mentors = await applications.by_ids(work, [ApplicationId(int(key)) for key in wanted])
    names = await to_talk_with(work, turn.definition, [turn.the(Application), *mentors.values()])
    if names and turn.answers.get("talked") is not True:
        raise Refusal(
            f"Twice now {' and '.join(names)} would rather not. Please talk with them first, and tick that you have.",
            "talked",
        )


async def _draft(work: Work, application: Application) -> Proposal | None:
    proposal = await proposals.live_of(work, application.id)
    if proposal is not None and proposal.state != ProposalProgress.DRAFT:
        raise Refusal(f"Enough members have agreed already, and {application.ref} has its options.")
    return proposal


async def _ticked(turn: Turn, work: Work, draft: Proposal | None) -> list[str]:
    """The mentors that are ticked at first: those a draft holds, and whoever the member adds to what they had ticked."""
    held = await held_keys(work, draft)
    added = keys_in(dict(turn.answers), "also")
    if not added:
        return held
    begun = await drafts.begun(
        work,
        turn.definition.key,
        person_id=turn.person.id,
        opener="propose.open",
        action="propose.send",
        subject=turn.subject,
    )
    before = keys_in(begun.answers, "mentors") if begun else []
    return list(dict.fromkeys([*(before or held), *added]))


# Selecting


@propose.step("send", Audience.UNCONFLICTED, about="application")
async def send(turn: Turn, work: Work) -> Reply:
    """A member selects mentors, which is also their agreement; a different set starts the count afresh."""
    application = _to_be_matched(turn)
    definition = turn.definition
    draft = await _draft(work, application)
    able = await able_among(turn, work, application, keys_in(dict(turn.answers), "mentors"))
    answers = check((mentors_field(definition, able, draft), criteria_field()), turn.answers)
    wanted = keys_in(answers, "mentors")
    await _must_have_talked(turn, work, wanted)
    held = await held_keys(work, draft)
    if draft is None:
        draft = Proposal(
            scheme=definition.key,
            application_id=application.id,
            mentee_id=application.person_id,
            opened_at=turn.now,
            way=definition.choosing.mode,
        )
        await select_mentors(
            turn,
            work,
            draft=await work.add(draft),
            wanted=[ApplicationId(int(key)) for key in wanted],
        )
        return await _agrees(turn, work, draft, answers, approvals=())
    if set(wanted) != set(held) and (notice := await _asks_first(turn, work, draft)):
        found = await suggestions(turn, work, application)
        return Reply(
            window=await selection_form(
                turn, work, found=found, draft=draft, answers=answers, notice=notice, replaces=True
            )
        )
    await _hold(turn, work, draft, [ApplicationId(int(key)) for key in wanted])
    given = await proposals.approvals_of(work, draft.id)
    return await _agrees(turn, work, draft, answers, approvals=given)


async def _agrees(
    turn: Turn, work: Work, draft: Proposal, answers: Answers, *, approvals: Sequence[Approval]
) -> Reply:
    return await agrees(
        turn,
        work,
        draft=draft,
        approvals=approvals,
        application=turn.the(Application),
        criteria=considered(answers),
    )


async def _asks_first(turn: Turn, work: Work, draft: Proposal) -> str:
    """What a member reads before they replace what another selected or agreed to; empty once they have read just that."""
    if turn.number("replaces") == draft.revision:
        return ""
    selection = await proposals.standing_selection(work, draft.id)
    agreed_to = await proposals.who_agreed(work, draft.application_id)
    concerned = await _concerned(turn, work, draft)
    if not concerned and turn.number("revision") == draft.revision:
        return ""
    held = await proposals.candidates_of(work, draft.id)
    names = ", ".join(
        [
            (await applications.by_id(work, candidate.mentor_application_id)).applicant
            for candidate in held
        ]
    )
    known = await people.by_ids(work, agreed_to | ({selection.person_id} if selection else set()))
    told = [
        f"{known[selection.person_id].name if selection else 'Another member'} selected: {names}."
    ]
    if agreed_to:
        told.append(
            f"Agreed so far: {', '.join(known[member_id].name for member_id in sorted(agreed_to))}."
        )
    told.append(
        "Yours is kept here. If you send it, it takes the place of theirs, which stays on record;"
    )
    told.append("they are told, and agreement starts afresh.")
    return " ".join(told)


async def _concerned(turn: Turn, work: Work, draft: Proposal) -> set[PersonId]:
    """The other members whose selection or word stands."""
    selection = await proposals.standing_selection(work, draft.id)
    given = await proposals.who_agreed(work, draft.application_id)
    return (given | ({selection.person_id} if selection else set())) - {turn.person.id}


async def _hold(turn: Turn, work: Work, draft: Proposal, wanted: list[ApplicationId]) -> None:
    """Make the draft hold these mentors; when they differ from before, earlier agreement no longer counts."""
    held = {c.mentor_application_id: c for c in await proposals.candidates_of(work, draft.id)}
    differs = set(held) != set(wanted)
    if differs:
        concerned = await _concerned(turn, work, draft)
    else:
        concerned = set()
    if differs:
        if selection := await proposals.standing_selection(work, draft.id):
            selection.replace(turn.person.id, turn.now)
        if held or selection:
            draft.agree_afresh()
    for mentor, candidate in held.items():
        if mentor not in wanted:
            await proposals.remove(work, candidate)
    if differs:
        await select_mentors(turn, work, draft=draft, wanted=wanted, held=held)
    else:
        _put_in_order(wanted, held)
    await _tell(turn, work, draft, concerned)


async def select_mentors(
    turn: Turn,
    work: Work,
    draft: Proposal,
    wanted: list[ApplicationId],
    held: Mapping[ApplicationId, Candidate] | None = None,
) -> None:
    """Note who selected these mentors, and put them into the draft, which has those it `held`."""
    kept = held or {}
    chosen = await applications.by_ids(work, wanted)
    selection = Selection(
        proposal_id=draft.id,
        revision=draft.revision,
        person_id=turn.person.id,
        at=turn.now,
        mentors=wanted,
    )
    fresh = [
        Candidate(
            scheme=turn.definition.key,
            proposal_id=draft.id,
            mentor_id=chosen[mentor].person_id,
            mentor_application_id=mentor,
            rank=rank,
        )
        for rank, mentor in enumerate(wanted)
        if mentor not in kept
    ]
    _put_in_order(wanted, kept)
    work.session.add_all([selection, *fresh])
    await work.flush()


def _put_in_order(wanted: Sequence[ApplicationId], held: Mapping[ApplicationId, Candidate]) -> None:
    for rank, mentor in enumerate(wanted):
        if mentor in held:
            held[mentor].rank_at(rank)


async def _tell(turn: Turn, work: Work, draft: Proposal, concerned: set[PersonId]) -> None:
    """Whoever selected or agreed hears that another set took its place: their word stood for theirs, and not for this one.

    Whoever cannot read the new selection, as a mentor in it is too close to them, hears no more than that.
    """
    if not concerned:
        return
    application = turn.the(Application)
    closed = await matters.conflicted(work, application)
    seated = {seat.person_id for seat in await people.group(work, application.scheme)}
    able = (seated | await people.stand_ins_of(work, application)) - closed
    open_it = Button(
        label="Open", action="review.open", subject=turn.subject, style="primary", opens=True
    )
    text = f"Another member has selected differently on {application.ref}, so your word no longer counts there."
    look = "Please look at the new selection; you can agree, select again, or say why not."
    for person_id in sorted(concerned & (able | seated)):
        told = Message(
            text=f"{text} {look}", parts=(), buttons=(open_it,), heading="Selected differently"
        )
        if person_id not in able:
            told = Message(
                text=f"{text} The others have it from here.", heading="Selected differently"
            )
        await tell(work, person_id, told, key=f"selection:{draft.id}:{draft.revision}")


# Agreeing to what another selected


@propose.step("consider", Audience.UNCONFLICTED, about="application", opens=True)
async def consider(turn: Turn, work: Work) -> Reply:
    """What another member selected, with the nine questions: whoever agrees ticks which questions they considered themselves."""
    application = _to_be_matched(turn)
    draft = await _as_read(turn, work, application)
    held = await held_keys(work, draft)
    chosen = await applications.mentors_among(
        work, turn.definition.key, [ApplicationId(int(key)) for key in held]
    )
    shown = (await suggestions(turn, work, application, chosen)).ranked
    before = await proposals.earlier_words(work, application.id)
    known = await people.by_ids(
        work, {suggestion.mentor.application.person_id for suggestion in shown}
    )
    selected = [suggestion.mentor.application.id for suggestion in shown]
    wishes = await wishes_of(work, turn.definition, application, draft, selected)
    terms = turn.definition.terms
    return Reply(
        window=Form(
            title=f"Agree to these for {application.ref}?",
            action="propose.agree",
            fields=(criteria_field(),),
            submit="Agree to these",
            subject=turn.subject,
            parts=tuple(
                all_nine(
                    suggestion,
                    known,
                    before,
                    wish=wishes.told(suggestion.mentor.application, terms.mentee),
                )
                for suggestion in shown
            ),
            carries=revision_read(draft) | {"considered": "yes"},
        )
    )


async def _as_read(turn: Turn, work: Work, application: Application) -> Proposal:
    """The selection as a member read it, when everybody in it can be asked still; else raises `Refusal`."""
    draft = await _draft(work, application)
    if draft is None or draft.revision != turn.number("revision"):
        raise Refusal(
            "The selection has changed since you opened it. Open it again to see it as it stands."
        )
    held = await proposals.candidates_of(work, draft.id)
    able = {candidate.id for candidate in await askable(turn, work, application, held)}
    gone = [
        await applications.by_id(work, candidate.mentor_application_id)
        for candidate in held
        if candidate.id not in able
    ]
    if gone:
        names = " and ".join(mentor.applicant for mentor in gone)
        raise Refusal(
            f"{names} can't be proposed any more. Look at the suggestions, and select again."
        )
    return draft


@propose.step("agree", Audience.UNCONFLICTED, about="application")
async def agree(turn: Turn, work: Work) -> Reply:
    """A member agrees to what another selected, having read it: on the questions they ticked themselves."""
    application = _to_be_matched(turn)
    draft = await _as_read(turn, work, application)
    if not turn.given("considered"):  # a button from before the questions were asked
        return Reply(
            then=Action(name="propose.consider", subject=turn.subject, answers=turn.answers)
        )
    answers = check((criteria_field(),), turn.answers)
    given = await proposals.approvals_of(work, draft.id)
    return await _agrees(turn, work, draft, answers, approvals=given)


@propose.step("take_back", Audience.UNCONFLICTED, about="application")
async def take_back(turn: Turn, work: Work) -> Reply:
    """A member takes back their word, until the mentee has acted on it (R3.4)."""
    application = turn.the(Application)
    live = await proposals.live_of(work, application.id)
    if live is None:
        raise Refusal(
            f"Nothing is proposed on {application.ref} just now, so there is nothing to take back."
        )
    return await takes_back(turn, work, await matters.locked(work, Proposal, live.id), application)
