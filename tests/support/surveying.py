"""A scheme that asks a few questions of everybody, and people who are asked them."""

from scheme.definition.definition import Definition
from scheme.forms.fields import Answer, ChoiceField, ChoicesField, LongText, Option, TickField
from scheme.ids import PartnershipId
from scheme.partnership.ending import Ending
from scheme.people import ROLES
from scheme.survey.occasion import KINDS
from scheme.survey.survey import Survey
from storage import partnerships
from storage import surveys as kept
from tests.support.dialogue import Player, Stage, read
from tests.support.pairs import pair
from tests.support.stage import MAYA, PRIYA, scheme

HALF = 91  # a pair that started so many days ago is halfway on the stage's first day
SECRET = "Quokkas and marmalade"
YES, NO = Option(key="yes", label="Yes"), Option(key="no", label="No")
GOING = ChoiceField(key="going", label="Is it going well?", options=(YES, NO))
HELPED = ChoicesField(key="helped", label="What helped?", options=(YES, NO), required=False)
ROLE = ChoiceField(key="role", label="A new role?", options=(YES, NO), required=False)
WORDS = LongText(key="words", label="What makes it so?", required=False)
NAMED = TickField(key="named", label="Put my name to what I write", required=False)
QUESTIONS = (GOING, HELPED, ROLE, WORDS)
HEADINGS = ("Halfway survey", "Yearly survey", "Closing survey", "A look back")
FORMS = [f"{role}_{kind}" for role in ROLES for kind in KINDS]


def surveyed(questions: tuple[object, ...] = QUESTIONS, **changes: object) -> Definition:
    """The scheme of the stage, asking the same few questions of everybody."""
    plain = scheme()
    rules = plain.surveys.model_dump() | {"forms": dict.fromkeys(FORMS, questions)} | changes
    # What success is judged by are questions of the surveys of the preset, which this scheme does not ask.
    return Definition.model_validate(plain.model_dump() | {"surveys": rules, "success": {}})


async def met(stage: Stage, mentee: str, mentor: str, *, days_ago: int = HALF) -> PartnershipId:
    """A pair that started so many days ago and met today, so that nothing but surveys is due for weeks."""
    partnership_id = await pair(stage, mentee, mentor, days_ago=days_ago)
    async with stage.bot.work() as work:
        (await partnerships.by_id(work, partnership_id)).last_met = work.now.date()
    return partnership_id


async def halfway(stage: Stage) -> tuple[Player, Player]:
    """Maya and Priya on the day their halfway survey goes out."""
    await met(stage, MAYA, PRIYA)
    await time_comes(stage)
    return await stage.person(MAYA), await stage.person(PRIYA)


async def time_comes(stage: Stage) -> None:
    """What is due is done and delivered."""
    await stage.bot.sweep()
    await stage.bot.delivery.drain()


async def ends(stage: Stage, partnership_id: PartnershipId, ending: Ending = Ending.AGREED) -> None:
    """The mentee ends it."""
    async with stage.bot.work() as work:
        one = await partnerships.by_id(work, partnership_id)
        one.end(ending, one.mentee_id, None, work.now)
    await time_comes(stage)


async def sends(player: Player, **answers: Answer) -> None:
    """Answer the survey that is open, or change what was answered."""
    await player.closes()
    await player.says("answer the survey")
    await player.fills(**answers)
    await player.submits()


async def surveys(stage: Stage) -> list[Survey]:
    """Every survey of the stage, oldest first."""
    async with stage.bot.work(writes=False) as work:
        return list(await kept.issued(work, next(iter(stage.bot.definitions))))


def cards(player: Player) -> list[str]:
    """The survey messages in somebody's chat, in order."""
    return [read(m) for m in player.room.messages.values() if m.heading in HEADINGS]
