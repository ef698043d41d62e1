"""The Group's channels on platforms (R3.3)."""

from sqlalchemy import select

from scheme.room import Room
from storage.tables import rooms
from storage.work import Work


async def of(work: Work, scheme: str) -> Room | None:
    """The channel of a scheme's Group; None when it has none."""
    return (await work.session.scalars(select(Room).where(rooms.c.scheme == scheme))).first()


async def at(work: Work, platform: str, workspace: str, channel: str) -> Room | None:
    """The Group whose channel a channel is."""
    query = select(Room).where(
        rooms.c.platform == platform, rooms.c.workspace == workspace, rooms.c.channel == channel
    )
    return (await work.session.scalars(query)).first()


async def in_workspace(work: Work, platform: str, workspace: str) -> list[Room]:
    """The Groups' channels of a workspace."""
    query = select(Room).where(rooms.c.platform == platform, rooms.c.workspace == workspace)
    return list((await work.session.scalars(query)).all())


async def move(work: Work, room: Room) -> Room:
    """Make a channel the Group's, in place of the one it had."""
    await leave(work, room.scheme)
    return await work.add(room)


async def leave(work: Work, scheme: str) -> None:
    """A scheme's Group has no channel any more."""
    if (earlier := await of(work, scheme)) is not None:
        await work.session.delete(earlier)
        await work.flush()
