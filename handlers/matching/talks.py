"""First talks: how the two reach each other, that they have talked, that it takes longer; what time brings (R4.1)."""

from collections.abc import Sequence
from datetime import date

from handlers.forms.profiles import links, profile
from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Card, Part, Prose, Reply, View, says
from handlers.matching.requests import comes_to_nothing
from handlers.matching.talk_sides import (
    TalkSide,
    by_when,
    close_talk,
    every_side,
    show_talk,
    side_of,
    sides_of,
    who_writes,
)
from handlers.pair.contact import contact_of
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Proposal
from scheme.refusal import Refusal
from scheme.wording import days_left
from storage import files
from storage.matching import proposals
from storage.work import Work

talks = Conversation(name="talk")


# What each of the two reads


@talks.step("read", Audience.PARTY, about=("proposal", "candidate"), opens=True)
async def read(turn: Turn, work: Work) -> Reply:
    """How the other is reached, how a first talk is arranged, who they are; and what can be done about it."""
    _, side = await side_of(turn, work)
    held = await files.in_application(work, side.theirs)
    parts: tuple[Part, ...] = (
        Prose(_stands(side, turn.today)),
        *contact_of(turn.definition, side.partner, side.theirs),
        Prose(_how(turn, side), "How to arrange it"),
        profile(turn.definition, side.theirs, files=held, picture=side.partner.picture),
        *links(turn.definition, side.theirs),
    )
    return Reply(
        window=View(title=f"First talk with {side.partner.name}", parts=parts, buttons=side.steps())
    )


def _stands(side: TalkSide, today: date) -> str:
    """Where a first talk stands."""
    name = side.partner.short_name
    talk_by = side.candidate.talk_by
    if side.candidate.state == Word.TALKING and talk_by and talk_by < today:
        return "You both would like to talk. Once you have, or if it takes longer, say so here."
    if side.candidate.state == Word.TALKING:
        return f"You both would like to talk. After {by_when(side.candidate)} I ask whether you have. It binds neither of you."
    if side.is_mentee:
        return f"You have talked. {name} hears what you decide by {by_when(side.candidate)}."
    return (
        f"You have talked. You hear what {name} decides by {by_when(side.candidate)}; nothing is needed unless you would "
        "rather not go on."
    )


def _how(turn: Turn, side: TalkSide) -> str:
    """A suggestion how to arrange it, and what helps in it."""
    first = who_writes(turn.definition, side)
    helps = "It helps to say what you hope for, how you like to work, and how often you could meet."
    if not first.startswith(("You", "Either")):
        return f"{first}. {helps}"
    me = turn.person.called or turn.person.name
    return (
        f"{first}. A few words are enough: “Hello {side.partner.short_name}, {me} here, from the mentoring scheme. "
        f"Could we talk for half an hour? I could do Tuesday at ten or Thursday at three.”\n\n{helps}"
    )


# Typed, and about no talk in particular


@talks.step("open", Audience.ANYONE, about=("", "proposal", "candidate"), opens=True)
async def find(turn: Turn, work: Work) -> Reply:
    """The first talk that somebody is in; of several, which."""
    return _which(await every_side(turn, work), "talk.read", "Which first talk?", turn.today)


@talks.step("leave", Audience.ANYONE, about=("", "proposal", "candidate"), opens=True)
async def find_to_step_back(turn: Turn, work: Work) -> Reply:
    """The first talk that somebody would rather not go on with; of several, which."""
    return _which(
        await every_side(turn, work), "talk.step_back", "Which of your first talks?", turn.today
    )


def _which(found: Sequence[TalkSide], action: str, title: str, today: date) -> Reply:
    if not found:
        raise Refusal("You have no first talk just now. Your home shows where things stand.")
    buttons = [
        side.button(f"With {side.partner.name}", action, style="primary", opens=True)
        for side in found
    ]
    if len(buttons) == 1:
        return Reply(
            then=Action(name=action, subject=buttons[0].subject, answers=dict(buttons[0].answers))
        )
    cards = [
        Card(title=side.partner.name, text=_stands(side, today), buttons=(button,))
        for side, button in zip(found, buttons, strict=True)
    ]
    return Reply(window=View(title=title, parts=tuple(cards)))


# What either says


@talks.step(
    "talked",
    Audience.PARTY,
    about=("proposal", "candidate"),
    by_phone="it was noted that you have had your first talk",
)
async def talked(turn: Turn, work: Work) -> Reply:
    """They have talked: the mentee has a day to decide by, and the mentor hears which."""
    choice, side = await side_of(turn, work)
    if side.candidate.state == Word.TALKED:
        return says(f"That is noted already. {_stands(side, turn.today)}")
    side.candidate.have_talked(turn.definition, turn.now)
    await work.flush()
    for each in await sides_of(work, side.candidate, choice.mentee):
        if each.is_mentee:
            text = (
                f"You and {each.partner.name} have talked. Choose them, talk with others first, or step back: no is fine. "
                f"They hear by {by_when(each.candidate)}."
            )
        else:
            text = (
                f"You and {each.partner.name} have talked, thank you. You hear by {by_when(each.candidate)}. If you would "
                "rather not go on, say so; else nothing is needed."
            )
        await show_talk(turn, work, each, text, notify=each.role != side.role)
    await application_changed(turn, work, choice.mentee)
    return Reply()


@talks.step(
    "later",
    Audience.PARTY,
    about=("proposal", "candidate"),
    by_phone="it was noted that your first talk takes a little longer",
)
async def later(turn: Turn, work: Work) -> Reply:
    """They have not talked yet, and will: they have as long again."""
    choice, side = await side_of(turn, work)
    side.candidate.talk_later(turn.definition, turn.now)
    await work.flush()
    for each in await sides_of(work, side.candidate, choice.mentee):
        text = (
            f"Your first talk with {each.partner.name} takes a little longer, which is fine. "
            f"After {by_when(each.candidate)} I ask again."
        )
        await show_talk(turn, work, each, text, notify=False)
    await application_changed(turn, work, choice.mentee)
    return says(f"Of course. I ask again after {by_when(side.candidate)}.")


# What time brings


async def _is_first(moment: Moment, work: Work, side: TalkSide) -> bool:
    """Whether somebody is told with a sound: of several talks with the same day, of the first alone."""
    candidate = side.candidate
    if side.is_mentee:
        every = list(await proposals.candidates_of(work, candidate.proposal_id))
    else:
        mine = await proposals.talks_of(work, moment.definition.key, side.me.id)
        every = [talk for _, talk in mine]
    same = [
        talk.id
        for talk in every
        if talk.state == candidate.state and by_when(talk) == by_when(candidate)
    ]
    return min(same) == candidate.id


@talks.when("candidate", "how")
async def how(moment: Moment, work: Work) -> None:
    """The day has passed: both are asked, once, whether they have talked."""
    for side in await sides_of(work, moment.the(Candidate), moment.the(Application)):
        text = (
            f"Have you and {side.partner.name} talked yet? If it takes longer, say so. Otherwise nothing is needed: after a "
            "while it is let go by itself, and nobody minds."
        )
        told = await _is_first(moment, work, side)
        await show_talk(moment, work, side, text, notify=told)


@talks.when("candidate", "decide")
async def decide(moment: Moment, work: Work) -> None:
    """A mentee who has talked with somebody has not decided yet."""
    candidate = moment.the(Candidate)
    side, _ = await sides_of(work, candidate, moment.the(Application))
    left = days_left(candidate.decide_by or moment.today, moment.today)
    text = (
        f"{side.partner.name} still hopes to hear from you by {by_when(candidate)}, {left}, after your first talk. Choosing "
        "them and stepping back are both fine, and neither needs a reason."
    )
    await show_talk(moment, work, side, text, notify=await _is_first(moment, work, side))


@talks.when("candidate", "never")
async def never(moment: Moment, work: Work) -> None:
    """A first talk has not come about: it is let go, with a word to both."""
    text = "Your first talk has not come about, so it is let go. It says nothing about you."
    await _let_go(moment, work, f"{text} Nothing is needed, and your place is open.", text)


@talks.when("candidate", "undecided")
async def undecided(moment: Moment, work: Work) -> None:
    """The mentee has not decided in time: the mentor need not wait, and both hear so."""
    candidate = moment.the(Candidate)
    side, other = await sides_of(work, candidate, moment.the(Application))
    to_mentor = (
        f"{other.partner.name} has not decided in time, so you need not wait any longer. It says nothing about you. Thank "
        "you for talking; your place is open."
    )
    news = (
        f"The day to decide about {side.partner.name} has passed, so they need not wait any longer."
    )
    await _let_go(moment, work, to_mentor, news)


async def _let_go(moment: Moment, work: Work, to_mentor: str, news: str) -> None:
    candidate = moment.the(Candidate)
    mentee = moment.the(Application)
    _, mentor = await sides_of(work, candidate, mentee)
    candidate.fade()
    await close_talk(work, mentor, to_mentor)
    await comes_to_nothing(
        moment,
        work,
        proposal=moment.the(Proposal),
        candidate=candidate,
        mentee=mentee,
        news=news,
    )


@talks.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """The first talks that somebody is in."""
    return [_entry(side, turn.today) for side in await every_side(turn, work)]


def _entry(side: TalkSide, today: date) -> HomeEntry:
    candidate = side.candidate
    waits = candidate.state == Word.TALKED
    steps = side.steps()
    primary: Button = side.reach()
    others = steps
    if waits and side.is_mentee:
        primary = steps[0]
        others = (side.button("How to reach them", "talk.read", opens=True), *steps[1:])
    return HomeEntry(
        headline=f"First talk with {side.partner.name}",
        text=_stands(side, today),
        rank=0 if side.is_mentee or not waits else 1,
        primary=primary,
        others=others,
        by=candidate.decide_by if waits else candidate.talk_by,
    )
