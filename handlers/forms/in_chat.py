"""A form as a conversation: one question at a time in the chat, left and resumed, nothing lost on the way (R2.9)."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps

from handlers.desk.drafts import keep, opener_in, opener_of
from handlers.forms import questions
from handlers.forms import talk as talks
from handlers.forms.questions import explained
from handlers.forms.talk import Talk
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry, StepFunction
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Form, Reply, says
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms import reading, steering
from scheme.forms.checking import check
from scheme.forms.draft import SUMMARY, Draft, before, wrong_with
from scheme.forms.fields import AnyField
from scheme.forms.shown import spoken
from scheme.refusal import Refusal
from storage import drafts
from storage.work import Work

in_chat = Conversation(name="ask")

ELSEWHERE = {"home": "home.show", "menu": "home.show", "help": "home.help"}
SHOWN = ("ask.seen", "ask.window")  # what is looked at without taking a form up again


def _talked(run: Callable[[Talk, Turn], Reply]) -> StepFunction:
    """A step of a form that is being answered, where there still is one."""

    @wraps(run)
    async def step(turn: Turn, work: Work) -> Reply:
        talk = await _talk(turn, work)
        if isinstance(talk, Reply):
            return talk
        stood = questions.standing(talk)
        return await questions.posted(talk, work, run(talk, turn), stood)

    return step


async def _talk(turn: Turn, work: Work) -> Talk | Reply:
    """The draft with its form made anew, so that rights and questions are today's; what is said when there is none.

    Where it is only looked at, it stays as it is.
    """
    draft = turn.the(Draft)
    takes_up = turn.action not in SHOWN
    try:
        reply = await turn.show_step(work, opener_of(draft))
    except Refusal as no:
        if takes_up:
            draft.leave()
        return says(f"{no.text} What you answered is kept.", talks.cancel(draft), HOME)
    form = reply.window
    if isinstance(form, Form) and (form.action, form.subject) == (draft.action, draft.subject):
        if takes_up and not draft.talking:
            await drafts.rest(work, turn.person.id)
        return Talk(turn, draft, form)
    if takes_up:
        draft.leave()
    return reply


@in_chat.step("begin", Audience.ANYONE)
async def begin(turn: Turn, work: Work) -> Reply:
    """The first question of a form, or the first that is still open where the form was begun in a window."""
    reply = await turn.show_step(work, turn.opener or opener_in(turn.answers))
    form = reply.window
    if not isinstance(form, Form) or form.opener is None:
        return reply
    if form.private:
        raise Refusal("This one stays in its window, so that nothing of it can be read in a chat.")
    await drafts.rest(work, turn.person.id)
    draft = await keep(
        work, turn.person.id, opener=form.opener, form=form, answers={}, carries=form.carries
    )
    if draft.place is None:  # it was only ever open in a window
        draft.leave_out_unsaid()
    draft.move_to(form.fields, draft.next_open(form.fields), turn.now)
    talk = Talk(turn, draft, form)
    asked = await questions.posted(talk, work, Reply(says=(talk.message(),)), None)
    return replace(asked, says=(talk.welcome(),))


@in_chat.step("go_on", Audience.PARTY, about="draft")
@_talked
def go_on(talk: Talk, turn: Turn) -> Reply:
    """The question where it was left."""
    return talk.at(talk.draft.question(talk.fields))


# Answers


@in_chat.step("said", Audience.PARTY, about="draft")
async def said(turn: Turn, work: Work) -> Reply:
    """What was typed: a word that steers, or the answer to the question."""
    draft = turn.the(Draft)
    text = turn.given("text")
    plain = " ".join(text.casefold().strip(" .!?").split())
    if draft.parting:
        return Reply(
            then=Action(
                name="ask.dropped" if plain in reading.YES | {"cancel"} else "ask.go_on",
                subject=turn.subject,
            )
        )
    if plain in ELSEWHERE:
        draft.leave()
        return Reply(then=Action(name=ELSEWHERE[plain]))
    leads = steering.steer(text)
    if leads not in ("", steering.EXPLAIN):
        return Reply(then=Action(name=f"ask.{leads}", subject=turn.subject))
    talk = await _talk(turn, work)
    if isinstance(talk, Reply):
        return talk
    field = draft.question(talk.fields)
    sends = field is None and plain in reading.YES | {"send", "send it", "submit"}
    if sends:
        return Reply(then=Action(name="ask.send", subject=turn.subject))
    stood = questions.standing(talk)
    return await questions.posted(talk, work, _heard(talk, field, text, leads), stood)


def _heard(talk: Talk, field: AnyField | None, text: str, leads: str) -> Reply:
    """What follows from words that are no way to go: the answer is kept, or the question asked again."""
    if field is None:
        return talk.at(None)
    if leads == steering.EXPLAIN:
        return talk.at(field, explained(field))
    if field.window_only:
        return talk.into_the_window(field, text)
    try:
        answer = reading.read(field, text, talk.turn.today, talk.turn.day_orders)
    except Refusal as no:
        return talk.at(field, no.text)
    return talk.answered(field, answer)


@in_chat.step("picked", Audience.PARTY, about="draft")
@_talked
def picked(talk: Talk, turn: Turn) -> Reply:
    """An option that was pressed, or what was there before and is kept."""
    field = talk.draft.question(talk.fields)
    if field is None or turn.given("question") != field.key:
        return talk.at(field, "That question is behind us.")
    if turn.given("keep"):
        answer = talk.form.answers.get(field.key)
    else:
        answer = turn.answers.get("value")
    if wrong := wrong_with(field, answer):
        return talk.at(field, wrong)
    return talk.answered(field, check((field,), {field.key: answer})[field.key])


@in_chat.step("window", Audience.PARTY, about="draft", opens=True)
@_talked
def window(talk: Talk, turn: Turn) -> Reply:
    """A window for one confidential question."""
    field = next(
        (question for question in talk.fields if question.key == turn.given("question")), None
    )
    if field:
        return Reply(window=talk.window(field))
    return Reply(then=Action(name="ask.go_on", subject=turn.subject))


@in_chat.step("given", Audience.PARTY, about="draft")
@_talked
def given(talk: Talk, turn: Turn) -> Reply:
    """What was written in the window."""
    field = next((question for question in talk.fields if question.key in turn.answers), None)
    if field is None:
        return talk.at(talk.draft.question(talk.fields))
    return talk.answered(field, check((field,), turn.answers)[field.key])


# Going about in it


@in_chat.step("skip", Audience.PARTY, about="draft")
@_talked
def skip(talk: Talk, turn: Turn) -> Reply:
    """Pass over a question that may stay open."""
    field = talk.draft.question(talk.fields)
    if field is None or (turn.given("question") or field.key) != field.key:
        return talk.at(field, "That question is behind us.")
    if field.required:
        return talk.at(
            field, "This one is needed, so it can't be skipped. You can leave and come back to it."
        )
    return talk.answered(field, None)


@in_chat.step("back", Audience.PARTY, about="draft")
@_talked
def back(talk: Talk, turn: Turn) -> Reply:
    """The question before."""
    field = talk.draft.question(talk.fields)
    here = field.key if field else SUMMARY
    if (turn.given("question") or here) != here:
        return talk.at(field, "That question is behind us.")
    if field is talk.fields[0]:
        return talk.at(field, "This is the first question.")
    return talk.to(before(talk.fields, field.key if field else SUMMARY))


@in_chat.step("change", Audience.PARTY, about="draft")
@_talked
def change(talk: Talk, turn: Turn) -> Reply:
    """One question again."""
    key = turn.given("question")
    return talk.to(key if any(field.key == key for field in talk.fields) else SUMMARY)


@in_chat.step("seen", Audience.PARTY, about="draft", opens=True)
@_talked
def seen(talk: Talk, turn: Turn) -> Reply:
    """Everything that was answered so far, in a window."""
    return Reply(window=talk.overview())


# Coming to an end


@in_chat.step("leave", Audience.PARTY, about="draft")
async def leave(turn: Turn, work: Work) -> Reply:
    """Stop for now; everything is kept."""
    draft = turn.the(Draft)
    await questions.close(work, draft, questions.LEFT)
    draft.leave()
    return says(
        "Left as it is, and everything is kept. Press Continue whenever you like; your home shows it too.",
        talks.go_on(draft),
        HOME,
        heading=draft.title,
    )


@in_chat.step("cancel", Audience.PARTY, about="draft")
async def cancel(turn: Turn, work: Work) -> Reply:
    """Asks, once, before everything that was answered goes."""
    draft = turn.the(Draft)
    if draft.talking:
        draft.ask_to_part(turn.now)
    yes = Button(label="Yes, cancel it", action="ask.dropped", subject=turn.subject, style="danger")
    return says(
        "Cancel this? What you answered here is then forgotten; nothing was sent.",
        yes,
        talks.go_on(draft),
    )


@in_chat.step("dropped", Audience.PARTY, about="draft")
async def dropped(turn: Turn, work: Work) -> Reply:
    """Forget what was answered."""
    await questions.close(work, turn.the(Draft), questions.CANCELLED)
    await drafts.drop(work, turn.the(Draft))
    return says("Cancelled. Nothing was sent, and what you answered is forgotten.", HOME)


@in_chat.step("afresh", Audience.PARTY, about="draft")
async def afresh(turn: Turn, work: Work) -> Reply:
    """Forget what was typed, and open the form as it was at first."""
    draft = turn.the(Draft)
    opener = opener_of(draft)
    await drafts.drop(work, draft)
    return Reply(then=opener)


@in_chat.step("send", Audience.PARTY, about="draft")
@_talked
def send(talk: Talk, turn: Turn) -> Reply:
    """Send the form, as its window would; what is missing is asked first."""
    for field in talk.fields:
        if wrong := wrong_with(field, talk.form.answers.get(field.key)):
            return talk.to(field.key, wrong)
    form = talk.form
    answers = {
        **{question.key: form.answers.get(question.key) for question in form.fields},
        **form.carries,
    }
    sends = Action(
        name=form.action,
        subject=form.subject,
        answers=answers,
        scheme=turn.definition.key,
        opener=form.opener,
    )
    return Reply(
        then=sends,
        otherwise=Action(name="ask.refused", subject=turn.subject, scheme=turn.definition.key),
    )


@in_chat.step("refused", Audience.PARTY, about="draft")
@_talked
def refused(talk: Talk, turn: Turn) -> Reply:
    """A rule said no to the form: the question concerned again, or what can be done."""
    wrong = turn.answers.get("errors")
    key = next(
        (field.key for field in talk.fields if isinstance(wrong, list) and field.key in wrong),
        SUMMARY,
    )
    return talk.to(key, turn.given("text"))


@in_chat.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Forms that were begun and can be gone on with."""
    return [
        _begun(turn, draft)
        for draft in await drafts.to_go_on_with(work, turn.definition.key, turn.person.id)
    ]


def _begun(turn: Turn, draft: Draft) -> HomeEntry:
    if draft.place is not None:
        if draft.place == SUMMARY:
            at = "everything is answered"
        else:
            at = f"question {draft.number} of {draft.count}"
        text = f"You were answering: {draft.title}, {at}. What you answered is kept."
        return HomeEntry(
            headline=draft.title,
            text=text,
            rank=0,
            primary=talks.go_on(draft),
            others=(talks.cancel(draft),),
        )
    day = spoken(local_day(draft.changed_at, turn.definition.zone))
    opener = opener_of(draft)
    go_on = Button(
        label="Continue",
        action=opener.name,
        subject=opener.subject,
        answers=opener.answers,
        style="primary",
        opens=True,
        scheme=opener.scheme,
    )
    text = f"You began this form on {day}. What you typed is kept, and nothing was sent."
    return HomeEntry(
        headline=draft.title, text=text, rank=0, primary=go_on, others=(talks.cancel(draft),)
    )
