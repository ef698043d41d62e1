"""Keeping what does not fit into a button or a window, and finding it again: the one part of it that needs the database."""

from bot.app import Bot
from bot.chat.payload import Payloads, Unreadable, token
from storage.platforms import payload_store


async def keep(bot: Bot, payloads: Payloads) -> None:
    """Keep what did not fit, before what was packed is sent."""
    if payloads.overflow:
        async with bot.work() as work:
            await payload_store.keep(work, payloads.overflow)


async def fetched(bot: Bot, text: str) -> str:
    """What a button or window holds: its own words, or those that were kept for it. Raises `Unreadable`."""
    kept_under = token(text)
    if kept_under is None:
        return text
    async with bot.work(writes=False) as work:
        body = await payload_store.body(work, kept_under)
    if body is None:
        raise Unreadable
    return body
