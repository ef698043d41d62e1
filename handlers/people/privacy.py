"""What is kept about a person, shown to them; what they consented to, asked again or taken back (R11.1)."""

from collections.abc import Sequence

from handlers.forms import saved
from handlers.forms.file_cards import opens
from handlers.forms.notices import notices
from handlers.kit.buttons import HOME, PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import DATA
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Facts, Form, Link, Part, Prose, Reply, View, says
from handlers.people import own_data
from handlers.people.kept_for import kept_for
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.file import spoken_size
from scheme.forms.shown import spoken
from scheme.member.consent import Consent, agreed_to, version_of
from scheme.partnership.partnership import Partnership
from scheme.people import ROLES, Role
from scheme.refusal import Refusal
from scheme.wording import a, counted
from storage import applications, partnerships
from storage import files as kept_files
from storage.member import consents
from storage.member import own_data as own_rows
from storage.plans import subject_of
from storage.web import sessions
from storage.work import Work

privacy = Conversation(name="privacy")

SHOW = Button(label="Show me my data", action="privacy.show", opens=True)
WRONG = Button(label="Correct my data", action="record.show", opens=True)
NAME = Button(label="Your name", action="name.ask", opens=True)
SIGNED_IN = Button(label="Where you are signed in", action="devices.show", opens=True)
BACK = Button(label="Take back my consent", action="privacy.withdraw", opens=True)
ERASE = Button(label="Erase everything about me", action="erase.ask", opens=True)
ERASING = (
    "You can have everything about you erased: say erase me. You first see what goes, what stays and why, and you have "
    "{days} to change your mind. {elsewhere}"
)
BY_SOMEBODY = "Somebody behind Talk to a person can do it for you, too."


@privacy.step("about", Audience.ANYONE, reads=True, in_help=DATA.entry("Your data and you", 10))
async def about(turn: Turn, work: Work) -> Reply:
    """What is kept, who sees it, and how to see it, take it back or have it erased."""
    parts = told(turn.definition)
    signed_in = (SIGNED_IN,) if await sessions.of_person(work, turn.person.id) else ()
    buttons = (SHOW, WRONG, NAME, *signed_in, BACK, ERASE, PEOPLE)
    return Reply(window=View(title="Your data and you", parts=parts, buttons=buttons))


def told(definition: Definition, elsewhere: str = BY_SOMEBODY) -> tuple[Part, ...]:
    """What is kept, who sees it, for how long, and how it is erased, `elsewhere` too; the public page says it in the same words."""
    parts: tuple[Part, ...] = (
        Prose(
            "What you write is encrypted where it is kept. Chat messages hold none of it: they say that something is "
            "there, and a button opens it for whoever may read it.",
            "How it is kept",
        ),
        Facts(
            (
                (
                    "Your application",
                    f"{definition.terms.the_group}; a possible partner sees your profile alone",
                ),
                ("Agreement and goals", "you two"),
                ("Reflections and hours", "you"),
                ("A complaint", "those who handle it, never whoever it is about"),
                ("Surveys", f"figures of several people, for {definition.terms.the_group}"),
            ),
            "Who sees it",
        ),
        *kept_for(definition),
        Prose(_erasing(definition, elsewhere), "Erasing it"),
    )
    link = definition.policies.privacy_link
    notice: tuple[Part, ...] = (Link("The privacy notice", link),) if link else ()
    return (*parts, *notice)


def _erasing(definition: Definition, elsewhere: str = BY_SOMEBODY) -> str:
    days = counted(definition.retention.erasure_days, "day")
    return ERASING.format(days=days, elsewhere=elsewhere)


@privacy.step(
    "show", Audience.ANYONE, opens=True, common=True, in_help=DATA.entry("Show me my data", 20)
)
async def show(turn: Turn, work: Work) -> Reply:
    """Everything kept about the person who asks, in every scheme, as two files."""
    person = turn.person
    kept = await own_rows.of_person(work, person)
    counts = Facts(tuple((table.title, str(len(table.rows))) for table in kept), "Entries")
    text = own_data.markdown(work.definitions, person, kept, turn.now)
    data = own_data.as_json(person, kept, turn.now)
    files = (
        saved.text("Save it to read", "my-mentoring-data.md", text, "text/markdown"),
        saved.text(
            "Save it for another program", "my-mentoring-data.json", data, "application/json"
        ),
    )
    handed_in = [
        Card(title=file.name, subtitle=spoken_size(file.size), buttons=(opens(file),))
        for file in await kept_files.of_person(work, person.id)
    ]
    intro = Prose(
        f"Only you see this window; keep the files where others can't read them. {own_data.NOT_HERE}"
    )
    return Reply(
        window=View(
            title="What is kept about you",
            parts=(intro, *files, *handed_in, counts, Prose(_erasing(turn.definition))),
            buttons=(WRONG, BACK, ERASE, PEOPLE),
        )
    )


# Consent that has to be asked for again


async def _outdated(turn: Turn, work: Work) -> list[Role]:
    """The roles of somebody's open applications in which they agreed to an earlier version of the words."""
    found: list[Role] = []
    for role in ROLES:
        application = await applications.open_of(work, turn.definition.key, turn.person.id, role)
        if application is None:
            continue
        latest = await consents.latest(work, turn.definition.key, turn.person.id, role)
        if latest:
            holds = latest.holds(turn.definition)
        else:
            holds = application.consent_version == turn.definition.policies.consent_version
        if not holds:
            found.append(role)
    return found


@privacy.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """The words one agreed to have changed: they are to be read and agreed to again."""
    if not await _outdated(turn, work):
        return []
    read = Button(label="Read and agree", action="privacy.consent", style="primary", opens=True)
    text = "What you agreed to when you applied is worded anew. Please read it; nothing else changes until you have."
    return [
        HomeEntry(
            headline="The consent has changed",
            text=text,
            rank=0,
            primary=read,
            others=(Button(label="Your data", action="privacy.about", opens=True),),
        )
    ]


@privacy.step("consent", Audience.ANYONE, reads=True)
async def ask(turn: Turn, work: Work) -> Reply:
    """The words as they are now, to be ticked."""
    waiting = await _outdated(turn, work)
    if not waiting:
        return says("You have agreed to the words as they are now. Nothing more is needed.", SHOW)
    role = waiting[0]
    version = version_of(turn.definition, role)
    return Reply(
        window=Form(
            title=f"Your consent as {a(turn.definition.term(role))}",
            action="privacy.agree",
            fields=tuple(agreed_to(turn.definition, role)),
            submit="I agree",
            parts=notices(turn.definition, role),
            carries={"role": role, "version": version},
            notice="If you would rather not, close this and talk to a person, or withdraw your application.",
        )
    )


@privacy.step("agree", Audience.ANYONE)
async def agree(turn: Turn, work: Work) -> Reply:
    """Keep that the person agrees to the words as they are now."""
    role = _role(turn)
    if turn.given("version") != version_of(turn.definition, role):
        raise Refusal("The words have changed since you opened this. Please open it again.")
    check(agreed_to(turn.definition, role), turn.answers)
    if role not in await _outdated(turn, work):
        raise Refusal(
            "Nothing of yours rests on it at the moment, so there is nothing to agree to."
        )
    await consents.give(work, turn.definition, turn.person.id, role)
    return says("Thank you. It is noted with today's date.", HOME)


def _role(turn: Turn) -> Role:
    if turn.given("role") == "mentor":
        return "mentor"
    return "mentee"


# Consent taken back


@privacy.step("withdraw", Audience.ANYONE, reads=True)
async def ask_to_withdraw(turn: Turn, work: Work) -> Reply:
    """What taking consent back means, and what has to end first."""
    held = await _held(turn, work)
    if not held:
        return says("You have not consented to anything here, or have taken it back already.", SHOW)
    rows = tuple(
        (_what(turn.definition, consent), f"since {spoken(consent.given_at.date())}")
        for consent in held
    )
    text = (
        "Without your consent we can't look for a partner for you or go on with a partnership. So an open application is "
        f"withdrawn first, and a partnership ended; then you take your consent back here. {_erasing(turn.definition)}"
    )
    buttons = [await _taken_back(turn, work, consent.role) for consent in held]
    parts = (Prose(text), Facts(rows, "What you consented to"))
    return Reply(
        window=View(title="Take back your consent", parts=parts, buttons=(*buttons, PEOPLE))
    )


async def _taken_back(turn: Turn, work: Work, role: Role) -> Button:
    """What there is to do first for one's consent in a role: end what rests on it, else take it back."""
    term = turn.definition.term(role)
    if pair := await _rests_on(turn, work, role):
        return Button(
            label=f"End my partnership as {a(term)}",
            action="end.ask",
            subject=subject_of(pair),
            opens=True,
        )
    own = await applications.open_of(work, turn.definition.key, turn.person.id, role)
    if own is not None:
        return Button(
            label=f"Withdraw my application as {a(term)}",
            action="applied.withdraw",
            subject=subject_of(own),
            opens=True,
        )
    return Button(
        label=f"Take it back as {a(term)}", action="privacy.withdrawn", answers={"role": role}
    )


async def _rests_on(turn: Turn, work: Work, role: Role) -> Partnership | None:
    """A partnership that is going on, in which they have a role."""
    for pair in await partnerships.live_of(work, turn.definition.key, turn.person.id):
        if pair.role_of(turn.person.id) == role:
            return pair
    return None


async def _held(turn: Turn, work: Work) -> Sequence[Consent]:
    latest = [
        await consents.latest(work, turn.definition.key, turn.person.id, role) for role in ROLES
    ]
    return [consent for consent in latest if consent is not None and consent.withdrawn_at is None]


def _what(definition: Definition, consent: Consent) -> str:
    return f"As {a(definition.term(consent.role))}, version {consent.version}"


@privacy.step("withdrawn", Audience.ANYONE)
async def withdraw(turn: Turn, work: Work) -> Reply:
    """Note that consent is taken back, once nothing is open any more that rests on it."""
    role = _role(turn)
    key = turn.definition.key
    person_id = turn.person.id
    if await _rests_on(turn, work, role):
        raise Refusal(
            "Your partnership rests on it. End it first, without blame and at once, under Home."
        )
    if await applications.open_of(work, key, person_id, role):
        raise Refusal(
            "Your application rests on it. Withdraw that first; then take your consent back here."
        )
    latest = await consents.latest(work, key, person_id, role)
    if latest is None:
        raise Refusal(
            "There is no consent of yours to take back. Say show me my data to see what is kept."
        )
    latest.withdraw(turn.now)
    return says(
        "Your consent is taken back, from today. What is kept until you ask to have it erased: see your data.",
        SHOW,
    )
