"""What members do with a round's draft: make it up, keep two together, rule somebody out, leave somebody out (R3.7)."""

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Form, Prose, Reply
from handlers.matching.round_making import make_up
from handlers.matching.suggestions import able_among, suggestions
from scheme.application.application import Application, ApplicationStage
from scheme.audience import Audience
from scheme.forms.fields import ChoiceField, Option
from scheme.matching.ranking import Suggestion
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.refusal import Refusal
from scheme.wording import capital
from storage.matching import kept_rounds
from storage.work import Work

wishing = Conversation(name="evening")  # its steps are part of the round's draft

OTHERS = 8  # mentors to give somebody instead


@wishing.step("draft", Audience.MEMBER)
async def draft(turn: Turn, work: Work) -> Reply:
    """Make up the round from what is so now; wishes stay."""
    kept = await kept_rounds.lock(work, turn.definition.key, turn.person.id)
    await make_up(turn, work, kept)
    return _shown()


def _shown() -> Reply:
    return Reply(then=Action(name="evening.show"))


@wishing.step("keep", Audience.UNCONFLICTED, about="application")
async def keep(turn: Turn, work: Work) -> Reply:
    """Keep a mentee with a mentor: the one drafted, or another. The rest is made up around them."""
    mentor = await _mentor(turn, work)
    return await _wishes(turn, work, WishKind.KEEP, mentor)


@wishing.step("never", Audience.UNCONFLICTED, about="application")
async def never(turn: Turn, work: Work) -> Reply:
    """Rule a mentor out for a mentee, in this draft."""
    mentor = await _mentor(turn, work)
    return await _wishes(turn, work, WishKind.NEVER, mentor)


@wishing.step("rest", Audience.UNCONFLICTED, about="application")
async def rest(turn: Turn, work: Work) -> Reply:
    """Leave a mentee out of this draft."""
    return await _wishes(turn, work, WishKind.REST)


@wishing.step("free", Audience.UNCONFLICTED, about="application")
async def free(turn: Turn, work: Work) -> Reply:
    """Let go of what was wished of a mentee."""
    mentee = _waits(turn)
    kept = await kept_rounds.lock(work, turn.definition.key, turn.person.id)
    kept.let_go(mentee.id)
    await make_up(turn, work, kept)
    return _shown()


async def _wishes(
    turn: Turn, work: Work, kind: WishKind, mentor: Suggestion | None = None
) -> Reply:
    mentee = _waits(turn)
    application = mentor.mentor.application if mentor else None
    wish = RoundWish(kind, mentee.id, application.id if application else None)
    kept = await kept_rounds.lock(work, turn.definition.key, turn.person.id)
    kept.wish(wish)
    made = await make_up(turn, work, kept)
    if wish in made.broken and application:
        raise Refusal(
            f"{application.applicant} has no place left in this draft beside those who are kept with them. "
            "Let go of another wish first.",
            "mentor",
        )
    return _shown()


def _waits(turn: Turn) -> Application:
    application = turn.the(Application)
    if application.role != "mentee" or application.stage != ApplicationStage.ELIGIBLE:
        raise Refusal(
            f"{application.ref} is not waiting to be matched any more. Make the draft up again to see how things stand."
        )
    return application


async def _mentor(turn: Turn, work: Work) -> Suggestion:
    """The mentor meant, who can be proposed to the mentee, and whom this member does not keep out of."""
    able = await able_among(turn, work, _waits(turn), [turn.given("mentor")])
    if not able:
        raise Refusal(
            f"That {turn.definition.terms.mentor} can't be given here just now. Choose another, please.",
            "mentor",
        )
    return able[0]


@wishing.step("another", Audience.UNCONFLICTED, about="application", opens=True)
async def another(turn: Turn, work: Work) -> Reply:
    """Asks which mentor a mentee is to be with instead: the best of the suggestions, each with its verdict."""
    mentee = _waits(turn)
    found = (await suggestions(turn, work, mentee)).ranked[:OTHERS]
    term = turn.definition.terms.mentor
    if not found:
        raise Refusal(
            f"Nobody on the register can be given to {mentee.ref} now. Look at what else you can do there."
        )
    field = ChoiceField(
        key="mentor",
        label=capital(term),
        options=tuple(
            Option(
                key=str(each.mentor.application.id),
                label=each.mentor.application.applicant,
                help=each.verdict.line,
            )
            for each in found
        ),
    )
    text = "The rest is made up around it, and you see what that changes and costs. Nobody is asked or told."
    form = Form(
        title=f"Another {term} for {mentee.applicant}",
        action="evening.keep",
        fields=(field,),
        submit="Give this one",
        subject=turn.subject,
        parts=(Prose(text),),
    )
    return Reply(window=form)
