"""Nobody suits: what the Group can do next for a mentee, and what has been tried so far (R3.5)."""

from collections.abc import Sequence
from dataclasses import replace

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Part, Prose, Reply, View
from scheme.application.application import MOST_WAITS, Application
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.matching.proposal import ProposalProgress
from scheme.matching.side import Side
from scheme.refusal import Refusal
from scheme.searching.call import MentorCall
from scheme.searching.invitation import Invitation, InvitationState
from scheme.searching.one_more import OneMore, OneMoreState
from scheme.wording import a, several
from storage import applications, people
from storage.matching import proposals
from storage.searching import calls, invitations, one_mores
from storage.work import Work

nobody = Conversation(name="nobody")

SAID = {
    OneMoreState.ASKED: "to answer by {by}",
    OneMoreState.YES: "said yes, and has one place more",
    OneMoreState.NO: "would rather not just now",
    OneMoreState.LAPSED: "did not answer",
    OneMoreState.OVER: "was not needed any more",
}

CAME_OF = {
    InvitationState.SENT: "no answer yet",
    InvitationState.DECLINED: "would rather not",
    InvitationState.CAME: "has applied",
    InvitationState.LAPSED: "did not answer",
    InvitationState.LOST: "the mail did not arrive",
}


async def sought(turn: Turn, work: Work) -> Application:
    """The mentee for whom somebody is looked for. Raises `Refusal` once that is settled, or they have options."""
    application = turn.the(Application)
    application.must_wait_for_a_mentor()
    live = await proposals.live_of(work, application.id)
    if live is not None and live.state != ProposalProgress.DRAFT:
        raise Refusal(f"Enough members have agreed already, and {application.ref} has its options.")
    return application


@nobody.step("open", Audience.UNCONFLICTED, about="application", opens=True)
async def open_ways(turn: Turn, work: Work) -> Reply:
    """The ways there are when nobody suits, each one press away, and what came of those that were tried."""
    application = await sought(turn, work)
    term = turn.definition.terms.mentor
    text = (
        f"Whatever you do here, {application.applicant} hears of it at once, in kind words and with a day. They learn neither "
        "who was asked nor what was said."
    )
    if application.is_waiting:
        text = f"They are on the waiting list until {spoken(application.answer_by)}. {text}"
    parts: list[Part] = [Prose(text)]
    asked = await one_mores.about(work, application.id)
    if tried := await _tried(turn, work, application, asked):
        parts.append(Bullets(tuple(tried), "So far"))
    ways = _ways(turn, application, term)
    if any(each.state == OneMoreState.YES for each in asked):
        look = Button(
            label="Look at suggestions",
            action="propose.open",
            subject=turn.subject,
            style="primary",
            opens=True,
        )
        ways = (look, replace(ways[0], style="plain"), *ways[1:])
    return Reply(
        window=View(title=f"Nobody suits {application.ref} yet", parts=tuple(parts), buttons=ways)
    )


def _ways(turn: Turn, application: Application, term: str) -> tuple[Button, ...]:
    buttons = [
        Button(
            label=f"Ask {a(term)} to take one more",
            action="nobody.one_more",
            subject=turn.subject,
            style="primary",
            opens=True,
        ),
        Button(label="Invite somebody", action="nobody.invite", subject=turn.subject, opens=True),
        Button(
            label=f"Call for {several(term)}",
            action="nobody.call",
            subject=turn.subject,
            opens=True,
        ),
    ]
    if application.waits < MOST_WAITS:
        buttons.append(
            Button(label="Wait until a day", action="nobody.wait", subject=turn.subject, opens=True)
        )
    buttons.append(
        Button(
            label=f"No {term} this time",
            action="review.no_mentor",
            subject=turn.subject,
            answers={"revision": str(application.revision)},
            opens=True,
        )
    )
    return tuple(buttons)


async def _tried(
    turn: Turn, work: Work, application: Application, asked: Sequence[OneMore]
) -> list[str]:
    """What was tried, latest first, and what came of it; no mentor is named to a member for whom they are closed."""
    mentors = await applications.by_ids(work, [each.mentor_application_id for each in asked])
    reader = await people.reader(work, turn.person, among=list(mentors))
    lines = []
    for each in asked:
        mentor = mentors[each.mentor_application_id]
        who = mentor.applicant
        if reader.keeps_out_of(Side.of(turn.definition, mentor)):
            who = f"{a(turn.definition.terms.mentor)} who is left to the other members"
        lines.append(_line(turn, each, who))
    lines += [_of_invitation(turn, each) for each in await invitations.about(work, application.id)]
    lines += [_of_call(turn, each) for each in await calls.about(work, application.id)]
    return lines


def _of_call(turn: Turn, made: MentorCall) -> str:
    day = spoken(local_day(made.asked_at, turn.definition.zone))
    wanted = "; ".join(made.wanted(turn.definition)) or "any"
    stands = "still running" if made.is_open else "over"
    return f"{day}: called for {several(turn.definition.terms.mentor)} ({wanted}); {stands}"


def _of_invitation(turn: Turn, invited: Invitation) -> str:
    day = spoken(local_day(invited.asked_at, turn.definition.zone))
    return f"{day}: invited {invited.name or 'somebody'}; {CAME_OF[invited.state]}"


def _line(turn: Turn, asked: OneMore, who: str) -> str:
    day = spoken(local_day(asked.asked_at, turn.definition.zone))
    came = SAID[asked.state].format(by=spoken(asked.answer_by))
    return f"{day}: asked {who} to take one more; {came}"
