"""Who may do what: every action by every kind of person; exactly the allowed pairs succeed (R11.3, R3.3, R8.4).

docs/audience.md is what is expected, to be read line by line. `make audience` writes it anew from what happens.
"""

import os
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from handlers import CATALOGUE
from handlers.kit.conversation import StepFunction
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Reply
from scheme.application.permission import Manager, Permission
from scheme.application.question import Question
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.concern.sounding import Sounding
from scheme.definition.learning import PlannedEvent
from scheme.forms.draft import Draft
from scheme.forms.fields import Answer, FileField
from scheme.ids import ApplicationId, PersonId
from scheme.learning.event import LearningEvent
from scheme.learning.sign_up import SignUp
from scheme.matching.shortlist import Shortlist
from scheme.meeting.appointment import Appointment
from scheme.meeting.meeting import Meeting
from scheme.meeting.reflection import Hours, HoursKind, Reflection
from scheme.member.erasure import Erasure
from scheme.member.move import Move
from scheme.partnership.goal import Goal
from scheme.partnership.partnership import Partnership
from scheme.people import Account, Person, StandsAside
from scheme.refusal import Gone, NotAllowed, Refusal
from scheme.rename import Rename
from scheme.searching.one_more import OneMore
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from scheme.survey.survey import Survey
from storage import applications, files, partnerships, people
from storage.engine.database import Database
from storage.matching import proposals
from storage.work import Work
from tests.support import pairs
from tests.support.dialogue import Stage
from tests.support.rounds import applies, on_register
from tests.support.stage import (
    ALEX,
    ESTHER,
    IDA,
    JO,
    MAYA,
    NOAH,
    PRIYA,
    SAM,
    TOM,
    UMA,
    scheme,
    set_stage,
)

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
# Where the page tries an action with something other than the first of its kind in the little world below.
OTHERWISE = {
    "available.away": "place",
    "available.rest": "place",
    "available.back": "place",
    "question.answer_for_group": "question for the Group",
    "question.answered_for_group": "question for the Group",
}
CV = FileField(key="cv", label="Your CV", required=False)
STEPS = CATALOGUE.steps


def tried() -> list[tuple[str, str]]:
    """The rows of the page: every action with each kind of thing it may be about."""
    return [
        (name, OTHERWISE.get(name, kind)) for name, step in STEPS.items() for kind in step.about
    ]


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
            "proposal": f"proposal:{(await proposals.request(work, pair.candidate_id))[0].id}",
        }
        seats = await people.roster(work, pair.scheme)
        subjects["member"] = f"member:{next(one.id for one in seats if one.duty == 'member')}"
        ids = {name: (await _person(work, email)).id for name, email in PEOPLE.items()}
        application_id = int(own.partition(":")[2])
        for kind, thing in _things(work, stage, pair, ApplicationId(application_id), ids).items():
            stored = await work.add(thing)
            subjects[kind] = f"{kind.partition(' ')[0]}:{stored.id}"  # type: ignore[attr-defined]
        subjects |= await _learning(work, pair.scheme, ids)
        kept = await files.keep(
            work, pair.scheme, ids["applicant"], CV, "cv.txt", "", b"Ten years of cataloguing."
        )
        holds = await applications.by_id(work, ApplicationId(application_id))
        holds.answers, subjects["file"] = {**holds.answers, CV.key: kept.ref}, kept.ref
        for one in (pair.mentee_application_id, pair.mentor_application_id, application_id):
            await work.add(
                StandsAside(
                    application_id=ApplicationId(one),
                    person_id=ids["stood aside"],
                    declared_at=work.now,
                )
            )
    return subjects


async def _learning(work: Work, scheme: str, ids: dict[str, PersonId]) -> dict[str, str]:
    """An event that the mentor holds, and the mentee's place in it."""
    definition = work.definitions[scheme]
    planned = PlannedEvent(key="talk", name="Drop-in", day=work.now.date() + timedelta(days=9))
    event = LearningEvent.plan(definition, planned, planned.day, work.now)
    event.led_by(ids["mentor"])
    await work.add(event)
    own = await work.add(
        SignUp(
            scheme=scheme,
            event_id=event.id,
            person_id=ids["mentee"],
            made_at=work.now,
            at=event.at,
        )
    )
    return {"learningevent": f"learningevent:{event.id}", "signup": f"signup:{own.id}"}


async def _person(work: Work, email: str) -> Person:
    found = await people.by_email(work, email)
    assert found is not None
    return found


def _things(
    work: Work,
    stage: Stage,
    pair: Partnership,
    application_id: ApplicationId,
    ids: dict[str, PersonId],
) -> dict[str, object]:
    """The mentee's own things, what the pair share, questions about the applicant, a complaint about a member."""
    definition, now, key = next(iter(stage.bot.definitions.values())), work.now, pair.scheme
    today, me = now.date(), ids["mentee"]
    return {
        "question": Question(
            scheme=key,
            application_id=application_id,
            asker_id=ids["administrator"],
            to_id=ids["applicant"],
            text="Which?",
            asked_at=now,
            from_group=True,
        ),
        "question for the Group": Question(
            scheme=key,
            application_id=application_id,
            asker_id=ids["applicant"],
            to_id=None,
            text="When?",
            asked_at=now,
        ),
        "shortlist": Shortlist(
            scheme=key,
            application_id=application_id,
            person_id=me,
            opened_at=now,
            closes_on=today + timedelta(days=9),
        ),
        "permission": Permission.ask(
            key,
            application_id,
            ids["applicant"],
            Manager("Lena Marsh", "lena.marsh@fellside.example.org"),
            now,
        ),
        "onemore": OneMore(
            scheme=key,
            application_id=application_id,
            mentor_application_id=pair.mentor_application_id,
            person_id=ids["mentor"],
            asked_by=ids["member"],
            asked_at=now,
            answer_by=today + timedelta(days=9),
        ),
        "meeting": Meeting(
            partnership_id=pair.id,
            logged_by=me,
            day=today - timedelta(days=9),
            minutes=60,
            how="teams",
            logged_at=now,
        ),
        "appointment": Appointment(
            scheme=key,
            partnership_id=pair.id,
            at=now + timedelta(days=9),
            minutes=60,
            how="teams",
            planned_by=me,
            changed_at=now,
        ),
        "goal": Goal(partnership_id=pair.id, text="To teach.", set_by=me, set_at=now),
        "reflection": Reflection(
            scheme=key,
            partnership_id=pair.id,
            person_id=me,
            day=today,
            text="It went well.",
            written_at=now,
        ),
        "hours": Hours(
            scheme=key,
            partnership_id=pair.id,
            person_id=me,
            day=today,
            minutes=30,
            kind=HoursKind.PREPARATION,
            noted_at=now,
        ),
        "survey": Survey.issue(definition, pair.id, me, "mentee", "midpoint", now),
        "concern": Concern.receive(
            definition, me, "other", ids["complained about"], "Something.", now
        ),
        "enquiry": Enquiry.receive(definition, Sort.QUESTION, me, "other", None, now),
        "move": Move(scheme=key, person_id=me, said_at=now, before={}, after={}),
        "rename": Rename(
            scheme=key, person_id=me, asked_at=now, before="Maya Thorne", after="Maya Hollow"
        ),
        "erasure": Erasure.ask(definition, me, now),
        "account": Account(
            platform="slack",
            workspace="T0FELLS",
            user="U0NEW",
            person_id=None,
            scheme=key,
            asked_at=now,
        ),
        "sounding": Sounding(
            scheme=key, asker_id=me, asked_id=ids["administrator"], text=None, asked_at=now
        ),
        "draft": Draft(
            scheme=key,
            person_id=me,
            opener="apply.mentee",
            action="apply.send",
            subject=NOTHING_IN_PARTICULAR,
            title="Find a mentor",
            opening={"subject": "", "answers": {}},
            private=False,
            answers={},
            carries={},
            changed_at=now,
        ),
    }


async def _reached(turn: Turn, work: Work) -> Reply:
    return Reply()


async def _allowed(stage: Stage, action: str, kind: str, subject: str) -> str:
    """A row of the page: for each kind of person whether the action reaches its step."""
    stage.bot.desk.steps[action] = replace(STEPS[action], run=_reached)
    marks = []
    for email in PEOPLE.values():
        player = await stage.person(email)
        try:
            await stage.bot.act(
                player.person_id, Action(name=action, subject=Subject.read(subject))
            )
        except (NotAllowed, Gone):
            marks.append(" ")
        else:
            marks.append("yes")
    return f"| {action} | {kind or '–'} | {' | '.join(marks)} |"


HEAD = f"""# Who may do what

Every action, what it is about, and who may take it; made and checked by tests/journeys/test_who_may.py. The mentee and the
mentor are a pair, and reflections, surveys, drafts and what was raised are the mentee's. The mentor holds the event.
The applicant is somebody else, who has just applied. One member stood aside from all three applications; the complaint is about
another. Where the step itself
only ever finds what is the person's own, everybody may take it. With a subject of any other kind than those listed here an
action does nothing for anybody: the same test tries every action with every kind, and with subjects that name nothing.

| action | about | {" | ".join(PEOPLE)} |
|{"---|" * (len(PEOPLE) + 2)}"""


async def test_exactly_those_may_act_whom_the_page_names(stage: Stage) -> None:
    subjects = {"": "", **await _world(stage)}
    rows = [await _allowed(stage, action, kind, subjects[kind]) for action, kind in tried()]
    if WRITE:
        PAGE.write_text("\n".join([HEAD, *rows, ""]), encoding="utf-8")
    listed = PAGE.read_text(encoding="utf-8").splitlines()
    assert [row for row in rows if row not in listed] == []
    assert [
        line
        for line in listed
        if line.startswith("| ") and "." in line.split()[1] and line not in rows
    ] == []


async def test_a_subject_of_another_kind_is_not_there_for_anybody(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before any right is asked, and before anything is loaded (R11.3)."""
    subjects = {"": "", **await _world(stage)}
    people_here = [(await stage.person(email)).person_id for email in PEOPLE.values()]
    opened = _counts_work(monkeypatch)
    got_through = []
    for action, step in STEPS.items():
        for name, subject in subjects.items():
            if Subject.read(subject).kind in step.about:
                continue
            for person_id in people_here:
                try:
                    await stage.bot.desk.perform(
                        person_id,
                        Action(name=action, subject=Subject.read(subject)),
                        stage.bot.clock.now(),
                    )
                except Gone:
                    continue
                got_through.append((action, name))
    assert got_through == []
    assert opened == []


def _counts_work(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    opened: list[str] = []
    enter = Work.__aenter__

    async def entered(work: Work) -> Work:
        opened.append("work")
        return await enter(work)

    monkeypatch.setattr(Work, "__aenter__", entered)
    return opened


ODD_NUMBERS = (
    "0{0}",
    "+{0}",
    " {0}",
    "{0} ",
    "{0}.0",
    "-{0}",
    "{0}_0",
    "0x{0}",
    "{0}:{0}",
    "0",
    "",
    "9999999999",
)


async def test_a_subject_is_written_in_one_way(stage: Stage) -> None:
    """What names something in another way names nothing, for whoever it belongs to as well."""
    subjects = await _world(stage)
    stage.bot.desk.steps["applied.view"] = replace(STEPS["applied.view"], run=_reached)
    noah = (await stage.person(NOAH)).person_id
    kind, _, number = subjects["application"].partition(":")
    eastern = "".join(chr(ord("٠") + int(digit)) for digit in number)
    forged = [f"{kind}:{odd.format(number)}" for odd in ODD_NUMBERS]
    forged += [
        f"{kind}:{eastern}",
        f"{kind}{number}",
        f"{kind.upper()}:{number}",
        f" {kind}:{number}",
        f"{kind}:{number}\n",
    ]
    await stage.bot.act(
        noah, Action(name="applied.view", subject=Subject.read(subjects["application"]))
    )
    for subject in forged:
        with pytest.raises(Gone):
            await stage.bot.act(noah, Action(name="applied.view", subject=Subject.read(subject)))


HOSTILE: tuple[Mapping[str, Answer], ...] = (
    {},
    dict.fromkeys(("candidate", "revision", "by", "whom", "person", "phone_for", "round", "seen"), "999999999"),
    dict.fromkeys(("day", "until", "again", "role", "stage", "decision", "step", "about", "given", "about_id"), "‮9999-12-31"),
    {"text": ["a"], "words": ["b"], "given": "x=y", "errors": ["c"], "value": None, "role": None},
)  # fmt: skip


async def test_whatever_is_sent_with_it_a_step_answers_or_refuses(stage: Stage) -> None:
    """Every step, with everything it may be about, by everybody, with answers no form ever gave: never a fault.

    What only shows is done to its end, where whatever it changed would be one (`WritesInReading`).
    """
    subjects = {"": "", **await _world(stage)}
    people_here = [(await stage.person(email)).person_id for email in PEOPLE.values()]
    reached: set[str] = set()
    fell_over: list[tuple[str, str, str]] = []
    for action, step in STEPS.items():
        run = _undone if step.kind == "acts" else _shown
        stage.bot.desk.steps[action] = replace(step, run=run(step.run, reached, action))
    for action, kind in tried():
        for person_id in people_here:
            for answers in HOSTILE:
                sent = Action(name=action, subject=Subject.read(subjects[kind]), answers=answers)
                try:
                    await stage.bot.desk.perform(person_id, sent, stage.bot.clock.now())
                except (NotAllowed, Gone):
                    break
                except (Refusal, NotKept):
                    continue
                except Exception as fault:
                    fell_over.append((action, kind, repr(fault)))
    assert sorted(set(fell_over)) == []
    assert len(reached) > len(STEPS) * 0.9


class NotKept(Exception):
    """What a step did is rolled back, so that the next one finds the world as it was."""


def _undone(run: StepFunction, reached: set[str], action: str) -> StepFunction:
    """A step that is done, and then not kept."""

    async def step(turn: Turn, work: Work) -> Reply:
        reached.add(action)
        await run(turn, work)
        await work.flush()
        raise NotKept

    return step


def _shown(run: StepFunction, reached: set[str], action: str) -> StepFunction:
    async def step(turn: Turn, work: Work) -> Reply:
        reached.add(action)
        return await run(turn, work)

    return step
