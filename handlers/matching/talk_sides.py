"""A first talk as either of the two sees it: whose it is, with whom, and the cards that both have of it (R4.1)."""

from dataclasses import dataclass
from typing import Literal

from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message
from handlers.matching.requests import choice_of
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import Choice
from scheme.matching.proposal import Proposal
from scheme.people import Person, Role
from scheme.subject import Subject
from storage import applications, people
from storage.matching import proposals
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class TalkSide:
    """One of the two, and their first talk. The mentee's buttons are about the proposal, the mentor's about the request."""

    role: Role  # of whoever looks at it
    candidate: Candidate
    me: Person
    partner: Person
    theirs: Application  # the partner's

    @property
    def is_mentee(self) -> bool:
        """Whether it is the mentee who looks at it."""
        return self.role == "mentee"

    @property
    def key(self) -> str:
        """Of the card that each of the two has of it."""
        return f"candidate:{self.candidate.id}"

    def button(
        self,
        label: str,
        action: str,
        *,
        style: Literal["plain", "primary", "danger"] = "plain",
        opens: bool = False,
    ) -> Button:
        """A button about this talk, as this side may press it."""
        if self.is_mentee:
            subject = Subject("proposal", self.candidate.proposal_id)
            answers = {"candidate": str(self.candidate.id)}
        else:
            subject = Subject("candidate", self.candidate.id)
            answers = {}
        return Button(
            label=label, action=action, subject=subject, answers=answers, style=style, opens=opens
        )

    def steps(self) -> tuple[Button, ...]:
        """What this side can do about it now, the likeliest first."""
        back = self.button("I'd rather not go on", "talk.step_back", opens=True)
        choose = self.button(f"Choose {self.theirs.applicant}", "talk.choose", opens=True)
        if self.candidate.state == Word.TALKED:
            return (choose, back) if self.is_mentee else (back,)
        talked = self.button("We have talked", "talk.talked", style="primary")
        later = self.button("Not yet, but we will", "talk.later")
        if self.is_mentee:
            return talked, back, later, choose
        return talked, back, later

    def reach(self) -> Button:
        """Opens how the other is reached."""
        return self.button("How to reach them", "talk.read", style="primary", opens=True)


async def sides_of(
    work: Work, candidate: Candidate, mentee: Application
) -> tuple[TalkSide, TalkSide]:
    """The mentee's side of a first talk, and the mentor's."""
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    known = await people.by_ids(work, {mentee.person_id, mentor.person_id})
    two = (known[mentee.person_id], known[mentor.person_id])
    return (
        TalkSide(role="mentee", candidate=candidate, me=two[0], partner=two[1], theirs=mentor),
        TalkSide(role="mentor", candidate=candidate, me=two[1], partner=two[0], theirs=mentee),
    )


async def side_of(turn: Turn, work: Work) -> tuple[Choice, TalkSide]:
    """The first talk that a turn is about, as whoever takes it sees it. Raises `Refusal` where there is none."""
    proposal = turn.the(Proposal)
    choice = await choice_of(turn, work, proposal, turn.the(Application))
    if turn.subject.kind == "candidate":
        asked = turn.the(Candidate)
    else:
        asked = choice.option(CandidateId(turn.number("candidate")))
    asked.must_talk()
    mentee, mentor = await sides_of(work, asked, choice.mentee)
    return choice, mentee if turn.subject.kind == "proposal" else mentor


async def every_side(turn: Turn, work: Work) -> list[TalkSide]:
    """The first talks that somebody is in, as a mentee and as a mentor."""
    key = turn.definition.key
    found: list[TalkSide] = []
    mine = await applications.open_of(work, key, turn.person.id, "mentee")
    proposal = await proposals.live_of(work, mine.id) if mine else None
    if mine and proposal:
        for candidate in await proposals.candidates_of(work, proposal.id):
            if candidate.is_talking:
                found.append((await sides_of(work, candidate, mine))[0])
    for asked, candidate in await proposals.talks_of(work, key, turn.person.id):
        mentee = await applications.by_id(work, asked.application_id)
        found.append((await sides_of(work, candidate, mentee))[1])
    return found


def who_writes(definition: Definition, side: TalkSide) -> str:
    """Who of the two writes first: "You write first"."""
    first = definition.choosing.first_contact
    if first not in ("mentee", "mentor"):
        return "Either of you writes first"
    if first == side.role:
        return "You write first"
    return f"{side.partner.short_name} writes first"


def by_when(candidate: Candidate) -> str:
    """The day that a first talk has now, in words."""
    day = candidate.decide_by if candidate.state == Word.TALKED else candidate.talk_by
    return spoken(day) if day else ""


async def show_talk(
    moment: Moment, work: Work, side: TalkSide, text: str, *, notify: bool = True
) -> None:
    """The card that one of the two has of a first talk that goes on."""
    told = Message(
        text=text,
        buttons=(side.reach(), *side.steps()[:2]),
        heading=f"First talk with {side.partner.name}",
    )
    await tell(work, side.me.id, told, key=side.key, notify=notify)


async def close_talk(work: Work, side: TalkSide, text: str, *, notify: bool = True) -> None:
    """The card that one of the two has of a first talk that is over."""
    told = Message(text=text, heading=f"First talk with {side.partner.name}")
    await tell(work, side.me.id, told, key=side.key, notify=notify)


def begun_text(moment: Moment, side: TalkSide) -> str:
    """What both read once a mentor has said yes to a first talk."""
    if side.is_mentee:
        yes = f"{side.partner.name} would like to talk with you."
    else:
        yes = f"Thank you. {side.partner.name} hears that you would like to talk."
    return (
        f"{yes} {who_writes(moment.definition, side)}: a short hello and two dates for half an hour are enough. "
        f"After {by_when(side.candidate)} I ask whether you have talked."
    )


async def talk_begins(moment: Moment, work: Work, choice: Choice, candidate: Candidate) -> None:
    """A mentor would like a first talk: each of the two finds how to reach the other, and by when I ask."""
    for side in await sides_of(work, candidate, choice.mentee):
        await show_talk(moment, work, side, begun_text(moment, side), notify=side.is_mentee)
