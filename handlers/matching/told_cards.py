"""What mentee and mentor read of a match that the organisers decided on (R4.1)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import HomeEntry
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.forms.shown import spoken
from scheme.matching.candidate import Candidate
from scheme.people import Role
from scheme.subject import Subject
from storage import applications, people
from storage.matching import proposals
from storage.work import Work


def to_read(candidate: Candidate, role: Role) -> Button:
    """Leads to the profile of the other, with what can be said to the match."""
    if role == "mentee":
        action = "choose.read"
        subject = Subject("proposal", candidate.proposal_id)
    else:
        action = "answer.read"
        subject = Subject("candidate", candidate.id)
    return Button(
        label="Read the profile", action=action, subject=subject, style="primary", opens=True
    )


def until(candidate: Candidate) -> str:
    """The last day on which either may say no, as it is written."""
    if candidate.answer_by:
        return spoken(candidate.answer_by)
    return ""


async def show_match(
    moment: Moment, work: Work, candidate: Candidate, mentee: Application, *, notify: bool = True
) -> None:
    """The cards of both: who the other is, and until when either may say no."""
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    terms = moment.definition.terms
    person = await people.by_id(work, mentee.person_id)
    silent = f"no reason is needed. Without a word from either of you by {until(candidate)}, you are introduced."
    to_mentor = Message(
        text=f"{terms.the_group_first} would like you to be {mentee.applicant}'s {terms.mentor}, who reads this too. "
        f"Either of you may say no; {silent}",
        buttons=(to_read(candidate, "mentor"),),
        heading=f"You and {mentee.applicant}",
    )
    to_mentee = Message(
        text=f"{person.greeted('Good news')}: {mentor.applicant} could be your {terms.mentor}, and reads this too. "
        f"Either of you may say no; {silent}",
        buttons=(to_read(candidate, "mentee"),),
        heading=f"You and {mentor.applicant}",
    )
    mentee_key = f"proposal:{candidate.proposal_id}"
    await tell(work, candidate.mentor_id, to_mentor, key=f"candidate:{candidate.id}", notify=notify)
    await tell(work, mentee.person_id, to_mentee, key=mentee_key, notify=notify)
    await application_changed(moment, work, mentee)


async def match_at_home(work: Work, candidate: Candidate, role: Role) -> HomeEntry:
    """The match on the home of the one or the other, until it is settled."""
    if role == "mentor":
        proposal = await proposals.of_candidate(work, candidate)
        name = (await people.by_id(work, proposal.mentee_id)).name
        said = candidate.mentor_fine_at
    else:
        name = (await people.by_id(work, candidate.mentor_id)).name
        said = candidate.mentee_fine_at
    if said:
        text = "You said yes. You are introduced once both have, or after that day."
        rank = 1
    else:
        text = "Say yes, or that you would rather not; without a word from either you are introduced then."
        rank = 0
    return HomeEntry(
        headline=f"You and {name}: a match, unless either says no by {until(candidate)}",
        text=text,
        rank=rank,
        primary=to_read(candidate, role),
        by=candidate.answer_by,
    )
