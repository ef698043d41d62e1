"""A person of the stories at their Slack: reads, presses, types, fills in forms page by page."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scheme.forms.fields import Answer
from tests.slack.hand import Hand, pressable
from tests.slack.inputs import elements, holds, options_of
from tests.slack.reading import joined, read_home, read_modal, read_post
from tests.slack.world import Json, Modal, Post
from tests.support.form_player import FormPlayer

if TYPE_CHECKING:
    from tests.slack.stage import SlackStage

NEXT = "Next"  # sends a page of a form on which more follow
CLOSE_IT = (
    "You can close this window."  # what a window says when its button was answered in the chat
)
IN_A_WINDOW = "opens in a window"  # what the bot says when words alone gave it no right to open one


@dataclass(eq=False)
class SlackPlayer(FormPlayer):
    """A person at their Slack: in their employer's workspace, and in the Group's."""

    stage: "SlackStage"
    hand: Hand
    group_hand: Hand | None

    @property
    def name(self) -> str:
        """Their name."""
        return self.hand.user.name

    @property
    def at(self) -> Hand:
        """The client with a window open, else the one of their employer's workspace."""
        return next((one for one in self.hands if one.modal), self.hand)

    @property
    def hands(self) -> list[Hand]:
        """Their clients: of their employer's workspace, and of the Group's where they are in it."""
        return [self.hand, self.group_hand] if self.group_hand else [self.hand]

    @property
    def modal(self) -> Modal | None:
        """The window before them."""
        return self.at.modal

    @property
    def posts(self) -> list[Post]:
        """Their chats with the bot and what stands for them alone, oldest first."""
        found = {
            one.ts: one
            for hand in self.hands
            for one in (*hand.messages, *hand.asides)
            if one.by_bot
        }
        return [found[ts] for ts in sorted(found)]

    @property
    def screen(self) -> str:
        """Everything they can read: the window when one is open, else the chat."""
        shown = (
            read_modal(self.modal)
            if self.modal
            else "\n---\n".join(read_post(one) for one in self.posts)
        )
        return "\n".join([shown, *(one.trouble for one in self.hands)])

    async def says(self, text: str) -> None:
        """Type something into the chat."""
        await self.closes()
        before = {one.ts for one in self.posts}
        if self.stage.by_command:
            await self.hand.command(text)
        else:
            await self.hand.types(text)
        await self.stage.settled()
        new = [one for one in self.posts if one.ts not in before]
        if new and not self.modal and IN_A_WINDOW in read_post(new[-1]):
            await self._press(new[-1:], "Open", "")

    async def presses(self, label: str, *, card: str = "") -> None:
        """Press a button: in the open window, else the latest one in the chat; `card` names what it is on."""
        places = [self.modal] if self.modal else self.posts[::-1]
        await self._press(places, label, card)

    async def presses_in_channel(self, label: str, *, card: str = "") -> None:
        """Press a button in the Group's channel."""
        await self.closes()
        if self.group_hand is None:
            self.group_hand = await self.stage.invite(self.hand.user)
        await self._press(self.group_hand.sees_in(self.stage.channel)[::-1], label, card)

    async def _press(self, places: "list[Post] | list[Modal]", label: str, card: str) -> None:
        for place in places:
            blocks = place.view["blocks"] if isinstance(place, Modal) else place.blocks
            if found := _button(blocks, label, card):
                team = (place.user if isinstance(place, Modal) else place.channel).team
                await next(one for one in self.hands if one.user.team is team).presses(
                    place, found[1], found[0]
                )
                await self.stage.settled()
                if self.modal and CLOSE_IT in read_modal(self.modal):
                    await self.closes()
                return
        raise AssertionError(f"{self.name} sees no button {label!r} {card}:\n{self.screen}")

    @property
    def wrong(self) -> dict[str, str] | None:
        """What stands beside the inputs of the open window; None where none is open."""
        return self.modal.errors if self.modal else None

    def _put(self, key: str, answer: Answer) -> bool:
        blocks = _inputs(self._form(), key)
        for count, block in enumerate(blocks):
            if isinstance(answer, list):  # a card has a box of its own
                has = {option["value"] for option in options_of(block["element"])}
                self.at.fills(block["block_id"], [one for one in answer if one in has])
            else:
                self.at.fills(block["block_id"], answer if count == 0 else "")
        return bool(blocks)

    def _held(self, key: str) -> str | None:
        modal = self._form()
        blocks = _inputs(modal, key)
        states = [modal.state[one["block_id"]][one["element"]["action_id"]] for one in blocks]
        return "".join(str(holds(one)) for one in states) if blocks else None

    async def option(self, label: str) -> str:
        """The key of the option whose label starts so, in the open form."""
        for _, element in elements(self._form().view["blocks"]):
            for option in options_of(element):
                if option["text"]["text"].startswith(label):
                    return str(option["value"])
        raise AssertionError(f"{self.name} sees no option {label!r}:\n{self.screen}")

    async def _sends_page(self) -> bool:
        """Send a page; whether another one came."""
        modal, hand = self._form(), self.at
        label, before = modal.view["submit"]["text"], modal.view
        await hand.submits()
        await self.stage.settled()
        return (
            label == NEXT
            and self.modal is not None
            and self.modal.view is not before
            and not self.modal.errors
        )

    def _form(self) -> Modal:
        modal = self.modal
        assert modal is not None, f"{self.name} has no form open:\n{self.screen}"
        assert modal.view.get("submit"), f"{self.name} has no form open:\n{self.screen}"
        return modal

    async def _shut(self) -> None:
        for hand in self.hands:
            while hand.modal:
                await hand.closes(everything=True)

    async def opens_home(self) -> str:
        """Open the home tab; gives what stands there."""
        await self.hand.opens_home()
        await self.stage.settled()
        return read_home(self.hand.home)


def _inputs(modal: Modal, key: str) -> list[Json]:
    """The inputs of a field on this page: one, or several where the answer is long."""
    inputs = [one for one in modal.view["blocks"] if one["type"] == "input"]
    return [one for one in inputs if one["block_id"].partition(".")[2].partition("~")[0] == key]


def _button(blocks: list[Json], label: str, card: str) -> tuple[Json, Json] | None:
    """A button with a label: on the card with a text, else anywhere in a place that has the text."""
    found = pressable(blocks, label)
    if not card or not found:
        return found[0] if found else None
    for block, element in found:
        mark = block["block_id"].partition(":")[0]
        if mark.startswith("card"):
            around = [one for one in blocks if one["block_id"].partition(":")[0] == mark]
            if card in joined(around):
                return block, element
    return found[0] if card in joined(blocks) else None
