"""Accounts: where people talk, and whose each is (R11.5)."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from scheme.audience import Matter
from scheme.ids import PersonId
from scheme.people import Account
from scheme.refusal import Gone
from storage import outbox
from storage.erasure import Goes, Hold, Leaver, Reworked
from storage.kind import Asked, Belonging, Found, Kind, Retention, owned_by, reach, row
from storage.tables import accounts
from storage.tables import outbox as outbox_rows
from storage.work import Work


async def at(work: Work, platform: str, workspace: str, user: str) -> Account | None:
    """The account of a user of a workspace; None when they were never here."""
    query = select(Account).where(
        accounts.c.platform == platform, accounts.c.workspace == workspace, accounts.c.user == user
    )
    return (await work.session.scalars(query)).first()


async def of_person(work: Work, person_id: PersonId) -> Sequence[Account]:
    """Where somebody can be reached, the place where they were last seen first."""
    query = select(Account).where(accounts.c.person_id == person_id, accounts.c.gone_at.is_(None))
    return (
        await work.session.scalars(
            query.order_by(accounts.c.seen_at.desc().nulls_last(), accounts.c.id)
        )
    ).all()


async def of_people(
    work: Work, platform: str, workspace: str, ids: Sequence[PersonId]
) -> dict[PersonId, Account]:
    """The live accounts of people in one workspace, by person."""
    query = select(Account).where(
        accounts.c.platform == platform,
        accounts.c.workspace == workspace,
        accounts.c.person_id.in_(ids),
        accounts.c.gone_at.is_(None),
    )
    return {
        scalar.person_id: scalar
        for scalar in await work.session.scalars(query)
        if scalar.person_id is not None
    }


async def of_users(
    work: Work, platform: str, workspace: str, users: Sequence[str]
) -> Sequence[Account]:
    """The accounts of some users of a workspace, as far as they are known."""
    query = select(Account).where(
        accounts.c.platform == platform,
        accounts.c.workspace == workspace,
        accounts.c.user.in_(users),
    )
    return (await work.session.scalars(query)).all()


async def leave(work: Work, account: Account, person_id: PersonId) -> None:
    """An account is no longer a person's: what they were told there is not updated there any more."""
    there = outbox_rows.c.address.startswith(f"{account.workspace}/", autoescape=True)
    theirs = update(outbox_rows).where(outbox_rows.c.recipient == f"person:{person_id}", there)
    await work.session.execute(theirs.values(address=None))


async def lose(work: Work, platform: str, workspace: str) -> Sequence[PersonId]:
    """The bot was removed from a workspace: nobody is reached there; the people concerned, by id."""
    theirs = (
        accounts.c.platform == platform,
        accounts.c.workspace == workspace,
        accounts.c.gone_at.is_(None),
        accounts.c.person_id.is_not(None),
    )
    lost = update(accounts).where(*theirs).values(gone_at=work.now).returning(accounts.c.person_id)
    return [
        person_id for person_id in (await work.session.scalars(lost)).all() if person_id is not None
    ]


async def regain(work: Work, platform: str, workspace: str) -> Sequence[PersonId]:
    """The bot is back in a workspace: whoever was lost with it is reached again; the people concerned, by id.

    What waited for them comes. Those whose own account was closed before stay closed: they were lost at another moment.
    """
    here = (
        accounts.c.platform == platform,
        accounts.c.workspace == workspace,
        accounts.c.person_id.is_not(None),
    )
    last = select(func.max(accounts.c.gone_at)).where(*here).scalar_subquery()
    found = update(accounts).where(*here, accounts.c.gone_at == last).values(gone_at=None)
    ids = [
        owner
        for owner in (await work.session.scalars(found.returning(accounts.c.person_id))).all()
        if owner is not None
    ]
    for person_id in ids:
        await outbox.take_up(work, f"person:{person_id}")
    return ids


async def reopen(work: Work, platform: str, workspace: str) -> Sequence[PersonId]:
    """A workspace was looked for in the wrong place: whoever was not found there may be reached; the people, by id."""
    here = (
        accounts.c.platform == platform,
        accounts.c.workspace == workspace,
        accounts.c.person_id.is_not(None),
    )
    found = update(accounts).where(*here, accounts.c.gone_at.is_not(None)).values(gone_at=None)
    ids = [
        owner
        for owner in (await work.session.scalars(found.returning(accounts.c.person_id))).all()
        if owner is not None
    ]
    for person_id in ids:
        await outbox.take_up(work, f"person:{person_id}")
    return ids


async def live_in(work: Work, platform: str, workspace: str) -> Sequence[PersonId]:
    """The people who are reached in a workspace, by id."""
    query = select(accounts.c.person_id).where(
        accounts.c.platform == platform,
        accounts.c.workspace == workspace,
        accounts.c.person_id.is_not(None),
        accounts.c.gone_at.is_(None),
    )
    return [
        person_id
        for person_id in (await work.session.scalars(query.distinct())).all()
        if person_id is not None
    ]


async def waiting(work: Work, scheme: str) -> Sequence[Account]:
    """The accounts whose administrators of a scheme are to say whose they are, oldest first."""
    query = select(Account).where(
        accounts.c.scheme == scheme,
        accounts.c.person_id.is_(None),
        accounts.c.asked_at.is_not(None),
        accounts.c.gone_at.is_(None),
    )
    return (await work.session.scalars(query.order_by(accounts.c.asked_at, accounts.c.id))).all()


async def _find(work: Work, asked: Asked) -> Found:
    account = await row(work, Account, asked.id, lock=True)
    if not account.scheme:  # its address is vouched for, so that nobody was asked whose it is
        raise Gone
    parties = frozenset({account.person_id} if account.person_id else ())
    return Found(account.scheme, Matter(subject=asked.subject, parties=parties), (account,))


async def _unknown_with_their_address(work: Work, leaver: Leaver) -> None:
    """Accounts of which nobody has said whose they are, and whose profile has an address of theirs."""
    query = select(Account).where(accounts.c.person_id.is_(None))
    for account in (await work.session.scalars(query)).all():
        if leaver.is_at(account.email):
            await work.session.delete(account)


ACCOUNT = Kind(
    thing=Account,
    table=accounts,
    find=_find,
    reach=reach(accounts, "person_id"),
    belongs=(
        Belonging(
            title="Where you talk to the bot",
            columns=("platform", "workspace", "user", "name", "email"),
            whose=owned_by(accounts.c.person_id),
        ),
    ),
    erased=(
        Goes(
            whose=owned_by(accounts.c.person_id),
            told="The accounts by which you are known here",
            held=Hold.OWN,
        ),
        Reworked(does=_unknown_with_their_address, columns=("name", "email"), held=Hold.OWN),
    ),
    retention=Retention.STAYS,
)
