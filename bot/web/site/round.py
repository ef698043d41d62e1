"""The page of a round, for the Group: how it stands and who is in it, to be read at a desk (R1.7)."""

from bot.web.site import leads
from bot.web.site.page import Go, SitePage, Visit, WebPage
from handlers.kit.paging import FROM
from handlers.kit.ui import Action, Part, View, changed_in
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
    lists = [button for button in reply.window.buttons if button.action == "round.show"]
    return WebPage(
        title=reply.window.title,
        tag=definition.name,
        parts=tuple(_plain(part) for part in reply.window.parts),
        links=(
            *(
                (button.label, leads.path(visit, f"/round/{definition.key}", button.answers))
                for button in lists
            ),
            *leads.others(visit, definition.key, "round"),
        ),
    )


def _plain(part: Part) -> Part:
    """A part without buttons: what they do belongs to the chat."""
    return changed_in(part, lambda _: None)


ROUND = SitePage(path="/round/{scheme}", show=show, personal=True)
