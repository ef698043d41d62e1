"""The stub's methods of people, workspaces and rights: users.*, team.info, auth.*, oauth.*."""

import base64

from tests.slack.method import Ask, No, method, paged
from tests.slack.shapes import user_json
from tests.slack.world import Json, Token


def _shown(ask: Ask, user: str) -> Json:
    assert ask.token is not None
    found = ask.team.users.get(user)
    if found is None:
        raise No("user_not_found")
    return user_json(found, email="users:read.email" in ask.token.scopes)


@method("users.info", scopes="users:read", needs="user", takes="include_locale", reads=True)
def info(ask: Ask) -> Json:
    """A person."""
    return {"user": _shown(ask, ask.text("user"))}


@method("users.list", scopes="users:read", takes="cursor limit include_locale team_id", reads=True)
def listed(ask: Ask) -> Json:
    """Everybody."""
    page, onward = paged(ask, list(ask.team.users))
    return {"members": [_shown(ask, one) for one in page], "response_metadata": onward}


@method("users.lookupByEmail", scopes="users:read.email", needs="email", reads=True)
def by_email(ask: Ask) -> Json:
    """The person with an address; closed accounts are not found."""
    for user in ask.team.users.values():
        if (
            user.email
            and user.email.lower() == ask.text("email").lower()
            and not user.deleted
            and not user.is_bot
        ):
            return {"user": _shown(ask, user.id)}
    raise No("users_not_found")


@method("bots.info", scopes="users:read", takes="bot team_id", reads=True)
def bot_info(ask: Ask) -> Json:
    """The bot itself."""
    bot = ask.team.bot_user
    if ask.text("bot") != f"B{bot.id[1:]}":
        raise No("bot_not_found")
    return {
        "bot": {
            "id": ask.text("bot"),
            "app_id": ask.world.app.id,
            "user_id": bot.id,
            "name": bot.name,
        }
    }


@method("team.info", scopes="team:read", takes="team domain", reads=True)
def team_info(ask: Ask) -> Json:
    """The workspace."""
    team = ask.team
    if ask.text("team") not in ("", team.id):
        raise No("team_not_found")
    domain = team.name.lower()
    return {
        "team": {"id": team.id, "name": team.name, "domain": domain, "email_domain": "", "icon": {}}
    }


@method("auth.test")
def test(ask: Ask) -> Json:
    """Whose token it is."""
    bot = ask.team.bot_user
    return {
        "url": f"https://{ask.team.name.lower()}.slack.example.org/",
        "team": ask.team.name,
        "user": bot.name,
        "team_id": ask.team.id,
        "user_id": bot.id,
        "bot_id": f"B{bot.id[1:]}",
        "is_enterprise_install": False,
    }


@method("auth.revoke", takes="test", reads=True)
def revoke(ask: Ask) -> Json:
    """The end of a token."""
    if ask.flag("test"):
        return {"revoked": False}
    assert ask.token is not None
    ask.token.state = "revoked"
    return {"revoked": True}


def _is_ours(ask: Ask) -> bool:
    app = ask.world.app
    basic = ask.text("authorization").removeprefix("Basic ")
    if basic:
        name, _, secret = base64.b64decode(basic).decode().partition(":")
    else:
        name, secret = ask.text("client_id"), ask.text("client_secret")
    if name != app.client_id:
        raise No("invalid_client_id")
    if secret != app.client_secret:
        raise No("bad_client_secret")
    return True


@method(
    "oauth.v2.access",
    takes="client_id client_secret code redirect_uri authorization grant_type",
    whose="none",
)
def access(ask: Ask) -> Json:
    """A token for a code: once, within ten minutes, for the address that was named when it was asked for."""
    _is_ours(ask)
    app, code = ask.world.app, ask.world.codes.get(ask.text("code"))
    if code is None:
        raise No("invalid_code")
    if code.used:
        raise No("code_already_used")
    if ask.world.clock() - code.at > 600:
        raise No("invalid_code")
    if ask.text("redirect_uri") != code.redirect:
        raise No("bad_redirect_uri")
    code.used = True
    token: Token = code.team.install(code.scopes)
    return {
        "app_id": app.id,
        "authed_user": {"id": code.user.id},
        "scope": ",".join(sorted(token.scopes)),
        "token_type": "bot",
        "access_token": token.value,
        "bot_user_id": code.team.bot_user.id,
        "team": {"id": code.team.id, "name": code.team.name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", whose="app")
def connect(ask: Ask) -> Json:
    """Where to connect to in Socket Mode."""
    return {
        "url": f"{ask.address.replace('http', 'ws', 1)}/link/?ticket={ask.world.fresh('')}&app_id=1"
    }


@method("apps.uninstall", needs="client_id client_secret", reads=True)
def uninstall(ask: Ask) -> Json:
    """The app goes from the workspace."""
    _is_ours(ask)
    assert ask.token is not None
    ask.token.state = "gone"
    return {}
