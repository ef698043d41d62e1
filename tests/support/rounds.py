"""Scenes of a recruitment round, played in a few presses, for the tests that begin in the middle of one."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest
from pydantic import TypeAdapter
from sqlalchemy import select

from handlers.kit.ui import Action, Reply
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.matching.candidate import Candidate
from scheme.matching.proposal import Proposal
from scheme.partnership.partnership import Partnership
from scheme.people import Role
from scheme.refusal import NotAllowed, Refusal
from scheme.subject import Subject
from storage import applications, partnerships, people
from storage.matching import proposals
from storage.tables import audit, due
from tests.support.dialogue import Player, Stage
from tests.support.stage import IDA, MAYA, MENTEE_ANSWERS, MENTOR_ANSWERS, PRIYA, ROBIN, TOM


def definition_of(scene: Stage) -> Definition:
    """The first scheme of a stage."""
    return next(iter(scene.bot.definitions.values()))


def in_this_round(scene: Stage, number: Any = 0, **keys: Any) -> Definition:
    """The round that is open, or another by number, gets keys of its own, as if the scheme's file had been edited."""
    data = definition_of(scene).model_dump(mode="json")
    data["rounds"][number] |= keys
    return _edited(scene, data)


def with_rules(scene: Stage, **tables: dict[str, Any]) -> Definition:
    """Tables of the scheme have other keys, as if the scheme's file had been edited."""
    data = definition_of(scene).model_dump(mode="json")
    for table, keys in tables.items():
        data[table] = (data[table] or {}) | keys
    return _edited(scene, data)


def _edited(scene: Stage, data: dict[str, Any]) -> Definition:
    definition = Definition.model_validate_json(TypeAdapter(object).dump_json(data))
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[definition.key] = definition
    return definition


async def act(player: Player, name: str, subject: str = "", /, **answers: Answer) -> Reply:
    """What a press comes to, whatever the person sees just now: an old card, a forged button. Raises `Refusal`."""
    reply = await player.stage.bot.act(
        player.person_id, Action(name=name, subject=Subject.read(subject), answers=answers)
    )
    await player.stage.bot.delivery.drain()
    return reply


async def refused(player: Player, name: str, subject: str = "", /, **answers: Answer) -> str:
    """The words of a refusal that a press must meet."""
    with pytest.raises(Refusal) as no:
        await act(player, name, subject, **answers)
    return no.value.text


async def barred(player: Player, name: str, subject: str = "", /, **answers: Answer) -> str:
    """The words that somebody outside an action's audience must meet."""
    with pytest.raises(NotAllowed) as no:
        await act(player, name, subject, **answers)
    return no.value.text


async def at_once(
    scene: Stage, *wishes: tuple[str, Action], inbound: str | None = None
) -> list[Reply | Refusal]:
    """What several people's actions come to when they arrive at the same moment, each on a connection of its own."""
    players = [(await scene.person(email), action) for email, action in wishes]
    # Opening a connection takes longer than an action, so each has one before the race starts.
    await asyncio.gather(
        *(scene.bot.act(player.person_id, Action(name="home.show")) for player, _ in players)
    )
    acts = [scene.bot.act(player.person_id, action, inbound) for player, action in players]
    found = await asyncio.gather(*acts, return_exceptions=True)
    await scene.bot.delivery.drain()
    unforeseen = [one for one in found if not isinstance(one, Reply | Refusal)]
    assert not unforeseen, unforeseen
    return [one for one in found if isinstance(one, Reply | Refusal)]


async def applies(scene: Stage, email: str, role: Role, /, **extra: Answer) -> str:
    """Somebody applies; the subject of their application."""
    player = await scene.person(email)
    await act(player, f"apply.{role}")
    await player.says(
        "I want to be a mentor" if role == "mentor" else "I would like a mentor please"
    )
    usual = MENTOR_ANSWERS if role == "mentor" else MENTEE_ANSWERS
    if definition_of(player.stage).asks_managers:  # for whom nobody ticks
        usual = {key: answer for key, answer in usual.items() if key != "manager_approval"}
    await player.fills(**{**usual, **extra})
    await player.submits()
    return f"application:{(await application_of(scene, email, role)).id}"


async def on_register(scene: Stage, *emails: str, **extra: Answer) -> list[str]:
    """Mentors on the register; the subjects of their applications."""
    found = []
    for email in emails:
        found.append(await applies(scene, email, "mentor", **extra))
        await act(await scene.person(ROBIN), "review.eligible", found[-1])
    return found


async def eligible(scene: Stage, email: str = MAYA, **extra: Answer) -> str:
    """A mentee who is to be matched; the subject of their application."""
    subject = await applies(scene, email, "mentee", **extra)
    await act(await scene.person(ROBIN), "review.eligible", subject)
    return subject


async def selects(
    scene: Stage,
    member: str,
    subject: str,
    mentors: Sequence[str],
    revision: int = 0,
    *,
    replaces: int = 0,
) -> Reply:
    """A member selects mentors, by address; `replaces`: the selection they were told that theirs takes the place of."""
    keys = [str((await application_of(scene, email, "mentor")).id) for email in mentors]
    return await act(
        await scene.person(member), "propose.send", subject, mentors=keys, criteria=["a", "b"], revision=str(revision),
        replaces=str(replaces),
    )  # fmt: skip


async def offered(scene: Stage, email: str = MAYA, mentors: Sequence[str] = (PRIYA, TOM)) -> str:
    """A mentee with options that two members agreed on; the subject of the proposal."""
    subject = await eligible(scene, email)
    await selects(scene, IDA, subject, mentors)
    await selects(scene, ROBIN, subject, mentors, 1)
    return f"proposal:{(await proposal_of(scene, email)).id}"


async def chooses(scene: Stage, email: str, mentor: str) -> str:
    """A mentee with options chooses one; the subject of the request."""
    proposal, one = await proposal_of(scene, email), await candidate_of(scene, email, mentor)
    mentee = await application_of(scene, email)
    await act(
        await scene.person(email),
        "choose.sent",
        f"proposal:{proposal.id}",
        candidate=str(one.id),
        revision=str(mentee.revision),
    )
    return f"candidate:{one.id}"


async def asked(
    scene: Stage, email: str = MAYA, mentor: str = PRIYA, mentors: Sequence[str] = (PRIYA, TOM)
) -> str:
    """Mentors on the register, a mentee with options, and one who is asked; the subject of the request."""
    await on_register(scene, *mentors)
    await offered(scene, email, mentors)
    return await chooses(scene, email, mentor)


async def introduced(scene: Stage) -> str:
    """Maya and Priya, introduced to each other; the subject of the partnership."""
    await act(await scene.person(PRIYA), "answer.accept", await asked(scene))
    return f"partnership:{(await pair_of(scene)).id}"


# What is kept


async def application_of(scene: Stage, email: str, role: Role = "mentee") -> Application:
    """Somebody's latest application in a role."""
    async with scene.bot.work(writes=False) as work:
        person = await people.by_email(work, email)
        assert person is not None
        found = await applications.of_person(work, definition_of(scene).key, person.id)
        return next(one for one in found if one.role == role)


async def proposal_of(scene: Stage, email: str = MAYA) -> Proposal:
    """The latest proposal made to a mentee."""
    application = await application_of(scene, email)
    async with scene.bot.work(writes=False) as work:
        return (await proposals.of_application(work, application.id))[0]


async def candidate_of(scene: Stage, email: str, mentor: str) -> Candidate:
    """A mentor in the latest proposal made to a mentee."""
    proposal, theirs = (
        await proposal_of(scene, email),
        await application_of(scene, mentor, "mentor"),
    )
    async with scene.bot.work(writes=False) as work:
        found = await proposals.candidates_of(work, proposal.id)
        return next(one for one in found if one.mentor_application_id == theirs.id)


async def places_taken(scene: Stage, mentor: str) -> int:
    """How many places of a mentor are taken."""
    theirs = await application_of(scene, mentor, "mentor")
    async with scene.bot.work(writes=False) as work:
        return len((await applications.taken_places(work, [theirs.id])).get(theirs.id, ()))


async def pair_of(scene: Stage, email: str = MAYA) -> Partnership:
    """Somebody's latest partnership."""
    person = await scene.person(email)
    async with scene.bot.work(writes=False) as work:
        return (await partnerships.of_person(work, definition_of(scene).key, person.person_id))[0]


async def logged(scene: Stage) -> list[tuple[str, ...]]:
    """The audit log: scheme, person, action, subject and outcome of each entry."""
    async with scene.bot.work(writes=False) as work:
        found = (await work.session.execute(select(audit).order_by(audit.c.id))).all()
    return [
        (one.scheme, str(one.person_id), one.action, str(one.subject), one.outcome) for one in found
    ]


MOST_WORDS = 50


def keeps_to_the_voice(scene: Stage) -> None:
    """Every message that stands in a chat or the channel is short, plain, and says something (experience.md)."""
    for room in scene.channel.rooms.values():
        for message in room.messages.values():
            assert 0 < len(message.text.split()) <= MOST_WORDS, message.text
            assert "!" not in message.heading + message.text, message.text
            assert "  " not in message.text, message.text


def cards(player: Player, heading: str) -> list[str]:
    """The texts of the messages with a heading in somebody's chat."""
    return [one.text for one in player.room.messages.values() if one.heading == heading]


def arrived(scene: Stage, player: Player, heading: str) -> Sequence[str]:
    """What a person noticed under a heading, in order: each time it came, and not only how it stands now."""
    mine = [one for one in scene.channel.arrivals if one.recipient == f"person:{player.person_id}"]
    return [one.message.text for one in mine if one.message.heading == heading]


def written(scene: Stage) -> str:
    """Every word of every chat and of the Group's channel, buttons and what they carry included."""
    return "\n".join(
        repr(one) for room in scene.channel.rooms.values() for one in room.messages.values()
    )


async def names_due(scene: Stage) -> list[str]:
    """What waits for its time, by name, in order of time."""
    async with scene.bot.work(writes=False) as work:
        query = select(due.c.name).where(due.c.done_at.is_(None)).order_by(due.c.at)
        return list((await work.session.scalars(query)).all())
