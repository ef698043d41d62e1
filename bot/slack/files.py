"""Files that belong to a message: a calendar entry, one's own data. They are uploaded into its thread."""

import hashlib
from collections.abc import Sequence
from typing import Any

from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.kit.ui import Attachment


def digest(files: Sequence[Attachment]) -> str:
    """Tells whether files are still the same; "" for none."""
    if not files:
        return ""
    made = hashlib.sha256()
    for file in files:
        made.update(f"{file.name}\n{file.encoded}\n{len(file.text)}\n{file.text}\n".encode())
    return made.hexdigest()[:16]


async def upload(
    client: AsyncWebClient, channel: str, files: Sequence[Attachment], thread: str = ""
) -> None:
    """Put files into a channel, below a message where `thread` is its stamp. Raises what calls to Slack raise."""
    wanted: list[dict[str, Any]] = [
        {"filename": file.name, "content": file.content(), "title": file.label or file.name}
        for file in files
        if file.text  # Slack takes no empty file
    ]
    if not wanted:
        return
    try:
        await client.files_upload_v2(file_uploads=wanted, channel=channel, thread_ts=thread or None)
    except SlackRequestError:
        raise ConnectionError from None  # its own text holds the file's name
