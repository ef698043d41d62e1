"""Everything about an application, as a member reads it: flags, words given, questions, answers (R2.3, R3.3, R3.4)."""

from collections.abc import Sequence

from handlers.forms.answers import answers_of
from handlers.forms.file_cards import MEMBERS, cards
from handlers.group import cards as group
from handlers.kit.forgotten import GONE, goes
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Facts, Part, Prose
from handlers.oversight.flags import flags
from handlers.oversight.moves import moved
from handlers.oversight.proposed import proposed
from scheme.application.application import Application, ApplicationStage
from scheme.application.eligibility import Flag
from scheme.application.permission import PermissionState
from scheme.application.question import Question
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.side import text
from scheme.people import Person
from scheme.rename import RenameState
from scheme.subject import Subject
from scheme.wording import addresses_in
from storage import files, people, permissions
from storage.matching import proposals
from storage.matching.register import Pending
from storage.member import proofs, renames
from storage.work import Work

WORDS = {
    PermissionState.ASKED: "no answer yet",
    PermissionState.QUESTION: "they asked something first",
    PermissionState.APPROVED: "yes",
    PermissionState.DECLINED: "no",
    PermissionState.LAPSED: "no answer, and the link is good no more",
    PermissionState.VOID: "not asked any more",
}


async def dossier(
    turn: Turn, work: Work, pending: Pending, questions: Sequence[Question]
) -> tuple[Part, ...]:
    """The parts of the window. Of an application that was taken back, no more than that it was."""
    application = pending.application
    definition = turn.definition
    if application.stage == ApplicationStage.WITHDRAWN:
        if application.is_forgotten:
            words = GONE
        else:
            words = f"What they wrote is closed, and {goes(definition)}"
        return (Prose(f"The applicant has withdrawn it. {words}"),)
    parts: list[Part] = [Facts(_where(definition, pending))]
    if application.is_forgotten:
        return (*parts, Prose(GONE))
    applicant = await people.by_id(work, application.person_id)
    told = tuple(_flag(flag) for flag in await flags(work, definition, application, applicant))
    parts.append(Bullets(told, "Eligibility"))
    parts.extend(await _managers(work, definition, application))
    parts.extend(await _named(work, applicant))
    parts.extend(await moved(definition, work, application))
    parts.extend(await _second_contact(turn, work, application))
    if application.reason:
        parts.append(
            Prose(
                application.reason,
                "Discretion, and why" if application.discretion else "Reason given",
            )
        )
    if application.role == "mentee":
        for proposal in await proposals.of_application(work, application.id):
            parts.extend(await proposed(turn, work, proposal))
    parts.extend(await _undone(definition, work, application))
    for asked in questions:
        parts.append(
            Prose(f"{asked.text}\n\n{asked.answer or 'Not answered yet.'}", "Question and answer")
        )
    held = await files.in_application(work, application)
    return (
        *parts,
        *answers_of(definition, application),
        *cards(definition, application, held, MEMBERS),
    )


async def _named(work: Work, applicant: Person) -> list[Part]:
    """Who they were before, a name they were asked about, and whether somebody else has the one they took."""
    told = [f"Formerly {name}." for name in applicant.names[1:]]
    taken = await renames.latest(work, applicant.id, RenameState.CONFIRMED)
    asked = await renames.open_of(work, applicant.id)
    if taken is not None and taken.alike and taken.after == applicant.name:
        told.append(
            "Somebody else here had the very same name when they took it. Tell them apart by address and employer."
        )
    if asked is not None:
        told.append(
            f"Known as {asked.before}; they were asked whether {asked.after} is their name, and have not said."
        )
    if told:
        return [Bullets(tuple(told), "Name")]
    return []


async def _managers(work: Work, definition: Definition, application: Application) -> list[Part]:
    """Who was asked as line manager, the latest first, and what they wrote: for the applicant and the Group alone (R2.7)."""
    if not definition.asks_managers:
        return []
    parts: list[Part] = []
    for asked in await permissions.all_on(work, application.id):
        day = spoken(local_day(asked.asked_at, definition.zone))
        told = [f"{asked.name}, {asked.address}."]
        told += [f"They wrote: {asked.words}"] if asked.words else []
        told += [f"They asked: {asked.question}"] if asked.question else []
        told += [f"The applicant answered: {asked.answer}"] if asked.answer else []
        parts.append(Bullets(tuple(told), f"Line manager asked on {day}: {WORDS[asked.state]}"))
    return parts


async def _second_contact(turn: Turn, work: Work, application: Application) -> list[Part]:
    """Whether the addresses they gave as second contact were proved, where that can be (R5.7)."""
    given = addresses_in(text(application.answers, "second_contact"))
    if not turn.catalogue.mails or not given:
        return []
    proved = await proofs.proved_about(work, Subject("application", application.id))
    told = [
        f"{address}: {'proved by a code' if address in proved else 'not proved'}"
        for address in sorted(given)
    ]
    return [Bullets(tuple(told), "Second contact")]


def _where(definition: Definition, pending: Pending) -> tuple[tuple[str, str], ...]:
    stage = ("Stage", group.stage_of(definition, pending))
    due = ("Answer due", spoken(pending.application.answer_by))
    if pending.application.awaits_answer:
        return (stage, due)
    return (stage,)


def _flag(flag: Flag) -> str:
    return f"{'Met' if flag.met else 'To consider'}: {flag.text}"


async def _undone(definition: Definition, work: Work, application: Application) -> list[Part]:
    """What was decided and taken back: by whom, when and why."""
    found = await proposals.undoings_of(work, application.id)
    known = await people.by_ids(work, {undoing.person_id for undoing in found})
    return [
        Prose(
            f"{known[undoing.person_id].name}, {spoken(local_day(undoing.at, definition.zone))}: {undoing.reason}",
            f"Undone: {undoing.decision}",
        )
        for undoing in found
    ]
