"""A Slack user -> the person they are, and back: where on Slack a person is reached (R11.5)."""

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from time import monotonic
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError

from bot.app import Bot
from bot.slack.installations import Clients, NotInstalled
from bot.slack.place import UNREACHABLE, reason_of
from handlers.kit import door
from handlers.kit.door import Profile
from scheme.definition import Definition
from scheme.people import Account, Person
from scheme.refusal import Refusal
from storage import accounts, people
from storage.work import Clash

log = structlog.get_logger("slack")

SLACK = "slack"
FRESH = 60.0  # seconds for which it is remembered who somebody is
MISSED = 600.0  # seconds for which it is remembered that an address was not found
MOST = 10_000  # remembered of either
SEEN = timedelta(hours=1)  # how exactly it is kept when somebody was last here: not every action is to write
NOBODY = frozenset({"user_not_found", "user_not_visible"})
KNOWN = "You are known here. Say hello to see where you stand."
NOT_A_PERSON = "I talk with people only, and this account is a bot's, is closed, or belongs to another workspace."
UNSURE = "Slack could not tell me just now who you are, so nothing was done. Please try again in a moment."


class Stranger(Refusal):
    """It is not known who somebody is. `may_ask`: they can ask an administrator to say so."""

    def __init__(self, text: str, *, may_ask: bool = False) -> None:
        super().__init__(text)
        self.may_ask = may_ask


class Who:
    """Tells users apart. What it learns is remembered for a minute, and is never more than the accounts say."""

    def __init__(self, bot: Bot, clients: Clients) -> None:
        self.bot = bot
        self.clients = clients
        self._known: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._missed: OrderedDict[int, float] = OrderedDict()
        self._forgotten = 0

    async def person(self, workspace: str, user: str) -> int:
        """The person a user of a workspace is. Raises `Stranger`, with what to do."""
        until, known = self._known.get((workspace, user), (0.0, 0))
        if monotonic() < until:
            return known
        before = self._forgotten
        person_id = await self._person(workspace, user)
        if before == self._forgotten:  # else something has changed while we looked
            _remember(self._known, (workspace, user), (monotonic() + FRESH, person_id))
        return person_id

    def forget(self, workspace: str, user: str) -> None:
        """Something has changed about a user."""
        self._forgotten += 1
        self._known.pop((workspace, user), None)

    def forget_all(self, workspace: str) -> None:
        """Something has changed about a whole workspace."""
        self._forgotten += 1
        for key in [one for one in self._known if one[0] == workspace]:
            del self._known[key]
        self.look_again()

    def look_again(self) -> None:
        """Whoever was not found may be there now."""
        self._missed.clear()

    async def _person(self, workspace: str, user: str) -> int:
        definition = self._let_in(workspace)
        async with self.bot.work(writes=False) as work:
            account = await accounts.at(work, SLACK, workspace, user)
        if account is not None and account.person_id is not None and account.gone_at is None:
            await self._note_seen(account)
            return account.person_id
        return await self._recognised(definition, await self._profile(workspace, user))

    def _let_in(self, workspace: str) -> Definition:
        definition = door.let_in_by(self.bot.definitions, SLACK, workspace)
        if definition is None:
            raise Stranger(
                "This workspace is not let in, so I can't do anything for you here. Please ask whoever runs your "
                f"mentoring scheme to let in the workspace {workspace}."
            )
        return definition

    async def _note_seen(self, account: Account) -> None:
        now = self.bot.clock.now()
        if account.seen_at is not None and now < account.seen_at + SEEN:
            return
        try:
            async with self.bot.work() as work:
                found = await accounts.at(work, account.platform, account.workspace, account.user)
                if found is not None:
                    found.seen_at = work.now
        except Refusal:  # a busy database: nobody waits for this
            log.info("not noted when somebody was seen", account=account.id)

    async def _recognised(self, definition: Definition, profile: Profile) -> int:
        account = await self._known_account(profile, seen=True)
        if account is not None and account.person_id is not None:
            return account.person_id
        async with self.bot.work(writes=False) as work:
            found = await accounts.at(work, SLACK, profile.workspace, profile.user)
        text, may_ask = door.standing(definition, found, self.bot.clock.now())
        raise Stranger(text, may_ask=may_ask)

    async def _known_account(self, profile: Profile, *, seen: bool) -> Account | None:
        try:
            async with self.bot.work() as work:
                return await door.known(work, profile, seen=seen)
        except Clash:  # they came in twice at once, or were looked up at the same moment: now they are there
            async with self.bot.work() as work:
                return await door.known(work, profile, seen=seen)

    async def _profile(self, workspace: str, user: str) -> Profile:
        """What Slack says of a user. Raises `Stranger` for what is no person of the workspace."""
        try:
            profile = await self.profile(workspace, user)
        except NotInstalled:
            raise Stranger(NOT_A_PERSON) from None
        except UNREACHABLE as error:
            log.warning("not known who acts", workspace=workspace, error=reason_of(error))
            raise Refusal(UNSURE) from error
        if profile is None:
            raise Stranger(NOT_A_PERSON)
        return profile

    async def profile(self, workspace: str, user: str) -> Profile | None:
        """A user's profile as it is now; None where it is no living person's. Raises what calls to Slack raise."""
        client = await self.clients.of(workspace)
        try:
            told = (await client.users_info(user=user)).get("user")
        except SlackApiError as error:
            if reason_of(error) in NOBODY:
                return None
            raise
        return profile_of(workspace, told or {})

    # Where somebody is reached

    async def account(self, person_id: int) -> Account | None:
        """Where on Slack a person is reached: where they were seen last, else where their address is found."""
        async with self.bot.work(writes=False) as work:
            theirs = await accounts.of_person(work, person_id)
            here = [one for one in theirs if one.platform == SLACK]
            let_in = [one for one in here if door.let_in_by(work.definitions, SLACK, one.workspace)]
            person = None if let_in else (await people.by_ids(work, {person_id})).get(person_id)
        if let_in or person is None:
            return let_in[0] if let_in else None
        if monotonic() < self._missed.get(person_id, 0.0):
            return None
        return await self._looked_up(person)

    async def _looked_up(self, person: Person) -> Account | None:
        sure = True
        for workspace in await self.clients.workspaces():
            if door.vouched(self.bot.definitions, SLACK, workspace, person.email) is None:
                continue
            try:
                profile = await self._by_address(workspace, person.email)
            except (NotInstalled, *UNREACHABLE) as error:
                log.warning("nobody looked up", workspace=workspace, error=reason_of(error))
                sure = False
                continue
            account = await self._known_account(profile, seen=False) if profile else None
            if account is not None and account.person_id == person.id:
                return account
        if sure:
            _remember(self._missed, person.id, monotonic() + MISSED)
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
        return profile if profile and profile.email.lower() == email.lower() else None

    # Asking in

    async def ask_in(self, workspace: str, user: str) -> str:
        """A stranger asks to be let in; returns what they are told."""
        try:
            await self.person(workspace, user)
        except Stranger as no:
            if not no.may_ask:
                return no.text
        else:
            return KNOWN
        profile = await self._profile(workspace, user)
        try:
            async with self.bot.work() as work:
                return await door.ask_in(work, profile)
        except Clash:  # they pressed twice
            async with self.bot.work() as work:
                return await door.ask_in(work, profile)


def profile_of(workspace: str, user: Mapping[str, Any]) -> Profile | None:
    """A user as Slack tells of one; None for bots, closed accounts, and people of other workspaces."""
    told: Mapping[str, Any] = user.get("profile") or {}
    if user.get("deleted") or user.get("is_bot") or user.get("id", "USLACKBOT") == "USLACKBOT":
        return None
    homes = {user.get("team_id") or workspace, *((user.get("enterprise_user") or {}).get("teams") or ())}
    if workspace not in homes:  # somebody in a shared channel: their own workspace answers for them
        return None
    # An address that somebody typed and never confirmed could be anybody's.
    email = str(told.get("email") or "") if user.get("is_email_confirmed") is not False else ""
    name = told.get("real_name") or user.get("real_name") or told.get("display_name") or ""
    own = told.get("is_custom_image") is not False  # else it is a pattern that Slack draws for everybody
    return Profile(
        SLACK,
        workspace,
        user["id"],
        " ".join(str(name).split())[:200],
        email[:320],
        str(user.get("tz") or ""),
        str(told.get("image_192") or told.get("image_512") or "") if own else "",
    )


def _remember(memory: OrderedDict[Any, Any], key: object, value: object) -> None:
    memory[key] = value
    memory.move_to_end(key)
    if len(memory) > MOST:
        memory.popitem(last=False)
