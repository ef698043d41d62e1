"""What is done to the playground itself: its clock is moved on, and its story begun again."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.web.playground import Playground
from bot.web.posted import read
from scheme.refusal import Refusal
from storage.work import Busy


class Moves:
    """Answers POST requests."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._bot = playground.bot
        self._moving = asyncio.Lock()

    async def clock(self, request: web.Request) -> web.Response:
        """POST /clock: forward a day, a week, or to the next thing due."""
        posted, _ = await read(request)
        if self._moving.locked():
            raise Busy
        async with self._moving:
            try:
                await self._bot.advance(await self._until(dict(posted).get("to", "")))
            finally:
                self._playground.hub.ring("clock")
        return web.json_response({"window": None, "says": 0})

    async def again(self, _request: web.Request) -> web.Response:
        """POST /again: take away what was played, and tell the story anew."""
        if self._playground.begin_again is None:
            raise Refusal(
                "This playground can't begin again by itself. Stop it, and start it anew."
            )
        self._playground.begin_again()
        return web.json_response({"window": None, "says": 0})

    async def _until(self, to: str) -> datetime:
        now = self._bot.clock.now()
        here = now.astimezone(ZoneInfo(self._playground.definition.zone))
        match to:
            # Added to the local time: tomorrow at the same hour, also when the clocks change tonight.
            case "day":
                return (here + timedelta(days=1)).astimezone(UTC)
            case "week":
                return (here + timedelta(weeks=1)).astimezone(UTC)
            case "next":
                due = await self._bot.next_due()
                if due is None:
                    raise Refusal("Nothing is due, so there is nothing to go to.")
                return max(due, now)
            case _:
                raise web.HTTPBadRequest
