"""The pages outside the chat, as the web application serves them. The next one is a file beside this, and a line here."""

from bot.web.site import stop
from bot.web.site.awareness import AWARENESS
from bot.web.site.board import BOARD
from bot.web.site.calendar import CALENDAR
from bot.web.site.certificate import CERTIFICATE
from bot.web.site.digest import DIGEST
from bot.web.site.equality import EQUALITY
from bot.web.site.evening import EVENING
from bot.web.site.events import EVENTS
from bot.web.site.figures import FIGURES
from bot.web.site.front import ABOUT
from bot.web.site.hours import HOURS
from bot.web.site.invited import INVITED
from bot.web.site.page import SitePage
from bot.web.site.permission import PERMISSION
from bot.web.site.readiness import READINESS
from bot.web.site.register import REGISTER
from bot.web.site.resources import RESOURCES
from bot.web.site.round import ROUND
from bot.web.site.signing_in import SIGNING_IN

EVERYWHERE: tuple[SitePage, ...] = (
    ABOUT,
    *AWARENESS,
    *BOARD,
    CALENDAR,
    CERTIFICATE,
    DIGEST,
    EQUALITY,
    EVENING,
    *EVENTS,
    *FIGURES,
    HOURS,
    *READINESS,
    *REGISTER,
    RESOURCES,
    ROUND,
)
# Led to by a mail, or about signing in: the playground sends none, and its people are chosen.
BY_MAIL: tuple[SitePage, ...] = (*INVITED, PERMISSION, *SIGNING_IN, stop.PAGE)
PAGES = (*EVERYWHERE, *BY_MAIL)
