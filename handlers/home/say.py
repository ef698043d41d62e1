"""What people type, and what is answered: danger first, then a step, a sentence, or buttons to choose from (R12.1, R12.2)."""

from dataclasses import dataclass, replace

from handlers.desk.drafts import open_in_chat
from handlers.forms import talk
from handlers.home import across, hearing
from handlers.home.alarm import alarm
from handlers.home.hearing import Heard
from handlers.home.intents import INTENTS, Intent
from handlers.home.situation import Situation, situation
from handlers.kit.buttons import PEOPLE
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Link, Reply, buttons_within, says
from handlers.safety import urgent
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms import steering
from scheme.subject import Subject
from scheme.wording import a
from storage.work import Work

MOST = 3  # steps that are offered with a sentence
WORDS = 300  # characters of a question that a button takes along
TYPED = ("words", "text")  # answers that are what was typed
OTHERWISE = "If you meant something about mentoring, here it is."
ELSE = "If you meant something else, is it one of these?"

saying = Conversation(name="home")  # its steps are part of the home


@dataclass(frozen=True)
class HeardHere:
    """One of the schemes a text may be about: the turn in it, what somebody can do there, and what the text asks for there."""

    turn: Turn
    here: Situation
    heard: Heard

    @property
    def nearness(self) -> int:
        """How near what was heard is to whoever typed it, of `Situation.nearness`; -1 where nothing was."""
        known = [INTENTS[key] for key in (self.heard.meant or self.heard.close) if key in INTENTS]
        if self.heard.action is not None and not known:
            return 3  # a button in front of them, or a name they may look for
        return max((self.here.nearness(intent) for intent in known), default=-1)


async def _entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """What stands on the home of whoever types, the one next thing first."""
    found = [entry for ask in turn.catalogue.home_functions for entry in await ask(turn, work)]
    return sorted(found, key=lambda entry: (entry.rank, entry.by is None, entry.by or turn.today))


async def _here(turn: Turn, work: Work) -> Situation:
    return await situation(turn, work, await _entries(turn, work))


@saying.step("say", Audience.ANYONE, reads=True, common=True, talks=True)
async def say(turn: Turn, work: Work) -> Reply:
    """Free text: danger before all else; the answer to a question in the chat, what was meant, or what it may have meant."""
    if (found := alarm(_schemes(turn, work), turn.given("text"))) is not None:
        return await _in_danger(found, turn, work)
    if (draft := await open_in_chat(work, turn.person.id, turn.now)) is not None:
        return Reply(
            then=Action(
                name="ask.said",
                subject=Subject("draft", draft.id),
                answers={"text": turn.given("text")},
                scheme=draft.scheme,
            )
        )
    return await _answer(turn, work)


@saying.step("command", Audience.ANYONE, reads=True, common=True, talks=True)
async def command(turn: Turn, work: Work) -> Reply:
    """Words after a platform's own command: never an answer to a question in the chat. None of them leads home."""
    if (found := alarm(_schemes(turn, work), turn.given("text"))) is not None:
        return await _in_danger(found, turn, work)
    if turn.given("text").strip():
        return await _answer(turn, work)
    return Reply(then=Action(name="home.show"))


async def _in_danger(found: urgent.Alarm, turn: Turn, work: Work) -> Reply:
    """What is said at once; and, where the words may have been meant otherwise, what they may have meant, below it."""
    said = (found.message,)
    if found.sure:
        return Reply(says=said)
    return Reply(says=(*said, *(await otherwise(turn, work)).says))


@saying.step("otherwise", Audience.ANYONE, reads=True, common=True, talks=True)
async def otherwise(turn: Turn, work: Work) -> Reply:
    """What words may have meant that speak of danger, perhaps: as buttons alone, and never an answer to a question."""
    if (draft := await open_in_chat(work, turn.person.id, turn.now)) is not None:
        if steering.steer(turn.given("text")) == steering.LEAVE:
            return says(
                "If you meant the form: you can leave it at any time, and everything is kept.",
                talk.leave(draft),
                talk.go_on(draft),
            )
        return says(
            "What you typed is not kept as an answer. The question still waits.", talk.go_on(draft)
        )
    return _otherwise(_offers_in(await _everywhere(turn, work)))


def _otherwise(offers: list[Button]) -> Reply:
    """What words may have meant. Whatever came near: somebody who may be in distress always finds people to turn to."""
    if all(button.action != PEOPLE.action for button in offers):
        offers = [*offers, PEOPLE]
    return says(OTHERWISE, *offers)


def _schemes(turn: Turn, work: Work) -> list[Definition]:
    return [work.definitions[key] for key in turn.schemes]


async def _everywhere(turn: Turn, work: Work) -> list[HeardHere]:
    """What a text asks for, in each scheme it may be about: those where it is nearest to whoever typed it (R1.3)."""
    found = []
    for there in await across.in_each(turn, work):
        here = await _here(there, work)
        found.append(HeardHere(there, here, _heard(there, work, here)))
    clear = [each for each in found if each.heard.action is not None] or found
    nearest = max(each.nearness for each in clear)
    return [each for each in clear if each.nearness == nearest]


def _offers_in(found: list[HeardHere]) -> list[Button]:
    """A button for each thing that may have been meant; where that is in one scheme alone, it is about that."""
    each = found[0]
    offers = _offers(each.turn, each.heard, each.here)
    if len(found) > 1 or len(each.turn.schemes) > 1:
        return offers
    return list(buttons_within(tuple(offers), each.turn.definition.key))


async def _answer(turn: Turn, work: Work) -> Reply:
    named, rest, whole = "", "", turn.given("text")
    if len(work.definitions) > 1:
        named, rest = across.named(whole, work.definitions)
    if named and across.is_whole(rest):
        return Reply(then=Action(name="home.alone", scheme=named))
    if named:
        turn = replace(turn, schemes=(named,), answers={**turn.answers, "text": rest})
    found = await _everywhere(turn, work)
    heard = [each.heard.action for each in found if each.heard.action is not None]
    if len(heard) > 1 and any(action.subject for action in heard):
        return _which(found)
    if heard:
        action = _as_typed(heard[0], whole) if named else heard[0]
        return Reply(then=_meant(found, action, named))
    offers = _offers_in(found)
    if (told := urgent.story(_schemes(turn, work), turn.given("text"))) is not None:
        return Reply(says=(told, *_otherwise(offers).says))
    return says("I'm not sure I understood. Is it one of these?", *offers)


def _as_typed(action: Action, whole: str) -> Action:
    """An action that takes what was typed along takes all of it, a scheme's name included."""
    answers = {
        key: whole.strip() if key in TYPED else answer for key, answer in action.answers.items()
    }
    return replace(action, answers=answers)


def _meant(found: list[HeardHere], action: Action, named: str) -> Action:
    """An action in the scheme that was named, or in which it is nearest to whoever typed it.

    In none where several are as near, or where it may begin something in any: the Desk asks which, if that matters.
    """
    turn = found[0].turn
    if named or len(found) > 1 or turn.catalogue.steps[action.name].starts:
        return replace(action, scheme=named)
    return replace(action, scheme=turn.definition.key)


def _which(found: list[HeardHere]) -> Reply:
    """Asks which of several schemes is meant, where in each of them it is about something else."""
    buttons = [
        Button(
            label=each.turn.definition.name,
            action=action.name,
            subject=action.subject,
            answers=action.answers,
            scheme=each.turn.definition.key,
            opens=each.turn.catalogue.opens_window(action.name),
        )
        for each in found
        if (action := each.heard.action) is not None
    ]
    return says("Which scheme is this about?", *buttons)


def _heard(turn: Turn, work: Work, here: Situation) -> Heard:
    own = [definition.terms for definition in work.definitions.values()]
    words = {terms.mentee: "mentee" for terms in own}
    words |= {terms.mentor: "mentor" for terms in own} | {terms.round: "round" for terms in own}
    terms = {term: plain for term, plain in words.items() if term != plain}
    return hearing.hear(turn, terms, here)


def _offers(turn: Turn, heard: Heard, here: Situation) -> list[Button]:
    """A button for each thing that may have been meant."""
    keys = heard.close
    if heard.action:
        keys = (*heard.meant, *(heard.close or ("people",)))
    known = [INTENTS[key] for key in dict.fromkeys(keys) if key in INTENTS]
    helps = [INTENTS["help"], INTENTS["people"]]
    may = [intent for intent in known if here.may(intent)]
    if any(intent not in helps for intent in may):
        return [_button(turn, here, intent) for intent in may]
    # Nothing that it may have meant is theirs: what stands in front of them, and who can help.
    nearest = [replace(button, style="plain") for button in here.front[:2]]
    if not nearest:
        nearest = [_button(turn, here, INTENTS[key]) for key in ("apply_mentee", "apply_mentor")]
    return [*nearest, *(_button(turn, here, intent) for intent in helps)]


def _button(turn: Turn, here: Situation, intent: Intent) -> Button:
    does = here.action(intent)
    return Button(
        label=intent.label.replace("a mentor", a(turn.definition.terms.mentor)),
        action=does.name,
        subject=does.subject,
        answers=does.answers,
        opens=turn.catalogue.opens_window(does.name),
    )


@saying.step("told", Audience.ANYONE, reads=True, in_chat=True, talks=True)
async def answer_in_a_sentence(turn: Turn, work: Work) -> Reply:
    """A short answer to what needs no window, with the steps that fit whoever asked; a person where nothing is known."""
    intent = INTENTS.get(turn.given("about"))
    if intent is None or not intent.is_told:
        return Reply(then=Action(name="home.show"))
    entries = await _entries(turn, work)
    here = await situation(turn, work, entries)
    goes = [INTENTS[key] for key in intent.goes]
    buttons = [_button(turn, here, where) for where in goes if here.may(where)][:MOST]
    if intent.next and entries and entries[0].primary:
        buttons.insert(0, entries[0].primary)
    if intent.answered:
        told = _of_the_scheme(turn, intent, buttons)
    else:
        told = says(here.first(intent.says), *buttons)
    return replace(told, says=(*told.says, *_others(turn, here, intent).says))


def _others(turn: Turn, here: Situation, told: Intent) -> Reply:
    """What may have been meant instead, below the sentence; nothing where it is clear. What the sentence leads to is in it."""
    keys = turn.given("others").split()
    others = [INTENTS[key] for key in keys if key in INTENTS and key not in told.goes]
    may = [intent for intent in others if here.may(intent)]
    if not may:
        return Reply()
    return says(ELSE, *(_button(turn, here, intent) for intent in may[:MOST]))


def _of_the_scheme(turn: Turn, intent: Intent, buttons: list[Button]) -> Reply:
    """What the scheme answers to a question; and how to put it to a person, with the words that were typed."""
    words = turn.given("text")[:WORDS]
    ask = Button(label="Ask a person", action="enquiry.ask", opens=True)
    if words:
        ask = Button(
            label="Ask a person this",
            action="enquiry.ask",
            answers={"words": words},
            opens=True,
        )
    known = turn.definition.answer_to(intent.key)
    if known is None:
        return says("I can't answer that, and people can. One press, and it goes to them.", ask)
    parts: tuple[Link, ...] = ()
    if known.link:
        parts = (Link(label="Read more", address=known.link),)
    return says(known.text, *buttons, ask, parts=parts)
