"""Home: where I stand and the one next thing to do; free text; how it works; people to turn to (R12.1, R12.2, R13.3)."""

from handlers.kit.flow import Conversation, Standing, StandingFunction
from handlers.kit.phrases import understand
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Card, Facts, Link, Message, Part, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.fields import spoken
from scheme.people import GROUP_DUTIES, Role
from scheme.sections import Contact
from scheme.wording import a, several
from storage.work import Work

home = Conversation("home")

_standings: list[StandingFunction] = []


def shows(standings: list[StandingFunction]) -> None:
    """Take what the conversations add to somebody's home, in their order."""
    _standings[:] = standings


async def _standing(turn: Turn, work: Work) -> list[Standing]:
    found = [one for ask in _standings for one in await ask(turn, work)]
    return sorted(found, key=lambda one: (one.rank, one.by is None, one.by or turn.today))


@home.step("show", Audience.ANYONE, reads=True)
async def show(turn: Turn, work: Work) -> Reply:
    """Home: a headline, the next action with its date, the rest a step away."""
    found = await _standing(turn, work)
    first = found[0] if found else _newcomer(turn)
    rest = tuple(
        Card(one.headline, "", one.text, buttons=tuple(b for b in (_plain(one.primary), *one.others) if b))
        for one in found[1:]
    )
    always = (
        Button("More", "home.help", opens=True),
        Button("Talk to a person", "home.people", opens=True),
    )
    buttons = tuple(button for button in (first.primary, *first.others) if button)
    if not rest:
        return says(first.text, *buttons, *always, heading=first.headline)
    headlines = "; ".join(one.headline for one in found[1:])
    also = Message(f"{headlines}.", rest, always, heading="Also yours")
    return Reply(says=(Message(first.text, (), buttons, first.headline), also))


def _plain(button: Button | None) -> Button | None:
    """Only one button of a home is the one next thing."""
    if button is None:
        return None
    return Button(button.label, button.action, button.subject, button.answers, "plain", button.opens, button.scheme)


def _newcomer(turn: Turn) -> Standing:
    definition, term = turn.definition, turn.definition.terms.mentor
    text = f"You can find {a(term)}, or share your experience as one. Nothing is decided by looking round."
    coming = definition.next_round("mentee", turn.today)
    if definition.open_round("mentee", turn.today) is None and coming is not None:
        opens = spoken(coming.mentee.opens)
        text = f"You can look round now. {coming.name} opens on {opens}; press either button to be reminded."
    return Standing(
        f"Welcome to {definition.name}",
        text,
        2,
        Button(f"Find {a(term)}", "apply.mentee", style="primary", opens=True),
        (Button(f"Be {a(term)}", "apply.mentor", opens=True), Button("How it works", "home.about", opens=True)),
    )


@home.step("say", Audience.ANYONE, reads=True, common=True)
async def say(turn: Turn, work: Work) -> Reply:
    """Free text: what was meant, or two or three things it may have meant; never a shrug."""
    own = [definition.terms for definition in work.definitions.values()]
    words = {terms.mentee: "mentee" for terms in own}
    words |= {terms.mentor: "mentor" for terms in own} | {terms.round: "round" for terms in own}
    heard = understand(turn.given("text"), {term: plain for term, plain in words.items() if term != plain})
    if heard.intent is not None:
        return Reply(then=Action(heard.intent.action))
    mentor = a(turn.definition.terms.mentor)
    buttons = [Button(one.label.replace("a mentor", mentor), one.action) for one in heard.close]
    return says("I'm not sure I understood. Is it one of these?", *buttons)


@home.step("help", Audience.ANYONE, reads=True)
async def help_me(turn: Turn, work: Work) -> Reply:
    """Everything one can do, with a word for each."""
    terms = turn.definition.terms
    cards = [
        Card("Taking part", "", "Apply, see where your application is, change it or take it back.", buttons=(
            Button(f"Find {a(terms.mentor)}", "apply.mentee", opens=True),
            Button(f"Be {a(terms.mentor)}", "apply.mentor", opens=True),
            Button("My application", "applied.status"),
        )),
        Card("My partnership", "", "Contact your partner, log a meeting, answer a survey, bring it to a close.", buttons=(
            Button("Log a meeting", "meet.log", opens=True),
            Button("Our meetings", "meet.list", opens=True),
            Button("Contact", "start.contact"),
            Button("Survey", "survey.open", opens=True),
            Button("End it", "end.ask", opens=True),
        )),
        Card("When something is wrong", "", "Talk to a person, or complain in confidence.", buttons=(
            Button("Talk to a person", "home.people", opens=True),
            Button("Complain", "concern.complain", opens=True),
        )),
    ]  # fmt: skip
    if turn.duties & GROUP_DUTIES:
        cards.insert(0, Card(f"For the {terms.group}", "", "What waits, and the register.", buttons=(
            Button("What waits for me", "review.waiting", opens=True),
            Button("Open register", "review.register", opens=True),
            Button("Survey figures", "survey.results", opens=True),
        )))  # fmt: skip
    hint = Prose("You can also just type what you want, for example: log a meeting, where is my application, help.")
    return Reply(window=View("What you can do", (hint, *cards), (Button("How it works", "home.about", opens=True),)))


@home.step("about", Audience.ANYONE, reads=True)
async def about(turn: Turn, work: Work) -> Reply:
    """How the scheme works, what mentoring is and is not, and where to read more (R2.1, R9.2)."""
    definition, pairing, rhythm = turn.definition, turn.definition.pairing, turn.definition.meetings
    parts: list[Part] = [Prose(definition.about)] if definition.about else []
    roles: tuple[Role, Role] = ("mentee", "mentor")
    for role in roles:
        if text := definition.before(role):
            parts.append(Prose(text, f"For {several(definition.term(role))}"))
    weeks = f"every {rhythm.least_weeks} to {rhythm.most_weeks} weeks"
    short = (
        ("An answer", f"within {definition.answering.days} days"),
        ("Length", f"about {pairing.months} months, {pairing.most_months} at most"),
        ("Meetings", f"{weeks}, {rhythm.least_minutes} to {rhythm.most_minutes} minutes"),
    )
    parts.append(Facts(short, "In short"))
    parts.extend(Link(one.title, one.link) for one in definition.resources if one.link)
    buttons = (
        Button(f"Find {a(definition.terms.mentor)}", "apply.mentee", style="primary", opens=True),
        Button(f"Be {a(definition.terms.mentor)}", "apply.mentor", opens=True),
    )
    return Reply(window=View("How it works", tuple(parts), buttons))


@home.step("people", Audience.ANYONE, reads=True)
async def people_to_turn_to(turn: Turn, work: Work) -> Reply:
    """Somebody to write to or phone; the urgent contact first (R5.5, R13.3)."""
    definition = turn.definition
    cards = tuple(
        _contact(one) for one in ((definition.urgent, *definition.help) if definition.urgent else definition.help)
    )
    buttons = (Button("Complain in confidence", "concern.complain", opens=True),)
    return Reply(window=View("People to turn to", cards, buttons))


def _contact(contact: Contact) -> Card:
    rows = [("Telephone", contact.phone), ("E-mail", contact.email)]
    return Card(contact.name, "", contact.about, facts=tuple((name, value) for name, value in rows if value))
