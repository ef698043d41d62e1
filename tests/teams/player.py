"""A person of the stories at their Teams: reads, presses, types, fills in forms page by page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from scheme.forms.fields import Answer
from tests.support.form_player import FormPlayer
from tests.teams.dialogs import Dialog
from tests.teams.hand import THand
from tests.teams.reading import Pressable, buttons, inputs, read_activity, read_card
from tests.teams.world import Activity, Json

if TYPE_CHECKING:
    from tests.teams.stage import TeamsStage

NEXT = "Next"  # sends a page of a form on which more follow
CLOSE_IT = (
    "You can close this window."  # what a dialog says when its button was answered in the chat
)
IN_A_WINDOW = (
    "opens in a window"  # what the bot says where words alone gave it no right to open one
)

# A date and a time as a British client writes them, where the bot itself writes them a little differently.
MOMENT = re.compile(r"(\w+day),? ([0-9]{1,2} \w+ [0-9]{4}) at ([0-9]{2}:[0-9]{2})")


@dataclass(eq=False)
class TeamsPlayer(FormPlayer):
    """A person at their Teams: in their employer's tenant, and in the Group's."""

    stage: "TeamsStage"
    hand: THand
    group_hand: THand | None

    @property
    def name(self) -> str:
        """Their name."""
        return self.hand.user.name

    @property
    def hands(self) -> list[THand]:
        """Their clients: of their employer's tenant, and of the Group's where they are in it."""
        return [self.hand, self.group_hand] if self.group_hand else [self.hand]

    @property
    def at(self) -> THand:
        """The client with a dialog open, else the one of their employer's tenant."""
        return next((one for one in self.hands if one.dialog), self.hand)

    @property
    def dialog(self) -> Dialog | None:
        """The dialog before them."""
        return self.at.dialog

    @property
    def posts(self) -> list[Activity]:
        """What the bot said in their chats with it, oldest first."""
        said = [one for hand in self.hands for one in hand.chat if one.by_bot]
        return sorted(said, key=lambda one: int(one.id))

    @property
    def screen(self) -> str:
        """Everything they can read: the dialog when one is open, else the chat and what stands for them alone."""
        if self.dialog:
            shown = [self.dialog.title, read_card(self.dialog.card), *self.dialog.errors.values()]
        else:
            shown = [self._reads(one) for one in self.posts]
            shown += [aside.text for hand in self.hands for aside in hand.asides]
            shown += [hand.notice for hand in self.hands if hand.notice]
        return MOMENT.sub(
            r"\1 \2, \3",
            "\n---\n".join([*shown, *(one.trouble for one in self.hands if one.trouble)]),
        )

    def _reads(self, message: Activity) -> str:
        card = self._hand_of(message).card(message)
        return "\n".join([message.text, read_card(card)] if card else [read_activity(message.body)])

    def _hand_of(self, message: Activity) -> THand:
        return next(one for one in self.hands if one.user.tenant is message.conversation.tenant)

    async def says(self, text: str) -> None:
        """Type something into the chat."""
        await self.closes()
        before = {one.id for one in self.posts}
        await self.hand.types(text)
        await self._opens_what_was_said(before)

    async def _opens_what_was_said(self, before: set[str]) -> None:
        await self.stage.settled()
        new = [one for one in self.posts if one.id not in before]
        if new and not self.dialog and IN_A_WINDOW in self._reads(new[-1]):
            await self._press(new[-1:], "Open", "")

    async def presses(self, label: str, *, card: str = "") -> None:
        """Press a button: in the open dialog, else the latest one in the chat; `card` names what it is on."""
        places: Sequence[Dialog | Activity] = [self.dialog] if self.dialog else self.posts[::-1]
        await self._press(places, label, card)

    async def presses_in_channel(self, label: str, *, card: str = "") -> None:
        """Press a button in the Group's channel."""
        await self.closes()
        if self.group_hand is None:
            self.group_hand = await self.stage.invite(self.hand.user)
        await self._press(self.group_hand.sees_in(self.stage.channel)[::-1], label, card)

    async def _press(self, places: Sequence[Dialog | Activity], label: str, card: str) -> None:
        before = {one.id for one in self.posts}
        for place in places:
            hand = self.at if isinstance(place, Dialog) else self._hand_of(place)
            shown = place.card if isinstance(place, Dialog) else hand.card(place)
            if shown and (found := _button(shown, label, card)):
                await hand.presses(place, found)
                await self._opens_what_was_said(before)
                if self.dialog and CLOSE_IT in read_card(self.dialog.card):
                    await self.closes()
                return
        raise AssertionError(f"{self.name} sees no button {label!r} {card}:\n{self.screen}")

    @property
    def wrong(self) -> dict[str, str] | None:
        """What stands beside the inputs of the open dialog; None where none is open."""
        return self.dialog.errors if self.dialog else None

    def _put(self, key: str, answer: Answer) -> bool:
        dialog = self._form()
        names = _inputs(dialog, key)
        for name in names:
            if len(names) > 1 and isinstance(answer, list):  # a card has a box of its own
                has = {unquote(one["value"]) for one in _choices(dialog, name)}
                dialog.fills(name, [one for one in answer if one in has])
            else:
                dialog.fills(name, answer)
        return bool(names)

    def _held(self, key: str) -> str | None:
        dialog = self._form()
        names = _inputs(dialog, key)
        return dialog.values[names[0]] if names else None

    async def option(self, label: str) -> str:
        """The key of the option whose label starts so, in the open form."""
        for one in self._form().inputs:
            for choice in one.get("choices", []):
                if choice["title"].startswith(label):
                    return str(choice["value"])
        raise AssertionError(f"{self.name} sees no option {label!r}:\n{self.screen}")

    async def _sends_page(self) -> bool:
        """Send a page; whether another one came."""
        dialog, hand = self._form(), self.at
        before = {one.id for one in self.posts}
        await hand.submits()
        await self._opens_what_was_said(before)
        if self.dialog and CLOSE_IT in read_card(self.dialog.card):
            await self.closes()
        new = self.dialog is not None and self.dialog is not dialog and bool(self.dialog.inputs)
        return new and dialog.sender.get("title") == NEXT and _names(self.dialog) != _names(dialog)

    def _form(self) -> Dialog:
        assert self.dialog is not None, f"{self.name} has no form open:\n{self.screen}"
        assert any(
            one.action.get("associatedInputs") != "none" for one in buttons(self.dialog.card)
        ), f"{self.name} has no form open:\n{self.screen}"
        return self.dialog

    async def _shut(self) -> None:
        for hand in self.hands:
            if hand.dialog:
                hand.closes()


def _names(dialog: Dialog | None) -> list[str]:
    return [one["id"] for one in inputs(dialog.card)] if dialog else []


def _inputs(dialog: Dialog, key: str) -> list[str]:
    """The ids of a field's inputs on this page: several where its options have cards."""
    ids = [str(one["id"]) for one in dialog.inputs]
    return [name for name in ids if name.partition(".")[2].partition("~")[0] == key]


def _choices(dialog: Dialog, name: str) -> list[Json]:
    """What can be chosen in an input."""
    return next(list(one.get("choices", [])) for one in dialog.inputs if one["id"] == name)


def _button(shown: Json, label: str, card: str) -> Json | None:
    """A button with a label: on the card with a text, else anywhere in a place that has the text."""
    found: list[Pressable] = [one for one in buttons(shown) if one.label == label]
    if not card or not found:
        return found[0].action if found else None
    for one in found:
        if card in one.around:
            return one.action
    return found[0].action if card in read_card(shown) else None
