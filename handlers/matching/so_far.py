"""What was asked and answered so far, read again by whoever was part of it: questions, and requests with the name (R4.2)."""

from collections.abc import Sequence

from handlers.kit.conversation import Conversation
from handlers.kit.forgotten import GONE
from handlers.kit.turn import Turn
from handlers.kit.ui import Part, Prose, Reply, View
from scheme.application.application import Application
from scheme.application.question import Question
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.matching.candidate import Candidate, Word
from storage import applications, people
from storage.matching import proposals
from storage.work import Work

so_far = Conversation(name="question")  # its step is part of asking

TO_MENTOR = {
    Word.ASKED: "It waits for your answer.",
    Word.APPROACHED: "It waits for your answer, about a first talk.",
    Word.TALKING: "You are to have a first talk.",
    Word.TALKED: "You have talked, and hear what is decided.",
    Word.PARTED: "You did not go on after a first talk.",
    Word.ACCEPTED: "You accepted.",
    Word.DECLINED: "You could not take it on then.",
    Word.LAPSED: "It closed without an answer.",
    Word.RELEASED: "It went on another way.",
}
TO_MENTEE = {
    Word.ASKED: "They have been asked.",
    Word.APPROACHED: "They have been asked for a first talk.",
    Word.TALKING: "You are to have a first talk.",
    Word.TALKED: "You have talked, and can choose them.",
    Word.PARTED: "You did not go on after a first talk.",
    Word.ACCEPTED: "They accepted.",
    Word.DECLINED: "They could not take it on then.",
    Word.LAPSED: "It closed without an answer.",
    Word.RELEASED: "You went on another way.",
}


@so_far.step("so_far", Audience.PARTY, about="application", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """Every request that was made, and every question between this person and others, the latest first."""
    application = turn.the(Application)
    if application.role == "mentor":
        parts = await _requests(turn, work, application)
    else:
        parts = await _asked(turn, work, application)
    if not parts:
        parts = [Prose("Nobody has asked anything so far.")]
    return Reply(window=View(title="Requests and questions so far", parts=tuple(parts)))


async def _requests(turn: Turn, work: Work, application: Application) -> list[Part]:
    """A mentor's requests, each with the mentee's name and what was asked about it; then what the Group asked them."""
    parts: list[Part] = []
    for candidate, mentee_id in await proposals.requests_to(work, application.id):
        mentee = await applications.by_id(work, mentee_id)
        parts.append(_request(turn, candidate, mentee.applicant, TO_MENTOR))
        about = [
            asked
            for asked in await applications.questions_on(work, mentee.id)
            if asked.candidate_id == candidate.id
        ]
        parts.extend(await _questions(turn, work, about))
    own = await applications.questions_on(work, application.id)
    return [*parts, *await _questions(turn, work, own)]


async def _asked(turn: Turn, work: Work, application: Application) -> list[Part]:
    """Whom a mentee has asked; then every question they asked or were asked."""
    parts: list[Part] = []
    for proposal in reversed(await proposals.of_application(work, application.id)):
        for candidate in await proposals.candidates_of(work, proposal.id):
            if candidate.asked_at is not None:
                mentor = await applications.by_id(work, candidate.mentor_application_id)
                parts.append(_request(turn, candidate, mentor.applicant, TO_MENTEE))
    own = await applications.questions_on(work, application.id)
    return [*parts, *await _questions(turn, work, own)]


def _request(turn: Turn, candidate: Candidate, name: str, words: dict[Word, str]) -> Prose:
    day = ""
    if candidate.asked_at is not None:
        day = f", {spoken(local_day(candidate.asked_at, turn.definition.zone))}"
    return Prose(words.get(Word(candidate.state), ""), f"{name}{day}")


async def _questions(turn: Turn, work: Work, questions: Sequence[Question]) -> list[Part]:
    """Those that this person asked or was asked, the latest first; of what is forgotten, that it was."""
    me = turn.person.id
    own = [asked for asked in questions if me in (asked.asker_id, asked.to_id)]
    known = await people.by_ids(work, {asked.asker_id for asked in own})
    parts: list[Part] = []
    for asked in sorted(own, key=lambda asked: asked.id, reverse=True):
        day = spoken(local_day(asked.asked_at, turn.definition.zone))
        if asked.from_group:
            who = f"The {turn.definition.terms.group} asked"
        elif asked.asker_id == me:
            who = "You asked"
        else:
            who = f"{known[asked.asker_id].name} asked"
        if asked.text:
            text = f"{asked.text}\n\n{asked.answer or 'Not answered yet.'}"
        else:
            text = GONE
        parts.append(Prose(text, f"{who}, {day}"))
    return parts
