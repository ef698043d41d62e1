"""Two begin, by whichever way: they are a partnership and are introduced; first talks for which no place is left end (R4.5)."""

from handlers.group.changed import application_changed
from handlers.kit.events import PairBegun
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message
from handlers.matching.requests import comes_to_nothing, settle_questions, talk_over
from scheme.application.application import Application
from scheme.matching.candidate import Candidate
from scheme.matching.choosing import Choice
from scheme.partnership.partnership import Partnership
from storage import applications
from storage.matching import proposals
from storage.work import Work


async def begin(
    moment: Moment, work: Work, *, choice: Choice, candidate: Candidate, mentor: Application
) -> None:
    """The two are a partnership, and are introduced."""
    mentee = choice.mentee
    await settle_questions(work, mentee, candidate)
    partnership = await work.add(
        Partnership.begin(candidate_id=candidate.id, mentee=mentee, mentor=mentor, now=moment.now)
    )
    if candidate.both_told:
        to_mentor = Message(text=f"You and {mentee.applicant} begin.", heading="Matched")
        to_mentee = Message(text=f"You and {mentor.applicant} begin.", heading="Matched")
    elif candidate.talk_by is None:
        to_mentor = Message(
            text=f"You have accepted {mentee.applicant}. Thank you.", heading="Accepted"
        )
        to_mentee = Message(text=f"{mentor.applicant} has accepted.", heading="Your choice is made")
    else:
        to_mentor = Message(
            text=f"{mentee.applicant} has chosen you after your first talk.", heading="Chosen"
        )
        to_mentee = Message(
            text=f"You have chosen {mentor.applicant}.", heading="Your choice is made"
        )
        await talk_over(moment, work, choice, candidate)
    key = f"candidate:{candidate.id}"
    await tell(work, mentor.person_id, to_mentor, key=key, notify=False)
    key = f"proposal:{candidate.proposal_id}"
    await tell(work, mentee.person_id, to_mentee, key=key, notify=False)
    await moment.happened(work, PairBegun(partnership=partnership))
    await application_changed(moment, work, mentee, note="Matched; the two have been introduced.")
    await _end_other_talks(moment, work, mentor)


async def _end_other_talks(moment: Moment, work: Work, mentor: Application) -> None:
    """With a mentor's last place gone, their other first talks end kindly; those mentees read what they have left."""
    talks = [each for each in await proposals.live_with(work, mentor.id) if each.is_in_talks]
    if not talks:
        return
    taken = (await applications.taken_places(work, [mentor.id])).get(mentor.id, frozenset())
    if len(taken) < mentor.capacity:
        return
    for waiting in talks:
        proposal, candidate = await proposals.request(work, waiting.id)
        if not candidate.is_in_talks:  # it ended while it was waited for
            continue
        mentee = await applications.by_id(work, proposal.application_id)
        candidate.release()
        closed = Message(
            text=f"Your last place is taken now, so there is nothing left to do about a first talk with {mentee.applicant}. "
            "They are told kindly.",
            heading="First talk over",
        )
        await tell(work, candidate.mentor_id, closed, key=f"candidate:{candidate.id}", notify=False)
        await comes_to_nothing(
            moment,
            work,
            proposal=proposal,
            candidate=candidate,
            mentee=mentee,
            news=f"{mentor.applicant}'s last place has just gone to somebody else. It says nothing about you.",
        )
