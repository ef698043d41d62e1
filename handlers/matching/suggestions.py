"""The mentors whom the rules suggest for a mentee, as a member reads and selects them (R3.1, R3.4)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Card, Form, Part, Prose, View
from handlers.matching.nobody_suits import what_else_for
from handlers.matching.trained import training
from handlers.matching.wishes import wishes_of
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers, ChoicesField, Option, TickField
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId, PersonId
from scheme.matching.candidate import Word
from scheme.matching.criteria import CRITERIA
from scheme.matching.organisers_decide import needs_a_talk
from scheme.matching.proposal import Proposal
from scheme.matching.ranking import Exclusion, Mentee, Suggestion, Suggestions, suggest
from scheme.matching.ways import way_of, way_to_come
from scheme.people import Person
from scheme.subject import Subject
from scheme.wording import a, capital, counted, several
from storage import applications, people
from storage.many import apart
from storage.matching import proposals, rather_nots, register
from storage.work import Work

SHOWN = 8
EVERY = "every"  # stands for all nine questions among those that were considered
ID = re.compile(r"[1-9][0-9]{0,8}")  # as `storage.matters` reads one
NAMES = {criterion.letter: criterion.name for criterion in CRITERIA}
TONES = {"for": "For", "against": "Caution", "ask": "To ask", "noted": "Noted"}
BEFORE = {
    Word.DECLINED: "declined",
    Word.LAPSED: "did not answer",
    Word.PARTED: "did not go on after a first talk",
    Word.RELEASED: "was not chosen",
}


async def suggestions(
    turn: Turn, work: Work, application: Application, among: Sequence[Application] | None = None
) -> Suggestions:
    """Mentors for a mentee, ranked, and those left out with the reason (R3.1); of `among` alone where it is given."""
    mentee_id = application.person_id
    mentors = await register.mentors(work, turn.definition, among, mentee_id=mentee_id)
    among_ids = None if among is None else [mentor.id for mentor in among]
    reader = await people.reader(work, turn.person, among=among_ids)
    mentee = await register.mentee(work, application)
    return await apart(suggest, turn.definition, mentee, mentors, turn.today, reader)


async def able_among(
    turn: Turn, work: Work, application: Application, keys: Iterable[str]
) -> list[Suggestion]:
    """Those of some mentors who can be proposed to a mentee, by their keys in the form, best first."""
    ids = [ApplicationId(int(key)) for key in keys if ID.fullmatch(key)]
    await applications.with_people(work, [*ids, application.id])
    chosen = await applications.mentors_among(work, turn.definition.key, ids)
    mentee_id = application.person_id
    mentors = await register.mentors(work, turn.definition, chosen, mentee_id=mentee_id)
    reader = await people.reader(work, turn.person, among=[mentor.id for mentor in chosen])
    mentee = Mentee(application=application, person=await people.by_id(work, application.person_id))
    return suggest(turn.definition, mentee, mentors=mentors, today=turn.today, reader=reader).ranked


def details(mentor: Application, mentee: str) -> Button:
    """Leads to the nine questions of a mentor, and to both profiles; `mentee` is the application of whom they are for."""
    return Button(
        label="Details",
        action="propose.beside",
        subject=Subject.read(mentee),
        answers={"mentor": str(mentor.id)},
        opens=True,
    )


async def held_keys(work: Work, draft: Proposal | None) -> list[str]:
    """The mentors a draft holds, as the form's keys."""
    if draft:
        return [str(c.mentor_application_id) for c in await proposals.candidates_of(work, draft.id)]
    return []


async def selection_form(
    turn: Turn,
    work: Work,
    found: Suggestions,
    draft: Proposal | None,
    answers: Answers,
    notice: str = "",
    *,
    replaces: bool = False,
) -> Form:
    application = turn.the(Application)
    definition = turn.definition
    wanted = {key for key in (*keys_in(answers, "mentors"), *await held_keys(work, draft))}
    candidates = [suggestion.mentor.application.id for suggestion in found.ranked[:SHOWN]]
    wishes = await wishes_of(work, definition, application, draft, candidates)
    in_order = wishes.first(found.ranked)
    shown = in_order[:SHOWN]
    if wanted - {_key(suggestion) for suggestion in shown}:
        beyond = in_order[SHOWN:]
        shown = shown + [suggestion for suggestion in beyond if _key(suggestion) in wanted]
    kept = [
        _key(suggestion) for suggestion in shown if _key(suggestion) in keys_in(answers, "mentors")
    ]
    before = await proposals.earlier_words(work, application.id)
    known = await people.by_ids(
        work, {suggestion.mentor.application.person_id for suggestion in shown}
    )
    talk = await talk_fields(
        work,
        definition,
        [application, *(suggestion.mentor.application for suggestion in shown)],
    )
    return Form(
        title=f"{capital(several(definition.terms.mentor))} for {application.ref}, {application.applicant}",
        action="propose.send",
        fields=(mentors_field(definition, shown, draft), criteria_field(), *talk),
        submit="Replace the selection" if replaces else "Agree to these",
        subject=turn.subject,
        parts=(
            *_comes_first(application),
            *_known_to_us(found),
            *wishes.parts(definition, found),
            *await training(work, definition, shown),
            *(
                _to_select(
                    suggestion,
                    known,
                    before,
                    beside=str(turn.subject),
                    wish=wishes.told(suggestion.mentor.application, definition.terms.mentee),
                )
                for suggestion in shown
            ),
            *_the_others(turn, found),
            Card(title="None of them suits?", buttons=(replace(what_else(turn), style="quiet"),)),
        ),
        answers={**answers, "mentors": kept},
        carries=revision_read(draft)
        | ({"replaces": str(draft.revision)} if draft and replaces else {}),
        notice=notice,
        style="danger" if replaces else "primary",
        private=True,  # what is said of people stands in no chat
    )


def _comes_first(application: Application) -> tuple[Prose, ...]:
    """Whose mentor left, or who went without in a round, is looked for first (R2.8, R5.7)."""
    if not application.priority:
        return ()
    return (
        Prose("Please look for this one first, before others who ask for the same.", "Priority"),
    )


def _known_to_us(found: Suggestions) -> tuple[Prose, ...]:
    """What is known of members' ties to the mentee: it is the same beside every mentor, so it is said once, and first."""
    return tuple(Prose(best.points[0].text, NAMES["a"]) for best in found.ranked[:1])


def revision_read(draft: Proposal | None) -> dict[str, str]:
    """Which selection a form was made from."""
    return {"revision": str(draft.revision if draft else 0)}


def _key(suggestion: Suggestion) -> str:
    """What stands for a mentor in the form: the id of their application."""
    return str(suggestion.mentor.application.id)


def mentors_field(
    definition: Definition, shown: list[Suggestion], draft: Proposal | None
) -> ChoicesField:
    """The mentors to select from, each with the verdict on them."""
    if draft is None:
        way = way_to_come(definition)
    else:
        way = way_of(draft)
    most = way.most(definition)
    if way.tells_both:
        label = "Select one"
        help_ = f"Both are told once {counted(definition.choosing.approvals, 'member')} agreed, and may say no."
    elif way.opens_list:
        label = f"Select one or more, {most} at most"
        help_ = f"Whom the {definition.terms.mentee} chose is asked at once; others are offered to them."
    else:
        label = f"Propose one or more, {most} at most"
        help_ = f"Nobody is asked until the {definition.terms.mentee} chooses."
    return ChoicesField(
        key="mentors",
        label=label,
        help=help_,
        most=most,
        options=tuple(
            Option(
                key=_key(suggestion),
                label=suggestion.mentor.application.applicant,
                help=suggestion.verdict.line,
            )
            for suggestion in shown
        ),
    )


async def talk_fields(
    work: Work, definition: Definition, concerned: Sequence[Application]
) -> tuple[TickField, ...]:
    """Where somebody would rather not twice: that they were talked with before anybody else is suggested to them (R4.1)."""
    names = await to_talk_with(work, definition, concerned)
    if not names:
        return ()
    return (
        TickField(
            key="talked",
            label="I have talked with them first",
            help=f"Needed for {', '.join(names)}: twice now they would rather not.",
            required=False,
        ),
    )


async def to_talk_with(
    work: Work, definition: Definition, concerned: Sequence[Application]
) -> list[str]:
    """The names of those of some applicants with whom somebody is to talk before they are told of another."""
    if not way_to_come(definition).tells_both:
        return []
    nos = await rather_nots.of_each(work, [application.id for application in concerned])
    return [application.applicant for application in concerned if needs_a_talk(nos[application.id])]


def criteria_field() -> ChoicesField:
    """Which of the nine questions were considered (R3.2)."""
    return ChoicesField(
        key="criteria",
        label="Questions considered",
        help="Tick what you yourself considered. It is kept with the decision.",
        options=(
            Option(key=EVERY, label="I looked at all nine"),
            *(Option(key=c.letter, label=c.question) for c in CRITERIA),
        ),
    )


def considered(answers: Answers) -> str:
    """The letters of the questions that were ticked; all of them where that was said in one tick."""
    ticked = keys_in(answers, "criteria")
    if EVERY in ticked:
        return "".join(NAMES)
    return "".join(ticked)


def _to_select(
    suggestion: Suggestion,
    known: Mapping[PersonId, Person],
    before: Mapping[int, str],
    *,
    beside: str,
    wish: str,
) -> Card:
    """A mentor to tick, with the verdict first; the nine questions are a press away.

    `beside`: the mentee's application. `wish`: what is known of who chose them.
    """
    application = suggestion.mentor.application
    return Card(
        title=application.applicant,
        text=f"{suggestion.verdict.line}\n{_places(suggestion, before, wish)}",
        buttons=(details(application, beside),),
        picture=known[application.person_id].picture,
        option=_key(suggestion),
    )


def all_nine(
    suggestion: Suggestion,
    known: Mapping[PersonId, Person],
    before: Mapping[int, str],
    *,
    wish: str,
) -> Card:
    """A mentor with the verdict, and what is said on each of the nine questions; `wish`: what is known of who chose them."""
    application = suggestion.mentor.application
    return Card(
        title=application.applicant,
        text=f"{suggestion.verdict.line}\n{_places(suggestion, before, wish)}",
        facts=nine_questions(suggestion),
        picture=known[application.person_id].picture,
    )


def nine_questions(suggestion: Suggestion) -> tuple[tuple[str, str], ...]:
    """What is said on each of the nine questions, by its name."""
    return tuple(
        (f"({point.question}) {NAMES[point.question]}", f"{TONES[point.tone]}: {point.text}")
        for point in suggestion.points
    )


def _places(suggestion: Suggestion, before: Mapping[int, str], wish: str) -> str:
    """How many places a mentor has free, how many partnerships they had, and what became of an earlier proposal."""
    application = suggestion.mentor.application
    free = application.capacity - suggestion.mentor.taken
    if application.id in before:
        told = BEFORE.get(Word(before[application.id]))
    else:
        told = None
    earlier = f"; proposed before, {told}" if told else ""
    so_far = counted(suggestion.mentor.partnerships_ever, "partnership")
    chosen = f"{wish}; " if wish else ""
    places = counted(application.capacity, "place")
    return f"{chosen}{free} of {places} free; {so_far} so far{earlier}"


def _the_others(turn: Turn, found: Suggestions) -> tuple[Part, ...]:
    """The way to everybody on the register, where some are not among those to select from."""
    left = len(found.excluded)
    count = len(found.ranked) + left
    shown = min(SHOWN, len(found.ranked))
    if count == shown:
        return ()
    verb = "is" if shown == 1 else "are"
    told = (
        f"Of {counted(count, turn.definition.terms.mentor)} on the register, {shown} {verb} below."
    )
    if left:
        told = f"{told} The list says why {left} can't be proposed now."
    title = "Everybody on the register"
    return (Card(title=title, text=told, buttons=(replace(_see_everybody(turn), style="quiet"),)),)


def _see_everybody(turn: Turn) -> Button:
    return Button(
        label="See everybody", action="propose.everybody", subject=turn.subject, opens=True
    )


def left_out(excluded: list[Exclusion]) -> tuple[Part, ...]:
    """The first who are not suggested, each with the reason; the others stand in the list of everybody."""
    lines = [
        f"{exclusion.mentor.application.applicant}: {exclusion.reason}"
        for exclusion in excluded[:SHOWN]
    ]
    if more := len(excluded) - len(lines):
        lines.append(f"{more} more, each with the reason, in the list of everybody")
    if lines:
        return (Bullets(tuple(lines), "Not suggested, and why"),)
    return ()


def what_else(turn: Turn) -> Button:
    """The way to what can be done where nobody suits (R3.5)."""
    return what_else_for(turn.subject)


def nobody(turn: Turn, application: Application, excluded: list[Exclusion]) -> View:
    term = turn.definition.terms.mentor
    text = (
        f"Nobody on the register suits {application.ref} at the moment. You can ask {a(term)} to take one more, or wait until a "
        f"day; the applicant hears of it at once. They were promised an answer by {spoken(application.answer_by)}."
    )
    everybody = (_see_everybody(turn),) if len(excluded) > SHOWN else ()
    buttons = (
        replace(what_else(turn), style="primary"),
        Button(label="Open register", action="review.register", opens=True),
        *everybody,
        Button(
            label="Ask the applicant",
            action="question.to_applicant",
            subject=turn.subject,
            opens=True,
        ),
    )
    return View(
        title=f"No {term} for {application.ref} yet",
        parts=(Prose(text), *left_out(excluded)),
        buttons=buttons,
    )


def keys_in(answers: Answers, field: str) -> list[str]:
    """What was ticked in a field of several choices; nothing where it was not answered, or is something else."""
    chosen = answers.get(field)
    if isinstance(chosen, list):
        return chosen
    return []
