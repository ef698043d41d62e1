"""Files on their way out of Teams and in: each has an address of this bot, which is a secret of its own.

Without rights to read people's documents a bot of Teams can neither hand over a file nor take one in a dialog. So a file
is fetched here, and handed in here, by whoever holds its address; what the address stands for is kept sealed.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import structlog
from aiohttp import web

from bot.app import KEPT_CARRIED, Bot
from bot.chat.payload import Metadata
from bot.teams.uploads import Upload, UploadPage, ended
from handlers.kit.ui import Attachment, Form
from scheme.forms.fields import Answers, FileField
from scheme.ids import PersonId
from storage import drafts
from storage.platforms import payload_store

log = structlog.get_logger("teams")

DOWNLOADS = "/teams/file"
UPLOADS = "/teams/upload"
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
A_WHILE = timedelta(hours=1)  # for what a window shows: one's own data, what somebody handed in
A_DAY = timedelta(days=1)  # for a form that is being filled in
CALENDAR = "text/calendar"  # an entry stands in a message, where it is looked for days later


class Files:
    """Makes the addresses, and answers there."""

    def __init__(self, bot: Bot, base_url: str) -> None:
        """`base_url`: where people reach the bot from outside."""
        self._bot = bot
        self._base = base_url.rstrip("/")
        self._page = UploadPage(bot, self._upload)

    def add_routes(self, app: web.Application) -> None:
        """Answer at the addresses."""
        app.router.add_get(f"{DOWNLOADS}/{{token}}", self._download)
        app.router.add_get(f"{UPLOADS}/{{token}}", self._page.show)
        app.router.add_post(f"{UPLOADS}/{{token}}", self._page.take)

    # Addresses

    async def links(self, person_id: PersonId, files: Sequence[Attachment]) -> dict[str, str]:
        """Where each file can be fetched, by its name: for a week a calendar entry, for an hour any other.

        `person_id`: who is to fetch them; 0 where that is nobody in particular.
        """
        found: dict[str, str] = {}
        for life in (KEPT_CARRIED, A_WHILE):
            these = [file for file in files if _life(file) == life]
            made = await self._keep(
                [{"file": _plain(attachment)} for attachment in these], life, person_id or None
            )
            found |= {
                attachment.name: f"{self._base}{DOWNLOADS}/{token}"
                for attachment, token in zip(these, made, strict=True)
            }
        return found

    async def upload_links(self, person_id: PersonId, form: Form) -> dict[str, str]:
        """Where the files of a form are handed in, by "field:" and the key of each.

        {} for a form without any, and for one that does not say what opened it: it has no draft to lay them into (R2.9).
        """
        fields = [field for field in form.fields if isinstance(field, FileField)]
        if not fields or form.opener is None:
            return {}
        bodies = [{"upload": Upload.of(person_id, form, field).body()} for field in fields]
        made = await self._keep(bodies, A_DAY, person_id)
        return {
            f"field:{file_field.key}": f"{self._base}{UPLOADS}/{token}"
            for file_field, token in zip(fields, made, strict=True)
        }

    async def handed_in(self, person_id: PersonId, meta: Metadata) -> Answers:
        """What stands for the files of a form that were handed in since it was begun, by field."""
        opener = meta.opener
        if opener:
            definition = self._bot.definitions.get(opener.scheme)
        else:
            definition = None
        if opener is None or definition is None:
            return {}
        async with self._bot.work(writes=False) as work:
            draft = await drafts.begun(
                work,
                opener.scheme,
                person_id=person_id,
                opener=opener.name,
                action=meta.action,
                subject=meta.subject,
            )
            given: Answers = dict(draft.answers) if draft else {}
        return {
            key: ref for key, ref in given.items() if ref and self._bot.file_field(definition, key)
        }

    async def _keep(
        self, bodies: Sequence[Mapping[str, Any]], life: timedelta, person_id: PersonId | None
    ) -> list[str]:
        """Keep bodies for as long as they live; their tokens."""
        if not bodies:
            return []
        until = (self._bot.clock.now() + life).isoformat()
        made = {
            secrets.token_urlsafe(32): json.dumps({**body, "until": until}, ensure_ascii=False)
            for body in bodies
        }
        async with self._bot.work() as work:
            await payload_store.keep(work, made, person_id, sooner=KEPT_CARRIED - life)
        return list(made)

    async def _kept(self, token: str, kind: str) -> Mapping[str, Any] | None:
        """What an address stands for; None when it has ended, or never was one of this kind."""
        if not TOKEN.fullmatch(token):
            return None
        async with self._bot.work(writes=False) as work:
            text = await payload_store.body(work, token)
        body = json.loads(text) if text else None
        if not isinstance(body, dict) or not isinstance(body.get(kind), dict):
            return None
        kept: Mapping[str, Any] = body[kind]
        if self._bot.clock.now() < datetime.fromisoformat(body["until"]):
            return kept
        return None

    async def _upload(self, token: str) -> Upload | None:
        kept = await self._kept(token, "upload")
        if kept:
            return Upload.from_body(kept)
        return None

    # Out

    async def _download(self, request: web.Request) -> web.Response:
        """GET /teams/file/TOKEN: the file, to be saved and not to be kept by anything in between."""
        kept = await self._kept(request.match_info["token"], "file")
        if kept is None:
            return ended()
        file = Attachment(
            label="",
            name=str(kept["name"]),
            text=str(kept["text"]),
            media=str(kept["media"]),
            encoded=kept["encoded"] is True,
        )
        if file.encoded or "charset" in file.media:
            media = file.media
        else:
            media = f"{file.media}; charset=utf-8"
        headers = {
            "Content-Type": media,
            "Content-Disposition": disposition(file.name),
            "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        return web.Response(body=file.content(), headers=headers)


def _life(file: Attachment) -> timedelta:
    if file.media.startswith(CALENDAR):
        return KEPT_CARRIED
    return A_WHILE


def _plain(file: Attachment) -> dict[str, Any]:
    return {"name": file.name, "media": file.media, "text": file.text, "encoded": file.encoded}


def disposition(name: str) -> str:
    """Has a browser save a file under its name, in whatever letters it is (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9 ._-]", "_", name) or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
