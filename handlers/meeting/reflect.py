"""What each keeps for themselves: reflections and time of their own, seen by nobody else, to take along (R6.5)."""

from collections.abc import Mapping
from datetime import date

from handlers.kit.conversation import Conversation
from handlers.kit.help import MEETINGS
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Form, Part, Prose, Reply, View, says
from handlers.meeting.exports import reflections_file
from handlers.pair.which import from_first_introduction, one_of
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField, ChoiceField, DateField, LongText, Number, Option
from scheme.forms.shown import spoken
from scheme.ids import PartnershipId
from scheme.meeting.reflection import Hours, HoursKind, Reflection, duration
from scheme.partnership.partnership import Partnership
from scheme.subject import Subject
from storage import meetings, partnerships, people
from storage.work import Work

reflect = Conversation(name="reflect")

SHOWN = 20  # entries in a window; the file has them all
ALONE = "Only you can see this."
NONE = "There is no partnership to write about yet. Your home shows what comes next."
MINE = Button(label="My reflections", action="reflect.mine", opens=True)
LOG = Button(label="My hours", action="hours.show", opens=True)
NEW = Button(label="Write a reflection", action="reflect.new", style="primary", opens=True)
KINDS = (
    Option(key=HoursKind.CONTACT, label="Contact"),
    Option(key=HoursKind.PREPARATION, label="Preparation"),
)


async def _which(turn: Turn, work: Work, action: str, question: str) -> Reply:
    """ShowStep on for the partnership there is: of several, the live ones; one that has ended where there is no other."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    return await one_of(
        turn,
        work,
        [partnership for partnership in ours if partnership.is_live] or ours,
        action,
        question=question,
        none=NONE,
    )


async def _partners(turn: Turn, work: Work) -> dict[PartnershipId, str]:
    """The partner's name by partnership."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    known = await people.by_ids(
        work, {partnership.partner_of(turn.person.id) for partnership in ours}
    )
    return {
        partnership.id: known[partnership.partner_of(turn.person.id)].name for partnership in ours
    }


def _today(turn: Turn) -> date:
    return local_day(turn.now, turn.person.zone)


# Reflections


def _text_fields(turn: Turn) -> tuple[AnyField, ...]:
    return (
        DateField(key="day", label="For which day?", latest=_today(turn)),
        LongText(key="text", label="Your reflection", help=ALONE, most=10000),
    )


def _text_form(turn: Turn, answers: Answers, revision: int = 0, notice: str = "") -> Form:
    if revision:
        action = "reflect.rewritten"
    else:
        action = "reflect.kept"
    if revision:
        title = "Change a reflection"
    else:
        title = "A reflection"
    carries = {"revision": str(revision)}
    return Form(
        title=title,
        action=action,
        fields=_text_fields(turn),
        submit="Save",
        subject=turn.subject,
        parts=(),
        answers=answers,
        carries=carries,
        notice=notice,
        private=True,
    )


@reflect.step("new", Audience.ANYONE, reads=True)
async def new(turn: Turn, work: Work) -> Reply:
    """Leads to the form."""
    return await _which(turn, work, "reflect.form", "Which partnership is it about?")


@reflect.step("form", Audience.PARTY, about="partnership", opens=True)
async def form(turn: Turn, work: Work) -> Reply:
    """An empty reflection for today."""
    return Reply(window=_text_form(turn, {"day": _today(turn).isoformat()}))


def _written(turn: Turn) -> tuple[Answers, date, str]:
    answers = check(_text_fields(turn), turn.answers)
    return answers, date.fromisoformat(str(answers["day"])), str(answers["text"])


@reflect.step("kept", Audience.PARTY, about="partnership")
async def keep(turn: Turn, work: Work) -> Reply:
    """Keep a reflection; the same one twice is kept once."""
    pair, (_, day, text) = turn.the(Partnership), _written(turn)
    held = await meetings.reflections_of(work, turn.definition.key, turn.person.id)
    if not any(
        (reflection.partnership_id, reflection.day, reflection.text) == (pair.id, day, text)
        for reflection in held
    ):
        await work.add(
            Reflection(
                scheme=pair.scheme,
                partnership_id=pair.id,
                person_id=turn.person.id,
                day=day,
                text=text,
                written_at=turn.now,
            )
        )
    return says("Your reflection is kept. Nobody else can open it.", MINE)


@reflect.step(
    "mine",
    Audience.ANYONE,
    opens=True,
    in_help=MEETINGS.entry("My reflections", 40, from_first_introduction),
)
async def mine(turn: Turn, work: Work) -> Reply:
    """One's reflections, latest first, and all of them as a file."""
    held = await meetings.reflections_of(work, turn.definition.key, turn.person.id)
    names = await _partners(turn, work)
    parts: list[Part] = [
        Prose(ALONE if held else "Nothing is written yet. What you write is for you alone.")
    ]
    if held:
        parts.append(reflections_file(turn.definition, held, names))
    parts += [_text_card(reflection, names) for reflection in held[:SHOWN]]
    if len(held) > SHOWN:
        parts.append(Prose(f"The {len(held) - SHOWN} before these are in the file."))
    return Reply(
        window=View(
            title="My reflections", parts=tuple(parts), buttons=(*([NEW] if names else []), LOG)
        )
    )


def _text_card(reflection: Reflection, names: Mapping[PartnershipId, str]) -> Card:
    change = Button(
        label="Change",
        action="reflect.edit",
        subject=Subject("reflection", reflection.id),
        opens=True,
    )
    delete = Button(
        label="Delete",
        action="reflect.delete",
        subject=Subject("reflection", reflection.id),
        opens=True,
    )
    return Card(
        title=spoken(reflection.day),
        subtitle=f"With {names[reflection.partnership_id]}",
        text=reflection.text,
        buttons=(change, delete),
    )


@reflect.step("edit", Audience.PARTY, about="reflection", opens=True)
async def edit(turn: Turn, work: Work) -> Reply:
    """The form as it was written."""
    held = turn.the(Reflection)
    return Reply(
        window=_text_form(turn, {"day": held.day.isoformat(), "text": held.text}, held.revision)
    )


@reflect.step("rewritten", Audience.PARTY, about="reflection")
async def rewrite(turn: Turn, work: Work) -> Reply:
    """Keep the change; one made from an earlier state is shown again, with what was typed."""
    held, (answers, day, text) = turn.the(Reflection), _written(turn)
    if turn.number("revision") != held.revision and (day, text) != (held.day, held.text):
        notice = "You changed this elsewhere meanwhile. What you typed here is still below; save it to keep this one."
        return Reply(window=_text_form(turn, answers, held.revision, notice))
    if (day, text) != (held.day, held.text):
        held.rewrite(day, text)
    return says("Your reflection is kept as it is now.", MINE)


@reflect.step("delete", Audience.PARTY, about="reflection", opens=True)
async def ask_to_delete(turn: Turn, work: Work) -> Reply:
    """Asks before a reflection is deleted."""
    day = spoken(turn.the(Reflection).day)
    yes = Button(label="Delete", action="reflect.deleted", subject=turn.subject, style="danger")
    text = f"What you wrote for {day} goes for good; nobody can bring it back."
    return Reply(
        window=View(title="Delete this reflection?", parts=(Prose(text),), buttons=(yes, MINE))
    )


@reflect.step("deleted", Audience.PARTY, about="reflection")
async def delete(turn: Turn, work: Work) -> Reply:
    """Deletes a reflection for good; nothing of it is kept."""
    await meetings.forget(work, turn.the(Reflection))
    return says("The reflection is deleted.", MINE)


# The hours log


def _time_fields(turn: Turn) -> tuple[AnyField, ...]:
    also = "Meetings you two logged count as contact by themselves; add what else there was, such as calls or reading."
    return (
        DateField(key="day", label="On which day?", latest=_today(turn)),
        Number(key="minutes", label="For how long?", least=1, most=1440, unit="minutes"),
        ChoiceField(key="kind", label="What was it for?", help=also, options=KINDS),
    )


def _time_form(turn: Turn, answers: Answers, carries: Mapping[str, str], notice: str = "") -> Form:
    change = turn.subject.kind == "hours"
    action, title = (
        ("reflect.corrected", "Correct your time") if change else ("reflect.noted", "Add time")
    )
    return Form(
        title=title,
        action=action,
        fields=_time_fields(turn),
        submit="Save",
        subject=turn.subject,
        parts=(),
        answers=answers,
        carries=carries,
        notice=notice,
    )


def _time(turn: Turn) -> tuple[Answers, date, int, HoursKind]:
    answers = check(_time_fields(turn), turn.answers)
    return (
        answers,
        date.fromisoformat(str(answers["day"])),
        int(str(answers["minutes"])),
        HoursKind(str(answers["kind"])),
    )


@reflect.step("time", Audience.ANYONE, reads=True)
async def add_time(turn: Turn, work: Work) -> Reply:
    """Leads to the form."""
    return await _which(turn, work, "reflect.add", "Which partnership was it for?")


@reflect.step("add", Audience.PARTY, about="partnership", opens=True)
async def time_form(turn: Turn, work: Work) -> Reply:
    """Time for today, in preparation unless changed: contact is mostly logged already."""
    return Reply(
        window=_time_form(
            turn, {"day": _today(turn).isoformat(), "kind": HoursKind.PREPARATION}, {}
        )
    )


@reflect.step("noted", Audience.PARTY, about="partnership")
async def note_time(turn: Turn, work: Work) -> Reply:
    """Keep time; the same again is kept only once it is confirmed."""
    pair, (answers, day, minutes, kind) = turn.the(Partnership), _time(turn)
    held = await meetings.hours_of(work, turn.definition.key, turn.person.id)
    same = [
        hours
        for hours in held
        if (hours.partnership_id, hours.day, hours.minutes, hours.kind)
        == (pair.id, day, minutes, kind)
    ]
    # The count makes a double click on the second save ask again, rather than note it a third time.
    again = f"{day} {minutes} {kind} {len(same)}"
    if same and turn.given("again") != again:
        notice = "Just that is noted already. If it is the same, close this. Save again to note it a second time."
        return Reply(window=_time_form(turn, answers, {"again": again}, notice))
    await work.add(
        Hours(
            scheme=pair.scheme,
            partnership_id=pair.id,
            person_id=turn.person.id,
            day=day,
            minutes=minutes,
            kind=kind,
            noted_at=turn.now,
        )
    )
    return says(f"Noted for you alone: {duration(minutes)} on {spoken(day)}.", LOG)


@reflect.step("hours", Audience.ANYONE, reads=True)
async def lead_to_hours(turn: Turn, work: Work) -> Reply:
    """Leads to the hours log, from buttons that an earlier version sent."""
    return Reply(then=LOG.does)


@reflect.step("correct", Audience.PARTY, about="hours", opens=True)
async def correct(turn: Turn, work: Work) -> Reply:
    """The form as it was noted."""
    held = turn.the(Hours)
    answers: Answers = {"day": held.day.isoformat(), "minutes": held.minutes, "kind": held.kind}
    return Reply(window=_time_form(turn, answers, {"revision": str(held.revision)}))


@reflect.step("corrected", Audience.PARTY, about="hours")
async def corrected(turn: Turn, work: Work) -> Reply:
    """Keep the change; one made from an earlier state is shown again, with what was typed."""
    held, (answers, day, minutes, kind) = turn.the(Hours), _time(turn)
    if (day, minutes, kind) != (held.day, held.minutes, held.kind):
        if turn.number("revision") != held.revision:
            notice = f"You changed this elsewhere, to {duration(held.minutes)} on {spoken(held.day)}. Save if this is right."
            return Reply(window=_time_form(turn, answers, {"revision": str(held.revision)}, notice))
        held.correct(day, minutes, kind)
    return says(f"Kept: {duration(minutes)} on {spoken(day)}.", LOG)


@reflect.step("drop", Audience.PARTY, about="hours", opens=True)
async def ask_to_drop(turn: Turn, work: Work) -> Reply:
    """Asks before time that was noted is deleted."""
    held = turn.the(Hours)
    text = (
        f"{duration(held.minutes)} on {spoken(held.day)} goes for good; nobody can bring it back."
    )
    yes = Button(label="Delete", action="reflect.dropped", subject=turn.subject, style="danger")
    keep = Button(label="Keep it", action="hours.show", opens=True)
    return Reply(window=View(title="Delete this time?", parts=(Prose(text),), buttons=(yes, keep)))


@reflect.step("dropped", Audience.PARTY, about="hours")
async def drop(turn: Turn, work: Work) -> Reply:
    """Deletes time that was noted, for good; the sums are without it."""
    held = turn.the(Hours)
    await meetings.forget(work, held)
    return says(f"Deleted: {duration(held.minutes)} on {spoken(held.day)}.", LOG)
