"""Two schemes in one deployment, whose people overlap: one home, asked which only where it matters, and nothing leaks (R1.3)."""

from dataclasses import dataclass, field

import pytest

from handlers.home.across import named
from handlers.kit.ui import Action, Form, Message, Reply
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import applications, people
from tests.support.crawl import Crawl, Pressed
from tests.support.dialogue import Player, Stage, buttons_of, read
from tests.support.rounds import definition_of, introduced, pair_of
from tests.support.stage import (
    ALEX,
    ESTHER,
    IDA,
    MAYA,
    MENTEE_ANSWERS,
    MENTOR_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

RHEA = "rhea.stone@marsh.example.org"
WHICH = "Which scheme is this about?"
NOAHS = "I hope to learn kite flying."  # what is read in the one scheme alone
MAYAS = "I would like to lead teaching sessions"  # and in the other


async def opens_m25(scene: Stage, *, also: str = "") -> Definition:
    """A second scheme with a chair and contacts of its own; `also` is on its roster too."""
    data = definition_of(scene).model_dump() | {"key": "m25", "name": "M25 Mentoring Scheme"}
    chair = {"name": "Rhea Stone", "email": RHEA, "duty": "chair", "organisation": "moor"}
    seats = [seat for seat in data["roster"] if seat["email"] == also]
    member = chair | {"name": "Esther Lowe", "email": ESTHER, "duty": "member"}
    data["roster"] = [chair, member, *seats]
    data["help"] = [
        {"name": "The office at M25", "email": "office@m25.example.org", "about": "Anything."}
    ]
    data["urgent"] = data["urgent"] | {"name": "M25 wellbeing", "phone": "01632 960 777"}
    second = Definition.model_validate(data)
    assert isinstance(scene.bot.definitions, dict)
    scene.bot.definitions["m25"] = second
    async with scene.bot.work() as work:
        await people.ensure_roster(work, second)
    return second


async def in_m25(player: Player, name: str, subject: str = "", /, **answers: Answer) -> Reply:
    """What a press in the second scheme comes to."""
    action = Action(name=name, subject=Subject.read(subject), answers=answers, scheme="m25")
    reply = await player.stage.bot.act(player.person_id, action)
    await player.stage.bot.delivery.drain()
    return reply


async def applies_to_m25(scene: Stage, email: str, role: str, **extra: Answer) -> str:
    """Somebody applies to the second scheme; the subject of their application."""
    player = await scene.person(email)
    usual = MENTOR_ANSWERS if role == "mentor" else MENTEE_ANSWERS
    async with scene.bot.work(writes=False) as work:
        person = await people.by_id(work, player.person_id)
    own: dict[str, Answer] = {
        "name": person.name,
        "email": person.email,
        "organisation": person.email.partition("@")[2].partition(".")[0],
    }
    form = await in_m25(player, f"apply.{role}")
    assert form.window is not None
    await in_m25(player, "apply.send", role=role, **{**own, **usual, **extra})
    async with scene.bot.work(writes=False) as work:
        [found] = await applications.of_person(work, "m25", player.person_id)
    return f"application:{found.id}"


async def home(player: Player) -> list[Message]:
    """What stands on somebody's home, now."""
    before = len(player.room.messages)
    await player.says("hello")
    return list(player.room.messages.values())[before:]


# One home


async def test_who_is_in_both_has_one_home_that_says_what_waits_in_which(scene: Stage) -> None:
    await introduced(scene)
    await opens_m25(scene)
    await applies_to_m25(scene, MAYA, "mentor")
    maya = await scene.person(MAYA)
    first, also = await home(maya)
    assert first.heading.startswith("ALN Mentoring Scheme: ")
    assert also.heading.startswith("M25 Mentoring Scheme: ")
    schemes = {button.scheme for button in buttons_of(also)}
    assert schemes == {"m25"}
    await maya.does_not_see(WHICH)


async def test_who_helps_to_run_both_sees_what_waits_in_each(scene: Stage) -> None:
    await opens_m25(scene, also=ROBIN)
    await applies_to_m25(scene, NOAH, "mentee", goals=NOAHS)
    robin = await scene.person(ROBIN)
    shown = await home(robin)
    assert "M25 Mentoring Scheme: " in shown[0].heading
    page = await scene.bot.act(robin.person_id, Action(name="home.page"))
    headings = [message.heading for message in page.says]
    assert headings.count("For the Oversight Group") == 1
    assert "The office at M25" in read(page.says[-1])
    assert "ALN Development Managers" in read(page.says[-1])


async def test_a_home_that_was_asked_for_by_a_schemes_name_is_that_schemes_alone(
    scene: Stage,
) -> None:
    await introduced(scene)
    await opens_m25(scene)
    await applies_to_m25(scene, MAYA, "mentor")
    maya = await scene.person(MAYA)
    for text in ("M25", "m25 mentoring", "open M25 please"):
        before = len(maya.room.messages)
        await maya.says(text)
        shown = list(maya.room.messages.values())[before:]
        assert "Priya" not in "\n".join(read(message) for message in shown)
        assert [message.heading.partition(": ")[0] for message in shown] == ["M25 Mentoring Scheme"]
        assert {b.scheme for message in shown for b in buttons_of(message)} == {"m25"}


async def test_everybody_to_turn_to_is_one_press_away_without_a_question(scene: Stage) -> None:
    await opens_m25(scene, also=ROBIN)
    robin = await scene.person(ROBIN)
    await robin.says("I want to talk to a person")
    await robin.sees("ALN Development Managers", "The office at M25")
    await robin.does_not_see(WHICH)


async def test_words_of_danger_are_answered_with_whom_to_reach_in_each(scene: Stage) -> None:
    await opens_m25(scene, also=ROBIN)
    robin = await scene.person(ROBIN)
    await robin.says("I want to kill myself")
    await robin.sees("M25 wellbeing", "01632 960 777")
    await robin.does_not_see(WHICH)


# Which is meant


async def test_what_is_possible_in_one_scheme_alone_is_done_there_without_a_question(
    scene: Stage,
) -> None:
    await opens_m25(scene)
    await applies_to_m25(scene, NOAH, "mentee")
    noah = await scene.person(NOAH)
    await noah.says("where is my application?")
    await noah.does_not_see(WHICH)
    seen = noah.window or noah.room.latest_first()[0]
    assert {button.scheme for button in buttons_of(seen)} == {"m25"}


async def test_a_pair_of_one_scheme_is_found_though_the_person_applied_first_to_the_other(
    scene: Stage,
) -> None:
    await introduced(scene)
    await opens_m25(scene)
    await applies_to_m25(scene, PRIYA, "mentee")
    definitions = scene.bot.definitions
    assert isinstance(definitions, dict)
    definitions["aln"] = definitions.pop("aln")  # the scheme of the pair stands second now
    priya = await scene.person(PRIYA)
    await priya.says("log a meeting, 3 hours yesterday on teams")
    await priya.does_not_see(WHICH)
    assert isinstance(priya.window, Form)
    assert priya.window.scheme == "aln"


async def test_where_it_matters_one_is_asked_once_and_a_name_answers_before(scene: Stage) -> None:
    await opens_m25(scene, also=ROBIN)
    robin = await scene.person(ROBIN)
    await robin.says("what is waiting for me")
    await robin.sees(WHICH, "ALN Mentoring Scheme", "M25 Mentoring Scheme")
    await robin.says("M25: what is waiting?")
    await robin.sees("Nothing waits for you")
    assert str(robin.room).count(WHICH) == 1


async def test_a_name_that_is_no_schemes_chooses_none(scene: Stage) -> None:
    await opens_m25(scene, also=ROBIN)
    robin = await scene.person(ROBIN)
    await robin.says("I'm waiting for m")
    await robin.says("what is waiting in M26 for me")
    await robin.sees(WHICH)


async def test_what_is_told_with_a_schemes_name_begins_the_form_as_it_was_typed(
    scene: Stage,
) -> None:
    await opens_m25(scene, also=ROBIN)
    robin = await scene.person(ROBIN)
    told = "I want to complain that my mentor at M25 has been rude to me every single week"
    await robin.says(told)
    assert isinstance(robin.window, Form)
    assert robin.window.scheme == "m25"
    assert told in robin.window.answers.values()


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("what waits in M25?", "m25"),
        ("in " * 90 + "M25", "m25"),
        ("in " * 20_000 + "M25", ""),
        ("M25" + " " * 50_000 + "scheme", ""),
        ("ALN or M25", ""),
        ("nothing of theirs", ""),
    ],
)
async def test_a_name_is_looked_for_in_what_is_short_enough_to_be_a_wish(
    scene: Stage, text: str, key: str
) -> None:
    await opens_m25(scene)
    assert named(text, scene.bot.definitions)[0] == key


# Nothing leaks


@dataclass
class ReadingCrawl(Crawl):
    """Reads every screen on the way."""

    texts: list[str] = field(default_factory=list)

    async def _look(self, action: Action, way: str, follow: int | None = None) -> Pressed:
        found = await super()._look(action, way, follow)
        self.texts += [read(screen) for screen in found.screens]
        return found


async def overlapping(scene: Stage) -> None:
    """Priya mentors in both schemes, Maya is hers in the one, Noah has applied to the other."""
    await introduced(scene)
    await opens_m25(scene)
    await applies_to_m25(scene, PRIYA, "mentor", experience="Kites, and how to mend them.")
    await applies_to_m25(scene, NOAH, "mentee", goals=NOAHS)


@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("email", "sees", "hidden"),
    [
        (RHEA, ("Noah Quill", "Priya Nair", NOAHS), ("Maya Thorne", "Tom Birch", MAYAS, "ALN")),
        (IDA, ("Priya Nair",), ("Noah Quill", NOAHS, "Kites", "M25")),
    ],
)
async def test_a_member_of_one_scheme_reads_nothing_of_the_other(
    scene: Stage, email: str, sees: tuple[str, ...], hidden: tuple[str, ...]
) -> None:
    await overlapping(scene)
    member = await scene.person(email)
    crawl = ReadingCrawl(scene.bot, member.person_id, member.name)
    await crawl.through()
    everything = "\n".join([*crawl.texts, str(member.room)])
    assert crawl.pressed > 30
    assert [text for text in sees if text not in everything] == []
    assert [text for text in hidden if text in everything] == []


async def test_the_channels_of_two_groups_stay_apart(scene: Stage) -> None:
    await overlapping(scene)
    ours, theirs = (str(scene.channel.room(f"group:{key}")) for key in ("aln", "m25"))
    assert "Noah" not in ours
    assert "Maya" not in theirs
    assert "Noah" in theirs or "A-" in theirs


async def test_a_member_of_one_scheme_can_take_no_step_about_anything_of_the_other(
    scene: Stage,
) -> None:
    await overlapping(scene)
    pair = await pair_of(scene)
    rhea = await scene.person(RHEA)
    subjects = [f"partnership:{pair.id}", f"candidate:{pair.candidate_id}"]
    subjects += [f"application:{pair.mentee_application_id}", "proposal:1"]
    let_in = []
    for name in scene.bot.desk.steps:
        for subject in subjects:
            for key in ("", "m25", "aln"):
                action = Action(name=name, subject=Subject.read(subject), scheme=key)
                try:
                    await scene.bot.act(rhea.person_id, action)
                except Refusal:
                    continue
                let_in.append((name, subject, key))
    assert let_in == []


async def test_who_phones_is_found_and_shown_in_the_administrators_scheme_alone(
    scene: Stage,
) -> None:
    await overlapping(scene)
    alex = await scene.person(ALEX)
    await alex.says("somebody phones")
    await alex.fills(who="Noah")
    await alex.submits()
    await alex.does_not_see("Noah Quill")
    await alex.says("somebody phones")
    await alex.fills(who="Priya")
    await alex.submits()
    await alex.sees("Priya Nair")
    await alex.does_not_see("M25")
