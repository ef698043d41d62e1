"""A platform's user -> the person they are (R11.5). What differs from platform to platform is how a profile is asked for."""

from abc import ABC, abstractmethod
from datetime import timedelta

import structlog

from bot.app import Bot
from bot.chat.replies import Stranger, told
from handlers.accounts import by_code, identity
from handlers.accounts.identity import Profile
from handlers.kit.ui import Message
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Account
from scheme.refusal import Refusal
from storage.platforms import accounts
from storage.work import Clash

log = structlog.get_logger("who")

SEEN = timedelta(
    hours=1
)  # how exactly it is kept when somebody was last here: not every action is to write
KNOWN = "You are known here. Say hello to see where you stand."


class Identities(ABC):
    """Tells users apart. Whose an account is is asked of the database each time, so that what is taken away is so at once."""

    platform: str

    def __init__(self, bot: Bot) -> None:
        self.bot = bot

    @abstractmethod
    async def asked_profile(self, workspace: str, user: str) -> Profile:
        """What the platform says of a user. Raises `Stranger` for what is no person of the workspace, else `Refusal`."""

    async def person(self, workspace: str, user: str) -> PersonId:
        """The person a user of a workspace is. Raises `Stranger`, with what to do."""
        definition = self._let_in(workspace)
        async with self.bot.work(writes=False) as work:
            account = await accounts.at(work, self.platform, workspace, user)
        if account is not None and account.person_id is not None and account.gone_at is None:
            await self._note_seen(account)
            return account.person_id
        return await self._recognised(definition, await self.asked_profile(workspace, user))

    def _let_in(self, workspace: str) -> Definition:
        definition = identity.let_in_by(self.bot.definitions, self.platform, workspace)
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

    async def _recognised(self, definition: Definition, profile: Profile) -> PersonId:
        account = await self.known_account(profile, seen=True)
        if account is not None and account.person_id is not None:
            return account.person_id
        async with self.bot.work(writes=False) as work:
            found = await accounts.at(work, self.platform, profile.workspace, profile.user)
        text, may_ask = identity.told_unknown(definition, found, self.bot.clock.now())
        if self.bot.desk.catalogue.mails and (found is None or not identity.declined(found)):
            text = f"{text} {by_code.OFFER}"
        raise Stranger(text, may_ask=may_ask)

    async def typed_by(self, workspace: str, user: str, text: str, no: Stranger) -> Message:
        """What a stranger reads of what they typed in their own chat: an address gets a code, and a code proves it.

        Anything else is answered with `no`.
        """
        address = by_code.address_in(text)
        here = identity.let_in_by(self.bot.definitions, self.platform, workspace)
        if here is None or not self.bot.desk.catalogue.mails:
            return told(no)
        if not (address or by_code.is_like_a_code(text)):
            return told(no)
        try:
            profile = await self.asked_profile(workspace, user)
            async with self.bot.work() as work:
                if address:
                    asked = await by_code.ask_code(work, profile, address)
                    return told(Stranger(asked, may_ask=no.may_ask))
                return await by_code.take_code(work, profile, text) or told(no)
        except Refusal as refused:
            return told(refused)

    async def known_account(self, profile: Profile, *, seen: bool) -> Account | None:
        """The account of whoever the profile is; None where it can't be told whose. `seen`: they are here themselves."""
        try:
            async with self.bot.work() as work:
                return await identity.known(work, profile, seen=seen)
        except (
            Clash
        ):  # they came in twice at once, or were looked up at the same moment: now they are there
            async with self.bot.work() as work:
                return await identity.known(work, profile, seen=seen)

    async def ask_in(self, workspace: str, user: str) -> str:
        """A stranger asks to be let in; returns what they are told."""
        try:
            await self.person(workspace, user)
        except Stranger as no:
            if not no.may_ask:
                return no.text
        else:
            return KNOWN
        profile = await self.asked_profile(workspace, user)
        try:
            async with self.bot.work() as work:
                return await identity.ask_in(work, profile)
        except Clash:  # they pressed twice
            async with self.bot.work() as work:
                return await identity.ask_in(work, profile)
