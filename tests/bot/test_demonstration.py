"""The demonstration has a believable history, says nothing it should not, and suits any scheme."""

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import structlog

from bot.app import Bot
from bot.clock import Clock
from bot.demonstration.acting import ACTS, Act, Acting, must_be_done
from bot.demonstration.answers import a_file, fit
from bot.demonstration.cast import CAST, Cast, worded
from bot.demonstration.casting import cast_for
from bot.demonstration.courses import DISCRETION, scenes
from bot.demonstration.scheme import demonstrate
from bot.demonstration.story import cast_of, play, told, walks_of
from bot.settings import Settings
from bot.web.pages import links_of
from handlers import CATALOGUE
from handlers.kit.ui import Action, Message
from scheme import calendar
from scheme.application.application import Application, ApplicationStage
from scheme.application.eligibility import flags
from scheme.concern.concern import THE_SCHEME, ComplaintOutcome
from scheme.concern.enquiry import EnquiryStage as Received
from scheme.concern.enquiry import Sort
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset, presets
from scheme.definition.sections import Terms
from scheme.forms.checking import check
from scheme.forms.fields import (
    AnyField,
    ChoiceField,
    DateField,
    FileEnding,
    FileField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
    TimeField,
)
from scheme.forms.file import accept
from scheme.ids import PersonId
from scheme.matching.candidate import Word
from scheme.matching.proposal import Proposal, ProposalProgress, agreed
from scheme.partnership.ending import Ending
from scheme.partnership.goal import GoalProgress as Reached
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import ROLES
from scheme.survey.findings import tally
from storage import agreements, applications, meetings, outbox, partnerships, people, surveys
from storage.concern import concerns
from storage.engine.database import Database
from storage.matching import proposals
from storage.outbox import Letter
from storage.work import Work
from tests.support import scheme_cast
from tests.support.tables import make_tables

BORN = datetime(2026, 3, 11, 14, 20, tzinfo=UTC)  # a Wednesday
TODAY = BORN.date()
ALN = load(preset("aln"))


class Recording:
    """Reaches everybody, and keeps what they were sent."""

    name = "recording"

    def __init__(self) -> None:
        self.sent: list[tuple[str, Message]] = []

    async def reaches(self, recipient: str) -> bool:
        """Everybody."""
        return True

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Keep it."""
        self.sent.append((recipient, message))
        return str(letter.id)


@dataclass(frozen=True)
class Played:
    """A demonstration that was played: where it is kept, its scheme, its clock, what was sent and what was left out."""

    file: Path
    definition: Definition
    offset: timedelta
    sent: list[tuple[str, Message]]
    left_out: list[str]


async def _play(file: Path, definition: Definition) -> Played:
    database = Database(f"sqlite:///{file}")
    await make_tables(database)
    bot = Bot(settings=Settings(), database=database, definitions={definition.key: definition})
    channel = Recording()
    bot.channels.append(channel)
    with structlog.testing.capture_logs() as logs:
        await play(bot, BORN)
    await database.close()
    left_out = [f"{one['whose']} {one['does']}" for one in logs if one["event"] == "left out"]
    return Played(file, definition, bot.clock.offset, channel.sent, left_out)


@pytest.fixture(scope="module")
def aln(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """The ALN preset's demonstration. Nothing below changes it."""
    return asyncio.run(
        _play(tmp_path_factory.mktemp("aln") / "demonstration.db", demonstrate(ALN, TODAY))
    )


@pytest.fixture
async def bot(aln: Played) -> AsyncIterator[Bot]:
    """A bot on it, started anew."""
    database = Database(f"sqlite:///{aln.file}")
    yield Bot(
        settings=Settings(),
        database=database,
        definitions={aln.definition.key: aln.definition},
        clock=Clock(aln.offset),
    )
    await database.close()


class Look:
    """Looks up how people of the cast stand."""

    def __init__(self, work: Work, definition: Definition, cast: Cast = CAST) -> None:
        self.work = work
        self.definition = definition
        self.cast = cast

    async def id(self, key: str) -> PersonId:
        """A person's id."""
        person = await people.by_email(self.work, self.cast.actors[key].email)
        assert person is not None
        return person.id

    async def application(self, key: str) -> Application:
        """Somebody's latest application."""
        return (await applications.of_person(self.work, self.definition.key, await self.id(key)))[0]

    async def proposal(self, key: str) -> Proposal | None:
        """What is proposed to a mentee."""
        return await proposals.live_of(self.work, (await self.application(key)).id)

    async def partnership(self, key: str) -> Partnership:
        """Somebody's latest partnership."""
        return (await partnerships.of_person(self.work, self.definition.key, await self.id(key)))[0]


@pytest.fixture
async def look(bot: Bot, aln: Played) -> AsyncIterator[Look]:
    """Somebody who looks."""
    async with bot.work(writes=False) as work:
        yield Look(work, aln.definition)


async def test_everything_that_was_planned_has_happened(aln: Played) -> None:
    assert aln.left_out == []


async def test_newcomers_have_not_applied(look: Look) -> None:
    for key in ("bethan", "kwame"):
        assert await applications.of_person(look.work, "aln", await look.id(key)) == []


async def test_two_applications_wait_to_be_checked_and_one_has_a_guideline_to_consider(
    look: Look,
) -> None:
    aisha, luca = await look.application("aisha"), await look.application("luca")
    assert (aisha.stage, luca.stage) == (ApplicationStage.RECEIVED, ApplicationStage.RECEIVED)
    assert [flag.key for flag in flags(look.definition, aisha) if not flag.met] == ["approval"]
    assert all(flag.met for flag in flags(look.definition, luca))


async def test_one_mentee_waits_for_a_proposal_and_another_for_a_second_members_word(
    look: Look,
) -> None:
    freya, draft = await look.application("freya"), await look.proposal("hamza")
    assert freya.stage == ApplicationStage.ELIGIBLE
    assert await look.proposal("freya") is None
    assert draft is not None
    assert draft.state == ProposalProgress.DRAFT
    assert agreed(draft, await proposals.approvals_of(look.work, draft.id)) == {
        await look.id("gita")
    }


async def test_one_mentee_has_options_and_another_has_asked(look: Look) -> None:
    options, asked = await look.proposal("ines"), await look.proposal("joel")
    assert options is not None
    assert options.state == ProposalProgress.OFFERED
    assert len(await proposals.candidates_of(look.work, options.id)) == 3
    assert asked is not None
    assert asked.state == ProposalProgress.ASKED
    requests = await proposals.asked_of(look.work, "aln", await look.id("tomasz"))
    assert [one.state for one in requests] == [Word.ASKED]


async def test_partnerships_stand_at_every_stage(look: Look) -> None:
    katya, leyla, marcus = [await look.partnership(key) for key in ("katya", "leyla", "marcus")]
    assert katya.phase == Phase.INTRODUCED
    assert BORN - katya.introduced_at < timedelta(days=7)
    assert leyla.phase == Phase.ACTIVE
    middle = leyla.midpoint()
    assert middle is not None
    assert timedelta(days=0) < TODAY - middle < timedelta(days=14)
    assert len(await partnerships.meetings_of(look.work, leyla.id)) >= 3
    assert marcus.ends_soon(look.definition, TODAY)
    assert marcus.ends_on is not None
    assert marcus.ends_on > TODAY


async def test_the_mentee_halfway_has_a_survey_to_answer(look: Look) -> None:
    person_id = await look.id("leyla")
    survey = await surveys.of_occasion(
        look.work, (await look.partnership("leyla")).id, person_id, "midpoint"
    )
    assert survey is not None
    assert survey.waits(TODAY)


async def test_five_pairs_have_finished_and_their_surveys_give_figures(look: Look) -> None:
    ended = [one for one in await partnerships.all_of(look.work, "aln") if not one.is_live]
    assert sorted(one.ending or "" for one in ended) == [Ending.CHANGED, *[Ending.COMPLETED] * 5]
    results = await surveys.results(look.work, "aln")
    for role in ("mentee", "mentor"):
        answered = [one.answers for one in results if (one.role, one.kind) == (role, "conclusion")]
        assert len(answered) == 5
        found = tally(
            look.definition.questionnaire(role, "conclusion"),
            answered,
            look.definition.surveys.minimum,
        )
        assert found is not None
        assert [one.question for one in found if one.counts is not None]


async def test_every_pair_that_has_met_has_an_agreement_and_one_waits_for_the_mentees_signature(
    look: Look,
) -> None:
    for pair in await partnerships.all_of(look.work, "aln"):
        agreement = await agreements.of_pair(look.work, pair.id)
        assert (agreement is None) == (pair.started_on is None)
        if agreement is not None:
            waits = pair.mentee_id == await look.id("una")
            assert agreement.signed_by("mentor")
            assert agreement.is_signed != waits


async def test_one_pair_has_goals_a_next_meeting_and_what_each_keeps_alone(look: Look) -> None:
    pair, mentee_id = await look.partnership("leyla"), await look.id("leyla")
    assert sorted(one.progress for one in await agreements.goals_of(look.work, pair.id)) == [
        Reached.MET,
        Reached.OPEN,
    ]
    planned = await meetings.plan_of(look.work, pair.id)
    assert planned is not None
    assert timedelta(days=2) < planned.at - BORN < timedelta(days=14)
    assert len(await meetings.reflections_of(look.work, "aln", mentee_id)) == 2
    assert len(await meetings.hours_of(look.work, "aln", pair.mentor_id)) == 2


async def test_one_pair_rests_one_goes_on_longer_and_one_mentee_lost_a_mentor(look: Look) -> None:
    wilf, esme, dev = [await look.partnership(key) for key in ("wilf", "esme", "dev")]
    assert wilf.phase == Phase.PAUSED
    assert wilf.returns_on is not None
    assert wilf.returns_on > TODAY
    assert esme.started_on is not None
    assert esme.ends_on is not None
    assert esme.ends_on > calendar.add_months(esme.started_on, ALN.pairing.months)
    assert dev.ending == Ending.CHANGED
    assert dev.ended_by == dev.mentor_id
    assert dev.mentor_said_at is not None


async def test_a_question_and_an_issue_are_open_and_a_complaint_about_nobody_here_was_closed(
    look: Look,
) -> None:
    asked, complaints = await concerns.all_of(look.work, "aln")
    assert sorted((one.sort, one.stage, one.about_id) for one in asked) == [
        (Sort.ISSUE, Received.RECEIVED, None),
        (Sort.QUESTION, Received.RECEIVED, None),
    ]
    assert all(one.by >= TODAY for one in asked)
    assert [(one.outcome, one.about, one.about_id) for one in complaints] == [
        (ComplaintOutcome.UPHELD, THE_SCHEME, None)
    ]


async def test_one_member_is_away(look: Look) -> None:
    seats = await people.roster(look.work, "aln")
    assert [one.person_id for one in seats if one.absent_until and one.absent_until > TODAY] == [
        await look.id("gita")
    ]


async def test_the_register_has_one_who_is_full_one_away_one_unchecked_and_one_at_an_applicants_employer(
    look: Look,
) -> None:
    mentors = {key: await look.application(key) for key in ("gareth", "idris", "rafael", "noreen")}
    taken = await applications.taken_places(look.work, [mentors["gareth"].id])
    assert len(taken[mentors["gareth"].id]) == mentors["gareth"].capacity
    assert mentors["idris"].away_until is not None
    assert mentors["idris"].away_until > TODAY
    assert (mentors["rafael"].role, mentors["rafael"].stage) == (
        "mentor",
        ApplicationStage.RECEIVED,
    )
    freya = await look.application("freya")
    assert mentors["noreen"].answers["organisation"] == freya.answers["organisation"]
    assert len([one for one in CAST.people if one.offers]) == 8
    assert {one.offers["capacity"] for one in CAST.people if one.offers} == {1, 2, 3}


async def test_everybody_has_one_next_thing_to_do(bot: Bot) -> None:
    for member in await cast_of(bot):
        reply = await bot.desk.perform(member.person_id, Action(name="home.show"), BORN)
        pressed = [button for button in reply.says[0].buttons if button.style == "primary"]
        assert len(pressed) == 1, f"{member.name}: {reply.says[0]}"


async def test_the_scene_is_calm(aln: Played) -> None:
    with sqlite3.connect(aln.file) as connection:
        done = {
            name for (name,) in connection.execute("SELECT name FROM due WHERE done_at IS NOT NULL")
        }
        failed = connection.execute("SELECT count(*) FROM due WHERE failures > 0").fetchone()
    assert {"midpoint", "ending", "conclusion"} <= done
    assert not done & {
        "hold",
        "warn",
        "lapse",
        "unchosen",
        "not-started",
        "nudge",
        "quiet",
        "taken-as-started",
    }
    assert failed == (0,)


async def test_everything_is_delivered_to_people_and_to_the_group(aln: Played, bot: Bot) -> None:
    async with bot.work(writes=False) as work:
        assert await outbox.waiting(work.session) == (0, 0)
    assert {recipient.partition(":")[0] for recipient, _ in aln.sent} == {"person", "group"}


async def test_the_clock_stands_where_the_story_ends(bot: Bot) -> None:
    assert abs(bot.clock.now() - BORN) < timedelta(minutes=5)
    due = await bot.next_due()
    assert due is not None
    assert due > BORN


def _confidences() -> set[str]:
    """What the cast wrote, sentence by sentence, beyond names."""
    texts = [DISCRETION]
    for one in CAST.people:
        for answers in (one.answers, one.offers, one.halfway or {}, one.closing or {}):
            texts += [
                str(text)
                for key, text in answers.items()
                if key not in SAID_OPENLY and isinstance(text, str)
            ]
    texts += [
        str(text) for one in CAST.events for key, text in one.answers.items() if key in WRITTEN
    ]
    return {
        part.strip()
        for text in texts
        for part in re.split(r"[.:?\n]", text)
        if len(part.strip()) > 7
    }


SAID_OPENLY = {"organisation", "job_title", "level", "place", "avoid", "training"}
WRITTEN = {"text", "reply", "lesson", "reason"}


async def test_no_message_repeats_what_somebody_wrote_in_confidence(aln: Played) -> None:
    assert len(_confidences()) > 80
    with sqlite3.connect(aln.file) as connection:
        bodies = [body for (body,) in connection.execute("SELECT body FROM outbox")]
    assert len(bodies) > 100
    for body in bodies:
        said = [text for text in _confidences() if text in body]
        assert said == []
        assert not [one.label for one in aln.definition.groups if one.label in body]


async def test_what_people_wrote_is_nowhere_in_the_clear(aln: Played) -> None:
    kept = b"".join(file.read_bytes() for file in aln.file.parent.iterdir())
    assert b"Nadia Felstead" in kept
    assert [text for text in _confidences() if text.encode() in kept] == []


def test_every_address_and_number_is_an_invented_one() -> None:
    text = Path(preset("aln").parents[2] / "bot" / "demonstration" / "cast.toml").read_text("utf-8")
    addresses = re.findall(r"[\w.+-]+@[\w.-]+", text)
    assert len(addresses) > 50
    assert [one for one in addresses if not re.fullmatch(r"[\w.]+@[a-z]+\.example\.org", one)] == []
    shown = demonstrate(ALN, TODAY)
    contacts = [*shown.help, *([shown.urgent] if shown.urgent else [])]
    assert len(contacts) == 3
    assert all(one.email.endswith(".example.org") for one in contacts)
    assert all(seat.email.endswith(".example.org") for seat in shown.roster)
    assert all(re.fullmatch(r"01632 960 \d{3}", one.phone) for one in contacts)


async def test_the_cast_is_told_in_the_schemes_own_words(bot: Bot, aln: Played) -> None:
    members = await cast_of(bot)
    sections = list(dict.fromkeys(one.section for one in members))
    assert sections == [
        "New here",
        "Applicants",
        "In a partnership",
        "Mentors",
        "Oversight Group",
        "Steering Group",
    ]
    assert len(members) == len(CAST.people)
    terms = Terms(mentee="buddy", mentor="fairy", round="wave", group="Committee")
    assert (
        worded("{Mentors}: a {mentee}, in the {group}", terms)
        == "Fairies: a buddy, in the Committee"
    )


async def test_the_cast_can_play_every_walk_as_whoever_it_is_for(bot: Bot, aln: Played) -> None:
    walks = walks_of(aln.definition)
    assert len({walk.key for walk in walks}) == len(walks) == 3
    cast = await cast_of(bot)
    for walk in walks:
        assert len(links_of(walk, cast)) == len(walk.stops) >= 3
    told = " ".join(
        f"{walk.title} {walk.about} {stop.text}" for walk in walks for stop in walk.stops
    )
    assert "{" not in told
    group = {member.name for member in cast if member.reads_group}
    assert group == {CAST.actors[key].name for key in CAST.group}


async def test_the_roster_has_five_who_decide_and_one_above_them(bot: Bot) -> None:
    async with bot.work(writes=False) as work:
        seats = await people.roster(work, "aln")
    duties = [seat.duty for seat in seats]
    assert sorted(duties) == ["administrator", "chair", "co-chair", "member", "member", "steering"]
    employers = [seat.organisation for seat in seats]
    assert len(set(employers)) == len(employers)


async def test_the_roster_of_the_file_is_seated_once_and_not_again_when_somebody_has_left(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/roster.db")
    await make_tables(database)
    definition = scheme_cast.definition()
    definitions = {definition.key: definition}
    async with Work(database, definitions, BORN) as work:
        await people.ensure_roster(work, definition)
        for seat in await people.roster(work, definition.key):
            seat.until = BORN
    async with Work(database, definitions, BORN) as work:
        await people.ensure_roster(work, definition)
        assert await people.roster(work, definition.key) == []
    await database.close()


# Any scheme


@pytest.mark.parametrize(
    "scheme", [ALN, scheme_cast.definition(), scheme_cast.definition(pairing={"months": 12})]
)
def test_on_any_day_people_act_on_working_days_and_apply_while_a_round_is_open(
    scheme: Definition,
) -> None:
    for born in (date(2026, 1, 1) + timedelta(days=count) for count in range(0, 730, 11)):
        shown = demonstrate(scheme, born)
        plan = scenes(shown, born)
        days = [scene.day for scene in plan]
        assert days == sorted(days)
        assert days[-1] < born
        assert all(calendar.is_working_day(day, shown.region) for day in days)
        for scene in plan:
            if scene.does in ("applies", "registers"):
                assert shown.open_round(
                    "mentee" if scene.does == "applies" else "mentor", scene.day
                )


def test_a_schemes_own_rules_places_people_and_contacts_stay_and_its_rounds_are_moved() -> None:
    own = scheme_cast.definition(choosing={"approvals": 9, "options": 2}, pairing={"months": 9})
    shown = demonstrate(own, TODAY)
    for part in ("key", "name", "terms", "forms", "organisations", "roster", "help", "urgent"):
        assert getattr(shown, part) == getattr(own, part), part
    assert (shown.pairing, shown.choosing.options) == (own.pairing, 2)
    deciding = [seat for seat in shown.roster if seat.duty != "steering"]
    assert shown.choosing.approvals == len(deciding)
    earlier, *theirs = shown.rounds
    assert [each.key for each in theirs] == [each.key for each in own.rounds]
    current = theirs[-1]
    assert earlier.mentee.closes < TODAY
    assert shown.open_round("mentee", TODAY) == shown.open_round("mentor", TODAY) == current.key
    moved = current.mentee.closes - own.rounds[-1].mentee.closes
    assert moved.days % 7 == 0


def test_the_usual_preset_is_set_in_the_invented_places_as_its_own_are_examples() -> None:
    shown = demonstrate(ALN, TODAY)
    assert (shown.organisations, shown.roster) == (CAST.organisations, CAST.roster)
    assert cast_for(shown) is CAST
    assert told(shown, ["meets"]) == []
    earlier, current, later = shown.rounds
    assert earlier.mentee.closes < current.mentee.opens < TODAY < current.mentee.closes
    assert current.mentee.closes < later.mentee.opens


def test_every_day_of_a_round_moves_along() -> None:
    days = {
        "mentee": {"opens": date(2021, 5, 17), "closes": date(2021, 6, 25)},
        "mentor": {"opens": date(2021, 5, 17), "closes": date(2021, 6, 25)},
        "starts": date(2021, 7, 12),
        "ends": date(2022, 7, 11),
    }
    own = scheme_cast.definition(rounds=[{"key": "2021", "name": "2021", **days}])
    _, current = demonstrate(own, TODAY).rounds
    assert current.starts is not None
    assert current.ends is not None
    assert (current.starts - current.mentee.closes).days == 17
    assert (current.ends - current.starts).days == 364
    assert current.mentee.holds(TODAY)
    assert current.mentee.holds(TODAY - timedelta(days=42))


@pytest.mark.parametrize("name", sorted(set(presets()) - {"aln"}))
def test_a_presets_cast_is_its_own_and_answers_whatever_its_forms_ask(name: str) -> None:
    shown = demonstrate(load(preset(name)), TODAY)
    cast = cast_for(shown)
    assert {seat.email for seat in cast.roster} == {seat.email for seat in shown.roster}
    employers = {organisation.key for organisation in shown.organisations}
    for actor in cast.people:
        for role in ROLES:
            if not (actor.answers if role == "mentee" else actor.offers):
                continue
            form = [f for f in shown.form(role) if not isinstance(f, FileField)]
            answers = check(form, fit(shown, form, actor.form(role)))
            if "organisation" in answers:
                assert answers["organisation"] in employers
                employer = shown.organisation(str(answers["organisation"]))
                assert employer is not None
                assert employer.employs(actor.email.partition("@")[2])
            if shown.membership.by == "personal":
                assert shown.membership.is_number(str(answers["member_number"]))
    known = set(cast.actors)
    assert {member for course in cast.courses for member in course.members} <= known
    assert {event.who for event in cast.events} <= known | {"mentor"}
    assert {stop.who for walk in cast.walks for stop in walk.stops} <= known


@pytest.mark.parametrize("name", sorted(presets()))
async def test_a_presets_playground_begins_with_people_who_apply_and_can_be_checked(
    name: str, tmp_path: Path
) -> None:
    shown = demonstrate(load(preset(name)), TODAY)
    cast = cast_for(shown)
    database = Database(f"sqlite:///{tmp_path}/begun.db")
    await make_tables(database)
    bot = Bot(settings=Settings(), database=database, definitions={shown.key: shown})
    async with bot.work() as work:
        ids = {
            each.key: (await people.add(work, each.name, each.email, shown.zone)).id
            for each in cast.people
        }
        await people.ensure_roster(work, shown)
    acting = Acting(bot.desk, shown, ids)
    begins = [
        scene
        for scene in scenes(shown, TODAY)
        if scene.whose in ("yetunde", "ines") and scene.does in BEGINNING
    ]
    assert {scene.does for scene in begins} == BEGINNING
    for scene in begins:
        at = calendar.at(scene.day, shown.zone, time(10))
        await acting.perform(scene, at)
    assert acting.left_out == []
    async with bot.work(writes=False) as work:
        for key in ("yetunde", "ines"):
            (sent,) = await applications.of_person(work, shown.key, ids[key])
            assert sent.stage == ApplicationStage.ELIGIBLE
    reply = await bot.desk.perform(ids["ines"], Action(name="home.show"), BORN)
    assert reply.says
    await database.close()


@pytest.mark.parametrize("name", sorted(presets()))
def test_a_walk_is_offered_where_the_way_to_a_mentor_is_the_one_it_shows(name: str) -> None:
    shown = demonstrate(load(preset(name)), TODAY)
    keys = {walk.key for walk in walks_of(shown)}
    own = {
        "choose-one": "choosing",
        "approach-several": "talking",
        "choose-of-all": "of-all",
        "organisers-decide": "told",
    }
    assert keys & set(own.values()) == {own[shown.choosing.mode]}
    assert ("deciding" in keys) == (shown.choosing.approvals > 1)
    assert len(keys) <= 3
    assert "together" in keys


@pytest.mark.parametrize("name", ["alia", "libraries-connected"])
async def test_a_whole_history_is_played_where_nobody_chooses_one_of_those_proposed(
    name: str, tmp_path: Path
) -> None:
    played = await _play(tmp_path / "whole.db", demonstrate(load(preset(name)), TODAY))
    shown = played.definition
    assert played.left_out == []
    database = Database(f"sqlite:///{played.file}")
    async with Work(database, {shown.key: shown}, BORN, writes=False) as work:
        look = Look(work, shown, cast_for(shown))
        ines = await look.proposal("ines")
        joel = await look.proposal("joel")
        katya, wilf = await look.partnership("katya"), await look.partnership("wilf")
    await database.close()
    assert joel is not None
    if shown.choosing.mode == "organisers-decide":
        assert ines is not None
        assert ines.state == ProposalProgress.ASKED
    else:
        assert ines is None  # can still choose
    assert joel.state == ProposalProgress.ASKED
    assert (katya.phase, wilf.phase) == (Phase.INTRODUCED, Phase.PAUSED)


BEGINNING = {"registers", "checks a mentor", "applies", "checks"}


def test_what_a_scheme_had_no_place_for_is_told_on_the_first_page() -> None:
    shown = demonstrate(load(preset("m25")), TODAY)
    said = " ".join(told(shown, ["pauses", "answers halfway", "answers halfway"]))
    assert "rules and forms are those of the scheme's file" in said
    assert "Rounds are moved to today" in said
    assert "pauses, answers halfway (2 times)" in said
    assert "no place for" not in " ".join(told(shown, []))


@pytest.mark.parametrize(
    "accepts", [("pdf",), ("docx", "odt"), ("png",), ("pdf", "txt"), ("rtf",), ("jpg", "doc")]
)
def test_whatever_kind_of_file_a_form_asks_for_is_handed_in(
    accepts: tuple[FileEnding, ...],
) -> None:
    wanted = FileField(key="cv", label="Your CV", accepts=accepts)
    name, data = a_file(wanted)
    assert accept(wanted, name, "", data)[1] in accepts


def test_a_scheme_without_rounds_stays_without() -> None:
    shown = demonstrate(scheme_cast.definition(rounds=[], always_open=True), TODAY)
    assert shown.rounds == ()
    assert shown.open_round("mentee", TODAY) == "always"


def test_answers_are_made_to_fit_whatever_a_form_asks() -> None:
    definition = scheme_cast.definition()
    form: tuple[AnyField, ...] = (
        *definition.form("mentee"),
        ShortText(key="number", label="Member number", form="text", most=4),
        ShortText(key="private", label="Private address", form="email"),
        ShortText(key="video", label="Video", form="link"),
        LongText(key="why", label="Why now?"),
        Number(key="hours", label="Hours a month", least=2, most=9),
        DateField(key="since", label="Since", earliest=date(2020, 1, 1), latest=date(2021, 1, 1)),
        TimeField(key="at", label="When"),
        TickField(key="code", label="I accept the code of conduct"),
        ChoiceField(
            key="colour",
            label="Colour",
            options=(Option(key="red", label="Red"), Option(key="blue", label="Blue")),
        ),
        ShortText(key="optional", label="Optional", required=False),
    )
    answers = check(form, fit(definition, form, CAST.actors["freya"].form("mentee")))
    assert answers["name"] == "Freya Adeyemi"
    assert answers["optional"] is None
    assert "manager_name" not in answers


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("assistant", "assistant"),
        ("librarian", "specialist"),
        ("manager", "leader"),
        ("director", "head"),
    ],
)
def test_a_level_the_scheme_does_not_know_becomes_one_as_high(wanted: str, found: str) -> None:
    definition = scheme_cast.definition()
    level = [field for field in definition.form("mentor") if field.key == "level"]
    assert fit(definition, level, {"level": wanted}) == {"level": found}


def test_a_grade_the_scheme_does_not_know_becomes_one_as_good() -> None:
    grades = tuple(Option(key=key, label=key) for key in ("yes", "so-so", "no"))
    field = ChoiceField(key="goals_met", label="Goals met?", options=grades)
    found = [
        fit(ALN, [field], {"goals_met": key})["goals_met"] for key in ("fully", "partly", "not")
    ]
    assert found == ["yes", "so-so", "no"]


def test_more_is_never_chosen_than_the_form_allows() -> None:
    areas = next(field for field in ALN.form("mentee") if field.key == "areas").model_copy(
        update={"most": 2}
    )
    found = fit(ALN, [areas], CAST.actors["freya"].form("mentee"))["areas"]
    assert isinstance(found, list)
    assert len(found) == 2


async def test_another_scheme_plays_by_its_own_rules(tmp_path: Path) -> None:
    more = {"kind": "short", "key": "card", "label": "Library card"}
    forms = scheme_cast.definition().forms.model_dump()
    own = scheme_cast.definition(
        choosing={"approvals": 1, "options": 1},
        pairing={"months": 12},
        eligibility={"both_roles": False, "manager_approval": False},
        forms=forms | {"mentee": [more, *forms["mentee"]]},
    )
    played = await _play(tmp_path / "other.db", demonstrate(own, TODAY))
    assert {line.partition(" ")[2] for line in played.left_out} == {
        "answers halfway",
        "answers at the end",
    }
    database = Database(f"sqlite:///{played.file}")
    async with Work(database, {own.key: played.definition}, BORN, writes=False) as work:
        look = Look(work, played.definition, cast_for(played.definition))
        freya, ines = await look.application("freya"), await look.proposal("ines")
        katya, marcus = await look.partnership("katya"), await look.partnership("marcus")
    await database.close()
    assert freya.answers["card"]
    assert ines is not None
    assert ines.state == ProposalProgress.OFFERED
    assert katya.phase == Phase.INTRODUCED
    assert marcus.ends_soon(played.definition, TODAY)


def test_an_act_by_a_step_that_there_is_not_is_told_before_anything_is_played() -> None:
    must_be_done(ACTS, CATALOGUE.steps)
    with pytest.raises(ValueError, match=r"sings by choir\.sing, which nothing does"):
        must_be_done({"sings": Act(begins="home.show", sends="choir.sing")}, CATALOGUE.steps)
