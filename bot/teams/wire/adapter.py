"""One turn of the library's adapter around one activity: Acts hears the raw body, and what it answers goes back."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol

from botbuilder.core import TurnContext  # type: ignore[import-untyped]  # it has no types
from botbuilder.core.cloud_adapter_base import CloudAdapterBase  # type: ignore[import-untyped]  # it has no types
from botbuilder.core.invoke_response import InvokeResponse  # type: ignore[import-untyped]  # it has no types
from botbuilder.schema import Activity, ActivityTypes  # type: ignore[import-untyped]  # it has no types
from botframework.connector.auth.authenticate_request_result import (  # type: ignore[import-untyped]  # it has no types
    AuthenticateRequestResult,
)


class InvokeResult(Protocol):
    """What an invoke is answered with."""

    @property
    def status(self) -> int:
        """The status of the HTTP answer."""

    @property
    def body(self) -> Mapping[str, Any] | None:
        """What stands in it; None for nothing."""


TakeActivity = Callable[[dict[str, Any]], Awaitable[InvokeResult | None]]


class Adapter(CloudAdapterBase):  # type: ignore[misc]  # it has no types
    """The library's adapter, told beforehand who is calling."""

    async def turn(
        self, proof: AuthenticateRequestResult, body: dict[str, Any], heard: TakeActivity
    ) -> InvokeResponse | None:
        """Let `heard` act on an activity; what is to be answered, None for nothing. An invoke without an answer has 501.

        The library's model is given what it looks at itself and no more: reading all of a body into it takes longer than
        everything else in a turn, and fails where a field is not of the kind that it expects.
        """

        async def act(context: TurnContext) -> None:
            answer = await heard(body)
            if answer is not None:
                response = InvokeResponse(answer.status, answer.body)
                context.turn_state[self._INVOKE_RESPONSE_KEY] = Activity(
                    type=ActivityTypes.invoke_response, value=response
                )

        activity = Activity(
            type=body.get("type"), channel_id=body["channelId"], service_url=body["serviceUrl"]
        )
        return await self.process_activity(proof, activity, act)
