"""How the cast does things: as they would in a chat, by opening, pressing and sending."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeVar

import structlog

from bot.demonstration.answers import a_file, fit
from bot.demonstration.courses import MENTOR, Scene
from handlers.desk.desk import Desk
from handlers.kit.ui import Action, Button, Card, Form, Reply, View
from scheme.application.application import Application
from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers, FileField
from scheme.ids import NOBODY, PersonId
from scheme.matching.candidate import WAITED_FOR
from scheme.matching.proposal import Proposal
from scheme.partnership.partnership import Partnership
from scheme.people import Role
from scheme.refusal import Gone, Refusal
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import applications, files, partnerships, surveys
from storage.concern import concerns
from storage.matching import proposals, shortlists
from storage.plans import subject_of
from storage.work import Work

log = structlog.get_logger("demonstration")

T = TypeVar("T")
ActSubject = Literal[
    "",
    "registration",
    "application",
    "proposal",
    "candidate",
    "partnership",
    "midpoint",
    "conclusion",
    "complaint",
    "shortlist",
]


@dataclass(frozen=True, kw_only=True)
class Act:
    """How something is done: the step it begins with, what that is about, the button pressed then, the form sent.

    Without either, it is the step itself, done from the button of a message.
    """

    begins: str
    about: ActSubject = ""
    presses: tuple[str, ...] = ()  # names of steps: a button that takes any of them is pressed
    confirms: str = (
        ""  # name of the step that is pressed in the window after that; "" where none is
    )
    sends: str = ""  # name of the form's step; "" where no form is sent


ACTS = {
    "registers": Act(begins="apply.mentor", sends="apply.send"),
    "checks a mentor": Act(
        begins="review.open",
        about="registration",
        presses=("review.eligible", "review.discretion"),
        sends="review.discreet",
    ),
    "applies": Act(begins="apply.mentee", sends="apply.send"),
    "checks": Act(
        begins="review.open",
        about="application",
        presses=("review.eligible", "review.discretion"),
        sends="review.discreet",
    ),
    "proposes": Act(begins="propose.open", about="application", sends="propose.send"),
    "agrees": Act(
        begins="review.open",
        about="application",
        presses=("propose.consider",),
        sends="propose.agree",
    ),
    "chooses": Act(
        begins="choose.read",
        about="proposal",
        presses=("choose.chosen",),
        confirms="choose.sent",
    ),
    "picks": Act(begins="choices.list", about="shortlist", presses=("choices.add",)),
    "is fine with the mentor": Act(
        begins="told.mentee", about="proposal", presses=("told.mentee_fine",)
    ),
    "is fine with the mentee": Act(
        begins="told.mentor", about="candidate", presses=("told.mentor_fine",)
    ),
    "decides after a talk": Act(
        begins="talk.open",
        about="proposal",
        presses=("talk.choose",),
        confirms="talk.chosen",
    ),
    "declines": Act(
        begins="answer.read",
        about="candidate",
        presses=("answer.decline",),
        sends="answer.declined",
    ),
    "accepts": Act(begins="answer.read", about="candidate", presses=("answer.accept",)),
    "meets": Act(begins="meet.logged", about="partnership"),
    "drafts an agreement": Act(begins="agree.read", about="partnership", sends="agree.save"),
    "signs": Act(begins="agree.read", about="partnership", presses=("agree.sign",)),
    "notes a goal": Act(begins="goals.new", about="partnership", sends="goals.add"),
    "meets a goal": Act(begins="goals.show", about="partnership", presses=("goals.met",)),
    "plans a meeting": Act(begins="plan.form", about="partnership", sends="plan.saved"),
    "reflects": Act(begins="reflect.form", about="partnership", sends="reflect.kept"),
    "notes time": Act(begins="reflect.add", about="partnership", sends="reflect.noted"),
    "pauses": Act(begins="pause.form", about="partnership", sends="pause.paused"),
    "proposes another end": Act(begins="extend.form", about="partnership", sends="extend.proposed"),
    "agrees to another end": Act(begins="extend.agreed", about="partnership"),
    "answers halfway": Act(begins="survey.form", about="midpoint", sends="survey.send"),
    "finishes": Act(begins="end.ended", about="partnership"),
    "is available": Act(begins="end.available", about="partnership"),
    "answers at the end": Act(begins="survey.form", about="conclusion", sends="survey.send"),
    "asks": Act(begins="enquiry.ask", sends="enquiry.asked"),
    "raises an issue": Act(begins="enquiry.raise", sends="enquiry.raised"),
    "complains": Act(begins="concern.complain", sends="concern.send"),
    "replies": Act(begins="concern.reply", about="complaint", sends="concern.answered"),
    "closes a complaint": Act(begins="concern.close", about="complaint", sends="concern.closed"),
    "is away": Act(begins="organise.absence", sends="organise.absent"),
}


def must_be_done(acts: Mapping[str, Act], steps: Collection[str]) -> None:
    """Raises `ValueError` where the cast would take a step that there is not: a step that was renamed is told at once."""
    for does, act in acts.items():
        taken = {act.begins, *act.presses, act.confirms, act.sends} - {""}
        if unknown := sorted(taken.difference(steps)):
            raise ValueError(f"the cast {does} by {', '.join(unknown)}, which nothing does")


class Acting:
    """Performs the scenes of one scheme at its desk. `ids` are the people by their key in the cast.

    Raises `ValueError` where an act takes a step that there is not.
    """

    def __init__(self, desk: Desk, definition: Definition, ids: dict[str, PersonId]) -> None:
        must_be_done(ACTS, desk.steps)
        self.desk = desk
        self.definition = definition
        self.ids = ids
        self.left_out: list[str] = []  # what was not done, as keys of `ACTS`
        self._applications: dict[tuple[str, Role], Application] = {}
        self._partnerships: dict[str, Partnership] = {}

    async def perform(self, scene: Scene, at: datetime) -> None:
        """Somebody does something, as they would in a chat; what the scheme refuses has not happened."""
        try:
            await self._perform(scene, ACTS[scene.does], at)
        except Refusal as no:
            self.left_out.append(scene.does)
            log.info("left out", does=scene.does, whose=scene.whose, refusal=type(no).__name__)

    async def _perform(self, scene: Scene, act: Act, at: datetime) -> None:
        person_id, subject = await self._found(scene, act, at)
        if act.presses or act.sends:
            at_once = {}
        else:
            at_once = scene.answers
        reply = await self._do(
            person_id, Action(name=act.begins, subject=subject, answers=at_once), at
        )
        if act.presses:
            button = _button(reply, act.presses, scene.naming)
            reply = await self._do(person_id, button.does, at)
        if act.confirms:
            confirm = _button(reply, (act.confirms,), "")
            reply = await self._do(person_id, confirm.does, at)
        for _ in range(
            2
        ):  # a form may come back once, such as to point a senior applicant elsewhere
            form = reply.window
            if not isinstance(form, Form) or form.action != act.sends:
                return
            given = {
                **fit(self.definition, form.fields, {**form.answers, **scene.answers}),
                **await self._handed_in(person_id, form, at),
                **form.carries,
            }
            reply = await self._do(
                person_id, Action(name=form.action, subject=form.subject, answers=given), at
            )

    async def _do(self, person_id: PersonId, action: Action, at: datetime) -> Reply:
        return await self.desk.perform(person_id, replace(action, scheme=self.definition.key), at)

    async def _handed_in(self, person_id: PersonId, form: Form, at: datetime) -> Answers:
        """The files that a form must have, each a short text in the first kind that it takes and a text can be."""
        wanted = [field for field in form.fields if isinstance(field, FileField) and field.required]
        given: Answers = {}
        for field in wanted:
            async with Work(self.desk.database, self.desk.definitions, at) as work:
                name, data = a_file(field)
                file = await files.keep(work, self.definition.key, person_id, field, name, "", data)
                given[field.key] = file.ref
        return given

    async def _found(self, scene: Scene, act: Act, at: datetime) -> tuple[PersonId, Subject]:
        """Who does it, and what it is about. Raises `Gone` when there is no such thing."""
        mentor_id = NOBODY
        async with Work(self.desk.database, self.desk.definitions, at, writes=False) as work:
            match act.about:
                case "":
                    subject = NOTHING_IN_PARTICULAR
                case "registration":
                    subject = subject_of(await self._application(work, scene.whose, "mentor"))
                case "application":
                    subject = subject_of(await self._application(work, scene.whose, "mentee"))
                case "proposal":
                    subject = subject_of(await self._proposal(work, scene.whose))
                case "shortlist":
                    own = await self._application(work, scene.whose, "mentee")
                    subject = subject_of(_there(await shortlists.of(work, own.id)))
                case "candidate":
                    proposal = await self._proposal(work, scene.whose)
                    candidates = await proposals.candidates_of(work, proposal.id)
                    asked = _there(
                        next(
                            (
                                candidate
                                for candidate in candidates
                                if candidate.state in WAITED_FOR
                            ),
                            None,
                        )
                    )
                    subject = subject_of(asked)
                    mentor_id = asked.mentor_id
                case "partnership":
                    pair = await self._partnership(work, scene.whose)
                    subject = subject_of(pair)
                    mentor_id = pair.mentor_id
                case "midpoint" | "conclusion":
                    pair = await self._partnership(work, scene.whose)
                    mentor_id = pair.mentor_id
                    if scene.who == MENTOR:
                        who = mentor_id
                    else:
                        who = self.ids[scene.who]
                    subject = subject_of(
                        _there(await surveys.of_occasion(work, pair.id, who, act.about))
                    )
                case "complaint":
                    raised = await concerns.own(work, self.definition.key, self.ids[scene.whose])
                    subject = _there(
                        next(
                            (complaint for complaint in raised if isinstance(complaint, Concern)),
                            None,
                        )
                    ).subject
        return mentor_id if scene.who == MENTOR else self.ids[scene.who], subject

    async def _application(self, work: Work, whose: str, role: Role) -> Application:
        if (whose, role) not in self._applications:
            found = await applications.open_of(work, self.definition.key, self.ids[whose], role)
            self._applications[whose, role] = _there(found)
        return self._applications[whose, role]

    async def _proposal(self, work: Work, whose: str) -> Proposal:
        return _there(
            await proposals.live_of(work, (await self._application(work, whose, "mentee")).id)
        )

    async def _partnership(self, work: Work, whose: str) -> Partnership:
        if whose not in self._partnerships:
            ours = await partnerships.of_person(work, self.definition.key, self.ids[whose])
            self._partnerships[whose] = _there(next(iter(ours), None))
        return self._partnerships[whose]


def _there(found: T | None) -> T:
    if found is None:
        raise Gone
    return found


def _button(reply: Reply, presses: Sequence[str], naming: str) -> Button:
    """The button that takes one of the actions, the one that names somebody before others. Raises `Gone` without any.

    A button names whoever its label or the card on which it is names.
    """
    parts = reply.window.parts if reply.window else ()
    named = [
        (f"{part.title} {button.label}", button)
        for part in parts
        if isinstance(part, Card)
        for button in part.buttons
    ]
    if isinstance(reply.window, View):
        named += [(button.label, button) for button in reply.window.buttons]
    fitting = [(words, button) for words, button in named if button.action in presses]
    if not fitting:
        raise Gone
    return next((button for words, button in fitting if naming in words), fitting[0][1])
