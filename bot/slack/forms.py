"""A form that was sent, whole or page by page: what was given is kept as a draft at every page (R2.9)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.app import Bot
from bot.slack import read, render
from bot.slack.read import Metadata
from handlers.kit.ui import Action, Form, Reply
from scheme.fields import Answers, AnyField, check
from scheme.refusal import Refusal


@dataclass(frozen=True)
class Page:
    """A page of a form that is to be shown, with what was given so far."""

    form: Form
    number: int


class Forms:
    """Takes forms that came in. They are made afresh at each page, so that rights and questions are today's."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def sent(self, person: int, meta: Metadata, answers: Answers, inbound: str) -> Page | Reply:
        """Go on to the next page, or send the whole. Raises `Refusal` with the errors of the page that was sent."""
        form = await self._afresh(person, meta) if meta.pages > 1 else None
        if form is None:
            return await self._send(person, meta, answers, inbound)
        pages = render.pages(form)
        here = pages[min(meta.page, len(pages) - 1)]
        check(here, answers)
        await self._bot.desk.keep(person, form, answers, meta.carries, self._bot.clock.now())
        given = {one.key: form.answers.get(one.key) for one in form.fields} | answers
        form = replace(form, answers=given, notice="", errors={})
        if meta.page + 1 < len(pages):
            return Page(form, meta.page + 1)
        try:
            return await self._send(person, meta, given, inbound)
        except Refusal as no:
            at = _page_of(pages, no.errors)
            if at is None or at == meta.page:
                raise
            return Page(replace(form, errors=no.errors, notice=no.text), at)

    async def keep(self, person: int, meta: Metadata, answers: Answers) -> None:
        """Keep what a form held when it was left by one of its own buttons."""
        if meta.opener is not None:
            form = Form(meta.title, meta.action, (), "", meta.subject, opener=meta.opener, private=meta.private)
            await self._bot.desk.keep(person, form, {**meta.kept, **answers}, meta.carries, self._bot.clock.now())

    async def _send(self, person: int, meta: Metadata, answers: Answers, inbound: str) -> Reply:
        given = {**answers, **meta.carries}
        return await self._bot.act(person, Action(meta.action, meta.subject, given, meta.scheme, meta.opener), inbound)

    async def _afresh(self, person: int, meta: Metadata) -> Form | None:
        if meta.opener is None:
            return None
        form = (await self._bot.act(person, meta.opener)).window
        return form if isinstance(form, Form) and form.action == meta.action else None


def _page_of(pages: tuple[tuple[AnyField, ...], ...], errors: Mapping[str, str]) -> int | None:
    """The first page on which something is wrong."""
    return next((at for at, page in enumerate(pages) if any(one.key in errors for one in page)), None)


def typed(view: Mapping[str, Any]) -> Answers:
    """What was typed into a form since it was shown; what stood in it before is known already."""
    inputs = [one for one in view["blocks"] if one["type"] == "input"]
    held = {one["block_id"]: {"answer": _as_shown(one["element"])} for one in inputs}
    before, now = read.answers(held, inputs), read.answers(view["state"]["values"], inputs)
    return {key: answer for key, answer in now.items() if answer != before.get(key)}


def _as_shown(element: Mapping[str, Any]) -> dict[str, Any]:
    """What an input holds before anybody touches it, as Slack would tell of it."""
    known = {name.removeprefix("initial_"): value for name, value in element.items() if name.startswith("initial_")}
    return {name if name == "value" else f"selected_{name}": value for name, value in known.items()}


def beside(no: Refusal, view: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal of a form: beside the fields that are at fault, where these are on the page; else on top of it."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    places = {read.key(block_id): block_id for block_id in reversed(inputs)}  # of a long answer, its first part
    errors = {places[key]: text for key, text in no.errors.items() if key in places}
    if errors:
        return {"response_action": "errors", "errors": errors}
    return update(render.notice(view, no.text))


def update(view: dict[str, Any]) -> dict[str, Any]:
    """The acknowledgement that puts another window in the place of the one that was sent."""
    return {"response_action": "update", "view": view}
