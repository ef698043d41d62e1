"""Who may do what: every action by every kind of person; exactly the allowed pairs succeed (R11.3, R3.3, R8.4).

docs/audience.md is what is expected, to be read line by line. `make audience` writes it anew from what happens.
"""

import inspect
import os
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import pairs
from dialogue import Stage
from handlers import CONVERSATIONS
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Reply
from rounds import applies, on_register
from scheme.appointment import Appointment
from scheme.concern import Concern
from scheme.draft import Draft
from scheme.enquiry import Enquiry, Sort
from scheme.fields import FileField
from scheme.goal import Goal
from scheme.meeting import Meeting
from scheme.move import Move
from scheme.partnership import Partnership
from scheme.people import Account, Person, StandsAside
from scheme.question import Question
from scheme.reflection import Hours, Kind, Reflection
from scheme.refusal import Gone, NotAllowed
from scheme.sounding import Sounding
from scheme.survey import Survey
from stage import ALEX, ESTHER, IDA, JO, MAYA, NOAH, PRIYA, SAM, TOM, UMA, scheme, set_stage
from storage import applications, files, matters, partnerships, people
from storage.database import Database
from storage.work import Work

PAGE = Path(__file__).parents[2] / "docs" / "audience.md"
WRITE = os.environ.get("MENTORING_AUDIENCE")

PEOPLE = {
    "stranger": ESTHER,
    "applicant": NOAH,
    "mentee": MAYA,
    "mentor": PRIYA,
    "other mentor": TOM,
    "member": UMA,
    "stood aside": SAM,
    "complained about": IDA,
    "administrator": ALEX,
    "steering": JO,
}
# What the actions of a conversation are about, and which of them are about something else.
ABOUT = {
    "home": "", "ask": "draft", "apply": "", "applied": "application", "available": "place", "question": "question",
    "review": "application", "propose": "application", "choose": "proposal", "answer": "candidate",
    "start": "partnership", "meet": "partnership", "plan": "partnership", "prepare": "partnership",
    "reflect": "partnership", "survey": "survey", "end": "partnership", "extend": "partnership", "pause": "partnership",
    "moved": "move", "sounding": "sounding", "enquiry": "enquiry", "concern": "concern", "counts": "", "quiet": "",
    "privacy": "", "organise": "", "standin": "application", "undo": "application", "phone": "",
    "agree": "partnership", "goals": "goal", "file": "file", "account": "account", "room": "",
}  # fmt: skip
OTHERWISE = {
    "question.to_applicant": "application", "question.to_group": "application", "question.to_mentee": "candidate",
    "question.put_to_applicant": "application", "question.put_to_group": "application",
    "question.put_to_mentee": "candidate", "question.answer_for_group": "question for the Group",
    "question.answered_for_group": "question for the Group",
    "review.waiting": "", "review.register": "", "propose.agree": "proposal", "propose.take_back": "proposal",
    "meet.correct": "meeting", "meet.corrected": "meeting", "meet.delete": "meeting", "meet.deleted": "meeting",
    "plan.cancel": "appointment", "plan.cancelled": "appointment", "plan.missed": "appointment",
    "reflect.edit": "reflection", "reflect.rewritten": "reflection", "reflect.delete": "reflection",
    "reflect.deleted": "reflection", "reflect.correct": "hours", "reflect.corrected": "hours",
    "reflect.dropped": "hours", "survey.results": "", "survey.words": "",
    "organise.duty": "seat", "organise.changed": "seat", "organise.leave": "seat", "organise.left": "seat",
    "goals.show": "partnership", "goals.new": "partnership", "goals.add": "partnership",
}  # fmt: skip
CV = FileField(key="cv", label="Your CV", required=False)
STEPS = {name: step for conversation in CONVERSATIONS for name, step in conversation.steps.items()}


def about(action: str) -> str:
    """What an action is about."""
    if STEPS[action].audience == "anyone":
        return ""
    return OTHERWISE.get(action, ABOUT[action.partition(".")[0]])


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot on a small database."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    definition = scheme()
    forms = definition.forms.model_copy(update={"mentee": (*definition.forms.mentee, CV)})
    yield await set_stage(database, definition.model_copy(update={"forms": forms}))
    await database.close()


async def _world(stage: Stage) -> dict[str, str]:
    """One of everything that an action can be about: its kind, as the page calls it, and its subject."""
    own = await applies(stage, NOAH, "mentee")
    await on_register(stage, TOM)
    pair_id = await pairs.pair(stage, MAYA, PRIYA, days_ago=40)
    async with stage.bot.work() as work:
        pair = await partnerships.by_id(work, pair_id)
        subjects = {
            "application": own,
            "place": f"application:{pair.mentor_application_id}",
            "partnership": f"partnership:{pair_id}",
            "candidate": f"candidate:{pair.candidate_id}",
            "proposal": f"proposal:{(await matters.request(work, pair.candidate_id))[0].id}",
        }
        seats = await people.roster(work, pair.scheme)
        subjects["seat"] = f"member:{next(one.id for one in seats if one.duty == 'member')}"
        ids = {name: (await _person(work, email)).id for name, email in PEOPLE.items()}
        application_id = int(own.partition(":")[2])
        for kind, thing in _things(work, stage, pair, application_id, ids).items():
            stored = await work.add(thing)
            subjects[kind] = f"{kind.partition(' ')[0]}:{stored.id}"  # type: ignore[attr-defined]
        kept = await files.keep(work, pair.scheme, ids["applicant"], CV, "cv.txt", "", b"Ten years of cataloguing.")
        holds = await applications.by_id(work, application_id)
        holds.answers, subjects["file"] = {**holds.answers, CV.key: kept.ref}, kept.ref
        for one in (pair.mentee_application_id, pair.mentor_application_id, application_id):
            await work.add(StandsAside(one, ids["stood aside"], work.now))
    return subjects


async def _person(work: Work, email: str) -> Person:
    found = await people.by_email(work, email)
    assert found is not None
    return found


def _things(work: Work, stage: Stage, pair: Partnership, application_id: int, ids: dict[str, int]) -> dict[str, object]:
    """The mentee's own things, what the pair share, questions about the applicant, a complaint about a member."""
    definition, now, key = next(iter(stage.bot.definitions.values())), work.now, pair.scheme
    today, me = now.date(), ids["mentee"]
    return {
        "question": Question(
            key, application_id, ids["administrator"], ids["applicant"], "Which?", now, from_group=True
        ),
        "question for the Group": Question(key, application_id, ids["applicant"], None, "When?", now),
        "meeting": Meeting(pair.id, me, today - timedelta(days=9), 60, "teams", now),
        "appointment": Appointment(key, pair.id, now + timedelta(days=9), 60, "teams", me, now),
        "goal": Goal(pair.id, "To teach.", me, now),
        "reflection": Reflection(key, pair.id, me, today, "It went well.", now),
        "hours": Hours(key, pair.id, me, today, 30, Kind.PREPARATION, now),
        "survey": Survey.issue(definition, pair.id, me, "mentee", "midpoint", now),
        "concern": Concern.receive(definition, me, "other", ids["complained about"], "Something.", now),
        "enquiry": Enquiry.receive(definition, Sort.QUESTION, me, "other", None, now),
        "move": Move(key, me, now, {}, {}),
        "account": Account("slack", "T0FELLS", "U0NEW", None, scheme=key, asked_at=now),
        "sounding": Sounding(key, me, ids["administrator"], None, now),
        "draft": Draft(key, me, "apply.mentee", "apply.send", "", "Find a mentor", {}, False, {}, {}, now),
    }


async def _reached(turn: Turn, work: Work) -> Reply:
    return Reply()


async def _allowed(stage: Stage, action: str, subject: str) -> str:
    """A row of the page: for each kind of person whether the action reaches its step."""
    stage.bot.desk.steps[action] = replace(STEPS[action], run=_reached)
    marks = []
    for email in PEOPLE.values():
        player = await stage.person(email)
        try:
            await stage.bot.act(player.person_id, Action(action, subject))
        except (NotAllowed, Gone):
            marks.append(" ")
        else:
            marks.append("yes")
    return f"| {action} | {about(action) or '–'} | {' | '.join(marks)} |"


HEAD = f"""# Who may do what

Every action, what it is about, and who may take it; made and checked by tests/journeys/test_who_may.py. The mentee and the
mentor are a pair, and reflections, surveys, drafts and what was raised are the mentee's. The applicant is somebody else, who
has just applied. One member stood aside from all three applications; the complaint is about another. Where the step itself
only ever finds what is the person's own, everybody may take it.

| action | about | {" | ".join(PEOPLE)} |
|{"---|" * (len(PEOPLE) + 2)}"""


async def test_exactly_those_may_act_whom_the_page_names(stage: Stage) -> None:
    subjects = await _world(stage)
    rows = [await _allowed(stage, action, subjects.get(about(action), "")) for action in STEPS]
    if WRITE:
        PAGE.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    listed = PAGE.read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row not in listed] == []
    assert [line for line in listed if line.startswith("| ") and "." in line.split()[1] and line not in rows] == []


def test_every_action_is_about_what_its_step_asks_for() -> None:
    """The page would say little if an action were tried with a subject that its step never gets."""
    paired = {"partnership", "meeting", "goal", "appointment", "survey"}
    questions = {"question", "question for the Group"}
    kinds = {
        "Application": {"application", "place", "proposal", "candidate"} | questions,
        "Proposal": {"proposal", "candidate"}, "Candidate": {"candidate"} | questions, "Question": questions,
        "Partnership": paired, "Meeting": {"meeting"}, "Appointment": {"appointment"}, "Goal": {"goal"},
        "Reflection": {"reflection"}, "Hours": {"hours"}, "Survey": {"survey"}, "Concern": {"concern"},
        "Enquiry": {"enquiry"}, "Move": {"move"}, "Sounding": {"sounding"}, "Draft": {"draft"}, "Member": {"seat"},
        "Account": {"account"},
    }  # fmt: skip
    asked = {
        (action, kind)
        for action, step in STEPS.items()
        for kind in re.findall(r"turn\.the\((\w+)\)", inspect.getsource(step.run))
        if about(action)
    }
    assert len(asked) > 60
    assert sorted((action, kind) for action, kind in asked if about(action) not in kinds[kind]) == []
