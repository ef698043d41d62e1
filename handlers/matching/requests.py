"""Options and requests as they come and go: who can be asked, what mentee and mentor read, what follows a no (R4.2–R4.4)."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.group.changed import application_changed
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from handlers.matching.told_cards import show_match
from scheme.application.application import Application
from scheme.application.question import Question
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import Choice, Next, Outcome, approach, ask
from scheme.matching.proposal import Proposal
from scheme.matching.ranking import Mentee, suggest
from scheme.matching.ways import way_of
from scheme.people import Person
from scheme.subject import Subject
from scheme.wording import a, capital, counted
from storage import applications, people
from storage.matching import proposals, register, shortlists
from storage.work import Work


async def askable(
    moment: Moment, work: Work, mentee: Application, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Those proposed who could be asked now: on the register still, with a place, not away, not kept apart since."""
    proposed = [candidate for candidate in candidates if candidate.state == Word.PROPOSED]
    offers = [await applications.by_id(work, option.mentor_application_id) for option in proposed]
    mentors = await register.mentors(work, moment.definition, offers, mentee_id=mentee.person_id)
    person = await people.by_id(work, mentee.person_id)
    found = suggest(
        moment.definition, Mentee(application=mentee, person=person), mentors, moment.today
    ).ranked
    able = {suggestion.mentor.application.id for suggestion in found}
    return [option for option in proposed if option.mentor_application_id in able]


# What the two read


def options(definition: Definition, person: Person, count: int, proposal: Proposal) -> Message:
    """The mentee has mentors to consider."""
    mentors = counted(count, definition.terms.mentor)
    if proposal.choose_by:
        by = f" Take your time, until {spoken(proposal.choose_by)}."
    else:
        by = ""
    text = f"{person.addressed('we have news')}: {mentors} might suit you. "
    text += f"Nobody is asked until you choose, and you can ask for others.{by}"
    return Message(
        text=text, buttons=(_profiles(proposal),), heading=f"{capital(mentors)} to consider"
    )


def _profiles(proposal: Proposal) -> Button:
    return Button(
        label="Read profiles",
        action="choose.read",
        subject=Subject("proposal", proposal.id),
        style="primary",
        opens=True,
    )


async def show_request(
    moment: Moment, work: Work, candidate: Candidate, mentee: Application, *, notify: bool = True
) -> None:
    """Both cards of a request: the mentor's, and the mentee's with the day by which they hear."""
    if candidate.both_told:
        await show_match(moment, work, candidate, mentee, notify=notify)
        return
    if candidate.answer_by:
        by = spoken(candidate.answer_by)
    else:
        by = ""
    term = moment.definition.terms.mentee
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    is_talk = candidate.state == Word.APPROACHED
    if is_talk:
        wish = "would like a first talk with you, which binds neither of you"
    else:
        wish = f"would like to work with you as {a(term)}"
    asks = Message(
        text=f"{mentee.applicant} {wish}. An answer by {by} would be kind. "
        "No is fine and needs no reason.",
        buttons=(
            Button(
                label="Read the request",
                action="answer.read",
                subject=Subject("candidate", candidate.id),
                style="primary",
                opens=True,
            ),
        ),
        heading=f"{capital(a(term))} asks",
    )
    await tell(work, candidate.mentor_id, asks, key=f"candidate:{candidate.id}", notify=notify)
    see = Button(
        label="View profile",
        action="choose.read",
        subject=Subject("proposal", candidate.proposal_id),
        opens=True,
    )
    if is_talk:
        text = (
            f"{mentor.applicant} has been asked for a first talk, and has until {by}. You'll hear either way. "
            "Meanwhile you can ask others."
        )
        asked = Message(
            text=text,
            buttons=(see, take_back(candidate)),
            heading=f"First talk with {mentor.applicant}",
        )
        key = f"candidate:{candidate.id}"
    else:
        text = f"{mentor.applicant} has been asked, and has until {by}. You'll hear either way."
        asked = Message(text=text, buttons=(see,), heading="Your choice is made")
        key = f"proposal:{candidate.proposal_id}"
    await tell(work, mentee.person_id, asked, key=key, notify=notify)
    await application_changed(moment, work, mentee)


def take_back(candidate: Candidate) -> Button:
    """For a mentee who has asked somebody for a first talk, and no longer would like it."""
    return Button(
        label="Take it back",
        action="choose.change",
        subject=Subject("proposal", candidate.proposal_id),
        answers={"candidate": str(candidate.id)},
        opens=True,
    )


def not_needed(candidate: Candidate, mentee: Application) -> Message:
    """A mentor who was asked, or has talked, reads that the mentee has gone another way."""
    if candidate.talk_by is None:
        return chosen_otherwise(mentee)
    text = (
        f"{mentee.applicant} goes another way now. Thank you for your time, which helped them to find out. "
        "Your place is open, and nothing is needed."
    )
    return Message(text=text, heading="First talk over")


def chosen_otherwise(mentee: Application) -> Message:
    """A mentor who was asked reads that they are not needed."""
    text = f"{mentee.applicant} has chosen another way. Your place is open again, and nothing is needed. Thank you."
    return Message(text=text, heading="Request closed")


def question_waits(who: str, asked: Question) -> Message:
    """Somebody has a question, which their reader alone opens."""
    return Message(
        text=f"{who} has a question for you. An answer helps things along; a sentence is enough.",
        buttons=(
            Button(
                label="Read and answer",
                action="question.answer",
                subject=Subject("question", asked.id),
                style="primary",
                opens=True,
            ),
        ),
        heading="A question for you",
    )


def question_still_waits(who: str, asked: Question, left: str) -> Message:
    """A reminder of it. `left` is the day by which a mentor decides, and how long that is."""
    return replace(
        question_waits(who, asked),
        text=f"{who} still hopes for a sentence from you, to decide by {left}.",
    )


# What follows


async def choice_of(moment: Moment, work: Work, proposal: Proposal, mentee: Application) -> Choice:
    """A proposal as a whole: with the mentors in it, and the application it is for."""
    candidates = await proposals.candidates_of(work, proposal.id)
    shortlist = None
    if way_of(proposal).opens_list:
        shortlist = await shortlists.of(work, mentee.id)
    picked = await shortlists.picks_of(work, shortlist)
    return Choice(
        definition=moment.definition,
        mentee=mentee,
        proposal=proposal,
        candidates=candidates,
        shortlist=shortlist,
        chosen=[pick.mentor_application_id for pick in picked],
    )


async def carry_out(
    moment: Moment, work: Work, choice: Choice, outcome: Outcome, *, over: Message | None = None
) -> None:
    """What every way to a mentor shares: who is no longer needed is told kindly, who is to be asked is asked.

    `over` is what the former read; unless told, that the mentee has chosen another way.
    """
    for candidate in outcome.released:
        told = over or not_needed(candidate, choice.mentee)
        await tell(work, candidate.mentor_id, told, key=f"candidate:{candidate.id}")
        await free(moment, work, candidate, choice.mentee)
        await talk_over(moment, work, choice, candidate)
    for candidate in outcome.ask:
        await _ask(moment, work, choice, candidate, both=outcome.next == Next.BOTH)
    for candidate in outcome.approach:
        await _approach(moment, work, choice, candidate)


async def _ask(
    moment: Moment, work: Work, choice: Choice, candidate: Candidate, *, both: bool
) -> None:
    # Two mentees may choose the last place at once: the mentor's row is theirs in turn, and the second sees it taken.
    mentor = await applications.lock_mentor(work, candidate.mentor_application_id)
    taken = (await applications.taken_places(work, [mentor.id])).get(mentor.id, frozenset())
    able = bool(await askable(moment, work, choice.mentee, [candidate]))
    place = ask(
        choice,
        candidate=candidate,
        mentor=mentor,
        taken=taken,
        able=able,
        now=moment.now,
        both=both,
    )
    await work.add(place)
    await work.flush()
    await show_request(moment, work, candidate, choice.mentee)


async def _approach(moment: Moment, work: Work, choice: Choice, candidate: Candidate) -> None:
    # Nine mentees may want a talk with the same mentor at once: each is counted in turn.
    mentor = await applications.lock_mentor(work, candidate.mentor_application_id)
    taken = (await applications.taken_places(work, [mentor.id])).get(mentor.id, frozenset())
    able = bool(await askable(moment, work, choice.mentee, [candidate]))
    talks = (await proposals.talks_with(work, [mentor.id])).get(mentor.id, 0)
    approach(
        choice,
        candidate=candidate,
        mentor=mentor,
        taken=taken,
        talks=talks,
        able=able,
        now=moment.now,
    )
    await work.flush()
    await show_request(moment, work, candidate, choice.mentee)


async def talk_over(moment: Moment, work: Work, choice: Choice, candidate: Candidate) -> None:
    """Nothing is left to do about a first talk on the card that its mentee has of it."""
    if way_of(choice.proposal).talks_first and candidate.asked_at is not None:
        name = (await people.by_id(work, candidate.mentor_id)).name
        closed = Message(
            text="This is settled. Your home shows where things stand.",
            heading=f"First talk with {name}",
        )
        key = f"candidate:{candidate.id}"
        await tell(work, choice.mentee.person_id, closed, key=key, notify=False)


async def comes_to_nothing(
    moment: Moment,
    work: Work,
    proposal: Proposal,
    candidate: Candidate,
    mentee: Application,
    news: str = "",
    note: str = "Nobody is left to choose from; please look again.",
) -> None:
    """A request is over without a yes: the other options are open again, or the Group looks anew (R4.3).

    `news` is what the mentee reads of it; unless told, that the mentor can't take it on. `note` is for the Group, where
    it looks anew.
    """
    await free(moment, work, candidate, mentee)
    await work.flush()
    name = (await people.by_id(work, candidate.mentor_id)).name
    news = news or f"{name} can't take this on just now. It says nothing about you."
    choice = await choice_of(moment, work, proposal, mentee)
    left = await askable(moment, work, mentee, choice.candidates)
    outcome = way_of(proposal).go_on(choice, able=left, now=moment.now)
    await carry_out(moment, work, choice, outcome)
    await talk_over(moment, work, choice, candidate)
    if outcome.next == Next.GROUP:
        await back_to_group(
            moment,
            work,
            choice=choice,
            news=news,
            note=note,
        )
    elif outcome.next == Next.MENTEE:
        await _open_again(moment, work, choice=choice, news=news, left=left)


async def _open_again(
    moment: Moment, work: Work, choice: Choice, news: str, left: Sequence[Candidate]
) -> None:
    """The mentee has the other options."""
    proposal = choice.proposal
    mentee = choice.mentee
    await work.flush()
    if len(left) == 1:
        still = "Your other option is"
    else:
        still = f"Your {len(left)} other options are"
    if proposal.choose_by:
        until = f" until {spoken(proposal.choose_by)}"
    else:
        until = ""
    text = f"{news} {still} open{until}, and you can ask for others."
    if running := sum(candidate.is_in_talks for candidate in choice.candidates):
        text = f"{news} {counted(running, 'other first talk')} of yours can go on"
        if left:
            text += f", and {counted(len(left), 'other option')} can be asked"
        text += ". You can also ask for others."
    message = Message(text=text, buttons=(_profiles(proposal),), heading="Another choice")
    await tell(work, mentee.person_id, message, key=f"proposal:{proposal.id}")
    await application_changed(moment, work, mentee)


async def back_to_group(moment: Moment, work: Work, choice: Choice, news: str, note: str) -> None:
    """Nothing came of a proposal: the Group looks anew, and the mentee hears by when."""
    mentee = choice.mentee
    await work.flush()
    text = f"{news} {moment.definition.terms.the_group_first} looks again, and you'll hear by {spoken(mentee.answer_by)}."
    await tell(
        work,
        mentee.person_id,
        Message(text=text, heading="Looking again"),
        key=f"proposal:{choice.proposal.id}",
    )
    await application_changed(moment, work, mentee, note=note)


async def free(moment: Moment, work: Work, candidate: Candidate, mentee: Application) -> None:
    """A request is over: its place is free at once, and questions about it need no answer."""
    place = await proposals.place_of(work, candidate.id)
    if place is not None:
        place.release(moment.now)
    await settle_questions(work, mentee, candidate)


async def settle_questions(
    work: Work, application: Application, about: Candidate | None = None
) -> None:
    """Questions about an application, or about one request of it, need no answer any more: their cards say so."""
    told = Message(
        text="This question needs no answer any more. Thank you all the same.",
        heading="A question for you",
    )
    for asked in await applications.questions_on(work, application.id):
        if (
            asked.to_id
            and asked.answered_at is None
            and (about is None or asked.candidate_id == about.id)
        ):
            await tell(work, asked.to_id, told, key=f"question:{asked.id}", notify=False)
