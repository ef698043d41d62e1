"""The stub's methods of files: an address to send one to, the sending, and its place in a channel."""

from tests.slack.method import Ask, No, method
from tests.slack.shapes import file_json
from tests.slack.talk import as_json
from tests.slack.world import Json, Post, Stored


@method(
    "files.getUploadURLExternal",
    scopes="files:write",
    needs="filename length",
    takes="alt_txt snippet_type",
)
def upload_address(ask: Ask) -> Json:
    """Where to send a file of a name and length."""
    if not ask.text("length").isdigit() or int(ask.text("length")) < 1:
        raise No("invalid_arguments")
    file = Stored(
        ask.world.fresh("F"),
        ask.team,
        ask.text("filename"),
        int(ask.text("length")),
        ask.team.bot_user.id,
    )
    ask.team.files[file.id] = file
    return {"upload_url": f"{ask.address}/upload/{file.id}", "file_id": file.id}


SHARED = "channel_id channels initial_comment thread_ts blocks"


@method("files.completeUploadExternal", scopes="files:write", needs="files", takes=SHARED)
def complete(ask: Ask) -> Json:
    """The files are there: shows them in a channel."""
    wanted = as_json(ask.given["files"])
    if not isinstance(wanted, list) or not wanted:
        raise No("invalid_arguments")
    files = []
    for one in wanted:
        file = ask.team.files.get(one["id"])
        if file is None or file.done or not file.content:
            raise No("file_not_found")
        if len(file.content) != file.size:
            raise No("file_update_failed")
        file.title = one.get("title") or file.name
        files.append(file)
    if ask.text("channel_id"):
        channel = ask.channel("channel_id")
        if channel.archived:
            raise No("is_archived")
        bot = ask.team.bot_user.id
        if bot not in channel.members:
            raise No("not_in_channel")
        if ask.text("thread_ts") and ask.text("thread_ts") not in channel.posts:
            raise No("thread_not_found")
        post = Post(ask.world.new_ts(), channel, bot, ask.text("initial_comment"), by_bot=True)
        post.thread_ts, post.files = ask.text("thread_ts"), [one.id for one in files]
        channel.posts[post.ts] = post
        for file in files:
            file.shares.append(post)
    for file in files:
        file.done = True
    return {"files": [file_json(one, ask.address) for one in files]}


@method(
    "files.info", scopes="files:read", needs="file", takes="count cursor limit page", reads=True
)
def info(ask: Ask) -> Json:
    """A file."""
    file = ask.team.files.get(ask.text("file"))
    if file is None:
        raise No("file_not_found")
    return {"file": file_json(file, ask.address), "comments": []}


@method("files.delete", scopes="files:write", needs="file")
def delete(ask: Ask) -> Json:
    """A file taken away."""
    file = ask.team.files.pop(ask.text("file"), None)
    if file is None:
        raise No("file_not_found")
    for post in file.shares:
        post.files.remove(file.id)
        if not post.files and not post.text:
            post.channel.posts.pop(post.ts, None)
    return {}
