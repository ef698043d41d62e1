"""A scheme that asks line managers by mail, and what a manager does with the link that was mailed to them (R2.7)."""

from functools import cache

from handlers.application import manager_says
from handlers.kit.turn import Moment
from handlers.kit.ui import Link, Message
from scheme.application.permission import Permission
from scheme.definition.definition import Definition
from scheme.subject import Subject
from storage import applications, matters, permissions
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, scheme

LENA = "lena.marsh@fellside.example.org"  # whom Maya names


@cache
def asking() -> Definition:
    """The scheme of the stage, in which line managers are asked by mail."""
    data = scheme().model_dump()
    data["eligibility"]["approval_by"] = "mail"
    for role in ("mentee", "mentor"):
        for question in data["forms"][role]:
            if question["key"] == "manager_email":
                question["required"] = True
    return Definition.model_validate(data)


async def permission_of(scene: Stage, email: str = MAYA) -> Permission:
    """How it stands with the line manager of somebody's latest application."""
    person = await scene.person(email)
    async with scene.bot.work(writes=False) as work:
        for key in scene.bot.definitions:
            latest = (await applications.of_person(work, key, person.person_id))[0]
            if found := await permissions.latest(work, latest.id):
                return found
    raise AssertionError(f"nobody was asked about {email}")


def mails(scene: Stage, permission: Permission) -> list[Message]:
    """What the manager got, the latest last."""
    return list(scene.channel.room(f"mail:permission:{permission.id}").messages.values())


def path_in(message: Message) -> str:
    """The page that a mail leads to."""
    return next(part.address for part in message.parts if isinstance(part, Link))


async def says(scene: Stage, what: str, email: str = MAYA, **answers: str) -> Message:
    """The manager confirms a yes, a no or a question; what they read then. Raises `Refusal`."""
    permission = await permission_of(scene, email)
    async with scene.bot.work() as work:
        found = await matters.find(work, Subject("permission", permission.id), "", weighs=False)
        moment = Moment(
            definition=work.definitions[found.scheme],
            found=found,
            now=work.now,
            catalogue=scene.bot.desk.catalogue,
        )
        done = await manager_says.say(moment, work, what, dict(answers))
    await scene.bot.delivery.drain()
    return done
