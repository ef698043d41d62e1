"""The addresses at which a bot may answer a press or a command: five times, within half an hour."""

from aiohttp import web

from tests.platforms.strict import BrokenRule
from tests.slack.inputs import completed
from tests.slack.rules import check_message
from tests.slack.world import AnswerAddress, Json, Post, World

TAKES = frozenset({
    "text", "blocks", "response_type", "replace_original", "delete_original", "thread_ts", "mrkdwn", "unfurl_links",
    "unfurl_media", "attachments", "metadata",
})  # fmt: skip
MOST, SECONDS = 5, 1800.0


def answered(world: World, name: str, given: Json) -> web.Response:
    """What Slack says to an answer."""
    address = world.addresses.get(name)
    if address is None:
        return _no("invalid_url")
    if world.clock() - address.at > SECONDS:
        return _no("expired_url")
    if address.uses >= MOST:
        return _no("used_url")
    if broken := _broken(given):
        world.wrong(f"an answer address: {broken}")
        return _no("invalid_payload")
    address.uses += 1
    _put(world, address, given)
    return web.Response(text="ok")


def _no(error: str) -> web.Response:
    return web.json_response({"ok": False, "error": error}, status=404)


def _broken(given: Json) -> str:
    if unknown := set(given) - TAKES:
        return f"has no {sorted(unknown)}"
    if given.get("response_type", "ephemeral") not in ("ephemeral", "in_channel"):
        return "response_type is ephemeral or in_channel"
    if given.get("delete_original"):
        return ""
    try:
        check_message({key: given[key] for key in ("text", "blocks") if key in given})
    except BrokenRule as error:
        return str(error)
    return ""


def _put(world: World, address: AnswerAddress, given: Json) -> None:
    pressed, channel = address.post, address.channel
    if given.get("delete_original"):
        if pressed is not None:
            channel.posts.pop(pressed.ts, None)
        return
    blocks = completed(world, given.get("blocks", []))
    if given.get("replace_original") and pressed is not None:
        pressed.text, pressed.blocks, pressed.edited = given.get("text", ""), blocks, True
        return
    post_answer(
        world,
        address,
        given.get("text", ""),
        blocks,
        to_all=given.get("response_type") == "in_channel",
    )


def post_answer(
    world: World, address: AnswerAddress, text: str, blocks: list[Json], *, to_all: bool
) -> None:
    """A new message in answer, for one person unless it is `to_all`."""
    bot = address.channel.team.bot_user.id
    post = Post(world.new_ts(), address.channel, bot, text, blocks, by_bot=True)
    post.only_for = "" if to_all else address.user.id
    address.channel.posts[post.ts] = post
