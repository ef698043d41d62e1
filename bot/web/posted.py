"""Reads what a page posts: the pairs of a form, and the files that were chosen in it, within their limits."""

import asyncio
from dataclasses import dataclass

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

MOST_BYTES = 1024 * 1024  # of everything but files
MOST_WITH_FILES = (
    32 * 1024 * 1024
)  # more than any field takes, so that what is a little too large is told beside it

Posted = list[tuple[str, str]]


@dataclass(frozen=True, kw_only=True)
class PostedFile:
    """A file as it was chosen for the field of a key."""

    key: str
    name: str
    media: str  # its media type, as the browser says
    data: bytes


async def read(request: web.Request) -> tuple[Posted, list[PostedFile]]:
    """The pairs and files of a request, in their order. Raises what aiohttp raises where it can't be read or is too long."""
    if request.content_type == "multipart/form-data":
        request = request.clone(client_max_size=MOST_WITH_FILES)
    try:
        posted = await request.post()
    except (
        ValueError,
        LookupError,
        HttpProcessingError,
    ):  # not text, not in the encoding it says, or cut off
        raise web.HTTPBadRequest from None
    pairs: Posted = []
    uploads: list[PostedFile] = []
    for name, value in posted.items():
        kind, _, key = name.partition(".")
        if isinstance(value, str):
            pairs.append((name, value))
        elif isinstance(value, web.FileField) and kind == "file" and value.filename:
            data = await asyncio.to_thread(value.file.read)
            uploads.append(
                PostedFile(key=key, name=value.filename, media=value.content_type, data=data)
            )
    if sum(len(value) for _, value in pairs) > MOST_BYTES:
        raise web.HTTPRequestEntityTooLarge(MOST_BYTES)
    return pairs, uploads
