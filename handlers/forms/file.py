"""A file that somebody handed in, such as a CV, opened by whoever may read it (R2.1, R11.3)."""

from base64 import b64encode

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Attachment, Facts, Prose, Reply, View
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.file import File as Kept
from scheme.forms.file import spoken_size
from scheme.forms.shown import spoken
from storage import files
from storage.work import Work

file = Conversation(name="file")

CARE = "The bot has not looked for anything harmful in it. Open it as you would open what comes by e-mail."


@file.step("open", Audience.PARTY, about="file", opens=True, by_phone="")
async def open_own(turn: Turn, work: Work) -> Reply:
    """To whoever handed it in, and to a possible partner where it is part of the profile they read."""
    return await _opened(turn, work)


@file.step("read", Audience.UNCONFLICTED, about="file", opens=True)
async def open_for_group(turn: Turn, work: Work) -> Reply:
    """To a member who may see the application that holds it."""
    return await _opened(turn, work)


async def _opened(turn: Turn, work: Work) -> Reply:
    kept = turn.the(Kept)
    text = b64encode(await files.content(work, kept)).decode()
    handed_in = spoken(local_day(kept.kept_at, turn.definition.zone))
    parts = (
        Facts((("Name", kept.name), ("Size", spoken_size(kept.size)), ("Handed in", handed_in))),
        *(() if kept.person_id == turn.person.id else (Prose(CARE),)),
        Attachment(
            label="Save the file", name=kept.name, text=text, media=kept.media, encoded=True
        ),
    )
    return Reply(window=View(title="A file", parts=parts))
