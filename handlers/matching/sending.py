"""Before a mentor is asked: the mentee reads what they will read, changes the words, sends it or leaves it (R4.2, R4.3)."""

from collections.abc import Sequence

from handlers.forms.profiles import asked_in_these_words
from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Form, Prose, Reply, View
from handlers.matching.requests import askable, carry_out, choice_of
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, LongText
from scheme.forms.shown import spoken
from scheme.ids import CandidateId
from scheme.matching.candidate import Candidate, answer_day
from scheme.matching.choosing import Choice, cannot_be_asked
from scheme.matching.proposal import Proposal
from scheme.matching.ways import way_of
from storage import applications
from storage.work import Work

sending = Conversation(name="choose")


@sending.step("chosen", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def chosen(turn: Turn, work: Work) -> Reply:
    """Shows the request as the mentor would read it. Nobody has been asked yet."""
    candidate = await _option(turn, work)
    mentee = turn.the(Application)
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    by = answer_day(turn.definition, turn.now)
    words = await asked_in_these_words(turn.definition, work, mentee, by)
    changed = ""
    if (turn.number("revision") or mentee.revision) != mentee.revision:
        changed = "Your words have changed since you looked, so nothing was sent yet. "
    if way_of(turn.the(Proposal)).talks_first:
        asks = f"{mentor.applicant} is asked for a first talk and reads the following"
    else:
        asks = f"{mentor.applicant} reads the following"
    text = f"{changed}Nobody has been asked yet. Once you send this, {asks}, and you hear by {spoken(by)}, whatever the answer is."
    send = Button(
        label="Send",
        action="choose.sent",
        subject=turn.subject,
        answers={"candidate": str(candidate.id), "revision": str(mentee.revision)},
        style="primary",
    )
    asked = {"candidate": str(candidate.id)}
    change = Button(
        label="Change the words",
        action="choose.words",
        subject=turn.subject,
        answers=asked,
        opens=True,
    )
    leave = Button(label="Not now", action="choose.read", subject=turn.subject, opens=True)
    return Reply(
        window=View(
            title=f"Send this to {mentor.applicant}?",
            parts=(Prose(text), Prose(f"{mentor.applicant} will read:"), *words),
            buttons=(send, change, leave),
        )
    )


async def _choice(turn: Turn, work: Work) -> Choice:
    """The options, where the mentee can choose from them now. Raises `Refusal` otherwise."""
    turn.the(Proposal).must_be_open_to_choice()
    return await choice_of(turn, work, turn.the(Proposal), turn.the(Application))


async def _option(turn: Turn, work: Work) -> Candidate:
    """The mentor meant, who could be asked now. Raises `Refusal` when there is none, or their place has gone."""
    choice = await _choice(turn, work)
    candidate = choice.option(CandidateId(turn.number("candidate")))
    if not await askable(turn, work, choice.mentee, [candidate]):
        mentor = await applications.by_id(work, candidate.mentor_application_id)
        raise cannot_be_asked(mentor)
    return candidate


@sending.step(
    "sent", Audience.PARTY, about="proposal", by_phone="your request was sent to a mentor"
)
async def sent(turn: Turn, work: Work) -> Reply:
    """Ask the mentor chosen. A place of theirs is taken now; when none is left, nothing happens (R4.3).

    Where the words are not those that were read any more, they are shown again instead.
    """
    choice = await choice_of(turn, work, turn.the(Proposal), turn.the(Application))
    if turn.number("revision") != choice.mentee.revision:
        return Reply(
            then=Action(name="choose.chosen", subject=turn.subject, answers=dict(turn.answers))
        )
    outcome = way_of(choice.proposal).choose(
        choice, chosen=[CandidateId(turn.number("candidate"))], now=turn.now
    )
    await carry_out(turn, work, choice, outcome)
    return Reply()


def _words(turn: Turn) -> Sequence[AnyField]:
    """What a mentee says in their own words to whoever they ask."""
    form = turn.definition.form("mentee")
    return [field for field in form if isinstance(field, LongText) and field.seen_by == "partner"]


@sending.step("words", Audience.PARTY, about="proposal", opens=True, by_phone="")
async def words(turn: Turn, work: Work) -> Reply:
    """What the mentee says in their own words, to be changed; the rest of the application stays."""
    candidate = await _option(turn, work)
    return Reply(window=_form(turn, candidate.id, turn.the(Application).answers))


def _form(turn: Turn, candidate: int, answers: Answers, notice: str = "") -> Form:
    text = (
        "This is from your application, and changes there too. What else they read, you can change under Home, View it. "
        "Nothing is sent yet: you see it once more."
    )
    fields = tuple(_words(turn))
    return Form(
        title="Change the words",
        action="choose.worded",
        fields=fields,
        submit="Show me how it reads",
        subject=turn.subject,
        parts=(Prose(text),),
        answers={field.key: answers.get(field.key) for field in fields},
        carries={
            "candidate": str(candidate),
            "revision": str(turn.the(Application).revision),
        },
        notice=notice,
    )


@sending.step("worded", Audience.PARTY, about="proposal", by_phone="your words were changed")
async def worded(turn: Turn, work: Work) -> Reply:
    """Keep the words in the application, as any change of it (R2.4), and show the request again."""
    mentee = turn.the(Application)
    candidate = (await _choice(turn, work)).option(CandidateId(turn.number("candidate")))
    said = check(_words(turn), turn.answers)
    answers = mentee.answers | said
    if answers != mentee.answers:
        if turn.number("revision") != mentee.revision:
            notice = "Your application was changed elsewhere meanwhile. What you typed is here; look it over once more."
            return Reply(window=_form(turn, candidate.id, said, notice))
        mentee.revise(answers, mentee.revision, turn.now)
        await application_changed(turn, work, mentee, note="The applicant has changed it.")
    seen = {"candidate": str(candidate.id)}
    return Reply(then=Action(name="choose.chosen", subject=turn.subject, answers=seen))
