"""Files on their way in with a form, and out into somebody's own chat."""

import asyncio
from collections.abc import Mapping, Sequence

import aiohttp
import structlog

from bot.app import Bot
from bot.chat.payload import Metadata
from bot.slack import files
from bot.slack.asker import Asker
from bot.slack.channel import SlackChannel
from bot.slack.installations import Clients, NotInstalled
from bot.slack.wire.errors import problem_of
from bot.slack.wire.place import UNREACHABLE, reason_of
from handlers.kit.ui import Attachment
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.refusal import Refusal

log = structlog.get_logger("slack")

MOST_BYTES = (
    11_000_000  # more than any field takes, so that what is a little too large is told beside it
)
SECONDS = 2.0  # for one file; Slack waits three for the form
LATE = (
    "Slack did not hand the file over in time. Please send the form again; everything else is kept."
)


class Uploads:
    """Takes in what was chosen in a form, and hands out what somebody asked for."""

    def __init__(self, bot: Bot, clients: Clients, channel: SlackChannel) -> None:
        self._bot = bot
        self._clients = clients
        self._channel = channel

    async def taken_in(
        self, asker: Asker, person: PersonId, meta: Metadata, chosen: Mapping[str, Sequence[str]]
    ) -> Answers:
        """The references of the files of a form, by field: what was chosen now, else what the form held already."""
        answers: Answers = dict(meta.kept)
        errors: dict[str, str] = {}
        for key, ids in chosen.items():
            try:
                async with asyncio.timeout(asker.patience.left(SECONDS)):
                    name, media, data = await self._fetched(asker.workspace, ids[0])
                answers[key] = await self._bot.keep_file(
                    person, meta.scheme, key, name, media, data
                )
            except (*UNREACHABLE, NotInstalled):
                errors[key] = LATE
            except Refusal as no:
                errors[key] = no.text
        if errors:
            raise Refusal("The file could not be taken. Nothing else is lost.", errors=errors)
        return answers

    async def _fetched(self, workspace: str, file_id: str) -> tuple[str, str, bytes]:
        client = await self._clients.of(workspace)
        told = (await client.files_info(file=file_id))["file"]
        if int(told.get("size") or 0) > MOST_BYTES:
            raise Refusal("This file is too large.")
        address = told.get("url_private_download")
        if not address:
            raise Refusal("This file is kept elsewhere. Please choose one from your own device.")
        headers = {"Authorization": f"Bearer {client.token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.get(address, raise_for_status=True) as answer,
        ):
            data = await answer.content.read(MOST_BYTES + 1)
            while not answer.content.at_eof() and len(data) <= MOST_BYTES:
                data += await answer.content.read(MOST_BYTES + 1 - len(data))
        return told.get("name") or "file", told.get("mimetype") or "", data

    async def hand_over(self, workspace: str, user: str, file: Attachment) -> None:
        """Put a file into somebody's own chat. Raises `Refusal` when Slack does not take it now."""
        try:
            chat = await self._channel.chat_of(workspace, user)
            await files.upload(await self._clients.of(workspace), chat, [file])
        except Exception as error:
            log.warning(
                "file not handed over",
                reason=getattr(problem_of(error), "reason", reason_of(error)),
            )
            raise Refusal(
                "The file could not be brought into our chat just now. Please try again in a minute."
            ) from None
