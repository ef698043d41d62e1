"""What members do with a round's draft: make it up, keep two together, rule somebody out, leave somebody out (R3.7)."""

from collections.abc import Callable

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Form, Prose, Reply
from handlers.matching.round_making import MadeUp, kept_as_read, make_up, thinks
from handlers.matching.suggestions import able_among, suggestions
from scheme.application.application import Application, ApplicationStage
from scheme.audience import Audience
from scheme.forms.fields import ChoiceField, Option
from scheme.matching.proposal import ProposalProgress
from scheme.matching.ranking import Suggestion
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.refusal import Refusal
from scheme.wording import capital
from storage import applications
from storage.matching import register
from storage.work import Work

wishing = Conversation(name="evening")  # its steps are part of the round's draft

OTHERS = 8  # mentors to give somebody instead


@wishing.step("draft", Audience.MEMBER, thinks=thinks)
async def draft(turn: Turn, work: Work) -> Reply:
    """Make up the round from what is so now; wishes stay."""
    kept, made = await kept_as_read(turn, work)
    make_up(turn, kept, made)
    return _shown()


def _shown() -> Reply:
    return Reply(then=Action(name="evening.show"))


async def _thinks_of_wish(turn: Turn, work: Work) -> Callable[[], MadeUp]:
    """The draft with what is wished."""
    return await thinks(turn, work, wish=await _wish(turn, work))


async def _thinks_without(turn: Turn, work: Work) -> Callable[[], MadeUp]:
    """The draft without what was wished of a mentee."""
    return await thinks(turn, work, let_go=(await _waits(turn, work)).id)


@wishing.step("keep", Audience.UNCONFLICTED, about="application", thinks=_thinks_of_wish)
async def keep(turn: Turn, work: Work) -> Reply:
    """Keep a mentee with a mentor: the one drafted, or another. The rest is made up around them."""
    return await _wishes(turn, work)


@wishing.step("never", Audience.UNCONFLICTED, about="application", thinks=_thinks_of_wish)
async def never(turn: Turn, work: Work) -> Reply:
    """Rule a mentor out for a mentee, in this draft."""
    return await _wishes(turn, work)


@wishing.step("rest", Audience.UNCONFLICTED, about="application", thinks=_thinks_of_wish)
async def rest(turn: Turn, work: Work) -> Reply:
    """Leave a mentee out of this draft."""
    return await _wishes(turn, work)


@wishing.step("free", Audience.UNCONFLICTED, about="application", thinks=_thinks_without)
async def free(turn: Turn, work: Work) -> Reply:
    """Let go of what was wished of a mentee."""
    mentee = await _waits(turn, work)
    kept, made = await kept_as_read(turn, work)
    kept.let_go(mentee.id)
    make_up(turn, kept, made)
    return _shown()


async def _wishes(turn: Turn, work: Work) -> Reply:
    wish = await _wish(turn, work)
    kept, made = await kept_as_read(turn, work)
    if wish in made.draft.broken and wish.mentor is not None:
        mentor = (await applications.by_ids(work, [wish.mentor]))[wish.mentor]
        raise Refusal(
            f"{mentor.applicant} has no place left in this draft beside those who are kept with them. "
            "Let go of another wish first.",
            "mentor",
        )
    kept.wish(wish)
    make_up(turn, kept, made)
    return _shown()


async def _wish(turn: Turn, work: Work) -> RoundWish:
    """What the step wishes, as it may: the mentor can be proposed, and this member does not keep out of either."""
    mentee = await _waits(turn, work)
    kind = WishKind(turn.action.partition(".")[2])
    if kind == WishKind.REST:
        return RoundWish(kind, mentee.id)
    return RoundWish(kind, mentee.id, (await _mentor(turn, work, mentee)).mentor.application.id)


async def _waits(turn: Turn, work: Work) -> Application:
    """The mentee, who waits for the Group still: of whoever has options, or was asked about somebody, nothing is wished."""
    application = turn.the(Application)
    stands = await register.pending(work, application)
    is_with_them = stands.proposal is not None and stands.proposal.state != ProposalProgress.DRAFT
    if (
        application.role != "mentee"
        or application.stage != ApplicationStage.ELIGIBLE
        or is_with_them
    ):
        raise Refusal(
            f"{application.ref} is not waiting to be matched any more. Make the draft up again to see how things stand."
        )
    return application


async def _mentor(turn: Turn, work: Work, mentee: Application) -> Suggestion:
    """The mentor meant, who can be proposed to the mentee, and whom this member does not keep out of."""
    able = await able_among(turn, work, mentee, [turn.given("mentor")])
    if not able:
        raise Refusal(
            f"That {turn.definition.terms.mentor} can't be given here just now. Choose another, please.",
            "mentor",
        )
    return able[0]


@wishing.step("another", Audience.UNCONFLICTED, about="application", opens=True)
async def another(turn: Turn, work: Work) -> Reply:
    """Asks which mentor a mentee is to be with instead: the best of the suggestions, each with its verdict."""
    mentee = await _waits(turn, work)
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
