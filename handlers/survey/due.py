"""What time brings of surveys: each issued, invited to, reminded of and closed; moved by a pause, ended by an end (R7.2-R7.5)."""

from handlers.kit.conversation import Conversation
from handlers.kit.post import tell, unasked
from handlers.kit.turn import Moment
from handlers.survey.messages import invitation, over, partner_in, reminder
from scheme.member.quiet import welcome
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from scheme.survey.findings import NAMED, SurveyResult, SurveyText, parted
from scheme.survey.occasion import Occasion
from scheme.survey.survey import Survey
from storage import people, surveys
from storage.work import Work

survey_due = Conversation(name="asking")


# Issued: from then on each has it on their home


@survey_due.when("partnership", "midpoint")
async def halfway(moment: Moment, work: Work) -> None:
    """Both are asked how it goes, halfway."""
    await _issue(moment, work, "midpoint")


@survey_due.when("partnership", "conclusion")
async def concluded(moment: Moment, work: Work) -> None:
    """Both are asked how it was, once it has ended; what nobody answered while it went on is over (R7.4)."""
    await rests(moment, work)
    await _issue(moment, work, "conclusion")


@survey_due.when("partnership", "follow-up")
async def followed_up(moment: Moment, work: Work) -> None:
    """Both are asked once a year how it goes, or months after the end what has stayed (R7.3)."""
    await _issue(moment, work, moment.occasion)


@survey_due.when("partnership", "rests")
async def rests(moment: Moment, work: Work) -> None:
    """A pause: what is open about how it goes, and not answered, is put aside (R7.4)."""
    for survey in await surveys.of_partnership(work, moment.the(Partnership).id):
        if survey.kind == "midpoint":
            survey.overtaken(moment.today)


@survey_due.when("partnership", "goes-on")
async def goes_on(moment: Moment, work: Work) -> None:
    """After a pause, what was put aside is asked again (R7.4)."""
    for survey in await surveys.of_partnership(work, moment.the(Partnership).id):
        if survey.cut_short:
            survey.issue_again(moment.definition, moment.now)


async def _issue(moment: Moment, work: Work, occasion: Occasion) -> None:
    """One for each of the two, once; none where there is nothing to ask."""
    partnership = moment.the(Partnership)
    definition = moment.definition
    for person_id in (partnership.mentee_id, partnership.mentor_id):
        role = partnership.role_of(person_id)
        asks = definition.questionnaire(role, occasion)
        if asks and not await surveys.of_occasion(work, partnership.id, person_id, occasion):
            await work.add(
                Survey.issue(
                    definition,
                    partnership.id,
                    person_id=person_id,
                    role=role,
                    occasion=occasion,
                    now=moment.now,
                )
            )


# Then each hears of it when a message is welcome


@survey_due.when("survey", "invite")
async def invite(moment: Moment, work: Work) -> None:
    """Its person is invited, and the days in which to answer begin."""
    survey = moment.the(Survey)
    if not survey.waits(moment.today):
        return
    survey.invite(moment.definition, moment.now)
    person = await people.by_id(work, survey.person_id)
    partner = (await partner_in(work, survey)).short_name
    message = invitation(moment.definition, survey, person, partner)
    if not await unasked(moment, work, survey.person_id, message, key=str(moment.subject)):
        survey.stay_uninvited()


@survey_due.when("survey", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """Somebody has not answered yet."""
    survey = moment.the(Survey)
    if survey.waits(moment.today):
        left = (survey.closes_on - moment.today).days
        message = reminder(
            moment.definition, survey, (await partner_in(work, survey)).short_name, left
        )
        await unasked(moment, work, survey.person_id, message, key=str(moment.subject))


@survey_due.when("survey", "close")
async def close(moment: Moment, work: Work) -> None:
    """It has closed: answers part from who gave them, and its message says so, in place and without a sound."""
    survey = moment.the(Survey)
    person = await people.by_id(work, survey.person_id)
    if not (survey.answered or survey.cut_short or survey.invited_at) and _rather_later(
        moment, person
    ):
        survey.wait_on(moment.definition, moment.today)
        return
    if (answers := survey.part_with_answers()) is not None:
        definition = moment.definition
        closed, written = parted(definition.questionnaire(survey.role, survey.occasion), answers)
        name = person.name if answers.get(NAMED) else None
        result = SurveyResult(
            scheme=survey.scheme,
            role=survey.role,
            kind=survey.kind,
            year=survey.closes_on.year,
            answers=closed,
        )
        texts = [
            SurveyText(
                scheme=survey.scheme,
                role=survey.role,
                kind=survey.kind,
                year=result.year,
                question=question,
                text=text,
                name=name,
            )
            for question, text in written.items()
        ]
        await surveys.keep(work, result, texts, definition.surveys.minimum)
    if survey.answered or survey.invited_at:
        await tell(work, survey.person_id, over(survey), key=str(moment.subject), notify=False)


def _rather_later(moment: Moment, person: Person) -> bool:
    """Whether somebody still waits to be invited, since messages are not welcome just now."""
    at = welcome(person, moment.definition.region, moment.now)
    return at is not None and at > moment.now
