"""A form that was sent, whole or page by page: what was given is kept as a draft at every page (R2.9)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.app import Bot
from bot.chat.payload import Metadata
from handlers.kit.ui import Action, Form, Reply
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField
from scheme.ids import PersonId
from scheme.refusal import Refusal

GONE = "This form is not open any more. What you typed is kept; say hello to see how things stand."

Pages = tuple[tuple[AnyField, ...], ...]


@dataclass(frozen=True)
class Page:
    """A page of a form that is to be shown, with what was given so far."""

    form: Form
    number: int


class FormIntake:
    """Takes forms that came in. They are made afresh at each page, so that rights and questions are today's."""

    def __init__(self, bot: Bot, pages: Callable[[Form], Pages]) -> None:
        """`pages` says which of a form's questions stand together on a page."""
        self._bot = bot
        self._pages = pages

    async def sent(
        self, person: PersonId, meta: Metadata, answers: Answers, inbound: str
    ) -> Page | Reply:
        """Go on to the next page, or send the whole. Raises `Refusal` with the errors of the page that was sent."""
        if meta.pages > 1:
            form = await self.afresh(person, meta)
        else:
            form = None
        if form is None:
            return await self._send(person, meta, answers, inbound)
        pages = self._pages(form)
        here = pages[min(meta.page, len(pages) - 1)]
        check(here, answers)
        await self._bot.desk.keep(person, form, answers, meta.carries, self._bot.clock.now())
        given = {field.key: form.answers.get(field.key) for field in form.fields} | answers
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

    async def back(self, person: PersonId, meta: Metadata, answers: Answers) -> Page | Reply:
        """Go to the page before, whatever stands on this one: it is kept, and checked when the form goes on."""
        await self.keep(person, meta, answers)
        form = await self.afresh(person, meta)
        if form is None:
            raise Refusal(GONE)
        return Page(replace(form, notice="", errors={}), max(meta.page - 1, 0))

    async def keep(self, person: PersonId, meta: Metadata, answers: Answers) -> None:
        """Keep what a form held when it was left by one of its own buttons."""
        if meta.opener is not None:
            form = Form(
                title=meta.title,
                action=meta.action,
                fields=(),
                submit="",
                subject=meta.subject,
                opener=meta.opener,
                private=meta.private,
            )
            await self._bot.desk.keep(
                person, form, {**meta.kept, **answers}, meta.carries, self._bot.clock.now()
            )

    async def _send(
        self, person: PersonId, meta: Metadata, answers: Answers, inbound: str
    ) -> Reply:
        given = {**answers, **meta.carries}
        return await self._bot.act(
            person,
            Action(
                name=meta.action,
                subject=meta.subject,
                answers=given,
                scheme=meta.scheme,
                opener=meta.opener,
            ),
            inbound,
        )

    async def afresh(self, person: PersonId, meta: Metadata) -> Form | None:
        """The form as it is now; None where what opened it opens something else by now, or is not known."""
        if meta.opener is None:
            return None
        form = (await self._bot.act(person, meta.opener)).window
        if isinstance(form, Form) and form.action == meta.action:
            return form
        return None


def _page_of(pages: Pages, errors: Mapping[str, str]) -> int | None:
    """The first page on which something is wrong."""
    return next(
        (at for at, page in enumerate(pages) if any(question.key in errors for question in page)),
        None,
    )
