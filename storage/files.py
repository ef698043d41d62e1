"""Files that people hand in, kept as soon as they are chosen and claimed by the form that holds them (R2.1)."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, insert, or_, select

from scheme.application.application import Application, ApplicationStage
from scheme.audience import Matter
from scheme.forms.checking import refused
from scheme.forms.fields import Answer, Answers, AnyField, FileField
from scheme.forms.file import File, accept, must_fit
from scheme.ids import NOBODY, PersonId
from scheme.matching.candidate import TALKS, WAITED_FOR, Word
from scheme.matching.proposal import ProposalProgress
from scheme.refusal import Gone, Refusal
from storage import applications
from storage.erasure import Goes
from storage.kind import (
    WHO,
    Asked,
    Belonging,
    Found,
    Kind,
    Retention,
    owned_by,
    reach,
    row_if_there,
)
from storage.tables import applications as application_rows
from storage.tables import candidates, files, proposals, stand_ins
from storage.work import Work

MOST_WAITING = 10  # files of one person that no form has claimed; of more, the oldest go

NOT_KEPT = "This file is not kept here any more. Please choose it again."

Fields = Sequence[AnyField]


async def keep(
    work: Work, scheme: str, person_id: PersonId, field: FileField, name: str, media: str, data: bytes
) -> File:  # fmt: skip
    """Keep a file until a form that holds it is sent. Raises `Refusal` for what the field does not take."""
    name, ending = accept(field, name, media, data)
    row = {
        "scheme": scheme, "person_id": person_id, "name": name, "ending": ending, "size": len(data),
        "kept_at": work.now, "content": b64encode(data).decode(),
    }  # fmt: skip
    made = await work.session.scalar(insert(files).values(row).returning(files.c.id))
    waiting = (files.c.person_id == person_id, files.c.claimed_at.is_(None), files.c.id != made)
    latest = select(files.c.id).where(*waiting).order_by(files.c.kept_at.desc(), files.c.id.desc())
    if old := (await work.session.scalars(latest.offset(MOST_WAITING - 1))).all():
        await work.session.execute(delete(files).where(files.c.id.in_(old)))
    file = await work.session.get(File, made)
    if file is None:
        raise LookupError("a file that was just kept is not there")
    return file


async def of(work: Work, ref: Answer) -> File | None:
    """The file that an answer names; None when there is none."""
    kind, _, number = str(ref).partition(":")
    if kind != "file" or not number.isdecimal() or len(number) > 9:
        return None
    return await work.session.get(File, int(number))


async def content(work: Work, file: File) -> bytes:
    """What is in a file."""
    kept = await work.session.scalar(select(files.c.content).where(files.c.id == file.id))
    return b64decode(kept or "")


async def named(
    work: Work, person_id: PersonId, fields: Fields, answers: Mapping[str, Answer]
) -> dict[str, File]:
    """Of the files that answers to a form name, those that are this person's, by the key of the field."""
    found: dict[str, File] = {}
    for field in fields:
        if isinstance(field, FileField) and (ref := answers.get(field.key)):
            file = await of(work, ref)
            if file is not None and file.person_id == person_id:
                found[field.key] = file
    return found


async def in_application(work: Work, application: Application) -> dict[str, File]:
    """The files that an application holds, by the key of the field."""
    form = work.definitions[application.scheme].form(application.role)
    return await named(work, application.person_id, form, application.answers)


async def of_person(work: Work, person_id: PersonId) -> Sequence[File]:
    """Every file that is kept of somebody, oldest first."""
    return (
        await work.session.scalars(
            select(File).where(files.c.person_id == person_id).order_by(files.c.kept_at, files.c.id)
        )
    ).all()


async def claim(
    work: Work, scheme: str, person_id: PersonId, fields: Fields, answers: Answers, before: Mapping[str, Answer]
) -> None:  # fmt: skip
    """A form was sent: the files that it holds stay, and of those it held `before`, whatever it no longer names goes.

    Raises `Refusal`, with the fields at fault, where a file is not there, not this person's or not what is asked for.
    """
    errors: dict[str, str] = {}
    theirs = await named(work, person_id, fields, answers)
    for field in fields:
        ref = answers.get(field.key)
        if not isinstance(field, FileField) or not ref or ref == before.get(field.key):
            continue
        file = theirs.get(field.key)
        if file is None or file.scheme != scheme:
            errors[field.key] = NOT_KEPT
            continue
        try:
            must_fit(field, file.ending, file.size)
        except Refusal as no:
            errors[field.key] = no.text
        file.claimed_at = file.claimed_at or work.now
    if errors:
        raise refused(errors)
    await _forget_replaced(
        work, scheme, person_id=person_id, fields=fields, answers=answers, before=before
    )


async def read_once(
    work: Work, scheme: str, person_id: PersonId, field: FileField, ref: Answer
) -> bytes:
    """What is in a file that is needed this once: it is forgotten in the same commit.

    Raises `Refusal`, with the field at fault, where it is not there, not this person's or not what is asked for.
    """
    file = (await named(work, person_id, (field,), {field.key: ref})).get(field.key)
    if file is None or file.scheme != scheme or file.claimed_at is not None:
        raise refused({field.key: NOT_KEPT})
    try:
        must_fit(field, file.ending, file.size)
    except Refusal as no:
        raise refused({field.key: no.text}) from None
    data = await content(work, file)
    await work.session.delete(file)
    return data


async def _forget_replaced(
    work: Work, scheme: str, person_id: PersonId, fields: Fields, answers: Answers, before: Mapping[str, Answer]
) -> None:  # fmt: skip
    replaced = (await named(work, person_id, fields, before)).items()
    await _forget(
        work, scheme, person_id, [file for key, file in replaced if file.ref != answers.get(key)]
    )


async def let_go(work: Work, application: Application) -> None:
    """Forget the files that an application holds, whatever its form asks for by now."""
    found = [await of(work, answer) for answer in application.answers.values()]
    theirs = [
        file for file in found if file is not None and file.person_id == application.person_id
    ]
    await _forget(work, application.scheme, application.person_id, theirs)


async def _forget(work: Work, scheme: str, person_id: PersonId, gone: Sequence[File]) -> None:
    for file in gone:
        # Another application may hold it too: it was offered from there. The one that lets it go still names it.
        held = [
            file.ref in application.answers.values()
            for application in await applications.of_person(work, scheme, person_id)
        ]
        if sum(held) <= 1:
            await work.session.delete(file)


async def hand_over(
    work: Work, giver_id: int, person_id: PersonId, answers: Mapping[str, Answer]
) -> None:
    """What somebody has just kept to send it for another becomes the other's own (R13.2)."""
    for ref in answers.values():
        if isinstance(ref, str):
            file = await of(work, ref)
        else:
            file = None
        if file is not None and file.person_id == giver_id and file.claimed_at is None:
            file.person_id = person_id


async def partners(work: Work, application: Application) -> set[PersonId]:
    """Who may read the profile of an applicant: the mentees they are offered to or were chosen by; the mentor asked."""
    query = select(proposals.c.mentee_id, candidates.c.mentor_id).join(
        candidates, candidates.c.proposal_id == proposals.c.id
    )
    if application.role == "mentee":
        asked = query.where(
            proposals.c.application_id == application.id, candidates.c.state.in_(WAITED_FOR | TALKS)
        )
        return {mentor for _, mentor in (await work.session.execute(asked)).all()}
    offered = (proposals.c.state == ProposalProgress.OFFERED) & (
        candidates.c.state == Word.PROPOSED
    )
    chosen = candidates.c.state.in_((*WAITED_FOR, *TALKS, Word.ACCEPTED))
    read = query.where(candidates.c.mentor_application_id == application.id, or_(offered, chosen))
    return {mentee for mentee, _ in (await work.session.execute(read)).all()}


async def forget_unclaimed(work: Work, before: datetime) -> None:
    """Forget what was kept before a moment and never sent."""
    await work.session.execute(
        delete(files).where(files.c.claimed_at.is_(None), files.c.kept_at < before)
    )


async def _find(work: Work, asked: Asked) -> Found:
    """What somebody handed in. Until they have sent it, and once they took the application back, it is theirs alone."""
    file = await row_if_there(work, File, asked.id, lock=False)
    scheme = file.scheme if file else asked.scheme
    everything = await applications.of_person(work, scheme, file.person_id if file else NOBODY)
    if file is None:
        raise Gone
    own_alone = frozenset({file.person_id})
    sent = [
        application
        for application in everything
        if application.stage != ApplicationStage.WITHDRAWN and _fields_with(work, application, file)
    ]
    if not sent:
        return Found(
            file.scheme,
            Matter(subject=asked.subject, parties=own_alone, handlers=frozenset()),
            (file,),
        )
    theirs: set[PersonId] = set()
    for application in sent:
        if any(field.seen_by == "partner" for field in _fields_with(work, application, file)):
            theirs |= await partners(work, application)
    parties = own_alone | theirs
    if not asked.weighs:
        return Found(file.scheme, Matter(subject=asked.subject, parties=parties), (file, *sent))
    stood_in = frozenset[PersonId]().union(
        *[await asked.stand_ins(work, application) for application in sent]
    )
    aside = await asked.conflicted(work, *sent)
    return Found(
        file.scheme,
        Matter(subject=asked.subject, parties=parties, conflicted=aside, stand_ins=stood_in),
        (file, *sent),
    )


def _fields_with(work: Work, application: Application, file: File) -> list[FileField]:
    form = work.definitions[application.scheme].form(application.role)
    return [
        field
        for field in form
        if isinstance(field, FileField) and application.answers.get(field.key) == file.ref
    ]


def _readers() -> ColumnElement[bool]:
    """Whoever stands in on an application of the one who handed it in, or is a partner who was offered or asked."""
    stands_in = exists().where(
        stand_ins.c.application_id == application_rows.c.id,
        stand_ins.c.person_id == WHO,
        application_rows.c.person_id == files.c.person_id,
    )
    asked = exists().where(
        candidates.c.proposal_id == proposals.c.id,
        candidates.c.mentor_id == WHO,
        candidates.c.asked_at.is_not(None),
        proposals.c.mentee_id == files.c.person_id,
    )
    offered = exists().where(
        candidates.c.proposal_id == proposals.c.id,
        candidates.c.mentor_id == files.c.person_id,
        proposals.c.mentee_id == WHO,
        proposals.c.state != ProposalProgress.DRAFT,
    )
    return and_(files.c.claimed_at.is_not(None), or_(stands_in, asked, offered))


FILE = Kind(
    thing=File,
    table=files,
    find=_find,
    reach=reach(files, "person_id", also=_readers()),
    belongs=(
        Belonging(
            title="Files you handed in",
            columns=("scheme", "name", "size", "kept_at", "claimed_at"),
            whose=owned_by(files.c.person_id),
        ),
    ),
    withheld={"content": "each file has a button of its own beside this, which opens it"},
    erased=(Goes(whose=owned_by(files.c.person_id), told="Files you handed in"),),
    retention=Retention.WORDS_GO,
)
