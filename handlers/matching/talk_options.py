"""A mentee's options where first talks come before the choice: whom they can ask, whom they have asked (R4.1)."""

from handlers.forms.profiles import links, profile
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Part, Prose
from handlers.matching.requests import take_back
from handlers.matching.talk_sides import by_when, sides_of
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import Choice, may_talk
from scheme.wording import counted
from storage import applications, files, people
from storage.matching import proposals
from storage.work import Work


def introduction(definition: Definition, choice: Choice) -> str:
    """What stands above the options."""
    most = definition.choosing.at_once
    left = most - sum(candidate.is_in_talks for candidate in choice.candidates)
    if left <= 0:
        ask = f"You have asked for as many first talks as there can be at once, {most}"
    else:
        ask = f"Ask for a first talk with up to {most} at once; nobody learns whom else you ask"
    return f"{ask}. After a talk you choose, or step back, and nobody minds. If none suits you, say so: we look again."


async def cards(turn: Turn, work: Work, choice: Choice, able: list[Candidate]) -> list[Part]:
    """Those whom the mentee has asked or is to talk with, then those who can be asked, then those who can't just now."""
    running = [candidate for candidate in choice.candidates if candidate.is_in_talks]
    parts: list[Part] = [await _in_talks(turn, work, choice.mentee, one) for one in running]
    room, full = await _by_room(turn, work, able)
    more = len(running) < turn.definition.choosing.at_once
    for candidate in room:
        parts += await _open(turn, work, candidate, can_ask=more)
    if full:
        names = " and ".join(mentor.applicant for mentor in full)
        parts.append(
            Prose(
                f"{names}: in as many first talks as there is room for. Look again in a few days."
            )
        )
    return parts


async def _by_room(
    turn: Turn, work: Work, able: list[Candidate]
) -> tuple[list[Candidate], list[Application]]:
    """Of those who could be asked: those with room for another first talk; the applications of those without."""
    ids = [candidate.mentor_application_id for candidate in able]
    talks = await proposals.talks_with(work, ids)
    taken = await applications.taken_places(work, ids)
    room: list[Candidate] = []
    full: list[Application] = []
    for candidate in able:
        mentor = await applications.by_id(work, candidate.mentor_application_id)
        if may_talk(
            choosing=turn.definition.choosing,
            mentor=mentor,
            taken=taken.get(mentor.id, frozenset()),
            talks=talks.get(mentor.id, 0),
        ):
            room.append(candidate)
        else:
            full.append(mentor)
    return room, full


async def _open(turn: Turn, work: Work, candidate: Candidate, *, can_ask: bool) -> list[Part]:
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    ask = Button(
        label=f"Ask {mentor.applicant} for a first talk",
        action="choose.chosen",
        subject=turn.subject,
        answers={"candidate": str(candidate.id)},
        style="primary",
        opens=True,
    )
    held = await files.in_application(work, mentor)
    person = await people.by_id(work, candidate.mentor_id)
    buttons = (ask,) if can_ask else ()
    card = profile(turn.definition, mentor, *buttons, files=held, picture=person.picture)
    return [card, *links(turn.definition, mentor)]


async def _in_talks(turn: Turn, work: Work, mentee: Application, candidate: Candidate) -> Card:
    """Somebody whom the mentee has asked, is to talk with or has talked with: in short, with what can be done."""
    side, _ = await sides_of(work, candidate, mentee)
    match candidate.state:
        case Word.APPROACHED:
            by = spoken(candidate.answer_by) if candidate.answer_by else ""
            stands = f"Asked for a first talk; answer by {by}."
            buttons: tuple[Button, ...] = (take_back(candidate),)
        case Word.TALKED:
            stands = f"You have talked; they hear what you decide by {by_when(candidate)}."
            buttons = (*side.steps(), side.reach())
        case _:
            stands = f"Would like to talk; I ask how it went after {by_when(candidate)}."
            buttons = (side.reach(), *side.steps())
    return Card(title=side.partner.name, text=stands, buttons=buttons)


def on_home(definition: Definition, choice: Choice, count: int) -> tuple[str, str]:
    """The headline and the text of the options on the mentee's home; `count`: of those who can be asked now."""
    running = sum(candidate.is_in_talks for candidate in choice.candidates)
    if not count and running:
        return "Your first talks", "Ask for others whenever you like."
    if not count:
        return "Nobody left to choose from", "Ask for others, and we look again."
    headline = f"{counted(count, definition.terms.mentor)} to consider"
    if running >= definition.choosing.at_once:
        return headline, "Once a first talk is over, you can ask another."
    return headline, "Ask for a first talk; nobody learns whom else you ask."
