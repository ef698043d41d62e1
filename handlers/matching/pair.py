"""A pair on the board: what fits, what to be careful about, both profiles, and what a member can do about it (R3.2–R3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Beside,
    Button,
    Facts,
    Part,
    Prose,
    Reply,
    View,
)
from handlers.matching.board import back_to_board, listed, to_next, to_pair
from handlers.matching.everybody import OFFERED, WANTED, told_of
from handlers.matching.on_board import who_looks
from handlers.matching.suggestions import (
    EVERY,
    NAMES,
    TONES,
    nine_questions,
    suggestions,
    what_else,
)
from scheme.application.application import Application, ApplicationStage
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.candidate import OPEN
from scheme.matching.pair import Point
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.matching.ranking import Suggestion, Suggestions
from scheme.matching.selection import Comment
from scheme.matching.ways import way_of, way_to_come
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import counted
from storage import people
from storage.matching import proposals, register
from storage.matching.register import Pending
from storage.work import Work

board_pair = Conversation(name="board")  # its step is part of the board

OTHERS = 4  # who suit as well, to be compared with
WITH = "with"  # the answer that says beside which other mentor


@dataclass(frozen=True, kw_only=True)
class _Pair:
    """What a member looks at: whose application, how it stands, and the mentor; `other`: another one beside them."""

    pending: Pending
    found: Suggestions
    mentor: Suggestion
    other: Suggestion | None

    @property
    def mentor_id(self) -> ApplicationId:
        return self.mentor.mentor.application.id

    @property
    def held(self) -> list[ApplicationId]:
        """The mentors selected so far, in their order."""
        return [
            candidate.mentor_application_id
            for candidate in self.pending.candidates
            if candidate.state in OPEN
        ]


@board_pair.step("pair", Audience.UNCONFLICTED, about="application", opens=True)
async def open_pair(turn: Turn, work: Work) -> Reply:
    """One mentor for one mentee, perhaps beside another: the verdict, the nine questions, both profiles, and what to do."""
    mentee = turn.the(Application)
    if mentee.role != "mentee" or mentee.stage != ApplicationStage.ELIGIBLE:
        raise Refusal(
            f"{mentee.ref} is not waiting to be matched. Open it again to see where it stands."
        )
    found = await suggestions(turn, work, mentee)
    mentor_id = turn.number("mentor")
    for no in found.excluded:
        if no.mentor.application.id == mentor_id:
            return _cannot(turn, mentee, f"{no.mentor.application.applicant}: {no.reason}")
    mentor = _among(found, mentor_id)
    if mentor is None:
        raise Refusal("That mentor is not on the register any more. Open the board again.")
    pending = await register.pending(work, mentee)
    seen = _Pair(
        pending=pending, found=found, mentor=mentor, other=_among(found, turn.number(WITH))
    )
    parts = [
        *_verdict(turn, seen),
        *await _so_far(turn, work, seen),
        *_questions(seen),
        *_texts(turn, seen),
    ]
    return Reply(
        window=View(
            title=_title(seen),
            parts=tuple(parts),
            buttons=(*_decisions(turn, seen), *await _ways(turn, work, seen)),
        )
    )


def _among(found: Suggestions, mentor_id: int) -> Suggestion | None:
    return next(
        (each for each in found.ranked if each.mentor.application.id == mentor_id),
        None,
    )


def _cannot(turn: Turn, mentee: Application, reason: str) -> Reply:
    everybody = Button(
        label="See everybody", action="propose.everybody", subject=turn.subject, opens=True
    )
    return Reply(
        window=View(
            title=f"Can't be proposed for {mentee.applicant} now",
            parts=(Prose(reason),),
            buttons=(what_else(turn), everybody, back_to_board()),
        )
    )


def _title(seen: _Pair) -> str:
    names = seen.mentor.mentor.application.applicant
    if seen.other is not None:
        names = f"{names} or {seen.other.mentor.application.applicant}"
    return f"{names} for {seen.pending.application.applicant}"


# What is read


def _verdict(turn: Turn, seen: _Pair) -> list[Part]:
    """What the nine questions come to, the cautions first; of both where two mentors are compared."""
    return [_line(turn, each) for each in (seen.mentor, seen.other) if each is not None]


def _line(turn: Turn, each: Suggestion) -> Prose:
    application = each.mentor.application
    free = application.capacity - each.mentor.taken
    places = f"{free} of {counted(application.capacity, 'place')} free"
    load = f"{places}; {counted(each.mentor.partnerships_ever, 'partnership')} so far"
    return Prose(f"{each.verdict.line}\n{load}", application.applicant)


async def _so_far(turn: Turn, work: Work, seen: _Pair) -> list[Part]:
    """What has been selected, who agreed, what members said of it, and who looks just now."""
    pending = seen.pending
    parts: list[Part] = []
    if pending.proposal is not None:
        comments = await _comments(work, pending.proposal)
        concerned = {comment.person_id for comment in comments} | pending.agreed
        known = await people.by_ids(work, set(concerned))
        parts.append(Facts(tuple(await _selected(turn, work, seen)), "So far"))
        parts += [
            Prose(
                comment.text,
                f"{known[comment.person_id].name} {'disagrees' if comment.disagrees else 'comments'}, "
                f"{spoken(local_day(comment.at, turn.definition.zone))}",
            )
            for comment in comments
        ]
    looking = await who_looks(turn, work, pending.application)
    if looking:
        verb = "is" if len(looking) == 1 else "are"
        parts.append(Prose(f"{listed(looking)} {verb} looking at this just now."))
    return parts


async def _comments(work: Work, proposal: Proposal) -> list[Comment]:
    """What members said of the selection that stands; what was said of one before may be of a mentor the reader keeps out of."""
    stands = await proposals.standing_selection(work, proposal.id)
    first = proposal.revision if stands is None else stands.revision
    return [
        comment
        for comment in await proposals.comments_on(work, proposal.id)
        if comment.revision >= first and comment.text
    ]


async def _selected(turn: Turn, work: Work, seen: _Pair) -> list[tuple[str, str]]:
    by_id = {each.mentor.application.id: each.mentor.application for each in seen.found.ranked}
    by_id |= {no.mentor.application.id: no.mentor.application for no in seen.found.excluded}
    names = [by_id[mentor_id].applicant for mentor_id in seen.held if mentor_id in by_id]
    known = await people.by_ids(work, set(seen.pending.agreed))
    agreed = sorted(known[person_id].name for person_id in seen.pending.agreed)
    needed = turn.definition.choosing.approvals
    return [
        ("Selected", ", ".join(names) or "nobody"),
        (f"{len(agreed)} of {needed} agreed", ", ".join(agreed) or "nobody yet"),
    ]


def _texts(turn: Turn, seen: _Pair) -> list[Part]:
    """What the mentee looks for beside what the mentor offers; of two mentors, what both offer beside one another."""
    mentee = seen.pending.application
    wanted = Prose(told_of(turn, mentee, WANTED), f"What {mentee.applicant} looks for")
    offered = _offers(turn, seen.mentor)
    if seen.other is None:
        return [Beside(wanted, offered)]
    return [wanted, Beside(offered, _offers(turn, seen.other))]


def _offers(turn: Turn, each: Suggestion) -> Prose:
    application = each.mentor.application
    return Prose(told_of(turn, application, OFFERED), f"What {application.applicant} offers")


def _questions(seen: _Pair) -> list[Part]:
    """The nine questions with what is said on each; of two mentors one answer below the other, question by question."""
    if seen.other is None:
        return [Facts(nine_questions(seen.mentor), "The nine questions")]
    names = (seen.mentor.mentor.application.applicant, seen.other.mentor.application.applicant)
    rows = []
    for one, other in zip(seen.mentor.points, seen.other.points, strict=True):
        asked = f"({one.question}) {NAMES[one.question]}"
        if (one.tone, one.text) == (other.tone, other.text):
            rows.append((f"{asked}, both", _answered(one)))
            continue
        rows.append((f"{asked}: {names[0]}", _answered(one)))
        rows.append((f"{asked}: {names[1]}", _answered(other)))
    return [Facts(tuple(rows), "The nine questions, one beside the other")]


def _answered(point: Point) -> str:
    return f"{TONES[point.tone]}: {point.text}"


# What can be done


def _decisions(turn: Turn, seen: _Pair) -> list[Button]:
    """To propose, to agree, to take one's word back: by one press of whoever looked at all nine, or question by question."""
    draft = seen.pending.proposal
    name = seen.mentor.mentor.application.applicant
    if draft is not None and draft.state != ProposalProgress.DRAFT:
        return []
    if draft is not None and seen.mentor_id in seen.held:
        return _agreeing(turn, seen, draft.revision)
    way = way_to_come(turn.definition) if draft is None else way_of(draft)
    revision = "0" if draft is None else str(draft.revision)
    if not seen.held:
        return [
            _sends(turn, f"Propose {name}, having looked at all nine", [seen.mentor_id], revision),
            _by_question(turn, seen, "Propose, ticking the questions"),
        ]
    buttons = []
    if len(seen.held) < way.most(turn.definition):
        both = [*seen.held, seen.mentor_id]
        buttons.append(_sends(turn, f"Propose {name} as well", both, revision))
    alone = [seen.mentor_id]
    buttons.append(_sends(turn, f"Propose {name} instead", alone, revision, style="plain"))
    return buttons


def _sends(
    turn: Turn,
    label: str,
    mentors: Sequence[ApplicationId],
    revision: str,
    *,
    style: str = "primary",
) -> Button:
    return Button(
        label=label,
        action="propose.send",
        subject=turn.subject,
        answers={
            "mentors": [str(mentor) for mentor in mentors],
            "criteria": [EVERY],
            "revision": revision,
        },
        style="primary" if style == "primary" else "plain",
    )


def _by_question(turn: Turn, seen: _Pair, label: str) -> Button:
    return Button(
        label=label,
        action="propose.open",
        subject=turn.subject,
        answers={"also": [str(seen.mentor_id)]},
        opens=True,
    )


def _agreeing(turn: Turn, seen: _Pair, revision: int) -> list[Button]:
    read = {"revision": str(revision)}
    if turn.person.id in seen.pending.agreed:
        return [Button(label="Take back my word", action="propose.take_back", subject=turn.subject)]
    return [
        Button(
            label="Agree, having looked at all nine",
            action="propose.agree",
            subject=turn.subject,
            answers={**read, "considered": "yes", "criteria": [EVERY]},
            style="primary",
        ),
        Button(
            label="Agree, ticking the questions",
            action="propose.consider",
            subject=turn.subject,
            answers=read,
            opens=True,
        ),
    ]


async def _ways(turn: Turn, work: Work, seen: _Pair) -> list[Button]:
    """What else can be said and looked at: words to the others, standing aside, other mentors beside this one, who is next."""
    subject = turn.subject
    ways = []
    if seen.pending.proposal is not None:
        ways.append(
            Button(
                label="Comment or disagree", action="propose.comment", subject=subject, opens=True
            )
        )
    ways.append(
        Button(label="I know them: stand aside", action="review.aside", subject=subject, opens=True)
    )
    ways.append(
        Button(label="Open the application", action="review.open", subject=subject, opens=True)
    )
    shown = {seen.mentor_id} | ({seen.other.mentor.application.id} if seen.other else set())
    others = [each for each in seen.found.ranked if each.mentor.application.id not in shown]
    ways += [
        Button(
            label=f"Compare with {each.mentor.application.applicant}",
            action="board.pair",
            subject=subject,
            answers={"mentor": str(seen.mentor_id), WITH: str(each.mentor.application.id)},
            opens=True,
            place="menu",
        )
        for each in others[:OTHERS]
    ]
    if seen.other is not None:
        other = seen.other.mentor.application
        ways.append(
            to_pair(
                f"Only {other.applicant}",
                Subject("application", seen.pending.application.id),
                other.id,
            )
        )
    ways.append(replace(what_else(turn), label="Nobody suits?", place="menu"))
    return [*ways, to_next(seen.pending.application.id), back_to_board()]
