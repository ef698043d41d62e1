"""Applications, the register, questions about them, and who takes part in which scheme."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select, union, union_all
from sqlalchemy.orm.util import identity_key

from scheme.application.application import OPEN, Application, ApplicationStage
from scheme.application.question import Question
from scheme.application.reminder import Reminder
from scheme.application.standing import number_of
from scheme.ids import ApplicationId, PersonId
from scheme.matching.candidate import WAITED_FOR, Candidate
from scheme.matching.proposal import Proposal
from scheme.people import Person, Role
from storage.erasure import Emptied, Goes, Stays
from storage.kind import (
    Asked,
    Belonging,
    Found,
    Kind,
    Retention,
    about_application,
    locks_rows,
    of_one,
    owned_by,
    reach,
    row,
    stands_in,
    there,
)
from storage.many import in_turn, pages, read, rows
from storage.matching.proposals import request
from storage.tables import (
    applications,
    candidates,
    members,
    partnerships,
    people,
    places,
    questions,
    reminders,
)
from storage.work import Work


async def by_id(work: Work, application_id: ApplicationId) -> Application:
    """An application that is known to exist."""
    found = await work.session.get(Application, application_id)
    if found is None:
        raise LookupError(f"no application {application_id}")
    return found


async def by_ids(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, Application]:
    """Applications by id; those that this work has met already are not asked for again."""
    met = work.session.sync_session.identity_map
    known = {
        application_id: met.get(identity_key(Application, application_id))
        for application_id in application_ids
    }
    found = {
        application_id: application
        for application_id, application in known.items()
        if application is not None
    }
    for page in pages(known.keys() - found.keys()):
        found |= {
            fresh.id: fresh
            for fresh in await read(work, select(Application).where(applications.c.id.in_(page)))
        }
    return found


async def with_people(work: Work, application_ids: Iterable[ApplicationId]) -> None:
    """Meet some applications and whose they are, at once: neither is asked for again."""
    query = select(Application, Person).join(people, people.c.id == applications.c.person_id)
    for page in pages(application_ids):
        await rows(work, query.where(applications.c.id.in_(page)))


async def lock_mentor(work: Work, application_id: ApplicationId) -> Application:
    """A mentor's application as it stands now, whose it is at hand; nobody else changes it until the work ends.

    It is for whoever has the proposal locked already: what was made to its mentee is not asked for again.
    """
    query = (
        select(Application, Person)
        .join(people, people.c.id == applications.c.person_id)
        .where(applications.c.id == application_id)
    )
    if locks_rows(work):
        work.ask_again(but=("made",))
        query = query.with_for_update(of=applications).execution_options(populate_existing=True)
    found = (await work.session.execute(query)).one_or_none()
    return there(found)[0]


async def schemes_of(work: Work, person_id: PersonId) -> frozenset[str]:
    """The schemes somebody has applied to, or helps to run (R1.3)."""
    applied = select(applications.c.scheme).where(applications.c.person_id == person_id)
    seated = select(members.c.scheme).where(
        members.c.person_id == person_id, members.c.until.is_(None)
    )
    return frozenset((await work.session.scalars(union(applied, seated))).all())


async def of_person(work: Work, scheme: str, person_id: PersonId) -> Sequence[Application]:
    """A person's applications to a scheme, latest first."""
    asked_for = (scheme, person_id)

    async def ask(_unknown: object) -> dict[tuple[str, PersonId], Sequence[Application]]:
        query = (
            select(Application)
            .where(applications.c.scheme == scheme, applications.c.person_id == person_id)
            .order_by(applications.c.received_at.desc(), applications.c.id.desc())
        )
        return {asked_for: (await work.session.scalars(query)).all()}

    found = await work.each("applications of", [asked_for], ask, of=(applications,))
    return found[asked_for]


async def of_people(
    work: Work, scheme: str, person_ids: Iterable[PersonId]
) -> Sequence[Application]:
    """The applications of several people to a scheme, person by person, of each the latest first."""
    query = (
        select(Application)
        .where(applications.c.scheme == scheme, applications.c.person_id.in_(sorted(person_ids)))
        .order_by(
            applications.c.person_id, applications.c.received_at.desc(), applications.c.id.desc()
        )
    )
    return (await work.session.scalars(query)).all()


async def open_of(work: Work, scheme: str, person_id: PersonId, role: Role) -> Application | None:
    """A person's open application in a role, in whichever round it was made; the latest where there are several."""
    every = await of_person(work, scheme, person_id)
    return next((own for own in every if own.role == role and own.stage in OPEN), None)


async def number_is_anothers(work: Work, application: Application) -> bool:
    """Whether somebody else's application to the scheme gives the same membership number (R2.10).

    Those whose numbers may be alike are read, and compared; what was withdrawn and forgotten gives none.
    """
    number = number_of(application.answers)
    if not number:
        return False
    query = select(Application).where(
        applications.c.number_bucket == application.number_bucket,
        applications.c.scheme == application.scheme,
        applications.c.person_id != application.person_id,
    )
    return any(number_of(other.answers) == number for other in await read(work, query))


async def mentors(work: Work, scheme: str) -> Sequence[Application]:
    """The mentors on the register."""
    query = (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.role == "mentor",
            applications.c.stage == ApplicationStage.ELIGIBLE,
        )
        .order_by(applications.c.received_at, applications.c.id)
    )
    return await read(work, query)


async def mentors_among(
    work: Work, scheme: str, application_ids: Iterable[ApplicationId]
) -> Sequence[Application]:
    """Those of some applications that are of mentors on the register, in the order of the register."""
    found = (await by_ids(work, application_ids)).values()
    on_it = [
        application
        for application in found
        if (application.scheme, application.role, application.stage)
        == (scheme, "mentor", ApplicationStage.ELIGIBLE)
    ]
    return sorted(on_it, key=lambda application: (application.received_at, application.id))


@dataclass(frozen=True)
class Load:
    """What a mentor carries: the numbers of the places that are taken, and how many partnerships there were so far."""

    taken: frozenset[int] = frozenset()
    partnerships: int = 0


async def load_of_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, Load]:
    """What some mentors carry, by their application."""

    async def ask(unknown: Sequence[ApplicationId]) -> dict[ApplicationId, Load]:
        taken: dict[ApplicationId, set[int]] = {mentor: set() for mentor in unknown}
        ever: dict[ApplicationId, int] = {}
        for page in pages(unknown):
            async for mentor, number, is_place in in_turn(await rows(work, _load(page))):
                if is_place:
                    taken[mentor].add(number)
                else:
                    ever[mentor] = number
        return {
            mentor: Load(frozenset(held), ever.get(mentor, 0)) for mentor, held in taken.items()
        }

    return await work.each("load", application_ids, ask, of=(places, partnerships), bare=True)


def _load(application_ids: Sequence[ApplicationId]) -> Select[int, int, int]:
    held = select(
        places.c.mentor_application_id.label("mentor"),
        places.c.number.label("number"),
        literal(1).label("is_place"),
    ).where(places.c.released_at.is_(None))
    had = select(partnerships.c.mentor_application_id, func.count(), literal(0)).group_by(
        partnerships.c.mentor_application_id
    )
    both = union_all(held, had).subquery()
    return select(both).where(both.c.mentor.in_(application_ids))


async def taken_places(
    work: Work, application_ids: Sequence[ApplicationId]
) -> dict[ApplicationId, frozenset[int]]:
    """The numbers of the places that are taken, for each mentor's application that has some."""
    load = await load_of_each(work, application_ids)
    return {mentor: carried.taken for mentor, carried in load.items() if carried.taken}


async def awaiting_answer(work: Work, scheme: str) -> Sequence[Application]:
    """Applications whose applicants have not heard yet, earliest promise first."""
    query = (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.stage.in_((ApplicationStage.RECEIVED, ApplicationStage.ELIGIBLE)),
            applications.c.answered_on.is_(None),
        )
        .order_by(applications.c.answer_by, applications.c.received_at, applications.c.id)
    )
    return await read(work, query)


async def to_check(work: Work, scheme: str, most: int) -> Sequence[Application]:
    """The first applications that wait to be checked, earliest promise first; not those whose applicant was asked something."""
    asked = (
        select(questions.c.id)
        .where(
            questions.c.application_id == applications.c.id,
            questions.c.to_id.is_not(None),
            questions.c.answered_at.is_(None),
        )
        .exists()
    )
    query = (
        select(Application)
        .where(
            applications.c.scheme == scheme,
            applications.c.stage == ApplicationStage.RECEIVED,
            applications.c.answered_on.is_(None),
            ~asked,
        )
        .order_by(applications.c.answer_by, applications.c.received_at, applications.c.id)
        .limit(most)
    )
    return await read(work, query)


async def questions_on(work: Work, application_id: ApplicationId) -> Sequence[Question]:
    """Every question about an application, oldest first."""
    query = (
        select(Question)
        .where(questions.c.application_id == application_id)
        .order_by(questions.c.id)
    )
    return (await work.session.scalars(query)).all()


async def open_questions(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, list[tuple[PersonId | None, bool]]]:
    """Of the questions that wait for an answer, to whom each is and whether the Group asked, by application."""
    columns = (questions.c.application_id, questions.c.to_id, questions.c.from_group)
    waiting = select(*columns).where(questions.c.answered_at.is_(None))
    found: dict[ApplicationId, list[tuple[PersonId | None, bool]]] = {}
    for page in pages(application_ids):
        for application, to, from_group in await rows(
            work, waiting.where(questions.c.application_id.in_(page))
        ):
            found.setdefault(application, []).append((to, from_group))
    return found


async def questions_to(work: Work, scheme: str, person_id: PersonId) -> Sequence[Question]:
    """Questions that wait for somebody's answer: not those of a request or an application that is over."""
    query = (
        select(Question)
        .join(applications, applications.c.id == questions.c.application_id)
        .outerjoin(candidates, candidates.c.id == questions.c.candidate_id)
        .where(
            questions.c.scheme == scheme,
            questions.c.to_id == person_id,
            questions.c.answered_at.is_(None),
            applications.c.stage.in_(OPEN),
            or_(questions.c.candidate_id.is_(None), candidates.c.state.in_(WAITED_FOR)),
        )
        .order_by(questions.c.id)
    )
    return (await work.session.scalars(query)).all()


async def questions_to_group(work: Work, scheme: str) -> Sequence[Question]:
    """Questions that wait for the Group's answer: not of applicants who have withdrawn."""
    query = (
        select(Question)
        .join(applications, applications.c.id == questions.c.application_id)
        .where(
            questions.c.scheme == scheme,
            questions.c.to_id.is_(None),
            questions.c.answered_at.is_(None),
            applications.c.stage != ApplicationStage.WITHDRAWN,
        )
        .order_by(questions.c.id)
    )
    return await read(work, query)


async def reminder(
    work: Work, scheme: str, person_id: PersonId, role: Role, round_key: str
) -> Reminder | None:
    """A wish to be told when a round opens."""
    query = select(Reminder).where(
        reminders.c.scheme == scheme,
        reminders.c.person_id == person_id,
        reminders.c.role == role,
        reminders.c.round == round_key,
    )
    return (await work.session.scalars(query)).first()


async def _find(work: Work, asked: Asked) -> Found:
    application = await row(work, Application, asked.id, lock=True)
    matter = await about_application(work, application, asked, frozenset({application.person_id}))
    return Found(application.scheme, matter, (application,))


async def _find_question(work: Work, asked: Asked) -> Found:
    question = await row(work, Question, asked.id, lock=True)
    asked_of: tuple[Proposal, Candidate] | tuple[()] = ()
    candidate = None
    if question.candidate_id:
        asked_of = await request(work, question.candidate_id)
        candidate = asked_of[1]
    application = await row(work, Application, question.application_id)
    two = {question.to_id, None if question.from_group else question.asker_id}
    parties = frozenset(person for person in two if person is not None)
    matter = await about_application(
        work, application, asked=asked, parties=parties, candidate=candidate
    )
    return Found(question.scheme, matter, (question, application, *asked_of))


def _answered_no(person: int) -> ColumnElement[bool]:
    # Of who is eligible, it says why by discretion, which is the Group's.
    said_no = applications.c.stage.in_((ApplicationStage.INELIGIBLE, ApplicationStage.UNPLACED))
    return and_(applications.c.person_id == person, said_no)


def _asked_by_them(person: int) -> ColumnElement[bool]:
    return and_(questions.c.asker_id == person, questions.c.from_group.is_(False))


_ASKED = ("scheme", "asked_at", "text", "answered_at", "answer")


def _about_theirs(person: int) -> ColumnElement[bool]:
    theirs = select(applications.c.id).where(applications.c.person_id == person)
    return questions.c.application_id.in_(theirs)


APPLICATION = Kind(
    thing=Application,
    table=applications,
    find=_find,
    reach=reach(applications, "person_id", also=stands_in(applications.c.id)),
    belongs=(
        Belonging(
            title="Your applications",
            columns=(
                *(
                    "scheme",
                    "id",
                    "role",
                    "round",
                    "stage",
                    "received_at",
                    "changed_at",
                    "answer_by",
                    "answered_on",
                ),
                *("decided_at", "away_until", "consent_version", "answers"),
            ),
            whose=owned_by(applications.c.person_id),
        ),
        Belonging(
            title="Reasons you were given",
            columns=("scheme", "id", "decided_at", "reason"),
            whose=_answered_no,
        ),
    ),
    withheld={"number_checked": "the membership number again, which stands in the answers"},
    erased=(
        Emptied(
            whose=owned_by(applications.c.person_id),
            columns={
                "answers": {},
                "reason": None,
                "number_bucket": None,
                "number_checked": None,
                "away_until": None,
            },
            told="What you wrote in your applications",
        ),
        Stays(
            why="ids, days and how it ended, to be counted",
            told="That there was an application or a partnership, with its days and how it ended, to be counted",
        ),
    ),
    retention=Retention.WORDS_GO,
)
REMINDER = Kind(
    thing=Reminder,
    table=reminders,
    find=of_one(Reminder, lock=False),
    reach=reach(reminders, "person_id"),
    belongs=(
        Belonging(
            title="Rounds you asked to be reminded of",
            columns=("scheme", "role", "round"),
            whose=owned_by(reminders.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(reminders.c.person_id)),),
    retention=Retention.STAYS,
)
QUESTION = Kind(
    thing=Question,
    table=questions,
    find=_find_question,
    reach=reach(questions, "asker_id", "to_id", also=stands_in(questions.c.application_id)),
    belongs=(
        Belonging(
            title="Questions you asked, and the answers", columns=_ASKED, whose=_asked_by_them
        ),
        Belonging(
            title="Questions you were asked, and your answers",
            columns=_ASKED,
            whose=owned_by(questions.c.to_id),
        ),
    ),
    erased=(
        Emptied(whose=_about_theirs, columns={"text": "", "answer": None}),
        Emptied(
            whose=owned_by(questions.c.asker_id),
            columns={"text": ""},
            told="Questions you asked, and answers you gave",
        ),
        Emptied(whose=owned_by(questions.c.answered_by), columns={"answer": None}),
    ),
    retention=Retention.WORDS_GO,
)
