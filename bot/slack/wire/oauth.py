"""Several workspaces: an administrator of one adds the bot there from the browser (OAuth), told in plain words how it went."""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.oauth.async_callback_options import (
    AsyncCallbackOptions,
    AsyncFailureArgs,
    AsyncSuccessArgs,
)
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.app import Bot
from bot.slack import allowed
from bot.slack.installations import Clients
from bot.slack.wire.place import UNREACHABLE, reason_of
from bot.slack.wire.stores import QUIET, STATES_LIVE, InstallationStore, StateStore
from bot.web.render import draw
from manifest.slack import REDIRECT_PATH, SCOPES
from scheme.definition.definition import Definition
from scheme.refusal import Refusal

log = structlog.get_logger("slack")

INSTALL_PATH = "/slack/install"
STALE = "This page was open for too long, or opened twice, so nothing was installed. Please start again."
# Slack's and Bolt's words for what went wrong, in ours.
REASONS = {
    "access_denied": "You pressed Cancel, so nothing was installed. You can start again whenever you like.",
    "invalid_browser": STALE,
    "invalid_state": STALE,
    "storage_error": "The bot is installed in one workspace at a time, not for a whole organisation. Please start again "
    "and choose a workspace.",
}
UNCONFIRMED = "Slack did not confirm the installation, so nothing was kept. Please start again."
AWAY = "Slack could not be reached just now, so nothing was installed. Please start again in a few minutes."
WAITS = (
    "One step is left. No scheme lets this workspace in yet, so nobody there counts as a member. Add these lines to the "
    "scheme file and start the bot again:"
)


class Flow(AsyncOAuthFlow):
    """Bolt's flow with our own first page."""

    async def build_authorize_url(self, state: str, request: AsyncBoltRequest) -> str:
        """Slack's address to go on to. Nothing of the address that was asked for is taken along."""
        return self.settings.authorize_url_generator.generate(state=state)

    async def build_install_page_html(self, url: str, request: AsyncBoltRequest) -> str:
        """The page that leads there."""
        text = "Slack will show what the bot may do in your workspace, and ask you to allow it."
        return _page("Add the mentoring bot to Slack", text, address=url, label="Go on to Slack")


def oauth_flow(bot: Bot, clients: Clients) -> AsyncOAuthFlow:
    """Bolt's flow over our stores, for the app of the settings. Nothing is read from the environment by Bolt itself."""
    settings = clients.settings
    if settings.client_secret:
        secret = settings.client_secret.get_secret_value()
    else:
        secret = ""
    made = AsyncOAuthSettings(
        client_id=settings.client_id,
        client_secret=secret,
        scopes=list(SCOPES),
        user_scopes=[],
        redirect_uri=f"{bot.settings.url}{REDIRECT_PATH}",
        install_path=INSTALL_PATH,
        redirect_uri_path=REDIRECT_PATH,
        installation_store=InstallationStore(clients),
        state_store=StateStore(clients.work),
        state_expiration_seconds=int(STATES_LIVE.total_seconds()),
        callback_options=AsyncCallbackOptions(success=_told_of(bot.definitions), failure=_failed),
        logger=QUIET,
    )
    return Flow(client=clients.plain(), logger=QUIET, settings=made)


def routes(app: web.Application, flow: AsyncOAuthFlow) -> None:
    """Add the two pages of an installation."""

    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(
            await flow.handle_installation(await to_bolt_request(request))
        )

    async def redirected(request: web.Request) -> web.Response:
        try:
            answer = await flow.handle_callback(await to_bolt_request(request))
        except UNREACHABLE as error:
            log.error("slack could not be reached for an installation", error=reason_of(error))
            answer = _no(flow.settings, AWAY, HTTPStatus.BAD_GATEWAY)
        except Refusal as no:
            answer = _no(flow.settings, no.text, HTTPStatus.SERVICE_UNAVAILABLE)
        return await to_aiohttp_response(answer)

    # Whoever only looks whether the page is there must not begin, or use up, an installation.
    app.router.add_get(INSTALL_PATH, install, allow_head=False)
    app.router.add_get(REDIRECT_PATH, redirected, allow_head=False)


def _told_of(
    definitions: Mapping[str, Definition],
) -> Callable[[AsyncSuccessArgs], Awaitable[BoltResponse]]:
    async def succeeded(args: AsyncSuccessArgs) -> BoltResponse:
        workspace = args.installation.team_id or ""
        name = args.installation.team_name or ""
        log.info("installed", workspace=workspace)
        if name:
            title = f"Mentoring is installed in {name}"
        else:
            title = "Mentoring is installed"
        if found := allowed.schemes(definitions, workspace):
            text = f"People there can write to it now. They are let into: {', '.join(found)}."
            return _answer(args.settings, HTTPStatus.OK, _page(title, text))
        return _answer(
            args.settings, HTTPStatus.OK, _page(title, WAITS, lines=allowed.lines(workspace, name))
        )

    return succeeded


async def _failed(args: AsyncFailureArgs) -> BoltResponse:
    # Whatever stands in an address can be anybody's words: only those we know are logged.
    log.warning(
        "not installed from the browser", reason=args.reason if args.reason in REASONS else "other"
    )
    return _no(args.settings, REASONS.get(args.reason, UNCONFIRMED), args.suggested_status_code)


def _no(settings: AsyncOAuthSettings, text: str, status: int) -> BoltResponse:
    page = _page("Not installed this time", text, address=INSTALL_PATH, label="Start again")
    return _answer(settings, status, page)


def _answer(settings: AsyncOAuthSettings, status: int, page: str) -> BoltResponse:
    spent = settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(
        status=status,
        body=page,
        headers={"Content-Type": "text/html; charset=utf-8", "Set-Cookie": spent},
    )


def _page(title: str, text: str, *, lines: str = "", address: str = "", label: str = "") -> str:
    return draw(
        "installing.html", title=title, text=text, lines=lines, address=address, label=label
    )
