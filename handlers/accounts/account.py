"""An account that nobody vouches for: an administrator says whose it is, that it is nobody's, or takes it away again (R11.5)."""

from handlers.accounts import identity
from handlers.kit.buttons import HELP, HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Facts, Form, Message, Prose, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, ShortText, TickField
from scheme.forms.shown import spoken
from scheme.people import Account, Person
from scheme.refusal import Refusal
from storage import people
from storage.platforms import accounts
from storage.work import Work

account_conversation = Conversation(name="account")

ADDRESS = ShortText(
    key="email",
    label="Their e-mail address here",
    help="As they gave it when they applied, or as it stands on the roster. A new one makes a new person.",
    form="email",
)
NAME = ShortText(key="name", label="Their name, if they are new", required=False)
SURE = TickField(key="sure", label="I have checked that both accounts are theirs", required=False)


@account_conversation.step("open", Audience.ADMINISTRATOR, about="account", opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """What the profile says, and what can be done; once it is settled, what came of it."""
    account = turn.the(Account)
    title = "Whose account is it?"
    facts = _facts(turn, account)
    if account.person_id is not None:
        whose = await people.by_id(work, account.person_id)
        text = f"An administrator has said that this is the account of {whose.name}, {whose.email}."
        away = Button(
            label="Take it away",
            action="account.parting",
            subject=turn.subject,
            style="danger",
            opens=True,
        )
        return Reply(window=View(title=title, parts=(facts, Prose(text)), buttons=(away,)))
    confirm = Button(
        label="Say whose it is",
        action="account.whose",
        subject=turn.subject,
        style="primary",
        opens=True,
    )
    if not identity.waits(account):
        if identity.declined(account):
            state = "It was declined."
        else:
            state = "Nobody waits to be let in with it."
        return Reply(
            window=View(
                title=title,
                parts=(facts, Prose(state)),
                buttons=(confirm,) if identity.declined(account) else (),
            )
        )
    how = Prose(
        "Ask them, or their library, by a way you know already. What a profile says, anybody can type."
    )
    no = Button(label="Not one of us", action="account.declined", subject=turn.subject)
    return Reply(window=View(title=title, parts=(facts, how), buttons=(confirm, no)))


def _place(turn: Turn) -> str:
    account = turn.the(Account)
    return identity.place_of(turn.definition, account.platform, account.workspace)


def _facts(turn: Turn, account: Account) -> Facts:
    rows = [
        ("Name in the profile", account.name or "Not given"),
        ("Address in the profile", account.email or "Hidden"),
    ]
    rows.append(("Workspace", _place(turn)))
    if account.asked_at:
        rows.append(
            ("Asked on", spoken(calendar.local_day(account.asked_at, turn.definition.zone)))
        )
    return Facts(tuple(rows))


@account_conversation.step("whose", Audience.ADMINISTRATOR, about="account", opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """Asks whose account it is: an address, as the profile has it to begin with."""
    _must_be_nobodys(turn.the(Account))
    return Reply(window=_form(turn, {}))


def _form(turn: Turn, given: Answers, *, notice: str = "", sure: bool = False) -> Form:
    account = turn.the(Account)
    known: Answers = {"email": account.email, "name": account.name}
    fields: tuple[AnyField, ...] = (ADDRESS, NAME, SURE) if sure else (ADDRESS, NAME)
    text = Prose(
        "From then on whoever uses this account acts as that person, and gets what is meant for them."
    )
    return Form(
        title="Whose account is it?",
        action="account.confirmed",
        fields=fields,
        submit="Confirm",
        subject=turn.subject,
        parts=(_facts(turn, account), text),
        answers={**known, **given},
        notice=notice,
    )


def _must_be_nobodys(account: Account) -> None:
    if account.person_id is not None:
        raise Refusal(
            "It has been said already whose account this is. Open the card to see it, or to take it away."
        )
    if account.asked_at is None:
        raise Refusal(
            "Nobody waits to be let in with this account any more. They can ask again at any time."
        )


@account_conversation.step("confirmed", Audience.ADMINISTRATOR, about="account")
async def confirmed(turn: Turn, work: Work) -> Reply:
    """It is somebody's: what waits for them comes there, and they are welcomed."""
    account = turn.the(Account)
    _must_be_nobodys(account)
    given = check((ADDRESS, NAME, SURE), turn.answers)
    person = await people.by_email(work, str(given["email"]))
    if person is None:
        if not given["name"]:
            raise Refusal(
                "Nobody has this address here yet. If they are new, please give their name too.",
                "name",
            )
        person = await people.add(
            work, str(given["name"]), str(given["email"]), turn.definition.zone
        )
    elif not given["sure"] and (
        await accounts.of_people(work, account.platform, account.workspace, [person.id])
    ):
        notice = f"{person.name} has an account in {_place(turn)} already. Is this one theirs too?"
        return Reply(window=_form(turn, given, notice=notice, sure=True))
    account.confirm(person.id)
    await work.flush()
    await identity.welcome(work, turn.definition, account, person)
    await identity.settle(
        work, account, f"{_who(account)} has been let in. Nothing more is needed."
    )
    return says(
        f"Confirmed: this is the account of {person.name}, and they have been told.", _undo(turn)
    )


def _undo(turn: Turn) -> Button:
    return Button(label="Take it away", action="account.parting", subject=turn.subject, opens=True)


def _who(account: Account) -> str:
    return account.name or "Whoever asked"


@account_conversation.step("declined", Audience.ADMINISTRATOR, about="account")
async def declined(turn: Turn, work: Work) -> Reply:
    """It is nobody's of the scheme's: they are told so, kindly, when they next come."""
    account = turn.the(Account)
    if not identity.waits(account):
        raise Refusal("This has been settled already. Nothing more is needed here.")
    account.close(turn.now)
    done = f"{_who(account)} was not let in, and reads so when they next come. They can ask again after a month."
    await identity.settle(work, account, done)
    return says(
        done,
        Button(
            label="Say whose it is after all",
            action="account.whose",
            subject=turn.subject,
            opens=True,
        ),
    )


# Taking it away


@account_conversation.step("parting", Audience.ADMINISTRATOR, about="account", opens=True)
async def ask_to_part(turn: Turn, work: Work) -> Reply:
    """Asks before an account is taken away."""
    person = await _whose(turn, work)
    text = f"It is then no longer {person.name}'s: nothing comes there, and nobody acts as them from there."
    window = Form(
        title="Take the account away",
        action="account.part",
        fields=(),
        submit="Take it away",
        subject=turn.subject,
        parts=(Prose(text),),
        style="danger",
    )
    return Reply(window=window)


@account_conversation.step("part", Audience.ADMINISTRATOR, about="account")
async def part(turn: Turn, work: Work) -> Reply:
    """It was a mistake, or is theirs no longer: the account is nobody's again, and whose it was is told elsewhere."""
    account = turn.the(Account)
    person = await _whose(turn, work)
    account.part()
    await work.flush()
    await accounts.leave(work, account, person.id)
    if await accounts.of_person(work, person.id):
        text = f"An administrator took an account in {_place(turn)} away from you. If it is yours, say so."
        await tell(
            work,
            person.id,
            Message(text=text, parts=(), buttons=(HOME, HELP), heading=identity.HEADING),
            key=f"welcome:{account.id}",
        )
    done = (
        f"The account of {_who(account)} is nobody's again. They can ask to be let in at any time."
    )
    await identity.settle(work, account, done)
    return says(done)


async def _whose(turn: Turn, work: Work) -> Person:
    account = turn.the(Account)
    if account.person_id is None:
        raise Refusal("This account is nobody's just now, so there is nothing to take away.")
    return await people.by_id(work, account.person_id)


@account_conversation.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Accounts that wait for an administrator."""
    if "administrator" not in turn.duties:
        return []
    text = "Somebody would like to be let in. It is for you to say whose account it is."
    return [
        HomeEntry(headline="An account waits", text=text, rank=0, primary=identity.see(account))
        for account in await accounts.waiting(work, turn.definition.key)
    ]
