"""The page of a round, for the Group: how it stands and who is in it, to be read at a desk (R1.7)."""

from urllib.parse import urlencode

from bot.web.site.page import Go, SitePage, Visit, WebPage
from handlers.kit.paging import FROM
from handlers.kit.ui import Action, Button, Part, View, changed_in
from handlers.rounds.this_round import KEY, LIST
from scheme.forms.fields import Answer

GIVEN = (KEY, LIST, FROM)  # what the address may say besides the scheme
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /round/SCHEME: by the very step that shows it in the chat, with its rights and its line in the audit log."""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    answers: dict[str, Answer] = {name: visit.query[name] for name in GIVEN if name in visit.query}
    action = Action(name="round.show", answers=answers, scheme=definition.key)
    reply = await visit.bot.act(visit.person, action)
    if not isinstance(reply.window, View):
        return NOWHERE
    leads = [button for button in reply.window.buttons if button.action == "round.show"]
    return WebPage(
        title=reply.window.title,
        tag=definition.name,
        parts=tuple(_plain(part) for part in reply.window.parts),
        links=(
            *((button.label, _path(visit, definition.key, button)) for button in leads),
            ("Back to the chat, where you can act on it", _home(visit)),
        ),
    )


def _plain(part: Part) -> Part:
    """A part without buttons: what they do belongs to the chat."""
    return changed_in(part, lambda _: None)


def _path(visit: Visit, scheme: str, button: Button) -> str:
    given = {name: str(answer) for name, answer in button.answers.items()}
    return f"/round/{scheme}?{urlencode({**_as(visit), **given})}"


def _home(visit: Visit) -> str:
    asked = urlencode(_as(visit))
    return f"/?{asked}" if asked else "/"


def _as(visit: Visit) -> dict[str, str]:
    """Who one is in the playground, which its addresses say; nothing elsewhere."""
    return {"as": visit.query["as"]} if "as" in visit.query else {}


ROUND = SitePage(path="/round/{scheme}", show=show, personal=True)
