"""The pages of figures, for the Group and the Steering Group: by the very steps that show them in the chat (R10.1)."""

from dataclasses import replace

from bot.web.site import leads
from bot.web.site.page import Go, Shows, SitePage, Visit, WebPage
from bot.web.site.report import REPORT
from handlers.kit.ui import Action, Button, Card, Part, View
from handlers.reports.asked import ROUND, YEAR
from scheme.forms.fields import Answer
from scheme.people import GROUP_DUTIES
from storage import people

GIVEN = (YEAR, ROUND, "role")  # what the address may say besides the scheme
NOWHERE = WebPage(
    title="There is no such page", text="No scheme here has that name in its address.", status=404
)
PATHS = {
    "success.group": "success",
    "success.board": "success",
    "now.group": "now",
    "report.group": "report",
}


def shows(name: str) -> Shows:
    """What a page shows: the step of that name for a member of the Group, or for the Steering Group."""

    async def show(visit: Visit) -> WebPage | Go:
        definition = visit.bot.definitions.get(visit.given["scheme"])
        if definition is None:
            return NOWHERE
        answers: dict[str, Answer] = {
            each: visit.query[each] for each in GIVEN if each in visit.query
        }
        reader = await _reader(visit, definition.key, name)
        action = Action(name=f"{name}.{reader}", answers=answers, scheme=definition.key)
        reply = await visit.bot.act(visit.person, action)
        if not isinstance(reply.window, View):
            return WebPage(
                title="Not counted yet", text="\n\n".join(said.text for said in reply.says)
            )
        window = reply.window
        return WebPage(
            title=window.title,
            tag=definition.name,
            parts=tuple(_plain(part) for part in window.parts),
            links=(
                *(
                    (button.label, _path(visit, definition.key, button))
                    for button in window.buttons
                    if button.action in PATHS
                ),
                leads.chat(visit),
            ),
        )

    return show


async def _reader(visit: Visit, scheme: str, name: str) -> str:
    """In which of their seats somebody reads: of the Group, else of the Steering Group."""
    if name != "success":
        return "group"
    async with visit.bot.work(writes=False) as work:
        duties = await people.duties(work, scheme, visit.person)
    if "steering" in duties and not duties & GROUP_DUTIES:
        return "board"
    return "group"


def _plain(part: Part) -> Part:
    """A part without buttons: what they do belongs to the chat."""
    if isinstance(part, Card):
        return replace(part, buttons=())
    return part


def _path(visit: Visit, scheme: str, button: Button) -> str:
    return leads.path(visit, f"/{PATHS[button.action]}/{scheme}", button.answers)


FIGURES = (
    *(
        SitePage(path=f"/{name}/{{scheme}}", show=shows(name), personal=True)
        for name in ("success", "now")
    ),
    REPORT,
)
