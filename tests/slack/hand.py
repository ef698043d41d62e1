"""A person's Slack: what they press, type, choose and send, and what they see of it."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scheme.forms.fields import Answer
from tests.slack.answers import post_answer
from tests.slack.inputs import chosen, complaint, completed, elements, given, state_of
from tests.slack.shapes import file_json, post_json
from tests.slack.told import Told, as_sent
from tests.slack.windows import MOST, change, check_view, put
from tests.slack.wire import COMMAND, INTERACTION, Heard
from tests.slack.world import AnswerAddress, Channel, Json, Modal, Post, Stored, User

if TYPE_CHECKING:
    from tests.slack.api import SlackStub

TROUBLE = "We had some trouble connecting. Try again?"


@dataclass(eq=False)
class Hand:
    """Somebody at their Slack. `trouble` is what their client says when the bot did not answer as it must."""

    stub: "SlackStub"
    user: User
    trouble: str = ""
    heard: Heard = field(default_factory=lambda: Heard(200))
    in_messages: dict[str, dict[str, dict[str, Json]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.told = Told(self.stub, self.user)

    # What they see

    @property
    def chat(self) -> Channel:
        """Their direct messages with the bot."""
        return self.user.team.chat_of(self.user)

    def sees_in(self, channel: Channel) -> list[Post]:
        """The messages of a channel that they can read, oldest first."""
        if channel.kind != "channel" and self.user.id not in channel.members:
            return []
        return [one for one in channel.posts.values() if one.only_for in ("", self.user.id)]

    @property
    def messages(self) -> list[Post]:
        """Their direct messages with the bot, oldest first."""
        return self.sees_in(self.chat)

    @property
    def asides(self) -> list[Post]:
        """What stands for them alone, in any channel."""
        channels = self.user.team.channels.values()
        return [
            post for one in channels for post in one.posts.values() if post.only_for == self.user.id
        ]

    @property
    def stack(self) -> list[Modal]:
        """Their open windows, the top one last."""
        return self.stub.world.stacks.setdefault(self.user.id, [])

    @property
    def modal(self) -> Modal | None:
        """The window on top."""
        return self.stack[-1] if self.stack else None

    @property
    def home(self) -> Modal | None:
        """Their home tab, once the bot has published it."""
        return self.stub.world.homes.get(self.user.id)

    # What they do

    async def command(
        self, text: str = "", *, where: Channel | None = None, command: str = "/mentoring"
    ) -> Heard:
        """Send a command, from their chat with the bot unless it is said where."""
        channel = where or self.chat
        heard = await self._send(COMMAND, self.told.command(command, text, channel))
        self._answered_with(channel, heard)
        return heard

    async def types(
        self,
        text: str,
        *,
        where: Channel | None = None,
        thread: Post | None = None,
        subtype: str = "",
    ) -> Post:
        """Write a message, to the bot unless it is said where; `subtype` is what Slack calls it, such as "me_message"."""
        channel, world = where or self.chat, self.stub.world
        post = Post(
            world.new_ts(),
            channel,
            self.user.id,
            as_sent(text),
            thread_ts=thread.ts if thread else "",
        )
        if text:
            words: Json = {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": text}],
            }
            post.blocks = completed(world, [{"type": "rich_text", "elements": [words]}])
        channel.posts[post.ts] = post
        more = {"subtype": subtype} if subtype else {}
        self.heard = await self.stub.events.said(post, client_msg_id=world.fresh("msg-"), **more)
        return post

    async def mentions(self, text: str, where: Channel, thread: Post | None = None) -> Post:
        """Write a message in a channel that begins with a mention of the bot."""
        bot = f"<@{where.team.bot_user.id}>"
        below = thread.ts if thread else ""
        post = Post(self.stub.world.new_ts(), where, self.user.id, f"{bot} {text}", [], below)
        where.posts[post.ts] = post
        self.heard = await self.stub.events.mentioned(post)
        return post

    async def edits(self, post: Post, text: str) -> Heard:
        """Change a message of theirs."""
        before = post_json(post)
        post.text, post.edited = as_sent(text), True
        event: Json = {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "ts": post.ts,
        }
        event |= {"channel": post.channel.id, "channel_type": post.channel.kind}
        event |= {"message": post_json(post), "previous_message": before}
        return await self.stub.events.send(self.user.team, event)

    async def presses(
        self, place: Post | Modal, element: Json, block: Json, answer: Any = None
    ) -> Heard:
        """Press a button or choose something in a message, a window or the home tab."""
        act = {
            "action_id": element["action_id"],
            "block_id": block["block_id"],
            "action_ts": self.stub.world.new_ts(),
        }
        act |= chosen(element, answer)
        if element["type"] not in ("button", "overflow"):
            state = self._state(place)
            state.setdefault(block["block_id"], {})[element["action_id"]] = given(element, answer)
        return await self._send(INTERACTION, self.told.press(place, act, self._state(place)))

    def _state(self, place: Post | Modal) -> dict[str, dict[str, Json]]:
        if isinstance(place, Modal):
            return place.state
        kept = state_of(place.blocks, self.in_messages.get(place.ts))
        self.in_messages[place.ts] = kept
        return kept

    def fills(self, block_id: str, answer: Answer) -> None:
        """Type or choose something in an input of the open window."""
        _, element = self.input(block_id)
        modal = self._window()
        modal.state[block_id][element["action_id"]] = given(element, answer)
        modal.errors.pop(block_id, None)

    def input(self, block_id: str) -> tuple[Json, Json]:
        """An input of the open window."""
        for block in self._window().view["blocks"]:
            if block["block_id"] == block_id and block["type"] == "input":
                return block, block["element"]
        raise AssertionError(f"the window has no input {block_id!r}")

    def attaches(self, block_id: str, name: str, content: bytes) -> Stored:
        """Put a file into an input of the open window."""
        world, team = self.stub.world, self.user.team
        _, element = self.input(block_id)
        file = Stored(
            world.fresh("F"), team, name, len(content), self.user.id, content, name, done=True
        )
        team.files[file.id] = file
        self._window().state[block_id][element["action_id"]]["files"].append(
            file_json(file, self.stub.address)
        )
        return file

    async def submits(self) -> dict[str, str]:
        """Send the open window, once Slack's client is content with it; gives the errors beside its fields."""
        modal = self._window()
        assert modal.view.get("submit"), "this window has nothing to send"
        inputs = [one for one in modal.view["blocks"] if one["type"] == "input"]
        said = {one["block_id"]: complaint(one, _value(modal, one)) for one in inputs}
        modal.errors = {block_id: words for block_id, words in said.items() if words}
        if modal.errors:
            return modal.errors
        heard = await self._send(INTERACTION, self.told.submission(modal))
        if heard.ok:
            self._take(modal, heard)
        return modal.errors

    def _take(self, modal: Modal, heard: Heard) -> None:
        world, answer = self.stub.world, heard.body or {}
        if heard.text.strip() not in ("", "{}") and not isinstance(heard.body, dict):
            self._trouble(f"a submission is answered with nothing or JSON, not {heard.text[:40]!r}")
            return
        match answer.get("response_action", "close"):
            case "close":
                self._shut(modal)
            case "clear":
                while self.stack:
                    self._shut(self.stack[-1])
            case "errors":
                known = {one["block_id"] for one in modal.view["blocks"] if one["type"] == "input"}
                if not answer.get("errors") or set(answer["errors"]) - known:
                    self._trouble(f"errors stand beside inputs, and here are only {sorted(known)}")
                modal.errors = dict(answer.get("errors", {}))
            case "update":
                view = check_view(world, "response_action update", answer.get("view"))
                change(world, modal, view)
            case "push":
                if len(self.stack) >= MOST:
                    self._trouble("there are three windows already")
                    return
                put(
                    world,
                    self.user,
                    check_view(world, "response_action push", answer.get("view")),
                    on=modal,
                )
            case other:
                self._trouble(f"there is no response_action {other!r}")

    async def closes(self, *, everything: bool = False) -> None:
        """Close the window on top, or all of them."""
        while self.stack:
            modal = self.stack[-1]
            cleared = everything or bool(modal.view.get("clear_on_close"))
            self._shut(modal)
            if modal.view.get("notify_on_close"):
                await self._send(INTERACTION, self.told.closing(modal, cleared=cleared))
            if not cleared:
                return

    def _shut(self, modal: Modal) -> None:
        modal.open = False
        if modal in self.stack:
            self.stack.remove(modal)

    async def shortcut(self, callback_id: str) -> Heard:
        """Choose a shortcut of the app."""
        return await self._send(INTERACTION, self.told.shortcut(callback_id))

    async def shortcut_on(self, post: Post, callback_id: str) -> Heard:
        """Choose a shortcut of the app on a message."""
        return await self._send(INTERACTION, self.told.shortcut_on(post, callback_id))

    async def opens_home(self, tab: str = "home") -> Heard:
        """Open the app's home tab, or its messages."""
        self.heard = await self.stub.events.home_opened(self.user, tab)
        return self.heard

    # How it is told

    async def _send(self, kind: str, payload: Json) -> Heard:
        assert self.stub.wire is not None, "no bot is served"
        self.trouble = ""
        self.heard = heard = await self.stub.wire.send(kind, payload)
        if not heard.ok:
            self._trouble(f"{payload.get('type', kind)}: {heard.status} {heard.text[:80]}")
        return heard

    def _trouble(self, why: str) -> None:
        self.trouble = TROUBLE
        self.stub.world.wrong(f"{self.user.name} was told: {TROUBLE} {why}")

    def _answered_with(self, channel: Channel, heard: Heard) -> None:
        said: Json = heard.body if isinstance(heard.body, dict) else {"text": heard.text}
        if heard.ok and (said.get("text") or said.get("blocks")):
            to_all = said.get("response_type") == "in_channel"
            blocks = completed(self.stub.world, said.get("blocks", []))
            address = AnswerAddress(self.user, channel, self.stub.world.clock())
            post_answer(self.stub.world, address, said.get("text", ""), blocks, to_all=to_all)

    def _window(self) -> Modal:
        assert self.modal is not None, f"{self.user.name} has no window open"
        return self.modal


def _value(modal: Modal, block: Json) -> Json:
    return modal.state[block["block_id"]][block["element"]["action_id"]]


def pressable(blocks: list[Json], label: str) -> list[tuple[Json, Json]]:
    """The buttons with a label, each with its block; of a menu, the entry with that label."""
    found = []
    for block, one in elements(blocks):
        if one["type"] == "button" and one["text"]["text"] == label:
            found.append((block, one))
        if one["type"] == "overflow":
            entries = [entry for entry in one["options"] if entry["text"]["text"] == label]
            found += [(block, {**one, "options": [entry]}) for entry in entries]
    return found
