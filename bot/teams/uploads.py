"""The page on which a file is handed in for a form of Teams, whose dialogs take none (R2.1)."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from aiohttp import web

from bot.app import Bot
from bot.chat.payload import Metadata, metadata, of_form
from bot.web.guard import HTML, status_of
from bot.web.posted import read
from bot.web.render import draw, field_html
from handlers.kit.ui import Form
from scheme.forms.fields import Answers, FileField
from scheme.ids import PersonId
from scheme.refusal import Refusal

log = structlog.get_logger("teams")

TITLE = "Hand in a file"
WHAT_FOR = (
    "It goes into the form that you have open in Teams. Nobody reads it before you send that form."
)
NONE = "Please choose a file first."
UNREAD = "This could not be read. Please choose the file again."
# A browser says where a form was sent from only where the page lets it, and what says nothing is not taken here.
HEADERS = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


@dataclass(frozen=True, kw_only=True)
class Upload:
    """One field of one person's form, for which a file may be handed in."""

    person_id: PersonId
    field: FileField
    form: Metadata  # what the window knows of itself
    known: Mapping[str, Any]  # the same as it is kept

    @classmethod
    def of(cls, person_id: PersonId, form: Form, field: FileField) -> "Upload":
        """For a form as it is shown."""
        known = of_form(form, 0, 1)
        return cls(person_id=person_id, field=field, form=metadata(json.dumps(known)), known=known)

    @classmethod
    def from_body(cls, body: Mapping[str, Any]) -> "Upload":
        """Back from what was kept."""
        field = FileField.model_validate(body["field"])
        return cls(
            person_id=PersonId(int(body["person"])),
            field=field,
            form=metadata(json.dumps(body["form"])),
            known=body["form"],
        )

    def body(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "person": self.person_id,
            "field": self.field.model_dump(mode="json"),
            "form": dict(self.known),
        }


class UploadPage:
    """Shows the page and takes what is handed in."""

    def __init__(self, bot: Bot, find: Callable[[str], Awaitable[Upload | None]]) -> None:
        """`find` says what a token in the address stands for."""
        self._bot = bot
        self._find = find

    async def show(self, request: web.Request) -> web.Response:
        """GET /teams/upload/TOKEN"""
        wanted = await self._find(request.match_info["token"])
        if wanted:
            return _asked(wanted)
        return ended()

    async def take(self, request: web.Request) -> web.Response:
        """POST /teams/upload/TOKEN: kept at once, and laid into the draft of the form (R2.9)."""
        wanted = await self._find(request.match_info["token"])
        if wanted is None:
            return ended()
        try:
            await self._keep(wanted, request)
        except web.HTTPRequestEntityTooLarge:
            return _asked(
                wanted,
                f"Please choose a file of up to {wanted.field.most_mb} MB; this one is far larger.",
            )
        except web.HTTPBadRequest:
            return _asked(wanted, UNREAD)
        except Refusal as no:
            return _asked(wanted, no.text, status_of(no))
        log.info("file handed in", person=wanted.person_id)
        text = "Go back to Teams and send the form there; it has the file now. You can close this page."
        return _page("The file is kept", text)

    async def _keep(self, wanted: Upload, request: web.Request) -> None:
        """Raises `Refusal`, whose text belongs beside the field, and what aiohttp raises for what can't be read."""
        _, chosen = await read(request)
        found = next((upload for upload in chosen if upload.key == wanted.field.key), None)
        if found is None:
            raise Refusal(NONE)
        meta = wanted.form
        opener = meta.opener
        scheme = meta.scheme or (opener.scheme if opener else "")
        ref = await self._bot.keep_file(
            wanted.person_id, scheme, wanted.field, found.name, found.media, found.data
        )
        form = Form(
            title=meta.title,
            action=meta.action,
            fields=(),
            submit="",
            subject=meta.subject,
            opener=opener,
            private=meta.private,
        )
        given: Answers = {wanted.field.key: ref}
        await self._bot.desk.keep(
            wanted.person_id, form, given, meta.carries, self._bot.clock.now()
        )


def ended() -> web.Response:
    """For an address that stands for nothing any more, or never did."""
    text = (
        "Links like this one work for a limited time, and this one doesn't any more. Go back to Teams and open it there "
        "again: that makes a new one."
    )
    return _page("This link has ended", text, status=404)


def _asked(wanted: Upload, error: str = "", status: int = 422) -> web.Response:
    """The page with its one question, and beside it what to change."""
    field = wanted.field.model_copy(update={"required": True})
    drawn = field_html(field, error=error)
    return _page(TITLE, WHAT_FOR, drawn, wrong=bool(error), status=status if error else 200)


def _page(
    title: str, text: str, field: str = "", *, wrong: bool = False, status: int = 200
) -> web.Response:
    body = draw("handing_in.html", title=title, text=text, field=field, wrong=wrong)
    return web.Response(text=body, status=status, content_type=HTML, headers=HEADERS)
