"""A person's Teams: what they press, type, choose and send, and what they see of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from scheme.forms.fields import Answer
from tests.platforms.strict import BrokenRule
from tests.teams.dialogs import Dialog, shown
from tests.teams.inputs import data_of, the_button
from tests.teams.records import Activity, Conversation, Json, TChannel, Team, TeamsUser
from tests.teams.rules import ADAPTIVE, check_invoke, check_task
from tests.teams.wire import Heard

if TYPE_CHECKING:
    from tests.teams.api import ConnectorStub

TROUBLE = "Something went wrong. Please try again."


@dataclass(frozen=True)
class Aside:
    """Words below a card that one person alone sees."""

    card: Activity
    text: str


@dataclass(eq=False)
class THand:
    """Somebody at their Teams. `trouble` is what their client says when the bot did not answer as it must.

    `dialog` is what they have open, `notice` the last word a dialog ended with, `asides` what stands below cards for
    them alone, `opened` the addresses they went to. `mobile`: they are on a telephone.
    """

    stub: "ConnectorStub"
    user: TeamsUser
    mobile: bool = False
    trouble: str = ""
    notice: str = ""
    dialog: Dialog | None = None
    heard: Heard = field(default_factory=lambda: Heard(200))
    asides: list[Aside] = field(default_factory=list)
    opened: list[str] = field(default_factory=list)
    last: Json | None = None

    def __post_init__(self) -> None:
        self.told = self.stub.events.told
        self._mine: dict[str, tuple[int, Json]] = {}

    # What they see

    @property
    def conversation(self) -> Conversation:
        """Their chat with the bot."""
        chat = self.user.tenant.chat_of(self.user)
        assert chat is not None, f"{self.user.name} never added the app"
        return chat

    @property
    def chat(self) -> list[Activity]:
        """What stands in their chat with the bot, oldest first."""
        return self.sees_in(self.conversation)

    def sees_in(self, there: Conversation) -> list[Activity]:
        """What of a channel or chat they can read, oldest first."""
        return there.shown if self.user in there.members else []

    def card(self, message: Activity) -> Json | None:
        """The card of a message as it stands for them: the one it was replaced with for them, until it is changed for all."""
        wording, card = self._mine.get(message.id, (0, {}))
        if card and wording == len(message.history):
            return card
        return message.cards[0] if message.cards else None

    @property
    def aside(self) -> str:
        """The last words that stand below a card for them alone."""
        return self.asides[-1].text if self.asides else ""

    # What they do with the app

    async def adds_app(self) -> Heard:
        """Add the app to their own chat."""
        self.heard = await self.stub.events.added_by(self.user)
        return self.heard

    async def removes_app(self) -> Heard:
        """Take it out again."""
        self.heard = await self.stub.events.removed_by(self.user)
        return self.heard

    def blocks(self) -> None:
        """Block the bot; it is not told."""
        self.user.blocked = True

    async def adds_to(self, team: Team, channel: TChannel | None = None) -> Heard:
        """Add the app to a team."""
        self.heard = await self.stub.events.added_to(team, self.user, channel)
        return self.heard

    # What they write and press

    async def types(
        self,
        text: str,
        where: Conversation | None = None,
        *,
        thread: Activity | None = None,
        mention: bool = True,
    ) -> Activity:
        """Write a message, to the bot unless it is said where; in a channel it hears only what mentions it."""
        there = where or self.conversation
        assert self.user in there.members, f"{self.user.name} is not there"
        said = there.said(
            self.user.id, {"type": "message", "text": text}, thread.thread if thread else ""
        )
        in_channel = there.kind != "personal"
        if there.has_bot and (mention or not in_channel):
            self.heard = await self._tell(
                self.told.message(self.user, said, text, mention=in_channel)
            )
            if not self.heard.ok:
                self._trouble(f"a message is heard with 200, not {self.heard.status}")
        return said

    async def presses(self, place: Activity | Dialog, what: str | Json) -> Heard:
        """Press a button of a card in a message or of the dialog, by its label or itself."""
        if isinstance(place, Dialog):
            assert place is self.dialog, "this dialog is not open any more"
            return await self._in_dialog(place, place.button(what))
        card = self._card(place)
        button = the_button(card, what)
        if button["type"] == "Action.OpenUrl":
            return self._go(button)
        data = data_of(button, card, {}, mobile=self.mobile)
        if button["type"] == "Action.Execute":
            return await self._execute(place, button, data)
        assert button["type"] == "Action.Submit", f"{button['type']} is not pressed here"
        if (data.get("msteams") or {}).get("type") == "task/fetch":
            return await self._task(self.told.fetch(self.user, place, data), place)
        self.heard = await self._tell(self.told.submitted_message(self.user, place, data))
        if not self.heard.ok:
            self._trouble(f"a card's answer is heard with 200, not {self.heard.status}")
        return self.heard

    def _card(self, message: Activity) -> Json:
        assert message in self.sees_in(message.conversation), (
            f"{self.user.name} does not see this message"
        )
        card = self.card(message)
        assert card is not None, "this message has no card"
        return card

    def _go(self, button: Json) -> Heard:
        self.opened.append(str(button["url"]))
        return Heard(200)

    async def looks(self, message: Activity) -> Heard:
        """Bring a card before their eyes: one that refreshes itself for them does so."""
        refresh = self._card(message).get("refresh") or {}
        if self.user.id not in refresh.get("userIds", []):
            return Heard(200)
        action = refresh["action"]
        return await self._execute(message, action, dict(action.get("data") or {}), "automatic")

    async def _execute(
        self, message: Activity, action: Json, data: Json, trigger: str = "manual"
    ) -> Heard:
        heard = await self._tell(self.told.execute(self.user, message, action, data, trigger))
        body = heard.body
        if heard.status != 200 or not isinstance(body, dict):
            self._trouble(f"adaptiveCard/action: {heard.status} {heard.text[:80]}")
            return heard
        try:
            check_invoke(body)
        except BrokenRule as error:
            self._trouble(str(error))
            return heard
        if body["statusCode"] != 200:
            self._trouble(f"adaptiveCard/action: {body['statusCode']} {body['value'].get('code')}")
        elif body["type"] == ADAPTIVE:
            self._mine[message.id] = (len(message.history), body["value"])
        else:
            self.asides.append(Aside(message, str(body["value"])))
        return heard

    # The dialog

    def fills(self, name: str, answer: Answer) -> None:
        """Type or choose something in an input of the open dialog."""
        self._open().fills(name, answer)

    async def submits(self) -> dict[str, str]:
        """Send the open dialog, once Teams' client is content with it; gives what it says beside its inputs if not."""
        dialog = self._open()
        await self._in_dialog(dialog, dialog.sender)
        return dialog.errors

    def closes(self) -> None:
        """Close the dialog; the bot is not told."""
        self._open()
        self.dialog = None

    async def _in_dialog(self, dialog: Dialog, button: Json) -> Heard:
        if button["type"] == "Action.OpenUrl":
            return self._go(button)
        assert button["type"] == "Action.Submit", f"{button['type']} does nothing in a dialog"
        if not dialog.check(button):
            return Heard(0)
        data = dialog.data(button, mobile=self.mobile)
        return await self._task(self.told.task(self.user, dialog.origin, data), dialog.origin)

    async def _task(self, activity: Json, origin: Activity) -> Heard:
        heard = await self._tell(activity)
        if heard.status != 200:
            self._trouble(f"{activity['name']}: {heard.status} {heard.text[:80]}")
            return heard
        try:
            check_task(heard.body)
        except BrokenRule as error:
            self._trouble(str(error))
            return heard
        task = (heard.body or {}).get("task")
        if task is None and activity["name"] == "task/fetch":
            self._trouble("task/fetch is answered with a dialog or a word")
        elif task is None:
            self.dialog = None
        elif task["type"] == "message":
            self.dialog, self.notice = None, str(task["value"])
        else:
            self.dialog = shown(task["value"], origin)
        return heard

    def _open(self) -> Dialog:
        assert self.dialog is not None, f"{self.user.name} has no dialog open"
        return self.dialog

    # How it is told

    async def again(self) -> Heard:
        """Send the last thing once more, with the same id, as it happens when an answer was lost; nothing is shown."""
        assert self.last is not None, "nothing was sent yet"
        return await self.stub.deliver(self.last)

    async def _tell(self, activity: Json) -> Heard:
        self.trouble, self.last = "", activity
        self.heard = heard = await self.stub.deliver(activity)
        return heard

    def _trouble(self, why: str) -> None:
        self.trouble = TROUBLE
        self.stub.world.wrong(f"{self.user.name} was told: {TROUBLE} {why}")
