"""The pages outside the chat, as the web application serves them. The next one is a file beside this, and a line here."""

from bot.web.site.front import ABOUT
from bot.web.site.page import SitePage
from bot.web.site.permission import PERMISSION

PAGES: tuple[SitePage, ...] = (ABOUT, PERMISSION)
