"""The mentors whom the rules suggest for a mentee, as a member reads and selects them (R3.1, R3.4)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from handlers.kit.turn import Turn
from handlers.kit.ui import Bullets, Button, Card, Form, Part, Prose, View
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
    mentee = Mentee(application, person=await people.by_id(work, application.person_id))
    return suggest(turn.definition, mentee, mentors=mentors, today=turn.today, reader=reader).ranked


def side_by_side(mentor: Application, mentee: str) -> Button:
    """Leads to what a mentor offers beside what a mentee looks for; `mentee` is the latter's application."""
    return Button(
        label="Side by side",
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
            *wishes.parts(definition, found),
            *(
                verdicts(
                    suggestion,
                    known,
                    before,
                    beside=str(turn.subject),
                    wish=wishes.told(suggestion.mentor.application, definition.terms.mentee),
                )
                for suggestion in shown
            ),
            *_how_many(turn, found),
            *left_out(found.excluded),
            Card(title="None of them suits?", buttons=(what_else(turn),)),
        ),
        answers={**answers, "mentors": kept},
        carries=revision_read(draft)
        | ({"replaces": str(draft.revision)} if draft and replaces else {}),
        notice=notice,
        style="danger" if replaces else "primary",
    )


def _comes_first(application: Application) -> tuple[Prose, ...]:
    """Whose mentor left, or who went without in a round, is looked for first (R2.8, R5.7)."""
    if not application.priority:
        return ()
    return (
        Prose("Please look for this one first, before others who ask for the same.", "Priority"),
    )


def revision_read(draft: Proposal | None) -> dict[str, str]:
    """Which selection a form was made from."""
    return {"revision": str(draft.revision if draft else 0)}


def _key(suggestion: Suggestion) -> str:
    """What stands for a mentor in the form: the id of their application."""
    return str(suggestion.mentor.application.id)


def mentors_field(
    definition: Definition, shown: list[Suggestion], draft: Proposal | None
) -> ChoicesField:
    """The mentors to select from, each with how much speaks for them and what is to be weighed."""
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
                help=f"{len(suggestion.reasons)} for, {len(suggestion.cautions)} to weigh",
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


def verdicts(
    suggestion: Suggestion,
    known: Mapping[PersonId, Person],
    before: Mapping[int, str],
    beside: str = "",
    *,
    wish: str = "",
) -> Card:
    """A mentor with the verdicts; `beside`: the mentee's application, beside which they can be read.

    `wish`: what is known of who chose them.
    """
    application = suggestion.mentor.application
    free = application.capacity - suggestion.mentor.taken
    if application.id in before:
        told = BEFORE.get(Word(before[application.id]))
    else:
        told = None
    earlier = f"; proposed before, {told}" if told else ""
    so_far = counted(suggestion.mentor.partnerships_ever, "partnership")
    chosen = f"{wish}; " if wish else ""
    return Card(
        title=application.applicant,
        subtitle=f"{chosen}{free} of {counted(application.capacity, 'place')} free; {so_far} so far{earlier}",
        facts=tuple(
            (f"({p.question}) {NAMES[p.question]}", f"{TONES[p.tone]}: {p.text}")
            for p in suggestion.points
        ),
        buttons=(side_by_side(application, beside),) if beside else (),
        picture=known[application.person_id].picture,
    )


def _how_many(turn: Turn, found: Suggestions) -> tuple[Part, ...]:
    """The way to everybody on the register, where they are more than there is room for here."""
    count = len(found.ranked) + len(found.excluded)
    if count <= SHOWN:
        return ()
    terms = turn.definition.terms
    text = f"{counted(count, terms.mentor)} on the register; the first {min(SHOWN, len(found.ranked))} stand above."
    title = "Everybody on the register"
    return (Card(title=title, text=text, buttons=(_see_everybody(turn),)),)


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
    return Button(label="What can be done", action="nobody.open", subject=turn.subject, opens=True)


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
