"""A line manager is asked by mail: the applicant hears how it stands, the Group sees it, and nobody else reads it (R2.7)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from handlers.kit.ui import Form, View
from scheme.application.permission import PermissionState
from scheme.refusal import Refusal
from storage.engine.database import Database
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage, read
from tests.support.managers import LENA, asking, mails, path_in, permission_of, says
from tests.support.rounds import act, applies, barred, keeps_to_the_voice, refused
from tests.support.stage import ALEX, IDA, MAYA, MENTEE_ANSWERS, PRIYA, ROBIN, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

GOALS = "lead teaching sessions"  # in what Maya wrote
PERMISSION = "permission:1"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """The scheme asks line managers."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database, asking())
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


async def dossier(scene: Stage, email: str = IDA) -> str:
    """What a member reads of the first application."""
    reply = await act(await scene.person(email), "review.open", "application:1")
    return read(reply.window)


async def test_nobody_ticks_for_the_manager_and_the_form_says_that_they_are_asked(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor please")
    assert isinstance(maya.window, Form)
    assert "manager_approval" not in {question.key for question in maya.window.fields}
    await maya.sees("They are asked by e-mail once you have sent this")


async def test_the_manager_gets_one_mail_with_a_link_and_nothing_the_applicant_wrote(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.sees("Your line manager is asked by e-mail whether they agree.")
    permission = await permission_of(scene)
    assert (permission.name, permission.address) == ("Lena Marsh", LENA)
    only = mails(scene, permission)
    assert len(only) == 1
    assert "Maya Thorne would like to take part in" in read(only[0])
    assert path_in(only[0]).startswith("/permission/")
    assert GOALS not in read(only[0])


async def test_a_yes_is_told_to_the_applicant_and_seen_by_the_group(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    assert "has still to answer" in await dossier(scene)
    done = await says(scene, "yes")
    assert "Maya Thorne has been told that you agree" in done.text
    await (await scene.person(MAYA)).sees("Your line manager has said yes to your taking part.")
    await scene.group_sees("The line manager has answered.")
    seen = await dossier(scene)
    assert "Met: The line manager has said yes" in seen
    assert f"Lena Marsh, {LENA}." in seen


async def test_a_no_comes_with_words_for_the_applicant_and_the_group_alone(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await says(scene, "no", words="We are too few this spring.")
    maya = await scene.person(MAYA)
    await maya.sees("Your line manager has said no for now.")
    await maya.does_not_see("too few this spring")
    await scene.group_does_not_see("too few this spring")
    await scene.group_does_not_see("Lena")
    await maya.presses("Read it")
    await maya.sees("We are too few this spring.", "read by you and the Oversight Group")
    seen = await dossier(scene)
    assert "To consider: The line manager has said no" in seen
    assert "They wrote: We are too few this spring." in seen


async def test_a_question_goes_to_the_applicant_and_the_answer_to_the_page(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await says(scene, "ask", question="Is it in working hours?")
    maya = await scene.person(MAYA)
    assert "wants to know something from the applicant first" in await dossier(scene)
    await maya.presses("Read and answer")
    await maya.sees("Is it in working hours?")
    await maya.fills(answer="Yes, an hour a month.")
    await maya.submits()
    permission = await permission_of(scene)
    first, answered = mails(scene, permission)
    assert "Maya Thorne has answered your question" in read(answered)
    assert "an hour a month" not in read(answered)
    assert path_in(first) != path_in(answered)
    assert "The applicant answered: Yes, an hour a month." in await dossier(scene)
    with pytest.raises(Refusal, match="sent already"):
        await says(scene, "ask", question="And who pays?")
    await says(scene, "yes")


async def test_five_working_days_of_silence_are_told_and_the_link_is_sent_again_once(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await scene.forward(6)
    await maya.does_not_see("has not answered")
    await scene.forward(1)
    await maya.sees("Your line manager has not answered for five working days.")
    assert "has been silent; the applicant knows" in await dossier(scene)
    await maya.presses("Send it again")
    permission = await permission_of(scene)
    assert len(mails(scene, permission)) == 2
    assert "You won't be reminded again." in read(mails(scene, permission)[1])
    assert "a burden" in await refused(maya, "permission.again", PERMISSION)
    await scene.forward(8)
    await maya.sees("Your line manager has still not answered.")
    assert len(mails(scene, permission)) == 2


async def test_another_address_voids_the_link_and_asks_there(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await scene.forward(8)
    maya = await scene.person(MAYA)
    await maya.presses("Somebody else")
    await maya.holds(manager_name="Lena Marsh", manager_email=LENA)
    await maya.submits()
    assert list(maya.errors) == ["manager_email"]
    await maya.fills(manager_name="Una Penn", manager_email="Una.Penn@Fellside.example.org")
    await maya.submits()
    permission = await permission_of(scene)
    assert (permission.id, permission.address) == (2, "una.penn@fellside.example.org")
    assert len(mails(scene, permission)) == 1
    assert "not being asked any more" in await refused(maya, "permission.again", PERMISSION)
    seen = await dossier(scene)
    assert "Una Penn, una.penn@fellside.example.org." in seen
    assert "not asked any more" in seen


async def test_a_changed_application_asks_the_manager_it_names_now(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.says("change my application")
    await maya.fills(manager_name="Una Penn", manager_email="una.penn@fellside.example.org")
    await maya.submits()
    assert (await permission_of(scene)).name == "Una Penn"
    await maya.says("change my application")
    await maya.fills(manager_name="Una Penne")
    await maya.submits()
    found = await permission_of(scene)
    assert (found.id, found.name) == (2, "Una Penne")


async def test_no_more_than_four_are_asked_about_one_application(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    for number in range(2, 5):
        await act(
            maya,
            "permission.given",
            f"permission:{number - 1}",
            manager_name="Una Penn",
            manager_email=f"una{number}@fellside.example.org",
        )
    told = await refused(
        maya,
        "permission.given",
        "permission:4",
        manager_name="Una Penn",
        manager_email="una5@fellside.example.org",
    )
    assert "Several people have been asked" in told


async def test_the_link_leads_nowhere_once_the_application_is_withdrawn(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", "application:1")
    assert (await permission_of(scene)).state == PermissionState.VOID
    with pytest.raises(Refusal, match="no longer good"):
        await says(scene, "yes")
    assert "closed" in await refused(maya, "permission.again", PERMISSION)


async def test_after_twenty_eight_days_the_applicant_hears_and_can_ask_the_same_manager_afresh(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await scene.forward(28)
    await maya.does_not_see("was good")
    await scene.forward(1)
    await maya.sees("was good for 28 days, and nothing came")
    with pytest.raises(Refusal, match="no longer good"):
        await says(scene, "yes")
    await act(maya, "permission.given", PERMISSION, manager_name="Lena Marsh", manager_email=LENA)
    assert (await permission_of(scene)).id == 2
    await says(scene, "yes")


@pytest.mark.parametrize(
    ("named", "field"),
    [
        ({"manager_email": MAYA}, "manager_email"),
        ({"manager_email": "maya.thorne+boss@fellside.example.org"}, "manager_email"),
        ({"manager_name": "Maya Thorne"}, "manager_name"),
    ],
)
async def test_nobody_is_asked_about_themselves(
    scene: Stage, named: dict[str, str], field: str
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor please")
    await maya.fills(
        **{key: MENTEE_ANSWERS[key] for key in MENTEE_ANSWERS if key != "manager_approval"}
    )
    await maya.fills(**named)
    await maya.submits()
    assert list(maya.errors) == [field]
    assert not [room for room in scene.channel.rooms if room.startswith("mail:")]


async def test_the_group_sees_where_the_address_may_be_the_applicants_own(scene: Stage) -> None:
    home = "thorne@home.example.net"
    await applies(scene, MAYA, "mentee", manager_email=home, second_contact=home)
    await says(scene, "yes")
    seen = await dossier(scene)
    assert "To consider: The line manager has said yes" in seen
    assert (
        "The address is at home.example.net, which is not one of those of University of Fellside."
        in seen
    )
    assert "gives the same address as their second contact" in seen


async def test_a_manager_in_the_group_stands_aside_and_still_gives_their_word(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee", manager_name="Ida Moss", manager_email=IDA)
    ida = await scene.person(IDA)
    await barred(ida, "review.open", "application:1")
    await says(scene, "yes")
    assert (await permission_of(scene)).state == PermissionState.APPROVED
    assert "The line manager has said yes" in await dossier(scene, ROBIN)
    await barred(ida, "review.open", "application:1")


async def test_a_manager_who_is_a_mentor_is_never_suggested(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    for email in (PRIYA, TOM):
        subject = await applies(scene, email, "mentor")
        await says(scene, "yes", email)
        await act(alex, "review.eligible", subject)
    subject = await applies(scene, MAYA, "mentee", manager_name="P. Nair", manager_email=PRIYA)
    await says(scene, "yes")
    await act(alex, "review.discreet", subject, reason="They work for two libraries.")
    shown = read((await act(alex, "propose.open", subject)).window)
    assert "Tom Birch" in shown
    assert "Priya Nair" not in shown
    everybody = read((await act(alex, "propose.everybody", subject)).window)
    assert "One is the other's line manager." in everybody.partition("Priya Nair")[2]


async def test_the_waiting_list_says_how_it_stands_without_a_name(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    reply = await act(await scene.person(ALEX), "review.waiting")
    assert "To be checked. Line manager asked on Monday 11 January 2027" in read(reply.window)
    await says(scene, "yes")
    reply = await act(await scene.person(ALEX), "review.waiting")
    assert "Line manager said yes on Monday 11 January 2027" in read(reply.window)
    assert "Lena" not in read(reply.window)


async def test_a_home_shows_how_it_stands_until_there_is_a_yes(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.says("hello")
    await maya.sees("Your line manager has been asked")
    await says(scene, "no")
    await maya.says("hello")
    await maya.sees("Your line manager said no")
    await maya.presses("See how it stands")
    assert isinstance(maya.window, View)
    await act(
        maya,
        "permission.given",
        PERMISSION,
        manager_name="U",
        manager_email="u@fellside.example.org",
    )
    await says(scene, "yes")
    maya.room.messages.clear()
    await maya.says("hello")
    await maya.does_not_see("Your line manager")


async def test_only_the_applicant_opens_it(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    for email in (PRIYA, ALEX, ROBIN):
        for step in ("open", "again", "elsewhere", "given", "answer", "answered"):
            await barred(await scene.person(email), f"permission.{step}", PERMISSION)


async def test_what_was_said_is_deleted_a_while_after_the_application_was_withdrawn(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    await says(scene, "no", words="We are too few this spring.")
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", "application:1")
    await scene.forward(asking().retention.withdrawn_days + 1)
    found = await permission_of(scene)
    assert (found.name, found.address, found.words) == ("", "", None)
    reply = await act(maya, "permission.open", PERMISSION)
    assert "has been deleted" in read(reply.window)


async def test_a_mail_that_reaches_nobody_is_told_to_the_applicant_at_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/lost.db")
    stage = await set_stage(database, asking())
    async with with_mail(stage) as box:
        box.answers[LENA].append("550 5.1.1 no such user")
        await applies(stage, MAYA, "mentee")
        await stage.bot.delivery.drain()
        maya = await stage.person(MAYA)
        await maya.sees("The mail to your line manager did not arrive")
        await maya.presses("Somebody else")
        await maya.fills(manager_email="una.penn@fellside.example.org")
        await maya.submits()
        assert len(box.of("una.penn@fellside.example.org")) == 1
    await database.close()
