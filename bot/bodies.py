"""The body of a request, within so many bytes and so many seconds; nothing of it is read before it is all there (R11.4)."""

import asyncio

from aiohttp import web

SECONDS = 10.0  # for the whole body: what a platform sends is there at once


async def received(request: web.Request, most: int) -> bytes:
    """The bytes of a body. Raises a 413 for more than `most`, a 408 for what does not come, a 400 for what was cut off."""
    sent = bytearray()
    try:
        async with asyncio.timeout(SECONDS):
            while len(sent) <= most and (request.content_length or 0) <= most:
                part = await request.content.readany()
                if not part:
                    return bytes(sent)
                sent += part
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:  # cut off, or not packed as it says
        raise web.HTTPBadRequest from None
    raise web.HTTPRequestEntityTooLarge(most)
