"""Who was invited by mail: their name and address while the invitation is open, and no longer (R3.5)."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.application.application import Application
from scheme.ids import ApplicationId
from scheme.searching.invitation import Invitation, InvitationState
from storage import awareness
from storage.engine.encryption import KeyProblem, vault
from storage.erasure import Stays
from storage.kind import (
    Asked,
    Found,
    Kind,
    Retention,
    about_application,
    locks_rows,
    reach,
    row,
)
from storage.many import read
from storage.tables import invitations
from storage.work import Work

STOP = "do not invite "  # begins what a link to stop it holds, sealed


def mark_of(address: str) -> str:
    """What stands for an address; nobody can read it without the keys."""
    return vault.mark(f"invited {address}")


def stopping(invitation_id: int, address: str) -> str:
    """What a link holds by which whoever reads mail at an address is never written to again: sealed, and kept nowhere.

    `invitation_id`: that which it is a no to; 0 for none.
    """
    return vault.seal(f"{STOP}{invitation_id} {awareness.stands_for(address)}")


def stops(token: str) -> tuple[int, str] | None:
    """The invitation that a link is about, and what stands for its address; None for what is no such link."""
    try:
        said = vault.unseal(token)
    except (KeyProblem, ValueError):
        return None
    if not said.startswith(STOP):
        return None
    number, _, mark = said.removeprefix(STOP).partition(" ")
    return int(number), mark


async def by_id(work: Work, invitation_id: int) -> Invitation | None:
    """One of them; None where there is none."""
    return await work.session.get(Invitation, invitation_id)


async def about(work: Work, application_id: ApplicationId) -> Sequence[Invitation]:
    """Everybody who was invited with a mentee in mind, latest first."""
    query = (
        select(Invitation)
        .where(invitations.c.application_id == application_id)
        .order_by(invitations.c.asked_at.desc(), invitations.c.id)
    )
    return await read(work, query)


async def open_at(work: Work, scheme: str, address: str) -> Invitation | None:
    """The one that is open at an address, which nobody else ends meanwhile; None where there is none."""
    query = select(Invitation).where(
        invitations.c.scheme == scheme,
        invitations.c.address_mark == mark_of(address),
        invitations.c.state == InvitationState.SENT,
    )
    if locks_rows(work):
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await work.session.scalars(query)).first()


async def _find(work: Work, asked: Asked) -> Found:
    known = await row(work, Invitation, asked.id)
    mentee = await row(work, Application, known.application_id, lock=True)
    invitation = await row(work, Invitation, asked.id, lock=True)  # they may apply just now
    matter = await about_application(work, mentee, asked=asked, parties=frozenset())
    return Found(invitation.scheme, matter, (invitation, mentee))


INVITATION = Kind(
    thing=Invitation,
    table=invitations,
    find=_find,
    reach=reach(invitations, "asked_by"),
    apart="name and address of somebody who was invited, gone once they say no, apply, or four weeks have passed",
    erased=(
        Stays(why="somebody else's, each gone within four weeks", columns=("name", "address")),
    ),
    retention=Retention.PASSES,
)
