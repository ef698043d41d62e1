"""Nobody suits, and a call for mentors goes out: to whom, how often, what it says, and what ends it (R3.5)."""

import pytest

from handlers.kit.ui import Action, View
from handlers.searching import called as goes
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.ids import ApplicationId
from scheme.matching.side import Side
from scheme.refusal import Refusal
from scheme.searching.call import MentorCall
from scheme.searching.one_more import OneMore
from scheme.subject import Subject
from storage import applications, awareness, people
from storage.member import consents
from storage.searching import calls
from storage.tables import called
from tests.support.dialogue import Player, Stage, read
from tests.support.pairs import pair
from tests.support.rounds import (
    act,
    application_of,
    arrived,
    at_once,
    barred,
    cards,
    definition_of,
    eligible,
    in_this_round,
    refused,
    with_rules,
    written,
)
from tests.support.stage import DAY_ONE, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")
HOW = "How we go on"
LOOKED_FOR = "Mentors are looked for"
CONTACT = "library@tarn.example.org"


@pytest.fixture
async def subject(scene: Stage) -> str:
    """Maya and Priya had a partnership that has ended; Noah waits."""
    await pair(scene, MAYA, PRIYA, days_ago=100)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", "partnership:1", how="completed", reason="", now=True)
    made = await eligible(scene, NOAH)
    await agreed(scene, MAYA, PRIYA)
    scene.channel.arrivals.clear()
    return made


async def agreed(scene: Stage, *emails: str) -> None:
    """They agreed to the scheme's words when they applied."""
    for email in emails:
        person = await scene.person(email)
        async with scene.bot.work() as work:
            await consents.give(work, definition_of(scene), person.person_id, "mentee")


def with_contact(scene: Stage) -> Definition:
    """The bot sends mail, and an organisation has a contact."""
    scene.bot.desk.catalogue.mails = True
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    organisations = list(definition_of(scene).organisations)
    organisations[3] = organisations[3].model_copy(update={"contact": CONTACT})
    changed = definition_of(scene).model_copy(update={"organisations": tuple(organisations)})
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[changed.key] = changed
    return changed


async def calls_out(scene: Stage, subject: str, **kind: str) -> None:
    await act(await scene.person(IDA), "nobody.called", subject, **kind)


async def mails(scene: Stage) -> list[str]:
    """What organisations' contacts got."""
    return [
        read(message)
        for name, room in scene.channel.rooms.items()
        if name.startswith("mail:called:")
        for message in room.messages.values()
    ]


async def test_a_member_reads_whom_it_reaches_and_what_it_says_before_it_goes_out(
    scene: Stage, subject: str
) -> None:
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await ida.presses_in_channel("Open", card="A-3")
    await ida.presses("Nobody suits")
    await ida.presses("Call for mentors")
    await ida.sees("It reaches 1 person whose partnership here has ended", "What they read")
    assert arrived(scene, maya, LOOKED_FOR) == []
    await ida.fills(area="teaching")
    await ida.submits()
    await ida.sees("The call is on its way, and runs for 28 days.")
    (told,) = arrived(scene, await scene.person(NOAH), HOW)
    assert "has called for more mentors" in told
    await scene.forward(1)
    (text,) = arrived(scene, maya, LOOKED_FOR)
    assert "above all: " in text
    assert "No is fine; this comes twice a year at most." in text
    assert "Noah" not in text
    assert next(each for each in maya.room.messages.values() if each.heading == LOOKED_FOR).unasked


async def test_who_is_on_the_register_looked_for_or_wants_no_reminders_is_not_called(
    scene: Stage, subject: str
) -> None:
    await calls_out(scene, subject)
    await scene.forward(3)
    for email in (PRIYA, NOAH, TOM, ESTHER):
        assert arrived(scene, await scene.person(email), LOOKED_FOR) == []
    assert len(arrived(scene, await scene.person(MAYA), LOOKED_FOR)) == 1


async def nothing_comes(scene: Stage, subject: str, maya: Player) -> None:
    shown = await act(await scene.person(IDA), "nobody.call", subject)
    assert isinstance(shown.window, View)
    assert "Nobody to call" in read(shown.window)
    assert "nobody to call now" in await refused(await scene.person(IDA), "nobody.called", subject)
    assert arrived(scene, maya, LOOKED_FOR) == []


async def test_whoever_wants_no_reminders_is_left_in_peace(scene: Stage, subject: str) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "quiet.off")
    await nothing_comes(scene, subject, maya)


async def test_whoever_took_back_their_consent_is_left_in_peace(scene: Stage, subject: str) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "privacy.withdrawn")
    await nothing_comes(scene, subject, maya)


async def test_whose_partnership_did_not_work_is_left_in_peace(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=100)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", "partnership:1", how="not working", reason="", now=True)
    await agreed(scene, MAYA)
    await nothing_comes(scene, await eligible(scene, NOAH), maya)


async def test_one_runs_at_a_time_and_nobody_is_called_again_for_half_a_year(
    scene: Stage, subject: str
) -> None:
    await calls_out(scene, subject)
    assert "A call runs already, until" in await refused(
        await scene.person(ROBIN), "nobody.called", subject
    )
    for _ in range(40):
        await scene.forward(1)
    assert [
        each
        for each in scene.channel.arrivals
        if "call for mentors is over; please look at the suggestions again" in each.message.text
    ]
    maya = await scene.person(MAYA)
    assert len(arrived(scene, maya, LOOKED_FOR)) == 1
    shown = await act(await scene.person(IDA), "nobody.call", subject)
    assert "Nobody to call" in read(shown.window)
    assert len(arrived(scene, await scene.person(NOAH), HOW)) == 1


async def test_it_ends_with_the_mentee_and_reaches_nobody_after_that(
    scene: Stage, subject: str
) -> None:
    maya = await scene.person(MAYA)
    async with scene.bot.work() as work:  # she heard something unasked today, so the call waits
        (await people.by_id(work, maya.person_id)).note_told(work.now)
    await calls_out(scene, subject)
    assert arrived(scene, maya, LOOKED_FOR) == []
    await act(await scene.person(NOAH), "applied.withdrawn", subject)
    for _ in range(20):
        await scene.forward(1)
    assert arrived(scene, maya, LOOKED_FOR) == []
    mentee = await application_of(scene, NOAH)
    async with scene.bot.work(writes=False) as work:
        assert [made.is_open for made in await calls.about(work, mentee.id)] == [False]


async def test_a_contact_has_one_mail_to_pass_on_with_a_link_that_stops_them(
    scene: Stage, subject: str
) -> None:
    definition = with_contact(scene)
    await calls_out(scene, subject, area="teaching")
    (text,) = await mails(scene)
    assert "you are its contact at your organisation" in text
    assert "/about/aln" in text
    assert "Noah" not in text
    async with scene.bot.work(writes=False) as work:
        (row,) = (
            await work.session.execute(called.select().where(called.c.organisation != ""))
        ).all()
        found = await goes.addressee(work, row.id)
    assert found is not None
    assert found.address == definition.organisations[3].contact
    assert found.stop.startswith("/invited/stop/")
    for _ in range(60):
        await scene.forward(1)
    assert len(await mails(scene)) == 1


async def test_with_a_place_the_contacts_there_alone_have_it(scene: Stage, subject: str) -> None:
    with_contact(scene)
    await calls_out(scene, subject, place="moor")
    assert await mails(scene) == []


async def test_a_contact_who_stopped_it_has_none(scene: Stage, subject: str) -> None:
    with_contact(scene)
    async with scene.bot.work() as work:
        await awareness.stop(work, awareness.stands_for(CONTACT))
    await calls_out(scene, subject)
    assert await mails(scene) == []


async def test_a_place_and_a_background_are_not_named_together(scene: Stage, subject: str) -> None:
    group = definition_of(scene).groups[0].key
    text = await refused(
        await scene.person(IDA), "nobody.called", subject, background=group, place="moor"
    )
    assert "could point to one person" in text
    assert LOOKED_FOR not in written(scene)


async def test_while_nobody_can_register_there_is_no_call(scene: Stage, subject: str) -> None:
    window = {"opens": DAY_ONE.replace(year=2026), "closes": DAY_ONE.replace(year=2026, month=2)}
    in_this_round(scene, mentor=window)
    text = await refused(await scene.person(IDA), "nobody.call", subject)
    assert "a call would lead nowhere" in text


async def test_two_members_who_call_at_once_call_once(scene: Stage, subject: str) -> None:
    wish = Action(name="nobody.called", subject=Subject.read(subject))
    found = await at_once(scene, (IDA, wish), (ROBIN, wish))
    assert len([each for each in found if isinstance(each, Refusal)]) == 1
    await scene.forward(1)
    assert len(arrived(scene, await scene.person(MAYA), LOOKED_FOR)) == 1
    assert len(arrived(scene, await scene.person(NOAH), HOW)) == 1


async def test_three_things_at_once_are_one_message(scene: Stage, subject: str) -> None:
    with_contact(scene)
    await calls_out(scene, subject)
    await act(
        await scene.person(IDA),
        "nobody.invited",
        subject,
        name="Una",
        address="una@moor.example.org",
    )
    noah = await scene.person(NOAH)
    assert len(arrived(scene, noah, HOW)) == 1
    assert "has invited somebody new to register and called for more mentors" in cards(noah, HOW)[0]
    theirs = await application_of(scene, PRIYA, "mentor")
    async with scene.bot.work() as work:
        ida = await scene.person(IDA)
        mentee = await application_of(scene, NOAH)
        await work.add(
            OneMore.ask(definition_of(scene), mentee, theirs, by=ida.person_id, now=work.now)
        )
    await act(await scene.person(IDA), "nobody.waits", subject, day="2027-02-01")
    assert (
        "has asked a mentor whether they can take one more, invited somebody new to register and called for more mentors"
        in cards(noah, HOW)[0]
    )


async def test_outside_the_group_nobody_calls(scene: Stage, subject: str) -> None:
    for step in ("call", "called", "invite", "invited"):
        text = await barred(await scene.person(TOM), f"nobody.{step}", subject)
        assert text.startswith("This is for the Group")


async def test_where_nobody_is_both_those_who_are_looked_for_are_not_called(
    scene: Stage, subject: str
) -> None:
    with_rules(scene, eligibility={"both_roles": False})
    await eligible(scene, MAYA)
    await nothing_comes(scene, subject, await scene.person(MAYA))


async def test_whoever_wrote_of_something_else_is_left_in_peace_and_whoever_said_nothing_is_not(
    scene: Stage, subject: str
) -> None:
    maya = await scene.person(MAYA)
    cases: tuple[tuple[dict[str, Answer], dict[str, str], bool], ...] = (
        ({"areas": ["metadata"]}, {"area": "teaching"}, False),
        ({"areas": []}, {"area": "teaching"}, True),
        ({"areas": ["metadata", "teaching"]}, {"area": "teaching"}, True),
        ({"groups": ["career-changer"]}, {"background": "disabled"}, False),
        ({"groups": ["disabled"]}, {"background": "disabled"}, True),
        ({"groups": []}, {"background": "disabled"}, True),
        ({"place": "Ambleby"}, {"place": "Tarn Bridge"}, False),
    )
    for wrote, kind, comes in cases:
        async with scene.bot.work() as work:
            before = await applications.by_id(work, await _last_of(scene, maya))
            before.answers = {**before.answers, **wrote}
            made = MentorCall(
                scheme="aln",
                application_id=before.id,
                asked_by=maya.person_id,
                asked_at=work.now,
                area=kind.get("area", ""),
                background=kind.get("background", ""),
                place=kind.get("place", ""),
            )
            reached = [
                each
                async for each in calls.last_applications(work, "aln", [maya.person_id])
                if made.may_suit(definition_of(scene), Side.of(definition_of(scene), each))
            ]
        assert bool(reached) is comes, (wrote, kind)


async def _last_of(scene: Stage, person: Player) -> ApplicationId:
    async with scene.bot.work(writes=False) as work:
        [found] = [each async for each in calls.last_applications(work, "aln", [person.person_id])]
        return found.id


async def test_where_nobody_wrote_of_just_that_nothing_is_sent_and_the_member_reads_why(
    scene: Stage, subject: str
) -> None:
    maya, ida = await scene.person(MAYA), await scene.person(IDA)
    async with scene.bot.work() as work:
        before = await applications.by_id(work, await _last_of(scene, maya))
        before.answers = {**before.answers, "areas": ["metadata"]}
    told = await refused(ida, "nobody.called", subject, area="teaching")
    assert told.startswith("Nobody who may be called wrote of just that")
    assert arrived(scene, await scene.person(NOAH), HOW) == []
    await calls_out(scene, subject, area="metadata")
    await scene.forward(1)
    assert len(arrived(scene, maya, LOOKED_FOR)) == 1
