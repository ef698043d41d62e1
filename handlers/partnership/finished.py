"""Finished: what the two did together, what can be saved of it, and what comes next; for each of them alone (R5.4)."""

from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation
from handlers.kit.reading import listed
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Card, Facts, Part, Prose, Reply, View
from handlers.partnership import certificate, closing, thanking
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.learning.shelves import resources_for
from scheme.meeting.reflection import duration
from scheme.partnership.ending import Ending
from scheme.partnership.goal import GoalProgress
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal
from scheme.wording import counted
from storage import agreements, partnerships, people, surveys
from storage.plans import subject_of
from storage.work import Work

finished = Conversation(name="end")

# What whoever ended it reads of that; the partner is not to guess the way.
OWN = {
    Ending.COMPLETED: "The two of you did what you set out to do. Thank you for the time you gave it.",
    Ending.AGREED: "You stopped when it was right for you both. What you did until then counts.",
    Ending.CHANGED: "Life changed, and it was right to say so. What you did until then counts.",
    Ending.NOT_WORKING: "Not every match fits, and nobody is to blame. Saying so helps the next one.",
}
EITHER = (
    "It has come to an end. Thank you for the time you gave it; what you did together stays yours."
)
NOT_BEGUN = (
    "You were introduced, and it did not come to a start. That happens, and nobody is to blame."
)


@finished.step("finished", Audience.PARTY, about="partnership", opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """A partnership that has ended, as one of the two looks back on it. Raises `Refusal` while it goes on."""
    pair = turn.the(Partnership)
    if pair.is_live:
        raise Refusal("This partnership is still going on. To end it, choose End under Home.")
    partner = await people.by_id(work, pair.partner_of(turn.person.id))
    parts = [
        Prose(_words(pair, turn)),
        await _together(turn, work, pair),
        *await _goals(work, pair),
        *await thanking.parts(turn, work, pair),
        *await _to_save(turn, work, pair),
        await _next(turn, work, pair),
        *listed(resources_for(turn.definition, pair.role_of(turn.person.id), "afterwards")),
    ]
    buttons = await _buttons(turn, work, pair)
    return Reply(
        window=View(title=f"Finished: {partner.name}", parts=tuple(parts), buttons=buttons)
    )


def _words(pair: Partnership, turn: Turn) -> str:
    """Kind and true to whoever reads them. Where both ended it, neither reads the way, which may be the other's."""
    if pair.started_on is None:
        return NOT_BEGUN
    if pair.ending is None or pair.ended_by != turn.person.id or pair.leaves_by is not None:
        return EITHER
    return OWN[pair.ending]


async def _together(turn: Turn, work: Work, pair: Partnership) -> Facts:
    meetings = await partnerships.meetings_of(work, pair.id)
    minutes = sum(meeting.minutes for meeting in meetings)
    zone = turn.definition.zone
    begun = pair.started_on or local_day(pair.introduced_at, zone)
    rows = [("Started" if pair.started_on else "Introduced", spoken(begun))]
    if pair.ended_at:
        rows.append(("Ended", spoken(local_day(pair.ended_at, zone))))
    noted = "None noted"
    if meetings:
        noted = f"{counted(len(meetings), 'meeting')}, {duration(minutes)}"
    rows.append(("You met", noted))
    return Facts(tuple(rows), "What you did together")


async def _goals(work: Work, pair: Partnership) -> list[Part]:
    """The goals that were reached, by their words, which the two alone read (R5.2)."""
    goals = await agreements.goals_of(work, pair.id)
    reached = tuple(goal.text for goal in goals if goal.progress == GoalProgress.MET)
    if reached:
        return [Bullets(reached, "Goals you reached")]
    return []


async def _to_save(turn: Turn, work: Work, pair: Partnership) -> list[Part]:
    """What there is to keep, each a press away: nothing that was never made."""
    subject = subject_of(pair)
    data = Button(label="Save my data", action="privacy.show", opens=True)
    found = [Card(title="All that is kept about you", buttons=(data,))]
    if await agreements.of_pair(work, pair.id) is not None:
        read = Button(label="Our agreement", action="agree.read", subject=subject, opens=True)
        found.insert(0, Card(title="What you agreed, as a file", buttons=(read,)))
    if await certificate.is_due(turn, work, pair):
        opened = (certificate.open_it(pair),)
        found.insert(0, Card(title="A certificate that you took part", buttons=opened))
    return [Prose("It opens for you alone.", "What you can save"), *found]


async def _next(turn: Turn, work: Work, pair: Partnership) -> Prose:
    """The survey with its day, then what somebody in this role can do."""
    survey = await surveys.of_occasion(work, pair.id, turn.person.id, "conclusion")
    said = []
    if survey is not None and survey.is_open(turn.today):
        day = spoken(survey.closes_on)
        if survey.answered:
            said.append(f"Thank you for your answers; you can change them until {day}.")
        else:
            said.append(f"A few questions about how it was are open until {day}; each is optional.")
    elif survey is None and pair.started_on is not None:
        said.append("A few questions about how it was come soon; each is optional.")
    if not await closing.is_settled(turn, work, pair):
        said.append(closing.what_next(turn, pair.role_of(turn.person.id)))
    return Prose(" ".join(said) or "Nothing more is needed from you.", "What comes next")


async def _buttons(turn: Turn, work: Work, pair: Partnership) -> tuple[Button, ...]:
    """What can follow, unless it was chosen already, and the survey while it is open."""
    found: tuple[Button, ...] = ()
    if not await closing.is_settled(turn, work, pair):
        follows = await closing.follows(turn, work, pair, turn.person.id)
        found = tuple(button for button in follows if button.action != "end.finished")
    survey = await surveys.of_occasion(work, pair.id, turn.person.id, "conclusion")
    if survey is not None and survey.is_open(turn.today) and not survey.answered:
        answer = Button(
            label="Answer the survey", action="survey.form", subject=subject_of(survey), opens=True
        )
        found = (*found, answer)
    return (*found, PEOPLE)
