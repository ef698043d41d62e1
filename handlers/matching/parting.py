"""After a first talk: either steps back without blame, or the mentee chooses, and the others are told kindly (R4.1, R4.4)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Prose, Reply, View
from handlers.matching.beginning import begin
from handlers.matching.requests import carry_out, comes_to_nothing
from handlers.matching.talk_sides import close_talk, side_of, sides_of
from scheme.audience import Audience
from scheme.matching.choosing import hold
from scheme.matching.proposal import Proposal
from scheme.subject import Subject
from storage import applications
from storage.work import Work

parting = Conversation(name="talk")


@parting.step("step_back", Audience.PARTY, about=("proposal", "candidate"), opens=True, by_phone="")
async def ask_to_step_back(turn: Turn, work: Work) -> Reply:
    """Asks before somebody steps back."""
    _, side = await side_of(turn, work)
    name = side.partner.name
    if side.is_mentee:
        then = "What else you have open goes on."
    else:
        then = "Your place stays open."
    text = f"{name} is told kindly, without a reason, and nobody asks you for one. {then}"
    yes = side.button("Step back", "talk.stepped_back", style="danger")
    back = side.button("Keep it", "talk.read", opens=True)
    return Reply(
        window=View(title=f"Step back from {name}?", parts=(Prose(text),), buttons=(yes, back))
    )


@parting.step(
    "stepped_back",
    Audience.PARTY,
    about=("proposal", "candidate"),
    by_phone="you stepped back from a first talk",
)
async def step_back(turn: Turn, work: Work) -> Reply:
    """Somebody would rather not go on: the other hears so kindly, and neither who nor why is kept."""
    choice, side = await side_of(turn, work)
    mentee, mentor = await sides_of(work, side.candidate, choice.mentee)
    side.candidate.part()
    if side.is_mentee:
        news = f"You have stepped back from {mentee.partner.name}, who is told kindly."
        text = (
            f"{mentor.partner.name} would rather not go on with you after all. It says nothing about you. Thank you for "
            "your time; your place is open, and nothing is needed."
        )
    else:
        news = f"{mentee.partner.name} would rather not go on after all. It says nothing about you."
        text = f"Thank you for saying so. {mentor.partner.name} is told kindly. Your place is open."
    await close_talk(work, mentor, text, notify=side.is_mentee)
    await comes_to_nothing(
        turn,
        work,
        proposal=turn.the(Proposal),
        candidate=side.candidate,
        mentee=choice.mentee,
        news=news,
    )
    return Reply()


@parting.step("choose", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def ask_to_choose(turn: Turn, work: Work) -> Reply:
    """Asks before a mentee decides for somebody they talked with."""
    _, side = await side_of(turn, work)
    name = side.theirs.applicant
    text = (
        f"You and {name} begin at once, and both of you are told. Whomever else you asked or talked with is told kindly that "
        "you have found somebody."
    )
    yes = side.button(f"Choose {name}", "talk.chosen", style="primary")
    not_yet = Button(
        label="Not yet",
        action="choose.read",
        subject=Subject("proposal", side.candidate.proposal_id),
        opens=True,
    )
    return Reply(window=View(title=f"Choose {name}?", parts=(Prose(text),), buttons=(yes, not_yet)))


@parting.step("chosen", Audience.PARTY, about="proposal", by_phone="you chose your mentor")
async def chosen(turn: Turn, work: Work) -> Reply:
    """The mentee decides: the place is taken in turn, the two begin at once, the others are told (R4.3).

    Where the mentor's last place has gone to another, nothing happens and the mentee is told so.
    """
    choice, side = await side_of(turn, work)
    # Two mentees may choose the last place at once: the mentor's row is theirs in turn, and the second sees it taken.
    mentor = await applications.lock_mentor(work, side.candidate.mentor_application_id)
    taken = (await applications.taken_places(work, [mentor.id])).get(mentor.id, frozenset())
    place = hold(candidate=side.candidate, mentor=mentor, taken=taken, now=turn.now)
    outcome = choice.settle(side.candidate, turn.now)
    await work.add(place)
    await carry_out(turn, work, choice, outcome)
    await begin(turn, work, choice=choice, candidate=side.candidate, mentor=mentor)
    return Reply()
