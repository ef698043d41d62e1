"""A Teams user -> the person they are (R11.5). Teams tells of the members of a conversation, and of nobody else."""

from contextlib import suppress

import structlog

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.chat.identity import Identities
from bot.chat.replies import Stranger, told
from bot.recent import Recent
from bot.teams.asker import Asker
from bot.teams.references import References
from bot.teams.wire.connector import Connector, Json
from bot.teams.wire.place import TEAMS, UNREACHABLE
from handlers.accounts import identity
from handlers.accounts.identity import MOST_NAME, Profile
from handlers.kit.ui import Message
from scheme.cleaning import line
from scheme.ids import PersonId
from scheme.names import suggested
from scheme.refusal import Refusal
from storage import people
from storage.platforms import accounts

log = structlog.get_logger("teams")

GUEST = "#ext#"  # in the sign-in name of a guest, which is an address of nobody
NOT_PEOPLE = frozenset({"anonymous", "bot"})
NOT_A_PERSON = "I talk with people only, and this account is not one of the organisation's own."
UNSURE = "Teams could not tell me just now who you are, so nothing was done. Please try again in a moment."


class TeamsIdentities(Identities):
    """Tells the users of tenants apart."""

    platform = TEAMS

    def __init__(self, bot: Bot, connector: Connector, references: References) -> None:
        super().__init__(bot)
        self._connector = connector
        self._references = references
        self._met: Recent[tuple[str, str], Asker] = Recent()
        # What was last seen of them: their name, and their locale.
        self._seen: Recent[tuple[str, str], tuple[str, str]] = Recent()

    def meet(self, asker: Asker) -> None:
        """Somebody has just acted: where, and on which clock, is where they are asked after."""
        self._met[asker.tenant, asker.user] = asker

    async def person_of(self, asker: Asker) -> PersonId:
        """The person who acts. Raises `Stranger`, with what to do."""
        self.meet(asker)
        person = await self.person(asker.tenant, asker.user)
        with suppress(Refusal):  # nobody waits for this, nor is turned away by it
            await self._look_at(asker, person)
        return person

    async def _look_at(self, asker: Asker, person_id: PersonId) -> None:
        """Teams tells of no changed profile: but whatever somebody does says their name and locale as they are now."""
        at = (asker.tenant, asker.user)
        name = line(asker.name[:MOST_NAME])
        seen = (name, asker.locale)
        if not name or self._seen.get(at) == seen:
            return
        async with self.bot.work(writes=False) as work:
            known = await accounts.at(work, TEAMS, *at)
            person = await people.by_id(work, person_id)
        is_renamed = known is not None and known.name and known.name != name
        if is_renamed or asker.locale not in ("", person.locale):
            profile = await self.asked_profile(*at)
            async with self.bot.work() as work:
                account = await accounts.at(work, TEAMS, *at)
                if account is not None:
                    await identity.changed(work, account, profile)
        self._seen[at] = seen

    async def asks_in(self, asker: Asker) -> Message:
        """A stranger asks to be let in, who has no person yet, so that no step could take this; what they are told."""
        self.meet(asker)
        try:
            return Message(text=await self.ask_in(asker.tenant, asker.user))
        except Refusal as no:
            return told(no)

    async def asked_profile(self, workspace: str, user: str) -> Profile:
        """What Teams says of a user. Raises `Stranger` for what is no person of the tenant."""
        met = self._met.get((workspace, user))
        try:
            if met:
                place = met.place
            else:
                place = await self._references.chat_of(workspace, user)
            found = await self._connector.member(place, met.member_id if met else user)
        except (*UNREACHABLE, DeliveryProblem) as error:
            reason = getattr(error, "reason", type(error).__name__)
            log.warning("not known who acts", tenant=workspace, reason=reason)
            raise Refusal(UNSURE) from error
        profile = self.profile_of(workspace, found or {}, met)
        if profile is None or profile.user != user:
            raise Stranger(NOT_A_PERSON)
        return profile

    def profile_of(self, tenant: str, member: Json, met: Asker | None = None) -> Profile | None:
        """A member as Teams tells of one, and as they were `met`.

        None for bots, for who gave no account, and for people of other tenants.
        """
        if str(member.get("userRole") or "").lower() in NOT_PEOPLE:
            return None
        home = str(member.get("tenantId") or tenant).lower()
        user = str(member.get("aadObjectId") or member.get("objectId") or "").lower()
        if (
            home != tenant or not user
        ):  # somebody in a shared channel: their own tenant answers for them
            return None
        names = (
            member.get("name"),
            f"{member.get('givenName') or ''} {member.get('surname') or ''}",
        )
        name = next(
            (" ".join(str(part).split()) for part in names if part and str(part).strip()), ""
        )
        given = suggested(str(member.get("givenName") or ""), name)
        return Profile(
            platform=TEAMS,
            workspace=tenant,
            user=user,
            name=name[:200],
            email=self._address(tenant, member),
            zone=met.zone if met else "",
            given=given,
            locale=met.locale if met else "",
        )

    def _address(self, tenant: str, member: Json) -> str:
        """Their address: of the two that an account has, the one that the tenant is believed about."""
        told = [str(member.get(key) or "").strip()[:320] for key in ("email", "userPrincipalName")]
        found = [address for address in told if "@" in address and GUEST not in address.lower()]
        believed = (
            address
            for address in found
            if identity.vouched(self.bot.definitions, TEAMS, tenant, address)
        )
        return next(believed, next(iter(found), ""))
