"""A match that the organisers decided on: both read it, each may say yes, or once that they would rather not (R4.1)."""

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.forms.profiles import links, profile
from handlers.group import missed
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Form, Message, Part, Prose, Reply, View
from handlers.matching.beginning import begin
from handlers.matching.requests import carry_out, choice_of, comes_to_nothing
from handlers.matching.told_cards import to_read, until
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.matching.candidate import Candidate
from scheme.matching.choosing import Choice, Next, Outcome
from scheme.matching.organisers_decide import needs_a_talk
from scheme.matching.proposal import Proposal
from scheme.matching.rather_not import RatherNot
from scheme.matching.ways import way_of
from scheme.people import Role
from scheme.wording import days_left
from storage import applications, files, people
from storage.matching import rather_nots
from storage.work import Work

told = Conversation(name="told")


@dataclass(frozen=True, kw_only=True)
class _Half:
    """One of the two who were told, and the other."""

    role: Role
    choice: Choice
    candidate: Candidate
    own: Application
    theirs: Application

    @property
    def other_role(self) -> Role:
        if self.role == "mentee":
            return "mentor"
        return "mentee"

    @property
    def has_said_yes(self) -> bool:
        if self.role == "mentee":
            return self.candidate.mentee_fine_at is not None
        return self.candidate.mentor_fine_at is not None

    def step(self, name: str) -> str:
        """A step as this one of the two takes it."""
        return f"told.{self.role}{name}"

    def key(self, role: Role) -> str:
        """The card of the one or the other."""
        if role == "mentee":
            return f"proposal:{self.candidate.proposal_id}"
        return f"candidate:{self.candidate.id}"


async def _half(moment: Moment, work: Work, role: Role) -> _Half:
    """Raises `Refusal` where both were not told, or it is settled."""
    mentee = moment.the(Application)
    choice = await choice_of(moment, work, moment.the(Proposal), mentee)
    candidate = choice.told_pair()
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    if role == "mentee":
        own, theirs = mentee, mentor
    else:
        own, theirs = mentor, mentee
    return _Half(role=role, choice=choice, candidate=candidate, own=own, theirs=theirs)


# Reading


@told.step("mentee", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def mentee_reads(turn: Turn, work: Work) -> Reply:
    """The mentor's profile, with what the mentee can say to the match."""
    return await _read(turn, work, await _half(turn, work, "mentee"))


@told.step("mentor", Audience.PARTY, about="candidate", opens=True, by_phone="")
async def mentor_reads(turn: Turn, work: Work) -> Reply:
    """The mentee's profile, with what the mentor can say to the match."""
    return await _read(turn, work, await _half(turn, work, "mentor"))


async def _read(turn: Turn, work: Work, half: _Half) -> Reply:
    person = await people.by_id(work, half.theirs.person_id)
    held = await files.in_application(work, half.theirs)
    card = profile(turn.definition, half.theirs, files=held, picture=person.picture)
    no = Button(label="I'd rather not", action=half.step("_no"), subject=turn.subject, opens=True)
    if half.has_said_yes:
        text = f"You said yes. You are introduced once {half.theirs.applicant} does too, or after {until(half.candidate)}."
        buttons: tuple[Button, ...] = (no,)
    else:
        text = (
            f"{half.theirs.applicant} reads the same of you. If neither of you says no by {until(half.candidate)}, you are "
            "introduced then; if both say yes, at once."
        )
        yes = Button(
            label="Fine by me", action=half.step("_fine"), subject=turn.subject, style="primary"
        )
        buttons = (yes, no)
    title = f"You and {half.theirs.applicant}"
    parts: tuple[Part, ...] = (Prose(text), card, *links(turn.definition, half.theirs))
    return Reply(window=View(title=title, parts=parts, buttons=buttons))


# Yes


@told.step("mentee_fine", Audience.PARTY, about="proposal", by_phone="you said yes to your match")
async def mentee_is_fine(turn: Turn, work: Work) -> Reply:
    """The mentee says yes; with both, they are introduced at once."""
    half = await _half(turn, work, "mentee")
    way = way_of(half.choice.proposal)
    outcome = way.choose(half.choice, chosen=[half.candidate.id], now=turn.now)
    return await _said_yes(turn, work, half, outcome)


@told.step("mentor_fine", Audience.PARTY, about="candidate", by_phone="you said yes to your match")
async def mentor_is_fine(turn: Turn, work: Work) -> Reply:
    """The mentor says yes; with both, they are introduced at once."""
    half = await _half(turn, work, "mentor")
    way = way_of(half.choice.proposal)
    outcome = way.accept(half.choice, candidate=half.candidate, now=turn.now)
    return await _said_yes(turn, work, half, outcome)


async def _said_yes(turn: Turn, work: Work, half: _Half, outcome: Outcome) -> Reply:
    await _carry_out(turn, work, half.choice, half.candidate, outcome)
    if outcome.next == Next.BOTH:
        text = (
            f"Thank you. {half.theirs.applicant} has until {until(half.candidate)}; you are introduced as soon as they say "
            "yes too, or after that day."
        )
        message = Message(
            text=text,
            buttons=(to_read(half.candidate, half.role),),
            heading=f"You and {half.theirs.applicant}",
        )
        await tell(work, turn.person.id, message, key=half.key(half.role))
    return Reply()


async def _carry_out(
    moment: Moment, work: Work, choice: Choice, candidate: Candidate, outcome: Outcome
) -> None:
    await carry_out(moment, work, choice, outcome)
    if outcome.next == Next.PAIR:
        await begin(
            moment,
            work,
            choice=choice,
            candidate=candidate,
            mentor=await applications.by_id(work, candidate.mentor_application_id),
        )


# No


def _why(turn: Turn) -> Sequence[LongText]:
    group = turn.definition.terms.the_group_first
    return (
        LongText(
            key="reason",
            label="Anything that helps us look again?",
            help=f"Optional. {group} alone reads it.",
            required=False,
            most=2000,
        ),
    )


@told.step("mentee_no", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def mentee_would_rather_not(turn: Turn, work: Work) -> Reply:
    """Asks the mentee whether there is anything to say to the organisers."""
    return _asks_why(turn, await _half(turn, work, "mentee"))


@told.step("mentor_no", Audience.PARTY, about="candidate", opens=True, by_phone="")
async def mentor_would_rather_not(turn: Turn, work: Work) -> Reply:
    """Asks the mentor whether there is anything to say to the organisers."""
    return _asks_why(turn, await _half(turn, work, "mentor"))


def _asks_why(turn: Turn, half: _Half) -> Reply:
    text = (
        f"That is fine, and needs no reason. {half.theirs.applicant} is told kindly, without one."
    )
    form = Form(
        title="Rather not",
        action=half.step("_said_no"),
        fields=tuple(_why(turn)),
        submit="I'd rather not",
        subject=turn.subject,
        parts=(Prose(text),),
    )
    return Reply(window=form)


@told.step(
    "mentee_said_no", Audience.PARTY, about="proposal", by_phone="you would rather not be matched"
)
async def mentee_says_no(turn: Turn, work: Work) -> Reply:
    """The mentee would rather not: the mentor is told kindly, and the Group looks again."""
    half = await _half(turn, work, "mentee")
    second = await _note(turn, work, half)
    mentor = await applications.by_id(work, half.candidate.mentor_application_id)
    over = f"You and {half.own.applicant} are not matched after all. Your place is open again, and nothing is needed."
    message = Message(text=f"{over} Thank you.", heading="Not matched after all")
    await tell(work, mentor.person_id, message, key=half.key("mentor"))
    news = f"Thank you for saying so; {mentor.applicant} is told kindly."
    if second:
        news = f"{news} {_talk(turn)}"
    await _look_again(turn, work, half, news=news, second=second)
    return Reply()


@told.step(
    "mentor_said_no", Audience.PARTY, about="candidate", by_phone="you would rather not be matched"
)
async def mentor_says_no(turn: Turn, work: Work) -> Reply:
    """The mentor would rather not: the place is free, the mentee is told kindly, and the Group looks again."""
    half = await _half(turn, work, "mentor")
    second = await _note(turn, work, half)
    text = f"Thank you for saying so; {half.theirs.applicant} is told kindly, and your place is open again."
    if second:
        text = f"{text} {_talk(turn)}"
    message = Message(text=text, heading="Not matched after all")
    await tell(work, turn.person.id, message, key=half.key("mentor"))
    news = f"You and {half.own.applicant} are not matched after all. It says nothing about you."
    await _look_again(turn, work, half, news=news, second=second)
    return Reply()


def _talk(turn: Turn) -> str:
    return f"Somebody talks with you before anybody else is suggested: {missed.somebody(turn.definition)}."


async def _note(turn: Turn, work: Work, half: _Half) -> bool:
    """Keep that somebody would rather not; whether it is so often that a person talks with them now."""
    reason = check(_why(turn), turn.answers)["reason"]
    half.candidate.take_back(turn.now)
    await work.add(
        RatherNot(
            scheme=turn.definition.key,
            candidate_id=half.candidate.id,
            application_id=half.own.id,
            person_id=turn.person.id,
            at=turn.now,
            text=str(reason or ""),
        )
    )
    counted = await rather_nots.of_each(work, [half.own.id])
    return needs_a_talk(counted[half.own.id])


async def _look_again(turn: Turn, work: Work, half: _Half, *, news: str, second: bool) -> None:
    note = "One of the two would rather not; please look again."
    if second:
        note = "A second no: please open it, and talk with them before anybody else is suggested."
    await comes_to_nothing(
        turn,
        work,
        proposal=half.choice.proposal,
        candidate=half.candidate,
        mentee=half.choice.mentee,
        news=news,
        note=note,
    )


# As time goes by


@told.when("candidate", "remind_both")
async def remind(moment: Moment, work: Work) -> None:
    """Whoever has said nothing yet reads when they begin, and that a no is fine until then."""
    roles: tuple[Role, ...] = ("mentee", "mentor")
    for role in roles:
        half = await _half(moment, work, role)
        if half.has_said_yes:
            continue
        day = half.candidate.answer_by or moment.today
        message = Message(
            text=f"You are introduced to {half.theirs.applicant} after {until(half.candidate)}, "
            f"{days_left(day, moment.today)}. If you'd rather not, say so until then; no reason is needed.",
            buttons=(to_read(half.candidate, role),),
            heading=f"You and {half.theirs.applicant}",
        )
        await tell(work, half.own.person_id, message, key=half.key(role))


@told.when("candidate", "begin")
async def begin_in_time(moment: Moment, work: Work) -> None:
    """Neither has said no by the day: they begin, unless the mentor is away by now and has said nothing."""
    half = await _half(moment, work, "mentor")
    away = half.own.away_until
    if away and away > moment.today and not half.has_said_yes:
        half.candidate.lapse(moment.now)
        closed = f"You are away, so you are not matched with {half.theirs.applicant} now. Your place is open again."
        message = Message(text=closed, heading="Not matched after all")
        await tell(work, half.own.person_id, message, key=half.key("mentor"))
        await comes_to_nothing(
            moment,
            work,
            proposal=half.choice.proposal,
            candidate=half.candidate,
            mentee=half.choice.mentee,
            note="The mentor is away by now; please look again.",
        )
        return
    outcome = half.choice.match(half.candidate, moment.now)
    await _carry_out(moment, work, half.choice, half.candidate, outcome)
