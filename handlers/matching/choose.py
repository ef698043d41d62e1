"""Choosing: the mentee reads profiles, chooses one, asks for others or asks a question first (R4.1, R4.2, R4.4)."""

from collections.abc import Sequence

from handlers.forms.profiles import links, profile
from handlers.group import missed
from handlers.group.changed import application_changed
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Form, Message, Part, Prose, Reply, View
from handlers.matching import talk_options
from handlers.matching.requests import (
    askable,
    back_to_group,
    carry_out,
    choice_of,
    chosen_otherwise,
    comes_to_nothing,
)
from handlers.matching.told_cards import match_at_home
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import Choice
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.matching.ways import way_of
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import capital, counted, days_left, several
from storage import applications, files, people
from storage.matching import proposals, register, shortlists
from storage.work import Work

choose = Conversation(name="choose")

NO_CHOICE = "No choice yet; a friendly word may help."


def _others(definition: Definition) -> LongText:
    return LongText(
        key="reason",
        label="What would suit you better?",
        help=f"Optional. {definition.terms.the_group_first} alone reads it; the {several(definition.terms.mentor)} never learn of it.",
        required=False,
        most=2000,
    )


@choose.step("options", Audience.ANYONE, reads=True, by_phone="", in_chat=True)
async def find_options(turn: Turn, work: Work) -> Reply:
    """ShowStep a mentee to their options, wherever these stand."""
    mine = await applications.open_of(work, turn.definition.key, turn.person.id, "mentee")
    if mine:
        proposal = await proposals.live_of(work, mine.id)
    else:
        proposal = None
    if proposal is None or proposal.state == ProposalProgress.DRAFT:
        shortlist = await shortlists.of(work, mine.id) if mine else None
        if shortlist is not None and shortlist.is_open:
            return Reply(
                then=Action(name="choices.list", subject=Subject("shortlist", shortlist.id))
            )
        return Reply(then=Action(name="applied.status"))
    return Reply(then=Action(name="choose.read", subject=Subject("proposal", proposal.id)))


@choose.step("read", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def read(turn: Turn, work: Work) -> Reply:
    """The profiles of the mentors proposed, each with Choose."""
    proposal = turn.the(Proposal)
    definition = turn.definition
    if proposal.state == ProposalProgress.DRAFT:
        raise Refusal("There are no options to read yet. Say status to see when you'll hear.")
    candidates = await proposals.candidates_of(work, proposal.id)
    if any(candidate.both_told for candidate in candidates):
        return Reply(then=Action(name="told.mentee", subject=turn.subject))
    if proposal.state != ProposalProgress.OFFERED:
        return await _already_chosen(turn, work, candidates)
    mentee = turn.the(Application)
    able = await askable(turn, work, mentee, candidates)
    cards: list[Part]
    if way_of(proposal).talks_first:
        choice = await choice_of(turn, work, proposal, mentee)
        cards = await talk_options.cards(turn, work, choice, able)
        text = talk_options.introduction(definition, choice)
    else:
        known = await people.by_ids(work, {asked.mentor_id for asked in able})
        cards = []
        for asked in able:
            cards += await _profile(turn, work, asked, known[asked.mentor_id].picture)
        text = "Nobody here knows of it until you choose. If none suits you, say so: we look again, and nobody minds."
    if len(able) < sum(candidate.state == Word.PROPOSED for candidate in candidates):
        text = f"Since we wrote, somebody has been asked by another or is away, so this list is shorter. {text}"
    buttons = (
        Button(label="Ask for others", action="choose.others", subject=turn.subject, opens=True),
        Button(
            label="Ask a question first",
            action="question.to_group",
            subject=turn.subject,
            opens=True,
        ),
    )
    title = f"{capital(several(definition.terms.mentor))} to consider"
    return Reply(window=View(title=title, parts=(Prose(text), *cards), buttons=buttons))


async def _profile(turn: Turn, work: Work, candidate: Candidate, picture: str) -> list[Part]:
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    label = f"Choose {mentor.applicant}"
    chosen = {"candidate": str(candidate.id)}
    choose_them = Button(
        label=label,
        action="choose.chosen",
        subject=turn.subject,
        answers=chosen,
        style="primary",
        opens=True,
    )
    held = await files.in_application(work, mentor)
    card = profile(turn.definition, mentor, choose_them, files=held, picture=picture)
    return [card, *links(turn.definition, mentor)]


async def _already_chosen(turn: Turn, work: Work, candidates: Sequence[Candidate]) -> Reply:
    for candidate in candidates:
        if candidate.state in (Word.ASKED, Word.ACCEPTED) and candidate.answer_by:
            mentor = await applications.by_id(work, candidate.mentor_application_id)
            if candidate.state == Word.ASKED:
                state = f"Asked; answer by {spoken(candidate.answer_by)}."
            else:
                state = "Has accepted."
            held = await files.in_application(work, mentor)
            person = await people.by_id(work, mentor.person_id)
            card = profile(turn.definition, mentor, files=held, picture=person.picture)
            change = (_change(candidate),) if candidate.state == Word.ASKED else ()
            return Reply(
                window=View(
                    title=f"You chose {mentor.applicant}",
                    parts=(Prose(state), card, *links(turn.definition, mentor)),
                    buttons=change,
                )
            )
    raise Refusal("These options are no longer open. Your home shows where things stand.")


def _change(candidate: Candidate) -> Button:
    asked = {"candidate": str(candidate.id)}
    return Button(
        label="Change choice",
        action="choose.change",
        subject=Subject("proposal", candidate.proposal_id),
        answers=asked,
        opens=True,
    )


@choose.step("change", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def ask_to_change(turn: Turn, work: Work) -> Reply:
    """Asks before a request is taken back."""
    candidate = await _request(turn, work)
    name = (await people.by_id(work, candidate.mentor_id)).name
    if candidate.state == Word.APPROACHED:
        then = "What else you have open goes on."
    else:
        then = "Your other options open again, or we look for others."
    text = f"{name} is told kindly, without a reason. {then}"
    yes = Button(
        label="Take it back",
        action="choose.changed",
        subject=turn.subject,
        answers={"candidate": str(candidate.id)},
        style="danger",
    )
    return Reply(
        window=View(
            title=f"Take back your request to {name}?", parts=(Prose(text),), buttons=(yes,)
        )
    )


async def _request(turn: Turn, work: Work) -> Candidate:
    """The request that waits for an answer. Raises `Refusal` once it does not."""
    choice = await choice_of(turn, work, turn.the(Proposal), turn.the(Application))
    if any(candidate.both_told for candidate in choice.candidates):
        raise Refusal("You were both told of this match. Open it to say what you think of it.")
    return choice.request(CandidateId(turn.number("candidate")))


@choose.step("changed", Audience.PARTY, about="proposal", by_phone="you took your request back")
async def change(turn: Turn, work: Work) -> Reply:
    """The mentee takes a request back: the mentor is told kindly, and their place is free at once (R4.4)."""
    candidate = await _request(turn, work)
    mentee = turn.the(Application)
    candidate.take_back(turn.now)
    name = (await people.by_id(work, candidate.mentor_id)).name
    await tell(work, candidate.mentor_id, chosen_otherwise(mentee), key=f"candidate:{candidate.id}")
    news = f"Your request to {name} is taken back."
    await comes_to_nothing(
        turn, work, proposal=turn.the(Proposal), candidate=candidate, mentee=mentee, news=news
    )
    return Reply()


@choose.step("others", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def ask_for_others(turn: Turn, work: Work) -> Reply:
    """Asks what would suit better, if the mentee likes to say."""
    turn.the(Proposal).must_be_open_to_choice()
    return Reply(
        window=Form(
            title="Ask for others",
            action="choose.wants_others",
            fields=(_others(turn.definition),),
            submit="Ask for others",
            subject=turn.subject,
        )
    )


@choose.step(
    "wants_others", Audience.PARTY, about="proposal", by_phone="you asked for other options"
)
async def wants_others(turn: Turn, work: Work) -> Reply:
    """Back to the Group, with the reason for it alone; none of the mentors learns of it."""
    proposal = turn.the(Proposal)
    proposal.must_be_open_to_choice()
    reason = check((_others(turn.definition),), turn.answers)["reason"]
    choice = await choice_of(turn, work, proposal, turn.the(Application))
    outcome = choice.come_to_nothing(turn.now, reason=str(reason) if reason else None)
    await carry_out(turn, work, choice, outcome)
    note = f"The {turn.definition.terms.mentee} asks for other options."
    await back_to_group(turn, work, choice=choice, news="Of course.", note=note)
    return Reply()


@choose.when("proposal", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """A mentee has not chosen yet; while they wait for an answer themselves, it is the Group that is reminded."""
    proposal = moment.the(Proposal)
    mentee = moment.the(Application)
    terms = moment.definition.terms
    day = proposal.choose_by or moment.today
    until = f"until {spoken(day)}, {days_left(day, moment.today)}"
    text = (
        f"Your options are still here, when you have a quiet moment. They stay open {until}. You can also ask for others, "
        "or ask a question first."
    )
    if waits := (await register.pending(work, mentee)).question_for_group:
        text = f"I have reminded {terms.the_group} of your question. Your options stay open meanwhile, {until}."
        note = f"The {terms.mentee}'s question still waits for an answer, {days_left(day, moment.today)} to choose."
        await application_changed(moment, work, mentee, note=note)
    message = Message(
        text=text,
        buttons=(
            Button(
                label="Read profiles",
                action="choose.read",
                subject=moment.subject,
                style="primary",
                opens=True,
            ),
        ),
        heading="Your question still waits" if waits else "Options waiting for you",
    )
    await tell(work, proposal.mentee_id, message, key=f"proposal:{proposal.id}")


@choose.when("proposal", "unchosen")
async def unchosen(moment: Moment, work: Work) -> None:
    """No choice was made in time: the options stay open, which the mentee hears; the Group is told."""
    proposal = moment.the(Proposal)
    mentee = moment.the(Application)
    waits = (await register.pending(work, mentee)).question_for_group
    then = "If none of them suits, ask for others, or talk it over with somebody."
    if waits:
        then = f"Your question has no answer yet, sorry; to ask a person: {missed.somebody(moment.definition)}."
    message = Message(
        text=f"The day to choose by has passed, and nothing is lost: your options stay open, and I won't remind you again. {then}",
        buttons=(
            Button(
                label="Read profiles",
                action="choose.read",
                subject=moment.subject,
                style="primary",
                opens=True,
            ),
            Button(
                label="Ask for others", action="choose.others", subject=moment.subject, opens=True
            ),
            PEOPLE,
        ),
        heading="Your options stay open",
    )
    await tell(work, proposal.mentee_id, message, key=f"proposal:{proposal.id}")
    if waits:
        note = "No choice yet, and a question that waits for your answer."
    else:
        note = NO_CHOICE
    await application_changed(moment, work, mentee, note=note)


def _of_talks(
    definition: Definition, choice: Choice, count: int, others: tuple[Button, ...]
) -> HomeEntry:
    """The options of a mentee who talks first: they wait for the mentee while nobody has been asked."""
    headline, text = talk_options.on_home(definition, choice, count)
    by = choice.proposal.choose_by
    if by:
        text = f"{text} Open until {spoken(by)}."
    read_them = Button(
        label="Read profiles",
        action="choose.read",
        subject=Subject("proposal", choice.proposal.id),
        style="primary",
        opens=True,
    )
    rank = 1 if any(candidate.is_in_talks for candidate in choice.candidates) else 0
    return HomeEntry(
        headline=headline, text=text, rank=rank, primary=read_them, others=others, by=by
    )


@choose.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """A mentee's options, or whom they asked."""
    mine = await applications.open_of(work, turn.definition.key, turn.person.id, "mentee")
    if mine:
        proposal = await proposals.live_of(work, mine.id)
    else:
        proposal = None
    if mine is None or proposal is None or proposal.state == ProposalProgress.DRAFT:
        return []
    subject = Subject("proposal", proposal.id)
    terms = turn.definition.terms
    candidates = await proposals.candidates_of(work, proposal.id)
    others = (
        Button(label="Ask for others", action="choose.others", subject=subject, opens=True),
        Button(
            label="Ask a question first", action="question.to_group", subject=subject, opens=True
        ),
    )
    if proposal.state == ProposalProgress.OFFERED:
        count = len(await askable(turn, work, mine, candidates))
        if way_of(proposal).talks_first:
            choice = await choice_of(turn, work, proposal, mine)
            return [_of_talks(turn.definition, choice, count, others)]
        if count:
            headline = f"{counted(count, terms.mentor)} to consider"
        else:
            headline = "Nobody left to choose from"
        until = "Choose, or ask for others, when you are ready."
        by = proposal.choose_by
        if by and turn.today <= by:
            until = f"Open until {spoken(by)}."
        if count:
            text = f"Nobody is asked until you choose. {until}"
        else:
            text = "Ask for others, and we look again."
        read_them = Button(
            label="Read profiles",
            action="choose.read",
            subject=subject,
            style="primary",
            opens=True,
        )
        return [
            HomeEntry(headline=headline, text=text, rank=0, primary=read_them, others=others, by=by)
        ]
    candidate = next((c for c in candidates if c.state == Word.ASKED), None)
    if candidate is None or candidate.answer_by is None:
        return []
    if candidate.both_told:
        return [await match_at_home(work, candidate, "mentee")]
    name = (await people.by_id(work, candidate.mentor_id)).name
    text = f"You asked {name}, who has until {spoken(candidate.answer_by)}. You'll hear either way."
    see = Button(
        label="View profile", action="choose.read", subject=subject, style="primary", opens=True
    )
    return [
        HomeEntry(
            headline=f"{name} has been asked",
            text=text,
            rank=1,
            primary=see,
            others=(_change(candidate),),
            by=candidate.answer_by,
        )
    ]
