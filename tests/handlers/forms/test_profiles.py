"""What platforms can make more of: a picture on a profile, somebody to lead to directly, a moment on one's own clock."""

from datetime import UTC, datetime

import pytest

from handlers.kit.ui import Card, Contact, Form, Link, Message, Part, Reply, View, When
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from storage import people
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import (
    act,
    applies,
    asked,
    candidate_of,
    eligible,
    introduced,
    offered,
    on_register,
    proposal_of,
)
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

PICTURE = "https://pictures.example.org/priya.png"
AT = datetime(2027, 1, 18, 14, tzinfo=UTC)
PLAN: Answers = {
    "day": "2027-01-18",
    "hour": "14:00",
    "minutes": 90,
    "how": "teams",
    "revision": "new",
}


async def has_a_picture(scene: Stage, email: str) -> None:
    """Somebody's platform gave their picture."""
    async with scene.bot.work() as work:
        person = await people.by_email(work, email)
        assert person is not None
        person.picture = PICTURE


def pictures(reply: Reply) -> dict[str, str]:
    """The pictures on the cards of a window, by their titles."""
    assert isinstance(reply.window, View | Form)
    return {part.title: part.picture for part in reply.window.parts if isinstance(part, Card)}


def parts(scene: Stage, person_id: PersonId, kind: type[Part]) -> list[Part]:
    """What stands in somebody's chat of one kind."""
    room: list[Message] = list(scene.channel.room(f"person:{person_id}").messages.values())
    return [part for message in room for part in message.parts if isinstance(part, kind)]


async def test_a_profile_shows_the_picture_to_whoever_may_read_the_profile(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    await has_a_picture(scene, PRIYA)
    await has_a_picture(scene, MAYA)
    subject = await eligible(scene)
    assert pictures(await act(await scene.person(IDA), "propose.open", subject)) == {
        "None of them suits?": "",
        "Priya Nair": PICTURE,
        "Tom Birch": "",
    }


async def test_the_mentee_sees_the_mentors_pictures_and_the_mentor_asked_sees_theirs(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    for email in (PRIYA, MAYA):
        await has_a_picture(scene, email)
    proposal = await offered(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    assert pictures(await act(maya, "choose.read", proposal)) == {
        "Priya Nair": PICTURE,
        "Tom Birch": "",
    }
    one = await candidate_of(scene, MAYA, PRIYA)
    await act(maya, "choose.sent", proposal, candidate=str(one.id), revision="1")
    assert pictures(
        await act(maya, "choose.read", f"proposal:{(await proposal_of(scene)).id}")
    ) == {"Priya Nair": PICTURE}
    assert pictures(await act(priya, "answer.read", f"candidate:{one.id}")) == {
        "Maya Thorne": PICTURE
    }


async def test_applicants_see_their_own_profile_as_a_partner_does(scene: Stage) -> None:
    await has_a_picture(scene, PRIYA)
    subject = await applies(scene, PRIYA, "mentor")
    assert pictures(await act(await scene.person(PRIYA), "applied.view", subject)) == {
        "Priya Nair": PICTURE
    }


async def test_nobody_is_led_to_the_other_before_the_mentor_has_accepted(scene: Stage) -> None:
    await asked(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for person in (maya, priya):
        assert parts(scene, person.person_id, Contact) == []
        [said] = (await act(person, "start.contact")).says
        assert said.parts == ()


async def test_the_introduction_leads_each_to_the_other(scene: Stage) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    [theirs] = parts(scene, maya.person_id, Contact)
    assert isinstance(theirs, Contact)
    assert (theirs.person, theirs.name) == (priya.person_id, "Priya Nair")
    letters = parts(scene, maya.person_id, Link)
    assert Link(f"Write to {PRIYA}", f"mailto:{PRIYA}") in letters
    [said] = (await act(priya, "start.contact")).says
    back, letter = said.parts
    assert isinstance(back, Contact)
    assert (back.person, back.name) == (maya.person_id, "Maya Thorne")
    assert letter == Link(f"Write to {MAYA}", f"mailto:{MAYA}")


async def test_whoever_is_asked_for_a_word_is_led_to_the_asker(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await act(maya, "sounding.sent", whom=str(alex.person_id), text="")
    shown = (await act(alex, "sounding.open", "sounding:1")).window
    assert isinstance(shown, View)
    assert [part.person for part in shown.parts if isinstance(part, Contact)] == [maya.person_id]


async def test_wherever_a_meeting_is_told_its_moment_stands_beside_the_words(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "plan.saved", "partnership:1", **PLAN)
    when = When(label="When", at=AT, text="Monday 18 January 2027, 14:00")
    for person in (maya, priya):
        assert parts(scene, person.person_id, When) == [when]
        assert (await act(person, "home.show")).says[0].parts == (when,)
    shown = (await act(priya, "plan.show", "partnership:1")).window
    assert isinstance(shown, View)
    assert [part for part in shown.parts if isinstance(part, When)] == [when]
    await scene.to_next_due()
    [reminder] = [one for one in priya.room.messages.values() if one.heading == "Coming up"]
    assert when in reminder.parts
    assert when.text in reminder.text  # the words alone are enough


async def test_a_meeting_that_is_called_off_shows_no_moment(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await act(maya, "plan.saved", "partnership:1", **PLAN)
    await act(maya, "plan.cancelled", "appointment:1", revision="1.0")
    assert parts(scene, maya.person_id, When) == []
