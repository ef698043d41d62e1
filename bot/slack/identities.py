"""A Slack user -> the person they are, and back: where on Slack a person is reached (R11.5)."""

import asyncio
from collections.abc import Mapping
from time import monotonic
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.app import Bot
from bot.chat import channel
from bot.chat.identity import Identities
from bot.chat.replies import Stranger
from bot.recent import Recent
from bot.slack.installations import SLACK, Clients, NotInstalled
from bot.slack.wire.place import UNREACHABLE, reason_of
from handlers.accounts import identity
from handlers.accounts.identity import Profile
from scheme.ids import PersonId
from scheme.names import first_of_two, suggested
from scheme.people import Account, Person
from scheme.refusal import Refusal
from storage import people

log = structlog.get_logger("slack")

LOOKING = 8.0  # seconds that all workspaces together have to say whether they know an address
MISSED = 600.0  # seconds for which it is remembered that an address was not found
NOBODY = frozenset({"user_not_found", "user_not_visible"})
NOT_A_PERSON = "I talk with people only, and this account is a bot's, is closed, or belongs to another workspace."
UNSURE = "Slack could not tell me just now who you are, so nothing was done. Please try again in a moment."


class SlackIdentities(Identities):
    """Tells Slack's users apart, and finds people by their address."""

    platform = SLACK

    def __init__(self, bot: Bot, clients: Clients) -> None:
        super().__init__(bot)
        self.clients = clients
        self._missed: Recent[int, float] = Recent()
        self._asked: set[tuple[str, str]] = set()

    def look_again(self) -> None:
        """Whoever was not found may be there now."""
        self._missed.clear()

    def asks(self, workspace: str, user: str) -> bool:
        """Whether it is Slack that has not said yet who a user is, and not the database that takes its time."""
        return (workspace, user) in self._asked

    async def asked_profile(self, workspace: str, user: str) -> Profile:
        """What Slack says of a user. Raises `Stranger` for what is no person of the workspace."""
        self._asked.add((workspace, user))
        try:
            profile = await self.profile(workspace, user)
        except NotInstalled:
            raise Stranger(NOT_A_PERSON) from None
        except UNREACHABLE as error:
            log.warning("not known who acts", workspace=workspace, error=reason_of(error))
            raise Refusal(UNSURE) from error
        finally:
            self._asked.discard((workspace, user))
        if profile is None:
            raise Stranger(NOT_A_PERSON)
        return profile

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """A user's profile as it is now; None where it is no living person's. Raises what calls to Slack raise."""
        client = await self.clients.of(workspace)
        try:
            told = (await client.users_info(user=user, include_locale=True)).get("user")
        except SlackApiError as error:
            if reason_of(error) in NOBODY:
                return None
            raise
        return profile_of(workspace, told or {})

    # Where somebody is reached

    async def account(self, person_id: PersonId) -> Account | None:
        """Where on Slack a person is reached: where they were seen last, else where their address is found."""
        async with self.bot.work(writes=False) as work:
            known = await channel.account(work, self.bot.channels, person_id)
            if known:
                person = None
            else:
                person = (await people.by_ids(work, {person_id})).get(person_id)
        if known or person is None:
            if known and known.platform == SLACK:
                return known
            return None
        if monotonic() < self._missed.get(person_id, 0.0):
            return None
        return await self._looked_up(person)

    async def _looked_up(self, person: Person) -> Account | None:
        """Ask every workspace that vouches for their address, side by side; the first in order that knows them counts."""
        every = await self.clients.workspaces()
        vouching = [
            team
            for team in every
            if identity.vouched(self.bot.definitions, SLACK, team, person.email) is not None
        ]
        unsure: set[str] = set(vouching)

        async def asks(workspace: str) -> Profile | None:
            try:
                profile = await self._by_address(workspace, person.email)
            except (NotInstalled, Refusal, *UNREACHABLE) as error:
                log.warning("nobody looked up", workspace=workspace, error=reason_of(error))
                return None
            unsure.discard(workspace)
            return profile

        asked = [asyncio.ensure_future(asks(workspace)) for workspace in vouching]
        try:
            if asked:
                await asyncio.wait(asked, timeout=LOOKING)
        finally:
            for task in asked:
                task.cancel()
        for task in asked:
            if task.done() and not task.cancelled():
                profile = task.result()
            else:
                profile = None
            if profile:
                account = await self.known_account(profile, seen=False)
            else:
                account = None
            if account is not None and account.person_id == person.id:
                return account
        if unsure:
            log.warning("not looked up everywhere", silent=len(unsure))
        else:
            self._missed[person.id] = monotonic() + MISSED
        return None

    async def _by_address(self, workspace: str, email: str) -> Profile | None:
        client = await self.clients.of(workspace)
        try:
            told = (await client.users_lookupByEmail(email=email)).get("user")
        except SlackApiError as error:
            if reason_of(error) == "users_not_found":
                return None
            raise
        profile = profile_of(workspace, told or {})
        if profile and profile.email.lower() == email.lower():
            return profile
        return None


def profile_of(workspace: str, user: Mapping[str, Any]) -> Profile | None:
    """A user as Slack tells of one; None for bots, closed accounts, and people of other workspaces."""
    told: Mapping[str, Any] = user.get("profile") or {}
    if user.get("deleted") or user.get("is_bot") or user.get("id", "USLACKBOT") == "USLACKBOT":
        return None
    homes = {
        user.get("team_id") or workspace,
        *((user.get("enterprise_user") or {}).get("teams") or ()),
    }
    if workspace not in homes:  # somebody in a shared channel: their own workspace answers for them
        return None
    # An address that somebody typed and never confirmed could be anybody's.
    if user.get("is_email_confirmed") is not False:
        email = str(told.get("email") or "")
    else:
        email = ""
    name = told.get("real_name") or user.get("real_name") or told.get("display_name") or ""
    own = (
        told.get("is_custom_image") is not False
    )  # else it is a pattern that Slack draws for everybody
    return Profile(
        platform=SLACK,
        workspace=workspace,
        user=user["id"],
        name=" ".join(str(name).split())[:200],
        email=email[:320],
        zone=str(user.get("tz") or ""),
        picture=str(told.get("image_192") or told.get("image_512") or "") if own else "",
        given=_given(told, str(name)),
        locale=str(user.get("locale") or ""),
    )


def _given(told: Mapping[str, Any], name: str) -> str:
    """What they chose to be shown as, or the first name, which Slack itself splits off the whole one."""
    first = str(told.get("first_name") or "")
    last = str(told.get("last_name") or "")
    return suggested(str(told.get("display_name") or ""), name) or first_of_two(first, last, name)
