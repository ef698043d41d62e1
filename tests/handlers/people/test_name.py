"""A name that changes: asked of its owner, then everywhere at once, and never unseen by the Group (R2.12)."""

import pytest
from sqlalchemy import select

from handlers.accounts.identity import Profile, changed
from handlers.kit.ui import Action, Form
from scheme.matching.conflict import too_close
from scheme.matching.side import Side
from scheme.people import MOST_NAMES, Account, Person
from scheme.rename import looks
from scheme.subject import Subject
from storage import people
from storage.platforms import accounts
from storage.tables import audit
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    at_once,
    barred,
    definition_of,
    introduced,
    refused,
)
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN

pytestmark = pytest.mark.usefixtures("ids_that_count")

RENAME = "rename:1"
ASKED = "You wrote Maya Hollow; here you are Maya Thorne. Shall it be Maya Hollow everywhere?"


async def person_of(scene: Stage, email: str) -> Person:
    """Somebody as they are kept."""
    async with scene.bot.work(writes=False) as work:
        found = await people.by_email(work, email)
    assert found is not None
    return found


async def is_asked(scene: Stage, name: str = "Maya Hollow") -> Player:
    """Maya applies and writes another name than the one she is known by."""
    await applies(scene, MAYA, "mentee", name=name)
    return await scene.person(MAYA)


async def says_name(scene: Stage, email: str, **said: str) -> Player:
    """Somebody opens the form for their name, from a word, and sends it."""
    player = await scene.person(email)
    await player.says("name")
    await player.fills(**said)
    await player.submits()
    return player


async def test_a_name_corrected_on_the_form_is_everywhere_once_its_owner_has_confirmed_it(
    scene: Stage,
) -> None:
    maya = await is_asked(scene)
    await maya.sees(ASKED, "Yes, everywhere", "No, keep the old one")
    assert (await person_of(scene, MAYA)).name == "Maya Thorne"
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees(
        "Known as Maya Thorne; they were asked whether Maya Hollow is their name, and have not said."
    )
    await maya.presses("Yes, everywhere")
    await maya.sees("You are Maya Hollow everywhere now.")
    await maya.does_not_see("Yes, everywhere")
    assert (await person_of(scene, MAYA)).names == ("Maya Hollow", "Maya Thorne")
    assert (await application_of(scene, MAYA)).answers["name"] == "Maya Hollow"
    await scene.group_sees("The applicant has another name now.")
    await scene.group_does_not_see("Somebody else here")
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("A-1, Maya Hollow", "Formerly Maya Thorne.")
    async with scene.bot.work(writes=False) as work:
        log = (
            await work.session.execute(select(audit.c.action, audit.c.subject, audit.c.person_id))
        ).all()
    assert ("name.confirmed", Subject.read(RENAME), maya.person_id) in [tuple(one) for one in log]


async def test_a_question_about_a_name_waits_at_home_and_is_asked_once(scene: Stage) -> None:
    maya = await is_asked(scene)
    await maya.says("home")
    await maya.sees("Are you Maya Hollow now?")
    await act(maya, "name.said", name="Maya Hollow", called="Maya")
    await act(maya, "name.said", name="Maya H. Hollow", called="Maya")
    assert "settled already" in await refused(maya, "name.confirmed", RENAME)
    await act(maya, "name.confirmed", "rename:2")
    assert (await person_of(scene, MAYA)).name == "Maya H. Hollow"
    assert "settled already" in await refused(maya, "name.confirmed", "rename:2")
    assert (await person_of(scene, MAYA)).formerly == ["Maya Thorne"]


async def test_the_old_name_can_be_kept_and_the_form_says_it_again(scene: Stage) -> None:
    maya = await is_asked(scene)
    await maya.presses("No, keep the old one")
    await maya.sees("You are Maya Thorne, as before.")
    assert (await application_of(scene, MAYA)).answers["name"] == "Maya Thorne"
    assert (await person_of(scene, MAYA)).names == ("Maya Thorne",)
    assert "settled already" in await refused(maya, "name.confirmed", RENAME)


async def test_nobody_else_answers_for_a_name(scene: Stage) -> None:
    await is_asked(scene)
    for email in (NOAH, ROBIN, ALEX):
        for step in ("name.confirmed", "name.kept"):
            await barred(await scene.person(email), step, RENAME)
    assert (await person_of(scene, MAYA)).name == "Maya Thorne"


async def test_of_yes_and_no_at_once_one_counts(scene: Stage) -> None:
    await is_asked(scene)
    yes, no = (
        Action(name="name.confirmed", subject=Subject.read(RENAME)),
        Action(name="name.kept", subject=Subject.read(RENAME)),
    )
    await at_once(scene, (MAYA, yes), (MAYA, no))
    found, form = await person_of(scene, MAYA), (await application_of(scene, MAYA)).answers["name"]
    assert found.name == form


async def test_a_partner_hears_of_it_and_reads_the_new_name_on_the_card_they_have(
    scene: Stage,
) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "name.said", name="Maya Hollow", called="Mimi")
    await act(maya, "name.confirmed", RENAME)
    await priya.sees(
        "Maya Thorne is Maya Hollow from now on", "Meet Maya Hollow", "Mimi writes first"
    )
    await priya.does_not_see("Meet Maya Thorne")
    await priya.says("home")
    await priya.sees("Contact Mimi")
    await scene.group_sees("The applicant has another name now.")


@pytest.mark.parametrize(
    "taken", ["Olamide Fairbairn", "priya nair", "Nair, Priya", "Рriya Nаir", "Prìya  Nair"]
)
async def test_the_very_name_of_somebody_else_is_pointed_out_to_the_group(
    scene: Stage, taken: str
) -> None:
    await pairs.pair(scene, NOAH, PRIYA)
    maya = await is_asked(scene, taken)
    await maya.presses("Yes, everywhere")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-3")
    await ida.sees("Formerly Maya Thorne.")
    if taken == "Olamide Fairbairn":  # nobody's here
        await scene.group_does_not_see("the very same one")
        await ida.does_not_see("very same name")
    else:
        await scene.group_sees("Somebody else here has the very same one, so please look.")
        await ida.sees("Somebody else here had the very same name when they took it.")
    await maya.does_not_see("same")  # it is nobody's business who else takes part


def test_names_look_alike_whatever_their_letters_are() -> None:
    assert looks("Olamide Fairbairn") == looks("Οlаmide Fаirbаirn") == looks("FAIRBAIRN, Olamide")
    assert looks("Maya Thorne") != looks("Maya Thorn")


async def test_a_member_has_another_name_too_and_the_group_hears_who_they_were(
    scene: Stage,
) -> None:
    ida = await says_name(scene, IDA, name="Ida Fell", called="Ida")
    await ida.sees("You wrote Ida Fell; here you are Ida Moss.")
    await ida.presses("Yes, everywhere")
    await scene.group_sees("Ida Moss is Ida Fell from now on.")
    robin = await scene.person(ROBIN)
    await robin.says("roster")
    await robin.sees("Ida Fell (formerly Ida Moss)")


async def test_what_one_is_called_is_changed_from_your_data_and_counts_at_once(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(maya, "privacy.about")
    await maya.says("your data and me")
    await maya.says("change my name")
    assert isinstance(maya.window, Form)
    await maya.fills(called="Mimi")
    await maya.submits()
    await maya.sees("Saved. From now on you are called Mimi.")
    assert (await application_of(scene, MAYA)).answers["called"] == "Mimi"
    await says_name(scene, MAYA, called="Mimi")
    await maya.sees("Nothing was different")
    await says_name(scene, MAYA, called="")
    await maya.sees("Saved. Nobody guesses what to call you.")
    assert (await person_of(scene, MAYA)).called is None


@pytest.mark.parametrize("text", ["www.fells.example.org", "me@fells.example.org", "x" * 61])
async def test_what_is_no_name_is_refused_beside_its_field(scene: Stage, text: str) -> None:
    maya = await scene.person(MAYA)
    await refused(maya, "name.said", name="Maya Thorne", called=text)
    assert (await person_of(scene, MAYA)).called == "Maya"


async def test_an_application_form_of_an_earlier_version_changes_nothing_of_what_one_is_called(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya, one = await scene.person(MAYA), await application_of(scene, MAYA)
    answers = {key: answer for key, answer in one.answers.items() if key != "called"}
    await act(
        maya,
        "applied.resend",
        "application:1",
        **answers | {"job_title": "Coordinator", "revision": "1"},
    )
    assert (await person_of(scene, MAYA)).called == "Maya"
    assert (await application_of(scene, MAYA)).answers["called"] == "Maya"


async def test_a_form_that_was_opened_before_the_name_changed_is_stale(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    stale = dict((await application_of(scene, MAYA)).answers) | {"revision": "1"}
    maya = await says_name(scene, MAYA, name="Maya Hollow")
    await maya.presses("Yes, everywhere")
    reply = await act(maya, "applied.resend", "application:1", **stale)
    assert isinstance(reply.window, Form)
    assert "changed elsewhere meanwhile" in reply.window.notice
    assert (await person_of(scene, MAYA)).name == "Maya Hollow"


async def test_a_name_that_was_shed_still_keeps_its_owner_away(scene: Stage) -> None:
    await applies(scene, NOAH, "mentee", manager_name="Ida Moss", manager_email=None)
    ida = await says_name(scene, IDA, name="Ida Fell", called="Ida")
    await ida.presses("Yes, everywhere")
    applicant = Side.of(definition_of(scene), await application_of(scene, NOAH))
    assert too_close(applicant, await person_of(scene, IDA))
    assert (
        "Ida Moss".casefold()
        in Side.of(definition_of(scene), applicant.application, await person_of(scene, IDA)).names
    )


async def test_after_many_names_a_person_is_asked(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    for number in range(MOST_NAMES):
        await act(maya, "name.said", name=("Maya Hollow", "Maya Thorne")[number % 2], called="Maya")
        await act(maya, "name.confirmed", f"rename:{number + 1}")
    await act(maya, "name.said", name="Maya H. Hollow", called="Maya")
    assert "talk to a person" in await refused(maya, "name.confirmed", f"rename:{MOST_NAMES + 1}")
    assert (await person_of(scene, MAYA)).name == "Maya Thorne"


async def test_another_name_in_the_profile_is_asked_about_and_not_again_after_a_no(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)

    async def profile_says(name: str) -> None:
        async with scene.bot.work() as work:
            one = await accounts.at(work, "web", "demo", "maya")
            if one is None:
                one = await work.add(
                    Account(
                        platform="web",
                        workspace="demo",
                        user="maya",
                        person_id=maya.person_id,
                        name="Maya Thorne",
                        email=MAYA,
                        scheme="aln",
                    )
                )
            await changed(
                work,
                one,
                Profile(platform="web", workspace="demo", user="maya", name=name, email=MAYA),
            )
        await scene.bot.delivery.drain()

    await applies(scene, MAYA, "mentee")
    await profile_says("Maya Hollow")
    await maya.sees("Your profile says Maya Hollow; here you are Maya Thorne.")
    assert (await person_of(scene, MAYA)).name == "Maya Thorne"
    await profile_says("Maya Thorne")  # it was a joke
    await maya.sees("You are Maya Thorne, as before.")
    await maya.does_not_see("Yes, everywhere")
    await profile_says("Maya Hollow")
    await maya.presses("No, keep the old one")
    await profile_says("Maya H. Hollow")
    await act(maya, "name.kept", "rename:3")
    await profile_says("Maya H. Hollow")
    await maya.does_not_see("Yes, everywhere")
