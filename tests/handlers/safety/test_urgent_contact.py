"""The urgent contact is one step away from anywhere, and stands first (R13.3)."""

from handlers.kit.ui import View
from tests.support.dialogue import Stage, buttons_of, read
from tests.support.pairs import pair
from tests.support.rounds import applies, definition_of, offered, on_register
from tests.support.stage import ALEX, ESTHER, JO, MAYA, NOAH, PRIYA, ROBIN, TOM


async def busy(scene: Stage) -> None:
    """People who stand at different places."""
    await on_register(scene, TOM)
    await offered(scene, MAYA, [TOM])
    await applies(scene, ESTHER, "mentee")
    await pair(scene, NOAH, PRIYA, days_ago=20)


async def test_every_home_has_a_person_to_talk_to_and_the_urgent_contact_is_the_first(
    scene: Stage,
) -> None:
    await busy(scene)
    urgent = definition_of(scene).urgent
    assert urgent is not None
    for email in (MAYA, NOAH, PRIYA, TOM, ESTHER, ROBIN, ALEX, JO):
        player = await scene.person(email)
        await player.says("hello")
        await player.presses("Talk to a person")
        assert isinstance(player.window, View)
        assert urgent.phone in read(View(title="", parts=player.window.parts[:2]))


async def test_help_names_the_urgent_contact_itself(scene: Stage) -> None:
    urgent = definition_of(scene).urgent
    assert urgent is not None
    for email in (MAYA, JO, ALEX):
        player = await scene.person(email)
        await player.says("help")
        await player.sees(urgent.name, urgent.phone)
        assert "home.people" in {button.action for button in buttons_of(player.window)}
