"""Forms that people have begun and not sent (R2.9)."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import String, cast, delete, literal, select, update

from scheme.forms.draft import Draft
from scheme.ids import PersonId
from scheme.subject import Subject
from storage.erasure import Goes, Leaver, Reworked
from storage.kind import Belonging, Kind, Retention, of_one, owned_by, reach
from storage.tables import drafts
from storage.work import Work


async def begun(
    work: Work, scheme: str, person_id: PersonId, opener: str, action: str, subject: Subject
) -> Draft | None:
    """What somebody has answered so far of a form; None when it was not begun."""
    query = select(Draft).where(
        drafts.c.person_id == person_id,
        drafts.c.scheme == scheme,
        drafts.c.opener == opener,
        drafts.c.action == action,
        drafts.c.subject == subject,
    )
    return (await work.session.scalars(query)).first()


async def talking(work: Work, person_id: PersonId, since: datetime) -> Draft | None:
    """The form that somebody is answering in the chat, where they said something since a moment."""
    query = select(Draft).where(
        drafts.c.person_id == person_id, drafts.c.talking, drafts.c.changed_at >= since
    )
    return (await work.session.scalars(query)).first()


async def to_go_on_with(work: Work, scheme: str, person_id: PersonId) -> Sequence[Draft]:
    """What somebody has begun in a scheme and may be reminded of, the latest first."""
    query = select(Draft).where(
        drafts.c.person_id == person_id, drafts.c.scheme == scheme, drafts.c.private.is_(False)
    )
    return (
        await work.session.scalars(query.order_by(drafts.c.changed_at.desc(), drafts.c.id.desc()))
    ).all()


async def rest(work: Work, person_id: PersonId) -> None:
    """Nothing that somebody types is an answer to a form any more."""
    own = (drafts.c.person_id == person_id, drafts.c.talking)
    statement = update(Draft).where(*own).values(talking=False)
    await work.session.execute(statement, execution_options={"synchronize_session": "fetch"})


async def drop_sent(
    work: Work, person_id: PersonId, opener: str, action: str, subject: Subject
) -> None:
    """A form was sent, so that nothing of it is left to go on with. Without `opener`, whatever opened it."""
    which = [
        drafts.c.person_id == person_id,
        drafts.c.action == action,
        drafts.c.subject == subject,
    ]
    if opener:
        which.append(drafts.c.opener == opener)
    await work.session.execute(delete(drafts).where(*which))


async def make_room(work: Work, person_id: PersonId, most: int) -> None:
    """Drop what somebody has not gone on with the longest, where they hold so many that there is no room for another."""
    kept = (
        select(drafts.c.id)
        .where(drafts.c.person_id == person_id)
        .order_by(drafts.c.changed_at.desc(), drafts.c.id.desc())
    )
    old = kept.offset(most - 1).limit(most)
    await work.session.execute(delete(drafts).where(drafts.c.id.in_(old)))


async def forget_old(work: Work, before: datetime) -> None:
    """Drop what nobody has gone on with since a moment."""
    await work.session.execute(delete(drafts).where(drafts.c.changed_at < before))


async def drop_about(work: Work, *subjects: Subject) -> None:
    """Forget every form that anybody has begun about these things, with what was typed in windows about it."""
    begun = select(literal("draft:") + cast(drafts.c.id, String)).where(
        drafts.c.subject.in_(subjects)
    )
    within = (await work.session.scalars(begun)).all()
    await work.session.execute(delete(drafts).where(drafts.c.subject.in_((*subjects, *within))))


async def drop(work: Work, draft: Draft) -> None:
    """Forget a form that was begun, with what was typed in windows about it."""
    ids = (drafts.c.id == draft.id) | (drafts.c.subject == Subject("draft", draft.id))
    await work.session.execute(delete(drafts).where(drafts.c.person_id == draft.person_id, ids))
    work.session.expunge(draft)


async def _titles_that_name_them(work: Work, leaver: Leaver) -> None:
    """Forms of others whose title names them: what was answered stays, as the form gets its title afresh when it is opened."""
    query = select(drafts.c.id, drafts.c.title, drafts.c.person_id)
    for row in (await work.session.execute(query)).all():
        if leaver.is_named_in(row.title, row.person_id):
            statement = update(drafts).where(drafts.c.id == row.id).values(title="A form you began")
            await work.session.execute(statement)


DRAFT = Kind(
    thing=Draft,
    table=drafts,
    find=of_one(Draft),
    reach=reach(drafts, "person_id"),
    belongs=(
        Belonging(
            title="Forms you began",
            columns=("scheme", "title", "changed_at", "answers"),
            whose=owned_by(drafts.c.person_id),
        ),
    ),
    withheld={
        "opening": "where a form was opened from; no words of anybody",
        "carries": "what a form carries unchanged; no words of anybody",
    },
    erased=(
        Goes(whose=owned_by(drafts.c.person_id), told="Forms you began"),
        Reworked(does=_titles_that_name_them, columns=("title",)),
    ),
    retention=Retention.PASSES,
)
