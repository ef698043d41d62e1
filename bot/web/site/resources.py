"""What there is to read and watch, on a page of one's own: by the very step that shows it in the chat (R9.2)."""

from bot.web.site import leads
from bot.web.site.page import Go, SitePage, Visit, WebPage
from handlers.kit.ui import Action, View

NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /resources/SCHEME"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return NOWHERE
    reply = await visit.bot.act(visit.person, Action(name="resources.show", scheme=definition.key))
    if not isinstance(reply.window, View):
        return NOWHERE
    return WebPage(
        title=reply.window.title,
        tag=definition.name,
        parts=reply.window.parts,
        links=(leads.chat(visit),),
    )


RESOURCES = SitePage(path="/resources/{scheme}", show=show, personal=True)
