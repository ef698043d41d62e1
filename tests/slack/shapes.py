"""How Slack shows its things in JSON: people, channels, messages, files, windows."""

import zoneinfo
from datetime import UTC, datetime
from typing import Any

from tests.slack.world import Channel, Json, Modal, Post, Stored, User


def user_json(user: User, *, email: bool = True) -> Json:
    """A person, as users.info has them; the address only for whoever may see it."""
    zone = zoneinfo.ZoneInfo(user.zone)
    offset = datetime.now(UTC).astimezone(zone).utcoffset()
    first, _, last = user.name.partition(" ")
    profile: Json = {
        "real_name": user.name,
        "real_name_normalized": user.name,
        "display_name": user.display,
        "display_name_normalized": user.display,
        "first_name": first,
        "last_name": last,
        "team": user.team.id,
    }
    for size in (24, 32, 48, 72, 192, 512):
        profile[f"image_{size}"] = (
            user.picture or f"https://pictures.example.org/{user.id}-{size}.png"
        )
    if email and user.email and not user.is_bot:
        profile["email"] = user.email
    shown: Json = {
        "id": user.id,
        "team_id": user.team.id,
        "name": user.name.lower().replace(" ", "."),
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 1700000000,
    }
    if not user.deleted:  # Slack leaves these out of closed accounts
        shown |= {
            "real_name": user.name,
            "tz": user.zone,
            "tz_label": user.zone,
            "tz_offset": int(offset.total_seconds()) if offset else 0,
            "is_admin": user.is_admin,
            "is_owner": False,
            "is_primary_owner": False,
            "is_restricted": user.is_restricted,
            "is_ultra_restricted": False,
            "is_email_confirmed": True,
        }
    return shown


def channel_json(channel: Channel) -> Json:
    """A channel, as conversations.info has it."""
    bot = channel.team.bot.id if channel.team.bot else ""
    base: Json = {
        "id": channel.id,
        "created": 1700000000,
        "is_archived": channel.archived,
        "is_im": channel.kind == "im",
        "is_org_shared": False,
        "context_team_id": channel.team.id,
    }
    if channel.kind == "im":
        other = next(one for one in channel.members if one != bot)
        gone = channel.team.users[other].deleted
        return base | {"user": other, "is_user_deleted": gone, "is_archived": gone, "is_open": True}
    return base | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": channel.kind == "channel",
        "is_group": channel.kind == "group",
        "is_mpim": channel.kind == "mpim",
        "is_private": channel.kind != "channel",
        "is_member": bot in channel.members,
        "is_shared": False,
        "is_ext_shared": False,
        "is_general": False,
        "num_members": len(channel.members),
    }


def post_json(post: Post, *, metadata: bool = True) -> Json:
    """A message, as the history has it."""
    team = post.channel.team
    shown: Json = {
        "type": "message",
        "user": post.user,
        "ts": post.ts,
        "text": post.text,
        "team": team.id,
    }
    if post.by_bot:
        shown |= {"bot_id": f"B{post.user[1:]}", "app_id": team.world.app.id}
    if post.blocks:
        shown["blocks"] = post.blocks
    if post.thread_ts:
        shown["thread_ts"] = post.thread_ts
    if post.edited:
        shown["edited"] = {"user": post.user, "ts": post.ts}
    if post.metadata and metadata:
        shown["metadata"] = post.metadata
    if post.files:
        shown["files"] = [{"id": one, "mode": "hosted"} for one in post.files]
    return shown


def file_json(stored: Stored, address: str) -> Json:
    """A file, as files.info has it."""
    shares: dict[str, dict[str, list[Json]]] = {}
    for post in stored.shares:
        kind = "public" if post.channel.kind == "channel" else "private"
        shares.setdefault(kind, {}).setdefault(post.channel.id, []).append(
            {"ts": post.ts, "team_id": stored.team.id}
        )
    where = f"{address}/files/{stored.id}/{stored.name}"
    ends = stored.name.rpartition(".")[2]
    return {
        "id": stored.id,
        "created": 1700000000,
        "timestamp": 1700000000,
        "name": stored.name,
        "title": stored.title or stored.name,
        "mimetype": {"ics": "text/calendar", "pdf": "application/pdf", "txt": "text/plain"}.get(
            ends, "application/octet-stream"
        ),
        "filetype": ends,
        "user": stored.user,
        "user_team": stored.team.id,
        "size": stored.size,
        "mode": "hosted",
        "url_private": where,
        "url_private_download": where,
        "permalink": where,
        "shares": shares,
        "channels": [],
        "groups": [],
        "ims": [],
    }


def view_json(modal: Modal, values: dict[str, dict[str, Json]] | None = None) -> Json:
    """A window, as views.open answers it and as submissions hold it."""
    team, app, view = modal.user.team, modal.user.team.world.app, modal.view
    shown: dict[str, Any] = {
        "id": modal.id,
        "team_id": team.id,
        "app_id": app.id,
        "app_installed_team_id": team.id,
        "bot_id": f"B{team.bot_user.id[1:]}",
        "type": view["type"],
        "blocks": view["blocks"],
        "private_metadata": view.get("private_metadata", ""),
        "callback_id": view.get("callback_id", ""),
        "external_id": view.get("external_id", ""),
        "state": {"values": values if values is not None else modal.state},
        "hash": modal.hash,
        "title": view.get("title"),
        "close": view.get("close"),
        "submit": view.get("submit"),
        "clear_on_close": bool(view.get("clear_on_close", False)),
        "notify_on_close": bool(view.get("notify_on_close", False)),
        "previous_view_id": modal.previous.id if modal.previous else None,
        "root_view_id": (modal.root or modal).id,
    }
    return shown
