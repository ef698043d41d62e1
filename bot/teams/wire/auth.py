"""Who may speak to the bot: Teams alone, with a token that Microsoft has signed for this bot and this service URL.

The library's ways in for the emulator, for skills, and for everybody where no app id is set are not opened here.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from botbuilder.schema import Activity  # type: ignore[import-untyped]  # it has no types
from botframework.connector.aio import ConnectorClient  # type: ignore[import-untyped]  # it has no types
from botframework.connector.auth import (  # type: ignore[import-untyped]  # it has no types
    AuthenticationConstants,
    BotFrameworkAuthentication,
    ChannelValidation,
    ClaimsIdentity,
    JwtTokenExtractor,
    SimpleCredentialProvider,
    VerifyOptions,
)
from botframework.connector.auth.authenticate_request_result import (  # type: ignore[import-untyped]  # it has no types
    AuthenticateRequestResult,
)
from botframework.connector.auth.connector_factory import (  # type: ignore[import-untyped]  # it has no types
    ConnectorFactory,
)

from bot.teams.settings import TeamsSettings
from bot.teams.wire import wire
from bot.teams.wire.connector import Connector
from bot.teams.wire.keys import Keys
from bot.teams.wire.tokens import trusts_loopback

CHANNEL = "msteams"
SCOPE: str = AuthenticationConstants.TO_CHANNEL_FROM_BOT_OAUTH_SCOPE
ISSUER: str = AuthenticationConstants.TO_BOT_FROM_CHANNEL_TOKEN_ISSUER
TOLERANCE = 300  # seconds by which Microsoft's clock and ours may differ


class Refused(PermissionError):
    """A request that Teams did not send. The text is a word of ours for the log, or an exception's kind."""


class Extractor(JwtTokenExtractor):  # type: ignore[misc]  # it has no types
    """The library's reader of tokens, with keys of our own: made without its cache, which all of a process would share."""

    def __init__(self, keys: Keys) -> None:
        options = VerifyOptions(
            issuer=[ISSUER], audience=None, clock_tolerance=TOLERANCE, ignore_expiration=False
        )
        options.algorithms = ["RS256"]
        self.validation_parameters = options
        self.open_id_metadata = keys


class Clients(ConnectorFactory):  # type: ignore[misc]  # it has no types
    """Hands out the connector's clients, which are kept from turn to turn."""

    def __init__(self, connector: Connector) -> None:
        self._connector = connector

    async def create(self, service_url: str, audience: str) -> ConnectorClient:
        """The client for a service URL."""
        return self._connector.client(service_url)


class Authentication(BotFrameworkAuthentication):  # type: ignore[misc]  # it has no types
    """Tells Teams' requests from all others. In development there is no token, and the endpoint asks who is calling."""

    def __init__(self, settings: TeamsSettings, keys: Keys, connector: Connector) -> None:
        self._app_id = settings.app_id
        self._unsigned = settings.development and not settings.app_id
        self._loopback = trusts_loopback(settings)
        self._credentials = SimpleCredentialProvider(settings.app_id, "")
        self._extractor = Extractor(keys)
        self._clients = Clients(connector)

    async def proven(self, header: str, body: Mapping[str, Any]) -> AuthenticateRequestResult:
        """What an activity's own header proves, for the adapter. Raises `Refused` for whatever proves nothing."""
        service_url = body.get("serviceUrl")
        if body.get("channelId") != CHANNEL:
            raise Refused("channel")
        if not isinstance(service_url, str) or not wire.is_safe(
            service_url, loopback=self._loopback
        ):
            raise Refused("service url")
        if self._unsigned:
            if not wire.is_loopback(urlsplit(service_url).hostname or ""):
                raise Refused("service url elsewhere")
            return self._result(ClaimsIdentity({}, True))
        return self._result(await self._identity(header, service_url))

    async def _identity(self, header: str, service_url: str) -> ClaimsIdentity:
        if not self._app_id:  # the library takes that for leave to let everybody in
            raise Refused("no app id")
        try:
            found = await self._extractor.get_identity_from_auth_header(header, CHANNEL)
            identity = await ChannelValidation.validate_identity(found, self._credentials)
        except Exception as error:  # of every kind, down to KeyError: none of them lets anybody in
            raise Refused(type(error).__name__) from None
        if identity.get_claim_value(ChannelValidation.SERVICE_URL_CLAIM) != service_url:
            raise Refused("another service url")
        if identity.get_claim_value("exp") is None:  # only looked at where it is there
            raise Refused("no end")
        return identity

    def _result(self, identity: ClaimsIdentity) -> AuthenticateRequestResult:
        result = AuthenticateRequestResult()
        result.audience = SCOPE
        result.claims_identity = identity
        result.connector_factory = self._clients
        return result

    # What the library's adapter wants to be there

    async def authenticate_request(
        self, activity: Activity, auth_header: str
    ) -> AuthenticateRequestResult:
        """The same for the library's own kind of activity. Raises `Refused`."""
        return await self.proven(
            auth_header, {"channelId": activity.channel_id, "serviceUrl": activity.service_url}
        )

    async def authenticate_streaming_request(
        self, auth_header: str, _channel_id_header: str
    ) -> AuthenticateRequestResult:
        """There is no such way in. Raises `Refused`."""
        raise Refused("streaming")

    def create_connector_factory(self, _claims_identity: ClaimsIdentity) -> ConnectorFactory:
        """The connector's clients."""
        return self._clients

    async def create_user_token_client(self, _claims_identity: ClaimsIdentity) -> None:
        """None: nobody signs in through the bot, and to make one takes as long as the rest of a turn."""
