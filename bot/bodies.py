"""The body of a request, within so many bytes; nothing of it is read before it is all there (R11.4)."""

from aiohttp import web


async def received(request: web.Request, most: int) -> bytes:
    """The bytes of a body. Raises a 413 for more than `most`, a 400 for what was cut off; a 408 comes from the web server."""
    sent = bytearray()
    try:
        while len(sent) <= most and (request.content_length or 0) <= most:
            part = await request.content.readany()
            if not part:
                return bytes(sent)
            sent += part
    except web.RequestPayloadError:  # cut off, or not packed as it says
        raise web.HTTPBadRequest from None
    raise web.HTTPRequestEntityTooLarge(most)
