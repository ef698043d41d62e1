"""Presses every button of every screen that somebody can reach, and puts each back: what was offered must work.

What acts is done in a unit of work that is never committed, so that the next press finds everything as it was.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from bot.app import Bot
from handlers.desk import gate
from handlers.desk.errand import Errand, admitted
from handlers.desk.passage import ahead, take
from handlers.kit.ui import Action, Button, Form, Message, Reply, View, message_from
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage.letters import MADE
from storage.work import Work
from tests.support.dialogue import buttons_of, read

START = Action(name="home.show")
MOST_SCREENS = 2_000  # of one person; more would mean that the crawl goes round


class _PutBack(Exception):
    """Ends a unit of work, so that nothing of it is kept."""


@dataclass(frozen=True)
class Pressed:
    """What came of a press: what was said and shown, what it posted into the person's own chat, or why it was refused.

    `acted`: something was changed, and put back.
    """

    reply: Reply = field(default_factory=Reply)
    cards: tuple[Message, ...] = ()
    refused: str = ""
    acted: bool = False

    @property
    def screens(self) -> list[Message | View | Form]:
        """Everything that the person has before them now."""
        window = [self.reply.window] if self.reply.window else []
        return [*self.reply.says, *self.cards, *window]

    @property
    def buttons(self) -> list[Button]:
        """Everything that can be pressed there."""
        return [button for screen in self.screens for button in buttons_of(screen)]


@dataclass
class Crawl:
    """One person's way through everything that they are offered. `problems` names what does not work, and where."""

    bot: Bot
    person_id: PersonId
    name: str
    problems: list[str] = field(default_factory=list)
    pressed: int = 0

    async def through(self) -> "Crawl":
        """Begin at home, and press everything once."""
        waits = [(START, "Home")]
        seen = {repr(START)}
        while waits:
            action, way = waits.pop()
            found = await self._look(action, way)
            buttons = found.buttons
            if found.acted:
                # What follows an act is looked at once, after the act was done anew: its things may have other names.
                for at, button in enumerate(buttons):
                    await self._look(action, f"{way} > {button.label}", at)
                continue
            for button in buttons:
                mark = repr(button.does)
                if mark not in seen and len(seen) < MOST_SCREENS:
                    seen.add(mark)
                    waits.append((button.does, f"{way} > {button.label}"))
        return self

    async def _look(self, action: Action, way: str, follow: int | None = None) -> Pressed:
        found = await self._press(action, follow)
        self.pressed += 1
        for problem in problems(found):
            self.problems.append(f"{self.name}: {way} ({action.name}): {problem}")
        return found

    async def _press(self, action: Action, follow: int | None) -> Pressed:
        """What comes of an action, or of the button at a place among those it leaves; all of it put back."""
        bot = self.bot
        found = Pressed()
        try:
            async with Work(bot.database, bot.definitions, bot.clock.now()) as work:
                found = await self._take(work, action)
                if follow is not None:
                    found = await self._take(work, found.buttons[follow].does)
                raise _PutBack
        except Refusal as no:
            return Pressed(refused=no.text)
        except _PutBack:
            return found

    async def _take(self, work: Work, action: Action) -> Pressed:
        """A step and those it leads to, as the desk takes them."""
        posted = len(self._cards(work))
        desk = self.bot.desk
        errand = Errand(
            person_id=self.person_id,
            action=gate.let_in(action),
            now=self.bot.clock.now(),
            inbound=None,
        )
        acted = admitted(desk.steps, errand.action).acts
        think = await ahead(desk.catalogue, errand, work)
        if think is not None:
            errand = replace(errand, thought=think())
        reply = await take(desk.catalogue, errand, work)
        while reply.then is not None:
            errand = errand.led_on(reply)
            await work.flush()
            acted = acted or admitted(desk.steps, errand.action).acts
            try:
                reply = await take(desk.catalogue, errand, work)
            except Refusal as no:
                instead = errand.instead(no)
                if instead is None:
                    raise
                reply = instead
        await work.flush()
        return Pressed(reply, self._cards(work)[posted:], acted=acted)

    def _cards(self, work: Work) -> tuple[Message, ...]:
        """What was posted into the person's own chat."""
        bodies = work.letters.to(f"person:{self.person_id}")
        return tuple(message_from(body) for body in bodies if not body.startswith(MADE))


def problems(found: Pressed) -> Iterator[str]:
    """What is wrong with what came of a press; nothing where it says what happened, and leads on."""
    if found.refused:
        yield f"what was offered is refused: {found.refused}"
        return
    if not found.screens:
        yield "nothing is said of what was done"
        return
    last = found.screens[-1]
    leads_on = any(isinstance(one, Form) or buttons_of(one) for one in found.screens)
    if not leads_on:
        yield f"a dead end: {' '.join(read(last).split())[:160]}"
