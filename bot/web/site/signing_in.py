"""The pages of signing in: an address, a code or a link, and out again. Opening a link signs nobody in: its button does."""

from bot.app import Bot
from bot.web import cookies
from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from handlers.accounts import identity, signing_in
from scheme import calendar
from scheme.forms.checking import check
from scheme.forms.fields import ShortText
from scheme.people import Person
from scheme.refusal import Refusal
from storage.web import links, sessions
from storage.web.links import Ended
from storage.work import Work

MOST_ADDRESS = 200  # characters; as many as an account has room for
ADDRESS = ShortText(
    key="address",
    label="Your e-mail address",
    form="email",
    fills="email",
    most=MOST_ADDRESS,
    help="The one that your mentoring scheme writes to. If you are new here, the one you would like it to write to.",
)
CODE = ShortText(
    key="code",
    label="The code",
    most=20,
    help="Six letters. Capitals and spaces don't matter.",
)
STAY = Submit(label="Sign in", value="stay")
TODAY = Submit(label="Sign in on a shared computer", value="today", style="")
AGAIN = (("Ask for a new mail", "/sign-in"),)
ENDED = {
    Ended.USED: "This link has been used. Each one works once.",
    Ended.LATE: f"This link is too old: each one works for {signing_in.MINUTES} minutes.",
    Ended.VOID: "You signed in with a later mail meanwhile, so this link does nothing any more.",
}
NO_LINK = "This link leads nowhere. Perhaps a part of it was lost on the way: copy the whole of it, or use the code."
NO_COOKIES = (
    "Your browser keeps no cookies for this page, so it can't be known again from one page to the next. Please allow "
    "cookies for it, or use another browser, and sign in once more. There is one cookie, for this alone."
)


def is_offered(bot: Bot) -> bool:
    """Whether signing in can work: mail goes out, and a cookie can be kept."""
    mails = any(channel.name == "mail" for channel in bot.channels)
    return mails and cookies.may_be_kept(bot.settings.url)


def tag(bot: Bot) -> str:
    """What stands above a page: the schemes of this bot."""
    return ", ".join(definition.name for definition in bot.definitions.values())


# An address


async def show(visit: Visit) -> WebPage | Go:
    """GET /sign-in"""
    if not is_offered(visit.bot):
        return WebPage(
            title="Nobody can sign in here yet",
            text="Signing in needs mail, and an address that begins with https. Whoever runs this bot can set up both.",
            tag=tag(visit.bot),
        )
    form = PageForm(fields=(ADDRESS,), buttons=(Submit(label="Send me a mail"),))
    text = "Type your address, and a mail brings you a link and a code. There is no password, and nothing to fill in first."
    return WebPage(title="Sign in", text=text, forms=(form,), tag=tag(visit.bot))


async def take(visit: Visit) -> WebPage | Go:
    """POST /sign-in: the same answer for every address."""
    if not is_offered(visit.bot):
        return await show(visit)
    address = str(check((ADDRESS,), visit.answers)["address"]).lower()
    async with visit.bot.work() as work:
        await signing_in.ask(work, address, visit.network, visit.now)
    return _code_page(visit, address)


def _code_page(visit: Visit, address: str, error: str = "") -> WebPage:
    text = (
        f"We have written to {address}. Press the button in that mail, on this device or another, or type its code here. "
        f"Both work once, for {signing_in.MINUTES} minutes.\n\nNothing there after a few minutes? Look among unwanted "
        f"mail, and whether the address is right. To one address go {signing_in.MOST_MAILS} mails an hour at most."
    )
    form = PageForm(
        fields=(CODE,),
        hidden={"address": address},
        errors={"code": error} if error else {},
        buttons=(STAY, TODAY),
        to="/sign-in/code",
    )
    return WebPage(
        title="Look at your mail",
        text=text,
        forms=(form,),
        links=AGAIN,
        tag=tag(visit.bot),
        status=422 if error else 200,
    )


# A code, or a link


async def show_code(visit: Visit) -> WebPage | Go:
    """GET /sign-in/code: it is shown where an address was typed."""
    return Go(to="/sign-in")


async def take_code(visit: Visit) -> WebPage | Go:
    """POST /sign-in/code"""
    address = visit.sent("address").lower()[:MOST_ADDRESS]
    if not address:
        return Go(to="/sign-in")
    try:
        code = str(check((CODE,), visit.answers)["code"])
    except Refusal as no:
        return _code_page(visit, address, no.errors.get("code", no.text))
    async with visit.bot.work() as work:
        person, wrong = await signing_in.by_code(
            work, address=address, code=code, network=visit.network, now=visit.now
        )
        if person is not None:
            return await _signed_in(work, visit, person)
    return _code_page(visit, address, wrong)


async def show_link(visit: Visit) -> WebPage | Go:
    """GET /sign-in/link/TOKEN: whom it signs in, and a button. Programs that open every link in a mail change nothing."""
    async with visit.bot.work(writes=False) as work:
        link = await links.find(work, signing_in.PURPOSE, visit.given["token"])
        if link is None:
            return _no(visit, NO_LINK)
        if ended := link.ended(visit.now):
            return _no(visit, ENDED[ended])
        address = await signing_in.address_of(work, link)
    if not address:
        return _no(visit, ENDED[Ended.LATE])
    text = (
        f"This signs you in as {address}, for 30 days. On a computer that others use as well, it is until you close the "
        "browser."
    )
    return WebPage(
        title="Sign in",
        text=text,
        forms=(PageForm(buttons=(STAY, TODAY)),),
        tag=tag(visit.bot),
    )


async def take_link(visit: Visit) -> WebPage | Go:
    """POST /sign-in/link/TOKEN"""
    async with visit.bot.work() as work:
        link = await links.find(work, signing_in.PURPOSE, visit.given["token"])
        if link is not None:
            person = await signing_in.by_link(work, link, now=visit.now)
            if person is not None:
                return await _signed_in(work, visit, person)
    return await show_link(visit)


def _no(visit: Visit, text: str) -> WebPage:
    return WebPage(
        title="This link does nothing any more",
        text=text,
        links=AGAIN,
        tag=tag(visit.bot),
        status=404,
    )


async def _signed_in(work: Work, visit: Visit, person: Person) -> Go:
    """A session of its own, whatever the browser had before: nobody is given one that somebody else knows of."""
    identity.note_languages(person, visit.languages)
    url = visit.bot.settings.url
    await sessions.end(work, cookies.token_in(url, visit.cookies))
    lasts = visit.pressed != TODAY.value
    token = await sessions.begin(
        work,
        person.id,
        cookies.called(visit.browser),
        now=visit.now,
        until=calendar.add_minutes(visit.now, cookies.LONG if lasts else cookies.SHORT),
    )
    return Go(to="/sign-in/done", cookies=(cookies.made(url, token, lasts=lasts),))


async def done(visit: Visit) -> WebPage | Go:
    """GET /sign-in/done: whether the browser has kept the cookie."""
    if await cookies.session(visit.bot, visit.cookies) is not None:
        return Go(to="/")
    return WebPage(
        title="You are not signed in yet",
        text=NO_COOKIES,
        links=AGAIN,
        tag=tag(visit.bot),
        status=403,
    )


# Out again


async def ask_out(visit: Visit) -> WebPage | Go:
    """GET /sign-out: a button, as opening a page changes nothing."""
    if await cookies.session(visit.bot, visit.cookies) is None:
        return Go(to="/")
    return WebPage(
        title="Sign out",
        text="You are signed out of this browser. Others stay signed in; they are listed under Your data and you.",
        forms=(PageForm(buttons=(Submit(label="Sign out"),)),),
        links=(("Stay signed in", "/"),),
        tag=tag(visit.bot),
    )


async def sign_out(visit: Visit) -> WebPage | Go:
    """POST /sign-out"""
    url = visit.bot.settings.url
    async with visit.bot.work() as work:
        await sessions.end(work, cookies.token_in(url, visit.cookies))
    return Go(to="/", cookies=(cookies.dropped(url),))


SIGNING_IN = (
    SitePage(path="/sign-in", show=show, take=take),
    SitePage(path="/sign-in/code", show=show_code, take=take_code),
    SitePage(path="/sign-in/link/{token}", show=show_link, take=take_link, secret=True),
    SitePage(path="/sign-in/done", show=done),
    SitePage(path="/sign-out", show=ask_out, take=sign_out),
)
